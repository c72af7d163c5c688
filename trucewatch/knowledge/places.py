"""Where a name lies: the packaged gazetteer of Syria, Turkey and the large towns of the world, by name in any script.

`tools/build_gazetteer.py` makes the packaged file from Who's On First, GeoNames and the hand-made rows of `places/`.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.parties import KEPT, fold
from trucewatch.knowledge.tables import FOLDER, read_table, read_tables

GAZETTEER = "gazetteer.tsv.gz"
OUTLINES = "outlines.geojson"
ALIKE = 78  # two spellings of one sound are one name from here (rapidfuzz ratio); swept 60..85 in tests/eval/resolving.py
NEARLY = 85  # a hamlet spelt right may still be the wrong one of two: others spelled so nearly alike are named too
CLOSE = 6  # and only spellings this near to the closest one
ARTICLES = frozenset("al el ul as ash ach at ath an ar ad adh az es esh ech et ez en er ed".split())
SPELLED_ALIKE = frozenset({"SYR"})  # countries whose names reach reports in many transliterations
KIND_RANK = {"country": 0, "town": 1, "admin1": 2, "base": 3, "crossing": 3, "post": 3, "area": 3, "quarter": 4, "admin2": 5}


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place of the gazetteer. `country` is ISO3; `exact_km` how far off the point may be (0 if not known to be off).

    `admin1` is the governorate or province; `kind` one of country, admin1, admin2, town, quarter, base, crossing, post, camp,
    airport, site, road, water, border, area.
    """

    id: str
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float
    admin1: str | None = None
    admin1_id: str | None = None
    admin2: str | None = None
    admin2_id: str | None = None
    population: int = 0
    geonames: int | None = None
    exact_km: float = 0.0
    native: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtraPlace:
    """A hand-made row: a place the open gazetteers lack, or (`wof:` key, no position) better names for one they have.

    `path` are points "latitude longitude" of a `line` (a road, a front) or of the `ring` around a zone.
    """

    key: str
    name: str
    kind: str
    country: str
    latitude: float | None
    longitude: float | None
    exact_km: float | None
    shape: Literal["line", "ring"] | None
    path: tuple[str, ...]
    also: tuple[str, ...]
    source: str
    example: str


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """A word beside a place name that says what is meant ("province", "countryside", "city of"), or that only a part is."""

    words: str
    kind: str | None
    part: bool
    example: str


@dataclass(frozen=True, slots=True)
class BarePlace:
    """A name shared by a governorate and its seat, where the bare name means the governorate."""

    name: str
    kind: str
    reason: str
    example: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The border of a governorate, simplified for a map: rings of (longitude, latitude)."""

    place_id: str
    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


@lru_cache(maxsize=KEPT)
def place_key(name: str) -> str:
    """One key for the spellings of a name: no case, accents, Arabic articles, spaces or hyphens ("Deir ez-Zor" is "deirzor")."""
    tokens = fold(_plain_arabic(name)).split()
    kept = [token for token in tokens if token not in ARTICLES] or tokens
    return "".join(_without_arabic_article(token) for token in kept)


def sound_key(key: str) -> str:
    """The consonants of a key, alike for sounds that transliterations write differently: Saraqib and Saraqeb are both "srkb"."""
    text = key
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    text = re.sub(r"[aeiouyw'’]", "", text)
    return re.sub(r"(.)\1+", r"\1", text).removesuffix("h")


_SOUNDS = (
    ("ch", "S"),
    ("sh", "S"),
    ("kh", "X"),
    ("gh", "G"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
    ("q", "k"),
    ("c", "k"),
    ("dj", "j"),
)
_ARABIC = str.maketrans({"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا"})


def _plain_arabic(name: str) -> str:
    return unicodedata.normalize("NFC", name).translate(_ARABIC)


def _without_arabic_article(token: str) -> str:
    return token[2:] if token.startswith("ال") and len(token) > 4 else token


class Gazetteer:
    """Places by name. Rows are kept as text until asked for, so that loading stays well under a third of a second."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = list(lines)
        self._by_key: dict[str, list[int]] = {}
        self._by_id: dict[str, int] = {}
        for number, line in enumerate(self._lines):
            keys, place_id, _ = line.split("\t", 2)
            self._by_id[place_id] = number
            for key in keys.split(" "):
                self._by_key.setdefault(key, []).append(number)
        self._by_sound: dict[str, list[int]] | None = None
        self._entry = lru_cache(maxsize=KEPT)(self._read_entry)
        self._spelt = lru_cache(maxsize=KEPT)(self._find_spelt)

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[PlaceEntry]:
        return (self._read_entry(number) for number in range(len(self._lines)))

    def get(self, place_id: str) -> PlaceEntry | None:
        """The place with this id ("wof:85678373", "gn:2660646", "iso:SYR", "tw:hmeimim")."""
        number = self._by_id.get(place_id)
        return None if number is None else self._entry(number)

    def find(self, name: str, *, near_country: str | None = None, admin1: str | None = None) -> tuple[PlaceEntry, ...]:
        """Every place with this name, likeliest first: country and governorate asked for, then kind and population.

        Articles, accents and hyphens do not count. Other transliterations (Saraqeb, Khan Sheikhoun) are tried if
        nothing larger than a hamlet is spelled so. Ranking is not choosing: two hamlets of one name both come back.
        """
        key = place_key(name)
        if not key:
            return ()
        found = [self._entry(number) for number in self._by_key.get(key, ())]
        if all(entry.kind == "town" and not entry.population for entry in found):
            known = {entry.id for entry in found}
            found += [entry for entry in self._alike(key, NEARLY if found else ALIKE) if entry.id not in known]
        return tuple(sorted(found, key=lambda entry: _rank(entry, near_country, admin1)))

    def spelt(self, name: str) -> tuple[PlaceEntry, ...]:
        """Places with exactly this name, in the order of the file; no other transliterations."""
        return self._spelt(name)

    def _find_spelt(self, name: str) -> tuple[PlaceEntry, ...]:
        return tuple(self._entry(number) for number in self._by_key.get(place_key(name), ()))

    def contains(self, outer_id: str, inner: PlaceEntry | str) -> bool:
        """True if the inner place is the outer one or lies in it (country, governorate or district)."""
        entry = self.get(inner) if isinstance(inner, str) else inner
        if entry is None:
            return False
        return outer_id in (entry.id, entry.admin1_id, entry.admin2_id, f"iso:{entry.country}")

    def _read_entry(self, number: int) -> PlaceEntry:
        keys, place_id, name, country, kind, latitude, longitude, admin1, admin2, population, geonames, km, native = self._lines[
            number
        ].split("\t")
        return PlaceEntry(
            id=place_id,
            name=name,
            country=country,
            kind=kind,
            latitude=float(latitude),
            longitude=float(longitude),
            admin1=self._name_of(admin1),
            admin1_id=admin1 or None,
            admin2=self._name_of(admin2),
            admin2_id=admin2 or None,
            population=int(population or 0),
            geonames=int(geonames) if geonames else None,
            exact_km=float(km or 0),
            native=tuple(part for part in native.split("|") if part),
            keys=tuple(keys.split(" ")),
        )

    def _name_of(self, place_id: str) -> str | None:
        number = self._by_id.get(place_id)
        return None if number is None else self._lines[number].split("\t", 3)[2]

    def _alike(self, key: str, least: float) -> list[PlaceEntry]:
        """Places of the theatre whose name sounds like the key and is spelled much like it; two consonants are too few."""
        sound = sound_key(key)
        if len(sound) < 3 or not key.isascii():
            return []
        found = [self._entry(number) for number in self._sounds().get(sound, ())]
        scored = [(max(fuzz.ratio(key, other) for other in entry.keys), entry) for entry in found]
        best = max((score for score, _ in scored), default=0.0)
        return [entry for score, entry in scored if score >= max(least, best - CLOSE)]

    def _sounds(self) -> dict[str, list[int]]:
        if self._by_sound is None:
            index: dict[str, list[int]] = {}
            for number, line in enumerate(self._lines):
                keys, _, _, country, _ = line.split("\t", 4)
                if country in SPELLED_ALIKE:
                    for sound in {sound_key(key) for key in keys.split(" ") if key.isascii()}:
                        index.setdefault(sound, []).append(number)
            self._by_sound = index
        return self._by_sound


def _rank(entry: PlaceEntry, near_country: str | None, admin1: str | None) -> tuple[object, ...]:
    elsewhere = near_country is not None and entry.country != near_country
    other_governorate = admin1 is not None and admin1 not in (entry.admin1_id, entry.admin1, entry.id)
    return (
        entry.kind != "country",
        elsewhere and entry.population < 1_000_000,
        other_governorate,
        KIND_RANK.get(entry.kind, 4),
        -entry.population,
        entry.id,
    )


def read_gazetteer(path: Path) -> Gazetteer:
    """A gazetteer from a packaged file; a KnowledgeError if it is missing or damaged."""
    try:
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise KnowledgeError(path.name, 0, "the gazetteer cannot be read; build it with tools/build_gazetteer.py") from error
    return Gazetteer(text.rstrip("\n").split("\n"))


@cache
def load_gazetteer() -> Gazetteer:
    """The packaged gazetteer."""
    return read_gazetteer(FOLDER / GAZETTEER)


@cache
def load_outlines() -> tuple[Outline, ...]:
    """The governorates of Syria, for the map."""
    features = json.loads((FOLDER / OUTLINES).read_text(encoding="utf-8"))["features"]
    return tuple(
        Outline(
            place_id=feature["properties"]["id"],
            name=feature["properties"]["name"],
            rings=tuple(tuple((x, y) for x, y in ring) for polygon in feature["geometry"]["coordinates"] for ring in polygon),
        )
        for feature in features
    )


def extra_places() -> tuple[ExtraPlace, ...]:
    """The hand-made rows of every theatre."""
    return read_tables("places", ExtraPlace)


@cache
def place_words() -> dict[str, PlaceWord]:
    """The words that stand beside a place name, folded."""
    return {fold(row.words): row for row in read_table("place_words.csv", PlaceWord)}


@cache
def bare_places() -> dict[str, BarePlace]:
    """Names whose bare form means the governorate, by key."""
    return {place_key(row.name): row for row in read_table("bare_places.csv", BarePlace)}
