"""What a monitor expects of words that are acts: demands, accusations, refusals, threats, and what only looks like them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim, EventType, Realis

Read = Callable[[str], tuple[Claim, ...]]


def types(claims: tuple[Claim, ...]) -> list[EventType]:
    return [claim.type for claim in claims]


def only(claims: tuple[Claim, ...], kind: EventType) -> Claim:
    found = [claim for claim in claims if claim.type is kind]
    assert len(found) == 1, [(c.type, c.quote.text) for c in claims]
    return found[0]


def names(claim: Claim) -> list[str]:
    return [actor.span.text for actor in claim.actor]


@pytest.mark.parametrize(
    "text",
    [
        "“Stop the shelling of the town,” the envoy said.",
        "“Do not shell the town,” the envoy said.",
        "Lift the siege now, the envoy told the army.",
        "The envoy said that the siege must be lifted.",
        "The envoy said that the prisoners should be released.",
        "The envoy said that the army should leave the town.",
    ],
)
def test_an_order_or_obligation_that_is_voiced_is_a_demand_made_now(read: Read, text: str) -> None:
    claims = read(text)
    assert types(claims) == [EventType.REQUEST]
    assert names(claims[0]) == ["envoy"]
    assert claims[0].realis is Realis.ACTUAL


@pytest.mark.parametrize(
    "text",
    [
        "The envoy said that they must have been three years old.",
        "“We must not forget our duty,” the envoy said.",
        "The commander insisted that the deal included foreign fighters.",
    ],
)
def test_a_guess_a_vow_to_oneself_and_a_statement_are_no_demands(read: Read, text: str) -> None:
    assert EventType.REQUEST not in types(read(text))


def test_to_say_what_should_have_been_done_is_to_blame(read: Read) -> None:
    claim = only(read("The envoy said that the army should have opened the road."), EventType.ACCUSE)
    assert [accused.span.text for accused in claim.recipient] == ["army"]


def test_what_stands_in_quotation_marks_is_said_wherever_the_word_of_saying_stands(read: Read) -> None:
    claims = read("“Nine people were killed in the raid,” the minister said. “The army must leave the town.”")
    assert names(only(claims, EventType.REQUEST)) == ["minister"]


def test_who_says_it_will_not_is_the_one_who_refuses(read: Read) -> None:
    claim = only(read("Jordan says it will not accept foreign troops."), EventType.REJECT)
    assert names(claim) == ["Jordan"]
    assert claim.realis is Realis.ACTUAL


def test_what_is_threatened_is_still_to_come(read: Read) -> None:
    claim = only(read("The militia threatened the convoy with attack."), EventType.THREATEN)
    assert claim.realis is Realis.FUTURE


@pytest.mark.parametrize(
    "text",
    [
        "Ankara warned that its army would strike if its posts were hit.",
        "The general warned that the rebels would face consequences.",
        "Ankara warned the militia to leave the town.",
        "Ankara said that it would boycott the talks if the militia was invited.",
    ],
)
def test_a_warning_of_ones_own_deed_or_of_what_others_will_suffer_is_a_threat(read: Read, text: str) -> None:
    assert EventType.THREATEN in types(read(text))


def test_a_warning_of_what_another_state_does_blames_that_state(read: Read) -> None:
    claim = only(read("Moscow warned that Ankara had taken dangerous steps in Syria."), EventType.ACCUSE)
    assert [accused.span.text for accused in claim.recipient] == ["Ankara"]


@pytest.mark.parametrize(
    "text", ["The UN warned that aid was running out.", "Analysts warned that the deal could serve other aims."]
)
def test_a_worry_is_no_threat(read: Read, text: str) -> None:
    assert EventType.THREATEN not in types(read(text))


def test_what_an_army_is_after_is_no_threat(read: Read) -> None:
    assert read("The army seeks to retake the city of Raqqa.") == ()


def test_a_refusal_unless_something_happens_is_no_threat(read: Read) -> None:
    assert EventType.THREATEN not in types(
        read("The union said that it would not send money to the army unless elections were held.")
    )


@pytest.mark.parametrize(
    "text",
    [
        "The army denied accusations that it carried out the attack on the market.",
        "Moscow rejected claims that its jets bombed the hospital.",
        "The ministry dismissed allegations that its troops had shelled the town.",
    ],
)
def test_to_deny_an_allegation_is_to_tell_the_act_as_not_done(read: Read, text: str) -> None:
    claims = read(text)
    assert EventType.REJECT not in types(claims)
    assert only(claims, EventType.ASSAULT).realis is Realis.NEGATED


def test_he_who_urges_is_the_last_person_whose_words_were_given(read: Read) -> None:
    claims = read("The Russian minister Sergei Petrov accused the army of delay. He urged both sides to return to the talks.")
    claim = only(claims, EventType.REQUEST)
    assert [actor.label for actor in claim.actor] == ["Russian minister Sergei Petrov"]


def test_who_makes_clear_that_it_will_not_is_the_one_who_refuses(read: Read) -> None:
    claim = only(read("The government has made it clear that it will not lift the embargo."), EventType.REJECT)
    assert [actor.label for actor in claim.actor] == ["government"]


def test_an_accusation_that_is_rejected_was_made_all_the_same(read: Read) -> None:
    assert EventType.ACCUSE not in types(read("Tehran rejected accusations by Washington that it was behind the attack."))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Ankara will attack the Kurdish-held town of Afrin.", "Kurdish"),
        ("Ankara vowed not to allow Kurdish groups to rule its border.", "Kurdish groups"),
        ("The minister Hulusi Demir warned of a war with Iran.", "Iran"),
    ],
)
def test_a_threat_is_against_whoever_holds_or_is_what_would_be_hit(read: Read, text: str, target: str) -> None:
    assert [m.span.text for m in only(read(text), EventType.THREATEN).recipient] == [target]


def test_a_demand_goes_to_whoever_is_to_do_what_is_asked(read: Read) -> None:
    claim = only(read("France called for an urgent UN Security Council meeting."), EventType.REQUEST)
    assert [m.span.text for m in claim.recipient] == ["UN Security Council"]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("The UN urged the army to withdraw from the town.", "yield"),
        ("The envoy said that the siege must be lifted.", "yield"),
        ("The president wants the rebels to meet his envoy in Geneva.", "meet"),
        ("The mayor called on the army to protect the convoy.", "assist"),
        ("The council urged the government to change its course.", "change"),
    ],
)
def test_a_demand_is_to_give_way_to_meet_to_help_or_to_change(read: Read, text: str, mode: str) -> None:
    assert only(read(text), EventType.REQUEST).mode == mode
