"""Merging an invented war: like its truth, at a cost that does not grow; in processor time beside a reference of the same run."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest

from bench.claims import War
from bench.merge import bcubed, measure

CLAIMS = 14_000
MOST_TO_REFERENCE = 200  # times the SHA-256 of a claim's printed form; 50 to 80 was measured
MOST_GROWTH = 2.0  # of the cost of a report from the first half to the second


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return measure(CLAIMS)


def cost(points: Sequence[dict[str, float]]) -> float:
    return sum(point["ms_per_report"] for point in points) / len(points)


def test_a_claim_is_merged_in_a_bounded_time(figures: dict[str, Any]) -> None:
    assert figures["to_reference"] <= MOST_TO_REFERENCE


def test_a_report_costs_no_more_when_many_are_held(figures: dict[str, Any]) -> None:
    points = figures["points"][1:]  # on the first days there is little to meet
    half = len(points) // 2
    assert cost(points[half:]) <= MOST_GROWTH * cost(points[:half])


def test_the_groups_are_like_the_truth(figures: dict[str, Any]) -> None:
    assert figures["precision"] >= 0.88
    assert figures["recall"] >= 0.90
    assert figures["f1"] >= 0.90


def test_the_war_is_the_same_every_time() -> None:
    assert list(islice(War(7).reports(), 30)) == list(islice(War(7).reports(), 30))
    assert list(islice(War(7).reports(), 30)) != list(islice(War(8).reports(), 30))


def test_every_quote_stands_in_its_report() -> None:
    for report, claims, happenings in islice(War().reports(), 60):
        assert len(claims) == len(happenings)
        for claim in claims:
            assert report.text[claim.quote.start : claim.quote.end] == claim.quote.text


@pytest.mark.parametrize(
    ("groups", "precision", "recall"),
    [
        ([["a", "b"], ["c"]], 1.0, 1.0),
        ([["a"], ["b"], ["c"]], 1.0, 2 / 3),
        ([["a", "b", "c"]], 5 / 9, 1.0),
    ],
)
def test_groups_are_scored_claim_by_claim(groups: list[list[str]], precision: float, recall: float) -> None:
    found = bcubed(groups, {"a": "one", "b": "one", "c": "two"})
    assert found["precision"] == pytest.approx(precision)
    assert found["recall"] == pytest.approx(recall)
