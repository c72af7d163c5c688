"""Agreements and posts at the edges: none, no clauses, days at the ends of the calendar, no place, hostile words and queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from tests.posts import post, seen
from tests.web.paper_desk import make_desk
from trucewatch.ledger import Ledger, Stamp
from trucewatch.ledger.records import Record
from trucewatch.model import Agreement
from trucewatch.web.app import create_app

TODAY = date(2020, 3, 2)
SOC18 = next(one for one in make_desk().agreement_records if one.id == "SOC18")
HOSTILE = '"><script>alert(1)</script>'


def site(*records: Record) -> TestClient:
    ledger = Ledger.open("sqlite://")
    ledger.append(records, Stamp(datetime(2020, 3, 1, tzinfo=UTC), "machine", "test", "", ""))
    return TestClient(create_app(ledger, today=lambda: TODAY, labels=str))


def bare(**changed: object) -> Agreement:
    return replace(SOC18, clauses=(), areas=(), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/agreements", "/deadlines", "/posts", "/agreements.json", "/deadlines.ics", "/posts.atom"])
def test_an_empty_ledger_has_every_page_and_file(path: str) -> None:
    assert site().get(path).status_code == 200


@pytest.mark.parametrize("path", ["", "/findings", "/weeks.csv", "/areas.geojson", "/findings.atom"])
def test_an_agreement_without_clauses_has_its_pages(path: str) -> None:
    assert site(bare()).get(f"/agreements/SOC18{path}").status_code == 200


def test_an_agreement_without_clauses_says_so() -> None:
    assert "No clause of it is kept here" in site(bare()).get("/agreements/SOC18").text


@pytest.mark.parametrize(
    "query", ["on=0001-01-01", "on=9999-12-31", "on=soon", "agreement=%00", "state=gone", f"agreement={HOSTILE}"]
)
@pytest.mark.parametrize("ending", ["", ".csv", ".ics"])
def test_any_day_can_be_asked_of_the_deadlines(query: str, ending: str) -> None:
    answer = site(SOC18).get(f"/deadlines{ending}?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("query", ["until=0001-01-01", "until=9999-12-31&by=day", "until=x&rows=party", "by=year"])
def test_any_week_can_be_asked_of_an_agreement(query: str) -> None:
    paper = make_desk()
    with TestClient(create_app(paper.ledger(), today=lambda: TODAY, labels=str)) as client:
        for path in ("/agreements/SOC18", "/agreements/SOC18/weeks.csv"):
            assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["after=x", "from=0001-01-01&to=9999-12-31", "against=TUR", "state=nothing", f"clause={HOSTILE}"]
)
def test_findings_can_be_asked_for_with_anything(query: str) -> None:
    with TestClient(create_app(make_desk().ledger(), today=lambda: TODAY, labels=str)) as client:
        answer = client.get(f"/agreements/SOC18/findings?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


POSTS: Sequence[tuple[Record, ...]] = (
    (post("NOWHERE", at=None), seen("2020-02-13T14:05:00+02:00", post="NOWHERE")),
    (replace(post("NOWHERE"), name=HOSTILE, note=HOSTILE),),
    (post("NOWHERE"), seen("0002-02-13T14:05:00+02:00", post="NOWHERE"), seen("9998-02-13T14:05:00+02:00", post="NOWHERE")),
)


@pytest.mark.parametrize("records", POSTS, ids=["without a place", "hostile", "ends of the calendar"])
@pytest.mark.parametrize(
    "path",
    ["/posts", "/posts/NOWHERE", "/posts/NOWHERE?month=0001-01", "/posts/NOWHERE?month=9999-12&kind=x&after=1", "/posts.geojson",
     "/posts?on=9999-12-31", "/posts/NOWHERE.geojson", "/posts/NOWHERE.atom"],
)  # fmt: skip
def test_any_post_has_its_page_and_files(records: tuple[Record, ...], path: str) -> None:
    answer = site(*records).get(path)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text or path.endswith("json")
