"""Ask every page of the site in one process, many times with varied addresses, now and at past moments.

An answer is timed to its last byte, of a file to its first; beside the time on the wall stands the time of the processor.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import quote, unquote, urlencode

from fastapi import FastAPI
from sqlalchemy import func, select

from bench.claims import FIRST_DAY
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Kind, Ledger
from trucewatch.ledger.doors import reading
from trucewatch.ledger.schema import entry_table
from trucewatch.model import Counted, EventType, FindingState, State
from trucewatch.people import People, Role, SignedIn
from trucewatch.web.app import create_app
from trucewatch.web.warming import warm

PASSWORD = "a password made for measuring"
AGREEMENTS = ("SOC18", "MOS20")
AREA = "SOC18/dmz"
TALLIED = ("day", "type", "state", "outlet", "party", "clause")


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to ask for: ids from all over the ledger, its days and its head."""

    incidents: tuple[str, ...]
    reports: tuple[str, ...]
    claims: tuple[str, ...]
    outlets: tuple[str, ...]
    questions: tuple[str, ...]
    cursors: tuple[str, ...]
    first: date
    last: date
    head: int


@dataclass(frozen=True, slots=True)
class Asked:
    """An address, and whether its first byte is what is waited for."""

    path: str
    first_byte: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What a page took: the median and the 95th percentile on the wall and of the processor, in milliseconds."""

    times: int
    wall: float
    wall_p95: float
    cpu: float
    cpu_p95: float


Draw = Callable[[Random, Known], Asked]


def site_of(ledger: Ledger, people: People) -> tuple[FastAPI, str]:
    """The site over a ledger, and the cookie of a reviewer who has signed in."""
    people.accounts.add("reviewer-1", Role.REVIEWER, PASSWORD, full_name="Reviewer")
    signed = people.sessions.sign_in("reviewer-1", PASSWORD)
    assert isinstance(signed, SignedIn)
    warm(ledger, lambda line: None).join()
    last = Catalogue(ledger).at().days(Question())
    today = last[1] if last else FIRST_DAY
    return create_app(ledger, today=lambda: today, labels=str, people=people), f"trucewatch={signed.key}"


def known_of(ledger: Ledger, questions: tuple[str, ...] = ()) -> Known:
    """What there is to ask for."""
    shelf = Catalogue(ledger).at()
    days = shelf.days(Question()) or (FIRST_DAY, FIRST_DAY)
    cursors, after = [], ""
    for _ in range(4):
        after = shelf.incidents(Question(), after=after, limit=500).next
        cursors += [after] if after else []
    outlets = tuple(one.name for one in shelf.outlets())[:400]
    incidents, reports, claims = (_ids(ledger, kind, shelf.seq) for kind in (Kind.INCIDENT, Kind.REPORT, Kind.CLAIM))
    return Known(incidents, reports, claims, outlets, questions, tuple(cursors), days[0], days[1], shelf.seq)


def _ids(ledger: Ledger, kind: Kind, head: int) -> tuple[str, ...]:
    """Some ids of a kind, from all over the ledger."""
    choice, found = Random(kind.value), list[str]()
    with reading(ledger.engine) as connection:
        for _ in range(300):
            at = choice.randrange(max(1, head))
            near = select(func.min(entry_table.c.seq)).where(entry_table.c.seq > at, entry_table.c.kind + "" == kind.value)
            row = select(entry_table.c.record_id).where(entry_table.c.seq == near.scalar_subquery())
            found += list(connection.scalars(row))
    return tuple(found)


def _days(choice: Random, known: Known) -> dict[str, str]:
    long = max(1, (known.last - known.first).days)
    first = known.first + timedelta(days=choice.randrange(long))
    return {"from": first.isoformat(), "to": (first + timedelta(days=choice.choice((0, 6, 29, 364)))).isoformat()}


def _filters(choice: Random, known: Known) -> dict[str, str]:
    one = choice.choice(
        (
            {},
            {"type": choice.choice(list(EventType)).value},
            {"state": choice.choice(list(State)).value},
            {"party": choice.choice(("TUR", "SYR", "RUS"))},
            {"outlet": choice.choice(known.outlets or ("nobody",))},
            {"agreement": "SOC18", "finding": FindingState.ALLEGED.value},
            {"clause": "SOC18/SOC18-1"},
            {"area": AREA},
            {"measure": Counted.KILLED.value, "least": str(choice.choice((1, 20, 100)))},
            {"q": choice.choice(("shelled", "killed", "strike village", "drone"))},
            {"box": choice.choice(("36,35,37.5,36.5", "30,30,45,40", "36.1,35.2,36.2,35.3"))},
            {"review": choice.choice(("open", "accepted", "rejected"))},
            {"place": choice.choice(("idlib", "al", "province"))},
            {"country": "SYR"},
        )
    )
    dated = _days(choice, known) if choice.random() < 0.4 else {}
    return {**one, **dated, **({"sort": "told"} if choice.random() < 0.3 else {})}


def _asking(path: str, *, first_byte: bool = False, deep: bool = False, **fixed: str) -> Draw:
    def draw(choice: Random, known: Known) -> Asked:
        asked = {**_filters(choice, known), **fixed}
        if deep and known.cursors:
            asked = {"after": choice.choice(known.cursors), **fixed}
        return Asked(f"{path}?{urlencode(asked)}" if asked else path, first_byte)

    return draw


def _one(path: str, kind: str, after: str = "", **query: str) -> Draw:
    def draw(choice: Random, known: Known) -> Asked:
        some = getattr(known, kind)
        return Asked(f"{path}/{quote(choice.choice(some or ('none',)), safe='')}{after}{'?' + urlencode(query) if query else ''}")

    return draw


def _plain(*paths: str, first_byte: bool = False) -> Draw:
    return lambda choice, known: Asked(choice.choice(paths), first_byte)


def _reports(path: str, *, first_byte: bool = False) -> Draw:
    def draw(choice: Random, known: Known) -> Asked:
        asked = choice.choice(
            (
                {},
                _days(choice, known),
                {"outlet": choice.choice(known.outlets or ("nobody",))},
                {"q": choice.choice(("killed", "shells"))},
            )
        )
        return Asked(f"{path}?{urlencode(asked)}" if asked else path, first_byte)

    return draw


def _compared(choice: Random, known: Known) -> Asked:
    a, b = (choice.choice(known.reports or ("none",)) for _ in range(2))
    return Asked(f"/compare?{urlencode({'a': a, 'b': b})}")


def _found(choice: Random, known: Known) -> Asked:
    asked = choice.choice(({}, {"state": "alleged"}, {"clause": "SOC18-1"}, _days(choice, known)))
    return Asked(f"/agreements/{choice.choice(AGREEMENTS)}/findings?{urlencode(asked)}")


def _weeks(choice: Random, known: Known) -> Asked:
    asked = choice.choice(({}, _days(choice, known)))
    return Asked(f"/agreements/{choice.choice(AGREEMENTS)}?{urlencode(asked)}")


def _posts(path: str) -> Draw:
    def draw(choice: Random, known: Known) -> Asked:
        day = known.first + timedelta(days=choice.randrange(max(1, (known.last - known.first).days)))
        return Asked(f"{path}?{urlencode(choice.choice(({}, {'day': day.isoformat()}, {'month': day.isoformat()[:7]})))}")

    return draw


def _queue(choice: Random, known: Known) -> Asked:
    asked = choice.choice(
        ({}, {"group": "contradictions"}, {"mine": "1"}, {"area": "SOC18"}, {"first": str(choice.randrange(5000))})
    )
    return Asked(f"/review?{urlencode(asked)}")


PAGES: dict[str, Draw] = {
    "/": _asking("/"),
    "/ bare": _plain("/"),
    "/incidents": _asking("/incidents"),
    "/incidents, deep": _asking("/incidents", deep=True),
    "/incidents, told, deep": _asking("/incidents", deep=True, sort="told"),
    "/days": _asking("/days"),
    "/map.geojson, a week": lambda choice, known: Asked(
        f"/map.geojson?{urlencode({'from': (known.last - timedelta(days=6)).isoformat(), 'to': known.last.isoformat()})}"
    ),
    "/map.geojson, a view": _asking("/map.geojson", view="36.6,36.1,36.8,36.2"),
    "/map/districts.json": _asking("/map/districts.json"),
    "/map/ground.geojson": _plain("/map/ground.geojson?box=36,35,37.5,36.5"),
    "/days.json": _asking("/days.json"),
    "/incidents/ID": _one("/incidents", "incidents"),
    "/incidents/ID/history": _one("/incidents", "incidents", "/history"),
    "/incidents/ID/accounts.csv": _one("/incidents", "incidents", "/accounts.csv"),
    "/incidents/of 400 reports": _plain("/incidents/large-incident"),
    "/reports": _reports("/reports"),
    "/reports/ID": _one("/reports", "reports"),
    "/reports/of 5 MB": _plain("/reports/large-report", "/reports/large-report?part=40", "/reports/large-report?at=2500000"),
    "/outlets": _plain("/outlets"),
    "/outlets/NAME": _one("/outlets", "outlets"),
    "/compare": _compared,
    "/naming": _reports("/naming"),
    "/agreements": _plain("/agreements"),
    "/agreements/ID": _weeks,
    "/agreements/ID/findings": _found,
    "/deadlines": _plain("/deadlines"),
    "/posts": _posts("/posts"),
    "/posts/ID": _posts("/posts/bench-post-3"),
    "/review": _queue,
    "/review/ID": _one("/review", "questions"),
    "/sign-in": _plain("/sign-in"),
    "/method": _plain("/method"),
    "/incidents.csv": _asking("/incidents.csv", first_byte=True),
    "/incidents.json": _asking("/incidents.json", first_byte=True),
    "/incidents.geojson": _asking("/incidents.geojson", first_byte=True),
    "/incidents.atom": _asking("/incidents.atom", first_byte=True),
    "/reports.csv": _reports("/reports.csv", first_byte=True),
    "/reports.atom": _reports("/reports.atom", first_byte=True),
    "/outlets.csv": _plain("/outlets.csv", first_byte=True),
    "/deadlines.csv": _plain("/deadlines.csv", first_byte=True),
    "/review.atom": _plain("/review.atom", first_byte=True),
    "/api/v1/incidents": _asking("/api/v1/incidents"),
    "/api/v1/incidents/ID": _one("/api/v1/incidents", "incidents"),
    "/api/v1/reports": _reports("/api/v1/reports"),
    "/api/v1/reports/ID": _one("/api/v1/reports", "reports"),
    "/api/v1/claims/ID": _one("/api/v1/claims", "claims"),
    "/api/v1/tallies": lambda choice, known: Asked(
        f"/api/v1/tallies?{urlencode({**_filters(choice, known), 'by': choice.choice(TALLIED)})}"
    ),
    "/api/v1/finding-tallies": _plain(
        "/api/v1/finding-tallies?agreement=SOC18&by=clause", "/api/v1/finding-tallies?agreement=SOC18&by=against"
    ),
    "/api/v1/findings": _plain("/api/v1/findings?agreement=SOC18"),
    "/api/v1/outlets": _plain("/api/v1/outlets"),
    "/api/v1/agreements": _plain("/api/v1/agreements"),
    "/api/v1/posts": _plain("/api/v1/posts"),
    "/api/v1/ultimatums": _plain("/api/v1/ultimatums"),
    "/api/v1/entries": _plain("/api/v1/entries", "/api/v1/entries?after=500000"),
}
REVIEWED = ("/review", "/review/ID", "/review.atom")
NOW_ONLY = ("/sign-in", "/review", "/review/ID", "/review.atom", "/method", "/api/v1/entries")


def addresses(name: str, known: Known, times: int, *, past: bool) -> Iterator[Asked]:
    """So many addresses of a page, the same every time; of the past each at another moment."""
    choice = Random(f"{name} {past}")
    for _ in range(times):
        asked = PAGES[name](choice, known)
        if past:
            day = known.last - timedelta(days=1 + choice.randrange(max(1, (known.last - known.first).days // 2)))
            asked = Asked(f"{asked.path}{'&' if '?' in asked.path else '?'}asof={day}", asked.first_byte)
        yield asked


def measure_pages(
    app: FastAPI,
    cookie: str,
    known: Known,
    times: int,
    wanted: str = "",
    told: Callable[[str, Taken], None] = lambda a, b: None,
    *,
    reviewed: bool = True,
) -> dict[str, Taken]:
    """What each page took, now and (under its name with “, then”) at past moments.

    `reviewed` is False of a ledger that is only read and has no list of questions: its review room has nothing to show.
    """
    out: dict[str, Taken] = {}
    for past in (False, True):
        for name in PAGES:
            if wanted not in name or (past and name in NOW_ONLY) or (name == "/review/ID" and not known.questions):
                continue
            if name in REVIEWED and not reviewed:
                continue
            label = f"{name}, then" if past else name
            out[label] = _taken([ask(app, cookie, asked) for asked in addresses(name, known, times, past=past)])
            told(label, out[label])
    return out


def _taken(some: list[tuple[float, float]]) -> Taken:
    walls, cpus = sorted(wall for wall, _ in some), sorted(cpu for _, cpu in some)
    late = min(len(some) - 1, int(len(some) * 0.95))
    return Taken(len(some), walls[len(some) // 2], walls[late], cpus[len(some) // 2], cpus[late])


def ask(app: FastAPI, cookie: str, asked: Asked) -> tuple[float, float]:
    """Ask for one address: milliseconds on the wall and of the processor. A LookupError where the site fails."""
    wall, cpu = time.perf_counter(), time.process_time()
    status = asyncio.run(_get(app, cookie, asked))
    spent = 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)
    if status >= 500 or status in (400, 401, 403):
        raise LookupError(f"{asked.path}: {status}")
    return spent


async def _get(app: FastAPI, cookie: str, asked: Asked) -> int:
    path, _, query = asked.path.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost"), (b"cookie", cookie.encode()), (b"accept", b"*/*")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "root_path": "",
        "state": {},
    }
    status, enough = [0], asyncio.Event()
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            status[0] = message["status"]
        elif not message.get("more_body") or (asked.first_byte and message.get("body")):
            enough.set()

    running = asyncio.ensure_future(app(scope, receive, send))
    waiting = asyncio.ensure_future(enough.wait())
    await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
    gone.set()
    if not running.done():
        running.cancel()
    waiting.cancel()
    return status[0]
