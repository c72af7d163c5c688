"""Which questions a demand with a last day raises: whether the day is read right while it is near, and which of two it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trucewatch.model import ChangeKind, Expiry, LocalEnd, Review, Ultimatum
from trucewatch.reviewing.queue import Sign, Waiting
from trucewatch.reviewing.second import second_opinion
from trucewatch.reviewing.states import ReviewStatus, review_state


def questions_of_demand(demand: Ultimatum, since: datetime, reviews: Sequence[Review]) -> tuple[Waiting, ...]:
    """The question on a demand, be it decided, and what waits for a second person.

    One that has a single reading is asked about too; the queue shows it only while its day is near.
    """
    state = review_state(reviews)
    waiting = tuple(
        replace(second_opinion(one, since, reviews), deadline=demand.deadline, words=(demand.demand,)) for one in state.waiting
    )
    readings = readings_of(demand)
    item = Waiting(
        "two last days" if len(readings) > 1 else "deadline near",
        "ultimatum",
        demand.id,
        "",
        since,
        (("day", demand.deadline.isoformat()), *zip("ab", readings, strict=False)) if len(readings) > 1 else _day(demand),
        (Sign("readings"),) if len(readings) > 1 else (),
        these=demand.claim_ids,
        words=(demand.demand, *((demand.expiry.span,) if demand.expiry and demand.expiry.span else ())),
        deadline=demand.deadline,
        grade="open",
        by=tuple(sorted({review.by for review in state.reviews})),
        open=state.status is ReviewStatus.OPEN,
    )
    return (item, *waiting)


def _day(demand: Ultimatum) -> tuple[tuple[str, str], ...]:
    return (("day", demand.deadline.isoformat()),)


def readings_of(demand: Ultimatum) -> tuple[str, ...]:
    """The ends that its last day can have: other days that reports give, else other clocks; one where all agree."""
    days = [change.expiry.last for change in demand.changes if change.kind is ChangeKind.OTHER_DAY and change.expiry]
    if len(told := sorted({demand.deadline, *days})) > 1:
        return tuple(day.isoformat() for day in told)
    return _clocks(demand.expiry) if demand.expiry else (demand.deadline.isoformat(),)


def _clocks(expiry: Expiry) -> tuple[str, ...]:
    by_instant: dict[datetime, LocalEnd] = {}
    for end in expiry.ends:
        by_instant.setdefault(_instant(end), end)
    if len(by_instant) < 2:
        return (expiry.last.isoformat(),)
    return tuple(f"{end.at.partition('T')[2]} in {end.zone.rpartition('/')[2].replace('_', ' ')}" for end in by_instant.values())


def _instant(end: LocalEnd) -> datetime:
    """The instant of a local end; one whose zone is not known here stays at its own clock."""
    day, _, hour = end.at.partition("T")
    whole = hour.startswith("24:")
    at = datetime.fromisoformat(f"{day}T{'00' + hour[2:] if whole else hour}") + timedelta(days=int(whole))
    try:
        return at.replace(tzinfo=ZoneInfo(end.zone)).astimezone(UTC)
    except (ZoneInfoNotFoundError, ValueError):
        return at.replace(tzinfo=UTC)
