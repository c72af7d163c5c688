"""The catalogue of a ledger."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Lock, Thread

from sqlalchemy import delete, insert, select

from trucewatch import __version__
from trucewatch.catalogue.answers import Answers
from trucewatch.catalogue.indexes import make_indexes
from trucewatch.catalogue.keeping import AT_ONCE, Keeper, covered, head_of
from trucewatch.catalogue.kept import KeptShelf
from trucewatch.catalogue.making import Atlas
from trucewatch.catalogue.shelf import Shelf
from trucewatch.catalogue.tables import state_table
from trucewatch.errors import LedgerError
from trucewatch.knowledge.places import knowledge_in_force, load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Ledger, Moment
from trucewatch.ledger.chain import moment as instant_of
from trucewatch.ledger.doors import LISTS_LOCK, alone, reading, writing
from trucewatch.ledger.schema import entry_table

__all__ = ["Catalogue", "Shelf", "catalogue_version"]

PAUSE = 0.05  # seconds between two looks at how far another process is
OWN = (
    *("area_rows", "dimensions", "finding_rows", "gathering", "incident_rows", "keeping", "keys", "making", "memory"),
    *("pen", "report_rows", "reviewed", "step", "stored", "tables", "tallying"),
)


class Catalogue:
    """Lists and counts of what a ledger holds; `at` gives them as they were at a moment."""

    def __init__(self, ledger: Ledger) -> None:
        self.behind = 0  # entries that the lists do not have yet, as far as was seen last
        self._ledger = ledger
        self._filler: Thread | None = None
        self._keeper = Keeper(Atlas(load_gazetteer(), load_posts()))
        self._lock = Lock()
        self._reached = -1
        self._answers = Answers()

    def catch_up(self) -> int:
        """Bring the catalogue to the head of the ledger; how many entries it took in. Cheap where nothing is new.

        What another version of code or knowledge made is made anew. Each step is one transaction that begins where the tables
        then reach to. One process at a time is at it; where that is another, this one waits for it. Nothing is done where
        nothing may be written.
        """
        taken, wanted = 0, self._head()
        make_indexes(self._ledger.engine)
        with self._lock:
            while self._ledger.writable and self._reach() < wanted:
                with alone(self._ledger.engine, LISTS_LOCK) as mine:
                    while mine and (step := self._step()) is not None:
                        taken += step
                if not mine:
                    time.sleep(PAUSE)
        return taken

    def keep_up(self) -> int:
        """The number of the entry that the lists reach to, for whoever cannot wait; `behind` says how many there are beyond.

        What little is new is taken in first. Where much is, or another process is at it, what is there is what is shown, and
        the rest is taken in beside the request.
        """
        reached, self.behind = self._reach(), 0
        missing = self._head() - reached
        if missing > 0 and self._ledger.writable:
            if missing <= AT_ONCE:
                with self._lock, alone(self._ledger.engine, LISTS_LOCK) as mine:
                    while mine and self._step() is not None:
                        pass
                reached = self._reach()
            elif self._filler is None or not self._filler.is_alive():
                self._filler = Thread(target=self._fill, name="lists", daemon=True)
                self._filler.start()
        self.behind = max(0, self._head() - reached)
        return max(0, reached)

    def at(self, moment: Moment | None = None) -> Shelf:
        """The shelf of a moment: an instant, the number of an entry, or None for now; the catalogue is brought up to it first.

        Where nothing may be written it is that of the last entry, up to the moment, which the lists reach to. A LedgerError
        where there is no such entry.
        """
        seq = self._head() if moment is None else self._ledger.position(moment)
        if (reached := self._reach()) < seq or moment is None:
            self.catch_up()
            reached = self._reach()
        seq = max(0, reached) if moment is None else min(seq, max(0, reached))
        return KeptShelf(self._ledger, seq, self._recorded(seq), self._answers)

    def _fill(self) -> None:
        with suppress(LedgerError):  # the next page tries again, and its own fault is told
            self.catch_up()

    def _reach(self) -> int:
        """The number of the last entry that the tables reach to; -1 where they were never made, or by another version."""
        with reading(self._ledger.engine) as connection:
            found = covered(connection, catalogue_version())
        return -1 if found is None else found

    def _head(self) -> int:
        with reading(self._ledger.engine) as connection:
            return head_of(connection)

    def _step(self) -> int | None:
        """Take in some entries; None where there are none left."""
        version, engine = catalogue_version(), self._ledger.engine
        with reading(engine) as connection:
            if covered(connection, version) == head_of(connection):
                return None
        with writing(engine, lock=LISTS_LOCK) as connection:
            before, head = covered(connection, version), head_of(connection)
            if before == head:
                return None
            if before is None or before != self._reached:
                self._keeper.forget()
            if before is None:
                self._keeper.clear(connection)
            until = self._keeper.take(connection, before or 0, head) if head else 0
            connection.execute(delete(state_table))
            connection.execute(insert(state_table), [{"version": version, "seq": until}])
        self._reached = until
        return until - (before or 0)

    def _recorded(self, seq: int) -> datetime | None:
        with reading(self._ledger.engine) as connection:
            at = connection.scalar(select(entry_table.c.recorded_at).where(entry_table.c.seq == seq))
        return instant_of(at) if at else None


@cache
def catalogue_version() -> str:
    """What the tables hang on besides the entries: the code that makes them, by its content, and the version of the knowledge."""
    taken, root = hashlib.sha256(), files("trucewatch")
    for source in (*(root / "catalogue" / f"{name}.py" for name in OWN), *_sources(root / "assess" / "areas")):
        taken.update(source.read_bytes())
    return f"{__version__} {taken.hexdigest()[:16]} {knowledge_in_force()}"


def _sources(folder: Traversable) -> Iterator[Traversable]:
    yield from sorted((item for item in folder.iterdir() if item.name.endswith(".py")), key=lambda item: item.name)
