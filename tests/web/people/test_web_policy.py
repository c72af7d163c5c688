"""What the public sees of an open site: no position finer than a cell, nothing of the last hours, in no page and no file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from tests.people.conftest import PASSWORD
from tests.web.paper import Paper
from tests.web.paper_reports import TODAY
from tests.web.people.conftest import sign_in
from tests.web.people.test_web_sign_in import addresses
from tests.web.review.paper_queue import make_report, queue_ledger
from trucewatch.catalogue import Question
from trucewatch.catalogue.cards import PlaceLine
from trucewatch.errors import LedgerError
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger
from trucewatch.model import Decision, Ground, Incident, Place, PlacePrecision, Shape, Span
from trucewatch.people import People, Role
from trucewatch.pipeline import machine_stamp
from trucewatch.reviewing.deciding import Draft, decide
from trucewatch.web.app import create_app
from trucewatch.web.policy import Grid, Policy, PublicLedger, asked_coarsely, coarse, masked

BLUR = Policy(blur_km=25)
FINE = re.compile(r"(?<!\d)(-?\d{1,3}\.\d{2,})")


@pytest.fixture
def book(desk: Paper) -> Ledger:
    return desk.ledger()


def points_of(desk: Paper) -> set[str]:
    """The digits of every position of the records, to two decimals."""
    places = [one.place for one in desk.incident_records if one.place]
    places += [one.place for one in desk.claim_records if one.place]
    points = [(p.latitude, p.longitude) for p in places if p.latitude is not None and p.longitude is not None]
    return {f"{abs(value):.2f}" for point in points for value in point}


@pytest.fixture
def outsider(book: Ledger) -> Iterator[TestClient]:
    with TestClient(create_app(book, today=lambda: TODAY, labels=str, policy=BLUR), raise_server_exceptions=False) as client:
        yield client


def test_no_address_of_the_site_gives_a_stranger_a_finer_position(desk: Paper, outsider: TestClient) -> None:
    fine = points_of(desk)
    assert fine
    for path in addresses(outsider.app):  # type: ignore[arg-type]
        answer = outsider.get(path)
        assert answer.status_code < 500, path
        told = {f"{abs(float(value)):.2f}" for value in FINE.findall(answer.text)}
        assert not fine & told, path


def test_the_same_pages_show_those_who_have_signed_in_where_it_was(desk: Paper, book: Ledger) -> None:
    with People.open("sqlite://") as people:
        people.accounts.add("vera", Role.VIEWER, PASSWORD)
        site = create_app(book, today=lambda: TODAY, labels=str, policy=BLUR, people=people)
        with TestClient(site, follow_redirects=False) as client:
            sign_in(client, "vera")
            told = {f"{abs(float(value)):.2f}" for value in FINE.findall(client.get("/incidents.geojson").text)}
            assert points_of(desk) & told


def test_a_stranger_is_given_the_middle_of_a_cell_and_the_name_of_the_division() -> None:
    place = Place(
        Span("r", 0, 7, "Saraqib"), "Saraqib", "geonames:1", 35.8644, 36.8057, "SY", "Idlib", precision=PlacePrecision.SETTLEMENT
    )
    seen = coarse(place, Grid(25))
    assert (seen.name, seen.place_id, seen.latitude, seen.longitude) == ("Idlib", None, None, None)
    assert seen.ground is not None
    west, south, east, north = Grid(25).cell(35.8644, 36.8057)
    assert south <= 35.8644 <= north
    assert west <= 36.8057 <= east
    assert (north - south) * 111 >= 24
    assert seen.ground.words == Span("r", 0, 0, "")


def test_a_small_ground_of_a_large_place_says_no_words_of_where_it_lies() -> None:
    ring = ((36.80, 35.86), (36.81, 35.86), (36.81, 35.87), (36.80, 35.86))
    ground = Ground(Shape.OUTLINE, ((ring,),), (35.865, 36.805), Span("r", 3, 18, "east of Saraqib"))
    place = Place(Span("r", 3, 18, "east of Saraqib"), "Idlib", admin1="Idlib", precision=PlacePrecision.ZONE, ground=ground)
    seen = coarse(place, Grid(25))
    assert seen.ground is not None
    assert seen.ground.words == Span("r", 3, 3, "")


def test_the_map_of_an_incident_gives_a_stranger_the_division_and_not_the_printed_name(outsider: TestClient) -> None:
    page = outsider.get("/incidents/inc-saraqib").text
    drawn = page.split('<svg class="map ground"')[1].split("</figure>")[0]
    assert "Map: Idlib, " in drawn
    assert "words “" not in drawn
    assert "told as “" not in page


def test_the_map_of_all_incidents_gives_a_stranger_the_division_and_not_the_printed_name(outsider: TestClient) -> None:
    page = outsider.get("/?from=2020-02-10&until=2020-02-10").text
    assert "Somewhere here: Idlib" in page
    assert "Somewhere here: Saraqib" not in page


def test_a_region_keeps_its_name() -> None:
    line = PlaceLine("Idlib", "geonames:2", "Idlib", "SY", 35.93, 36.63, PlacePrecision.REGION)
    assert coarse(line, Grid(25)).name == "Idlib"


@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from([1, 10, 25, 500]))
def test_every_point_of_the_globe_lies_in_its_cell_and_all_of_a_cell_look_the_same(north: float, east: float, km: int) -> None:
    grid = Grid(km)
    cell = grid.cell(north, east)
    assert cell[0] <= east <= cell[2]
    assert cell[1] <= north <= cell[3]
    middle = grid.middle(north, east)
    assert grid.middle(*middle) == middle or abs(middle[0]) > 89 or abs(middle[1]) > 179


@given(st.floats(30, 40), st.floats(30, 40), st.floats(0, 2), st.floats(0, 2))
def test_no_box_cuts_a_cell(south: float, west: float, high: float, wide: float) -> None:
    grid = Grid(25)
    asked = asked_coarsely(Question(box=(west, south, west + wide, south + high)), grid)
    assert asked.box is not None
    edges = [grid.cell(asked.box[1] + 1e-9, asked.box[0] + 1e-9)[:2], grid.cell(asked.box[3] - 1e-9, asked.box[2] - 1e-9)[2:]]
    assert edges[0] == pytest.approx(asked.box[:2])
    assert edges[1] == pytest.approx(asked.box[2:])


def test_a_stranger_cannot_ask_for_a_village() -> None:
    asked = asked_coarsely(Question(place="Saraqib"), Grid(25))
    assert (asked.place, asked.admin1) == ("", "Saraqib")


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("at 35.8644, 36.8057 two", "at ××.××××, ××.×××× two"),
        ("35.86 N 36.80 E", "××.×× N ××.×× E"),
        ("35°51'52\" and 37S BV 12345 67890", "××°××'××\" and ××S BV ××××× ×××××"),
        ("330 vehicles, 1,000 troops, 45.000 people on 13.02.2020", "330 vehicles, 1,000 troops, 45.000 people on 13.02.2020"),
    ],
)
def test_written_coordinates_are_hidden_sign_by_sign(words: str, seen: str) -> None:
    assert masked(words) == seen
    assert len(masked(words)) == len(words)


def test_for_some_hours_a_stranger_knows_nothing_of_what_was_recorded(book: Ledger, desk: Paper) -> None:
    recorded = next(iter(book.entries())).stamp.at

    def seen(after: timedelta) -> TestClient:
        def now() -> datetime:
            return recorded + after

        return TestClient(create_app(book, today=lambda: TODAY, labels=str, policy=Policy(delay_hours=48, now=now)))

    early, late = seen(timedelta(hours=47)), seen(timedelta(days=30))
    held = [one.id for one in desk.incident_records]
    for path in addresses(early.app):  # type: ignore[arg-type]
        for asked in (path, f"{path}?asof=2100-01-01"):
            answer = early.get(asked)
            assert answer.status_code < 500, asked
            assert not [one for one in held if one != "inc-saraqib" and one in answer.text], asked
            assert "Northern Courier" not in answer.text, asked
    assert early.get("/incidents/inc-saraqib").status_code == 404
    assert "held back for 48 hours" in early.get("/").text
    assert late.get("/incidents/inc-saraqib").status_code == 200
    assert "held back" not in late.get("/").text


def test_entries_asked_for_by_number_keep_from_the_public_what_is_kept_from_it(book: Ledger) -> None:
    number = next(entry.seq for entry in book.entries() if isinstance(entry.record, Incident) and entry.record.place)
    fine = book.recorded([number])[number]
    seen = PublicLedger(book, until=number, grid=Grid(25)).recorded([number, number + 1])
    assert seen == {number: coarse(fine, Grid(25))}
    assert seen[number] != fine
    assert PublicLedger(book, until=number - 1, grid=None).recorded([number]) == {}


def test_nothing_of_a_record_but_its_position_changes(desk: Paper) -> None:
    incident: Incident = desk.incident_records[0]
    seen = coarse(incident, Grid(25))
    assert replace(seen, place=incident.place) == incident


def test_what_is_held_back_leaves_no_trace_in_any_address_nor_in_its_headers() -> None:
    """A ledger that ends where the public's knowledge ends answers every question with the same bytes."""
    full, short = queue_ledger(), queue_ledger()
    known, until = [one.id for one in full.incidents()], next(iter(full.entries())).stamp.at
    late = replace(machine_stamp(until + timedelta(hours=1)), author="jan")
    full.append([make_report("late", "Late Post", "A bridge fell\nA bridge fell in Idlib on 6 February.", TODAY)], late)
    draft = Draft(Decision.REJECT, "incident", known[0], "held back")
    decide(full, draft, seen=full.head()[0], gazetteer=load_gazetteer(), stamp=late)
    assert {one.id for one in full.incidents()} != set(known)
    policy = Policy(delay_hours=48, now=lambda: until + timedelta(hours=48, minutes=1))
    sites = [TestClient(create_app(one, today=lambda: TODAY, labels=str, policy=policy)) for one in (full, short)]
    paths = [path for path in addresses(sites[0].app) if path not in ("/sign-in",)]  # type: ignore[arg-type]
    paths += [f"/incidents/{one}{end}" for one in known for end in ("", "/history", "/history.csv", "/accounts.json")]
    paths += [
        f"/api/v1/incidents/{known[0]}",
        "/api/v1/entries",
        "/reports/late",
        "/texts/late",
        "/head",
        f"/incidents/{known[0]}.csv",
    ]
    paths += [f"/api/v1/reviews?subject={known[0]}", "/outlets/Late%20Post", "/incidents?words=bridge", "/reports.json"]
    for path in paths:
        for asked in (path, f"{path}{'&' if '?' in path else '?'}asof=2100-01-01"):
            seen, meant = (one.get(asked, follow_redirects=False) for one in sites)
            assert (seen.status_code, bare(seen.text)) == (meant.status_code, bare(meant.text)), asked
            same = {"content-length": "", "x-request-id": ""}
            assert {**seen.headers, **same} == {**meant.headers, **same}, asked


def bare(page: str) -> str:
    """A page without the line that says how much is held back, and without what is new in every form."""
    return re.sub(r" *<p>[^<]*held back for 48 hours\.</p>\n?|name=\"_once\" value=\"[^\"]*\"", "", page)


def test_a_ledger_that_cannot_be_read_is_said_to_the_public_too(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = Policy(delay_hours=48, now=lambda: datetime.now(UTC))
    site = TestClient(create_app(book, today=lambda: TODAY, labels=str, policy=policy), raise_server_exceptions=False)

    def broken(*_: object) -> None:
        raise LedgerError("the file is damaged")

    monkeypatch.setattr(Ledger, "head", broken)
    monkeypatch.setattr(Ledger, "position", broken)
    answer = site.get("/incidents")
    assert (answer.status_code, "the file is damaged" in answer.text) == (503, True)


@pytest.mark.parametrize("instant", ["2026-11-21T05:49:12.345678Z", "2020-02-14T06:00:00+03:00"])
def test_the_parts_of_a_second_are_no_coordinates(instant: str) -> None:
    assert masked(instant) == instant
    assert masked(f"at 36.12345, seen {instant}") != f"at 36.12345, seen {instant}"
