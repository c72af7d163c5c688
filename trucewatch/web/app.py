"""The web site: its addresses, its headers, and how it says that something went wrong."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from trucewatch import __version__
from trucewatch.errors import TrucewatchError
from trucewatch.publish.words import Labels
from trucewatch.web.desk import Desk
from trucewatch.web.listing import FIELDS, Filter, as_csv, as_geojson, as_json, chosen, read_filter
from trucewatch.web.marks import visible
from trucewatch.web.pages_agreements import agreement_page, agreements_page
from trucewatch.web.pages_compare import compare_page
from trucewatch.web.pages_deadlines import deadlines_page
from trucewatch.web.pages_incident import incident_page
from trucewatch.web.pages_incidents import incidents_page
from trucewatch.web.pages_method import method_page
from trucewatch.web.pages_naming import NAMING_FIELDS, Shelf, naming_csv, naming_page
from trucewatch.web.pages_reports import report_page, reports_page
from trucewatch.web.parts import Frame, Message, Native, Room, frame, gazetteer_name

HERE = pathlib.Path(__file__).parent
SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LONGEST_QUERY = 4000


def _parameters(fields: Mapping[str, str]) -> dict[str, object]:
    """What an address can be asked, as OpenAPI describes it."""
    kind = {"in": "query", "required": False, "schema": {"type": "string"}}
    return {"parameters": [{"name": name, "description": words, **kind} for name, words in fields.items()]}


ASKED, NAMES_ASKED = _parameters(FIELDS), _parameters(NAMING_FIELDS)


class SafeHeaders:
    """Puts the same strict headers on every answer, whatever made it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def safely(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, safely)


def templates() -> Environment:
    """The templates, always escaping; what cannot be shown in a text is made visible on its way out."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def create_app(desk: Desk, *, today: Callable[[], date], labels: Labels, native: Native = gazetteer_name) -> FastAPI:
    """The site over a desk. `labels` gives our neutral word for a party code, `native` a place's name in its own script."""
    room = Room(desk, today, labels, native)
    app = FastAPI(title="Trucewatch", version=__version__, docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.add_middleware(SafeHeaders)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    show = _shower(templates())
    shelf = Shelf()
    _add_pages(app, room, show, shelf)
    _add_data(app, room, shelf)
    _add_errors(app, room, show)
    return app


Show = Callable[..., HTMLResponse]


def _shower(env: Environment) -> Show:
    def show(template: str, page: object, status: int = 200) -> HTMLResponse:
        html = env.get_template(template).render(page=page)
        return HTMLResponse(html.encode("utf-8", "replace"), status_code=status)

    return show


def _add_pages(app: FastAPI, room: Room, show: Show, shelf: Shelf) -> None:
    def page(path: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
        return app.api_route(path, methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)

    @page("/")
    def incidents(request: Request) -> Response:
        return show("incidents.html", incidents_page(room, _asked(request)))

    @page("/incidents/{incident_id:path}")
    def incident(incident_id: str) -> Response:
        return show("incident.html", _found(incident_page(room, incident_id), "incident", incident_id))

    @page("/reports")
    def reports() -> Response:
        return show("reports.html", reports_page(room))

    @page("/reports/{report_id:path}")
    def report(report_id: str) -> Response:
        return show("report.html", _found(report_page(room, report_id), "report", report_id))

    @page("/deadlines")
    def deadlines(on: str = "") -> Response:
        return show("deadlines.html", deadlines_page(room, on))

    @page("/agreements")
    def agreements() -> Response:
        return show("agreements.html", agreements_page(room))

    @page("/agreements/{agreement_id:path}")
    def agreement(agreement_id: str) -> Response:
        return show("agreement.html", _found(agreement_page(room, agreement_id), "agreement", agreement_id))

    @page("/compare")
    def compare(request: Request, a: str = "", b: str = "") -> Response:
        return show("compare.html", compare_page(room, a, b, request.query_params.get("show", "")))

    @page("/naming")
    def naming(request: Request) -> Response:
        return show("naming.html", naming_page(room, shelf, _asked(request)))

    @page("/method")
    def method() -> Response:
        return show("method.html", method_page(room))


Page = TypeVar("Page")


def _asked(request: Request) -> dict[str, str]:
    return {key: value for key, value in request.query_params.items() if len(value) <= LONGEST_QUERY}


def _found(page: Page | None, kind: str, record_id: str) -> Page:
    if page is None:
        raise HTTPException(404, f"There is no {kind} “{record_id[:80]}” in this ledger.")
    return page


def _add_data(app: FastAPI, room: Room, shelf: Shelf) -> None:
    @app.get("/incidents.csv", openapi_extra=ASKED, response_class=PlainTextResponse, summary="The incidents asked for, as CSV")
    def incidents_csv(request: Request) -> Response:
        rows = as_csv(chosen(room.desk, _strict(request), room.labels), room.labels)
        return Response(rows.encode("utf-8", "replace"), media_type="text/csv; charset=utf-8", headers=_named("incidents.csv"))

    @app.get("/incidents.json", openapi_extra=ASKED, summary="The incidents asked for, with accounts, figures and comparisons")
    def incidents_json(request: Request) -> Response:
        asked = _strict(request)
        body = as_json(chosen(room.desk, asked, room.labels), room.labels, as_of=room.desk.as_of(), asked=asked)
        return Response(body, media_type="application/json")

    @app.get(
        "/incidents.geojson",
        openapi_extra=ASKED,
        summary="The incidents asked for, as GeoJSON; without a point the geometry is null",
    )
    def incidents_geojson(request: Request) -> Response:
        body = as_geojson(chosen(room.desk, _strict(request), room.labels), room.labels)
        return Response(body, media_type="application/geo+json", headers=_named("incidents.geojson"))

    @app.get(
        "/naming.csv", openapi_extra=NAMES_ASKED, response_class=PlainTextResponse, summary="What outlets call whom, counted"
    )
    def naming_table(request: Request) -> Response:
        rows, problems = naming_csv(room, shelf, _asked(request))
        if problems:
            raise HTTPException(400, " ".join(problems))
        return Response(rows.encode("utf-8", "replace"), media_type="text/csv; charset=utf-8", headers=_named("naming.csv"))

    @app.get("/texts/{report_id:path}", response_class=PlainTextResponse, summary="The text of a report, as held")
    def text(report_id: str) -> Response:
        report = _found(room.desk.report(report_id), "report", report_id)
        return PlainTextResponse(report.text.encode("utf-8", "replace"))

    @app.get("/healthz", response_class=PlainTextResponse, summary="ok, as long as the ledger can be read")
    def healthz() -> Response:
        room.desk.as_of()
        return PlainTextResponse("ok\n")


def _strict(request: Request) -> Filter:
    asked = read_filter(_asked(request))
    if asked.problems:
        raise HTTPException(400, "; ".join(asked.problems))
    return asked


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'inline; filename="{name}"'}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What `error.html` shows: what happened, what it means, one way on."""

    frame: Frame
    message: Message
    status: int


MEANS = {
    400: "Nothing was chosen, so nothing is shown: a wrong question should not look like an empty answer.",
    404: "It may never have been there, or the address may be mistyped. Entries of the ledger are not deleted.",
    405: "These pages can only be read.",
}


def _add_errors(app: FastAPI, room: Room, show: Show) -> None:
    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        what = "There is no such page." if error.detail == "Not Found" else str(error.detail)
        means = MEANS.get(error.status_code, "The page cannot be shown.")
        return _error(show, _frame_or_none(room), request, Message(what, means, "All incidents", "/"), error.status_code)

    @app.exception_handler(RequestValidationError)
    def misread(request: Request, error: RequestValidationError) -> Response:
        message = Message("The address could not be understood.", MEANS[400], "All incidents", "/")
        return _error(show, _frame_or_none(room), request, message, 400)

    @app.exception_handler(TrucewatchError)
    def unreadable(request: Request, error: TrucewatchError) -> Response:
        what = f"The ledger could not be read: {error}"
        means = "Nothing can be said about what it holds. This is not an empty ledger."
        return _error(show, _frame_or_none(room), request, Message(what, means, "Try again", str(request.url.path)), 503)

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        message = Message("This page could not be made.", "The fault is ours; the ledger is as it was.", "All incidents", "/")
        answer = _error(show, _frame_or_none(room), request, message, 500)
        answer.headers.update(SAFE_HEADERS)  # this handler stands outside the middleware
        return answer


def _frame_or_none(room: Room) -> Frame:
    """The frame of an error page; without its moment if the ledger itself is what fails."""
    try:
        return frame(room, "", "Not shown")
    except Exception:
        return Frame("", "Not shown", None, None)


def _error(show: Show, around: Frame, request: Request, message: Message, status: int) -> Response:
    if request.url.path.endswith((".csv", ".json", ".geojson")) or request.url.path.startswith("/texts/"):
        return PlainTextResponse(f"{message.what}\n{message.means}\n".encode("utf-8", "replace"), status_code=status)
    return show("error.html", ErrorPage(around, message, status), status)
