"""Keep the places of a dump on a shelf of the user's own, fitted to those already known so that nothing stands twice."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from platformdirs import user_data_path
from shapely.geometry import LinearRing

from trucewatch.errors import KnowledgeError, SourceError, UsageError
from trucewatch.knowledge.distance import kilometres
from trucewatch.knowledge.dump_tables import tidy_name
from trucewatch.knowledge.place_draft import PlaceDraft, Ring
from trucewatch.knowledge.place_dumps import PlaceFault, read_dump
from trucewatch.knowledge.place_rows import PlaceEntry
from trucewatch.knowledge.place_sources import attributions
from trucewatch.knowledge.places import ADDED, SPELLED_ALIKE, Gazetteer
from trucewatch.knowledge.shelf import Shelf, write_shelf

MOST_PLACES = 1_000_000  # of one shelf: while it is written they stand in memory, some 2.5 kB each
SAME_DISTRICT_KM = 50.0  # two districts of one name in one country are one if their points lie no further apart
NAMES_TRIED = 12  # names of a place under which it is looked for among those known
MANY_POINTS, TOLERANCE = 500, 0.002  # a border of more points than this is simplified by so many degrees, about 200 m
ENDING = re.compile(r"(\.(zip|txt|tsv|gz|bz2|tgz|tar|db|sqlite|geojson|json|jsonl))+$", re.IGNORECASE)
OFF_LIMITS = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class AddedShelf:
    """A shelf that the user has added. `places` is 0 and `about` says why where the file is damaged."""

    name: str
    path: Path
    places: int
    about: str
    damaged: bool = False


def shelf_folder() -> Path:
    """Where added shelves lie."""
    return user_data_path("trucewatch") / ADDED


def shelf_name(dump: Path) -> str:
    """What the shelf of a dump is called: the file's name without its endings ("sy" of sy.jsonl.gz)."""
    plain = ENDING.sub("", dump.resolve().name)
    return OFF_LIMITS.sub("-", plain).strip(".-") or "places"


def added() -> tuple[AddedShelf, ...]:
    """The shelves that were added, in the order of their names."""
    return tuple(_looked_at(path) for path in sorted(shelf_folder().glob("*.sqlite")))


def _looked_at(path: Path) -> AddedShelf:
    try:
        shelf = Shelf(path)
    except KnowledgeError as error:
        return AddedShelf(path.stem, path, 0, error.reason, damaged=True)
    return AddedShelf(path.stem, path, len(shelf), shelf.about)


def add_dump(
    dump: Path, gazetteer: Gazetteer, *, country: str | None, tell: Callable[[PlaceFault], None]
) -> tuple[AddedShelf, bool]:
    """Read a dump onto a shelf, which is written whole or not at all; true if it takes the place of one of its name.

    `tell` hears of every fault. A dump that cannot be used, or gives nothing for the country, is a SourceError.
    """
    drafts: list[PlaceDraft] = []
    for one in read_dump(dump, country=country):
        if isinstance(one, PlaceFault):
            tell(one)
        elif one.kind != "country":  # countries are known, with their neutral names
            drafts.append(one)
        if len(drafts) > MOST_PLACES:
            raise SourceError(str(dump), f"holds more than {MOST_PLACES:,} places; choose a country with --country")
    if not drafts:
        raise SourceError(str(dump), f"holds no place{f' of {country}' if country else ''} that could be added")
    places = fitted(drafts, gazetteer)
    path = shelf_folder() / f"{shelf_name(dump)}.sqlite"
    whose = ", ".join(attributions(draft.id for draft in drafts))
    about = f"{whose}: {_countries(drafts)}, from {tidy_name(dump.resolve().name)}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replaces = path.exists()
        count = write_shelf(path, places, about=about, sounds=SPELLED_ALIKE)
    except (sqlite3.Error, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SourceError(str(path), f"cannot be written: {reason}") from error
    return AddedShelf(path.stem, path, count, about), replaces


def remove(name: str) -> AddedShelf:
    """Take an added shelf away; a UsageError if there is none of this name."""
    known = {shelf.name: shelf for shelf in added()}
    if name not in known:
        raise UsageError(f"no added dump is called {name!r}; {'there is ' + ', '.join(known) if known else 'none was added'}")
    known[name].path.unlink()
    return known[name]


def _countries(drafts: Iterable[PlaceDraft]) -> str:
    codes = sorted({draft.country for draft in drafts})
    return ", ".join(codes) if len(codes) <= 5 else f"{len(codes)} countries"


def fitted(drafts: Sequence[PlaceDraft], gazetteer: Gazetteer) -> list[PlaceDraft]:
    """The drafts, those of places already known under the ids they have there, borders no finer than a map needs."""
    known: dict[str, str] = {}
    taken = {draft.id for draft in drafts}
    for draft in drafts:
        twin = _twin(draft, gazetteer)
        if twin is not None and twin.id not in taken:  # of a city and the province around it, one is the place known
            known[draft.id] = twin.id
            taken.add(twin.id)
    return [
        replace(
            draft,
            id=known.get(draft.id, draft.id),
            admin1_id=known.get(draft.admin1_id or "", draft.admin1_id),
            admin2_id=known.get(draft.admin2_id or "", draft.admin2_id),
            rings=tuple(map(_simpler, draft.rings)),
        )
        for draft in drafts
    ]


def _twin(draft: PlaceDraft, gazetteer: Gazetteer) -> PlaceEntry | None:
    """The same place as the gazetteer has it, under another id or its own."""
    if (own := gazetteer.get(draft.id)) is not None:
        return own
    for name in (draft.name, *draft.names[:NAMES_TRIED]):
        for entry in gazetteer.spelt(name):
            if _is_same(draft, entry):
                return entry
    return None


def _is_same(draft: PlaceDraft, entry: PlaceEntry) -> bool:
    """True for one number of GeoNames, and for a division of one name in one country."""
    if draft.country != entry.country:
        return False
    if draft.geonames and draft.geonames == entry.geonames:
        return True
    if draft.kind != entry.kind or draft.kind not in ("admin1", "admin2"):
        return False
    apart = kilometres((draft.latitude, draft.longitude), (entry.latitude, entry.longitude))
    return draft.kind == "admin1" or apart <= SAME_DISTRICT_KM


def _simpler(ring: Ring) -> Ring:
    if len(ring) <= MANY_POINTS:
        return ring
    return tuple((float(x), float(y)) for x, y in LinearRing(ring).simplify(TOLERANCE).coords)
