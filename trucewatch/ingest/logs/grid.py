"""The lines of a log as it came: their words, where they stand in the file, and the cells under each column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.log_tables import field_of
from trucewatch.model import Unread

HEAD = 64 * 1024  # bytes by which a log is told from other files
MOST_LINES = 200_000  # of one log: ten posts that write a line every ten minutes fill a third of it in a month
MOST_COLUMNS = 64
TOO_LONG = f"a log holds at most {MOST_LINES:,} lines; this and the rest were left"
TITLES = 10  # lines above the header that are looked at: a title, the month, an empty line
SIGNS = frozenset({"phenomenon", "outcome", "finding", "cause"})  # a log has a date and at least one of these columns


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of a line, and where in the line's words."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log: its number in the file, its words verbatim, and its cells by field."""

    number: int
    text: str
    cells: tuple[tuple[str, Cell], ...]

    def cell(self, field: str) -> Cell | None:
        """The cell of a field; None if it is empty or there is no such column."""
        return next((cell for name, cell in self.cells if name == field and cell.words.strip()), None)

    def words(self, field: str) -> str:
        """What stands in the cell of a field; empty if there is none."""
        cell = self.cell(field)
        return cell.words.strip() if cell else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A log, or one sheet of it: the header's words (empty where every line names its own fields) and the lines that follow.

    `unknown` are columns that no field is known by.
    """

    source: str
    header: str
    lines: tuple[Line, ...]
    unread: tuple[Unread, ...] = ()
    unknown: tuple[str, ...] = ()


def is_header(columns: Iterable[str]) -> bool:
    """True if these are the columns of a log: a date, and a phenomenon, an outcome, a finding or a cause; never a text."""
    names = [column.strip().casefold() for column in columns]
    fields = {field_of(name) for name in names}
    return "text" not in names and "date" in fields and not SIGNS.isdisjoint(fields)


def fields_of(columns: Sequence[str]) -> tuple[str | None, ...]:
    """The field of each column; of two columns of one field the first has it."""
    seen: set[str] = set()
    out: list[str | None] = []
    for column in columns[:MOST_COLUMNS]:
        field = field_of(column)
        out.append(field if field not in seen else None)
        seen |= {field} if field else set()
    return tuple(out)


def unknown_in(columns: Iterable[str]) -> tuple[str, ...]:
    """The named columns that no field is known by."""
    return tuple(dict.fromkeys(" ".join(column.split()) for column in columns if column.strip() and field_of(column) is None))


def line_of(number: int, text: str, fields: Sequence[str | None], cells: Sequence[Cell]) -> Line:
    """A line whose cells stand in the order of the columns."""
    return Line(number, text, tuple((name, cell) for name, cell in zip(fields, cells, strict=False) if name))
