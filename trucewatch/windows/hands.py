"""Do tasks in several processes, each task as soon as one is free; what comes of them is given in their order."""

from __future__ import annotations

import pickle
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import TypeVar

from trucewatch.errors import TrucewatchError, WorkerError
from trucewatch.workers import Worker, begin, end_with_the_command, ending

PROGRAM = "import sys; from trucewatch.windows.hands import serve; serve(int(sys.argv[1]))"
AHEAD = 8  # tasks for each process that may be done beyond the next one due

Task = TypeVar("Task")
Done = TypeVar("Done")


class Workers:
    """Processes that do whatever they are given; leaving the `with` block ends them. With one, all is done right here."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._workers: list[Worker] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        while self._workers:
            self._workers.pop().end()

    def __call__(self, work: Callable[[Task], Done], tasks: Iterable[Task], /) -> Iterator[Done]:
        """What `work` gives for each task, in the order of the tasks; the error of the first that fails.

        `work` must be found by its name in a module. A WorkerError tells of a process that ended meanwhile.
        """
        if self._size == 1:
            yield from map(work, tasks)
            return
        while len(self._workers) < self._size:
            self._workers.append(begin(PROGRAM))
        yield from self._spread(work, iter(tasks))

    def _spread(self, work: Callable[[Task], Done], feed: Iterator[Task]) -> Iterator[Done]:
        free, busy = deque(self._workers), dict[object, tuple[Worker, int]]()
        done: dict[int, Done] = {}
        taken = given = 0
        more = True
        while more or given < taken:
            while more and free and taken - given < AHEAD * self._size:
                for task in feed:
                    worker = free.popleft()
                    _hand(worker, work, task)
                    busy[worker.pipe] = worker, taken
                    taken += 1
                    break
                else:
                    more = False
            if given in done:
                yield done.pop(given)
                given += 1
                continue
            for pipe in wait([worker.pipe for worker, _ in busy.values()]):
                worker, number = busy.pop(pipe)
                done[number] = _hear(worker)
                free.append(worker)


def _hand(worker: Worker, work: object, task: object) -> None:
    try:
        worker.pipe.send_bytes(pickle.dumps((work, task), pickle.HIGHEST_PROTOCOL))
    except OSError:
        raise _lost(worker) from None


def _hear(worker: Worker) -> Done:  # type: ignore[type-var]
    """What a task came to."""
    try:
        fine, came = worker.pipe.recv()
    except (EOFError, OSError):
        raise _lost(worker) from None
    if fine:
        found: Done = came
        return found
    raise came


def _lost(worker: Worker) -> WorkerError:
    return WorkerError(f"a process that was merging ended ({ending(worker.end())}); nothing was written: run it again")


def serve(handle: int) -> None:
    """What a process does: one task after another, until the pipe closes."""
    end_with_the_command()
    with Connection(handle) as pipe:
        while True:
            try:
                work, task = pickle.loads(pipe.recv_bytes())
            except (EOFError, OSError):
                return
            try:
                answer: tuple[bool, object] = (True, work(task))
            except (TrucewatchError, OSError) as error:
                answer = (False, error)
            except Exception as error:  # told to whoever gave the task, who raises it
                traceback.print_exc(file=sys.stderr)
                answer = (False, WorkerError(f"a process that was merging failed: {type(error).__name__}: {error}"))
            with suppress(OSError):
                pipe.send(answer)
