"""Write what docs/agreements.md and docs/assess.md show of the program: the agreements held, and how verdicts score."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.eval import findings
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.model import FindingState

DOCS = Path(__file__).parents[1] / "docs"
AGREEMENTS, ASSESS = DOCS / "agreements.md", DOCS / "assess.md"
WHOSE = {
    "dev": "written beside the engine",
    "second": "by a second reader who did not run it; misses read after a first score of 41 of 50",
    "third": "by a third reader who did not run it; as first scored, nothing changed for its misses",
}


def with_block(page: str, name: str, words: str) -> str:
    """The page with one block between `<!-- NAME -->` and `<!-- /NAME -->` replaced."""
    return re.sub(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: m.group(1) + words + m.group(2), page, flags=re.DOTALL)


def agreements_block() -> str:
    """The packaged agreements as a table."""
    rows = ["| id | form | signed | in effect | until | clauses | title |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for one in load_agreements():
        ended = one.ended.isoformat() if one.ended else ""
        rows.append(
            f"| {one.id} | {one.form.value} | {one.signed} | {one.effective} | {ended} | {len(one.clauses)} | {one.title} |"
        )
    clauses = sum(len(one.clauses) for one in load_agreements())
    return "\n".join(rows) + f"\n\n{len(load_agreements())} instruments, {clauses} clauses.\n"


def verdicts_block() -> str:
    """How many of the hand-made cases are judged right, state by state."""
    states = list(FindingState)
    rows = [
        "| `python -m tests.eval.findings` | cases | right | " + " | ".join(state.value for state in states) + " |",
        "| --- | --- | --- |" + " --- |" * len(states),
    ]
    for name in findings.SETS:
        results = findings.measure(name)
        right = Counter(result.case.state for result in results if result.right)
        total = Counter(result.case.state for result in results)
        shares = " | ".join(f"{right[state]} of {total[state]}" for state in states)
        rows.append(f"| {name}: {WHOSE[name]} | {len(results)} | {sum(right.values())} | {shares} |")
    return "\n".join(rows) + "\n"


BLOCKS = {AGREEMENTS: ("agreements", agreements_block), ASSESS: ("verdicts", verdicts_block)}


def filled(path: Path) -> str:
    """A page as it should stand."""
    name, block = BLOCKS[path]
    return with_block(path.read_text(encoding="utf-8"), name, block())


def write() -> None:
    """Fill both pages."""
    for path in BLOCKS:
        path.write_text(filled(path), encoding="utf-8")
