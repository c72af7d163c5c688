"""The bytes of a post's log are wanted and held like the reports of its days, though these have hashes of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from sqlalchemy import literal, select

from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Report
from trucewatch.raw import resting as resting_module
from trucewatch.raw.resting import Rests, resting

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
STAMP = Stamp(NOON, "machine", "test", "", "")
LOG, DAY = "a" * 64, hashlib.sha256(b"06:00 two explosions").hexdigest()


@pytest.fixture
def ledger() -> Ledger:
    book = Ledger.open("sqlite://")
    book.append([Report("log-TRN-01-2024-03-11", "march.csv#TRN-01 2024-03-11", "06:00 two explosions", DAY)], STAMP)
    return book


@pytest.mark.parametrize("logs", [{LOG: {"march.csv"}}, {LOG: {"elsewhere/march.csv"}}], ids=["its name", "another name"])
def test_a_log_is_held_with_the_report_of_a_day(ledger: Ledger, logs: Mapping[str, set[str]]) -> None:
    assert LOG in resting(ledger, logs=logs, held=["log-TRN-01-2024-03-11"]).held
    assert LOG not in resting(ledger, logs=logs, held=["b" * 64]).held


def test_a_log_of_other_days_is_not_held_with_it(ledger: Ledger) -> None:
    ledger.append([Report("log-TRN-01-2024-04-01", "april.csv#TRN-01 2024-04-01", "07:00 one shot", "c" * 64)], STAMP)
    assert LOG not in resting(ledger, logs={LOG: {"april.csv"}}, held=["log-TRN-01-2024-03-11"]).held


def test_a_log_is_under_a_finding_that_was_drawn_from_one_of_its_days(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    assert resting(ledger, logs={LOG: {"march.csv"}}).on(LOG) is Rests.LOG
    monkeypatch.setattr(resting_module, "_reports_found", lambda: select(literal("log-TRN-01-2024-03-11")))
    assert resting(ledger, logs={LOG: {"march.csv"}}).on(LOG) is Rests.FINDING


def test_days_of_a_log_that_is_kept_are_told_apart(ledger: Ledger) -> None:
    assert resting(ledger, logs={LOG: {"march.csv"}}).days == {DAY}
    assert resting(ledger).days == frozenset()
