"""The addresses of the outbox: the page for whoever has rules, and the button that lets what was given up wait again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from trucewatch.people import Role, Visitor
from trucewatch.publish.tongue import say
from trucewatch.web.outbox.page import PATH, outbox_page, own_rules
from trucewatch.web.people.forms import Refused, filled, once, typed
from trucewatch.web.people.visiting import require
from trucewatch.web.site import Site

AGAIN = f"{PATH}/again"
REVIEWER = Annotated[Visitor, Depends(require(Role.REVIEWER))]


def routes(site: Site) -> APIRouter:
    """What became of alerts."""
    router = APIRouter(include_in_schema=False)

    @router.api_route(PATH, methods=["GET", "HEAD"], response_class=HTMLResponse)
    def outbox(request: Request, visitor: REVIEWER) -> Response:
        why = filled(request, AGAIN).why
        answer = site.show(request, "outbox.html", outbox_page(site.room(request), site.alerts, problem=why))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @router.post(AGAIN, response_class=HTMLResponse)
    def again(request: Request, visitor: REVIEWER) -> Response:
        message = typed(request).get("message")

        def act() -> str:
            held = site.alerts.outbox.message(message) if site.alerts else None
            own = own_rules(site.alerts, visitor)
            if site.alerts is None or held is None or (own is not None and held.rule not in own):
                raise Refused(say("There is no such message."))
            if not site.alerts.outbox.try_again(message):
                raise Refused(say("It waits or has left already."))
            return PATH

        return once(request, act)

    return router
