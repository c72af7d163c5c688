"""Commands as copies of a process that has everything loaded: a kill then falls into their work, and not into loading."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

PRELOAD = ["fuzz.loaded"]


@dataclass
class Copied:
    """A command in such a copy; what `subprocess.Popen` offers of it."""

    process: BaseProcess

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid or 0

    @property
    def returncode(self) -> int | None:
        """How it ended; None until then."""
        return self.process.exitcode

    def poll(self) -> int | None:
        """How it ended; None until then."""
        return self.process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        self.process.join(timeout)
        code = self.process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired("a copied command", timeout or 0.0)
        return code

    def kill(self) -> None:
        """End it with -9."""
        self.process.kill()

    def send_signal(self, number: int) -> None:
        """Ask it."""
        os.kill(self.pid, number)


def begin(arguments: Sequence[str], env: Mapping[str, str], log: Path) -> Copied:
    """Run `trucewatch` with these arguments; its words go into the log."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    process = context.Process(target=work, args=(list(arguments), dict(env), str(log)))
    process.start()
    return Copied(process)


def work(arguments: list[str], env: dict[str, str], log: str) -> None:
    """The command, in the copy."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, out), (2, out)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["trucewatch", *arguments]
    from trucewatch.cli import main

    main()
