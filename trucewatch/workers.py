"""Read reports in several processes: in the order they came, with the same claims, whatever becomes of a process.

A worker is a fresh interpreter that loads the reader once and is handed reports through a pipe. It ends with the command,
however that ends: it has a lifeline, a pipe that only the command holds open, and a session of its own, so that a Ctrl-C
is the command's to answer.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from types import TracebackType

from trucewatch.errors import TrucewatchError, WorkerError
from trucewatch.language import FULL
from trucewatch.llm_reader import Endpoint
from trucewatch.model import Claim, Report, Unread
from trucewatch.reader import Reading, load_reader

AHEAD = 64  # reports taken in beyond the next one due, so that a long report holds up neither the others nor the memory
MOST_KILLED = 3  # processes that are killed while they load, one after the other, are replaced; more would be, too
POSTED = 48 * 1024  # bytes of a report that may wait in a worker's pipe while it reads another; the kernel holds 200 KiB
PROGRAM = "import sys; from trucewatch.workers import work; work(int(sys.argv[1]))"


@dataclass(frozen=True, slots=True)
class Task:
    """A report on its way to a worker: its place in the order, and itself as bytes."""

    number: int
    report: Report
    packed: bytes


@dataclass(eq=False, slots=True)
class Worker:
    """One process, the pipe to it, and the reports it holds: the first is being read, a second may wait behind it."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    ready: bool = False
    tasks: deque[Task] = field(default_factory=deque)

    def takes(self, task: Task) -> bool:
        """True if the task can be sent without waiting for the worker."""
        return self.ready and (not self.tasks or (len(self.tasks) == 1 and len(task.packed) <= POSTED))

    def end(self) -> int:
        """End the process, whatever it does; its exit code."""
        self.process.kill()
        self.pipe.close()
        if self.process.stdin is not None:
            self.process.stdin.close()
        return self.process.wait()


class Pool:
    """Worker processes; leaving the `with` block ends them. With an endpoint, the second reader reads in them."""

    def __init__(self, size: int, endpoint: Endpoint | None = None, model: str = FULL) -> None:
        self._endpoint, self._model = endpoint, model
        self._workers: list[Worker] = []
        self._waiting: deque[Task] = deque()  # taken in, held by no worker
        self._done: dict[int, Reading | Unread] = {}
        self._taken = self._given = self._killed_loading = 0
        try:
            for _ in range(size):
                self._workers.append(start_worker(endpoint, model))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all workers."""
        while self._workers:
            self._workers.pop().end()

    def ready(self) -> bool:
        """True once every worker has loaded the reader; a WorkerError if one never will."""
        self._listen(0)
        return all(worker.ready for worker in self._workers)

    def read(self, feed: Iterator[Report | Unread]) -> Iterator[Reading | Unread]:
        """Each report of the feed with its claims, or why there are none, in the order of the feed."""
        more = True
        while more or self._given < self._taken:
            self._hand_out()
            while more and not self._waiting and self._taken - self._given < AHEAD:
                more = self._take_in(feed)
                self._hand_out()
            due = self._done.pop(self._given, None)
            if due is not None:
                self._given += 1
                yield due
            self._listen(None if due is None and self._given < self._taken else 0)

    def _take_in(self, feed: Iterator[Report | Unread]) -> bool:
        """Take the next report of the feed; False if there is none."""
        item = next(feed, None)
        if item is None:
            return False
        if isinstance(item, Unread):
            self._done[self._taken] = item
        else:
            packed = pickle.dumps(replace(item, bytes_map=()), pickle.HIGHEST_PROTOCOL)  # reading asks for no raw bytes
            self._waiting.append(Task(self._taken, item, packed))
        self._taken += 1
        return True

    def _hand_out(self) -> None:
        """Send what is waiting, as far as a worker can take it without our waiting for it."""
        while self._waiting:
            task = self._waiting[0]
            able = [worker for worker in self._workers if worker.takes(task)]
            if not able:
                return
            worker = min(able, key=lambda worker: len(worker.tasks))
            try:
                worker.pipe.send_bytes(task.packed)
            except OSError:  # it ended before it got the report, which therefore waits on
                self._bury(worker)
            else:
                worker.tasks.append(self._waiting.popleft())

    def _listen(self, seconds: float | None) -> None:
        """Take what the workers have to say; wait for the first word unless `seconds` is 0."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(by_pipe), seconds):
            worker = by_pipe[pipe]  # type: ignore[index]
            try:
                self._hear(worker, worker.pipe.recv())
            except (EOFError, OSError):
                self._bury(worker)

    def _hear(self, worker: Worker, word: str | Unread | tuple[tuple[Claim, ...], str]) -> None:
        if isinstance(word, str):
            if word:
                raise WorkerError(word)
            worker.ready, self._killed_loading = True, 0
            return
        task = worker.tasks.popleft()
        self._done[task.number] = word if isinstance(word, Unread) else Reading(task.report, *word)

    def _bury(self, worker: Worker) -> None:
        """Put another in the place of a worker that has ended; the report it was reading is lost, one that waited is not."""
        code = worker.end()
        if not worker.ready:
            self._killed_loading += 1
            if code >= 0 or self._killed_loading > MOST_KILLED:
                raise WorkerError(f"a worker process ended before it had read anything ({ending(code)})")
        if worker.tasks:
            lost = worker.tasks.popleft()
            reason = f"the process that read it ended ({ending(code)})"
            self._done[lost.number] = Unread(lost.report.source, reason, lost.report.raw_sha256)
        self._waiting.extendleft(reversed(worker.tasks))
        self._workers[self._workers.index(worker)] = start_worker(self._endpoint, self._model)


def ending(code: int) -> str:
    """How a process ended, by its exit code, in words."""
    try:
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    except ValueError:
        return f"signal {-code}"


def start_worker(endpoint: Endpoint | None = None, model: str = FULL) -> Worker:
    """A new process; it says an empty string when it can read, or the words of the error that keeps it from reading."""
    worker = begin(PROGRAM)
    with suppress(OSError):  # it has ended already, which whoever listens to it will hear
        worker.pipe.send((endpoint, model))
    return worker


def begin(program: str) -> Worker:
    """A fresh interpreter that runs a program, with the number of its end of a pipe as the program's argument."""
    ours, theirs = multiprocessing.Pipe()
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(theirs.fileno())],
            stdin=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
    except OSError as error:
        ours.close()
        raise WorkerError(f"no worker process can be started: {error}") from error
    finally:
        theirs.close()
    return Worker(process, ours)


def work(handle: int) -> None:
    """What a worker does: load the reader, then read report after report until the pipe closes."""
    end_with_the_command()
    with Connection(handle) as pipe:
        try:
            reader = load_reader(*pipe.recv())
        except TrucewatchError as error:
            pipe.send(str(error))
            return
        pipe.send("")
        while True:
            try:
                outcome = reader.read(pickle.loads(pipe.recv_bytes()))
                pipe.send(outcome if isinstance(outcome, Unread) else (outcome.claims, outcome.remark))
            except (EOFError, OSError):
                return


def end_with_the_command() -> None:
    """Have this process end when the command that began it does, however that ends."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    os.read(0, 1)  # nothing is ever written: it returns when the command, or its last trace, is gone
    os._exit(0)
