"""The client against a real site: lists walked through, records, errors, decisions, and a site that is away for a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from tests.web.browsing import serve
from tests.web.conftest import labels
from tests.web.paper_desk import make_desk
from tests.web.paper_reports import TODAY
from trucewatch.client import Client, Gone, NotThere, Overtaken, Refused, SiteError
from trucewatch.client import client as module
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.people import People, Role, Scope
from trucewatch.web.app import create_app

NOW = Stamp(datetime(2020, 2, 14, 8, tzinfo=UTC), "machine", "test", "", "")


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return make_desk().ledger()


@pytest.fixture(scope="module")
def people() -> People:
    return People.open("sqlite://")


@pytest.fixture(scope="module")
def site(ledger: Ledger, people: People) -> Iterator[str]:
    yield from serve(create_app(ledger, today=lambda: TODAY, labels=labels, people=people))


@pytest.fixture
def client(site: str) -> Iterator[Client]:
    with Client(site) as client:
        yield client


def test_a_list_is_walked_through_page_by_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [incident.id for incident in client.incidents()]
    monkeypatch.setattr(module, "PAGE", 1)
    assert [incident.id for incident in client.incidents()] == whole
    assert len(whole) > 2


def test_every_address_has_its_method(client: Client) -> None:
    assert client.about().name == "Trucewatch"
    incident = client.incident("inc-saraqib")
    assert incident.incident.state == "contested"
    assert {account.letter for account in incident.accounts} == {"A", "B", "C"}
    assert client.history("inc-saraqib")[0].kind == "incident"
    assert client.claim(incident.claims[0]).quote.text
    assert "levant-post-11" in {report.id for report in client.reports()}
    assert client.report("levant-post-11").claims
    assert {outlet.name for outlet in client.outlets()} >= {client.outlets()[0].name}
    assert client.outlet(client.outlets()[0].name) == client.outlets()[0]
    assert {finding.agreement for finding in client.findings("SOC18")} == {"SOC18"}
    assert sum(row.many for row in client.tally("type")) == len(list(client.incidents()))
    assert client.finding_tally("SOC18", "clause,state")
    assert client.ultimatums()
    assert client.agreement("SOC18") in client.agreements()
    assert client.post(client.posts()[0].id) == client.posts()[0]
    assert [entry.seq for entry in client.entries(after=client.about().seq - 2)] == [client.about().seq - 1, client.about().seq]


def test_the_past_is_asked_the_same_way(site: str) -> None:
    with Client(site, asof="2020-02-01") as then:
        assert list(then.incidents()) == []


def test_what_is_not_there_and_what_is_gone_are_two_errors(client: Client, ledger: Ledger) -> None:
    with pytest.raises(NotThere):
        client.incident("never/there?")
    gone = replace(make_desk().incident_records[0], id="inc-gone")
    ledger.append([gone, Withdrawal(Kind.INCIDENT, "inc-gone", "split", ("inc-saraqib", "inc-convoy"))], NOW)
    with pytest.raises(Gone) as error:
        client.incident("inc-gone")
    assert error.value.into == ("inc-saraqib", "inc-convoy")
    with pytest.raises(SiteError, match="colour"):
        list(client.incidents(colour="red"))


def test_a_decision_is_taken_once_and_told_what_others_changed(site: str, ledger: Ledger, people: People) -> None:
    with Client(site) as nobody, pytest.raises(Refused):
        nobody.decide("accept", "incident", "inc-convoy", seen=1)
    people.accounts.add("mara", Role.REVIEWER, "correct horse battery staple", by="test")
    token = people.tokens.make("mara", [Scope.READ, Scope.WRITE_CLAIMS, Scope.REVIEW])
    with Client(site, token=token) as mara:
        told = next(one for one in make_desk().incident_records if one.id == "inc-convoy")
        seen = mara.about().seq
        ledger.append([replace(told, state_reason="told anew")], NOW)
        with pytest.raises(Overtaken) as error:
            mara.decide("accept", "incident", "inc-convoy", seen=seen, reason="read twice")
        assert error.value.changes
        taken = mara.decide("accept", "incident", "inc-convoy", seen=error.value.seq, reason="read twice")
        assert taken.review.by == "mara"
        assert mara.reviews("inc-convoy") == (taken.review,)


def test_a_wait_that_is_no_number_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    answers = [httpx.Response(503, headers=[(b"Retry-After", b"\xc2\xb2")]), httpx.Response(200, json=[])]
    with Client("http://site", transport=httpx.MockTransport(lambda request: answers.pop(0))) as client:
        assert client.outlets() == ()
    assert waits == [0.25]


def test_a_site_that_is_busy_is_asked_again_and_an_unchanged_answer_is_not_sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    answers = [
        httpx.Response(429, headers={"Retry-After": "3"}),
        httpx.Response(503),
        httpx.Response(200, json=[], headers={"ETag": '"1"'}),
        httpx.Response(304, headers={"ETag": '"1"'}),
    ]
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answers[len(asked) - 1]

    with Client("http://site", transport=httpx.MockTransport(answer)) as client:
        assert client.outlets() == ()
        assert client.outlets() == ()
    assert waits == [3.0, 0.5]
    assert asked[3].headers["if-none-match"] == '"1"'


def test_a_site_that_is_no_trucewatch_is_said_to_be_none() -> None:
    page = httpx.MockTransport(lambda request: httpx.Response(200, text="<html>"))
    with Client("http://site", transport=page) as client, pytest.raises(SiteError, match="in another form"):
        client.about()
    away = httpx.MockTransport(lambda request: httpx.Response(404, text="<html>"))
    with Client("http://site", transport=away) as client, pytest.raises(NotThere):
        client.about()
