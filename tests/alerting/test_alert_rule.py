"""A rule is complete when it is born; an alert is known by what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
from pydantic import TypeAdapter

from trucewatch.alerting import Alert, Quiet, Recipient, Rule, RuleKind, Way, alert_key
from trucewatch.alerting.rule import (
    TERMS,
    Divergence,
    FiguresDiverge,
    GradeChange,
    NewIncident,
    SilentFeed,
    TrendBreak,
    UltimatumNear,
)
from trucewatch.catalogue import Question
from trucewatch.model import Counted


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Rule("Wake me!", "Wake me", NewIncident()),
        lambda: Rule("wake", " ", NewIncident()),
        lambda: Rule("wake", "Wake\nBcc: all@example.org", NewIncident()),
        lambda: Rule("wake", "Wake me", NewIncident(), zone="Mars/Olympus"),
        lambda: NewIncident(late_days=-1),
        lambda: GradeChange(to=()),
        lambda: Divergence(Counted.KILLED),
        lambda: Divergence(Counted.KILLED, factor=1.0),
        lambda: FiguresDiverge((Divergence(Counted.KILLED, factor=2), Divergence(Counted.KILLED, difference=3))),
        lambda: UltimatumNear(()),
        lambda: UltimatumNear((6, 6)),
        lambda: TrendBreak(days=28, history=28),
        lambda: TrendBreak(at_least=1),
        lambda: TrendBreak(false_alarms=0.5),
        lambda: SilentFeed(longer=0.5),
        lambda: Recipient(Way.MAIL, "nobody"),
        lambda: Recipient(Way.MAIL, "a@example.org\r\nBcc: b@example.org"),
        lambda: Recipient(Way.WEBHOOK, "file:///etc/passwd"),
        lambda: Quiet(time(22), time(22)),
    ],
)
def test_what_cannot_be_meant_is_refused_at_birth(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        wrong()


@pytest.mark.parametrize("kind", list(RuleKind))
def test_a_rule_of_every_kind_comes_back_from_json_as_it_was(kind: RuleKind) -> None:
    rule = Rule("wake", "Wake me", TERMS[kind](), Question(party="TUR"), quiet=Quiet(time(22), time(6)))
    adapter = TypeAdapter(Rule)
    assert adapter.validate_json(adapter.dump_json(rule)) == rule
    assert rule.kind is kind


@pytest.mark.parametrize(
    ("at", "quiet"), [(time(23), True), (time(3), True), (time(6), False), (time(12), False), (time(22), True)]
)
def test_quiet_hours_run_over_midnight(at: time, quiet: bool) -> None:
    assert Quiet(time(22), time(6)).holds(at) is quiet


@pytest.mark.parametrize(
    ("low", "high", "parts"),
    [(1, 2, False), (5, 9, False), (5, 10, True), (30, 45, True), (0, 6, True), (7, 7, False), (45, 30, False)],
)
def test_figures_part_by_a_factor_or_a_difference_and_small_ones_are_let_be(low: int, high: int, parts: bool) -> None:
    assert Divergence(Counted.KILLED, factor=2, difference=15, at_least=6).parts(low, high) is parts


def test_the_parts_of_a_key_cannot_run_into_each_other() -> None:
    assert alert_key("a", "bc", "d") != alert_key("a", "b", "cd")
    assert alert_key("a", "b") == alert_key("a", "b")


@pytest.mark.parametrize(
    ("at", "href", "why"),
    [
        (datetime(2020, 2, 13), "/incidents/i", "UTC"),
        (datetime(2020, 2, 13, tzinfo=UTC), "https://example.org", "address of the site"),
    ],
)
def test_an_alert_leads_into_the_site_and_knows_its_zone(at: datetime, href: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Alert("k", "wake", RuleKind.NEW_INCIDENT, at, 1, "i", "A title", "A sentence.", href)
