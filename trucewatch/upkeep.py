"""What every way in shares: raw bytes kept as the settings ask, and a line in the journal of what was done.

A line of what was done that cannot be written is said once and stops nothing. Raw bytes that were to be kept and cannot be end
the command, and so does a post's log that cannot be marked as one in the journal: nothing else tells it from bytes of no report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from trucewatch.errors import JournalError, TrucewatchError
from trucewatch.journal import Journal, Line, What, journal_url
from trucewatch.pipeline import clock
from trucewatch.raw import Place, RawStore, open_store
from trucewatch.settings import Settings
from trucewatch.terminal import note

ALL = "all"


@dataclass
class Upkeep:
    """The store of raw bytes and the journal of the ledger at `url`; the journal is None where it cannot be opened."""

    url: str
    store: RawStore
    journal: Journal | None
    every_way: bool
    now: Callable[[], datetime] = clock

    @property
    def keep(self) -> Callable[[bytes], object] | None:
        """Keeps the bytes of a document; None where only what is fetched is kept."""
        return self.store.keep if self.every_way else None

    @property
    def keep_log(self) -> Callable[[bytes, str], object] | None:
        """The same for a post's log and its name."""
        return (lambda data, source: keep_log(self.store, self.journal, data, source, self.now())) if self.every_way else None

    def last(self) -> Mapping[What, Line]:
        """The last line of each kind; a journal that could not be opened is tried again, and the error says why it cannot be."""
        if self.journal is None:
            self.journal = _opened(self.url)
        return self.journal.last()

    def did(self, what: What, *, well: bool = True, **told: object) -> None:
        """A line in the journal."""
        if self.journal is None:
            return
        try:
            self.journal.write_all(what, [told], at=self.now(), well=well)
        except TrucewatchError as error:
            self.end()
            note(f"the journal cannot be written: {error}")

    def end(self) -> None:
        """Let go of the journal."""
        if self.journal is not None:
            self.journal.close()
        self.journal = None


@contextmanager
def upkeep(url: str, settings: Settings, what: What | None = None) -> Iterator[Upkeep]:
    """Upkeep of the ledger at an address; what ends in an error is a line of the journal too, if it is named."""
    journal = _begun(url)
    keeper = Upkeep(url, open_store(url, Place.of(settings)), journal, settings.raw_ways == ALL)
    try:
        yield keeper
    except TrucewatchError as error:
        if what is not None:
            keeper.did(what, well=False, fault=type(error).__name__)
        raise
    finally:
        keeper.end()


def _begun(url: str) -> Journal | None:
    """The journal of a ledger, which is not empty from then on; None where it cannot be opened."""
    try:
        return _opened(url)
    except TrucewatchError as error:
        note(f"the journal cannot be opened: {error}")
        return None


def _opened(url: str) -> Journal:
    """The same, or an error."""
    journal = Journal.open(journal_url(url))
    try:
        journal.begin(clock())
    except TrucewatchError:
        journal.close()
        raise
    return journal


def keep_log(store: RawStore, journal: Journal | None, data: bytes, source: str, at: datetime) -> None:
    """Keep a post's log as it was sent; the journal says that it is one, for the reports of its days have other hashes.

    A RawError where it cannot be kept, a JournalError where it cannot be marked.
    """
    if journal is None:
        raise JournalError(f"{source} cannot be kept: there is no journal to mark it as a post's log")
    sha256 = hashlib.sha256(data).hexdigest()
    known = any((line.told.get("sha256"), line.told.get("source")) == (sha256, source) for line in journal.lines(What.RAW_LOG))
    store.keep(data)
    if not known:
        journal.write(What.RAW_LOG, at=at, sha256=sha256, source=source)
