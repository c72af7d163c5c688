"""What comes first in the queue as it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from trucewatch.catalogue.matters import Kept
from trucewatch.catalogue.waiting import WaitingList
from trucewatch.catalogue.waiting_rows import insert_items
from trucewatch.catalogue.waiting_tables import Hour
from trucewatch.ledger import Ledger
from trucewatch.ledger.doors import writing
from trucewatch.reviewing.queue import Sign, Waiting, Wanted

NOW = datetime(2020, 2, 14, 12, tzinfo=UTC)
HIGH, UNSURE = Sign("killed", "33"), Sign("unsure", "30")


def waiting(subject: str, *signs: Sign, hours: int = 30, deadline: date | None = None) -> Waiting:
    return Waiting("reading", "claim", subject, "i1", NOW - timedelta(hours=hours), signs=signs, deadline=deadline)


def queued(items: Sequence[Waiting]) -> list[str]:
    """What the questions are on, in the order in which they are shown."""
    with Ledger.open("sqlite://") as ledger:
        queue = WaitingList(ledger, Kept())
        with writing(ledger.engine) as connection:
            insert_items(connection, [("i1", item) for item in items], Hour.of(NOW, NOW.date()))
        return [item.subject for item in queue.page(Wanted())]


def test_a_high_figure_comes_before_a_doubtful_word() -> None:
    assert queued([waiting("doubtful", UNSURE), waiting("high", HIGH)]) == ["high", "doubtful"]


def test_a_last_day_that_is_near_goes_to_the_top_and_one_long_past_does_not() -> None:
    near = waiting("near", deadline=NOW.date() + timedelta(days=2))
    past = waiting("past", deadline=NOW.date() - timedelta(days=9))
    assert queued([past, waiting("high", HIGH), near]) == ["near", "high", "past"]


def test_of_two_alike_the_one_that_has_waited_longer_comes_first() -> None:
    assert queued([waiting("b", hours=30), waiting("a", hours=40)]) == ["a", "b"]


def test_what_is_new_weighs_more_than_what_is_not() -> None:
    assert queued([waiting("older"), waiting("new", hours=1)]) == ["new", "older"]


def test_the_order_of_the_records_changes_nothing() -> None:
    items = [waiting(f"c{n}", UNSURE, hours=n // 2) for n in range(60, 80)]
    assert queued(items) == queued(items[::-1])
