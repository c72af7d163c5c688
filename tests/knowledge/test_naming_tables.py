"""Names in dispute: every row is found in its example, with what it names and its register."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.naming_tables import (
    NamingRow,
    RegisterRow,
    VoiceCueRow,
    naming_of,
    naming_rows,
    namings_by_words,
    register_rows,
    voice_cues,
)
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.sides import side_of
from trucewatch.model import MODES, EventType, Named, Register, Report, Voice
from trucewatch.reconcile.naming.scan import find_mentions
from trucewatch.reconcile.naming.voice import Listener


@pytest.mark.parametrize("row", naming_rows(), ids=lambda row: f"{row.word}-{row.of}")
def test_a_row_is_found_in_its_example_with_its_family_and_register(row: NamingRow) -> None:
    theatre = row.theatre[0] if row.theatre else "SYR"
    found = [m for m in find_mentions(row.example, theatre=theatre) if m.family == row.family and m.register is row.register]
    assert found, find_mentions(row.example, theatre=theatre)
    assert all(mention.named is row.named for mention in found)
    assert row.of is None or row.of in {mention.of for mention in found}


@pytest.mark.parametrize("row", naming_rows(), ids=lambda row: f"{row.word}-{row.of}")
def test_what_a_row_names_is_known(row: NamingRow) -> None:
    assert row.source
    if row.of is None:
        assert row.named is Named.PARTY
    elif row.named is Named.PARTY:
        assert load_parties().label(row.of) != row.of
    elif row.named is Named.PLACE:
        assert load_gazetteer().get(row.of) is not None
    elif row.named is Named.ACT:
        kind, _, mode = row.of.partition("/")
        assert not mode or mode in MODES[EventType(kind)]
    else:
        assert row.of == "killed"


@pytest.mark.parametrize("words", sorted(namings_by_words()), ids=str)
def test_no_form_stands_in_two_rows_of_one_theatre(words: str) -> None:
    rows = namings_by_words()[words]
    theatres = [theatre for row in rows for theatre in (row.theatre or ("",))]
    assert len(set(theatres)) == len(theatres)
    assert len(rows) == 1 or all(row.theatre for row in rows)


def test_every_register_is_told_what_it_means_once() -> None:
    assert [row.register for row in register_rows()] == list(Register)


@pytest.mark.parametrize("row", register_rows(), ids=lambda row: row.register)
def test_a_register_is_read_in_its_example(row: RegisterRow) -> None:
    found = {m.register for theatre in ("SYR", "UKR", "PSE") for m in find_mentions(row.example, theatre=theatre)}
    assert row.register in found


@pytest.mark.parametrize("row", voice_cues().values(), ids=lambda row: row.words)
def test_a_word_of_saying_hands_over_to_another_voice(row: VoiceCueRow) -> None:
    report = Report("r", "r", row.example, "0" * 64)
    found = [m for m in find_mentions(row.example, theatre="SYR") if m.register is not Register.NEUTRAL]
    assert found
    assert {Listener(report, ()).voice_of(m.start, m.end).voice for m in found} == {Voice.RETOLD}


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("Assad regime forces", "regime"),
        ("the Syrian army", "army"),
        ("rebel fighters", "rebels"),
        ("ISIL terrorists", "terrorists"),
        ("Turkey", None),
    ],
)
def test_the_most_loaded_word_of_a_name_is_its_choice(words: str, family: str | None) -> None:
    row = naming_of(words)
    assert (row.family if row else None) == family


def test_a_form_is_folded_as_names_are() -> None:
    assert all(words == fold(words) for words in namings_by_words())


@pytest.mark.parametrize(
    ("plain", "loaded", "on"),
    [
        ("ISIL", "Daesh", None),
        ("Islamic State", "Daish", None),
        ("Syrian army", "Assad regime army", None),
        ("Syrian government", "Damascus regime", None),
        ("Houthis", "Houthi coup militia", None),
        ("Ansar Allah", "coup militias", None),
        ("Rapid Support Forces", "Janjaweed militia", date(2023, 6, 1)),
        ("Libyan National Army", "putschist Haftar's militia", None),
        ("Government of National Accord", "Sarraj militias", None),
        ("Israel Defense Forces", "Zionist enemy", None),
        ("Israeli army", "Israeli occupation forces", None),
        ("Turkish army", "Turkish occupation forces", None),
        ("Syrian National Army", "Erdogan's mercenaries", None),
        ("Syrian Democratic Forces", "QSD militia", None),
        ("People's Protection Units", "YPG/PKK", None),
        ("Donetsk People's Republic", "so-called DPR", date(2017, 6, 1)),
        ("Ukrainian government", "Kiev regime", None),
        ("Artsakh Defence Army", "illegal Armenian armed formations", None),
        ("Indian Army", "Indian occupation forces", None),
        ("Tehrik-i-Taliban Pakistan", "Fitna al-Khawarij", None),
        ("FARC-EP", "FARC narco-terrorists", None),
        ("Saudi-led coalition", "coalition of aggression", None),
    ],
)
def test_both_names_of_a_war_of_words_lead_to_one_side(plain: str, loaded: str, on: date | None) -> None:
    book = load_parties()
    sides = [{side_of(code) for code in book.lookup(words, on=on)} for words in (plain, loaded)]
    assert len(sides[0]) == 1
    assert sides[0] == sides[1]
