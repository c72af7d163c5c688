"""Who could look, and what the posts have to say: coverage and witnesses as lines for a terminal and rows for exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, tee
from zoneinfo import ZoneInfo

from shapely import unary_union
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from trucewatch.assess.coverage import NO_POST, AreaWatch, CoveredDay, CoveredHour, by_day, coverage, coverage_words
from trucewatch.assess.watching.daylight import hours_of
from trucewatch.assess.watching.logs import PostLog, logs_of
from trucewatch.assess.watching.sectors import reach
from trucewatch.assess.witnessing import witnesses
from trucewatch.knowledge.zones import zone_of
from trucewatch.ledger import Ledger
from trucewatch.model import Cover, Finding, Incident, Interval, Place, Post, PostView, Witnessing
from trucewatch.publish.exports import Row
from trucewatch.publish.incidents import finding_row
from trucewatch.publish.posts import posts_known
from trucewatch.publish.words import Labels, counted, term
from trucewatch.reconcile.counting import CountLine

PLACE_KM = 3.0  # about a place that is a point: the town and its fields
NEAR_DEGREES = 0.5
AT_ONCE = 2_000  # findings held at once, with their incidents
NO_PLACE, NO_DAY = "no place told", "no day told"
LONGEST_DAYS = 31  # what is told of a longer time gives no days to cover


@dataclass(frozen=True, slots=True)
class Watchers:
    """All posts known, and their logs: those of the ledger, and the registry's for the rest."""

    posts: tuple[Post, ...]
    logs: Mapping[str, PostLog]


def watchers(ledger: Ledger, as_of: datetime | int | None = None) -> Watchers:
    """The posts and logs of a ledger as it stood at a moment, with the registered posts of which it has no log."""
    return Watchers(posts_known(ledger, as_of), logs_of(ledger.log_records(as_of=as_of)))


def ground_of(place: Place) -> BaseGeometry | None:
    """The ground of a place: as its words leave it open, else a circle about its point; None where nobody knows where it is."""
    if place.ground is not None:
        return shape(place.ground.geojson()).buffer(0)
    return reach(place.middle, PLACE_KM) if place.middle is not None else None


def zone_over(area: BaseGeometry, posts: Sequence[Post], country: str | None = None, admin1: str | None = None) -> str:
    """The zone of the nearest post that may look at an area, else of the country it lies in; UTC where neither is known."""
    located = [
        (away, post.id, post.zone)
        for post in posts
        for one in post.positions
        if post.zone and (away := Point(one.longitude, one.latitude).distance(area)) < NEAR_DEGREES
    ]
    return min(located)[2] if located else zone_of(country, admin1) or "UTC"


def covered_hours(known: Watchers, area: BaseGeometry, first: date, last: date, zone: str) -> tuple[CoveredHour, ...]:
    """The hours of the local days from `first` to `last`, both included."""
    return coverage(known.posts, known.logs, area, *_bounds(first, last, zone))


def _bounds(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    place, after = ZoneInfo(zone), last + timedelta(days=1)
    return datetime(first.year, first.month, first.day, tzinfo=place), datetime(after.year, after.month, after.day, tzinfo=place)


# — coverage of an area —


def hour_row(area: str, hour: CoveredHour, zone: str) -> Row:
    """One hour of an area, in local time."""
    return {
        "area": area,
        "hour": hour.start.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes"),
        "cover": hour.cover.value,
        "share": hour.share,
        "posts": list(hour.posts),
        "within_range": list(hour.within),
        "reasons": list(hour.reasons),
    }


def day_row(area: str, day: CoveredDay) -> Row:
    """One day of an area: its hours by how they were covered, and the mean share within range."""
    return {
        "area": area,
        "day": day.day.isoformat(),
        "cover": day.cover.value,
        "manned": day.manned,
        "limited": day.limited,
        "none": day.none,
        "share": round(day.share, 4),
        "posts": list(day.posts),
        "within_range": list(day.within),
        "reasons": list(day.reasons),
    }


def coverage_lines(area: str, hours: Sequence[CoveredHour], zone: str, by: str, posts: int) -> Iterator[str]:
    """A heading with the sum, then a line for each hour or day."""
    days = by_day(hours, zone)
    yield f"{area}: {coverage_words(days, posts)} (times of {zone})\n"
    if by == "hour":
        for hour in hours:
            start = hour.start.astimezone(ZoneInfo(zone))
            yield f"  {start:%Y-%m-%d %H:%M}  {hour.cover.value:<8}{hour.share:>5.0%}  {'; '.join(hour.reasons)}\n"
        return
    for day in days:
        told = f"manned {day.manned:>2} h, limited {day.limited:>2} h, none {day.none:>2} h"
        yield f"  {day.day}  {told}{day.share:>6.0%}  {'; '.join(day.reasons)}\n"


def coverage_table(ledger: Ledger) -> Iterator[Row]:
    """Each day of each post from its first log to its last: how many hours somebody looked, and why not more."""
    known = watchers(ledger)
    for post in known.posts:
        days = known.logs[post.id].days if post.id in known.logs else frozenset()
        if not days or not post.positions:
            continue
        spots = unary_union([Point(one.longitude, one.latitude) for one in post.positions])
        alone = Watchers((post,), known.logs)
        for day in by_day(covered_hours(alone, spots, min(days), max(days), post.zone), post.zone):
            row = day_row(post.name, day)
            del row["share"], row["posts"], row["within_range"]
            yield {"post": post.id, **row, "logged": day.day in days}


# — coverage beside a count —


@dataclass(frozen=True, slots=True)
class LineCoverage:
    """What lay beside a line of a count: the words, and the days where there is an area and a time."""

    words: str
    days: tuple[CoveredDay, ...] = ()


def beside_counts(lines: Sequence[CountLine], incidents: Iterable[Incident], known: Watchers, by: str) -> dict[str, LineCoverage]:
    """The coverage of each line's period and area.

    A line for a day has that day and all places of the count, one for a place that place and all days of it, one for a party all.
    """
    held = {incident.id: incident for incident in incidents}
    everything = [held[key] for line in lines for key in line.incident_ids if key in held]
    out: dict[str, LineCoverage] = {}
    for line in lines:
        own = [held[key] for key in line.incident_ids if key in held]
        out[line.key] = _beside(own if by == "place" else everything, own if by == "day" else everything, known)
    return out


def _beside(where: Sequence[Incident], when: Sequence[Incident], known: Watchers) -> LineCoverage:
    if not known.posts:
        return LineCoverage("no posts known")
    grounds = [ground for one in where if one.place and (ground := ground_of(one.place))]
    times = [one.time for one in when if one.time and (one.time.end - one.time.start).days <= LONGEST_DAYS]
    if not grounds or not times:
        return LineCoverage(NO_DAY if grounds else NO_PLACE)
    area = unary_union(grounds)
    zone = zone_over(area, known.posts, next((one.place.country for one in where if one.place and one.place.country), None))
    near = [post for post in known.posts if _is_near(post, area)]
    if not near:
        return LineCoverage(NO_POST)
    watch = AreaWatch(near, known.logs, area)
    first, last = _span(times)
    days = by_day((watch.at(hour) for hour in hours_of(*_bounds(first, last, zone))), zone)
    return LineCoverage(coverage_words(days, len(near)), days)


def _span(times: Sequence[Interval]) -> tuple[date, date]:
    return min(time.start for time in times), max(time.last for time in times)


def _is_near(post: Post, area: BaseGeometry) -> bool:
    """True if any position of a post comes near enough to matter at all."""
    far = max((watch.range_km for watch in post.watches), default=10.0)
    return any(reach((one.latitude, one.longitude), far + one.precision_km).intersects(area) for one in post.positions)


def beside_row(beside: LineCoverage) -> Row:
    """The coverage beside a count, for JSON."""
    days = beside.days
    hours = sum(day.manned + day.limited + day.none for day in days)
    return {
        "words": beside.words,
        "hours": hours,
        "manned": sum(day.manned for day in days),
        "limited": sum(day.limited for day in days),
        "none": sum(day.none for day in days),
        "share": round(sum(day.share * (day.manned + day.limited + day.none) for day in days) / hours, 4) if hours else None,
        "posts": sorted({post for day in days for post in day.posts}),
    }


# — what the posts have to say of an incident —


def witnessed_findings(ledger: Ledger) -> Iterator[Row]:
    """The findings, each with what the posts have to say of its incident as their logs stand now."""
    known, findings = watchers(ledger), ledger.findings()
    parts, again = tee(iter(lambda: _with_incidents(ledger, list(islice(findings, AT_ONCE))), ([], [])))
    said = witnesses((incident for _, held in parts for incident in held), known.posts, known.logs)
    for some, held in again:
        told = {found.incident_id: found for found in islice(said, len(held))}
        for finding in some:
            found = told.get(finding.incident_id)
            verdict = {"witnessed": found.verdict.value if found else None, "witnessed_reason": found.reason if found else None}
            yield {**finding_row(finding), **verdict}


def _with_incidents(ledger: Ledger, findings: list[Finding]) -> tuple[list[Finding], list[Incident]]:
    return findings, list(ledger.held(Incident, {finding.incident_id for finding in findings}))


def witnessing_row(found: Witnessing) -> Row:
    """What the posts have to say of an incident, post by post."""
    return {
        "incident": found.incident_id,
        "verdict": found.verdict.value,
        "reason": found.reason,
        "posts": [_view_row(view) for view in found.views],
        "words": [{"report": span.report_id, "start": span.start, "end": span.end, "text": span.text} for span in found.words],
    }


def _view_row(view: PostView) -> Row:
    return {
        "post": view.post_id,
        "name": view.name,
        "operator": view.operator,
        "km": view.km,
        "view": view.view.value,
        "within_range": view.within,
        "reasons": list(view.reasons),
        "logged": list(view.logged),
    }


def witnessing_lines(found: Witnessing, labels: Labels) -> Iterator[str]:
    """The sentence, then each post with its distance, its view and the lines of its log that fit."""
    yield f"{found.incident_id}: {found.verdict.value}\n  {found.reason}\n"
    for view in found.views:
        view_words = term("cover", view.view).lower()
        near = f"{view.km:g} km off" + ("" if view.within else ", perhaps out of range")
        why = f": {'; '.join(view.reasons)}" if view.reasons else ""
        if view.words and view.view is Cover.NONE:
            view_words, why = "logged it", f" (else {'; '.join(view.reasons)})" if view.reasons else ""
        yield f"  {view.name} ({labels(view.operator)}), {near}, {view_words}{why}\n"
        yield from (f"    “{span.text}”\n" for span in view.words)
    if found.views and not found.words:
        yield f"  {counted(len(found.views), 'post')} near; that nothing was logged does not show that nothing happened\n"
