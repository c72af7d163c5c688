"""Targets: the site asked for anything: addresses, query strings, and decisions sent to the API by somebody with a token."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote_from_bytes

from fastapi import FastAPI
from fastapi.testclient import TestClient

from fuzz.faults import held
from fuzz.target import Target
from tests.web.paper_desk import make_desk
from tests.web.paper_reports import LABELS, NATIVE, TODAY
from trucewatch.ledger import Ledger
from trucewatch.model import Decision
from trucewatch.model.review import ReviewField
from trucewatch.people import People, Role
from trucewatch.people.roles import Scope
from trucewatch.web.app import create_app

REVIEW_WORDS = (
    *(f'"decision":"{one}"' for one in Decision), *(f'"field":"{one}"' for one in ReviewField), '"kind":"incident"', '"kind":"claim"',
    '"kind":"finding"', '"kind":"report"', '"kind":"comparison"', '"subject":"inc-saraqib"', '"new":"TUR"', '"new":"2020-02-11"', '"old":""',
    '"seen":1', '"seen":9999', '"others":["inc-saraqib"]', '"words":{"report_id":"minbar-11","start":0,"end":1,"text":"x"}', '"answers":',
    '"undoes":', '"reason":"",',
)  # fmt: skip
QUERY_WORDS = (
    "from=", "to=", "asof=2020-02-14T12:00Z", "state=contested", "type=ASSAULT", "party=SYR", "agreement=SOC18", "area=SOC18/dmz", "box=35,36,37,38",
    "q=", "page=", "sort=", "after=", "lang=ar", "by=month", "dim=", "outlet=", "counted=killed", "at_least=", "telling=alone", "review=open",
    "2020-02-30", "9999-12-31", "0001-01-01", "-1", "1e9", "NaN", "%00", "%FF", "&", "=", "inc-saraqib", "levant-post-11", "minbar-11", "limit=",
)  # fmt: skip
PATH_WORDS = (
    "incidents", "days", "changes", "reports", "deadlines", "agreements", "findings", "compare", "outlets", "naming", "posts", "method", "map", "api/v1",
    "claims", "tallies", "finding-tallies", "ultimatums", "entries", "history", "joined", "sign-in", "alerts", "outbox", "feeds", "review", ".csv", ".json",
    ".geojson", ".atom", ".md", ".pdf", "static", "daily", "SOC18", "..", "//", "?",
)  # fmt: skip
MOST_DECISIONS = 100  # then the desk is made anew: a ledger that grows makes each case slower
PASSWORD = "correct horse battery staple"


@dataclass
class Site:
    """The site over a desk with hand-made records, and a reviewer's token."""

    app: FastAPI
    ledger: Ledger
    token: str
    decided: int = 0
    shown: bool = False
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = TestClient(self.app, raise_server_exceptions=True, follow_redirects=False)


def make_site() -> Site:
    """A new one."""
    people = People.open("sqlite://")
    people.accounts.add("mira", Role.REVIEWER, PASSWORD)
    token = people.tokens.make("mira", [Scope.READ, Scope.WRITE_CLAIMS, Scope.REVIEW])
    ledger = make_desk().ledger()
    app = create_app(ledger, today=lambda: TODAY, labels=lambda code: LABELS.get(code, code), native=NATIVE.get, people=people)
    return Site(app, ledger, token)


_site = cache(make_site)


def site_in_use() -> None:
    """The site, made anew where too much was decided on it, with its first page shown once: what it loads is no part of a case."""
    if _site().decided >= MOST_DECISIONS:
        _site.cache_clear()
    if not _site().shown:
        _site().shown = _site().client.get("/").status_code == 200


def ask(path: bytes, query: bytes) -> tuple[int, str]:
    """The answer to a GET: its status and its text."""
    address = "/" + quote_from_bytes(path.lstrip(b"/"), safe="/%:~,.-_")
    asked = quote_from_bytes(query, safe="=&%+:,.-_~/")
    answer = _site().client.get(f"{address}?{asked}" if asked else address)
    return answer.status_code, answer.text


def pages(data: bytes) -> None:
    """Whatever address is asked for, there is an answer of some kind."""
    path, _, query = data.partition(b"\n")[0].partition(b"?")
    status, text = ask(path, query)
    held(status < 500, f"{path!r}?{query!r} answers {status}: {text[:300]}")


def decisions(data: bytes) -> None:
    """Whatever decision is sent, it is taken or refused, and the ledger stays a chain."""
    site = _site()
    head = {"Authorization": f"Bearer {site.token}", "Content-Type": "application/json"}
    answer = site.client.post("/api/v1/reviews", content=data, headers=head)
    held(answer.status_code < 500, f"answers {answer.status_code}: {answer.text[:300]}")
    if answer.status_code == 201:
        site.decided += 1
        site.ledger.verify()
        held(site.client.get("/").status_code == 200, "the first page is gone after a decision")


def change_address(data: bytes, draw: random.Random, target: Target) -> bytes:
    """A path of some parts and a query of some words, or a part of a known address changed."""
    if data and draw.random() < 0.5:
        path, _, query = data.partition(b"?")
        words = query.split(b"&")
        words.append(draw.choice(QUERY_WORDS).encode() + draw.choice(QUERY_WORDS).encode())
        draw.shuffle(words)
        return path + b"?" + b"&".join(words)
    parts = [draw.choice(PATH_WORDS) for _ in range(draw.randrange(1, 4))]
    return ("/" + "/".join(parts) + "?" + "&".join(draw.choice(QUERY_WORDS) for _ in range(draw.randrange(4)))).encode()


TARGETS = (
    Target("pages", pages, (*QUERY_WORDS, *PATH_WORDS), change_address, longest=400, share=3, ready=site_in_use),
    Target("api-decisions", decisions, REVIEW_WORDS, longest=1000, share=2, ready=site_in_use),
)
