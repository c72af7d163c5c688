"""The addresses of agreements and deadlines."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from trucewatch.web.pacts.agreements import agreement_page, agreements_page
from trucewatch.web.pacts.deadlines import deadlines_page
from trucewatch.web.site import Site, found

READ = ["GET", "HEAD"]


def routes(site: Site) -> APIRouter:
    """Agreements and deadlines."""
    router = APIRouter()

    @router.api_route("/deadlines", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def deadlines(request: Request, on: str = "") -> Response:
        return site.show(request, "deadlines.html", deadlines_page(site.room(request), on))

    @router.api_route("/agreements", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def agreements(request: Request) -> Response:
        return site.show(request, "agreements.html", agreements_page(site.room(request)))

    @router.api_route("/agreements/{agreement_id:path}", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def agreement(request: Request, agreement_id: str) -> Response:
        page = found(agreement_page(site.room(request), agreement_id), "agreement", agreement_id)
        return site.show(request, "agreement.html", page)

    return router
