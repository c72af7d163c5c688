"""Write a claim as one JSON object: the fields of the claims guideline, then the words and rows each value rests on."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.model import Actor, Claim, Figure, Interval, Span


def claim_row(claim: Claim) -> dict[str, object]:
    """The claim in the exact form of the claims guideline, plus id, span, confidence, what was inherited from where, and row.

    Codes not worked out are left out of `actor` and `recipient`; their words stand in `actor_words` and `recipient_words`.
    """
    return {
        "id": claim.id,
        "report": claim.report_id,
        "quote": claim.quote.text,
        "type": claim.type.value,
        "mode": claim.mode,
        "actor": _codes(claim.actor),
        "recipient": _codes(claim.recipient),
        "place": claim.place.name if claim.place else None,
        "time": _days(claim.time),
        "realis": claim.realis.value,
        "condition": claim.condition.text if claim.condition else None,
        "speaker": claim.speaker.label if claim.speaker else None,
        "direct_quote": claim.direct_quote,
        "figures": [_figure(figure) for figure in claim.figures],
        "deadline": claim.deadline.last.isoformat() if claim.deadline else None,
        "span": {"start": claim.quote.start, "end": claim.quote.end},
        "trigger": {"start": claim.trigger.start, "end": claim.trigger.end, "text": claim.trigger.text},
        "row": claim.row,
        "confidence": claim.confidence,
        "actor_words": [actor.label for actor in claim.actor],
        "recipient_words": [actor.label for actor in claim.recipient],
        "sources": [source.label for source in claim.sources],
        "inherited": _inherited(claim),
    }


def _codes(actors: Sequence[Actor]) -> list[str]:
    return list(dict.fromkeys(actor.party for actor in actors if actor.party is not None))


def _days(interval: Interval | None) -> list[str] | None:
    return [interval.start.isoformat(), interval.last.isoformat()] if interval else None


def _figure(figure: Figure) -> dict[str, object]:
    return {"kind": figure.kind.value, "low": figure.low, "high": figure.high, "of": figure.of, "approx": figure.approx}


def _inherited(claim: Claim) -> dict[str, object]:
    """For each value carried over from elsewhere in the report: the words it came from and where they stand."""
    found: dict[str, object] = {}
    if parts := [_source(actor.span) for actor in claim.actor if actor.inherited]:
        found["actor"] = parts
    if parts := [_source(actor.span) for actor in claim.recipient if actor.inherited]:
        found["recipient"] = parts
    if claim.place is not None and claim.place.inherited:
        found["place"] = [_source(claim.place.span)]
    if claim.time_words is not None and claim.time_words.inherited:
        found["time"] = [_source(claim.time_words.span)]
    if claim.speaker is not None and claim.speaker.inherited:
        found["speaker"] = [_source(claim.speaker.span)]
    return found


def _source(span: Span) -> dict[str, object]:
    return {"start": span.start, "end": span.end, "text": span.text}
