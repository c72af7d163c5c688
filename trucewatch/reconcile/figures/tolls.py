"""Tolls over time: a later figure of an origin replaces its earlier one, figures of other origins stand beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trucewatch.knowledge.sides import side_of
from trucewatch.model import Account, Counted, FigureSaid, Incident, Report, Standing
from trucewatch.reconcile.accounts.tellings import Telling
from trucewatch.reconcile.copies.graph import copy_graph
from trucewatch.reconcile.figures.bounds import Bounds
from trucewatch.reconcile.figures.rivals import same_party
from trucewatch.reconcile.figures.tallies import Count

FIRST = date.min


@dataclass(frozen=True, slots=True)
class Told:
    """When an account was told, as far as is known; `versions` names its report and the later one that supersedes it, if any."""

    day: date | None
    instant: datetime | None
    versions: tuple[str, str] | None = None


def superseded_reports(told: Sequence[Telling]) -> dict[str, str]:
    """For each report that a later version by its own outlet supersedes, that version; looked for where an outlet tells twice."""
    by_outlet: dict[str, list[Report]] = {}
    for one in told:
        if one.report and one.outlet and any(claim.figures for claim in one.claims):
            by_outlet.setdefault(one.outlet, []).append(one.report)
    twice = [report for reports in by_outlet.values() if len(reports) > 1 for report in reports]
    return {item.report_id: item.by for item in copy_graph(twice).supersessions()} if twice else {}


def when_told(told: Sequence[Telling], accounts: Sequence[Account], superseded: Mapping[str, str]) -> dict[str, Told]:
    """When each account was told, by letter: a copy when its original was; `superseded` gives the later report by the earlier."""
    copied = {account.letter: _original(account) for account in accounts}
    by_letter = {one.letter: one for one in told}
    latest = frozenset(superseded.values())
    out: dict[str, Told] = {}
    for one in told:
        family = [one.report, *(by_letter[letter].report for letter in copied.get(one.letter, ()) if letter in by_letter)]
        first = min((report for report in family if report and report.published), key=_moment, default=None)
        published = first.published if first else None
        versioned = one.report_id in superseded or one.report_id in latest
        versions = (one.report_id, superseded.get(one.report_id, "")) if versioned else None
        out[one.letter] = Told(published.day if published else None, _instant(published.instant if published else None), versions)
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


def is_later(a: Told, b: Told) -> bool:
    """True if `b` was told after `a`: it supersedes it, or its instant or day is later. Else no order is known."""
    if supersedes(b, a) or supersedes(a, b):
        return supersedes(b, a)
    if a.instant and b.instant:
        return b.instant > a.instant
    return a.day is not None and b.day is not None and b.day > a.day


def supersedes(later: Told, earlier: Told) -> bool:
    """True if the later is the last version of the earlier's own report."""
    return later.versions is not None and earlier.versions is not None and later.versions[0] == earlier.versions[1]


@dataclass(frozen=True, slots=True)
class Kind:
    """What decides whether one count replaces another; counts that share it need be looked at once."""

    origin: str
    bounds: Bounds
    sides: frozenset[str]
    everybody: bool
    vague: bool
    told: Told


def replaced(counts: Sequence[Count], when: Mapping[str, Told]) -> dict[int, int]:
    """For each count that a later one of its origin replaces, as indices, the latest such."""
    kinds: dict[Kind, list[int]] = {}
    for index, count in enumerate(counts):
        sides = frozenset(side_of(party.code) for party in count.parties)
        told = when[count.letter]
        kinds.setdefault(Kind(count.origin, count.bounds, sides, count.everybody, count.vague, told), []).append(index)
    families: dict[str, dict[Bounds, list[Kind]]] = {}
    versioned: dict[Bounds, list[Kind]] = {}
    for kind in kinds:
        families.setdefault(kind.origin, {}).setdefault(kind.bounds, []).append(kind)
        if kind.told.versions:
            versioned.setdefault(kind.bounds, []).append(kind)
    out: dict[int, int] = {}
    for kind, members in kinds.items():
        later = [
            other
            for held in (families[kind.origin], versioned)
            for bounds, others in held.items()
            if bounds != kind.bounds  # so a hundred thousand copies are not held against each other
            for other in others
            if _replaces(kind, other)
        ]
        if later:
            last = max(later, key=lambda other: (other.told.day or FIRST, kinds[other][-1]))
            out |= dict.fromkeys(members, kinds[last][-1])
    return out


def _replaces(earlier: Kind, later: Kind) -> bool:
    """True if the later count is of the same people by the same origin and says something else, no less exactly."""
    if earlier.origin != later.origin and not supersedes(later.told, earlier.told):
        return False
    if earlier.bounds == later.bounds or later.bounds == (None, None) or (later.vague and not earlier.vague):
        return False
    covers = all(any(same_party(side, other) for other in later.sides) for side in earlier.sides)
    return is_later(earlier.told, later.told) and (later.everybody or (not earlier.everybody and covers))


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


def main_toll(report_id: str, incidents: Sequence[Incident], kind: Counted = Counted.KILLED) -> Toll | None:
    """The toll a report opens with: of its incidents with such a figure, the one whose figure is printed first.

    News tells first what it mainly tells of; the number is the one of the first source that gives one. None where none does.
    """
    found: list[tuple[int, str, Toll]] = []
    for incident in incidents:
        for account in incident.accounts:
            if account.report_id == report_id and (toll := _toll(incident, account.letter, kind)):
                found.append((toll[0], incident.id, toll[1]))
    return min(found, key=lambda item: item[:2])[2] if found else None


def _toll(incident: Incident, letter: str, kind: Counted) -> tuple[int, Toll] | None:
    figure = next((f for f in incident.figures if f.kind is kind), None)
    counts = [c for c in figure.counts if c.letter == letter] if figure else []
    if figure is None or not counts:
        return None
    count = next((c for c in counts if c.high in (None, c.low)), counts[0])  # a number before "dozens", whoever says that
    number = count.low if count.low is not None else count.high
    printed = [s.span.start for s in figure.said if s.letter == letter and s.standing is not Standing.TOTAL]
    if number is None or not printed:
        return None
    return min(printed), Toll(incident.id, letter, number, count.low, count.high)
