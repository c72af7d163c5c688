"""How long the report of a day with many incidents takes: python -m bench.report.

Made are the ledger of an invented war with some hundred happenings a day, and of it the report of the day with most incidents:
gathered, as HTML, Markdown, PDF and DOCX, each in seconds from the ledger to the bytes, the catalogue being at the ledger's head
as after every run. The first of several runs is told apart: it loads the gazetteer, the outlines of the map and the fonts.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.site_ledger import Size, site_ledger
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Ledger
from trucewatch.model import Bulletin, Edition
from trucewatch.publish.bulletin.docx import to_docx
from trucewatch.publish.bulletin.gathering import gather
from trucewatch.publish.bulletin.html import to_html
from trucewatch.publish.bulletin.matter import matter_of
from trucewatch.publish.bulletin.pdf import to_pdf
from trucewatch.publish.bulletin.plain import to_markdown

SIZE = Size(incidents=4_000, claims=40_000, large=False, a_day=560)
TIMES = 3
FORMS: dict[str, Callable[[Bulletin], str | bytes]] = {
    "html": to_html,
    "markdown": to_markdown,
    "pdf": to_pdf,
    "docx": to_docx,
}


def main() -> None:
    """Measure, and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", default=tempfile.gettempdir(), help="where the ledger is kept")
    given = options.parse_args()
    path = site_ledger(Path(given.folder), SIZE, lambda line: print(line, file=sys.stderr))
    with Ledger.open(f"sqlite:///{path}") as ledger:
        print(json.dumps(measured(ledger), indent=1))


def measured(ledger: Ledger) -> dict[str, object]:
    """Seconds of each form: the first run, the best after it, and of that the processor time, for machines that are shared."""
    catalogue = Catalogue(ledger)
    day = busiest(catalogue)
    found: dict[str, object] = {"day": day.isoformat()}
    for name, write in FORMS.items():
        seconds, busy = [], []
        for _ in range(TIMES):
            started, worked = time.perf_counter(), time.process_time()
            shelf = catalogue.at()
            bulletin = gather(matter_of(ledger, shelf, edition=Edition.DAILY, first=day, last=day))
            size = len(write(bulletin))
            seconds.append(round(time.perf_counter() - started, 2))
            busy.append(round(time.process_time() - worked, 2))
        found |= {
            "incidents": _incidents(bulletin),
            name: {"first": seconds[0], "then": min(seconds[1:]), "busy": min(busy[1:]), "size": size},
        }
    return found


def busiest(catalogue: Catalogue) -> date:
    """The day with the most incidents."""
    days = [row for row in catalogue.at().tally(Question(), ("day",)) if row.keys[0]]
    return date.fromisoformat(max(days, key=lambda row: (row.many, row.keys)).keys[0])


def _incidents(bulletin: Bulletin) -> int:
    return len({one.id for part in bulletin.sections for line in part.lines for one in line.subjects if one.kind == "incident"})


if __name__ == "__main__":
    main()
