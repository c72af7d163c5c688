"""The web site: its rooms, put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.middleware.gzip import GZipMiddleware

from trucewatch import __version__
from trucewatch.alerting import Rule
from trucewatch.alerting.store import Alerts
from trucewatch.feeds import FeedHealth
from trucewatch.health import Examiner
from trucewatch.ledger import Ledger
from trucewatch.people import People
from trucewatch.publish.words import Labels
from trucewatch.web import changes, daily, data, feeds, incident, outbox, overview, pacts, posts, reports, review, status
from trucewatch.web.alerts import routes as alert_routes
from trucewatch.web.api import create_api
from trucewatch.web.components import components_page
from trucewatch.web.failing import add_errors
from trucewatch.web.headers import SafeHeaders
from trucewatch.web.method import method_page
from trucewatch.web.parts import Native, gazetteer_name
from trucewatch.web.people.doorkeeper import Doorkeeper
from trucewatch.web.people.routes import routes as people_routes
from trucewatch.web.policy import Policy
from trucewatch.web.requests import Requests, Witness
from trucewatch.web.site import Site
from trucewatch.web.statics import FOLDER, Statics, static, vendored
from trucewatch.web.status import FigureDoor

ROOMS: tuple[Callable[[Site], APIRouter], ...] = (
    overview.routes,
    changes.routes,
    data.routes,
    daily.routes,
    incident.routes,
    reports.routes,
    pacts.routes,
    posts.routes,
    review.routes,
    feeds.routes,
    outbox.routes,
    status.routes,
    alert_routes,
)


def create_app(
    ledger: Ledger,
    *,
    today: Callable[[], date],
    labels: Labels,
    native: Native = gazetteer_name,
    people: People | None = None,
    closed: bool = False,
    behind_https: bool = False,
    policy: Policy | None = None,
    development: bool = False,
    watched: Callable[[], tuple[FeedHealth, ...]] = tuple,
    alerts: Alerts | None = None,
    rules: Callable[[], tuple[Rule, ...]] = tuple,
    licence: str = "",
    witnesses: Sequence[Witness] = (),
    examiner: Examiner | None = None,
    figures: Callable[[], bytes] = bytes,
    figures_token: str = "",
) -> FastAPI:
    """The site over a ledger. `labels` gives our neutral word for a party code, `native` a place's name in its own script.

    Without `people` nobody can sign in. `closed` shows nothing to whoever has not; `behind_https` says that browsers reach the
    site over https though it is asked over http. `policy` says what is kept from the public of an open site. In `development` all
    parts of the pages are shown at /parts. `watched` says how feeds stand, `alerts` holds what rules told of, `rules` reads
    those of the file; `licence` is that under which data go out; `witnesses` are told of every request.
    `examiner` looks at the installation for the status page; `figures` are answered at /metrics to whoever has `figures_token`.
    """
    site = Site(
        ledger,
        today,
        labels,
        native,
        policy=policy or Policy(),
        feeds=watched,
        alerts=alerts,
        rules=rules,
        licence=licence,
        examiner=examiner,
    )
    app = FastAPI(title="Trucewatch", version=__version__, docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.state.following = site.following
    app.state.people = people or People.open("sqlite://")
    app.state.behind_https = behind_https
    app.add_middleware(Doorkeeper, closed=closed, noting=closed or site.policy.keeps)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(FigureDoor, page=figures, token=figures_token)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Requests, witnesses=witnesses)
    app.mount("/static", Statics(directory=FOLDER), name="static")
    site.env.globals.update(static=static, vendored=vendored)
    for room in ROOMS:
        app.include_router(room(site))
    app.include_router(_about(site))
    if development:
        app.include_router(_parts(site))
    app.include_router(people_routes(site))
    api = create_api(site)
    api.state = app.state
    app.mount("/api/v1", api)
    add_errors(app, site)
    return app


def _about(site: Site) -> APIRouter:
    """How it is done, and whether it works."""
    router = APIRouter()

    @router.api_route("/method", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def method(request: Request) -> Response:
        return site.show(request, "method.html", method_page(site.room(request)))

    return router


def _parts(site: Site) -> APIRouter:
    """Every part of the pages in every state."""
    router = APIRouter()

    @router.api_route("/parts", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def parts(request: Request) -> Response:
        return site.show(request, "components.html", components_page(site.room(request)))

    return router
