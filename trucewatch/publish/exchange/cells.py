"""What the formats of others share: lines of CSV, parties in words, days, and addresses of records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from trucewatch.knowledge.crosswalks import kind_of_party
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.place_rows import PlaceEntry
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Place
from trucewatch.publish.exports import no_formula

COUNTRY = "country"
CODES = 10_000


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Each row as a line of CSV. What a spreadsheet would take for a formula gets an apostrophe; a NUL is its picture."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def safe(words: str) -> str:
    """A cell that no spreadsheet takes for a formula, on one line."""
    if "\0" in words or "\n" in words or "\r" in words:
        words = " ".join(words.replace("\0", "␀").split())
    return no_formula(words)


@lru_cache(maxsize=CODES)
def label(code: str) -> str:
    """The neutral name of a party; a separator of lists in it becomes a comma."""
    return load_parties().label(code).replace(";", ",")


@lru_cache(maxsize=CODES)
def home(code: str) -> str | None:
    """The country whose state the party is an organ of; None of any other party."""
    state = code.partition(":")[0]
    known = load_parties().country_row(state) is not None
    return state if known and kind_of_party(code) == "state" else None


@lru_cache(maxsize=CODES)
def country_name(code: str) -> str:
    """The English name of a country; its code where it is unknown."""
    row = load_parties().country_row(code)
    return row.name if row else code


@lru_cache(maxsize=CODES)
def _entry(place_id: str) -> PlaceEntry | None:
    return load_gazetteer().get(place_id)


def admin2_of(place: Place) -> str:
    """The division of the second level in which a place of the gazetteer lies; empty where it is not known."""
    entry = _entry(place.place_id) if place.place_id else None
    return (entry.admin2 if entry else None) or ""


def point_of(place: Place) -> tuple[float, float] | None:
    """Latitude and longitude of its point, else of the middle of its ground, else the gazetteer's of the division it names."""
    if place.middle is not None:
        return place.middle
    entry = _entry(place.place_id) if place.place_id else None
    return (entry.latitude, entry.longitude) if entry and entry.kind != COUNTRY else None


def middle_day(first: date, last: date) -> date:
    """The day in the middle; of two, the earlier."""
    return date.fromordinal((first.toordinal() + last.toordinal()) // 2)


def joined(names: Iterable[str]) -> str:
    """Several values in one cell, each once."""
    return "; ".join(dict.fromkeys(name.replace(";", ",") for name in names))


def degrees(number: float) -> str:
    """Degrees with as many digits as ACLED and UCDP give."""
    return f"{number:.4f}"
