"""Every way in keeps raw bytes as the settings ask and leaves a line in the journal; the journal never stops the work."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch.errors import JournalError, SourceError
from trucewatch.health import Examiner, Fault
from trucewatch.journal import Journal, What, journal_url
from trucewatch.ledger import Ledger
from trucewatch.raw import FolderStore
from trucewatch.raw.holding import ABOUT, told
from trucewatch.settings import Settings
from trucewatch.upkeep import keep_log, upkeep

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = b"post_id,date,time_local\nTRN-01,2024-03-11,06:00\n"


def test_a_log_is_kept_as_it_was_sent_and_named_once(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "raw")
    with Journal.open("sqlite://") as journal:
        for _ in range(2):
            keep_log(store, journal, DAY, "march.csv", NOON)
        (line,) = journal.lines(What.RAW_LOG)
        assert line.told["source"] == "march.csv"
        (sha256,) = told(journal.lines(*ABOUT)).logs
    assert store.read(sha256) == DAY


@pytest.mark.parametrize(("ways", "keeps"), [("all", True), ("fetched", False)])
def test_the_settings_say_of_what_bytes_are_kept(tmp_path: Path, ways: str, keeps: bool) -> None:
    with upkeep(f"sqlite:///{tmp_path}/l.sqlite", Settings(raw_ways=ways)) as kept:  # type: ignore[arg-type]
        assert (kept.keep is not None) is keeps
        assert (kept.keep_log is not None) is keeps


def test_what_ends_in_an_error_is_a_line_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/l.sqlite"
    with pytest.raises(SourceError), upkeep(url, Settings(), What.RUN):
        raise SourceError("a.html", "the words of a report")
    with Journal.open(journal_url(url)) as journal:
        line, begun = journal.lines()
    assert begun.what is What.BEGUN
    assert (line.what, line.well, line.told) == (What.RUN, False, {"fault": "SourceError"})


def test_a_journal_that_cannot_be_opened_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "l.journal.sqlite").write_text("no database", encoding="utf-8")
    with upkeep(f"sqlite:///{tmp_path}/l.sqlite", Settings(), What.RUN) as kept:
        kept.did(What.RUN, read=1)
    assert "the journal cannot be opened" in capsys.readouterr().err


def test_a_journal_that_cannot_be_opened_is_said_and_read_once_it_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.health.condition.FRESH", -1.0)
    url, damaged = f"sqlite:///{tmp_path}/l.sqlite", tmp_path / "l.journal.sqlite"
    damaged.write_text("no database", encoding="utf-8")
    with Ledger.open(url) as ledger, upkeep(url, Settings()) as kept:
        looking = Examiner(ledger, lambda: NOON, journal=kept)
        found = looking.look()
        assert "l.journal.sqlite" in found.untold["journal"]
        assert Fault.UNTOLD in found.faults
        damaged.unlink()
        with Journal.open(journal_url(url)) as whole:
            whole.write(What.RUN, at=NOON, read=3)
        found = looking.look()
        assert (found.untold, found.last[What.RUN].told) == ({}, {"read": 3})


def test_a_log_that_nothing_can_mark_as_one_is_not_kept_as_if_it_were_nothing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "raw")
    with pytest.raises(JournalError, match="no journal to mark it"):
        keep_log(store, None, DAY, "march.csv", NOON)
    assert list(store.all()) == []
