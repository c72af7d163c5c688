"""The outbox on the site: what was given up is in sight of whom it concerns, and can be sent again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.alerting.noticed import ANA, OMAR, Clock, make_alert, make_rule, opened
from tests.people.conftest import PASSWORD
from tests.web.conftest import labels
from tests.web.paper import Paper
from tests.web.paper_reports import TODAY
from tests.web.people.conftest import sign_in
from trucewatch.alerting import Way
from trucewatch.alerting.outcome import Came, MessageState, Outcome
from trucewatch.alerting.store import Alerts
from trucewatch.people import People, Role
from trucewatch.web.app import create_app


@pytest.fixture
def alerts() -> Alerts:
    """A letter for ana that was refused, by a rule of mira's, and one for omar that waits, by another's."""
    found = opened(Clock())
    mine, other = make_rule("mine", ANA, owner="mira"), make_rule("other", OMAR, owner="ada")
    for rule in (mine, other):
        found.save(rule)
    found.add([make_alert("inc-<b>1", rule="mine"), make_alert("inc-2", rule="other")], [mine, other])
    while (message := found.outbox.claim((Way.MAIL,))) is not None:
        refused = message.rule == "mine"
        said = "refused: 550 <nobody> here" if refused else "not now: 451"
        found.outbox.settle(message, Outcome(Came.NEVER if refused else Came.LATER, said))
    return found


@pytest.fixture
def client(alerts: Alerts) -> Iterator[TestClient]:
    with People.open("sqlite://") as people:
        for name, role in {"ada": Role.ADMIN, "mira": Role.REVIEWER, "otto": Role.REVIEWER, "vera": Role.VIEWER}.items():
            people.accounts.add(name, role, PASSWORD)
        app = create_app(Paper().ledger(), today=lambda: TODAY, labels=labels, people=people, alerts=alerts)
        with TestClient(app, follow_redirects=False, headers={"sec-fetch-site": "same-origin"}) as found:
            yield found


def test_a_stranger_and_a_viewer_see_nobodys_address(client: TestClient) -> None:
    assert "ana@" not in client.get("/outbox").text
    sign_in(client, "vera")
    answer = client.get("/outbox")
    assert answer.status_code in (303, 403)
    assert "ana@" not in answer.text


def test_an_admin_sees_all_and_others_what_concerns_their_rules(client: TestClient) -> None:
    sign_in(client, "ada")
    page = client.get("/outbox").text
    assert "ana@mission.example" in page
    assert "omar@mission.example" in page
    assert "inc-&lt;b&gt;1" in page
    assert "550 &lt;nobody&gt; here" in page
    sign_in(client, "mira")
    page = client.get("/outbox").text
    assert "ana@mission.example" in page
    assert "omar@mission.example" not in page
    sign_in(client, "otto")
    assert "@mission.example" not in client.get("/outbox").text


def fields(page: str) -> dict[str, str]:
    form = page.partition('action="/outbox/again"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


def test_what_was_given_up_waits_again_at_the_press_of_a_button(client: TestClient, alerts: Alerts) -> None:
    sign_in(client, "mira")
    sent = fields(client.get("/outbox").text)
    assert client.post("/outbox/again", data=sent).status_code == 303
    assert alerts.outbox.messages([MessageState.DEAD]) == ()
    assert client.post("/outbox/again", data=sent).status_code == 303
    assert alerts.outbox.counts()[MessageState.WAITING] == 2


def test_nobody_sends_again_what_is_anothers(client: TestClient, alerts: Alerts) -> None:
    sign_in(client, "mira")
    sent = fields(client.get("/outbox").text)
    sign_in(client, "otto")
    own = client.get("/account").text
    token = re.search(r'name="_csrf" value="([^"]*)"', own)
    assert token is not None
    answer = client.post("/outbox/again", data={"_csrf": token[1], "message": sent["message"]})
    assert answer.status_code == 303
    assert "There is no such message." in client.get("/outbox").text
    assert len(alerts.outbox.messages([MessageState.DEAD])) == 1
    sign_in(client, "mira")
    forged = client.post("/outbox/again", data={"message": sent["message"]}, headers={"sec-fetch-site": "cross-site"})
    assert forged.status_code == 403
    assert len(alerts.outbox.messages([MessageState.DEAD])) == 1


def test_a_site_without_alerts_says_that_nothing_waits() -> None:
    with People.open("sqlite://") as people:
        people.accounts.add("ada", Role.ADMIN, PASSWORD)
        app = create_app(Paper().ledger(), today=lambda: TODAY, labels=labels, people=people)
        with TestClient(app, follow_redirects=False, headers={"sec-fetch-site": "same-origin"}) as client:
            sign_in(client, "ada")
            assert "Nothing was given up" in client.get("/outbox").text
