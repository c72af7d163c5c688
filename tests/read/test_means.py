"""By what means a report says an assault was made."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim

Read = Callable[[str], tuple[Claim, ...]]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Rockets hit a depot in Taiz, setting off explosions and killing nine people.", "heavy-weapons"),
        ("A fighter blew himself up in the market of Taiz, killing nine people.", "suicide-attack"),
        ("Troops executed nine villagers near Taiz.", "targeted"),
        ("Nine people died in the double bombing at the school.", "explosives"),
        ("Bombardment and air strikes killed nine people in Taiz.", "aerial"),
        ("Nine people were killed on Monday as rebels broke the truce by shelling homes with mortars.", "heavy-weapons"),
    ],
)
def test_the_weapon_named_first_says_by_what_means(read: Read, text: str, mode: str) -> None:
    assert mode in {claim.mode for claim in read(text)}


def test_a_toll_is_of_the_shelling_and_not_of_the_advance_told_between(read: Read) -> None:
    text = "Seven people died in rebel shelling of Mansoura as rebels took territory. More than 40 were wounded in the attack."
    assert read(text)[-1].mode == "heavy-weapons"
