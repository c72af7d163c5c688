"""What is shown of one incident under an agreement: an accusation beside the verdict on the act."""

from __future__ import annotations

from tests.assess.pacts import told
from trucewatch.assess import assess, weigh
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import EventType, Realis
from trucewatch.publish.progress import accusations, verdict_lines
from trucewatch.reconcile import reconcile

BROKEN = "The ceasefire in Idlib is not being kept by the army"
SHELLED = "The army shelled Idlib"


def shown(words: str, kind: EventType, mode: str, realis: Realis = Realis.ACTUAL) -> str:
    story, claim = told(words, kind, mode, by="SYR:MIL", at="Idlib", on="2020-03-10", realis=realis)
    agreements, places = choose_agreements(("MOS20",)), load_gazetteer()
    (incident,) = reconcile([story], [claim])
    found = assess([incident], [claim], agreements, reports=[story], places=places)
    weighed = weigh(incident, [claim], agreements, reports=[story], places=places)
    return "".join(verdict_lines(incident, weighed, accusations(found, weighed), full=False))


def test_a_truce_said_to_be_broken_is_shown_as_an_accusation_though_no_act_is_told() -> None:
    assert "MOS20-1  accusation: alleged" in shown(BROKEN, EventType.RETREAT, "ceasefire", Realis.NEGATED)


def test_a_breach_by_an_act_is_no_accusation() -> None:
    told = shown(SHELLED, EventType.ASSAULT, "heavy-weapons")
    assert "MOS20-1  is it broken? alleged" in told
    assert "accusation" not in told
