"""Our own hand-marked claims on reports of the development data: kept as offsets and codes, joined to the texts when needed.

    python -m tests.eval.marks pack CLAIMS.jsonl --out MARKS.jsonl      from the form of the guideline to offsets
    python -m tests.eval.marks join MARKS.jsonl --out CLAIMS.jsonl      from offsets back to the form the scorer reads

The files under `marked/` hold no words of the reports: a quote, a place and a speaker are each [start, end] in the report's text.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.eval.shared import SHARED

FOLDER = Path(__file__).parent / "marked"
TEXTS = ("data/fakes/articles.jsonl.gz", "data/guardian_sdf/articles.jsonl.gz")
WORDS = ("quote", "place", "speaker")  # fields that are words of the report
Row = dict[str, Any]


@functools.cache
def texts() -> dict[str, str]:
    """The text of every report of the development data that marks may stand on, by id."""
    found: dict[str, str] = {}
    for name in TEXTS:
        with gzip.open(SHARED / name, "rt", encoding="utf-8") as file:
            found |= {row["id"]: row["text"] for row in map(json.loads, file)}
    return found


def packed(row: Row, text: str) -> Row:
    """A claim with offsets for words; a ValueError where a word is not in the text.

    A place or speaker is looked for in the quote, then nearest before it, then after it.
    """
    start = text.find(row["quote"])
    if start < 0:
        raise ValueError(f"{row['id']}: the quote is not in the report")
    spans: dict[str, list[int] | None] = {"quote": [start, start + len(row["quote"])]}
    for field in ("place", "speaker"):
        words = row[field]
        spans[field] = _nearest(text, words, start, start + len(row["quote"])) if words else None
        if words and spans[field] is None:
            raise ValueError(f"{row['id']}: {field} {words!r} is not in the report")
    return {**row, **spans}


def _nearest(text: str, words: str, start: int, end: int) -> list[int] | None:
    for at in (text.find(words, start, end), text.rfind(words, 0, end), text.find(words)):
        if at >= 0:
            return [at, at + len(words)]
    return None


def joined(row: Row, text: str) -> Row:
    """A claim in the form of the guideline."""
    return {**row, **{field: text[row[field][0] : row[field][1]] if row[field] else None for field in WORDS}}


def read(path: Path) -> list[Row]:
    """The rows of one file of JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def write(rows: Iterable[Row], path: Path) -> None:
    """One row a line, keys in the order given."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def claims_of(name: str) -> list[Row]:
    """The marked claims of one of our own sets, joined to their words."""
    return [joined(row, texts()[row["report"]]) for row in read(FOLDER / f"{name}.jsonl")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job", choices=("pack", "join"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    turn = packed if options.job == "pack" else joined
    write((turn(row, texts()[row["report"]]) for path in options.files for row in read(path)), options.out)


if __name__ == "__main__":
    main()
