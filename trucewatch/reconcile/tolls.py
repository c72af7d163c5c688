"""Tolls over time: a later figure of an origin replaces its earlier one, figures of other origins stand beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trucewatch.knowledge.sides import side_of
from trucewatch.model import Account, Counted, FigureSaid, Incident, Report, Standing
from trucewatch.reconcile.accounts import Telling
from trucewatch.reconcile.figures import Bounds, Count, envelope, same_party

FIRST = date.min


@dataclass(frozen=True, slots=True)
class Told:
    """When an account was told, as far as is known, and which reports of its outlet it supersedes."""

    report_id: str
    day: date | None
    instant: datetime | None
    supersedes: frozenset[str] = frozenset()


def when_told(told: Sequence[Telling], accounts: Sequence[Account], superseded: Mapping[str, str]) -> dict[str, Told]:
    """When each account was told, by letter: a copy when its original was; `superseded` gives the later report by the earlier."""
    copied = {account.letter: _original(account) for account in accounts}
    by_letter = {one.letter: one for one in told}
    out: dict[str, Told] = {}
    for one in told:
        family = [one.report, *(by_letter[letter].report for letter in copied.get(one.letter, ()) if letter in by_letter)]
        first = min((report for report in family if report and report.published), key=_moment, default=None)
        published = first.published if first else None
        earlier = frozenset(key for key in superseded if one.report_id in _later_reports(key, superseded))
        out[one.letter] = Told(
            one.report_id, published.day if published else None, _instant(published.instant if published else None), earlier
        )
    return out


def _original(account: Account) -> tuple[str, ...]:
    """The letters of the accounts that this one repeats."""
    return tuple(link.letter for chain in account.chains for link in chain.links if link.letter and link.letter != account.letter)


def _moment(report: Report) -> tuple[date, str]:
    published = report.published
    return (published.day, published.instant or "") if published else (FIRST, "")


def _instant(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _later_reports(report_id: str, superseded: Mapping[str, str]) -> set[str]:
    """Every report that supersedes this one, step by step."""
    out: set[str] = set()
    while (report_id := superseded.get(report_id, report_id)) not in out and report_id in {*superseded.values()}:
        out.add(report_id)
    return out


def is_later(a: Told, b: Told) -> bool:
    """True if `b` was told after `a`: it supersedes it, or its instant or day is later. Else no order is known."""
    if a.report_id in b.supersedes or b.report_id in a.supersedes:
        return a.report_id in b.supersedes
    if a.instant and b.instant:
        return b.instant > a.instant
    return a.day is not None and b.day is not None and b.day > a.day


def replaced(counts: Sequence[Count], when: Mapping[str, Told]) -> dict[int, int]:
    """For each count that a later one of its origin replaces, as indices, the latest such."""
    out: dict[int, int] = {}
    for index, count in enumerate(counts):
        later = [n for n, other in enumerate(counts) if _replaces(count, other, when)]
        if later:
            out[index] = max(
                later, key=lambda n: (when[counts[n].letter].day or FIRST, len(counts[n].letter), counts[n].letter, n)
            )
    return out


def _replaces(earlier: Count, later: Count, when: Mapping[str, Told]) -> bool:
    """True if the later count is of the same people by the same origin and says something else, no less exactly."""
    a, b = when[earlier.letter], when[later.letter]
    own = a.report_id in b.supersedes
    if earlier.letter == later.letter or (earlier.origin != later.origin and not own) or not is_later(a, b):
        return False
    if earlier.bounds == later.bounds or later.bounds == (None, None) or (later.vague and not earlier.vague):
        return False
    return later.everybody or (not earlier.everybody and _covers(later, earlier))


def _covers(later: Count, earlier: Count) -> bool:
    sides = [side_of(party.code) for party in later.parties]
    return all(any(same_party(side_of(party.code), side) for side in sides) for party in earlier.parties)


def series(said: Sequence[FigureSaid]) -> dict[str, tuple[FigureSaid, ...]]:
    """The toll over time: what each origin has said, in the order of days; totals and parts are left out."""
    counted = [one for one in said if one.standing in (Standing.COUNTS, Standing.REPLACED)]
    origins = sorted({one.origin for one in counted})
    return {
        origin: tuple(
            sorted(
                (one for one in counted if one.origin == origin),
                key=lambda o: (o.day or date.max, len(o.letter), o.letter, o.span.start),
            )
        )
        for origin in origins
    }


@dataclass(frozen=True, slots=True)
class Toll:
    """What a report gives as the toll of the happening it mainly tells of: the number, its bounds and its incident."""

    incident_id: str
    letter: str
    number: int
    low: int | None
    high: int | None


def account_count(incident: Incident, letter: str, kind: Counted) -> Bounds:
    """What one account of an incident counts in all, over its origins; (None, None) where it gives nothing."""
    counts = [c for figure in incident.figures if figure.kind is kind for c in figure.counts if c.letter == letter]
    return envelope((c.low, c.high) for c in counts)


def main_toll(report_id: str, incidents: Sequence[Incident], kind: Counted = Counted.KILLED) -> Toll | None:
    """The toll a report opens with: of its incidents with such a figure, the one whose figure is printed first.

    News tells first what it mainly tells of; the number is the one printed first from the first source. None where it gives none.
    """
    found: list[tuple[int, str, Toll]] = []
    for incident in incidents:
        for account in incident.accounts:
            if account.report_id == report_id and (toll := _toll(incident, account.letter, kind)):
                found.append((toll[0], incident.id, toll[1]))
    return min(found, key=lambda item: item[:2])[2] if found else None


def _toll(incident: Incident, letter: str, kind: Counted) -> tuple[int, Toll] | None:
    figure = next((f for f in incident.figures if f.kind is kind), None)
    count = next((c for c in figure.counts if c.letter == letter), None) if figure else None
    if figure is None or count is None:
        return None
    number = count.low if count.low is not None else count.high
    printed = [s.span.start for s in figure.said if s.letter == letter and s.standing is not Standing.TOTAL]
    if number is None or not printed:
        return None
    return min(printed), Toll(incident.id, letter, number, count.low, count.high)
