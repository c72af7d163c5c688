"""Which incidents can be put on a map, and on what spots: at a point, or on the ground that words leave open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from trucewatch.model import EventType, Ground, Incident, Place
from trucewatch.publish.drawing.plate import Pin, Spot
from trucewatch.publish.titles import incident_title
from trucewatch.publish.words import Labels, incident_url, note, short_day, term

Native = Callable[[str], str | None]  # the name of a place of the gazetteer in its own script

NEAR, REGION = 2, 3  # Place.geo_precision
ROUGH = 20.0  # pixels of the dashed circle around a point that is only near the place
TALKS = frozenset({EventType.AGREE, EventType.CONSULT, EventType.COOPERATE})
WIDEST = 1.2  # degrees: ground that is wider ("northern Syria") is listed; on a map it would only shade
SHORT = 30  # letters of the words for a ground that fit on the map
FAR = 5.0  # degrees beyond the other incidents at which a place of talks would shrink them to a dot


def is_placed(incident: Incident) -> bool:
    """True if the incident stands at a point or on ground small enough to draw; one known only by a region is listed."""
    place = incident.place
    if place is None or place.middle is None:
        return False
    return _is_drawn(place.ground) if place.ground is not None else place.geo_precision != REGION


def _is_drawn(ground: Ground) -> bool:
    points = [point for piece in ground.pieces for point in piece[0]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(xs) - min(xs) <= WIDEST and max(ys) - min(ys) <= WIDEST


def on_map(shown: Sequence[Incident]) -> tuple[Incident, ...]:
    """The incidents that are drawn: all that stand at a point, but for talks far from everything else (Brussels, Geneva)."""
    placed = [incident for incident in shown if is_placed(incident)]
    field = [_middle(incident) for incident in placed if incident.type not in TALKS]
    west, east = min((x for _, x in field), default=-180), max((x for _, x in field), default=180)
    south, north = min((y for y, _ in field), default=-90), max((y for y, _ in field), default=90)

    def near(incident: Incident) -> bool:
        latitude, longitude = _middle(incident)
        return west - FAR <= longitude <= east + FAR and south - FAR <= latitude <= north + FAR

    return tuple(incident for incident in placed if incident.type not in TALKS or near(incident))


def _middle(incident: Incident) -> tuple[float, float]:
    return (incident.place.middle if incident.place else None) or (0.0, 0.0)


def spots_of(shown: Sequence[Incident], numbers: Mapping[str, int], labels: Labels, native: Native) -> tuple[Spot, ...]:
    """The spots of incidents that are placed, each with its pins; `numbers` are those of the list, by incident."""
    by_ground: dict[tuple[object, ...], list[Incident]] = {}
    for incident in shown:
        latitude, longitude = _middle(incident)
        pieces = incident.place.ground.pieces if incident.place and incident.place.ground else ()
        by_ground.setdefault((round(longitude, 2), round(latitude, 2), pieces), []).append(incident)
    ordered = sorted(by_ground.items(), key=lambda item: (item[0][:2], len(item[1])))
    return tuple(
        _spot([i.place for i in held if i.place], [_pin(one, numbers[one.id], labels) for one in held], native)
        for _, held in ordered
    )


def _spot(places: Sequence[Place], pins: Sequence[Pin], native: Native) -> Spot:
    place = places[0]
    latitude, longitude = place.middle or (0.0, 0.0)
    own = native(place.place_id) if place.place_id else None
    at_point = place.latitude is not None
    rough = ROUGH if place.ground is None and any(other.geo_precision == NEAR for other in places) else 0.0
    return Spot(
        round(longitude, 2) if at_point else longitude,
        round(latitude, 2) if at_point else latitude,
        place.name if at_point else _words_on_the_map(place),
        own if at_point and own != place.name else None,
        tuple(pins),
        rough,
        place.ground.pieces if place.ground else (),
        (place.ground.words.text or place.name) if place.ground else "",
        at_point,
    )


def _pin(incident: Incident, number: int, labels: Labels) -> Pin:
    day = f"{short_day(incident.time.start)}: " if incident.time else ""
    words = f"{number}. {day}{incident_title(incident, labels)}. {term('state', incident.state)}"
    return Pin(number, note("state", incident.state), words, incident_url(incident.id))


def _words_on_the_map(place: Place) -> str:
    """What is written on a ground: the words of a report, for the name alone would put it at the town; "" if they are long.

    Where the words are kept from the public, the name is that of the division.
    """
    words = (place.ground.words.text if place.ground else "") or place.name
    return words if len(words) <= SHORT else ""
