"""The data page: every format for what is asked for, under its licence, and to the public no more than the pages show."""

from __future__ import annotations

import csv
import io
import json
import math
import zipfile
from datetime import UTC, datetime, timedelta

import pyarrow.parquet
import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import labels
from tests.web.incident.shelling import shelling
from tests.web.paper import Paper
from tests.web.paper_desk import make_desk
from tests.web.paper_reports import TODAY
from trucewatch.ledger import Ledger
from trucewatch.people import People, Role, SignedIn
from trucewatch.publish.exchange.dictionary import dictionary
from trucewatch.web.app import create_app
from trucewatch.web.data.page import file_of, offered
from trucewatch.web.policy import Grid, Policy

FILES = [file_of(one) for one in offered()]
PASSWORD = "correct horse battery staple"
BLUR = Policy(blur_km=25)


def client_of(ledger: Ledger, policy: Policy | None = None, licence: str = "", people: People | None = None) -> TestClient:
    app = create_app(ledger, today=lambda: TODAY, labels=labels, policy=policy, licence=licence, people=people)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def desk() -> Ledger:
    return make_desk().ledger()


@pytest.fixture(scope="module")
def client(desk: Ledger) -> TestClient:
    return client_of(desk)


def signed_in(ledger: Ledger, policy: Policy) -> TestClient:
    people = People.open("sqlite://")
    people.accounts.add("vera", Role.VIEWER, PASSWORD)
    found = people.sessions.sign_in("vera", PASSWORD)
    assert isinstance(found, SignedIn)
    client = client_of(ledger, policy, people=people)
    client.cookies.set("trucewatch", found.key)
    return client


def rows_of(client: TestClient, address: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pyarrow.parquet.read_table(io.BytesIO(client.get(address).content)).to_pylist()
    return found


@pytest.mark.parametrize("file", [*FILES, "package.zip", "data-dictionary.md"])
def test_every_file_named_on_the_page_can_be_had(client: TestClient, file: str) -> None:
    assert f'href="/data/{file}"' in client.get("/data").text
    answer = client.get(f"/data/{file}")
    assert answer.status_code == 200
    assert answer.content
    assert f'filename="{file}"' in answer.headers["content-disposition"]


def test_a_filter_goes_from_the_page_into_its_files(client: TestClient) -> None:
    page = client.get("/data?state=contested").text
    assert 'href="/data/incidents.parquet?state=contested"' in page
    assert 'href="/data/incidents.acled.csv?state=contested&amp;hxl=yes"' in page
    states = {row["state"] for row in rows_of(client, "/data/incidents.parquet?state=contested")}
    assert states == {"contested"}
    assert len(rows_of(client, "/data/incidents.parquet")) > len(rows_of(client, "/data/incidents.parquet?state=contested"))
    assert 'href="/data?state=contested"' in client.get("/incidents?state=contested").text


def test_a_question_that_is_wrong_is_named_and_gives_no_file(client: TestClient) -> None:
    assert "soon" in client.get("/data?from=soon").text
    assert client.get("/data/incidents.ucdp.csv?from=soon").status_code == 400
    assert client.get("/data/package.zip?from=soon").status_code == 400


def test_the_row_of_tags_stands_under_the_header(client: TestClient) -> None:
    tagged = list(csv.reader(io.StringIO(client.get("/data/incidents.acled.csv?hxl=yes").text)))
    plain = list(csv.reader(io.StringIO(client.get("/data/incidents.acled.csv").text)))
    assert all(not cell or cell.startswith("#") for cell in tagged[1])
    assert tagged[:1] + tagged[2:] == plain


def test_the_licence_is_told_and_so_is_that_there_is_none(desk: Ledger) -> None:
    assert "None was given" in client_of(desk).get("/data").text
    told = client_of(desk, licence="CC-BY-4.0")
    assert "Creative Commons Attribution 4.0 International" in told.get("/data").text
    with zipfile.ZipFile(io.BytesIO(told.get("/data/package.zip").content)) as package:
        assert json.loads(package.read("datapackage.json"))["licenses"][0]["name"] == "CC-BY-4.0"
    assert "&lt;b&gt;" in client_of(desk, licence="<b>ours</b>").get("/data").text


def test_the_page_says_which_entry_to_cite(desk: Ledger, client: TestClient) -> None:
    seq, digest = desk.head()
    page = client.get("/data").text
    assert f"entry {seq}" in page.replace("\n", " ")
    assert digest[:32] in page


def test_the_dictionary_is_the_same_as_in_the_docs(client: TestClient) -> None:
    assert client.get("/data/data-dictionary.md").text == dictionary()


def test_positions_are_no_finer_than_those_of_the_pages(client: TestClient) -> None:
    places = [row for row in rows_of(client, "/data/incidents.geoparquet.parquet") if row["latitude"] is not None]
    assert places
    for row in places:
        for name in ("latitude", "longitude"):
            degrees = float(str(row[name]))
            assert degrees == pytest.approx(round(degrees, 2), abs=1e-9)


def test_what_is_blurred_on_the_pages_is_blurred_in_the_files() -> None:
    ledger = shelling()
    grid = Grid(25)
    exact = {row["id"]: row for row in rows_of(client_of(ledger), "/data/incidents.parquet")}
    for row in rows_of(client_of(ledger, BLUR), "/data/incidents.parquet"):
        if row["latitude"] is None:
            continue
        told = float(str(row["latitude"])), float(str(row["longitude"]))
        middle = grid.middle(float(str(exact[row["id"]]["latitude"])), float(str(exact[row["id"]]["longitude"])))
        assert math.dist(told, middle) < 0.01
        assert row["place"] != exact[row["id"]]["place"]


@pytest.mark.parametrize("file", FILES)
def test_no_exact_place_is_in_a_file_that_the_public_gets_blurred(file: str) -> None:
    ledger = shelling()
    places = [one.place for one in ledger.incidents() if one.place and one.place.latitude is not None and one.place.place_id]
    answer = client_of(ledger, BLUR).get(f"/data/{file}")
    assert answer.status_code == 200
    assert places
    content = answer.content
    if file.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read("incidents.csv")
    elif file.endswith(".parquet"):
        content = repr(pyarrow.parquet.read_table(io.BytesIO(content)).drop_columns(["quote"]).to_pylist()).encode()
    for place in places:
        assert str(place.latitude).encode() not in content
        assert f'"{place.place_id}"'.encode() not in content


def test_a_package_is_for_people_who_signed_in_where_anything_is_kept_from_the_public() -> None:
    ledger = shelling()
    public = client_of(ledger, BLUR)
    assert public.get("/data/package.zip").status_code == 403
    page = public.get("/data").text
    assert "For people who have signed in" in page
    assert "/data/package.zip" not in page
    assert signed_in(ledger, BLUR).get("/data/package.zip").status_code == 200


def test_what_is_held_back_is_in_no_file(desk: Ledger) -> None:
    first = next(desk.entries()).stamp.at
    early = first if first.tzinfo else first.replace(tzinfo=UTC)
    policy = Policy(delay_hours=3, now=lambda: early + timedelta(hours=2))
    assert rows_of(client_of(desk, policy), "/data/incidents.parquet") == []
    later = Policy(delay_hours=3, now=lambda: datetime(2100, 1, 1, tzinfo=UTC))
    assert len(rows_of(client_of(desk, later), "/data/incidents.parquet")) == len(tuple(desk.incidents()))


@pytest.mark.parametrize("file", FILES)
def test_an_empty_ledger_has_its_files_too(file: str) -> None:
    empty = client_of(Paper().ledger())
    assert empty.get("/data").status_code == 200
    assert empty.get(f"/data/{file}").status_code == 200


def test_an_earlier_state_is_asked_for_as_everywhere(client: TestClient) -> None:
    assert rows_of(client, "/data/incidents.parquet?asof=2019-01-01T00:00Z") == []


def test_a_head_is_answered_without_a_body(client: TestClient) -> None:
    answer = client.head("/data/incidents.ucdp.csv")
    assert (answer.status_code, answer.content) == (200, b"")
