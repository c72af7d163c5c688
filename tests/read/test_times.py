"""The words of a report that say when."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim

Read = Callable[[str], tuple[Claim, ...]]


def when(claim: Claim) -> str | None:
    return claim.time_words.span.text if claim.time_words else None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The army, which lost a plateau in 1967, shelled Marib on Tuesday.", "on Tuesday"),
        ("In February, the army said it had shelled Marib.", "In February"),
        ("Jets have bombed Marib in recent weeks.", "in recent weeks"),
        ("Monday's strike on Marib killed nine people.", "Monday's"),
        ("April's gas attack on Marib killed nine people.", "April's"),
        ("Rebels shelled Marib over the summer.", "over the summer"),
        ("Rebels shelled Marib from 3 to 5 February.", "from 3 to 5 February"),
        ("Rebels shelled Marib between May and June.", "between May and June"),
        ("Rebels shelled Marib earlier today.", "earlier today"),
    ],
)
def test_a_happening_has_the_day_told_with_it(read: Read, text: str, words: str) -> None:
    (claim, *_) = read(text)
    assert when(claim) == words


def test_the_month_of_an_old_truce_is_not_that_of_its_breach(read: Read) -> None:
    assert [
        when(c) for c in read("Jets have bombed Marib despite a truce that was agreed in February.") if c.type.value == "ASSAULT"
    ] == [None]


def test_a_day_is_carried_on_but_not_one_long_gone(read: Read) -> None:
    fresh = read("Rebels shelled Marib on Monday. Nine people were killed in Sirwah.")
    assert [when(c) for c in fresh] == ["on Monday", "on Monday"]
    old = read("The war began when rebels shelled Marib in March 2015. Nine people were killed in Sirwah.")
    assert when(old[-1]) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The army will storm Hodeidah unless the rebels surrender the port by June 10.", "by June 10"),
        ("The general gave the rebels 72 hours to surrender or face an assault.", "72 hours"),
        ("The army told the rebels in Marib to surrender by 6 p.m. or be hit.", "by 6 p.m."),
    ],
    ids=["in the condition", "hours to do it", "an hour"],
)
def test_a_demand_keeps_its_last_day(read: Read, text: str, words: str) -> None:
    assert words in [claim.deadline_words.span.text for claim in read(text) if claim.deadline_words]
