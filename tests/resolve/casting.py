"""Short reports of our own about shelling in Idlib, and whom the words of one mean."""

from __future__ import annotations

from datetime import date

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Actor, Basis, Precision, Published, Report
from trucewatch.resolve import Cast, find_theatre

PARTIES, GAZETTEER = load_parties(), load_gazetteer()


STORY = "Syrian government forces shelled the town of Saraqib in Idlib on Monday, and rebels answered from Taftanaz. "


def make_report(text: str, day: date = date(2020, 2, 13)) -> Report:
    return Report("r1", "r1.txt", text, "0", published=Published(day, Precision.DAY, Basis.GIVEN))


def resolved(words: str, *, story: str = STORY, day: date = date(2020, 2, 13)) -> tuple[Actor, ...]:
    report = make_report(story + words + ".", day)
    cast = Cast(report, PARTIES, GAZETTEER, find_theatre(report, (), PARTIES, GAZETTEER))
    start = len(story)
    return cast.actors(Actor(report.span(start, start + len(words))))


def codes(words: str, **more: object) -> list[str | None]:
    return [actor.party for actor in resolved(words, **more)]  # type: ignore[arg-type]
