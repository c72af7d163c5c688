"""Rules are made of a filter, tried out before they are saved, and changed by whoever saved them; the public sees nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient

from tests.alerting.noticed import Clock, make_alert, make_rule, opened
from tests.people.conftest import PASSWORD
from tests.web.conftest import labels
from tests.web.paper_desk import make_desk
from tests.web.paper_reports import TODAY
from tests.web.people.conftest import sign_in
from trucewatch.alerting.rule import NewIncident, UltimatumNear
from trucewatch.alerting.store import Alerts
from trucewatch.catalogue import Question
from trucewatch.errors import AlertsError
from trucewatch.model import EventType
from trucewatch.people import People, Role
from trucewatch.web.app import create_app

NEW = {
    "r-kind": "new_incident",
    "r-title": "Attacks",
    "r-happened": "yes",
    "r-late_days": "400",
    "r-zone": "UTC",
    "type": "ASSAULT",
}
ROLES = {"ada": Role.ADMIN, "cleo": Role.CONTRIBUTOR, "otto": Role.CONTRIBUTOR, "vera": Role.VIEWER}


@pytest.fixture
def alerts() -> Alerts:
    return opened(Clock())


@pytest.fixture
def client(alerts: Alerts) -> Iterator[TestClient]:
    with People.open("sqlite://") as people:
        for name, role in ROLES.items():
            people.accounts.add(name, role, PASSWORD)
        ledger = make_desk().ledger()
        app = create_app(ledger, today=lambda: TODAY, labels=labels, people=people, alerts=alerts)
        with TestClient(app, follow_redirects=False, headers={"sec-fetch-site": "same-origin"}) as found:
            yield found


def form(page: str, action: str) -> dict[str, str]:
    """The hidden fields of one form."""
    text = page[page.index(f'action="{action}"') :]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text[: text.index("</form>")])
    return {name: unescape(value) for name, value in pairs}


def saved(client: TestClient, fields: dict[str, str]) -> str:
    """Try a rule out and save it; its id."""
    page = client.get("/alerts/new", params=fields).text
    assert client.post("/alerts/rules", data=form(page, "/alerts/rules")).headers["location"] == "/alerts#rules"
    found = re.search(r'href="/alerts/rules/([^"]+)"', client.get("/alerts").text)
    assert found
    return found[1]


@pytest.mark.parametrize("path", ["/alerts", "/alerts/new", "/alerts/rules/x"])
def test_the_public_sees_neither_rules_nor_alerts(client: TestClient, alerts: Alerts, path: str) -> None:
    alerts.add([make_alert("inc-secret")], [make_rule("mine", owner="ada")])
    answer = client.get(path)
    assert answer.status_code == 303
    for ending in ("csv", "json", "atom"):
        data = client.get(f"/alerts.{ending}")
        assert data.status_code == 401
        assert "inc-secret" not in data.text


def test_a_viewer_reads_alerts_and_makes_no_rule(client: TestClient, alerts: Alerts) -> None:
    sign_in(client, "vera")
    alerts.add([make_alert("inc-1")], [make_rule("mine", owner="ada")])
    assert "inc-1" in client.get("/alerts").text
    for ending in ("csv", "json", "atom"):
        assert "inc-1" in client.get(f"/alerts.{ending}").text
    assert client.get("/alerts/new").status_code == 403
    assert "Wake me for this" not in client.get("/incidents").text


def test_a_filter_becomes_a_rule_by_one_link(client: TestClient) -> None:
    sign_in(client, "cleo")
    page = client.get("/incidents?type=ASSAULT").text
    assert 'href="/alerts/new?type=ASSAULT"' in page
    assert 'name="type" value="ASSAULT"' in client.get("/alerts/new?type=ASSAULT").text


def test_a_rule_is_tried_out_before_it_is_saved(client: TestClient, alerts: Alerts) -> None:
    sign_in(client, "cleo")
    page = client.get("/alerts/new", params=NEW).text
    assert "What it would have told of" in page
    assert re.search(r"\d+ alerts? from ", page)
    assert alerts.rules() == ()
    saved(client, NEW)
    (rule,) = alerts.rules()
    assert (rule.title, rule.owner, rule.question) == ("Attacks", "cleo", Question(type=EventType.ASSAULT))
    assert rule.terms == NewIncident(late_days=400)


def test_a_form_sent_twice_makes_one_rule(client: TestClient, alerts: Alerts) -> None:
    sign_in(client, "cleo")
    fields = form(client.get("/alerts/new", params=NEW).text, "/alerts/rules")
    assert {client.post("/alerts/rules", data=fields).headers["location"] for _ in range(2)} == {"/alerts#rules"}
    assert len(alerts.rules()) == 1


def test_what_makes_no_rule_is_told_and_what_was_typed_stays(client: TestClient) -> None:
    sign_in(client, "cleo")
    page = client.get("/alerts/new", params=NEW | {"r-zone": "Mars/Olympus"}).text
    assert "is no zone" in page
    assert 'value="Mars/Olympus"' in page
    assert "Save the rule" not in page


def test_only_an_administrator_names_a_webhook(client: TestClient, alerts: Alerts) -> None:
    sign_in(client, "cleo")
    hook = NEW | {"r-webhooks": "https://hooks.example/x"}
    assert "Only an administrator" in client.get("/alerts/new", params=hook).text
    fields = form(client.get("/alerts/new", params=NEW).text, "/alerts/rules")
    client.post("/alerts/rules", data=fields | {"r-webhooks": "https://hooks.example/x"})
    assert alerts.rules() == ()


def test_a_rule_is_changed_paused_and_removed_by_whoever_saved_it(client: TestClient, alerts: Alerts) -> None:
    sign_in(client, "cleo")
    rule_id = saved(client, NEW)
    here = f"/alerts/rules/{rule_id}"
    assert 'value="400"' in client.get(here).text
    changed = client.get(here, params=NEW | {"r-title": "All attacks", "r-late_days": "3"}).text
    client.post(here, data=form(changed, here))
    (rule,) = alerts.rules()
    assert (rule.id, rule.title, rule.terms) == (rule_id, "All attacks", NewIncident(late_days=3))
    client.post(f"{here}/pause", data=form(client.get("/alerts").text, f"{here}/pause"))
    assert alerts.rules()[0].paused
    client.post(f"{here}/remove", data=form(client.get("/alerts").text, f"{here}/remove"))
    assert alerts.rules() == ()


def test_another_contributor_changes_no_rule_and_an_administrator_does(client: TestClient, alerts: Alerts) -> None:
    sign_in(client, "cleo")
    here = f"/alerts/rules/{saved(client, NEW)}"
    sent = form(client.get("/alerts").text, f"{here}/remove")
    client.cookies.clear()
    sign_in(client, "otto")
    assert client.get(here).status_code == 403
    token = form(client.get("/alerts/new", params=NEW).text, "/alerts/rules")["_csrf"]
    assert client.post(f"{here}/remove", data=sent | {"_csrf": token}).status_code == 403
    assert len(alerts.rules()) == 1
    client.cookies.clear()
    sign_in(client, "ada")
    assert client.get(here).status_code == 200


def test_a_form_without_its_token_saves_nothing(client: TestClient, alerts: Alerts) -> None:
    sign_in(client, "cleo")
    fields = form(client.get("/alerts/new", params=NEW).text, "/alerts/rules")
    client.post("/alerts/rules", data={name: value for name, value in fields.items() if name != "_csrf"})
    assert alerts.rules() == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"r-kind": "grade_change", "r-to": "corroborated"},
        {"r-kind": "figures_diverge", "r-counted": "killed", "r-factor": "2", "r-at_least": "6"},
        {"r-kind": "ultimatum_near", "r-hours": "36, 6"},
        {
            "r-kind": "trend_break",
            "r-days": "7",
            "r-history": "56",
            "r-direction": "both",
            "r-false_alarms": "0.001",
            "r-at_least": "10",
        },
        {"r-kind": "silent_feed", "r-hours": "24", "r-longer": "2"},
    ],
)
def test_every_kind_can_be_tried_out_and_saved(client: TestClient, alerts: Alerts, fields: dict[str, str]) -> None:
    sign_in(client, "cleo")
    saved(client, {"r-title": "Wake me", "r-zone": "UTC"} | fields)
    (rule,) = alerts.rules()
    assert rule.kind == fields["r-kind"]
    if isinstance(rule.terms, UltimatumNear):
        assert rule.terms.hours == (36, 6)


def test_hostile_words_of_a_rule_are_shown_as_words(client: TestClient) -> None:
    sign_in(client, "cleo")
    saved(client, NEW | {"r-title": "<script>alert(1)</script>"})
    page = client.get("/alerts").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_file_of_rules_that_is_wrong_is_told_on_the_page(alerts: Alerts) -> None:
    def broken() -> tuple[()]:
        raise AlertsError("alerts.toml:3: title: is needed")

    with People.open("sqlite://") as people:
        people.accounts.add("vera", Role.VIEWER, PASSWORD)
        app = create_app(make_desk().ledger(), today=lambda: TODAY, labels=labels, people=people, alerts=alerts, rules=broken)
        with TestClient(app, headers={"sec-fetch-site": "same-origin"}) as client:
            sign_in(client, "vera")
            assert "alerts.toml:3: title: is needed" in client.get("/alerts").text
