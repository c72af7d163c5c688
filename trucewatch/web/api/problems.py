"""How the API says that something went wrong: problem details as RFC 9457 has them, for every error there is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from trucewatch.errors import CursorError, TrucewatchError
from trucewatch.web.headers import SAFE_HEADERS
from trucewatch.web.people.visiting import SignInNeeded, visitor_of

MEDIA = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong. `type` names the kind of problem, `title` says it in words, `detail` what it was this time."""

    type: str
    title: str
    status: int
    detail: str = ""


class ProblemError(Exception):
    """A problem to answer with, and what the answer carries besides."""

    def __init__(self, status: int, kind: str, title: str, detail: str = "", **more: object) -> None:
        self.status, self.kind, self.title, self.detail, self.more = status, kind, title, detail, more
        super().__init__(detail or title)


def problem(
    status: int,
    kind: str,
    title: str,
    detail: str = "",
    more: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer."""
    body = {"type": f"/api/v1/problems#{kind}", "title": title, "status": status, "detail": detail, **(more or {})}
    text = json.dumps(body, ensure_ascii=True)
    return Response(text, status, dict(headers or {}), MEDIA)


def described(*statuses: int) -> dict[int | str, dict[str, object]]:
    """What OpenAPI says of the problems that an address may answer with."""
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


KINDS = {
    "question": "Part of the question could not be understood; `detail` names it. Nothing was chosen.",
    "cursor": "The cursor does not belong to this list, or its list has changed its order.",
    "moment": "`asof` is no moment; write 2020-02-13 or 2020-02-13T20:55+02:00.",
    "not-found": "There is and was no such record in this ledger.",
    "gone": "The record stood once and no longer does: `reason`, `at` and `by` say why; `into` names what took its place.",
    "sign-in": "This needs a token of somebody with the role named, in the header `Authorization: Bearer …`.",
    "forbidden": "The token, or its owner’s role, does not reach that far.",
    "overtaken": "Others changed the same record since `seen`; `changes` says what. Nothing of yours was recorded.",
    "method": "The address takes no such method.",
    "ledger": "The ledger could not be read. This is not an empty ledger.",
    "fault": "The fault is ours; the ledger is as it was.",
}
NOT_ALLOWED = HTTPStatus.METHOD_NOT_ALLOWED
OF_STATUS = {400: "question", 401: "sign-in", 403: "forbidden", 404: "not-found", 405: "method", 410: "gone", 503: "ledger"}


def add_problems(api: FastAPI) -> None:
    """Answer every error of the API as a problem."""

    @api.exception_handler(ProblemError)
    def told(request: Request, error: ProblemError) -> Response:
        return problem(error.status, error.kind, error.title, error.detail, error.more)

    @api.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        title = HTTPStatus(error.status_code).phrase
        kind = OF_STATUS.get(error.status_code, "question")
        headers = {**(error.headers or {}), **({"Allow": _allowed(api, request)} if error.status_code == NOT_ALLOWED else {})}
        return problem(error.status_code, kind, title, str(error.detail), headers=headers)

    @api.exception_handler(RequestValidationError)
    def misread(request: Request, error: RequestValidationError) -> Response:
        faults = [f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in error.errors()]
        return problem(400, "question", "The question could not be understood", "; ".join(faults)[:2000])

    @api.exception_handler(CursorError)
    def astray(request: Request, error: CursorError) -> Response:
        return problem(400, "cursor", "The cursor is none of this list’s", str(error))

    @api.exception_handler(SignInNeeded)
    def stranger(request: Request, error: SignInNeeded) -> Response:
        known = visitor_of(request).signed_in
        words = f"This is for somebody with the role of {error.role.value} or a higher one."
        if known:
            return problem(403, "forbidden", "Not with this role or token", words)
        return problem(401, "sign-in", "A token is needed", words, headers={"WWW-Authenticate": "Bearer"})

    @api.exception_handler(TrucewatchError)
    def unreadable(request: Request, error: TrucewatchError) -> Response:
        return problem(503, "ledger", "The ledger could not be read", str(error))

    @api.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        return problem(500, "fault", "This could not be answered", KINDS["fault"], headers=SAFE_HEADERS)


def _allowed(api: FastAPI, request: Request) -> str:
    """The methods of an address, of all its routes: Starlette names only those of the first."""
    here = [route for route in api.routes if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE]
    return ", ".join(sorted({method for route in here for method in route.methods or ()}))
