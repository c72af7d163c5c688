"""The list of incidents: what it says, what a query string chooses, and the same list as CSV, JSON and GeoJSON."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from tests.web.paper import Paper
from trucewatch.catalogue import Question
from trucewatch.model import EventType
from trucewatch.web.app import create_app
from trucewatch.web.overview.asking import Filter, read_filter
from trucewatch.web.overview.listing import COLUMNS


def ids(client: TestClient, query: str) -> list[str]:
    answer = client.get(f"/incidents.json{query}")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["incidents"]]


def test_the_front_page_opens_with_a_sentence_and_the_moment_of_knowledge(client: TestClient) -> None:
    page = client.get("/").text
    assert "In the week to 12 February 2020, <b>four incidents</b> were reported" in page
    assert "19:00 on 13 February 2020, UTC" in page
    assert "15 days left" in page


def test_an_incident_in_the_list_says_date_place_type_parties_figures_origins_and_state(client: TestClient) -> None:
    page = client.get("/").text
    for words in (
        "Monday 10 February 2020",
        "Saraqib",
        "سراقب",
        "Shelling or other heavy fire on Turkish armed forces near Saraqib, attributed to Syrian government forces",
        "at least 6 killed",
        "20 wounded",
        "3 reports, 2 origins",
        '<use href="#g-contested"/></svg>Contested',
    ):
        assert words in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["inc-hostile", "inc-threat", "inc-convoy", "inc-saraqib"]),
        ("?type=ASSAULT", ["inc-hostile", "inc-saraqib"]),
        ("?state=contested", ["inc-saraqib"]),
        ("?party=TUR", ["inc-threat", "inc-convoy", "inc-saraqib"]),
        ("?party=TUR:MIL", ["inc-saraqib"]),
        ("?party=turkish+armed", ["inc-saraqib"]),
        ("?place=sara", ["inc-saraqib"]),
        ("?from=2020-02-12", ["inc-hostile", "inc-convoy"]),
        ("?to=2020-02-10", ["inc-convoy", "inc-saraqib"]),
        ("?from=2020-02-11&to=2020-02-11", ["inc-threat", "inc-convoy"]),
        ("?q=КОРРЕСПОНДЕНТ", []),
        ("?q=военнослужащих", ["inc-saraqib"]),
        ("?q=ANSWER+every+shell", ["inc-threat"]),
        ("?type=ASSAULT&state=alleged", []),
        ("?colour=red", ["inc-hostile", "inc-threat", "inc-convoy", "inc-saraqib"]),
    ],
)
def test_a_query_string_chooses_incidents(client: TestClient, query: str, found: list[str]) -> None:
    assert ids(client, query) == found


def test_the_page_and_the_files_honour_the_same_query(client: TestClient) -> None:
    page = client.get("/?state=contested&place=Saraqib").text
    assert "1 incident of 4" in page
    assert 'href="/incidents.csv?place=Saraqib&amp;state=contested"' in page
    assert 'href="/?place=Saraqib"' in page  # the chip that drops the state


@pytest.mark.parametrize("query", ["?from=yesterday", "?type=EXPLODE", "?state=true", "?to=2020-13-01"])
def test_a_mistaken_filter_is_named_on_the_page_and_refused_in_the_files(client: TestClient, query: str) -> None:
    page = client.get(f"/{query}")
    assert page.status_code == 200
    assert "was left out" in page.text
    answer = client.get(f"/incidents.csv{query}")
    assert answer.status_code == 400
    assert "is no" in answer.text


def test_days_asked_backwards_are_exchanged_and_said_so() -> None:
    asked = read_filter({"from": "2020-02-13", "to": "2020-02-01"})
    assert (str(asked.question.first), str(asked.question.last)) == ("2020-02-01", "2020-02-13")
    assert asked.problems


def test_a_filter_and_its_query_string_are_one() -> None:
    asked = Filter(Question(type=EventType.ASSAULT, party="TUR:MIL", words="a & b"))
    assert read_filter({"type": "ASSAULT", "party": "TUR:MIL", "q": "a & b"}) == asked
    assert asked.query(party="") == "q=a+%26+b&type=ASSAULT"


def test_nothing_found_is_no_statement_about_the_world(client: TestClient) -> None:
    page = client.get("/?q=zebra").text
    assert "No incident matches all you asked for" in page
    assert "Drop the filter" in page


def test_an_empty_ledger_does_not_read_like_a_quiet_day(empty_client: TestClient) -> None:
    page = empty_client.get("/").text
    assert "nothing is known" in page
    assert "not the same as a quiet day" in page
    assert "Nothing has been recorded in this ledger yet." in page


def test_the_csv_has_one_row_an_incident_under_named_columns(client: TestClient) -> None:
    answer = client.get("/incidents.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert list(rows[0]) == list(COLUMNS)
    saraqib = next(row for row in rows if row["id"] == "inc-saraqib")
    assert saraqib["figures"] == "at least 6 killed; 20 wounded"
    assert (saraqib["reports"], saraqib["origins"], saraqib["state"]) == ("3", "2", "contested")


def test_a_cell_cannot_become_a_formula(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/incidents.csv").text)))
    assert next(row for row in rows if row["id"] == "inc-hostile")["place"].startswith("'=HYPERLINK")


def test_a_day_with_very_many_incidents_says_how_many_more_there_are(desk: Paper) -> None:
    many = replace(desk, incident_records=tuple(replace(desk.incident_records[0], id=f"inc-{n:03}") for n in range(40)))
    with TestClient(create_app(many.ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        page = client.get("/").text
    assert page.count(">+28</text>") == 2  # once for a desk, once for a phone


def test_positions_are_given_no_finer_than_a_kilometre(client: TestClient) -> None:
    features = client.get("/incidents.geojson").json()["features"]
    point = next(feature for feature in features if feature["id"] == "inc-saraqib")
    assert point["geometry"] == {"type": "Point", "coordinates": [36.81, 35.86]}
    assert "35.86412" not in client.get("/incidents.json").text


def test_what_has_no_point_gets_none(client: TestClient) -> None:
    features = client.get("/incidents.geojson").json()["features"]
    assert {feature["id"] for feature in features if feature["geometry"] is None} == {"inc-hostile", "inc-threat", "inc-convoy"}
    page = client.get("/").text
    assert "Not on the map" in page


def test_an_incident_known_only_by_a_region_is_listed_and_not_placed(desk: Paper) -> None:
    told = desk.incident_records[0]
    assert told.place is not None
    wide = replace(told, place=replace(told.place, geo_precision=3, name="Idlib"))
    with TestClient(create_app(Paper(incident_records=(wide,)).ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        page = client.get("/").text
    assert 'id="map"' not in page
    assert "Idlib: known only as a larger region" in page


def test_the_map_is_a_group_of_links_that_say_what_they_lead_to(client: TestClient) -> None:
    page = client.get("/").text
    assert (
        'href="/incidents/inc-saraqib" aria-label="4. 10 Feb 2020: Shelling or other heavy fire on Turkish armed forces' in page
    )
    assert page.count('class="m-point"') == 2  # once for a desk, once for a phone


def test_the_json_carries_every_span_with_its_words(client: TestClient) -> None:
    rows = {row["id"]: row for row in client.get("/incidents.json").json()["incidents"]}
    letter, low, high, span = rows["inc-saraqib"]["figures_by_account"][0]["by_account"][1]
    assert (letter, low, high, span["text"]) == ("B", 6, 6, "Шестеро")
    assert rows["inc-saraqib"]["comparisons"][0]["relation"] == "same measure, different numbers"


def test_a_long_list_is_cut_into_pages_and_the_files_are_whole(desk: Paper) -> None:
    many = replace(desk, incident_records=tuple(replace(desk.incident_records[0], id=f"inc-{n:03}") for n in range(95)))
    with TestClient(create_app(many.ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        assert len(client.get("/incidents.json").json()["incidents"]) == 95
        seen: list[str] = []
        address: str | None = "/"
        while address:
            page = client.get(address).text
            seen += re.findall(r'<h4 class="h3"><a href="/incidents/([^"]+)"', page)
            following = re.search(r'href="([^"]+)" rel="next"', page)
            address = html.unescape(following[1]) if following else None
        assert seen == sorted(seen)
        assert len(seen) == len(set(seen)) == 95
        assert "Back to the first" in page


def test_a_page_of_a_file_says_where_the_next_begins(desk: Paper) -> None:
    many = replace(desk, incident_records=tuple(replace(desk.incident_records[0], id=f"inc-{n:03}") for n in range(95)))
    with TestClient(create_app(many.ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        seen: list[str] = []
        address = "/incidents.json?limit=40"
        while address:
            body = client.get(address).json()
            assert body["count"] == 95
            seen += [row["id"] for row in body["incidents"]]
            address = body["next"]
        assert len(seen) == len(set(seen)) == 95


@pytest.mark.parametrize("query", ["after=zebra", "after=99999999-x", "after=%00"])
def test_a_list_that_cannot_go_on_from_there_begins_anew_and_says_so(client: TestClient, query: str) -> None:
    page = client.get(f"/?{query}")
    assert page.status_code == 200
    assert "cannot go on from there" in page.text
    assert client.get(f"/incidents.csv?{query}").status_code == 400
