"""Put the lines of a log together by post and day: each is one report, with the records and claims of its lines."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar, cast

from trucewatch.ingest.logs.claims import with_claim
from trucewatch.ingest.logs.entries import Entry
from trucewatch.model import Basis, Claim, Ground, LogRecord, Outlet, Passage, Post, Precision, Published, Report, Role, Span

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class LogDay:
    """What one log says of one post on one day: the lines as a report, their records, and the claims among them."""

    post: Post
    day: date
    report: Report
    records: tuple[LogRecord, ...]
    claims: tuple[Claim, ...]

    def under(self, id: str) -> LogDay:
        """The same under another id of its report."""
        return _moved(self, id, 0)


def days_of(source: str, header: str, entries: Sequence[Entry]) -> Iterator[LogDay]:
    """The days of a log, by post and day; the lines of each in the order of the log."""
    held: dict[tuple[str, date], list[Entry]] = {}
    for entry in entries:
        held.setdefault((entry.post.id, entry.when.day), []).append(entry)
    return (_day(source, header, held[key]) for key in sorted(held))


def _day(source: str, header: str, entries: Sequence[Entry]) -> LogDay:
    post, day = entries[0].post, entries[0].when.day
    texts = [*([header] if header else []), *(entry.line.text for entry in entries)]
    text = "\n".join(texts)
    id = f"log-{post.id}-{day}"
    head = len(header) + 1 if header else 0
    passages = ([Passage(0, head, Role.BOILERPLATE)] if header else []) + [Passage(head, len(text), Role.LOG)]
    report = Report(
        id=id,
        source=f"{source}#{post.id} {day}",
        text=text,
        raw_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        title=f"{post.name}: log of {day}",
        outlet=Outlet(post.name, Basis.METADATA),
        published=Published(day, Precision.DAY, Basis.METADATA),
        passages=tuple(passages),
    )
    records: list[LogRecord] = []
    claims: list[Claim] = []
    at = head
    for entry in entries:
        record, claim = with_claim(entry)
        records.append(_moved(record, id, at))
        claims += [_moved(claim, id, at)] if claim else []
        at += len(entry.line.text) + 1
    return LogDay(post, day, report, tuple(records), tuple(claims))


def _moved(value: Value, id: str, by: int) -> Value:
    """A record with all its spans so many characters further on, in the report of this id."""
    if isinstance(value, Span):
        return cast("Value", Span(id, value.start + by, value.end + by, value.text))
    if isinstance(value, tuple):
        return cast("Value", tuple(_moved(one, id, by) for one in value)) if value else value
    if isinstance(value, Ground):
        return cast("Value", dataclasses.replace(value, words=_moved(value.words, id, by)))
    if isinstance(value, Post | str | int | float | date | None) or not dataclasses.is_dataclass(value):
        return value
    changed = {
        name: moved for name in _fields(value.__class__) if (moved := _moved(held := getattr(value, name), id, by)) is not held
    }
    if hasattr(value, "report_id"):
        changed["report_id"] = id
    if isinstance(value, Report):
        changed["id"] = id
    return cast("Value", dataclasses.replace(cast("Report", value), **changed) if changed else value)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
