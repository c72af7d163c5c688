"""The words of logs: each row proves itself by its example."""

from __future__ import annotations

import pytest

from trucewatch.ingest.logs import LogDay, read_log
from trucewatch.ingest.logs.times import read_span
from trucewatch.ingest.logs.values import read_count, read_reach
from trucewatch.knowledge.log_tables import (
    ColumnRow,
    LogWordRow,
    PhenomenonRow,
    exercise_row,
    field_of,
    is_none,
    log_words,
    phenomenon_in,
    phenomenon_rows,
    value_of,
)
from trucewatch.knowledge.posts import load_posts
from trucewatch.knowledge.tables import read_table
from trucewatch.model import AccessOutcome, Assessed, HardwareFinding, LimitCause, Means, Phenomenon
from trucewatch.model.codes import MODES

COLUMNS = read_table("log_columns.csv", ColumnRow)
WORDS = read_table("log_words.csv", LogWordRow)
CLOSED: dict[str, set[str]] = {
    "means": set(map(str, Means)), "cause": set(map(str, LimitCause)), "outcome": set(map(str, AccessOutcome)),
    "finding": set(map(str, HardwareFinding)), "assessed": set(map(str, Assessed)),
}  # fmt: skip
NEEDED = {"finding": {"kind": "howitzer"}}  # what a line must tell besides


@pytest.mark.parametrize("row", COLUMNS, ids=lambda row: row.field)
def test_every_name_leads_to_its_column(row: ColumnRow) -> None:
    assert {field_of(name.upper()) for name in row.names} == {row.field}


@pytest.mark.parametrize("row", COLUMNS, ids=lambda row: row.field)
def test_the_example_of_a_column_is_a_cell_that_can_be_so(row: ColumnRow) -> None:
    cells = {"post": "TRN-01", "date": "2020-02-13", "time": "18:40", "phenomenon": "Explosion", **NEEDED.get(row.field, {})}
    cells[row.field] = row.example
    log = "\n".join("\t".join(words) for words in (cells.keys(), cells.values()))
    (day,) = read_log(log.encode(), "log.tsv", load_posts())
    assert isinstance(day, LogDay), day
    assert row.example in day.records[0].line.text


@pytest.mark.parametrize("row", phenomenon_rows(), ids=lambda row: f"{row.phenomenon} {row.words[0]}")
def test_the_example_of_a_phenomenon_is_read_as_it(row: PhenomenonRow) -> None:
    found = phenomenon_in(row.example)
    assert found
    assert found[0] == row
    assert row.type is None or row.mode is None or row.mode in MODES[row.type]


@pytest.mark.parametrize("row", WORDS, ids=lambda row: f"{row.kind} {row.words[0]}")
def test_the_example_of_a_word_of_a_log_is_read_as_it(row: LogWordRow) -> None:
    if row.kind in CLOSED:
        assert row.value in CLOSED[row.kind]
    match row.kind:
        case "about" | "least" | "more" | "most" | "fewer" | "multiple" | "number":
            assert read_count(row.example)
        case "length":
            assert read_reach(row.example)
        case "hours":
            assert read_span(row.example)
        case "none":
            assert is_none(row.example)
        case _:
            assert value_of(row.kind, row.example) == row.value


def test_no_word_of_a_kind_stands_for_two_values() -> None:
    for kind in {row.kind for row in WORDS}:
        assert sum(len(row.words) for row in WORDS if row.kind == kind) == len(log_words(kind))


def test_an_airburst_is_no_burst_and_an_exercise_no_attack() -> None:
    assert (found := phenomenon_in("airburst"))
    assert found[0].phenomenon is Phenomenon.AIRBURST
    assert exercise_row().type == "MOBILIZE"
