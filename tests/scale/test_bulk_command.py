"""The commands `bulk` and `bulk import` as they are given, and what docs/bulk.md says of them."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.scale.bulk_helpers import json_line
from trucewatch.cli import app
from trucewatch.errors import UsageError
from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.parts import COLUMNS

pytest.importorskip("pyarrow")
DOC = (Path(__file__).parents[2] / "docs" / "bulk.md").read_text(encoding="utf-8")


def test_inputs_are_read_and_taken_into_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    shelled = json_line(id="a", text="Government forces shelled the town of Ariha on Tuesday, killing three civilians.")
    path.write_bytes(shelled + b"{no json\n")
    words = ["bulk", str(path), "--out", str(tmp_path / "read"), "--workers", "1", "--published", "2020-02-13", "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 3  # a line could not be read
    (tally,) = json.loads(done.stdout)
    assert (tally["planned"], tally["read"], tally["reports"], tally["unread"]) == (1, 1, 1, 1)
    assert tally["claims"] > 0
    taken = CliRunner().invoke(
        app, ["bulk", "import", str(tmp_path / "read"), "--ledger", f"sqlite:///{tmp_path}/a.sqlite", "--json"]
    )
    assert taken.exit_code == 3
    assert json.loads(taken.stdout)[0]["reports"] == 1


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["bulk", "-", "--out", "x"], "stdin"),
        (["bulk", "a.txt", "--out", "x", "--scheduler", "tcp://nowhere:1"], "say --engine dask with it"),
    ],
)
def test_what_makes_no_sense_is_refused(words: list[str], fault: str) -> None:
    done = CliRunner().invoke(app, words)
    assert isinstance(done.exception, UsageError)
    assert fault in str(done.exception)
    assert not Path("x").exists()


@pytest.mark.parametrize("name", [field.name for field in fields(ManifestRow)])
def test_every_field_of_a_manifest_row_is_documented(name: str) -> None:
    assert f"`{name}`" in DOC.partition("| in a manifest row |")[2].partition("\n\n")[0]


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_of_a_part_is_documented(name: str) -> None:
    assert f"`{name}`" in DOC.partition("| column of a part |")[2].partition("\n\n")[0]
