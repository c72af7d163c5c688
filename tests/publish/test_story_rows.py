"""A story is one row, with its reports and the reasons that hold it together."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch import example
from trucewatch.ledger import Ledger
from trucewatch.pipeline import run
from trucewatch.publish.exports import write_rows
from trucewatch.publish.tables import table_rows


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The packaged example, run once."""
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('stories') / 'ledger.sqlite'}") as book:
        run([Path(example.__file__).parent / "reports"], book, now=lambda: datetime(2020, 3, 9, tzinfo=UTC))
        yield book


def test_every_report_is_in_one_story(ledger: Ledger) -> None:
    rows = [json.loads(line) for line in "".join(write_rows(table_rows(ledger, "stories"), "jsonl")).splitlines()]
    assert sorted(key for row in rows for key in row["report_ids"]) == sorted(report.id for report in ledger.reports())
    assert [row["first"] for row in rows] == sorted(row["first"] for row in rows)


def test_the_copy_of_a_wire_is_of_one_story_with_it_and_the_row_says_why(ledger: Ledger) -> None:
    rows = [json.loads(line) for line in "".join(write_rows(table_rows(ledger, "stories"), "jsonl")).splitlines()]
    outlet = {report.id: report.outlet.name for report in ledger.reports() if report.outlet}
    (row,) = [row for row in rows if {"Levant Wire", "Harbour Gazette"} <= {outlet[key] for key in row["report_ids"]}]
    assert row["reports"] == len(row["report_ids"])
    assert row["main_claim"] in {claim.id for claim in ledger.claims()}
    assert all(link["reasons"] for link in row["links"])


def test_the_table_has_one_row_per_story(ledger: Ledger) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(write_rows(table_rows(ledger, "stories"), "csv")))))
    assert len(rows) == sum(1 for _ in table_rows(ledger, "stories"))
    assert {"id", "report_ids", "outlets", "first", "last", "follow_ups", "links"} <= set(rows[0])
