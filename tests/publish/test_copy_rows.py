"""A copy is one row, with the passages on both sides word for word."""

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
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('copies') / 'ledger.sqlite'}") as book:
        run([Path(example.__file__).parent / "reports"], book, now=lambda: datetime(2020, 3, 9, tzinfo=UTC))
        yield book


def test_the_gazettes_copy_of_the_wire_is_exported_with_its_passages(ledger: Ledger) -> None:
    rows = [json.loads(line) for line in "".join(write_rows(table_rows(ledger, "copies"), "jsonl")).splitlines()]
    (copy,) = [row for row in rows if row["kind"] == "edited"]
    assert (copy["earlier_outlet"], copy["later_outlet"], copy["credit"]) == ("Levant Wire", "Harbour Gazette", "Levant Wire")
    assert copy["directed"]
    assert not copy["supersedes"]
    assert "Harbour Gazette credits Levant Wire" in copy["reason"]
    texts = {report.id: report.text for report in ledger.reports()}
    for passage in copy["passages"]:
        for side in ("earlier", "later"):
            span = passage[side]
            assert texts[copy[side]][span["start"] : span["end"]] == span["text"]
            assert "Five questions answered" not in span["text"]


def test_the_table_has_one_row_per_copy(ledger: Ledger) -> None:
    table = "".join(write_rows(table_rows(ledger, "copies"), "csv"))
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == sum(1 for _ in table_rows(ledger, "copies"))
    assert {"earlier", "later", "kind", "share_earlier", "share_later", "passages", "reason"} <= set(rows[0])
