"""A kill at any moment loses no batch that `append` returned from, splits none and doubles none; writers take turns."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.ledger.build import make_claim, stamp
from tests.ledger.writers import batch_of
from trucewatch.ledger import Ledger

WRITERS = pathlib.Path(__file__).with_name("writers.py")


def run_and_kill(url: str, *, seed: int, rounds: int, writers: int) -> dict[str, list[int]]:
    """The batches that each writer was told are in the ledger, before it was killed."""
    arguments = [sys.executable, str(WRITERS), url, str(seed), str(rounds), str(writers)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, list[int]] = json.loads(done.stdout)
    return told


def run_together(programs: Iterable[list[str]]) -> list[str]:
    """What each of these Python programs prints, all running at the same time."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", *program], cwd=WRITERS.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for program in programs
    ]
    said = [process.communicate(timeout=120) for process in started]
    assert all(process.returncode == 0 for process in started), said
    return [out for out, _ in said]


def check_batches(url: str, told: dict[str, list[int]]) -> None:
    with Ledger.open(url) as ledger:
        entries = list(ledger.entries())
        assert ledger.verify() == len(entries)
        times = Counter(entry.id for entry in entries)
    assert set(times.values()) <= {1}, "an entry was doubled"
    for writer, numbers in told.items():
        found = {int(id.split("-")[1]) for id in times if id.startswith(f"{writer}-")}
        assert set(numbers) <= found, "a batch that was told is lost"
        assert len(found - set(numbers)) <= 1, "only the last batch can be in the ledger without having been told"
        for number in found:
            whole = {claim.id for claim in batch_of(writer, number)}
            assert whole == {id for id in times if id.startswith(f"{writer}-{number:06}-")}, "a batch was split"


@pytest.mark.parametrize(("new_url", "rounds"), [("sqlite", 30)], indirect=["new_url"])
def test_thirty_kills_on_sqlite(url: str, rounds: int) -> None:
    told = run_and_kill(url, seed=13, rounds=rounds, writers=1)
    assert sum(map(len, told.values())) > rounds
    check_batches(url, told)


@pytest.mark.postgres
@pytest.mark.parametrize(("new_url", "rounds"), [("postgresql", 20)], indirect=["new_url"])
def test_twenty_kills_on_postgresql(url: str, rounds: int) -> None:
    told = run_and_kill(url, seed=13, rounds=rounds, writers=1)
    assert sum(map(len, told.values())) > rounds
    check_batches(url, told)


def test_two_writers_at_once_are_killed_together(url: str) -> None:
    told = run_and_kill(url, seed=29, rounds=10, writers=2)
    assert any(told.values())
    check_batches(url, told)


def test_two_writers_at_once_take_turns(url: str) -> None:
    Ledger.open(url).close()
    program = (
        "import sys; from writers import STAMP, Ledger, batch_of; ledger = Ledger.open(sys.argv[1]); "
        "print(sum(ledger.append([*batch_of(sys.argv[2], n), *batch_of('both', n)], STAMP) for n in range(100)))"
    )
    added = run_together([program, url, writer] for writer in ("w0", "w1"))
    of_one = sum(len(batch_of("w0", number)) for number in range(100))
    assert sum(map(int, added)) == 3 * of_one, "what both say is recorded once"
    with Ledger.open(url) as ledger:
        assert ledger.verify() == 3 * of_one


def test_many_threads_share_one_ledger(ledger: Ledger) -> None:
    def write(number: int) -> int:
        return ledger.append([make_claim(f"c{number}-{part}") for part in range(3)] + [make_claim("common")], stamp())

    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(write, range(40)))
    assert sum(added) == 40 * 3 + 1
    assert ledger.verify() == 121


def test_many_processes_may_open_a_new_ledger_at_once(url: str) -> None:
    program = "import sys; from trucewatch.ledger import Ledger; print(Ledger.open(sys.argv[1]).head()[0])"
    assert run_together([program, url] for _ in range(4)) == ["0\n"] * 4
