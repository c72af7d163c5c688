"""The catalogue of a ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Lock

from sqlalchemy import delete, insert, select

from trucewatch import __version__
from trucewatch.catalogue.answers import Answers
from trucewatch.catalogue.keeping import Keeper, covered, head_of
from trucewatch.catalogue.kept import KeptShelf
from trucewatch.catalogue.making import Atlas
from trucewatch.catalogue.shelf import Shelf
from trucewatch.catalogue.tables import state_table
from trucewatch.knowledge.places import knowledge_in_force, load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Ledger, Moment
from trucewatch.ledger.chain import moment as instant_of
from trucewatch.ledger.doors import reading, writing
from trucewatch.ledger.schema import entry_table

__all__ = ["Catalogue", "Shelf", "catalogue_version"]

OWN = (
    *("area_rows", "dimensions", "finding_rows", "gathering", "incident_rows", "keeping", "keys", "making", "memory"),
    *("pen", "report_rows", "reviewed", "step", "stored", "tables", "tallying"),
)


class Catalogue:
    """Lists and counts of what a ledger holds; `at` gives them as they were at a moment."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._keeper = Keeper(Atlas(load_gazetteer(), load_posts()))
        self._lock = Lock()
        self._reached = -1
        self._answers = Answers()

    def catch_up(self) -> int:
        """Bring the catalogue to the head of the ledger; how many entries it took in. Cheap where nothing is new.

        What another version of code or knowledge made is made anew. Several processes may do it at once: each step is one
        transaction that begins where the tables then reach to.
        """
        with self._lock:
            taken = 0
            while (step := self._step()) is not None:
                taken += step
            return taken

    def at(self, moment: Moment | None = None) -> Shelf:
        """The shelf of a moment: an instant, the number of an entry, or None for now; the catalogue is brought up to it first.

        A LedgerError where there is no such entry.
        """
        self.catch_up()
        seq = self._ledger.position(moment)
        return KeptShelf(self._ledger, seq, self._recorded(seq), self._answers)

    def _step(self) -> int | None:
        """Take in some entries; None where there are none left."""
        version, engine = catalogue_version(), self._ledger.engine
        with reading(engine) as connection:
            if covered(connection, version) == head_of(connection):
                return None
        with writing(engine) as connection:
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
