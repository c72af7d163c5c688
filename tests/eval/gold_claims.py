"""Hand-marked claims of the shared data as claim records, so that merging can be measured apart from reading."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.eval.shared import SHARED
from trucewatch.model import (
    Actor,
    Basis,
    Claim,
    Counted,
    EventType,
    Figure,
    Interval,
    Outlet,
    Place,
    Precision,
    Published,
    Realis,
    Report,
    Span,
    content_id,
)

Locate = Callable[[Place, Report], Place]
GoldRow = dict[str, Any]

ARTICLES = {"fakes_dev": "data/fakes/articles.jsonl.gz", "guardian_dev": "data/guardian_sdf"}


def gold_rows(name: str) -> list[GoldRow]:
    """The rows of one gold file."""
    return [
        json.loads(line) for line in (SHARED / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def gold_reports(name: str) -> dict[str, Report]:
    """The reports a gold file is marked on."""
    wanted = {row["report"] for row in gold_rows(name)}
    if name == "seeds":
        texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((SHARED / "seeds").glob("*.txt"))}
        return {key: _report(key, text, "2020-02-13", None) for key, text in texts.items()}
    path = SHARED / ARTICLES[name]
    path = path if path.is_file() else sorted(path.glob("*.jsonl.gz"))[0]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {
        row["id"]: _report(row["id"], row["text"], row["published"], row.get("outlet_name") or row.get("outlet"))
        for row in rows
        if row["id"] in wanted
    }


def _report(key: str, text: str, published: str, outlet: str | None) -> Report:
    return Report(
        id=key,
        source=key,
        text=text,
        raw_sha256="",
        outlet=Outlet(outlet, Basis.METADATA) if outlet else None,
        published=Published(date.fromisoformat(published), Precision.DAY, Basis.METADATA),
    )


def gold_claims(
    rows: list[GoldRow], reports: dict[str, Report], locate: Locate = lambda place, report: place
) -> dict[str, Claim]:
    """A claim record for each gold row, by the id of the row."""
    return {row["id"] + "@" + row["report"]: _claim(row, reports[row["report"]], locate) for row in rows}


def _claim(row: GoldRow, report: Report, locate: Locate) -> Claim:
    quote = report.quote(row["quote"])
    time = row["time"]
    return Claim(
        id=content_id("claim", row["report"], row["id"]),
        report_id=report.id,
        quote=quote,
        trigger=quote,
        row="gold",
        type=EventType(row["type"]),
        mode=row["mode"],
        realis=Realis(row["realis"]),
        actor=tuple(Actor(quote, party=code) for code in row["actor"]),
        recipient=tuple(Actor(quote, party=code) for code in row["recipient"]),
        place=locate(Place(_near(report, quote, row["place"]), row["place"]), report) if row["place"] else None,
        time=Interval(date.fromisoformat(time[0]), date.fromisoformat(time[1]) + timedelta(1), Precision.DAY, quote)
        if time
        else None,
        speaker=Actor(_near(report, quote, row["speaker"]), name=row["speaker"]) if row["speaker"] else None,
        direct_quote=row["direct_quote"],
        figures=tuple(Figure(Counted(f["kind"]), f["low"], f["high"], quote, f["of"], f["approx"]) for f in row["figures"]),
        deadline=_day(row["deadline"]) if row["deadline"] else None,
    )


def _near(report: Report, quote: Span, words: str) -> Span:
    """Where these words stand, inside the quote if they do; the quote itself where the report has them in no such form."""
    inside = quote.text.find(words)
    if inside >= 0:
        return report.span(quote.start + inside, quote.start + inside + len(words))
    return report.quote(words) if words in report.text else quote


def _day(iso: str) -> Interval:
    day = date.fromisoformat(iso)
    return Interval(day, day + timedelta(1), Precision.DAY)
