"""Every request passes here first: who asks, whether reading is open, and whether a form comes from a page of ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trucewatch.errors import TrucewatchError
from trucewatch.people import NOBODY, Role, Visitor
from trucewatch.people.keys import form_token, same
from trucewatch.web.people.forms import keep_typed
from trucewatch.web.people.visiting import (
    SIGN_IN,
    TOKEN,
    SignInNeeded,
    Visit,
    cookie_name,
    here,
    people_of,
    safe_way,
    to_sign_in,
    visit_of,
    visitor_of,
    wants_data,
)
from trucewatch.web.policy import outside

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
LARGEST_FORM, LARGEST_BODY = 3_000_000, 8_000_000  # bytes; a form of a browser, and a file or what a program sends
MOST_FIELDS, MOST_FILES = 2_000, 20
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
OPEN = (SIGN_IN, "/healthz", "/readyz", "/favicon.ico")  # what a site closed to readers still shows
OPEN_FOLDERS = ("/static/",)
UNRESTRICTED = (*OPEN_FOLDERS, "/account", "/people", "/presence", "/sign-out", "/method", "/readyz", "/metrics", "/openapi")


class Doorkeeper:
    """Lets requests in that may come in, with their visit in `request.state.visit`.

    With `noting` something is kept from the public here: whoever may see it is noted first, and shown nothing if that fails.
    """

    def __init__(self, app: ASGIApp, *, closed: bool = False, noting: bool = False) -> None:
        self.app, self.closed, self.noting = app, closed, noting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find out who asks; refuse, or pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            await self._let_in(request, send)
        finally:
            form = visit_of(request).form
            if form is not None:
                await form.close()  # a file that came with it lies on the disk until then

    async def _let_in(self, request: Request, send: Send) -> None:
        """Answer who may not come in; pass on who may."""
        receive: Receive = request.receive
        try:
            visit = await self._visit(request)
            request.state.visit = visit
            outside.set(not visit.visitor.may(Role.VIEWER))
            if request.method not in SAFE:
                receive, visit = await self._sent(request, visit)
                request.state.visit = visit
            answer = self._closed(request, visit.visitor)
            if answer is None and request.method not in SAFE:
                answer = await run_in_threadpool(self._checked, request, visit)
            if answer is None and self._shut(request, visit.visitor):
                answer = await run_in_threadpool(sign_in_first, request, SignInNeeded(Role.VIEWER))
            if answer is None and self.noting and visit.visitor.may(Role.VIEWER) and restricted(request.url.path):
                answer = await run_in_threadpool(_noted, request, visit.visitor)
        except HTTPException as error:
            answer = await run_in_threadpool(_refusal, request, error)
        if answer is not None:
            await answer(request.scope, receive, send)
            return
        await self.app(request.scope, receive, _private(send) if visit.visitor.signed_in or self.closed else send)

    async def _visit(self, request: Request) -> Visit:
        """Who asks, by token or by cookie; a token that does not hold is said at once."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            by_token = await run_in_threadpool(people_of(request).tokens.visitor, token.strip())
            if by_token is None:
                raise HTTPException(401, "This token is unknown, over or revoked.", {"WWW-Authenticate": "Bearer"})
            return Visit(by_token)
        key = request.cookies.get(cookie_name(request), "")
        if not key:
            return Visit()
        visitor = await run_in_threadpool(people_of(request).sessions.visitor, key)
        return Visit(visitor or NOBODY, key)

    def _closed(self, request: Request, visitor: Visitor) -> Response | None:
        """None if this may be read."""
        if not self._shut(request, visitor):
            return None
        if visitor.signed_in:
            return _refusal(request, HTTPException(403, "This token may not read."))
        if wants_data(request):
            words = "This site is open to people who have signed in and to programs with a token."
            return _refusal(request, HTTPException(401, words, {"WWW-Authenticate": "Bearer"}))
        return None if request.method not in SAFE else to_sign_in(request)

    def _shut(self, request: Request, visitor: Visitor) -> bool:
        """True if the site is closed to this visitor at this address."""
        path = request.url.path
        return self.closed and not (visitor.may(Role.VIEWER) or path in OPEN or path.startswith(OPEN_FOLDERS))

    async def _sent(self, request: Request, visit: Visit) -> tuple[Receive, Visit]:
        """Read what was sent, up to a size; whatever is asked next reads it again."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        largest = LARGEST_FORM if kind == FORMS[0] else LARGEST_BODY
        body = await _body(request, largest)

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        if kind not in FORMS:
            return again, visit
        try:
            form: FormData = await Request(request.scope, again).form(
                max_fields=MOST_FIELDS, max_files=MOST_FILES, max_part_size=LARGEST_FORM
            )
        except (MultiPartException, HTTPException, ValueError) as error:
            raise HTTPException(400, "The form could not be read.") from error
        return again, Visit(visit.visitor, visit.key, form)

    def _checked(self, request: Request, visit: Visit) -> Response | None:
        """None if it was sent from a page of ours, or by a program with a token of its own."""
        if visit.visitor.scopes is not None:
            return None
        site = _where_from(request)
        if site == "elsewhere":
            return _refusal(request, HTTPException(403, "This was sent from another site, and nothing was done."))
        sent = str((visit.form.get(TOKEN) if visit.form else "") or request.headers.get("x-csrf-token", ""))
        if visit.key and sent and same(sent, form_token(visit.key)):
            return None
        if site == "here" and visit.form is not None:
            return self._stale(request, visit)
        return _refusal(request, HTTPException(403, "The form does not carry the token of your session; nothing was done."))

    def _stale(self, request: Request, visit: Visit) -> Response:
        """A page of ours, but of an earlier session: nothing is done, what was typed is kept and shown again."""
        if request.url.path == SIGN_IN:
            way = str((visit.form.get("next") if visit.form else "") or "")
            return to_sign_in(request, next=safe_way(way), again="1")
        why = "This form was older than your session. Nothing was done; look through it and send it again."
        draft = keep_typed(request, why=why)
        if visit.visitor.signed_in:
            return RedirectResponse(here(request) or "/", status_code=303)
        return to_sign_in(request, draft=draft)


def sign_in_first(request: Request, needed: SignInNeeded) -> Response:
    """Ask for sign-in, with what was typed kept; whoever has signed in already is told that their role does not reach."""
    visitor = visitor_of(request)
    if visitor.signed_in:
        keep_typed(request)
        have = f"the role {visitor.role}" if visitor.scopes is None else "a token for something else"
        return _refusal(request, HTTPException(403, f"This needs the role {needed.role}; you have {have}."))
    if wants_data(request):
        words = f"This needs somebody who has signed in with the role {needed.role}, or a token."
        return _refusal(request, HTTPException(401, words, {"WWW-Authenticate": "Bearer"}))
    return to_sign_in(request, draft=keep_typed(request), needs=needed.role.value)


def restricted(path: str) -> bool:
    """True if an address may show what is kept from the public."""
    return not (path in OPEN or path.startswith(UNRESTRICTED))


def _noted(request: Request, visitor: Visitor) -> Response | None:
    """None if it is noted who reads this; what cannot be noted is not shown."""
    address = request.client.host if request.client else ""
    try:
        people_of(request).reads.note(visitor, request.url.path, request.url.query, address=address)
    except TrucewatchError:
        return _refusal(request, HTTPException(503, "It could not be noted who reads this, and so it is not shown. Try again."))
    return None


async def _body(request: Request, largest: int) -> bytes:
    too_large = HTTPException(413, f"More than {largest // 1_000_000} MB was sent; that is not taken.")
    told = request.headers.get("content-length", "0")
    if told.isascii() and told.isdigit() and int(told[:18]) > largest:
        raise too_large
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > largest:
            raise too_large
        pieces.append(piece)
    return b"".join(pieces)


def _where_from(request: Request) -> str:
    """Where it was sent from, as far as the browser says: "here", "elsewhere", or "" where it does not.

    A page of ours sends `Origin: null`, because it tells nobody where it comes from.
    """
    told, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
    if origin != "null" and _site_of(origin) != request.headers.get("host", "").lower():
        return "elsewhere"
    if told is not None:
        return "here" if told == "same-origin" else "" if told == "none" else "elsewhere"
    return "here" if origin != "null" else ""


def _site_of(origin: str) -> str | None:
    """Host and port of an origin; None of one that no browser sends."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _private(send: Send) -> Send:
    """What somebody signed in is shown is kept by no cache in between."""

    async def privately(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if "cache-control" not in headers:
                headers["Cache-Control"] = "private, no-cache"
        await send(message)

    return privately


def _refusal(request: Request, error: HTTPException) -> Response:
    """The same words for programs and for people, each in their own way."""
    if request.url.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": str(error.detail), "status": error.status_code}
        return JSONResponse(problem, error.status_code, error.headers, media_type="application/problem+json")
    if wants_data(request):
        return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)
    answer = request.app.exception_handlers[HTTPException](request, error)
    answer.headers.update(error.headers or {})
    return answer if isinstance(answer, Response) else PlainTextResponse(f"{error.detail}\n", error.status_code)
