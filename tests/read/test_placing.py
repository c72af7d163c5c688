"""Which of the places a report names a claim is given."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim

Read = Callable[[str], tuple[Claim, ...]]


def test_words_are_placed_where_what_was_told_just_before_was(read: Read) -> None:
    text = "Shells hit Taiz, Taiz and Taiz again. On Monday jets bombed Marib. The minister accused the coalition of a massacre."
    claim = next(c for c in read(text) if c.type.value == "ACCUSE")
    assert claim.place is not None
    assert (claim.place.name, claim.place.inherited) == ("Marib", True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nine men were killed in Marib. Jets have killed 120 fighters in Yemen, the ministry said.", "Yemen"),
        ("Fighting drove 9,000 people towards the border with Jordan.", "border with Jordan"),
        ("The minister wants a force that would patrol Syria's frontiers.", "Syria's frontiers"),
        ("In Manbij US-backed forces overran a road junction.", "Manbij"),
        ("SANAA Nine people were killed in Taiz.", "Taiz"),
    ],
)
def test_a_country_a_border_or_a_town_is_where_it_happened(read: Read, text: str, name: str) -> None:
    claim = read(text)[-1]
    assert claim.place is not None
    assert claim.place.name == name
