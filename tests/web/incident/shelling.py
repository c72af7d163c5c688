"""Three reports of two shellings near Saraqib, read into a ledger as `trucewatch run` does it, two of them on one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.web.paper_reports import make_actor, make_claim, make_day, make_place, make_report
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Claim, Counted, EventType, Figure, Report
from trucewatch.refreshing import refresh

TOLD = (
    (
        "levant",
        "The Levant Post",
        date(2020, 2, 11),
        date(2020, 2, 10),
        "8 soldiers were killed near Saraqib when shells hit a post",
        8,
    ),
    (
        "vestnik",
        "Northern Herald",
        date(2020, 2, 11),
        date(2020, 2, 10),
        "Shells hit a Turkish post near Saraqib and killed 6 soldiers",
        6,
    ),
    ("minbar", "Minbar", date(2020, 2, 12), date(2020, 2, 12), "At least 3 soldiers were killed near Saraqib by mortar fire", 3),
)
READ_AT = datetime(2020, 2, 13, 16, 40, tzinfo=UTC)


def told(name: str, outlet: str, published: date, day: date, sentence: str, dead: int) -> tuple[Report, Claim]:
    """One report of one sentence, and what it claims."""
    report = make_report(name, f"{outlet} on Saraqib\n{sentence}.", outlet, published, "en")
    words = f"{dead} soldiers"
    claim = make_claim(
        report,
        sentence,
        EventType.ASSAULT,
        "heavy-weapons",
        recipient=(make_actor(report, "soldiers", "TUR:MIL"),),
        place=make_place(report, "Saraqib", "Saraqib", "place-saraqib", 35.86412, 36.80598),
        time=make_day(day),
        figures=(Figure(Counted.KILLED, dead, dead, report.quote(words), "TUR:MIL"),),
        confidence=0.8,
    )
    return report, claim


def shelling() -> Ledger:
    """The ledger after the run."""
    ledger = Ledger.open("sqlite://")
    read = [told(*one) for one in TOLD]
    stamp = Stamp(READ_AT, "machine", "test", "", "")
    ledger.append([record for pair in read for record in pair], stamp)
    refresh_ledger(ledger, stamp)
    return ledger


def refresh_ledger(ledger: Ledger, stamp: Stamp) -> None:
    """Bring incidents and findings up to the claims."""
    refresh(ledger, (), load_gazetteer(), stamp)
