"""What the map in the browser is given: points, counts per district, ground; nothing placed that nobody placed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from tests.web.paper import Paper
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.model import PlacePrecision, State
from trucewatch.web.app import create_app


def of(desk: Paper, precision: PlacePrecision, **place: object) -> TestClient:
    told = desk.incident_records[0]
    assert told.place is not None
    record = replace(told, place=replace(told.place, precision=precision, **place))  # type: ignore[arg-type]
    return TestClient(create_app(Paper(incident_records=(record,)).ledger(), today=lambda: date(2020, 2, 14), labels=str))


def test_a_point_carries_its_grade_and_how_far_off_it_may_be(client: TestClient) -> None:
    features = client.get("/map.geojson").json()["features"]
    assert [feature["properties"]["i"] for feature in features] == ["inc-saraqib"]
    assert features[0]["geometry"]["coordinates"] == [36.81, 35.86]
    assert (features[0]["properties"]["g"], features[0]["properties"]["d"]) == ("contested", "2020-02-10")


def test_the_short_form_holds_the_same_points(client: TestClient) -> None:
    short = client.get("/map/points.json").json()
    assert (short["x"], short["y"]) == ([3681], [3586])
    assert [short["grades"][int(digit)] for digit in short["g"]] == ["contested"]


def test_incidents_of_one_grade_at_one_spot_are_one_point_that_says_how_many(desk: Paper) -> None:
    told = desk.incident_records[0]
    others = (replace(told, id="inc-again"), replace(told, id="inc-other", state=State.ALLEGED))
    paper = Paper(incident_records=(told, *others)).ledger()
    with TestClient(create_app(paper, today=lambda: date(2020, 2, 14), labels=str)) as client:
        short = client.get("/map/points.json").json()
    told_of = [(short["grades"][int(digit)], many) for digit, many in zip(short["g"], short["n"], strict=True)]
    assert sorted(told_of) == [("alleged", 1), ("contested", 2)]
    assert (short["x"], short["y"]) == ([3681, 0], [3586, 0])


@pytest.mark.parametrize("precision", [PlacePrecision.REGION, PlacePrecision.LINE, PlacePrecision.ZONE, PlacePrecision.COUNTRY])
def test_what_is_known_only_by_a_region_gets_no_point(desk: Paper, precision: PlacePrecision) -> None:
    with of(desk, precision) as client:
        assert client.get("/map.geojson").json()["features"] == []
        assert client.get("/map/points.json").json()["g"] == ""


def test_points_follow_the_filter_and_the_view(client: TestClient) -> None:
    assert client.get("/map.geojson?state=alleged").json()["features"] == []
    assert client.get("/map.geojson?view=0,0,1,1").json()["features"] == []
    assert len(client.get("/map.geojson?view=36,35,37,36").json()["features"]) == 1


@pytest.mark.parametrize("query", ["view=1,2,3", "view=5,90,6,-90", "view=north", "box=1,2", "from=yesterday"])
def test_a_view_that_is_none_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/map.geojson?{query}").status_code == 400


def test_a_district_has_its_counts_by_grade_and_leads_to_its_incidents(desk: Paper) -> None:
    with of(desk, PlacePrecision.SETTLEMENT, country="SYR", admin1="Idlib") as client:
        (district,) = client.get("/map/districts.json").json()
        assert (district["name"], district["counts"]) == ("Idlib", {"contested": 1})
        assert "1 incident" in client.get(district["href"]).text


def test_the_ground_of_a_box_has_land_divisions_areas_posts_and_towns() -> None:
    paper = Paper(agreement_records=tuple(one for one in load_agreements() if one.id == "SOC18"))
    with TestClient(create_app(paper.ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        features = client.get("/map/ground.geojson?box=35.5,35,37.5,37").json()["features"]
    kinds = {feature["properties"]["kind"] for feature in features}
    assert {"land", "border", "admin", "possible", "post", "town"} <= kinds
    edges = [
        point for feature in features if feature["properties"]["kind"] == "border" for line in lines(feature) for point in line
    ]
    assert all(35.49 <= x <= 37.51 and 34.99 <= y <= 37.01 for x, y in edges)


@pytest.mark.parametrize(("to", "drawn"), [("2020-03-04", False), ("2020-03-06", True)])
def test_no_area_is_drawn_of_a_day_before_it_was_agreed(to: str, drawn: bool) -> None:
    paper = Paper(agreement_records=tuple(one for one in load_agreements() if one.id == "MOS20"))
    with TestClient(create_app(paper.ledger(), today=lambda: date(2020, 4, 1), labels=str)) as client:
        features = client.get(f"/map/ground.geojson?box=35.5,35,37.5,37&to={to}").json()["features"]
    assert drawn is any(feature["properties"].get("id", "").startswith("MOS20/") for feature in features)


def lines(feature: dict[str, dict[str, list[list[list[float]]]]]) -> list[list[list[float]]]:
    shape = json.loads(json.dumps(feature["geometry"]))
    return [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]


@pytest.mark.parametrize("box", ["", "?box=-180,-80,180,80", "?box=37,35,36,36", "?box=a,b,c,d"])
def test_ground_is_drawn_only_of_a_box_that_fits_on_a_map(client: TestClient, box: str) -> None:
    assert client.get(f"/map/ground.geojson{box}").status_code == 400


def test_the_map_is_not_made_again_for_who_holds_it(client: TestClient) -> None:
    mark = client.get("/map.geojson").headers["etag"]
    assert client.get("/map.geojson", headers={"if-none-match": mark}).status_code == 304
    assert client.get("/map.geojson?state=alleged", headers={"if-none-match": mark}).status_code == 200


def test_the_head_grows_with_the_ledger(client: TestClient, empty_client: TestClient) -> None:
    assert client.get("/head").json()["seq"] > empty_client.get("/head").json()["seq"] == 0
