"""Dumps that are wrong, cut off, packed without end or no dumps: named with their place, and the rest goes on."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.eval.shared import shared
from tests.knowledge.dumps import (
    FORMS,
    GN_IDLIB,
    GN_SARAQIB,
    SARAQIB,
    faults,
    feature,
    flat,
    many_lines,
    places,
    region,
    write,
    write_bodies,
    write_geonames,
    write_spr,
    write_zip,
)
from trucewatch.errors import SourceError
from trucewatch.knowledge import dump_files
from trucewatch.knowledge.dump_tables import (
    DumpKind,
    PlaceTongue,
    dump_kinds,
    further_names,
    native_names,
    place_tongues,
    tidy_name,
)
from trucewatch.knowledge.place_dumps import HOPELESS, PlaceDraft, PlaceFault, read_dump


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"wof_id": 5', "is no JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[1, 2]", "is no JSON object"),
        ('{"name": "Saraqib"}', "it has no wof:id"),
        (flat(lat=135.0), "135.0 is no latitude"),
        (flat(lon=-181), "-181.0 is no longitude"),
        (flat(lat=float("nan")), "nan is no latitude"),
        (flat(lat="north"), "latitude: Input should be a valid number"),
        (flat(lat=None), "has no position"),
        (flat(country="QQ"), "country 'QQ', which is no code of ISO 3166-1"),
        (flat(country=None), "not named"),
        (flat(name=""), "0 letters"),
        (flat(name="x" * 5000), "5000 letters"),
        (flat(population=-7), "population"),
        (flat(number=-3), "id: Input should be greater than 0"),
        (flat(names=["a", "b"]), "names"),
        (flat(placetype=None), "placetype"),
        (json.dumps(feature(7, **{"geom:latitude": None}) | {"geometry": {"type": "Poi"}}), "has no position"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_line_is_named_and_the_rest_goes_on(line: str, reason: str, tmp_path: Path) -> None:
    path = write(tmp_path / "sy.jsonl", flat(1) + "\n" + line + "\n" + flat(2) + "\n")
    found = list(read_dump(path))
    assert [one.id for one in found if isinstance(one, PlaceDraft)] == ["wof:1", "wof:2"]
    (fault,) = [one for one in found if isinstance(one, PlaceFault)]
    assert (fault.source, fault.line) == (str(path), 2)
    assert reason in fault.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("172349\tSaraqib", "has 2 cells; a line of GeoNames has 19"),
        (GN_SARAQIB.replace("35.86333", "95.5"), "95.5 is no latitude"),
        (GN_SARAQIB.replace("36.80111", "east"), "longitude: 'east' is no number"),
        (GN_SARAQIB.replace("\t34231\t", "\tmany\t"), "population: 'many' is no number"),
        (GN_SARAQIB.replace("172349", "0x1f"), "'0x1f' is no number"),
        (GN_SARAQIB.replace("\tSY\t", "\tQQ\t"), "country 'QQ', which"),
        (GN_SARAQIB.replace("Sarāqib", " "), "0 letters"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_line_of_geonames_is_named_and_the_rest_goes_on(line: str, reason: str, tmp_path: Path) -> None:
    path = write(tmp_path / "SY.txt", f"{GN_IDLIB}\n{line}\n{GN_SARAQIB}\n")
    found = list(read_dump(path))
    assert [one.id for one in found if isinstance(one, PlaceDraft)] == ["gn:169387", "gn:172349"]
    (fault,) = [one for one in found if isinstance(one, PlaceFault)]
    assert (fault.source, fault.line) == (str(path), 2)
    assert reason in fault.reason


def test_letters_of_another_encoding_are_named_with_their_line(tmp_path: Path) -> None:
    path = write(
        tmp_path / "SY.txt", GN_IDLIB.encode() + b"\n" + GN_SARAQIB.encode("cp1252", "replace").replace(b"?", b"\xe9") + b"\n"
    )
    assert faults(path) == [f"{path}:2: is not UTF-8: byte 11 is 0xe9"]


def test_a_wrong_outline_costs_the_outline_only(tmp_path: Path) -> None:
    far = {"type": "Polygon", "coordinates": [[[361, 35], [37, 35], [37, 36], [361, 35]]]}
    path = write(
        tmp_path / "sy.jsonl",
        json.dumps({**region(), "geometry": far}) + "\n" + json.dumps({**region(), "geometry": {"type": "Polygon"}}),
    )
    found = list(read_dump(path))
    assert [one.rings for one in found if isinstance(one, PlaceDraft)] == [(), ()]
    assert [str(one).partition("; ")[0] for one in found if isinstance(one, PlaceFault)] == [
        f"{path}:1: the outline leaves the globe", f"{path}:2: the outline is no list of points",
    ]  # fmt: skip


def test_a_wrong_member_of_an_archive_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "sy.zip", {"a.geojson": "{", "b.geojson": json.dumps(feature())})
    found = list(read_dump(path))
    assert [one.id for one in found if isinstance(one, PlaceDraft)] == [f"wof:{SARAQIB}"]
    assert str(found[0]).startswith(f"{path}::a.geojson: is no JSON")


def test_a_wrong_row_of_a_database_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = write_bodies(tmp_path / "sy.db")
    with sqlite3.connect(path) as book:
        book.execute("INSERT INTO geojson VALUES (8, ?, 'x', 0, 0)", (b"\xff\xfe",))
        book.execute("INSERT INTO geojson VALUES (9, NULL, 'x', 0, 0)")
    book.close()
    assert [line.partition(": ")[0] for line in faults(path)] == [f"{path}::geojson/8", f"{path}::geojson/9"]
    assert any(isinstance(one, PlaceDraft) for one in read_dump(path))


@pytest.mark.parametrize("squeeze", [gzip.compress, bz2.compress], ids=["gz", "bz2"])
def test_a_packed_file_that_is_cut_off_gives_what_it_holds_and_says_where_it_ends(
    squeeze: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    whole = squeeze(many_lines())
    path = write(tmp_path / "sy.jsonl.packed", whole[: len(whole) * 3 // 4])
    found = list(read_dump(path))
    drafts = [one for one in found if isinstance(one, PlaceDraft)]
    (fault,) = [one for one in found if isinstance(one, PlaceFault)]
    assert len(drafts) > 1_000
    assert (fault.line, fault.reason) == (len(drafts) + 1, "is cut off: it ends before its end")


def test_a_tar_archive_that_is_cut_off_gives_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "sy.tar"
    with tarfile.open(path, "w") as archive:
        for number in range(1, 40):
            body = json.dumps(feature(number)).encode()
            info = tarfile.TarInfo(f"{number}.geojson")
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    write(path, path.read_bytes()[:30_000])
    found = list(read_dump(path))
    assert len([one for one in found if isinstance(one, PlaceDraft)]) > 10
    assert "cut off" in str(found[-1]) or "no JSON" in str(found[-1]) or "unexpected end" in str(found[-1])


@pytest.mark.parametrize("form", ["gz", "zip", "tar.bz2", "db.gz"])
def test_a_bomb_is_not_unpacked_to_its_end(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_files, "UNSUSPICIOUS", 1 << 20)
    start, zeros = flat().encode() + b"\n", b" " * (40 << 20)
    path = tmp_path / "bomb"
    if form == "gz":
        write(path, gzip.compress(start + zeros, 9))
    elif form == "zip":
        write_zip(path, {"a.geojson": json.dumps(feature()), "b.geojson": zeros.decode()})
    elif form == "db.gz":
        write(path, gzip.compress(b"SQLite format 3\0" + zeros, 9))
    else:
        with tarfile.open(path, "w:bz2") as archive:
            for name, body in (("a.geojson", json.dumps(feature()).encode()), ("b.geojson", zeros)):
                info = tarfile.TarInfo(name)
                info.size = len(body)
                archive.addfile(info, io.BytesIO(body))
    if form == "db.gz":
        with pytest.raises(SourceError, match="unpacks to more than 200 times its size"):
            list(read_dump(path))
    else:
        assert "unpacks to more than 200 times its size" in " ".join(faults(path))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no text, no archive and no database of places"),
        ("Saraqib\t35".encode("utf-16"), "is UTF-16"),
        (b"name,lat,lon\nSaraqib,35.86,36.80\n", "neither JSON nor a table of GeoNames"),
        (b"PK\x03\x04 and no more", "cannot be unpacked"),
        (b"\x1f\x8b\x08\0", "is cut off"),
        (b"BZh9 and no more", "cannot be unpacked"),
        (b"SQLite format 3\0 and no more", "holds no place"),
        (b'{"type": "FeatureCollection", "features": []}', "holds no place of a kind that is kept"),
        (b"{}\n" * (2 * HOPELESS), "holds no place: "),
    ],
    ids=["empty", "picture", "utf-16", "csv", "zip", "gz", "bz2", "database", "no features", "other JSON"],
)
def test_a_file_that_is_no_dump_is_refused_with_the_reason(content: bytes, reason: str, tmp_path: Path) -> None:
    path = write(tmp_path / "what", content)
    with pytest.raises(SourceError, match=reason):
        list(read_dump(path))


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as book:
        book.execute("CREATE TABLE recipes (name TEXT)")
    book.close()
    with pytest.raises(SourceError, match="no database of Who's On First"):
        list(read_dump(tmp_path / "other.db"))


def test_a_file_that_is_not_there_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        list(read_dump(tmp_path / "nowhere"))
    with pytest.raises(SourceError, match="holds no place"):
        list(read_dump(tmp_path))


def test_a_dump_is_read_while_it_is_asked_for_and_not_before(tmp_path: Path) -> None:
    path = write(tmp_path / "sy.jsonl.gz", gzip.compress(many_lines(50_000)))
    first = next(read_dump(path))
    assert isinstance(first, PlaceDraft)
    assert first.id == "wof:1"


@pytest.mark.parametrize("row", dump_kinds(), ids=lambda row: f"{row.dump} {row.code}")
def test_each_type_of_place_becomes_its_kind(row: DumpKind, tmp_path: Path) -> None:
    if row.dump == "wof":
        path = write(tmp_path / "a.jsonl", flat(name=row.example, placetype=row.code))
    else:
        group, _, code = row.code.partition(".")
        path = write(
            tmp_path / "XX.txt", GN_SARAQIB.replace("\tP\tPPLA2\t", f"\t{group}\t{code}\t").replace("Sarāqib", row.example)
        )
    assert [(one.name, one.kind) for one in places(path)] == [(row.example, row.kind)]
    assert row.source


@pytest.mark.parametrize("row", place_tongues(), ids=lambda row: f"{row.country} {row.tongue} {row.script}")
def test_a_country_s_own_name_for_itself_is_native(row: PlaceTongue) -> None:
    for code in (row.tongue, *row.also):
        assert native_names(row.country, [(code, row.example)]) == (row.example,)
    assert native_names(row.country, [("xxx", row.example)]) == ()
    assert row.source


def test_a_name_in_other_letters_is_not_native() -> None:
    assert native_names("SYR", [("ara", "Ash Shām"), ("ara", "الشام"), ("eng", "Levant")]) == ("الشام",)
    assert native_names("UKR", [("rus", "Харьков"), ("ukr", "Харків")]) == ("Харків", "Харьков")


@pytest.mark.parametrize("form", [*(form for form in FORMS if form != "folder"), "tables", "geonames"])
@given(
    edits=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4), st.integers(0, 40)), min_size=1, max_size=8
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_garbled_dump_gives_places_faults_or_a_refusal_and_nothing_else(
    form: str, edits: list[tuple[float, bytes, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("dump")
    path = (
        write_spr(folder / "sy.db") if form == "tables" else write_geonames(folder) if form == "geonames" else FORMS[form](folder)
    )
    body = bytearray(path.read_bytes())
    for where, put, gone in edits:
        at = int(where * len(body))
        body[at : at + gone] = put
    path.write_bytes(bytes(body))
    with contextlib.suppress(SourceError):
        assert all(isinstance(one, PlaceDraft | PlaceFault) for one in read_dump(path))


@pytest.mark.shared
def test_the_development_gazetteer_is_read_without_a_fault() -> None:
    found = places(shared("data", "gazetteer", "lb.jsonl.gz"))
    assert len(found) > 3_000
    assert next(one for one in found if one.name == "Beirut" and one.kind == "town").native[0] == "بيروت"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Saraqib\x1b[31m", "Saraqib[31m"), ("Sara\x00qib", "Saraqib"), ("\u202eSaraqib\u202c", "Saraqib"),
        ("\ufeff Tell\t\u2028 Rifaat\r\n", "Tell Rifaat"), ("Sara\ud800qib", "Saraqib"), ("می\u200cرود", "می\u200cرود"),
    ],
)  # fmt: skip
def test_letters_that_would_drive_a_terminal_or_turn_a_line_round_are_no_part_of_a_name(written: str, kept: str) -> None:
    assert tidy_name(written) == kept
    assert further_names("Homs", [written]) == (kept,)
    assert native_names("SYR", [("ara", "\u202eسراقب\x07")]) == ("سراقب",)


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ({"type": "Polygon", "coordinates": [[]]}, "has no position"),
        ({"type": "MultiPolygon", "coordinates": []}, "has no position"),
        ({"type": "GeometryCollection", "geometries": []}, "has no position"),
        ({"type": "Polygon", "coordinates": [[[10**400, 1]] * 5]}, "has no position"),
        (
            {"type": "Polygon", "coordinates": [[[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]]]},
            "its outline goes round the globe",
        ),
    ],
)
def test_an_outline_that_gives_no_point_gives_none(geometry: object, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "trial.jsonl"
    unplaced = {**region(**{"geom:latitude": None, "wof:name": "Trial"}), "geometry": geometry}
    path.write_text(f"{flat()}\n{json.dumps(unplaced)}\n", encoding="utf-8")
    *places, last = read_dump(path)
    assert isinstance(last, PlaceFault)
    assert (last.line, reason in last.reason) == (2, True)
    assert any(isinstance(one, PlaceDraft) for one in places)


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "trial.geojson")
    with pytest.raises(SourceError, match="is no file"):
        list(read_dump(tmp_path / "trial.geojson"))
    with pytest.raises(SourceError, match="is no file"):
        list(read_dump(tmp_path))
