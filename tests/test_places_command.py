"""The commands `trucewatch places`: where a name lies and why, as somebody who checks a report asks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trucewatch.cli import app
from trucewatch.errors import UsageError
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.place_sources import PlaceSource, attributions, place_sources, source_of
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.publish.places_found import find_places, why

BOOK, GAZ = load_parties(), load_gazetteer()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["places", *words])


def rows(*words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("find", *words, "--json").stdout)
    return found


def test_two_towns_of_one_name_are_both_shown_and_none_is_chosen() -> None:
    done = run("find", "Nayrab")
    assert done.exit_code == 0
    assert "open between 2 places; --near or --country may tell them apart" in done.stdout
    found = [row for row in rows("Nayrab") if row["meant"]]
    assert {row["admin1"] for row in found} == {"Aleppo", "Idlib"}
    assert not any(row["settled"] for row in found)


@pytest.mark.parametrize(("near", "governorate"), [("Saraqib", "Idlib"), ("Aleppo city", "Aleppo")])
def test_a_place_told_of_beside_it_decides_and_the_distance_is_told(near: str, governorate: str) -> None:
    meant, *others = rows("Nayrab", "--near", near)
    assert (meant["admin1"], meant["settled"]) == (governorate, True)
    assert isinstance(meant["km"], float)
    assert meant["km"] < 20
    assert f"{meant['km']:.1f} km from " in str(meant["why"])
    assert all(not row["meant"] and "km from" in str(row["why"]) for row in others)


def test_the_country_asked_for_decides_and_is_the_reason() -> None:
    meant, *others = rows("Tripoli", "--country", "LBN")
    assert meant["country"] == "LBN"
    assert str(meant["why"]).startswith("in Lebanon, as asked for")
    assert any(row["country"] == "LBY" and row["why"] == "not in Lebanon" for row in others)
    assert rows("Tripoli", "--near", "LBN")[0]["id"] == meant["id"]


def test_a_governorate_and_its_seat_are_no_two_places() -> None:
    first, *others = rows("Hama", "--country", "SYR")
    assert (first["kind"], first["settled"]) == ("town", True)
    (governorate,) = [row for row in others if row["kind"] == "admin1" and row["country"] == "SYR"]
    assert not governorate["meant"]
    assert "the bare name means" in str(governorate["why"])


@pytest.mark.parametrize("name", ["Saraqib", "Saraqeb", "سراقب", "Serakib"])
def test_any_spelling_and_script_leads_to_the_place_with_its_own_name_beside_it(name: str) -> None:
    done = run("find", name)
    assert done.exit_code == 0
    assert "Saraqib \u2068سراقب\u2069" in done.stdout


def test_the_point_comes_with_how_exact_it_is_and_where_it_is_from() -> None:
    town = run("find", "Saraqib").stdout
    assert "settlement (ACLED geo-precision 1, UCDP 1)" in town
    assert "Who's On First wof:" in town
    assert "Places: Who's On First (CC0)" in town
    base = run("find", "Hmeimim").stdout
    assert "the point is right to" in base
    assert "Wikipedia" in base
    assert "ACLED geo-precision 3, UCDP 4" in run("find", "Idlib province").stdout


def test_a_distance_told_gives_an_area_beside_the_place_and_no_point() -> None:
    done = run("find", "10 km north-east of Donetsk", "--country", "UKR")
    assert ": in or beside Donetsk" in done.stdout
    assert "told       vicinity (ACLED geo-precision 2, UCDP 2): circle, 4.0 km about" in done.stdout
    told = rows("10 km north-east of Donetsk", "--country", "UKR")[0]["told"]
    assert isinstance(told, dict)
    assert (told["precision"], told["latitude"], told["ground"]["type"]) == ("vicinity", None, "MultiPolygon")


def test_a_larger_place_named_in_the_words_decides_and_is_the_reason() -> None:
    meant, *others = rows("Nayrab in Idlib province")
    assert (meant["admin1"], meant["settled"], meant["why"]) == ("Idlib", True, "the words say where it lies")
    assert "Aleppo" in {other["admin1"] for other in others}
    assert all(other["why"] == "the words say where the first one lies" for other in others if other["name"] == meant["name"])


def test_a_name_of_other_spelling_is_told_as_such() -> None:
    answer = find_places("Kafranbelle", GAZ, country="SYR")
    for entry in answer.ranked:
        if entry in answer.meant:
            assert "another spelling of" in why(answer, entry, BOOK)


def test_a_place_nobody_knows_ends_with_1() -> None:
    done = run("find", "Xyzzyville")
    assert (done.exit_code, done.stdout) == (1, "“Xyzzyville”: no place has this name\n")
    assert "trucewatch places add" in done.stderr
    assert rows("Xyzzyville") == []


@pytest.mark.parametrize(("mistyped", "meant"), [("Sarajvo", "Sarajevo"), ("Bogotta", "Bogotá"), ("Kandahaar", "Kandahār")])
def test_a_mistyped_name_gets_the_nearest_ones(mistyped: str, meant: str) -> None:
    done = run("find", mistyped)
    assert done.exit_code == 1
    assert f"nearest    {meant}" in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["find", " "], "this one has 0"),
        (["find", "x" * 500], "this one has 500"),
        (["find", "Nayrab", "--country", "Syria"], "write SYR"),
        (["find", "Saraqib", "--near", "Nayrab"], "is open between 2 places; choose one with --country"),
        (["find", "Saraqib", "--near", "Xyzzyville"], "is no place known"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_use_says_what_would_be_right(words: list[str], says: str) -> None:
    done = run(*words)
    assert isinstance(done.exception, UsageError)
    assert says in str(done.exception)


@pytest.mark.parametrize("name", ["a", "M4", "\x1b[2J", "🕊", "'; DROP TABLE places;--", "%", "Дамаск", "İdlib", "ßß", "of the"])
def test_odd_names_are_answered(name: str) -> None:
    done = run("find", name)
    assert done.exit_code in (0, 1)
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("row", place_sources().values(), ids=lambda row: row.prefix)
def test_every_source_of_places_is_named_with_its_licence(row: PlaceSource) -> None:
    assert source_of(row.example) is row
    assert attributions([row.example]) == (f"{row.name} ({row.licence})",)


def test_every_place_has_a_source() -> None:
    assert {entry.id.partition(":")[0] for entry in GAZ} <= set(place_sources())


@pytest.fixture
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    load_gazetteer.cache_clear()
    yield
    load_gazetteer.cache_clear()


def dump(folder: Path, *names: str) -> Path:
    path = folder / "trial.jsonl"
    row = {"placetype": "locality", "country": "SY", "lat": 35.2, "lon": 37.9}
    path.write_text(
        "".join(json.dumps({**row, "wof_id": n, "name": name}) + "\n" for n, name in enumerate(names, 9_000_001)), "utf-8"
    )
    return path


@pytest.mark.usefixtures("_own_data_folder")
def test_places_are_added_listed_found_and_removed(tmp_path: Path) -> None:
    path = str(dump(tmp_path, "Zibbilqamushta"))
    assert "no dump was added" in run("added").stderr
    assert "trial: 1 places" in run("add", path).stderr
    (row,) = json.loads(run("add", path, "--json").stdout)
    assert (row["name"], row["places"], row["replaces"], row["faults"]) == ("trial", 1, True, 0)
    assert run("added").stdout.startswith("trial                    1 places; Who's On First (CC0): SYR, from trial.jsonl")
    assert run("find", "Zibbilqamushta").exit_code == 0
    assert run("remove", "trial", "--quiet").exit_code == 0
    load_gazetteer.cache_clear()
    assert run("find", "Zibbilqamushta").exit_code == 1


@pytest.mark.usefixtures("_own_data_folder")
def test_faults_of_a_dump_are_named_and_counted_and_end_with_3(tmp_path: Path) -> None:
    path = dump(tmp_path, "Zibbilqamushta", *[""] * 30)
    done = run("add", str(path))
    assert done.exit_code == 3
    assert f"left out: {path}:2: " in done.stderr
    assert done.stderr.count(f"left out: {path}") == 20
    assert "left out: 10 more rows" in done.stderr


@pytest.mark.usefixtures("_own_data_folder")
def test_a_file_that_is_no_dump_is_named_and_the_others_are_added(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("not places\n", encoding="utf-8")
    done = run("add", str(tmp_path / "other.txt"), str(dump(tmp_path, "Zibbilqamushta")))
    assert done.exit_code == 3
    assert f"not added: {tmp_path / 'other.txt'}: is neither JSON nor a table of GeoNames" in done.stderr
    assert run("add", str(tmp_path / "other.txt")).exit_code == 1
    assert run("add", str(tmp_path / "nowhere.zip")).exit_code == 1


@pytest.mark.usefixtures("_own_data_folder")
def test_doctor_names_the_added_places_and_how_to_be_rid_of_damaged_ones(tmp_path: Path) -> None:
    run("add", str(dump(tmp_path, "Zibbilqamushta")))
    assert "trial (1 places)" in CliRunner().invoke(app, ["doctor"]).stdout
    (row,) = json.loads(run("added", "--json").stdout)
    Path(str(row["file"])).write_bytes(b"no shelf")
    load_gazetteer.cache_clear()
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    assert "damaged: trial; trucewatch places remove trial" in done.stdout
    assert run("remove", "trial").exit_code == 0
    load_gazetteer.cache_clear()
    assert CliRunner().invoke(app, ["doctor"]).exit_code == 0
