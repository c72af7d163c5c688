"""A ledger of a few days for the tests of the daily report: what outlets told of Saraqib, in records as small as can be."""

from __future__ import annotations

from datetime import date, timedelta

from tests.ledger.build import stamp
from trucewatch.catalogue import Catalogue
from trucewatch.ledger import Ledger, Record
from trucewatch.model import (
    Account,
    AccountCount,
    Basis,
    Bulletin,
    Comparison,
    Counted,
    Edition,
    EventType,
    FigureRange,
    Finding,
    FindingState,
    Incident,
    Interval,
    Outlet,
    Place,
    Precision,
    Published,
    Realis,
    Relation,
    Report,
    Span,
    State,
)
from trucewatch.publish.bulletin.gathering import gather
from trucewatch.publish.bulletin.matter import matter_of

DAY = date(2020, 2, 13)
LEVANT, MINBAR = "Levant Post", "منبر الشمال"


def report(id: str, outlet: str | None, on: date = DAY, title: str = "Shells near Saraqib") -> Report:
    named = Outlet(outlet, Basis.METADATA) if outlet else None
    day = Published(on, Precision.DAY, Basis.METADATA)
    return Report(id, f"{id}.txt", "Shells fell near Saraqib; 13 or 14 were killed.", "00" * 32, title, named, day)


def span(of: str, words: str) -> Span:
    return Span(of, 0, len(words), words)


def incident(
    id: str = "shelling",
    *,
    told: tuple[tuple[str, str | None], ...] = (("r1", LEVANT),),
    on: date | None = DAY,
    last: date | None = None,
    place: str = "Saraqib",
    killed: tuple[int, ...] = (),
    kind: EventType = EventType.ASSAULT,
    mode: str | None = "heavy-weapons",
    realis: Realis = Realis.ACTUAL,
    state: State = State.ALLEGED,
    comparisons: tuple[Comparison, ...] = (),
) -> Incident:
    letters = "ABCDEFGH"
    accounts = tuple(
        Account(letters[n], key, outlet, (f"{id}-{key}",), (), outlet or key, "its own word")
        for n, (key, outlet) in enumerate(told)
    )
    figures: tuple[FigureRange, ...] = ()
    if killed:
        words = tuple(
            (one.letter, many, many, span(one.report_id, str(many))) for one, many in zip(accounts, killed, strict=False)
        )
        counts = tuple(AccountCount(letter, letter, low, high) for letter, low, high, _ in words)
        figures = (FigureRange(Counted.KILLED, min(killed), max(killed), words, counts=counts),)
    time = None
    if on:
        end = (last or on) + timedelta(days=1)
        time = Interval(on, end, Precision.DAY if not last else Precision.RANGE)
    where = Place(span("r1", place), place, latitude=35.86, longitude=36.81, country="SYR", admin1="Idlib", geo_precision=1)
    return Incident(
        id=id,
        type=kind,
        mode=mode,
        realis=realis,
        actor=("SYR:MIL",),
        recipient=("TUR:MIL",),
        place=where,
        time=time,
        claim_ids=tuple(claim for one in accounts for claim in one.claim_ids),
        accounts=accounts,
        figures=figures,
        comparisons=comparisons,
        matches=(),
        state=state,
        state_reason="as told",
    )


def differing() -> Comparison:
    return Comparison(Relation.DIFFERENT_NUMBERS, "A", "B", span("r1", "13 killed"), span("r2", "14 killed"), "13 against 14")


def finding(incident_id: str, state: FindingState, clause: str = "SOC18-2") -> Finding:
    reasons = ("an act of this kind is what the clause rules out",)
    return Finding(f"f-{incident_id}-{state}-{clause}", incident_id, "SOC18", clause, state, ("TUR",), ("SYR:MIL",), reasons, ())


def add(ledger: Ledger, *records: Record, minute: int = 0) -> None:
    ledger.append(records, stamp(minute))


def bulletin(
    ledger: Ledger,
    first: date = DAY,
    last: date | None = None,
    *,
    edition: Edition = Edition.DAILY,
    at: int | None = None,
    agreement: str = "",
    language: str = "en",
) -> Bulletin:
    shelf = Catalogue(ledger).at(at)
    matter = matter_of(ledger, shelf, edition=edition, first=first, last=last or first, agreement=agreement)
    return gather(matter, language=language)


def words_of(made: Bulletin, key: str) -> list[str]:
    return [line.words for section in made.sections if section.key == key for line in section.lines]
