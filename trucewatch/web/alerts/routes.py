"""The addresses of alerts: what rules told of, the rules, the form of one with its dry run; for whoever has signed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from trucewatch.alerting import Rule, RuleKind
from trucewatch.alerting.board import Board
from trucewatch.alerting.questions import question_values
from trucewatch.alerting.replaying import By, Replay, replay, way_of
from trucewatch.alerting.rule import TrendBreak
from trucewatch.people import Role, Visitor
from trucewatch.web.alerts.form import Sheet, paused, sheet_of
from trucewatch.web.alerts.page import ENDINGS, PATH, alerts_listing, alerts_page, may_change, rule_page
from trucewatch.web.lists import Listing, add_files
from trucewatch.web.overview.asking import Filter, read_filter
from trucewatch.web.overview.choices import known_to
from trucewatch.web.parts import Room
from trucewatch.web.people import require
from trucewatch.web.people.forms import Refused, Typed, filled, once, typed
from trucewatch.web.site import Site, asked

READER = Annotated[Visitor, Depends(require(Role.VIEWER))]
WRITER = Annotated[Visitor, Depends(require(Role.CONTRIBUTOR))]
TRIED = timedelta(days=30)
REACH = timedelta(days=90)  # what ended longer before the days of a dry run on a page is not looked through


def routes(site: Site) -> APIRouter:
    """Everything about alerts."""
    router = APIRouter()
    _files(router, site)
    _looking(router, site)
    _writing(router, site)
    return router


def board_of(site: Site) -> Board:
    """The alerts of the site; a 404 where it keeps none."""
    if site.alerts is None:
        raise HTTPException(404, "This site keeps no alerts.")
    return Board(site.alerts, site.rules)


def _files(router: APIRouter, site: Site) -> None:
    def listing(request: Request) -> Listing:
        require(Role.VIEWER)(request)
        return alerts_listing(board_of(site))

    add_files(router, PATH, listing, what="What rules of alerts told of, for whoever has signed in", endings=ENDINGS)


def _looking(router: APIRouter, site: Site) -> None:
    @router.api_route(PATH, methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def alerts(request: Request, visitor: READER) -> Response:
        before = request.query_params.get("before", "")
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else 0
        return site.show(request, "alerts.html", alerts_page(site.room(request), board_of(site), number))

    @router.api_route(f"{PATH}/new", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def new(request: Request, visitor: WRITER) -> Response:
        return _form(request, site, "")

    @router.api_route(PATH + "/rules/{rule_id}", methods=["GET", "HEAD"], include_in_schema=False, response_class=HTMLResponse)
    def one(request: Request, rule_id: str, visitor: WRITER) -> Response:
        rule = _own(site, site.room(request), rule_id)
        sent = bool(Sheet(request.query_params.multi_items()).typed)
        return _form(request, site, rule_id, None if sent else rule)


def _form(request: Request, site: Site, rule_id: str, rule: Rule | None = None) -> Response:
    """The form: of a rule that stands, as it was typed and could not be sent, or as the query has it, then with its dry run."""
    room, board = site.room(request), board_of(site)
    kept = filled(request, f"{PATH}/rules/{rule_id}" if rule_id else f"{PATH}/rules")
    if rule is not None and not kept:
        sheet, ask = sheet_of(rule), Filter(rule.question)
        return site.show(request, "alert_rule.html", rule_page(room, sheet, ask, rule_id=rule_id))
    sheet = Sheet(kept.fields if kept else request.query_params.multi_items())
    ask = read_filter(kept.as_mapping() if kept else asked(request), known_to(room))
    if not sheet.typed or kept.why:
        return site.show(request, "alert_rule.html", rule_page(room, sheet, ask, rule_id=rule_id, fault=kept.why))
    try:
        made = _made(sheet, ask, room, board, rule_id)
    except Refused as refused:
        return site.show(request, "alert_rule.html", rule_page(room, sheet, ask, rule_id=rule_id, fault=str(refused)))
    return site.show(request, "alert_rule.html", rule_page(room, sheet, ask, rule_id=rule_id, dry=_tried(site, made)))


def _made(sheet: Sheet, ask: Filter, room: Room, board: Board, rule_id: str) -> Rule:
    """The rule that a form makes; Refused with the words where it makes none."""
    if ask.problems:
        raise Refused(f"{ask.problems[0]}.")
    if sheet.one("webhooks") and not room.visitor.may(Role.ADMIN):
        raise Refused("Only an administrator may have alerts sent to a webhook.")
    before = board.alerts.rule(rule_id) if rule_id else None
    owner = before.owner if before else room.visitor.name
    try:
        made = sheet.rule(question_values(ask.question), owner=owner, rule_id=rule_id)
    except ValueError as error:
        raise Refused(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    if any(one.id == made.id for one in board.of_file()[0]):
        raise Refused(f"The file of rules has a rule {made.id} already; choose another title.")
    return made


def _tried(site: Site, rule: Rule) -> Replay:
    """The dry run over the last month that is known."""
    catalogue = site.catalogue
    way = way_of(site.ledger, catalogue)
    told = [day for day, _ in catalogue.at().report_days()]
    last = min(told[-1], site.today()) if way is By.TOLD and told else site.today()
    if rule.kind is RuleKind.ULTIMATUM_NEAR:
        last = min(last + TRIED, site.today())
    first = last - TRIED if last > date.min + TRIED else date.min
    reach = REACH
    if isinstance(rule.terms, TrendBreak):
        reach = timedelta(days=rule.terms.history + 2 * rule.terms.days + 1)
    if rule.question.first is None and first > date.min + reach:
        rule = replace(rule, question=replace(rule.question, first=first - reach))
    return replay(rule, site.ledger, catalogue, first=first, last=last, by=way, labels=site.labels)


def _writing(router: APIRouter, site: Site) -> None:
    @router.post(f"{PATH}/rules", include_in_schema=False)
    def add(request: Request, visitor: WRITER) -> Response:
        fields = typed(request)
        return once(request, lambda: _save(request, site, fields, ""))

    @router.post(PATH + "/rules/{rule_id}", include_in_schema=False)
    def change(request: Request, rule_id: str, visitor: WRITER) -> Response:
        fields = typed(request)
        _own(site, site.room(request), rule_id)
        return once(request, lambda: _save(request, site, fields, rule_id))

    @router.post(PATH + "/rules/{rule_id}/pause", include_in_schema=False)
    def pause(request: Request, rule_id: str, visitor: WRITER) -> Response:
        rule = _own(site, site.room(request), rule_id)
        is_paused = typed(request)["paused"] == "yes"

        def act() -> str:
            board_of(site).alerts.save(paused(rule, is_paused=is_paused))
            return f"{PATH}#rules"

        return once(request, act)

    @router.post(PATH + "/rules/{rule_id}/remove", include_in_schema=False)
    def remove(request: Request, rule_id: str, visitor: WRITER) -> Response:
        _own(site, site.room(request), rule_id)

        def act() -> str:
            board_of(site).alerts.remove(rule_id)
            return f"{PATH}#rules"

        return once(request, act)


def _save(request: Request, site: Site, fields: Typed, rule_id: str) -> str:
    room, board = site.room(request), board_of(site)
    sheet, ask = Sheet(fields.fields), read_filter(fields.as_mapping(), known_to(room))
    made = _made(sheet, ask, room, board, rule_id)
    before = board.alerts.rule(made.id)
    if not rule_id and before is not None:
        raise Refused("There is a rule with this title already; choose another, or change that one.")
    board.alerts.save(replace(made, paused=before.paused) if before else made)
    return f"{PATH}#rules"


def _own(site: Site, room: Room, rule_id: str) -> Rule:
    """A saved rule that whoever asks may change."""
    rule = board_of(site).alerts.rule(rule_id)
    if rule is None:
        raise HTTPException(404, f"There is no saved rule “{rule_id[:80]}”.")
    if not may_change(room, rule):
        raise HTTPException(403, "A rule is changed by whoever saved it, or by an administrator.")
    return rule
