"""One happening that four hundred outlets tell: most copy an agency, some count for themselves, some cite a ministry."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from tests.web.paper import Paper
from tests.web.paper_reports import KNOWN_AT, make_actor, make_claim, make_day, make_place, make_report
from trucewatch.model import (
    Actor,
    Agreement,
    Claim,
    Clause,
    ClauseKind,
    Counted,
    EventType,
    Figure,
    Finding,
    FindingState,
    Report,
)
from trucewatch.reconcile import incidents_of
from trucewatch.reconcile.facts import facts_of

CROWD = 400
MONDAY = date(2020, 2, 10)
WORDS = (
    "market bakery school depot bridge farm orchard mosque square station warehouse clinic mill cemetery stadium quarry"
).split()


def told_by_many(number: int) -> tuple[Report, Claim]:
    """What one of the outlets writes: every third cites the ministry, the numbers part, and no two texts are the same."""
    dead, place = 8 + number % 5 % 3, WORDS[number % len(WORDS)]
    cited = ", the defence ministry said" if number % 3 == 0 else ""
    sentence = f"{dead} soldiers were killed near Saraqib on Monday when shells hit the {place} of district {number}{cited}"
    text = f"Outlet {number} on the shelling\n{sentence}.\nPeople of street {number * 7 % 101} told of {number} rounds."
    report = make_report(f"crowd-{number:03}", text, f"Outlet {number}", MONDAY + timedelta(days=number % 4), "en")
    span = report.quote(f"{dead} soldiers")
    claim = make_claim(
        report,
        sentence,
        EventType.ASSAULT,
        "heavy-weapons",
        trigger=report.quote("hit"),
        actor=(make_actor(report, "shells", "SYR:MIL"),) if number % 4 == 0 else (),
        recipient=(make_actor(report, "soldiers", "TUR:MIL"),),
        place=make_place(report, "Saraqib", "Saraqib", "place-saraqib", 35.86412, 36.80598),
        time=make_day(MONDAY, report.quote("Monday")),
        speaker=Actor(report.quote("the defence ministry"), "TUR:MIL", name="Turkish defence ministry") if cited else None,
        figures=(Figure(Counted.KILLED, dead, dead, span, "TUR:MIL"),),
        confidence=0.7,
    )
    return report, claim


@cache
def make_crowd(many: int = CROWD) -> Paper:
    """A ledger of one incident with so many accounts, merged as any other, and findings under a clause."""
    told = [told_by_many(number) for number in range(many)]
    reports, claims = tuple(report for report, _ in told), tuple(claim for _, claim in told)
    by_id, known = {claim.id: claim for claim in claims}, {report.id: report for report in reports}
    (incident,) = incidents_of([[claim.id for claim in claims]], facts_of(claims, known), by_id, known)
    agreement = Agreement(
        id="SOC18",
        title="Memorandum on stabilising the Idlib de-escalation area",
        signed=date(2018, 9, 17),
        effective=date(2018, 9, 17),
        ended=None,
        signatories=("RUS", "TUR"),
        guarantor_of=(),
        bound=(),
        sources=("UN S/2018/852",),
        areas=(),
        clauses=(Clause("SOC18-2", ClauseKind.PROHIBITION, "No attack on the area; the status quo is kept", ("RUS",)),),
    )
    quotes = tuple(claim.quote for claim in claims)
    finding = Finding("fin-crowd", incident.id, "SOC18", "SOC18-2", FindingState.CONTESTED, ("TUR",), ("RUS",), ("told",), quotes)
    return Paper(KNOWN_AT, (incident,), claims, reports, (), (finding,), (), (agreement,))
