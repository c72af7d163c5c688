"""Bring incidents, findings and ultimatums up to what the ledger holds; only what new claims can touch is worked out again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from trucewatch import __version__
from trucewatch.assess import assess, ultimatums
from trucewatch.assess.demands import demand_marks, demand_of
from trucewatch.demanding import Demanded, Spoken, demanded, demands_in
from trucewatch.knowledge.places import Gazetteer, knowledge_in_force
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Changed, Gathered, Kind, Ledger, Stamp, Withdrawal
from trucewatch.model import Agreement, Claim, Finding, Incident, Report, Ultimatum
from trucewatch.reconcile import incidents_of
from trucewatch.reconcile.facts import Facts, facts_of
from trucewatch.reconcile.merging.alike import TOLD
from trucewatch.reconcile.merging.blocking import limit
from trucewatch.reconcile.merging.merger import SPEAKERS, Group, Merger, around, reached

FLOORS = ("model", "knowledge", "reconcile", "assess")  # the code that what is kept between two runs hangs on

MUCH = 0.25  # of the claims held; 90 reports added to 277 cost about as much either way, 40 to 327 three fifths


@dataclass(frozen=True, slots=True)
class Scope:
    """What is worked out again: claims in whole families, and their reports.

    `touched` are the claims that were written or withdrawn since, `demands` the demands told beside them, then and now; None is
    all. `beside` are claims that only hold their places where more stand than are compared.
    """

    claims: Mapping[str, Claim]
    reports: Mapping[str, Report]
    touched: frozenset[str]
    demands: Spoken | None
    beside: tuple[Facts, ...] = ()

    @property
    def whole(self) -> bool:
        """True if everything is worked out again."""
        return self.demands is None


def refresh(ledger: Ledger, agreements: Sequence[Agreement], gazetteer: Gazetteer, stamp: Stamp) -> int:
    """Merge and assess what the ledger gained since the last time, and write what changed; how many entries that made.

    The first time, after a change of code or knowledge, and where an agreement is new, that is everything. The outcome is the
    same as if all were done again.
    """
    added = 0
    while True:
        seen, _ = ledger.head()
        gained = _refresh_once(ledger, agreements, gazetteer, stamp, seen)
        added += gained or 0
        if gained is not None and ledger.head()[0] == seen + gained:
            return added


def _refresh_once(ledger: Ledger, agreements: Sequence[Agreement], gazetteer: Gazetteer, stamp: Stamp, until: int) -> int | None:
    """How many entries were written; None if another merging was quicker."""
    version = merging_version()
    before = ledger.lookups.covered(version)
    known = {agreement.id: agreement for agreement in ledger.agreements(as_of=until)}
    held = known | {agreement.id: agreement for agreement in agreements}  # what a run names comes on top
    if before == until and held == known:
        return 0
    ordered = tuple(held[key] for key in sorted(held))
    scope = _scope(ledger, before, until) if before is not None and held == known else _whole(ledger, until)
    merger = Merger()
    facts = facts_of(tuple(scope.claims.values()), scope.reports)
    merger.change(facts, around=scope.beside)
    old = _standing_on(ledger, scope, until)
    groups = merger.groups() if scope.whole else _changed(merger.groups(), old, scope.touched)
    incidents = incidents_of(groups, facts, scope.claims, scope.reports)
    claims, reports = tuple(scope.claims.values()), tuple(scope.reports.values())
    findings = assess(incidents, claims, ordered, reports=reports, places=gazetteer, posts=load_posts())
    demands = _demands(ledger, scope, ordered, until)
    gathered = Gathered(
        marks={**_marks(merger, scope), **dict.fromkeys(scope.touched - scope.claims.keys(), ())},
        families=merger.families(),
        places=merger.places(),
        version=version,
        before=before,
        until=until,
        anew=scope.whole,
    )
    told = {claim for group in groups for claim in group} | scope.touched
    replaced = [one for one in old if scope.whole or not told.isdisjoint(one.claim_ids)]
    gone = _gone(ledger, scope, until, replaced, incidents, findings, demands)
    named = [one for one in ordered if known.get(one.id) != one]
    return ledger.append_merged([*named, *incidents, *findings, *demands.found, *gone], stamp, gathered)


def _scope(ledger: Ledger, before: int, until: int) -> Scope:
    """What entries since `before` touch; all, where so much is new that looking for what it touches would cost more."""
    changed = ledger.lookups.changed(before, until)
    if len(changed.claims) > MUCH * ledger.lookups.size():
        return _whole(ledger, until)
    return _part(ledger, changed, before, until)


def _standing_on(ledger: Ledger, scope: Scope, until: int) -> tuple[Incident, ...]:
    """The incidents that stood on any of these claims."""
    if scope.whole:
        return tuple(ledger.incidents(as_of=until))
    return tuple(ledger.naming(Incident, "claim", scope.claims.keys() | scope.touched, as_of=until))


def _changed(groups: Iterable[Group], old: Iterable[Incident], touched: Set[str]) -> tuple[Group, ...]:
    """The groups that are not just what an incident stands on already: from the same claims the same incident follows."""
    known = {incident.claim_ids for incident in old}
    return tuple(group for group in groups if group not in known or not touched.isdisjoint(group))


def _whole(ledger: Ledger, until: int) -> Scope:
    claims = {claim.id: claim for claim in ledger.claims(as_of=until)}
    return Scope(claims, {report.id: report for report in ledger.reports(as_of=until)}, frozenset(), None)


def _part(ledger: Ledger, changed: Changed, before: int, until: int) -> Scope:
    """The claims that entries since `before` speak of, and every family that one of them was in or now reaches."""
    earlier, then = _spoken_of(ledger, changed, before)
    now, current = _spoken_of(ledger, changed, until)
    touched = frozenset(claim.id for claim in (*earlier, *now))
    demands = Spoken(demands_in(ledger, earlier, before), demands_in(ledger, now, until))
    look = _Looking(ledger, until, touched)
    moved = (*facts_of(earlier, then), *facts_of(now, current))
    near = reached(moved, look.under)
    families = ledger.lookups.families_of(touched | near)
    members = {claim.id: claim for claim in ledger.held(Claim, ledger.lookups.members_of(families) - touched, as_of=until)}
    members |= {claim.id: claim for claim in now}
    reports = _reports_of(ledger, members.values(), until)
    beside = around(look.facts(members.values()), look.under, look.crowded)
    return Scope(members, reports, touched, demands, tuple(item for item in beside if item.id not in members))


def _spoken_of(ledger: Ledger, changed: Changed, moment: int) -> tuple[tuple[Claim, ...], dict[str, Report]]:
    """The claims that changed, or whose report did, as they stood at a moment, and their reports."""
    found = {claim.id: claim for claim in ledger.held(Claim, changed.claims, as_of=moment)}
    found |= {claim.id: claim for claim in ledger.naming(Claim, "report", changed.reports, as_of=moment)}
    return tuple(found.values()), _reports_of(ledger, found.values(), moment)


class _Looking:
    """Claims looked up in the ledger for merging, as it stood at one moment, the touched ones left out; each read once."""

    def __init__(self, ledger: Ledger, until: int, touched: frozenset[str]) -> None:
        self._ledger, self._until, self._touched = ledger, until, touched
        self._facts: dict[str, Facts] = {}
        self._reports: dict[str, Report] = {}

    def facts(self, claims: Collection[Claim]) -> tuple[Facts, ...]:
        """The facts of claims of that moment."""
        missing = {claim.report_id for claim in claims} - self._reports.keys()
        self._reports |= {report.id: report for report in self._ledger.held(Report, missing, as_of=self._until)}
        return facts_of(tuple(claims), self._reports)

    def under(self, marks: Collection[str]) -> tuple[Facts, ...]:
        """The facts of the claims that stand under any of these marks: of a crowd, those who may be compared after the change."""
        found: set[str] = set()
        for most, some in _by_room(marks).items():
            found |= self._ledger.lookups.claims_under(some, first=most + 2 * len(self._touched) + SPEAKERS)
        found -= self._touched
        missing = tuple(self._ledger.held(Claim, found - self._facts.keys(), as_of=self._until))
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


def _demands(ledger: Ledger, scope: Scope, agreements: Sequence[Agreement], until: int) -> Demanded:
    """The ultimatums that changed, from all claims of the reports that tell of them."""
    if scope.demands is None:
        found = ultimatums(tuple(scope.claims.values()), tuple(scope.reports.values()), agreements)
        return Demanded(found, frozenset())
    return demanded(ledger, scope.demands, agreements, until)


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
    yield from _incidents_gone(old, incidents)
    yield from _others_gone(Kind.FINDING, old_findings, findings, "its incident or clause no longer gives it")
    yield from _others_gone(Kind.ULTIMATUM, old_demands, demands.found, "its claims are now told elsewhere")


def _incidents_gone(before: Sequence[Incident], after: Sequence[Incident]) -> Iterator[Withdrawal]:
    kept = {incident.id for incident in after}
    holder = {claim: incident.id for incident in after for claim in incident.claim_ids}
    for incident in before:
        if incident.id not in kept:
            into = tuple(dict.fromkeys(holder[claim] for claim in incident.claim_ids if claim in holder))
            reason = "its claims now belong to another incident" if into else "its claims are gone"
            yield Withdrawal(Kind.INCIDENT, incident.id, reason, into)


def _others_gone(
    kind: Kind, before: Iterable[Finding | Ultimatum], after: Iterable[Finding | Ultimatum], reason: str
) -> Iterator[Withdrawal]:
    kept = {record.id for record in after}
    return (Withdrawal(kind, record.id, reason) for record in before if record.id not in kept)


@cache
def merging_version() -> str:
    """What the outcome of merging hangs on, besides the entries: the code by its content, and the version of the knowledge."""
    taken = hashlib.sha256()
    for floor in FLOORS:
        for source in _sources(files("trucewatch") / floor):
            taken.update(source.read_bytes())
    return f"{__version__} {taken.hexdigest()[:16]} {knowledge_in_force()}"


def _sources(folder: Traversable) -> Iterator[Traversable]:
    """The Python files of a package, in a fixed order; its tables are in the version of the knowledge."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _sources(item)
        elif item.name.endswith(".py"):
            yield item
