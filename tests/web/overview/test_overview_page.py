"""The overview: its sentences, its counts and who could look, the days as a table, and filters that cannot be understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from tests.web.paper import Paper
from trucewatch.catalogue import Catalogue, Question
from trucewatch.model import Basis, Interval, Outlet, Precision, Published, Report
from trucewatch.web.app import create_app
from trucewatch.web.overview.asking import FIELDS, Filter, Known, read_filter
from trucewatch.web.overview.counts import who_words
from trucewatch.web.overview.periods import Period, bins_of, period_of


def report(day: date) -> Report:
    return Report(
        f"r-{day}",
        "x.txt",
        "Nothing new.",
        "0",
        outlet=Outlet("Post", Basis.METADATA),
        published=Published(day, Precision.DAY, Basis.METADATA),
    )


def told(desk: Paper, days: Sequence[date], *, read: Sequence[date]) -> TestClient:
    """A site with one incident on each of the days, and a report of each of the days read."""
    model = desk.incident_records[0]
    incidents = tuple(
        replace(model, id=f"inc-{number:03}", time=Interval(day, date.fromordinal(day.toordinal() + 1), Precision.DAY))
        for number, day in enumerate(days)
    )
    paper = Paper(incident_records=incidents, report_records=tuple(report(day) for day in read))
    return TestClient(create_app(paper.ledger(), today=lambda: date(2020, 2, 14), labels=str))


FEBRUARY = [date(2020, 2, day) for day in range(1, 30)]


def test_the_change_against_the_week_before_is_told_in_words(desk: Paper) -> None:
    days = [FEBRUARY[12]] * 9 + [FEBRUARY[2]] * 4
    with told(desk, days, read=FEBRUARY[:13]) as client:
        page = client.get("/").text
    assert "In the week to 13 February 2020, <b>nine incidents</b> were reported, five more than the week before." in page
    assert '<td data-s="">More</td>' in page


def test_few_incidents_are_too_few_to_compare(desk: Paper) -> None:
    with told(desk, [FEBRUARY[12], FEBRUARY[2]], read=FEBRUARY[:13]) as client:
        page = client.get("/").text
    assert "one the week before: too few to compare" in page
    assert "Too few to compare" in page


def test_days_of_which_nothing_was_read_are_hatched_and_no_zero(desk: Paper) -> None:
    with told(desk, [FEBRUARY[12]], read=[FEBRUARY[12], FEBRUARY[11]]) as client:
        page = client.get("/").text
    assert "<b>five of seven days</b> no report was read" in page
    assert page.count("nobody could look</span></span>") == 5
    assert "2 reports read on 2 of 7 days" in page


def test_a_period_without_a_report_is_not_compared(desk: Paper) -> None:
    with told(desk, [FEBRUARY[12]] * 12, read=[FEBRUARY[12]]) as client:
        page = client.get("/").text
    assert "of the week before nothing was read, so there is nothing to compare with" in page


def test_days_asked_for_are_compared_with_as_many_before(desk: Paper) -> None:
    with told(desk, [FEBRUARY[8]] * 6 + [FEBRUARY[4]] * 6, read=FEBRUARY[:13]) as client:
        page = client.get("/?from=2020-02-08&to=2020-02-10").text
    assert "For 8–10 February 2020, <b>six incidents</b> were reported, as many as the 3 days before" in page


def test_the_numbers_of_the_feed_run_on(desk: Paper) -> None:
    with told(desk, FEBRUARY[:12], read=FEBRUARY[:13]) as client:
        page = client.get("/").text
    assert [page.index(f'id="item-{number}"') for number in range(1, 13)] == sorted(
        page.index(f'id="item-{number}"') for number in range(1, 13)
    )


def test_the_days_as_a_table_name_the_days_that_nobody_read(desk: Paper) -> None:
    with told(desk, [FEBRUARY[0], FEBRUARY[4]], read=[FEBRUARY[0], FEBRUARY[4]]) as client:
        rows = client.get("/days.json").json()["days"]
        page = client.get("/days").text
    assert [row["looked"] for row in rows] == ["read", "nobody read", "nobody read", "nobody read", "read"]
    assert page.count("nobody here could look") == 3


def test_the_table_of_incidents_has_all_that_the_feed_leaves_out(client: TestClient) -> None:
    page = client.get("/incidents?state=contested").text
    for words in ("1 incident of 4", "Levant Post", "Not reviewed", "first told", "at least 6 killed"):
        assert words in page


def test_an_agreement_can_be_asked_for_by_its_area(client: TestClient) -> None:
    page = client.get("/?area=SOC18").text
    assert client.get("/?area=NONE").text.count('class="item"') == 0
    assert "Posts:" in page


def test_what_a_form_sends_empty_does_not_stay_in_the_address(client: TestClient) -> None:
    answer = client.get("/?q=&from=&state=contested&to=", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?state=contested")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=0000-01-01", "is no day"),
        ("box=1,2,3", "is no box"),
        ("box=1,2,3,400", "is no box"),
        ("least=-1", "is no number"),
        ("least=99999999999999999999", "is no number"),
        ("least=٣", "is no number"),
        ("measure=unicorns", "is no measure"),
        ("finding=guilty", "is no finding"),
        ("review=maybe", "is no state of review"),
        ("party=nobody", "is no party"),
    ],
)
def test_what_cannot_be_understood_is_named_and_left_out(client: TestClient, query: str, words: str) -> None:
    page = client.get(f"/?{query}")
    assert page.status_code == 200
    assert words in page.text
    assert page.text.count('class="item"') == 4
    assert client.get(f"/incidents.json?{query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "from=0001-01-01",
        "to=9999-12-31",
        "from=0001-01-01&to=9999-12-31",
        "from=9999-12-31",
        "to=0001-01-01",
        "box=179,-90,-179,90&area=SOC18/x",
        "q=%00%ff",
        "clause=/&agreement=%3Cscript%3E",
        "area=" + "x" * 5000,
    ],
)
@pytest.mark.parametrize("path", ["/", "/incidents", "/days", "/incidents.atom", "/map.geojson", "/days.csv"])
def test_no_question_breaks_a_page(client: TestClient, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code == 200


def test_every_field_of_the_address_is_read_and_written(client: TestClient) -> None:
    values = {
        "q": "shell",
        "from": "2020-02-01",
        "to": "2020-02-13",
        "area": "SOC18/dmz",
        "box": "36,35,37.5,36.5",
        "place": "Sara",
        "country": "SYR",
        "admin1": "Idlib",
        "party": "TUR:MIL",
        "type": "ASSAULT",
        "state": "contested",
        "agreement": "SOC18",
        "clause": "SOC18-1",
        "finding": "alleged",
        "outlet": "Levant Post",
        "telling": "first",
        "measure": "killed",
        "least": "6",
        "review": "open",
        "sort": "told",
    }
    assert {*values, "after"} == set(FIELDS)
    asked = read_filter(values, Known(("TUR:MIL",), str))
    assert asked.problems == ()
    assert asked.values() == values


def test_part_of_a_partys_name_finds_its_code_if_only_one_has_it() -> None:
    known = Known(("TUR:MIL", "TUR:GOV"), {"TUR:MIL": "Turkish armed forces", "TUR:GOV": "Turkish government"}.get)  # type: ignore[arg-type]
    assert read_filter({"party": "armed"}, known).question.party == "TUR:MIL"
    assert "TUR:GOV, TUR:MIL: name one" in read_filter({"party": "turkish"}, known).problems[0]


def test_a_week_that_nobody_asked_for_is_the_last_that_was_read(desk: Paper) -> None:
    paper = Paper(report_records=(report(date(2020, 2, 5)),))
    shelf = Catalogue(paper.ledger()).at()
    period = period_of(Question(), shelf, dict(shelf.report_days()), date(2026, 1, 1))
    assert period == Period(date(2020, 1, 30), date(2020, 2, 5), False)


@pytest.mark.parametrize(("days", "unit"), [(1, "day"), (14, "day"), (15, "week"), (91, "week"), (92, "month"), (5000, "month")])
def test_a_period_is_told_in_few_cells(days: int, unit: str) -> None:
    last = date(2020, 2, 13)
    period = Period(date.fromordinal(last.toordinal() - days + 1), last, True)
    found, bins = bins_of(period)
    assert found == unit
    assert 1 <= len(bins) <= 15
    assert bins[-1].first <= last <= bins[-1].last


def test_an_empty_filter_asks_for_nothing() -> None:
    assert Filter().query() == ""


@pytest.mark.parametrize(
    ("outlets", "many", "unnamed", "words"),
    [
        (1, 2, True, "told by 1 outlet and by reports that name none"),
        (2, 2, False, "told by 2 outlets"),
        (0, 1, True, "reports that name no outlet"),
        (0, 0, False, "nobody told of any"),
    ],
)
def test_who_told_it_names_reports_without_an_outlet_too(outlets: int, many: int, unnamed: bool, words: str) -> None:
    assert who_words(outlets, many, unnamed) == words
