"""Dumps of places in every form that people have them in, whole and damaged."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.knowledge.dumps import (
    FORMS,
    GN_SARAQIB,
    IDLIB,
    NAMES,
    SARAQIB,
    SQUARE,
    faults,
    feature,
    flat,
    packed,
    places,
    write,
    write_geonames,
    write_spr,
    write_zip,
)
from trucewatch.knowledge import dump_files
from trucewatch.knowledge.place_dumps import PlaceDraft, PlaceFault, read_dump


@pytest.mark.parametrize("form", FORMS)
def test_who_s_on_first_is_read_in_every_form_it_comes_in(form: str, tmp_path: Path) -> None:
    found = {draft.id: draft for draft in places(FORMS[form](tmp_path))}
    assert set(found) == {f"wof:{SARAQIB}", f"wof:{IDLIB}"}
    town, governorate = found[f"wof:{SARAQIB}"], found[f"wof:{IDLIB}"]
    assert (town.name, town.country, town.kind, town.population) == ("Saraqib", "SYR", "town", 34231)
    assert (town.latitude, town.longitude, town.geonames) == (35.86333, 36.80111, 172349)
    assert (town.admin1_id, town.admin2_id) == (f"wof:{IDLIB}", None)
    assert (town.native, town.names) == (("سراقب",), ("سراقب", "Sarāqib", "Saraqeb"))
    assert town.rings == ()
    assert governorate.kind == "admin1"
    assert governorate.rings == (((36.0, 35.0), (37.0, 35.0), (37.0, 36.0), (36.0, 36.0), (36.0, 35.0)),)


def test_a_database_without_bodies_is_read_from_its_tables(tmp_path: Path) -> None:
    town, governorate = sorted(places(write_spr(tmp_path / "sy.db")), key=lambda draft: draft.kind, reverse=True)
    assert (town.name, town.native, town.names, town.geonames) == ("Saraqib", ("سراقب",), ("سراقب", "Saraqeb"), 172349)
    assert town.admin1_id == f"wof:{IDLIB}"
    assert (governorate.name, governorate.native) == ("Idlib", ("إدلب",))


def test_flat_lines_are_read_packed_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path / "sy.jsonl.gz", gzip.compress(("\ufeff" + flat(names={"ara": ["سراقب"]}, region_id=IDLIB)).encode()))
    assert [(one.id, one.native, one.admin1_id) for one in places(path)] == [(f"wof:{SARAQIB}", ("سراقب",), f"wof:{IDLIB}")]


@pytest.mark.parametrize(
    "changes",
    [
        {"mz:is_current": 0}, {"edtf:deprecated": "2019-05-01"}, {"edtf:cessation": "1975"}, {"wof:superseded_by": [1]},
        {"wof:placetype": "venue"}, {"wof:placetype": "macroregion"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_given_up_replaced_gone_or_of_no_use_is_left_out(changes: dict[str, object], tmp_path: Path) -> None:
    path = write(tmp_path / "sy.jsonl", json.dumps(feature(1, **changes)) + "\n" + json.dumps(feature(2)))
    assert [one.id for one in places(path)] == ["wof:2"]


def test_a_place_without_a_position_gets_a_point_inside_its_outline(tmp_path: Path) -> None:
    row = {"properties": {"wof_id": IDLIB, "name": "Idlib", "placetype": "region"}, "type": "Feature", "geometry": SQUARE}
    (draft,) = places(write(tmp_path / "admin.geojson", json.dumps(row)), country="SYR")
    assert (draft.country, draft.latitude, draft.longitude) == ("SYR", 35.5, 36.5)


def test_a_place_without_a_name_of_its_own_gets_its_english_one(tmp_path: Path) -> None:
    (draft,) = places(write(tmp_path / "a.jsonl", json.dumps(feature(SARAQIB, **{"wof:name": None}))))
    assert draft.name == "Saraqeb"


def test_a_piece_that_is_too_large_is_named_and_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_files, "LARGEST_PIECE", 2_000)
    path = write_zip(
        tmp_path / "sy.zip", {"a.geojson": json.dumps(feature()), "b.geojson": json.dumps(feature(2, src="x" * 2_000))}
    )
    assert faults(path) == [f"{path}::b.geojson: is larger than 0 MB"]


def test_a_line_that_is_too_long_is_named_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_files, "LONGEST_LINE", 1_000)
    path = write(tmp_path / "sy.jsonl", flat(1) + "\n" + flat(2, name="x" * 100_000) + "\n" + flat(3) + "\n")
    found = list(read_dump(path))
    assert [one.id for one in found if isinstance(one, PlaceDraft)] == ["wof:1", "wof:3"]
    assert [(one.line, one.reason) for one in found if isinstance(one, PlaceFault)] == [(2, "the line is longer than 0 MB")]


def test_the_country_asked_for_is_all_that_comes(tmp_path: Path) -> None:
    path = write(tmp_path / "two.jsonl", flat(1) + "\n" + flat(2, country="TR") + "\n" + flat(3, country=None))
    assert [one.id for one in places(path, country="SYR")] == ["wof:1", "wof:3"]


@pytest.mark.parametrize("form", ["txt", "zip", "gz"])
def test_geonames_is_read_in_every_form_it_comes_in(form: str, tmp_path: Path) -> None:
    path = write_geonames(tmp_path)
    if form == "zip":
        path = write_zip(tmp_path / "SY.zip", {"readme.txt": "Readme for GeoNames", "SY.txt": path.read_text(encoding="utf-8")})
    elif form == "gz":
        path = packed(path, gzip.compress)
    town, governorate = places(path)
    assert (town.id, town.name, town.country, town.kind) == ("gn:172349", "Sarāqib", "SYR", "town")
    assert (town.latitude, town.longitude, town.population, town.geonames) == (35.86333, 36.80111, 34231, 172349)
    assert (town.names, town.native) == (("Saraqib", "Saraqeb", "Serakib"), ())
    assert (town.admin1_id, town.admin2_id) == ("gn:169387", None)
    assert (governorate.id, governorate.kind, governorate.admin1_id) == ("gn:169387", "admin1", "gn:169387")


@pytest.mark.parametrize("form", ["txt", "zip"])
def test_the_tables_beside_a_geonames_dump_are_used(form: str, tmp_path: Path) -> None:
    path = write(tmp_path / "SY.txt", GN_SARAQIB)
    write(tmp_path / "admin1CodesASCII.txt", "SY.12\tIdlib\tIdlib\t169387\n")
    write(tmp_path / "admin2Codes.txt", "SY.12.1203\tAriha District\tAriha District\t7\n")
    if form == "txt":
        write(tmp_path / "alternateNamesV2.txt", NAMES)
    else:
        write_zip(tmp_path / "alternateNamesV2.zip", {"iso-languagecodes.txt": "ara\tar", "alternateNamesV2.txt": NAMES})
    (town,) = places(path)
    assert (town.admin1_id, town.admin2_id) == ("gn:169387", "gn:7")
    assert town.native == ("سراقب",)
    assert town.names == ("Saraqib", "Saraqeb", "Serakib", "سراقب", "Serakıb")


def test_a_wrong_line_in_a_table_beside_a_dump_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "SY.txt", GN_SARAQIB)
    write(tmp_path / "admin1CodesASCII.txt", "SY.12\tIdlib\n")
    write(tmp_path / "alternateNamesV2.txt", "no table\n")
    assert faults(path) == [
        f"{tmp_path}/admin1CodesASCII.txt:1: needs four cells: code, name, plain name, id",
        f"{tmp_path}/alternateNamesV2.txt:1: needs at least four cells: id, place, language, name",
    ]
