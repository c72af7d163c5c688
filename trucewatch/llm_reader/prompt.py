"""What the model is asked: the rules of reading in short, and a stretch of the report as data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from trucewatch.model import Report
from trucewatch.model.codes import MODES, Counted, EventType, Realis

LONGEST = 24_000  # characters of one question, about 6,000 tokens; a longer report is asked about in stretches
RULES = Path(__file__).parent / "rules.txt"


@cache
def rules() -> str:
    """The rules with the codes in force."""
    types = "; ".join(f"{kind} ({', '.join(sorted(MODES[kind]))})" if kind in MODES else kind.value for kind in EventType)
    words = RULES.read_text(encoding="utf-8").replace("TYPES", types)
    return words.replace("KINDS", ", ".join(Counted)).replace("REALIS", ", ".join(Realis))


def messages(report: Report, stretch: str) -> list[dict[str, str]]:
    """The question about one stretch of a report."""
    published = report.published.day.isoformat() if report.published else None
    data = json.dumps({"published": published, "report": stretch}, ensure_ascii=False)
    return [{"role": "system", "content": rules()}, {"role": "user", "content": data}]


def stretches(report: Report) -> Iterator[str]:
    """What is evidence in the report, in pieces no longer than a question may be, cut between paragraphs or words."""
    at = 0
    for start, end in (*sorted(report.not_evidence()), (len(report.text), len(report.text))):
        yield from _cut(report.text[at:start])
        at = max(at, end)


def _cut(text: str) -> Iterator[str]:
    while len(text) > LONGEST:
        end = max(text.rfind("\n", 1, LONGEST), 0) or max(text.rfind(" ", 1, LONGEST), 0) or LONGEST
        yield text[:end]
        text = text[end:]
    if text.strip():
        yield text
