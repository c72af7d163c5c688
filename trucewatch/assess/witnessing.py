"""Which posts could have perceived an incident, how well they could look, and whether a log bears it out.

That posts within range with a clear view logged nothing is told as just that: it is no evidence that nothing happened. That no
post could see is told differently, and so is that none is known near, or that place or day are told too roughly to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from trucewatch.assess.watching.daylight import hours_of
from trucewatch.assess.watching.logs import NO_LOG, PostLog
from trucewatch.assess.watching.outlook import WORST, Lookout, best
from trucewatch.assess.watching.sectors import reach
from trucewatch.knowledge.coverage_tables import PerceivingRow, perceiving, untold
from trucewatch.knowledge.distance import kilometres
from trucewatch.knowledge.observing_tables import observing_limits
from trucewatch.knowledge.wording import count_words, counted, joined
from trucewatch.model import (
    FIRED,
    AccessEvent,
    Cover,
    HardwareSighting,
    Incident,
    Interval,
    Limit,
    LogRecord,
    Means,
    Observation,
    Place,
    Position,
    Post,
    PostView,
    Realis,
    Witnessed,
    Witnessing,
    logged_instant,
)

LAST_YEAR = 9999  # the calendar ends with it, and clocks need a day to spare
LONGEST_DAYS = 2  # an incident told of a longer time is not told of a day
REGION = 3  # Place.geo_precision of a larger region
SPREAD = 22.5  # degrees to each side of a direction that a log gives without its spread: one of eight winds
SPOT_KM = 1.0  # about a point: the size of a village
NEAR_KM = 3.0  # about a point that stands for a place near it
LOUDEST_KM = 30.0  # beyond it no line of a log is taken for an incident, whatever distance it tells
HARDWARE, ACCESS = "hardware", "access"


@dataclass(frozen=True, slots=True)
class Scene:
    """An incident as it can be looked for: how it is perceived, where it lies, on which days, and which posts told it.

    `moments` are there only where logs tell it: then its time is known to the minute. It can be perceived from `farthest`
    kilometres at most; its ground reaches `size_km` from corner to corner.
    """

    rows: tuple[PerceivingRow, ...]
    ground: BaseGeometry
    middle: tuple[float, float]
    first: date
    last: date
    claim_ids: frozenset[str]
    logged_by: frozenset[str]
    moments: tuple[datetime, datetime] | None
    farthest: float
    size_km: float


def witness(incident: Incident, posts: Sequence[Post], logs: Mapping[str, PostLog]) -> Witnessing:
    """What the posts have to say of one incident."""
    return next(iter(witnesses((incident,), posts, logs)))


def witnesses(incidents: Iterable[Incident], posts: Sequence[Post], logs: Mapping[str, PostLog]) -> Iterator[Witnessing]:
    """What the posts have to say of each incident; what a post could see in an hour is worked out once for all."""
    lookouts = [Lookout(post, logs.get(post.id, NO_LOG)) for post in sorted(posts, key=lambda post: post.id)]
    told_by = _claims_of(logs)
    for incident in incidents:
        scene = _scene(incident, [told_by[key] for key in incident.claim_ids if key in told_by])
        if isinstance(scene, Witnessing):
            yield scene
        else:
            yield _verdict(incident, [view for one in lookouts if (view := _view(one, scene))], len(lookouts))


def _claims_of(logs: Mapping[str, PostLog]) -> dict[str, LogRecord]:
    """The line that each claim comes from that comes from a log."""
    records = (record for log in logs.values() for some in log.held.values() for record in some)
    return {record.claim_id: record for record in records if not isinstance(record, Limit) and record.claim_id}


def _scene(incident: Incident, lines: Sequence[LogRecord]) -> Scene | Witnessing:
    """The incident as it can be looked for, or why it cannot."""
    rows = perceiving(incident.type, incident.mode)
    if not rows or incident.realis is not Realis.ACTUAL:
        return Witnessing(incident.id, Witnessed.NOT_PERCEIVED, "it is nothing that is heard or seen from a post")
    place, time = incident.place, incident.time
    if place is None or place.middle is None or (place.ground is None and place.geo_precision == REGION):
        where = f"{place.name} is no single place" if place else "no place is told"
        return Witnessing(incident.id, Witnessed.CANNOT_TELL, f"{where}, so it cannot be told which post was near")
    if time is None or (time.end - time.start).days > LONGEST_DAYS or not 1 < time.start.year < LAST_YEAR:
        when = f"it is told of {(time.end - time.start).days} days" if time else "no day is told"
        return Witnessing(incident.id, Witnessed.CANNOT_TELL, f"{when}, so it cannot be told who could look then")
    first, claims, posts = _first_day(time), frozenset(incident.claim_ids), frozenset(line.post_id for line in lines)
    ground, farthest = _ground(place), max(row.km for row in rows)
    return Scene(rows, ground, place.middle, first, time.last, claims, posts, _moments(lines), farthest, _size(ground))


def _moments(lines: Sequence[LogRecord]) -> tuple[datetime, datetime] | None:
    """From when to when logs themselves have it, clocks allowed for; None where none has."""
    if not lines:
        return None
    ends = [logged_instant(line.end) if isinstance(line, Observation) else logged_instant(line.start) for line in lines]
    starts = [logged_instant(line.start) for line in lines]
    limits = observing_limits()
    apart = timedelta(seconds=limits.clock_s + limits.sound_s)
    return min(starts) - apart, max(*starts, *ends) + apart


def _first_day(time: Interval) -> date:
    """The day told; where that is only the day of the report, it may have been the day before."""
    return time.start if time.span is not None or (time.end - time.start).days > 1 else time.start - timedelta(days=1)


def _ground(place: Place) -> BaseGeometry:
    if place.ground is not None and (place.latitude is None or place.longitude is None):
        drawn = shape(place.ground.geojson())
        return drawn if drawn.is_valid else drawn.buffer(0)
    return reach(place.middle or (0.0, 0.0), SPOT_KM if (place.geo_precision or 1) == 1 else NEAR_KM)


def _view(lookout: Lookout, scene: Scene) -> PostView | None:
    """What one post could perceive of it; None where it lay out of range and its log has nothing that fits."""
    position = lookout.post.position_on(scene.last)
    if position is None:
        return None
    spot = position.latitude, position.longitude
    away = kilometres(spot, scene.middle)
    own = lookout.post.id in scene.logged_by
    if not own and away > max(scene.farthest, LOUDEST_KM) + scene.size_km + position.precision_km:
        return None
    able = _able(lookout.post, position, scene)
    untellable = not lookout.post.watches and away <= scene.farthest
    fitting = [record for record in _records(lookout, scene) if _fits(record, scene, spot)]
    if not able and not fitting and not untellable:
        return None
    by = {record.means for record in fitting if isinstance(record, Observation | HardwareSighting)}
    cover, reasons = _cover(lookout, scene, frozenset(able) | by)
    return PostView(
        post_id=lookout.post.id,
        name=lookout.post.name,
        operator=lookout.post.operator,
        km=round(away, 1),
        view=cover,
        within=untellable or bool(fitting) or any(able.values()),
        reasons=reasons,
        logged=tuple(record.id for record in fitting),
        words=tuple(record.line for record in fitting),
    )


@lru_cache(maxsize=50_000)
def _size(ground: BaseGeometry) -> float:
    """How far the ground reaches from corner to corner, in kilometres."""
    west, south, east, north = ground.bounds
    return kilometres((south, west), (north, east))


def _able(post: Post, position: Position, scene: Scene) -> dict[Means, bool]:
    """The means by which it could be perceived from the post: True where wherever it lay, False where it may lie within range."""
    found: dict[Means, bool] = {}
    spot = position.latitude, position.longitude
    for row in scene.rows:
        for watch in post.watches:
            if watch.means is not row.means:
                continue
            km = min(watch.range_km, row.km)
            if reach(spot, km - position.precision_km, watch.sectors).covers(Point(scene.middle[1], scene.middle[0])):
                sure = reach(spot, km - position.precision_km + SPOT_KM, watch.sectors).covers(scene.ground)
                found[row.means] = found.get(row.means, False) or sure or _is_spot(scene)
            elif reach(spot, km + position.precision_km, watch.sectors).intersects(scene.ground):
                found.setdefault(row.means, False)
    return found


def _is_spot(scene: Scene) -> bool:
    """True for a place of the size of a village, which counts as its middle."""
    return scene.size_km <= 3 * SPOT_KM


def _cover(lookout: Lookout, scene: Scene, able: frozenset[Means]) -> tuple[Cover, tuple[str, ...]]:
    """How well the post could look over the whole of its days: clear where it could in every hour by one of its means."""
    start, end = scene.moments or (lookout.day(scene.first)[0], lookout.day(scene.last)[1])
    covers: set[Cover] = set()
    reasons: dict[str, None] = {}
    for hour in hours_of(start, end):
        seen = lookout.at(hour)
        cover = best(seen.means.get(means, Cover.NONE) for means in able)
        covers.add(cover)
        if cover is not Cover.MANNED:
            reasons |= dict.fromkeys(seen.reasons)
    if covers == {Cover.MANNED}:
        return Cover.MANNED, ()
    return (Cover.NONE if covers <= {Cover.NONE} else Cover.LIMITED), tuple(reasons)


def _records(lookout: Lookout, scene: Scene) -> Iterator[LogRecord]:
    """The records of the days of the incident, each once."""
    seen: set[str] = set()
    for day in range(scene.first.toordinal(), scene.last.toordinal() + 1):
        for record in lookout.log.held.get(date.fromordinal(day), ()):
            if record.id not in seen:
                seen.add(record.id)
                yield record


def _fits(record: LogRecord, scene: Scene, spot: tuple[float, float]) -> bool:
    """True if a line can be of the incident: it is one of its own claims, or its phenomenon and its ground fit."""
    if isinstance(record, Limit):
        return False
    if record.claim_id is not None and record.claim_id in scene.claim_ids:
        return True
    if record.post_id in scene.logged_by or not _then(record, scene):
        return False
    told = {name for row in scene.rows for name in row.phenomena}
    if isinstance(record, AccessEvent):
        return ACCESS in told and _near(record, scene)
    if isinstance(record, HardwareSighting):
        return HARDWARE in told and _near(record, scene)
    if record.exercise or record.count_high == 0 or record.phenomenon.value not in told:
        return False
    return _seen_there(record, scene, spot)


def _then(record: Observation | AccessEvent | HardwareSighting, scene: Scene) -> bool:
    """True if a line can be of the time of an incident that is known to the minute; of any other its day is enough."""
    if scene.moments is None:
        return True
    start = logged_instant(record.start)
    end = logged_instant(record.end) if isinstance(record, Observation) else start
    return start <= scene.moments[1] and scene.moments[0] <= max(start, end)


def _near(record: AccessEvent | HardwareSighting, scene: Scene) -> bool:
    if record.latitude is None or record.longitude is None:
        return False
    return bool(reach((record.latitude, record.longitude), NEAR_KM).intersects(scene.ground))


def _seen_there(record: Observation, scene: Scene, spot: tuple[float, float]) -> bool:
    """True if the direction and distance told can be those of the incident; without a direction any within earshot can.

    A distance told counts for more than how far such an act is perceived as a rule. Both are taken from where whoever perceived
    it stood. Fire that left is looked for all round, so that no place of firing is ever drawn.
    """
    if record.latitude is not None and record.longitude is not None:
        spot = record.latitude, record.longitude
    high = scene.farthest if record.distance_km_high is None else min(LOUDEST_KM, record.distance_km_high + SPOT_KM)
    low = max(0.0, (record.distance_km_low or 0.0) - SPOT_KM)
    if not low - scene.size_km - SPOT_KM <= kilometres(spot, scene.middle) <= high + scene.size_km + SPOT_KM:
        return False
    if record.direction is None or record.phenomenon in FIRED:
        return bool(reach(spot, high, (), low).intersects(scene.ground))
    spread = max(1.0, record.spread if record.spread is not None else SPREAD)
    sectors = ((record.direction - spread, record.direction + spread),) if spread < 180 else ()
    return bool(reach(spot, high, sectors, low).intersects(scene.ground))


def _verdict(incident: Incident, views: Sequence[PostView], known: int) -> Witnessing:
    ordered = tuple(sorted(views, key=lambda view: (not view.logged, -WORST.index(view.view), view.km, view.post_id)))
    verdict, reason = _told(ordered, known)
    return Witnessing(incident.id, verdict, reason, ordered)


def _told(views: Sequence[PostView], known: int) -> tuple[Witnessed, str]:
    if bearing := [view for view in views if view.logged]:
        lines = sum(len(view.logged) for view in bearing)
        told = f"borne out by the log of {_names(bearing)}, in {counted(lines, 'line')}"
        return Witnessed.BORNE_OUT, told
    if not known:
        return Witnessed.NONE_NEAR, "no posts are known"
    if not views:
        return Witnessed.NONE_NEAR, "no post is known within range of it"
    sure = [view for view in views if view.within]
    if clear := [view for view in sure if view.view is Cover.MANNED]:
        had = "had a clear view and logged nothing that fits"
        return Witnessed.NOT_LOGGED, f"{count_words(len(clear), 'post')} within range {had}: {_names(clear)}"
    if limited := [view for view in sure if view.view is Cover.LIMITED]:
        had = "could look with limits only and logged nothing that fits"
        return Witnessed.LIMITED_VIEW, f"{count_words(len(limited), 'post')} within range {had}: {_names(limited)}"
    if unknown := [view for view in sure if untold() >= set(view.reasons)]:
        return Witnessed.NOT_KNOWN, f"whether anybody looked is not known: {'; '.join(_why(view) for view in unknown)}"
    if sure:
        return Witnessed.NONE_COULD, f"no post could see: {'; '.join(_why(view) for view in sure)}"
    return Witnessed.CANNOT_TELL, f"whether it lay within range of {_names(views)} cannot be told"


def _names(views: Sequence[PostView]) -> str:
    return joined([view.name for view in views])


def _why(view: PostView) -> str:
    return f"{view.name} ({', '.join(view.reasons) or 'could not look'})"
