"""Read our own tagged sentences, and check them: `python training/own_sentences.py FILE…` prints counts and faults.

A line is a sentence; an entity stands in square brackets behind its type: `[PERSON Hulusi Akar] spoke in [PLACE Brussels].`
Lines that start with `#` and empty lines are skipped. Entities do not nest.
"""

from __future__ import annotations

import collections
import pathlib
import re
import sys
from dataclasses import dataclass

TYPES = ("PERSON", "ORG", "PLACE", "FACILITY", "GROUP", "WEAPON", "PLATFORM", "QUANTITY")
MARK = re.compile(r"\[(" + "|".join(TYPES) + r") ([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence without its brackets, with (start, end, type) for each entity in it."""

    text: str
    entities: tuple[tuple[int, int, str], ...]


def parse_line(line: str) -> TaggedSentence:
    """Take the brackets out of one line; a bracket left over is a ValueError."""
    text, entities, at = "", [], 0
    for mark in MARK.finditer(line):
        text += line[at : mark.start()]
        words = mark.group(2)
        if words != words.strip():
            raise ValueError(f"space at the edge of {mark.group(0)!r}")
        entities.append((len(text), len(text) + len(words), mark.group(1)))
        text += words
        at = mark.end()
    text += line[at:]
    if "[" in text or "]" in text:
        raise ValueError(f"unmatched or unknown bracket in {line!r}")
    return TaggedSentence(text, tuple(entities))


def read_sentences(path: pathlib.Path) -> tuple[TaggedSentence, ...]:
    """All sentences of one file; a fault names its line."""
    out = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            out.append(parse_line(line.rstrip()))
        except ValueError as error:
            raise ValueError(f"{path}:{number}: {error}") from error
    return tuple(out)


def main(paths: list[str]) -> int:
    """Print sentences, entities by type and doubled sentences of each file."""
    seen: collections.Counter[str] = collections.Counter()
    for name in paths:
        sentences = read_sentences(pathlib.Path(name))
        kinds = collections.Counter(kind for s in sentences for _, _, kind in s.entities)
        seen.update(s.text for s in sentences)
        print(name, len(sentences), "sentences", dict(kinds))
    doubled = [text for text, n in seen.items() if n > 1]
    print("doubled:", len(doubled), *doubled[:5], sep="\n  ")
    return 1 if doubled else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
