"""Every page there is, over ledgers that bring out its states: what the browser walks through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.web.conftest import labels
from tests.web.incident.shelling import shelling
from tests.web.paper import Paper
from tests.web.paper_crowd import make_crowd
from tests.web.paper_desk import make_desk
from tests.web.paper_reports import NATIVE, TODAY, make_report
from tests.web.review.paper_queue import queue_ledger
from trucewatch.alerting import Alert, Rule
from trucewatch.alerting.rule import FiguresDiverge, NewIncident
from trucewatch.alerting.store import Alerts
from trucewatch.feeds import FeedHealth, FeedState
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Decision
from trucewatch.people import People, Role, SignedIn
from trucewatch.reviewing.deciding import Draft, decide
from trucewatch.web.app import create_app

PASSWORD = "correct horse battery staple"
NAMES = {"ada": Role.ADMIN, "mira": Role.REVIEWER, "cleo": Role.CONTRIBUTOR, "vera": Role.VIEWER}
EVENING = datetime(2020, 2, 13, 20, tzinfo=UTC)
COOKIE = "trucewatch"
LONG = 30_000
LONG_RULE = "dead-and-wounded-with-a-very-long-name-that-has-to-be-broken"
FAILING = {"nowhere": 404, "gone": 410, "not understood": 400, "no such question": 404}

READING = {
    "overview": "/",
    "filtered overview": "/?state=contested&from=2020-02-01",
    "overview as of a past moment": "/?asof=2020-02-14T12:00Z",
    "incidents": "/incidents",
    "no incident": "/incidents?q=zeppelin",
    "days": "/days",
    "changes": "/changes",
    "no change": "/changes?kind=review&what=decided&until=1",
    "feeds": "/feeds",
    "status": "/status",
    "data": "/data",
    "data, narrowed": "/data?state=contested&from=2020-02-01",
    "incident": "/incidents/inc-saraqib",
    "planned incident": "/incidents/inc-convoy",
    "hostile incident": "/incidents/inc-hostile",
    "history of an incident": "/incidents/inc-saraqib/history",
    "accounts of an incident": "/incidents/inc-saraqib/accounts",
    "comparisons of an incident": "/incidents/inc-saraqib/compared",
    "why it is one incident": "/incidents/inc-saraqib/joined",
    "reports": "/reports",
    "report": "/reports/levant-post-11",
    "report in Arabic": "/reports/minbar-11",
    "hostile report": "/reports/hostile",
    "search in a report": "/reports/levant-post-11?find=soldiers",
    "deadlines": "/deadlines?on=2020-03-05",
    "agreements": "/agreements",
    "agreement": "/agreements/SOC18",
    "findings": "/agreements/SOC18/findings",
    "choice to compare": "/compare",
    "compare": "/compare?a=levant-post-11&b=minbar-11",
    "search to compare": "/compare?a=minbar-11&qb=soldiers",
    "outlets": "/outlets",
    "outlet": "/outlets/The%20Levant%20Post",
    "outlet in Arabic": "/outlets/%D9%85%D9%86%D8%A8%D8%B1%20%D8%A7%D9%84%D8%B4%D9%85%D8%A7%D9%84",
    "naming": "/naming",
    "naming over time": "/naming?party=SYR&by=month",
    "posts": "/posts",
    "post": "/posts/TRN-01",
    "method": "/method",
    "sign in": "/sign-in",
    "parts": "/parts",
    "nowhere": "/nowhere",
    "not understood": "/?asof=yesterweek",
    "overview in Arabic": "/?lang=ar",
    "incident in Turkish": "/incidents/inc-saraqib?lang=tr",
    "agreement in Arabic": "/agreements/SOC18?lang=ar",
    "report, in English again": "/reports/levant-post-11?lang=en",
}
SIGNED_IN = {
    "account": "/account",
    "people": "/people",
    "who read what": "/people/reads",
    "outbox": "/outbox",
    "alerts": "/alerts",
    "rule of alerts": "/alerts/new?type=ASSAULT",
    "rule of alerts, tried out": "/alerts/new?type=ASSAULT&r-kind=new_incident&r-title=Attacks&r-happened=yes&r-late_days=900",
    "rule of alerts that is none": "/alerts/new?r-kind=figures_diverge&r-title=Dead&r-counted=killed",
    "rule of alerts, changed": f"/alerts/rules/{LONG_RULE}",
    "overview, signed in": "/",
    "feeds, signed in": "/feeds",
    "status, signed in": "/status",
}
WATCHED = (
    FeedHealth("levant-wire", "https://levantwire.example/rss", FeedState.OK, EVENING, EVENING, EVENING, next_try=EVENING),
    FeedHealth("minbar", "https://minbar.example/akhbar", FeedState.SILENT, EVENING, EVENING, EVENING, outlet="منبر الشمال"),
    FeedHealth(
        "harbour", f"https://harbour.example/{'feed/' * 40}", FeedState.BROKEN, EVENING, failures=3, why="answers 404 " * 20
    ),
)


@dataclass(frozen=True)
class Site:
    """An app with the addresses of its pages by name: those for everybody, and those for who has signed in."""

    app: FastAPI
    reading: dict[str, str]
    signed_in: dict[str, str]


@dataclass(frozen=True)
class Walk:
    """The sites by name, and the key of a session that somebody with every role has on all of them."""

    sites: dict[str, Site]
    key: str


def told_alerts() -> Alerts:
    """A rule that somebody saved, one that is paused, and what they told of: once late, once with hostile words."""
    alerts = Alerts.open("sqlite://")
    long = Rule(LONG_RULE, "Dead and wounded, " * 6, FiguresDiverge(), owner="ada")
    quiet = Rule("quiet", "قصف قرب سراقب", NewIncident(), owner="ada", paused=True)
    for rule in (long, quiet):
        alerts.save(rule)
    told = Alert(
        "1", LONG_RULE, long.kind, EVENING, 1, "inc-saraqib", "Figures part: 5 and 14 killed", "Words. " * 40, "/incidents/x"
    )
    hostile = replace(told, key="2", rule="gone", title="<b>alert</b>", words="unbroken" * 40, late=True)
    alerts.add([told, hostile], [long, quiet])
    return alerts


@dataclass(frozen=True)
class Maker:
    """What a site is made with."""

    people: People
    key: str

    def app(self, ledger: Ledger) -> FastAPI:
        """The site over a ledger."""
        return create_app(
            ledger,
            today=lambda: TODAY,
            labels=labels,
            native=NATIVE.get,
            people=self.people,
            development=True,
            watched=lambda: WATCHED,
            alerts=told_alerts(),
        )

    def hand(self, app: FastAPI) -> TestClient:
        """A browser without scripts on which somebody has signed in."""
        client = TestClient(app, headers={"sec-fetch-site": "same-origin"})
        client.cookies.set(COOKIE, self.key)
        return client


@contextmanager
def make_walk(folder: Path) -> Iterator[Walk]:
    """All sites, with the same people on each."""
    with People.open(f"sqlite:///{folder}/people.sqlite") as people:
        for name, role in NAMES.items():
            people.accounts.add(name, role, PASSWORD, full_name=f"{name.capitalize()} Haddad-Öztürk")
        found = people.sessions.sign_in("ada", PASSWORD)
        assert isinstance(found, SignedIn)
        maker = Maker(people, found.key)
        yield Walk({name: make(maker) for name, make in SITES.items()}, found.key)


def _desk(maker: Maker) -> Site:
    return Site(maker.app(make_desk().ledger()), READING, SIGNED_IN)


def _story(maker: Maker) -> Site:
    ledger = shelling()
    alone, joint = sorted(ledger.incidents(), key=lambda one: len(one.accounts))
    draft = Draft(Decision.REJECT, "claim", alone.claim_ids[0], "A page of fiction.")
    decide(ledger, draft, seen=ledger.head()[0], gazetteer=load_gazetteer(), stamp=Stamp(EVENING, "osei", "test", "", ""))
    here = f"/incidents/{joint.id}"
    forms = {
        "incident with its forms": here,
        "search to join": f"{here}?find=zeppelin",
        "correct": f"{here}/correct?claim={joint.claim_ids[0]}",
    }
    return Site(maker.app(ledger), {"gone": f"/incidents/{alone.id}", "history with decisions": f"{here}/history"}, forms)


def _queue(maker: Maker) -> Site:
    app = maker.app(queue_ledger())
    full = {"review": "/review", "review, nothing found": "/review?words=zeppelin", "no such question": "/review/waiting-0"}
    first: dict[str, str] = {}
    with maker.hand(app) as hand:
        for row in hand.get("/review.json").json()["review"]:
            first.setdefault(f"review: {row['asked']}", row["url"])
    return Site(app, {"review, not signed in": "/review"}, full | first)


def _posts(maker: Maker) -> Site:
    app = maker.app(Ledger.open("sqlite://"))
    form = "/posts/TRN-01/observe"
    with maker.hand(app) as hand:
        for lines in LOG:
            hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', hand.get(form).text)
            sent = {name: unescape(value) for name, value in hidden} | LOGGED | lines
            assert hand.post(form, data=sent).status_code == 200
    pages = {"posts with a log": "/posts?on=2024-03-11", "post with a log": "/posts/TRN-01?month=2024-03"}
    return Site(app, pages, {"observe": form})


def _daily(maker: Maker) -> Site:
    app = maker.app(make_desk().ledger())
    preview = "/daily/preview?date=2020-02-13&edition=daily&zone=Asia%2FDamascus&lang=en"
    with maker.hand(app) as hand:

        def sent(page: str, form: str, **more: str) -> None:
            text = hand.get(page).text
            part = text[text.index(f'action="{form}"') :]
            part = part[: part.index("</form>")]
            hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', part)
            assert hand.post(form, data={name: unescape(value) for name, value in hidden} | more).status_code == 200

        sent(preview, "/daily/issue")
        page = hand.get(preview).text
        edit = re.search(r'href="(/daily/wording[^"]+)"', page[page.index('id="incidents"') :])
        assert edit is not None
        wording = unescape(edit[1])
        sent(wording, "/daily/wording", new="Саракиб, سراقب and Saraqib are one town.", reason="shorter", act="write")
        sent(preview, "/daily/issue")
    pages = {
        "daily reports": "/daily",
        "no daily report": "/daily?edition=weekly",
        "report": "/daily/1.0",
        "revised report": "/daily/1.1",
        "two revisions": "/daily/1/compare",
        "preview of a day": preview,
        "preview of a day with nothing": "/daily/preview?date=1999-01-01",
        "weekly preview in Arabic": "/daily/preview?date=2020-02-13&edition=weekly&lang=ar",
        "daily reports in English again": "/daily?lang=en",
    }
    return Site(app, pages, {"preview, reviewing": preview, "wording of a sentence": wording})


def _crowd(maker: Maker) -> Site:
    paper = make_crowd(30)
    line = "The bridge at the mill stood open and nobody was seen on it that morning.\n"
    long = make_report("long", line * (LONG // len(line)), "River Post", date(2020, 2, 13), "en")
    ledger = replace(paper, report_records=(*paper.report_records, long)).ledger()
    here = f"/incidents/{paper.incident_records[0].id}"
    crowd = {"crowd": here, "crowd, second page": f"{here}?accounts=2", "table of a crowd": f"{here}/accounts"}
    pages = {**crowd, "long report": "/reports/long", "part of it": "/reports/long?at=9000"}
    return Site(maker.app(ledger), pages, {})


def _empty(maker: Maker) -> Site:
    names = (
        "/",
        "/incidents",
        "/days",
        "/reports",
        "/outlets",
        "/agreements",
        "/deadlines",
        "/compare",
        "/naming",
        "/daily",
        "/daily/preview",
    )
    pages = {f"empty ledger: {path}": path for path in names}
    return Site(maker.app(Paper().ledger()), pages, {"empty queue": "/review"})


LOGGED = {"date": "2024-03-11", "means": "saw"}
LOG = (
    {"kind": "nothing", "time": "06:00", "end": "08:00"},
    {"kind": "limit", "time": "09:00", "end": "10:00", "cause": "weather", "whole": "yes"},
    {
        "kind": "access",
        "time": "11:00",
        "event_location": "the ford",
        "outcome": "denied",
        "by": "two armed men",
        "reason": "none",
    },
)
SITES: dict[str, Callable[[Maker], Site]] = {
    "desk": _desk,
    "story": _story,
    "queue": _queue,
    "posts": _posts,
    "crowd": _crowd,
    "daily": _daily,
    "empty": _empty,
}
