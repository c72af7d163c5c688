"""Which bytes a report was read from is found without its text, on every engine and whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.ledger.conftest import ledger, new_url, postgres, url
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.ledger.state import rows_about
from trucewatch.model import Report, Unread
from trucewatch.raw import resting as resting_module
from trucewatch.raw.resting import CUT, Rests, resting

__all__ = ["ledger", "new_url", "postgres", "url"]

STAMP = Stamp(datetime(2026, 11, 1, 12, tzinfo=UTC), "machine", "test", "", "")
DAY, OTHER = "a" * 64, "b" * 64
MISLEADING = f'Shells fell, "raw_sha256":"{OTHER}","source":"elsewhere#1" and \\"raw_sha256\\":\\"{OTHER}\\"'


@pytest.mark.parametrize(
    "log",
    ["march.csv", 'a "log", of march', "march\\", "آذار/مارس", "march\x00", "march \ud83d", "m#arch", "march " * CUT],
    ids=["plain", "quoted", "backslash", "arabic", "nul", "half a sign", "number sign", "long"],
)
def test_the_log_that_a_report_is_a_day_of_is_known_by_any_name(ledger: Ledger, log: str) -> None:
    ledger.append([Report("day", f"{log}#TRN-01 2024-03-11", MISLEADING, DAY, title=MISLEADING, language=MISLEADING)], STAMP)
    found = resting(ledger, logs={OTHER: {log}})
    assert found.days == {DAY}
    assert found.on(DAY) is Rests.REPORT


def test_every_version_counts_and_what_has_no_bytes_does_not(ledger: Ledger) -> None:
    ledger.append([Report("r", "inbox/r.txt", "Shells fell.", DAY), Unread("inbox/x", "not a text", "c" * 64)], STAMP)
    ledger.append([Report("r", "inbox/r.txt", "Shells fell again.", OTHER), Unread("inbox/y", "cannot be opened")], STAMP)
    ledger.append([Withdrawal(Kind.REPORT, "r", MISLEADING), Report("s", "inbox/s.txt", "No bytes.", "")], STAMP)
    assert resting(ledger).most == {DAY: Rests.REPORT, OTHER: Rests.REPORT, "c" * 64: Rests.UNREAD}


def test_no_report_is_read_for_it(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.append(
        [Report(f"r{number}", f"inbox/{number}.txt", "Shells fell." * 500, f"{number:064}") for number in range(9)], STAMP
    )
    told = list[str]()

    def seen(*asked: Any) -> Iterator[Any]:
        for rows in rows_about(*asked):
            told.extend(row.told for row in rows)
            yield rows

    monkeypatch.setattr(resting_module, "rows_about", seen)
    assert len(resting(ledger).most) == 9
    assert max(map(len, told)) == CUT
