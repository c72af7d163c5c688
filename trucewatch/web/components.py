"""The parts of the pages with all their states, for whoever builds pages: shown at /parts while the site is developed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from trucewatch.model import FindingState, Relation, Report, Span, State, UltimatumState
from trucewatch.model import Grade as StatementGrade
from trucewatch.publish.drawing.charts import Reading, Step, deadline_line, figure_line, origins_glyph
from trucewatch.publish.drawing.days import DayMarks, days_strip
from trucewatch.publish.words import note, number, term
from trucewatch.web.marks import Layer
from trucewatch.web.pacts.deadlines import standing_grade
from trucewatch.web.parts import Frame, Grade, Room, Told, Words, alone, finding_grade, frame, in_sentence, state_grade

DAY, LAST = date(2020, 2, 10), date(2020, 2, 29)
ENGLISH = "Our posts stay where they are. The rebel commander said that 8 soldiers were hurt near Saraqib. Nobody else came."
ARABIC = "قال شاهد إن القصف أصاب نقطة المراقبة قرب سراقب في الصباح."
CYRILLIC = "Наблюдатели сообщили о двух взрывах к северу от города."


@dataclass(frozen=True, slots=True)
class FigureState:
    """A measure and what its line shows."""

    words: str
    low: str
    best: str
    high: str
    line: Markup


@dataclass(frozen=True, slots=True)
class ComponentsPage:
    """What `components.html` shows: every part in every state."""

    frame: Frame
    states: tuple[Grade, ...]
    statements: tuple[Grade, ...]
    findings: tuple[Grade, ...]
    deadlines: tuple[Grade, ...]
    told: tuple[Told, ...]
    quotes: tuple[Words, ...]
    marks: tuple[tuple[str, str], ...]
    relations: tuple[tuple[str, str], ...]
    figures: tuple[FigureState, ...]
    days: Markup
    course: Markup


def components_page(room: Room) -> ComponentsPage:
    """Every part, with words of our own."""
    return ComponentsPage(
        frame=frame(room, "", "Parts and their states"),
        states=tuple(state_grade(state) for state in State),
        statements=tuple(Grade(note("grade", grade), term("grade", grade)) for grade in StatementGrade),
        findings=tuple(finding_grade(state) for state in FindingState),
        deadlines=tuple(standing_grade(state, LAST, DAY) for state in UltimatumState),
        told=tuple(_told(sizes) for sizes in ((1,), (4,), (2, 3), (3, 2, 1))),
        quotes=tuple(_quotes()),
        marks=(("val", "figure read out"), ("dif", "accounts part"), ("same", "accounts agree"), ("name", "naming")),
        relations=tuple((term("glyph", relation), term("relation", relation)) for relation in Relation),
        figures=tuple(_figures()),
        days=days_strip(DayMarks({DAY: ["alleged", "contested"]}, {DAY: 3}, date(2020, 2, 14)), narrow=True),
        course=deadline_line([Step(DAY, "demanded", "start"), Step(LAST, "last day", "end")], date(2020, 2, 13)),
    )


def _told(sizes: tuple[int, ...]) -> Told:
    reports = sum(sizes)
    return Told(origins_glyph(sizes), f"{reports} reports, {len(sizes)} origins", reports, len(sizes))


def _quotes() -> list[Words]:
    report = Report("parts", "parts", ENGLISH, "0", language="en")
    start = ENGLISH.index("8 soldiers")
    figure = Span("parts", start, start + len("8 soldiers"), "8 soldiers")
    out = [in_sentence(report, figure, (Layer(figure.start, figure.end, "val"),))]
    for text, language in ((ARABIC, "ar"), (CYRILLIC, "ru")):
        out.append(alone(Report("parts", "parts", text, "0", language=language), Span("parts", 0, len(text), text)))
    return out


def _figures() -> list[FigureState]:
    states = (
        ("low, best and high", 5, 6, 8, (("A", 5, 5), ("B", 6, 6), ("C", 8, 8))),
        ("origins tie: no best", 13, None, 14, (("A", 13, 13), ("B", 14, 14))),
        ("“at least”: open to the right", 330, 330, None, (("A", 330, None),)),
    )
    return [
        FigureState(words, _value(low), _value(best), _value(high), figure_line(low, best, high, [Reading(*one) for one in read]))
        for words, low, best, high, read in states
    ]


def _value(value: int | None) -> str:
    return "–" if value is None else number(value)
