"""The history of an incident, its files, its citation and its clock."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from tests.web.conftest import labels
from tests.web.paper import Paper
from tests.web.paper_reports import NATIVE, TODAY
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.ledger.histories import Histories
from trucewatch.model import Incident, State
from trucewatch.publish.values import changed, incident_values
from trucewatch.web.app import create_app
from trucewatch.web.incident.clock import clock_at

LATER = datetime(2020, 2, 13, 21, 5, tzinfo=UTC)


def later(ledger: Ledger, record: Incident | Withdrawal, hours: int = 0, author: str = "machine", reason: str = "") -> None:
    ledger.append([record], Stamp(LATER + timedelta(hours=hours), author, "test", "", "", reason))


@pytest.fixture
def story(desk: Paper) -> Ledger:
    """The shelling near Saraqib, first alleged by one account, then contested by three."""
    ledger = Ledger.open("sqlite://")
    full = desk.incident_records[0]
    early = replace(
        full,
        accounts=full.accounts[:1],
        claim_ids=full.claim_ids[:1],
        figures=(),
        comparisons=(),
        matches=(),
        state=State.ALLEGED,
        grades=(),
        actor=(),
    )
    stamp = Stamp(datetime(2020, 2, 13, 9, 0, tzinfo=UTC), "machine", "test", "", "")
    ledger.append([*desk.claim_records, *desk.report_records, early], stamp)
    later(ledger, full, reason="two more reports were read")
    return ledger


@pytest.fixture
def told(story: Ledger) -> TestClient:
    app = create_app(story, today=lambda: TODAY, labels=labels, native=NATIVE.get)
    return TestClient(app, raise_server_exceptions=False)


def test_a_history_tells_what_changed_as_deleted_and_inserted_words(told: TestClient) -> None:
    page = told.get("/incidents/inc-saraqib/history").text
    assert "<bdi>nobody named</bdi>" not in page
    assert "Grade of the whole" in page
    assert "<bdi>Alleged</bdi></del>" in page
    assert "<bdi>Contested</bdi></ins>" in page
    assert "Accounts joined" in page
    assert "منبر الشمال" in page
    assert "Two more reports were read." in page
    assert "{" not in page.partition("<main")[2].partition("</main")[0]


def test_the_newest_change_comes_first_and_leads_to_the_page_of_its_moment(told: TestClient) -> None:
    rows = told.get("/incidents/inc-saraqib/history.json").json()["history"]
    assert rows[0]["at"] == "2020-02-13T21:05:00+00:00"
    assert rows[-1]["value"] in ("First recorded", "Account joined")
    page = told.get("/incidents/inc-saraqib").text
    assert "/incidents/inc-saraqib?asof=2020-02-13T21%3A05%3A00Z" in page
    before = told.get("/incidents/inc-saraqib?asof=2020-02-13T21:04:59Z").text
    assert "Northern" not in before
    assert "Северный вестник" not in before.partition('id="accounts"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("of", "there", "not_there"), [("accounts", "Accounts joined", "Grade"), ("grade", "Contested", "joined")]
)
def test_the_history_of_one_value_tells_of_it_alone(told: TestClient, of: str, there: str, not_there: str) -> None:
    rows = list(csv.DictReader(io.StringIO(told.get(f"/incidents/inc-saraqib/history.csv?of={of}").text)))
    assert {row["of"] for row in rows} == {of}
    page = told.get(f"/incidents/inc-saraqib/history?of={of}").text.partition("<ol")[2].partition("</ol>")[0]
    assert there in page
    assert not_there not in page


def test_a_value_that_never_changed_says_so(told: TestClient) -> None:
    assert "No change of this is recorded" in told.get("/incidents/inc-saraqib/history?of=place").text


def test_the_feed_of_a_history_is_well_formed_and_names_its_entries_for_good(told: TestClient) -> None:
    feed = ElementTree.fromstring(told.get("/incidents/inc-saraqib/history.atom").text)
    ids = [entry.findtext("{http://www.w3.org/2005/Atom}id") for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")]
    assert len(ids) == len(set(ids)) == 2


def test_an_incident_nobody_has_recorded_has_no_history(told: TestClient) -> None:
    assert told.get("/incidents/inc-nowhere/history").status_code == 404
    assert told.get("/incidents/inc-nowhere/history.csv").status_code == 404


def test_before_its_first_entry_an_incident_was_not_there_yet_and_the_page_says_since_when_it_is(told: TestClient) -> None:
    answer = told.get("/incidents/inc-saraqib?asof=2020-02-12")
    assert answer.status_code == 404
    assert "was not in the ledger yet at that moment" in answer.text


def test_the_citation_names_the_entry_and_its_hash_and_its_address_shows_the_same_state_later(
    told: TestClient, story: Ledger
) -> None:
    page = told.get("/incidents/inc-saraqib").text
    entry = story.history("incident", "inc-saraqib")[-1]
    assert f"Ledger entry {entry.seq}, SHA-256 {entry.hash}." in page
    later(story, Withdrawal(Kind.INCIDENT, "inc-saraqib", "its claims are gone"), hours=1)
    assert told.get("/incidents/inc-saraqib").status_code == 410
    assert told.get("/incidents/inc-saraqib?asof=2020-02-13T21:05:00Z").status_code == 200


def test_an_incident_that_came_apart_leads_to_each_of_its_parts(told: TestClient, story: Ledger, desk: Paper) -> None:
    parts = [replace(desk.incident_records[0], id=f"inc-part-{number}") for number in (1, 2)]
    for part in parts:
        later(story, part, hours=1)
    into = tuple(part.id for part in parts)
    later(story, Withdrawal(Kind.INCIDENT, "inc-saraqib", "its claims now belong to others", into), hours=1)
    answer = told.get("/incidents/inc-saraqib", follow_redirects=False)
    assert answer.status_code == 410
    assert "Its claims were split among two incidents." in answer.text
    assert 'href="/incidents/inc-part-1"' in answer.text
    later(story, desk.incident_records[0], hours=2)
    assert told.get("/incidents/inc-saraqib").status_code == 200
    assert "Stands again" in told.get("/incidents/inc-saraqib/history").text


def test_a_history_of_hundreds_of_versions_is_read_page_by_page(told: TestClient, story: Ledger, desk: Paper) -> None:
    full = desk.incident_records[0]
    for number in range(45):
        changed_by = replace(full, state=State.CORROBORATED if number % 2 else State.CONTESTED, state_reason=f"try {number}")
        later(story, changed_by, hours=number + 1)
    seen: list[str] = []
    path: str | None = "/incidents/inc-saraqib/history"
    while path:
        page = told.get(path).text
        seen += [part.partition('"')[0] for part in page.split('<li id="entry-')[1:]]
        older = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        path = older if 'rel="next"' in page else None
    assert len(seen) == len(set(seen)) == 47
    assert [int(number) for number in seen] == sorted(map(int, seen), reverse=True)


def test_hostile_words_of_a_reason_stay_words(told: TestClient, story: Ledger, desk: Paper) -> None:
    worse = replace(desk.incident_records[0], state=State.NOT_ASSESSABLE)
    later(story, worse, author="<b>eve</b>", reason='<script>alert("history")</script>')
    page = told.get("/incidents/inc-saraqib").text
    assert "<script>alert" not in page
    assert "&lt;b&gt;eve&lt;/b&gt;" in page


def test_times_are_told_in_the_clock_of_the_place_and_name_it(desk: Paper) -> None:
    place = desk.incident_records[0].place
    assert place is not None
    assert clock_at(replace(place, country="SYR")).words(LATER) == "13 Feb 2020, 23:05 EET"
    assert clock_at(replace(place, country="RUS")).words(LATER) == "13 Feb 2020, 21:05 UTC"
    assert clock_at(None).where == "UTC"


def test_headings_are_found_without_reading_their_records(story: Ledger) -> None:
    histories = Histories(story.engine)
    until = story.head()[0]
    found = histories.headings({Kind.INCIDENT: ["inc-saraqib"], Kind.REPORT: ["no such report"]}, until=until)
    assert [one.hash for one in found] == [entry.hash for entry in story.history("incident", "inc-saraqib")]
    assert histories.headings({Kind.INCIDENT: ["inc-saraqib"]}, until=found[0].seq) == found[:1]


def test_what_entries_hold_is_found_by_their_numbers(story: Ledger) -> None:
    entries = story.history("incident", "inc-saraqib")
    last = story.head()[0]
    assert story.recorded([last + 1, entries[1].seq, entries[0].seq]) == {entry.seq: entry.record for entry in entries}


def test_a_history_is_read_in_a_few_questions_however_many_accounts_were_read_again(desk: Paper) -> None:
    many = 150
    first = desk.claim_records[0]
    claims = tuple(replace(first, id=f"claim-{number}") for number in range(many))
    incident = replace(desk.incident_records[0], claim_ids=tuple(claim.id for claim in claims))
    ledger = Ledger.open("sqlite://")
    stamp = Stamp(LATER, "machine", "test", "", "")
    ledger.append([*desk.report_records, *claims, incident], stamp)
    ledger.append([replace(claim, confidence=0.25) for claim in claims], replace(stamp, at=LATER + timedelta(hours=1)))
    asked = list[str]()
    event.listen(ledger.engine, "before_cursor_execute", lambda _c, _k, words, _p, _x, _m: asked.append(words))
    with TestClient(create_app(ledger, today=lambda: TODAY, labels=labels, native=NATIVE.get)) as client:
        client.get("/incidents/inc-saraqib/history")
        asked.clear()
        page = client.get("/incidents/inc-saraqib/history").text
    assert f"and {many - 14} more changes" in page
    assert len(asked) < many / 2


def test_only_what_differs_is_a_change(desk: Paper) -> None:
    incident = desk.incident_records[0]
    values = incident_values(incident, labels)
    assert changed(values, values) == ()
    (change,) = changed(values, incident_values(replace(incident, actor=("TUR",)), labels))
    assert (change.of, change.old, change.new) == ("actor", labels("SYR:MIL"), labels("TUR"))
