"""Where a name lies: places of the whole world by name in any script, from open data, hand-made rows and what the user adds.

`tools/build_gazetteer.py` makes the packaged shelf from Who's On First and GeoNames; the rows of `places/` and the countries
are laid over it when it is opened, so that a changed row counts at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from platformdirs import user_data_path
from rapidfuzz import fuzz

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.own_agreements import own_version
from trucewatch.knowledge.party_rows import CountryRow
from trucewatch.knowledge.place_draft import Ring
from trucewatch.knowledge.place_keys import first_of_key, place_key, plain_spelling, sound_key
from trucewatch.knowledge.place_overlay import Overlay
from trucewatch.knowledge.place_rows import (
    BarePlace,
    ExtraPlace,
    Outline,
    PlaceEntry,
    PlaceWord,
    bare_places,
    extra_places,
    place_words,
)
from trucewatch.knowledge.shelf import Shelf, ShelfRow
from trucewatch.knowledge.tables import FOLDER, knowledge_version, read_table

__all__ = [
    "BarePlace",
    "ExtraPlace",
    "Gazetteer",
    "Outline",
    "PlaceEntry",
    "PlaceWord",
    "added_shelves",
    "bare_places",
    "extra_places",
    "gazetteer_without",
    "knowledge_in_force",
    "load_gazetteer",
    "open_gazetteer",
    "place_key",
    "place_words",
    "sound_key",
]

GAZETTEER = "gazetteer.sqlite"
ADDED = "places"  # the user's own shelves, in the data folder
MOST_KEPT = 20_000  # answers kept
FEW_KEPT = 4  # lists of towns kept: as many as there are least sizes asked for
LONGEST = 300  # letters of a name or an id; longer ones are none, and would only fill the memory
MOST_NAMESAKES = 1_000  # of more places of one name, the largest
# How like each other two spellings of one sound must be (rapidfuzz ratio of their plain spellings) to be one name; these two
# were swept on the settlements of coded events (tests/eval/resolving.py).
ALIKE = 74
ALIKE_IF_SHORT = 88  # where only two consonants sound
FEWEST_CONSONANTS = 2
BEGINNING = 2  # letters that a mistyped name must still have right
MANY_SPELLINGS = 4  # one place often stands under several keys that are alike
CLOSE = 6  # and only spellings this near to the closest one
SPELLED_ALIKE = frozenset("SYR IRQ LBN YEM LBY SDN UKR ARM AZE".split())  # whose names reach reports in many transliterations
KIND_RANK = {"country": 0, "town": 1, "admin1": 2, "base": 3, "crossing": 3, "post": 3, "area": 3, "quarter": 4, "admin2": 5}


class Gazetteer:
    """Places by name: shelves of many places, and the countries and hand-made rows laid over them. Opens in milliseconds."""

    def __init__(self, shelves: Sequence[Shelf], countries: Iterable[CountryRow] = (), extras: Iterable[ExtraPlace] = ()) -> None:
        self.shelves = tuple(shelves)
        self._over = Overlay(countries, extras)
        self._towns = lru_cache(maxsize=FEW_KEPT)(self._read_towns)
        self._row_entry = lru_cache(maxsize=MOST_KEPT)(self._read_row)
        self._spelt = lru_cache(maxsize=MOST_KEPT)(self._find_spelt)
        self._got = lru_cache(maxsize=MOST_KEPT)(self._find_id)
        self._named = lru_cache(maxsize=MOST_KEPT)(self._find_name)
        self._ranked = lru_cache(maxsize=MOST_KEPT)(self._find)
        self._begins = lru_cache(maxsize=MOST_KEPT)(self._begins_a_key)

    def __len__(self) -> int:
        return sum(len(shelf) for shelf in self.shelves) + len(self._over)

    def __iter__(self) -> Iterator[PlaceEntry]:
        for number, shelf in enumerate(self.shelves):
            yield from (self._read_row(number, row) for row in range(len(shelf)))
        yield from map(self._laid, self._over.entries)

    def get(self, place_id: str) -> PlaceEntry | None:
        """The place with this id ("wof:85678373", "gn:2660646", "gn1:US.CA", "iso:SYR", "tw:hmeimim")."""
        return self._got(place_id) if len(place_id) <= LONGEST else None

    def find(self, name: str, *, near_country: str | None = None, admin1: str | None = None) -> tuple[PlaceEntry, ...]:
        """Every place with this name, likeliest first: country and governorate asked for, then kind and population.

        Articles, accents and hyphens do not count. Other transliterations (Saraqeb, Khan Sheikhoun) are tried if nothing in
        the country asked for is spelled so. Ranking is not choosing: two hamlets of one name both come back.
        """
        return self._ranked(name, near_country, admin1) if len(name) <= LONGEST else ()

    def _find(self, name: str, near_country: str | None, admin1: str | None) -> tuple[PlaceEntry, ...]:
        found = list(self._spelt(name))
        if not any(near_country in (None, entry.country) or entry.kind == "country" for entry in found):
            known = {entry.id for entry in found}
            alike = [entry for entry in self._alike(place_key(name)) if entry.id not in known]
            found += [entry for entry in alike if entry.country == near_country] if found else alike
        if len(found) > 1:
            found.sort(key=lambda entry: _rank(entry, near_country, admin1))
        return tuple(found)

    def spelt(self, name: str) -> tuple[PlaceEntry, ...]:
        """Places with exactly this name, in the order of their ids; no other transliterations."""
        return self._spelt(name) if len(name) <= LONGEST else ()

    def may_begin(self, words: str) -> bool:
        """False where no place has a name that begins with these words, whatever follows them."""
        return len(words) > LONGEST or self._begins(first_of_key(words))

    def _begins_a_key(self, start: str) -> bool:
        return self._over.has_key_from(start) or any(shelf.has_key_from(start) for shelf in self.shelves)

    def spelt_nearly(self, name: str, *, most: int = 5) -> tuple[PlaceEntry, ...]:
        """Places of names that begin alike and are spelled much like this one, the likest first: for whoever mistyped a name."""
        key = place_key(name)
        known = {other for shelf in self.shelves for other in shelf.keys_from(key[:BEGINNING])} if len(key) > BEGINNING else set()
        likest = sorted((-score, other) for other in known if (score := fuzz.ratio(key, other)) >= ALIKE)
        found = (max(self._with_key(other), key=lambda entry: entry.population) for _, other in likest[: most * MANY_SPELLINGS])
        return tuple(_once(found))[:most]

    def contains(self, outer_id: str, inner: PlaceEntry | str) -> bool:
        """True if the inner place is the outer one or lies in it (country, governorate or district)."""
        entry = self.get(inner) if isinstance(inner, str) else inner
        if entry is None:
            return False
        return outer_id in (entry.id, entry.admin1_id, entry.admin2_id, f"iso:{entry.country}")

    def towns(self, least: int) -> tuple[PlaceEntry, ...]:
        """Every town with at least so many people; read once."""
        return self._towns(least)

    def _read_towns(self, least: int) -> tuple[PlaceEntry, ...]:
        return tuple(_once(self._entry(number, row) for number, shelf in enumerate(self.shelves) for row in shelf.towns(least)))

    def outline(self, place_id: str) -> tuple[Ring, ...]:
        """The borders of an area: rings of (longitude, latitude); () where only a point or a line is known."""
        if ring := self._over.ring(place_id):
            return (ring,)
        for shelf in self.shelves:
            if (number := shelf.number_of(place_id)) is not None and (rings := shelf.rings(number)):
                return rings
        return ()

    def outlines(self, country: str, kind: str = "admin1") -> tuple[Outline, ...]:
        """The areas of one kind in a country whose borders are known, with their borders."""
        found: dict[str, Outline] = {}
        for number, shelf in enumerate(self.shelves):
            for row in shelf.outlined(country, kind):
                entry = self._row_entry(number, row)
                if entry.id not in found:  # an added dump may draw again what is packaged
                    found[entry.id] = Outline(entry.id, entry.name, shelf.rings(row))
        return tuple(found.values())

    def outlined_countries(self) -> tuple[str, ...]:
        """The countries (ISO3) whose first-level divisions have borders here."""
        return tuple(sorted({country for shelf in self.shelves for country in shelf.outlined_countries("admin1")}))

    def _find_spelt(self, name: str) -> tuple[PlaceEntry, ...]:
        key = place_key(name)
        return self._with_key(key) if key else ()

    def _with_key(self, key: str) -> tuple[PlaceEntry, ...]:
        found = [
            self._row_entry(number, row, key)
            for number, shelf in enumerate(self.shelves)
            for row in shelf.numbers(key, MOST_NAMESAKES)
        ]
        if len(self.shelves) > 1:
            found = _once(found)
        found += [replace(self._laid(entry), keys=(key,)) for entry in self._over.named(key)]
        if renamed := self._over.renamed(key):
            known = {entry.id for entry in found}
            more = (self.get(place_id) for place_id in renamed if place_id not in known)
            found += [replace(entry, keys=(key,)) for entry in more if entry is not None]
        return tuple(found)

    def _find_id(self, place_id: str) -> PlaceEntry | None:
        if (entry := self._over.get(place_id)) is not None:
            return self._laid(entry)
        for number, shelf in enumerate(self.shelves):
            if (row := shelf.number_of(place_id)) is not None:
                return self._row_entry(number, row)
        return None

    def _read_row(self, number: int, row: int, key: str = "") -> PlaceEntry:
        return self._entry(number, self.shelves[number].row(row), key)

    def _entry(self, number: int, row: ShelfRow, key: str = "") -> PlaceEntry:
        first = self._named(number, row.admin1) if row.admin1 is not None else (None, None)
        second = self._named(number, row.admin2) if row.admin2 is not None else (None, None)
        name, kind = self._over.renaming(row.id) or (row.name, row.kind)
        return PlaceEntry(
            id=row.id,
            name=name,
            country=row.country,
            kind=kind,
            latitude=row.latitude,
            longitude=row.longitude,
            admin1=first[1],
            admin1_id=first[0],
            admin2=second[1],
            admin2_id=second[0],
            population=row.population,
            geonames=row.geonames,
            exact_km=row.exact_km,
            native=row.native,
            keys=(key,) if key else (),
        )

    def _laid(self, entry: PlaceEntry) -> PlaceEntry:
        """A hand-made place with the name of its governorate."""
        governorate = self.get(entry.admin1_id) if entry.admin1_id else None
        return replace(entry, admin1=governorate.name) if governorate else entry

    def _find_name(self, number: int, row: int) -> tuple[str, str]:
        place_id, name = self.shelves[number].name(row)
        renamed = self._over.renaming(place_id)
        return place_id, renamed[0] if renamed else name

    def _alike(self, key: str) -> list[PlaceEntry]:
        """Places whose name sounds like the key and is spelled much like it; a short name must be spelled nearly the same."""
        sound, plain = sound_key(key), plain_spelling(key)
        if len(sound) < FEWEST_CONSONANTS or len(key) <= FEWEST_CONSONANTS or not key.isascii():
            return []
        least = ALIKE if len(sound) > FEWEST_CONSONANTS else ALIKE_IF_SHORT
        spellings = {other for shelf in self.shelves for other in shelf.keys_sounding(sound)} | self._over.keys_sounding(sound)
        scored = [(fuzz.ratio(plain, plain_spelling(other)), other) for other in sorted(spellings) if other != key]
        best = max((score for score, _ in scored), default=0.0)
        close = [other for score, other in scored if score >= max(least, best - CLOSE)]
        found = (entry for other in close for entry in self._with_key(other) if entry.country in SPELLED_ALIKE)
        return list({entry.id: entry for entry in found}.values())


def _once(entries: Iterable[PlaceEntry]) -> list[PlaceEntry]:
    """Each place once, as the first shelf has it: an added dump holds places that are packaged too."""
    found: dict[str, PlaceEntry] = {}
    for entry in entries:
        found.setdefault(entry.id, entry)
    return list(found.values())


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


def open_gazetteer(shelves: Iterable[Path]) -> Gazetteer:
    """A gazetteer of these shelves under the packaged countries and hand-made rows; a KnowledgeError if one is damaged."""
    return Gazetteer([Shelf(path) for path in shelves], read_table("countries.csv", CountryRow), extra_places())


def gazetteer_without(shelf: str) -> Gazetteer:
    """The packaged gazetteer and what the user has added, but for the shelf of this name, which is about to be written anew."""
    return _opened(path for path in added_shelves() if path.stem != shelf)


def _opened(added: Iterable[Path]) -> Gazetteer:
    """The packaged gazetteer and these added shelves; where one of them is damaged, the error says how to be rid of it."""
    paths = tuple(added)
    try:
        return open_gazetteer((FOLDER / GAZETTEER, *paths))
    except KnowledgeError as error:
        names = [path.stem for path in paths if path.name == error.file]
        if not names:
            raise
        reason = f"{error.reason}; take it out with `trucewatch places remove {names[0]}`, then add its dump again"
        raise KnowledgeError(str(paths[0].parent / error.file), 0, reason) from error


def added_shelves() -> tuple[Path, ...]:
    """The shelves the user has added, in the order of their names."""
    return tuple(sorted((user_data_path("trucewatch") / ADDED).glob("*.sqlite")))


@cache
def knowledge_in_force() -> str:
    """The version of the packaged tables and, after a "+", of what the user has added; stands on each ledger entry.

    Added are places and agreements.
    """
    digest = hashlib.sha256()
    for path in added_shelves():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    agreements = own_version()
    digest.update(agreements)
    return knowledge_version() + (f"+{digest.hexdigest()[:8]}" if added_shelves() or agreements else "")


@cache
def load_gazetteer() -> Gazetteer:
    """The packaged gazetteer and what the user has added to it."""
    return _opened(added_shelves())
