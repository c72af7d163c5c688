"""A truce said to be broken: who says so alleges it, who is said to have broken it stands accused."""

from __future__ import annotations

from tests.telling import claim, report
from trucewatch.assess import assess
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.model import EventType, FindingState, Realis
from trucewatch.reconcile import reconcile


def test_whoever_is_said_to_have_broken_the_truce_is_the_accused_not_the_accuser() -> None:
    told = report("one", "2020-03-08", "The army has broken the ceasefire in Idlib.", "Valley Post")
    said = claim(
        told,
        "The army has broken the ceasefire in Idlib",
        EventType.RETREAT,
        "ceasefire",
        by=[("The army", "SYR:MIL")],
        at="Idlib",
        on="2020-03-07",
        realis=Realis.NEGATED,
    )
    found = assess(reconcile([told], [said]), [said], load_agreements(), reports=[told])
    assert found
    assert {(f.state, f.alleged_by, f.against) for f in found} == {(FindingState.ALLEGED, ("Valley Post",), ("SYR:MIL",))}
