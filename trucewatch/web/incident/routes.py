"""The address of an incident."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from trucewatch.web.incident.page import incident_page
from trucewatch.web.site import Site, found


def routes(site: Site) -> APIRouter:
    """The page of an incident."""
    router = APIRouter()

    @router.api_route(
        "/incidents/{incident_id:path}", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse
    )
    def incident(request: Request, incident_id: str) -> Response:
        page = found(incident_page(site.room(request), incident_id), "incident", incident_id)
        return site.show(request, "incident.html", page)

    return router
