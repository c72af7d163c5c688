"""The API: lists with cursors, records at permanent addresses, what became of those that are gone, and problems in one form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import labels
from tests.web.paper import Paper
from tests.web.paper_desk import make_desk
from tests.web.paper_reports import TODAY
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.people import People, Role, Scope
from trucewatch.web.app import create_app

NOW = datetime(2020, 2, 14, 8, tzinfo=UTC)
API = "/api/v1"


def stamp(at: datetime = NOW) -> Stamp:
    return Stamp(at, "machine", "test", "", "")


@pytest.fixture
def ledger() -> Ledger:
    return make_desk().ledger()


@pytest.fixture
def people() -> People:
    return People.open("sqlite://")


@pytest.fixture
def api(ledger: Ledger, people: People) -> Iterator[TestClient]:
    app = create_app(ledger, today=lambda: TODAY, labels=labels, people=people)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/incidents",
        "/incidents/inc-saraqib",
        "/incidents/inc-saraqib/history",
        "/tallies?by=type,state",
        "/reports",
        "/reports/levant-post-11",
        "/outlets",
        "/findings?agreement=SOC18",
        "/finding-tallies?agreement=SOC18&by=clause,state",
        "/ultimatums",
        "/agreements",
        "/agreements/SOC18",
        "/posts",
        "/reviews?subject=inc-saraqib",
        "/entries",
    ],
)
def test_every_address_answers_with_a_tag_and_says_nothing_twice(api: TestClient, path: str) -> None:
    first = api.get(API + path)
    assert first.status_code == 200, first.text
    assert first.headers["content-type"] == "application/json"
    again = api.get(API + path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_new_entry_changes_the_tag(api: TestClient, ledger: Ledger) -> None:
    tag = api.get(f"{API}/incidents").headers["etag"]
    report = make_desk().report_records[0]
    ledger.append([replace(report, id="later")], stamp())
    assert api.get(f"{API}/incidents", headers={"If-None-Match": tag}).status_code == 200


def test_a_list_is_walked_through_by_its_cursor_and_its_link(api: TestClient) -> None:
    whole = [item["id"] for item in api.get(f"{API}/incidents").json()["items"]]
    walked, address = [], f"{API}/incidents?limit=1"
    while address:
        page = api.get(address)
        walked += [item["id"] for item in page.json()["items"]]
        link = page.headers.get("link", "")
        assert bool(link) == bool(page.json()["next"])
        address = link.partition(">")[0].removeprefix("<")
    assert walked == whole
    assert len(whole) > 2


def test_the_same_question_chooses_as_on_the_site(api: TestClient) -> None:
    items = api.get(f"{API}/incidents", params={"state": "contested"}).json()["items"]
    assert [item["id"] for item in items] == ["inc-saraqib"]


def test_positions_are_no_finer_than_a_kilometre(api: TestClient) -> None:
    places = [item["place"] for item in api.get(f"{API}/incidents").json()["items"] if item["place"]]
    claims = api.get(f"{API}/reports/levant-post-11").json()["claims"]
    found = [spot[axis] for spot in (*places, *(c["place"] for c in claims if c["place"])) for axis in ("latitude", "longitude")]
    assert any(found)
    assert all(degrees is None or round(degrees, 2) == degrees for degrees in found)


def test_a_report_is_given_without_its_text(api: TestClient) -> None:
    told = api.get(f"{API}/reports/levant-post-11").json()
    text = make_desk().desk().report("levant-post-11")
    assert text is not None
    assert told["length"] == len(text.text)
    assert "text" not in told
    assert all(claim["quote"]["text"] in text.text for claim in told["claims"])


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/incidents?colour=red", 400, "question"),
        ("/incidents?state=true", 400, "question"),
        ("/incidents?limit=0", 400, "question"),
        ("/incidents?after=zz", 400, "cursor"),
        ("/incidents?asof=yesterday", 400, "question"),
        ("/tallies?by=colour", 400, "question"),
        ("/finding-tallies?agreement=SOC18&by=", 400, "question"),
        ("/findings", 400, "question"),
        ("/findings?agreement=SOC18&from=0000-01-01", 400, "question"),
        ("/incidents/none", 404, "not-found"),
        ("/incidents/none/history", 404, "not-found"),
        ("/reports/..%2Fx", 404, "not-found"),
        ("/claims/none", 404, "not-found"),
        ("/outlets/none", 404, "not-found"),
        ("/agreements/none", 404, "not-found"),
        ("/posts/none", 404, "not-found"),
        ("/nowhere", 404, "not-found"),
    ],
)
def test_what_goes_wrong_is_a_problem_in_one_form(api: TestClient, path: str, status: int, kind: str) -> None:
    answer = api.get(API + path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    told = answer.json()
    assert told["type"].endswith(f"#{kind}")
    assert told["status"] == status
    assert told["title"]


def test_a_merged_incident_leads_to_the_one_that_took_its_claims(api: TestClient, ledger: Ledger) -> None:
    ledger.append([Withdrawal(Kind.INCIDENT, "inc-convoy", "the same happening", ("inc-saraqib",))], stamp())
    answer = api.get(f"{API}/incidents/inc-convoy")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{API}/incidents/inc-saraqib"
    assert api.get(f"{API}/incidents/inc-convoy", params={"asof": "2020-02-13T23:00Z"}).status_code == 200


def test_what_stood_once_and_no_longer_does_has_a_tombstone(api: TestClient, ledger: Ledger) -> None:
    ledger.append([Withdrawal(Kind.INCIDENT, "inc-convoy", "its claims are gone")], stamp())
    answer = api.get(f"{API}/incidents/inc-convoy")
    assert answer.status_code == 410
    told = answer.json()
    assert (told["reason"], told["by"], told["into"]) == ("its claims are gone", "machine", [])
    assert [entry["kind"] for entry in api.get(f"{API}/incidents/inc-convoy/history").json()] == ["incident", "withdrawal"]


def test_entries_are_given_behind_the_last_one_known(api: TestClient, ledger: Ledger) -> None:
    head = ledger.head()[0]
    page = api.get(f"{API}/entries", params={"after": head - 3, "limit": 2}).json()
    assert [item["seq"] for item in page["items"]] == [head - 2, head - 1]
    assert page["next"] == head - 1
    assert api.get(f"{API}/entries", params={"after": head}).json() == {"items": [], "next": None, "head": head}


def decision(**more: object) -> dict[str, object]:
    return {"decision": "accept", "kind": "incident", "subject": "inc-convoy", "seen": 10_000, "reason": "read twice", **more}


def token(people: People, role: Role, *scopes: Scope) -> dict[str, str]:
    people.accounts.add("mara", role, "correct horse battery staple", by="test")
    return {"Authorization": f"Bearer {people.tokens.make('mara', scopes)}"}


def test_a_decision_needs_a_token_and_the_role_behind_it(api: TestClient, people: People) -> None:
    assert api.post(f"{API}/reviews", json=decision()).status_code in (401, 403)
    may_note = token(people, Role.CONTRIBUTOR, Scope.READ, Scope.WRITE_CLAIMS)
    refused = api.post(f"{API}/reviews", json=decision(), headers=may_note)
    assert (refused.status_code, refused.json()["detail"]) == (403, "Decisions are for reviewers; leave a note.")
    noted = api.post(f"{API}/reviews", json=decision(decision="note"), headers=may_note)
    assert noted.status_code == 201, noted.text


def test_a_decision_is_recorded_under_its_name_and_twice_sent_it_is_one(api: TestClient, people: People, ledger: Ledger) -> None:
    reviewer = token(people, Role.REVIEWER, Scope.READ, Scope.WRITE_CLAIMS, Scope.REVIEW)
    first = api.post(f"{API}/reviews", json=decision(), headers=reviewer)
    assert first.status_code == 201, first.text
    assert first.json()["review"]["by"] == "mara"
    again = api.post(f"{API}/reviews", json=decision(), headers=reviewer).json()
    assert (again["again"], again["review"]["id"]) == (True, first.json()["review"]["id"])
    assert len(api.get(f"{API}/reviews", params={"subject": "inc-convoy"}).json()) == 1
    ledger.verify()


def test_a_decision_that_others_overtook_is_told_what_they_changed(api: TestClient, people: People, ledger: Ledger) -> None:
    reviewer = token(people, Role.REVIEWER, Scope.READ, Scope.WRITE_CLAIMS, Scope.REVIEW)
    seen = ledger.head()[0]
    told = next(one for one in make_desk().incident_records if one.id == "inc-convoy")
    ledger.append([replace(told, state_reason="told anew")], stamp())
    answer = api.post(f"{API}/reviews", json=decision(seen=seen), headers=reviewer)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("#overtaken")
    assert answer.json()["changes"]
    assert answer.json()["sent"]["reason"] == "read twice"
    anew = decision(seen=answer.json()["seq"])
    assert api.post(f"{API}/reviews", json=anew, headers=reviewer).status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "verify"},
        {"subject": ""},
        {"subject": "never-there"},
        {"seen": -1},
        {"reason": "x" * 20_000},
        {"kind": "moon"},
    ],
)
def test_a_decision_that_cannot_be_taken_says_why(api: TestClient, people: People, wrong: dict[str, object]) -> None:
    reviewer = token(people, Role.REVIEWER, Scope.READ, Scope.WRITE_CLAIMS, Scope.REVIEW)
    answer = api.post(f"{API}/reviews", json=decision(**wrong), headers=reviewer)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_the_description_is_openapi_3_1_and_names_every_answer(api: TestClient) -> None:
    told = api.get(f"{API}/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert told["servers"] == [{"url": API}]
    for path, methods in told["paths"].items():
        for method, about in methods.items():
            assert about["summary"], (path, method)
            assert {"400", "401", "403", "503"} <= set(about["responses"]), (path, method)


def test_an_empty_ledger_answers_with_empty_lists() -> None:
    app = create_app(Paper().ledger(), today=lambda: TODAY, labels=labels)
    with TestClient(app) as client:
        assert client.get(f"{API}/incidents").json() == {"items": [], "next": None, "seq": 0, "known_at": None}
        assert client.get(f"{API}/").json()["seq"] == 0
