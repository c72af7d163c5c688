"""The commands on raw bytes: kept by every way in, held for an inquiry, deleted on record and never under a finding by chance."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trucewatch.cli import app
from trucewatch.feeds import Feeds
from trucewatch.journal import Journal, What, journal_url
from trucewatch.ledger import Ledger
from trucewatch.raw import FolderStore
from trucewatch.raw.resting import first_recorded

SHELLED = "SARAQIB, Feb 10 2020 - Five Turkish soldiers were killed on Monday when Syrian government forces shelled their post near Saraqib in Idlib province."
QUIET = "The market in the town opened again, and traders said that apples were cheap this week, and pears too."
DAY = 86_400


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an inbox, and a ledger it was run into; every test works on a copy."""
    folder = tmp_path_factory.mktemp("made")
    inbox = folder / "inbox"
    inbox.mkdir()
    (inbox / "shelled.txt").write_text(SHELLED, encoding="utf-8")
    (inbox / "quiet.txt").write_text(QUIET, encoding="utf-8")
    (inbox / "empty.html").write_text("<html></html>", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        settle(folder, patch)
        assert call("run", "inbox", "--published", "2020-02-13", "--quiet").exit_code == 3
    return folder


@pytest.fixture(autouse=True)
def world(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    settle(tmp_path, monkeypatch)
    return tmp_path


def settle(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        patch.setenv(name, str(folder))
    patch.setenv("TRUCEWATCH_LEDGER", f"sqlite:///{folder}/l.sqlite")
    patch.setenv("TRUCEWATCH_RAW_WAYS", "all")
    patch.chdir(folder)


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def listed() -> dict[str, int]:
    (row,) = json.loads(call("raw", "list", "--json").stdout)
    return {one["rests"]: one["kept"] for one in row["kinds"] if one["kept"]}


def age(folder: Path, days: int) -> None:
    for path in (folder / "l.raw").rglob("*"):
        if path.is_file():
            then = time.time() - days * DAY
            os.utime(path, (then, then))


def sha(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def test_a_run_keeps_what_it_reads_and_says_what_rests_on_it(world: Path) -> None:
    assert listed() == {"finding": 1, "report": 1, "unread": 1}
    assert (world / "l.raw" / sha(SHELLED)[:2] / sha(SHELLED)[2:]).read_text(encoding="utf-8") == SHELLED
    assert call("raw", "check").exit_code == 0


def test_by_default_only_what_is_fetched_is_kept(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCEWATCH_RAW_WAYS", "fetched")
    shutil.rmtree(world / "l.raw")
    assert call("run", "inbox", "--published", "2020-02-13", "--quiet").exit_code == 3
    assert listed() == {}
    assert call("raw", "keep", "inbox", "--quiet").exit_code == 0
    assert listed() == {"finding": 1, "report": 1, "unread": 1}


def test_a_dry_run_deletes_nothing(world: Path) -> None:
    age(world, 400)
    (row,) = json.loads(call("raw", "prune", "--older-than", "365", "--kind", "unread", "--dry-run", "--json").stdout)
    assert (row["may_go"], row["deleted"]) == (1, 0)
    assert row["stays"] == {"of a finding": 1, "of a report": 1}
    assert sum(listed().values()) == 3


def test_what_is_deleted_stands_in_the_journal_and_is_not_missed(world: Path) -> None:
    age(world, 400)
    gone = call(
        "raw", "prune", "--older-than", "365", "--kind", "unread", "--kind", "report", "--reason", "a year is over", "--by", "ada"
    )
    assert gone.exit_code == 0, gone.output
    assert listed() == {"finding": 1}
    with Journal.open(journal_url(f"sqlite:///{world}/l.sqlite")) as journal:
        lines = journal.lines(What.RAW_DELETED)
    assert {(line.told["rests"], line.told["reason"], line.by) for line in lines} == {
        ("unread", "a year is over", "ada"),
        ("report", "a year is over", "ada"),
    }
    (row,) = json.loads(call("raw", "check", "--json").stdout)
    assert row["never_kept"] == 0


def test_nothing_goes_without_a_reason(world: Path) -> None:
    assert call("raw", "prune", "--older-than", "0", "--kind", "unread").exit_code != 0
    assert sum(listed().values()) == 3


def test_what_a_finding_rests_on_goes_only_if_that_is_said(world: Path) -> None:
    age(world, 400)
    assert call("raw", "prune", "--older-than", "1", "--kind", "finding", "--reason", "x").exit_code != 0
    assert listed()["finding"] == 1
    assert call("raw", "prune", "--older-than", "1", "--kind", "finding", "--also-findings", "--reason", "x").exit_code == 0
    assert "finding" not in listed()


@pytest.mark.parametrize("what", ["hash", "report", "incident", "everything"])
def test_what_is_held_stays_until_it_is_released(world: Path, what: str) -> None:
    age(world, 400)
    with Ledger.open(f"sqlite:///{world}/l.sqlite") as ledger:
        incident = next(iter(ledger.incidents())).id
        report = next(one.id for one in ledger.reports() if one.raw_sha256 == sha(SHELLED))
    subject = {"hash": sha(SHELLED), "report": report, "incident": incident, "everything": "everything"}[what]
    assert call("raw", "hold", subject, "--reason", "asked for by a court", "--by", "ada").exit_code == 0
    prune = ("raw", "prune", "--older-than", "1", "--kind", "finding", "--also-findings", "--reason", "x")
    assert call(*prune).exit_code == 0
    assert listed()["finding"] == 1
    assert call("raw", "release", subject, "--reason", "the case is closed").exit_code == 0
    assert call(*prune).exit_code == 0
    assert "finding" not in listed()


def test_what_is_not_there_cannot_be_held_nor_released(world: Path) -> None:
    assert call("raw", "hold", "inc-zeppelin", "--reason", "x").exit_code != 0
    assert call("raw", "release", "everything", "--reason", "x").exit_code != 0


def test_changed_bytes_are_found(world: Path) -> None:
    (world / "l.raw" / sha(QUIET)[:2] / sha(QUIET)[2:]).write_text("changed", encoding="utf-8")
    done = call("raw", "check", "--json")
    assert done.exit_code == 3
    (row,) = json.loads(done.stdout)
    assert row["changed"] == [sha(QUIET)]


def test_all_is_copied_into_another_store(world: Path) -> None:
    for _ in range(2):
        assert call("raw", "copy", str(world / "else"), "--quiet").exit_code == 0
    kept = sorted(path.relative_to(world / "l.raw") for path in (world / "l.raw").rglob("*") if path.is_file())
    assert sorted(path.relative_to(world / "else") for path in (world / "else").rglob("*") if path.is_file()) == kept


def test_a_run_that_cannot_keep_what_it_reads_says_so_and_records_nothing(world: Path) -> None:
    shutil.rmtree(world / "l.raw")
    (world / "l.sqlite").unlink()
    (world / "l.raw").write_text("a file where the folder should be", encoding="utf-8")
    done = call("run", "inbox", "--published", "2020-02-13", "--quiet")
    assert done.exit_code != 0
    assert "raw bytes cannot be kept" in str(done.exception)
    with Ledger.open(f"sqlite:///{world}/l.sqlite") as ledger:
        assert ledger.head()[0] == 0


def test_the_raw_bytes_of_a_reading_in_bulk_are_kept_from_its_inputs(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{world}/bulk.sqlite"
    rows = ({"id": name, "text": text, "published": "2020-02-13"} for name, text in (("a", SHELLED), ("b", QUIET)))
    (world / "articles.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    assert call("bulk", "articles.jsonl", "--out", "read", "--workers", "1", "--quiet").exit_code == 0
    assert call("bulk", "import", "read", "--ledger", url, "--quiet").exit_code == 0
    never = [json.loads(call("raw", "check", "--ledger", url, "--json").stdout)[0]["never_kept"]]
    assert call("raw", "keep", "articles.jsonl", "--ledger", url, "--quiet").exit_code == 0
    never.append(json.loads(call("raw", "check", "--ledger", url, "--json").stdout)[0]["never_kept"])
    assert never == [2, 0]


def test_what_is_held_while_others_are_deleted_stays(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first part is deleted; somebody holds everything then."""
    age(world, 400)
    monkeypatch.setattr("trucewatch.raw_command.AT_ONCE", 1)
    delete = FolderStore.delete

    def and_hold(store: FolderStore, sha256: str, *, kept_by: datetime | None = None) -> bool:
        with Journal.open(journal_url(f"sqlite:///{world}/l.sqlite")) as journal:
            journal.write(What.RAW_HELD, at=datetime(2026, 11, 1, tzinfo=UTC), subject="everything", reason="a court asks")
        return delete(store, sha256, kept_by=kept_by)

    monkeypatch.setattr(FolderStore, "delete", and_hold)
    (row,) = json.loads(call(*PRUNE_BOTH).stdout)
    assert (row["deleted"], row["stays"]) == (1, {"held": 1, "of a finding": 1})
    assert sum(listed().values()) == 2


PRUNE_BOTH = ("raw", "prune", "--older-than", "1", "--kind", "unread", "--kind", "report", "--reason", "x", "--json")


def test_what_a_run_keeps_again_while_others_are_deleted_stays(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    age(world, 400)
    monkeypatch.setattr("trucewatch.raw_command.AT_ONCE", 1)
    delete, gone = FolderStore.delete, set[str]()

    def and_keep(store: FolderStore, sha256: str, *, kept_by: datetime | None = None) -> bool:
        gone.add(sha256)
        for path in (world / "inbox").iterdir():
            if hashlib.sha256(path.read_bytes()).hexdigest() not in gone:
                store.keep(path.read_bytes())
        return delete(store, sha256, kept_by=kept_by)

    monkeypatch.setattr(FolderStore, "delete", and_keep)
    (row,) = json.loads(call(*PRUNE_BOTH).stdout)
    assert (row["deleted"], row["stays"]) == (1, {"too young": 1, "of a finding": 1})
    assert sum(listed().values()) == 2


def test_what_a_run_keeps_again_in_the_moment_it_is_deleted_stays(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    age(world, 400)
    delete = FolderStore.delete

    def kept_before(store: FolderStore, sha256: str, *, kept_by: datetime | None = None) -> bool:
        store.keep(store.read(sha256))
        return delete(store, sha256, kept_by=kept_by)

    monkeypatch.setattr(FolderStore, "delete", kept_before)
    (row,) = json.loads(call(*PRUNE_BOTH).stdout)
    assert (row["deleted"], row["stays"]) == (0, {"kept again meanwhile": 2, "of a finding": 1})
    assert sum(listed().values()) == 3


def test_a_page_that_is_read_while_others_are_deleted_stays(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = FolderStore(world / "l.raw").keep(b"<p>Fetched, and read a moment later.</p>")
    age(world, 400)
    waiting = iter([frozenset({fetched})])
    monkeypatch.setattr(Feeds, "awaited", lambda feeds: next(waiting, frozenset()))
    prune = ("raw", "prune", "--older-than", "1", "--kind", "nothing", "--kind", "unread", "--reason", "x", "--json")
    (row,) = json.loads(call(*prune).stdout)
    assert (row["deleted"], row["stays"]) == (1, {"not read yet": 1, "of a finding": 1, "of a report": 1})


def test_without_a_journal_nothing_goes_that_may_be_a_log(world: Path) -> None:
    age(world, 400)
    (world / "l.journal.sqlite").unlink()
    refused = call("raw", "prune", "--older-than", "1", "--kind", "nothing", "--reason", "x")
    assert refused.exit_code != 0
    assert "journal is empty, or younger than the ledger" in str(refused.exception)
    assert call("raw", "prune", "--older-than", "1", "--kind", "unread", "--reason", "x").exit_code == 0


def begun(world: Path, ago: timedelta) -> None:
    """A journal whose first line was written some time after the first entry of the ledger."""
    url = f"sqlite:///{world}/l.sqlite"
    (world / "l.journal.sqlite").unlink()
    with Ledger.open(url) as ledger, Journal.open(journal_url(url)) as journal:
        first = first_recorded(ledger)
        assert first is not None
        journal.write(What.RUN, at=first + ago)


PRUNE_NOTHING = ("raw", "prune", "--older-than", "1", "--kind", "nothing", "--reason", "x", "--json")


def test_a_journal_begun_anew_after_one_was_lost_is_not_taken_for_it(world: Path) -> None:
    FolderStore(world / "l.raw").keep(b"post_id,date,time_local\nTRN-01,2024-03-11,06:00\n")
    age(world, 400)
    begun(world, timedelta(hours=2))
    refused = call(*PRUNE_NOTHING)
    assert refused.exit_code != 0
    assert "younger than the ledger" in str(refused.exception)
    assert listed()["nothing"] == 1
    (row,) = json.loads(call(*PRUNE_NOTHING, "--also-unknown").stdout)
    assert row["deleted"] == 1


def test_a_journal_as_old_as_its_ledger_is_believed(world: Path) -> None:
    FolderStore(world / "l.raw").keep(b"of no report")
    age(world, 400)
    begun(world, timedelta(minutes=50))
    (row,) = json.loads(call(*PRUNE_NOTHING).stdout)
    assert row["deleted"] == 1


def test_every_way_in_begins_the_journal_before_it_records(world: Path) -> None:
    url = f"sqlite:///{world}/l.sqlite"
    with Ledger.open(url) as ledger, Journal.open(journal_url(url)) as journal:
        began, first = journal.began(), first_recorded(ledger)
    assert began is not None
    assert first is not None
    assert began <= first + timedelta(seconds=1)
