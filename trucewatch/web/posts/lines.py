"""The lines of a log as a page and a file show them: when, by which clock, what is said, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trucewatch.model import AccessEvent, HardwareSighting, Limit, LogRecord, Observation, Post
from trucewatch.publish.posts import NAMES, day_of, record_hours, record_row, record_words
from trucewatch.publish.tongue import say
from trucewatch.publish.words import Labels, day_words, incident_url, report_url, term
from trucewatch.web.posts.asked import SORTS
from trucewatch.web.posts.desk import PostDesk

CORRECTS = re.compile(
    r"^corrects (?P<id>(?P<kind>observation|limit|access|sighting)-[0-9a-f]{6,64})\b;?\s*(?P<why>.*)$", re.DOTALL
)
ROUND = 2  # digits of a degree: a post's log is shown no finer than about a kilometre


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a log.

    `words` are ours, `remark` the log's own. `incident` is the address of the incident it went into, `corrects` the words of the
    line that it takes the place of.
    """

    id: str
    kind: str
    day: str
    hours: str
    zone: str
    words: str
    remark: str
    href: str
    incident: str
    corrects: str
    correct_href: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A patrol that was stopped: by whom, for how long, how it went on, what reason was given."""

    when: str
    place: str
    by: str
    outcome: str
    lasted: str
    reason: str
    consequence: str
    href: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """Weapons seen, or missed where they should be."""

    when: str
    what: str
    place: str
    side: str
    finding: str
    href: str


def rows_of(
    desk: PostDesk, post: Post, records: Sequence[LogRecord], labels: Labels, *, may_correct: bool
) -> tuple[LineRow, ...]:
    """The lines, in their order; what went into incidents is looked up for all of them together."""
    claims = [record.claim_id for record in records if not isinstance(record, Limit) and record.claim_id]
    went = desk.incidents_of(claims)
    return tuple(_row(desk, post, record, labels, went, may_correct) for record in records)


def _row(desk: PostDesk, post: Post, record: LogRecord, labels: Labels, went: Mapping[str, str], may_correct: bool) -> LineRow:
    claim = None if isinstance(record, Limit) else record.claim_id
    incident = went.get(claim or "")
    remark = "" if isinstance(record, AccessEvent) else record.remark
    found = CORRECTS.match(record.consequence if isinstance(record, AccessEvent) else remark)
    earlier = desk.earlier(found["kind"], found["id"]) if found else None
    at = f"/posts/{post.id}/observe?corrects={record.id}"
    return LineRow(
        id=record.id,
        kind=SORTS[kind_of(record)],
        day=day_words(day_of(record)),
        hours=record_hours(record),
        zone=zone_words(record),
        words=record_words(record, labels),
        remark=(found["why"] if found and earlier else remark) if not _is_said(record, remark) else "",
        href=report_url(record.report_id, claim),
        incident=incident_url(incident) if incident else "",
        corrects=f"{record_hours(earlier)} {record_words(earlier, labels)}" if earlier else "",
        correct_href=at if may_correct else "",
    )


def kind_of(record: LogRecord) -> str:
    """The kind of a record as the query names it."""
    return {"hardware": "sighting"}.get(NAMES[type(record)], NAMES[type(record)])


def _is_said(record: LogRecord, remark: str) -> bool:
    """True if the words of the line have the remark already."""
    return isinstance(record, Observation) and record.phenomenon == "other" and record.count_high != 0 and bool(remark)


def zone_words(record: LogRecord) -> str:
    """The offset of the clock that a line was logged by: "UTC+02:00"."""
    offset = datetime.fromisoformat(record.start).strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}" if offset.strip("+-0") else "UTC"


def stopped_of(record: AccessEvent, labels: Labels) -> Stopped:
    """A stopped patrol for the table."""
    who = labels(record.by) if record.by else ""
    return Stopped(
        when=f"{day_words(day_of(record))}, {record_hours(record)} {zone_words(record)}",
        place=record.place,
        by=f"{record.by_words} ({who})"
        if record.by_words and who and who != record.by_words
        else record.by_words or who or say("not told"),
        outcome=term("outcome", record.outcome),
        lasted=say("%(minutes)s min", minutes=record.minutes) if record.minutes is not None else say("not told"),
        reason=record.reason_given,
        consequence=record.consequence,
        href=report_url(record.report_id, record.claim_id),
    )


def sighting_of(record: HardwareSighting, labels: Labels) -> Sighting:
    """A sighting for the table."""
    many = f"{record.count} × " if record.count is not None else ""
    return Sighting(
        when=f"{day_words(day_of(record))}, {record_hours(record)} {zone_words(record)}",
        what=f"{many}{record.kind}",
        place=record.place,
        side=labels(record.side) if record.side else say("not told"),
        finding=record.finding.value,
        href=report_url(record.report_id, record.claim_id),
    )


def line_row(post: Post, record: LogRecord, labels: Labels, incident: str | None) -> dict[str, object]:
    """A line for files: the fields that all kinds share, the post's rounded place, and the line's own words."""
    spot = post.position_on(day_of(record))
    what = record_row(record)
    return {
        "id": record.id,
        "post": record.post_id,
        "kind": kind_of(record),
        "start": record.start,
        "end": record.end if isinstance(record, Observation | Limit) else record.start,
        "words": record_words(record, labels),
        "what": what.get("phenomenon") or what.get("cause") or what.get("outcome") or what.get("finding"),
        "count_low": what.get("count_low", what.get("count")),
        "count_high": what.get("count_high", what.get("count")),
        "means": what.get("means"),
        "place": what.get("place"),
        "line": record.line.text,
        "report": record.report_id,
        "claim": what.get("claim_id"),
        "incident": incident,
        "longitude": round(spot.longitude, ROUND) if spot else None,
        "latitude": round(spot.latitude, ROUND) if spot else None,
        "precision_km": spot.precision_km if spot else None,
    }


COLUMNS = tuple(
    "id post kind start end words what count_low count_high means place line report claim incident longitude latitude "
    "precision_km".split()
)
