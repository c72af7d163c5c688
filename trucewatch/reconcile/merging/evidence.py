"""What speaks for and against two claims telling of one happening: the observations, each a row of `match_evidence.csv`.

No words are made here, for millions of pairs are observed and few are told (`reasons.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from trucewatch.knowledge.reconcile_tables import act_kin, known_sources, party_kin
from trucewatch.knowledge.sides import side_of
from trucewatch.model import Counted, Realis
from trucewatch.reconcile.facts import SPEECH, UNKNOWN_DAY, Facts, Number, PlaceFacts, days_apart
from trucewatch.reconcile.whereabouts import stands_for_province, whereabouts

CLOSE_RATIO = 1.5  # tolls of one attack in two outlets lie mostly within this ratio
OPEN_RATIO = 10  # "at least 3" does not speak for 200,000
ALIKE_WORDS = 0.5  # share of the shorter quote's words found in the other
SAME_WORDS = 0.8
TELLING_WORDS = 4  # of fewer words all may be shared by chance
KIN_REPORTS, ALIKE_REPORTS = 0.25, 0.5  # share of the rare words of the shorter report that stand in the other
LONG_DAYS = 5  # a stretch from this length on is a campaign, not a day's happening
BESIDE = 300  # characters between a happening and the denial that a report puts next to it
TELLING = 3  # figures below this are met by chance


def observe(a: Facts, b: Facts) -> Iterator[str]:
    """The name of every observation on two claims; what neither report tells yields none."""
    yield from _act(a, b)
    if a.type in SPEECH and b.type in SPEECH:
        yield "statements"
    yield from _parties(a, b)
    if a.place is not None and b.place is not None and (found := whereabouts(a.place, b.place)):
        yield found
    yield from _time(a, b)
    if a.figures and b.figures:
        yield from _figures(a, b)
    if a.has_deadline or b.has_deadline:
        yield _deadlines(a, b)
    if a.realis is not b.realis:
        yield _standing(a, b)
    if a.report_id == b.report_id:
        yield from _one_report(a, b)
    else:
        yield from _two_reports(a, b)


def _act(a: Facts, b: Facts) -> Iterator[str]:
    if a.type is not b.type:
        yield "kin act" if (a.type, a.mode, b.type, b.mode) in act_kin() else "other type"
    elif a.mode is None or b.mode is None:
        if a.mode is not b.mode and (a.type, a.mode, b.type, b.mode) in act_kin():
            yield "kin act"
    elif a.mode == b.mode:
        yield "same act"
    elif (a.type, a.mode, b.type, b.mode) in act_kin():
        yield "kin act"
    else:
        yield "other demand" if a.type in SPEECH else "other act"


def _parties(a: Facts, b: Facts) -> Iterator[str]:
    if a.actor and b.actor:
        speech = a.actor == b.actor and a.type in SPEECH
        yield "same party speaks" if speech else relation(a.actor, b.actor) + " actor"
    if a.recipient and b.recipient:
        yield relation(a.recipient, b.recipient) + " recipient"


@lru_cache(maxsize=100_000)
def relation(a: frozenset[str], b: frozenset[str]) -> str:
    """How the sides of two claims stand to each other."""
    if a == b:
        return "same"
    if a & b:
        return "shared"
    return "kin" if any((x, y) in party_kin() for x in a for y in b) else "other"


def _time(a: Facts, b: Facts) -> Iterator[str]:
    gap = days_apart(a, b)
    if gap is None or a.since is None or a.until is None or b.since is None or b.until is None:
        yield from _no_time(a, b)
        return
    assumed = days_assumed(a, b)
    if gap >= 0:
        yield ("next day" if gap == 0 else "other days") + (", assumed" if assumed else "")
    elif a.since == b.since and a.until == b.until:
        yield "days assumed" if assumed else "same day" if a.one_day else "same days"
    else:
        long = not assumed and _part_of_longer(a.until - a.since, b.until - b.since)
        yield "part of longer days" if long else "days overlap"


def _no_time(a: Facts, b: Facts) -> Iterator[str]:
    """What the days of publication say where a claim has no time; what the reports share where not even these are known."""
    if a.report_id == b.report_id:
        return
    if _any_day(a) or _any_day(b):
        yield "day unknown"
        if _days_named(a) & _days_named(b):
            yield "same day of the year"
        fewer = min(len(a.report_words), len(b.report_words))
        shared = len(a.report_words & b.report_words)
        if fewer and shared >= KIN_REPORTS * fewer:
            yield "reports alike" if shared >= ALIKE_REPORTS * fewer else "reports kin"
    elif abs(a.published - b.published) <= 1:
        yield "told within a day"


def _days_named(facts: Facts) -> frozenset[int]:
    """The days of the year that its report names, and that on which it is told to have happened."""
    return facts.report_days if facts.day_of_year is None else facts.report_days | {facts.day_of_year}


def _any_day(facts: Facts) -> bool:
    """True if neither the claim nor its report says of which day, month or year it is."""
    return facts.since is None and facts.published == UNKNOWN_DAY


def days_assumed(a: Facts, b: Facts) -> bool:
    """True if a day was taken from elsewhere in its report or from its date: such a day may be wrong by one, and that it is only
    a day says nothing."""
    return (a.since is not None and not a.day_told) or (b.since is not None and not b.day_told)


def _part_of_longer(days: int, others: int) -> bool:
    return max(days, others) >= LONG_DAYS and 2 * min(days, others) <= max(days, others)


def _figures(a: Facts, b: Facts) -> Iterator[str]:
    """The best that any one measure has to say, and whether two measures say the same number."""
    best: dict[Counted, int] = {}
    for x in a.figures:
        for y in b.figures:
            if x.kind is y.kind and x.kind is not Counted.OTHER:
                best[x.kind] = min(best.get(x.kind, len(RANKS)), figure_rank(x, y))
    if best:
        yield RANKS[min(best.values())]
        if sum(rank == 0 for rank in best.values()) > 1:
            yield "same figures"


RANKS = ("same figure", "same small figure", "figures agree", "figures close", "figures far apart")


def figure_rank(a: Number, b: Number) -> int:
    """How much two numbers of one measure say, as an index of `RANKS`."""
    number = a.low if a.low is not None else a.high
    if (a.low, a.high) == (b.low, b.high):
        return 0 if (number or 0) >= TELLING and not a.approx else 1
    near, far = sorted((_middle(a), _middle(b)))
    if a.agrees_with(b):
        return 2 if far <= OPEN_RATIO * near else 4
    return 3 if far <= CLOSE_RATIO * near else 4


def _middle(figure: Number) -> float:
    bounds = [bound for bound in (figure.low, figure.high) if bound is not None]
    return sum(bounds) / len(bounds) if bounds else 0.0


def _deadlines(a: Facts, b: Facts) -> str:
    """A last day that a report without a date names ("by the end of the month") cannot be told from another."""
    if not (a.has_deadline and b.has_deadline):
        return "other deadline"
    if a.deadline is None or b.deadline is None:
        return "both a deadline"
    return "same deadline" if a.deadline == b.deadline else "other deadline"


def _two_reports(a: Facts, b: Facts) -> Iterator[str]:
    """Whose word it is, and how alike the words are: within one report both are so of most claims."""
    speech = a.type in SPEECH and a.source not in known_sources()  # an agency tells what others said
    if a.source and a.source == b.source:
        yield "same speaker" if speech else "same source"
        if speech and _both_quoted(a, b):
            yield "both quoted"
    elif a.source and b.source and speech:
        yield "other speaker"
    if a.words and b.words:
        yield from _words(a, b)


def _both_quoted(a: Facts, b: Facts) -> bool:
    """True if two reports of about one day quote their speaker directly, as saying the same kind of thing."""
    alike = not (a.recipient and b.recipient) or bool(a.recipient & b.recipient)
    quoted = alike and a.direct_quote and b.direct_quote and a.type is b.type and a.realis is b.realis
    days_known = UNKNOWN_DAY not in (a.published, b.published)
    return quoted and not (days_known and abs(a.published - b.published) > 1)


def _words(a: Facts, b: Facts) -> Iterator[str]:
    """How alike the quotes are, and whether what they share is seldom shared by chance."""
    shared = len(a.words & b.words)
    if not shared:
        yield "no word shared"
        return
    fewer = min(len(a.words), len(b.words))
    if shared >= ALIKE_WORDS * fewer:
        yield "same wording" if shared >= SAME_WORDS * fewer and fewer >= TELLING_WORDS else "like wording"
    if (rare := len(a.rare & b.rare)) > 1:
        yield "two rare words" if rare == 2 else "rare words"


def shared_words(a: Facts, b: Facts) -> float:
    """The share of the shorter quote's words that stand in the other too."""
    return len(a.words & b.words) / max(1, min(len(a.words), len(b.words)))


def _standing(a: Facts, b: Facts) -> str:
    kinds = {a.realis, b.realis}
    if kinds <= {Realis.ACTUAL, Realis.FUTURE, Realis.POSSIBLE}:
        return "planned and done"
    if kinds <= {Realis.CONDITIONAL, Realis.FUTURE, Realis.POSSIBLE}:
        return "conditional and flat"
    if kinds == {Realis.NEGATED, Realis.ACTUAL}:
        return "denied beside it" if _beside(a, b) else "denied and asserted"
    return "other standing"


def _beside(a: Facts, b: Facts) -> bool:
    """True if both stand in one report, within a few lines."""
    return a.report_id == b.report_id and max(a.start, b.start) - min(a.end, b.end) <= BESIDE


def _one_report(a: Facts, b: Facts) -> Iterator[str]:
    """One report tells a happening again or tells another: a second toll of one source, a second statement."""
    yield "same report"
    if a.place is not None and b.place is not None and _two_places(a.place, b.place):
        yield "two places of one report"
    if two_tolls(a, b):
        yield "two tolls of one source"
    if a.type in SPEECH and shared_words(a, b) < ALIKE_WORDS:
        yield "another statement"
    if max(a, b, key=lambda facts: (facts.start, facts.end)).again:
        yield "told again"


def _two_places(a: PlaceFacts, b: PlaceFacts) -> bool:
    """True if each is told as a place of its own, a point that is not the other's."""
    told = not (a.region or b.region or a.inherited or b.inherited) and a.exact and b.exact
    return told and a.place_id != b.place_id and not a.bones & b.bones and not stands_for_province(a, b)


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
