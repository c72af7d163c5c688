"""Each look goes on from the one before: nothing is missed or told twice where clocks jump or a look is killed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.alerting.watching import FEB_13, NOON, Watched, a_rule, make_claim, make_incident, make_report
from trucewatch.alerting import Alert
from trucewatch.alerting.looking import look
from trucewatch.alerting.store import Alerts
from trucewatch.ledger.records import Record

DAY = timedelta(days=1)
SHELLING = make_incident("shelling", [("r1", "Herald")], claims=("c1",), day=FEB_13)
RAID = make_incident("raid", [("r1", "Herald")], claims=("c2",), day=FEB_13)


@pytest.fixture
def alerts(tmp_path: Path) -> Iterator[Alerts]:
    with Alerts.open(f"sqlite:///{tmp_path / 'ledger.alerts.sqlite'}") as found:
        yield found


@pytest.fixture
def watched() -> Watched:
    return Watched(make_report("r1", outlet="Herald", day=FEB_13), make_claim("c1", "r1"), make_claim("c2", "r1"))


def subjects(watched: Watched, alerts: Alerts, *records: Record, after: timedelta = timedelta()) -> list[str]:
    watched.record(*records)
    found: tuple[Alert, ...] = look(watched.ledger, watched.catalogue, alerts, [a_rule()], clock=NOON + after)
    return [one.subject for one in found]


def test_what_came_while_the_clock_was_set_back_is_told_once(watched: Watched, alerts: Alerts) -> None:
    assert subjects(watched, alerts) == []  # the first look begins
    assert subjects(watched, alerts, SHELLING, after=-DAY) == ["shelling"]
    assert subjects(watched, alerts, after=DAY) == []
    assert subjects(watched, alerts, RAID, after=DAY) == ["raid"]


def test_a_clock_that_leapt_years_ahead_and_back_misses_nothing(watched: Watched, alerts: Alerts) -> None:
    subjects(watched, alerts)
    assert subjects(watched, alerts, SHELLING, after=DAY * 365 * 50) == ["shelling"]
    assert subjects(watched, alerts, RAID) == ["raid"]
    assert subjects(watched, alerts, after=DAY) == []


def test_a_look_killed_before_it_kept_anything_is_done_again(
    watched: Watched, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    subjects(watched, alerts)
    with monkeypatch.context() as dying:
        dying.setattr("trucewatch.alerting.store._keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            subjects(watched, alerts, SHELLING, after=DAY)
    assert alerts.fired() == ()
    assert subjects(watched, alerts, after=DAY) == ["shelling"]
    assert subjects(watched, alerts, after=DAY) == []
