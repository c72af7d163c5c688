"""Where a report says things happen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim

Read = Callable[[str], tuple[Claim, ...]]


def place_of(read: Read, text: str) -> str | None:
    (claim, *_) = read(text)
    return claim.place.name if claim.place else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shells hit the Salem mosque in Taiz.", "Salem mosque in Taiz"),
        ("Rebels captured the villages of Masqan and Ehras on Monday.", "Masqan and Ehras"),
        ("Jets bombed Aden, Taiz and Marib, killing nine people.", "Aden, Taiz and Marib"),
        ("Rebels shelled the Mansoura area in the capital Sanaa.", "Mansoura area"),
        ("Jets bombed the region of Arhab north of Sanaa city.", "Arhab"),
        ("Soldiers clashed with gunmen in Mansoura, a district of Aden, on Friday.", "Mansoura"),
        ("Rebels broke the Sochi truce near Saraqib on Sunday.", "Saraqib"),
        ("A car bomb killed two men in Boleel outside Marib city.", "Boleel"),
        ("Rebels attacked a convoy in north-eastern Nigeria.", "north-eastern Nigeria"),
        ("Gunmen killed nine people in South Sudan.", "South Sudan"),
        ("Rockets hit an oil plant in Saudi Arabia.", "Saudi Arabia"),
        ("The presidents met in the Black Sea resort of Sochi.", "Sochi"),
        ("The offensive against Manbij began on Monday.", "Manbij"),
        ("Turkish guns struck Syrian army posts near Saraqib on Monday after rebels took the village of Nayrab.", "Saraqib"),
        ("Shells fell near the Salem school and the Hamra hospital on Monday.", "Salem school and the Hamra hospital"),
        (
            "Rebels captured three villages south of Aden from government control - Masqan, Ehras and Barin - on Monday.",
            "Masqan, Ehras and Barin",
        ),
    ],
)
def test_a_place_is_named_as_printed(read: Read, text: str, name: str) -> None:
    assert place_of(read, text) == name


def test_the_end_of_a_title_is_no_place(read: Read) -> None:
    text = "The Commander-in-Chief, General Osman Kaya, said in Khartoum that the army had shelled the rebels."
    assert all(claim.place is None or "Chief" not in claim.place.name for claim in read(text))


def test_a_tall_headline_word_is_no_place(read: Read) -> None:
    assert place_of(read, "More than 100 Rebels Killed in Army Operations across Country") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Fighting spread to Hodeidah. Rockets hit the Salem mosque. Nine people were killed in the city.", "Hodeidah"),
        ("The army left the village of Masqan, north of Taiz city. Rebels entered the village on Monday.", "Masqan"),
        ("Jets bombed the Castello road near Taiz. A bus was hit on the road on Monday.", "Castello road"),
        ("Shells fell on Marib in Yemen. Raids killed nine people across the country.", "Yemen"),
    ],
)
def test_the_city_points_back_to_its_name_and_is_marked_as_inherited(read: Read, text: str, name: str) -> None:
    place = read(text)[-1].place
    assert place is not None
    assert (place.name, place.inherited) == (name, True)


def test_whom_words_are_addressed_to_is_no_place(read: Read) -> None:
    (claim,) = [
        c for c in read("Tanks shelled Afrin on Monday. France urged Turkey to stop the attack.") if c.type.value == "REQUEST"
    ]
    assert claim.place is not None
    assert claim.place.name == "Afrin"


def test_an_advance_is_placed_where_it_led(read: Read) -> None:
    assert place_of(read, "The army made considerable advances and captured Khaldiya district.") == "Khaldiya district"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rockets fell in Hamra neighbourhood of Mosul on Monday.", "Hamra neighbourhood"),
        ("Shells hit the Hamra district of Mosul on Monday.", "Hamra district"),
        ("The army shelled the Damascus suburb of Jaramana on Monday.", "Jaramana"),
        ("The army shelled the West Bank on Monday.", "West Bank"),
        ("Rebels shelled North Kordofan on Monday.", "North Kordofan"),
        ("The army shelled northern Idlib on Monday.", "Idlib"),
        ("Gunmen attacked farmers near Huwara in the West Bank on Monday.", "Huwara in the West Bank"),
    ],
)
def test_a_quarter_of_a_town_is_the_place_not_the_town(read: Read, text: str, name: str) -> None:
    assert place_of(read, text) == name


def test_a_side_is_no_place(read: Read) -> None:
    assert place_of(read, "Five Farmers Killed in Regime Raids on Rural Homs") == "Rural Homs"


def test_two_tolls_are_parted_at_their_own_places(read: Read) -> None:
    first, second = read("Nine civilians were killed in Barin and two others were killed in the Hamra neighbourhood of Mosul.")
    assert [claim.place.name for claim in (first, second) if claim.place] == ["Barin", "Hamra neighbourhood"]


def test_the_hospital_the_wounded_are_taken_to_is_not_where_they_were_hit(read: Read) -> None:
    text = "Seven others were wounded in the attack on Marib and were taken to Salem Hospital."
    assert place_of(read, text) == "Marib"
