"""Work out all incidents, findings and ultimatums of a ledger in windows: the records that working it out at once would give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from trucewatch.assess import assess, ultimatums
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Ledger, Record
from trucewatch.ledger.lookups import Filling
from trucewatch.ledger.records import Encoded, encode
from trucewatch.model import Agreement, Claim, Incident, Report, Ultimatum
from trucewatch.reconcile import incidents_of
from trucewatch.windows.gone import findings_gone, incidents_gone, ultimatums_gone
from trucewatch.windows.ledger_source import LedgerSource
from trucewatch.windows.merged import Hands, Merged, merged_in_windows
from trucewatch.windows.spool import load_things, save_things
from trucewatch.windows.steps import Grouped, plan_of

A_RUN = 1_000  # claims of which the incidents are made in one task; a larger incident is made by itself
A_PAGE = 400  # reports looked through for demands in one task


@dataclass(frozen=True, slots=True)
class Case:
    """What incidents are made from and set against."""

    source: LedgerSource
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class Concluded:
    """What follows from a ledger, as it lies in a folder: incidents and findings in `runs`, and the demands."""

    folder: Path
    merged: Merged | None
    runs: int
    demands: tuple[Ultimatum, ...]

    def records(self, ledger: Ledger, case: Case) -> Iterator[Encoded]:
        """Incidents, findings, ultimatums, then what no longer stands; some are held at a time."""
        yield from self._lines("incidents")
        yield from self._lines("findings")
        yield from map(encode, self.demands)
        yield from map(encode, self._gone(ledger, case.source))

    def filling(self, version: str, before: int | None, until: int) -> Filling:
        """Where claims are to be looked up, as a ledger keeps it."""
        marks, families = (self.merged.marks(), self.merged.families()) if self.merged else ((), ())
        return Filling(marks, families, version, before, until)

    def _lines(self, name: str) -> Iterator[Encoded]:
        return chain.from_iterable(load_things(self.folder / f"{name}-{run}.list") for run in range(self.runs))

    def _held(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Each incident with its claims."""
        return chain.from_iterable(load_things(self.folder / f"held-{run}.list") for run in range(self.runs))

    def _gone(self, ledger: Ledger, source: LedgerSource) -> Iterator[Record]:
        kept = {incident for incident, _ in self._held()}
        lost = [one for one in ledger.incidents(as_of=source.until) if one.id not in kept]
        wanted = {claim for incident in lost for claim in incident.claim_ids}
        holder = {claim: incident for incident, claims in self._held() for claim in claims if claim in wanted}
        yield from incidents_gone(lost, kept, holder, source.rulings)
        found = {item.id for item in self._lines("findings")} if any(True for _ in ledger.findings(as_of=source.until)) else set()
        yield from findings_gone(ledger.findings(as_of=source.until), found)
        yield from ultimatums_gone(ledger.ultimatums(as_of=source.until), {one.id for one in self.demands})


def concluded_in_windows(case: Case, folder: Path, hands: Hands) -> Concluded:
    """Merge and assess all claims of a ledger; the folder must be empty, and what follows lies in it."""
    merged = merged_in_windows(case.source, folder, hands)
    if merged is None:
        return Concluded(folder, None, 0, ())
    runs = sum(1 for _ in hands(partial(conclude, folder, case), enumerate(_runs(merged.groups()))))
    pages = (merged.marked[at : at + A_PAGE] for at in range(0, len(merged.marked), A_PAGE))
    reports, claims = list[Report](), list[Claim]()
    for some, bearing in hands(partial(demanding, case.source), pages):
        reports += some
        claims += bearing
    return Concluded(folder, merged, runs, ultimatums(claims, reports, case.agreements))


def _runs(groups: Iterable[Grouped]) -> Iterator[list[Grouped]]:
    """Groups that follow each other, of about `A_RUN` claims together."""
    some, held = list[Grouped](), 0
    for group in groups:
        if some and held + len(group[1]) > A_RUN:
            yield some
            some, held = [], 0
        some.append(group)
        held += len(group[1])
    if some:
        yield some


def conclude(folder: Path, case: Case, task: tuple[int, Sequence[Grouped]]) -> None:
    """Put down the incidents of some groups, what they mean under the agreements, and which claims each holds."""
    number, groups = task
    facts = plan_of(folder).facts(folder).of(sorted(n for _, group in groups for n, _ in group))
    names = [tuple(key for _, key in group) for _, group in groups]
    reports, claims = case.source.claims([key for group in names for key in group])
    incidents = incidents_of(names, facts.values(), {one.id: one for one in claims}, reports, case.source.rulings.between)
    told, posts = tuple(reports.values()), load_posts()
    findings = assess(incidents, claims, case.agreements, reports=told, places=load_gazetteer(), posts=posts)
    save_things(folder / f"incidents-{number}.list", map(encode, incidents))
    save_things(folder / f"findings-{number}.list", map(encode, findings))
    save_things(folder / f"held-{number}.list", _holding(incidents))


def _holding(incidents: Iterable[Incident]) -> Iterator[tuple[str, Sequence[str]]]:
    return ((incident.id, incident.claim_ids) for incident in incidents)


def demanding(source: LedgerSource, reports: tuple[str, ...]) -> tuple[tuple[Report, ...], tuple[Claim, ...]]:
    """What bears on demands in some reports; of the reports only what says when they were published."""
    told, claims = source.demanding(reports)
    return tuple(replace(one, text="", passages=(), bytes_map=()) for one in told), claims
