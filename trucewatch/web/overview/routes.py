"""The addresses of the overview: the page, the incidents and the days as tables and files, and what the map draws."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from trucewatch.errors import CursorError
from trucewatch.web.lists import Listing, add_files
from trucewatch.web.overview.asking import FIELDS, Filter, read_box, read_filter
from trucewatch.web.overview.choices import known_to
from trucewatch.web.overview.daily import ENDINGS, days_listing, days_page
from trucewatch.web.overview.listing import listing_of, version_of
from trucewatch.web.overview.mapping import Ground, boxed, districts_json, ground_geojson, points_geojson, points_json
from trucewatch.web.overview.page import overview_page
from trucewatch.web.overview.table import incidents_page
from trucewatch.web.parts import Room
from trucewatch.web.site import Site, asked, parameters

FAST = 1  # how hard the points of a map are compressed: 5 MB in 0.04 s instead of 0.4 s, a fifth larger
MOST_AT_ONCE = 500
VIEW = {"view": "west, south, east and north of what the map shows: only what lies in it"}
LIMIT = {"limit": f"how many at most, up to {MOST_AT_ONCE}; without it the file is whole"}


def routes(site: Site) -> APIRouter:
    """The overview and its files."""
    router = APIRouter()

    @router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def overview(request: Request) -> Response:
        return _plain(request) or site.show(request, "overview.html", overview_page(site.room(request), asked(request)))

    @router.api_route("/incidents", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def incidents(request: Request) -> Response:
        return _plain(request) or site.show(request, "incidents.html", incidents_page(site.room(request), asked(request)))

    @router.api_route("/days", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def days(request: Request) -> Response:
        return _plain(request) or site.show(request, "days.html", days_page(site.room(request), asked(request)))

    def incidents_listing(request: Request) -> Listing:
        room = site.room(request)
        try:
            return listing_of(room, _strict(request, room), _limit(request))
        except CursorError as error:
            raise HTTPException(400, str(error)) from error

    def daily(request: Request) -> Listing:
        room = site.room(request)
        return days_listing(room, _strict(request, room))

    add_files(router, "/incidents", incidents_listing, what="The incidents asked for", fields={**FIELDS, **LIMIT})
    add_files(router, "/days", daily, what="The days of the incidents asked for", fields=FIELDS, endings=ENDINGS)
    _add_map(router, site)

    @router.get("/head", summary="The number of the last ledger entry: it grows when anything is recorded")
    def head() -> dict[str, int]:
        return {"seq": site.ledger.head()[0]}

    return router


def _plain(request: Request) -> Response | None:
    """A form sends its empty fields too: the page is found at the address without them, which can be kept and sent on."""
    fields = request.query_params.multi_items()
    told = [(name, value) for name, value in fields if value]
    if len(told) == len(fields):
        return None
    query = urlencode(told, errors="replace")
    return RedirectResponse(f"{request.url.path}?{query}" if query else request.url.path, 303)


def _add_map(router: APIRouter, site: Site) -> None:
    """What the map in the browser draws; each file is made anew only when the ledger has grown."""

    @router.get("/map.geojson", openapi_extra=parameters({**FIELDS, **VIEW}), summary="The incidents asked for that have a point")
    def points(request: Request) -> Response:
        room, problems = site.room(request), list[str]()
        wanted, view = _strict(request, room), read_box(request.query_params.get("view", ""), problems)
        if problems:
            raise HTTPException(400, "; ".join(problems))
        return _kept(request, room, "application/geo+json", lambda: points_geojson(room, wanted, view))

    @router.get("/map/points.json", openapi_extra=parameters(FIELDS), summary="The same points in few bytes: places and grades")
    def many_points(request: Request) -> Response:
        room = site.room(request)
        wanted = _strict(request, room)
        return _kept(request, room, "application/json", lambda: points_json(room, wanted))

    @router.get("/map/districts.json", openapi_extra=parameters(FIELDS), summary="The incidents asked for, counted by division")
    def districts(request: Request) -> Response:
        room = site.room(request)
        wanted = _strict(request, room)
        return _kept(request, room, "application/json", lambda: districts_json(room, wanted))

    @router.get(
        "/map/ground.geojson",
        openapi_extra=parameters({"box": FIELDS["box"], "to": FIELDS["to"]}),
        summary="What lies in a box of the map, as it was agreed on the last day",
    )
    def ground(request: Request) -> Response:
        room = site.room(request)
        wished = _strict(request, room)
        frame = boxed(wished)
        if frame is None:
            raise HTTPException(400, "name a box of at most 40 degrees, as 36,35,37.5,36.5")
        day = min(wished.question.last or room.today(), room.today())
        wanted = Ground(room.catalogue, frame, day, room.desk)
        return _kept(request, room, "application/geo+json", lambda: ground_geojson(wanted))


def _kept(request: Request, room: Room, media: str, make: Callable[[], str]) -> Response:
    state = f"{version_of(room)} {request.url.path}?{request.url.query}"
    mark = hashlib.sha256(state.encode()).hexdigest()
    headers = {"ETag": f'W/"{mark[:20]}"', "Cache-Control": "no-cache", "Vary": "Accept-Encoding, Cookie"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = make().encode("utf-8", "replace")
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(gzip.compress(body, FAST, mtime=0), media_type=media, headers={**headers, "Content-Encoding": "gzip"})
    return Response(body, media_type=media, headers=headers)


def _strict(request: Request, room: Room) -> Filter:
    wanted = read_filter(asked(request), known_to(room))
    if wanted.problems:
        raise HTTPException(400, "; ".join(wanted.problems))
    return wanted


def _limit(request: Request) -> int | None:
    text = request.query_params.get("limit", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 0 < int(text) <= MOST_AT_ONCE):
        raise HTTPException(400, f"“{text[:20]}” is no limit; write a number from 1 to {MOST_AT_ONCE}")
    return int(text)
