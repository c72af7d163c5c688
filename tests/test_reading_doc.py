"""The page on reading cannot lie: its examples, tables, relations and modules are those of the code."""

from __future__ import annotations

import re
import typing
import xml.etree.ElementTree as xml
from dataclasses import fields
from pathlib import Path

import pytest

from tools.reading_doc import PAGE, filled, put, steady
from tools.reading_judged import drawn
from training.judge import calibration_error, group_of
from trucewatch.knowledge.lexicon import OF_A_NEED, RELATIONS, ClaimEvidenceRow, FrameRow
from trucewatch.knowledge.tables import FOLDER, read_table

ROOT = Path(__file__).parents[1]
TEXT = PAGE.read_text(encoding="utf-8")
NAMED = frozenset(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)))


def test_the_examples_and_tables_are_what_the_reader_gives() -> None:
    """Lines of tables, weights and counts of rows may have moved on since the page was written."""
    assert steady(filled(TEXT)) == steady(TEXT), "run: python tools/update_docs.py reading"


def test_a_block_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="weather"):
        put(TEXT, "weather", "fair")


@pytest.mark.parametrize("relation", sorted(RELATIONS | OF_A_NEED))
def test_every_relation_that_a_row_may_name_is_explained(relation: str) -> None:
    assert relation in NAMED


@pytest.mark.parametrize("column", [field.name for field in fields(FrameRow)])
def test_every_column_of_a_frame_is_explained(column: str) -> None:
    assert column in NAMED


@pytest.mark.parametrize("kind", typing.get_args(typing.get_type_hints(FrameRow)["kind"]))
def test_every_kind_of_frame_is_explained(kind: str) -> None:
    assert kind in NAMED


def test_every_module_and_table_named_is_there() -> None:
    modules = {path.name for path in (ROOT / "trucewatch").rglob("*.py")}
    tables = {path.name for path in FOLDER.rglob("*") if path.is_file()}
    named = {name for name in NAMED if re.fullmatch(r"[\w.]+\.(?:py|csv|tsv\.gz)", name)}
    assert named - modules - tables == set()


def test_every_observation_but_the_base_belongs_to_a_group_of_the_ablation() -> None:
    names = {row.evidence for row in read_table("claim_evidence.csv", ClaimEvidenceRow)}
    assert {name for name in names if not group_of(name)} == {"any claim"}


def test_chances_that_hold_have_no_calibration_error_and_lie_on_the_diagonal() -> None:
    table = [(0.25, 0.25, 8.0), (0.75, 0.75, 2.0)]
    assert calibration_error(table) == 0
    dots = [dot for dot in xml.fromstring(drawn(table)).iter() if dot.tag.endswith("circle")]
    assert [(float(d.attrib["cx"]) - 60, 324 - float(d.attrib["cy"])) for d in dots] == [(75.0, 75.0), (225.0, 225.0)]
    assert float(dots[0].attrib["r"]) > float(dots[1].attrib["r"])


def test_a_chance_that_never_comes_true_is_a_calibration_error() -> None:
    assert calibration_error([(0.75, 0.0, 1.0), (0.25, 0.25, 1.0)]) == 0.375
