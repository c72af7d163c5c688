"""Two `run`s, people who decide, and two sites, one of them read-only, over one ledger in PostgreSQL: any of them is killed."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fuzz.commands import Command, add_reviewers, address_of, done, start
from fuzz.databases import Postgres
from fuzz.reviewers import Reviewer
from fuzz.scenes import CODES, EXAMPLE, write_reports
from fuzz.standing import standing, unsound
from trucewatch.ledger import Kind, Ledger

RUNS, SITES = ("one", "other"), ("serve", "read-only")
SAID = frozenset({Kind.REPORT, Kind.CLAIM})  # what does not depend on who came first
ENDING_SECONDS = 600.0


@dataclass
class Together:
    """Everything at once over one ledger; each moment one program is killed and the others have to go on."""

    name: str
    folder: Path
    postgres: Postgres
    people: int = 3
    longest: float = 8.0
    many: int = 12
    begun: Path = EXAMPLE

    def __post_init__(self) -> None:
        self.reports = {name: self._written(name, self.many * at) for at, name in enumerate(RUNS)}
        self.url = self.postgres.new_schema()
        done("run", self.folder, str(self.begun), "--ledger", self.url, "--quiet", codes=CODES, cold=False)
        self._finish()
        self.expected = self._said()
        self.sites: dict[str, Command] = {}
        self.tokens: dict[str, str] = {}
        self.acknowledged: list[str] = []
        self.faults: list[str] = []

    def _new(self, name: str) -> Path:
        here = self.folder / name
        here.mkdir(exist_ok=True)
        return here

    def _written(self, name: str, first: int) -> Path:
        """Reports in a file of a name of its own: alike and under one source they would be versions of one another."""
        return write_reports(self._new(name), self.many, first=first).rename(self._new(name) / f"{name}.jsonl")

    def _begin(self) -> None:
        """A new ledger, something in it to decide on, and people."""
        self.url = self.postgres.new_schema()
        done("run", self.folder, str(self.begun), "--ledger", self.url, "--quiet", codes=CODES, cold=False)
        self.tokens = add_reviewers(self.url, [f"reviewer-{number}" for number in range(self.people)])
        self.acknowledged, self.faults = [], []

    def _arguments(self, name: str) -> tuple[str, ...]:
        return (str(self.reports[name]), "--ledger", self.url, "--workers", "1", "--quiet")

    def _finish(self) -> None:
        """Both runs, with nobody killed."""
        for name in RUNS:
            done("run", self._new(name), *self._arguments(name), codes=CODES, cold=False)

    def _said(self) -> frozenset[tuple[str, str]]:
        return frozenset(key for key in standing(self.url) if key[0] in SAID)

    def _addresses(self) -> Mapping[str, str]:
        """Where both sites are, started where they do not run."""
        for name in SITES:
            if name not in self.sites or not self.sites[name].runs:
                more = ("--read-only",) if name == "read-only" else ()
                self.sites[name] = start("serve", self._new(name), "--ledger", self.url, "--port", "0", *more, cold=False)
        found = {name: address_of(site) for name, site in self.sites.items()}
        self.faults += [
            f"{self.name}: {name} does not come up: {self.sites[name].last_words()}" for name in SITES if not found[name]
        ]
        return found

    def moment(self, draw: random.Random) -> bool:
        """All begin, then one of them is killed; the others come to their end."""
        if not self.tokens:
            self._begin()
        found, over = self._addresses(), threading.Event()
        crew = [
            Reviewer(name, found["serve"], token, random.Random(draw.random()), over, 0.05) for name, token in self.tokens.items()
        ]
        crew.append(Reviewer("", found["read-only"], "", random.Random(draw.random()), over, 0.05))
        runs = {name: start("run", self._new(name), *self._arguments(name), cold=False) for name in RUNS}
        threads = [threading.Thread(target=one.work, daemon=True) for one in crew]
        for thread in threads:
            thread.start()
        try:
            time.sleep(draw.uniform(0, self.longest))
            victim = draw.choice((*RUNS, *RUNS, *SITES))
            killed = (runs | self.sites)[victim].kill()
            self._end(runs, victim)
        finally:
            over.set()
            for command in runs.values():
                command.kill()
        for thread in threads:
            thread.join(ENDING_SECONDS)
        self.acknowledged += [id for one in crew for id in one.acknowledged]
        self.faults += [f"{self.name}: {words}" for one in crew for words in one.faults]
        self.faults += [f"{self.name}: {words}" for words in unsound(self.url)]
        return killed

    def _end(self, runs: Mapping[str, Command], victim: str) -> None:
        """Those that nobody killed end well."""
        for name, command in runs.items():
            if name != victim and command.process.wait(ENDING_SECONDS) not in CODES:
                self.faults.append(f"{self.name}: run {name} ended with {command.process.poll()}: {command.last_words()}")

    def check(self) -> list[str]:
        """Everything that was read is there, each acknowledged decision once, and told again nothing is new."""
        self.close()
        self._finish()
        said, head = self._said(), self._head()
        self._finish()
        found = self.faults + [f"{self.name}: lost: {kind} {id}" for kind, id in sorted(self.expected - said)]
        found += [f"{self.name}: too much: {kind} {id}" for kind, id in sorted(said - self.expected)]
        found += [f"{self.name}: told again, {self._head() - head} entries are new"] * (self._head() != head)
        with Ledger.open(self.url) as ledger:
            times = Counter(entry.id for entry in ledger.entries() if entry.kind is Kind.REVIEW)
        found += [f"{self.name}: decision {id} is there {times[id]} times" for id in self.acknowledged if times[id] != 1]
        self.tokens = {}
        return found

    def _head(self) -> int:
        with Ledger.open(self.url) as ledger:
            return ledger.head()[0]

    def close(self) -> None:
        """End both sites."""
        for site in self.sites.values():
            site.kill()
        self.sites.clear()
