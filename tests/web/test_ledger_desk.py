"""The desk over a ledger shows what the ledger holds now, or held at a past entry."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from tests.catalogue.test_logbook import fog
from tests.posts import quiet, seen
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Report, Unread
from trucewatch.web.desk import Desk

AT = datetime(2020, 3, 9, 12, tzinfo=UTC)
STAMP = Stamp(at=AT, author="machine", code="0", model="0", knowledge="0")


def report(name: str) -> Report:
    return Report(id=name, source=f"{name}.txt", text="Shells fell near Ariha.", raw_sha256=name)


def test_an_entry_added_while_the_site_runs_is_on_the_next_page(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}") as ledger:
        desk = Desk(ledger)
        assert (desk.reports(), desk.as_of()) == ((), None)
        ledger.append([report("a")], STAMP)
        assert [r.id for r in desk.reports()] == ["a"]
        ledger.append([report("b"), Unread("c.pdf", "no text")], STAMP)
        assert [r.id for r in desk.reports()] == ["a", "b"]
        assert [u.source for u in desk.unread()] == ["c.pdf"]
        assert desk.as_of() == AT


def test_a_desk_of_the_past_does_not_see_what_came_later(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path / 'l.sqlite'}") as ledger:
        ledger.append([report("a")], STAMP)
        ledger.append([report("b")], STAMP)
        past = Desk(ledger, moment=1)
        assert [r.id for r in past.reports()] == ["a"]
        assert past.report("b") is None
        assert past.claims_of("a") == ()


def test_the_logs_between_two_days_hold_what_all_logs_hold_of_them() -> None:
    long, short = (
        ("2020-01-01T00:00:00+02:00", "2020-02-13T06:00:00+02:00"),
        ("2020-02-13T20:00:00+02:00", "2020-02-14T03:00:00+02:00"),
    )
    quiet_days = [quiet(f"2020-02-{day:02}") for day in (1, 9, 12, 13, 14, 28)]
    with Ledger.open("sqlite://") as ledger:
        ledger.append([*quiet_days, *(fog(*times) for times in (long, short)), seen("2019-02-13T14:05:00+02:00")], STAMP)
        desk, first, last = Desk(ledger), date(2020, 2, 12), date(2020, 2, 13)
        whole, part = desk.logs(), desk.logs_between(first, last)
        assert part.keys() == whole.keys()
        for post, log in whole.items():
            assert log.days & {first, last} == part[post].days & {first, last} != frozenset()
            assert set(log.limits) == set(part[post].limits)
            assert date(2020, 2, 28) not in part[post].days
        gone = desk.logs_between(date(1, 1, 1), date(1, 1, 1))
        assert gone.keys() == whole.keys()
        assert {log.days for log in gone.values()} == {frozenset()}
        assert desk.logs_between(date.max, date.max).keys() == whole.keys()
