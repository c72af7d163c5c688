"""Which entry was the last of a moment is asked of the tables once, and never remembered while it can still change."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import event

from tests.catalogue.makings import NOON, make_report, stamp
from trucewatch.errors import LedgerError
from trucewatch.ledger import Ledger, instants, state
from trucewatch.ledger.instants import learn


def test_a_moment_that_lies_behind_is_looked_up_once(ledger: Ledger) -> None:
    ledger.append([make_report("r1"), make_report("r2")], stamp(0))
    ledger.append([make_report("r3")], stamp(10))
    asked: list[str] = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    between = NOON + timedelta(minutes=5)
    assert [ledger.position(between) for _ in range(3)] == [2, 2, 2]
    assert sum("min(" in words and "recorded_at" in words for words in asked) == 1


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


@pytest.mark.parametrize("walked", [0, 2_000])
def test_what_was_learned_of_times_gives_the_entry_that_looking_gives(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, walked: int
) -> None:
    monkeypatch.setattr(instants, "TOGETHER", 3)
    monkeypatch.setattr(state, "MOST_WALKED", walked)
    minutes = [Random(4).randrange(60) for _ in range(20)]  # by clocks that are slow and fast
    for number, minute in enumerate(minutes):
        ledger.append([make_report(f"r{number}")], stamp(minute))
        if number == 13:
            learn(ledger.engine)
    for minute in range(-1, 61):
        later = [number for number, one in enumerate(minutes) if one > minute]
        assert ledger.position(NOON + timedelta(minutes=minute)) == (later[0] if later else len(minutes)), minute


def test_an_entry_that_was_seen_is_no_reason_to_look_for_the_last_again(ledger: Ledger) -> None:
    ledger.append([make_report("r1"), make_report("r2")], stamp())
    assert ledger.position(2) == 2
    said: list[str] = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    assert [ledger.position(seq) for seq in (0, 1, 2)] == [0, 1, 2]
    assert not [words for words in said if "ledger_entry" in words]
    for nowhere in (-1, 3):
        with pytest.raises(LedgerError, match="2 entries"):
            ledger.position(nowhere)
    ledger.append([make_report("r3")], stamp(1))
    assert ledger.position(3) == 3
