"""The addresses of the revision feed: the page, and the same as Atom, JSON Lines, CSV and JSON."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from trucewatch.web.changes.asking import FIELDS, read_asked
from trucewatch.web.changes.listing import changes_listing
from trucewatch.web.changes.page import ENDINGS, PATH, changes_page
from trucewatch.web.changes.upto import UpTo
from trucewatch.web.lists import Listing, add_files
from trucewatch.web.site import Site, asked


def routes(site: Site) -> APIRouter:
    """The revision feed."""
    router = APIRouter()

    def listing(request: Request) -> Listing:
        room = site.room(request)
        source = UpTo(site.ledger, room.desk.moment)
        wanted = read_asked(asked(request), source)
        if wanted.problems:
            raise HTTPException(400, "; ".join(wanted.problems))
        return changes_listing(room, source, wanted, feed=request.url.path.endswith(".atom"))

    add_files(router, PATH, listing, what="What changed in the ledger", fields=FIELDS, endings=ENDINGS)

    @router.api_route(PATH, methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def changes(request: Request) -> Response:
        room = site.room(request)
        return site.show(request, "changes.html", changes_page(room, UpTo(site.ledger, room.desk.moment), asked(request)))

    return router
