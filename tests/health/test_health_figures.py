"""The figures for Prometheus: what is counted, under which names, and nothing of what somebody asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from trucewatch.alerting.outcome import MessageState
from trucewatch.feeds import FeedHealth, FeedState
from trucewatch.health import Condition, Fault, Figures, Room
from trucewatch.journal import Line, What
from trucewatch.ledger.standby import Standby

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
GUIDE = Path(__file__).parents[2] / "docs" / "operations.md"
FULL = Condition(
    NOON,
    seq=12,
    newest=NOON,
    entries={"report": 10, "unread": 2},
    behind=3,
    waiting=4,
    feeds=(FeedHealth("wire", "https://wire.example/rss", FeedState.SILENT, waiting=7),),
    messages={MessageState.DEAD: 1},
    room=Room(10, 100),
    last={What.ROUND: Line(1, What.ROUND, NOON, False, "", {})},
    faults=(Fault.FEEDS,),
)


@dataclass(frozen=True)
class Answered:
    method: str = "GET"
    route: str = "/incidents/{incident_id:path}"
    status: int = 200
    seconds: float = 0.15


def samples(figures: Figures) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(figures.page().decode())
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def told(condition: Condition = FULL) -> Figures:
    return Figures(lambda: condition, version="1.0", model="m-1", knowledge="k-1")


def test_requests_are_counted_by_route_and_status() -> None:
    figures = told()
    for one in (Answered(), Answered(), Answered(status=500, seconds=3.0)):
        figures.begun()
        figures.answered(one)
    found = samples(figures)
    route = ("route", "/incidents/{incident_id:path}")
    assert found["trucewatch_requests_total", (("method", "GET"), route, ("status", "200"))] == 2
    assert found["trucewatch_requests_total", (("method", "GET"), route, ("status", "500"))] == 1
    assert found["trucewatch_request_seconds_bucket", (("le", "0.2"), route)] == 2
    assert found["trucewatch_requests_in_progress", ()] == 0


def test_the_condition_is_told() -> None:
    found = samples(told())
    assert found["trucewatch_ready", ()] == 1
    assert found["trucewatch_ledger_seq", ()] == 12
    assert found["trucewatch_ledger_entries", (("kind", "report"),)] == 10
    assert found["trucewatch_unread_documents", ()] == 2
    assert found["trucewatch_catalogue_lag_entries", ()] == 3
    assert found["trucewatch_review_waiting", ()] == 4
    assert found["trucewatch_feeds", (("state", "silent"),)] == 1
    assert found["trucewatch_feeds", (("state", "ok"),)] == 0
    assert found["trucewatch_pages_waiting", ()] == 7
    assert found["trucewatch_outbox_messages", (("state", "given up"),)] == 1
    assert found["trucewatch_disk_free_bytes", ()] == 10
    assert found["trucewatch_last_timestamp_seconds", (("what", "round"),)] == NOON.timestamp()
    assert found["trucewatch_last_well", (("what", "round"),)] == 0
    assert found["trucewatch_faults", (("fault", "feeds"),)] == 1


def test_what_could_not_be_told_has_no_figure() -> None:
    found = samples(told(Condition(NOON, behind=None, faults=(Fault.LEDGER,))))
    assert found["trucewatch_ready", ()] == 0
    assert ("trucewatch_disk_free_bytes", ()) not in found
    assert ("trucewatch_review_waiting", ()) not in found


def test_what_beside_the_ledger_cannot_be_read_is_named_and_counted_as_nothing() -> None:
    found = samples(told(replace(FULL, feeds=(), messages={}, untold={"feeds": "damaged", "alerts": "damaged"})))
    assert [key for key in found if key[0] == "trucewatch_untold"] == [
        ("trucewatch_untold", (("what", "feeds"),)),
        ("trucewatch_untold", (("what", "alerts"),)),
    ]
    for name in ("trucewatch_feeds", "trucewatch_pages_waiting", "trucewatch_outbox_messages"):
        assert not [key for key in found if key[0] == name], name


@pytest.mark.parametrize(("standby", "told_seconds"), [(Standby(3, 900), 3), (Standby(None, 900), 900)])
def test_a_copy_tells_by_how_much_it_is_behind_at_most(standby: Standby, told_seconds: int) -> None:
    assert samples(told(replace(FULL, standby=standby)))["trucewatch_standby_lag_seconds", ()] == told_seconds


@pytest.mark.parametrize("standby", [None, Standby(None)])
def test_a_lag_that_nobody_can_tell_has_no_figure(standby: Standby | None) -> None:
    assert ("trucewatch_standby_lag_seconds", ()) not in samples(told(replace(FULL, standby=standby)))


def test_lists_that_were_never_made_are_as_far_behind_as_the_ledger_is_long() -> None:
    assert samples(told(replace(FULL, behind=None)))["trucewatch_catalogue_lag_entries", ()] == 12


def test_every_figure_is_documented_and_no_documented_one_is_gone() -> None:
    figures = told()
    figures.begun()
    figures.answered(Answered())
    told_names = {
        f"{family.name}{'_total' if family.type == 'counter' else ''}"
        for family in text_string_to_metric_families(figures.page().decode())
    }
    documented = set(re.findall(r"^\| `(trucewatch_\w+)` \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    assert {name for name in told_names if not name.endswith("_created")} == documented
