"""Fill the generated parts of docs/reading.md: what the reader makes of the examples, and the tables it decides by.

A block `<!-- read -->` holds lines that begin with "> ", a text of our own; below them stands what is read in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from trucewatch import example
from trucewatch.ingest import ingest
from trucewatch.knowledge.lexicon import ClaimEvidenceRow, read_frames
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Basis, EventType, Precision, Published, Report, Unread
from trucewatch.publish.explanations import explanation_lines
from trucewatch.read.explaining import Explained, Explanation, Reason
from trucewatch.read.judging import LEAST_DOUBTED, LEAST_PLAIN
from trucewatch.reader import load_reader

PAGE = Path(__file__).parents[1] / "docs" / "reading.md"
PUBLISHED = Published(date(2020, 2, 13), Precision.DAY, Basis.GIVEN)  # a Thursday
WORKED_THROUGH = "07-northern-desk.txt"
EXAMPLE = re.compile(r"(?P<head><!-- read -->\n```\n(?P<text>(?:>[^\n]*\n)+)).*?(?P<foot>```\n<!-- /read -->)", re.DOTALL)


def filled(page: str) -> str:
    """The page with every generated block anew."""
    page = EXAMPLE.sub(lambda found: found["head"] + "".join(_read_lines(found["text"])) + found["foot"], page)
    for name, words in (("explain", _worked_through()), ("frames", _frame_table()), ("observations", _observation_table())):
        page = put(page, name, words)
    return put(page, "thresholds", _threshold_table())


def put(page: str, name: str, words: str) -> str:
    """The page with the block of a name replaced; a page without it is an error."""
    mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not mark.search(page):
        raise ValueError(f"the page has no block {name}")
    return mark.sub(lambda found: found[1] + words + found[2], page)


def steady(page: str) -> str:
    """The page without the numbers that move with every new row: lines of tables, chances, weights, counts of rows."""
    page = re.sub(r"\.csv:\d+", ".csv", page)
    page = re.sub(r"\| -?\d+(?:\.\d+)? \|", "| |", page)
    page = re.sub(r"[+-]\d+\.\d\d  in \d+ smaller observations?", "", page)
    return re.sub(r"[+-]?\d+\.\d\d\b", "", page)


def _read_lines(quoted: str) -> Iterator[str]:
    """What is read in a text, a few words for each claim, then what became none."""
    text = " ".join(line.removeprefix(">").strip() or "\n\n" for line in quoted.splitlines()).replace(" \n\n ", "\n\n")
    report = Report(id="example", source="example", text=text, raw_sha256="", published=PUBLISHED)
    found = load_reader().explain(report)
    if isinstance(found, Unread):
        raise ValueError(f"{found.reason}: {text}")
    for one in found.claims:
        yield from _claim_lines(one)
    yield from _others(found)


def _claim_lines(one: Explanation) -> Iterator[str]:
    claim = one.claim
    words = ", ".join(f"“{fired.word.text}”" for fired in one.fired)
    yield f"{claim.type}{f'/{claim.mode}' if claim.mode else ''} by {words}: “{' '.join(claim.quote.text.split())}”\n"
    values = [value for reason in one.reasons if (value := _value(reason))]
    yield from (f"    {value}\n" for value in values)


def _value(reason: Reason) -> str:
    """One value with its words; nothing for what no word says."""
    if reason.words is None:
        return ""
    source = f", taken over from sentence {reason.number}" if reason.number else ""
    return f"{reason.field:<9} {reason.value or '?'}: “{' '.join(reason.words.text.split())}”{source}"


def _others(found: Explained) -> Iterator[str]:
    for one in found.left_out:
        doubts = ", ".join(one.doubts) or "too unlikely"
        yield f"left out  {one.claim.type} “{' '.join(one.claim.quote.text.split())}”: {doubts}\n"
    for aside in found.asides:
        yield f"aside     “{' '.join(aside.words.text.split())}”: {aside.why}\n"


def _worked_through() -> str:
    reader = load_reader()
    (report,) = ingest([Path(example.__file__).parent / "reports" / WORKED_THROUGH])
    found = report if isinstance(report, Unread) else reader.explain(report)
    if isinstance(report, Unread) or isinstance(found, Unread):
        raise ValueError(f"{WORKED_THROUGH} cannot be read")
    told = "".join(explanation_lines(report, found, reader.parties.label))
    return f"```\n$ trucewatch read {WORKED_THROUGH} --explain\n{told}```\n"


def _frame_table() -> str:
    rows = [row for _, row in read_frames()]
    lines = ["| table | rows | an example |", "| --- | --- | --- |"]
    for kind in EventType:
        of_type = [row for row in rows if row.type is kind]
        lines.append(f"| `frames/{kind}.csv` | {len(of_type)} | {of_type[0].example} |")
    return "\n".join([*lines, f"| all | {len(rows)} | |"]) + "\n"


def _threshold_table() -> str:
    return (
        "| a happening that was read | becomes a claim from a chance of |\n| --- | --- |\n"
        f"| and has no doubt | {LEAST_PLAIN:.2f} |\n| and has a doubt | {LEAST_DOUBTED:.2f} |\n"
    )


def _observation_table() -> str:
    rows = sorted(read_table("claim_evidence.csv", ClaimEvidenceRow), key=lambda row: row.evidence)
    lines = ["| observation | it says | log-odds |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| `{row.evidence}` | {row.words} | {row.weight:.2f} |" for row in rows)]) + "\n"
