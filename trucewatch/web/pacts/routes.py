"""The addresses of agreements and deadlines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from trucewatch.model import Agreement
from trucewatch.publish.words import agreement_url
from trucewatch.web.lists import FeedEntry, Listing, add_files
from trucewatch.web.pacts.agreements import agreement_page, agreements_page
from trucewatch.web.pacts.areas import areas_listing
from trucewatch.web.pacts.counted import states_by_clause
from trucewatch.web.pacts.deadlines import deadlines_page
from trucewatch.web.pacts.due_files import FIELDS as DUE_FIELDS
from trucewatch.web.pacts.due_files import calendar_of, deadlines_listing
from trucewatch.web.pacts.findings import ENDINGS, FIELDS, findings_listing, findings_page
from trucewatch.web.pacts.weeks import HEAT_COLUMNS, heat_of, heat_table
from trucewatch.web.parts import Room
from trucewatch.web.posts.desk import post_desk
from trucewatch.web.site import Site, asked, found, named, parameters

READ = ["GET", "HEAD"]
HEAT_FIELDS = {"by": "week or day", "rows": "`party` for one row for each party under a clause", "until": "the last day shown"}
PACT_COLUMNS = (
    "id",
    "title",
    "form",
    "signed",
    "effective",
    "ended",
    "parties",
    "signatories",
    "countries",
    "clauses",
    "findings",
)


def routes(site: Site) -> APIRouter:
    """Agreements and deadlines."""
    router = APIRouter()
    _files(router, site)

    @router.api_route("/deadlines", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def deadlines(request: Request) -> Response:
        return site.show(request, "deadlines.html", deadlines_page(site.room(request), asked(request)))

    @router.api_route("/agreements", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def agreements(request: Request) -> Response:
        return site.show(request, "agreements.html", agreements_page(site.room(request)))

    @router.api_route("/agreements/{agreement_id}/findings", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def findings(request: Request, agreement_id: str) -> Response:
        room = site.room(request)
        return site.show(request, "findings.html", findings_page(room, _agreement(room, agreement_id), asked(request)))

    @router.api_route("/agreements/{agreement_id:path}", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def agreement(request: Request, agreement_id: str) -> Response:
        room = site.room(request)
        page = agreement_page(room, _agreement(room, agreement_id), asked(request), _looked(site, request))
        return site.show(request, "agreement.html", page)

    return router


def _files(router: APIRouter, site: Site) -> None:
    """The lists as files, before the pages whose addresses would take `x.csv` for an id."""
    add_files(
        router, "/deadlines", lambda request: deadlines_listing(site.room(request), asked(request)),
        what="What falls due, as it stands on a day", fields=DUE_FIELDS, endings=ENDINGS,
    )  # fmt: skip
    add_files(router, "/agreements", lambda request: _agreements(site.room(request)), what="The agreements known")
    add_files(
        router, "/agreements/{agreement_id}/findings", lambda request: _findings(site, request),
        what="The findings under an agreement", fields=FIELDS, endings=ENDINGS,
    )  # fmt: skip
    add_files(
        router, "/agreements/{agreement_id}/weeks", lambda request: _weeks(site, request),
        what="Alleged breaches by clause and week", fields=HEAT_FIELDS, endings=("csv", "json"),
    )  # fmt: skip
    add_files(
        router, "/agreements/{agreement_id}/areas", lambda request: _areas(site, request),
        what="The areas of an agreement", endings=("csv", "json", "geojson"),
    )  # fmt: skip

    @router.get(
        "/deadlines.ics", operation_id="deadlines_ics", summary="What falls due, as a calendar", response_class=Response,
        openapi_extra=parameters(DUE_FIELDS), responses={200: {"content": {"text/calendar": {}}}},
    )  # fmt: skip
    def calendar(request: Request) -> Response:
        data = calendar_of(site.room(request), asked(request), str(request.base_url).rstrip("/"))
        return Response(data, media_type="text/calendar; charset=utf-8", headers=named("deadlines.ics"))


def _agreement(room: Room, agreement_id: str) -> Agreement:
    return found(room.desk.agreements_named([agreement_id]).get(agreement_id), "agreement", agreement_id)


def _looked(site: Site, request: Request) -> Callable[[Collection[str]], Iterable[date]]:
    """The days on which any of some posts logged that it looked."""
    desk = post_desk(site, request)
    return lambda posts: desk.book.looked(desk.seq, tuple(posts))


def _findings(site: Site, request: Request) -> Listing:
    room = site.room(request)
    return findings_listing(room, _agreement(room, request.path_params["agreement_id"]), asked(request))


def _areas(site: Site, request: Request) -> Listing:
    room = site.room(request)
    return areas_listing(room, _agreement(room, request.path_params["agreement_id"]))


def _weeks(site: Site, request: Request) -> Listing:
    room = site.room(request)
    agreement = _agreement(room, request.path_params["agreement_id"])
    totals = states_by_clause(room.catalogue, agreement.id)
    looked = _looked(site, request)
    near = tuple(post.id for post in room.desk.posts() if post.agreement == agreement.id or post.country in agreement.countries)
    heat = heat_of(room, agreement, asked(request), totals, lambda: looked(near))
    rows = heat_table(heat) if heat else []
    return Listing(
        "weeks",
        f"Alleged breaches of {agreement.title}",
        f"{agreement_url(agreement.id)}/weeks",
        HEAT_COLUMNS,
        lambda: rows,
        query=heat.asked if heat else "",
        count=len(rows),
        as_of=room.desk.as_of(),
        version=f"{room.catalogue.seq} {room.today()}",
    )


def _agreements(room: Room) -> Listing:
    """The agreements as a list for files; as places stand their areas, where one is certain."""
    agreements = sorted(room.desk.agreements(), key=lambda one: (-one.signed.toordinal(), one.id))
    whole = Listing("agreements", "Agreements", "/agreements", PACT_COLUMNS, lambda: [_row(room, one) for one in agreements])
    return replace(
        whole,
        count=len(agreements),
        as_of=room.desk.as_of(),
        entries=lambda: (_entry(one) for one in agreements),
        version=str(room.catalogue.seq),
    )


def _row(room: Room, agreement: Agreement) -> dict[str, object]:
    states = states_by_clause(room.catalogue, agreement.id)
    return {
        "id": agreement.id,
        "title": agreement.title,
        "form": agreement.form.value,
        "signed": agreement.signed.isoformat(),
        "effective": agreement.effective.isoformat() if agreement.effective else None,
        "ended": agreement.ended.isoformat() if agreement.ended else None,
        "parties": list(agreement.parties),
        "signatories": list(agreement.signatories),
        "countries": list(agreement.countries),
        "clauses": len(agreement.clauses),
        "findings": sum(sum(some.values()) for some in states.values()),
    }


def _entry(agreement: Agreement) -> FeedEntry:
    at = datetime(agreement.signed.year, agreement.signed.month, agreement.signed.day, tzinfo=UTC)
    return FeedEntry(f"agreements/{agreement.id}", agreement.title, agreement_url(agreement.id), at)
