"""The measure of main death figures counts what it says: on two reports of our own wording."""

from __future__ import annotations

import json

import pytest

from tests.eval import deaths

ARTICLES = [
    {
        "id": "one",
        "title": "Market blast kills eleven",
        "text": "A bomb killed at least 11 people at a market in Saraqib on Monday, the Syrian Observatory said.",
        "published": "2020-02-04",
        "outlet_name": "Levant Wire",
    },
    {
        "id": "two",
        "title": "Shelling of Ariha",
        "text": "Shelling killed seven civilians, two of them children, in Ariha on Sunday.",
        "published": "2020-02-03",
        "outlet_name": "Harbour Gazette",
    },
]
MARKED = [
    {"articles": [{"id": "one", "killed": 11, "at_least": True}]},
    {"articles": [{"id": "two", "killed": 2, "at_least": False}, {"id": "two", "killed": None, "at_least": False}]},
]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[deaths.Row, ...]:
    folder = tmp_path_factory.mktemp("set")
    for name, lines in (("articles.jsonl", ARTICLES), ("clusters.jsonl", MARKED)):
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return deaths.measure(folder)


def test_a_right_number_counts_and_a_part_for_the_whole_does_not(rows: tuple[deaths.Row, ...]) -> None:
    assert [(row.report_id, row.toll and row.toll.number, row.right, row.bound_kept) for row in rows] == [
        ("one", 11, True, True),
        ("two", 7, False, False),
    ]


def test_the_shares_are_over_the_rows_with_a_number(rows: tuple[deaths.Row, ...]) -> None:
    assert deaths.shares(rows) == {"main death figure": 0.5, "the same, bound kept": 0.5}
