"""Places that a user adds: fitted to those known, kept whole or not at all, and doubled by nothing."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeError, SourceError, UsageError
from trucewatch.knowledge import added_places
from trucewatch.knowledge.added_places import add_dump, added, fitted, remove, shelf_folder, shelf_name
from trucewatch.knowledge.place_draft import PlaceDraft
from trucewatch.knowledge.place_dumps import PlaceFault
from trucewatch.knowledge.places import Gazetteer, gazetteer_without, knowledge_in_force, load_gazetteer

TOWN, PROVINCE, KNOWN_PROVINCE = 9_000_001, 9_000_002, "wof:85678373"


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    load_gazetteer.cache_clear()
    knowledge_in_force.cache_clear()
    yield
    load_gazetteer.cache_clear()
    knowledge_in_force.cache_clear()


def line(number: int = TOWN, **changes: object) -> str:
    row: dict[str, object] = {
        "wof_id": number, "name": "Zibbilqamushta", "placetype": "locality", "country": "SY", "lat": 35.2, "lon": 37.9,
        "region_id": PROVINCE,
    }  # fmt: skip
    return json.dumps({**row, **changes}) + "\n"


PROVINCE_LINE = line(PROVINCE, name="Tajriba Province", placetype="region")


def dump(folder: Path, *lines: str, name: str = "trial.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(lines or (PROVINCE_LINE, line())), encoding="utf-8")
    return path


def add(path: Path, country: str | None = None) -> list[PlaceFault]:
    heard: list[PlaceFault] = []
    add_dump(path, load_gazetteer(), country=country, tell=heard.append)
    load_gazetteer.cache_clear()
    return heard


def names(gazetteer: Gazetteer, words: str) -> list[tuple[str, str | None]]:
    return [(entry.id, entry.admin1) for entry in gazetteer.find(words)]


def test_an_added_place_is_found_with_the_division_it_lies_in(tmp_path: Path) -> None:
    assert names(load_gazetteer(), "Zibbilqamushta") == []
    add(dump(tmp_path))
    assert names(load_gazetteer(), "Zibbilqamushta") == [(f"wof:{TOWN}", "Tajriba Province")]


def test_the_same_dump_added_twice_doubles_nothing(tmp_path: Path) -> None:
    path = dump(tmp_path)
    add(path)
    before = len(load_gazetteer())
    add(path)
    assert len(load_gazetteer()) == before
    assert len(names(load_gazetteer(), "Zibbilqamushta")) == 1


def test_the_version_of_knowledge_says_that_places_were_added(tmp_path: Path) -> None:
    packaged = knowledge_in_force()
    add(dump(tmp_path))
    knowledge_in_force.cache_clear()
    added = knowledge_in_force()
    assert added.startswith(f"{packaged}+")


def test_the_same_dump_under_another_name_doubles_nothing_that_is_found(tmp_path: Path) -> None:
    add(dump(tmp_path))
    add(dump(tmp_path, name="again.jsonl"))
    assert [shelf.name for shelf in added()] == ["again", "trial"]
    assert len(names(load_gazetteer(), "Zibbilqamushta")) == 1


def test_a_division_that_is_known_keeps_its_id_and_holds_the_new_places(tmp_path: Path) -> None:
    lines = (line(PROVINCE, name="Idlib", placetype="region"), line())
    add(dump(tmp_path, *lines))
    gazetteer = load_gazetteer()
    (town,) = gazetteer.find("Zibbilqamushta")
    assert town.admin1_id == KNOWN_PROVINCE
    assert gazetteer.contains(KNOWN_PROVINCE, town)
    assert [entry.id for entry in gazetteer.find("Idlib") if entry.kind == "admin1" and entry.country == "SYR"] == [
        KNOWN_PROVINCE
    ]


def test_a_place_of_geonames_that_is_known_of_who_s_on_first_keeps_the_id_it_has() -> None:
    known = next(entry for entry in load_gazetteer().find("Saraqib") if entry.geonames)
    draft = PlaceDraft(f"gn:{known.geonames}", "Saraqib", "SYR", "town", 35.9, 36.8, geonames=known.geonames)
    (kept,) = fitted([draft], load_gazetteer())
    assert kept.id == known.id


def test_districts_of_one_name_far_apart_stay_two() -> None:
    known = next(entry for entry in load_gazetteer().find("Afrin") if entry.kind == "admin2")
    far = PlaceDraft("wof:9", known.name, "SYR", "admin2", known.latitude - 3, known.longitude)
    near = PlaceDraft("wof:8", known.name, "SYR", "admin2", known.latitude, known.longitude)
    assert [draft.id for draft in fitted([far, near], load_gazetteer())] == ["wof:9", known.id]


def test_two_divisions_of_one_name_do_not_become_one() -> None:
    city, province = (PlaceDraft(f"gn:{n}", "Idlib", "SYR", "admin1", 35.9, 36.6, geonames=n) for n in (990_001, 990_002))
    assert [draft.id for draft in fitted([city, province], load_gazetteer())] == [KNOWN_PROVINCE, "gn:990002"]


def test_borders_are_kept_and_the_finest_of_them_simplified(tmp_path: Path) -> None:
    ring = [[36 + step / 1000, 35.0] for step in range(1001)] + [[37.0, 36.0], [36.0, 36.0], [36.0, 35.0]]
    area = {"type": "Feature", "properties": json.loads(PROVINCE_LINE), "geometry": {"type": "Polygon", "coordinates": [ring]}}
    add(dump(tmp_path, json.dumps(area) + "\n"))
    (found,) = load_gazetteer().outline(f"wof:{PROVINCE}")
    assert len(found) < 10
    assert set(found) >= {(36.0, 35.0), (37.0, 36.0)}


def test_faults_are_told_and_the_rest_is_added(tmp_path: Path) -> None:
    heard = add(dump(tmp_path, line(), "{\n", line(5, lat=95)))
    assert [fault.line for fault in heard] == [2, 3]
    assert added()[0].places == 1


def test_the_country_asked_for_is_all_that_is_added(tmp_path: Path) -> None:
    add(dump(tmp_path, line(1), line(2, country="TR"), line(3, country=None)), "SYR")
    assert added()[0].places == 2
    with pytest.raises(SourceError, match="holds no place of YEM"):
        add(dump(tmp_path, line(1)), "YEM")


def test_countries_are_not_added_again(tmp_path: Path) -> None:
    add(dump(tmp_path, line(), line(85632413, name="Syria", placetype="country")))
    assert [entry.id for entry in load_gazetteer().find("Syria") if entry.kind == "country"] == ["iso:SYR"]


def test_a_dump_that_cannot_be_used_leaves_what_was_added_before(tmp_path: Path) -> None:
    path = dump(tmp_path)
    add(path)
    path.write_text("no dump\n", encoding="utf-8")
    with pytest.raises(SourceError, match="neither JSON nor a table of GeoNames"):
        add(path)
    assert names(load_gazetteer(), "Zibbilqamushta")
    assert [file.name for file in shelf_folder().iterdir()] == ["trial.sqlite"]


def test_a_shelf_says_whose_places_it_holds(tmp_path: Path) -> None:
    add(dump(tmp_path))
    (shelf,) = added()
    assert (shelf.places, shelf.about) == (2, "Who's On First (CC0): SYR, from trial.jsonl")


def test_more_places_than_memory_should_hold_ask_for_a_country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(added_places, "MOST_PLACES", 2)
    with pytest.raises(SourceError, match="choose a country with --country"):
        add(dump(tmp_path, *(line(number) for number in range(1, 6))))


def test_removed_places_are_not_found_any_more(tmp_path: Path) -> None:
    add(dump(tmp_path))
    assert remove("trial").places == 2
    load_gazetteer.cache_clear()
    assert added() == ()
    assert names(load_gazetteer(), "Zibbilqamushta") == []


@pytest.mark.parametrize("name", ["nothing", "../trial", ""])
def test_only_what_was_added_can_be_removed(name: str, tmp_path: Path) -> None:
    add(dump(tmp_path))
    with pytest.raises(UsageError, match="there is trial"):
        remove(name)


def test_a_damaged_shelf_is_listed_as_such_and_can_be_removed(tmp_path: Path) -> None:
    add(dump(tmp_path))
    added()[0].path.write_bytes(b"no shelf")
    (shelf,) = added()
    assert shelf.damaged
    assert remove("trial").damaged
    assert added() == ()


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("sy.jsonl.gz", "sy"), ("SY.zip", "SY"), ("whosonfirst-data-admin-sy-latest.db.bz2", "whosonfirst-data-admin-sy-latest"),
        ("a b;c.txt", "a-b-c"), (".zip", "places"), ("сирия.zip", "сирия"),
    ],
)  # fmt: skip
def test_a_shelf_is_called_after_its_dump(file: str, name: str, tmp_path: Path) -> None:
    assert shelf_name(tmp_path / file) == name


def test_a_damaged_shelf_says_how_to_be_rid_of_it_and_its_dump_can_be_added_again(tmp_path: Path) -> None:
    path = dump(tmp_path)
    add(path)
    added()[0].path.write_bytes(b"no shelf")
    load_gazetteer.cache_clear()
    with pytest.raises(KnowledgeError, match=r"trial\.sqlite.*`trucewatch places remove trial`, then add its dump again"):
        load_gazetteer()
    add_dump(path, gazetteer_without("trial"), country=None, tell=print)
    assert names(load_gazetteer(), "Zibbilqamushta") == [(f"wof:{TOWN}", "Tajriba Province")]


def test_another_damaged_shelf_is_the_one_that_is_named(tmp_path: Path) -> None:
    add(dump(tmp_path))
    add(dump(tmp_path, name="other.jsonl"))
    (shelf_folder() / "other.sqlite").write_bytes(b"no shelf")
    with pytest.raises(KnowledgeError, match="trucewatch places remove other"):
        gazetteer_without("trial")


def test_a_province_that_is_added_again_is_drawn_once(tmp_path: Path) -> None:
    before = load_gazetteer().outlines("SYR")
    ring = [[36.0, 35.0], [37.0, 35.0], [37.0, 36.0], [36.0, 36.0], [36.0, 35.0]]
    idlib = json.loads(line(int(KNOWN_PROVINCE[4:]), name="Idlib", placetype="region"))
    area = {"type": "Feature", "properties": idlib, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    add(dump(tmp_path, json.dumps(area) + "\n"))
    assert load_gazetteer().outlines("SYR") == before


def test_a_large_town_that_is_added_again_is_one_town(tmp_path: Path) -> None:
    aleppo = next(entry for entry in load_gazetteer().towns(1_000_000) if entry.name == "Aleppo")
    add(dump(tmp_path, line(int(aleppo.id.partition(":")[2]), name="Aleppo", population=2_000_000)))
    assert [entry.id for entry in load_gazetteer().towns(1_000_000)].count(aleppo.id) == 1


def test_a_dump_whose_name_is_no_text_is_added(tmp_path: Path) -> None:
    path = dump(tmp_path, name=os.fsdecode(b"t\xffrial\x1b.jsonl"))
    add(path)
    assert [(shelf.name, shelf.about) for shelf in added()] == [("t-rial", "Who's On First (CC0): SYR, from trial.jsonl")]


def _add_with_little_room(path: Path) -> None:
    import resource  # POSIX only

    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384))
    try:
        add(path)
    except SourceError as error:
        os._exit(41 if "cannot be written" in error.reason else 42)
    os._exit(43)


@pytest.mark.skipif(os.name != "posix", reason="needs limits on the size of files")
def test_a_full_disk_leaves_what_was_added_before_and_nothing_half(tmp_path: Path) -> None:
    add(dump(tmp_path))
    more = dump(tmp_path, *(line(number, name=f"Trial {number}") for number in range(1, 3000)))
    child = multiprocessing.get_context("fork").Process(target=_add_with_little_room, args=(more,))
    child.start()
    child.join(60)
    assert child.exitcode == 41
    assert [file.name for file in shelf_folder().iterdir()] == ["trial.sqlite"]
    assert names(load_gazetteer(), "Zibbilqamushta")


def test_a_data_folder_that_is_none_is_named(tmp_path: Path) -> None:
    shelf_folder().parent.parent.mkdir(parents=True)
    shelf_folder().parent.write_text("", encoding="utf-8")
    with pytest.raises(SourceError, match=r"trial\.sqlite: cannot be written: Not a directory"):
        add(dump(tmp_path))
