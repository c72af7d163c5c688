"""Who reads what is kept from the public is noted before it is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.people.conftest import PASSWORD
from tests.web.paper import Paper
from tests.web.paper_reports import TODAY
from tests.web.people.conftest import sign_in
from trucewatch.people import People, Scope
from trucewatch.people.doors import writing
from trucewatch.people.schema import read_table
from trucewatch.web.app import create_app
from trucewatch.web.policy import Policy

BLURRED, OPEN = Policy(blur_km=25), Policy()


@pytest.fixture
def site(desk: Paper, people: People) -> Iterator[TestClient]:
    with client_of(desk, people, BLURRED) as client:
        yield client


def client_of(desk: Paper, people: People, policy: Policy, *, closed: bool = False) -> TestClient:
    app = create_app(desk.ledger(), today=lambda: TODAY, labels=str, people=people, policy=policy, closed=closed)
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)


def noted(people: People) -> list[tuple[str, str, str]]:
    return [(one.account, one.item, one.asked) for one in reversed(people.reads.latest())]


def test_pages_files_and_answers_of_the_api_are_noted_for_whoever_signed_in(
    desk: Paper, site: TestClient, people: People
) -> None:
    incident = desk.incident_records[0].id
    assert site.get("/").status_code == 200
    assert noted(people) == []
    sign_in(site, "vera")
    for path in (f"/incidents/{incident}", "/incidents.csv?country=SYR", f"/api/v1/incidents/{incident}"):
        assert site.get(path).status_code == 200, path
    site.get("/static/site.css")
    site.get("/account")
    token = people.tokens.make("rana", {Scope.READ}, label="a notebook", days=1)
    fresh = TestClient(site.app)
    assert fresh.get("/api/v1/incidents", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert noted(people) == [
        ("vera", f"/incidents/{incident}", ""),
        ("vera", "/incidents.csv", "country=SYR"),
        ("vera", f"/api/v1/incidents/{incident}", ""),
        ("rana", "/api/v1/incidents", ""),
    ]
    assert people.reads.latest()[0].by_token


def test_where_nothing_is_kept_from_the_public_nobody_is_noted(desk: Paper, people: People) -> None:
    with client_of(desk, people, OPEN) as client:
        sign_in(client, "vera")
        assert client.get("/incidents").status_code == 200
    assert noted(people) == []


def test_a_closed_site_notes_its_readers(desk: Paper, people: People) -> None:
    with client_of(desk, people, OPEN, closed=True) as client:
        assert client.get("/incidents").status_code == 303
        sign_in(client, "vera")
        assert client.get("/incidents").status_code == 200
    assert noted(people) == [("vera", "/incidents", "")]


def test_what_cannot_be_noted_is_not_shown(desk: Paper, site: TestClient, people: People) -> None:
    sign_in(site, "vera")
    with writing(people.engine) as connection:
        read_table.drop(connection)
    incident = desk.incident_records[0]
    for path in (f"/incidents/{incident.id}", f"/api/v1/incidents/{incident.id}", "/incidents.csv"):
        answer = site.get(path)
        assert answer.status_code == 503, path
        assert incident.id not in answer.text.replace(path, "")


def test_an_admin_sees_the_list_and_takes_it_as_a_file(site: TestClient, people: People) -> None:
    sign_in(site, "vera")
    site.get("/incidents?text=<script>alert(1)</script>")
    assert site.get("/people/reads").status_code == 403
    admin = TestClient(site.app, follow_redirects=False)
    sign_in(admin, "ada", PASSWORD)
    page = admin.get("/people/reads")
    assert page.status_code == 200
    assert "/incidents" in page.text
    assert "<script>alert" not in page.text
    assert "vera" not in admin.get("/people/reads?account=rana").text
    file = admin.get("/people/reads.csv?account=vera&item=/incidents")
    assert file.headers["content-type"].startswith("text/csv")
    assert [line.split(",")[1:4] for line in file.text.splitlines()[1:]] == [["vera", "no", "/incidents"]]
    assert admin.get("/people/readsxyz").status_code == 404
    assert "/people/reads" in admin.get("/people").text
