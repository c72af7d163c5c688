"""Forms that lose nothing: checked, sent once, and filled in again after somebody had to sign in.

In the template, in every form:

    <form method="post" action="/review/inc-1/decide">{{ hidden() }} … <textarea name="reason">{{ page.typed.reason }}</textarea>

In the routes of the room (a plain `def`; nothing has to be awaited, and the doorkeeper has checked the token already):

    @router.get("/review/{incident_id}")
    def review(request: Request, incident_id: str, visitor: Visitor = Depends(require(Role.REVIEWER))) -> Response:
        kept = filled(request, f"/review/{incident_id}/decide")   # what was typed before; empty if nothing
        return site.show(request, "review.html", review_page(site.room(request), incident_id, typed=kept))

    @router.post("/review/{incident_id}/decide")
    def decide(request: Request, incident_id: str, visitor: Visitor = Depends(require(Role.REVIEWER))) -> Response:
        fields = typed(request)
        def act() -> str:
            ledger_work(fields.get("reason", ""), by=visitor.name)
            return f"/incidents/{incident_id}"                    # where to go on
        return once(request, act)

If the session ran out while somebody typed, `require` keeps the fields, asks for sign-in and leads back to the page, where
`filled` has them. `once` leads a second submission of the same form to where the first one led, and does nothing twice. Where
`act` finds something wrong, let it raise `Refused("why")` : nothing is done, the fields are kept, and the page is shown again
with `kept.why`.

A script that sends a form with `fetch` sends these fields too, or the header `X-CSRF-Token` with the value of any `_csrf`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from trucewatch.errors import TrucewatchError
from trucewatch.people.keys import new_key
from trucewatch.web.people.visiting import (
    BACK,
    FORM,
    ONCE,
    TOKEN,
    here,
    people_of,
    token_of,
    visit_of,
    visitor_of,
)

WAIT, STEP = 10.0, 0.1  # seconds a second submission waits for the first
WHY = "_why"


class Refused(Exception):
    """What was sent cannot be done; the words say why to whoever typed it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form as they were typed, each with its last value; `all` has every value of a field that may repeat.

    `why` says why the form is shown again, "" where it is not.
    """

    fields: tuple[tuple[str, str], ...] = ()
    why: str = ""
    _last: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_last", dict(self.fields))

    def __bool__(self) -> bool:
        return bool(self.fields)

    def get(self, name: str, default: str = "") -> str:
        """The value of a field."""
        return self._last.get(name, default)

    def __getitem__(self, name: str) -> str:
        return self._last.get(name, "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, in the order sent."""
        return tuple(value for key, value in self.fields if key == name)

    def as_mapping(self) -> Mapping[str, str]:
        """Field and last value."""
        return self._last


def hidden(request: Request, form: str = "") -> Markup:
    """The hidden fields of a form. `form` names it where one address takes several; else it is named by its address."""
    fields = {TOKEN: token_of(request), BACK: here(request), ONCE: new_key(), FORM: form}
    row = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup("").join(row.format(name, value) for name, value in fields.items() if value or name != FORM)


csrf_field = hidden


def typed(request: Request) -> Typed:
    """What was sent, without the hidden fields."""
    sent = visit_of(request).form
    pairs = sent.multi_items() if sent else []
    return Typed(tuple((name, value) for name, value in pairs if isinstance(value, str) and not name.startswith("_")))


def filled(request: Request, form: str) -> Typed:
    """What this person had typed into a form (named by the address it is sent to) and could not send."""
    visitor = visitor_of(request)
    draft = people_of(request).drafts.of(visitor.name, form) if visitor.signed_in else None
    if draft is None:
        return Typed()
    why = next((value for name, value in draft.fields if name == WHY), "")
    return Typed(tuple(pair for pair in draft.fields if pair[0] != WHY), why)


def once(request: Request, act: Callable[[], str]) -> Response:
    """Do it once for this filled-in form, and lead to the page that `act` names.

    A second submission is led to the same page. If `act` raises Refused, the form is shown again with what was typed.
    """
    people, visitor, key = people_of(request), visitor_of(request), once_key(request)
    if key and (before := people.once.begin(key)) is not None:
        return RedirectResponse(before.outcome or _outcome(request, key), status_code=303)
    try:
        way = act()
    except Refused as refused:
        people.once.release(key)
        keep_typed(request, why=str(refused))
        return RedirectResponse(here(request) or "/", status_code=303)
    except TrucewatchError as error:  # no room, or somebody else has been writing for long
        people.once.release(key)
        keep_typed(request, why=f"It could not be recorded: {error}. What you typed is kept; send it again.")
        return RedirectResponse(here(request) or "/", status_code=303)
    except BaseException:
        people.once.release(key)
        raise
    people.once.done(key, way)
    if visitor.signed_in:
        people.drafts.drop(visitor.name, form_name(request))
    return RedirectResponse(way, status_code=303)


def once_key(request: Request) -> str:
    """The key of this filled-in form, of this person; "" if it carries none."""
    sent = visit_of(request).form
    key = str(sent.get(ONCE) or "") if sent else ""
    return f"{visitor_of(request).name} {key[:100]}" if key else ""


def _outcome(request: Request, key: str) -> str:
    """Where the first submission leads, once it is done."""
    ends = time.monotonic() + WAIT
    while time.monotonic() < ends:
        if (outcome := people_of(request).once.outcome(key)) is not None:
            return outcome
        time.sleep(STEP)
    return here(request) or "/"


def form_name(request: Request) -> str:
    """How drafts of this form are called."""
    sent = visit_of(request).form
    return str((sent.get(FORM) if sent else "") or request.url.path)[:500]


def keep_typed(request: Request, *, why: str = "") -> str:
    """Keep what was sent for whoever sent it; the key of the draft, "" if there was nothing to keep."""
    fields = [pair for pair in typed(request).fields if "password" not in pair[0]]
    if not fields:
        return ""
    people, visit = people_of(request), visit_of(request)
    owner = visit.visitor.name or (people.sessions.whose(visit.key) if visit.key else "")
    return people.drafts.keep(owner, form_name(request), [*fields, (WHY, why)] if why else fields)
