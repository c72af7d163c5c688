"""Claims of an invented war with the truth beside them: what happened, and how forty outlets told it.

A theatre of 420 invented towns in fourteen provinces, some 190 happenings and 1,000 claims a day, day after day, so that twice
the claims are twice the days. Each outlet has its side: it names parties in its own words, leaves its own out as doer, and takes
one label for another. Agencies write first; other outlets copy them with small edits, or write themselves: then the place may be
missing, widened to its province or a neighbouring town, the day missing or one off, figures missing or rounded. Tolls grow with
the days. Parties threaten, demand and deny. At the end of a month an observer counts the dead of the month. Quotes have about as
many words, and as many rare ones, as the claims read from real reports of a war.

Every value is drawn from the seed and the day alone; nothing but one day is held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from random import Random

from trucewatch.knowledge.tables import read_table
from trucewatch.knowledge.word_rarity import TABLE, FrequencyRow
from trucewatch.model import (
    Actor,
    Basis,
    Claim,
    Counted,
    EventType,
    Figure,
    Interval,
    Outlet,
    Place,
    Precision,
    Published,
    Realis,
    Report,
    Span,
    content_id,
)

FIRST_DAY = date(2018, 1, 1)
PROVINCES, TOWNS_EACH = 14, 30
ROW = 4  # provinces from west to east
OUTLETS, AGENCIES = 40, 4
HAPPENINGS = 190  # a day
CLAIMS_EACH = 8  # at most, in one report
VOCABULARY, ORDINARY = 2_000, (3.9, 5.5)  # English words, by how often they are met (Zipf)
LATE = (0.62, 0.3, 0.08)  # how many of an outlet's tellings come on the day itself, on the next, on the one after

NOWHERE = Span("", 0, 0, "")
Drawn = tuple[Report, tuple[Claim, ...], tuple[str, ...]]  # a report, its claims, and for each the happening it tells of


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of happening: its type and mode, how often it is told as another mode, and what is counted."""

    type: EventType
    mode: str | None
    other: str | None
    counted: Counted | None
    words: tuple[str, ...]
    share: float


ACTS = (
    Act(EventType.ASSAULT, "heavy-weapons", "aerial", Counted.KILLED, ("shelled", "bombarded", "artillery", "rockets"), 0.26),
    Act(EventType.ASSAULT, "aerial", "heavy-weapons", Counted.KILLED, ("airstrike", "raid", "warplanes", "bombing"), 0.24),
    Act(EventType.ASSAULT, "clash", "firearms", Counted.KILLED, ("clashes", "fighting", "battle", "attack"), 0.16),
    Act(EventType.ASSAULT, "territory", "clash", None, ("captured", "seized", "liberated", "advanced"), 0.06),
    Act(EventType.COERCE, "arrest", None, Counted.DETAINED, ("arrested", "detained", "rounded"), 0.06),
    Act(EventType.MOBILIZE, "troops", "weapons", None, ("convoy", "reinforcements", "deployed", "vehicles"), 0.06),
    Act(EventType.DISPLACE, "flee", None, Counted.DISPLACED, ("fled", "displaced", "escaped"), 0.05),
    Act(EventType.THREATEN, "violence", None, None, ("warned", "threatened", "vowed"), 0.04),
    Act(EventType.REQUEST, "yield", None, None, ("demanded", "called", "urged"), 0.04),
    Act(EventType.ACCUSE, "allege", None, None, ("accused", "blamed", "alleged"), 0.03),
)
SPOKEN = frozenset({EventType.THREATEN, EventType.REQUEST, EventType.ACCUSE})
PARTIES = ("SYR:MIL", "SYR:REB", "HTS", "TUR:MIL", "RUS:MIL", "SDF")
ENEMIES = {"SYR:MIL": 1, "SYR:REB": 0, "HTS": 0, "TUR:MIL": 0, "RUS:MIL": 1, "SDF": 1}  # by place in PARTIES
NAMES = {
    "SYR:MIL": ("government forces", "regime forces", "the army"),
    "SYR:REB": ("rebels", "opposition fighters", "terrorists"),
    "HTS": ("jihadists", "fighters of the group", "terrorists"),
    "TUR:MIL": ("Turkish troops", "Turkish soldiers", "occupation forces"),
    "RUS:MIL": ("Russian jets", "Russian forces", "allied air force"),
    "SDF": ("Kurdish-led forces", "the militia", "separatists"),
    "SYR:CVL": ("civilians", "residents", "locals"),
}
SPEAKERS = ("the Observatory for the War", "the Ministry of Defence", "the Civil Defence", "a field commander", "")
HEADS = ("Minister Dorat", "General Halwan", "President Sarem", "Commander Yadan", "Envoy Mirza")


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened: the truth that all tellings of it vary."""

    id: str
    act: Act
    day: date
    town: int
    actor: str
    recipient: str
    toll: int
    words: tuple[str, ...]
    speaker: str
    deadline: date | None
    told: int


@dataclass(frozen=True, slots=True)
class Bias:
    """How one outlet tells: whose side it is on, which of three names it uses, and how careful it is."""

    name: str
    side: str
    naming: int
    careless: float
    rounds: bool


def outlets() -> tuple[Bias, ...]:
    """The outlets, agencies first."""
    choice = Random("outlets")
    sides = (PARTIES[0], PARTIES[1], PARTIES[3], "")
    return tuple(
        Bias(
            name=f"Agency {number}" if number < AGENCIES else f"Outlet {number}",
            side="" if number < AGENCIES else sides[number % 4],
            naming=0 if number < AGENCIES else number % 3,
            careless=0.2 if number < AGENCIES else choice.uniform(0.3, 1.0),
            rounds=number % 5 == 4,
        )
        for number in range(OUTLETS)
    )


def _town_names() -> list[str]:
    choice, names = Random("towns"), dict[str, None]()
    while len(names) < PROVINCES * TOWNS_EACH:
        syllables = (choice.choice("bdfghjklmnqrstwz") + choice.choice(("a", "e", "i", "o", "u")) for _ in range(3))
        names["".join(syllables).capitalize() + choice.choice("bdfgklmnrst")] = None
    return list(names)


def _places() -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Towns and provinces; a town's neighbours are those with the next numbers."""
    choice, names = Random("places"), _town_names()
    towns, provinces = list[Place](), list[Place]()
    for number in range(PROVINCES):
        south, west = 33.0 + 1.1 * (number // ROW), 35.8 + 1.3 * (number % ROW)
        label = f"{names[number * TOWNS_EACH]} Province"
        wide = Place(NOWHERE, label, f"p{number}", south + 0.5, west + 0.6, "SYR", label, "admin1", geo_precision=3)
        provinces.append(wide)
        for index in range(number * TOWNS_EACH, (number + 1) * TOWNS_EACH):
            point = south + choice.random(), west + 1.2 * choice.random()
            towns.append(Place(NOWHERE, names[index], f"t{index}", *point, "SYR", label, "town", geo_precision=1))
    return tuple(towns), tuple(provinces)


class War:
    """The stream: `reports` gives report after report, each with its claims and their truth."""

    def __init__(self, seed: int = 2020, *, happenings: int = HAPPENINGS, fewer: float = 0.24) -> None:
        """`happenings` a day; the smaller `fewer` is, the more outlets tell of each."""
        self._seed, self._daily, self._fewer = seed, happenings, fewer
        self._outlets = outlets()
        self._towns, self._provinces = _places()
        rows = read_table(TABLE, FrequencyRow)
        common = [word for row in rows if ORDINARY[0] <= row.zipf <= ORDINARY[1] for word in row.words if len(word) > 3]
        self._vocabulary = Random("words").sample(sorted(common), VOCABULARY)
        self._actors: dict[tuple[str, str], Actor] = {}

    def reports(self) -> Iterator[Drawn]:
        """Without end, day by day; within a day in the order of outlets."""
        recent: list[list[Happening]] = []
        for number in count():
            day = FIRST_DAY + timedelta(days=number)
            choice = Random(f"{self._seed}/{number}")
            recent = [self._happenings(day, choice), *recent[:2]]
            for outlet in self._outlets:
                yield from self._told_by(outlet, day, recent, choice)

    def _happenings(self, day: date, choice: Random) -> list[Happening]:
        shares = [act.share for act in ACTS]
        out = [self._happening(f"{day}/{n}", choice.choices(ACTS, shares)[0], day, choice) for n in range(self._daily)]
        if (day + timedelta(days=1)).day == 1:
            total = self._happening(f"{day:%Y-%m} total", ACTS[1], day, choice)
            out.append(replace(total, toll=choice.randint(300, 2_000), speaker=SPEAKERS[0], told=12, recipient="SYR:CVL"))
        return out

    def _happening(self, id: str, act: Act, day: date, choice: Random) -> Happening:
        actor = choice.choice(PARTIES)
        enemy = PARTIES[ENEMIES[actor]]
        return Happening(
            id=id,
            act=act,
            day=day,
            town=choice.randrange(len(self._towns)),
            actor=actor,
            recipient=enemy if choice.random() < 0.6 or act.type in SPOKEN else "SYR:CVL",
            toll=int(choice.paretovariate(1.1)) * (100 if act.counted is Counted.DISPLACED else 1),
            words=tuple(choice.choices(self._vocabulary, k=10)),
            speaker=choice.choice(HEADS) if act.type in SPOKEN else choice.choice(SPEAKERS),
            deadline=day + timedelta(days=choice.randint(3, 20)) if act.type is EventType.REQUEST else None,
            told=min(OUTLETS, 1 + int(choice.expovariate(self._fewer))),
        )

    def _told_by(self, outlet: Bias, day: date, recent: Sequence[Sequence[Happening]], choice: Random) -> Iterator[Drawn]:
        """An outlet's reports of one day: what it tells of today's happenings and of those of the last two days."""
        chosen = [
            happening
            for late, happenings in enumerate(recent)
            for happening in happenings
            if choice.random() < LATE[late] * happening.told / OUTLETS * 1.25
        ]
        choice.shuffle(chosen)
        for start in range(0, len(chosen), CLAIMS_EACH):
            told = chosen[start : start + CLAIMS_EACH]
            report_id = content_id("report", self._seed, outlet.name, day, start)
            published = Published(day, Precision.DAY, Basis.METADATA) if choice.random() > 0.01 else None
            claims: list[Claim] = []
            for happening in told:
                end = claims[-1].quote.end + 2 if claims else 0
                claims.append(self._claim(happening, report_id, end, outlet, day, choice))
            text = ". ".join(claim.quote.text for claim in claims)
            report = Report(report_id, report_id, text, "", outlet=Outlet(outlet.name, Basis.METADATA), published=published)
            yield report, tuple(claims), tuple(happening.id for happening in told)

    def _claim(self, happening: Happening, report_id: str, start: int, outlet: Bias, day: date, choice: Random) -> Claim:
        act = happening.act
        copied = choice.random() < 0.4
        bias = self._outlets[choice.randrange(AGENCIES)] if copied else outlet
        careless = bias.careless
        words = self._words(happening, bias, copied, choice)
        quote = Span(report_id, start, start + len(words), words)
        hides = act.type not in SPOKEN and (
            (bias.side == happening.actor and choice.random() < 0.5) or choice.random() < 0.12 * careless
        )
        denied = bias.side == happening.actor and act.type is EventType.ASSAULT and choice.random() < 0.06
        speaker = happening.speaker if act.type in SPOKEN or choice.random() < 0.6 else ""
        return Claim(
            id=content_id("claim", report_id, start),
            report_id=report_id,
            quote=quote,
            trigger=quote,
            row="bench",
            type=act.type,
            mode=act.other if act.other and choice.random() < 0.06 * careless else act.mode,
            realis=Realis.NEGATED if denied else Realis.ACTUAL,
            actor=() if hides else (self._actor(happening.actor, bias, choice),),
            recipient=(self._actor(happening.recipient, bias, choice),) if choice.random() > 0.1 * careless else (),
            place=self._place(happening, careless, choice) if act.type not in SPOKEN else None,
            time=self._time(happening, day, careless, quote, choice),
            speaker=Actor(NOWHERE, name=speaker) if speaker else None,
            direct_quote=act.type in SPOKEN and choice.random() < 0.5,
            figures=self._figures(happening, bias, day, quote, choice),
            deadline=Interval(happening.deadline, happening.deadline + timedelta(days=1), Precision.DAY)
            if happening.deadline and choice.random() < 0.9
            else None,
        )

    def _words(self, happening: Happening, bias: Bias, copied: bool, choice: Random) -> str:
        """An agency's words, lightly edited by whoever copies them; else the outlet's own, of which half are about the same."""
        act, town = happening.act, self._towns[happening.town].name
        names = NAMES[happening.actor][bias.naming], NAMES[happening.recipient][bias.naming]
        if copied or bias.name.startswith("Agency"):
            body = list(happening.words[:6])
            if choice.random() < 0.5:
                body[choice.randrange(6)] = choice.choice(self._vocabulary)
            return f"{names[0]} {act.words[0]} {names[1]} {town} {' '.join(body)}"
        body = choice.sample(happening.words, 4) + choice.choices(self._vocabulary, k=3)
        return f"{choice.choice(act.words)} {names[1]} {town} {' '.join(body)} {names[0]}"

    def _actor(self, code: str, bias: Bias, choice: Random) -> Actor:
        if code == "SYR:REB" and bias.side == "SYR:MIL" and choice.random() < 0.3:
            code = "HTS"
        key = code, NAMES[code][bias.naming]
        if key not in self._actors:
            self._actors[key] = Actor(NOWHERE, party=code, name=key[1])
        return self._actors[key]

    def _place(self, happening: Happening, careless: float, choice: Random) -> Place | None:
        drawn = choice.random() / careless
        if drawn < 0.04:
            return None
        if drawn < 0.13:
            return self._provinces[happening.town // TOWNS_EACH]
        if drawn < 0.16:
            return self._towns[(happening.town + 1) % len(self._towns)]
        return self._towns[happening.town]

    def _time(self, happening: Happening, day: date, careless: float, quote: Span, choice: Random) -> Interval | None:
        drawn = choice.random() / careless
        if happening.id.endswith("total"):
            return Interval(happening.day.replace(day=1), happening.day + timedelta(days=1), Precision.MONTH, quote)
        if drawn < 0.05:
            return None
        start = happening.day + timedelta(days=choice.choice((-1, 1)) if drawn < 0.08 else 0)
        return Interval(start, start + timedelta(days=1), Precision.DAY, quote if choice.random() < 0.7 else None)

    def _figures(self, happening: Happening, bias: Bias, day: date, quote: Span, choice: Random) -> tuple[Figure, ...]:
        """The toll as it stood on the day of the report: it grows by about a third with every day."""
        if happening.act.counted is None or choice.random() < 0.3:
            return ()
        toll = happening.toll * (3 + (day - happening.day).days) // 3
        if bias.rounds and toll > 20:
            return (Figure(happening.act.counted, toll // 10 * 10, None, quote),)
        return (Figure(happening.act.counted, toll, toll, quote),)
