"""A Dask cluster reads what the machine itself reads: whatever becomes of a worker, and only with workers that may."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from tests.scale import pretending as pretend
from trucewatch.errors import BulkError
from trucewatch.scale import cluster, footing
from trucewatch.scale.cluster import DaskEngine, Read
from trucewatch.scale.shard import Task

PATIENCE = 120.0  # seconds for what takes two on an idle machine


pytestmark = pytest.mark.xdist_group("cluster")  # its workers are started once
QUIET = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL, "host": "127.0.0.1"}


@pytest.fixture(scope="module")
def processes() -> Iterator[LocalCluster]:
    """Two workers that are processes, as on a real cluster; a shard over which two have ended is given up."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **QUIET) as running,  # type: ignore[no-untyped-call]
    ):
        yield running


@pytest.fixture(scope="module")
def threads() -> Iterator[LocalCluster]:
    """Two workers inside the process of the tests, for what does not hang on how they live and die."""
    with a_cluster(workers=2) as running:
        yield running


def a_cluster(*, workers: int) -> LocalCluster:
    return LocalCluster(n_workers=workers, threads_per_worker=1, processes=False, protocol="tcp", **QUIET)  # type: ignore[no-untyped-call]


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def engine(threads: LocalCluster, told: list[str]) -> DaskEngine:
    return DaskEngine(threads.scheduler_address, tell=told.append)


def reading(engine: DaskEngine, read: Read) -> DaskEngine:
    return replace(engine, read=read)


def times_read(plan: list[Task]) -> Counter[str]:
    """How often each input was read to its end."""
    lines = (Path(plan[0].folder) / pretend.READ).read_text(encoding="utf-8").splitlines()
    return Counter(line.split()[0] for line in lines)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def everything(plan: list[Task]) -> set[str]:
    return {task.key for task in plan}


def test_every_shard_is_read_once_and_both_workers_read(processes: LocalCluster, tmp_path: Path) -> None:
    plan = pretend.a_plan(tmp_path, 12)
    rows = list(reading(DaskEngine(processes.scheduler_address), pretend.read_slowly).run(plan))
    assert {row.key for row in rows} == everything(plan)
    assert set(times_read(plan).values()) == {1}
    assert len({row.worker for row in rows}) == 2


def test_a_plan_is_taken_only_as_far_as_the_workers_soon_need_it(engine: DaskEngine, tmp_path: Path) -> None:
    taken: list[Task] = []
    plan = pretend.a_plan(tmp_path, cluster.LEAST_AHEAD + 20)
    found = reading(engine, pretend.read_quickly).run(taken.append(task) or task for task in plan)  # type: ignore[func-returns-value]
    next(found)
    assert len(taken) <= cluster.LEAST_AHEAD + 1
    assert 1 + sum(1 for _ in found) == len(plan)


def test_without_an_address_a_cluster_is_started_and_ended(tmp_path: Path, told: list[str]) -> None:
    engine = DaskEngine(workers=1, tell=told.append, read=pretend.read_quickly)
    [row] = engine.run(pretend.a_plan(tmp_path, 1))
    until(lambda: not Path("/proc", row.worker).exists())


def test_with_nothing_to_read_no_cluster_is_asked(tmp_path: Path) -> None:
    assert list(DaskEngine("tcp://127.0.0.1:1").run([])) == []


def test_a_worker_killed_over_a_shard_costs_no_shard(processes: LocalCluster, tmp_path: Path) -> None:
    plan = pretend.a_plan(tmp_path, 8)
    rows = list(reading(DaskEngine(processes.scheduler_address), pretend.die_over_the_second_once).run(plan))
    assert {row.key for row in rows} == everything(plan)
    assert max(times_read(plan).values()) <= 2  # what the killed worker had done and not yet handed over


def test_a_shard_that_kills_every_worker_is_named_and_the_others_are_read(
    processes: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "DEADLY", 1)
    engine = DaskEngine(processes.scheduler_address, read=pretend.die_over_the_second)
    rows = sorted(engine.run(pretend.a_plan(tmp_path, 2)), key=lambda row: row.order)
    assert [row.errors for row in rows] == [(), ("workers ended over it 2 times; their memory may be too small",)]


def test_a_disk_that_does_not_answer_once_is_asked_again(engine: DaskEngine, tmp_path: Path) -> None:
    plan = pretend.a_plan(tmp_path, 4)
    assert {row.key for row in reading(engine, pretend.stumble_once).run(plan)} == everything(plan)


def test_a_disk_that_never_answers_costs_the_shard_with_its_words(engine: DaskEngine, tmp_path: Path) -> None:
    [row] = reading(engine, pretend.stumble).run(pretend.a_plan(tmp_path, 1))
    assert (row.part, row.errors) == ("", ("OSError: Stale file handle",))


def test_a_full_disk_ends_the_run_and_nothing_is_begun_any_more(engine: DaskEngine, tmp_path: Path) -> None:
    plan = pretend.a_plan(tmp_path, 40)
    with pytest.raises(BulkError, match="no space left"):
        list(reading(engine, pretend.find_the_disk_full).run(plan))
    assert len(times_read(plan)) < 20


def test_a_run_that_is_left_leaves_nothing_to_the_workers(engine: DaskEngine, tmp_path: Path) -> None:
    plan = pretend.a_plan(tmp_path, 40)
    found = reading(engine, pretend.read_slowly).run(plan)
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert next(iter(reading(engine, pretend.read_quickly).run(plan[-1:]))).order == 39  # they are free
    assert len(times_read(plan)) < 20
    assert not (Path(plan[0].folder) / footing.MARK).exists()


@pytest.mark.parametrize(
    ("part", "words"), [("code", "code .* there, other here"), ("model", "model .* other"), ("knowledge", "knowledge .* other")]
)
def test_workers_of_another_version_are_told_before_anything_is_read(
    engine: DaskEngine, tmp_path: Path, part: str, words: str
) -> None:
    ours = pretend.a_plan(tmp_path, 1)[0].versions
    plan = pretend.a_plan(tmp_path, 2, versions=replace(ours, **{part: "other"}))
    with pytest.raises(BulkError, match=rf"(?s)^2 of 2 workers cannot read.*tcp://.* reads with another version \({words}"):
        list(reading(engine, pretend.read_quickly).run(plan))
    assert not (tmp_path / "out" / pretend.READ).exists()


def test_an_input_that_is_gone_is_told(engine: DaskEngine, tmp_path: Path) -> None:
    plan = pretend.a_plan(tmp_path, 2)
    (tmp_path / "inputs" / "1.txt").unlink()
    with pytest.raises(BulkError, match=r"1\.txt is no longer there"):
        list(reading(engine, pretend.read_quickly).run(plan))


def test_an_address_where_nothing_listens_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 1)
    with pytest.raises(BulkError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        list(DaskEngine("tcp://127.0.0.1:1").run(pretend.a_plan(tmp_path, 1)))


def test_a_file_that_no_scheduler_wrote_is_told(tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    plan = pretend.a_plan(tmp_path, 1)
    with pytest.raises(BulkError, match=r"scheduler\.json is no file that a Dask scheduler has written"):
        list(DaskEngine(str(file)).run(plan))
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(BulkError, match=r"scheduler\.json is no file that a Dask scheduler has written"):
        list(DaskEngine(str(file)).run(plan))


def test_the_file_of_a_scheduler_leads_to_it(threads: LocalCluster, tmp_path: Path, told: list[str]) -> None:
    file = tmp_path / "scheduler.json"
    file.write_text(json.dumps({"address": threads.scheduler_address}), encoding="utf-8")
    [row] = DaskEngine(str(file), tell=told.append, read=pretend.read_quickly).run(pretend.a_plan(tmp_path, 1))
    assert (row.order, told) == (0, ["2 workers read, more as they come"])


def test_a_scheduler_that_speaks_tls_is_not_spoken_to_without_certificates(tmp_path: Path) -> None:
    with pytest.raises(BulkError, match=r"tls://127\.0\.0\.1:1 speaks TLS: name certificate, key and authority"):
        list(DaskEngine("tls://127.0.0.1:1").run(pretend.a_plan(tmp_path, 1)))


def test_a_scheduler_without_workers_is_waited_on(tmp_path: Path, told: list[str]) -> None:
    with a_cluster(workers=0) as empty:
        engine = DaskEngine(empty.scheduler_address, tell=told.append, read=pretend.read_quickly)
        threading.Timer(0.5, lambda: empty.scale(1)).start()
        assert len(list(engine.run(pretend.a_plan(tmp_path, 2)))) == 2
    assert told[0].startswith("the cluster has no workers yet")


def test_a_scheduler_that_ends_ends_the_run_in_plain_words(tmp_path: Path, told: list[str]) -> None:
    with a_cluster(workers=1) as ending:
        found = DaskEngine(ending.scheduler_address, tell=told.append, read=pretend.read_slowly).run(pretend.a_plan(tmp_path, 60))
        next(found)
        ending.close()
        with pytest.raises(BulkError, match="the Dask scheduler is gone"):
            list(found)
