"""Make a record of one line of a log: an observation, a limit, a patrol stopped or a weapon seen."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from trucewatch.errors import SourceError
from trucewatch.ingest.logs.grid import Line
from trucewatch.ingest.logs.times import Order, Stretch, read_stretch
from trucewatch.ingest.logs.values import (
    Bearing,
    Count,
    Reach,
    is_flight,
    read_bearing,
    read_count,
    read_degrees,
    read_minutes,
    read_reach,
    read_yes,
)
from trucewatch.knowledge.log_tables import PhenomenonRow, is_none, phenomenon_in, value_of
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.posts import posts_called
from trucewatch.model import (
    AccessEvent,
    AccessOutcome,
    Assessed,
    HardwareFinding,
    HardwareSighting,
    Limit,
    LimitCause,
    LogRecord,
    Means,
    Observation,
    Phenomenon,
    Post,
    Qualifier,
    Span,
    content_id,
)

CODE = re.compile(r"[A-Z]{3}(?::[A-Z]{3})?")
BEFORE_NAME = re.compile(r"\b(?:of|from)\s+(?:the\s+)?", re.IGNORECASE)  # "two armed men of the"
WHEREABOUTS = re.compile(  # "2-4km WSW", "<3 km north-west": what is read as a distance, and words that are read as a direction
    r"([<>~]?\s{0,3}\d[\d.,]{0,12}\s{0,3}(?:k?m)?(?:\s{0,3}[-–—]\s{0,3}\d[\d.,]{0,12}\s{0,3}(?:k?m)?)?(?<=m))\s{1,9}([^\W\d_][\w\s-]{0,40})",
    re.IGNORECASE,
)
NAMES = {Observation: "observation", Limit: "limit", AccessEvent: "access", HardwareSighting: "sighting"}
NOT_CONTENT = frozenset({"id", "report_id", "line", "claim_id"})
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line understood: whose it is, when it was, its record, and what was perceived where that is known.

    The spans of the record measure the line alone; its report is not named yet.
    """

    line: Line
    post: Post
    when: Stretch
    record: LogRecord
    row: PhenomenonRow | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all lines of a log: the posts known, the post of lines that name none, how dates are read."""

    posts: Sequence[Post]
    post: Post | None
    order: Order | None


def read_entry(line: Line, setting: Setting) -> Entry:
    """What a line says; a SourceError tells the first thing in it that cannot be so."""
    post = _post(line, setting)
    when = read_stretch(
        line.words("date"), line.words("time"), line.words("end_date"), line.words("end"), post.zone, setting.order
    )
    record, row = MAKERS[_kind(line)](line, post, when)
    return Entry(line, post, when, numbered(record, 0), row)


def numbered(record: LogRecord, again: int) -> LogRecord:
    """The record with the id that its content gives; `again` counts the same line before it in its log."""
    parts = [
        f"{field.name}={getattr(record, field.name)}" for field in dataclasses.fields(record) if field.name not in NOT_CONTENT
    ]
    return dataclasses.replace(record, id=content_id(NAMES[type(record)], *parts, *([again] if again else [])))


def _post(line: Line, setting: Setting) -> Post:
    name = line.words("post")
    if not name:
        if setting.post is None:
            raise SourceError("", "no post is named, neither in the line nor by --post")
        return setting.post
    found = posts_called(name, setting.posts)
    if len(found) != 1:
        what = "is open between " + ", ".join(post.id for post in found) if found else "is no post of the registry"
        raise SourceError("", f"{name!r} {what}")
    return found[0]


def _kind(line: Line) -> str:
    """Which record a line makes: as it says itself, else by what it fills in."""
    if told := line.words("entry"):
        if (kind := value_of("entry", told)) is None:
            raise SourceError("", f"{told!r} is no kind of entry; known are observation, access, hardware, limit, nothing")
        return kind
    for field, kind in (("outcome", "access"), ("finding", "hardware"), ("cause", "limit")):
        if not is_none(line.words(field)):
            return kind
    told = line.words("phenomenon")
    quiet = is_none(told) and is_none(line.words("description")) and read_yes(line.words("whole"))  # "nothing perceived: yes"
    return "nothing" if quiet or (value_of("entry", told) == "nothing" and phenomenon_in(told) is None) else "observation"


def _observation(line: Line, post: Post, when: Stretch) -> tuple[Observation, PhenomenonRow | None]:
    told = f"{line.words('phenomenon')} {line.words('description')}".strip()
    if is_none(told):
        raise SourceError("", "nothing is said to have been perceived")
    found = phenomenon_in(told)
    row = found[0] if found else None
    exercise = read_yes(line.words("exercise"))
    count = read_count(line.words("count")) or Count(None, None)
    bearing, reach, heading = _whereabouts(line)
    return (
        Observation(
            id="",
            post_id=post.id,
            report_id="",
            line=_span(line),
            start=when.start,
            end=when.end,
            means=_choice(Means, "means", line.words("means")) or Means.SAW,
            phenomenon=row.phenomenon if row else Phenomenon.OTHER,
            count_low=count.low,
            count_high=count.high,
            qualifier=count.qualifier,
            weapon=None if is_none(line.words("weapon")) else line.words("weapon"),
            direction=bearing.degrees if bearing else None,
            spread=bearing.spread if bearing else None,
            distance_km_low=reach.low if reach else None,
            distance_km_high=reach.high if reach else None,
            heading=heading,
            area=_told(line, "area"),
            assessed=_choice(Assessed, "assessed", line.words("assessed")) or Assessed.UNKNOWN,
            exercise=exercise,
            latitude=read_degrees(line.words("latitude"), 90),
            longitude=read_degrees(line.words("longitude"), 180),
            remark=line.words("remark"),
        ),
        row,
    )


def _whereabouts(line: Line) -> tuple[Bearing | None, Reach | None, str | None]:
    """Direction, distance and direction of flight, each in its column, or as "2-4km WSW" and "W to E" in others."""
    direction, distance, heading = line.words("direction"), line.words("distance"), _told(line, "heading")
    if direction and is_flight(direction):
        heading, direction = heading or direction, ""
    if not heading and is_flight(line.words("description")):
        heading = line.words("description")
    place = line.words("event_location")
    found = WHEREABOUTS.fullmatch(place)
    if found and not direction and not distance and _as_bearing(found.group(2)):
        distance, direction = found.group(1), found.group(2)
    elif not direction and not is_none(place):
        direction = _as_bearing(place)
    return read_bearing(direction), read_reach(distance), heading


def _as_bearing(words: str) -> str:
    """The words if they are a direction and nothing else."""
    try:
        return words if read_bearing(words) else ""
    except SourceError:
        return ""


def _nothing(line: Line, post: Post, when: Stretch) -> tuple[Observation, None]:
    """A stretch in which a post looked and perceived nothing is an observation of none."""
    means = _choice(Means, "means", line.words("means")) or Means.SAW
    return (
        Observation(
            "", post.id, "", _span(line), when.start, when.end, means, Phenomenon.OTHER, 0, 0, Qualifier.EXACT,
            remark=line.words("remark") or line.words("phenomenon"),
        ),
        None,
    )  # fmt: skip


def _limit(line: Line, post: Post, when: Stretch) -> tuple[Limit, None]:
    cause = _choice(LimitCause, "cause", line.words("cause") or line.words("phenomenon"))
    if cause is None:
        raise SourceError("", "a limit needs a cause, such as night or fog")
    means = _choice(Means, "means", line.words("means"))
    return (
        Limit(
            "", post.id, "", _span(line), when.start, when.end, cause, (means,) if means else (),
            read_yes(line.words("whole")), line.words("remark") or line.words("description"),
        ),
        None,
    )  # fmt: skip


def _access(line: Line, post: Post, when: Stretch) -> tuple[AccessEvent, None]:
    outcome = _choice(AccessOutcome, "outcome", line.words("outcome"))
    if outcome is None:
        raise SourceError("", "what happened to the patrol is not told: denied, delayed or conditional")
    minutes = read_minutes(line.words("minutes"))
    lasted = datetime.fromisoformat(when.end) - datetime.fromisoformat(when.start)
    return (
        AccessEvent(
            id="",
            post_id=post.id,
            report_id="",
            line=_span(line),
            start=when.start,
            place=_place(line, post),
            outcome=outcome,
            by=_party(line.words("by"), when.day, post),
            by_words=line.words("by"),
            reason_given=line.words("reason"),
            minutes=minutes if minutes is not None or line.words("time") == "" else int(lasted.total_seconds() // 60) or None,
            consequence=line.words("consequence"),
            latitude=read_degrees(line.words("latitude"), 90),
            longitude=read_degrees(line.words("longitude"), 180),
            instrument=_told(line, "instrument"),
        ),
        None,
    )


def _hardware(line: Line, post: Post, when: Stretch) -> tuple[HardwareSighting, None]:
    finding = _choice(HardwareFinding, "finding", line.words("finding"))
    kind = _told(line, "kind") or _told(line, "weapon") or _told(line, "phenomenon")
    if finding is None:
        raise SourceError("", f"a weapon needs a finding, one of {', '.join(HardwareFinding)}")
    if kind is None:
        raise SourceError("", "what weapon it is is not told")
    count = read_count(line.words("count"))
    return (
        HardwareSighting(
            id="",
            post_id=post.id,
            report_id="",
            line=_span(line),
            start=when.start,
            place=_place(line, post),
            kind=kind,
            finding=finding,
            count=count.low if count else None,
            side=_party(line.words("side"), when.day, post),
            means=_choice(Means, "means", line.words("means")) or Means.SAW,
            area=_told(line, "area"),
            previous=_told(line, "previous"),
            latitude=read_degrees(line.words("latitude"), 90),
            longitude=read_degrees(line.words("longitude"), 180),
            remark=line.words("remark"),
        ),
        None,
    )


MAKERS: dict[str, Callable[[Line, Post, Stretch], tuple[LogRecord, PhenomenonRow | None]]] = {
    "observation": _observation,
    "nothing": _nothing,
    "limit": _limit,
    "access": _access,
    "hardware": _hardware,
}


def _span(line: Line) -> Span:
    return Span("", 0, len(line.text), line.text)


def _told(line: Line, field: str) -> str | None:
    words = line.words(field)
    return None if is_none(words) else words


def _place(line: Line, post: Post) -> str:
    return _told(line, "event_location") or _told(line, "position") or post.name


def _choice(kind: type[Choice], sort: str, words: str) -> Choice | None:
    """The member that a cell stands for; None where it is empty, a SourceError where it stands for none."""
    if is_none(words):
        return None
    value = value_of(sort, words)
    if value is None:
        raise SourceError("", f"{words!r} is no {sort} that is known; known are {', '.join(kind)}")
    return kind(value)


def _party(words: str, on: date, post: Post) -> str | None:
    """The party that some words name: a code, or a name that leads to one party only ("two men of the Wagner Group")."""
    if CODE.fullmatch(words):
        return words
    book = load_parties()
    if whole := book.lookup(words, on=on, theatre=post.country) if words else ():
        return whole[0] if len(whole) == 1 else None
    for before in BEFORE_NAME.finditer(words):  # of a state's name or its capital's ("of the valley") nothing is made here
        rows = book.rows(words[before.end() :], on=on, theatre=post.country)
        if found := {book.code_on(row, on) for row in rows}:
            return found.pop() if len(found) == 1 else None
    return None
