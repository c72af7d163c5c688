"""Draw where something lies that a post perceived: a piece of a ring around it, as wide as the line leaves open.

What was fired from the spot itself (an outgoing explosion, a muzzle flash, a burst, a shot) is never placed: its ground is all
that the post can perceive, around the post's position rounded to a tenth of a degree (about ten kilometres), whatever direction
and distance the line tells. A projectile's ground is where it was seen, and its direction of flight is not drawn out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from trucewatch.knowledge.distance import Spot, moved
from trucewatch.knowledge.log_tables import PhenomenonRow
from trucewatch.model import FIRED, AccessEvent, Ground, HardwareSighting, Observation, Position, Post, Ring, Shape, Span

COARSE_DIGITS = 1  # of a degree, for what was fired
COARSE_KM = 8.0  # half the diagonal of a tenth of a degree, which that rounding can be off by
ESTIMATE = 0.25  # a single distance is an estimate by eye or ear: a quarter more or less; a range is taken as logged
COORDINATES_KM = 1.0  # no position is taken to be known better
STEP = 10.0  # degrees from corner to corner of an arc
DIGITS = 3  # of a degree, about a hundred metres


def ground_of(observation: Observation, row: PhenomenonRow, post: Post, position: Position | None, words: Span) -> Ground | None:
    """Where an observation may lie; None if the post has no position from which it could be told."""
    spot, off = _stand(observation, position)
    if spot is None:
        return None
    reach = _reach_km(observation, row, post)
    if observation.phenomenon in FIRED:
        return _ring(_coarse(spot), 0.0, reach + off + COARSE_KM, None, None, words)
    low, high = observation.distance_km_low, observation.distance_km_high
    if low is not None and low == high:
        low, high = low * (1 - ESTIMATE), low * (1 + ESTIMATE)
    inner, outer = max(0.0, (low or 0.0) - off), (high if high is not None else max(reach, (low or 0.0) * (1 + ESTIMATE))) + off
    spread = observation.spread
    if spread is not None and observation.direction is not None:
        spread += math.degrees(math.atan2(off, max((inner + outer) / 2, off)))
    return _ring(spot, inner, outer, observation.direction, spread, words)


def spot_of(record: AccessEvent | HardwareSighting, words: Span) -> Ground | None:
    """Where a patrol was stopped or a weapon seen, if the line has coordinates: within a kilometre of them."""
    if record.latitude is None or record.longitude is None:
        return None
    return _ring((record.latitude, record.longitude), 0.0, COORDINATES_KM, None, None, words)


def around(position: Position, words: Span) -> Ground:
    """All around a position, as far off as it may be."""
    off = max(COORDINATES_KM, position.precision_km)
    return _ring((position.latitude, position.longitude), 0.0, off, None, None, words)


def _stand(observation: Observation, position: Position | None) -> tuple[Spot | None, float]:
    """Where whoever perceived it stood, and how far off that may be: as logged, else as the registry has the post."""
    if observation.latitude is not None and observation.longitude is not None:
        return (observation.latitude, observation.longitude), COORDINATES_KM
    if position is None:
        return None, 0.0
    return (position.latitude, position.longitude), max(COORDINATES_KM, position.precision_km)


def _reach_km(observation: Observation, row: PhenomenonRow, post: Post) -> float:
    """How far the post perceives by these means, else how far such a thing is commonly perceived."""
    return max((watch.range_km for watch in post.watches if watch.means is observation.means), default=row.reach_km)


def _coarse(spot: Spot) -> Spot:
    return round(spot[0], COARSE_DIGITS), round(spot[1], COARSE_DIGITS)


def _ring(spot: Spot, inner: float, outer: float, bearing: float | None, spread: float | None, words: Span) -> Ground:
    """A ring, or the piece of it that lies within `spread` degrees of a bearing."""
    if bearing is None or spread is None or spread >= 180:
        rings = [_arc(spot, outer, 0, 360), *([_arc(spot, inner, 0, 360)] if inner > 0 else [])]
        return Ground(Shape.CIRCLE, (tuple(_closed(list(ring)) for ring in rings),), _rounded(spot), words, round(outer, 1))
    far = list(_arc(spot, outer, bearing - spread, bearing + spread))
    near = list(_arc(spot, inner, bearing + spread, bearing - spread)) if inner > 0 else [_point(spot)]
    middle = moved(spot, (inner + outer) / 2, bearing)
    return Ground(Shape.SECTOR, ((_closed(far + near),),), _rounded(middle), words, round(outer, 1))


def _arc(spot: Spot, km: float, start: float, end: float) -> Iterator[tuple[float, float]]:
    steps = max(2, math.ceil(abs(end - start) / STEP))
    return (_point(moved(spot, km, start + (end - start) * step / steps)) for step in range(steps + 1))


def _point(spot: Spot) -> tuple[float, float]:
    return round(spot[1], DIGITS), round(spot[0], DIGITS)


def _rounded(spot: Spot) -> Spot:
    return round(spot[0], DIGITS), round(spot[1], DIGITS)


def _closed(points: list[tuple[float, float]]) -> Ring:
    kept = [point for point, before in zip(points, [None, *points], strict=False) if point != before]
    return tuple(kept if kept[0] == kept[-1] else [*kept, kept[0]])
