"""Who could look at the area asked for: the posts near it, day by day, from their logs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from shapely import unary_union
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

from trucewatch.assess.coverage import by_day, coverage_words
from trucewatch.catalogue import Question, Shelf
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Agreement, Cover
from trucewatch.publish.areas import area_shapes
from trucewatch.publish.tongue import say, spoken
from trucewatch.publish.watching import Watchers, covered_hours, zone_over
from trucewatch.publish.words import capital, count_words, counted
from trucewatch.web.desk import Desk
from trucewatch.web.overview.periods import Period

LONGEST = 31  # days of which the hours are gone through one by one


@dataclass(frozen=True, slots=True)
class Watched:
    """What the posts near an area could see in a period: a sentence where some logged it, and the words beside a count."""

    sentence: str
    words: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An area and a period of one state of the ledger; the desk reads it and does not tell two of them apart."""

    shelf: Shelf
    area: str
    box: tuple[float, float, float, float] | None
    first: date
    last: date
    language: str  # of the words: they are kept apart for each
    desk: Desk = field(compare=False)


def watched(question: Question, period: Period, shelf: Shelf, desk: Desk) -> Watched | None:
    """What posts could see of the area or box asked for; None where none is asked for."""
    if not question.area and question.box is None:
        return None
    if period.days > LONGEST:
        return Watched("", say("what posts could see is told for up to %(count)s", count=counted(LONGEST, "day")))
    return _watched(_Wanted(shelf, question.area, question.box, period.first, period.last, spoken(), desk))


@lru_cache(maxsize=64)
def _watched(wanted: _Wanted) -> Watched | None:
    desk = wanted.desk
    ground = _ground(wanted)
    if ground is None or ground.is_empty:
        return Watched("", say("the area cannot be drawn, so nobody can say which post looks at it"))
    posts = [post for post in desk.posts() if post.positions]
    known = Watchers(tuple(posts), desk.logs_between(wanted.first, wanted.last))
    zone = zone_over(ground, posts)
    days = by_day(covered_hours(known, ground, wanted.first, wanted.last, zone), zone)
    near = {post for day in days for post in day.within}
    words = coverage_words(days, len(posts))
    if not near & set(known.logs):
        return Watched("", words)
    blind = sum(day.cover is Cover.NONE for day in days)
    if not blind:
        return Watched("", words)
    of = say("%(count)s of %(count2)s", count=count_words(blind, "", " ").strip(), count2=count_words(len(days), "day"))
    return Watched(f"From the posts nobody could look there on {of}. ", words)


def _ground(wanted: _Wanted) -> BaseGeometry | None:
    if wanted.box is not None:
        return box(*wanted.box)
    agreement_id, _, area_id = wanted.area.partition("/")
    agreement = wanted.desk.agreements_named([agreement_id]).get(agreement_id)
    if not isinstance(agreement, Agreement):
        return None
    shapes = area_shapes(agreement, load_gazetteer(), wanted.desk.posts())
    drawn = [one.possible or one.certain for one in shapes if area_id in ("", one.area.id)]
    pieces = [shape(ground).buffer(0) for ground in drawn if ground]
    return unary_union(pieces) if pieces else None


def area_words(question: Question, desk: Desk) -> str:
    """The area asked for, in a sentence; empty where none is."""
    agreement_id, _, area_id = question.area.partition("/")
    agreement = desk.agreements_named([agreement_id]).get(agreement_id) if agreement_id else None
    if agreement is not None:
        name = next((area.name for area in agreement.areas if area.id == area_id), "")
        return name or say("the areas of %(title)s", title=agreement.title)
    if question.box is not None:
        return say("the box drawn on the map")
    return capital(question.admin1 or question.place)
