"""Find what parts the cells of a post's log, so that a page can show a line of a table as its cells; no character is changed."""

from __future__ import annotations

import re
from functools import lru_cache

from trucewatch.model import Report, Role
from trucewatch.web.marks import Layer

SEPARATORS = ",;\t|"
CELL = "cell"  # between two cells
LAST = "cell-end"  # behind the last one
NEAR_TOP = 50  # passages among which the first line of a log stands; a long report has tens of thousands
QUOTED = r'"(?:[^"]|"")*"'


def cell_layers(report: Report, start: int, end: int) -> tuple[Layer, ...]:
    """The separators of the lines that lie in a stretch of a log, empty cells between them included; () in any other report."""
    mark = _separator(report)
    if not mark:
        return ()
    first = report.text.rfind("\n", 0, start) + 1
    last = report.text.find("\n", end)
    line = report.text[first : last if last >= 0 else len(report.text)]
    runs = (found for found in _runs(mark).finditer(line) if found["run"])
    found = ((first + run.start("run"), first + run.end("run")) for run in runs)
    return tuple(Layer(a, b, LAST if _ends_line(report.text, b) else CELL) for a, b in found if start <= a and b <= end)


def _ends_line(text: str, at: int) -> bool:
    return at == len(text) or text[at] == "\n"


@lru_cache(maxsize=8)
def _runs(mark: str) -> re.Pattern[str]:
    """Quoted cells, in which separators are words, or a run of separators."""
    return re.compile(rf"{QUOTED}|(?P<run>{re.escape(mark)}+)")


def _separator(report: Report) -> str:
    """What parts the cells in the heading of a log; empty where there is no heading, or the report is no log."""
    first = report.passages[:NEAR_TOP]
    if not first or first[0].role is not Role.BOILERPLATE or not any(passage.role is Role.LOG for passage in first):
        return ""
    head = report.text[report.passages[0].start : report.passages[0].end]
    best = max(SEPARATORS, key=head.count)
    return best if best in head else ""
