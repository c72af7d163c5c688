"""Who asks: the visitor of a request, what a route requires of one, and how somebody is asked to sign in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from trucewatch.people import NOBODY, Limits, People, Role, Visitor
from trucewatch.people.keys import form_token
from trucewatch.people.sessions import REMEMBERED

BACK, TOKEN, ONCE, FORM = "_back", "_csrf", "_once", "_form"  # the hidden fields of a form
SIGN_IN = "/sign-in"
LONGEST_WAY = 2000
DATA = (".csv", ".json", ".geojson", ".atom")
DATA_FOLDERS = ("/api/", "/texts/")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, as the doorkeeper found it: who asks, the key of the browser, and the form that was sent."""

    visitor: Visitor = NOBODY
    key: str = ""
    form: FormData | None = None


class SignInNeeded(Exception):
    """A page or a form is for somebody with this role."""

    def __init__(self, role: Role) -> None:
        self.role = role
        super().__init__(role.value)


def visit_of(request: Request) -> Visit:
    """What the doorkeeper found out about a request."""
    found = getattr(request.state, "visit", None)
    return found if isinstance(found, Visit) else Visit()


def visitor_of(request: Request) -> Visitor:
    """Who asks; `NOBODY` where nobody has signed in."""
    return visit_of(request).visitor


def people_of(request: Request) -> People:
    """The people of this site."""
    people = request.app.state.people
    if not isinstance(people, People):
        raise TypeError(f"{people!r} are no people")
    return people


def require(role: Role) -> Callable[[Request], Visitor]:
    """For `Depends(require(Role.REVIEWER))`: the visitor, who has this role.

    Whoever has not signed in is asked to, and finds the page or the form again as it was; a role that is too low is a 403.
    """

    def visitor(request: Request) -> Visitor:
        if not visitor_of(request).may(role):
            raise SignInNeeded(role)
        return visitor_of(request)

    return visitor


def require_person(request: Request) -> Visitor:
    """For `Depends(require_person)`: somebody who has signed in with a password; a token does not do."""
    visitor = visitor_of(request)
    if visitor.scopes is not None:
        raise HTTPException(403, "This is for somebody who has signed in with a password; a token does not do.")
    if not visitor.signed_in:
        raise SignInNeeded(Role.VIEWER)
    return visitor


def token_of(request: Request) -> str:
    """What the forms of this browser carry."""
    key = visit_of(request).key
    return form_token(key) if key else ""


def wants_data(request: Request) -> bool:
    """True if a program asks, which a sign-in page would not help."""
    path = request.url.path
    kind = request.headers.get("content-type", "")
    return path.endswith(DATA) or path.startswith(DATA_FOLDERS) or "json" in kind or bool(request.headers.get("authorization"))


def safe_way(way: str) -> str:
    """A page of this site to go on to; "" for everything a browser could take for another site."""
    if not way.startswith("/") or len(way) > LONGEST_WAY or any(ord(mark) <= 0x20 or mark in "\\\x7f" for mark in way):
        return ""
    try:
        parts = urlsplit(way)
    except ValueError:
        return ""
    if way.startswith("//") or parts.scheme or parts.netloc or parts.path.rstrip("/") in (SIGN_IN, "/sign-out"):
        return ""
    return quote(way, safe="/?&=%:;,+!~*'()@$#[]-._")


def here(request: Request) -> str:
    """The page that somebody is on: its own address, or after a form was sent the page that held it."""
    if request.method not in ("GET", "HEAD"):
        form = visit_of(request).form
        return safe_way(str(form.get(BACK) or "")) if form else ""
    return safe_way(request.url.path + (f"?{request.url.query}" if request.url.query else ""))


def way_back(request: Request) -> str:
    """The query that leads from the sign-in page back to this one; "" from the front page and from the sign-in page."""
    way = here(request)
    return f"?{urlencode({'next': way})}" if way not in ("", "/") else ""


def to_sign_in(request: Request, **more: str) -> Response:
    """Lead to the sign-in page, and from there back."""
    asked = {"next": here(request), **more}
    query = urlencode({name: value for name, value in asked.items() if value})
    return RedirectResponse(f"{SIGN_IN}?{query}" if query else SIGN_IN, status_code=303)


def cookie_name(request: Request) -> str:
    """The name of the cookie; over https it is one that no other host or page without https can set."""
    return "__Host-trucewatch" if is_https(request) else "trucewatch"


def is_https(request: Request) -> bool:
    """True if the browser reached us over https."""
    return bool(request.app.state.behind_https) or request.url.scheme == "https"


def give_key(request: Request, answer: Response, key: str, limits: Limits) -> None:
    """Hand the browser its key. It keeps it longer than the session lasts, so that a form sent too late finds its owner."""
    age = limits.whole + REMEMBERED
    answer.set_cookie(cookie_name(request), key, max_age=age, path="/", httponly=True, samesite="lax", secure=is_https(request))


def take_key(request: Request, answer: Response) -> None:
    """Take it back."""
    answer.delete_cookie(cookie_name(request), path="/", httponly=True, samesite="lax", secure=is_https(request))
