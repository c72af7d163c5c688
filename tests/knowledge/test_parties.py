"""The party tables: every row proves itself by its example, and names lead where a monitor expects."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.party_rows import (
    CountryRow,
    OfficeRow,
    PartyHead,
    PartyRow,
    SurnameRow,
    Tie,
    office_rows,
    party_rows,
    ties,
)
from trucewatch.knowledge.tables import read_table

BOOK = load_parties()
PARTIES = party_rows()
OFFICES = office_rows()
COUNTRIES = read_table("countries.csv", CountryRow)
HEADS = read_table("party_heads.csv", PartyHead)
LOADED = ("regime", "terror", "daesh", "zionist", "dictator", "thug", "mercenar")


def words_of(text: str) -> str:
    return f" {fold(text)} "


@pytest.mark.parametrize("row", PARTIES, ids=lambda row: row.name)
def test_each_party_row_is_found_in_its_own_example(row: PartyRow) -> None:
    named = [name for name in row.names if words_of(name) in words_of(row.example)]
    assert named
    assert any(row.code in BOOK.lookup(name, on=row.since) for name in named)


@pytest.mark.parametrize("row", OFFICES, ids=lambda row: f"{row.name}, {row.office}")
def test_each_person_is_found_in_their_own_example(row: OfficeRow) -> None:
    named = [name for name in (row.name, row.name.split()[-1], *row.also) if words_of(name) in words_of(row.example)]
    assert named
    assert any(row.party in BOOK.lookup(name, on=row.since) for name in named)


@pytest.mark.parametrize("row", ties(), ids=lambda row: f"{row.party} {row.tie} {row.to}")
def test_each_tie_joins_two_known_parties_and_is_told_in_its_example(row: Tie) -> None:
    for name in (row.party, row.to):
        known = [party for party in PARTIES if party.name == name]
        assert known, name
        assert any(words_of(word) in words_of(row.example) for party in known for word in party.names), name
    assert row.source
    assert not (row.since and row.until and row.until <= row.since)


@pytest.mark.parametrize("row", COUNTRIES, ids=lambda row: row.code)
def test_each_country_is_found_by_name_nationality_and_capital(row: CountryRow) -> None:
    assert row.code in BOOK.lookup(row.name)
    for name in (*row.demonyms, *row.capitals):
        assert row.code in BOOK.lookup(name) or BOOK.rows(name), name


@pytest.mark.parametrize("row", HEADS, ids=lambda row: row.word)
def test_each_noun_of_a_sector_stands_in_its_example(row: PartyHead) -> None:
    assert any(words_of(word) in words_of(row.example) for word in (row.word, *row.also))
    assert all((BOOK.head(word) or row).sector for word in row.also)


def test_every_row_names_its_source() -> None:
    assert all(row.source for row in (*PARTIES, *OFFICES, *COUNTRIES))


def test_no_office_ends_before_it_begins() -> None:
    assert [row.name for row in OFFICES if row.since and row.until and row.until <= row.since] == []
    assert [row.name for row in PARTIES if row.since and row.until and row.until <= row.since] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Assad regime", "SYR:GOV"),
        ("the Syrian government", "SYR:GOV"),
        ("Syrian army", "SYR:MIL"),
        ("Daesh", "ISIS"),
        ("IŞİD", "ISIS"),
        ("al-Nusra Front", "HTS"),
        ("جبهة النصرة", "HTS"),
        ("YPG", "SDF"),
        ("Ankara", "TUR"),
        ("Moscow", "RUS"),
        ("the Kremlin", "RUS:GOV"),
        ("U.N.", "UN"),
        ("the U.S.", "USA"),
        ("Türkiye", "TUR"),
        ("Syrians", "SYR"),
        ("White Helmets", "NGO"),
        ("Hezbollahs", "HEZBOLLAH"),
    ],
)
def test_plain_and_loaded_names_lead_to_one_code(words: str, code: str) -> None:
    assert BOOK.lookup(words) == (code,)


def test_a_person_speaks_for_the_office_held_that_day() -> None:
    assert BOOK.lookup("Hulusi Akar", on=date(2016, 5, 1)) == ("TUR:MIL",)
    assert BOOK.lookup("Akar", on=date(2020, 2, 13)) == ("TUR:GOV",)


def test_a_person_who_changed_sides_is_read_by_the_day() -> None:
    assert BOOK.lookup("Riyad Hijab", on=date(2012, 7, 1)) == ("SYR:GOV",)
    assert BOOK.lookup("Riyad Hijab", on=date(2016, 3, 1)) == ("SYR:OPP",)


def test_a_name_outside_its_dates_still_means_what_it_meant() -> None:
    assert BOOK.lookup("Nusra Front", on=date(2019, 1, 1)) == ("HTS",)


def test_a_surname_brings_the_full_name() -> None:
    assert BOOK.full_name("Akar", on=date(2020, 2, 13)) == "Hulusi Akar"


def test_an_agency_brings_its_full_name_but_a_group_keeps_the_name_it_is_called_by() -> None:
    assert BOOK.body_name("SOHR") == "Syrian Observatory for Human Rights"
    assert BOOK.body_name("Daesh") is None


def test_a_body_everybody_knows_by_its_short_name_keeps_it() -> None:
    assert BOOK.body_name("UN") is None


@pytest.mark.parametrize("word", ["us", "who", "is", "turkey", "amnesty", "care", "Car", "male", ""])
def test_an_ordinary_word_is_no_name(word: str) -> None:
    assert BOOK.lookup(word) == ()


def test_a_shared_nationality_is_no_country() -> None:
    assert BOOK.country("Congolese") is None
    assert set(BOOK.lookup("Congolese")) == {"COD", "COG"}


@pytest.mark.parametrize(
    ("word", "sector"),
    [
        ("soldiers", "MIL"),
        ("rebels", "REB"),
        ("jihadists", "RAD"),
        ("residents", "CVL"),
        ("medics", "MEDICAL"),
        ("ministry", "GOV"),
        ("fighters", "FTR"),
    ],
)
def test_a_noun_says_a_sector(word: str, sector: str) -> None:
    head = BOOK.head(word)
    assert head is not None
    assert head.sector == sector


def test_the_holder_of_an_office_is_known_by_day() -> None:
    row = BOOK.holder("TUR", "defense minister", on=date(2020, 2, 13))
    assert row is not None
    assert row.name == "Hulusi Akar"


@pytest.mark.parametrize("code", sorted({row.code for row in PARTIES} | {row.party for row in OFFICES} | {f"{c.code}:{s}" for c in COUNTRIES for s in ("MIL", "GOV", "REB", "RAD", "CVL", "OPP", "MED", "MEDICAL")}))  # fmt: skip
def test_every_label_is_neutral(code: str) -> None:
    label = BOOK.label(code)
    assert label
    assert not any(word in label.casefold() for word in LOADED)


def test_labels_say_sides() -> None:
    assert BOOK.label("SYR") == "Syrian government side"
    assert BOOK.label("SYR:REB") == "armed opposition in Syria"
    assert BOOK.label("TUR:MIL") == "Turkish armed forces"
    assert BOOK.label("no such code") == "no such code"


@given(st.text(max_size=60))
def test_any_text_may_be_looked_up(words: str) -> None:
    assert isinstance(BOOK.lookup(words), tuple)
    BOOK.head(words), BOOK.country(words), BOOK.label(words), BOOK.full_name(words)
    assert fold(fold(words)) == fold(words)


@pytest.mark.parametrize("words", ["Ibrahim", "Hassan", "Ali", "Ahmed"])
def test_a_first_name_alone_names_nobody_whose_last_name_it_is(words: str) -> None:
    assert not [row for row in BOOK.rows(words) if isinstance(row, OfficeRow) and words not in row.also]


@pytest.mark.parametrize("row", read_table("shared_surnames.csv", SurnameRow), ids=lambda row: row.surname)
def test_a_surname_that_is_a_word_or_a_place_as_well_names_nobody_alone(row: SurnameRow) -> None:
    assert words_of(row.surname) in words_of(row.example)
    assert BOOK.full_name(row.surname) is None
