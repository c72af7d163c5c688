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


def place_in(read: Read, text: str, kind: str) -> tuple[str, bool] | None:
    """The place of the first claim of a type, and whether it was carried over."""
    claim = next(c for c in read(text) if c.type.value == kind)
    return (claim.place.name, claim.place.inherited) if claim.place else None


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        (
            "Clashes broke out in Marib on Monday. Council members Britain, Luxembourg and South Korea urged the rebels to leave.",
            "REQUEST",
            ("Marib", True),
        ),
        (
            "Clashes broke out in Marib on Monday. Russia, Britain and South Korea called for a truce.",
            "REQUEST",
            ("Marib", True),
        ),
    ],
)
def test_states_that_act_together_are_not_where_it_is(read: Read, text: str, kind: str, place: tuple[str, bool]) -> None:
    assert place_in(read, text, kind) == place


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("The presidents discussed developments in Yemen by phone on Monday.", "CONSULT", None),
        ("The envoy met the minister in Geneva to discuss a truce in Yemen.", "CONSULT", ("Geneva", False)),
        ("The news coincides with a visit to Sanaa by a team of experts.", "CONSULT", ("Sanaa", False)),
        ("Shells fell on Marib on Monday. The envoy arrived in the city on Tuesday for talks.", "CONSULT", ("Marib", True)),
    ],
)
def test_talks_are_placed_where_they_are_held_not_where_what_they_are_about_is(
    read: Read, text: str, kind: str, place: tuple[str, bool] | None
) -> None:
    assert place_in(read, text, kind) == place


def test_the_base_jets_are_seen_at_is_not_where_they_bombed(read: Read) -> None:
    text = "Jets were pictured at Hodeidah air base after they bombed the city of Marib, killing nine people."
    assert place_in(read, text, "ASSAULT") == ("Marib", False)


def test_what_stands_near_a_named_district_is_not_the_place(read: Read) -> None:
    text = "The army shelled the Mansoura district near Aden Central Prison on Monday."
    assert place_in(read, text, "ASSAULT") == ("Mansoura district", False)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Rebels shelled the Mansoura neighbourhood. The district had been shelled in May.", "Mansoura neighbourhood"),
        ("Shells fell on Marib. The president has blocked a new operation there.", "Marib"),
        (
            "Jets bombed Marib. Bombs hit the Qaterji neighbourhood. Nine people were killed in Qaterji. Five others were killed "
            "on the city's outskirts.",
            "Marib",
        ),
    ],
)
def test_words_that_point_back_find_what_they_mean(read: Read, text: str, place: str) -> None:
    claim = read(text)[-1]
    assert claim.place is not None
    assert (claim.place.name, claim.place.inherited) == (place, True)


def test_a_village_not_yet_named_is_the_one_named_later(read: Read) -> None:
    text = (
        "A bomb went off at the Salem hospital in Qardaha on Monday. Troops killed 48 people in a northern village this week. "
        "The dead were found in the village of Rityan on Tuesday."
    )
    assert [c.place.name for c in read(text) if c.place and c.quote.text.startswith("Troops")] == ["Rityan"]


def test_a_town_that_somebody_is_named_after_is_a_town(read: Read) -> None:
    assert place_in(read, "Shells fell on the town of Trujillo on Monday, killing nine people.", "ASSAULT") == ("Trujillo", False)


def test_troops_withdraw_where_they_withdraw_from(read: Read) -> None:
    text = (
        "Shells fell on Marib. The withdrawal of British troops from Yemen began on Monday, officials told reporters in Dorset."
    )
    assert place_in(read, text, "RETREAT") == ("Yemen", False)


def test_sanctions_are_where_they_fall(read: Read) -> None:
    text = "Shells fell on Marib. The sanctions imposed on Russia last week went too far, he said."
    assert place_in(read, text, "SANCTION") == ("Russia", False)


def test_a_call_for_a_meeting_says_nothing_of_where(read: Read) -> None:
    text = "Rebels shelled Taiz on Monday. Britain called for an urgent meeting of the council."
    assert place_in(read, text, "REQUEST") is None


def test_what_was_told_just_before_is_nearer_than_what_is_told_most(read: Read) -> None:
    text = (
        "Delegates arrived in Geneva. In Geneva they spoke of a truce. Shells fell on Taiz on Tuesday. "
        "The envoy said that Russia had negotiated a ceasefire."
    )
    assert place_in(read, text, "RETREAT") == ("Taiz", True)


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        (
            "Families live in Sochi. The Sochi conference was put on hold on Monday over objections to Russia.",
            "CONSULT",
            ("Sochi", False),
        ),
        ("Shells fell on Daraa. The UN urged Jordan to reopen its border to those who flee.", "REQUEST", ("Jordan", False)),
        (
            "Turkey’s president has accused the US of forming a new army, after plans were made for a force inside Syria.",
            "ACCUSE",
            ("Syria", False),
        ),
        (
            "Talks in Geneva may go on, with agreement on a delegation following a meeting of rebel groups in Saudi Arabia.",
            "CONSULT",
            ("Saudi Arabia", False),
        ),
    ],
)
def test_words_and_talks_are_placed_by_the_words_nearest_to_them(
    read: Read, text: str, kind: str, place: tuple[str, bool]
) -> None:
    claims = [c for c in read(text) if c.type.value == kind and c.place]
    assert place in [(c.place.name, c.place.inherited) for c in claims if c.place]
