"""Shelves of the gazetteer: many places in one SQLite file, opened in milliseconds and read a place at a time.

The places stand in the file column by column, which takes little more than half the bytes of rows when it is packed into a
wheel; names lead to them through a trie (marisa-trie). Only the borders of areas are rows, read when they are asked for.
Written once, whole, and never changed: a shelf that is added again is written anew beside the old one and takes its place.
"""

from __future__ import annotations

import glob
import json
import sqlite3
import struct
import threading
import time
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import marisa_trie
import numpy as np

from trucewatch.disk import unfinished
from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.place_draft import PlaceDraft, Ring
from trucewatch.knowledge.place_keys import place_key, sound_key

FORMAT = 1
METRES = 1_000
DEGREE = 10_000  # positions are kept to 0.0001 degree, about 10 m
OUTLINE_DEGREE = 1_000  # borders to 0.001 degree, about 100 m
NUMBER = ">I"
BEFORE_KEY = "\t"  # between a sound and a key that sounds so
DAMAGED = "the gazetteer cannot be read; it is no shelf of places, or damaged"
LONGEST_WRITING = 86_400  # seconds
NOWHERE = -1  # in a column of numbers of other places: none
SCHEMA = """
pragma journal_mode = off;
create table meta (name text primary key, value text not null) without rowid;
create table part (name text primary key, data blob not null);
create table outline (n integer primary key, rings blob not null);
"""
WHOLE = ("latitude", "longitude", "admin1", "admin2", "population", "geonames", "exact_km", "country", "kind")
NUMBERS = struct.Struct(f"<{len(WHOLE)}i")
TEXTS = ("id", "name", "native", "countries", "kinds")


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A place as it stands on a shelf; `admin1` and `admin2` are numbers of other places on the same shelf."""

    id: str
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float
    admin1: int | None
    admin2: int | None
    population: int
    geonames: int | None
    exact_km: float
    native: tuple[str, ...]


def write_shelf(path: Path, drafts: Iterable[PlaceDraft], *, about: str, sounds: frozenset[str] = frozenset()) -> int:
    """Write a shelf and return how many places stand on it; the file appears whole or not at all.

    Of drafts with one id the last counts. `about` says what the places are and whose; names of places in the countries of
    `sounds` (ISO3) are also found by how they sound.
    """
    places = sorted({draft.id: draft for draft in drafts}.values(), key=lambda draft: draft.id.encode())
    _clear_up(path)
    waiting = unfinished(path, ".tmp")
    try:
        with closing(sqlite3.connect(waiting)) as file:
            file.executescript(SCHEMA)
            parts = dict((*_columns(places), *_tries(places, sounds)))
            meta = [("format", str(FORMAT)), ("about", about), ("check", _check(parts))]
            file.executemany("insert into meta values (?, ?)", meta)
            file.executemany("insert into part values (?, ?)", parts.items())
            file.executemany("insert into outline values (?, ?)", _outlines(places))
            file.commit()
            file.execute("vacuum")
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    return len(places)


def _clear_up(path: Path) -> None:
    """Take away what a writer left that was killed; one of the last day may still be at work."""
    name = glob.escape(path.name)
    for left in (*path.parent.glob(f".{name}.*.tmp*"), *path.parent.glob(f"{name}.*.tmp*")):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > LONGEST_WRITING:
                left.unlink()


def _check(parts: Mapping[str, bytes]) -> str:
    """A number over all parts: a trie that a fault of the disk has changed would end the whole program."""
    found = 0
    for name in sorted(parts):
        found = zlib.crc32(parts[name], found)
    return str(found)


def keys_of(draft: PlaceDraft) -> frozenset[str]:
    """The keys of every name of a place."""
    return frozenset(key for key in map(place_key, (draft.name, *draft.native, *draft.names)) if key)


def _columns(places: Sequence[PlaceDraft]) -> Iterator[tuple[str, bytes]]:
    """The places column by column: numbers as 32-bit integers, texts one after the other with their lengths."""
    numbers = {draft.id: number for number, draft in enumerate(places)}
    countries, kinds = sorted({draft.country for draft in places}), sorted({draft.kind for draft in places})
    whole: dict[str, Iterable[int]] = {
        "latitude": (round(draft.latitude * DEGREE) for draft in places),
        "longitude": (round(draft.longitude * DEGREE) for draft in places),
        "admin1": (numbers.get(draft.admin1_id or "", NOWHERE) for draft in places),
        "admin2": (numbers.get(draft.admin2_id or "", NOWHERE) for draft in places),
        "population": (draft.population for draft in places),
        "geonames": ((draft.geonames or 0) if draft.id != f"gn:{draft.geonames}" else 0 for draft in places),
        "exact_km": (round(draft.exact_km * METRES) for draft in places),
        "country": map({code: number for number, code in enumerate(countries)}.__getitem__, (d.country for d in places)),
        "kind": map({kind: number for number, kind in enumerate(kinds)}.__getitem__, (d.kind for d in places)),
    }
    for name, values in whole.items():
        yield name, np.fromiter(values, dtype="<i4").tobytes()
    texts: dict[str, list[str]] = {
        "id": [draft.id for draft in places],
        "name": [draft.name for draft in places],
        "native": [_joined(draft) for draft in places],
        "countries": countries,
        "kinds": kinds,
    }
    for name, lines in texts.items():
        encoded = [line.encode() for line in lines]
        yield f"{name} lengths", np.array([len(line) for line in encoded], dtype="<u2").tobytes()
        yield name, b"".join(encoded)


def _joined(draft: PlaceDraft) -> str:
    return "|".join(name for name in draft.native if name != draft.name)


def _outlines(places: Sequence[PlaceDraft]) -> Iterator[tuple[int, bytes]]:
    for number, draft in enumerate(places):
        if draft.rings:
            rings = [[[round(x * OUTLINE_DEGREE), round(y * OUTLINE_DEGREE)] for x, y in ring] for ring in draft.rings]
            yield number, zlib.compress(json.dumps(rings, separators=(",", ":")).encode(), 9)


def _tries(places: Sequence[PlaceDraft], sounds: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    pairs, heard = [], set()
    for number, draft in enumerate(places):
        for key in sorted(keys_of(draft)):
            pairs.append((key, (number,)))
            if draft.country in sounds and key.isascii():
                heard.add(f"{sound_key(key)}{BEFORE_KEY}{key}")
    yield "keys", marisa_trie.RecordTrie(NUMBER, pairs).tobytes()
    yield "sounds", marisa_trie.Trie(sorted(heard)).tobytes()


class Texts:
    """A column of texts, each read when it is asked for."""

    def __init__(self, data: bytes, lengths: bytes) -> None:
        self._data = data
        ends = np.cumsum(np.frombuffer(lengths, dtype="<u2"), dtype="<u4")
        self._ends = memoryview(ends.tobytes()).cast("I")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:
        return self.raw(number).decode()

    def all(self) -> list[str]:
        """Every text of a short column."""
        return [self[number] for number in range(len(self))]

    def raw(self, number: int) -> bytes:
        """The text as bytes."""
        return self._data[self._ends[number - 1] if number else 0 : self._ends[number]]


class Shelf:
    """A shelf that is open for reading; safe for several threads."""

    def __init__(self, path: Path) -> None:
        """Open a shelf; a KnowledgeError if the file is missing, damaged or no shelf."""
        self.path = path
        self._lock = threading.Lock()
        try:
            self._file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            meta = dict(self._file.execute("select name, value from meta"))
            if meta.get("format") != str(FORMAT):
                raise KnowledgeError(path.name, 0, f"a gazetteer of format {meta.get('format')}, not {FORMAT}; add it again")
            parts = dict(self._file.execute("select name, data from part"))
            if meta.get("check", "") not in ("", _check(parts)):
                raise KnowledgeError(path.name, 0, DAMAGED)
            self._keys = marisa_trie.RecordTrie(NUMBER).frombytes(parts["keys"])
            self._sounds = marisa_trie.Trie().frombytes(parts["sounds"])
            columns = [np.frombuffer(parts[name], dtype="<i4") for name in WHOLE]
            self._population, self._kind = columns[WHOLE.index("population")], columns[WHOLE.index("kind")]
            self._rows = np.stack(columns, axis=1).tobytes()
            self._ids, self._names, self._native, countries, kinds = (
                Texts(parts[name], parts[f"{name} lengths"]) for name in TEXTS
            )
            self._countries, self._kinds = countries.all(), kinds.all()
        except (sqlite3.Error, KeyError, RuntimeError, TypeError, ValueError) as error:
            raise KnowledgeError(path.name, 0, DAMAGED) from error
        self.about = meta.get("about", "")

    def __len__(self) -> int:
        return len(self._ids)

    def numbers(self, key: str, most: int) -> list[int]:
        """The places with a name of this key, in their order; of more than `most` of them, those with the most people."""
        rows = self._keys.get(key)
        if rows is None:
            return []
        found = sorted(number for (number,) in rows)
        if len(found) > most:
            found = sorted(sorted(found, key=lambda number: (-self._population[number], number))[:most])
        return found

    def keys_sounding(self, sound: str) -> list[str]:
        """The keys that sound so, of places in countries whose names are spelled in many ways."""
        start = f"{sound}{BEFORE_KEY}"
        return [item[len(start) :] for item in self._sounds.keys(start)]

    def keys_from(self, start: str) -> list[str]:
        """The keys that begin so."""
        return list(dict.fromkeys(self._keys.keys(start)))

    def has_key_from(self, start: str) -> bool:
        """True if some key begins so."""
        return next(iter(self._keys.iterkeys(start)), None) is not None

    def row(self, number: int) -> ShelfRow:
        """The place with this number."""
        latitude, longitude, admin1, admin2, population, geonames, km, country, kind = NUMBERS.unpack_from(
            self._rows, number * NUMBERS.size
        )
        place_id, native = self._ids[number], self._native[number]
        own = place_id[3:] if place_id.startswith("gn:") else ""
        return ShelfRow(
            id=place_id,
            name=self._names[number],
            country=self._countries[country],
            kind=self._kinds[kind],
            latitude=latitude / DEGREE,
            longitude=longitude / DEGREE,
            admin1=admin1 if admin1 != NOWHERE else None,
            admin2=admin2 if admin2 != NOWHERE else None,
            population=population,
            geonames=geonames or (int(own) if own.isdigit() else None),
            exact_km=km / METRES,
            native=tuple(native.split("|")) if native else (),
        )

    def name(self, number: int) -> tuple[str, str]:
        """The id and the name of the place with this number."""
        return self._ids[number], self._names[number]

    def number_of(self, place_id: str) -> int | None:
        """The number of a place; places stand in the order of their ids."""
        wanted = place_id.encode()
        number = bisect_left(range(len(self)), wanted, key=self._ids.raw)
        return number if number < len(self) and self._ids.raw(number) == wanted else None

    def towns(self, least: int) -> list[ShelfRow]:
        """The towns with at least so many people."""
        is_town = self._kind == self._kinds.index("town") if "town" in self._kinds else False
        return [self.row(int(number)) for number in np.flatnonzero(is_town & (self._population >= least))]

    def rings(self, number: int) -> tuple[Ring, ...]:
        """The borders of an area, () for a point: rings of (longitude, latitude)."""
        with self._reading():
            found = self._file.execute("select rings from outline where n = ?", (number,)).fetchone()
            rings = json.loads(zlib.decompress(found[0])) if found else ()
        return tuple(tuple((x / OUTLINE_DEGREE, y / OUTLINE_DEGREE) for x, y in ring) for ring in rings)

    def outlined(self, country: str, kind: str) -> list[int]:
        """The numbers of the areas of one kind in a country whose borders are known."""
        return [number for number, row in self._outlined() if (row.country, row.kind) == (country, kind)]

    def outlined_countries(self, kind: str) -> set[str]:
        """The countries of areas of one kind whose borders are known."""
        return {row.country for _, row in self._outlined() if row.kind == kind}

    def _outlined(self) -> list[tuple[int, ShelfRow]]:
        with self._reading():
            numbers = [number for (number,) in self._file.execute("select n from outline order by n")]
            return [(number, self.row(number)) for number in numbers]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One thread at a time at the borders, which are read from the file; a KnowledgeError if they are damaged."""
        try:
            with self._lock:
                yield
        except (sqlite3.Error, zlib.error, TypeError, ValueError, IndexError, struct.error) as error:
            raise KnowledgeError(self.path.name, 0, DAMAGED) from error
