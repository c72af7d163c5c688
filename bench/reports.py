"""Reports to measure with, made of the packaged example: as many as wanted, each of about 400 words, no two alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, cycle, islice
from pathlib import Path

from trucewatch import example

WORDS = 400
FIRST_DAY = date(2020, 2, 3)


def example_paragraphs() -> list[str]:
    """The paragraphs of the packaged dispatches that tell something."""
    folder = Path(example.__file__).parent / "reports"
    lines = [line for path in sorted(folder.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if len(line.split()) > 8]


def made_reports(*, words: int = WORDS) -> Iterator[dict[str, str]]:
    """Rows of JSON Lines without end: paragraphs of the example in another order in each, cut at the sentence after `words`."""
    paragraphs = example_paragraphs()
    for number in count():
        step = 1 + 2 * (number % 7)
        chosen: list[str] = []
        for paragraph in islice(cycle(paragraphs), number, None, step):
            chosen.append(paragraph)
            if sum(len(text.split()) for text in chosen) >= words:
                break
        day = FIRST_DAY + timedelta(days=number % 28)
        text = f"Dispatch {number}\n\n" + "\n\n".join(chosen) + "\n"
        yield {"id": f"made-{number:05}", "text": text, "published": day.isoformat()}


def write_reports(path: Path, number: int) -> Path:
    """The first so many made reports as a file of JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in islice(made_reports(), number))
    return path
