"""What the site never does: run what a report holds, fetch from elsewhere, show an error as an empty ledger."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from tests.web.paper import Paper
from trucewatch.errors import LedgerError
from trucewatch.ledger import Ledger, Moment
from trucewatch.model import Counted, FigureRange, Interval, Precision, Report
from trucewatch.web.app import create_app
from trucewatch.web.leaves import LEAF
from trucewatch.web.overview.asking import FIELDS

ADDRESSES = (
    "/",
    "/incidents/inc-hostile",
    "/reports/hostile",
    "/nowhere",
    "/incidents.csv",
    "/static/trucewatch.css",
    "/incidents.json?from=x",
)


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_carries_the_strict_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/", "/incidents/inc-hostile", "/incidents/inc-saraqib", "/reports/hostile", "/reports", "/compare?a=hostile&b=minbar-11"],
)
def test_no_page_holds_a_script_an_inline_style_or_an_address_elsewhere(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(
        r"<script(?! (?:defer|type=\"module\") src=\"/static/[^\"]+\"></script>)|<style|\sstyle=|\son[a-z]+=|javascript:",
        page,
        re.IGNORECASE,
    )
    assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', page)


@pytest.mark.parametrize("path", ["/", "/incidents/inc-hostile", "/reports/hostile", "/reports", "/agreements/SOC18"])
def test_what_a_report_holds_is_text_and_nothing_else(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert "<script>" not in page
    assert "<i>origin</i>" not in page
    assert '<b>"Outlet"' not in page
    assert "\x00" not in page
    assert "\u202e" not in page


def test_hostile_words_can_still_be_read(client: TestClient) -> None:
    page = client.get("/reports/hostile").text
    assert "&lt;script&gt;alert" in page
    assert "␀" in page


def test_an_address_that_is_no_web_address_is_not_linked(desk: Paper) -> None:
    report = Report("r", "r.txt", "words", "0", url="javascript:alert(1)")
    with TestClient(create_app(Paper(report_records=(report,)).ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        assert "javascript:" not in client.get("/reports/r").text


@pytest.mark.parametrize("text", ["", "\x00\x01\ud800", "\n\n\n", "\u202e" * 50, "no stops " * 2000, "<p>" * 500])
def test_any_text_makes_a_page(text: str) -> None:
    desk = Paper(report_records=(Report("r/../x y", "s", text, "0", title=text[:80] or None),))
    with TestClient(create_app(desk.ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        assert client.get("/reports/r%2F..%2Fx%20y").status_code == 200
        assert client.get("/reports").status_code == 200
        assert client.get("/texts/r%2F..%2Fx%20y").status_code == 200


def test_a_text_of_five_million_characters_is_shown_part_by_part() -> None:
    desk = Paper(report_records=(Report("r", "s", "word " * 1_000_000, "0"),))
    with TestClient(create_app(desk.ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        page = client.get("/reports/r").text
        assert len(page) < 4 * LEAF
        assert "Part 1 of " in page
        assert "Part 2 of " in client.get("/reports/r?part=2").text
        assert len(client.get("/texts/r").text) == 5_000_000


@pytest.mark.parametrize(
    "path", ["/nowhere", "/incidents/none", "/reports/none", "/agreements/none", "/texts/none", "/incidents/%00"]
)
def test_what_is_not_there_is_said_with_one_way_on(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no" in answer.text


def test_these_pages_can_only_be_read(client: TestClient) -> None:
    answer = client.post("/")
    assert answer.status_code == 403
    assert "nothing was done" in answer.text
    assert client.head("/").status_code == 200


@pytest.mark.parametrize("day", [date.min, date(1, 1, 7), date(9999, 12, 30)])
def test_a_day_at_the_end_of_the_calendar_breaks_no_page(desk: Paper, day: date) -> None:
    odd = Interval(day, day + timedelta(days=1), Precision.DAY)
    reports = tuple(replace(r, published=replace(r.published, day=day)) for r in desk.report_records if r.published)
    ultimatums = tuple(replace(u, deadline=day, issued=day, restated_on=(day,)) for u in desk.ultimatum_records)
    strange = replace(
        desk,
        incident_records=tuple(replace(i, time=odd) for i in desk.incident_records),
        report_records=reports,
        ultimatum_records=ultimatums,
    )
    with TestClient(create_app(strange.ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        for path in ("/", "/incidents/inc-saraqib", "/reports/minbar-11", "/deadlines", "/agreements/SOC18", "/incidents.json"):
            assert client.get(path).status_code == 200, path


def test_an_incident_whose_claims_and_reports_are_not_held_still_has_its_page(desk: Paper) -> None:
    bare = Paper(
        desk.known_at, desk.incident_records, finding_records=desk.finding_records, ultimatum_records=desk.ultimatum_records
    )
    with TestClient(create_app(bare.ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        for path in ("/", "/incidents/inc-saraqib", "/incidents/inc-convoy", "/deadlines", "/incidents.csv", "/incidents.json"):
            assert client.get(path).status_code == 200, path
        assert "The claims of this account are not held here." in client.get("/incidents/inc-saraqib").text


def test_a_figure_may_be_as_large_as_it_likes(desk: Paper) -> None:
    told = desk.incident_records[0]
    span = told.figures[0].by_account[0][3]
    huge = replace(told, figures=(FigureRange(Counted.MONEY, 0, 10**18, (("A", 0, 10**18, span), ("B", None, None, span))),))
    with TestClient(
        create_app(replace(desk, incident_records=(huge,)).ledger(), today=lambda: date(2020, 2, 14), labels=str)
    ) as client:
        assert "0–1,000,000,000,000,000,000" in client.get("/incidents/inc-saraqib").text


def test_the_files_and_what_they_can_be_asked_are_described(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]
    files = {
        "/incidents.csv",
        "/incidents.json",
        "/incidents.geojson",
        "/incidents.atom",
        "/days.csv",
        "/map.geojson",
        "/naming.csv",
        "/texts/{report_id}",
    }
    assert {*files, "/healthz"} <= set(described)
    asked = {row["name"] for row in described["/incidents.csv"]["get"]["parameters"]}
    assert asked == {*FIELDS, "limit"}
    assert {row["name"] for row in described["/naming.csv"]["get"]["parameters"]} == {"party", "outlet", "by"}


def giving_way(error: Exception) -> Ledger:
    """A ledger that fails whatever it is asked, even for its head and for the entry of a moment."""

    class GivingWay(Ledger):
        def head(self) -> tuple[int, str]:
            raise error

        def position(self, moment: Moment | None = None) -> int:
            raise error

    return GivingWay.open("sqlite://")


def test_a_ledger_that_cannot_be_read_is_no_empty_ledger() -> None:
    with TestClient(
        create_app(giving_way(LedgerError("the ledger is locked <by another>")), today=lambda: date(2020, 2, 14), labels=str)
    ) as client:
        answer = client.get("/")
        assert answer.status_code == 503
        assert "the ledger is locked &lt;by another&gt;" in answer.text
        assert "This is not an empty ledger." in answer.text


def test_a_fault_of_ours_shows_no_inside_and_keeps_the_headers() -> None:
    app = create_app(giving_way(ZeroDivisionError("secret of the house")), today=lambda: date(2020, 2, 14), labels=str)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/")
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "default-src 'self'" in answer.headers["content-security-policy"]
