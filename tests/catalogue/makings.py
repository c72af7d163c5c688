"""Reports, claims, incidents and findings for the tests of the catalogue, each with only what the test is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from trucewatch.ledger import Stamp
from trucewatch.model import (
    Account,
    Basis,
    Chain,
    Claim,
    Counted,
    EventType,
    FigureRange,
    Finding,
    FindingState,
    Incident,
    Interval,
    Link,
    Outlet,
    Place,
    PlacePrecision,
    Precision,
    Published,
    Realis,
    Report,
    Span,
    State,
)

NOON = datetime(2020, 2, 13, 12, tzinfo=UTC)
NOWHERE = Span("", 0, 0, "")


def stamp(minute: int = 0, *, author: str = "machine") -> Stamp:
    return Stamp(NOON + timedelta(minutes=minute), author, "0.1.0", "model-1", "knowledge-1")


def make_report(
    id: str, text: str = "Two shells fell near Saraqib.", *, outlet: str | None = None, day: date | None = None, title: str = ""
) -> Report:
    return Report(
        id,
        f"{id}.txt",
        text,
        "00" * 32,
        title=title or None,
        outlet=Outlet(outlet, Basis.METADATA) if outlet else None,
        published=Published(day, Precision.DAY, Basis.METADATA) if day else None,
    )


def make_claim(id: str, report: str, words: str = "Two shells fell", *, confidence: float = 0.5) -> Claim:
    span = Span(report, 0, len(words), words)
    return Claim(id, report, span, span, "fall", EventType.ASSAULT, None, Realis.ACTUAL, confidence=confidence)


def make_place(
    name: str = "Saraqib", latitude: float | None = 35.86, longitude: float | None = 36.8, admin1: str | None = "Idlib"
) -> Place:
    span = Span("r", 0, len(name), name)
    return Place(span, name, f"p-{name}", latitude, longitude, "SYR", admin1, precision=PlacePrecision.SETTLEMENT)


def make_incident(
    id: str,
    accounts: Sequence[tuple[str, str | None]] = (("r1", None),),
    *,
    claims: tuple[str, ...] = (),
    day: date | None = None,
    last: date | None = None,
    place: Place | None = None,
    type: EventType = EventType.ASSAULT,
    state: State = State.ALLEGED,
    actor: tuple[str, ...] = (),
    recipient: tuple[str, ...] = (),
    killed: tuple[int | None, int | None] | None = None,
    sources: Sequence[str] = (),
) -> Incident:
    """Accounts are told as (report, outlet); `sources` are those that the accounts have it from, in their order."""
    links = {number: (Link(source, "cites it"),) for number, source in enumerate(sources) if source}
    return Incident(
        id=id,
        type=type,
        mode=None,
        realis=Realis.ACTUAL,
        actor=actor,
        recipient=recipient,
        place=place,
        time=Interval(day, (last or day) + timedelta(days=1), Precision.DAY) if day else None,
        claim_ids=claims,
        accounts=tuple(
            Account(
                chr(65 + number), report, outlet, (), (), report, "its own words", (Chain((), report, links.get(number, ())),)
            )
            for number, (report, outlet) in enumerate(accounts)
        ),
        figures=(FigureRange(Counted.KILLED, killed[0], killed[1], ()),) if killed else (),
        comparisons=(),
        matches=(),
        state=state,
        state_reason="as the test has it",
    )


def make_finding(
    id: str,
    incident: str,
    clause: str = "1",
    *,
    agreement: str = "SOC18",
    state: FindingState = FindingState.ALLEGED,
    against: tuple[str, ...] = (),
    alleged_by: tuple[str, ...] = (),
) -> Finding:
    return Finding(id, incident, agreement, clause, state, alleged_by, against, ("as the test has it",), ())
