"""Which demands the headline of a report and its strip of days tell as running out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.publish.bulletin.days_told import DAY, LEVANT, add, report
from trucewatch.catalogue import Catalogue
from trucewatch.ledger import Ledger
from trucewatch.model import Bulletin, Edition, UltimatumState
from trucewatch.publish.bulletin.gathering import gather
from trucewatch.publish.bulletin.matter import matter_of
from trucewatch.publish.deadlines import Due, DueKind


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        add(ledger, report("r1", LEVANT))
        yield ledger


def told(book: Ledger, state: UltimatumState, *, days_left: int = 3, to: tuple[str, ...] = ("TUR",)) -> Bulletin:
    matter = matter_of(book, Catalogue(book).at(None), edition=Edition.DAILY, first=DAY, last=DAY)
    demand = Due(
        kind=DueKind.ULTIMATUM,
        id="u1",
        last=DAY + timedelta(days=days_left),
        at="24:00",
        zone="",
        rule="",
        state=state,
        days_left=days_left,
        reasons=(),
        owes=("SYR:MIL",),
        to=to,
        what="withdrawal",
        words="withdraw",
        instrument=None,
        clause=None,
        readings=(),
        reports=1,
        source="r1",
    )
    return gather(replace(matter, due=(demand,)))


@pytest.mark.parametrize("state", [UltimatumState.WITHDRAWN, UltimatumState.MET, UltimatumState.CARRIED_OUT])
def test_a_demand_that_is_over_is_not_told_as_running_out(book: Ledger, state: UltimatumState) -> None:
    made = told(book, state)
    assert ("runs out" in made.standfirst, made.marks) == (False, ())


def test_an_open_demand_runs_out(book: Ledger) -> None:
    made = told(book, UltimatumState.OPEN)
    assert "A demand of Turkey runs out on 16 February 2020, in 3 days." in made.standfirst
    assert [mark.words for mark in made.marks] == ["a demand runs out"]


def test_a_demand_of_nobody_named_runs_out_today_of_an_unnamed_side(book: Ledger) -> None:
    assert "A demand of an unnamed side runs out on" in told(book, UltimatumState.DUE, days_left=0, to=()).standfirst
