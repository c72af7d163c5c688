"""Measure the weights of reading on reports held out by incident, for docs/reading.md: their worth, and how far a chance holds.

Needs the development data in ../shared. The plot of the reliability goes to docs/pictures/reliability.svg.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.eval import claims as marked
from tools.reading_doc import put
from training import judge
from trucewatch.knowledge.lexicon import ClaimEvidenceRow
from trucewatch.knowledge.tables import read_table
from trucewatch.read.judging import LEAST_DOUBTED, LEAST_PLAIN

PLOT = Path(__file__).parents[1] / "docs" / "pictures" / "reliability.svg"
NEVER = 1.1  # above every chance
WHOLE, SEVERAL, ONLY = "found, all four values right", "found, several values wrong", "found, only {} wrong"
LEFT_OUT, NOT_READ = "read, but left out", "not read"
FATES = (WHOLE, *map(ONLY.format, ("actor", "place", "figures", "realis")), SEVERAL, LEFT_OUT, NOT_READ)
Table = Sequence[tuple[float, float, float]]
SIDE, LEFT, TOP = 300, 60, 24  # the square of the plot and its margins
STYLE = """text{font:13px system-ui,sans-serif;fill:#333}line,rect{stroke:#999;fill:none}circle{fill:#1f6f8b;fill-opacity:.75}
@media (prefers-color-scheme:dark){text{fill:#ddd}line,rect{stroke:#777}circle{fill:#7cc4dc}}"""


def judged(page: str) -> str:
    """The page with the measured tables anew; the plot is written beside it."""
    cases = judge.marked_reports(judge.OPEN)
    names = [row.evidence for row in read_table(judge.TABLE, ClaimEvidenceRow)]
    found = judge.held_out(cases, names)
    PLOT.write_text(drawn(judge.reliability(cases, found)), encoding="utf-8")
    page = put(page, "ablation", _table(_worth(cases, names, found), "| on held-out reports | F1 | whole | background |"))
    page = put(page, "reliability", _reliability_words(cases, found))
    page = put(page, "blocks", _table(_blocks(cases, found), "| of the core claims of open reports | share | claims |"))
    return put(page, "types", _table(_types(cases, found), "| type | core claims | found |"))


def _worth(cases: dict[str, judge.Marked], names: Sequence[str], found: dict[str, judge.Floats]) -> Iterator[str]:
    """Rows of the table: everything that was read, the doubts alone, the weights, the weights without a group."""
    told = (
        ("everything that was read", found, 0.0, 0.0),
        ("the doubts alone: whatever has one is left out", found, 0.0, NEVER),
        ("the weights alone, one threshold", found, LEAST_PLAIN, LEAST_PLAIN),
        ("**the weights, and a higher threshold where there is a doubt (shipped)**", found, LEAST_PLAIN, LEAST_DOUBTED),
        *(
            (f"the same without {group}", judge.held_out(cases, _without(names, group)), LEAST_PLAIN, LEAST_DOUBTED)
            for group in judge.GROUPS
        ),
    )
    for words, chances, plain, doubted in told:
        f = judge.scored(cases, chances, plain, doubted)
        yield f"| {words} | {f['f1']:.3f} | {f['whole']:.3f} | {f['background']:.3f} |"


def _without(names: Sequence[str], group: str) -> list[str]:
    return [name for name in names if judge.group_of(name) != group]


def _reliability_words(cases: dict[str, judge.Marked], found: dict[str, judge.Floats]) -> str:
    table = judge.reliability(cases, found)
    errors = [judge.calibration_error(judge.reliability(cases, found, background=share)) for share in (0.5, 1.0, 0.0)]
    rows = (
        f"| {k / 10:.1f} to {(k + 1) / 10:.1f} | {chance:.2f} | {share:.2f} | {number:g} |"
        for k, chance, share, number in _tenths(table)
    )
    drafts = sum(len(case.rows) for case in cases.values())
    told = (
        f"Calibration error {errors[0]:.3f}, from {drafts} happenings in {len(cases)} reports. One that is marked as background "
        f"counts half, as in the fit; counted in full as wrong it would be {errors[1]:.3f}, not at all {errors[2]:.3f}.\n\n"
    )
    return told + _table(rows, "| chance | mean chance | share that was a core claim | happenings |")


def _blocks(cases: dict[str, judge.Marked], found: dict[str, judge.Floats]) -> Iterator[str]:
    """Rows of the table: what keeps the core claims from being found with all values right."""
    fates = Counter(fate for report, case in cases.items() for fate in _fates(case, found[report]))
    total = sum(fates.values())
    for fate in FATES:
        yield f"| {fate} | {fates[fate] / total:.0%} | {fates[fate]} |"


def _fates(case: judge.Marked, chances: judge.Floats) -> Iterator[str]:
    """What became of each core claim of a report: not read, left out, or found with these values wrong."""
    pair, text = marked.scorer().pair, case.report.text
    kept = [row for row, doubt, chance in zip(case.rows, case.doubted, chances, strict=True) if chance >= _least(doubt)]
    of_kept = dict(pair(case.gold, kept, text))
    of_read = dict(pair(case.gold, case.rows, text))
    for number, gold in enumerate(case.gold):
        if not gold["core"]:
            continue
        if number in of_kept:
            wrong = _wrong(gold, kept[of_kept[number]])
            yield WHOLE if not wrong else SEVERAL if len(wrong) > 1 else ONLY.format(wrong[0])
        else:
            yield LEFT_OUT if number in of_read else NOT_READ


def _least(doubted: bool) -> float:
    return LEAST_DOUBTED if doubted else LEAST_PLAIN


def _wrong(gold: dict[str, Any], row: dict[str, Any]) -> list[str]:
    """The values that a whole claim needs and this one lacks."""
    score = marked.scorer()
    right = {
        "actor": score.parties(gold, "actor") == score.parties(row, "actor"),
        "place": score.place_ok(gold.get("place"), row.get("place")),
        "figures": score.figure_keys(gold) == score.figure_keys(row),
        "realis": gold.get("realis") == row.get("realis"),
    }
    return [value for value, holds in right.items() if not holds]


def _types(cases: dict[str, judge.Marked], found: dict[str, judge.Floats]) -> Iterator[str]:
    """Rows of the table: how many core claims of each type were found, the commonest type first."""
    by_type = judge.scored(cases, found, LEAST_PLAIN, LEAST_DOUBTED)["recall_by_type"]
    for kind, (hit, number) in sorted(by_type.items(), key=lambda item: (-item[1][1], item[0])):
        yield f"| {kind} | {number} | {hit / number:.0%} |"


def _tenths(table: Table) -> Iterator[tuple[int, float, float, float]]:
    for chance, share, number in table:
        yield min(9, int(chance * 10)), chance, share, number


def _table(rows: Iterator[str], head: str) -> str:
    return "\n".join([head, "|" + " --- |" * (head.count("|") - 1), *rows]) + "\n"


def drawn(table: Table) -> str:
    """Chance against share as an SVG: on the diagonal a chance holds what it says; the larger a dot, the more happenings."""
    most = max(number for _, _, number in table)
    right, bottom = LEFT + SIDE, TOP + SIDE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + 20} {bottom + 56}" width="{right + 20}" '
        f'height="{bottom + 56}" role="img" aria-label="Share of core claims among happenings by their chance">',
        f"<style>{STYLE}</style>",
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>',
        f'<line x1="{LEFT}" y1="{bottom}" x2="{right}" y2="{TOP}" stroke-dasharray="4 4"/>',
    ]
    for tick in range(0, 11, 2):
        at = SIDE * tick / 10
        parts.append(f'<text x="{LEFT + at:g}" y="{bottom + 18}" text-anchor="middle">{tick / 10:g}</text>')
        parts.append(f'<text x="{LEFT - 8}" y="{bottom - at + 4:g}" text-anchor="end">{tick / 10:g}</text>')
    for chance, share, number in table:
        x, y, radius = LEFT + SIDE * chance, bottom - SIDE * share, 3 + 7 * (number / most) ** 0.5
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{share:.2f} of {number:g}</title></circle>')
    parts.append(f'<text x="{LEFT + SIDE / 2:g}" y="{bottom + 40}" text-anchor="middle">chance given to a happening</text>')
    middle = TOP + SIDE / 2
    parts.append(
        f'<text transform="rotate(-90 16 {middle:g})" x="16" y="{middle:g}" text-anchor="middle">share that was a claim</text>'
    )
    return "\n".join([*parts, "</svg>"]) + "\n"
