"""What a command and everything it started hold: memory that is theirs (PSS) and open files; and what flat means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

GROWTH, SLACK_MIB = 1.15, 24.0  # a ledger that grows by a few thousand entries fills caches that have an end
MORE_FILES = 6  # connections of people who come and go


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a command: seconds since the start, MiB, open files."""

    at: float
    mib: float
    files: int


def tree_of(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in _read(children).split()]
    return found


def look(pid: int, at: float) -> Sample:
    """What a command and everything below it hold now; nothing of a process that is gone."""
    kib, files = 0, 0
    for one in tree_of(pid):
        kib += sum(
            int(line.split()[1]) for line in _read(Path(f"/proc/{one}/smaps_rollup")).splitlines() if line.startswith("Pss:")
        )
        try:
            files += len(list(Path(f"/proc/{one}/fd").iterdir()))
        except OSError:
            continue
    return Sample(at, kib / 1024, files)


def grown(samples: Sequence[Sample]) -> str:
    """Why memory or open files are not flat; "" if they are.

    The middle third of the time is set against the last sixth: the median of the memory may be 15 % and 24 MiB higher, the most
    files open at once by six.
    """
    whole = samples[-1].at
    middle = [one for one in samples if whole / 3 <= one.at <= 2 * whole / 3]
    last = [one for one in samples if one.at >= 5 * whole / 6]
    if not middle or not last:
        return "too few looks"
    before, after = median(one.mib for one in middle), median(one.mib for one in last)
    files, more = max(one.files for one in middle), max(one.files for one in last)
    said = []
    if after > before * GROWTH + SLACK_MIB:
        said.append(f"memory went from {before:.0f} to {after:.0f} MiB")
    if more > files + MORE_FILES:
        said.append(f"open files went from {files} to {more}")
    return "; ".join(said)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
