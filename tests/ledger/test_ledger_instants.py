"""Which entry was the last of a moment is asked of the tables once, and never remembered while it can still change."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event

from tests.catalogue.makings import NOON, make_report, stamp
from trucewatch.ledger import Ledger


def test_a_moment_that_lies_behind_is_looked_up_once(ledger: Ledger) -> None:
    ledger.append([make_report("r1"), make_report("r2")], stamp(0))
    ledger.append([make_report("r3")], stamp(10))
    asked: list[str] = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    between = NOON + timedelta(minutes=5)
    assert [ledger.position(between) for _ in range(3)] == [2, 2, 2]
    assert sum("recorded_at >" in words for words in asked) == 1


def test_the_moment_after_the_last_entry_moves_on_with_what_is_added(ledger: Ledger) -> None:
    ledger.append([make_report("r1")], stamp(0))
    later = NOON + timedelta(minutes=5)
    assert ledger.position(later) == 1
    ledger.append([make_report("r2")], stamp(4))
    assert ledger.position(later) == 2
    ledger.append([make_report("r3")], stamp(9))
    assert ledger.position(later) == 2
    ledger.append([make_report("r4")], stamp(1))  # by a clock that is slow
    assert ledger.position(later) == 2
