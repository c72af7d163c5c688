"""An invented agreement on Idlib, and happenings told in a few words and assessed under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tests.telling import claim, report
from trucewatch.assess import assess
from trucewatch.model import (
    Act,
    Agreement,
    Area,
    AreaKind,
    Claim,
    Clause,
    ClauseKind,
    EventType,
    Finding,
    Incident,
    Realis,
    Report,
)
from trucewatch.reconcile import incidents_of
from trucewatch.reconcile.facts import facts_of

ACCOUNTS = ("People in the town saw how", "A clinic guard told a reporter that", "Two teachers who fled say that")

SEIZED = Clause(
    id="T-1",
    kind=ClauseKind.STATE,
    obligation="No party takes or holds a town of the other.",
    debtor=("SYR", "SYR:REB"),
    area="A",
    continuing=True,
    breaks=(Act((EventType.COERCE,), ("seize",)),),
    ends=(Act((EventType.RETREAT,), ("withdraw",)),),
)
FIRE = Clause(
    id="T-2",
    kind=ClauseKind.PROHIBITION,
    obligation="No party fires.",
    debtor=("SYR", "SYR:REB"),
    area="A",
    breaks=(Act((EventType.ASSAULT,)),),
    carve_out=("HTS", "ISIS"),
)
AGREEMENT = Agreement(
    id="T",
    title="An invented truce",
    signed=date(2020, 3, 25),
    effective=date(2020, 4, 1),
    signatories=("TUR", "RUS"),
    guarantor_of=(("TUR", "SYR:REB"), ("RUS", "SYR")),
    bound=("TUR", "RUS", "SYR", "SYR:REB"),
    sources=("invented",),
    areas=(Area("A", "Idlib province", AreaKind.ADMIN, ("SYR",), names=("Idlib",)),),
    clauses=(SEIZED, FIRE),
    countries=("SYR",),
    zone="Asia/Damascus",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One happening, told by so many outlets that know nothing of each other."""

    type: EventType = EventType.ASSAULT
    mode: str | None = "heavy-weapons"
    by: str = "SYR:MIL"
    to: str = ""
    at: str = "Saraqib"
    on: str = "2020-04-10"
    until: str = ""
    outlets: int = 1
    realis: Realis = Realis.ACTUAL
    words: str = "it happened there"
    counts: tuple[tuple[str, int | None, int | None, str | None], ...] = ()
    published: str = "2020-12-31"


@dataclass(frozen=True, slots=True)
class Assessed:
    """What happenings came to."""

    incidents: tuple[Incident, ...]
    claims: tuple[Claim, ...]
    reports: tuple[Report, ...]
    findings: tuple[Finding, ...]
    by_clause: dict[str, Finding] = field(default_factory=dict)


def told_of(*happenings: Happening) -> tuple[tuple[Incident, ...], tuple[Claim, ...], tuple[Report, ...]]:
    """Each happening as one incident."""
    incidents: list[Incident] = []
    claims: list[Claim] = []
    reports: list[Report] = []
    for number, one in enumerate(happenings):
        mine = [_report(number, n, one) for n in range(one.outlets)]
        said = [_claim(told, one) for told in mine]
        by_report = {told.id: told for told in mine}
        group = tuple(sorted(item.id for item in said))
        incidents += incidents_of((group,), facts_of(said, by_report), {item.id: item for item in said}, by_report)
        claims += said
        reports += mine
    return tuple(incidents), tuple(claims), tuple(reports)


def assessed(*happenings: Happening, agreements: Sequence[Agreement] = (AGREEMENT,)) -> Assessed:
    """The happenings under the agreements, merged by hand: each is one incident."""
    incidents, claims, reports = told_of(*happenings)
    found = assess(incidents, claims, agreements, reports=reports)
    return Assessed(incidents, claims, reports, found, {one.clause_id or one.agreement_id: one for one in found})


def under(clause: Clause, **more: object) -> Agreement:
    """The invented agreement with this clause alone."""
    return replace(AGREEMENT, clauses=(clause,), **more)  # type: ignore[arg-type]


def _report(number: int, n: int, one: Happening) -> Report:
    text = f"{ACCOUNTS[n]} {one.words}, {one.type.lower()} {number}."
    return report(f"h{number}-{n}", one.published or None, text, f"Outlet {number} {n}")


def _claim(told: Report, one: Happening) -> Claim:
    return claim(
        told,
        told.text,
        one.type,
        one.mode,
        by=[("they", one.by)] if one.by else [],
        to=[("them", one.to)] if one.to else [],
        at=one.at or None,
        on=one.on or None,
        until=one.until or None,
        realis=one.realis,
        counts=one.counts,
    )
