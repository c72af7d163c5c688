"""The addresses of the health page: the page, and the same as CSV and JSON."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from trucewatch.web.feeds.page import ENDINGS, PATH, feeds_listing, feeds_page
from trucewatch.web.lists import Listing, add_files
from trucewatch.web.site import Site


def routes(site: Site) -> APIRouter:
    """How feeds stand."""
    router = APIRouter()

    def listing(request: Request) -> Listing:
        return feeds_listing(site.room(request), site.feeds())

    add_files(router, PATH, listing, what="How the feeds that are watched stand", endings=ENDINGS)

    @router.api_route(PATH, methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def feeds(request: Request) -> Response:
        return site.show(request, "feeds.html", feeds_page(site.room(request), site.feeds()))

    return router
