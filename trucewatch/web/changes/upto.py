"""A ledger as far as one moment of it: nothing that was recorded later is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from trucewatch.ledger import Kind, Ledger, Moment, Revised, Shape
from trucewatch.model import Incident


class UpTo:
    """What revisions are read from, up to a moment; of a public site its ledger has left out already what is kept back."""

    def __init__(self, ledger: Ledger, moment: Moment | None) -> None:
        self._ledger, self._last = ledger, ledger.position(moment)

    def position(self, moment: Moment | None = None) -> int:
        """The last entry that belongs to a moment, and is shown."""
        if isinstance(moment, int):
            return min(moment, self._last)
        return self._last if moment is None else min(self._ledger.position(moment), self._last)

    def revised(
        self,
        subjects: Collection[Kind],
        *,
        after: int = 0,
        until: Moment | None = None,
        newest_first: bool = False,
        shapes: Collection[Shape] = (),
    ) -> Iterator[Revised]:
        """Entries, each with the one before it."""
        last = self.position(until)
        return self._ledger.revised(subjects, after=after, until=last, newest_first=newest_first, shapes=shapes)

    def get(self, kind: str, id: str, *, as_of: Moment | None = None) -> object | None:
        """A record as it stood."""
        return self._ledger.get(kind, id, as_of=self.position(as_of))

    def naming(
        self, record: type[Incident], what: str, targets: Collection[str], *, as_of: Moment | None = None
    ) -> Iterator[Incident]:
        """The incidents that refer to any of these."""
        return self._ledger.naming(record, what, targets, as_of=self.position(as_of))
