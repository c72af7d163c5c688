"""A small ledger about two attacks, and people who decide on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.telling import claim, report
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Claim, Decision, EventType, Finding, Incident, Report, Review, ReviewField, Ultimatum, review_id
from trucewatch.refreshing import refresh
from trucewatch.reviewing.deciding import Decided, Overtaken, decide
from trucewatch.reviewing.drafts import Draft

NOON = datetime(2020, 2, 14, 12, tzinfo=UTC)
MACHINE = Stamp(NOON, "machine", "0", "0", "0")

HILL = report(
    "hill", "2020-02-04", "Government jets bombed Saraqib on Monday and killed five people. The town lies on a road.", "Hill"
)
RIVER = report(
    "river", "2020-02-04", "Warplanes bombed the town of Saraqib on Monday; nine people died there, medics said.", "River"
)
SHORE = report("shore", "2020-02-06", "Rebels shelled an army post near Ariha on Wednesday, wounding two soldiers.", "Shore")
BOMBS = EventType.ASSAULT, "aerial"

BY_HILL = claim(
    HILL,
    "Government jets bombed Saraqib on Monday and killed five people",
    *BOMBS,
    by=[("Government", "SYR:MIL")],
    to=[("people", "SYR:CVL")],
    at="Saraqib",
    on="2020-02-03",
    counts=[("killed", 5, 5, None)],
)
BY_RIVER = claim(
    RIVER,
    "Warplanes bombed the town of Saraqib on Monday; nine people died there",
    *BOMBS,
    to=[("people", "SYR:CVL")],
    at="Saraqib",
    on="2020-02-03",
    speaker=("medics", "SYR:MEDICAL"),
    counts=[("killed", 9, 9, None)],
)
BY_SHORE = claim(
    SHORE,
    "Rebels shelled an army post near Ariha on Wednesday, wounding two soldiers",
    EventType.ASSAULT,
    "heavy-weapons",
    by=[("Rebels", "SYR:REB")],
    to=[("soldiers", "SYR:MIL")],
    at="Ariha",
    on="2020-02-05",
    counts=[("wounded", 2, 2, "SYR:MIL")],
)
REPORTS: tuple[Report, ...] = (HILL, RIVER, SHORE)
CLAIMS: tuple[Claim, ...] = (BY_HILL, BY_RIVER, BY_SHORE)


class Room:
    """The ledger, and a clock that goes on by a minute with each decision."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.at = ledger, NOON

    def decide(self, by: str, decision: Decision, subject: str, seen: int | None = None, **more: Any) -> Decided | Overtaken:
        self.at += timedelta(minutes=1)
        given = {"reason": "the words say so"} | more
        draft = Draft(decision, subject.partition("-")[0], subject, **given)
        looked = self.ledger.head()[0] if seen is None else seen
        stamp = replace(MACHINE, author=by, at=self.at)
        return decide(self.ledger, draft, seen=looked, gazetteer=load_gazetteer(), stamp=stamp)

    def decided(self, by: str, decision: Decision, subject: str, seen: int | None = None, **more: Any) -> Review:
        outcome = self.decide(by, decision, subject, seen, **more)
        assert isinstance(outcome, Decided)
        return outcome.review

    def correct(self, by: str, claim_id: str, field: ReviewField, new: str, **more: Any) -> Review:
        return self.decided(by, Decision.CORRECT, claim_id, field=field, new=new, **more)

    def incident(self, *claims: Claim) -> Incident:
        """The incident that stands on exactly these claims."""
        wanted = {one.id for one in claims}
        (found,) = [one for one in self.ledger.incidents() if set(one.claim_ids) == wanted]
        return found

    def stands(self) -> tuple[list[Incident], list[Finding], list[Ultimatum]]:
        """Everything that is worked out."""
        return list(self.ledger.incidents()), list(self.ledger.findings()), list(self.ledger.ultimatums())

    def payloads(self) -> dict[str, str]:
        """The bytes of every incident that stands."""
        from trucewatch.ledger.records import Kind, to_json

        return {one.id: to_json(Kind.INCIDENT, one) for one in self.ledger.incidents()}

    def refresh(self) -> int:
        return refresh(self.ledger, choose_agreements(("SOC18",)), load_gazetteer(), MACHINE)


@contextmanager
def opened_room(url: str = "sqlite://", claims: tuple[Claim, ...] = CLAIMS) -> Iterator[Room]:
    with Ledger.open(url) as ledger:
        room = Room(ledger)
        ledger.append([*REPORTS, *claims], MACHINE)
        room.refresh()
        yield room


def review(by: str, decision: Decision, subject: str = "claim-1", *, minute: int = 0, **more: Any) -> Review:
    """A review on paper; a later minute is a later entry."""
    at = (NOON + timedelta(minutes=minute)).isoformat()
    made = Review("", subject, by, at, decision, "why", subject.partition("-")[0], seen=minute, **more)
    return replace(made, id=review_id(made))
