"""The closed sets of words: event types and modes (PLOVER), realis, what figures count, precisions.

PLOVER types and modes are those of the PLOVER manual (Halterman, Schrodt et al., CC BY-SA 4.0); `DISPLACE` and the modes
`clash` and `territory` are extensions of this project. What each means stands in `docs/glossary.md`.
"""

from __future__ import annotations

from enum import StrEnum


class EventType(StrEnum):
    """What kind of thing a claim says: a PLOVER event type, or DISPLACE."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"
    DISPLACE = "DISPLACE"


MODES: dict[EventType, frozenset[str]] = {
    EventType.ASSAULT: frozenset(
        "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone heavy-weapons "
        "crowd-control unconventional clash territory".split()
    ),
    EventType.RETREAT: frozenset("withdraw release disarm ceasefire access resign".split()),
    EventType.REQUEST: frozenset("assist change yield meet".split()),
    EventType.REJECT: frozenset("assist change yield meet".split()),
    EventType.ACCUSE: frozenset("disapprove investigate allege".split()),
    EventType.THREATEN: frozenset("restrict arrest relations expel territory violence".split()),
    EventType.MOBILIZE: frozenset("troops weapons police militia".split()),
    EventType.COERCE: frozenset("seize restrict censor curfew martial-law arrest deport withhold misinformation cyber".split()),
    EventType.SANCTION: frozenset("convict expel withdraw discontinue".split()),
    EventType.CONSULT: frozenset("visit third-party phone".split()),
    EventType.PROTEST: frozenset("demo riot strike hunger boycott obstruct vandalize".split()),
    EventType.DISPLACE: frozenset("flee evacuate return".split()),
}


class Realis(StrEnum):
    """Whether the claim says that it happened."""

    ACTUAL = "actual"
    FUTURE = "future"
    CONDITIONAL = "conditional"
    POSSIBLE = "possible"
    NEGATED = "negated"


class Counted(StrEnum):
    """What a figure counts."""

    KILLED = "killed"
    WOUNDED = "wounded"
    MISSING = "missing"
    DETAINED = "detained"
    RELEASED = "released"
    DISPLACED = "displaced"
    TROOPS = "troops"
    VEHICLES = "vehicles"
    ATTACKS = "attacks"
    AIRSTRIKES = "airstrikes"
    SHELLS = "shells"
    EXPLOSIONS = "explosions"
    BURSTS = "bursts"
    SHOTS = "shots"
    PROJECTILES = "projectiles"
    OPERATIONS = "operations"
    WEAPONS = "weapons"
    VILLAGES = "villages"
    MONEY = "money"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a time is known."""

    INSTANT = "instant"
    DAY = "day"
    RANGE = "range"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class PlacePrecision(StrEnum):
    """How exactly a place is known; `place_precisions.csv` says what each means, and how ACLED and UCDP count it."""

    SPOT = "spot"
    SETTLEMENT = "settlement"
    VICINITY = "vicinity"
    DISTRICT = "district"
    REGION = "region"
    LINE = "line"
    ZONE = "zone"
    COUNTRY = "country"
    WATERS = "waters"
    NONE = "none"
