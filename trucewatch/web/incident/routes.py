"""The addresses of an incident: its page, its tables and their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from trucewatch.web.incident.page import incident_page
from trucewatch.web.incident.tables import TablePage, accounts_listing, accounts_page, compared_page, joined_page
from trucewatch.web.lists import Listing, add_files
from trucewatch.web.parts import Room
from trucewatch.web.site import Site, asked, found

READ = ["GET", "HEAD"]
HERE = "/incidents/{incident_id:path}"
TABLES: Mapping[str, Callable[[Room, str, Mapping[str, str]], TablePage | None]] = {
    "accounts": accounts_page,
    "compared": compared_page,
    "joined": joined_page,
}


def routes(site: Site) -> APIRouter:
    """The pages of an incident; those below it come first, as its own address takes whatever is left."""
    router = APIRouter()

    def accounts_file(request: Request) -> Listing:
        incident_id = request.path_params["incident_id"]
        return found(accounts_listing(site.room(request), incident_id), "incident", incident_id)

    add_files(router, f"{HERE}/accounts", accounts_file, what="The accounts of an incident", endings=("csv", "json"))
    for name, make in TABLES.items():
        _add_table(router, site, name, make)

    @router.api_route(HERE, methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def incident(request: Request, incident_id: str) -> Response:
        page = found(incident_page(site.room(request), incident_id, _page_of(request)), "incident", incident_id)
        return site.show(request, "incident.html", page)

    return router


def _add_table(
    router: APIRouter, site: Site, name: str, make: Callable[[Room, str, Mapping[str, str]], TablePage | None]
) -> None:
    @router.api_route(f"{HERE}/{name}", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def table(request: Request, incident_id: str) -> Response:
        page = found(make(site.room(request), incident_id, asked(request)), "incident", incident_id)
        return site.show(request, "incident_table.html", page)


def _page_of(request: Request) -> int:
    """Which page of the accounts is asked for; what is no number is the first."""
    words = request.query_params.get("accounts", "1")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 8 else 1
