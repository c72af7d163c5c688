"""One statement quoted in two wordings is one incident with both of them."""

from __future__ import annotations

from tests.telling import claim, report
from trucewatch.model import Claim, EventType, Incident, Realis, Relation, Report
from trucewatch.reconcile import reconcile

GENERAL = ("General Aksoy", "TUR:MIL")


def threat(name: str, day: str, words: str, *, direct: bool = True, to: str = "SYR:MIL") -> tuple[Report, Claim]:
    told = report(name, day, f'{name}: "{words}" General Aksoy told the guards at Idlib.', name.title())
    return told, claim(
        told,
        words,
        EventType.THREATEN,
        by=[("we", "TUR")],
        to=[("they", to)],
        at="Idlib",
        on="2020-02-12",
        realis=Realis.CONDITIONAL,
        speaker=GENERAL,
        direct=direct,
    )


def merged(*told: tuple[Report, Claim]) -> tuple[Incident, ...]:
    return reconcile([one for one, _ in told], [two for _, two in told])


def test_a_threat_quoted_in_two_wordings_is_one_incident() -> None:
    (incident,) = merged(
        threat("one", "2020-02-12", "Unless they leave we shall do our duty"),
        threat("two", "2020-02-13", "Should those men stay our duty will be done"),
    )
    assert Relation.TWO_RENDERINGS in {item.relation for item in incident.comparisons}
