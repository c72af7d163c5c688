"""The addresses about people: signing in and out, one's account, everybody's for an admin, who looks at what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from starlette.exceptions import HTTPException

from trucewatch.errors import PeopleError
from trucewatch.people import NotSignedIn, Role, Scope, Visitor
from trucewatch.people.keys import new_key
from trucewatch.people.reads import read_row
from trucewatch.publish.exports import write_rows
from trucewatch.publish.tongue import gettext
from trucewatch.web.people.forms import once_key, typed
from trucewatch.web.people.pages import account_page, people_page, reads_page, refused_words, sign_in_page
from trucewatch.web.people.visiting import (
    SIGN_IN,
    give_key,
    people_of,
    require,
    require_person,
    safe_way,
    take_key,
    visit_of,
    visitor_of,
)
from trucewatch.web.site import Site

ONE = Annotated[Visitor, Depends(require_person)]
NOTED = 100  # lines of the list of acts on the page
READS = {"": 200, ".csv": 100_000}  # readings on the page, and in the file
MOST_SUBJECTS = 100


def require_admin(visitor: ONE, request: Request) -> Visitor:
    """Somebody who has signed in and is admin; no token reaches here."""
    return require(Role.ADMIN)(request)


ADMIN = Annotated[Visitor, Depends(require_admin)]


def routes(site: Site) -> APIRouter:
    """Everything about people."""
    router = APIRouter(include_in_schema=False)
    _sign_in(router, site)
    _account(router, site)
    _tokens(router, site)
    _everybody(router, site)
    _presence(router)
    return router


def _sign_in(router: APIRouter, site: Site) -> None:
    def form(request: Request, *, status: int = 200, refused: str = "", wait: int = 0) -> Response:
        sent, query = typed(request), request.query_params
        page = sign_in_page(
            site.room(request),
            next_page=safe_way(sent.get("next") or query.get("next", "")),
            draft=(sent.get("draft") or query.get("draft", ""))[:100],
            needs=query.get("needs", ""),
            again="again" in query,
            anyone=people_of(request).accounts.any(),
            name=sent.get("name")[:100],
            refused=refused,
        )
        answer = site.show(request, "sign_in.html", page, status)
        answer.headers["Cache-Control"] = "no-store"
        if wait:
            answer.headers["Retry-After"] = str(wait)
        return answer

    @router.api_route(SIGN_IN, methods=["GET", "HEAD"], response_class=HTMLResponse)
    def ask(request: Request) -> Response:
        if not visit_of(request).key:
            visit = visit_for_form(request)
            answer = form(request)
            give_key(request, answer, visit, people_of(request).sessions.limits)
            return answer
        return form(request)

    @router.post(SIGN_IN, response_class=HTMLResponse)
    def sign_in(request: Request) -> Response:
        people, sent, visit = people_of(request), typed(request), visit_of(request)
        address = request.client.host if request.client else ""
        found = people.sessions.sign_in(
            sent.get("name").strip()[:100],
            sent.get("password")[:2000],
            address=address,
            browser=request.headers.get("user-agent", ""),
        )
        if isinstance(found, NotSignedIn):
            return form(request, status=429 if found.wait else 401, refused=refused_words(found.wait), wait=found.wait)
        if visit.visitor.signed_in:
            people.sessions.sign_out(visit.key)
        name = people.sessions.whose(found.key)
        if draft := sent.get("draft"):
            people.drafts.adopt(draft, name)
        answer = RedirectResponse(safe_way(sent.get("next")) or "/", status_code=303)
        give_key(request, answer, found.key, people.sessions.limits)
        return answer

    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        people_of(request).sessions.sign_out(visit_of(request).key)
        answer = RedirectResponse("/", status_code=303)
        take_key(request, answer)
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer


def visit_for_form(request: Request) -> str:
    """A key for a browser that has none, so that its sign-in form can carry a token; it opens nothing."""
    request.state.visit = replace(visit_of(request), key=new_key())
    return visit_of(request).key


def _account(router: APIRouter, site: Site) -> None:
    show = _shower(site)

    @router.api_route("/account", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def account(request: Request, visitor: ONE) -> Response:
        return show(request, visitor)

    @router.post("/account/password", response_class=HTMLResponse)
    def password(request: Request, visitor: ONE) -> Response:
        people, sent, key = people_of(request), typed(request), visit_of(request).key
        address = request.client.host if request.client else ""
        now = people.sessions.sign_in(visitor.name, sent.get("password-now")[:2000], address=address)
        if isinstance(now, NotSignedIn):
            return show(request, visitor, message=refused_words(now.wait), status=429 if now.wait else 400)
        people.sessions.sign_out(now.key)
        try:
            people.accounts.set_password(visitor.name, sent.get("password-new"), by=visitor.name, keep=key)
        except PeopleError as error:
            return show(request, visitor, message=str(error), status=400)
        answer = RedirectResponse("/account", status_code=303)
        give_key(request, answer, people.sessions.renew(key), people.sessions.limits)
        return answer

    @router.post("/account/sign-out-everywhere")
    def everywhere(request: Request, visitor: ONE) -> Response:
        people_of(request).accounts.sign_out_everywhere(visitor.name, by=visitor.name)
        answer = RedirectResponse("/", status_code=303)
        take_key(request, answer)
        return answer


def _shower(site: Site) -> Callable[..., Response]:
    def show(request: Request, visitor: Visitor, *, message: str = "", token: str = "", status: int = 200) -> Response:
        people = people_of(request)
        sessions = people.sessions.of(visitor.name, visit_of(request).key)
        page = account_page(
            site.room(request),
            people.accounts.get(visitor.name),
            sessions,
            people.tokens.of(visitor.name),
            message=message,
            token=token,
        )
        answer = site.show(request, "account.html", page, status)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return show


def _tokens(router: APIRouter, site: Site) -> None:
    show = _shower(site)

    @router.post("/account/tokens", response_class=HTMLResponse)
    def make(request: Request, visitor: ONE) -> Response:
        people, sent, key = people_of(request), typed(request), once_key(request)
        if key and people.once.begin(key) is not None:
            return RedirectResponse("/account", status_code=303)  # it was shown once
        people.once.done(key, "/account")
        try:
            scopes = {Scope(word) for word in sent.all("scope")}
            days = int(sent.get("days")[:5] or "90")
        except ValueError:
            words = gettext("A token is for some of the purposes listed, and for a number of days.")
            return show(request, visitor, message=words, status=400)
        try:
            token = people.tokens.make(visitor.name, scopes, label=sent.get("label"), days=days)
        except PeopleError as error:
            return show(request, visitor, message=str(error), status=400)
        return show(request, visitor, token=token)

    @router.post("/account/tokens/{number}/revoke", response_class=HTMLResponse)
    def revoke(request: Request, number: str, visitor: ONE) -> Response:
        try:
            people_of(request).tokens.revoke(number, account=visitor.name)
        except PeopleError as error:
            return show(request, visitor, message=str(error), status=404)
        return RedirectResponse("/account", status_code=303)


def _everybody(router: APIRouter, site: Site) -> None:
    def show(request: Request, *, message: str = "", status: int = 200) -> Response:
        people, sent = people_of(request), typed(request)
        page = people_page(
            site.room(request),
            people.accounts.all(),
            people.audit.latest(NOTED),
            message=message,
            name=sent.get("name")[:100],
            full_name=sent.get("full_name")[:100],
        )
        answer = site.show(request, "people.html", page, status)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def done(request: Request, act: Callable[[], object]) -> Response:
        try:
            act()
        except (PeopleError, ValueError) as error:
            return show(request, message=str(error), status=400)
        return RedirectResponse("/people", status_code=303)

    @router.api_route("/people", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def everybody(request: Request, visitor: ADMIN) -> Response:
        return show(request)

    @router.api_route("/people/reads{suffix:path}", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def reads(request: Request, suffix: str, visitor: ADMIN, account: str = "", item: str = "") -> Response:
        if suffix not in ("", ".csv"):
            raise HTTPException(404)
        found = people_of(request).reads.latest(READS[suffix], account=account.strip(), item=item.strip())
        if suffix:
            lines = write_rows((read_row(one) for one in found), "csv")
            answer: Response = PlainTextResponse("".join(lines), media_type="text/csv; charset=utf-8")
        else:
            way = f"/people/reads.csv?{urlencode({'account': account, 'item': item})}"
            page = reads_page(site.room(request), found, account=account, item=item, way=way)
            answer = site.show(request, "reads.html", page)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @router.post("/people/add", response_class=HTMLResponse)
    def add(request: Request, visitor: ADMIN) -> Response:
        accounts, sent = people_of(request).accounts, typed(request)

        def act() -> None:
            role, password = Role(sent.get("role")), sent.get("password")
            accounts.add(sent.get("name"), role, password, full_name=sent.get("full_name"), by=visitor.name)

        return done(request, act)

    @router.post("/people/{name}/role", response_class=HTMLResponse)
    def role(request: Request, name: str, visitor: ADMIN) -> Response:
        accounts = people_of(request).accounts
        return done(request, lambda: accounts.set_role(name, Role(typed(request).get("role")), by=visitor.name))

    @router.post("/people/{name}/sign-out", response_class=HTMLResponse)
    def sign_out(request: Request, name: str, visitor: ADMIN) -> Response:
        accounts = people_of(request).accounts
        return done(request, lambda: accounts.sign_out_everywhere(name, by=visitor.name, tokens=True))

    @router.post("/people/{name}/remove", response_class=HTMLResponse)
    def remove(request: Request, name: str, visitor: ADMIN) -> Response:
        return done(request, lambda: people_of(request).accounts.remove(name, by=visitor.name))


def _presence(router: APIRouter) -> None:
    """Who looks at which record: a page gives a sign every twenty seconds, and is told who else does."""

    @router.post("/presence")
    def look(request: Request, visitor: Annotated[Visitor, Depends(require(Role.VIEWER))]) -> Response:
        subject, people = typed(request).get("subject")[:300], people_of(request)
        if subject and not typed(request).get("left"):
            people.presence.look(subject, visitor.name)
        elif subject:
            people.presence.leave(subject, visitor.name)
        return _who(request, [subject])

    @router.get("/presence")
    def who(request: Request, visitor: Annotated[Visitor, Depends(require(Role.VIEWER))]) -> Response:
        return _who(request, [one[:300] for one in request.query_params.getlist("subject")[:MOST_SUBJECTS]])

    def _who(request: Request, subjects: list[str]) -> Response:
        found = people_of(request).presence.who(subjects, but=visitor_of(request).name)
        rows = {
            subject: [{"name": one.name, "full_name": one.full_name, "seen": one.seen.isoformat()} for one in present]
            for subject, present in found.items()
        }
        return JSONResponse(rows, headers={"Cache-Control": "no-store"})
