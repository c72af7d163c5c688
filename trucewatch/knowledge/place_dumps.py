"""Read places from the dumps that people have of Who's On First and GeoNames, row by row.

What can be read: of Who's On First a folder or an archive (.tar.bz2, .tar.gz, .zip) of GeoJSON files, as the repositories
whosonfirst-data-admin-xx come; one GeoJSON file; JSON Lines; the SQLite distribution, packed or not. Of GeoNames
`allCountries` or the file of a country, as .txt, .txt.gz or .zip, with `admin1CodesASCII.txt`, `admin2Codes.txt` and
`alternateNamesV2` beside it if they are there. The form is told by what is in the file, not by its name.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from trucewatch.errors import SourceError
from trucewatch.knowledge.dump_files import (
    CHUNK,
    Damaged,
    lines,
    peek,
    tar_members,
    text_of,
    unpacked,
    whole,
    zip_members,
)
from trucewatch.knowledge.dump_geonames import is_geonames, read_geonames, zipped_dump
from trucewatch.knowledge.dump_tables import PlaceFault
from trucewatch.knowledge.dump_wof import read_database, read_object
from trucewatch.knowledge.place_draft import PlaceDraft

__all__ = ["PlaceDraft", "PlaceFault", "read_dump"]

Found = PlaceDraft | PlaceFault
HOPELESS = 200  # faults without a single place between them: this is no dump
START = 1 << 12  # bytes that show what a file is
FIRST_LINES = 20  # of a table, one of which must look like GeoNames
TAR_MARK = slice(257, 262)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_dump(path: Path, *, country: str | None = None) -> Iterator[Found]:
    """Every place of a dump, and in the place of those that cannot be read a fault with file and line.

    With `country` (ISO3) only its places come; rows that name no country are then taken to lie there. A file that holds no
    place at all is a SourceError, raised when the first place is asked for.
    """
    found = _read(path, country)
    faults, first = _faults_before_a_place(found)
    if first is None:
        raise SourceError(str(path), f"holds no place: {faults[0]}" if faults else "holds no place of a kind that is kept")
    for one in chain(faults, (first,), found):
        if isinstance(one, PlaceFault) or country in (None, one.country):
            yield one


def _faults_before_a_place(found: Iterator[Found]) -> tuple[list[PlaceFault], PlaceDraft | None]:
    """The faults up to the first place, and that place; the search ends where there are faults only."""
    faults: list[PlaceFault] = []
    for one in islice(found, HOPELESS):
        if isinstance(one, PlaceDraft):
            return faults, one
        faults.append(one)
    return faults, None


def _read(path: Path, country: str | None) -> Iterator[Found]:
    """The places of a dump in whichever form it has."""
    if path.is_dir():
        return _read_folder(path, country)
    start = peek(path, START)
    if start.startswith(b"PK"):
        return _read_zip(path, country)
    if start.startswith(b"SQLite format 3\0"):
        return _read_packed_database(path, country)
    if start[TAR_MARK] == b"ustar":
        return _read_tar(path, country)
    if start.startswith(UTF_16):
        raise SourceError(str(path), "is UTF-16; dumps of places are UTF-8")
    if b"\0" in start:
        raise SourceError(str(path), "is no text, no archive and no database of places")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _read_json(path, country)
    return _read_table(path, country)


def _read_folder(path: Path, country: str | None) -> Iterator[Found]:
    for file in sorted(path.rglob("*.geojson")):
        try:
            with unpacked(file) as stream:
                yield from _read_feature(stream, str(file), country)
        except SourceError as error:
            yield PlaceFault(error.source, 0, error.reason)


def _read_feature(stream: BinaryIO, name: str, country: str | None) -> Iterator[Found]:
    """The place of one GeoJSON file; the files with further outlines of it ("123-alt-naturalearth.geojson") have none."""
    if "-alt-" in Path(name).name:
        return
    try:
        words = text_of(whole(stream))
    except Damaged as error:
        yield PlaceFault(name, 0, str(error))
        return
    yield from read_object(words, name, 0, country)


def _read_tar(path: Path, country: str | None) -> Iterator[Found]:
    for member in tar_members(path):
        if isinstance(member, PlaceFault):
            yield member
        elif member.name.endswith(".geojson"):
            yield from _read_feature(member.stream, member.name, country)


def _read_zip(path: Path, country: str | None) -> Iterator[Found]:
    for member in zip_members(path):
        if isinstance(member, PlaceFault):
            yield member
        elif member.name.endswith(".geojson"):
            yield from _read_feature(member.stream, member.name, country)
        elif zipped_dump(member):
            yield from read_geonames(partial(_zipped_lines, path, member.name), member.name, path.parent, country)


def _zipped_lines(path: Path, name: str) -> Iterator[tuple[int, str] | PlaceFault]:
    for member in zip_members(path):
        if not isinstance(member, PlaceFault) and member.name == name:
            yield from lines(member.stream, name)


def _read_packed_database(path: Path, country: str | None) -> Iterator[Found]:
    """A database as it lies, or unpacked into a temporary folder."""
    with path.open("rb") as file:
        packed = file.read(6) != b"SQLite"
    if not packed:
        yield from read_database(path, str(path), country)
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "places.db"
        with unpacked(path) as stream, copy.open("wb") as file:
            try:
                shutil.copyfileobj(stream, file, CHUNK)
            except Damaged as error:
                raise SourceError(str(path), str(error)) from error
        yield from read_database(copy, str(path), country)


def _read_json(path: Path, country: str | None) -> Iterator[Found]:
    """JSON Lines, or one GeoJSON object over all lines."""
    with unpacked(path) as stream:
        read = lines(stream, str(path))
        start = list(islice(read, 2))
        if any(_is_object(one) for one in start):
            for one in chain(start, read):
                yield from (one,) if isinstance(one, PlaceFault) else read_object(one[1], str(path), one[0], country)
            return
    with unpacked(path) as stream:
        yield from _read_feature(stream, str(path), country)


def _is_object(one: tuple[int, str] | PlaceFault) -> bool:
    """True for a line that holds all of a JSON object."""
    return not isinstance(one, PlaceFault) and one[1].startswith("{") and one[1].rstrip().endswith("}")


def _read_table(path: Path, country: str | None) -> Iterator[Found]:
    """The main table of GeoNames, if any of the first lines looks like it."""
    with unpacked(path) as stream:
        start = list(islice(lines(stream, str(path)), FIRST_LINES))
    if not any(not isinstance(one, PlaceFault) and is_geonames(one[1]) for one in start):
        raise SourceError(str(path), "is neither JSON nor a table of GeoNames, whose lines have 19 columns")
    yield from read_geonames(partial(_lines_of, path), str(path), path.parent, country)


def _lines_of(path: Path) -> Iterator[tuple[int, str] | PlaceFault]:
    with unpacked(path) as stream:
        yield from lines(stream, str(path))
