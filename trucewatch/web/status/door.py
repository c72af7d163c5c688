"""The door for figures on the site itself: /metrics, for whoever has the token, and for nobody where there is none."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from trucewatch.health.metrics import TYPE

PATH = "/metrics"


class FigureDoor:
    """Answers /metrics before anybody asks who comes: a program has no account."""

    def __init__(self, app: ASGIApp, *, page: Callable[[], bytes], token: str) -> None:
        self.app, self._page, self._token = app, page, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Figures, a refusal, or what the site answers."""
        if scope["type"] != "http" or scope["path"] != PATH or not self._token:
            await self.app(scope, receive, send)
            return
        kind, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        good = kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self._token.encode())
        answer: Response
        if not good:
            answer = PlainTextResponse("figures are for whoever has their token\n", 401, {"WWW-Authenticate": "Bearer"})
        elif scope["method"] not in ("GET", "HEAD"):
            answer = PlainTextResponse("figures can only be read\n", 405, {"Allow": "GET, HEAD"})
        else:
            answer = Response(await run_in_threadpool(self._page), headers={"Cache-Control": "no-store"}, media_type=TYPE)
        await answer(scope, receive, send)
