"""Read shards on a Dask cluster: started here for the run, or one that is there already, on other machines.

Only tasks and manifest rows pass through the scheduler; texts and parts pass through the folders that all machines share. A
worker that ends costs the shard it was reading, which another reads again; a scheduler that ends ends the run, and what was read
stays. A worker of other versions, or one that does not see the folders, is told by name and reads nothing.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from queue import Empty, SimpleQueue

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, Security, Worker, WorkerPlugin

from trucewatch.errors import BulkError
from trucewatch.scale.footing import Footing, Unfit, check, lacks, marked, unseen
from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.reading import LONGEST_REASON, failed, let_go, read_shard
from trucewatch.scale.shard import Task

Read = Callable[[Task], ManifestRow]
AHEAD = 3  # tasks on their way for each thread of the cluster, so that no worker waits for the command
LEAST_AHEAD = 64  # so that a cluster that grows with what is asked of it sees that much is
ATTEMPTS = 3  # at a shard whose reading fails by an error that may pass
DEADLY = 10  # times that a shard is given out again after several workers ended over it; its trace finds the item before
LOOK = 5.0  # seconds of silence after which the workers are counted
CONNECT = 30  # seconds to reach a scheduler
UNWATCHED = {"distributed.worker.profile.enabled": False}  # it costs a reading worker a tenth of its time
NAMED = 5  # workers named in one message
_alone = threading.Lock()  # the reader is one of its process; a worker of many threads reads one shard at a time


def read_there(task: Task, footing: Footing, read: Read = read_shard) -> ManifestRow:
    """What a worker is asked to do: read one shard, if it may."""
    with _alone:
        check(task, footing)
        try:
            return read(task)
        except MemoryError:  # this process is no longer to be trusted; another takes its place
            os._exit(1)


class LettingGo(WorkerPlugin):
    """Says that a worker which is ended in order, as by a queue whose time is up, ends for no fault of what it reads."""

    name = "trucewatch-letting-go"

    def teardown(self, worker: Worker) -> None:
        """The worker ends."""
        let_go()


@dataclass(frozen=True, slots=True)
class DaskEngine:
    """Reads with the workers of the scheduler at an address (or of a scheduler's file); without, with `workers` of its own."""

    scheduler: str = ""
    workers: int = 2
    tell: Callable[[str], None] = print
    read: Read = read_shard

    def run(self, tasks: Iterable[Task]) -> Iterator[ManifestRow]:
        """A row for each task as it is done; a BulkError if the cluster cannot be reached or no worker of it can read."""
        feed = (_placed(task) for task in tasks)
        first = next(feed, None)
        if first is None:
            return
        with marked(first.folder) as mark, self._client() as client:
            footing = Footing(first.folder, mark, first.versions, first.choices)
            yield from _Run(client, footing, self.read, self.tell).rows(chain([first], feed))

    @contextmanager
    def _client(self) -> Iterator[Client]:
        if self.scheduler:
            with _reached(self.scheduler) as client:
                yield client
            return
        with (
            dask.config.set(UNWATCHED),
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=self.workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster, set_as_default=False) as client,  # type: ignore[no-untyped-call]
        ):
            yield client


def _reached(scheduler: str) -> Client:
    """A client of the scheduler at `tcp://host:port`, `tls://host:port`, or of the file a scheduler has written."""
    address = _address(scheduler)
    if address.startswith("tls:") and Security().get_connection_args("client").get("ssl_context") is None:  # type: ignore[no-untyped-call]
        raise BulkError(f"{address} speaks TLS: name certificate, key and authority in Dask's configuration (docs/cluster.md)")
    try:
        return Client(address, timeout=CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        words = f"no Dask scheduler answers at {address}: {error}"
        raise BulkError(f"{words} (an address is tcp://HOST:8786, or the path of a scheduler's .json file)") from error


def _address(scheduler: str) -> str:
    if "://" in scheduler or not scheduler.endswith(".json"):
        return scheduler
    try:
        return str(json.loads(Path(scheduler).read_bytes())["address"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BulkError(f"{scheduler} is no file that a Dask scheduler has written: {error}") from error


def _placed(task: Task) -> Task:
    """The task with full paths: a worker stands in another folder."""
    pieces = tuple(replace(piece, path=str(Path(piece.path).absolute())) for piece in task.shard.pieces)
    return replace(task, shard=replace(task.shard, pieces=pieces), folder=str(Path(task.folder).absolute()))


@dataclass(eq=False, slots=True)
class _Run:
    """The tasks of one command on their way, and those that came back."""

    client: Client
    footing: Footing
    read: Read
    tell: Callable[[str], None]
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    away: dict[str, tuple[Future[ManifestRow], Task]] = field(default_factory=dict)  # by the key that Dask knows them under
    back: SimpleQueue[str] = field(default_factory=SimpleQueue)
    tries: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    threads: int = 0
    looked: float = 0.0

    def rows(self, feed: Iterator[Task]) -> Iterator[ManifestRow]:
        """A row for each task of the feed, as they come back; no more are sent than the workers can begin soon."""
        self._wait_for_workers()
        self._turn_away_unfit(at_once=True)
        self.client.register_plugin(LettingGo())
        try:
            more = True
            while more or self.away:
                while more and len(self.away) < max(LEAST_AHEAD, AHEAD * self.threads):
                    task = next(feed, None)
                    more = task is not None
                    if task is not None:
                        self._send(task)
                if self.away and (row := self._outcome(*self.away.pop(self._next_back()))):
                    yield row
        finally:
            if self.away and self.client.status == "running":
                self.client.cancel([future for future, _ in self.away.values()])  # type: ignore[no-untyped-call]

    def _send(self, task: Task) -> None:
        self.sent += 1
        key = f"shard-{self.name}-{self.sent}"
        future = self.client.submit(read_there, task, self.footing, self.read, key=key, pure=False)
        self.away[key] = (future, task)
        future.add_done_callback(lambda _: self.back.put(key))  # type: ignore[no-untyped-call]

    def _next_back(self) -> str:
        """The next that is done, however it ended; meanwhile the workers are counted."""
        while True:
            if time.monotonic() - self.looked > LOOK:
                self._look()
            try:
                return self.back.get(timeout=LOOK)
            except Empty:
                pass

    def _look(self) -> None:
        """Count the threads of all workers; say so once where none is left, and once where there are some again."""
        before, self.looked = self.threads, time.monotonic()
        if self.client.status != "running":
            return  # what is away will come back as cancelled
        threads: dict[str, int] = self.client.nthreads()  # type: ignore[no-untyped-call]
        self.threads = sum(threads.values())
        if before and not self.threads:
            self.tell("no worker is left in the cluster; waiting for others (Ctrl-C ends it, and what was read stays)")
        elif self.threads and not before:
            self.tell(f"{len(threads)} workers read, more as they come")

    def _wait_for_workers(self) -> None:
        self._look()
        if not self.threads:
            self.tell("the cluster has no workers yet; waiting for them (Ctrl-C ends it)")
        while not self.threads:
            time.sleep(0.2)
            self._look()
            if self.client.status != "running":
                raise BulkError(self._gone())

    def _outcome(self, future: Future[ManifestRow], task: Task) -> ManifestRow | None:
        """The row of a task that came back; None if it was sent again. A BulkError if going on makes no sense."""
        try:
            row: ManifestRow = future.result()
        except CancelledError as error:
            raise BulkError(self._gone()) from error
        except (Unfit, ImportError) as error:
            if path := unseen(task):
                raise BulkError(f"{path} is no longer there") from error
            self._turn_away_unfit()
            return self._again(task, error, ATTEMPTS)
        except BulkError:
            raise
        except KilledWorker as error:
            return self._again(task, error, DEADLY)
        except Exception as error:  # a disk that did not answer, a fault of ours: costs the shard, on record, and not the rest
            return self._again(task, error, ATTEMPTS)
        return row

    def _again(self, task: Task, error: Exception, most: int) -> ManifestRow | None:
        """Send the task again; the row of one that could not be read if that was done often enough."""
        self.tries[task.key] += 1
        if self.tries[task.key] >= most:
            return failed(task, _failure(error, most))
        self._send(task)
        return None

    def _turn_away_unfit(self, *, at_once: bool = False) -> None:
        """Ask each worker what it lacks and send those home that lack something; a BulkError if that leaves none.

        With `at_once` any unfit worker is an error: whoever gave the command is still there to mend it.
        """
        heard = self.client.run(lacks, self.footing, on_error="return")
        unfit = {address: _lack(answer) for address, answer in sorted(heard.items()) if answer != ""}
        if unfit and (at_once or len(unfit) == len(heard)):
            raise BulkError("\n".join(_named(unfit, len(heard))))
        for line in _named(unfit, len(heard)) if unfit else ():
            self.tell(line)
        if unfit:
            self.client.retire_workers(list(unfit), close_workers=True)

    def _gone(self) -> str:
        return "the Dask scheduler is gone; what was read stays: give the same command again to go on"


def _lack(answer: object) -> str:
    if isinstance(answer, ImportError):
        return f"has no trucewatch, or another one ({answer}): install the same trucewatch there"
    if isinstance(answer, Exception):
        return f"does not answer as it should ({type(answer).__name__}: {answer}): install the same trucewatch there"
    return str(answer)


def _named(unfit: dict[str, str], all_of_them: int) -> Iterator[str]:
    yield f"{len(unfit)} of {all_of_them} workers cannot read for this command:"
    for address, lack in list(unfit.items())[:NAMED]:
        yield f"  {address} {lack}"
    if len(unfit) > NAMED:
        yield f"  … and {len(unfit) - NAMED} more"


def _failure(error: Exception, most: int) -> str:
    if isinstance(error, KilledWorker):
        return f"workers ended over it {most * (error.allowed_failures + 1)} times; their memory may be too small"
    return f"{type(error).__name__}: {error}"[:LONGEST_REASON]
