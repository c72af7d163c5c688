"""The addresses of health: alive, ready, and the page for people."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from trucewatch.health import Examiner
from trucewatch.pipeline import clock
from trucewatch.web.site import Site
from trucewatch.web.status.page import PATH, ready_lines, status_page


def routes(site: Site) -> APIRouter:
    """How the installation is."""
    router = APIRouter()
    examiner = site.examiner or Examiner(site.book, clock, site.feeds, site.alerts)

    @router.get("/healthz", response_class=PlainTextResponse, summary="ok, as long as the site is alive")
    async def healthz() -> Response:
        return PlainTextResponse("ok\n")

    @router.get("/readyz", response_class=PlainTextResponse, summary="200 if ledger, lists and disk are well, else 503")
    def readyz() -> Response:
        found = examiner.look()
        return PlainTextResponse(ready_lines(found), 200 if found.ready else 503, {"Cache-Control": "no-store"})

    @router.api_route(PATH, methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def status(request: Request) -> Response:
        answer = site.show(request, "status.html", status_page(site.room(request), examiner.look()))
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    return router
