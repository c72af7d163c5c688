"""The revision feed on the site: the page, the files, deletions in the feed, and what the public does not see of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import labels
from tests.web.incident.shelling import shelling
from tests.web.paper_reports import TODAY
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Decision, Incident, Review
from trucewatch.reviewing.deciding import Draft, decide
from trucewatch.web.app import create_app
from trucewatch.web.policy import Policy

EVENING = datetime(2020, 2, 13, 20, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
TOMB = "{http://purl.org/atompub/tombstones/1.0}"


def site_of(ledger: Ledger, policy: Policy | None = None) -> TestClient:
    return TestClient(create_app(ledger, today=lambda: TODAY, labels=labels, policy=policy), raise_server_exceptions=False)


@pytest.fixture
def ledger() -> Ledger:
    return shelling()


@pytest.fixture
def rejected(ledger: Ledger) -> Incident:
    """The incident that a reviewer has rejected since."""
    alone = min(ledger.incidents(), key=lambda one: len(one.accounts))
    draft = Draft(Decision.REJECT, "claim", alone.claim_ids[0], "A page of <b>fiction</b>.")
    decide(ledger, draft, seen=ledger.head()[0], gazetteer=load_gazetteer(), stamp=Stamp(EVENING, "osei", "test", "", ""))
    return alone


def test_the_page_tells_what_was_withdrawn_by_whom_and_why(ledger: Ledger, rejected: Incident) -> None:
    page = site_of(ledger).get("/changes").text
    assert "Withdrawn" in page
    assert "A page of &lt;b&gt;fiction&lt;/b&gt;." in page
    assert f'href="/incidents/{rejected.id}"' in page
    assert "osei" in page


def test_filters_narrow_and_mistakes_are_named(ledger: Ledger, rejected: Incident) -> None:
    client = site_of(ledger)
    assert "Report" in client.get("/changes?kind=report&what=added").text
    assert "No such change" in client.get("/changes?kind=report&what=withdrawn").text
    wrong = client.get("/changes?since=yesterweek&kind=zeppelin&what=sunk")
    assert wrong.status_code == 200
    assert "yesterweek" in wrong.text
    assert "zeppelin" in wrong.text
    assert client.get("/changes.json?since=yesterweek").status_code == 400
    assert client.get("/changes.json?limit=0").status_code == 400


def test_programs_follow_the_numbers_and_get_every_change_once(ledger: Ledger, rejected: Incident) -> None:
    client = site_of(ledger)
    whole = [json.loads(line) for line in client.get("/changes.jsonl").text.splitlines()]
    got, address = [], "/changes.json?limit=2"
    while address:
        page = client.get(address).json()
        got += page["changes"]
        until, address = page["until"], page["next"]
    assert got == whole
    assert until == ledger.head()[0]
    after = client.get(f"/changes.json?since={until}").json()
    assert (after["changes"], after["until"]) == ([], until)


def test_a_filter_that_finds_nothing_still_says_how_far_it_looked(ledger: Ledger) -> None:
    answer = site_of(ledger).get("/changes.json?kind=review").json()
    assert (answer["changes"], answer["until"]) == ([], ledger.head()[0])


def test_the_feed_tells_other_feeds_which_entries_are_gone(ledger: Ledger, rejected: Incident) -> None:
    client = site_of(ledger)
    before = ElementTree.fromstring(client.get("/incidents.atom?asof=2020-02-13T17:00Z").text)
    known = {entry.findtext(f"{ATOM}id") for entry in before.iter(f"{ATOM}entry")}
    now = ElementTree.fromstring(client.get("/incidents.atom").text)
    gone = known - {entry.findtext(f"{ATOM}id") for entry in now.iter(f"{ATOM}entry")}
    feed = ElementTree.fromstring(client.get("/changes.atom").text)
    assert {tomb.get("ref") for tomb in feed.iter(f"{TOMB}deleted-entry")} == gone
    assert len(gone) == 1


def test_the_ids_of_the_feed_stay_when_it_grows(ledger: Ledger) -> None:
    client = site_of(ledger)
    ids = {entry.findtext(f"{ATOM}id") for entry in ElementTree.fromstring(client.get("/changes.atom").text).iter(f"{ATOM}entry")}
    draft = Draft(Decision.NOTE, "incident", next(ledger.incidents()).id, "Seen.")
    decide(ledger, draft, seen=ledger.head()[0], gazetteer=load_gazetteer(), stamp=Stamp(EVENING, "osei", "test", "", ""))
    later = [
        entry.findtext(f"{ATOM}id") for entry in ElementTree.fromstring(client.get("/changes.atom").text).iter(f"{ATOM}entry")
    ]
    assert len(later) == len(set(later))
    assert ids < set(later)


def test_the_public_is_told_of_a_change_only_after_the_delay(ledger: Ledger, rejected: Incident) -> None:
    for hours, seen in ((1, False), (4, True)):
        policy = Policy(delay_hours=3, now=lambda hours=hours: EVENING + timedelta(hours=hours))  # type: ignore[misc]
        client = site_of(ledger, policy)
        for path in ("/changes", "/changes.json", "/changes.jsonl", "/changes.csv", "/changes.atom"):
            assert ("fiction" in client.get(path).text) is seen, path
        assert client.get("/changes.json").json()["until"] == (ledger.head()[0] if seen else 8)


def test_the_public_is_not_told_the_name_of_a_place_it_may_not_see(ledger: Ledger) -> None:
    policy = Policy(blur_km=25)
    for path in ("/changes", "/changes.json", "/changes.atom"):
        assert "in Saraqib" not in site_of(ledger, policy).get(path).text, path
        assert "Saraqib" in site_of(ledger).get(path).text


def test_the_public_is_not_told_the_place_that_a_reviewer_corrected(ledger: Ledger) -> None:
    review = Review(
        "r-1", "c-1", "osei", "2020-02-13T20:00:00+00:00", Decision.CORRECT, "Said so.", "claim", "place", "Sarmin", "Binnish"
    )
    ledger.append([review], Stamp(EVENING, "osei", "test", "", ""))
    assert "Binnish" in site_of(ledger).get("/changes.json").text
    for path in ("/changes", "/changes.json", "/changes.atom", "/changes.csv"):
        told = site_of(ledger, Policy(blur_km=25)).get(path).text
        assert "Binnish" not in told, path
        assert "Sarmin" not in told, path


def test_a_past_moment_knows_no_later_change(ledger: Ledger, rejected: Incident) -> None:
    assert "fiction" not in site_of(ledger).get("/changes?asof=2020-02-13T17:00Z").text


def test_an_empty_ledger_says_so() -> None:
    client = site_of(Ledger.open("sqlite://"))
    assert "Nothing has been recorded" in client.get("/changes").text
    assert client.get("/changes.json").json()["changes"] == []
    assert client.get("/changes.atom").status_code == 200
