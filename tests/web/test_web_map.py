"""The map frames where things happened; a distant venue of talks is listed, not drawn."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from tests.web.paper import Paper
from tests.web.paper_reports import TODAY
from trucewatch.model import EventType, Ground, Incident, Place, PlacePrecision, Shape, Span
from trucewatch.publish.titles import incident_title
from trucewatch.web.map import is_placed, map_plate, on_map
from trucewatch.web.parts import Room


def at(incident: Incident, latitude: float, longitude: float, kind: EventType) -> Incident:
    assert incident.place is not None
    place = replace(incident.place, latitude=latitude, longitude=longitude, geo_precision=1)
    return replace(incident, id=f"{kind}-{latitude}", place=place, type=kind, mode=None)


@pytest.fixture
def shelling(desk: Paper) -> Incident:
    found = desk.desk().incident("inc-saraqib")
    assert found is not None
    assert isinstance(found.place, Place)
    return at(found, 35.86, 36.8, EventType.ASSAULT)


def test_talks_in_a_distant_capital_do_not_shrink_the_map(shelling: Incident) -> None:
    brussels = at(shelling, 50.85, 4.35, EventType.CONSULT)
    assert on_map((shelling, brussels)) == (shelling,)


def test_talks_near_by_are_drawn(shelling: Incident) -> None:
    near = at(shelling, 36.2, 37.1, EventType.CONSULT)
    assert on_map((shelling, near)) == (shelling, near)


def test_an_attack_is_drawn_however_far_it_is(shelling: Incident) -> None:
    far = at(shelling, 50.85, 4.35, EventType.ASSAULT)
    assert on_map((shelling, far)) == (shelling, far)


def test_where_nothing_but_talks_is_told_they_are_drawn(shelling: Incident) -> None:
    brussels, sochi = at(shelling, 50.85, 4.35, EventType.CONSULT), at(shelling, 43.6, 39.7, EventType.AGREE)
    assert on_map((brussels, sochi)) == (brussels, sochi)


def test_the_map_and_the_method_page_name_the_sources_of_places_with_their_licences(client: TestClient) -> None:
    start = html.unescape(client.get("/").text)
    assert "Places: Who's On First (CC0), GeoNames (CC BY 4.0)." in start
    method = html.unescape(client.get("/method").text)
    assert "Who's On First (CC0), whosonfirst.org; GeoNames (CC BY 4.0), www.geonames.org" in method


def beside(incident: Incident, words: str, *, degrees: float = 0.05) -> Incident:
    """The same, told of in other words as lying on ground around 35.9, 36.9."""
    assert incident.place is not None
    west, east, south, north = 36.9 - degrees, 36.9 + degrees, 35.9 - degrees, 35.9 + degrees
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ground = Ground(Shape.CIRCLE, ((ring,),), (35.9, 36.9), Span("r", 0, len(words), words), km=111 * degrees)
    place = replace(
        incident.place, latitude=None, longitude=None, ground=ground, precision=PlacePrecision.VICINITY, geo_precision=2
    )
    return replace(incident, id=f"beside-{words}", place=place)


def test_what_lies_beside_a_town_is_drawn_as_ground_and_not_at_the_towns_point(desk: Paper, shelling: Incident) -> None:
    near = beside(shelling, "10 km north of Saraqib")
    plate = map_plate(Room(desk.desk(), lambda: TODAY, str), (near,), {near.id: 1})
    assert plate is not None
    assert "Somewhere here: 10 km north of Saraqib" in plate.wide
    assert "m-point" not in plate.wide
    assert ">Saraqib<" not in plate.wide


def test_ground_is_drawn_in_its_true_size(desk: Paper, shelling: Incident) -> None:
    near, far = beside(shelling, "near it"), beside(shelling, "around it", degrees=0.2)
    plate = map_plate(Room(desk.desk(), lambda: TODAY, str), (near, far), {near.id: 1, far.id: 2})
    assert plate is not None
    assert plate.wide.count("m-rough") == 2


def test_half_a_country_is_listed_and_not_drawn(shelling: Incident) -> None:
    assert not is_placed(beside(shelling, "northern Syria", degrees=2.0))


def test_the_heading_says_near_only_of_what_is_near(shelling: Incident) -> None:
    assert " near Saraqib" in incident_title(beside(shelling, "near Saraqib"), str)
    assert " in Saraqib" in incident_title(shelling, str)


EDGES = [(90.0, 0.0), (-90.0, 0.0), (0.0, 180.0), (0.0, -180.0), (0.0, 0.0), (90.0, -180.0)]


@pytest.mark.parametrize("one", EDGES)
@pytest.mark.parametrize("two", EDGES)
def test_a_map_to_the_edge_of_the_world_is_drawn_and_stays_light(
    one: tuple[float, float], two: tuple[float, float], desk: Paper, shelling: Incident
) -> None:
    pair = [replace(at(shelling, *spot, EventType.ASSAULT), id=str(number)) for number, spot in enumerate((one, two), 1)]
    plate = map_plate(Room(desk.desk(), lambda: TODAY, str), pair, {"1": 1, "2": 2})
    assert plate is not None
    assert not re.search(r"[ML \"]-?(?:nan|inf)\b", plate.wide + plate.narrow)
    assert len(plate.wide) < 600_000
