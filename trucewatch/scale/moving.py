"""Put the claims of a report under another id of it, as reading it under that id would have."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TypeVar, cast

from trucewatch.model import Claim, Report, Span, content_id

Value = TypeVar("Value")


def moved(claims: Sequence[Claim], report: Report) -> tuple[Claim, ...] | None:
    """The claims under the report's id; None where that cannot be told from the claims, and it has to be read again.

    A claim's id comes from its report's and from how its place was called while it was read: whether that is the name it has
    now is tried on the id it has.
    """
    out = []
    for claim in claims:
        if claim.report_id == report.id:
            out.append(claim)
            continue
        name = _name_read(claim)
        if name is None:
            return None
        parts = {field.name: _under(getattr(claim, field.name), report.id) for field in dataclasses.fields(claim)}
        out.append(Claim(**{**parts, "id": _id(claim, report.id, name), "report_id": report.id}))
    return tuple(out)


def _name_read(claim: Claim) -> str | None:
    names = [claim.place.name, claim.place.span.text, ""] if claim.place else [""]
    return next((name for name in names if _id(claim, claim.report_id, name) == claim.id), None)


def _id(claim: Claim, report_id: str, name: str) -> str:
    return content_id("claim", report_id, claim.quote.start, claim.quote.end, claim.trigger.start, claim.type, name)


def _under(value: Value, report_id: str) -> Value:
    """The same record with every span in it in the report of that id."""
    if isinstance(value, Span):
        return cast(Value, dataclasses.replace(value, report_id=report_id))
    if isinstance(value, tuple):
        return cast(Value, tuple(_under(part, report_id) for part in value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _under(getattr(value, field.name), report_id) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **parts)
    return value
