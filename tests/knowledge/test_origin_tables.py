"""The tables that origins rest on: whose word a medium's own word is, and one name for every body."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.knowledge.origin_tables import (
    ChannelWord,
    PartyMedium,
    RetractionCue,
    StateMediaWord,
    allies,
    body_name,
    is_state_media,
    medium_of,
    names_of,
    takes_back,
)
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.sides import side_of, takes_part
from trucewatch.knowledge.tables import read_table

MEDIA = read_table("party_media.csv", PartyMedium)


@pytest.mark.parametrize("row", MEDIA, ids=lambda row: row.name)
def test_a_medium_of_a_party_speaks_for_a_known_party(row: PartyMedium) -> None:
    assert medium_of(row.name) == (side_of(row.party), row.run)
    assert takes_part(row.party)
    assert load_parties().label(row.party) != row.party
    assert row.name in row.example
    assert row.source


def test_a_medium_of_a_party_is_listed_once() -> None:
    assert len({body_name(row.name) or row.name for row in MEDIA}) == len(MEDIA)


@pytest.mark.parametrize("row", read_table("channel_words.csv", ChannelWord), ids=lambda row: row.words)
def test_a_channel_that_bears_a_partys_name_is_its_own(row: ChannelWord) -> None:
    assert row.words in row.example
    assert medium_of(row.example) == ("HEZBOLLAH", "own channel")


@pytest.mark.parametrize("row", read_table("state_media_words.csv", StateMediaWord), ids=lambda row: row.words)
def test_the_media_of_a_state_are_known_without_their_names(row: StateMediaWord) -> None:
    assert is_state_media(row.example)


@pytest.mark.parametrize(
    "outlet", ["Reuters", "Duvar English", "Daily Sabah", "The Guardian", "Hill Post", "One", "Syrian Observatory"]
)
def test_a_medium_that_no_party_is_known_to_run_speaks_for_itself(outlet: str) -> None:
    assert medium_of(outlet) is None


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("AFP", "Agence France-Presse"),
        ("the UK-based Syrian Observatory", "Syrian Observatory for Human Rights"),
        ("SOHR", "Syrian Observatory for Human Rights"),
        ("Anadolu", "Anadolu Agency"),
        ("NNA (Lebanon)", "NNA"),
        ("AP officers", None),
        ("Governor Khalid", None),
    ],
)
def test_a_body_goes_by_one_name(label: str, name: str | None) -> None:
    assert body_name(label) == name


def test_every_name_of_a_body_can_be_looked_for() -> None:
    assert {"Agence France-Presse", "AFP"} <= set(names_of("Agence France-Presse"))
    assert names_of("Hill Post") == ("Hill Post",)


@pytest.mark.parametrize("row", read_table("retraction_cues.csv", RetractionCue), ids=lambda row: row.words)
def test_a_retraction_is_known_by_its_words(row: RetractionCue) -> None:
    assert takes_back(row.example)
    assert row.words in row.example


@pytest.mark.parametrize("sentence", ["The army withdrew its troops.", "The ministry said that shells had hit the town.", ""])
def test_a_withdrawal_of_troops_is_no_retraction(sentence: str) -> None:
    assert not takes_back(sentence)


@pytest.mark.parametrize(
    ("side", "ally", "on"), [("SYR", "RUS", date(2020, 2, 10)), ("HEZBOLLAH", "IRN", None), ("TUR", "FSA", None)]
)
def test_allies_are_told_from_the_ties_both_ways(side: str, ally: str, on: date | None) -> None:
    assert ally in allies(side, on)
    assert side in allies(ally, on)


def test_who_was_no_ally_yet_is_none() -> None:
    assert "HTS" not in allies("SYR", date(2020, 2, 10))
    assert "TUR" not in allies("SYR")
