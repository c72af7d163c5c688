"""Reports of our own on twelve theatres: who did what to whom, and where, comes out as a monitor would have it."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.resolve.theatre_reports import Expected, compared, expected_claims, miss, outcomes

THEATRES = frozenset(
    "syria turkey iraq lebanon yemen libya ukraine sudan armenia_azerbaijan israel_palestine india_pakistan colombia".split()
)
FEWEST = 6  # reports of each theatre
MOST_WRONG = 32


CLAIMS = expected_claims()


@pytest.mark.parametrize("at", range(len(CLAIMS)), ids=[claim.name for claim in CLAIMS])
def test_what_came_out_right_stays_right(at: int) -> None:
    outcome = outcomes()[at]
    assert outcome.wrong <= outcome.expected.known, miss(outcome)


def test_the_known_faults_grow_no_more() -> None:
    assert sum(len(claim.known) for claim in CLAIMS) <= MOST_WRONG


def test_every_known_fault_says_of_what_class_it_is() -> None:
    silent = [claim.name for claim in CLAIMS if claim.known and not claim.asked.get("why")]
    assert silent == []


def test_no_known_fault_lists_a_part_that_is_not_asked() -> None:
    unasked = [one.expected.name for one in outcomes() if not one.expected.known <= set(one.right)]
    assert unasked == []


def test_every_theatre_has_its_reports() -> None:
    reports = Counter(theatre for theatre, _ in {(claim.theatre, claim.report) for claim in CLAIMS})
    assert set(reports) == THEATRES
    assert min(reports.values()) >= FEWEST


def test_a_claim_that_is_not_read_has_no_part_right() -> None:
    claim = Expected("syria", "r", "Nothing happened.", CLAIMS[0].day, 1, "happened", {"type": "ASSAULT", "actor": ["SYR"]})
    assert compared(claim, None) == {"read": False, "type": False, "actor": False}
