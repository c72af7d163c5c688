"""Sheets for the tests of what prints them: a day of three incidents, a day with nothing, hostile words."""

from __future__ import annotations

from datetime import date

from trucewatch.publish.bulletin.sheet import Group, Part, Picture, Reference, Sentence, Sheet, Table
from trucewatch.publish.drawing.plate import Pin, Spot, plate
from trucewatch.publish.tongue import is_right_to_left

DAY = date(2020, 2, 13)
HOSTILE = '#eval("1") $x$ *b* <script>alert(1)</script> @ref \\ [x](y) {{7*7}} \x00\u202eback\u202c \u2069\u2069 見 = "quoted"'
THREE_SCRIPTS = "Саракиб, سراقب and Saraqib are one town"
SPOTS = (
    Spot(36.8, 35.86, "Saraqib", "سراقب", (Pin(1, "alleged"), Pin(2, "contested"))),
    Spot(36.6, 35.93, "Idlib", "إدلب", (Pin(3, "unassessable"),)),
)


def sheet(language: str = "en", *parts: Part, marks: tuple[str, ...] = ()) -> Sheet:
    """A daily report of these sections."""
    return Sheet(
        language=language,
        right_to_left=is_right_to_left(language),
        title="13 February 2020",
        kind="Daily report",
        running="Trucewatch · Daily report 12, revision 1",
        period="13 February 2020",
        foot=("Based on what was known at 13 February 2020, 21:00 UTC", "Entry 1,204 of the ledger, head 3f2a91bc77aa"),
        page="page {page} of {pages}",
        marks=marks,
        standfirst="Three incidents are told of this day.",
        facts=(("Period", "13 February 2020, 00:00 to 24:00 UTC"), ("Agreement", "SOC18")),
        parts=parts,
        notes=("Trucewatch records what is alleged and by whom.",),
    )


def three_incidents() -> Part:
    """A section with a map, a table, and sentences of every kind."""
    told = (
        Sentence("Shelling in Saraqib, according to one outlet; low 13, high 14 killed.", (Reference("inc-3f2a"),), "contested"),
        Sentence(THREE_SCRIPTS, (Reference("inc-77aa", "https://example.org/incidents/inc-77aa"),), "alleged"),
        Sentence(HOSTILE, (), "corroborated", aside="Wording by reviewer-1 on 14 February 2020; it was: “Old words.”"),
    )
    return Part(
        "Incidents by area",
        (Group("Idlib", told),),
        (
            Table(
                "Incidents and reports", ("Measure", "This day", "The day before"), (("Incidents", "3", "4"),), frozenset({1, 2})
            ),
        ),
        (Picture(plate(SPOTS), "Map of the incidents that can be drawn", "No line of control is drawn anywhere."),),
    )


def nothing() -> Part:
    """A section without anything to say."""
    return Part("Displacement", hole="No report of this day that was read tells of displacement; 4 reports were read.")
