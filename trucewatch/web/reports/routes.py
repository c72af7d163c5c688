"""The addresses of reports: the list, one, two side by side, and what they call whom."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from trucewatch.catalogue.names import names_of
from trucewatch.errors import CursorError
from trucewatch.web.lists import Listing, add_files
from trucewatch.web.reports.compare import compare_page
from trucewatch.web.reports.compared import COMPARE_FIELDS, compared_listing
from trucewatch.web.reports.compared import ENDINGS as COMPARE_ENDINGS
from trucewatch.web.reports.listing import ENDINGS, REPORT_FIELDS, listing, read_asked, reports_page
from trucewatch.web.reports.naming import ENDINGS as NAMING_ENDINGS
from trucewatch.web.reports.naming import NAMING_FIELDS, naming_listing, naming_page
from trucewatch.web.reports.outlets import OUTLET_FIELDS, outlet_page, outlets_page
from trucewatch.web.reports.outlets import listing as outlet_listing
from trucewatch.web.reports.page import report_page
from trucewatch.web.site import Site, asked, found

READ = ["GET", "HEAD"]


def routes(site: Site) -> APIRouter:
    """The reports and their files."""
    router, names = APIRouter(), names_of(site.book)

    def reports_file(request: Request) -> Listing:
        wanted = read_asked(asked(request))
        if wanted.problems:
            raise HTTPException(400, "; ".join(wanted.problems))
        return listing(site.room(request), wanted)

    def outlets_file(request: Request) -> Listing:
        return outlet_listing(site.room(request), asked(request))

    def naming_file(request: Request) -> Listing:
        made, problems = naming_listing(site.room(request), names, asked(request))
        if problems:
            raise HTTPException(400, " ".join(problems))
        return made

    add_files(router, "/reports", reports_file, what="The reports asked for", fields=REPORT_FIELDS, endings=ENDINGS)
    add_files(router, "/outlets", outlets_file, what="The outlets read here", fields=OUTLET_FIELDS, endings=ENDINGS)

    def compared_file(request: Request) -> Listing:
        return compared_listing(site.room(request), asked(request))

    add_files(router, "/compare", compared_file, what="Two reports compared", fields=COMPARE_FIELDS, endings=COMPARE_ENDINGS)
    add_files(
        router, "/naming", naming_file, what="What outlets call whom, counted", fields=NAMING_FIELDS, endings=NAMING_ENDINGS
    )

    @router.api_route("/reports", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def reports(request: Request) -> Response:
        try:
            return site.show(request, "reports.html", reports_page(site.room(request), asked(request)))
        except CursorError as error:
            raise HTTPException(400, str(error)) from error

    @router.api_route("/reports/{report_id:path}", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def report(request: Request, report_id: str) -> Response:
        page = report_page(site.room(request), report_id, asked(request))
        return site.show(request, "report.html", found(page, "report", report_id))

    @router.api_route("/outlets", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def outlets(request: Request) -> Response:
        if name := request.query_params.get("name", ""):
            return site.show(request, "outlet.html", found(outlet_page(site.room(request), names, name), "outlet", name))
        return site.show(request, "outlets.html", outlets_page(site.room(request), asked(request)))

    @router.api_route("/outlets/{name:path}", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def outlet(request: Request, name: str) -> Response:
        return site.show(request, "outlet.html", found(outlet_page(site.room(request), names, name), "outlet", name))

    @router.api_route("/compare", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def compare(request: Request, a: str = "", b: str = "") -> Response:
        page = compare_page(site.room(request), a, b, request.query_params.get("show", ""), asked(request))
        return site.show(request, "compare.html", page)

    @router.api_route("/naming", methods=READ, include_in_schema=False, response_class=HTMLResponse)
    def naming(request: Request) -> Response:
        return site.show(request, "naming.html", naming_page(site.room(request), names, asked(request)))

    @router.get("/texts/{report_id:path}", response_class=PlainTextResponse, summary="The text of a report, as held")
    def text(request: Request, report_id: str) -> Response:
        report = found(site.room(request).desk.report(report_id), "report", report_id)
        return PlainTextResponse(report.text.encode("utf-8", "replace"))

    return router
