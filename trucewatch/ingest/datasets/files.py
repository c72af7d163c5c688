"""Read a file of a data set row by row; its columns are found by their names, wherever they stand."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trucewatch.errors import SourceError
from trucewatch.ingest.datasets.rows import instant_of, row_of
from trucewatch.ingest.datasets.telling import Told, tell
from trucewatch.ingest.encodings import decode
from trucewatch.knowledge.dataset_tables import dataset_columns
from trucewatch.model import Unread

OUTLETS = {"acled": "ACLED", "ucdp": "UCDP"}
DELETIONS = "acled-deletions"
DELIMITERS = ",;\t|"
LONGEST_CELL = 10_000_000
NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Deleted:
    """An event that ACLED has taken out of its data, and when."""

    id: str
    at: datetime | None


def dataset_of(header: Sequence[str]) -> tuple[str, Mapping[str, int]]:
    """Which data set has these columns, and where each of them stands; a SourceError names what is missing for the nearest.

    ACLED's list of deleted events is asked for first: it has an event's id and nothing else that ACLED's files have.
    """
    found = {_plain(name): at for at, name in reversed(list(enumerate(header)))}
    lacks: dict[str, list[str]] = {}
    for dataset in (DELETIONS, "acled", "ucdp"):
        places = {}
        for column in dataset_columns(dataset):
            at = next((found[name] for name in map(_plain, (column.name, *column.also)) if name in found), None)
            if at is not None:
                places[column.name] = at
        lacks[dataset] = [column.name for column in dataset_columns(dataset) if column.required and column.name not in places]
        if not lacks[dataset]:
            return dataset, places
    nearest = min(("acled", "ucdp"), key=lambda one: len(lacks[one]))
    raise SourceError(
        "", f"its columns are neither ACLED's nor UCDP's; for {OUTLETS[nearest]} it lacks {', '.join(lacks[nearest])}"
    )


def read_dataset(data: bytes, source: str, *, outlet: str = "") -> Iterator[Told | Deleted | Unread]:
    """Each row of a file as a report of its outlet, or as an event deleted; what cannot be read is an Unread with its line.

    A SourceError where the file is none of these data sets.
    """
    text = decode(data).text
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = _next(lines) or []
        dataset, places = dataset_of(header)
        while (cells := _next(lines)) is not None:
            if not any(cell.strip() for cell in cells) or _is_tags(cells):
                continue
            yield _one(dataset, places, cells, len(header), f"{source}#{lines.line_num}", outlet)
    except csv.Error as error:
        yield Unread(f"{source}#{lines.line_num}", f"from here on the table cannot be read: {error}")


def _next(lines: Iterator[list[str]]) -> list[str] | None:
    """The next row, whose cells may be longer than elsewhere; None at the end."""
    before = csv.field_size_limit(LONGEST_CELL)  # it holds for the whole process
    try:
        return next(lines, None)
    finally:
        csv.field_size_limit(before)


def _one(
    dataset: str, places: Mapping[str, int], cells: Sequence[str], wide: int, source: str, outlet: str
) -> Told | Deleted | Unread:
    if len(cells) != wide:
        return Unread(source, f"{len(cells)} cells under {wide} columns")
    named = {name: _unquoted(cells[at]) for name, at in places.items()}
    try:
        if dataset == DELETIONS:
            if not named["event_id_cnty"].strip():
                raise ValueError("event_id_cnty is empty")
            return Deleted(named["event_id_cnty"].strip(), instant_of(named["deleted_timestamp"]))
        return tell(row_of(dataset, named), outlet or OUTLETS[dataset])
    except ValueError as error:
        return Unread(source, str(error))


def _plain(name: str) -> str:
    return NOT_LETTERS.sub("", name.casefold())


def _is_tags(cells: Sequence[str]) -> bool:
    """True of the row of HXL tags."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return all(cell.startswith("#") for cell in filled)


def _unquoted(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking a cell for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell
