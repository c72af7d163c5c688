"""Find the lines of a log whose position cannot be: far from where the post stands, or in two places at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(slots=True)
class _Stand:
    """One place from which a post perceived something that may last: the line that lasts longest, and those not yet named."""

    longest: Entry
    sound: list[Entry]


def _in_two_places(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """Both of two lines in which one post hears or sees at one time from two places."""
    found: dict[int, tuple[Entry, str]] = {}
    open_now: dict[str, dict[Hashable, _Stand]] = {}
    present = [entry for entry in entries if isinstance(entry.record, Observation) and entry.record.means in PRESENT]
    for entry in sorted(present, key=lambda entry: (_start(entry), entry.line.number)):
        stands = open_now.get(entry.post.id, {})
        stands = {key: stand for key, stand in stands.items() if _together(stand.longest, entry)}
        elsewhere = [stand for stand in stands.values() if _apart(stand.longest, entry)]
        for stand in elsewhere:
            found |= {other.line.number: (other, _told(other, entry)) for other in stand.sound if _together(other, entry)}
            stand.sound = []  # those that were over by then meet no later line either
        if elsewhere:
            found[entry.line.number] = (entry, _told(entry, elsewhere[0].longest))
        open_now[entry.post.id] = _with(stands, entry, sound=not elsewhere)
    return (found[number] for number in sorted(found))


def _with(stands: dict[Hashable, _Stand], entry: Entry, *, sound: bool) -> dict[Hashable, _Stand]:
    """The stands of a post with one more line."""
    key = (_spot(entry), plain(entry.line.words("position")))
    stand = stands.setdefault(key, _Stand(entry, []))
    stand.longest = max(stand.longest, entry, key=lambda one: (_end(one), _start(one)))
    stand.sound += [entry] if sound else []
    return stands


def _told(one: Entry, two: Entry) -> str:
    places = f"at {_named(one)} here, at {_named(two)} in line {two.line.number}"
    return f"{one.post.id} is in two places at one time: {places}"


def _start(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.when.start)


def _end(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.when.end)


def _together(before: Entry, after: Entry) -> bool:
    return _start(after) < _end(before) or _start(after) == _start(before)


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
