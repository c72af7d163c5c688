"""Reading in bulk on real processes of a Dask cluster: the parts of the machine itself, byte for byte, whoever is killed."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from bench.reports import made_reports
from tests.scale.reading_in_bulk import SMALL, read_on
from trucewatch.scale.folder import Folder

REPORTS, WORDS = 12, 60
SHARDS = REPORTS // SMALL.items
pytestmark = pytest.mark.xdist_group("cluster")  # its workers are started once
PATIENCE = 120.0  # seconds for what takes two on an idle machine


@pytest.fixture(scope="module")
def two_workers() -> Iterator[LocalCluster]:
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
    ) as running:
        yield running


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("articles") / "articles.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in islice(made_reports(words=WORDS), REPORTS)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def read_here(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts that this machine makes of the articles by itself."""
    out = tmp_path_factory.mktemp("here")
    read_on("local", out, [articles])
    return parts(out)


def parts(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (out / "parts").iterdir()}


def until(done: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def a_worker_that_reads(client: Client) -> int:
    """The process id of a worker that has a shard in its hands."""
    busy: list[int] = []

    def look() -> list[int]:
        running = {address for address, keys in client.processing().items() if keys}  # type: ignore[no-untyped-call]
        busy[:] = [pid for address, pid in client.run(os.getpid).items() if address in running]
        return busy

    until(look)
    return busy[0]


def test_a_worker_killed_while_it_reads_changes_nothing(
    two_workers: LocalCluster, articles: Path, read_here: dict[str, bytes], tmp_path: Path
) -> None:
    with reading(two_workers, tmp_path / "out", articles) as driver, Client(two_workers, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        os.kill(a_worker_that_reads(client), signal.SIGKILL)
        assert driver.wait(PATIENCE) == 0
    assert parts(tmp_path / "out") == read_here
    assert {row.errors for row in Folder(tmp_path / "out").manifest()} == {()}


def test_a_killed_command_goes_on_where_it_was(
    two_workers: LocalCluster, articles: Path, read_here: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with reading(two_workers, out, articles) as driver:
        until(lambda: any((out / "rows").glob("row-*.json")))
        driver.kill()
    tally = read_on("dask", out, [articles], scheduler=two_workers.scheduler_address)
    assert tally.kept >= 1
    assert tally.kept + tally.read == SHARDS
    assert parts(out) == read_here


def reading(cluster: LocalCluster, out: Path, articles: Path) -> subprocess.Popen[bytes]:
    """A command of its own that reads with the workers of a cluster; leaving its block waits for its end."""
    words = [sys.executable, "-m", "tests.scale.reading_in_bulk", str(out), cluster.scheduler_address, str(articles)]
    return subprocess.Popen(words, cwd=Path(__file__).parents[2])
