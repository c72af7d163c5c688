"""A feed that fails and an outlet that stopped are told once for each silence; that nothing comes in is told as one thing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.alerting.watching import Watched, a_rule, make_report
from trucewatch.alerting.rule import SilentFeed
from trucewatch.feeds import FeedHealth, FeedState
from trucewatch.model import Report

RULE = a_rule(SilentFeed(hours=24))
LAST = date(2020, 2, 20)


def published(outlet: str, *, every: int = 1, last: date = LAST, many: int = 20) -> list[Report]:
    return [make_report(f"{outlet}-{n}", outlet=outlet, day=last - timedelta(days=n * every)) for n in range(many)]


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2020, 2, day, hour, tzinfo=UTC)


def test_an_outlet_that_publishes_daily_and_stopped_is_told_once() -> None:
    watched = Watched(*published("Herald"), clock=at(22))
    assert watched.look(RULE, after=timedelta(hours=12)) == ()
    (alert,) = watched.look(RULE, after=timedelta(hours=24))
    assert alert.subject == "Herald"
    assert "its longest pause in the 90 days before was 1 day" in alert.words
    assert watched.look(RULE, after=timedelta(days=1)) == ()


def test_an_outlet_that_publishes_weekly_is_not_silent_after_a_week() -> None:
    assert Watched(*published("Weekly", every=7, many=10), clock=at(22)).look(RULE, after=timedelta(days=6)) == ()


def test_an_outlet_with_no_habit_is_never_silent() -> None:
    assert Watched(*published("Rare", many=5), clock=at(22)).look(RULE, after=timedelta(days=300)) == ()


def test_the_next_silence_is_another_alert() -> None:
    watched = Watched(*published("Herald"), clock=at(22))
    (first,) = watched.look(RULE, after=timedelta(days=2))
    watched.look(RULE, *published("Herald", last=date(2020, 2, 26), many=3), after=timedelta(days=2))
    (second,) = watched.look(RULE, after=timedelta(days=40))
    assert first.key != second.key


def test_where_everything_is_quiet_one_alert_says_so() -> None:
    everybody = [one for outlet in ("Herald", "Gazette", "Post", "Voice") for one in published(outlet)]
    (alert,) = Watched(*everybody, clock=at(22)).look(RULE, after=timedelta(days=2))
    assert alert.title == "Nothing comes in: all 4 outlets are quiet"


def test_only_the_outlets_named_are_looked_at() -> None:
    watched = Watched(*published("Herald"), *published("Gazette"), clock=at(22))
    (alert,) = watched.look(a_rule(SilentFeed(outlets=("Gazette",))), after=timedelta(days=2))
    assert alert.subject == "Gazette"


def feed(state: FeedState, **more: object) -> FeedHealth:
    return FeedHealth("wire", "https://wire.example/rss", state, last_answer=at(20), last_new=at(20), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "hours", "many"),
    [
        (FeedState.OK, 900, 0),
        (FeedState.NEW, 900, 0),
        (FeedState.BROKEN, 23, 0),
        (FeedState.BROKEN, 25, 1),
        (FeedState.EMPTY, 25, 1),
        (FeedState.SILENT, 1, 1),
    ],
)
def test_a_feed_is_told_of_once_it_has_failed_for_long_enough(state: FeedState, hours: int, many: int) -> None:
    watched = Watched(clock=at(20))
    assert len(watched.look(RULE, after=timedelta(hours=hours), feeds=[feed(state)])) == many


def test_one_failure_has_one_key_however_often_it_is_looked_at() -> None:
    watched = Watched(clock=at(20))
    looks = [watched.look(RULE, after=timedelta(hours=30), feeds=[feed(FeedState.BROKEN, why="answers 404")]) for _ in range(3)]
    assert len({alert.key for look in looks for alert in look}) == 1
    assert "answers 404" in looks[0][0].words.lower()
