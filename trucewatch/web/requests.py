"""Every request, as it is told to a log and to figures: its id, its route, its status, how long it took.

Told is the route as it is written in the code (`/incidents/{incident_id}`), not the address that was asked: neither what somebody
searched for nor which record they opened stands in a log.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPMethod
from typing import Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trucewatch.logs import Log

ID = "X-Request-Id"
GOOD_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")  # what a proxy in front may have called it
NOWHERE = "(none)"  # the route of a request that led to none, or that the doorkeeper answered
METHODS = frozenset(HTTPMethod)
UNANSWERED = 499  # whoever asked had gone


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that was answered; `seconds` until the last byte was handed over, `client` the address it came from."""

    id: str
    method: str
    route: str
    status: int
    seconds: float
    client: str = ""


class Witness(Protocol):
    """Somebody who is told of every request."""

    def begun(self) -> None:
        """A request came in."""

    def answered(self, request: Answered) -> None:
        """It was answered."""


class Requests:
    """Tells of each request; its id goes out in the header X-Request-Id."""

    def __init__(self, app: ASGIApp, *, witnesses: Sequence[Witness] = ()) -> None:
        self.app, self._witnesses = app, tuple(witnesses)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, and tell of it once it is answered or has failed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, key, status = time.perf_counter(), _id(scope), UNANSWERED

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                MutableHeaders(scope=message)[ID] = key
            await send(message)

        for one in self._witnesses:
            one.begun()
        try:
            await self.app(scope, receive, noting)
        except Exception:
            status = 500
            raise
        finally:
            told = Answered(key, _method(scope), _route(scope), status, time.perf_counter() - begun, _client(scope))
            for one in self._witnesses:
                one.answered(told)


class RequestLog:
    """A line of the log for each request: where nobody reads along all of them, on a terminal what failed."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def begun(self) -> None:
        """Nothing is said yet."""

    def answered(self, request: Answered) -> None:
        """One line."""
        if not self._log.as_json and request.status < 500:
            return
        ms = round(request.seconds * 1000, 1)
        facts: dict[str, object] = {"id": request.id, "method": request.method, "route": request.route, "status": request.status}
        facts |= {"ms": ms} | ({"from": request.client} if self._log.addresses else {})
        level = "error" if request.status >= 500 else "info"
        says = f"{request.method} {request.route}: {request.status} in {ms} ms"
        self._log.tell(says, facts, event="request", level=level)


def _id(scope: Scope) -> str:
    given = Headers(scope=scope).get(ID, "")
    return given if GOOD_ID.fullmatch(given) else secrets.token_hex(8)


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else "OTHER"


def _route(scope: Scope) -> str:
    """The route as the code writes it; of a mounted part with its prefix."""
    path = getattr(scope.get("route"), "path", "")
    root = str(scope.get("root_path", ""))
    return f"{root}{path}" if path else root or NOWHERE


def _client(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else ""
