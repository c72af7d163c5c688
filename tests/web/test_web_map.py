"""The map frames where things happened; a distant venue of talks is listed, not drawn."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from trucewatch.model import EventType, Incident, Place
from trucewatch.web.desk import PaperDesk
from trucewatch.web.map import on_map


def at(incident: Incident, latitude: float, longitude: float, kind: EventType) -> Incident:
    assert incident.place is not None
    place = replace(incident.place, latitude=latitude, longitude=longitude, geo_precision=1)
    return replace(incident, id=f"{kind}-{latitude}", place=place, type=kind, mode=None)


@pytest.fixture
def shelling(desk: PaperDesk) -> Incident:
    found = desk.incident("inc-saraqib")
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
