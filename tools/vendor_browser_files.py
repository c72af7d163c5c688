"""Fetch the browser files that the site serves, unchanged, from npm, with their licences and checksums.

    uv run --with brotli==1.2.0 python -m tools.vendor_browser_files

Each package at the version named here is packed by npm (which checks it against the registry's own hash), and its files are
written to trucewatch/web/static/vendor/NAME-VERSION/, once as they are and once compressed. Country outlines (Natural Earth
1:50m, through world-atlas) are thinned out and rounded to what a map of a country needs. vendor/files.csv lists every file.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-not-found,import-untyped,unused-ignore]
from shapely import make_valid, set_precision, unary_union
from shapely.geometry import LineString, Polygon, mapping
from shapely.geometry.base import BaseGeometry

VENDOR = Path(__file__).parents[1] / "trucewatch/web/static/vendor"
THINNED = 0.06  # degrees (about 6 km): the file is 122 kB compressed with 0.02, 91 kB with 0.04, 75 kB with 0.06, 60 kB with 0.1
DIGITS = 0.01  # degrees to which corners are rounded
SMALLEST = 0.01  # square degrees: smaller islands are left out
WORTH_COMPRESSING = 1_000  # bytes


@dataclass(frozen=True, slots=True)
class Package:
    """A package of npm, which of its files are kept, and under which licence."""

    name: str
    version: str
    licence: str
    copyright: str
    files: tuple[str, ...]


PACKAGES = (
    Package(
        "maplibre-gl",
        "6.17.0",
        "BSD-3-Clause",
        "MapLibre contributors; Mapbox",
        ("dist/maplibre-gl.mjs", "dist/maplibre-gl-worker.mjs", "dist/maplibre-gl.css", "LICENSE.txt"),
    ),
    Package("htmx.org", "4.0.1", "0BSD", "Big Sky Software", ("dist/htmx.min.js", "LICENSE")),
    Package("uplot", "1.6.32", "MIT", "Leon Sorokin", ("dist/uPlot.iife.min.js", "dist/uPlot.min.css", "LICENSE")),
)
ATLAS = Package("world-atlas", "2.0.2", "ISC (data: Natural Earth, public domain)", "Michael Bostock", ("LICENSE",))


def main() -> None:
    """Fetch all of it anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    rows = [row for package in PACKAGES for row in vendor(package, fetched(package))]
    atlas = fetched(ATLAS)
    outlines = json.dumps(outlines_of(json.loads(atlas["countries-50m.json"])), separators=(",", ":")).encode()
    rows += vendor(ATLAS, {**atlas, "outlines-50m.json": outlines}, ("outlines-50m.json",))
    with (VENDOR / "files.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("package", "version", "licence", "copyright", "file", "bytes", "compressed", "sha256"))
        writer.writerows(rows)
    (VENDOR / "README.txt").write_text(ABOUT)


ABOUT = """Browser files of other projects, written here by tools/vendor_browser_files.py; do not edit them by hand.
files.csv names package, version, licence, size and SHA-256 of each. Files that end in .br are the same, compressed.
All are unchanged as published on npm, but for world-atlas: its country outlines (Natural Earth 1:50m, public domain) are
thinned out to 0.06 degrees, rounded to 0.01, and laid out as one GeoJSON file of land and borders. Natural Earth draws
boundaries as they are held, not as they are claimed; they imply no opinion on legal status.
"""


def fetched(package: Package) -> dict[str, bytes]:
    """The files of a package by their paths inside it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as packed:
            members = [member for member in packed.getmembers() if member.isfile()]
            return {member.name.partition("/")[2]: held.read() for member in members if (held := packed.extractfile(member))}


def vendor(package: Package, held: dict[str, bytes], more: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
    """Write the kept files of a package; a row for each."""
    folder = VENDOR / f"{package.name}-{package.version}"
    folder.mkdir(parents=True)
    rows: list[tuple[object, ...]] = []
    for path in (*package.files, *more):
        name, data = path.rpartition("/")[2], held[path]
        (folder / name).write_bytes(data)
        small = brotli.compress(data, quality=11) if len(data) > WORTH_COMPRESSING and not name.startswith("LICENSE") else b""
        if small:
            (folder / f"{name}.br").write_bytes(small)
        digest = hashlib.sha256(data).hexdigest()
        about = (package.name, package.version, package.licence, package.copyright)
        rows.append((*about, f"{folder.name}/{name}", len(data), len(small) or "", digest))
    return rows


# — outlines —


def outlines_of(atlas: dict[str, Any]) -> dict[str, object]:
    """Land and borders of a TopoJSON atlas as GeoJSON; an arc that two countries share is thinned out once."""
    arcs = [_arc(arc, atlas["transform"]) for arc in atlas["arcs"]]
    users: dict[int, set[int]] = {}
    countries: list[BaseGeometry] = []
    for number, country in enumerate(atlas["objects"]["countries"]["geometries"]):
        pieces = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for index in (arc for piece in pieces for ring in piece for arc in ring):
            users.setdefault(index if index >= 0 else ~index, set()).add(number)
        countries += [_polygon(piece, arcs) for piece in pieces]
    land = set_precision(unary_union([piece for piece in countries if piece.area >= SMALLEST]), DIGITS)
    lines = [arcs[index] for index, many in sorted(users.items()) if len(many) > 1]
    return {
        "type": "FeatureCollection",
        "features": [
            _feature("land", land),
            {
                "type": "Feature",
                "properties": {"kind": "border"},
                "geometry": {"type": "MultiLineString", "coordinates": [_rounded(line) for line in lines if len(line) > 1]},
            },
        ],
    }


def _arc(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + move_x, y * scale_y + move_y))
    thinned = LineString(points).simplify(THINNED).coords if len(points) > 2 else points
    return [(float(point[0]), float(point[1])) for point in thinned]


def _polygon(piece: list[list[int]], arcs: list[list[tuple[float, float]]]) -> BaseGeometry:
    rings = [_ring(ring, arcs) for ring in piece]
    whole = [ring for ring in rings if len(ring) > 3]
    return make_valid(Polygon(whole[0], whole[1:])) if whole else Polygon()


def _ring(ring: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def _rounded(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return list(dict.fromkeys((round(x, 2), round(y, 2)) for x, y in line))


def _feature(kind: str, shape: BaseGeometry) -> dict[str, object]:
    rounded = json.loads(json.dumps(mapping(shape)), parse_float=lambda text: round(float(text), 2))
    return {"type": "Feature", "properties": {"kind": kind}, "geometry": rounded}


if __name__ == "__main__":
    main()
