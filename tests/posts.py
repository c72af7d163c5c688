"""Invented posts and lines of their logs for the tests of coverage and of who could see."""

from __future__ import annotations

from datetime import date, datetime, time

from trucewatch.model import (
    Limit,
    LimitCause,
    Means,
    Observation,
    Phenomenon,
    Position,
    Post,
    PostEvent,
    PostStatus,
    Span,
    Watch,
    content_id,
)

SARAQIB = (35.864, 36.804)


def post(
    id: str = "HILL",
    *,
    at: tuple[float, float] | None = (35.864, 36.750),  # five km west of Saraqib
    watches: tuple[Watch, ...] = (Watch(Means.HEARD, 12.0), Watch(Means.SAW, 8.0)),
    events: tuple[tuple[PostStatus, str], ...] = (),
    operator: str = "OSCE",
    zone: str = "Asia/Damascus",
    precision_km: float = 0.5,
) -> Post:
    """A post near Saraqib that hears twelve km and sees eight."""
    where = (Position(*at, precision_km, "invented"),) if at else ()
    life = tuple(PostEvent(status, date.fromisoformat(day), "invented") for status, day in events)
    return Post(id, id.capitalize(), operator, "watch", "SYR", zone, where, life, watches)


def seen(
    at: str,
    *,
    post: str = "HILL",
    until: str | None = None,
    phenomenon: Phenomenon = Phenomenon.IMPACT,
    means: Means = Means.HEARD,
    bearing: float | None = 90.0,
    spread: float = 15.0,
    km: tuple[float | None, float | None] = (None, None),
    count: int | None = 1,
    exercise: bool = False,
    claim_id: str | None = None,
) -> Observation:
    """One line of a log."""
    words = f"{post} {at} {phenomenon.value} {means.value} {bearing} {count}"
    return Observation(
        id=content_id("observation", words),
        post_id=post,
        report_id=f"log-{post}",
        line=Span(f"log-{post}", 0, len(words), words),
        start=at,
        end=until or at,
        means=means,
        phenomenon=phenomenon,
        count_low=count,
        count_high=count,
        direction=bearing,
        spread=spread if bearing is not None else None,
        distance_km_low=km[0],
        distance_km_high=km[1],
        exercise=exercise,
        claim_id=claim_id,
    )


def quiet(day: str, *, post: str = "HILL", offset: str = "+02:00") -> Observation:
    """A whole day on which a post looked and perceived nothing."""
    return seen(
        f"{day}T00:00:00{offset}", post=post, until=f"{day}T23:59:00{offset}", phenomenon=Phenomenon.OTHER, count=0, bearing=None
    )


def limit(
    start: str,
    end: str,
    cause: LimitCause = LimitCause.WEATHER,
    *,
    post: str = "HILL",
    whole: bool = False,
    means: tuple[Means, ...] = (),
) -> Limit:
    """A stretch in which a post could not look, or not well."""
    words = f"{post} {start} {end} {cause.value} {whole} {means}"
    return Limit(
        content_id("limit", words),
        post,
        f"log-{post}",
        Span(f"log-{post}", 0, len(words), words),
        start,
        end,
        cause,
        means,
        whole,
    )


def clock(words: str) -> time:
    """20:00"""
    return time.fromisoformat(words)


def moment(words: str) -> datetime:
    """An instant with its offset."""
    return datetime.fromisoformat(words)
