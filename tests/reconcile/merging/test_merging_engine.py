"""Keeping claims merged while they come and go: whatever the order, the steps and the crowd, the groups are the same."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile.merging.test_merging_properties import many, tellings
from trucewatch.model import Claim, EventType, Realis, Report
from trucewatch.reconcile.facts import Facts, facts_of
from trucewatch.reconcile.merging import alike, blocking, merger
from trucewatch.reconcile.merging.merger import Merger, around, reached

Told = tuple[list[Report], list[Claim]]


@pytest.fixture(params=["roomy", "crowded"])
def room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both with the bounds as they are, and with bounds so low that small examples meet all of them."""
    if request.param == "crowded":
        monkeypatch.setattr(blocking, "WIDE_LIMIT", 2)
        monkeypatch.setattr(blocking, "LIMIT", 3)
        monkeypatch.setattr(merger, "SPEAKERS", 2)
        monkeypatch.setattr(merger, "STEPS", ((alike.CUT, 2), (800, 3), (900, 4)))
    return


def facts_from(told: Told) -> tuple[Facts, ...]:
    reports, claims = told
    return facts_of(claims, {report.id: report for report in reports})


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Facts, ...]:
    """Facts of several reports, and copies of some under other ids."""
    facts = facts_from(draw(tellings()))
    copies: list[Facts] = []
    for item in facts:
        for number in range(draw(st.integers(0, 3))):
            words = draw(st.sampled_from([item.words, item.words | {"agai"}]))
            copies.append(replace(item, id=f"{item.id}/{number}", report_id=f"{item.report_id}/{number}", words=words))
    return (*facts, *copies)


def merged(facts: tuple[Facts, ...] | list[Facts]) -> Merger:
    merger = Merger()
    merger.add(facts)
    return merger


@pytest.mark.usefixtures("room")
class TestWhateverTheOrder:
    @settings(max_examples=120, deadline=None)
    @given(crowds(), st.randoms(use_true_random=False), st.integers(1, 5))
    def test_one_by_one_in_any_order_gives_what_one_step_gives(self, facts: tuple[Facts, ...], by: Random, size: int) -> None:
        shuffled = list(facts)
        by.shuffle(shuffled)
        merger = Merger()
        for start in range(0, len(shuffled), size):
            merger.add(shuffled[start : start + size])
        assert merger.groups() == merged(facts).groups()
        assert merger.families() == merged(facts).families()
        assert merger.marks() == merged(facts).marks()

    @settings(max_examples=120, deadline=None)
    @given(crowds(), st.randoms(use_true_random=False))
    def test_what_was_removed_leaves_no_trace(self, facts: tuple[Facts, ...], by: Random) -> None:
        gone = {item.id for item in facts if by.random() < 0.5}
        merger = merged(facts)
        for key in sorted(gone):
            merger.remove([key])
        assert merger.groups() == merged([item for item in facts if item.id not in gone]).groups()
        merger.add(item for item in facts if item.id in gone)
        assert merger.groups() == merged(facts).groups()

    @settings(max_examples=60, deadline=None)
    @given(crowds(), st.randoms(use_true_random=False))
    def test_every_group_that_changes_is_told(self, facts: tuple[Facts, ...], by: Random) -> None:
        shuffled = list(facts)
        by.shuffle(shuffled)
        merger = Merger()
        for item in shuffled:
            before = set(merger.groups())
            touched = {merger.group(key) for key in merger.add([item])}
            assert set(merger.groups()) - before <= touched

    @settings(max_examples=60, deadline=None)
    @given(crowds())
    def test_each_claim_stands_in_the_group_that_is_told_for_it(self, facts: tuple[Facts, ...]) -> None:
        merger = merged(facts)
        for group in merger.groups():
            assert {merger.group(key) for key in group} == {group}

    @settings(max_examples=120, deadline=None)
    @given(crowds(), st.randoms(use_true_random=False))
    def test_merging_anew_only_the_families_that_a_change_touches_gives_what_merging_all_gives(
        self, facts: tuple[Facts, ...], by: Random
    ) -> None:
        late = [item for item in facts if by.random() < 0.3]
        held = merged([item for item in facts if item not in late])
        whole = merged(facts)
        families, marks = held.families(), {key: frozenset(own) for key, own in held.marks().items()}
        by_id = {item.id: item for item in facts}

        def under(wanted: Collection[str]) -> list[Facts]:
            return [by_id[key] for key, own in marks.items() if not own.isdisjoint(wanted)]

        def crowded(wanted: Collection[str]) -> set[str]:
            return {mark for mark in wanted if len(under([mark])) > min(blocking.WIDE_LIMIT, merger.SPEAKERS) - len(late)}

        touched = {families[key] for key in reached(late, under)}
        scope = [by_id[key] for key, family in families.items() if family in touched] + late
        part = Merger()
        part.change(scope, around=around(scope, under, crowded))
        inside = {item.id for item in scope}
        assert part.groups() == tuple(group for group in whole.groups() if group[0] in inside)
        assert inside == {key for group in whole.groups() if inside & set(group) for key in group}


def test_a_claim_written_anew_takes_the_place_of_the_old() -> None:
    facts = facts_from(many(60))
    merger = merged(facts)
    moved = replace(facts[7], since=facts[7].published - 300, until=facts[7].published - 299)
    merger.add([moved])
    assert merger.groups() == merged([moved if item.id == moved.id else item for item in facts]).groups()


def copies(item: Facts, count: int) -> list[Facts]:
    return [replace(item, id=f"{item.id}/{number:06}", report_id=f"copy-{number:06}") for number in range(count)]


def test_a_hundred_thousand_copies_of_one_report_are_merged_in_seconds() -> None:
    """Here ten thousand, each with nine claims, one report at a time."""
    facts = [item for item in facts_from(many(20)) if item.report_id == "r00000"]
    merger = Merger()
    start = time.process_time()
    for number in range(10_000):
        merger.add(replace(item, id=f"{item.id}/{number}", report_id=f"copy-{number}") for item in facts)
    assert time.process_time() - start < 30
    sizes = [len(group) for group in merger.groups()]
    assert min(sizes) >= 10_000


def test_an_outlet_that_rewrites_its_report_every_hour_leaves_one_version() -> None:
    facts = facts_from(many(200))
    own = [item for item in facts if item.report_id == "r00003"]
    merger = merged(facts)
    for hour in range(50):
        version = [replace(item, id=f"{item.id}/{hour}") for item in own]
        merger.change(version, [f"{item.id}/{hour - 1}" if hour else item.id for item in own])
    names = {f"{item.id}/49": item.id for item in own}
    again = {tuple(sorted(names.get(key, key) for key in group)) for group in merger.groups()}
    assert again == {tuple(sorted(group)) for group in merged(facts).groups()}
    assert len(merger) == len(facts)


def test_claims_without_place_time_and_parties_are_merged_with_none_and_cost_nothing() -> None:
    item = facts_from(many(10))[0]
    bare = replace(item, place=None, since=None, until=None, actor=frozenset(), recipient=frozenset(), figures=())
    bare = replace(bare, mode=None, words=frozenset(), type=EventType.AGREE)
    start = time.process_time()
    groups = merged(copies(bare, 5_000)).groups()
    assert time.process_time() - start < 10
    assert len(groups) == 5_000


def test_thousands_of_different_claims_on_one_day_and_place_take_seconds() -> None:
    item = facts_from(many(10))[0]
    crowd = [
        replace(copy, figures=(item.figures[0]._replace(low=3 + number, high=3 + number),), source=f"witness {number}")
        for number, copy in enumerate(copies(item, 3_000))
    ]
    start = time.process_time()
    merger = merged(crowd)
    assert time.process_time() - start < 30
    assert sorted(key for group in merger.groups() for key in group) == sorted(item.id for item in crowd)


def test_a_denial_goes_to_what_it_denies_and_comes_back_when_that_is_withdrawn() -> None:
    act = facts_from(many(10))[0]
    denial = replace(act, id="denial", realis=Realis.NEGATED, start=act.end + 1, end=act.end + 20)
    merger = merged([act, denial])
    assert merger.groups() == ((act.id, "denial"),)
    merger.remove([act.id])
    assert merger.groups() == (("denial",),)
