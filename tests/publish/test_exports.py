"""Rows go out as JSON Lines, JSON, CSV and GeoJSON without losing or bending a value."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import UsageError
from trucewatch.publish.exports import FORMATS, write_rows

ROW: dict[str, object] = {
    "id": "incident-1",
    "place": "سراقب",
    "actor": ["SYR", "RUS"],
    "latitude": 35.86,
    "longitude": 36.8,
    "high": None,
}


def written(rows: list[dict[str, object]], name: str) -> str:
    return "".join(write_rows(rows, name))


def test_jsonl_has_one_object_a_line() -> None:
    lines = written([ROW, ROW], "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == [ROW, ROW]


@pytest.mark.parametrize("rows", [[], [ROW], [ROW, ROW]])
def test_json_is_one_array(rows: list[dict[str, object]]) -> None:
    assert json.loads(written(rows, "json")) == rows


def test_csv_joins_several_values_and_leaves_unknown_ones_empty() -> None:
    (row,) = csv.DictReader(io.StringIO(written([ROW], "csv")))
    assert (row["actor"], row["high"], row["place"]) == ("SYR;RUS", "", "سراقب")


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "@me", "-cmd", "\tx"])
def test_a_spreadsheet_cannot_take_a_quotation_for_a_formula(cell: str) -> None:
    (row,) = csv.DictReader(io.StringIO(written([{"quote": cell}], "csv")))
    assert row["quote"] == f"'{cell}"


def test_a_negative_longitude_stays_a_number() -> None:
    (row,) = csv.DictReader(io.StringIO(written([{"longitude": -3.5}], "csv")))
    assert row["longitude"] == "-3.5"


def test_what_has_no_point_stays_in_the_geojson_without_one() -> None:
    placed, unplaced = json.loads(written([ROW, {"id": "incident-2", "place": None}], "geojson"))["features"]
    assert placed["geometry"] == {"type": "Point", "coordinates": [36.8, 35.86]}
    assert unplaced["geometry"] is None
    assert unplaced["properties"]["id"] == "incident-2"


def test_ground_stands_in_for_a_point_that_nobody_knows() -> None:
    ground = {"type": "MultiPolygon", "coordinates": [[[[36.0, 35.0], [37.0, 35.0], [36.0, 36.0], [36.0, 35.0]]]]}
    beside, placed = json.loads(written([{"id": "i", "ground": ground}, {**ROW, "ground": ground}], "geojson"))["features"]
    assert beside["geometry"] == ground
    assert placed["geometry"]["type"] == "Point"
    assert "ground" not in beside["properties"]


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="jsonl"):
        write_rows([], "xls")


@given(st.lists(st.fixed_dictionaries({"id": st.text(), "quote": st.text(), "n": st.none() | st.integers()}), min_size=1))
def test_every_value_survives_json(rows: list[dict[str, object]]) -> None:
    assert json.loads(written(rows, "json")) == rows
    assert [json.loads(line) for line in written(rows, "jsonl").split("\n") if line] == rows
    assert [f["properties"] for f in json.loads(written(rows, "geojson"))["features"]] == rows


def test_every_format_writes_an_empty_table() -> None:
    assert {name: written([], name) for name in FORMATS} == {
        "jsonl": "",
        "csv": "",
        "json": "[]\n",
        "geojson": '{"type": "FeatureCollection", "features": [\n]}\n',
    }
