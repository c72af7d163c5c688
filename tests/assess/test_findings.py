"""Incidents set against the packaged agreements: what breaks a clause, what keeps it, what is only alleged, what cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from tests.telling import claim, report
from trucewatch.assess import assess
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.model import Claim, EventType, Finding, FindingState, Incident, Realis, Report
from trucewatch.reconcile import reconcile

AGREEMENTS = choose_agreements(("MOS20", "SOC18"))
OBSERVATORY = ("the Observatory", "NGO")


def findings(reports: Sequence[Report], claims: Sequence[Claim]) -> dict[str, Finding]:
    """The findings by clause, an agreement as a whole under its own id."""
    incidents: tuple[Incident, ...] = reconcile(reports, claims)
    found = assess(incidents, claims, AGREEMENTS)
    return {finding.clause_id or finding.agreement_id: finding for finding in found}


def shelling(
    *,
    day: str = "2020-03-07",
    at: str | None = "Kafr Nabl",
    by: tuple[str, str] | None = ("The army", "SYR:MIL"),
    to: tuple[str, str] | None = ("two fighters", "SYR:REB"),
    realis: Realis = Realis.ACTUAL,
    name: str = "one",
) -> tuple[Report, Claim]:
    told = report(name, day, f"{name}: The army shelled two fighters near Kafr Nabl on Saturday.", name.title())
    return told, claim(
        told,
        "The army shelled two fighters",
        EventType.ASSAULT,
        "heavy-weapons",
        by=[by] if by else [],
        to=[to] if to else [],
        at=at,
        on=day,
        realis=realis,
    )


def one(**told: object) -> dict[str, Finding]:
    made = shelling(**told)  # type: ignore[arg-type]
    return findings([made[0]], [made[1]])


def test_a_shelling_inside_the_area_after_the_truce_is_an_alleged_breach() -> None:
    found = one()["MOS20-1"]
    assert found.state is FindingState.ALLEGED
    assert found.against == ("SYR:MIL",)
    assert found.alleged_by == ("One",)
    assert "Kafr Nabl lies in: Line of contact in the Idlib de-escalation area" in found.reasons
    assert "Kafr Nabl" in {span.text for span in found.words}


def test_two_independent_origins_corroborate_it() -> None:
    pairs = [shelling(name="one"), shelling(name="two")]
    pairs[1] = (
        report("two", "2020-03-08", "A clinic guard saw how the army shelled two fighters at Kafr Nabl.", "Two"),
        pairs[1][1],
    )
    second = claim(
        pairs[1][0],
        "the army shelled two fighters",
        EventType.ASSAULT,
        "heavy-weapons",
        by=[("the army", "SYR:MIL")],
        to=[("two fighters", "SYR:REB")],
        at="Kafr Nabl",
        on="2020-03-07",
    )
    found = findings([pairs[0][0], pairs[1][0]], [pairs[0][1], second])["MOS20-1"]
    assert found.state is FindingState.CORROBORATED
    assert set(found.alleged_by) == {"One", "Two"}


def test_before_the_truce_its_clause_does_not_apply() -> None:
    assert "MOS20-1" not in one(day="2020-02-10")
    assert "SOC18-2" in one(day="2020-02-10")


def test_outside_the_area_nothing_is_broken() -> None:
    assert one(at="Damascus") == {}


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("Afrin", "Afrin is in a province that lies only partly in: Line of contact in the Idlib de-escalation area"),
        (None, "no account says where; the clause holds in: Line of contact in the Idlib de-escalation area"),
        ("Nowhere", "in which province Nowhere lies could not be told"),
    ],
)
def test_where_the_place_cannot_be_told_the_clause_cannot_be_assessed(place: str | None, reason: str) -> None:
    found = one(at=place)["MOS20-1"]
    assert found.state is FindingState.NOT_ASSESSABLE
    assert reason in found.reasons


def test_a_zone_that_was_never_drawn_cannot_be_assessed() -> None:
    found = one(by=("radicals", "HTS"), to=("an outpost", "SYR:MIL"))["SOC18-5"]
    assert found.state is FindingState.NOT_ASSESSABLE
    assert any(reason.startswith("not yet delineated") for reason in found.reasons)
    assert any("Turkey alone owes the removal" in reason for reason in found.reasons)


def test_nobody_named_as_doer_cannot_be_assessed() -> None:
    found = one(by=None)["MOS20-1"]
    assert found.state is FindingState.NOT_ASSESSABLE
    assert found.against == ()


@pytest.mark.parametrize("realis", [Realis.FUTURE, Realis.CONDITIONAL, Realis.POSSIBLE, Realis.NEGATED])
def test_a_threat_plan_or_denial_breaks_nothing(realis: Realis) -> None:
    assert one(realis=realis) == {}


def test_a_party_that_nobody_bound_breaks_nothing() -> None:
    assert one(by=("planes", "ISR:MIL")) == {}


def test_an_attack_on_a_post_is_set_against_the_protection_of_posts_only_if_turkey_was_hit() -> None:
    assert "SOC18-1" in one(to=("a post", "TUR:MIL"))
    assert "SOC18-1" not in one(to=("two fighters", "SYR:REB"))


def test_a_denial_makes_it_contested() -> None:
    told = report("one", "2020-03-07", "The army shelled two fighters near Kafr Nabl. The ministry denied it.", "One")
    act = claim(
        told,
        "The army shelled two fighters",
        EventType.ASSAULT,
        "heavy-weapons",
        by=[("The army", "SYR:MIL")],
        to=[("two fighters", "SYR:REB")],
        at="Kafr Nabl",
        on="2020-03-07",
    )
    denial = claim(
        told,
        "The ministry denied it",
        EventType.ASSAULT,
        by=[("The army", "SYR:MIL")],
        to=[("two fighters", "SYR:REB")],
        realis=Realis.NEGATED,
        speaker=("The ministry", "SYR:GOV"),
    )
    found = findings([told], [act, denial])["MOS20-1"]
    assert found.state is FindingState.CONTESTED
    assert "an account denies it" in found.reasons


def test_reinforced_posts_keep_the_clause_on_posts_and_other_troops_do_not() -> None:
    told = report("one", "2020-02-13", "Turkey has sent commandos to its posts in Idlib. Turkey has sent tanks to Idlib.", "One")
    words = "Turkey has sent commandos to its posts"
    sent = claim(told, words, EventType.MOBILIZE, "troops", by=[("Turkey", "TUR:MIL")], at="Idlib", on="2020-02-13")
    found = findings([told], [sent])
    assert {clause: finding.state for clause, finding in found.items()} == {"SOC18-1": FindingState.COMPLIANCE}
    words = "Turkey has sent tanks"
    sent = claim(told, words, EventType.MOBILIZE, "weapons", by=[("Turkey", "TUR:MIL")], at="Idlib", on="2020-02-13")
    assert FindingState.COMPLIANCE not in {finding.state for finding in findings([told], [sent]).values()}


def test_rocket_launchers_across_the_border_keep_nothing() -> None:
    told = report("one", "2020-02-13", "Turkey has set up launchers in Hatay.", "One")
    sent = claim(
        told,
        "Turkey has set up launchers",
        EventType.MOBILIZE,
        "weapons",
        by=[("Turkey", "TUR:MIL")],
        at="Hatay",
        on="2020-02-13",
    )
    assert findings([told], [sent]) == {}


def accusation(words: str, *, by: tuple[str, str], of: tuple[str, str], day: str) -> dict[str, Finding]:
    told = report("one", day, words, "One")
    said = claim(told, words, EventType.ACCUSE, "allege", by=[by], to=[of], on=day)
    return findings([told], [said])


RUSSIA, TURKEY, ARMY = ("Russia", "RUS"), ("Turkey", "TUR"), ("the army", "SYR:MIL")


def test_an_accusation_is_kept_under_the_clause_it_names() -> None:
    words = "Russia accused Turkey of not parting the opposition from radical groups, as agreed in Sochi in 2018"
    found = accusation(words, by=RUSSIA, of=TURKEY, day="2020-02-12")
    assert {clause: (f.state, f.alleged_by, f.against) for clause, f in found.items()} == {
        "SOC18-5": (FindingState.ALLEGED, ("RUS",), ("TUR",))
    }
    assert found["SOC18-5"].words[0].text == words


def test_an_accusation_that_names_no_clause_is_kept_under_the_agreement_as_a_whole() -> None:
    found = accusation("Russia accused Turkey of breaking the Sochi deal", by=RUSSIA, of=TURKEY, day="2020-02-12")
    assert list(found) == ["SOC18"]
    assert found["SOC18"].clause_id == ""
    assert "which clause is meant cannot be told from the words" in found["SOC18"].reasons


def test_an_accusation_of_breaking_the_truce_means_the_truce_in_force() -> None:
    found = accusation("Turkey accused the army of violating the ceasefire", by=TURKEY, of=ARMY, day="2020-03-08")
    assert list(found) == ["MOS20-1"]
    assert accusation("Turkey accused the army of violating the ceasefire", by=TURKEY, of=ARMY, day="2020-02-08") == {}


def test_an_accusation_of_somebody_not_bound_is_no_finding() -> None:
    assert accusation("Turkey accused France of breaking the Sochi deal", by=TURKEY, of=("France", "FRA"), day="2020-02-12") == {}


def test_findings_do_not_depend_on_the_order_of_what_they_are_given() -> None:
    pairs = [shelling(name="one"), shelling(name="two", at="Saraqib"), shelling(name="three", at="Taftanaz", day="2020-02-10")]
    reports, claims = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    first = assess(reconcile(reports, claims), claims, AGREEMENTS)
    again = assess(reconcile(reports[::-1], claims[::-1]), claims[::-1], AGREEMENTS[::-1])
    assert first == again
    assert len({finding.id for finding in first}) == len(first)


def test_the_agreements_hold_on_the_days_they_say() -> None:
    days = {agreement.id: agreement.effective for agreement in AGREEMENTS}
    assert (days["SOC18"], days["MOS20"]) == (date(2018, 9, 17), date(2020, 3, 6))


def test_what_no_account_dates_was_no_later_than_its_report() -> None:
    told = report("one", "2020-02-13", "The army shelled two fighters near Kafr Nabl.", "One")
    undated = claim(
        told,
        "The army shelled two fighters",
        EventType.ASSAULT,
        "heavy-weapons",
        by=[("The army", "SYR:MIL")],
        to=[("two fighters", "SYR:REB")],
        at="Kafr Nabl",
    )
    incidents = reconcile([told], [undated])
    without = {finding.clause_id for finding in assess(incidents, [undated], AGREEMENTS)}
    bounded = {finding.clause_id: finding.state for finding in assess(incidents, [undated], AGREEMENTS, reports=[told])}
    assert "MOS20-1" in without
    assert "MOS20-1" not in bounded
    assert bounded["SOC18-2"] is FindingState.NOT_ASSESSABLE


def test_an_act_of_which_next_to_nothing_is_told_is_set_against_no_clause() -> None:
    told = report("one", "2020-03-08", "Two fighters were hit.", "One")
    vague = claim(told, "Two fighters were hit", EventType.ASSAULT, "heavy-weapons")
    assert findings([told], [vague]) == {}
