"""What holds of merging whatever the reports say: order changes nothing, every claim has its place, every figure its words."""

from __future__ import annotations

import time
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.telling import PLACES, Count, claim, report
from trucewatch.model import Claim, EventType, Incident, Realis, Report
from trucewatch.reconcile import reconcile

TEXT = (
    "The army shelled the town and killed some. The rebels struck back. The president said he would send troops. All denied it."
)
WORDS = [sentence.strip() for sentence in TEXT.split(".") if sentence.strip()]
ACTS = [
    (EventType.ASSAULT, "heavy-weapons"),
    (EventType.ASSAULT, "aerial"),
    (EventType.ASSAULT, None),
    (EventType.MOBILIZE, "troops"),
    (EventType.THREATEN, "violence"),
    (EventType.REQUEST, "yield"),
    (EventType.AGREE, None),
]
SIDES = ["SYR:MIL", "SYR", "TUR", "SYR:REB", "HTS", "SYR:CVL"]
FIRST = date(2020, 2, 1)


@st.composite
def tellings(draw: st.DrawFn) -> tuple[list[Report], list[Claim]]:
    reports: list[Report] = []
    claims: list[Claim] = []
    for number in range(draw(st.integers(1, 5))):
        published = FIRST + timedelta(days=draw(st.integers(0, 4)))
        told = report(
            f"r{number}",
            published.isoformat() if draw(st.booleans()) else None,
            TEXT,
            draw(st.sampled_from(["One", "Two", None])),
        )
        reports.append(told)
        claims += [draw(one_claim(told)) for _ in range(draw(st.integers(0, 4)))]
    return reports, list({made.id: made for made in claims}.values())


@st.composite
def one_claim(draw: st.DrawFn, told: Report) -> Claim:
    kind, mode = draw(st.sampled_from(ACTS))
    day = (FIRST + timedelta(days=draw(st.integers(-3, 4)))).isoformat() if draw(st.booleans()) else None
    counts: list[Count] = []
    for _ in range(draw(st.integers(0, 2))):
        low = draw(st.none() | st.integers(0, 40))
        high = draw(st.none() | st.integers(low or 0, 60))
        if low is not None or high is not None:
            counts.append((draw(st.sampled_from(["killed", "wounded"])), low, high, draw(st.sampled_from(["TUR:MIL", None]))))
    return claim(
        told,
        draw(st.sampled_from(WORDS)),
        kind,
        mode,
        by=[("army", side) for side in draw(st.lists(st.sampled_from(SIDES), max_size=2, unique=True))],
        to=[("town", side) for side in draw(st.lists(st.sampled_from(SIDES), max_size=2, unique=True))],
        at=draw(st.none() | st.sampled_from([*PLACES, "Some hamlet"])),
        on=day,
        realis=draw(st.sampled_from(list(Realis))),
        speaker=draw(st.none() | st.sampled_from([("the Observatory", "NGO"), ("two officials", "TUR:GOV"), ("a witness", "")])),
        counts=counts,
        direct=draw(st.booleans()),
        by_day=draw(st.none() | st.sampled_from(["2020-02-29", "2020-03-12"])) if kind is EventType.REQUEST else None,
    )


@settings(max_examples=80, deadline=None)
@given(tellings(), st.randoms(use_true_random=False))
def test_the_order_of_reports_and_claims_changes_nothing(told: tuple[list[Report], list[Claim]], shuffler: object) -> None:
    reports, claims = told
    before = reconcile(reports, claims)
    reports, claims = reports[:], claims[:]
    shuffler.shuffle(reports)  # type: ignore[attr-defined]
    shuffler.shuffle(claims)  # type: ignore[attr-defined]
    assert reconcile(reports, claims) == before


@settings(max_examples=80, deadline=None)
@given(tellings())
def test_every_claim_is_in_exactly_one_incident(told: tuple[list[Report], list[Claim]]) -> None:
    reports, claims = told
    incidents = reconcile(reports, claims)
    assert sorted(key for i in incidents for key in i.claim_ids) == sorted(c.id for c in claims)
    assert len({incident.id for incident in incidents}) == len(incidents)
    for incident in incidents:
        assert sorted(key for account in incident.accounts for key in account.claim_ids) == sorted(incident.claim_ids)
        assert [account.letter for account in incident.accounts] == [chr(65 + n) for n in range(len(incident.accounts))]


@settings(max_examples=80, deadline=None)
@given(tellings())
def test_every_figure_and_comparison_stands_on_words_of_its_claims(told: tuple[list[Report], list[Claim]]) -> None:
    reports, claims = told
    by_id = {c.id: c for c in claims}
    for incident in reconcile(reports, claims):
        own = [by_id[key] for key in incident.claim_ids]
        printed = {(f.kind, f.low, f.high, f.span) for c in own for f in c.figures}
        listed = {(r.kind, low, high, span) for r in incident.figures for _, low, high, span in r.by_account}
        assert listed == printed
        spans = (
            {c.quote for c in own}
            | {f.span for c in own for f in c.figures}
            | {a.span for c in own for a in (*c.actor, *c.recipient)}
        )
        assert {span for item in incident.comparisons for span in (item.a, item.b) if span} <= spans


@settings(max_examples=40, deadline=None)
@given(tellings())
def test_merging_again_what_was_merged_gives_the_same(told: tuple[list[Report], list[Claim]]) -> None:
    reports, claims = told
    for incident in reconcile(reports, claims):
        own = [c for c in claims if c.id in incident.claim_ids]
        again = reconcile(reports, own)
        assert {key for i in again for key in i.claim_ids} == set(incident.claim_ids)
        assert again[0].id == incident.id
        assert len(own) > 2 or again == (incident,)


def test_no_report_gives_no_incident() -> None:
    assert reconcile((), ()) == ()


def test_a_claim_whose_report_is_missing_still_has_its_incident() -> None:
    told = report("gone", "2020-02-03", TEXT)
    lone = claim(told, WORDS[0], EventType.ASSAULT)
    (incident,) = reconcile((), (lone,))
    assert incident.accounts[0].origin == "gone"


def many(count: int) -> tuple[list[Report], list[Claim]]:
    """Claims as a busy theatre gives them: a few parties, some hundred places, two months, ten claims a report."""
    reports: list[Report] = []
    claims: list[Claim] = []
    for number in range(count // 10):
        day = FIRST + timedelta(days=number % 60)
        told = report(f"r{number:05}", day.isoformat(), TEXT, f"Outlet {number % 12}")
        reports.append(told)
        for index in range(10):
            kind, mode = ACTS[(number * 7 + index) % len(ACTS)]
            made = claim(
                told,
                WORDS[index % len(WORDS)],
                kind,
                mode,
                by=[("army", SIDES[(number + index) % len(SIDES)])],
                to=[("town", SIDES[(number * 3 + index * 5) % len(SIDES)])],
                at=f"Hamlet {chr(97 + (number * 13 + index * 17) % 26) * 2}{chr(97 + (number + index * 3) % 26) * 2}r",
                on=(day - timedelta(days=index % 3)).isoformat() if index % 5 else None,
                counts=[("killed", number % 30, number % 30, None)],
            )
            if made.id not in {c.id for c in claims[-10:]}:
                claims.append(made)
    return reports, claims


def test_five_thousand_claims_are_merged_in_seconds() -> None:
    reports, claims = many(5_000)
    start = time.process_time()
    incidents: tuple[Incident, ...] = reconcile(reports, claims)
    assert time.process_time() - start < 20
    assert len(incidents) > 100
