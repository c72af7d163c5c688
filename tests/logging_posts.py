"""Logs of invented posts for the tests of observing: who perceived what, when, in which direction."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta

from tests.telling import claim, days, report
from trucewatch.model import Claim, EventType, Ground, Logged, Place, Report, Ring, Shape, content_id

HILL, FARM, MILL = (35.80, 36.70), (35.86, 36.78), (35.70, 36.60)  # latitude, longitude of three invented posts
POSTS = {"HILL": HILL, "FARM": FARM, "MILL": MILL}
KM_OF_A_DEGREE = 111.2
SHOTS = frozenset({"shot", "burst"})


def wedge(post: tuple[float, float], bearing: float, spread: float, km: float) -> tuple[tuple[Ring, ...], ...]:
    """All within so many km of a post, in one direction and so many degrees to each side of it."""
    lat, lon = post
    turns = [math.radians(bearing - spread + 2 * spread * step / 8) for step in range(9)]
    along = math.cos(math.radians(lat))
    arc = [(lon + km * math.sin(t) / KM_OF_A_DEGREE / along, lat + km * math.cos(t) / KM_OF_A_DEGREE) for t in turns]
    return ((((lon, lat), *arc, (lon, lat)),),)


def log_of(post: str, day: str, *lines: str, operator: str = "OSCE") -> Report:
    """The log of a post for a day, line by line."""
    return report(f"log-{post}-{day}", day, "\n".join(lines), f"{operator} post {post}")


def line(
    log: Report,
    words: str,
    at: str,
    *,
    post: str = "HILL",
    operator: str = "OSCE",
    phenomenon: str = "explosion, undetermined",
    means: str = "heard",
    until: str | None = None,
    bearing: float | None = 45.0,
    spread: float = 15.0,
    km: float = 10.0,
    count: int | None = None,
    place: str | None = None,
    sort: str = "",
) -> Claim:
    """One line: perceived at this local time ("2020-02-13T20:05+02:00"), at a bearing from the post, up to so many km off."""
    start = datetime.fromisoformat(at)
    end = datetime.fromisoformat(until) if until else start
    kind, mode = _act(phenomenon)
    counts = [("attacks", count, count, None)] if count is not None else []
    told = claim(log, words, kind, mode, at=place, on=start.date().isoformat(), until=end.date().isoformat(), counts=counts)
    where = told.place
    if where is None and bearing is not None and post in POSTS:
        pieces = wedge(POSTS[post], bearing, spread, km)
        middle = (POSTS[post][0], POSTS[post][1])
        where = Place(told.quote, f"seen from post {post}", ground=Ground(Shape.SECTOR, pieces, middle, told.quote, km))
    return replace(
        told,
        id=content_id("claim", log.id, post, told.quote.start, at, phenomenon, means, bearing, count),
        place=where,
        time=days(start.date().isoformat(), end.date().isoformat(), told.quote),
        logged=Logged(post, operator, phenomenon, start.isoformat(), end.isoformat(), means, sort),
    )


def _act(phenomenon: str) -> tuple[EventType, str | None]:
    if phenomenon in SHOTS:
        return EventType.ASSAULT, "firearms"
    if phenomenon == "access":
        return EventType.COERCE, "restrict"
    if phenomenon in ("hardware", "vehicle", "troops"):
        return EventType.MOBILIZE, "weapons"
    return EventType.ASSAULT, "heavy-weapons"


def later(at: str, minutes: float) -> str:
    """So many minutes later, with the same offset."""
    return (datetime.fromisoformat(at) + timedelta(minutes=minutes)).isoformat()
