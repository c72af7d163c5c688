"""Hand-marked claims of the shared data as claim records, so that merging can be measured apart from reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from trucewatch.model import (
    Actor,
    Claim,
    Counted,
    EventType,
    Figure,
    Interval,
    Place,
    Precision,
    Realis,
    Report,
    Span,
    content_id,
)

Locate = Callable[[Place, Report], Place]
GoldRow = dict[str, Any]


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
