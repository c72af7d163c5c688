"""What a report counts, and what is only part of what it counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim

Read = Callable[[str], tuple[Claim, ...]]


def figures(read: Read, text: str) -> set[tuple[str, int | None, int | None]]:
    return {(figure.kind.value, figure.low, figure.high) for claim in read(text) for figure in claim.figures}


@pytest.mark.parametrize(
    "text",
    [
        "An air strike killed 19 people, including five children and two women, in Harem.",
        "Nineteen villagers, seven of them children, died in an air strike on Harem.",
        "Nineteen civilians, six of them children, were killed in Harem on Monday.",
        "The raid on Harem killed 19 people, three of whom were nurses.",
        "Ten children and three guards were among 19 people killed in the raid.",
    ],
)
def test_a_part_of_the_dead_is_no_second_toll(read: Read, text: str) -> None:
    assert figures(read, text) == {("killed", 19, 19)}


def test_a_part_stands_alone_where_no_total_is_given(read: Read) -> None:
    assert figures(read, "Soldiers, including five officers, were killed near Marib.") == {("killed", 5, 5)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The bomb killed 12 and wounded 30, among them four children.", {("killed", 12, 12), ("wounded", 30, 30)}),
        ("Nine people were killed by a suicide bomber in Kabul.", {("killed", 9, 9)}),
        ("Jets killed 12 gunmen near Marib, destroying eight artillery pieces.", {("killed", 12, 12)}),
        ("Between 1,000 and 1,800 people were killed in Aden.", {("killed", 1000, 1800)}),
        ("Four or five soldiers were killed, 200 or more wounded.", {("killed", 4, 5), ("wounded", 200, None)}),
        ("One million Syrians are heading towards the border.", {("displaced", 1_000_000, 1_000_000)}),
        ("A bomb killed 12 marines on Monday.", {("killed", 12, 12)}),
        ("The shelling left three martyrs and 12 injured.", {("killed", 3, 3), ("wounded", 12, 12)}),
        ("The battle killed 200 fighters on both sides.", {("killed", 200, 200)}),
        ("The army clashed with ISIS, killing and injuring scores of them.", {("other", 40, 99)}),
        ("Air strikes killed 47 people in Taiz, bringing the toll since Monday to 90.", {("killed", 47, 47)}),
        ("Gunmen murdered two watchmen at the plant.", {("killed", 2, 2)}),
        ("The murder of the six Jesuits angered the bishops.", {("killed", 6, 6)}),
        ("The bomb went off at 1210 GMT and four pedestrians were killed.", {("killed", 4, 4)}),
        ("Five of the 12 hostages were freed.", {("released", 5, 5)}),
        ("The army redeployed some of the 2,000 troops to Aden.", {("troops", None, 2000)}),
        ("Up to 1 500 troops were sent to Aden.", {("troops", None, 1500)}),
        ("A 30,000-strong force was sent to Aden.", {("troops", 30000, 30000)}),
        ("The raids forced tens of thousands of villagers to flee.", {("displaced", 20000, 99999)}),
        ("Raids blamed on the government killed at least 37 traders in Taiz in April.", {("killed", 37, None)}),
        ("Air strikes on Taiz killed at least 21 civilians Sunday as residents fled.", {("killed", 21, None)}),
        ("Since Sunday at least 70 army and rebel fighters have died.", {("killed", 70, None)}),
        (
            "The death toll from the twin explosions in Taiz rose to 41 and more than 110 wounded persons.",
            {("killed", 41, 41), ("wounded", 110, None)},
        ),
        (
            "The war has claimed the lives of 4,700 people and injured 19,000 others.",
            {("killed", 4700, 4700), ("wounded", 19000, 19000)},
        ),
        ("A blast has left 25 militants of the group, including one of its leaders, dead.", {("killed", 25, 25)}),
    ],
)
def test_what_became_of_how_many(read: Read, text: str, wanted: set[tuple[str, int | None, int | None]]) -> None:
    assert figures(read, text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The girl, 12, and Ali Hassan, 45, died in the raid.",
        "A 30-year-old driver and his two sons were detained, and aid worth $3 million was withheld.",
    ],
)
def test_ages_and_sums_of_money_are_no_people(read: Read, text: str) -> None:
    assert not {low for _, low, _ in figures(read, text)} & {12, 45, 30, 1_000_000, 3_000_000}


def test_an_accusation_leaves_the_toll_to_the_happening_it_tells_of(read: Read) -> None:
    claims = read("The opposition accused the army of killing at least 300 civilians in Daraya.")
    assert not [f for c in claims if c.type.value == "ACCUSE" for f in c.figures]


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("A teacher and her three sons as well as another boy were killed in the raid.", 5),
        ("Shells killed a nurse and a driver in Taiz.", 2),
        ("A man and his wife were killed in Taiz.", 2),
        ("Gunmen ambushed a patrol near Taiz, killing an officer.", 1),
    ],
)
def test_people_told_one_by_one_are_counted(read: Read, text: str, dead: int) -> None:
    assert figures(read, text) == {("killed", dead, dead)}


def test_the_bomber_who_kills_four_is_not_one_of_them(read: Read) -> None:
    assert figures(read, "A suicide bomber in an ambulance killed four guards in Taiz.") == {("killed", 4, 4)}


def test_a_figure_told_twice_is_quoted_from_the_claim(read: Read) -> None:
    text = "14 Civilians Killed in Mortar Attack on Camp Mortars killed 14 civilians in a camp near Marib."
    assert all(c.quote.start <= f.span.start < c.quote.end for c in read(text) for f in c.figures)
