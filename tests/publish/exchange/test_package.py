"""A package of incidents: what others check packages with finds nothing wrong, and it says what it was made from."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import pathlib
import zipfile
from collections.abc import Iterator

import csvw
import frictionless
import pytest
import yaml
from geojson_pydantic import FeatureCollection, MultiPolygon, Polygon
from shapely.geometry import shape

from trucewatch import example
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Ledger
from trucewatch.pipeline import run
from trucewatch.publish.exchange.package import NO_LICENCE, Seal, package_members
from trucewatch.publish.exchange.packed import PACKED, Holdings
from trucewatch.publish.exchange.parcel import unfolded, zipped
from trucewatch.publish.exchange.terms import LONGEST_QUOTE
from trucewatch.publish.exchange.told import LedgerReader
from trucewatch.publish.exports import right_handed, write_rows
from trucewatch.publish.tables import table_rows

ALL = Question()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('package')}/demo.sqlite") as opened:
        run([pathlib.Path(example.__file__).parent / "reports"], opened)
        yield opened


@pytest.fixture(scope="module")
def held(ledger: Ledger) -> Holdings:
    shelf = Catalogue(ledger).at()
    return Holdings(shelf, LedgerReader(ledger, shelf.seq))


@pytest.fixture(scope="module")
def seal(ledger: Ledger, held: Holdings) -> Seal:
    return Seal(*ledger.head(), held.shelf.moment, "CC-BY-4.0")


@pytest.fixture(scope="module")
def folder(held: Holdings, seal: Seal, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    there = tmp_path_factory.mktemp("unfolded")
    unfolded(package_members(held, ALL, seal), there)
    return there


def rows_of(folder: pathlib.Path, file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / file).read_text(encoding="utf-8"))))


def test_frictionless_finds_the_package_valid_with_its_keys_and_hashes(folder: pathlib.Path) -> None:
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])


def test_a_changed_file_is_noticed(folder: pathlib.Path, tmp_path: pathlib.Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "claims.csv").write_text((tmp_path / "claims.csv").read_text(encoding="utf-8").replace(",ASSAULT,", ",assault,"))
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert "hash-count" in {code for (code,) in report.flatten(["type"])}


@pytest.mark.parametrize("table", PACKED, ids=lambda one: one.file)
def test_the_metadata_of_each_table_fit_it(folder: pathlib.Path, table: object) -> None:
    group = csvw.CSVW(str(folder / f"{getattr(table, 'file', '')}-metadata.json"), validate=True)
    assert group.is_valid
    assert list(group.tables[0])


def test_every_file_can_be_checked_by_its_hash(folder: pathlib.Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != "SHA256SUMS"}
    assert sums == files
    graph = {one["@id"]: one for one in json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]}
    parts = [part["@id"] for part in graph["./"]["hasPart"]]
    assert {name: graph[name]["sha256"] for name in parts} == {name: files[name] for name in parts}
    assert set(files) - set(parts) == {"ro-crate-metadata.json", "datapackage.json"}


def test_it_says_which_entry_of_the_ledger_it_was_made_from(folder: pathlib.Path, ledger: Ledger) -> None:
    seq, digest = ledger.head()
    told = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert (told["trucewatch"]["entry"], told["trucewatch"]["hash"]) == (seq, digest)
    assert (cited["version"], cited["identifiers"][0]["value"]) == (str(seq), f"sha256:{digest}")
    assert told["licenses"] == [
        {"title": "Creative Commons Attribution 4.0 International", "name": "CC-BY-4.0", "path": cited["license-url"]}
    ]


@pytest.mark.parametrize(("given", "key"), [("", None), ("Ask the mission.", "licence"), ("https://truce.example/l", "licenses")])
def test_a_licence_is_told_as_given_and_where_none_is_given_that_is_said(
    held: Holdings, tmp_path: pathlib.Path, given: str, key: str | None
) -> None:
    unfolded(package_members(held, ALL, Seal(1, "0" * 64, None, given)), tmp_path)
    told = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [name for name in ("licence", "licenses") if name in told] == ([key] if key else [])
    assert (NO_LICENCE in told["description"]) is (not given)
    assert frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_same_entry_is_the_same_bytes(held: Holdings, seal: Seal) -> None:
    once = b"".join(zipped(package_members(held, ALL, seal)))
    assert once == b"".join(zipped(package_members(held, ALL, seal)))
    assert zipfile.ZipFile(io.BytesIO(once)).testzip() is None


def test_of_incidents_narrowed_only_their_claims_and_sources_go_out(held: Holdings, seal: Seal, tmp_path: pathlib.Path) -> None:
    first = held.shelf.ids(ALL)[0]
    unfolded(package_members(held, Question(ids=(first,)), seal), tmp_path)
    assert [row["id"] for row in rows_of(tmp_path, "incidents.csv")] == [first]
    assert {row["incident"] for row in rows_of(tmp_path, "claims.csv")} == {first}
    assert {row["id"] for row in rows_of(tmp_path, "sources.csv")} == {row["report"] for row in rows_of(tmp_path, "claims.csv")}
    assert frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


def test_nothing_is_still_a_valid_package(held: Holdings, seal: Seal, tmp_path: pathlib.Path) -> None:
    unfolded(package_members(held, Question(ids=()), seal), tmp_path)
    assert rows_of(tmp_path, "incidents.csv") == []
    assert frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


def test_no_text_of_a_report_leaves_but_short_quotations(folder: pathlib.Path, ledger: Ledger) -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))
    assert all(len(row["quote"]) <= LONGEST_QUOTE for row in rows_of(folder, "claims.csv"))
    assert holds_of(told, ledger) == []


@pytest.mark.parametrize("name", ["jsonl", "csv", "json", "geojson"])
@pytest.mark.parametrize("table", ["incidents", "findings", "reviews"])
def test_no_text_of_a_report_leaves_with_our_own_tables(ledger: Ledger, table: str, name: str) -> None:
    assert holds_of("".join(write_rows(table_rows(ledger, table), name)), ledger) == []


def holds_of(told: str, ledger: Ledger) -> list[str]:
    """The reports of which more than a short quotation stands in a text."""
    return [
        report.id
        for report in ledger.reports()
        for at in range(0, len(report.text) - LONGEST_QUOTE, 40)
        if report.text[at : at + LONGEST_QUOTE + 1] in told
    ]


def geojson_ok(text: str) -> FeatureCollection:  # type: ignore[type-arg]
    """The collection, whose outer rings run against the clock."""
    found: FeatureCollection = FeatureCollection.model_validate_json(text)  # type: ignore[type-arg]
    for feature in found.features:
        if isinstance(feature.geometry, Polygon | MultiPolygon):
            pieces = shape(feature.geometry.model_dump())
            for piece in getattr(pieces, "geoms", [pieces]):
                assert piece.exterior.is_ccw
                assert not any(hole.is_ccw for hole in piece.interiors)
    return found


def test_the_map_layer_is_geojson_as_rfc_7946_wants_it(folder: pathlib.Path, held: Holdings) -> None:
    found = geojson_ok((folder / "incidents.geojson").read_text(encoding="utf-8"))
    assert [feature.id for feature in found.features] == list(held.shelf.ids(ALL))


def test_incidents_as_geojson_are_as_rfc_7946_wants_them(ledger: Ledger) -> None:
    found = geojson_ok("".join(write_rows(table_rows(ledger, "incidents"), "geojson")))
    assert {feature.geometry.type for feature in found.features if feature.geometry} >= {"Point"}


RING = [[36.0, 35.0], [37.0, 35.0], [37.0, 36.0], [36.0, 36.0], [36.0, 35.0]]
HOLE = [[36.2, 35.2], [36.4, 35.2], [36.4, 35.4], [36.2, 35.4], [36.2, 35.2]]


@pytest.mark.parametrize("outer", [RING, RING[::-1]])
@pytest.mark.parametrize("hole", [HOLE, HOLE[::-1]])
def test_rings_are_turned_to_run_against_the_clock_and_holes_with_it(outer: list[list[float]], hole: list[list[float]]) -> None:
    ground = {"type": "MultiPolygon", "coordinates": [[outer, hole]]}
    assert right_handed(ground) == {"type": "MultiPolygon", "coordinates": [[RING, HOLE[::-1]]]}


def test_what_has_no_place_has_a_null_geometry() -> None:
    (line,) = geojson_ok(
        "".join(write_rows([{"id": "i", "longitude": None, "latitude": None, "ground": None}], "geojson"))
    ).features
    assert line.geometry is None
