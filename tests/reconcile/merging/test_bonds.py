"""What persons tie together stands together, what they keep apart does not, in whatever order claims come."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile.merging.test_merging_properties import tellings
from trucewatch.model import Bond, Claim, Decision, Report, Review
from trucewatch.reconcile.facts import Facts, facts_of
from trucewatch.reconcile.merging.merger import Merger
from trucewatch.reviewing.rulings import bonds_of

Told = tuple[list[Report], list[Claim]]


def bonds_by_lot(claims: list[Claim], by: Random) -> Mapping[str, Bond]:
    """Some pairs tied, some kept apart."""
    pairs = list(combinations(sorted(claim.id for claim in claims), 2))
    made = []
    for number, (one, other) in enumerate(by.sample(pairs, min(len(pairs), 4))):
        decision = by.choice([Decision.SAME, Decision.NOT_SAME])
        made.append(
            Review(f"review-{number}", one, "ann", "2020-02-14T08:00:00Z", decision, "", "claim", these=(one,), those=(other,))
        )
    return bonds_of(made)


def merged(facts: list[Facts]) -> Merger:
    merger = Merger()
    for item in facts:
        merger.add([item])
    return merger


@settings(max_examples=60, deadline=None)
@given(told=tellings(), by=st.randoms(use_true_random=False))
def test_bonds_hold_in_any_order_of_coming_and_each_claim_stands_in_one_group(told: Told, by: Random) -> None:
    reports, claims = told
    bonds = bonds_by_lot(claims, by)
    facts = list(facts_of(claims, {report.id: report for report in reports}, bonds))
    whole = merged(facts).groups()
    by.shuffle(facts)
    merger = merged(facts)
    assert merger.groups() == whole
    assert sorted(key for group in whole for key in group) == sorted(item.id for item in facts)
    group_of = {key: group for group in whole for key in group}
    known = {item.id: item for item in facts}
    for one, other in combinations(known.values(), 2):
        if one.bond.tie and one.bond.tie == other.bond.tie:
            assert group_of[one.id] == group_of[other.id]
        if other.bound_name in one.bond.apart:
            assert group_of[one.id] != group_of[other.id]
    assert all(merger.group(key) == group for key, group in group_of.items())


@settings(max_examples=40, deadline=None)
@given(told=tellings(), by=st.randoms(use_true_random=False))
def test_bonds_that_are_taken_back_leave_no_trace(told: Told, by: Random) -> None:
    reports, claims = told
    known = {report.id: report for report in reports}
    merger = merged(list(facts_of(claims, known)))
    before = merger.groups()
    merger.add(facts_of(claims, known, bonds_by_lot(claims, by)))
    merger.add(facts_of(claims, known))
    assert merger.groups() == before
