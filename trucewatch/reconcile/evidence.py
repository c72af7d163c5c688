"""What speaks for and against two claims telling of one happening, observation by observation."""

from __future__ import annotations

import math
from collections.abc import Iterator

from trucewatch.knowledge.reconcile_tables import act_kin, party_kin
from trucewatch.model import Counted, EventType, Figure, Realis
from trucewatch.reconcile.facts import Facts, PlaceFacts

Observation = tuple[str, str]  # the name of a row of match_evidence.csv, and the value its words carry

SPEECH = frozenset(
    {
        EventType.THREATEN,
        EventType.REQUEST,
        EventType.REJECT,
        EventType.ACCUSE,
        EventType.SUPPORT,
        EventType.CONCEDE,
        EventType.CONSULT,
        EventType.AGREE,
    }
)
NEAR_KM = 15  # a village and the town it is named after; a day's fighting spreads over about as much
FAR_KM = 40
CLOSE_RATIO = 1.5  # tolls of one attack in two outlets lie mostly within this ratio
EARTH_KM = 6371.0
ALIKE_WORDS = 0.5  # share of the shorter quote's words found in the other
BESIDE = 300  # characters between a happening and the denial that a report puts next to it
TELLING = 3  # figures below this are met by chance


def observe(a: Facts, b: Facts) -> Iterator[Observation]:
    """Every observation on two claims; what neither report tells yields none."""
    yield from _act(a, b)
    yield from _parties("actor", a.actor, b.actor)
    yield from _parties("recipient", a.recipient, b.recipient)
    yield from _place(a.place, b.place)
    yield from _time(a, b)
    yield from _figures(a, b)
    yield from _speech(a, b)
    yield from _realis(a, b)
    if a.claim.report_id == b.claim.report_id:
        yield "same report", ""


def _act(a: Facts, b: Facts) -> Iterator[Observation]:
    one, two = a.claim, b.claim
    if one.type is two.type and one.mode == two.mode and one.mode is not None:
        yield "same act", one.mode
    elif (one.type, one.mode, two.type, two.mode) in act_kin():
        yield "kin act", ""
    elif one.type is not two.type:
        yield "other type", ""
    elif one.mode is not None and two.mode is not None:
        yield "other act", ""


def _parties(role: str, a: frozenset[str], b: frozenset[str]) -> Iterator[Observation]:
    if not a or not b:
        return
    if a == b:
        yield f"same {role}", " and ".join(sorted(a))
    elif a & b:
        yield f"shared {role}", " and ".join(sorted(a & b))
    elif any((x, y) in party_kin() for x in a for y in b):
        yield f"kin {role}", ""
    else:
        yield f"other {role}", ""


def _place(a: PlaceFacts | None, b: PlaceFacts | None) -> Iterator[Observation]:
    if a is None or b is None:
        return
    if a.place.place_id is not None and a.place.place_id == b.place.place_id:
        yield ("same region" if a.region else "same place"), a.place.name
    elif a.located and b.located:
        yield from _located(a, b)
    elif a.words and b.words:
        yield from _named(a, b)


def _located(a: PlaceFacts, b: PlaceFacts) -> Iterator[Observation]:
    if a.region or b.region:
        yield ("inside", _inside_words(a, b)) if _contains(a, b) or _contains(b, a) else ("elsewhere", "")
        return
    km = distance_km(a, b)
    if km <= NEAR_KM:
        yield ("same place" if km < 1 else "near"), a.place.name if km < 1 else f"{km:.0f}"
    elif km > FAR_KM:
        yield "elsewhere", f"{km:.0f}"


def _named(a: PlaceFacts, b: PlaceFacts) -> Iterator[Observation]:
    if a.bones == b.bones:
        yield ("same region" if a.region or b.region else "same place"), a.place.name
    elif a.bones & b.bones:
        yield "inside", _inside_words(a, b)
    else:
        yield "other place name", ""


def _contains(outer: PlaceFacts, inner: PlaceFacts) -> bool:
    """True if a region's name is the other's division or country, or the region is that country."""
    if not outer.region:
        return False
    if outer.place.kind == "country":
        return bool(outer.country) and outer.country == inner.country
    return bool(outer.admin1) and outer.admin1 == inner.admin1


def _inside_words(a: PlaceFacts, b: PlaceFacts) -> str:
    inner, outer = (b, a) if a.region and not b.region else (a, b)
    if not a.region and not b.region and len(a.words) < len(b.words):
        inner, outer = b, a
    return f"{inner.place.name} and {outer.place.name}"


def distance_km(a: PlaceFacts, b: PlaceFacts) -> float:
    """The great-circle distance of two located places."""
    (lat1, lon1), (lat2, lon2) = a.point, b.point
    half = math.sin((lat1 - lat2) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon1 - lon2) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _time(a: Facts, b: Facts) -> Iterator[Observation]:
    if a.since is None or a.until is None or b.since is None or b.until is None:
        return
    gap = max(a.since, b.since) - min(a.until, b.until)
    if a.since == b.since and a.until == b.until:
        yield ("same day" if a.one_day else "same days"), ""
    elif gap < 0:
        yield "days overlap", ""
    elif gap == 0:
        yield "next day", ""
    else:
        yield "other days", str(gap + 1)


def _figures(a: Facts, b: Facts) -> Iterator[Observation]:
    """The best that any one measure has to say: the same number, numbers that agree, near or far apart."""
    ranks = [_figure_rank(x, y) for x in a.claim.figures for y in b.claim.figures if x.kind is y.kind and _comparable(x, y)]
    if ranks:
        yield min(ranks)[1:]


def _comparable(a: Figure, b: Figure) -> bool:
    return a.kind is not Counted.OTHER


def _figure_rank(a: Figure, b: Figure) -> tuple[int, str, str]:
    number = a.low if a.low is not None else a.high
    if (a.low, a.high) == (b.low, b.high):
        telling = (number or 0) >= TELLING and not a.approx
        return (0, "same figure", f"{number} {a.kind}") if telling else (1, "same small figure", f"{number} {a.kind}")
    if a.agrees_with(b):
        return 2, "figures agree", a.kind
    near, far = sorted((_middle(a), _middle(b)))
    return (3, "figures close", a.kind) if far <= CLOSE_RATIO * near else (4, "figures far apart", a.kind)


def _middle(figure: Figure) -> float:
    bounds = [bound for bound in (figure.low, figure.high) if bound is not None]
    return sum(bounds) / len(bounds) if bounds else 0.0


def _speech(a: Facts, b: Facts) -> Iterator[Observation]:
    speech = a.claim.type in SPEECH
    if a.source and a.source == b.source:
        yield ("same speaker" if speech else "same source"), a.source
    elif a.source and b.source and speech:
        yield "other speaker", ""
    if a.deadline is not None and a.deadline == b.deadline:
        yield "same deadline", ""
    elif a.deadline != b.deadline:
        yield "other deadline", ""
    shorter = min(len(a.words), len(b.words))
    if shorter and len(a.words & b.words) >= ALIKE_WORDS * shorter:
        yield ("same wording" if len(a.words & b.words) >= 0.8 * shorter and shorter >= 4 else "like wording"), ""
    elif shorter and not a.words & b.words:
        yield "no word shared", ""


def _realis(a: Facts, b: Facts) -> Iterator[Observation]:
    kinds = {a.claim.realis, b.claim.realis}
    if len(kinds) == 1:
        return
    if kinds <= {Realis.ACTUAL, Realis.FUTURE, Realis.POSSIBLE}:
        yield "planned and done", ""
    elif kinds <= {Realis.CONDITIONAL, Realis.FUTURE, Realis.POSSIBLE}:
        yield "conditional and flat", ""
    elif kinds == {Realis.NEGATED, Realis.ACTUAL}:
        yield ("denied beside it" if _beside(a, b) else "denied and asserted"), ""
    else:
        yield "other standing", ""


def _beside(a: Facts, b: Facts) -> bool:
    """True if both stand in one report, within a few lines."""
    one, two = sorted((a.claim.quote, b.claim.quote), key=lambda quote: quote.start)
    return one.report_id == two.report_id and two.start - one.end <= BESIDE
