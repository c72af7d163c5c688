"""List files: the same list as CSV, JSON, GeoJSON and Atom at one address, streamed, stable, harmless."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient

from trucewatch.publish.exports import Row
from trucewatch.web.lists import FeedEntry, Listing, add_files, file_links

ATOM = "{http://www.w3.org/2005/Atom}"
AT = datetime(2020, 2, 13, 19, tzinfo=UTC)
COLUMNS = ("id", "place", "longitude", "latitude")


def rows() -> Iterator[Row]:
    yield {"id": "bridge", "place": "=1+1", "longitude": 36.81, "latitude": 35.86}
    yield {"id": "road", "place": "M5 <b>&\x00", "longitude": None, "latitude": None}


def entries() -> Iterator[FeedEntry]:
    yield FeedEntry(
        "incidents/bridge", "Fire <at> the bridge & road\x00", "/incidents/bridge", AT, AT, "one \x1b origin", ("alleged",)
    )


def listing(request: Request) -> Listing:
    version = request.query_params.get("version", "7")
    return Listing("incidents", "Incidents", "/list", COLUMNS, rows, "q=a", 2, AT, "q=a&after=9-x", None, entries, version)


@pytest.fixture
def files() -> Iterator[TestClient]:
    router = APIRouter()
    add_files(router, "/list", listing, what="The list", fields={"q": "words"})
    app = FastAPI()
    app.include_router(router)
    with TestClient(app) as client:
        yield client


def test_a_csv_cell_of_a_list_cannot_become_a_formula(files: TestClient) -> None:
    found = list(csv.DictReader(io.StringIO(files.get("/list.csv").text)))
    assert [row["place"] for row in found] == ["'=1+1", "M5 <b>&␀"]
    assert tuple(found[0]) == COLUMNS


def test_the_json_file_says_of_when_it_is_how_many_there_are_and_what_follows(files: TestClient) -> None:
    body = files.get("/list.json").json()
    assert (body["as_of"], body["count"], body["query"]) == ("2020-02-13T19:00:00+00:00", 2, "q=a")
    assert body["next"] == "http://testserver/list.json?q=a&after=9-x"
    assert [row["id"] for row in body["incidents"]] == ["bridge", "road"]


def test_what_has_no_point_stays_in_the_geojson_file(files: TestClient) -> None:
    answer = files.get("/list.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    assert [feature["geometry"] for feature in answer.json()["features"]] == [
        {"type": "Point", "coordinates": [36.81, 35.86]},
        None,
    ]


def test_a_feed_is_well_formed_whatever_the_titles_hold(files: TestClient) -> None:
    feed = ElementTree.fromstring(files.get("/list.atom").content)
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "Fire <at> the bridge & road␀"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://testserver/list.atom?q=a",
        "alternate": "http://testserver/list?q=a",
        "next": "http://testserver/list.atom?q=a&after=9-x",
    }


def test_an_entry_of_a_feed_has_the_same_id_on_every_host(files: TestClient) -> None:
    ids = {
        ElementTree.fromstring(files.get(f"http://{host}/list.atom").content).findtext(f"{ATOM}entry/{ATOM}id")
        for host in ("a.example", "b.example")
    }
    assert len(ids) == 1
    assert str(ids.pop()).startswith("urn:uuid:")


def test_a_file_of_a_past_moment_links_to_the_same_moment(files: TestClient) -> None:
    assert files.get("/list.json?asof=2020-02-13").json()["next"].endswith("?q=a&after=9-x&asof=2020-02-13")


def test_a_file_that_the_asker_holds_is_not_sent_again_until_the_ledger_grows(files: TestClient) -> None:
    mark = files.get("/list.json?version=7").headers["etag"]
    assert files.get("/list.json?version=7", headers={"if-none-match": mark}).status_code == 304
    assert files.get("/list.json?version=8", headers={"if-none-match": mark}).status_code == 200


def test_a_head_request_makes_no_row(files: TestClient) -> None:
    answer = files.head("/list.csv")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"", "text/csv; charset=utf-8")


def test_the_files_are_described_with_what_can_be_asked(files: TestClient) -> None:
    described = files.get("/openapi.json").json()["paths"]["/list.csv"]["get"]
    assert [field["name"] for field in described["parameters"]] == ["q"]
    assert list(described["responses"]["200"]["content"]) == ["text/csv"]


def test_a_page_links_to_its_files_with_its_query() -> None:
    assert file_links("/list", "q=a", ("csv", "atom")) == (("CSV", "/list.csv?q=a"), ("Atom", "/list.atom?q=a"))


def test_a_long_list_is_sent_while_it_is_made() -> None:
    router = APIRouter()
    many = Listing("n", "N", "/n", ("id",), lambda: ({"id": n} for n in range(50_000)))
    add_files(router, "/n", lambda _: many, what="Numbers", endings=("json",))
    app = FastAPI()
    app.include_router(router)
    with TestClient(app) as client, client.stream("GET", "/n.json") as answer:
        assert "content-length" not in answer.headers
        assert len(json.loads(answer.read())["n"]) == 50_000
