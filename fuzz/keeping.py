"""Keep what was found: a folder for each fault, with the smallest case that shows it and what it did."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fuzz.faults import Finding

CASE, STORY = "case", "story.txt"


@dataclass(frozen=True, slots=True)
class Kept:
    """A fault that was kept: whose, under which key, and where."""

    target: str
    key: str
    folder: Path

    @property
    def case(self) -> bytes:
        """The smallest case seen of it."""
        return (self.folder / CASE).read_bytes()

    @property
    def story(self) -> str:
        """What it did."""
        return (self.folder / STORY).read_text(encoding="utf-8")


def keep(findings: Path, target: str, finding: Finding, case: bytes) -> bool:
    """Keep a fault; True if it was not known. A smaller case of one that is known takes its place."""
    folder = findings / target / finding.key
    known = (folder / CASE).exists()
    if known and (folder / CASE).stat().st_size <= len(case):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    story = f"{target}: {finding.what} {finding.kind} at {finding.place or 'an unknown place'}\n\n{finding.words}\n"
    _write(folder / STORY, story.encode("utf-8", "backslashreplace"))
    _write(folder / CASE, case)
    return not known


def all_kept(findings: Path) -> tuple[Kept, ...]:
    """Every fault kept under a folder, by target and key."""
    return tuple(Kept(path.parent.parent.name, path.parent.name, path.parent) for path in sorted(findings.glob(f"*/*/{CASE}")))


def shrunk(case: bytes, fails: Callable[[bytes], bool], *, tries: int) -> bytes:
    """The case with pieces cut out as long as it still fails."""
    size = max(1, len(case) // 2)
    while tries > 0:
        at, smaller = 0, False
        while at < len(case) and tries > 0:
            shorter = case[:at] + case[at + size :]
            tries -= 1
            if fails(shorter):
                case, smaller = shorter, True
            else:
                at += size
        if size == 1 and not smaller:
            break
        size = max(1, size // 2) if not smaller else min(size, max(1, len(case) // 2))
    return case


def _write(path: Path, data: bytes) -> None:
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_bytes(data)
    new.replace(path)
