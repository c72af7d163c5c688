"""The addresses of an incident: its page, its tables and history with their files, what a reviewer sends from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from trucewatch.people import Role, Visitor
from trucewatch.publish.words import incident_url
from trucewatch.web.incident import deciding
from trucewatch.web.incident.arranging import Arranging, arranging, correct_page
from trucewatch.web.incident.case import Case
from trucewatch.web.incident.gone import gone_page, not_yet
from trucewatch.web.incident.history import history_listing, history_page
from trucewatch.web.incident.page import incident_page
from trucewatch.web.incident.tables import TablePage, accounts_listing, accounts_page, compared_page, joined_page
from trucewatch.web.lists import Listing, add_files
from trucewatch.web.moments import FIELD
from trucewatch.web.parts import Room
from trucewatch.web.people.forms import Typed, filled, once, typed
from trucewatch.web.people.visiting import require, visitor_of
from trucewatch.web.site import Site, asked, found

READ = ["GET", "HEAD"]
HERE = "/incidents/{incident_id:path}"
LONGEST = 300
REVIEWING: Visitor = Depends(require(Role.REVIEWER))
Table = Callable[[Room, str, Mapping[str, str]], TablePage | None]
TABLES: Mapping[str, Table] = {"accounts": accounts_page, "compared": compared_page, "joined": joined_page}
Act = Callable[[Site, str, Typed, str], str]
ACTS: Mapping[str, Act] = {
    "split": deciding.split,
    "join": deciding.join,
    "correct": deciding.correct,
    "answer": deciding.answer,
}
OF = {"of": "a value whose changes are wanted: place, time, actor, recipient, figure, accounts, grade, clauses, type, realis"}


def routes(site: Site) -> APIRouter:
    """The pages of an incident; those below it come first, as its own address takes whatever is left."""
    router = APIRouter()
    _add_files(router, site)
    for name, make in TABLES.items():
        _add_table(router, site, name, make)
    for name, act in ACTS.items():
        _add_act(router, site, name, act)

    @router.api_route(f"{HERE}/history", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def history(request: Request, incident_id: str) -> Response:
        room = site.room(request)
        page = history_page(room, site.ledger, incident_id, asked(request), writable=_may(request, room))
        return site.show(request, "incident_history.html", found(page, "incident", incident_id))

    @router.api_route(f"{HERE}/correct", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def correct(request: Request, incident_id: str, visitor: Visitor = REVIEWING) -> Response:
        room, query = site.room(request), asked(request)
        kept = filled(request, f"{incident_url(incident_id)}/correct")
        mine = kept if kept["claim"] == query.get("claim", "") else Typed()
        seen = site.ledger.position(room.desk.moment)
        page = correct_page(room, incident_id, query.get("claim", ""), seen, mine, query.get("field", ""))
        return site.show(request, "incident_correct.html", found(page, "claim", query.get("claim", "")))

    @router.api_route(HERE, methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def incident(request: Request, incident_id: str) -> Response:
        room = site.room(request)
        forms = _forms(request, incident_id) if _may(request, room) else None
        page = incident_page(room, site.ledger, incident_id, _page_of(request), forms)
        if page is None:
            return _gone(site, request, room, incident_id)
        return site.show(request, "incident.html", page)

    return router


def _may(request: Request, room: Room) -> bool:
    """True if the forms are shown: to reviewers, and only where the page shows the present."""
    return not room.past and visitor_of(request).may(Role.REVIEWER)


def _forms(request: Request, incident_id: str) -> Callable[[Case, int], Arranging]:
    address = incident_url(incident_id)
    split, join, answer = (filled(request, f"{address}/{name}") for name in ("split", "join", "answer"))
    return lambda case, seen: arranging(case, seen, request.query_params.get("find", ""), split, join, answer)


def _gone(site: Site, request: Request, room: Room, incident_id: str) -> Response:
    """Where a merged incident went, with the moment kept; else what it was; 404 only for what was never there."""
    page = gone_page(room, site.ledger, incident_id)
    if page is None:
        since = not_yet(room, site.ledger, incident_id)
        words = f"Incident “{incident_id[:80]}” was not in the ledger yet at that moment; it was first recorded at {since}."
        raise HTTPException(404, words if since else f"There is no incident “{incident_id[:80]}” in this ledger.")
    if len(page.into) == 1:
        moment = request.query_params.get(FIELD, "").strip()
        way = page.into[0][1] + (f"?{FIELD}={_quoted(moment)}" if moment else "")
        return RedirectResponse(way, status_code=301, headers={"Cache-Control": "no-cache"})
    return site.show(request, "incident_gone.html", page, 410)


def _quoted(moment: str) -> str:
    return quote(moment[:LONGEST], safe="", errors="replace")


def _add_files(router: APIRouter, site: Site) -> None:
    def accounts(request: Request) -> Listing:
        key = request.path_params["incident_id"]
        return found(accounts_listing(site.room(request), key), "incident", key)

    def history(request: Request) -> Listing:
        key = request.path_params["incident_id"]
        made = history_listing(site.room(request), site.ledger, key, request.query_params.get("of", ""))
        return found(made, "incident", key)

    add_files(router, f"{HERE}/accounts", accounts, what="The accounts of an incident", endings=("csv", "json"))
    what = "Every change of an incident"
    add_files(router, f"{HERE}/history", history, what=what, fields=OF, endings=("csv", "json", "atom"))


def _add_table(router: APIRouter, site: Site, name: str, make: Table) -> None:
    @router.api_route(f"{HERE}/{name}", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def table(request: Request, incident_id: str) -> Response:
        room = site.room(request)
        page = make(room, incident_id, asked(request))
        return site.show(request, "incident_table.html", page) if page else _gone(site, request, room, incident_id)


def _add_act(router: APIRouter, site: Site, name: str, act: Act) -> None:
    @router.post(f"{HERE}/{name}", include_in_schema=False, response_class=HTMLResponse)
    def send(request: Request, incident_id: str, visitor: Visitor = REVIEWING) -> Response:
        fields = typed(request)
        return once(request, lambda: act(site, incident_id, fields, visitor.name))


def _page_of(request: Request) -> int:
    """Which page of the accounts is asked for; what is no number is the first."""
    words = request.query_params.get("accounts", "1")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 8 else 1
