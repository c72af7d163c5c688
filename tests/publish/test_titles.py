"""The headings of incidents and claims: what is announced, denied or broken says so."""

from __future__ import annotations

from tests.telling import claim, report
from trucewatch.model import EventType, Realis
from trucewatch.publish.words import claim_title


def test_a_broken_truce_is_said_not_to_hold() -> None:
    told = report("one", "2020-02-03", "The guards have broken the truce.")
    made = claim(told, "The guards have broken the truce", EventType.RETREAT, "ceasefire", realis=Realis.NEGATED)
    assert claim_title(made, str) == "Truce, said not to hold"


def test_a_denied_shelling_is_said_not_to_have_happened() -> None:
    told = report("one", "2020-02-03", "The guards did not shell the town.")
    made = claim(told, "The guards did not shell the town", EventType.ASSAULT, "heavy-weapons", realis=Realis.NEGATED)
    assert claim_title(made, str).endswith(", said not to have happened")
