"""The page on names and places cannot lie: its outputs, tables and columns are those of the code."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from tools.who_doc import PAGE, filled, steady
from trucewatch.knowledge.party_rows import OfficeRow, PartyRow, Tie
from trucewatch.knowledge.place_rows import ExtraPlace
from trucewatch.knowledge.tables import FOLDER

TEXT = PAGE.read_text(encoding="utf-8")
RECORDS = {"parties/": PartyRow, "offices/": OfficeRow, "ties/": Tie, "places/": ExtraPlace}


def test_outputs_and_tables_are_what_the_code_gives() -> None:
    """Counts, spellings and other holders of an office may have moved on since the page was written."""
    assert steady(filled(TEXT)) == steady(TEXT), "run: python tools/update_docs.py who"


@pytest.mark.parametrize("table", RECORDS)
def test_every_column_of_a_table_is_explained_and_no_other(table: str) -> None:
    start = TEXT.index(f"| `{table}` | meaning |")
    rows = TEXT[start : TEXT.index("\n\n", start)].splitlines()[2:]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.split(" | ")[0])}
    assert named == {field.name for field in fields(RECORDS[table])}


def test_every_table_named_is_there() -> None:
    tables = {path.name for path in FOLDER.rglob("*.csv")}
    assert set(re.findall(r"`(\w+\.csv)`", TEXT)) <= tables
