"""Work out one value of an incident from the values of its claims: parties, place, time, act, standing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from trucewatch.knowledge.sides import side_of
from trucewatch.model import Actor, Claim, EventType, Interval, Place, Realis
from trucewatch.reconcile.facts import Facts, place_facts

STANDING = (Realis.ACTUAL, Realis.FUTURE, Realis.CONDITIONAL, Realis.POSSIBLE, Realis.NEGATED)
NO_PRECISION = 4  # after the three of Place.geo_precision


def merged_realis(claims: Sequence[Claim]) -> Realis:
    """Actual if any account says so, else the firmest standing that any gives it; denied only where all deny it."""
    return next(standing for standing in STANDING if any(claim.realis is standing for claim in claims))


def merged_act(facts: Sequence[Facts]) -> tuple[EventType, str | None]:
    """The act that most reports name, the earliest where they are even; a named mode before none."""
    votes = Counter((kind, mode) for _, kind, mode in {(item.report_id, item.type, item.mode) for item in facts})
    first = {(item.type, item.mode): item.order for item in reversed(facts)}
    kinds: Counter[EventType] = Counter()
    for (kind, _), count in votes.items():
        kinds[kind] += count
    firsts = {kind: min(order for (k, _), order in first.items() if k is kind) for kind in kinds}
    best = min(kinds, key=lambda kind: (-kinds[kind], firsts[kind]))
    acts = [act for act in votes if act[0] is best]
    return min(acts, key=lambda act: (act[1] is None, -votes[act], first[act]))


def merged_parties(groups: Iterable[tuple[str, Sequence[Actor]]]) -> tuple[str, ...]:
    """Every side that a report names, the most named first, each under the code most used for it."""
    by_report: dict[str, set[str]] = {}
    codes: Counter[str] = Counter()
    for report_id, actors in groups:
        for actor in actors:
            if actor.party:
                by_report.setdefault(report_id, set()).add(side_of(actor.party))
                codes[actor.party] += 1
    sides = Counter(side for named in by_report.values() for side in named)
    ordered = sorted(sides, key=lambda side: (-sides[side], side))
    return tuple(min((c for c in codes if side_of(c) == side), key=lambda c: (-codes[c], -len(c), c)) for side in ordered)


def merged_place(claims: Sequence[Claim]) -> Place | None:
    """The most specific place that a claim itself names: a town before a region, then the most named, then the earliest."""
    places = [claim.place for claim in claims if claim.place]
    if not places:
        return None
    named = Counter(_place_key(place) for place in places)
    return min(places, key=lambda p: (p.inherited, _breadth(p), -named[_place_key(p)]))


def _place_key(place: Place) -> str:
    return place.place_id or " ".join(sorted(place_facts(place).bones))


def _breadth(place: Place) -> tuple[bool, int, bool]:
    wide = place_facts(place).region or not place_facts(place).words
    return wide, place.geo_precision or NO_PRECISION, place.middle is None


def merged_time(claims: Sequence[Claim]) -> Interval | None:
    """The shortest interval that no more than half of the others contradict; a day told in words before one worked out."""
    times = [claim.time for claim in claims if claim.time]
    if not times:
        return None
    told = Counter((time.start, time.end) for time in times)
    outvoted = {span: _outvoted(span, told) for span in told}
    return min(times, key=lambda t: (outvoted[t.start, t.end], t.inherited, t.span is None, (t.end - t.start).days))


def _outvoted(span: tuple[date, date], told: Mapping[tuple[date, date], int]) -> bool:
    """True if more than half of the times told have no day in common with this one."""
    start, end = span
    return sum(n for (other, until), n in told.items() if other >= end or until <= start) * 2 > sum(told.values())
