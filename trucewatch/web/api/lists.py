"""The lists of the API: incidents, reports, outlets, findings, counts, and the entries of the ledger."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from trucewatch import __version__
from trucewatch.catalogue import FINDING_DIMENSIONS, INCIDENT_DIMENSIONS
from trucewatch.client.answers import Entrance, EntryList, FindingList, IncidentList, OutletItem, ReportList, TallyRow
from trucewatch.model import FindingState, Ultimatum
from trucewatch.web.api.answering import entry_item, finding_item, incident_item, outlet_item, report_item
from trucewatch.web.api.asking import ALWAYS, ASKED, Day, Limit, onward, question_of, tagged
from trucewatch.web.api.problems import ProblemError, described
from trucewatch.web.site import Site, parameters

Cursor = Annotated[str, Query(max_length=2100, description="where the list goes on, as the page before gave it")]
Number = Annotated[int, Query(ge=0, le=2**53)]
TERMS = "Claims are alleged by those they quote. Quote them with their report; texts of reports stay with their outlets."
BAD = described(400, 401, 403, 503)
PAST = parameters(ALWAYS)
OFFERED = (
    *("/incidents", "/incidents/{id}", "/incidents/{id}/history", "/claims/{id}", "/reports", "/reports/{id}", "/outlets"),
    *("/findings", "/tallies", "/finding-tallies", "/ultimatums", "/agreements", "/agreements/{id}", "/posts", "/reviews"),
    "/entries",
)


def routes(site: Site) -> APIRouter:
    """Every list."""
    router = APIRouter(responses=BAD)
    _add_entrance(router, site)
    _add_incidents(router, site)
    _add_reports(router, site)
    _add_findings(router, site)
    return router


def _add_entrance(router: APIRouter, site: Site) -> None:
    @router.get("/", summary="What is here, and how far the ledger reaches", openapi_extra=PAST)
    def entrance(request: Request, response: Response) -> Entrance:
        room = site.room(request)
        seq, digest = site.ledger.head()
        tagged(request, response, seq)
        told = (seq, digest, room.catalogue.moment)
        return Entrance("Trucewatch", __version__, *told, OFFERED, "/api/v1/openapi.json", TERMS)

    @router.get("/entries", summary="The entries of the ledger in their order: what changed since")
    def entries(
        request: Request,
        response: Response,
        after: Annotated[Number, Query(description="the number of the last entry you have")] = 0,
        limit: Limit = 50,
    ) -> EntryList:
        head = site.ledger.head()[0]
        tagged(request, response, head)
        items = tuple(entry_item(entry) for entry, _ in zip(site.ledger.entries(after=after), range(limit), strict=False))
        last = items[-1].seq if items else head
        return EntryList(items, last if last < head else None, head)


def _add_incidents(router: APIRouter, site: Site) -> None:
    @router.get("/incidents", summary="Incidents, the latest first", openapi_extra=ASKED)
    def incidents(request: Request, response: Response, limit: Limit = 50) -> IncidentList:
        asked, shelf = question_of(request, "limit"), site.room(request).catalogue
        tagged(request, response, shelf.seq)
        page = shelf.incidents(asked.question, newest_told=asked.told, after=asked.after, limit=limit)
        items = tuple(incident_item(card) for card in page.cards)
        return IncidentList(items, onward(request, response, page.next), shelf.seq, shelf.moment)

    @router.get("/tallies", summary="How many incidents, by one or two dimensions", openapi_extra=ASKED)
    def tallies(
        request: Request,
        response: Response,
        by: Annotated[str, Query(max_length=100, description=f"one or two of {', '.join(INCIDENT_DIMENSIONS)}")] = "type",
    ) -> list[TallyRow]:
        asked, shelf = question_of(request, "by"), site.room(request).catalogue
        tagged(request, response, shelf.seq)
        try:
            return [TallyRow(row.keys, row.many) for row in shelf.tally(asked.question, by.split(","))]
        except ValueError as error:
            raise ProblemError(400, "question", "Nothing can be counted by that", str(error)) from error


def _add_reports(router: APIRouter, site: Site) -> None:
    @router.get("/reports", summary="Reports and logs, the latest published first", openapi_extra=PAST)
    def reports(
        request: Request,
        response: Response,
        outlet: Annotated[str, Query(max_length=300, description="an outlet by its name")] = "",
        first: Annotated[Day, Query(alias="from", description="first day of publication")] = None,
        last: Annotated[Day, Query(alias="to", description="last day of publication")] = None,
        q: Annotated[str, Query(max_length=200, description="words of the title")] = "",
        after: Cursor = "",
        limit: Limit = 50,
    ) -> ReportList:
        shelf = site.room(request).catalogue
        tagged(request, response, shelf.seq)
        page = shelf.reports(outlet=outlet, first=first, last=last, words=q, after=after, limit=limit)
        items = tuple(report_item(card) for card in page.cards)
        return ReportList(items, onward(request, response, page.next), shelf.seq, shelf.moment)

    @router.get("/outlets", summary="Outlets: how often alone, how often first, copies from whom", openapi_extra=PAST)
    def outlets(request: Request, response: Response) -> list[OutletItem]:
        shelf = site.room(request).catalogue
        tagged(request, response, shelf.seq)
        return [outlet_item(card) for card in shelf.outlets()]


def _add_findings(router: APIRouter, site: Site) -> None:
    @router.get("/findings", summary="Findings under an agreement, the latest incident first", openapi_extra=PAST)
    def findings(
        request: Request,
        response: Response,
        agreement: Annotated[str, Query(max_length=100, description="the agreement’s id, as SOC18")],
        clause: Annotated[str, Query(max_length=100, description="a clause of it")] = "",
        state: Annotated[FindingState | None, Query(description="what was found")] = None,
        first: Annotated[Day, Query(alias="from")] = None,
        last: Annotated[Day, Query(alias="to")] = None,
        after: Cursor = "",
        limit: Limit = 50,
    ) -> FindingList:
        shelf = site.room(request).catalogue
        tagged(request, response, shelf.seq)
        found = state.value if state else ""
        page = shelf.findings(agreement, clause=clause, state=found, first=first, last=last, after=after, limit=limit)
        items = tuple(finding_item(card) for card in page.cards)
        return FindingList(items, onward(request, response, page.next), shelf.seq, shelf.moment)

    @router.get("/finding-tallies", summary="How many findings, by up to three dimensions", openapi_extra=PAST)
    def finding_tallies(
        request: Request,
        response: Response,
        agreement: Annotated[str, Query(max_length=100, description="the agreement’s id, as SOC18")],
        by: Annotated[str, Query(max_length=100, description=f"one to three of {', '.join(FINDING_DIMENSIONS)}")] = "clause",
        clause: Annotated[str, Query(max_length=100)] = "",
        first: Annotated[Day, Query(alias="from")] = None,
        last: Annotated[Day, Query(alias="to")] = None,
    ) -> list[TallyRow]:
        shelf = site.room(request).catalogue
        tagged(request, response, shelf.seq)
        try:
            rows = shelf.finding_tally(agreement, by=by.split(","), clause=clause, first=first, last=last)
        except ValueError as error:
            raise ProblemError(400, "question", "Nothing can be counted by that", str(error)) from error
        return [TallyRow(row.keys, row.many) for row in rows]

    @router.get("/ultimatums", summary="Demands with a last day, and how they changed", openapi_extra=PAST)
    def ultimatums(request: Request, response: Response) -> list[Ultimatum]:
        room = site.room(request)
        tagged(request, response, room.catalogue.seq)
        return list(room.desk.ultimatums())
