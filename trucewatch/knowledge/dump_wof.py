"""Read places of Who's On First: GeoJSON features, the flat lines made from them, and the SQLite distribution."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError
from shapely.errors import ShapelyError
from shapely.geometry import shape

from trucewatch.errors import SourceError
from trucewatch.knowledge.dump_files import Damaged, text_of, within_limits
from trucewatch.knowledge.dump_tables import PlaceFault, further_names, iso3_codes, kinds_of, native_names, tidy_name
from trucewatch.knowledge.place_draft import PlaceDraft, Ring

Found = PlaceDraft | PlaceFault
OUTLINED = frozenset({"country", "admin1", "admin2", "area"})
ENDED = frozenset({"", "..", "uuuu", "u", "open"})  # what stands for "not ended" in a date of Who's On First
ENGLISH = "eng"
NAME_USES = ("preferred", "variant", "colloquial", "historical", "unknown")
MOST_POINTS = 2_000_000  # of one outline
HALF_THE_GLOBE = 180  # degrees: a wider outline crosses the antimeridian, and the middle of its numbers lies far outside it
SHOWN = 60  # letters of a wrong value that a fault shows


def _id(value: object) -> object:
    """Who's On First writes -1, 0 or "" for "none"."""
    return None if value in (-1, 0, "", "-1") else value


def _words(value: object) -> object:
    return [value] if isinstance(value, str) else value


Id = Annotated[int | None, BeforeValidator(_id)]
Names = Annotated[tuple[str, ...], BeforeValidator(_words)]


@dataclass(frozen=True, slots=True)
class WofRecord:
    """What is taken from a record: `names` by language, the ones to prefer first."""

    id: Annotated[int, Field(gt=0)]
    name: str | None
    placetype: str
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    region: Id = None
    county: Id = None
    population: Annotated[int | None, Field(ge=0), BeforeValidator(_id)] = None
    geonames: Id = None
    current: bool = True
    names: Mapping[str, Names] = field(default_factory=dict)


RECORD = TypeAdapter(WofRecord)


def read_object(words: str, source: str, line: int, country: str | None) -> Iterator[Found]:
    """The places of one JSON object: a feature, a collection of features, or a flat line; anything else is a fault."""
    try:
        found = json.loads(words)
    except (ValueError, RecursionError) as error:
        reason = "is nested too deeply" if isinstance(error, RecursionError) else str(error)
        yield PlaceFault(source, line, f"is no JSON: {reason}")
        return
    features = found.get("features") if isinstance(found, dict) else None
    if isinstance(features, list):
        for number, feature in enumerate(features, 1):
            yield from _read_one(feature, f"{source}::{number}", line, country)
    else:
        yield from _read_one(found, source, line, country)


def _read_one(found: object, source: str, line: int, country: str | None) -> Iterator[Found]:
    try:
        record, geometry = _record_of(found)
        if record.current and record.placetype in kinds_of("wof"):
            yield from _draft_of(record, geometry, source, line, country)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        yield PlaceFault(source, line, f"{where}: {first['msg']} (found {str(first['input'])[:SHOWN]!r})")
    except ValueError as error:
        yield PlaceFault(source, line, str(error))


def _record_of(found: object) -> tuple[WofRecord, object]:
    """The record in a JSON object, and its geometry if it has one; a ValueError says what it is instead."""
    if not isinstance(found, dict):
        raise ValueError("is no JSON object")
    properties = found.get("properties") if found.get("type") == "Feature" else found
    if not isinstance(properties, dict) or not {"wof:id", "wof_id"} & properties.keys():
        raise ValueError("is no record of Who's On First: it has no wof:id")
    values = _flat_values(properties) if "wof_id" in properties else _property_values(properties)
    return RECORD.validate_python(values), found.get("geometry")


def _flat_values(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        "id": row["wof_id"],
        "name": row.get("name"),
        "placetype": row.get("placetype"),
        "country": row.get("country"),
        "latitude": row.get("lat"),
        "longitude": row.get("lon"),
        "region": row.get("region_id"),
        "county": row.get("county_id"),
        "population": row.get("population"),
        "geonames": row.get("geonameid"),
        "names": row.get("names") or {},
    }


def _property_values(properties: Mapping[str, Any]) -> dict[str, object]:
    above = _mapping(_first(properties.get("wof:hierarchy")))
    label = properties.get("lbl:latitude") is not None and properties.get("lbl:longitude") is not None
    point = "lbl" if label else "geom"
    return {
        "id": properties["wof:id"],
        "name": properties.get("wof:name"),
        "placetype": properties.get("wof:placetype"),
        "country": properties.get("wof:country") or properties.get("iso:country"),
        "latitude": properties.get(f"{point}:latitude"),
        "longitude": properties.get(f"{point}:longitude"),
        "region": above.get("region_id"),
        "county": above.get("county_id"),
        "population": properties.get("wof:population", properties.get("gn:population")),
        "geonames": _mapping(properties.get("wof:concordances")).get("gn:id"),
        "current": _is_current(properties),
        "names": _names_by_language(properties),
    }


def _first(values: object) -> object:
    return values[0] if isinstance(values, list) and values else None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_current(properties: Mapping[str, Any]) -> bool:
    """False for a record that was given up, replaced, or tells of a place that is no more."""
    ended = any(str(properties.get(key) or "") not in ENDED for key in ("edtf:deprecated", "edtf:cessation"))
    return not ended and properties.get("mz:is_current") not in (0, "0") and not properties.get("wof:superseded_by")


def _names_by_language(properties: Mapping[str, Any]) -> dict[str, list[object]]:
    """Names from keys such as "name:ara_x_preferred"."""
    found: dict[str, list[object]] = {}
    for use in NAME_USES:
        for key, names in properties.items():
            prefix, _, rest = key.partition(":")
            language, _, what = rest.partition("_x_")
            if prefix == "name" and what == use:
                found.setdefault(language, []).extend(names if isinstance(names, list) else [names])
    return found


def _draft_of(record: WofRecord, geometry: object, source: str, line: int, country: str | None) -> Iterator[Found]:
    kind = kinds_of("wof")[record.placetype]
    rings: tuple[Ring, ...] = ()
    try:
        rings = rings_of(geometry) if kind in OUTLINED else ()
    except ValueError as error:
        yield PlaceFault(source, line, f"{error}; the place is kept without its outline")
    latitude, longitude = _point_of(record, geometry)
    named = [(language, name) for language, names in record.names.items() for name in names]
    own = record.name or next((name for language, name in named if language == ENGLISH), "")
    home = _country_of(record, country)
    yield PlaceDraft(
        id=f"wof:{record.id}",
        name=tidy_name(own),
        country=home,
        kind=kind,
        latitude=latitude,
        longitude=longitude,
        admin1_id=f"wof:{record.region}" if record.region else None,
        admin2_id=f"wof:{record.county}" if record.county else None,
        population=record.population or 0,
        geonames=record.geonames,
        native=native_names(home, named),
        names=further_names(tidy_name(own), (name for _, name in named)),
        rings=rings,
    )


def _country_of(record: WofRecord, country: str | None) -> str:
    """ISO3; `country` stands in where the record names none."""
    if not record.country and country:
        return country
    code = (record.country or "").upper()
    if code not in iso3_codes():
        raise ValueError(f"wof:{record.id} lies in country {code or 'not named'!r}, which is no code of ISO 3166-1")
    return iso3_codes()[code]


def _point_of(record: WofRecord, geometry: object) -> tuple[float, float]:
    """Latitude and longitude as given, or a point inside the outline."""
    if record.latitude is not None and record.longitude is not None:
        return record.latitude, record.longitude
    try:
        outline = shape(_mapping(geometry))
        west, _, east, _ = outline.bounds
        point = outline.representative_point()
        latitude, longitude = round(point.y, 5), round(point.x, 5)
    except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError) as error:
        raise ValueError(f"wof:{record.id} has no position") from error
    if east - west > HALF_THE_GLOBE:
        raise ValueError(f"wof:{record.id} has no position, and its outline goes round the globe")
    return latitude, longitude


def rings_of(geometry: object) -> tuple[Ring, ...]:
    """The outer borders of a polygon or several; () for a point, a ValueError for what is none."""
    found = _mapping(geometry)
    parts = found.get("coordinates")
    if found.get("type") == "Polygon":
        parts = [parts]
    elif found.get("type") != "MultiPolygon":
        return ()
    try:
        rings = tuple(tuple((float(point[0]), float(point[1])) for point in part[0]) for part in parts or ())
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise ValueError("the outline is no list of points") from error
    if sum(map(len, rings)) > MOST_POINTS:
        raise ValueError(f"the outline has more than {MOST_POINTS} points")
    if any(not (-180 <= x <= 180 and -90 <= y <= 90) for ring in rings for x, y in ring):
        raise ValueError("the outline leaves the globe")
    return tuple(ring for ring in rings if len(ring) > 3)


def read_database(path: Path, source: str, country: str | None) -> Iterator[Found]:
    """The places of a SQLite distribution, shown as `source`: from its GeoJSON bodies or else the tables spr and names."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as book:
            book.text_factory = bytes
            book.execute("PRAGMA trusted_schema = OFF")
            tables = {
                name.decode(errors="replace") for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            if "geojson" in tables and book.execute("SELECT 1 FROM geojson LIMIT 1").fetchone():
                yield from _read_bodies(book, source, country)
            elif "spr" in tables:
                yield from _read_spr(book, tables, source, country)
            else:
                raise SourceError(source, "is no database of Who's On First: it has neither a table geojson nor spr")
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter where SQLite's own words quote garbled bytes
        yield PlaceFault(source, 0, f"cannot be read on: {error}")


def _columns(book: sqlite3.Connection, table: str) -> set[str]:
    return {row[1].decode(errors="replace") for row in book.execute(f"PRAGMA table_info({table})")}


def _read_bodies(book: sqlite3.Connection, source: str, country: str | None) -> Iterator[Found]:
    only = "WHERE is_alt IS NOT 1" if "is_alt" in _columns(book, "geojson") else ""
    for number, body in book.execute(f"SELECT id, body FROM geojson {only}"):
        name = f"{source}::geojson/{number}"
        try:
            yield from read_object(text_of(within_limits(body)), name, 0, country)
        except Damaged as error:
            yield PlaceFault(name, 0, str(error))


SPR = (
    "SELECT id, name, placetype, country, latitude, longitude, is_current, is_deprecated, is_ceased, is_superseded "
    "FROM spr WHERE typeof(id) = 'integer' ORDER BY id"
)
BESIDE = {  # what stands about a record in other tables, in the order of the records
    "names": "SELECT id, language, name FROM names WHERE typeof(id) = 'integer' ORDER BY id, privateuse <> 'preferred'",
    "ancestors": "SELECT id, ancestor_placetype, ancestor_id FROM ancestors WHERE typeof(id) = 'integer' ORDER BY id",
    "concordances": "SELECT id, other_source, other_id FROM concordances WHERE typeof(id) = 'integer' ORDER BY id",
}


def _read_spr(book: sqlite3.Connection, tables: set[str], source: str, country: str | None) -> Iterator[Found]:
    beside = {table: _beside(book, table if table in tables else "") for table in BESIDE}
    for number, name, placetype, code, latitude, longitude, current, *gone in book.execute(SPR):
        row = f"{source}::spr/{number}"
        try:
            above = dict(_decoded(beside["ancestors"](number)))
            flat = {
                "wof_id": number,
                "name": _text(name),
                "placetype": _text(placetype),
                "country": _text(code),
                "lat": latitude,
                "lon": longitude,
                "region_id": above.get("region"),
                "county_id": above.get("county"),
                "geonameid": dict(_decoded(beside["concordances"](number))).get("gn:id"),
                "names": {},
            }
            for language, words in _decoded(beside["names"](number)):
                flat["names"].setdefault(language, []).append(words)
        except Damaged as error:
            yield PlaceFault(row, 0, str(error))
            continue
        if current != 0 and not any(value == 1 for value in gone):
            yield from _read_one(flat, row, 0, country)


def _text(value: object) -> Any:
    return text_of(value) if isinstance(value, bytes) else value


def _decoded(rows: Sequence[tuple[object, ...]]) -> list[tuple[Any, Any]]:
    return [(_text(key), _text(value)) for _, key, value in rows]


def _beside(book: sqlite3.Connection, table: str) -> Callable[[int], Sequence[tuple[object, ...]]]:
    """What stands about a record in a table, for records asked for in rising order of their ids."""
    groups = groupby(book.execute(BESIDE[table]), key=lambda row: row[0]) if table else iter(())
    waiting: list[tuple[int, list[tuple[object, ...]]]] = []

    def rows(number: int) -> Sequence[tuple[object, ...]]:
        while not waiting or waiting[0][0] < number:
            waiting[:] = [(key, list(group)) for key, group in (next(groups, (None, ())),) if key is not None]
            if not waiting:
                return ()
        return waiting[0][1] if waiting[0][0] == number else ()

    return rows
