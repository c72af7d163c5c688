"""Which words of a sentence tell of an act, and which only look as if they did."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim, EventType

Read = Callable[[str], tuple[Claim, ...]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The staff announced that the neighbour still supports the militia's camps.", EventType.SUPPORT),
        ("The army struck the depot in the port according to the state agency.", EventType.AGREE),
        ("The exercise was staged near the port in March.", EventType.PROTEST),
    ],
)
def test_words_that_stand_in_another_clause_or_name_make_no_phrase(read: Read, text: str, kind: EventType) -> None:
    assert [claim.quote.text for claim in read(text) if claim.type is kind and claim.row.startswith(f"frames/{kind}")] == []


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("The foreign secretary spoke to the Iranian foreign minister.", {"foreign secretary", "Iranian foreign minister"}),
        ("Washington is in talks with the movement.", {"Washington", "movement"}),
    ],
)
def test_both_sides_of_a_conversation_take_part_in_it(read: Read, text: str, sides: set[str]) -> None:
    claims = [claim for claim in read(text) if claim.type is EventType.CONSULT]
    assert {actor.span.text for claim in claims for actor in claim.actor} == sides


@pytest.mark.parametrize(
    "text",
    [
        "The Security Council will hold an urgent meeting at 1930 GMT.",
        "The peace talks resumed in Geneva on Monday.",
    ],
)
def test_talks_are_told_whatever_the_hour_and_whoever_takes_part(read: Read, text: str) -> None:
    assert [claim.type for claim in read(text)] == [EventType.CONSULT]


def test_two_officers_sentenced_by_nobody_named_are_still_sentenced(read: Read) -> None:
    claims = read("Two officers were sentenced to death on Monday.")
    assert [(claim.type, claim.mode) for claim in claims] == [(EventType.SANCTION, "convict")]


def test_cooperation_that_is_suspended_is_a_sanction_only(read: Read) -> None:
    claims = read("The ministry suspended its cooperation with the agency on Monday.")
    assert [claim.type for claim in claims] == [EventType.SANCTION]


@pytest.mark.parametrize(
    ("text", "kind", "whose"),
    [
        ("“We are ready to negotiate with the rebels,” the minister said.", EventType.AGREE, "minister"),
        ("The British decision to expel the diplomats was read out.", EventType.SANCTION, "British"),
        ("Marek Nowak's visit to the camp lasted an hour.", EventType.CONSULT, "Marek Nowak"),
    ],
)
def test_a_plan_is_that_of_whoever_speaks_or_is_named_with_it(read: Read, text: str, kind: EventType, whose: str) -> None:
    claim = next(claim for claim in read(text) if claim.type is kind)
    assert [whose in actor.span.text for actor in claim.actor] == [True]


def test_a_witness_who_spoke_to_a_newspaper_held_no_consultation(read: Read) -> None:
    assert [c for c in read("A witness spoke to the Tribune after he had left the village.") if c.type is EventType.CONSULT] == []
