"""A format in which a table goes out: what it is called, what stands in it, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from trucewatch.catalogue import Question, Shelf
from trucewatch.publish.exchange.columns import Column
from trucewatch.publish.exchange.parcel import Member
from trucewatch.publish.exchange.told import Reader, Told, incidents_told


@dataclass(frozen=True, slots=True)
class Stock:
    """What an export is made from: the lists of one moment, and single records of the same moment.

    On the site both are those of the desk, so that what the public must not see is not in them. `ready` gives lines of the
    format that were made before (see `ready.py`); None where none are kept or none may be used. `hxl` asks for the row of HXL
    tags where the format has one.
    """

    shelf: Shelf
    reader: Reader
    ready: Callable[[Question], Iterator[str]] | None = None
    hxl: bool = False

    def lines(self, question: Question, make: Callable[[Told], str]) -> Iterator[str]:
        """The lines of the incidents asked for, one or more at once; those that are not kept ready are made."""
        if self.ready is not None:
            return self.ready(question)
        return (line for told in incidents_told(self.reader, self.shelf, question) if (line := make(told)))


@dataclass(frozen=True, slots=True)
class Exchange:
    """A format: `of` names the table (`incidents`), `words` say in a sentence what it is, `suffix` ends the file (`.csv`).

    `write` gives the file piece by piece, in the order of the list, holding no more than a page of records. A format of several
    files has `members` too: `write` then gives them as one zip archive, and a folder gets them one by one. `hxl` is True where
    the row of HXL tags can be asked for.
    """

    name: str
    words: str
    media: str
    suffix: str
    of: str
    columns: tuple[Column, ...]
    write: Callable[[Stock, Question], Iterator[str] | Iterator[bytes]]
    members: Callable[[Stock, Question], Iterable[Member]] | None = None
    hxl: bool = False
