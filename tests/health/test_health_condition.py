"""The condition of an installation: what is found, what is wrong with it, and what keeps the site from being ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from trucewatch.alerting.outcome import MessageState
from trucewatch.catalogue import Catalogue
from trucewatch.errors import FeedError, JournalError
from trucewatch.feeds import FeedHealth, FeedState
from trucewatch.health import Condition, Examiner, Fault, Room
from trucewatch.health.condition import FAR_BEHIND, judged
from trucewatch.journal import Journal, Line, What
from trucewatch.ledger import Ledger, Stamp
from trucewatch.ledger.standby import Standby
from trucewatch.model import Unread

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
STAMP = Stamp(NOON, "machine", "test", "", "")


def line(what: What, ago: timedelta = timedelta(0), *, well: bool = True) -> Mapping[What, Line]:
    return {what: Line(1, what, NOON - ago, well, "", {})}


BACKED_UP = line(What.BACKUP)
WELL = Condition(NOON, seq=10, last=BACKED_UP)
FEED = FeedHealth("wire", "https://wire.example/rss", FeedState.OK)
WATCHED = {**BACKED_UP, **line(What.ROUND)}


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (replace(WELL, behind=None), Fault.LISTS),
        (replace(WELL, behind=FAR_BEHIND + 1), Fault.LISTS),
        (replace(WELL, room=Room(free=10, whole=100), least_free=11), Fault.DISK),
        (replace(WELL, standby=Standby(301), most_behind=300), Fault.STANDBY),
        (replace(WELL, standby=Standby(None, since=301), most_behind=300), Fault.STANDBY),
        (replace(WELL, standby=Standby(None), most_behind=300), Fault.STANDBY),
        (replace(WELL, feeds=(replace(FEED, state=FeedState.BROKEN),), last=WATCHED), Fault.FEEDS),
        (replace(WELL, feeds=(FEED,)), Fault.WATCH),
        (replace(WELL, feeds=(FEED,), last={**BACKED_UP, **line(What.ROUND, timedelta(hours=1))}), Fault.WATCH),
        (replace(WELL, last={**BACKED_UP, **line(What.ROUND, well=False)}), Fault.ROUND),
        (replace(WELL, last={**BACKED_UP, **line(What.RUN, well=False)}), Fault.RUN),
        (replace(WELL, messages={MessageState.DEAD: 1}), Fault.OUTBOX),
        (replace(WELL, last={}), Fault.NO_BACKUP),
        (replace(WELL, last=line(What.BACKUP, timedelta(days=9))), Fault.OLD_BACKUP),
        (replace(WELL, last=line(What.BACKUP, well=False)), Fault.BACKUP),
        (replace(WELL, last={**BACKED_UP, **line(What.VERIFIED, well=False)}), Fault.CHAIN),
        (replace(WELL, last={}, untold={"journal": "it is damaged"}), Fault.UNTOLD),
    ],
)
def test_each_thing_that_is_wrong_is_found_and_nothing_else(found: Condition, fault: Fault) -> None:
    assert judged(found).faults == (fault,)


@pytest.mark.parametrize(
    "found",
    [
        WELL,
        replace(WELL, feeds=(FEED,), last=WATCHED),
        replace(WELL, behind=FAR_BEHIND),
        replace(WELL, room=Room(11, 100), least_free=11),
        replace(WELL, standby=Standby(300, since=4_000), most_behind=300),
        replace(WELL, standby=Standby(None, since=300), most_behind=300),
        replace(WELL, standby=Standby(None), most_behind=0),
        Condition(NOON),
        replace(WELL, last={}, backups_expected=False),
    ],
)
def test_what_is_as_it_should_be_has_no_fault(found: Condition) -> None:
    assert judged(found).faults == ()


def test_only_ledger_lists_disk_and_a_late_standby_keep_the_site_from_being_ready() -> None:
    hindering = [fault for fault in Fault if not replace(WELL, faults=(fault,)).ready]
    assert hindering == [Fault.LEDGER, Fault.LISTS, Fault.DISK, Fault.STANDBY]


def test_a_ledger_is_looked_at_with_its_lists_and_its_disk(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/l.sqlite") as ledger, Journal.open("sqlite://") as journal:
        ledger.append([Unread("a.html", "no text")], STAMP)
        Catalogue(ledger).catch_up()
        journal.write(What.RUN, at=NOON, read=0)
        found = Examiner(ledger, lambda: NOON, journal=journal, least_free=1).look()
    assert (found.seq, found.entries, found.behind, found.newest) == (1, {"unread": 1}, 0, NOON)
    assert found.room is not None
    assert 0 < found.room.free <= found.room.whole
    assert found.last.keys() == {What.RUN}
    assert found.faults == (Fault.NO_BACKUP,)


def test_entries_are_counted_on_from_the_last_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.health.condition.FRESH", -1.0)
    with Ledger.open("sqlite://") as ledger:
        looking = Examiner(ledger, lambda: NOON)
        for number in range(1, 4):
            ledger.append([Unread(f"{number}.html", "no text")], STAMP)
            assert looking.look().entries == {"unread": number}


def test_a_look_is_good_for_some_seconds() -> None:
    with Ledger.open("sqlite://") as ledger:
        looking = Examiner(ledger, lambda: NOON)
        assert looking.look() is looking.look()


def test_a_ledger_that_cannot_be_read_is_a_fault_and_no_error(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/l.sqlite") as ledger:
        with ledger.engine.begin() as connection:
            connection.execute(text("ALTER TABLE ledger_entry RENAME TO gone"))
        found = Examiner(ledger, lambda: NOON).look()
    assert found.faults == (Fault.LEDGER,)
    assert not found.ready


def test_what_lies_beside_the_ledger_and_cannot_be_read_is_named_and_hinders_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_feeds() -> tuple[FeedHealth, ...]:
        raise FeedError("the file of the feeds is damaged")

    def no_lines() -> Mapping[What, Line]:
        raise JournalError("the journal is damaged")

    with Ledger.open("sqlite://") as ledger, Journal.open("sqlite://") as journal:
        ledger.append([Unread("a.html", "no text")], STAMP)
        Catalogue(ledger).catch_up()
        monkeypatch.setattr(journal, "last", no_lines)
        found = Examiner(ledger, lambda: NOON, no_feeds, journal=journal).look()
    assert found.untold == {"feeds": "the file of the feeds is damaged", "journal": "the journal is damaged"}
    assert (found.seq, found.faults) == (1, (Fault.UNTOLD,))
    assert found.ready
