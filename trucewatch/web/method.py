"""The method page: what the grades, marks and signs of the other pages mean."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.knowledge.grade_rules import grade_rules
from trucewatch.knowledge.place_sources import PlaceSource, place_sources
from trucewatch.model import Relation, State
from trucewatch.publish.drawing.charts import origins_glyph
from trucewatch.publish.similarity import DEFINITIONS
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, counted, full_sentence, term
from trucewatch.web.incident.grades import grade_of
from trucewatch.web.parts import Frame, Grade, Room, Told, frame, state_grade

MEANINGS = {
    State.ALLEGED: "one origin says so",
    State.CORROBORATED: "independent origins agree",
    State.CONTESTED: "accounts exclude each other, or a party concerned denies",
    State.NOT_ASSESSABLE: "nobody could look, or the clause gives no test",
}


@dataclass(frozen=True, slots=True)
class MethodPage:
    """What `method.html` shows."""

    frame: Frame
    grades: tuple[tuple[Grade, str], ...]
    statements: tuple[tuple[Grade, str, str], ...]
    deadlines: tuple[Grade, ...]
    origins: tuple[Told, ...]
    relations: tuple[tuple[str, str], ...]
    likeness: tuple[tuple[str, str], ...]
    places: tuple[PlaceSource, ...]


def method_page(room: Room) -> MethodPage:
    """Every sign in use, with its words."""
    return MethodPage(
        frame=frame(room, "method", say("Method and signs")),
        grades=tuple((state_grade(state), meaning) for state, meaning in MEANINGS.items()),
        statements=tuple((grade_of(rule.grade), full_sentence(rule.words), rule.rule) for rule in grade_rules().values()),
        deadlines=(
            Grade("open", say("Open, 16 days left")),
            Grade("open", say("Last day")),
            Grade("passed", say("Passed 3 days ago")),
        ),
        origins=tuple(_told(groups) for groups in ((1,), (4,), (3, 2))),
        relations=tuple((term("glyph", relation), term("relation", relation)) for relation in Relation),
        likeness=tuple((capital(name), words) for name, words in DEFINITIONS.items()),
        places=tuple({source.name: source for source in place_sources().values() if source.url}.values()),
    )


def _told(groups: tuple[int, ...]) -> Told:
    words = f"{counted(sum(groups), 'report')}, {counted(len(groups), 'origin')}"
    return Told(origins_glyph(groups), words, sum(groups), len(groups))
