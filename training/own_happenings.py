"""Read our own sentences with marked happenings, and check them: `python -m training.own_happenings FILE…` counts them."""

from __future__ import annotations

import collections
import re
import sys
from dataclasses import dataclass
from pathlib import Path

BACKGROUND = "-"
TYPES = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE "
    "ASSAULT DISPLACE"
).split()
MARK = re.compile(r"\[(" + "|".join(TYPES) + r"|-) ([^\[\]\s]+)\]")


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A passage without its brackets, with (start, end, type or `-`) for each marked word."""

    text: str
    marks: tuple[tuple[int, int, str], ...]


def parse_line(line: str) -> MarkedPassage:
    """Take the brackets out of one line; a bracket left over, or one around several words, is a ValueError."""
    text, marks, at = "", [], 0
    for mark in MARK.finditer(line):
        text += line[at : mark.start()]
        marks.append((len(text), len(text) + len(mark.group(2)), mark.group(1)))
        text += mark.group(2)
        at = mark.end()
    text += line[at:]
    if "[" in text or "]" in text:
        raise ValueError(f"unmatched or unknown bracket in {line!r}")
    return MarkedPassage(text, tuple(marks))


def read_passages(path: Path) -> list[MarkedPassage]:
    """The passages of one file; a fault is a ValueError that names the line."""
    passages = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                passages.append(parse_line(line.strip()))
            except ValueError as error:
                raise ValueError(f"{path.name}:{number}: {error}") from None
    return passages


def main() -> None:
    for name in sys.argv[1:]:
        passages = read_passages(Path(name))
        counts = collections.Counter(kind for passage in passages for _, _, kind in passage.marks)
        bare = sum(not passage.marks for passage in passages)
        print(f"{name}: {len(passages)} passages, {bare} without a mark, {dict(counts.most_common())}")


if __name__ == "__main__":
    main()
