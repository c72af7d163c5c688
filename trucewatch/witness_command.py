"""The commands `post coverage` and `post witness`: who could look, and what the posts have to say of an incident."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import UsageError
from trucewatch.options import AsJson, IncidentId, LedgerUrl, day, incident_of, opened
from trucewatch.terminal import put, tell

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

PERHAPS = "only what may lie in it: nothing lies in it for certain"
COORDINATES = re.compile(r"\s*(?P<lat>-?\d{1,2}(?:\.\d+)?)\s*,\s*(?P<lon>-?\d{1,3}(?:\.\d+)?)\s*")
YEARS = (1900, 2199)  # of logs
LONGEST_DAYS = 3_700  # ten years, hour by hour


class CoverageBy(StrEnum):
    """What the lines of a coverage are."""

    HOUR = "hour"
    DAY = "day"


def post_coverage(
    area: Annotated[
        str, typer.Option("--area", metavar="AGREEMENT:AREA", help="An area of an agreement, such as SOC18:M4-M5.")
    ] = "",
    place: Annotated[
        str,
        typer.Option("--place", metavar="NAME", help="A circle around a place, a post or LAT,LON, or a district's borders."),
    ] = "",
    km: Annotated[float, typer.Option("--km", help="How wide the circle around the place is.", min=0.1, max=500)] = 5.0,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day; the first if not given.")] = "",
    by: Annotated[CoverageBy, typer.Option("--by", help="One line for each hour or day.")] = CoverageBy.DAY,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """Who could look at an area, hour by hour: manned, limited, nobody, with the share within range and the reasons."""
    from trucewatch.assess.coverage import by_day
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.watching import coverage_lines, covered_hours, day_row, hour_row, watchers, zone_over

    if bool(area) == bool(place):
        raise UsageError("name either --area or --place")
    start, end = _days(first, last)
    with opened(ledger) as book:
        known = watchers(book)
    name, ground, country = _area(area) if area else _place(place, km)
    zone = zone_over(ground, known.posts, *country)
    hours = covered_hours(known, ground, start, end, zone)
    if as_json:
        rows = (
            [hour_row(name, hour, zone) for hour in hours]
            if by is CoverageBy.HOUR
            else [day_row(name, d) for d in by_day(hours, zone)]
        )
        put(write_rows(rows, "json"))
        return
    tell(coverage_lines(name, hours, zone, by.value, len(known.posts)))


def post_witness(
    incident_id: IncidentId,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """Which posts could perceive an incident, how well they could look, and which of them logged something that fits."""
    from trucewatch.assess.witnessing import witness
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.watching import watchers, witnessing_lines, witnessing_row

    with opened(ledger) as book:
        incident = incident_of(book, incident_id)
        known = watchers(book)
    found = witness(incident, known.posts, known.logs)
    if as_json:
        put(write_rows([witnessing_row(found)], "json"))
    else:
        tell(witnessing_lines(found, load_parties().label))


def _days(first: str, last: str) -> tuple[date, date]:
    start = day(first)
    if start is None:
        raise UsageError("name the first day with --from, and the last with --to")
    end = day(last) or start
    if end < start or (end - start).days > LONGEST_DAYS:
        raise UsageError(f"{start} to {end} is no period; the last day comes after the first, within ten years")
    if start.year < YEARS[0] or end.year > YEARS[1]:
        raise UsageError(f"no coverage is told before {YEARS[0]} or after {YEARS[1]}; {start} to {end} lies there")
    return start, end


Lies = tuple[str | None, str | None]  # country and first-level division


def _area(name: str) -> tuple[str, BaseGeometry, Lies]:
    """An area of an agreement as it can be drawn."""
    from trucewatch.assess.areas.drawing import draw, draw_units
    from trucewatch.knowledge.agreements import choose_agreements
    from trucewatch.knowledge.places import load_gazetteer
    from trucewatch.knowledge.posts import load_posts
    from trucewatch.model import AreaKind

    agreement_id, _, area_id = name.replace("/", ":", 1).partition(":")
    agreement = choose_agreements((agreement_id,))[0]
    area = next((one for one in agreement.areas if one.id == area_id), None)
    if area is None:
        known = ", ".join(f"{agreement.id}:{one.id}" for one in agreement.areas) or "none"
        raise UsageError(f"{name!r} is no area of {agreement.id}; its areas are {known}")
    country = agreement.countries[0] if len(agreement.countries) == 1 else None
    drawn = draw(area, load_gazetteer(), load_posts(), country)
    if drawn.possible is None and area.kind is AreaKind.ADMIN:
        drawn = draw_units(area, load_gazetteer(), country)
    if drawn.possible is None or drawn.possible.is_empty:
        raise UsageError(f"{area.name} cannot be drawn: {drawn.fault or 'nothing bounds it'}")
    only = f" ({PERHAPS})" if drawn.certain.is_empty else ""
    return f"{area.name}{only}", drawn.sheet.on_globe(drawn.possible), (country, None)


def _place(name: str, km: float) -> tuple[str, BaseGeometry, Lies]:
    """A circle around coordinates or the likeliest place of this name, its borders where it is a district; else around a post."""
    from shapely import unary_union
    from shapely.geometry import Polygon

    from trucewatch.assess.watching.sectors import reach
    from trucewatch.knowledge.places import load_gazetteer

    if point := COORDINATES.fullmatch(name):
        spot = float(point["lat"]), float(point["lon"])
        if abs(spot[0]) > 90 or abs(spot[1]) > 180:
            raise UsageError(f"{name!r} is no place on the globe; latitude comes first")
        return f"{spot[0]:g}, {spot[1]:g}: {km:g} km around", reach(spot, km), (None, None)
    book = load_gazetteer()
    found = book.find(name)
    if not found:
        return _post(name, km)
    entry = found[0]
    called = ", ".join(part for part in (entry.name, entry.admin1, entry.country) if part)
    rings = book.outline(entry.id)
    if rings:
        return called, unary_union([Polygon(ring).buffer(0) for ring in rings]), (entry.country, entry.admin1)
    return f"{called}: {km:g} km around", reach((entry.latitude, entry.longitude), km), (entry.country, entry.admin1)


def _post(name: str, km: float) -> tuple[str, BaseGeometry, Lies]:
    """A circle around where a post stood last."""
    from trucewatch.assess.watching.sectors import reach
    from trucewatch.knowledge.posts import load_posts, posts_called

    posts = [post for post in posts_called(name, load_posts()) if post.positions]
    if len(posts) != 1:
        raise UsageError(f"{name!r} is no place known and no one post; `trucewatch places find` looks further")
    (post,) = posts
    stood = post.positions[-1]
    return f"post {post.name}: {km:g} km around", reach((stood.latitude, stood.longitude), km), (post.country, post.admin1)
