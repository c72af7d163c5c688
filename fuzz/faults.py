"""What counts as a fault: a crash, a hang, memory without bound, a promise not held; and how two faults are told apart."""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOMS = (HERE.parent / "trucewatch", HERE)


class Hang(BaseException):
    """A case took more processor time than it may; not an Exception, so that nothing on the way swallows it."""


class Broken(AssertionError):
    """Something that the package promises did not hold."""


class What(StrEnum):
    """How a case went wrong."""

    CRASH = "crash"
    HANG = "hang"
    MEMORY = "memory"
    BROKEN = "broken"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: `place` is the innermost line of ours that was running, `words` the whole story."""

    what: What
    kind: str
    place: str
    words: str

    @property
    def key(self) -> str:
        """Equal for two cases of one fault, as far as can be told; a hang is caught at a chance place, so all hangs are one."""
        place = "" if self.what in (What.HANG, What.MEMORY, What.KILLED) else self.place
        return f"{self.what}-{hashlib.sha256(f'{self.kind} {place}'.encode()).hexdigest()[:10]}"


def finding_of(error: BaseException) -> Finding:
    """The fault that an exception tells of."""
    what = What.HANG if isinstance(error, Hang) else What.BROKEN if isinstance(error, Broken) else What.CRASH
    words = "".join(traceback.format_exception(error, limit=-40))
    return Finding(what, type(error).__name__, _place(error), words)


def held(promise: object, words: str) -> None:
    """A Broken with these words unless the promise holds."""
    if not promise:
        raise Broken(words)


def _place(error: BaseException) -> str:
    """File and line number of the innermost frame that is ours."""
    ours = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        room = next((room for room in ROOMS if path.is_relative_to(room)), None)
        if room is not None and path.name not in ("trying.py", "faults.py"):
            ours = f"{path.relative_to(room.parent)}:{frame.lineno} {frame.name}"
    return ours
