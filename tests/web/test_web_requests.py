"""Every request is told with its route and never with what was asked for."""

from __future__ import annotations

import io
import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from trucewatch.logs import begin
from trucewatch.settings import Settings
from trucewatch.web.requests import Answered, RequestLog, Requests


class Heard:
    def __init__(self) -> None:
        self.began, self.told = 0, list[Answered]()

    def begun(self) -> None:
        self.began += 1

    def answered(self, request: Answered) -> None:
        self.told.append(request)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def hand(site_app: FastAPI, heard: Heard) -> TestClient:
    return TestClient(Requests(site_app, witnesses=[heard]), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/incidents/inc-saraqib?q=secret", "/incidents/{incident_id:path}", 200),
        ("/api/v1/incidents/inc-saraqib", "/api/v1/incidents/{incident_id:path}", 200),
        ("/static/tokens.css", "/static", 200),
        ("/no/such/page", "(none)", 404),
        ("/api/v1/no-such", "/api/v1", 404),
        ("/healthz", "/healthz", 200),
    ],
)
def test_a_request_is_told_by_its_route(hand: TestClient, heard: Heard, path: str, route: str, status: int) -> None:
    assert hand.get(path).status_code == status
    assert [(one.route, one.status, one.method) for one in heard.told] == [(route, status, "GET")]
    assert heard.began == 1


def test_an_invented_method_is_told_as_another(hand: TestClient, heard: Heard) -> None:
    hand.request("BREW", "/incidents")
    assert heard.told[0].method == "OTHER"


def test_the_id_of_a_proxy_is_kept_if_it_is_one(hand: TestClient, heard: Heard) -> None:
    assert hand.get("/healthz", headers={"X-Request-Id": "edge-00000001"}).headers["X-Request-Id"] == "edge-00000001"
    assert hand.get("/healthz", headers={"X-Request-Id": 'x" y'}).headers["X-Request-Id"] != 'x" y'
    assert [one.id == "edge-00000001" for one in heard.told] == [True, False]


def test_an_answer_that_fails_is_told_as_500(heard: Heard) -> None:
    app = FastAPI()

    @app.get("/breaks")
    def breaks() -> None:
        raise RuntimeError("the words of a report")

    TestClient(Requests(app, witnesses=[heard]), raise_server_exceptions=False).get("/breaks")
    assert [(one.route, one.status) for one in heard.told] == [("/breaks", 500)]


@pytest.mark.parametrize("asked", [False, True])
def test_addresses_are_logged_only_if_asked(asked: bool) -> None:
    stream = io.StringIO()
    log = begin("serve", Settings(log_addresses=asked), stream=stream)
    RequestLog(log).answered(Answered("r-1", "GET", "/", 200, 0.01, "192.0.2.7"))
    assert ("192.0.2.7" in stream.getvalue()) is asked
    assert json.loads(stream.getvalue())["ms"] == 10.0


def test_on_a_terminal_only_what_failed_is_told() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    told = RequestLog(begin("serve", Settings(), stream=stream))
    told.answered(Answered("r-1", "GET", "/", 200, 0.01))
    told.answered(Answered("r-2", "GET", "/reports", 500, 0.25))
    assert stream.getvalue() == "GET /reports: 500 in 250.0 ms\n"
