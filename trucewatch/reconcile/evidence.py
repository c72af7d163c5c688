"""What speaks for and against two claims telling of one happening, observation by observation."""

from __future__ import annotations

import math
from collections.abc import Iterator

from trucewatch.knowledge.reconcile_tables import act_kin, party_kin
from trucewatch.knowledge.sides import side_of
from trucewatch.model import Counted, EventType, Realis
from trucewatch.reconcile.facts import Facts, Number, PlaceFacts, days_apart

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
APART = frozenset({"elsewhere", "other place name"})
NEAR_KM = 15  # a village and the town it is named after; a day's fighting spreads over about as much
FAR_KM = 40
SPOT_KM = 1
WIDE_KM = 200  # between the middle of a region without borders ("northern Syria") and what may still lie in it
CLOSE_RATIO = 1.5  # tolls of one attack in two outlets lie mostly within this ratio
EARTH_KM = 6371.0
ORIGIN = (0.0, 0.0)
OPEN_RATIO = 10  # "at least 3" does not speak for 200,000
ALIKE_WORDS = 0.5  # share of the shorter quote's words found in the other
SAME_WORDS = 0.8
TELLING_WORDS = 4  # of fewer words all may be shared by chance
LONG_DAYS = 5  # a stretch from this length on is a campaign, not a day's happening
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
    if a.report_id == b.report_id:
        yield from _one_report(a, b)


def _one_report(a: Facts, b: Facts) -> Iterator[Observation]:
    """One report tells a happening again or tells another: a second toll of one source, a second statement."""
    yield "same report", ""
    if two_tolls(a, b):
        yield "two tolls of one source", ""
    if a.type in SPEECH and _shared_words(a, b) < ALIKE_WORDS:
        yield "another statement", ""


def two_tolls(a: Facts, b: Facts) -> bool:
    """True if one report gives, on one source's word, numbers of one measure that cannot both be of one happening."""
    if a.report_id != b.report_id or a.source != b.source:
        return False
    kinds = {figure.kind for figure in a.figures} & {figure.kind for figure in b.figures} - {Counted.OTHER}
    return any(_rival_counts(kind, a, b) for kind in kinds)


def _rival_counts(kind: Counted, a: Facts, b: Facts) -> bool:
    """Of the same people, and neither the same, nor able to both hold, nor one the sum of the other's parts."""
    mine, yours = ([figure for figure in facts.figures if figure.kind is kind] for facts in (a, b))
    if any(x.agrees_with(y) for x in mine for y in yours):
        return False
    my_sides, your_sides = ({side_of(figure.of) for figure in figures if figure.of} for figures in (mine, yours))
    if my_sides and your_sides and not my_sides & your_sides:
        return False
    my_sum, your_sum = (sum(figure.low or figure.high or 0 for figure in figures) for figures in (mine, yours))
    return my_sum not in {your_sum, *(figure.low for figure in yours)} and your_sum not in {figure.low for figure in mine}


def _act(a: Facts, b: Facts) -> Iterator[Observation]:
    one, two = a, b
    if one.type is two.type and one.mode == two.mode and one.mode is not None:
        yield "same act", one.mode
    elif (one.type, one.mode, two.type, two.mode) in act_kin():
        yield "kin act", ""
    elif one.type is not two.type:
        yield "other type", ""
    elif one.mode is not None and two.mode is not None:
        yield ("other demand" if one.type in SPEECH else "other act"), ""


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
    """What the gazetteer's answers say, and failing those the names; a whole country says nothing of where in it."""
    if a is None or b is None:
        return
    told = list(_told_places(a, b))
    if a.inherited or b.inherited:  # what was carried over from elsewhere in a report may be wrong: it excludes nothing
        told = [item for item in told if item[0] not in APART]
    yield from told


def _told_places(a: PlaceFacts, b: PlaceFacts) -> Iterator[Observation]:
    if a.whole_country or b.whole_country:
        if a.country and b.country and a.country != b.country:
            yield "elsewhere", ""
    elif a.place_id is not None and a.place_id == b.place_id:
        yield from _one_place(a, b)
    elif a.region or b.region:
        yield from _in_region(a, b)
    elif a.point is not None and b.point is not None:
        yield from _by_distance(a, b)
    elif a.words and b.words:
        yield from _by_name(a, b)


def _one_place(a: PlaceFacts, b: PlaceFacts) -> Iterator[Observation]:
    """One entry of the gazetteer: a region, the same spot, or a spot in it beside the whole."""
    if a.region:
        yield "same region", a.name
    elif (a.exact and b.exact) or a.bones == b.bones:
        yield "same place", a.name
    else:
        yield "inside", _inside_words(a, b)


def _in_region(a: PlaceFacts, b: PlaceFacts) -> Iterator[Observation]:
    if a.admin1 and b.admin1:
        yield ("inside", _inside_words(a, b)) if a.admin1 == b.admin1 else ("elsewhere", "")
    elif a.point is not None and b.point is not None and distance_km(a, b) > WIDE_KM:
        yield "elsewhere", ""
    elif a.bones & b.bones:
        yield "inside", _inside_words(a, b)


def _by_distance(a: PlaceFacts, b: PlaceFacts) -> Iterator[Observation]:
    km = distance_km(a, b)
    if km <= SPOT_KM:
        yield "same place", a.name
    elif km <= NEAR_KM:
        yield "near", f"{km:.0f}"
    elif km > FAR_KM:
        yield "elsewhere", f"{km:.0f}"


def _by_name(a: PlaceFacts, b: PlaceFacts) -> Iterator[Observation]:
    if a.bones == b.bones:
        yield "same place", a.name
    elif a.bones & b.bones:
        yield "inside", _inside_words(a, b)
    else:
        yield "other place name", ""


def _inside_words(a: PlaceFacts, b: PlaceFacts) -> str:
    """The finer place first, as its report writes it."""
    inner, outer = (b, a) if (a.region, not a.exact, len(a.words)) > (b.region, not b.exact, len(b.words)) else (a, b)
    return f"{inner.name} and {outer.name}"


def distance_km(a: PlaceFacts, b: PlaceFacts) -> float:
    """The great-circle distance of two located places."""
    (lat1, lon1), (lat2, lon2) = a.point or ORIGIN, b.point or ORIGIN
    half = math.sin((lat1 - lat2) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon1 - lon2) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _time(a: Facts, b: Facts) -> Iterator[Observation]:
    gap = days_apart(a, b)
    if gap is None or a.since is None or a.until is None or b.since is None or b.until is None:
        if abs(a.published - b.published) <= 1 and a.report_id != b.report_id:
            yield "told within a day", ""
        return
    if a.since == b.since and a.until == b.until:
        yield ("days assumed" if _carried_over(a, b) else "same day" if a.one_day else "same days"), ""
    elif gap < 0 and _carried_over(a, b):
        yield "days overlap", ""
    elif gap < 0:
        yield ("part of longer days" if _part_of_longer(a.until - a.since, b.until - b.since) else "days overlap"), ""
    elif gap == 0:
        yield "next day", ""
    else:
        yield "other days", str(gap + 1)


def _carried_over(a: Facts, b: Facts) -> bool:
    """True if a day was taken from elsewhere in its report or from its date: then that it is only a day says nothing."""
    return any(facts.since is not None and not facts.day_told for facts in (a, b))


def _part_of_longer(days: int, others: int) -> bool:
    return max(days, others) >= LONG_DAYS and 2 * min(days, others) <= max(days, others)


def _figures(a: Facts, b: Facts) -> Iterator[Observation]:
    """The best that any one measure has to say: the same number, numbers that agree, near or far apart."""
    ranks = [_figure_rank(x, y) for x in a.figures for y in b.figures if x.kind is y.kind and _comparable(x, y)]
    if ranks:
        yield min(ranks)[1:]


def _comparable(a: Number, b: Number) -> bool:
    return a.kind is not Counted.OTHER


def _figure_rank(a: Number, b: Number) -> tuple[int, str, str]:
    number = a.low if a.low is not None else a.high
    if (a.low, a.high) == (b.low, b.high):
        telling = (number or 0) >= TELLING and not a.approx
        return (0, "same figure", f"{number} {a.kind}") if telling else (1, "same small figure", f"{number} {a.kind}")
    near, far = sorted((_middle(a), _middle(b)))
    if a.agrees_with(b):
        return (2, "figures agree", a.kind) if far <= OPEN_RATIO * near else (4, "figures far apart", a.kind)
    return (3, "figures close", a.kind) if far <= CLOSE_RATIO * near else (4, "figures far apart", a.kind)


def _middle(figure: Number) -> float:
    bounds = [bound for bound in (figure.low, figure.high) if bound is not None]
    return sum(bounds) / len(bounds) if bounds else 0.0


def _speech(a: Facts, b: Facts) -> Iterator[Observation]:
    speech = a.type in SPEECH
    if a.source and a.source == b.source:
        yield ("same speaker" if speech else "same source"), a.speaker
    elif a.source and b.source and speech:
        yield "other speaker", ""
    if _both_quoted(a, b):
        yield "both quoted", a.speaker
    if a.deadline is not None and a.deadline == b.deadline:
        yield "same deadline", ""
    elif a.deadline != b.deadline:
        yield "other deadline", ""
    shared = _shared_words(a, b)
    if shared >= ALIKE_WORDS:
        telling = shared >= SAME_WORDS and min(len(a.words), len(b.words)) >= TELLING_WORDS
        yield ("same wording" if telling else "like wording"), ""
    elif a.words and b.words and not shared:
        yield "no word shared", ""


def _both_quoted(a: Facts, b: Facts) -> bool:
    """True if two reports of about one day quote one speaker directly, as saying the same kind of thing."""
    alike = not (a.recipient and b.recipient) or bool(a.recipient & b.recipient)
    quoted = alike and a.direct_quote and b.direct_quote and bool(a.source) and a.source == b.source
    kin = a.type is b.type and a.type in SPEECH and a.realis is b.realis
    return quoted and kin and a.report_id != b.report_id and abs(a.published - b.published) <= 1


def _shared_words(a: Facts, b: Facts) -> float:
    """The share of the shorter quote's words that stand in the other too."""
    return len(a.words & b.words) / max(1, min(len(a.words), len(b.words)))


def _realis(a: Facts, b: Facts) -> Iterator[Observation]:
    kinds = {a.realis, b.realis}
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
    one, two = sorted((a, b), key=lambda facts: facts.start)
    return one.report_id == two.report_id and two.start - one.end <= BESIDE
