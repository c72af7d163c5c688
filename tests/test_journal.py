"""The journal beside a ledger says what was done, when and by whom; of what comes every minute it keeps the last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trucewatch.errors import JournalError
from trucewatch.journal import Journal, What, journal_url
from trucewatch.people import People

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_lines_come_back_the_last_first() -> None:
    with Journal.open("sqlite://") as journal:
        journal.write(What.RUN, at=NOON, read=3)
        journal.write(What.BACKUP, at=NOON + timedelta(hours=1), well=False, by="ada", fault="OSError")
        told = journal.lines()
        assert [(line.what, line.well, line.by) for line in told] == [(What.BACKUP, False, "ada"), (What.RUN, True, "")]
        assert journal.lines(What.RUN)[0].told == {"read": 3}
        assert journal.lines(What.RUN)[0].at == NOON
        assert journal.last().keys() == {What.RUN, What.BACKUP}


def test_of_rounds_only_the_last_is_kept_and_of_runs_all() -> None:
    with Journal.open("sqlite://") as journal:
        for number in range(3):
            journal.write(What.ROUND, at=NOON, read=number)
            journal.write(What.RUN, at=NOON, read=number)
        assert [line.told["read"] for line in journal.lines(What.ROUND)] == [2]
        assert [line.told["read"] for line in journal.lines(What.RUN)] == [2, 1, 0]


def test_a_journal_knows_when_it_was_begun() -> None:
    with Journal.open("sqlite://") as journal:
        assert journal.began() is None
        for later in range(3):
            journal.begin(NOON + timedelta(days=later))
            journal.write(What.ROUND, at=NOON + timedelta(days=later, hours=1))
        assert journal.began() == NOON
        assert [line.what for line in journal.lines()] == [What.ROUND, What.BEGUN]


def test_it_lies_beside_the_ledger_for_its_owner_alone(tmp_path: Path) -> None:
    url = journal_url(f"sqlite:///{tmp_path}/idlib.sqlite")
    Journal.open(url).close()
    assert (tmp_path / "idlib.journal.sqlite").stat().st_mode & 0o777 == 0o600


def test_the_database_of_something_else_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/people.sqlite"
    People.open(url).close()
    with pytest.raises(JournalError):
        Journal.open(url)
