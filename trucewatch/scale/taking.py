"""Take what was read in bulk into a ledger: the entries that `run` over the same inputs would have made."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from sqlite3 import Connection

from trucewatch.catalogue import Catalogue
from trucewatch.errors import BulkError
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Kind, Ledger, Record, Stamp, Withdrawal
from trucewatch.model import Report, Unread
from trucewatch.reader import Reading, load_reader
from trucewatch.refreshing import refresh
from trucewatch.scale.folder import LOCK, Folder
from trucewatch.scale.glance import Glance
from trucewatch.scale.lock import FolderLock
from trucewatch.scale.moving import moved
from trucewatch.scale.parts import Outcome, outcomes_in
from trucewatch.scale.remembering import ArrivalsOfMany, OnceOfMany, open_memory, put_off, those_put_off
from trucewatch.scale.shard import Versions
from trucewatch.scale.stamps import versions_in_force
from trucewatch.versions import keep_outdated, own_id

TOGETHER = 256  # items that are looked up together and written in one step; a kill costs what was not written yet
NOT_FOUND_AGAIN = "a later reading of the report does not find it"


@dataclass(slots=True)
class Taken:
    """What an import did: reports met, those known before, what could not be read, entries added."""

    shards: int = 0
    reports: int = 0
    known: int = 0
    unread: int = 0
    added: int = 0
    failed: int = 0
    remark: str = ""


def take_in(
    out: str | Path,
    ledger: Ledger,
    stamp: Callable[[], Stamp],
    *,
    agreement_ids: tuple[str, ...] = (),
    told: Callable[[Taken, int], None] = lambda taken, shards: None,
    workers: int = 1,
) -> Taken:
    """All parts of a folder into a ledger, then what follows from them; doing it again adds nothing.

    What follows from much is worked out by as many processes as `workers` says.
    A BulkError, before anything is written, where the folder is of another version, was not read to its end, is being read into,
    or is damaged.
    """
    folder = Folder(out)
    if folder.head() is None:
        raise BulkError(f"{folder.path} is no folder of a reading in bulk")
    agreements = choose_agreements(agreement_ids)
    with _undisturbed(folder):
        work = _take_parts(folder, ledger, stamp, told)
    work.taken.added += refresh(ledger, agreements, load_gazetteer(), work.stamp(), workers=workers)
    Catalogue(ledger).catch_up()
    return work.taken


def _undisturbed(folder: Folder) -> AbstractContextManager[object]:
    """That nobody reads into the folder meanwhile; one that cannot be written, such as a copy kept read-only, has no lock."""
    return FolderLock(folder.path / LOCK) if os.access(folder.path, os.W_OK) else nullcontext()


def _take_parts(folder: Folder, ledger: Ledger, stamp: Callable[[], Stamp], told: Callable[[Taken, int], None]) -> _Work:
    head = folder.head()
    if head is None:
        raise BulkError(f"{folder.path} is no folder of a reading in bulk")
    model = head.versions.model
    remark = _parted(head.versions, versions_in_force(head.choices))
    rows = list(folder.manifest())
    for row in rows:
        folder.check(row)
    with closing(open_memory()) as book:
        taken = Taken(failed=head.shards - len(rows), remark=remark)
        work = _Work(ledger, lambda: replace(stamp(), model=model), taken, book, head.choices.model)
        for row in rows:
            work.take(outcomes_in(folder.path / row.part))
            work.taken.shards += 1
            told(work.taken, len(rows))
        work.finish()
    return work


def _parted(theirs: Versions, ours: Versions) -> str:
    """What whoever imports should know about a reading that this version would do otherwise."""
    names = [name for name in ("code", "model", "knowledge") if getattr(theirs, name) != getattr(ours, name)]
    return f"it was read with another {' and '.join(names)}; its claims are taken as they are" if names else ""


class _Work:
    """Puts outcomes under their ids and writes them, some at a time, in the order in which they come."""

    def __init__(self, ledger: Ledger, stamp: Callable[[], Stamp], taken: Taken, book: Connection, model: str) -> None:
        self._ledger, self.stamp, self.taken, self._book, self._model = ledger, stamp, taken, book, model
        self._once, self._arrivals = OnceOfMany(self._book), ArrivalsOfMany(self._book)
        self._waiting: dict[str, Report] = {}
        self._records: list[Record] = []

    def take(self, outcomes: Iterator[Outcome]) -> None:
        """Write them all."""
        items = self._given_once(outcomes)
        while window := list(itertools.islice(items, TOGETHER)):
            glance = Glance(self._ledger, [item.report for item in window if item.report is not None])
            for item in window:
                self._take(item, glance)
            self._write(glance)

    def finish(self) -> None:
        """Write the versions that were met after later ones."""
        for late in those_put_off(self._book):
            self.taken.added += self._ledger.append(keep_outdated(self._ledger, late), self.stamp())

    def _given_once(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """The outcomes without contents met before; a report may get another id, or turn out to have none that can be used."""
        for outcome in outcomes:
            found = self._once.take(outcome.report or outcome.as_unread())
            if isinstance(found, Unread):
                yield Outcome(unread=found)
            elif found is not None:
                yield replace(outcome, report=found)

    def _take(self, item: Outcome, glance: Glance) -> None:
        if item.report is None:
            self._note(item.as_unread())
            return
        placed = own_id(glance, item.report, self._arrivals)
        if placed.report.id in self._waiting:  # a version of one that is to be written in this very step
            self._write(glance)
            placed = own_id(glance, item.report, self._arrivals)
        if placed.outdated is not None:
            put_off(self._book, placed.outdated)
        report, standing = placed.report, glance.get(Kind.REPORT, placed.report.id)
        self._arrivals.add(report)
        if report.raw_sha256 != item.report.raw_sha256 or report.text != item.report.text:
            self._meet_again(report)
            return
        read = self._read_as(item, report)
        if isinstance(read, Unread):
            self._arrivals.leave(report, read)
            self._note(read)
            return
        before = list(self._ledger.claims(report=report.id)) if standing is not None else []
        fresh = {claim.id for claim in read.claims}
        stale = [claim for claim in before if claim.id not in fresh]
        withdrawals = [Withdrawal(Kind.CLAIM, claim.id, NOT_FOUND_AGAIN) for claim in stale]
        self._records += [report, *read.claims, *withdrawals]
        self._waiting[report.id] = report
        self.taken.reports += 1
        self.taken.known += standing == report and not stale and len(before) == len(fresh) and set(before) == set(read.claims)

    def _meet_again(self, report: Report) -> None:
        """A later version stands, or the bytes were taken in before: nothing new is said."""
        if (left := self._arrivals.left(report.id)) is not None:
            self._arrivals.leave(report, left)
            self._note(left)
            return
        self._arrivals.done(report.id)
        self.taken.reports += 1
        self.taken.known += 1

    def _note(self, unread: Unread) -> None:
        self._records.append(unread)
        self.taken.unread += 1

    def _read_as(self, item: Outcome, report: Report) -> Reading | Unread:
        """What reading the report under this id gives."""
        if item.unread is not None:
            return replace(item.unread, source=report.source)
        claims = moved(item.claims, report)
        return load_reader(model=self._model).read(report) if claims is None else Reading(report, claims)

    def _write(self, glance: Glance) -> None:
        self.taken.added += self._ledger.append(self._records, self.stamp())
        for report in self._waiting.values():
            glance.add(report)
            self._arrivals.done(report.id)
        self._waiting, self._records = {}, []
