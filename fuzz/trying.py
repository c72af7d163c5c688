"""Try one case under a watch: processor time, memory, and whatever it raises."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from fuzz.faults import Finding, Hang, What, finding_of
from fuzz.target import Target

MOST_GROWTH = 512 * 1024  # KiB by which one case of a few kilobytes may raise the process's peak; reading a page takes 30 MiB


def try_case(target: Target, case: bytes, *, patience: float = 1.0) -> Finding | None:
    """What went wrong with this case; None if all is well. `patience` stretches the time it may take."""
    if target.ready is not None:
        target.ready()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        with _clock(target.seconds * patience):
            target.run(case)
    except (Exception, Hang) as error:
        return finding_of(error)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if grown > MOST_GROWTH:
        return Finding(What.MEMORY, "memory", "", f"the process grew by {grown // 1024} MiB")
    return None


@contextmanager
def _clock(seconds: float) -> Iterator[None]:
    """A Hang once the process has used so much processor time; code that never comes back to Python is the room's to end."""
    before = signal.signal(signal.SIGPROF, _strike)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _strike(number: int, frame: FrameType | None) -> None:
    raise Hang("the case takes too long")
