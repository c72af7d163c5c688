"""Bring incidents, findings and ultimatums up to what the ledger holds; only what new claims can touch is worked out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

from trucewatch.assess import assess, ultimatums
from trucewatch.assess.demands import demand_marks, demand_of
from trucewatch.demanding import Demanded, Spoken, demanded, demands_in
from trucewatch.knowledge.places import Gazetteer, load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Changed, Gathered, Ledger, Record, Stamp, Withdrawal
from trucewatch.ledger.records import encode
from trucewatch.merging_version import merging_version
from trucewatch.model import Agreement, Claim, Finding, Incident, Report, Review, Ultimatum
from trucewatch.reconcile import incidents_of
from trucewatch.reconcile.facts import Facts, facts_of
from trucewatch.reconcile.merging.alike import TOLD
from trucewatch.reconcile.merging.blocking import limit
from trucewatch.reconcile.merging.merger import SPEAKERS, Group, Merger, around, reached
from trucewatch.reviewing.rulings import Rulings
from trucewatch.reviewing.taking import ClaimsTaken, taken_by
from trucewatch.windows.concluding import Case, concluded_in_windows
from trucewatch.windows.gone import findings_gone, incidents_gone, ultimatums_gone
from trucewatch.windows.hands import Workers
from trucewatch.windows.ledger_source import LedgerSource
from trucewatch.windows.spool import room_on_disk

MOST_NAMED = 20  # decisions named in the reason of what follows from them
LARGE = 30_000  # entries on claims from which on all is worked out in windows; below, one process needs 600 MiB and no disk
MUCH = 0.25  # of the claims held; 90 reports added to 277 cost about as much either way, 40 to 327 three fifths


@dataclass(frozen=True, slots=True)
class Scope:
    """What is worked out again: claims in whole families, and their reports.

    `touched` are the claims that were written or withdrawn since, or reviewed otherwise, `demands` the demands told beside them,
    then and now; None is all. `rulings` are what reviews come to for these claims. `beside` are claims that only hold their
    places where more stand than are compared.
    """

    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    touched: frozenset[str]
    demands: Spoken | None
    rulings: Rulings
    beside: tuple[Facts, ...] = ()

    @property
    def whole(self) -> bool:
        """True if everything is worked out again."""
        return self.demands is None


@dataclass(frozen=True, slots=True)
class Book:
    """A ledger up to one entry, and its claims as reviews left them: `then`, before what is new, and `now`."""

    ledger: Ledger
    until: int
    then: ClaimsTaken
    now: ClaimsTaken


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from the entries up to a number: the records to write, and where merging looks claims up.

    `causes` are the reviews that it follows from, where nothing but reviews is new.
    """

    records: tuple[Record, ...]
    gathered: Gathered
    causes: tuple[str, ...] = ()


class TooMuch(Exception):
    """So many claims hang together with a decision that a person would wait; it is recorded first and worked out later."""


def refresh(ledger: Ledger, agreements: Sequence[Agreement], gazetteer: Gazetteer, stamp: Stamp, *, workers: int = 1) -> int:
    """Merge and assess what the ledger gained since the last time, and write what changed; how many entries that made.

    The first time, after a change of code or knowledge, and where an agreement is new, that is everything. The outcome is the
    same as if all were done again. Claims count as reviews left them: corrected, bound to others, or rejected. Everything of a
    large ledger is worked out in windows, by as many processes as `workers` says.
    """
    added = 0
    while True:
        seen, _ = ledger.head()
        due = _due(ledger, agreements, seen)
        if due.is_nothing:
            return added
        if _is_too_much_at_once(ledger, due, gazetteer):
            gained = _anew_in_windows(ledger, due, gazetteer, stamp, workers)
        else:
            outcome = concluded(ledger, agreements, gazetteer, seen)
            gained = 0 if outcome is None else ledger.append_merged(outcome.records, _after(outcome, stamp), outcome.gathered)
        added += gained or 0
        if gained is not None and ledger.head()[0] == seen + gained:
            return added


@dataclass(frozen=True, slots=True)
class _Due:
    """What a ledger up to one entry waits for: where the look-ups reach to, the agreements it knows, and those that hold now."""

    until: int
    before: int | None
    known: Mapping[str, Agreement]
    held: Mapping[str, Agreement]

    @property
    def ordered(self) -> tuple[Agreement, ...]:
        """The agreements that hold now, by id."""
        return tuple(self.held[key] for key in sorted(self.held))

    @property
    def named(self) -> tuple[Agreement, ...]:
        """Those of them that are new or have changed."""
        return tuple(one for one in self.ordered if self.known.get(one.id) != one)

    @property
    def is_nothing(self) -> bool:
        """True if nothing is new."""
        return self.before == self.until and not self.named


def _due(ledger: Ledger, agreements: Sequence[Agreement], until: int) -> _Due:
    """What the ledger waits for."""
    before = ledger.lookups.covered(merging_version())
    known = {agreement.id: agreement for agreement in ledger.agreements(as_of=until)}
    held = known | {agreement.id: agreement for agreement in agreements}  # what a run names comes on top
    return _Due(until, before, known, held)


def _is_too_much_at_once(ledger: Ledger, due: _Due, gazetteer: Gazetteer) -> bool:
    """True where so much is worked out anew that it is done in windows, by processes that open the ledger for themselves."""
    openable = ledger.engine.url.database not in (None, "", ":memory:") and gazetteer is load_gazetteer()
    if not openable or not ledger.lookups.claims_are_more_than(LARGE):
        return False
    return due.before is None or bool(due.named) or _is_much(ledger, ledger.lookups.changed(due.before, due.until))


def _is_much(ledger: Ledger, changed: Changed) -> bool:
    """True if so much is new that looking for what it touches would cost more than to do all again."""
    return bool(changed.claims) and len(changed.claims) > MUCH * ledger.lookups.size()


def _anew_in_windows(ledger: Ledger, due: _Due, gazetteer: Gazetteer, stamp: Stamp, workers: int) -> int | None:
    """Work everything out in windows and write what changed; None, and nothing written, if another was quicker."""
    url = ledger.engine.url.render_as_string(hide_password=False)
    rulings = ClaimsTaken(ledger, gazetteer).all_rulings(due.until)
    case = Case(LedgerSource(url, due.until, rulings), due.ordered)
    with room_on_disk() as folder, Workers(workers) as hands:
        found = concluded_in_windows(case, folder, hands)
        records = chain(map(encode, due.named), found.records(ledger, case))
        return ledger.append_filled(records, stamp, found.filling(merging_version(), due.before, due.until))


def _after(outcome: Outcome, stamp: Stamp) -> Stamp:
    """The stamp, which names the decisions that all follows from."""
    return replace(stamp, reason=f"after {', '.join(outcome.causes[:MOST_NAMED])}") if outcome.causes else stamp


def concluded(
    ledger: Ledger,
    agreements: Sequence[Agreement],
    gazetteer: Gazetteer,
    until: int,
    pending: Sequence[Review] = (),
    *,
    most: int | None = None,
) -> Outcome | None:
    """What follows from the entries up to `until` and from reviews that are about to be recorded; None if nothing is new.

    Nor is anything worked out for reviews that change nothing, such as one that accepts a claim as read. TooMuch is raised where
    more than `most` claims would have to be merged anew.
    """
    book = Book(ledger, until, ClaimsTaken(ledger, gazetteer), ClaimsTaken(ledger, gazetteer, pending))
    bearing = frozenset(claim for review in pending for claim in review.claims)
    if pending and not _otherwise_reviewed(book, bearing, until):
        return None
    due = _due(ledger, agreements, until)
    if due.is_nothing and not pending:
        return None
    in_part = due.before is not None and not due.named
    scope, causes = _scope(book, due.before or 0, pending, most) if in_part else (_whole(book, most), ())
    merger = Merger()
    facts = facts_of(tuple(scope.claims.values()), scope.reports, scope.rulings.bonds)
    merger.change(facts, around=scope.beside)
    old = _standing_on(ledger, scope, until)
    groups = merger.groups() if scope.whole else _changed(merger.groups(), old, scope.touched)
    incidents = incidents_of(groups, facts, scope.claims, scope.reports, scope.rulings.between)
    claims, reports = tuple(scope.claims.values()), tuple(scope.reports.values())
    findings = assess(incidents, claims, due.ordered, reports=reports, places=gazetteer, posts=load_posts())
    demands = _demands(book, scope, due.ordered)
    gathered = Gathered(
        marks={**_marks(merger, scope), **dict.fromkeys(scope.touched - scope.claims.keys(), ())},
        families=merger.families(),
        places=merger.places(),
        version=merging_version(),
        before=due.before,
        until=until,
        anew=scope.whole,
    )
    told = {claim for group in groups for claim in group} | scope.touched
    replaced = [one for one in old if scope.whole or not told.isdisjoint(one.claim_ids)]
    gone = _gone(ledger, scope, until, replaced, incidents, findings, demands)
    return Outcome((*due.named, *incidents, *findings, *demands.found, *gone), gathered, causes)


def _scope(book: Book, before: int, pending: Sequence[Review], most: int | None) -> tuple[Scope, tuple[str, ...]]:
    """What entries since `before` touch; all, where so much is new that looking for what it touches would cost more.

    Beside it the reviews among them, where nothing else is new.
    """
    changed = book.ledger.lookups.changed(before, book.until)
    if _is_much(book.ledger, changed):
        return _whole(book, most), ()
    reviewed = frozenset(changed.reviewed).union(*(review.claims for review in pending))
    causes = () if changed.claims or changed.reports else tuple(sorted(changed.reviews))
    return _part(book, replace(changed, reviewed=reviewed), before, most), causes


def _standing_on(ledger: Ledger, scope: Scope, until: int) -> tuple[Incident, ...]:
    """The incidents that stood on any of these claims."""
    if scope.whole:
        return tuple(ledger.incidents(as_of=until))
    return tuple(ledger.naming(Incident, "claim", scope.claims.keys() | scope.touched, as_of=until))


def _changed(groups: Iterable[Group], old: Iterable[Incident], touched: Set[str]) -> tuple[Group, ...]:
    """The groups that are not just what an incident stands on already: from the same claims the same incident follows."""
    known = {incident.claim_ids for incident in old}
    return tuple(group for group in groups if group not in known or not touched.isdisjoint(group))


def _whole(book: Book, most: int | None) -> Scope:
    if most is not None and any(at >= most for at, _ in enumerate(book.ledger.claims(as_of=book.until))):
        raise TooMuch
    rulings = book.now.all_rulings(book.until)
    read = book.ledger.claims(as_of=book.until)
    claims = {claim.id: claim for claim in taken_by(read, rulings, book.now.gazetteer)}
    reports = {report.id: report for report in book.ledger.reports(as_of=book.until)}
    return Scope(claims, reports, frozenset(), None, rulings)


def _part(book: Book, changed: Changed, before: int, most: int | None) -> Scope:
    """The claims that entries since `before` speak of, and every family that one of them was in or now reaches."""
    ledger, until = book.ledger, book.until
    ids = changed.claims | _otherwise_reviewed(book, changed.reviewed, before)
    read_then, read_now = _read(ledger, ids, changed.reports, before), _read(ledger, ids, changed.reports, until)
    earlier, now = book.then.taken(read_then, before), book.now.taken(read_now, until)
    touched = frozenset(claim.id for claim in (*read_then, *read_now))
    if most is not None and ledger.lookups.has_more_members(ledger.lookups.families_of(touched), most):
        raise TooMuch
    told = {claim.report_id for claim in (*read_then, *read_now)}
    demands = Spoken(demands_in(ledger, book.then, told, before), demands_in(ledger, book.now, told, until))
    look = _Looking(book, touched)
    moved = (*_facts(book.then, earlier, ledger, before), *_facts(book.now, now, ledger, until))
    near = reached(moved, look.under)
    families = ledger.lookups.families_of(touched | near)
    if most is not None and ledger.lookups.has_more_members(families, most):
        raise TooMuch
    members = {claim.id: claim for claim in book.now.held(ledger.lookups.members_of(families) - touched, until)}
    members |= {claim.id: claim for claim in now}
    reports = _reports_of(ledger, members.values(), until)
    beside = around(look.facts(members.values()), look.under, look.crowded)
    rulings = book.now.rulings(members.keys() | touched, until)
    return Scope(members, reports, touched, demands, rulings, tuple(item for item in beside if item.id not in members))


def _otherwise_reviewed(book: Book, reviewed: frozenset[str], before: int) -> frozenset[str]:
    """Of claims that new reviews bear on, and all that hang together with them, those for which the reviews come to something
    else than before."""
    if not reviewed:
        return frozenset()
    then, now = (taken.reviews(reviewed, at) for taken, at in ((book.then, before), (book.now, book.until)))
    claims = reviewed.union(*(review.claims for review in (*then, *now)))
    was, is_now = book.then.rulings(claims, before), book.now.rulings(claims, book.until)
    return frozenset(claim for claim in claims if was.of(claim) != is_now.of(claim))


def _read(ledger: Ledger, claims: Set[str], reports: Set[str], moment: int) -> tuple[Claim, ...]:
    """The claims that changed, or whose report did, as they stood at a moment, whatever people made of them."""
    found = {claim.id: claim for claim in ledger.held(Claim, claims, as_of=moment)}
    found |= {claim.id: claim for claim in ledger.naming(Claim, "report", reports, as_of=moment)}
    return tuple(found.values())


def _facts(taken: ClaimsTaken, claims: Sequence[Claim], ledger: Ledger, moment: int) -> tuple[Facts, ...]:
    bonds = taken.rulings([claim.id for claim in claims], moment).bonds
    return facts_of(claims, _reports_of(ledger, claims, moment), bonds)


class _Looking:
    """Claims looked up in the ledger for merging, as it stood at one moment, the touched ones left out; each read once."""

    def __init__(self, book: Book, touched: frozenset[str]) -> None:
        self._ledger, self._until, self._taken, self._touched = book.ledger, book.until, book.now, touched
        self._facts: dict[str, Facts] = {}
        self._reports: dict[str, Report] = {}

    def facts(self, claims: Collection[Claim]) -> tuple[Facts, ...]:
        """The facts of claims of that moment."""
        missing = {claim.report_id for claim in claims} - self._reports.keys()
        self._reports |= {report.id: report for report in self._ledger.held(Report, missing, as_of=self._until)}
        bonds = self._taken.rulings([claim.id for claim in claims], self._until).bonds
        return facts_of(tuple(claims), self._reports, bonds)

    def under(self, marks: Collection[str]) -> tuple[Facts, ...]:
        """The facts of the claims that stand under any of these marks: of a crowd, those who may be compared after the change."""
        found: set[str] = set()
        for most, some in _by_room(marks).items():
            found |= self._ledger.lookups.claims_under(some, first=most + 2 * len(self._touched) + SPEAKERS)
        found -= self._touched
        missing = self._taken.held(found - self._facts.keys(), self._until)
        self._facts |= {item.id: item for item in self.facts(missing)}
        return tuple(self._facts[key] for key in sorted(found) if key in self._facts)

    def crowded(self, marks: Collection[str]) -> Collection[str]:
        """Those of the marks under which there may be more claims after the change than are compared there."""
        lookups, more = self._ledger.lookups, len(self._touched)
        return frozenset().union(*(lookups.crowded(some, max(0, most - more)) for most, some in _by_room(marks).items()))


def _by_room(marks: Collection[str]) -> dict[int, list[str]]:
    """The marks by how many claims are compared under each."""
    out: dict[int, list[str]] = {}
    for mark in marks:
        out.setdefault(SPEAKERS if mark.startswith(TOLD) else limit(mark), []).append(mark)
    return out


def _reports_of(ledger: Ledger, claims: Iterable[Claim], until: int) -> dict[str, Report]:
    return {report.id: report for report in ledger.held(Report, {claim.report_id for claim in claims}, as_of=until)}


def _marks(merger: Merger, scope: Scope) -> dict[str, tuple[str, ...]]:
    """Under which marks each claim is looked up: those of merging, and those of demands."""
    marks = dict(merger.marks())
    for claim in scope.claims.values():
        if demand := demand_of(claim, scope.reports.get(claim.report_id)):
            marks[claim.id] = (*marks[claim.id], *demand_marks(demand))
    return marks


def _demands(book: Book, scope: Scope, agreements: Sequence[Agreement]) -> Demanded:
    """The ultimatums that changed, from all claims of the reports that tell of them."""
    if scope.demands is None:
        found = ultimatums(tuple(scope.claims.values()), tuple(scope.reports.values()), agreements)
        return Demanded(found, frozenset())
    return demanded(book.ledger, book.now, scope.demands, agreements, book.until)


def _gone(
    ledger: Ledger,
    scope: Scope,
    until: int,
    old: Sequence[Incident],
    incidents: Sequence[Incident],
    findings: Sequence[Finding],
    demands: Demanded,
) -> Iterator[Withdrawal]:
    """What stood on the same claims and no longer does; a merged incident names those that took its claims."""
    if scope.whole:
        old_findings = list(ledger.findings(as_of=until))
        old_demands = list(ledger.ultimatums(as_of=until))
    else:
        old_findings = list(ledger.naming(Finding, "incident", {incident.id for incident in old}, as_of=until))
        old_demands = list(ledger.naming(Ultimatum, "claim", demands.claim_ids, as_of=until))
    holder = {claim: incident.id for incident in incidents for claim in incident.claim_ids}
    yield from incidents_gone(old, {incident.id for incident in incidents}, holder, scope.rulings)
    yield from findings_gone(old_findings, {finding.id for finding in findings})
    yield from ultimatums_gone(old_demands, {demand.id for demand in demands.found})
