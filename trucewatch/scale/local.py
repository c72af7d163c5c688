"""The engine of one machine: worker processes that each load the reader once; one that dies costs what it was reading."""

from __future__ import annotations

import os
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from trucewatch.errors import BulkError, TrucewatchError
from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.reading import LONGEST_REASON, failed, let_go, read_shard
from trucewatch.scale.shard import Task
from trucewatch.workers import begin, ending

AHEAD = 20_000  # tasks planned ahead of what is read, so that it can be told how much there is; 1 KB each
PROGRAM = "import sys; from trucewatch.scale.local import work; work(int(sys.argv[1]))"
LAST_WORDS = 5.0  # seconds
MOST_DEATHS = 40  # of processes over one shard; its trace gives up before


@dataclass(eq=False, slots=True)
class _Worker:
    """A process, the pipe to it, what it reads, and how many processes have ended over that."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    task: Task | None = None
    deaths: int = 0

    def end(self) -> int:
        """End the process, whatever it does; its exit code. It is given the time to say that what it reads is not to blame."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.pipe.close()
        return self.process.wait()


class LocalEngine:
    """Reads shards in several processes of this machine. A worker is a fresh interpreter that ends with the command."""

    def __init__(self, workers: int, read: Callable[[Task], ManifestRow] = read_shard) -> None:
        self._size, self._read = workers, read

    def run(self, tasks: Iterable[Task]) -> Iterator[ManifestRow]:
        """A row for each task, as they are done."""
        feed = iter(tasks)
        workers: list[_Worker] = []
        ahead: deque[Task] = deque()
        try:
            more = True
            while more or ahead or any(worker.task for worker in workers):
                while ahead and sum(worker.task is not None for worker in workers) < self._size:
                    _give(_free(workers), self._read, ahead.popleft())
                more = more and (len(ahead) >= AHEAD or _take_one(feed, ahead))
                yield from self._listen(workers, 0 if more and len(ahead) < AHEAD else None)
        finally:
            for worker in workers:
                worker.end()

    def _listen(self, workers: list[_Worker], seconds: float | None) -> Iterator[ManifestRow]:
        """What the workers that read have to say; wait for the first word unless `seconds` is 0."""
        by_pipe = {worker.pipe: worker for worker in workers if worker.task}
        for pipe in wait(list(by_pipe), seconds) if by_pipe else ():
            worker = by_pipe[pipe]  # type: ignore[index]
            try:
                word = worker.pipe.recv()
            except (EOFError, OSError):
                yield from self._bury(worker, workers)
                continue
            if isinstance(word, str):
                raise BulkError(word)
            worker.task, worker.deaths = None, 0
            yield word

    def _bury(self, worker: _Worker, workers: list[_Worker]) -> Iterator[ManifestRow]:
        """Put another in the place of a worker that has ended; it reads what that one was reading."""
        code = worker.end()
        workers.remove(worker)
        if worker.task is None:
            return
        if worker.deaths >= MOST_DEATHS:
            yield failed(worker.task, f"the processes that read it ended, again and again ({ending(code)})")
            return
        another = _start()
        workers.append(another)
        another.deaths = worker.deaths + 1
        _give(another, self._read, worker.task)


def _take_one(feed: Iterator[Task], ahead: deque[Task]) -> bool:
    """Take the next task of the feed; False if there is none."""
    task = next(feed, None)
    ahead += [task] if task is not None else []
    return task is not None


def _free(workers: list[_Worker]) -> _Worker:
    """A worker without a task, a new one if there is none."""
    free = next((worker for worker in workers if worker.task is None), None)
    if free is None:
        free = _start()
        workers.append(free)
    return free


def _give(worker: _Worker, read: Callable[[Task], ManifestRow], task: Task) -> None:
    worker.task = task
    with suppress(OSError):  # it has ended already, which whoever listens to it will hear
        worker.pipe.send((read, task))


def _start() -> _Worker:
    begun = begin(PROGRAM)
    return _Worker(begun.process, begun.pipe)


def work(handle: int) -> None:
    """What a worker does: read shard after shard until the pipe closes."""
    threading.Thread(target=_end_with_the_command, daemon=True).start()
    with Connection(handle) as pipe:
        while True:
            try:
                read, task = pipe.recv()
            except (EOFError, OSError):
                return
            try:
                word: ManifestRow | str = read(task)
            except TrucewatchError as error:
                word = str(error)
            except MemoryError:  # this process is no longer to be trusted; another takes its place
                os._exit(1)
            except Exception as error:  # a fault of ours costs the shard, on record, and not the rest
                word = failed(task, f"{type(error).__name__}: {error}"[:LONGEST_REASON])
            with suppress(OSError):
                pipe.send(word)


def _end_with_the_command() -> None:
    os.read(0, 1)  # nothing is ever written: it returns when the command, or its last trace, is gone
    let_go()
    os._exit(0)
