"""Take files of ACLED and UCDP into the ledger: a changed event is a version of its report, a deleted one is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from trucewatch.errors import SourceError
from trucewatch.ingest.datasets import Deleted, Told, read_dataset
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Kind, Ledger, Record, Stamp, Withdrawal
from trucewatch.model import Claim, Report, Unread
from trucewatch.refreshing import refresh

AT_ONCE = 200  # rows written by one transaction
NOT_FOUND = "a later version of the row does not say it"
DELETED = "deleted by its outlet"


@dataclass(slots=True)
class Imported:
    """What the files held, and what the ledger gained; `older` are rows of which it holds a later version, or a deletion."""

    rows: int = 0
    known: int = 0
    older: int = 0
    deleted: int = 0
    claims: int = 0
    unread: list[Unread] = field(default_factory=list)
    added: int = 0


def import_datasets(
    paths: Sequence[Path],
    ledger: Ledger,
    stamp: Callable[[], Stamp],
    *,
    outlet: str = "",
    agreement_ids: tuple[str, ...] = (),
    progress: Callable[[str], None] = lambda source: None,
) -> Imported:
    """The rows of these files into the ledger, incidents and findings after them; the same file again adds nothing.

    The files go in the order of their names, deletions as they come. `outlet` is the name the reports go under, where it is not
    the data set's own.
    """
    agreements, done = choose_agreements(agreement_ids), Imported()
    for path in sorted(paths, key=lambda one: (one.name, str(one))):
        _import_file(path, ledger, stamp, outlet, done, progress)
    done.added += refresh(ledger, agreements, load_gazetteer(), stamp())
    return done


def _import_file(
    path: Path, ledger: Ledger, stamp: Callable[[], Stamp], outlet: str, done: Imported, progress: Callable[[str], None]
) -> None:
    try:
        items = read_dataset(path.read_bytes(), path.name, outlet=outlet)
        while some := list(islice(items, AT_ONCE)):
            _import_some(some, ledger, stamp(), done, progress)
    except (OSError, SourceError) as error:
        reason = error.reason if isinstance(error, SourceError) else f"cannot be read: {error.strerror}"
        _import_some([Unread(path.name, reason)], ledger, stamp(), done, progress)


def _import_some(
    items: Iterable[Told | Deleted | Unread], ledger: Ledger, stamp: Stamp, done: Imported, progress: Callable[[str], None]
) -> None:
    """Some rows in one transaction, each as the rows before it leave the ledger."""
    items = list(items)
    held = _Held(ledger, items)
    records: list[Record] = []
    for item in items:
        if isinstance(item, Unread):
            done.unread.append(item)
            records.append(item)
        elif isinstance(item, Deleted):
            gone = list(held.delete(item))
            done.deleted += bool(gone)
            records += gone
        else:
            progress(item.report.source)
            done.rows += 1
            done.claims += len(item.claims)
            news = held.take(item)
            done.older += news is None
            done.known += news == []
            records += news or []
    done.added += ledger.append(records, stamp)


class _Held:
    """What the ledger holds of the events of some rows, and what the rows make of it one after the other."""

    def __init__(self, ledger: Ledger, items: Sequence[Told | Deleted | Unread]) -> None:
        self._ledger = ledger
        told = [item for item in items if isinstance(item, Told)]
        sources = {f"acled:{item.id}" for item in items if isinstance(item, Deleted)}
        self._reports = {one.id: one for one in ledger.held(Report, [item.report.id for item in told])}
        for source in sorted(sources):
            self._reports.update((one.id, one) for one in ledger.reports(source=source))
        self._claims: dict[str, dict[str, Claim]] = {id: {} for id in self._reports}
        for claim in ledger.naming(Claim, "report", list(self._reports)):
            self._claims[claim.report_id][claim.id] = claim

    def take(self, told: Told) -> list[Record] | None:
        """What a row adds: nothing where it is known, None where it is older than what is held or was deleted since."""
        report, before = told.report, self._reports.get(told.report.id)
        if before is None and self._deleted_since(told):
            return None
        if before is not None and before.raw_sha256 == report.raw_sha256 and before.text == report.text:
            return []
        if before is not None and _is_older(told.row.at, _instant(before)):
            return None
        fresh = {claim.id: claim for claim in told.claims}
        stale = [id for id in self._claims.get(report.id, {}) if id not in fresh]
        self._reports[report.id], self._claims[report.id] = report, fresh
        return [report, *told.claims, *(Withdrawal(Kind.CLAIM, id, NOT_FOUND) for id in stale)]

    def delete(self, deleted: Deleted) -> Iterator[Record]:
        """Withdrawals of an event's report and claims; none where a later version of it is held."""
        when = deleted.at.isoformat() if deleted.at else ""
        for id, report in list(self._reports.items()):
            if report.source != f"acled:{deleted.id}" or _is_older(deleted.at, _instant(report)):
                continue
            yield from (Withdrawal(Kind.CLAIM, claim, DELETED) for claim in self._claims.pop(id, {}))
            yield Withdrawal(Kind.REPORT, id, f"{DELETED} {when}".strip())
            del self._reports[id]

    def _deleted_since(self, told: Told) -> bool:
        """True if the event was deleted at or after the moment of this row."""
        entries = self._ledger.history(Kind.REPORT, told.report.id)
        last = entries[-1].record if entries else None
        if not isinstance(last, Withdrawal) or not last.reason.startswith(DELETED):
            return False
        when = last.reason.removeprefix(DELETED).strip()
        return told.row.at is None or not when or told.row.at <= datetime.fromisoformat(when)


def _instant(report: Report) -> datetime | None:
    printed = report.published.instant if report.published else None
    return datetime.fromisoformat(printed) if printed else None


def _is_older(at: datetime | None, held: datetime | None) -> bool:
    return at is not None and held is not None and at < held
