"""Reports on paper: a day with two incidents, one of them in three scripts, and a day with nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from trucewatch.model import (
    AsOf,
    Bulletin,
    BulletinTable,
    DayCount,
    Edited,
    Edition,
    Line,
    MapPin,
    MapSpot,
    Section,
    SectionKey,
    State,
    Subject,
    SubjectKind,
)

DAY = date(2020, 2, 13)
HEAD = "3f2a91bc77aa" + "0" * 52
SHELLING = "Shelling in Saraqib, attributed to Syrian government forces, according to one outlet; 13 or 14 killed."
SCRIPTS = "Саракиб, سراقب and Saraqib are one town; <b>#eval(1)</b>"


def subject(number: int) -> Subject:
    return Subject(SubjectKind.INCIDENT, f"inc-{number}", f"incident {number}")


def line(number: int, words: str, *, edited: Edited | None = None, state: State = State.ALLEGED) -> Line:
    return Line(f"incident:inc-{number}", words, (subject(number),), "Idlib", state, edited)


def paper(**changes: object) -> Bulletin:
    """The report of 13 February 2020, with what is to be otherwise."""
    made = Bulletin(
        edition=Edition.DAILY,
        first=DAY,
        last=DAY,
        zone="Asia/Damascus",
        language="en",
        agreement="",
        as_of=AsOf(40, "2020-02-13T19:00:00+00:00", HEAD),
        title="13 February 2020",
        standfirst="Two incidents are told of this day; nobody could look into the north.",
        facts=(("Period", "13 February 2020, 00:00 to 24:00"), ("Agreement", "all")),
        sections=(
            Section(
                SectionKey.CHANGE,
                "What changed",
                tables=(
                    BulletinTable(
                        "change", "Incidents and reports", ("", "This day", "Before"), (("Incidents", "2", "4"),), (1, 2)
                    ),
                ),
            ),
            Section(
                SectionKey.INCIDENTS,
                "Incidents by area",
                (line(1, SHELLING, state=State.CONTESTED), line(2, SCRIPTS)),
            ),
            Section(SectionKey.DISPLACEMENT, "Displacement", hole="No report that was read tells of displacement.", blind=True),
        ),
        spots=(
            MapSpot(36.8, 35.86, "Saraqib", "سراقب", (MapPin("inc-1", 1, State.CONTESTED, "1. Shelling in Saraqib"),)),
            MapSpot(36.72, 35.99, "Taftanaz", "تفتناز", (MapPin("inc-2", 2, State.ALLEGED, "2. A town"),), rough=20.0),
        ),
        days=(DayCount(DAY, ((State.CONTESTED, 1), (State.ALLEGED, 1)), 4),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def empty() -> Bulletin:
    """The report of a day of which nothing is known."""
    hole = "Nothing is told of this day, and no report of it was read."
    return paper(
        standfirst=hole,
        sections=tuple(Section(key, key.value, hole=hole, blind=True) for key in SectionKey),
        spots=(),
        days=(),
        as_of=AsOf(0, "", "0" * 64),
    )


def issued(number: int = 12, revision: int = 0, **changes: object) -> Bulletin:
    """The same, issued."""
    return paper(
        number=number, revision=revision, issued_by="mira", issued_at=f"2020-02-14T0{6 + revision}:00:00+00:00", **changes
    )
