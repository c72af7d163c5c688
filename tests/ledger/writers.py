"""Write into a ledger from several processes and kill them: a program that the tests run.

`python writers.py URL SEED ROUNDS WRITERS` starts WRITERS processes that append batch after batch, kills them with SIGKILL at a
moment drawn from SEED, and does so ROUNDS times. It prints one JSON object: for each writer, the batches whose `append`
returned before the kill. A writer that starts again repeats its last batches, as a run that was interrupted is run again.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import select
import signal
import sys
import time
from datetime import UTC, datetime

from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Claim, EventType, Realis, Span

REPEATED = 3  # batches that a restarted writer says again
BATCHES = (0, 0, 1, 5, 20)  # how many are let through before a kill; 0: while the ledger is being made or opened
LONGEST_DELAY = 0.02  # seconds after that, so that the kill falls anywhere in an append
STAMP = Stamp(datetime(2020, 2, 13, tzinfo=UTC), "machine", "0.1.0", "", "")


def batch_of(writer: str, number: int) -> list[Claim]:
    """One to seven claims, always the same for one writer and number."""
    return [make_claim(f"{writer}-{number:06}-{part}") for part in range(1 + number % 7)]


def make_claim(id: str) -> Claim:
    span = Span("r1", 0, 8, "Shelling")
    return Claim(id, "r1", span, span, "shell", EventType.ASSAULT, None, Realis.ACTUAL)


def append_for_ever(url: str, writer: str, first: int, done: int) -> None:
    """Append batches, and tell the number of each through `done` once it is in the ledger."""
    with Ledger.open(url) as ledger:
        number = first
        while True:
            ledger.append(batch_of(writer, number), STAMP)
            os.write(done, f"{number}\n".encode())
            number += 1


def start(url: str, writer: str, first: int) -> tuple[int, int]:
    """A new process that appends; its id, and where it tells what is done."""
    done, tell = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(done)
        try:
            append_for_ever(url, writer, first, tell)
        finally:
            os._exit(1)
    os.close(tell)
    return process, done


def listen(pipes: dict[int, bytearray], lines: int) -> None:
    """Take in what the processes tell until they have told so many batches together, or one has ended by itself."""
    while sum(heard.count(b"\n") for heard in pipes.values()) < lines:
        ready, _, _ = select.select(list(pipes), [], [])
        for pipe in ready:
            told = os.read(pipe, 65536)
            if not told:
                return
            pipes[pipe] += told


def kill(process: int) -> None:
    """Kill it; an error if it had died by itself."""
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"a writer ended by itself: {status}")


def rest_of(pipe: int, heard: bytearray) -> list[int]:
    """All batches that a killed process told; it may have been killed in the middle of telling."""
    with os.fdopen(pipe, "rb") as told:
        heard += told.read()
    return [int(line) for line in heard.split(b"\n")[:-1]]


def main(url: str, seed: int, rounds: int, writers: int) -> None:
    """Start, kill, start again."""
    for module in ("alembic.command", "psycopg"):  # once, not in every process: they are to be killed at work
        importlib.import_module(module)
    draw = random.Random(seed)
    names = [f"w{number}" for number in range(writers)]
    told: dict[str, list[int]] = {name: [] for name in names}
    for _ in range(rounds):
        running = {name: start(url, name, max(0, len(set(told[name])) - REPEATED)) for name in names}
        pipes = {pipe: bytearray() for _, pipe in running.values()}
        listen(pipes, draw.choice(BATCHES))
        time.sleep(draw.uniform(0, LONGEST_DELAY))
        for process, _ in running.values():
            kill(process)
        for name, (_, pipe) in running.items():
            told[name] += rest_of(pipe, pipes[pipe])
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
