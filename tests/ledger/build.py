"""Records and stamps for the tests of the ledger, each with only what the test is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.model import (
    Account,
    Agreement,
    Claim,
    Counted,
    Decision,
    EventType,
    Figure,
    FigureRange,
    Finding,
    FindingState,
    Incident,
    Realis,
    Report,
    Review,
    Span,
    State,
    Ultimatum,
    Unread,
)

NOON = datetime(2020, 2, 13, 12, tzinfo=UTC)


def stamp(minute: int = 0, *, author: str = "machine", reason: str = "") -> Stamp:
    return Stamp(NOON + timedelta(minutes=minute), author, "0.1.0", "model-1", "knowledge-1", reason)


def make_report(id: str = "r1", text: str = "Two shells fell near Saraqib.") -> Report:
    return Report(id, f"{id}.txt", text, "00" * 32)


def make_claim(id: str = "c1", *, report: str = "r1", words: str = "Two shells fell", killed: int | None = None) -> Claim:
    span = Span(report, 0, len(words), words)
    figures = () if killed is None else (Figure(Counted.KILLED, killed, killed, span),)
    return Claim(id, report, span, span, "fall", EventType.ASSAULT, "heavy-weapons", Realis.ACTUAL, figures=figures)


def make_incident(id: str = "i1", *, claims: tuple[str, ...] = ("c1",), report: str = "r1") -> Incident:
    account = Account("A", report, None, claims, (), report, "its own words")
    span = Span(report, 0, 3, "Two")
    return Incident(
        id=id,
        type=EventType.ASSAULT,
        mode="heavy-weapons",
        realis=Realis.ACTUAL,
        actor=(),
        recipient=(),
        place=None,
        time=None,
        claim_ids=claims,
        accounts=(account,),
        figures=(FigureRange(Counted.SHELLS, 2, None, (("A", 2, None, span),)),),
        comparisons=(),
        matches=(),
        state=State.ALLEGED,
        state_reason="one origin",
    )


def make_finding(id: str = "f1", *, incident: str = "i1", agreement: str = "sochi") -> Finding:
    return Finding(id, incident, agreement, "1", FindingState.ALLEGED, (), (), ("said by one outlet",), ())


def make_ultimatum(id: str = "u1", *, claims: tuple[str, ...] = ("c1",)) -> Ultimatum:
    return Ultimatum(id, ("TUR",), ("SYR",), Span("r1", 0, 3, "Two"), None, None, date(2020, 2, 29), claims, ())


def make_agreement(id: str = "sochi") -> Agreement:
    return Agreement(id, "A memorandum", date(2018, 9, 17), date(2018, 9, 17), ("TUR", "RUS"), (("TUR", "OPP"),), (), (), (), ())


def make_review(id: str = "v1", *, subject: str = "i1") -> Review:
    return Review(id, subject, "reviewer-1", "2020-02-14T08:00:00Z", Decision.ACCEPT, "both outlets were there")


def make_unread(source: str = "feed.xml#14") -> Unread:
    return Unread(source, "no text after cleaning")


def fill(ledger: Ledger) -> None:
    """Every kind of record of a ceasefire, a correction among them, and words that are hard to carry."""
    ledger.append([make_report(), make_claim(), make_claim("c2", killed=13), make_incident()], stamp())
    ledger.append([make_finding(), make_ultimatum(), make_agreement(), make_unread()], stamp(1))
    ledger.append([make_review()], stamp(2, author="Ayşe “reviewer” ٣\n", reason='she said "both"\x00\ud83d'))
    ledger.append([Withdrawal(Kind.INCIDENT, "i1", "merged", ("i2",)), make_incident("i2", claims=("c1", "c2"))], stamp(3))
    ledger.append([make_report("r “2”", "سراقب\u2028 and a lone \ud83d surrogate, and NUL \x00.")], stamp(4))
