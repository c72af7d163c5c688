"""A ledger of three short reports of our own, read by hand, merged and assessed as any other: what reviewers work on in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import (
    Actor,
    Basis,
    Claim,
    Counted,
    EventType,
    Figure,
    Interval,
    Outlet,
    Passage,
    Place,
    Precision,
    Published,
    Realis,
    Report,
    Role,
    Span,
    content_id,
)
from trucewatch.refreshing import refresh

RECORDED = datetime(2020, 2, 13, 19, tzinfo=UTC)
HILL = (
    "Shells kill soldiers near Saraqib\n"
    "Eight Turkish soldiers were killed when Syrian government forces shelled a post near Saraqib on 3 February, "
    "Turkey's defence ministry said.\n"
    "The post had been set up a week before."
)
RIVER = (
    "Post at Saraqib under fire\n"
    "Syrian government forces shelled a Turkish post near Saraqib on 3 February and killed five Turkish soldiers, "
    "a monitoring group said.\n"
    "Roads around the town were closed."
)
LAKE = "Market hit in Idlib\nAn air strike on a market in Idlib on 5 February may have killed 33 people, residents said.\n"


def span_in(report: Report, words: str) -> Span:
    """The first place where these words stand."""
    return report.quote(words)


def make_report(id: str, outlet: str, text: str, day: date) -> Report:
    head = text.index("\n")
    parts = (Passage(0, head, Role.HEADLINE), Passage(head + 1, len(text), Role.BODY))
    return Report(
        id,
        f"{id}.txt",
        text,
        content_id("raw", text)[4:].rjust(64, "0"),
        outlet=Outlet(outlet, Basis.GIVEN),
        title=text[:head],
        language="en",
        published=Published(day, Precision.DAY, Basis.GIVEN),
        passages=parts,
    )


def _claim(
    report: Report, quote: str, trigger: str, mode: str, figure: str, number: int, day: date, *, by: str, place: str
) -> Claim:
    where = span_in(report, place)
    entry = next(one for one in load_gazetteer().find(place) if one.country == "SYR" and one.kind == "town")
    return Claim(
        content_id("claim", report.id, quote),
        report.id,
        span_in(report, quote),
        span_in(report, trigger),
        f"assault:{mode}",
        EventType.ASSAULT,
        mode,
        Realis.ACTUAL,
        actor=(Actor(span_in(report, by), "SYR:MIL"),) if by else (),
        recipient=(Actor(span_in(report, "Turkish"), "TUR:MIL"),) if "Turkish" in quote else (),
        place=Place(where, place, entry.id, entry.latitude, entry.longitude, "SYR", entry.admin1, entry.kind, 1),
        time=Interval(day, day.replace(day=day.day + 1), Precision.DAY, span_in(report, f"{day.day} February")),
        figures=(Figure(Counted.KILLED, number, number, span_in(report, figure), "TUR:MIL" if "Turkish" in quote else None),),
        confidence=0.8,
    )


def records() -> tuple[Report | Claim, ...]:
    """Two reports that count the dead of one shelling otherwise, and one of a strike that was read with doubt."""
    hill = make_report("hill", "Hill Post", HILL, date(2020, 2, 4))
    river = make_report("river", "River Times", RIVER, date(2020, 2, 4))
    lake = make_report("lake", "Lake Herald", LAKE, date(2020, 2, 6))
    doubtful = _claim(lake, LAKE.splitlines()[1], "strike", "aerial", "33 people", 33, date(2020, 2, 5), by="", place="Idlib")
    army, third = "Syrian government forces", date(2020, 2, 3)
    return (
        hill,
        river,
        lake,
        _claim(
            hill, HILL.splitlines()[1], "shelled", "heavy-weapons", "Eight Turkish soldiers", 8, third, by=army, place="Saraqib"
        ),
        _claim(
            river, RIVER.splitlines()[1], "shelled", "heavy-weapons", "five Turkish soldiers", 5, third, by=army, place="Saraqib"
        ),
        replace(doubtful, confidence=0.3, realis=Realis.POSSIBLE),
    )


def queue_ledger(url: str = "sqlite://") -> Ledger:
    """The ledger, merged and assessed."""
    ledger, stamp = Ledger.open(url), Stamp(RECORDED, "machine", "test", "", "")
    ledger.append(records(), stamp)
    refresh(ledger, (), load_gazetteer(), stamp)
    return ledger
