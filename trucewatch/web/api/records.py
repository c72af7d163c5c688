"""The records of the API, one by one: at permanent addresses, with what became of those that no longer stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from trucewatch.catalogue import IncidentCard, Question
from trucewatch.client.answers import EntryItem, IncidentRecord, OutletItem, ReportRecord
from trucewatch.ledger import Entry, Kind, Ledger, Withdrawal
from trucewatch.model import Agreement, Claim, Post
from trucewatch.web.api.answering import entry_item, incident_item, outlet_item, report_record
from trucewatch.web.api.asking import ALWAYS, coarse, tagged
from trucewatch.web.api.problems import ProblemError, described
from trucewatch.web.parts import Room
from trucewatch.web.site import Site, parameters

Record = TypeVar("Record")
PAST = parameters(ALWAYS)
PREFIX = "/api/v1"


def routes(site: Site) -> APIRouter:
    """Every record."""
    router = APIRouter(responses=described(400, 401, 403, 404, 410, 503))
    _add_incidents(router, site)
    _add_reports(router, site)
    _add_pacts(router, site)
    return router


def _add_incidents(router: APIRouter, site: Site) -> None:
    @router.get(
        "/incidents/{incident_id:path}/history",
        summary="Every entry on an incident, oldest first, of one that no longer stands too",
    )
    def history(request: Request, response: Response, incident_id: str) -> list[EntryItem]:
        entries = site.ledger.history(Kind.INCIDENT, incident_id)
        if not entries:
            raise _missing("incident", incident_id)
        tagged(request, response, site.ledger.head()[0])
        if not isinstance(entries[-1].record, Withdrawal):
            _shown(site.room(request), incident_id)
        return [entry_item(entry) for entry in entries]

    @router.get(
        "/incidents/{incident_id:path}",
        summary="An incident with its accounts, figures, comparisons and reviews",
        response_model=IncidentRecord,
        responses={301: {"description": "It was merged into the incident at `Location`."}},
        openapi_extra=PAST,
    )
    def incident(request: Request, response: Response, incident_id: str) -> IncidentRecord | Response:
        room = site.room(request)
        found = room.desk.incident(incident_id)
        if found is None:
            return _where_it_went(site.ledger, incident_id, request)
        card = _shown(room, incident_id)
        tagged(request, response, room.catalogue.seq)
        reviews = tuple(site.ledger.reviews(subject=incident_id, as_of=room.catalogue.seq))
        told = (found.claim_ids, found.accounts, found.figures, found.grades, found.comparisons, found.matches)
        return IncidentRecord(incident_item(card), found.state_reason, *told, reviews)


def _shown(room: Room, incident_id: str) -> IncidentCard:
    """The card of an incident; what the catalogue does not show to this visitor is not there."""
    cards = room.catalogue.incidents(Question(ids=(incident_id,)), limit=1).cards
    if not cards:
        raise _missing("incident", incident_id)
    return cards[0]


def _where_it_went(ledger: Ledger, incident_id: str, request: Request) -> Response:
    """301 to the one incident that took its claims; 410 with the reason where there is none, or more than one."""
    last = next(iter(reversed(ledger.history(Kind.INCIDENT, incident_id))), None)
    if last is None or not isinstance(last.record, Withdrawal):
        raise _missing("incident", incident_id)
    into = last.record.into
    if len(into) == 1:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{PREFIX}/incidents/{quote(into[0], safe='')}{query}", status_code=301)
    raise ProblemError(410, "gone", "It no longer stands", last.record.reason, **_tombstone(last))


def _tombstone(last: Entry) -> dict[str, object]:
    into = last.record.into if isinstance(last.record, Withdrawal) else ()
    reason = last.record.reason if isinstance(last.record, Withdrawal) else ""
    return {"reason": reason, "at": last.stamp.at.isoformat(), "by": last.stamp.author, "into": list(into), "entry": last.seq}


def _missing(kind: str, record_id: str) -> ProblemError:
    return ProblemError(404, "not-found", "Not found", f"There is no {kind} “{record_id[:80]}” in this ledger.")


def _found(record: Record | None, kind: str, record_id: str) -> Record:
    if record is None:
        raise _missing(kind, record_id)
    return record


def _add_reports(router: APIRouter, site: Site) -> None:
    @router.get("/reports/{report_id:path}", summary="A report without its text, and its claims", openapi_extra=PAST)
    def report(request: Request, response: Response, report_id: str) -> ReportRecord:
        room = site.room(request)
        found = _found(room.desk.report(report_id), "report", report_id)
        tagged(request, response, room.catalogue.seq)
        return report_record(found, coarse(room.desk.claims_of(report_id), replace))

    @router.get("/claims/{claim_id:path}", summary="A claim with the words it rests on", openapi_extra=PAST)
    def claim(request: Request, response: Response, claim_id: str) -> Claim:
        room = site.room(request)
        found = room.desk.claims([claim_id])
        tagged(request, response, room.catalogue.seq)
        return coarse([_found(next(iter(found), None), "claim", claim_id)], replace)[0]

    @router.get("/outlets/{name:path}", summary="How one outlet tells", openapi_extra=PAST)
    def outlet(request: Request, response: Response, name: str) -> OutletItem:
        shelf = site.room(request).catalogue
        found = _found(shelf.outlet(name), "outlet", name)
        tagged(request, response, shelf.seq)
        return outlet_item(found)


def _add_pacts(router: APIRouter, site: Site) -> None:
    def answered(request: Request, response: Response, read: Callable[[Room], Record]) -> Record:
        room = site.room(request)
        tagged(request, response, room.catalogue.seq)
        return read(room)

    @router.get("/agreements", summary="The agreements of the ledger, clause by clause", openapi_extra=PAST)
    def agreements(request: Request, response: Response) -> list[Agreement]:
        return answered(request, response, lambda room: list(room.desk.agreements()))

    @router.get("/agreements/{agreement_id:path}", summary="One agreement", openapi_extra=PAST)
    def agreement(request: Request, response: Response, agreement_id: str) -> Agreement:
        found = answered(request, response, lambda room: room.desk.agreements_named([agreement_id]).get(agreement_id))
        return _found(found, "agreement", agreement_id)

    @router.get("/posts", summary="The observation posts known", openapi_extra=PAST)
    def posts(request: Request, response: Response) -> list[Post]:
        return answered(request, response, lambda room: list(room.desk.posts()))

    @router.get("/posts/{post_id:path}", summary="One observation post", openapi_extra=PAST)
    def post(request: Request, response: Response, post_id: str) -> Post:
        found = answered(request, response, lambda room: next((one for one in room.desk.posts() if one.id == post_id), None))
        return _found(found, "post", post_id)
