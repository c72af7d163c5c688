"""Count violations by a rule that can be changed: the same incidents come to other numbers per burst, per shelling, per day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.knowledge.counting_tables import CountingRule, CountUnit
from trucewatch.knowledge.sides import side_of
from trucewatch.model import Counted, EventType, Incident, Place, Realis
from trucewatch.reconcile.figures.bounds import Bounds, add

ROUNDS = (  # the finest first: shells before the attacks they were fired in
    Counted.SHELLS,
    Counted.PROJECTILES,
    Counted.EXPLOSIONS,
    Counted.BURSTS,
    Counted.SHOTS,
    Counted.AIRSTRIKES,
    Counted.ATTACKS,
)
LONGEST_DAILY = 31  # days; what is told of a longer time is not told day by day
UNTOLD = "untold"  # how a rule names attacks whose means no account tells
NO_DAY, NO_PLACE, NOBODY = "no day told", "no place told", "nobody named"


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """What counts under a rule: how many (`high` None = open), when, where, by whom, and the incidents it was counted from."""

    low: int
    high: int | None
    first: date | None
    last: date | None
    place: str | None
    doers: tuple[str, ...]
    incident_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountLine:
    """A day, a place or a party, and what is counted there."""

    key: str
    low: int
    high: int | None
    incident_ids: tuple[str, ...]


def count_events(incidents: Sequence[Incident], rule: CountingRule) -> tuple[CountedEvent, ...]:
    """What counts under the rule: attacks that are said to have happened, of the modes it names; in order of day, place and id.

    Whether an account denies one changes nothing here: what is contested counts as alleged.
    """
    counted = sorted((one for one in incidents if _falls_under(one, rule)), key=lambda one: one.id)
    events = UNITS[rule.unit](counted)
    return tuple(sorted(events, key=lambda event: (event.first or date.max, event.place or "", event.doers, event.incident_ids)))


def count_lines(events: Iterable[CountedEvent], by: str) -> tuple[CountLine, ...]:
    """The events added up by `day`, `place` or `party` (whoever is said to have done it); a ValueError for another word."""
    if by not in KEYS:
        raise ValueError(f"violations are counted by {', '.join(KEYS)}, not by {by!r}")
    groups: dict[str, list[CountedEvent]] = {}
    for event in events:
        groups.setdefault(KEYS[by](event), []).append(event)
    return tuple(_line(key, groups[key]) for key in sorted(groups))


def _line(key: str, events: Sequence[CountedEvent]) -> CountLine:
    low, high = add((event.low, event.high) for event in events)
    return CountLine(key, low or 0, high, tuple(dict.fromkeys(i for event in events for i in event.incident_ids)))


def day_words(event: CountedEvent) -> str:
    """The day, or from the first to the last where they cannot be told apart."""
    if event.first is None or event.last is None:
        return NO_DAY
    return event.first.isoformat() + ("" if event.first == event.last else f" to {event.last.isoformat()}")


KEYS: Mapping[str, Callable[[CountedEvent], str]] = {
    "day": day_words,
    "place": lambda event: event.place or NO_PLACE,
    "party": lambda event: " and ".join(event.doers) or NOBODY,
}


def _falls_under(incident: Incident, rule: CountingRule) -> bool:
    known = incident.type is EventType.ASSAULT and incident.realis is Realis.ACTUAL
    return known and (not rule.modes or (incident.mode or UNTOLD) in rule.modes)


def _by_round(incidents: Sequence[Incident]) -> list[CountedEvent]:
    """As many as are printed: the best figure, else the range; one where no number is."""
    return [_event([incident], _rounds(incident)) for incident in incidents]


def _rounds(incident: Incident) -> Bounds:
    for kind in ROUNDS:
        for figure in incident.figures:
            if figure.kind is kind and (figure.low or figure.best):
                best = figure.best
                return (best, None if figure.best_words != f"{best:,}" else best) if best else (figure.low, figure.high)
    return 1, 1


def _by_act(incidents: Sequence[Incident]) -> list[CountedEvent]:
    """One for each incident."""
    return [_event([incident], (1, 1)) for incident in incidents]


def _by_episode(incidents: Sequence[Incident]) -> list[CountedEvent]:
    """One for all fire by the same side at one place on one day; what has no day, place or doer is an episode of its own."""
    groups: dict[tuple[object, ...], list[Incident]] = {}
    for incident in incidents:
        day, place, doers = incident.time, _place_key(incident.place), frozenset(side_of(code) for code in incident.actor)
        whole = day is not None and bool(place) and bool(doers)
        key = (day.start, day.end, place, doers) if day is not None and whole else (incident.id,)
        groups.setdefault(key, []).append(incident)
    return [_event(group, (1, 1)) for group in groups.values()]


def _by_day_place_parties(incidents: Sequence[Incident]) -> list[CountedEvent]:
    """One for each day, place and set of parties, whoever began; what has no day or place is one of its own."""
    groups: dict[tuple[object, ...], list[tuple[Incident, date | None]]] = {}
    for incident in incidents:
        parties = frozenset(side_of(code) for code in (*incident.actor, *incident.recipient))
        place = _place_key(incident.place)
        for day in _days(incident):
            key = (day, place, parties) if day and place else (incident.id, day)
            groups.setdefault(key, []).append((incident, day))
    return [_event([one for one, _ in group], (1, 1), group[0][1]) for group in groups.values()]


def _days(incident: Incident) -> tuple[date | None, ...]:
    """Each day of an incident that is told by days; one None where it is not."""
    time = incident.time
    if time is None or (time.end - time.start).days > LONGEST_DAILY or time.precision in ("week", "month", "year", "unknown"):
        return (None,)
    return tuple(time.start + timedelta(days=n) for n in range((time.end - time.start).days))


def _place_key(place: Place | None) -> str:
    return (place.place_id or place.name) if place else ""


def _event(incidents: Sequence[Incident], bounds: Bounds, day: date | None = None) -> CountedEvent:
    first = incidents[0]
    time = first.time
    return CountedEvent(
        low=bounds[0] or 0,
        high=bounds[1],
        first=day or (time.start if time else None),
        last=day or (time.last if time else None),
        place=first.place.name if first.place else None,
        doers=tuple(dict.fromkeys(code for incident in incidents for code in incident.actor)),
        incident_ids=tuple(incident.id for incident in incidents),
    )


UNITS: Mapping[CountUnit, Callable[[Sequence[Incident]], list[CountedEvent]]] = {
    CountUnit.ROUND: _by_round,
    CountUnit.ACT: _by_act,
    CountUnit.EPISODE: _by_episode,
    CountUnit.DAY_PLACE_PARTIES: _by_day_place_parties,
}
