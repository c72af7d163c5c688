"""The addresses of the overview: the page, and its incidents as files."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from trucewatch.web.overview.listing import FIELDS, Filter, as_csv, as_geojson, as_json, chosen, read_filter
from trucewatch.web.overview.page import incidents_page
from trucewatch.web.site import Site, asked, named, parameters

ASKED = parameters(FIELDS)


def routes(site: Site) -> APIRouter:
    """The overview and its files."""
    router = APIRouter()

    @router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def overview(request: Request) -> Response:
        return site.show(request, "incidents.html", incidents_page(site.room(request), asked(request)))

    @router.get(
        "/incidents.csv", openapi_extra=ASKED, response_class=PlainTextResponse, summary="The incidents asked for, as CSV"
    )
    def incidents_csv(request: Request) -> Response:
        room = site.room(request)
        rows = as_csv(chosen(room.desk, _strict(request), room.labels), room.labels)
        return Response(rows.encode("utf-8", "replace"), media_type="text/csv; charset=utf-8", headers=named("incidents.csv"))

    @router.get("/incidents.json", openapi_extra=ASKED, summary="The incidents asked for, with accounts, figures and comparisons")
    def incidents_json(request: Request) -> Response:
        room, wanted = site.room(request), _strict(request)
        body = as_json(chosen(room.desk, wanted, room.labels), room.labels, as_of=room.desk.as_of(), asked=wanted)
        return Response(body, media_type="application/json")

    @router.get(
        "/incidents.geojson",
        openapi_extra=ASKED,
        summary="The incidents asked for, as GeoJSON; without a point the geometry is null",
    )
    def incidents_geojson(request: Request) -> Response:
        room = site.room(request)
        body = as_geojson(chosen(room.desk, _strict(request), room.labels), room.labels)
        return Response(body, media_type="application/geo+json", headers=named("incidents.geojson"))

    return router


def _strict(request: Request) -> Filter:
    wanted = read_filter(asked(request))
    if wanted.problems:
        raise HTTPException(400, "; ".join(wanted.problems))
    return wanted
