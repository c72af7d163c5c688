"""The journey in order: ingest, read, resolve, reconcile, assess, into the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from trucewatch import __version__
from trucewatch.assess import assess, ultimatums
from trucewatch.ingest import ingest
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import Gazetteer, knowledge_in_force, load_gazetteer
from trucewatch.language import model_version
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.llm_reader import Endpoint
from trucewatch.model import Agreement, Claim, Finding, Incident, Report, Ultimatum, Unread
from trucewatch.reader import load_reader
from trucewatch.reading import is_much, read, read_reports
from trucewatch.reconcile import reconcile
from trucewatch.versions import Arrivals, keep_outdated, own_id

__all__ = ["RunSummary", "clock", "load_reader", "machine_stamp", "read", "refresh", "run"]

MACHINE = "machine"  # the author of every entry no person made


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What one run did: inputs, what the ledger gained, and what the user should know about how a report was read."""

    read: int
    known: int
    unread: tuple[Unread, ...]
    added: int
    remarks: tuple[str, ...] = ()


def machine_stamp(now: datetime, endpoint: Endpoint | None = None) -> Stamp:
    """Who wrote an entry, when, and with which versions."""
    model = model_version() + (f" llm:{endpoint.model}" if endpoint else "")
    return Stamp(at=now, author=MACHINE, code=__version__, model=model, knowledge=knowledge_in_force())


def clock() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def run(
    paths: Sequence[str | Path],
    ledger: Ledger,
    *,
    agreement_ids: tuple[str, ...] = (),
    published: date | None = None,
    stdin: BinaryIO | None = None,
    now: Callable[[], datetime] = clock,
    progress: Callable[[str], None] = lambda source: None,
    workers: int = 1,
    endpoint: Endpoint | None = None,
) -> RunSummary:
    """The whole journey into the ledger.

    A report and its claims are written in one transaction; incidents and findings follow at the end, from all reports held.
    """
    agreements = choose_agreements(agreement_ids)
    arrivals, outdated = Arrivals(), list[Report]()
    items = _under_own_ids(ingest(paths, published=published, stdin=stdin), ledger, arrivals, outdated)
    read_count, known, unread, remarks, added = 0, 0, [], [], 0
    for item in read_reports(items, workers=workers, much=is_much(paths), endpoint=endpoint):
        if isinstance(item, Unread):
            progress(item.source)
            unread.append(item)
            added += ledger.append([item], machine_stamp(now(), endpoint))
            continue
        report, claims, remark = item
        progress(report.source)
        gained = _write_report(ledger, report, claims, machine_stamp(now(), endpoint))
        remarks += [f"{report.source}: {remark}"] if remark else []
        arrivals.done(report.id)
        read_count += 1
        known += gained == 0
        added += gained
    for late in outdated:
        added += ledger.append(keep_outdated(ledger, late), machine_stamp(now(), endpoint))
    added += refresh(ledger, agreements, load_gazetteer(), machine_stamp(now(), endpoint))
    return RunSummary(read_count, known, tuple(unread), added, tuple(remarks))


def _under_own_ids(
    items: Iterable[Report | Unread], ledger: Ledger, arrivals: Arrivals, outdated: list[Report]
) -> Iterator[Report | Unread]:
    """The items under the ids they have in the ledger; versions that come after later ones are put aside in `outdated`."""
    for item in items:
        if isinstance(item, Report):
            placed = own_id(ledger, item, arrivals)
            outdated += [placed.outdated] if placed.outdated else []
            item = placed.report
            arrivals.add(item)
        yield item


def _write_report(ledger: Ledger, report: Report, claims: Sequence[Claim], stamp: Stamp) -> int:
    """A report and what is claimed in it now; claims that an earlier reading found and this one does not are withdrawn."""
    fresh = {claim.id for claim in claims}
    stale = [claim for claim in ledger.claims(report=report.id) if claim.id not in fresh]
    withdrawals = [Withdrawal(Kind.CLAIM, claim.id, "a later reading of the report does not find it") for claim in stale]
    return ledger.append([report, *claims, *withdrawals], stamp)


def refresh(ledger: Ledger, agreements: Sequence[Agreement], gazetteer: Gazetteer, stamp: Stamp) -> int:
    """Merge and assess all claims of the ledger again, and write what changed; once more if another run wrote meanwhile."""
    added = 0
    while True:
        seen, _ = ledger.head()
        gained = _refresh_once(ledger, agreements, gazetteer, stamp)
        added += gained
        if ledger.head()[0] == seen + gained:
            return added


def _refresh_once(ledger: Ledger, agreements: Sequence[Agreement], gazetteer: Gazetteer, stamp: Stamp) -> int:
    reports, claims = tuple(ledger.reports()), tuple(ledger.claims())
    held = {agreement.id: agreement for agreement in (*ledger.agreements(), *agreements)}  # what a run names comes on top
    agreements = tuple(held[agreement_id] for agreement_id in sorted(held))
    incidents = reconcile(reports, claims)
    findings = assess(incidents, claims, agreements, reports=reports, places=gazetteer)
    demands = ultimatums(claims, reports)
    gone = [
        *_gone(Kind.INCIDENT, ledger.incidents(), incidents, "its claims now belong to another incident"),
        *_gone(Kind.FINDING, ledger.findings(), findings, "its incident or clause no longer gives it"),
        *_gone(Kind.ULTIMATUM, ledger.ultimatums(), demands, "its claims are now told elsewhere"),
    ]
    return ledger.append([*agreements, *incidents, *findings, *demands, *gone], stamp)


def _gone(
    kind: Kind,
    before: Iterable[Incident | Finding | Ultimatum],
    after: Iterable[Incident | Finding | Ultimatum],
    reason: str,
) -> list[Withdrawal]:
    kept = {record.id for record in after}
    return [Withdrawal(kind, record.id, reason) for record in before if record.id not in kept]
