"""Readings in bulk whose workers or command die: a death costs a shard a worker at most, and one bad report only itself."""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path

import pytest

from bench.bulk_killed import torment
from tests.scale.bulk_helpers import DAY, FIXED, POISON, STARTS, Here, entries, json_line, many_lines, read_quickly, take_into
from trucewatch.errors import BulkError
from trucewatch.ingest.pieces import Bounds
from trucewatch.scale import running
from trucewatch.scale.local import LocalEngine
from trucewatch.scale.lock import SILENT, FolderLock
from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.running import Wish, read_bulk
from trucewatch.scale.shard import Choices, Task
from trucewatch.scale.trace import BEFORE_ALL, Trace

pytest.importorskip("pyarrow")


def wish(path: Path, shard: int = 10) -> Wish:
    return Wish([str(path)], Choices(published=DAY), Bounds(shard, shard * 2_500))


def test_kills_of_workers_and_command_lose_nothing_double_nothing_and_cost_a_shard_each(tmp_path: Path) -> None:
    found = torment(tmp_path, kills=2, seed=1, reports=1_200)
    assert found.faults == ()
    assert found.kills == {"worker": 1, "all": 1}
    assert found.begun >= found.planned == 60


def test_a_report_over_which_processes_end_costs_itself_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = many_lines(tmp_path / "a.jsonl", 30)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[14] = json_line(id="bad", text=f"A shell fell. {POISON}")
    path.write_bytes(b"".join(lines))
    monkeypatch.setattr(running, "versions_in_force", lambda choices: FIXED)
    done = read_bulk(wish(path, shard=3), tmp_path / "out", LocalEngine(1, read_quickly))
    assert (done.failed, done.reports, done.unread) == ([], 29, 1)
    assert done.errors == ["a.jsonl#15: the process that read it ended, 3 times"]
    assert len((tmp_path / STARTS).read_text().splitlines()) == done.planned + 3
    take_into(f"sqlite:///{tmp_path}/bulk.sqlite", tmp_path / "out")
    kinds = [kind for kind, *_ in entries(f"sqlite:///{tmp_path}/bulk.sqlite")]
    assert (kinds.count("report"), kinds.count("unread")) == (29, 1)


def stumble(task: Task) -> ManifestRow:
    raise ZeroDivisionError("a fault of ours")


def find_the_disk_full(task: Task) -> ManifestRow:
    raise BulkError("no room")


def test_a_fault_of_ours_costs_the_shard_and_is_named(tmp_path: Path) -> None:
    done = read_bulk(wish(many_lines(tmp_path / "a.jsonl", 99)), tmp_path / "out", LocalEngine(1, stumble))
    assert len(done.failed) == done.planned == 10
    assert done.failed[0].endswith("ZeroDivisionError: a fault of ours")


def test_what_makes_no_sense_to_go_on_with_ends_the_reading(tmp_path: Path) -> None:
    with pytest.raises(BulkError, match="no room"):
        read_bulk(wish(many_lines(tmp_path / "a.jsonl", 20)), tmp_path / "out", LocalEngine(1, find_the_disk_full))


def test_a_trace_tells_the_item_at_which_attempts_ended(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    for item in (7, 7):
        Trace(path).at(item)
    third = Trace(path)
    assert (third.doubts(7), third.gives_up(7), third.doubts(8)) == (True, False, False)
    third.at(7)
    assert Trace(path).gives_up(7)


def test_an_attempt_that_ended_in_order_blames_nothing(tmp_path: Path) -> None:
    path = tmp_path / "trace"
    trace = Trace(path)
    trace.at(7)
    trace.close(done=False)
    assert Trace(path).ends.total() == 0
    assert Trace(path).ends[BEFORE_ALL] == 1


@pytest.mark.parametrize("data", [b"", b"\0" * 40, b"seven\n", b"7" * 100])
def test_a_damaged_trace_blames_nothing_that_is_not_in_it(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "trace").write_bytes(data)
    trace = Trace(tmp_path / "trace")
    trace.at(3)
    trace.close(done=True)
    assert not (tmp_path / "trace").exists()


def test_a_second_reading_into_a_folder_is_refused(tmp_path: Path) -> None:
    path = many_lines(tmp_path / "a.jsonl", 20)
    read_bulk(wish(path), tmp_path / "out", Here(read=read_quickly))
    with (
        FolderLock(tmp_path / "out" / "lock"),
        pytest.raises(BulkError, match=f"is being read into, or taken from, by process {os.getpid()}"),
    ):
        read_bulk(wish(path), tmp_path / "out", Here(read=read_quickly))
    assert read_bulk(wish(path), tmp_path / "out", Here(read=read_quickly)).read == 0


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(json.dumps({"host": os.uname().nodename, "process": 1}))
    with FolderLock(tmp_path / "lock"):
        assert json.loads((tmp_path / "lock").read_text())["process"] == os.getpid()


def test_a_lock_of_another_machine_holds_as_long_as_it_shows_life(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text(json.dumps({"host": "elsewhere", "process": 1}))
    with pytest.raises(BulkError, match="process 1 on elsewhere"), FolderLock(lock):
        pass
    long_ago = time.time() - SILENT - 10
    os.utime(lock, (long_ago, long_ago))
    with FolderLock(lock), lock.open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
