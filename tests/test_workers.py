"""Several processes read as one does: same claims, same order, and a process that dies costs one report at most."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from trucewatch import example, workers
from trucewatch.errors import WorkerError
from trucewatch.ingest import ingest
from trucewatch.model import Report, Unread
from trucewatch.reader import Reading
from trucewatch.reading import read
from trucewatch.workers import AHEAD, POSTED, Pool, start_worker

DISPATCHES = Path(example.__file__).parent / "reports"
LOST = Unread("gone.txt", "does not exist")
PATIENCE = 120.0  # seconds for what takes two on an idle machine


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def dispatches() -> list[Report | Unread]:
    return list(ingest([DISPATCHES]))


def told(id: str, *, times: int = 1) -> Report:
    words = "Rebels shelled the town of Ariha on Sunday, killing two soldiers, a monitor said. "
    return Report(id=id, source=f"{id}.txt", text=words * times, raw_sha256=id)


def outcome(item: Reading | Unread) -> tuple[str, int]:
    """The id of a report and how many claims it makes; the reason of one that was not read, and -1."""
    return (item.reason, -1) if isinstance(item, Unread) else (item[0].id, len(item[1]))


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def runs(pid: int) -> bool:
    """True if the process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_two_workers_find_what_one_process_finds(pool: Pool, dispatches: list[Report | Unread]) -> None:
    assert list(pool.read(iter(dispatches))) == list(read([DISPATCHES]))


def test_the_order_is_kept_though_a_long_report_takes_longer(pool: Pool) -> None:
    feed: list[Report | Unread] = [told("long", times=60), *(told(f"short{n}") for n in range(5)), LOST, told("last")]
    names = [item.source for item in feed]
    assert [i.source if isinstance(i, Unread) else i[0].source for i in pool.read(iter(feed))] == names


def test_a_report_larger_than_the_pipe_is_read_too(pool: Pool) -> None:
    large = replace(told("large"), title="x" * (4 * POSTED))
    feed = [large, told("next"), replace(large, id="larger"), told("last")]
    assert [outcome(item)[0] for item in pool.read(iter(feed))] == ["large", "next", "larger", "last"]


def test_a_report_that_breaks_the_reading_is_named_and_the_rest_is_read(pool: Pool) -> None:
    broken = replace(told("broken"), text=None)  # type: ignore[arg-type]
    found = list(pool.read(iter([told("a"), broken, told("b")])))
    assert [outcome(item)[0] for item in (found[0], found[2])] == ["a", "b"]
    assert isinstance(found[1], Unread)
    assert (found[1].source, found[1].raw_sha256) == ("broken.txt", "broken")
    assert found[1].reason.startswith("reading failed: TypeError")


def test_no_more_is_taken_in_than_the_memory_should_hold(pool: Pool) -> None:
    taken: list[int] = []

    def feed() -> Iterator[Report]:
        for number in range(AHEAD + 40):
            taken.append(number)
            yield told(f"r{number}")

    found = pool.read(feed())
    next(found)
    assert len(taken) <= AHEAD + 1
    assert 1 + sum(1 for _ in found) == AHEAD + 40


def test_a_killed_worker_costs_the_report_it_was_reading_and_no_other() -> None:
    feed = [told("first"), told("slow", times=400), told("waiting"), told("last")]
    with Pool(1) as pool:
        found = pool.read(iter(feed))
        assert outcome(next(found))[0] == "first"
        pool._workers[0].process.kill()
        rest = list(found)
        assert outcome(rest[0]) == ("the process that read it ended (signal SIGKILL)", -1)
        assert [outcome(item)[0] for item in rest[1:]] == ["waiting", "last"]


def test_a_worker_killed_while_it_has_nothing_to_do_costs_nothing(pool: Pool) -> None:
    until(pool.ready)
    pool._workers[0].process.kill()
    pool._workers[0].process.wait()
    assert [outcome(item)[0] for item in pool.read(told(f"r{n}") for n in range(4))] == ["r0", "r1", "r2", "r3"]


def test_a_worker_killed_while_it_loads_is_replaced() -> None:
    with Pool(2) as pool:
        pool._workers[1].process.kill()
        assert [outcome(item)[0] for item in pool.read(told(f"r{n}") for n in range(3))] == ["r0", "r1", "r2"]


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("raise SystemExit(7)", "exit code 7"),
        ("import os; os.kill(os.getpid(), 9)", "SIGKILL"),
        (
            "import sys; from multiprocessing.connection import Connection; Connection(int(sys.argv[1])).send('the model is damaged')",
            "the model is damaged",
        ),
    ],
)
def test_workers_that_cannot_start_are_one_clear_error(monkeypatch: pytest.MonkeyPatch, program: str, says: str) -> None:
    monkeypatch.setattr(workers, "PROGRAM", program)
    with Pool(2) as pool, pytest.raises(WorkerError, match=says):
        list(pool.read(iter([told("a")])))


def test_no_worker_is_left_when_the_pool_is_closed() -> None:
    with Pool(2) as pool:
        pids = [worker.process.pid for worker in pool._workers]
        assert all(map(runs, pids))
    assert not any(map(runs, pids))


def test_a_worker_ends_when_nobody_holds_its_lifeline() -> None:
    worker = start_worker()
    assert worker.process.stdin is not None
    worker.process.stdin.close()
    assert worker.process.wait(PATIENCE) == 0
    worker.pipe.close()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_command_that_is_interrupted_leaves_no_process_behind(tmp_path: Path, number: int, code: int) -> None:
    (tmp_path / "many.jsonl").write_text(
        "".join(f'{{"id": "r{n}", "text": "{told("x", times=200 + n).text}"}}\n' for n in range(200)), encoding="utf-8"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("TRUCEWATCH_")}
    command = subprocess.Popen(
        [sys.executable, "-m", "trucewatch.cli", "read", "--quiet", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env | {"XDG_CONFIG_HOME": str(tmp_path)},
    )
    assert command.stdout is not None
    assert command.stdout.readline().startswith("{")  # both workers are reading
    pids = [int(pid) for pid in Path(f"/proc/{command.pid}/task/{command.pid}/children").read_text().split()]
    assert len(pids) == 2
    command.send_signal(number)
    _, words = command.communicate(timeout=PATIENCE)
    assert (command.returncode, "Traceback" in words) == (code, False)
    until(lambda: not any(map(runs, pids)))
