"""A dry run goes through the past as it was known, or as it was told where the ledger was filled in one go, and says which."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.alerting.watching import make_claim, make_incident, make_report
from trucewatch.alerting import Digest, Quiet, Rule
from trucewatch.alerting.looking import look
from trucewatch.alerting.replaying import By, Replay, _turns, replay, way_of
from trucewatch.alerting.rows import replay_lines, replay_row
from trucewatch.alerting.rule import GradeChange, NewIncident, SilentFeed, Terms
from trucewatch.alerting.sight import LedgerSight
from trucewatch.alerting.store import Alerts
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Ledger, Stamp
from trucewatch.ledger.records import Record
from trucewatch.model import State

FEB_1, FEB_28 = date(2020, 2, 1), date(2020, 2, 28)


def rule(terms: Terms | None = None, **more: object) -> Rule:
    return Rule("wake", "Wake me", terms or NewIncident(), zone="Europe/Istanbul", **more)  # type: ignore[arg-type]


def at(day: int, hour: int = 12, month: int = 2) -> datetime:
    return datetime(2020, month, day, hour, 20, tzinfo=UTC)


def shelling(day: int) -> list[Record]:
    """An incident of a day, told on that day."""
    told = date(2020, 2, day)
    return [
        make_report(f"r{day}", outlet="Herald", day=told),
        make_claim(f"c{day}", f"r{day}"),
        make_incident(f"i{day}", [(f"r{day}", "Herald")], claims=(f"c{day}",), day=told),
    ]


def kept(*batches: tuple[datetime, list[Record]]) -> Ledger:
    ledger = Ledger.open("sqlite://")
    for moment, records in batches:
        ledger.append(records, Stamp(moment, "machine", "0.1.0", "", ""))
    return ledger


def dry(ledger: Ledger, asked: Rule, first: date = FEB_1, last: date = FEB_28, by: By | None = None) -> Replay:
    return replay(asked, ledger, Catalogue(ledger), first=first, last=last, by=by)


def test_a_ledger_kept_day_by_day_is_replayed_as_it_was_known() -> None:
    done = dry(kept(*((at(day), shelling(day)) for day in range(3, 21))), rule())
    assert done.by is By.RECORDED
    assert len(done.alerts) == 18
    assert done.alerts[0].at == datetime(2020, 2, 3, 13, tzinfo=UTC)


def test_a_ledger_filled_in_one_go_is_replayed_as_it_was_told() -> None:
    done = dry(kept((at(21), [one for day in range(3, 21) for one in shelling(day)])), rule())
    assert done.by is By.TOLD
    assert [one.at.day for one in done.alerts] == list(range(3, 21))
    assert not any(one.late for one in done.alerts)


def test_one_day_recorded_on_that_day_is_no_ledger_filled_in_one_go() -> None:
    ledger = kept((at(3), shelling(3)))
    assert way_of(ledger, Catalogue(ledger)) is By.RECORDED


def test_a_ledger_filled_years_later_is_replayed_as_it_was_told() -> None:
    ledger = kept((datetime(2026, 5, 1, tzinfo=UTC), shelling(3)))
    assert way_of(ledger, Catalogue(ledger)) is By.TOLD


def test_an_empty_ledger_has_nothing_to_tell() -> None:
    done = dry(kept(), rule())
    assert done.alerts == ()
    assert "0 alerts" in "".join(replay_lines(done))


def test_the_past_before_the_first_day_is_not_told() -> None:
    ledger = kept(*((at(day), shelling(day)) for day in range(3, 21)))
    assert len(dry(ledger, rule(), first=date(2020, 2, 19)).alerts) == 2


def test_a_grade_that_a_second_outlet_changed_days_later_is_told_on_that_day() -> None:
    both = [make_report("r3", outlet="Herald", day=date(2020, 2, 3)), make_report("r9", outlet="Gazette", day=date(2020, 2, 9))]
    claims = [make_claim("c3", "r3"), make_claim("c9", "r9")]
    told = make_incident("i", [("r3", "Herald"), ("r9", "Gazette")], claims=("c3", "c9"), day=date(2020, 2, 3))
    accounts = tuple(replace(one, claim_ids=(claim,)) for one, claim in zip(told.accounts, ("c3", "c9"), strict=True))
    told = replace(told, accounts=accounts, state=State.CORROBORATED)
    (alert,) = dry(kept((at(28), [*both, *claims, told])), rule(GradeChange()), by=By.TOLD).alerts
    assert alert.at.date() == date(2020, 2, 9)


@pytest.mark.parametrize(
    ("asked", "wakes"),
    [
        (rule(), 1),
        (rule(quiet=Quiet(time(22), time(6)), wakes=True), 1),
        (rule(quiet=Quiet(time(22), time(6))), 0),
        (rule(digest=Digest.DAILY), 0),
        (rule(paused=True), 0),
    ],
)
def test_it_is_told_whom_a_rule_would_have_woken(asked: Rule, wakes: int) -> None:
    done = dry(kept((at(3), shelling(3)), (at(4, 23), shelling(4))), asked, by=By.RECORDED)
    assert len(done.waking) == wakes
    assert replay_row(done)["waking"] == wakes


def test_days_end_at_midnight_of_the_zone_on_either_side_of_a_change_of_the_clock() -> None:
    """In Berlin the clock goes forward on 29 March 2020: midnight is 23:00 UTC before it and 22:00 behind it."""
    ledger = kept((datetime(2020, 3, 20, 12, tzinfo=UTC), shelling(3)))
    sight = LedgerSight(ledger, Catalogue(ledger).at(), datetime(2020, 4, 1, tzinfo=UTC))
    asked = replace(rule(SilentFeed()), zone="Europe/Berlin")
    ends = sorted(_turns(asked, sight, date(2020, 3, 28), date(2020, 3, 30)))
    assert [(one.day, one.hour) for one in ends] == [(28, 23), (29, 22), (30, 22)]


@pytest.mark.parametrize(("last", "many"), [(date(2020, 3, 29), 0), (date(2020, 3, 30), 1)])
def test_what_is_recorded_behind_midnight_belongs_to_the_next_day_though_the_clock_went_forward(last: date, many: int) -> None:
    ledger = kept((datetime(2020, 3, 29, 22, 30, tzinfo=UTC), shelling(3)))
    done = dry(ledger, replace(rule(), zone="Europe/Berlin"), first=date(2020, 3, 29), last=last, by=By.RECORDED)
    assert len(done.alerts) == many


def test_what_is_told_late_wakes_nobody() -> None:
    done = dry(kept((at(25, 23), shelling(3))), rule(), by=By.RECORDED)
    assert len(done.alerts) == 1
    assert done.waking == ()


def test_a_rule_begins_when_it_is_first_looked_for_and_tells_once() -> None:
    ledger = kept((at(3), shelling(3)))
    catalogue, asked = Catalogue(ledger), rule(question=Question())
    with Alerts.open("sqlite://") as alerts:
        assert look(ledger, catalogue, alerts, [asked], clock=at(3, 13)) == ()
        ledger.append(shelling(4), Stamp(at(4), "machine", "0.1.0", "", ""))
        (alert,) = look(ledger, catalogue, alerts, [asked], clock=at(4, 13))
        assert alert.subject == "i4"
        assert look(ledger, catalogue, alerts, [asked], clock=at(4, 14)) == ()
        assert look(ledger, catalogue, alerts, [asked], clock=at(4, 15) - timedelta(days=9)) == ()


def test_a_rule_that_asks_for_something_else_begins_anew() -> None:
    ledger = kept((at(3), shelling(3)))
    catalogue = Catalogue(ledger)
    with Alerts.open("sqlite://") as alerts:
        look(ledger, catalogue, alerts, [rule()], clock=at(3, 13))
        ledger.append(shelling(4), Stamp(at(4), "machine", "0.1.0", "", ""))
        assert look(ledger, catalogue, alerts, [rule(NewIncident(late_days=9))], clock=at(4, 13)) == ()


def test_a_rule_with_another_title_goes_on() -> None:
    ledger = kept((at(3), shelling(3)))
    catalogue = Catalogue(ledger)
    with Alerts.open("sqlite://") as alerts:
        look(ledger, catalogue, alerts, [rule()], clock=at(3, 13))
        ledger.append(shelling(4), Stamp(at(4), "machine", "0.1.0", "", ""))
        assert len(look(ledger, catalogue, alerts, [replace(rule(), title="Another")], clock=at(4, 13))) == 1
