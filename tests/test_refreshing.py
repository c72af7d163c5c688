"""What was concluded bit by bit is what would be concluded at once; and one more report costs no more in a large ledger."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.assess.test_ultimatums import told_demands
from tests.reconcile.merging.test_merging_properties import many, tellings
from tests.telling import claim, report
from trucewatch import refreshing
from trucewatch.errors import ReviewError
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.merging_version import merging_version
from trucewatch.model import Claim, Decision, EventType, Incident, Interval, Precision, Report, Review
from trucewatch.reconcile.merging import alike, blocking, merger
from trucewatch.refreshing import refresh
from trucewatch.reviewing.deciding import Decided, decide
from trucewatch.reviewing.drafts import Draft

NOON = Stamp(datetime(2020, 2, 13, 12, tzinfo=UTC), "machine", "0", "0", "0")
OF_THEN = ("AST17", "SOC18", "ULT20")  # of the place and the days of what is told here
Told = tuple[list[Report], list[Claim]]


def refreshed(ledger: Ledger) -> int:
    return refresh(ledger, choose_agreements(OF_THEN), load_gazetteer(), NOON)


def concluded(ledger: Ledger) -> tuple[list[object], ...]:
    return list(ledger.incidents()), list(ledger.findings()), list(ledger.ultimatums())


def at_once(reports: list[Report], claims: list[Claim]) -> tuple[list[object], ...]:
    with Ledger.open("sqlite://") as ledger:
        ledger.append([*reports, *claims], NOON)
        refreshed(ledger)
        return concluded(ledger)


def with_last_days(claims: list[Claim], by: Random) -> list[Claim]:
    """Some of the claims, with a day by which something is demanded."""
    days = [Interval(date(2020, 2, day), date(2020, 2, day + 1), Precision.DAY) for day in (20, 28)]
    return [replace(claim, deadline=by.choice(days)) if by.random() < 0.4 else claim for claim in claims]


@pytest.fixture(params=["roomy", "crowded"])
def room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both with the bounds of merging as they are, and with bounds so low that small examples meet all of them."""
    if request.param == "crowded":
        for name, bound in (("WIDE_LIMIT", 2), ("LIMIT", 3)):
            monkeypatch.setattr(blocking, name, bound)
        for module in (merger, refreshing):
            monkeypatch.setattr(module, "SPEAKERS", 2)
        monkeypatch.setattr(merger, "STEPS", ((alike.CUT, 2), (800, 3), (900, 4)))
    return


@pytest.fixture(params=[0.0, 0.25, 100.0], ids=["all anew", "as it is", "always in part"])
def much(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether much that is new has everything done anew."""
    monkeypatch.setattr(refreshing, "MUCH", request.param)


@pytest.mark.usefixtures("room", "much")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=tellings(), by=st.randoms(use_true_random=False))
def test_reports_that_come_one_by_one_in_any_order_give_what_all_at_once_give(told: Told, by: Random) -> None:
    reports, claims = told[0], with_last_days(told[1], by)
    shuffled = list(reports)
    by.shuffle(shuffled)
    with Ledger.open("sqlite://") as ledger:
        for report in shuffled:
            ledger.append([report, *(claim for claim in claims if claim.report_id == report.id)], NOON)
            refreshed(ledger)
        assert concluded(ledger) == at_once(reports, claims)
        assert ledger.verify()


@pytest.mark.usefixtures("room", "much")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=tellings(), by=st.randoms(use_true_random=False))
def test_claims_that_are_withdrawn_or_read_otherwise_leave_no_trace_in_what_stands(told: Told, by: Random) -> None:
    reports, claims = told[0], with_last_days(told[1], by)
    gone = [claim for claim in claims if by.random() < 0.3]
    moved = {claim.id: replace(claim, time=None, deadline=None) for claim in claims if by.random() < 0.3}
    with Ledger.open("sqlite://") as ledger:
        ledger.append([*reports, *claims], NOON)
        refreshed(ledger)
        ledger.append([*moved.values(), *(Withdrawal(Kind.CLAIM, claim.id, "read again") for claim in gone)], NOON)
        refreshed(ledger)
        left = [moved.get(claim.id, claim) for claim in claims if claim not in gone]
        assert concluded(ledger) == at_once(reports, left)


@pytest.mark.usefixtures("much")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=told_demands(), by=st.randoms(use_true_random=False))
def test_demands_that_come_one_by_one_and_are_withdrawn_give_the_ultimatums_that_all_at_once_give(told: Told, by: Random) -> None:
    reports, claims = list(told[0]), told[1]
    by.shuffle(reports)
    gone = [claim for claim in claims if by.random() < 0.2]
    with Ledger.open("sqlite://") as ledger:
        for report in reports:
            ledger.append([report, *(claim for claim in claims if claim.report_id == report.id)], NOON)
            refreshed(ledger)
        assert concluded(ledger) == at_once(reports, claims)
        ledger.append([Withdrawal(Kind.CLAIM, claim.id, "read again") for claim in gone], NOON)
        refreshed(ledger)
        assert concluded(ledger) == at_once(reports, [claim for claim in claims if claim not in gone])


def test_a_report_whose_day_of_publication_is_corrected_is_merged_anew() -> None:
    reports, claims = many(60)
    first = reports[0]
    assert first.published is not None
    later = replace(first, published=replace(first.published, day=date(2021, 1, 1)))
    with Ledger.open("sqlite://") as ledger:
        ledger.append([*reports, *claims], NOON)
        refreshed(ledger)
        ledger.append([later], NOON)
        refreshed(ledger)
        assert concluded(ledger) == at_once([later, *reports[1:]], claims)


def test_a_claim_that_is_moved_to_another_day_and_back_joins_its_like_again() -> None:
    reports = [report(name, "2020-02-04", "Jets bombed Saraqib on Monday.", name) for name in ("one", "two")]
    acts = EventType.ASSAULT, "aerial"
    claims = [claim(told, "Jets bombed Saraqib on Monday", *acts, at="Saraqib", on="2020-02-03") for told in reports]
    moved = replace(claims[0], time=Interval(date(2018, 3, 1), date(2018, 3, 2), Precision.DAY, claims[0].quote))
    with Ledger.open("sqlite://") as ledger:
        ledger.append([*reports, *claims], NOON)
        refreshed(ledger)
        before = concluded(ledger)
        for version, incidents in ((moved, 2), (claims[0], 1)):
            ledger.append([version], NOON)
            refreshed(ledger)
            assert len(list(ledger.incidents())) == incidents
        assert concluded(ledger) == before


class Deciders:
    """Three people who decide by lot on claims and incidents."""

    def __init__(self, by: Random) -> None:
        self.by, self.minute = by, 0

    def decide(self, ledger: Ledger) -> None:
        """One decision, as the ledger stands; what cannot be decided is left."""
        incidents, reviews = list(ledger.incidents()), sorted(ledger.reviews(), key=lambda one: one.id)
        draft = self._draft(incidents, reviews)
        self.minute += 1
        stamp = replace(NOON, author=self.by.choice(["ann", "bea", "cem"]), at=NOON.at + timedelta(minutes=self.minute))
        if draft is not None:
            with suppress(ReviewError):
                assert isinstance(decide(ledger, draft, seen=ledger.head()[0], gazetteer=load_gazetteer(), stamp=stamp), Decided)

    def _draft(self, incidents: list[Incident], reviews: list[Review]) -> Draft | None:
        if reviews and self.by.random() < 0.3:
            target = self.by.choice(reviews)
            answer = self.by.choice([Decision.UNDO, Decision.UNDO, Decision.AGREE, Decision.DISAGREE])
            undoes = target.id if answer is Decision.UNDO else ""
            return Draft(answer, target.kind, target.subject, "so", answers="" if undoes else target.id, undoes=undoes)
        if not incidents:
            return None
        one, other = self.by.choice(incidents), self.by.choice(incidents)
        claim_id, another = self.by.choice(one.claim_ids), self.by.choice(other.claim_ids)
        return self.by.choice(
            [
                Draft(Decision.REJECT, "claim", claim_id, "so"),
                Draft(Decision.ACCEPT, "claim", claim_id),
                Draft(Decision.SAME, "claim", claim_id, "so", others=(another,)),
                Draft(Decision.SAME, "incident", one.id, "so", others=(other.id,)),
                Draft(Decision.NOT_SAME, "claim", claim_id, "so", others=(another,)),
                Draft(Decision.NOT_SAME, "incident", one.id, "so", others=(claim_id,)),
                Draft(Decision.CORRECT, "claim", claim_id, "so", "time", self.by.choice(["2020-02-01", "2020-02-03", ""])),
                Draft(Decision.CORRECT, "claim", claim_id, "so", "actor", self.by.choice(["TUR", "SYR:MIL"])),
                Draft(Decision.CONTRADICTION, "incident", one.id, "so", self.by.choice(["how many", "who did it"])),
            ]
        )


@pytest.mark.usefixtures("room")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=tellings(), by=st.randoms(use_true_random=False))
def test_decisions_taken_while_reports_come_give_what_all_at_once_give(told: Told, by: Random) -> None:
    reports, claims = told[0], with_last_days(told[1], by)
    people, shuffled = Deciders(by), list(reports)
    by.shuffle(shuffled)
    with Ledger.open("sqlite://") as ledger:
        for told_in in shuffled:
            ledger.append([told_in, *(one for one in claims if one.report_id == told_in.id)], NOON)
            refreshed(ledger)
            for _ in range(by.randint(0, 3)):
                people.decide(ledger)
        step_by_step, reviews = concluded(ledger), list(ledger.reviews())
        assert ledger.verify()
    by.shuffle(reviews)
    with Ledger.open("sqlite://") as ledger:
        ledger.append([*reports, *claims, *reviews], NOON)
        refreshed(ledger)
        assert concluded(ledger) == step_by_step


def test_nothing_new_writes_nothing_and_merges_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open("sqlite://") as ledger:
        ledger.append([item for told in many(60) for item in told], NOON)
        assert refreshed(ledger) > 0
        refreshed(ledger)
        monkeypatch.setattr("trucewatch.refreshing.Merger", None)
        assert refreshed(ledger) == 0


def test_another_version_of_merging_does_everything_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    reports, claims = many(60)
    with Ledger.open("sqlite://") as ledger:
        ledger.append([*reports, *claims], NOON)
        refreshed(ledger)
        assert ledger.lookups.covered(merging_version()) is not None
        monkeypatch.setattr("trucewatch.refreshing.merging_version", lambda: "another")
        refreshed(ledger)
        assert ledger.lookups.covered("another") is not None
        assert concluded(ledger) == at_once(reports, claims)


def test_a_merged_incident_names_the_one_that_took_its_claims() -> None:
    reports, claims = many(60)
    last = max(reports, key=lambda report: (report.published.day if report.published else date.min, report.id))
    with Ledger.open("sqlite://") as ledger:
        ledger.append([*(r for r in reports if r is not last), *(c for c in claims if c.report_id != last.id)], NOON)
        refreshed(ledger)
        ledger.append([last, *(claim for claim in claims if claim.report_id == last.id)], NOON)
        refreshed(ledger)
        standing = {incident.id for incident in ledger.incidents()}
        withdrawn = [e.record for e in ledger.entries() if isinstance(e.record, Withdrawal) and e.record.kind is Kind.INCIDENT]
        assert all(set(record.into) <= standing for record in withdrawn if record.into)
