"""Merged window by window, claims give what merging all of them at once gives: groups, families, and where they are looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.claims import War
from tests.eval.merging import marked
from tests.eval.shared import shared
from tests.reconcile.merging.test_bonds import bonds_by_lot
from tests.reconcile.merging.test_merging_engine import crowds, facts_from
from tests.reconcile.merging.test_merging_properties import many, tellings
from tests.reconcile.test_two_wars import war
from tests.telling import Count, claim, report
from tests.windows.merging_by_windows import at_once, by_windows
from trucewatch.model import Claim, EventType, Realis, Report
from trucewatch.reconcile.facts import Facts, facts_of
from trucewatch.reconcile.merging import alike, blocking, merger
from trucewatch.windows import merged

Told = tuple[list[Report], list[Claim]]
ROOMS = (1, 4, 1_000)


@pytest.fixture(params=["roomy", "crowded"])
def room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both with the bounds as they are, and with bounds so low that small examples meet all of them."""
    monkeypatch.setattr(merged, "DRAWER", 5)
    if request.param == "crowded":
        monkeypatch.setattr(blocking, "WIDE_LIMIT", 2)
        monkeypatch.setattr(blocking, "LIMIT", 3)
        monkeypatch.setattr(merger, "SPEAKERS", 2)
        monkeypatch.setattr(merger, "STEPS", ((alike.CUT, 2), (800, 3), (900, 4)))
    return


@pytest.mark.usefixtures("room")
class TestWhateverIsTold:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(facts=crowds(), by=st.randoms(use_true_random=False), home=st.sampled_from(ROOMS))
    def test_crowds_of_copies_are_merged_alike(self, facts: tuple[Facts, ...], by: Random, home: int) -> None:
        shuffled = list(facts)
        by.shuffle(shuffled)
        assert by_windows(shuffled, home) == at_once(facts)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(told=tellings(), by=st.randoms(use_true_random=False), home=st.sampled_from(ROOMS))
    def test_what_persons_tied_or_kept_apart_is_merged_alike(self, told: Told, by: Random, home: int) -> None:
        reports, claims = told
        facts = facts_of(claims, {one.id: one for one in reports}, bonds_by_lot(claims, by))
        assert by_windows(facts, home) == at_once(facts)

    def test_a_busy_theatre_is_merged_alike(self) -> None:
        facts = facts_from(many(600))
        assert by_windows(facts, 100) == at_once(facts)

    @pytest.mark.parametrize("name", ["lebanon", "sudan"])
    def test_two_wars_are_merged_alike(self, name: str) -> None:
        told = war(name)
        facts = facts_of(tuple(told.claims.values()), {one.id: one for one in told.reports})
        assert by_windows(facts, 10) == at_once(facts)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["seeds", "fakes_dev", "guardian_dev"])
def test_marked_claims_of_real_reports_are_merged_alike(name: str) -> None:
    shared("gold", f"{name}.jsonl")
    facts = tuple(marked(name).facts)
    assert by_windows(facts, 20) == at_once(facts)


def invented(reports: int) -> tuple[Facts, ...]:
    drawn = list(islice(War(3, happenings=60).reports(), reports))
    claims = [claim for _, told, _ in drawn for claim in told]
    return facts_of(claims, {one.id: one for one, _, _ in drawn})


@pytest.mark.parametrize("home", [150, 700, 100_000])
def test_an_invented_war_is_merged_alike_however_it_is_cut(home: int) -> None:
    facts = invented(300)
    assert by_windows(facts, home) == at_once(facts)


def test_what_each_report_adds_comes_to_the_same() -> None:
    facts = invented(60)
    bit_by_bit = merger.Merger()
    for item in Random(4).sample(facts, len(facts)):
        bit_by_bit.add([item])
    groups, families, _ = by_windows(facts, 50)
    assert (groups, families) == (list(bit_by_bit.groups()), bit_by_bit.families())


TEXT = (
    "The army shelled the town and killed thirteen. The army denied that it shelled the town. The minister gave them until March."
)
SHELLED, DENIED, DEMANDED = (f"{words}" for words in TEXT.rstrip(".").split(". "))


def shelling(
    number: int,
    published: str | None,
    *,
    on: str | None = None,
    at: str | None = "Saraqib",
    until: str | None = None,
    counts: Sequence[Count] = (("killed", 13, 13, None),),
    realis: Realis = Realis.ACTUAL,
) -> tuple[Report, Claim]:
    told = report(f"r{number}", published, TEXT, f"Outlet {number}")
    words = DENIED if realis is Realis.NEGATED else SHELLED
    by, to = [("army", "SYR:MIL")], [("town", "SYR:CVL")]
    act = EventType.ASSAULT, "heavy-weapons"
    return told, claim(told, words, *act, by=by, to=to, at=at, on=on, until=until, counts=counts, realis=realis)


def facts_told(*told: tuple[Report, Claim]) -> tuple[Facts, ...]:
    return facts_of([made for _, made in told], {one.id: one for one, _ in told})


@pytest.mark.parametrize("home", [1, 2])
@pytest.mark.parametrize(
    ("facts", "groups"),
    [
        pytest.param(
            facts_told(shelling(1, "2020-02-29", on="2020-02-29"), shelling(2, "2020-03-01", on="2020-02-29")),
            1,
            id="month's end",
        ),
        pytest.param(
            facts_told(shelling(1, "2019-12-31", on="2019-12-31"), shelling(2, "2020-01-01", on="2019-12-31")), 1, id="year's end"
        ),
        pytest.param(
            facts_told(shelling(1, "2020-02-13", on="2020-02-13"), shelling(2, "2024-02-13", on="2020-02-13")),
            1,
            id="told again years later",
        ),
        pytest.param(
            facts_told(shelling(1, "2020-02-13", on="2020-02-13"), shelling(2, None, on="2020-02-13")),
            1,
            id="no day of publication",
        ),
        pytest.param(facts_told(shelling(1, "2020-02-13"), shelling(2, "2020-02-14")), 1, id="no day told"),
        pytest.param(facts_told(shelling(1, None), shelling(2, None)), 1, id="no day at all"),
        pytest.param(
            facts_told(
                shelling(1, "2020-02-13", on="2020-02-13", at=None), shelling(2, "2020-02-13", on="2020-02-13", at="Syria")
            ),
            1,
            id="no place, and a country",
        ),
        pytest.param(
            facts_told(
                shelling(1, "2020-02-13", on="2020-02-13", at="Afrin"),  # 36.5 N 36.9 E
                shelling(2, "2020-02-13", on="2020-02-13", at="Hatay"),
                shelling(3, "2020-02-13", on="2020-02-13", at="Damascus"),
            ),
            2,
            id="over a region's border",
        ),
        pytest.param(
            facts_told(
                shelling(1, "2020-02-13", on="2020-02-13"), shelling(2, "2020-02-18", on="2020-02-18", realis=Realis.NEGATED)
            ),
            1,
            id="denied days later",
        ),
        pytest.param(
            facts_told(
                shelling(1, "2020-02-13", on="2020-02-13"),
                shelling(2, "2020-02-29", on="2019-12-01", until="2020-02-29", at="Syria", counts=[("killed", 1300, None, None)]),
            ),
            2,
            id="a total of months",
        ),
    ],
)
def test_what_lies_across_a_border_of_windows_is_merged_alike(facts: tuple[Facts, ...], groups: int, home: int) -> None:
    found = by_windows(facts, home)
    assert found == at_once(facts)
    assert len(found[0]) == groups


def test_a_report_dated_anew_moves_to_the_windows_of_its_day() -> None:
    early, late = shelling(1, "2020-02-13", on="2020-02-13"), shelling(2, "2021-07-01", on="2021-07-01")
    corrected = shelling(2, "2020-02-13", on="2020-02-13")
    assert len(by_windows(facts_told(early, late), 1)[0]) == 2
    assert by_windows(facts_told(early, corrected), 1) == at_once(facts_told(early, corrected))
    assert len(by_windows(facts_told(early, corrected), 1)[0]) == 1


def test_two_thousand_copies_in_many_windows_are_one_crowd() -> None:
    (first,) = facts_told(shelling(1, "2020-02-13", on="2020-02-13"))
    copies = [replace(first, id=f"claim-{n:05}", report_id=f"copy-{n}", rank=first.rank + n) for n in range(2_000)]
    groups, families, _ = found = by_windows([first, *copies], 100)
    assert found == at_once([first, *copies])
    assert len(groups) == len(set(families.values())) == 1


def test_nothing_told_is_nothing_merged() -> None:
    assert by_windows([], 10) == ([], {}, [])
