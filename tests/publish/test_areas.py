"""The areas of agreements on a map: certain and possible ground apart, nothing for what nobody drew."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from trucewatch.knowledge.agreements import load_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Ledger
from trucewatch.model import Agreement, Area, AreaKind
from trucewatch.pipeline import machine_stamp
from trucewatch.publish.areas import area_rows, area_shapes
from trucewatch.publish.exports import write_rows
from trucewatch.publish.tables import table_rows


def agreement(*areas: Area) -> Agreement:
    return Agreement("T1", "a truce", date(2020, 1, 1), date(2020, 1, 1), (), (), (), (), areas, ())


def land(ground: object) -> BaseGeometry:
    assert isinstance(ground, dict)
    return shape(ground)


BAND = Area("B", "the zone", AreaKind.BAND, line=((36.0, 35.0), (37.0, 35.0)), width_km=20, least_km=15)
ZONE = Area("Z", "the area nobody drew", AreaKind.UNKNOWN)
STRAIT = Area("S", "the strait", AreaKind.POLYGON, ring=((178.0, -18.0), (-178.0, -18.0), (-178.0, -16.0), (178.0, -16.0)))
CAP = Area("C", "the cap", AreaKind.POLYGON, ring=tuple((float(degrees), 80.0) for degrees in range(-180, 180, 30)))
UNITS = Area("U", "the province", AreaKind.ADMIN, names=("Idlib",), partly=("Hama",), countries=("SYR",))


def test_what_is_certain_lies_within_what_is_possible() -> None:
    (drawn,) = area_shapes(agreement(BAND))
    certain, possible = land(drawn.certain), land(drawn.possible)
    assert possible.contains(certain)
    assert certain.contains(Point(36.5, 35.0 + 14.9 / 110.94))
    assert not certain.contains(Point(36.5, 35.0 + 15.1 / 110.94))
    assert possible.contains(Point(36.5, 35.0 + 19.9 / 110.94))


def test_an_area_nobody_drew_has_a_row_without_a_ground() -> None:
    (row,) = area_rows(agreement(ZONE))
    assert (row["id"], row["part"], row["why_not"], row["ground"]) == ("T1/Z/not drawn", "not drawn", "not yet delineated", None)


def test_named_provinces_are_drawn_by_their_borders() -> None:
    rows = list(area_rows(agreement(UNITS), load_gazetteer()))
    assert [row["part"] for row in rows] == ["certain", "possible"]
    assert land(rows[0]["ground"]).contains(Point(36.65, 35.75))
    assert not land(rows[0]["ground"]).contains(Point(36.76, 35.13))
    assert land(rows[1]["ground"]).contains(Point(36.76, 35.13))


def test_an_area_over_the_180th_meridian_is_cut_there() -> None:
    ground = land(next(area_rows(agreement(STRAIT)))["ground"])
    assert ground.is_valid
    assert ground.contains(Point(179, -17))
    assert ground.contains(Point(-179, -17))
    assert not ground.contains(Point(0, -17))


def test_an_area_around_a_pole_is_not_drawn_wrongly() -> None:
    (row,) = area_rows(agreement(CAP))
    assert (row["part"], row["why_not"]) == ("not drawn", "it lies around a pole")


@pytest.mark.parametrize("held", load_agreements(), ids=lambda held: held.id)
def test_every_area_of_a_packaged_agreement_has_sound_ground_or_says_why_not(held: Agreement) -> None:
    for row in area_rows(held, load_gazetteer(), load_posts()):
        if row["ground"] is None:
            assert row["why_not"]
        else:
            ground = land(row["ground"])
            assert ground.is_valid
            assert ground.area > 0
            west, south, east, north = ground.bounds
            assert west >= -180
            assert south >= -90
            assert east <= 180
            assert north <= 90


def test_areas_are_written_as_geojson() -> None:
    told = json.loads("".join(write_rows(area_rows(agreement(BAND, ZONE)), "geojson")))
    assert [feature["geometry"] and feature["geometry"]["type"] for feature in told["features"]] == ["Polygon", "Polygon", None]
    assert told["features"][0]["properties"]["name"] == "the zone"


def test_the_areas_of_the_agreements_held_are_exported(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as book:
        book.append([agreement(BAND, ZONE)], machine_stamp(datetime(2020, 3, 9, tzinfo=UTC)))
        assert [row["id"] for row in table_rows(book, "areas")] == ["T1/B/certain", "T1/B/possible", "T1/Z/not drawn"]
        header, *rows = "".join(write_rows(table_rows(book, "areas"), "csv")).splitlines()
    assert header.startswith("id,agreement,area,name,kind,part,clauses,")
    assert len(rows) == 3
