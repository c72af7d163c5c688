"""Make the claim that a line of a log carries: a violent or military act, a patrol stopped, a weapon out of place."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta

from trucewatch.ingest.logs.entries import Entry
from trucewatch.ingest.logs.grid import Cell
from trucewatch.ingest.logs.ground import around, ground_of, spot_of
from trucewatch.knowledge.log_tables import exercise_row, log_words, phenomenon_in, plain, value_of
from trucewatch.model import (
    AccessEvent,
    Actor,
    Claim,
    Counted,
    EventType,
    Figure,
    Ground,
    HardwareFinding,
    HardwareSighting,
    Interval,
    Limit,
    Logged,
    LogRecord,
    Observation,
    Phenomenon,
    Place,
    PlacePrecision,
    Position,
    Post,
    Precision,
    Qualifier,
    Realis,
    Span,
    content_id,
)
from trucewatch.model.codes import MODES

CONFIDENCE = 0.95  # a cell of a table is hardly misread; whether it is so is another matter
NEAR = 2  # ACLED's precision of a place near or part of what is named


def with_claim(entry: Entry) -> tuple[LogRecord, Claim | None]:
    """The record of a line and its claim, each knowing the other; no claim where the line tells of no act."""
    claim = _claim(entry)
    if claim is None or isinstance(entry.record, Limit):
        return entry.record, None
    return dataclasses.replace(entry.record, claim_id=claim.id), claim


def known_position(post: Post, day: date) -> Position | None:
    """Where the registry has a post on a day; before the first position told, there."""
    return post.position_on(day) or next(iter(post.positions), None)


def _claim(entry: Entry) -> Claim | None:
    match entry.record:
        case Observation() as seen:
            return _of_observation(entry, seen)
        case AccessEvent() as stopped:
            return _of_access(entry, stopped)
        case HardwareSighting() as found if found.finding is HardwareFinding.IN_VIOLATION:
            return _of_hardware(entry, found)
    return None


def _of_observation(entry: Entry, seen: Observation) -> Claim | None:
    """Its claim: an exercise is a show of arms, not an attack; a crater tells of an act of an unknown day."""
    row = entry.row
    if row is None or row.type is None or seen.count_high == 0:
        return None
    counted, row = row.counted, exercise_row() if seen.exercise else row
    kind = row.type or EventType.MOBILIZE
    place = _place(entry, ground=ground_of(seen, row, entry.post, known_position(entry.post, entry.when.day), seen.line))
    mode = row.mode if seen.exercise else _mode(kind, seen.weapon) or row.mode
    return _make(
        entry,
        row=f"phenomena.csv: {row.phenomenon}",
        trigger=_trigger(entry),
        type=kind,
        mode=mode,
        actor=_named(entry, "by" if kind is EventType.ASSAULT else "side"),
        place=place,
        time=None if seen.phenomenon is Phenomenon.CRATER else _time(entry),
        figures=_figures(entry, counted, seen),
        logged=Logged(
            seen.post_id, entry.post.operator, seen.phenomenon, seen.start, seen.end, seen.means, seen.weapon or "", seen.exercise
        ),
    )


def _mode(kind: EventType, weapon: str | None) -> str | None:
    """The mode that a weapon gives to an act of a kind."""
    mode = value_of("weapon", weapon) if weapon else None
    return mode if mode in MODES.get(kind, frozenset()) else None


def _of_access(entry: Entry, stopped: AccessEvent) -> Claim:
    return _make(
        entry,
        row="log: access",
        trigger=_words(entry, "outcome"),
        type=EventType.COERCE,
        mode="restrict",
        actor=_named(entry, "by", code=stopped.by),
        recipient=(_speaker(entry),),
        place=_place(entry, ground=spot_of(stopped, stopped.line) or _at_post(entry)),
        time=_time(entry),
        logged=Logged(stopped.post_id, entry.post.operator, "access", stopped.start, entry.when.end, "", stopped.outcome),
    )


def _of_hardware(entry: Entry, found: HardwareSighting) -> Claim:
    span = _words(entry, "count")
    count = (Figure(Counted.WEAPONS, found.count, found.count, span),) if found.count and span else ()
    return _make(
        entry,
        row="log: hardware",
        trigger=_words(entry, "finding"),
        type=EventType.MOBILIZE,
        mode="weapons",
        actor=_named(entry, "side", code=found.side),
        place=_place(entry, ground=spot_of(found, found.line) or _at_post(entry)),
        time=_time(entry),
        figures=count,
        logged=Logged(found.post_id, entry.post.operator, "hardware", found.start, entry.when.end, found.means, found.kind),
    )


def _make(
    entry: Entry,
    *,
    row: str,
    trigger: Span | None,
    type: EventType,
    mode: str | None,
    actor: tuple[Actor, ...],
    place: Place | None,
    time: Interval | None,
    logged: Logged,
    recipient: tuple[Actor, ...] = (),
    figures: tuple[Figure, ...] = (),
) -> Claim:
    return Claim(
        id=content_id("claim", entry.record.id),
        report_id="",
        quote=entry.record.line,
        trigger=trigger or entry.record.line,
        row=row,
        type=type,
        mode=mode,
        realis=Realis.ACTUAL,
        actor=actor,
        recipient=recipient,
        place=place,
        time=time,
        speaker=_speaker(entry),
        figures=figures,
        confidence=CONFIDENCE,
        logged=logged,
    )


def _speaker(entry: Entry) -> Actor:
    return Actor(_words(entry, "post") or entry.record.line, entry.post.operator, name=entry.post.name)


def _named(entry: Entry, field: str, *, code: str | None = None) -> tuple[Actor, ...]:
    if not entry.line.words(field):
        return ()
    return (Actor(_words(entry, field) or entry.record.line, code, name=entry.line.words(field)),)


def _time(entry: Entry) -> Interval:
    """The local days that a line tells of."""
    first, last = (datetime.fromisoformat(moment) for moment in (entry.when.start, entry.when.end))
    ends_at_midnight = last.date() > first.date() and (last.hour, last.minute) == (0, 0)
    end = last.date() if ends_at_midnight else last.date() + timedelta(days=1)
    one_day = end == first.date() + timedelta(days=1)
    return Interval(first.date(), end, Precision.DAY if one_day else Precision.RANGE, _words(entry, "date"))


def _place(entry: Entry, ground: Ground | None) -> Place:
    """The place as logged: around a post, so in its country as far as is known, and in none of its provinces for sure."""
    words = _words(entry, "event_location") or _words(entry, "position")
    return Place(
        words or entry.record.line,
        words.text if words else entry.post.name,
        country=entry.post.country,
        geo_precision=NEAR,
        precision=PlacePrecision.VICINITY,
        ground=ground,
    )


def _at_post(entry: Entry) -> Ground | None:
    """Around the post, as well as its position is known, where the line says that it was there."""
    told = plain(entry.line.words("event_location") or entry.line.words("position"))
    stood = entry.post.position_on(entry.when.day)
    if stood is None or told not in map(plain, (entry.post.id, entry.post.name, *entry.post.names, *log_words("here"))):
        return None
    return around(stood, entry.record.line)


def _figures(entry: Entry, counted: Counted | None, seen: Observation) -> tuple[Figure, ...]:
    span = _words(entry, "count")
    if counted is None or span is None or (seen.count_low is None and seen.count_high is None):
        return ()
    return (Figure(counted, seen.count_low, seen.count_high, span, approx=seen.qualifier is Qualifier.ABOUT),)


def _trigger(entry: Entry) -> Span | None:
    """The word that told what was perceived."""
    for field in ("phenomenon", "description"):
        cell = entry.line.cell(field)
        found = phenomenon_in(cell.words) if cell else None
        if cell and found and _stands(entry, cell):
            return _part(entry, cell.start + found[1][0], cell.start + found[1][1])
    return _words(entry, "phenomenon")


def _words(entry: Entry, field: str) -> Span | None:
    """The words of a cell, where they stand in the line as they are."""
    cell = entry.line.cell(field)
    if cell is None or not _stands(entry, cell):
        return None
    lead = len(cell.words) - len(cell.words.lstrip())
    return _part(entry, cell.start + lead, cell.start + lead + len(cell.words.strip()))


def _stands(entry: Entry, cell: Cell) -> bool:
    return entry.line.text[cell.start : cell.end] == cell.words


def _part(entry: Entry, start: int, end: int) -> Span:
    return Span("", start, end, entry.line.text[start:end])
