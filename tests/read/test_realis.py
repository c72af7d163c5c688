"""What a monitor expects of realis: done, planned, possible, on a condition, or not done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim, EventType, Realis

Read = Callable[[str], tuple[Claim, ...]]


def realis(claims: tuple[Claim, ...], kind: EventType) -> list[Realis]:
    return [claim.realis for claim in claims if claim.type is kind]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (EventType.RETREAT, "The army will withdraw from Hodeidah on Monday."),
        (EventType.RETREAT, "The army is going to withdraw from Hodeidah."),
        (EventType.RETREAT, "The army plans to withdraw from Hodeidah."),
        (EventType.RETREAT, "The army announced plans to withdraw from Hodeidah."),
        (EventType.RETREAT, "The army has agreed to withdraw from Hodeidah."),
        (EventType.RETREAT, "The president ordered the withdrawal of troops from Hodeidah."),
        (EventType.RETREAT, "The president announced the withdrawal of troops from Hodeidah."),
        (EventType.RETREAT, "The army is set to withdraw from Hodeidah."),
        (EventType.RETREAT, "The withdrawal of troops from Hodeidah is planned for Friday."),
        (EventType.RETREAT, "A withdrawal from Hodeidah is expected next week."),
        (EventType.CONSULT, "Talks between the two sides are expected to begin in Geneva on Friday."),
        (EventType.CONSULT, "Talks between the two sides are scheduled for Friday in Geneva."),
        (EventType.CONSULT, "The two leaders are to meet in Geneva on Friday."),
        (EventType.RETREAT, "The rebels promised to release nine prisoners."),
        (EventType.THREATEN, "The army will strike Hodeidah, the minister said."),
        (EventType.THREATEN, "The army vowed to retake Hodeidah."),
    ],
)
def test_what_is_planned_ordered_or_announced_is_still_to_come(read: Read, kind: EventType, text: str) -> None:
    assert realis(read(text), kind) == [Realis.FUTURE]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (EventType.RETREAT, "The army may withdraw from Hodeidah."),
        (EventType.RETREAT, "The army could withdraw from Hodeidah within days."),
        (EventType.RETREAT, "The army is considering withdrawing from Hodeidah."),
        (EventType.RETREAT, "The army is likely to withdraw from Hodeidah."),
        (EventType.RETREAT, "The army hopes to withdraw from Hodeidah."),
        (EventType.RETREAT, "It is possible that the army will withdraw from Hodeidah."),
        (EventType.RETREAT, "There were hopes that the army would withdraw from Hodeidah."),
        (EventType.ASSAULT, "The army is believed to have shelled a market in Hodeidah."),
        (EventType.ASSAULT, "The army appears to have shelled a market in Hodeidah."),
        (EventType.ASSAULT, "The army apparently shelled a market in Hodeidah."),
        (EventType.ASSAULT, "The army is poised to storm Hodeidah."),
        (EventType.ASSAULT, "Did the army shell the market in Hodeidah?"),
        (EventType.RETREAT, "Will the army withdraw from Hodeidah?"),
    ],
)
def test_what_may_be_is_feared_doubted_or_asked_is_left_open(read: Read, kind: EventType, text: str) -> None:
    assert realis(read(text), kind) == [Realis.POSSIBLE]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (EventType.RETREAT, "The army will withdraw from Hodeidah if the rebels stop shelling the port."),
        (EventType.RETREAT, "If the rebels stop shelling the port, the army will withdraw from Hodeidah."),
        (EventType.RETREAT, "The army will withdraw from Hodeidah provided that the rebels stop shelling the port."),
        (EventType.RETREAT, "The army will withdraw from Hodeidah as long as the rebels stop shelling the port."),
        (EventType.RETREAT, "The army will withdraw from Hodeidah on condition that the rebels lay down their arms."),
        (EventType.RETREAT, "The army would withdraw from Hodeidah only if the rebels laid down their arms."),
        (EventType.THREATEN, "The army threatened to storm Hodeidah if the rebels did not leave."),
        (EventType.THREATEN, "The army threatened to storm Hodeidah unless the rebels left."),
        (EventType.THREATEN, "Should the rebels not leave, the army will strike Hodeidah."),
        (EventType.THREATEN, "Unless the rebels leave by Friday, the army will strike Hodeidah."),
        (EventType.THREATEN, "In the event of another attack, Turkey will strike army positions in Idlib."),
    ],
)
def test_what_depends_on_something_is_conditional(read: Read, kind: EventType, text: str) -> None:
    assert realis(read(text), kind) == [Realis.CONDITIONAL]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (EventType.ASSAULT, "The army did not shell the market in Hodeidah."),
        (EventType.ASSAULT, "The army denied that it shelled the market in Hodeidah."),
        (EventType.ASSAULT, "The army denied shelling the market in Hodeidah."),
        (EventType.ASSAULT, "The army denied having shelled the market in Hodeidah."),
        (EventType.ASSAULT, "The army denied responsibility for the attack on the market in Hodeidah."),
        (EventType.ASSAULT, "The army denied any involvement in the attack on the market in Hodeidah."),
        (EventType.ASSAULT, "The army denied accusations that it shelled the market in Hodeidah."),
        (EventType.ASSAULT, "The army denied accusations it shelled the market in Hodeidah."),
        (EventType.ASSAULT, "The army rejected claims that it had shelled the market in Hodeidah."),
        (EventType.ASSAULT, "The army dismissed reports that its jets had bombed the market in Hodeidah."),
        (EventType.ASSAULT, "The army never shelled the market in Hodeidah."),
        (EventType.ASSAULT, "Neither the army nor the rebels shelled the market in Hodeidah."),
        (EventType.ASSAULT, "The army refrained from shelling Hodeidah."),
        (EventType.ASSAULT, "The rebels failed to capture the town of Hodeidah."),
        (EventType.ASSAULT, "It is not true that the army shelled the market in Hodeidah."),
        (EventType.RETREAT, "The army has not withdrawn from Hodeidah."),
        (EventType.RETREAT, "The truce did not hold."),
        (EventType.RETREAT, "The truce collapsed on Monday."),
    ],
)
def test_what_is_denied_or_left_undone_did_not_happen(read: Read, kind: EventType, text: str) -> None:
    assert realis(read(text), kind) == [Realis.NEGATED]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (EventType.RETREAT, "The army began to withdraw from Hodeidah."),
        (EventType.RETREAT, "The army has started withdrawing from Hodeidah."),
        (EventType.RETREAT, "The army managed to withdraw from Hodeidah."),
        (EventType.RETREAT, "The army continued to withdraw from Hodeidah."),
        (EventType.ASSAULT, "The army reportedly shelled a market in Hodeidah."),
        (EventType.ASSAULT, "The army allegedly shelled a market in Hodeidah."),
        (EventType.ASSAULT, "The army is said to have shelled a market in Hodeidah."),
        (EventType.ASSAULT, "The army did not stop shelling Hodeidah."),
        (EventType.ASSAULT, "The minister did not deny that the army shelled Hodeidah."),
        (EventType.ASSAULT, "It is not the first time that the army shelled Hodeidah."),
        (EventType.ASSAULT, "The army shelled Hodeidah, not Aden."),
        (EventType.ASSAULT, "The UN did not say who shelled the market in Hodeidah."),
        (EventType.ASSAULT, "The truce did not prevent the army from shelling Hodeidah."),
        (EventType.ASSAULT, "The army shelled Hodeidah because the rebels did not withdraw."),
        (EventType.REQUEST, "The army must withdraw from Hodeidah, the minister said."),
        (EventType.REQUEST, "The council urged the army to withdraw from Hodeidah."),
    ],
)
def test_what_goes_on_is_reported_or_denied_to_be_denied_is_told_as_done(read: Read, kind: EventType, text: str) -> None:
    assert realis(read(text), kind) == [Realis.ACTUAL]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("The army will strike Hodeidah unless the rebels leave by Friday.", "unless the rebels leave by Friday"),
        ("If the rebels stop shelling the port, the army will withdraw.", "If the rebels stop shelling the port"),
        ("The army threatened to storm Hodeidah if the rebels did not leave.", "if the rebels did not leave"),
        ("In the event of another attack, Turkey will strike army positions in Idlib.", "In the event of another attack"),
        (
            "The army will not withdraw from Hodeidah until the rebels lay down their arms.",
            "until the rebels lay down their arms",
        ),
        ("The army will withdraw from Hodeidah.", None),
    ],
)
def test_a_conditional_claim_carries_the_words_of_its_condition(read: Read, text: str, condition: str | None) -> None:
    claim = read(text)[0]
    assert (claim.condition.text if claim.condition else None) == condition


def test_a_threat_is_quoted_with_its_condition(read: Read) -> None:
    (threat,) = read("Turkey will strike the Syrian army in Idlib if its posts are hit again, the Turkish president said.")
    assert threat.quote.text == "Turkey will strike the Syrian army in Idlib if its posts are hit again"
