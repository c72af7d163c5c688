"""Find the place a report means by a name: ranked by the country it is about, the governorates it names, kind and population.

Two Idlibs are no Idlib: where more than one place is left, the name stays open and its candidates are listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, hypot, radians

from trucewatch.knowledge.parties import fold
from trucewatch.knowledge.places import Gazetteer, PlaceEntry, bare_places, place_key, place_words
from trucewatch.model import Place

NEAR_KM = 15.0  # candidates this close together are one spot for a map: the first stands for it
FAR_LARGER = 10  # a town with ten times the people is meant, unless the report says which
LARGE_TOWN = 30_000
TOWN = 5_000  # people from which size decides between places of one name
KNOWN_ABROAD = 15_000  # a smaller place outside the country the report is about is not believed
REGION_KM = 20.0  # a hand-placed point less exact than this stands for a region
AREA_KM = 3.0
REGIONS = frozenset({"country", "admin1", "admin2"})
ADMIN = frozenset({"admin1", "admin2"})
NO_POINT = frozenset({"country", "border"})  # a point for a whole country or the length of a border would mislead
FIXED = frozenset({"base", "crossing", "post", "airport", "site", "road", "camp", "area", "water", "border"})
PARTS_OF_NAME = re.compile(r"\s+(?:of|in|near|at|inside|outside|between|from)\s+|\s*,\s*|['’]s\s+|\s*[()]\s*")
SEVERAL = re.compile(r"\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s+or\s+|/)\s*")
MAX_WORDS = 12
SHORT_NAME = 3  # letters; shorter words inside a phrase are no place's name


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the report around a name: its country, and governorates named near by and anywhere in it."""

    country: str | None = None
    near: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The places a name may mean; `part` if the words say that only a part of it, or its surroundings, are meant."""

    entries: tuple[PlaceEntry, ...]
    part: bool = False


def resolve_place(place: Place, setting: Setting, gazetteer: Gazetteer) -> Place:
    """The place with the gazetteer's answer; the words as written stay."""
    words = place.name or place.span.text
    joined = _joined(words, setting, gazetteer)
    if len(joined) > 1:
        return _with_candidates(place, joined)
    found = locate(words, setting, gazetteer)
    if len(found.entries) == 1 and not _is_contradicted(found.entries[0], setting):
        return _with_entry(place, found.entries[0], part=found.part)
    return _with_candidates(place, found.entries) if found.entries else place


def _joined(words: str, setting: Setting, gazetteer: Gazetteer) -> list[PlaceEntry]:
    """The places of "Khaldia and Hajjarieh", one for each name that leads to one."""
    if not SEVERAL.search(words) or gazetteer.spelt(words):
        return []
    pieces = [locate(piece, setting, gazetteer) for piece in SEVERAL.split(words)]
    return list({item.entries[0].id: item.entries[0] for item in pieces if len(item.entries) == 1}.values())


def _is_contradicted(entry: PlaceEntry, setting: Setting) -> bool:
    """True for a hamlet outside every governorate the report names: a namesake of the one meant, most likely."""
    named = setting.near | setting.named
    is_hamlet = entry.kind == "town" and not entry.population and not entry.id.startswith("tw:")
    return is_hamlet and bool(named) and entry.admin1_id is not None and entry.admin1_id not in named


def locate(words: str, setting: Setting, gazetteer: Gazetteer) -> Found:
    """The places meant by the words: none, one, or those that cannot be told apart."""
    if not words.strip() or len(words.split()) > MAX_WORDS:
        return Found(())
    core, kind, part = _peeled(words)
    whole = choose(gazetteer.find(words, near_country=setting.country), setting, None, words)
    spelt = tuple(entry for entry in whole if place_key(words) in entry.keys)
    if spelt and (core == fold(words) or place_key(words) in bare_places() or spelt[0].kind in FIXED | {"quarter"}):
        return Found(spelt)
    if core and (found := choose(gazetteer.find(core, near_country=setting.country), setting, kind, core)):
        return Found(found, part)
    if whole:
        return Found(whole, part)
    return _inside(words, setting, gazetteer) or _named_within(core, setting, gazetteer)


def _peeled(words: str) -> tuple[str, str | None, bool]:
    """The name without the words that say what it is, what they say it is, and whether only a part is meant."""
    tokens, kind, part = fold(words).split(), None, False
    table, changed = place_words(), True
    while changed and len(tokens) > 1:
        changed = False
        for length in (3, 2, 1):
            for side in (slice(None, length), slice(len(tokens) - length, None)):
                row = table.get(" ".join(tokens[side])) if length < len(tokens) else None
                if row is not None:
                    kind, part, changed = kind or row.kind, part or row.part, True
                    tokens = tokens[length:] if side.start is None else tokens[:-length]
                    tokens = tokens[1:] if len(tokens) > 1 and tokens[0] in ("the", "of") else tokens
                    break
            if changed:
                break
    return " ".join(tokens), kind, part


def _inside(words: str, setting: Setting, gazetteer: Gazetteer) -> Found | None:
    """ "Siouf square in Jaramana", "Syria's Idlib": the inner place with the outer one's help, else the outer one."""
    pieces = [piece for piece in PARTS_OF_NAME.split(words) if piece.strip()]
    if len(pieces) < 2:
        return None
    possessive = re.search(r"['’]s\s", words) is not None
    outer_words, inner_words = (pieces[0], pieces[-1]) if possessive else (pieces[-1], pieces[0])
    outer = locate(outer_words, setting, gazetteer)
    if len(outer.entries) == 1:
        place = outer.entries[0]
        setting = replace(setting, country=place.country, near=frozenset({place.admin1_id} if place.admin1_id else ()))
    inner = locate(inner_words, setting, gazetteer)
    if inner.entries:
        return inner
    return replace(outer, part=True) if outer.entries else None


def _named_within(core: str, setting: Setting, gazetteer: Gazetteer) -> Found:
    """The longest name inside the words ("Raqqa military court"): the place near or in which it is."""
    tokens = core.split()
    for length in range(len(tokens) - 1, 0, -1):
        for start in range(len(tokens) - length + 1):
            name = " ".join(tokens[start : start + length])
            if len(name) > SHORT_NAME and name not in place_words():
                hits = [e for e in gazetteer.find(name, near_country=setting.country) if place_key(name) in e.keys]
                known = [entry for entry in hits if _is_well_known(entry, setting, one_word=length == 1)]
                if found := choose(known, setting, None, name):
                    return Found(found, part=True)
    return Found(())


def _is_well_known(entry: PlaceEntry, setting: Setting, *, one_word: bool) -> bool:
    """True for a governorate, a town or a hand-made place at home; a single word inside a phrase must name a large town."""
    if setting.country not in (None, entry.country):
        return False
    return entry.population >= (LARGE_TOWN if one_word else TOWN) or entry.kind == "admin1" or entry.id.startswith("tw:")


def choose(entries: Sequence[PlaceEntry], setting: Setting, kind: str | None, words: str) -> tuple[PlaceEntry, ...]:
    """The entries that can be meant, by kind, country, governorate and size; one if the report leaves no doubt."""
    left = _of_kind(entries, kind, words)
    left = _in_country(left, setting)
    for governorates in (setting.near, setting.named):
        left = [
            entry for entry in left if entry.admin1_id in governorates or (entry.kind in FIXED and not entry.admin1_id)
        ] or left
    left = _of_size(left)
    if len(left) > 1 and all(_kilometres(one, two) <= NEAR_KM for one, two in pairwise(left)):
        left = left[:1]
    return tuple(left)


def _of_kind(entries: Iterable[PlaceEntry], kind: str | None, words: str) -> list[PlaceEntry]:
    """A governorate and its seat share a name but are no two places: the words beside it, or the table, say which is meant."""
    found = list(entries)
    bare = bare_places().get(place_key(words))
    wanted = kind or (bare.kind if bare else None)
    if wanted:
        kinds = {"admin1", "admin2"} if wanted == "admin1" else {wanted}
        fitting = [entry for entry in found if entry.kind in kinds]
        found = fitting or found
    countries = [entry for entry in found if entry.kind == "country"]
    if countries:
        return countries[:1]
    for broad in ("admin2", "admin1"):
        finer = [entry for entry in found if entry.kind != broad]
        if finer and wanted != "admin1":
            found = finer
        elif wanted == "admin1" and broad == "admin2":
            found = [entry for entry in found if entry.kind != "admin2"] or found
    return found


def _in_country(entries: list[PlaceEntry], setting: Setting) -> list[PlaceEntry]:
    """Places of the country the report is about; elsewhere only what is known abroad."""
    if setting.country is None:
        return entries
    home = [entry for entry in entries if entry.country == setting.country]
    abroad = [entry for entry in entries if entry.country != setting.country and _is_known_abroad(entry)]
    big = [entry for entry in abroad if home and max(h.population for h in home) < TOWN and entry.population >= 100 * TOWN]
    return [*home, *big] if home else abroad


def _is_known_abroad(entry: PlaceEntry) -> bool:
    return entry.population >= KNOWN_ABROAD or entry.kind in REGIONS or entry.id.startswith("tw:")


def _of_size(entries: list[PlaceEntry]) -> list[PlaceEntry]:
    """The one town that dwarfs the others of its name."""
    ranked = sorted(entries, key=lambda entry: (-entry.population, entry.id))
    if len(ranked) > 1 and ranked[0].population >= max(TOWN, FAR_LARGER * ranked[1].population):
        return ranked[:1]
    return entries


def _kilometres(one: PlaceEntry, two: PlaceEntry) -> float:
    across = (one.longitude - two.longitude) * cos(radians(one.latitude))
    return 111.2 * hypot(one.latitude - two.latitude, across)


def _with_entry(place: Place, entry: PlaceEntry, *, part: bool) -> Place:
    located = entry.kind not in NO_POINT
    return replace(
        place,
        place_id=entry.id,
        latitude=entry.latitude if located else None,
        longitude=entry.longitude if located else None,
        country=entry.country,
        admin1=entry.admin1,
        kind=entry.kind,
        geo_precision=_precision(entry, part=part),
    )


def _precision(entry: PlaceEntry, *, part: bool) -> int:
    if entry.kind in REGIONS or entry.exact_km >= REGION_KM:
        return 3
    return 2 if part or entry.exact_km >= AREA_KM else 1


def _with_candidates(place: Place, entries: Sequence[PlaceEntry]) -> Place:
    """What all candidates share is kept; the point is not."""
    countries, governorates = {entry.country for entry in entries}, {entry.admin1 for entry in entries}
    return replace(
        place,
        candidates=tuple(sorted({entry.id for entry in entries})),
        country=countries.pop() if len(countries) == 1 else None,
        admin1=governorates.pop() if len(governorates) == 1 else None,
    )
