"""The gazetteer: names in any script and spelling, ranked, and what lies in what."""

from __future__ import annotations

import time
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.party_rows import CountryRow
from trucewatch.knowledge.place_keys import SoundRow, plain_spelling, sounds
from trucewatch.knowledge.places import (
    GAZETTEER,
    ExtraPlace,
    extra_places,
    load_gazetteer,
    open_gazetteer,
    place_key,
    place_words,
    sound_key,
)
from trucewatch.knowledge.tables import FOLDER, read_table

GAZ = load_gazetteer()
EXTRAS = extra_places()
IDLIB = "wof:85678373"


@pytest.mark.parametrize("row", EXTRAS, ids=lambda row: row.key)
def test_each_hand_made_place_is_found_under_every_name(row: ExtraPlace) -> None:
    place_id = row.key if row.latitude is None else f"tw:{row.key}"
    for name in (row.name, *row.also):
        assert place_id in [entry.id for entry in GAZ.spelt(name)], name
    assert any(fold(name) in fold(row.example) for name in (row.name, *row.also))
    assert row.source


@pytest.mark.parametrize("row", read_table("countries.csv", CountryRow), ids=lambda row: row.code)
def test_every_country_and_its_capital_are_known(row: CountryRow) -> None:
    if row.latitude is None or not row.capitals:
        pytest.skip("no settled capital")
    assert GAZ.find(row.name)[0].kind == "country" or row.name in row.capitals
    assert any(entry.country == row.code for entry in GAZ.spelt(row.capitals[0]))


@pytest.mark.parametrize(
    ("name", "admin1"),
    [
        ("Saraqib", "Idlib"), ("Saraqeb", "Idlib"), ("سراقب", "Idlib"), ("Khan Sheikhoun", "Idlib"), ("Ma'arat al-Nu'man", "Idlib"),
        ("Morek", "Hama"), ("Murak", "Hama"), ("Taftanaz", "Idlib"), ("Ain Issa", "Raqqa"), ("Hmeimim", "Latakia"), ("Jobar", "Damascus"),
        ("Eastern Ghouta", "Rif Dimashq"), ("Kobane", "Aleppo"), ("Kilis", "Kilis"), ("Tabqa", "Raqqa"), ("Hasakeh", "Hasakah"),
    ],
)  # fmt: skip
def test_spellings_and_scripts_lead_to_one_place(name: str, admin1: str) -> None:
    assert GAZ.find(name, near_country="SYR")[0].admin1 == admin1


def test_two_nayrabs_both_come_back() -> None:
    found = GAZ.find("Nayrab")
    assert {entry.admin1 for entry in found} == {"Idlib", "Aleppo"}


def test_the_governorate_asked_for_ranks_first() -> None:
    assert GAZ.find("Nayrab", admin1="Idlib")[0].admin1 == "Idlib"
    assert GAZ.find("Nayrab", admin1="Aleppo")[0].admin1 == "Aleppo"


def test_the_largest_of_many_hamas_ranks_first() -> None:
    first = GAZ.find("Hama", near_country="SYR")[0]
    assert first.country == "SYR"
    assert first.population > 100_000


@pytest.mark.parametrize(
    ("name", "country"),
    [("Brussels", "BEL"), ("Moscow", "RUS"), ("Geneva", "CHE"), ("Sochi", "RUS"), ("Astana", "KAZ"), ("Kyiv", "UKR")],
)
def test_places_of_talks_are_known(name: str, country: str) -> None:
    assert GAZ.find(name)[0].country == country


def test_a_village_lies_in_its_governorate_and_country() -> None:
    saraqib = GAZ.find("Saraqib")[0]
    assert GAZ.contains(IDLIB, saraqib)
    assert GAZ.contains("iso:SYR", saraqib.id)
    assert not GAZ.contains("wof:85678359", saraqib)
    assert not GAZ.contains(IDLIB, "no such place")


def test_an_unknown_name_finds_nothing() -> None:
    assert GAZ.find("Qwxzzy") == ()
    assert GAZ.find("") == ()
    assert GAZ.get("wof:0") is None


def test_the_outlines_hold_their_towns() -> None:
    outline = next(item for item in GAZ.outlines("SYR") if item.place_id == IDLIB)
    saraqib = GAZ.find("Saraqib")[0]
    assert any(Polygon(ring).covers(Point(saraqib.longitude, saraqib.latitude)) for ring in outline.rings)
    assert len(GAZ.outlines("SYR")) == 14
    assert {GAZ.get(item.place_id) is not None for item in GAZ.outlines("SYR")} == {True}


def test_the_gazetteer_stays_small_and_opens_fast() -> None:
    assert len(zlib.compress((FOLDER / GAZETTEER).read_bytes(), 9)) < 12_000_000
    spent = []
    for _ in range(3):
        start = time.process_time()
        open_gazetteer([FOLDER / GAZETTEER]).find("Saraqib")
        spent.append(time.process_time() - start)
    assert min(spent) < 0.15


@pytest.mark.parametrize("content", [b"", b"x" * 1000, b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_gazetteer_is_named(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(content)
    with pytest.raises(KnowledgeError, match=r"broken\.sqlite"):
        open_gazetteer([broken])


def test_a_missing_gazetteer_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"gone\.sqlite"):
        open_gazetteer([tmp_path / "gone.sqlite"])


def test_the_whole_world_is_there() -> None:
    divisions = [entry for entry in GAZ if entry.kind == "admin1"]
    assert len({entry.country for entry in divisions}) > 190
    assert len(GAZ) > 300_000


@pytest.mark.parametrize(
    ("name", "country", "admin1"),
    [
        ("Horlivka", "UKR", "Donetsk"), ("Горловка", "UKR", "Donetsk"), ("Gorlovka", "UKR", "Donetsk"), ("Gaza", "PSE", "Gaza Strip"),
        ("Stepanakert", "AZE", None), ("Hodeidah", "YEM", None), ("Saint Louis", "USA", "Missouri"), ("St. Louis", "USA", "Missouri"),
        ("Texas", "USA", None), ("Cucuta", "COL", None), ("Srinagar", "IND", "Kashmir"), ("Misrata", "LBY", None),
    ],
)  # fmt: skip
def test_places_far_from_syria_are_known(name: str, country: str, admin1: str | None) -> None:
    found = [entry for entry in GAZ.find(name, near_country=country) if entry.country == country]
    assert found
    assert admin1 is None or admin1 in (found[0].admin1 or "")


def test_every_id_and_governorate_of_the_file_is_known() -> None:
    entries = list(GAZ)
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(entry.admin1 for entry in entries if entry.admin1_id)


@pytest.mark.parametrize("row", list(place_words().values()), ids=lambda row: row.words)
def test_each_place_word_stands_in_its_example(row: object) -> None:
    assert fold(row.words) in fold(row.example)  # type: ignore[attr-defined]


def test_articles_and_hyphens_do_not_count() -> None:
    assert place_key("Deir ez-Zor") == place_key("Dayr az Zawr").replace("dayrzawr", "deirzor") == "deirzor"
    assert place_key("al-Bab") == place_key("Al Bāb") == place_key("El Bab")
    assert sound_key(place_key("Saraqeb")) == sound_key(place_key("Sarāqib"))


@pytest.mark.parametrize("row", sounds(), ids=lambda row: row.spelling)
def test_each_spelling_of_a_sound_makes_the_two_names_of_its_example_one(row: SoundRow) -> None:
    one, other = (place_key(name) for name in row.example.split("; "))
    assert one != other
    assert row.spelling in one + other
    assert plain_spelling(one) == plain_spelling(other)


@pytest.mark.parametrize(
    ("written", "known"), [("al-Habeet", "Habit"), ("Jubeen", "Jubayn"), ("Ithriya", "Athriya"), ("Sheikhun", "Shaykhun")]
)
def test_names_reach_reports_in_many_transliterations(written: str, known: str) -> None:
    assert sound_key(place_key(written)) == sound_key(place_key(known))


@pytest.mark.parametrize("name", ["Saraqeb", "Kafr Nubl", "Sheikhun", "Maaret al-Noman", "Tal Abiad"])
def test_a_place_with_several_spellings_is_found_once(name: str) -> None:
    found = [entry.id for entry in GAZ.find(name, near_country="SYR")]
    assert len(found) == len(set(found))


@given(st.text(max_size=40))
def test_any_text_may_be_looked_for(name: str) -> None:
    assert all(entry.id for entry in GAZ.find(name, near_country="SYR"))


def test_words_longer_than_any_name_mean_nothing_and_are_not_kept() -> None:
    gazetteer, book = load_gazetteer(), load_parties()
    words = [f"{letter}{'x' * 50_000}" for letter in "abcdefghij"]
    tracemalloc.start()
    for word in words:
        assert (gazetteer.find(word), gazetteer.spelt(word), gazetteer.get(word)) == ((), (), None)
        assert (book.lookup(word), book.rows(word), book.country(word), book.head(word)) == ((), (), None, None)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 50_000
