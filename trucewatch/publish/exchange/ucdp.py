"""Deadly incidents as UCDP's Georeferenced Event Dataset would have them: 49 columns, low, best and high, precisions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.crosswalks import kind_of_party
from trucewatch.knowledge.exchange_tables import UcdpCountry, ucdp_countries
from trucewatch.knowledge.place_tables import precision_classes
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Incident, Interval, Place, Realis
from trucewatch.publish.exchange.cells import (
    admin2_of,
    country_name,
    degrees,
    home,
    joined,
    label,
    point_of,
)
from trucewatch.publish.exchange.columns import Column
from trucewatch.publish.exchange.exchange import Exchange
from trucewatch.publish.exchange.tabular import line_of, table_of
from trucewatch.publish.exchange.terms import short
from trucewatch.publish.exchange.told import Told
from trucewatch.publish.words import TERMS
from trucewatch.reconcile.figures.readings import UcdpReading, ucdp_reading

NAME = "ucdp-csv"
DAY, FEW, WEEK, MONTH, YEAR = 1, 6, 7, 31, 366  # days: the bounds of UCDP's date_prec 1, 2, 3, 4, 5
CELLS = 720  # of PRIO-GRID in one row around the globe, half a degree each
PLACED_BY_ACLED = {1: 1, 2: 2, 3: 4}  # where a place has only ACLED's precision: the town, near it, the first level
CIVIL = "civil"


@dataclass(frozen=True, slots=True)
class Deadly:
    """One deadly incident as GED has it."""

    told: Told
    time: Interval
    place: Place
    country: UcdpCountry
    middle: tuple[float, float]
    where: int
    dead: UcdpReading
    side_a: tuple[str, ...]
    side_b: tuple[str, ...]


def deadly(told: Told) -> Deadly | str:
    """The incident as GED has it, or in a word why it does not."""
    incident, place, time = told.incident, told.incident.place, told.incident.time
    dead = ucdp_reading(incident)
    if incident.realis is not Realis.ACTUAL:
        return "not told as having happened"
    if dead is None:
        return "nobody is said to have died"
    if time is None or (time.end - time.start).days > YEAR:
        return "no day, or none nearer than a year"
    country = ucdp_countries().get(place.country or "") if place else None
    middle = point_of(place) if place else None
    if place is None or country is None or middle is None:
        return "no place"
    return Deadly(told, time, place, country, middle, _where(place), dead, incident.actor, incident.recipient)


def _where(place: Place) -> int:
    row = precision_classes().get(place.precision) if place.precision else None
    return (row.ucdp if row else None) or PLACED_BY_ACLED.get(place.geo_precision or 3, 4)


def date_prec(time: Interval) -> int:
    """1 the day, 2 up to six days, 3 a week, 4 up to a month, 5 up to a year."""
    days = (time.end - time.start).days
    return next(prec for prec, most in enumerate((DAY, FEW, WEEK, MONTH), 1) if days <= most) if days <= MONTH else 5


def grid_cell(latitude: float, longitude: float) -> int:
    """The number of the cell of PRIO-GRID: half a degree, row by row from the south-west."""
    row, column = math.floor((min(latitude, 89.99) + 90) * 2), math.floor((min(longitude, 179.99) + 180) * 2)
    return row * CELLS + column + 1


def _violence(one: Deadly) -> int:
    """1 where a state fights an armed group or another state, 2 where armed groups fight, 3 where only civilians are aimed at."""
    kinds = {kind_of_party(code) for code in (*one.side_a[:1], *one.side_b[:1])}
    if CIVIL in {kind_of_party(code) for code in one.side_b[:1]}:
        return 3
    return 1 if "state" in kinds or not kinds else 2


def _side(codes: Sequence[str]) -> str:
    return label(codes[0]) if codes else ""


def _dyad(one: Deadly) -> str:
    return " - ".join(name for name in (_side(one.side_a), _side(one.side_b)) if name)


def _gw(codes: Sequence[str]) -> object:
    """The number of the state on this side; empty for other parties."""
    country = ucdp_countries().get(home(codes[0]) or "") if codes else None
    return country.gw if country and country.gw else ""


def _origins(incident: Incident) -> str:
    return joined(origin for account in incident.accounts for origin in account.origins)


def _article(one: Deadly) -> str:
    told = (
        ", ".join(part for part in (s.outlet, s.published and s.published.isoformat(), s.title and short(s.title)) if part)
        for s in one.told.sources
    )
    return joined(told)


def _days(one: Deadly) -> str:
    return joined(sorted(s.published.isoformat() for s in one.told.sources if s.published))


def _coordinates(one: Deadly) -> str:
    return f"POINT ({degrees(one.middle[1])} {degrees(one.middle[0])})"


def _empty(_: Deadly) -> str:
    return ""


_VALUES: dict[str, Callable[[Deadly], object]] = {
    "id": lambda d: d.told.incident.id,
    "relid": lambda d: f"{d.country.code}-{d.time.start.year}-{d.told.incident.id}",
    "year": lambda d: d.time.start.year,
    "active_year": _empty,
    "code_status": lambda d: d.told.incident.state.value,
    "type_of_violence": _violence,
    "conflict_dset_id": _empty,
    "conflict_new_id": _empty,
    "conflict_name": lambda d: country_name(d.country.code),
    "dyad_dset_id": _empty,
    "dyad_new_id": _empty,
    "dyad_name": _dyad,
    "side_a_dset_id": _empty,
    "side_a_new_id": _empty,
    "side_a": lambda d: _side(d.side_a),
    "side_b_dset_id": _empty,
    "side_b_new_id": _empty,
    "side_b": lambda d: _side(d.side_b),
    "number_of_sources": lambda d: len(d.told.sources),
    "source_article": _article,
    "source_office": lambda d: joined(d.told.card.outlets),
    "source_date": _days,
    "source_headline": lambda d: joined(short(s.title) for s in d.told.sources if s.title),
    "source_original": lambda d: _origins(d.told.incident),
    "where_prec": lambda d: d.where,
    "where_coordinates": lambda d: d.place.name,
    "where_description": lambda d: ", ".join(
        part for part in (d.place.name, d.place.admin1, country_name(d.country.code)) if part
    ),
    "adm_1": lambda d: d.place.admin1 or "",
    "adm_2": lambda d: admin2_of(d.place),
    "latitude": lambda d: degrees(d.middle[0]),
    "longitude": lambda d: degrees(d.middle[1]),
    "geom_wkt": _coordinates,
    "priogrid_gid": lambda d: grid_cell(*d.middle),
    "country": lambda d: country_name(d.country.code),
    "country_id": lambda d: d.country.gw or "",
    "region": lambda d: d.country.region,
    "event_clarity": lambda d: 1 if date_prec(d.time) == 1 else 2,
    "date_prec": lambda d: date_prec(d.time),
    "date_start": lambda d: d.time.start.isoformat(),
    "date_end": lambda d: d.time.last.isoformat(),
    "deaths_a": lambda d: d.dead.deaths_a,
    "deaths_b": lambda d: d.dead.deaths_b,
    "deaths_civilians": lambda d: d.dead.deaths_civilians,
    "deaths_unknown": lambda d: d.dead.deaths_unknown,
    "best": lambda d: d.dead.best,
    "high": lambda d: d.dead.high,
    "low": lambda d: d.dead.low,
    "gwnoa": lambda d: _gw(d.side_a),
    "gwnob": lambda d: _gw(d.side_b),
}

COLUMNS: tuple[Column, ...] = read_table("columns_ucdp.csv", Column, TERMS)
_IN_ORDER = tuple(_VALUES[column.name] for column in COLUMNS)


def ucdp_row(told: Told) -> tuple[object, ...] | None:
    """The cells of one incident under COLUMNS; None where GED has no such event."""
    one = deadly(told)
    return None if isinstance(one, str) else tuple(value(one) for value in _IN_ORDER)


ucdp_line = line_of(ucdp_row)

UCDP = Exchange(
    name=NAME,
    words=(
        "Deadly events in the 49 columns of UCDP's Georeferenced Event Dataset. Left out is what nobody is "
        "said to have died of, what has no place, and what has no day within a year; the threshold of 25 "
        "deaths a year is not applied."
    ),
    media="text/csv; charset=utf-8",
    suffix=".csv",
    of="incidents",
    columns=COLUMNS,
    write=table_of(COLUMNS, ucdp_line),
    hxl=True,
)
