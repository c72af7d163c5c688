"""Find the lines of a log whose position cannot be: far from where the post stands, or in two places at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from trucewatch.ingest.logs.claims import known_position
from trucewatch.ingest.logs.entries import Entry
from trucewatch.knowledge.distance import Spot, kilometres
from trucewatch.knowledge.log_tables import plain
from trucewatch.model import Means, Observation

SLACK_KM = 2.0  # between a post's place and where its people stand when they log
PRESENT = frozenset({Means.HEARD, Means.SAW})  # what people perceive where they are; cameras and UAVs stand elsewhere


def misplaced(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """The lines that cannot be where they say, each with the reason."""
    sound: list[Entry] = []
    for entry in entries:
        if reason := _contradicts(entry):
            yield entry, reason
        else:
            sound.append(entry)
    yield from _in_two_places(sound)


def _spot(entry: Entry) -> Spot | None:
    """Where the line has whoever logged it."""
    record = entry.record
    latitude, longitude = getattr(record, "latitude", None), getattr(record, "longitude", None)
    return (latitude, longitude) if latitude is not None and longitude is not None else None


def _contradicts(entry: Entry) -> str:
    """Why the line's coordinates are not those of its post; a patrol says in the line that it stood elsewhere."""
    known, spot = known_position(entry.post, entry.when.day), _spot(entry)
    told = plain(entry.line.words("position"))
    if known is None or spot is None or told not in {"", *map(plain, (entry.post.id, entry.post.name, *entry.post.names))}:
        return ""
    off = kilometres((known.latitude, known.longitude), spot)
    if off <= known.precision_km + SLACK_KM:
        return ""
    return f"the position lies {off:.0f} km from where the registry has {entry.post.id} (to {known.precision_km:g} km)"


def _in_two_places(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """Both of two lines in which one post hears or sees at one time from two places."""
    found: dict[int, tuple[Entry, str]] = {}
    open_now: dict[str, list[Entry]] = {}
    present = [entry for entry in entries if isinstance(entry.record, Observation) and entry.record.means in PRESENT]
    for entry in sorted(present, key=lambda entry: (_moment(entry.when.start), entry.line.number)):
        here = [other for other in open_now.get(entry.post.id, ()) if _together(other, entry)]
        for other in here:
            if _apart(other, entry):
                for one, two in ((other, entry), (entry, other)):
                    places = f"at {_named(one)} here, at {_named(two)} in line {two.line.number}"
                    reason = f"{one.post.id} is in two places at one time: {places}"
                    found.setdefault(one.line.number, (one, reason))
        open_now[entry.post.id] = [*here, entry]
    return (found[number] for number in sorted(found))


def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def _together(before: Entry, after: Entry) -> bool:
    start, end = _moment(after.when.start), _moment(before.when.end)
    return start < end or start == _moment(before.when.start)


def _apart(one: Entry, two: Entry) -> bool:
    """True if the two lines name two places: more than the slack between their points, or two names where no points are."""
    a, b = _spot(one), _spot(two)
    if a and b:
        return kilometres(a, b) > SLACK_KM
    names = {plain(entry.line.words("position")) for entry in (one, two)}
    return not a and not b and "" not in names and len(names) == 2


def _named(entry: Entry) -> str:
    spot = _spot(entry)
    return entry.line.words("position") or (f"{spot[0]:g}, {spot[1]:g}" if spot else entry.post.name)
