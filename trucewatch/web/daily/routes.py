"""The addresses of the daily reports: those issued, the preview of any period, and what a reviewer sends from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from trucewatch.people import Role, Visitor
from trucewatch.web.daily.archive import Issued
from trucewatch.web.daily.asking import FIELDS, LISTED, PATH, PREVIEW, Asked, read_asked, read_wanted
from trucewatch.web.daily.compare import compare_page
from trucewatch.web.daily.deciding import change_wording, issue_report
from trucewatch.web.daily.files import ENDINGS, MEDIA, answer
from trucewatch.web.daily.listing import ENDINGS as LIST_ENDINGS
from trucewatch.web.daily.listing import editions_listing, editions_page
from trucewatch.web.daily.making import Press
from trucewatch.web.daily.page import issued_page, preview_page
from trucewatch.web.daily.wording import wording_page
from trucewatch.web.lists import Listing, add_files
from trucewatch.web.parts import Room
from trucewatch.web.people.forms import filled, once, typed
from trucewatch.web.people.visiting import require, visitor_of
from trucewatch.web.site import LANGUAGE, Site, asked, found, language_of, parameters

READ = ["GET", "HEAD"]
REVIEWING: Visitor = Depends(require(Role.REVIEWER))
NAME = re.compile(rf"([0-9]{{1,9}})(?:\.([0-9]{{1,9}}))?(?:\.({'|'.join(ENDINGS)}))?")


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def routes(site: Site, now: Callable[[], datetime] = utc_now) -> APIRouter:
    """Everything about the daily reports."""
    router, press = APIRouter(), Press(site)
    _listing(router, site, press)
    _preview(router, site, press)
    _reviewing(router, site, press, now)
    _issued(router, site, press)
    return router


def _listing(router: APIRouter, site: Site, press: Press) -> None:
    def listing(request: Request) -> Listing:
        room, wanted = site.room(request), read_wanted(asked(request))
        if wanted.problems:
            raise HTTPException(400, " ".join(wanted.problems))
        return editions_listing(room, press.archive, press.until(room), wanted)

    add_files(router, PATH, listing, what="The daily reports that were issued", fields=LISTED, endings=LIST_ENDINGS)

    @router.api_route(PATH, methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def editions(request: Request) -> Response:
        room = site.room(request)
        page = editions_page(room, press.archive, press.until(room), asked(request), newest_day(room), may=_may(request, room))
        return site.show(request, "daily.html", page)


def _preview(router: APIRouter, site: Site, press: Press) -> None:
    @router.api_route(PREVIEW, methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def preview(request: Request) -> Response:
        room = site.room(request)
        wanted = _wanted(request, room)
        bulletin = press.preview(room, wanted)
        before = press.archive.of(bulletin.id, press.until(room))
        kept = filled(request, f"{PATH}/issue")
        page = preview_page(room, bulletin, wanted, before, may=_may(request, room), typed=kept)
        return site.show(request, "bulletin.html", page)

    for ending in ENDINGS:
        _preview_file(router, site, press, ending)


def _preview_file(router: APIRouter, site: Site, press: Press, ending: str) -> None:
    def file(request: Request) -> Response:
        room = site.room(request)
        wanted = _wanted(request, room)
        if wanted.problems:
            raise HTTPException(400, " ".join(wanted.problems))
        bulletin = press.preview(room, wanted)
        return answer(request, bulletin, ending, f"preview-{wanted.last.isoformat()}", marks=press.marks())

    router.add_api_route(
        f"{PREVIEW}.{ending}",
        file,
        methods=["GET"],
        operation_id=f"daily_preview_{ending}",
        summary=f"The report of a period as the records stand now, not issued, as {ending.upper()}",
        openapi_extra=parameters(FIELDS),
        responses={200: {"description": "The report", "content": {MEDIA[ending].split(";")[0]: {}}}},
        response_class=Response,
    )
    router.add_api_route(f"{PREVIEW}.{ending}", file, methods=["HEAD"], include_in_schema=False, response_class=Response)


def _reviewing(router: APIRouter, site: Site, press: Press, now: Callable[[], datetime]) -> None:
    @router.api_route(f"{PATH}/wording", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def wording(request: Request, visitor: Visitor = REVIEWING) -> Response:
        room = site.room(request)
        wanted, key = _wanted(request, room), request.query_params.get("line", "")
        bulletin = press.preview(room, wanted)
        before = tuple(site.book.wordings(bulletin=bulletin.id))
        form = _form(key, wanted)
        page = wording_page(room, bulletin, key, wanted, before, filled(request, form), form)
        return site.show(request, "wording.html", found(page, "sentence", key))

    @router.post(f"{PATH}/wording", include_in_schema=False, response_class=HTMLResponse)
    def change(request: Request, visitor: Visitor = REVIEWING) -> Response:
        room, fields = site.room(request), typed(request)
        wanted = read_asked(fields.as_mapping(), newest=newest_day(room), language=room.language)
        return once(request, lambda: change_wording(press, room, wanted, fields, visitor.name, now()))

    @router.post(f"{PATH}/issue", include_in_schema=False, response_class=HTMLResponse)
    def issue(request: Request, visitor: Visitor = REVIEWING) -> Response:
        room, fields = site.room(request), typed(request)
        wanted = read_asked(fields.as_mapping(), newest=newest_day(room), language=room.language)
        return once(request, lambda: issue_report(press, wanted, visitor.name, now()))


def _issued(router: APIRouter, site: Site, press: Press) -> None:
    @router.api_route(f"{PATH}/{{number}}/compare", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def compare(request: Request, number: str) -> Response:
        room = site.room(request)
        revisions = _revisions(press, room, number)
        query = asked(request)
        a = _revision(revisions, query.get("a", "") or str(revisions[max(len(revisions) - 2, 0)].revision))
        b = _revision(revisions, query.get("b", "") or str(revisions[-1].revision))
        old, new = press.issued(a), press.issued(b)
        return site.show(request, "daily_compare.html", compare_page(room, old, new, a, b, revisions))

    @router.api_route(f"{PATH}/{{name}}", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def one(request: Request, name: str) -> Response:
        read = NAME.fullmatch(name)
        if read is None:
            raise HTTPException(404, f"There is no daily report “{name[:80]}”; they are numbered, as 12 or 12.1.")
        number, revision, ending = read[1], read[2], read[3]
        room = site.room(request)
        revisions = _revisions(press, room, number)
        issued = _revision(revisions, revision) if revision else revisions[-1]
        if not revision:
            way = f"{PATH}/{issued.permalink}" + (f".{ending}" if ending else "")
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(way + query, status_code=302, headers={"Cache-Control": "no-cache"})
        bulletin = press.issued(issued)
        if ending:
            return answer(request, bulletin, ending, f"report-{issued.permalink}", marks=press.marks(issued))
        return site.show(request, "bulletin.html", issued_page(room, bulletin, issued, revisions, marks=press.marks(issued)))


def _wanted(request: Request, room: Room) -> Asked:
    """The period a request asks for, in the language of the page."""
    wanted = read_asked(asked(request), newest=newest_day(room), language=room.language)
    return replace(wanted, language=language_of(request) if not request.query_params.get(LANGUAGE) else wanted.language)


def newest_day(room: Room) -> date:
    """The last day of which a report was read, or today where none was."""
    today = room.today()
    return max((day for day, _ in room.catalogue.report_days() if day <= today), default=today)


def _may(request: Request, room: Room) -> bool:
    """True if the forms are shown: to reviewers, and only where the page shows the present."""
    return not room.past and visitor_of(request).may(Role.REVIEWER)


def _form(what: str, wanted: Asked) -> str:
    """What a form of this period is called among what somebody has typed."""
    return f"{PATH} {what[:160]} {wanted.query()}"


def _revisions(press: Press, room: Room, number: str) -> tuple[Issued, ...]:
    """The revisions of a report by its number, or a 404."""
    read = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    revisions = press.archive.numbered(read, press.until(room))
    if not revisions:
        raise HTTPException(404, f"There is no daily report “{number[:80]}” in this ledger.")
    return revisions


def _revision(revisions: tuple[Issued, ...], revision: str) -> Issued:
    """One of them, or a 404."""
    return found(next((one for one in revisions if str(one.revision) == revision), None), "revision", revision)
