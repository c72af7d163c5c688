"""Read places of a GeoNames dump: 19 columns a line, with the tables of divisions and of further names beside it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from trucewatch.knowledge.dump_files import Member, lines, unpacked, zip_members
from trucewatch.knowledge.dump_tables import PlaceFault, further_names, iso3_codes, kinds_of, native_names, tidy_name
from trucewatch.knowledge.place_draft import PlaceDraft

Found = PlaceDraft | PlaceFault
Lines = Callable[[], Iterator[tuple[int, str] | PlaceFault]]
COLUMNS = 19
DIVISIONS = ("admin1CodesASCII.txt", "admin2Codes.txt")
FURTHER_NAMES = ("alternateNamesV2.txt", "alternateNamesV2.zip", "alternateNames.txt", "alternateNames.zip")
LEAST_NAME_COLUMNS = 4
LANGUAGE = 3  # letters of a code of a language; "link", "wkdt", "post", "icao" are no languages
NO_LANGUAGES = frozenset({"tcid", "faac", "iata", "icao", "unlc", "post", "link", "wkdt", "abbr", "phon", "piny"})
MOST_IDS = 1_000_000  # ids kept in memory to pick the further names of one country; beyond it all further names are taken
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What lies beside a dump: ids of divisions by their codes ("SY.06"), and the further names of a place by language."""

    divisions: Mapping[str, str]
    names_of: Callable[[int], tuple[tuple[str, str], ...]]


def is_geonames(line: str) -> bool:
    """True if a line looks like one of the main table."""
    cells = line.split("\t")
    return len(cells) == COLUMNS and cells[0].isdigit()


def read_geonames(read: Lines, source: str, beside: Path, country: str | None) -> Iterator[Found]:
    """The places of a dump; `read` gives its lines each time anew, `beside` is the folder where its tables may lie."""
    divisions: dict[str, str] = {}
    ids: set[int] = set()
    has_names = _names_beside(beside) is not None
    for one in read():
        if not isinstance(one, PlaceFault):
            _note_division(one[1], divisions)
            if has_names and len(ids) <= MOST_IDS:
                ids.add(_number(one[1].partition("\t")[0]))
    for name in DIVISIONS:
        yield from _read_divisions(beside / name, divisions)
    faults: list[PlaceFault] = []
    with _further_names(beside, ids, faults) as names_of:
        yield from faults
        for one in read():
            if isinstance(one, PlaceFault):
                yield one
            else:
                yield from _read_line(one[1], source, one[0], Neighbourhood(divisions, names_of), country)


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() else 0


def _note_division(line: str, divisions: dict[str, str]) -> None:
    """Keep the id of a division that the dump itself holds."""
    if "\tADM1\t" in line or "\tADM2\t" in line:
        cells = line.split("\t")
        if len(cells) == COLUMNS and cells[7] in ("ADM1", "ADM2"):
            codes = (cells[8], cells[10]) if cells[7] == "ADM1" else (cells[8], cells[10], cells[11])
            divisions.setdefault(".".join(codes), f"gn:{cells[0]}")


def _read_divisions(path: Path, divisions: dict[str, str]) -> Iterator[PlaceFault]:
    if not path.is_file():
        return
    with path.open("rb") as file:
        for one in lines(file, str(path)):
            if isinstance(one, PlaceFault):
                yield one
                continue
            cells = one[1].split("\t")
            if len(cells) != 4 or not _number(cells[3]):
                yield PlaceFault(str(path), one[0], "needs four cells: code, name, plain name, id")
            else:
                divisions.setdefault(cells[0], f"gn:{cells[3]}")


def _read_line(line: str, source: str, number: int, beside: Neighbourhood, country: str | None) -> Iterator[Found]:
    cells = line.split("\t")
    if len(cells) != COLUMNS:
        yield PlaceFault(source, number, f"has {len(cells)} cells; a line of GeoNames has {COLUMNS}")
        return
    kind = kinds_of("gn").get(f"{cells[6]}.{cells[7]}")
    if kind is None:
        return
    try:
        yield _draft_of(cells, kind, beside, country)
    except ValueError as error:
        yield PlaceFault(source, number, str(error))


def _draft_of(cells: list[str], kind: str, beside: Neighbourhood, country: str | None) -> PlaceDraft:
    place = _number(cells[0])
    if not place:
        raise ValueError(f"geonameid: {cells[0]!r} is no number")
    code = cells[8].upper()
    if code not in iso3_codes() and not (not code and country):
        raise ValueError(f"gn:{place} lies in country {code or 'not named'!r}, which is no code of ISO 3166-1")
    home = iso3_codes().get(code) or country or ""
    named = beside.names_of(place)
    return PlaceDraft(
        id=f"gn:{place}",
        name=tidy_name(cells[1]),
        country=home,
        kind=kind,
        latitude=_degrees("latitude", cells[4]),
        longitude=_degrees("longitude", cells[5]),
        admin1_id=beside.divisions.get(f"{cells[8]}.{cells[10]}"),
        admin2_id=beside.divisions.get(f"{cells[8]}.{cells[10]}.{cells[11]}"),
        population=_population(cells[14]),
        geonames=place,
        native=native_names(home, named),
        names=further_names(tidy_name(cells[1]), (cells[2], *cells[3].split(","), *(name for _, name in named))),
    )


def _degrees(what: str, words: str) -> float:
    try:
        return float(words)
    except ValueError as error:
        raise ValueError(f"{what}: {words!r} is no number") from error


def _population(words: str) -> int:
    if words and not _number(words) and words.strip("0"):
        raise ValueError(f"population: {words!r} is no number")
    return _number(words)


def _names_beside(folder: Path) -> Path | None:
    return next((folder / name for name in FURTHER_NAMES if (folder / name).is_file()), None)


@contextmanager
def _further_names(
    beside: Path, ids: set[int], faults: list[PlaceFault]
) -> Iterator[Callable[[int], tuple[tuple[str, str], ...]]]:
    """Further names by place, from a table beside the dump, kept on disk while the dump is read; what is wrong there joins
    the faults."""
    path = _names_beside(beside)
    if path is None:
        yield lambda _: ()
        return
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(f"{folder}/names.sqlite")) as book:
        book.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE names (place, preferred, language, name)"
        )
        _keep_names(book, path, ids if len(ids) <= MOST_IDS else set(), faults)
        book.execute("CREATE INDEX places ON names (place)")
        ask = "SELECT language, name FROM names WHERE place = ? ORDER BY preferred DESC, rowid"
        yield lambda place: tuple(book.execute(ask, (place,)))


def _keep_names(book: sqlite3.Connection, path: Path, ids: set[int], faults: list[PlaceFault]) -> None:
    batch: list[tuple[int, bool, str, str]] = []
    for one in _name_lines(path):
        row = one if isinstance(one, PlaceFault) else _name_row(one[1], str(path), one[0])
        if isinstance(row, PlaceFault):
            faults.append(row)
        elif row and (not ids or row[0] in ids):
            batch.append(row)
        if len(batch) >= BATCH:
            book.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", batch)
            batch.clear()
    book.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", batch)


def _name_lines(path: Path) -> Iterator[tuple[int, str] | PlaceFault]:
    if path.suffix != ".zip":
        with unpacked(path) as file:
            yield from lines(file, str(path))
        return
    for member in zip_members(path):
        if isinstance(member, PlaceFault):
            yield member
        elif member.file_name.startswith("alternateNames"):
            yield from lines(member.stream, member.name)


def _name_row(line: str, source: str, number: int) -> tuple[int, bool, str, str] | PlaceFault | None:
    """A name with its place and language; None for links, post codes and the like."""
    cells = line.split("\t")
    if len(cells) < LEAST_NAME_COLUMNS or not _number(cells[1]):
        return PlaceFault(source, number, "needs at least four cells: id, place, language, name")
    language = cells[2].partition("-")[0]
    if language in NO_LANGUAGES or len(language) > LANGUAGE:
        return None
    return _number(cells[1]), len(cells) > LEAST_NAME_COLUMNS and cells[4] == "1", language, cells[3]


def zipped_dump(member: Member) -> bool:
    """True for a file of an archive that may hold the main table."""
    name = member.file_name.lower()
    return name.endswith(".txt") and not name.startswith(("readme", "alternatenames", "iso-languagecodes"))
