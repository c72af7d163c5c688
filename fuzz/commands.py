"""Commands of trucewatch started as a user starts them, with nothing of this machine's own settings."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from fuzz.measuring import Sample, look
from fuzz.nursery import Copied, begin
from trucewatch.people import People, Role, people_url
from trucewatch.people.roles import Scope

HOME = Path(__file__).resolve().parent.parent
ENDING_SECONDS = 180.0
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
PASSWORD = "three boats under the bridge"


@dataclass
class Command:
    """A command at work, and what it held at each look."""

    name: str
    process: subprocess.Popen[bytes] | Copied
    log: Path
    samples: list[Sample] = field(default_factory=list)

    @property
    def runs(self) -> bool:
        """True until it has ended."""
        return self.process.poll() is None

    def look(self, at: float) -> None:
        """Note what it holds."""
        if self.runs:
            self.samples.append(look(self.process.pid, at))

    def kill(self) -> bool:
        """End it with -9; False if it had ended by itself."""
        running = self.runs
        self.process.kill()
        self.process.wait()
        return running

    def end(self) -> str:
        """Ask it to end as a service manager would; what was wrong with that."""
        if not self.runs:
            return f"{self.name} had ended with {self.process.returncode}: {self.last_words()}"
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(timeout=ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return f"{self.name} did not end within {ENDING_SECONDS:.0f} seconds"
        return "" if code == 0 else f"{self.name} ended with {code}: {self.last_words()}"

    def last_words(self) -> str:
        """The end of what it said."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-600:]


def start(name: str, folder: Path, *arguments: str, cold: bool = True) -> Command:
    """A command, its words kept in the folder; not `cold`, it is a copy of a process that has everything loaded."""
    log = folder / f"{name}.log"
    env = os.environ | {
        "TRUCEWATCH_INNER_NETWORKS": "127.0.0.1",
        "TRUCEWATCH_CONTACT": "desk@example.org",
        "XDG_CONFIG_HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
    }
    log.write_bytes(b"")  # what one before it said is not its word
    if not cold:
        return Command(name, begin([name, *arguments], env, log), log)
    with log.open("wb") as out:
        command = [sys.executable, "-m", "trucewatch.cli", name, *arguments]
        process = subprocess.Popen(command, cwd=HOME, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    return Command(name, process, log)


def done(name: str, folder: Path, *arguments: str, codes: tuple[int, ...] = (0,), cold: bool = True) -> None:
    """A command that is waited for; a SystemExit with its words if it ends with another code."""
    command = start(name, folder, *arguments, cold=cold)
    try:
        code = command.process.wait()
    finally:
        command.kill()
    if code not in codes:
        raise SystemExit(f"{name} ended with {code}: {command.last_words()}")


def address_of(serve: Command, seconds: float = 240.0) -> str:
    """Where the site is, as soon as it says so; "" if it ended before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and serve.runs:
        if found := ADDRESS.search(serve.log.read_text(encoding="utf-8", errors="replace")):
            return found.group()
        time.sleep(0.1)
    return ""


def add_reviewers(url: str, names: list[str]) -> dict[str, str]:
    """Reviewers with an account and a token each, beside a ledger."""
    with People.open(people_url(url)) as people:
        for name in names:
            people.accounts.add(name, Role.REVIEWER, PASSWORD)
        return {name: people.tokens.make(name, [Scope.READ, Scope.WRITE_CLAIMS, Scope.REVIEW]) for name in names}
