"""Copies among reports as rows: who has whose words, how much of them, where, and how one can tell who came first."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.ledger import Ledger
from trucewatch.model import Copy, Report, SharedPassage, Span
from trucewatch.publish.exports import Row
from trucewatch.reconcile.copies.graph import copy_graph
from trucewatch.reconcile.stories.groups import stories


def copy_table(ledger: Ledger) -> Iterator[Row]:
    """Every two reports of which one has words of the other, or tells its outlet's own story again."""
    reports = {report.id: report for report in ledger.reports()}
    graph = copy_graph(reports.values(), stories=stories(reports.values(), ledger.claims()))
    for copy in graph.copies:
        yield copy_row(copy, reports[copy.earlier], reports[copy.later])


def copy_row(copy: Copy, earlier: Report, later: Report) -> Row:
    """One copy; `directed` is false where nobody can tell which report came first."""
    return {
        "earlier": copy.earlier,
        "earlier_outlet": earlier.outlet.name if earlier.outlet else None,
        "later": copy.later,
        "later_outlet": later.outlet.name if later.outlet else None,
        "kind": str(copy.kind),
        "directed": copy.directed,
        "supersedes": copy.supersedes,
        "credit": copy.credit,
        "words": copy.words,
        "share_earlier": copy.share_earlier,
        "share_later": copy.share_later,
        "passages": [_passage(passage) for passage in copy.passages],
        "reason": copy.reason,
    }


def _passage(passage: SharedPassage) -> Row:
    return {"words": passage.words, "earlier": _span(passage.earlier), "later": _span(passage.later)}


def _span(span: Span) -> Row:
    return {"start": span.start, "end": span.end, "text": span.text}
