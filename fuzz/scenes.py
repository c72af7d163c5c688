"""Who is killed, and what must be there afterwards: commands and their workers, the importer, the server, the watch."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

from fuzz.commands import HOME, Command, add_reviewers, address_of, done, start
from fuzz.measuring import tree_of
from fuzz.newsroom import DOERS, PLACES, WEEKDAYS, newsroom
from fuzz.reviewers import Reviewer
from fuzz.soak import write_feeds
from fuzz.standing import differences, standing, unsound
from fuzz.writing import STAMP, batch_of
from trucewatch.ledger import Kind, Ledger
from trucewatch.ledger.copying import ledger_lines
from trucewatch.model import Report

EXAMPLE = HOME / "trucewatch" / "example" / "reports"
REPORTS = 24
COPIED_BATCHES = 1_000  # of one to seven claims: some steps of the importer
LONG_REPORT = 45  # times the same stretch of filling: together enough that worker processes are started
WORKERS = ("trucewatch.workers", "spawn_main", "trucewatch.scale")
CODES = (0, 3)


class Scene(Protocol):
    """A place where things are killed."""

    name: str

    def moment(self, draw: random.Random) -> bool:
        """Kill at a random moment; False if there was nothing left to kill."""

    def check(self) -> list[str]:
        """Let the work come to its end, say what is wrong then, and begin anew."""

    def close(self) -> None:
        """End everything."""


def write_reports(folder: Path, many: int = REPORTS, *, filling: int = 0, first: int = 0) -> Path:
    """A file of reports of our own, numbered from `first` on."""
    path = folder / "reports.jsonl"
    fill = " Rain fell on the hills, and the market of the town stayed open until the evening." * filling
    with path.open("w", encoding="utf-8") as out:
        for number in range(first, first + many):
            place, doer = PLACES[number % len(PLACES)], DOERS[number % len(DOERS)]
            text = (
                f"{doer} shelled {place} on {WEEKDAYS[number % 5]}, killing {number % 9 + 1} soldiers, residents said.{fill} "
                f"The council of {place} counted {number + 3} explosions. Note {number}."
            )
            out.write(json.dumps({"id": f"r{number:03}", "text": text, "published": f"2020-02-{10 + number % 10}"}) + "\n")
    return path


def url_in(folder: Path) -> str:
    """The ledger in a folder."""
    return f"sqlite:///{folder / 'ledger.sqlite'}"


@dataclass(frozen=True)
class Work:
    """Work that is begun again until it is whole: `finish` does that, `outcome` is what there is then."""

    begin: Callable[[Path], Command]
    finish: Callable[[Path], None]
    outcome: Callable[[Path], dict[tuple[str, str], str]]
    sound: Callable[[Path], list[str]]


@dataclass
class Repeated:
    """A command that is killed and begun again; with `worker` one of its processes is killed, and it has to go on.

    `more`: to its end belongs more than the command itself.
    """

    name: str
    folder: Path
    work: Work
    worker: bool = False
    more: bool = False
    numbers: count[int] = field(default_factory=lambda: count(1))
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        first = self._new()
        began = time.monotonic()
        command = self.work.begin(first)
        code = command.process.wait()
        if code not in CODES:
            raise SystemExit(f"{self.name}: undisturbed it ends with {code}: {command.last_words()}")
        self.seconds = time.monotonic() - began
        if self.more:
            self.work.finish(first)
        self.expected = self.work.outcome(first)
        self.here = self._new()

    def _new(self) -> Path:
        here = self.folder / f"{self.name.replace(' ', '-')}-{next(self.numbers)}"
        here.mkdir(parents=True)
        return here

    def moment(self, draw: random.Random) -> bool:
        """Begin, wait, kill."""
        command = self.work.begin(self.here)
        try:
            self._wait(command, draw.uniform(0, self.seconds))
            if not self.worker:
                killed = command.kill()
            else:
                killed = self._kill_a_worker(command, draw)
                if command.process.wait() not in CODES:
                    self.faults.append(f"{self.name}: it did not outlive its worker: {command.last_words()}")
        finally:
            command.kill()
        self.faults += [f"{self.name}: {words}" for words in self.work.sound(self.here)]
        if not killed:
            self.faults = self.check()  # it was through: the next moment is of another one
        return killed

    def _wait(self, command: Command, seconds: float) -> None:
        """So long, or until it has ended, which is then how long it takes: what came first had to load everything."""
        began = time.monotonic()
        while command.runs and time.monotonic() - began < seconds:
            time.sleep(0.01)
        if not command.runs:
            self.seconds = time.monotonic() - began

    def _kill_a_worker(self, command: Command, draw: random.Random) -> bool:
        while command.runs:
            workers = [pid for pid in tree_of(command.process.pid)[1:] if any(word in _line_of(pid) for word in WORKERS)]
            if workers:
                try:
                    os.kill(draw.choice(workers), signal.SIGKILL)
                except ProcessLookupError:
                    continue
                return True
            time.sleep(0.05)
        return False

    def check(self) -> list[str]:
        """The work done to its end gives what it gives undisturbed."""
        self.work.finish(self.here)
        found, self.faults = self.faults, []
        found += [f"{self.name}: {words}" for words in differences(self.work.outcome(self.here), self.expected)]
        shutil.rmtree(self.here)
        self.here = self._new()
        return found

    def close(self) -> None:
        """Nothing runs between two moments."""


def _line_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def _sound(folder: Path) -> list[str]:
    return unsound(url_in(folder)) if (folder / "ledger.sqlite").exists() else []


def running(folder: Path, *, workers: int) -> Work:
    """`trucewatch run`; with several workers over so many words that they are started at once."""
    path = write_reports(folder, filling=LONG_REPORT if workers > 1 else 0)

    def arguments(here: Path) -> tuple[str, ...]:
        return (str(path), "--ledger", url_in(here), "--workers", str(workers), "--quiet")

    return Work(
        begin=lambda here: start("run", here, *arguments(here), cold=workers > 1),
        finish=lambda here: done("run", here, *arguments(here), codes=CODES, cold=False),
        outcome=lambda here: standing(url_in(here)),
        sound=_sound,
    )


def bulk_reading(folder: Path) -> Work:
    """`trucewatch bulk`, and what is in the ledger when its parts are imported."""
    path = write_reports(folder)

    def arguments(here: Path) -> tuple[str, ...]:
        return (str(path), "--out", str(here / "parts"), "--shard", "12", "--workers", "2", "--quiet")

    def finish(here: Path) -> None:
        done("bulk", here, *arguments(here), codes=CODES)
        done("bulk", here, "import", str(here / "parts"), "--ledger", url_in(here), "--quiet", codes=CODES, cold=False)

    return Work(
        begin=lambda here: start("bulk", here, *arguments(here)),
        finish=finish,
        outcome=lambda here: standing(url_in(here)),
        sound=_sound,
    )


def bulk_importing(folder: Path) -> Work:
    """`trucewatch bulk import`."""
    path, parts = write_reports(folder), folder / "parts"
    done("bulk", folder, str(path), "--out", str(parts), "--shard", "12", "--workers", "2", "--quiet", codes=CODES)

    def arguments(here: Path) -> tuple[str, ...]:
        return ("import", str(parts), "--ledger", url_in(here), "--quiet")

    return Work(
        begin=lambda here: start("bulk", here, *arguments(here), cold=False),
        finish=lambda here: done("bulk", here, *arguments(here), codes=CODES, cold=False),
        outcome=lambda here: standing(url_in(here)),
        sound=_sound,
    )


def importing(folder: Path) -> Work:
    """`trucewatch import` of a copied ledger: whatever is there is a beginning of it."""
    copy = folder / "copy.jsonl"
    with Ledger.open(url_in(folder)) as ledger:
        for number in range(COPIED_BATCHES):
            ledger.append(batch_of("w0", number), STAMP)
        lines = list(ledger_lines(ledger))
    copy.write_text("".join(lines), encoding="utf-8")
    hashes = [json.loads(line)["hash"] for line in lines]

    def sound(here: Path) -> list[str]:
        if not (here / "ledger.sqlite").exists():
            return []
        with Ledger.open(url_in(here)) as ledger:
            seq, last = ledger.head()
            ledger.verify()
        return [] if not seq or hashes[seq - 1] == last else [f"entry {seq} is not that of the copy"]

    return Work(
        begin=lambda here: start("import", here, str(copy), "--ledger", url_in(here), "--quiet", cold=False),
        finish=lambda here: done("import", here, str(copy), "--ledger", url_in(here), "--quiet", cold=False),
        outcome=lambda here: standing(url_in(here)),
        sound=sound,
    )


@dataclass
class Deciding:
    """`trucewatch serve` in the middle of people's decisions: what was acknowledged stands."""

    name: str
    folder: Path
    people: int = 2
    longest: float = 8.0
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.names = [f"reviewer-{number}" for number in range(self.people)]
        done("run", self.folder, str(EXAMPLE), "--ledger", url_in(self.folder), "--quiet", codes=CODES, cold=False)
        self._begin()

    def _begin(self) -> None:
        self.here = self.folder / f"desk-{next(self.numbers)}"
        self.here.mkdir()
        shutil.copy(self.folder / "ledger.sqlite", self.here)
        self.tokens = add_reviewers(url_in(self.here), self.names)
        self.acknowledged: list[str] = []
        self.faults: list[str] = []

    def moment(self, draw: random.Random) -> bool:
        """Serve, let them work, kill."""
        over = threading.Event()
        serve = start("serve", self.here, "--ledger", url_in(self.here), "--port", "0", cold=False)
        try:
            site = address_of(serve)
            if not site:
                self.faults.append(f"{self.name}: the site does not come up: {serve.last_words()}")
                return False
            crew = [
                Reviewer(name, site, self.tokens[name], random.Random(draw.random()), over, pause=0.02) for name in self.names
            ]
            threads = [threading.Thread(target=one.work, daemon=True) for one in crew]
            for thread in threads:
                thread.start()
            time.sleep(draw.uniform(0, self.longest))
            killed = serve.kill()
            over.set()
            for thread in threads:
                thread.join(120)
        finally:
            serve.kill()
        self.acknowledged += [id for one in crew for id in one.acknowledged]
        self.faults += [f"{self.name}: {words}" for one in crew for words in one.faults]
        self.faults += [f"{self.name}: {words}" for words in unsound(url_in(self.here))]
        return killed

    def check(self) -> list[str]:
        """Each decision that was acknowledged is there once."""
        with Ledger.open(url_in(self.here)) as ledger:
            times = Counter(entry.id for entry in ledger.entries() if entry.kind is Kind.REVIEW)
        found = self.faults + [f"{self.name}: lost decision {id}" for id in self.acknowledged if times[id] != 1]
        shutil.rmtree(self.here)
        self._begin()
        return found

    def close(self) -> None:
        """Nothing runs between two moments."""


@dataclass
class Watching:
    """`trucewatch watch`: every article is read once, however often it is killed."""

    name: str
    folder: Path
    articles: int = 6
    longest: float = 12.0
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.room = newsroom(2, seed=1, trouble=0.0)
        self.papers = self.room.__enter__()
        for paper in self.papers:
            for number in range(self.articles):
                paper.print_one(number)
        self._begin()

    def _begin(self) -> None:
        self.here = self.folder / f"watch-{next(self.numbers)}"
        self.here.mkdir()
        write_feeds(self.papers, self.here / "feeds.toml")
        self.arguments = ("--feeds", str(self.here / "feeds.toml"), "--ledger", url_in(self.here), "--workers", "1")
        self.faults: list[str] = []

    def moment(self, draw: random.Random) -> bool:
        """Watch, wait, kill."""
        watch = start("watch", self.here, *self.arguments, cold=False)
        try:
            time.sleep(draw.uniform(0, self.longest))
        finally:
            killed = watch.kill()
        self.faults += [f"{self.name}: {words}" for words in _sound(self.here)]
        return killed

    def check(self) -> list[str]:
        """After one round that is let alone, every article is there once."""
        done("watch", self.here, "--once", *self.arguments, codes=CODES, cold=False)
        with Ledger.open(url_in(self.here)) as ledger:
            reports = [one.record for one in ledger.entries() if one.kind is Kind.REPORT]
        times = Counter(one.source for one in reports if isinstance(one, Report))
        wanted = sorted(paper.url(path) for paper in self.papers for path in paper.articles)
        found = self.faults + [f"{self.name}: {one} is there {times[one]} times" for one in wanted if times[one] != 1]
        shutil.rmtree(self.here)
        self._begin()
        return found

    def close(self) -> None:
        """The sites go."""
        self.room.__exit__(None, None, None)
