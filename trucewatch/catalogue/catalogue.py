"""The catalogue of a ledger."""

from __future__ import annotations

from functools import lru_cache

from trucewatch.catalogue.making import Atlas
from trucewatch.catalogue.plain import PlainShelf
from trucewatch.catalogue.shelf import Shelf
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Ledger, Moment

__all__ = ["Catalogue", "Shelf"]


class Catalogue:
    """Lists and counts of what a ledger holds; `at` gives them as they were at a moment."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._atlas = Atlas(load_gazetteer(), load_posts())
        self._shelf = lru_cache(maxsize=4)(self._make)

    def catch_up(self) -> int:
        """Bring the catalogue to the head of the ledger; how many entries it took in. Cheap where nothing is new."""
        return 0

    def at(self, moment: Moment | None = None) -> Shelf:
        """The shelf of a moment: an instant, the number of an entry, or None for all that is caught up with.

        A LedgerError where there is no such entry.
        """
        return self._shelf(self._ledger.position(moment))

    def _make(self, seq: int) -> Shelf:
        return PlainShelf(self._ledger, seq, self._atlas)
