"""What somebody typed into the observation form: its fields, what is wrong with each, and the cells of a log that it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from trucewatch.errors import SourceError
from trucewatch.ingest.logs.times import read_clock, read_stretch
from trucewatch.ingest.logs.values import read_bearing, read_count, read_minutes, read_reach
from trucewatch.model import AccessOutcome, LimitCause, Means, Post

LONGEST = 500  # characters of one field
NOTHING = "nothing to report"
AHEAD = timedelta(minutes=15)  # how far a clock may be ahead of ours
KINDS = ("observation", "nothing", "limit", "access")
OWN = {  # the fields that belong to each kind, with the columns of a log they are written under
    "observation": ("means", "count", "phenomenon", "weapon", "direction", "distance", "remark"),
    "nothing": ("means", "remark"),
    "limit": ("cause", "whole", "remark"),
    "access": ("event_location", "outcome", "by", "reason", "minutes", "consequence"),
}
TIMES = ("date", "time", "end_date", "end")
FIELDS = ("kind", *TIMES, *dict.fromkeys(field for some in OWN.values() for field in some), "why")
NEEDED = {
    "date": "Say on which day it was.",
    "time": "Say at what time it began, as 18:42.",
    "phenomenon": "Say what was seen or heard.",
    "means": "Say how it was perceived.",
    "cause": "Say what kept you from looking.",
    "outcome": "Say how it went on.",
    "event_location": "Say where the patrol was stopped.",
    "end": "Say until when, as 19:05.",
}
WANTED = {
    "observation": ("date", "time", "phenomenon", "means"),
    "nothing": ("date", "time", "end", "means"),
    "limit": ("date", "time", "end", "cause"),
    "access": ("date", "time", "event_location", "outcome"),
}
CLOSED: dict[str, tuple[str, ...]] = {
    "means": tuple(Means),
    "cause": tuple(LimitCause),
    "outcome": tuple(AccessOutcome),
}
READERS: dict[str, Callable[[str], object]] = {
    "time": read_clock,
    "end": read_clock,
    "count": read_count,
    "direction": read_bearing,
    "distance": read_reach,
    "minutes": read_minutes,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """The cells of the line, and what is wrong, field by field; "" holds what is wrong with the line as a whole."""

    cells: Mapping[str, str]
    errors: Mapping[str, str]


def check(post: Post, fields: Mapping[str, str], now: datetime) -> Checked:
    """What was typed as the cells of a log; nothing is guessed, and nothing that was typed is changed."""
    kind = fields.get("kind", "")
    if kind not in KINDS:
        return Checked({}, {"kind": "Choose what you want to enter."})
    own = (*TIMES, *OWN[kind])
    errors = {name: NEEDED[name] for name in WANTED[kind] if not fields.get(name, "").strip()}
    for name in own:
        words = fields.get(name, "").strip()
        if words and name not in errors and (wrong := _wrong(name, words)):
            errors[name] = wrong
    if "date" not in errors and "time" not in errors and "end" not in errors:
        errors |= _wrong_time(post, fields, now)
    nothing = {"phenomenon": NOTHING} if kind == "nothing" else {}
    cells = {"post": post.id, "entry": kind, **nothing, **{name: fields.get(name, "").strip() for name in own}}
    return Checked({name: words for name, words in cells.items() if words}, errors)


def _wrong(name: str, words: str) -> str:
    if len(words) > LONGEST:
        return f"At most {LONGEST} characters; these are {len(words)}."
    if name in CLOSED and words not in CLOSED[name]:
        return f"Choose one of {', '.join(CLOSED[name])}."
    if name in ("date", "end_date"):
        return _wrong_day(words)
    try:
        if name in READERS:
            READERS[name](words)
    except SourceError as error:
        return f"{error.reason[:1].upper()}{error.reason[1:]}."
    return ""


def _wrong_day(words: str) -> str:
    try:
        date.fromisoformat(words)
    except ValueError:
        return f"“{words[:40]}” is no day; write it as 2024-03-11."
    return ""


def _wrong_time(post: Post, fields: Mapping[str, str], now: datetime) -> dict[str, str]:
    """What is wrong with the stretch of time: an hour that the clocks skip, an end before its beginning, the future."""
    words = [fields.get(name, "").strip() for name in TIMES]
    try:
        stretch = read_stretch(words[0], words[1], words[2], words[3], post.zone, None)
    except SourceError as error:
        return {"time": f"{error.reason[:1].upper()}{error.reason[1:]}."}
    late = datetime.fromisoformat(stretch.end if words[3] else stretch.start).astimezone(UTC)
    if late > now.astimezone(UTC) + AHEAD:
        there = now.astimezone(ZoneInfo(post.zone or "UTC"))
        name = "end" if words[3] else "time"
        return {name: f"That is still to come: at the post it is {there:%H:%M} on {there:%Y-%m-%d} now."}
    return {}
