"""The journey in order: ingest, read, resolve, reconcile, assess, into the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from trucewatch import __version__
from trucewatch.catalogue import Catalogue
from trucewatch.ingest import RawItem, ingest
from trucewatch.ingest.logs import log_files
from trucewatch.knowledge.agreements import choose_agreements, shelved
from trucewatch.knowledge.places import knowledge_in_force, load_gazetteer
from trucewatch.language import FULL, model_version
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.llm_reader import Endpoint
from trucewatch.model import Claim, Report, Unread
from trucewatch.post_logs import import_logs
from trucewatch.reader import load_reader
from trucewatch.reading import is_much, read, read_reports
from trucewatch.refreshing import refresh
from trucewatch.versions import Arrivals, keep_outdated, own_id

__all__ = ["RunSummary", "clock", "load_reader", "machine_stamp", "read", "refresh", "run"]

MACHINE = "machine"  # the author of every entry no person made


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What one run did: inputs, what the ledger gained, and what the user should know.

    That is about agreements of the user's own, and about how a report was read.
    """

    read: int
    known: int
    unread: tuple[Unread, ...]
    added: int
    remarks: tuple[str, ...] = ()


def machine_stamp(now: datetime, endpoint: Endpoint | None = None, model: str = FULL) -> Stamp:
    """Who wrote an entry, when, and with which versions."""
    version = model_version(model) + (f" llm:{endpoint.model}" if endpoint else "")
    return Stamp(at=now, author=MACHINE, code=__version__, model=version, knowledge=knowledge_in_force())


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
    model: str = FULL,
    items: Iterable[RawItem | Unread] = (),
    keep: Callable[[bytes], object] | None = None,
    keep_log: Callable[[bytes, str], object] | None = None,
) -> RunSummary:
    """The whole journey into the ledger, of what lies under some paths and then of `items` that were fetched.

    A report and its claims are written in one transaction; incidents and findings follow at the end, from all reports held.
    `keep` is handed the raw bytes of what lies under the paths, `keep_log` those of a post's log and its name, before they are
    read.
    """
    agreements, logs = choose_agreements(agreement_ids), log_files(paths)

    def stamp() -> Stamp:
        return machine_stamp(now(), endpoint, model)

    arrivals, outdated = Arrivals(), list[Report]()
    found = ingest(paths, published=published, stdin=stdin, without=[path for path, _ in logs], items=items, keep=keep)
    placed = _under_own_ids(found, ledger, arrivals, outdated)
    read_count, known, unread, remarks, added = 0, 0, [], [], 0
    for item in read_reports(placed, workers=workers, much=is_much(paths), endpoint=endpoint, model=model):
        if isinstance(item, Unread):
            progress(item.source)
            unread.append(item)
            added += ledger.append([item], stamp())
            continue
        report, claims, remark = item
        progress(report.source)
        gained = _write_report(ledger, report, claims, stamp())
        remarks += [f"{report.source}: {remark}"] if remark else []
        arrivals.done(report.id)
        read_count += 1
        known += gained == 0
        added += gained
    for late in outdated:
        added += ledger.append(keep_outdated(ledger, late), stamp())
    logged = import_logs(logs, ledger, stamp, progress=progress, keep=keep_log)
    added += logged.added + refresh(ledger, agreements, load_gazetteer(), stamp(), workers=workers)
    Catalogue(ledger).catch_up()  # so that the site's next page need not
    told, faults = (read_count + logged.days, known + logged.known), (*unread, *logged.unread)
    return RunSummary(*told, faults, added, (*shelved().remarks, *remarks))


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
