"""What the API can be asked: the questions of the site's lists, refused where a part of them cannot be understood."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BeforeValidator

from trucewatch import __version__
from trucewatch.model import Claim
from trucewatch.web.api.answering import rounded
from trucewatch.web.api.problems import ProblemError
from trucewatch.web.moments import FIELD
from trucewatch.web.overview.asking import FIELDS, Filter, read_filter
from trucewatch.web.people.visiting import visitor_of
from trucewatch.web.site import parameters

MOST = 200
ALWAYS = {FIELD: "a past moment of knowledge, as 2020-02-13 or 2020-02-13T20:55+02:00: what was recorded later is not known"}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written_as_day(value: object) -> object:
    """A day is written 2020-02-13; a bare number, which pydantic would take for seconds, is none."""
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError("write a day as 2020-02-13")
    return value


Day = Annotated[date | None, BeforeValidator(_written_as_day)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="how many at most")]
ASKED = parameters({**FIELDS, **ALWAYS})


def question_of(request: Request, *more: str) -> Filter:
    """The question of a request; a ProblemError names everything in it that means nothing."""
    known = {*FIELDS, *ALWAYS, *more}
    strange = [name for name in request.query_params if name not in known]
    found = read_filter(dict(request.query_params))
    faults = [*(f"“{name[:40]}” is no part of the question" for name in strange), *found.problems]
    if faults:
        raise ProblemError(400, "question", "The question could not be understood", "; ".join(faults)[:2000])
    return found


def tag_of(request: Request, seq: int) -> str:
    """The ETag of an answer: which state of the ledger, which question, and who may see what."""
    visitor = visitor_of(request)
    told = (str(request.url.path), str(request.url.query), visitor.role, __version__)
    return f'"{seq}-{hashlib.sha256(chr(0).join(told).encode()).hexdigest()[:16]}"'


def unchanged(request: Request, tag: str) -> bool:
    """True if the asker holds this answer already."""
    held = (part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(","))
    return request.headers.get("if-none-match", "").strip() == "*" or tag in held


def tagged(request: Request, response: Response, seq: int) -> None:
    """Put the ETag on an answer; a NotModified goes out instead where the asker holds it."""
    tag = tag_of(request, seq)
    if unchanged(request, tag):
        raise NotModified(tag)
    response.headers.update({"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"})


class NotModified(Exception):
    """The asker holds the answer already."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        super().__init__(tag)


def onward(request: Request, response: Response, cursor: str) -> str | None:
    """The cursor to go on with, also as a `Link` header; None at the end."""
    if not cursor:
        return None
    following = request.url.include_query_params(after=cursor)
    response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return cursor


def coarse(claims: Iterable[Claim], replaced: Callable[..., Claim]) -> tuple[Claim, ...]:
    """The claims with positions no finer than about a kilometre."""
    return tuple(_coarse(claim, replaced) for claim in claims)


def _coarse(claim: Claim, replaced: Callable[..., Claim]) -> Claim:
    place = claim.place
    if place is None or place.latitude is None:
        return claim
    at = {"latitude": rounded(place.latitude), "longitude": rounded(place.longitude)}
    return replaced(claim, place=replaced(place, **at))
