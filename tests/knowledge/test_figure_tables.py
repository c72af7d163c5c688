"""The tables of figures: every row says what it is about, and its example shows it."""

from __future__ import annotations

import re

import pytest

from trucewatch.knowledge.figure_tables import (
    AcledAmountRow,
    EverybodyRow,
    FigureCueRow,
    SubgroupRow,
    acled_amount,
    counts_everybody,
    counts_subgroup,
    cue_beside,
    figure_cue_rows,
)
from trucewatch.knowledge.tables import read_table

FIGURE = re.compile(
    r"\b(?:at least five|five|one|two|ten|some 300|\d[\d,]*|nineteen|ninety)\b(?: (?:people|lives|others|children|medic))?",
    re.I,
)


@pytest.mark.parametrize("row", figure_cue_rows(), ids=lambda row: f"{row.cue}-{row.side}")
def test_a_cue_is_found_beside_the_figure_of_its_example(row: FigureCueRow) -> None:
    found = [cue_beside(row.example[: m.start()], row.example[m.end() :]) for m in FIGURE.finditer(row.example)]
    assert row.means in {cue.means for cue in found if cue}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Shelling killed", "people in Saraqib on Monday"),
        ("Fighting since Monday has killed", "soldiers"),
        ("He spoke of the war. Shelling killed", "people"),
    ],
)
def test_the_number_of_one_happening_has_no_cue(before: str, after: str) -> None:
    assert cue_beside(before.rpartition(". ")[2], after) is None


@pytest.mark.parametrize("row", read_table("figure_subgroups.csv", SubgroupRow), ids=lambda row: row.noun)
def test_a_noun_of_a_subgroup_stands_in_its_example(row: SubgroupRow) -> None:
    assert counts_subgroup(row.example)
    assert row.noun in row.example.lower()


@pytest.mark.parametrize("row", read_table("figure_everybody.csv", EverybodyRow), ids=lambda row: row.noun)
def test_a_noun_for_everybody_stands_in_its_example(row: EverybodyRow) -> None:
    assert counts_everybody(row.example)
    assert row.noun in row.example


def test_fighters_are_no_subgroup() -> None:
    assert not counts_subgroup("at least five fighters")


@pytest.mark.parametrize("row", read_table("acled_amounts.csv", AcledAmountRow), ids=lambda row: row.word)
def test_a_vague_word_has_its_number(row: AcledAmountRow) -> None:
    assert acled_amount(row.example) == row.number
    assert row.source
