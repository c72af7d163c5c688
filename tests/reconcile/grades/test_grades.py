"""Grades, statement by statement: one origin or two, admissions, denials, numbers that exclude each other, retractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.telling import Count, Said, claim, report
from trucewatch.model import Actor, Claim, Counted, EventType, Grade, Grading, Incident, Realis, Report, Stake, State, Statement
from trucewatch.reconcile import reconcile

OBSERVATORY: Said = ("the Syrian Observatory", "NGO")
HELMETS: Said = ("the White Helmets", "NGO")
ANKARA: Said = ("the Turkish Defence Ministry", "TUR:GOV")
DAMASCUS: Said = ("the Syrian Defence Ministry", "SYR:GOV")
SYRIAN_ARMY: Said = ("Syrian forces", "SYR:MIL")
SOLDIERS: Said = ("Turkish soldiers", "TUR:MIL")


def told(
    id: str,
    words: str,
    source: Said | None,
    *,
    outlet: str = "",
    by: Said | None = None,
    to: Said | None = SOLDIERS,
    day: str = "2020-02-04",
    realis: Realis = Realis.ACTUAL,
    counts: Sequence[Count] = (),
) -> tuple[Report, Claim]:
    """A report of the shelling of Taftanaz on 3 February 2020."""
    text = f"{words}, {source[0]} said." if source else f"{words}."
    made = report(id, day, text, outlet or f"Outlet {id}")
    return made, claim(
        made,
        words,
        EventType.ASSAULT,
        "heavy-weapons",
        by=[by] if by else [],
        to=[to] if to else [],
        at="Taftanaz",
        on="2020-02-03",
        realis=realis,
        speaker=source,
        counts=counts,
    )


def merged(*items: tuple[Report, Claim]) -> Incident:
    (incident,) = reconcile([item[0] for item in items], [item[1] for item in items])
    return incident


def given(incident: Incident, statement: Statement, measure: Counted | None = None) -> dict[Grade, Grading]:
    """The grades of a statement; of a measure those of its first number, which counts them all."""
    found = [one for one in incident.grades if one.statement is statement and one.measure is measure]
    return {one.grade: one for one in found if one.of == found[0].of}


HIT = "Syrian forces shelled Turkish soldiers at Taftanaz"
FELL = "Shells of Syrian forces fell among Turkish soldiers at Taftanaz"


def test_one_origin_in_two_reports_stays_one() -> None:
    found = merged(told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY), told("b", FELL, OBSERVATORY, by=SYRIAN_ARMY))
    happened = given(found, Statement.HAPPENED)
    assert set(happened) == {Grade.ALLEGED}
    assert happened[Grade.ALLEGED].reason == "one origin only: Syrian Observatory for Human Rights, in 2 reports"
    assert found.state is State.ALLEGED


def test_two_independent_origins_corroborate_that_it_happened_and_who_did_it() -> None:
    found = merged(told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY), told("b", FELL, HELMETS, by=SYRIAN_ARMY))
    assert set(given(found, Statement.HAPPENED)) == {Grade.CORROBORATED}
    by_whom = given(found, Statement.BY_WHOM)[Grade.CORROBORATED]
    assert (by_whom.said, by_whom.letters) == ("Syrian government side", ("A", "B"))
    assert found.state is State.CORROBORATED


def test_each_statement_is_graded_by_those_who_make_it() -> None:
    found = merged(told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY), told("b", "Shells hit Turkish soldiers at Taftanaz", HELMETS))
    assert Grade.CORROBORATED in given(found, Statement.HAPPENED)
    assert given(found, Statement.BY_WHOM)[Grade.ALLEGED].origins == ("Syrian Observatory for Human Rights",)


def test_nobody_named_leaves_the_doer_open() -> None:
    found = merged(told("a", "Shells hit Turkish soldiers at Taftanaz", OBSERVATORY))
    assert set(given(found, Statement.BY_WHOM)) == {Grade.NOT_ASSESSABLE}


def test_a_party_that_tells_of_its_own_attack_admits_it() -> None:
    found = merged(told("a", HIT, DAMASCUS, by=SYRIAN_ARMY))
    for statement in (Statement.HAPPENED, Statement.BY_WHOM):
        assert set(given(found, statement)) == {Grade.ALLEGED, Grade.ADMITTED}
    assert given(found, Statement.BY_WHOM)[Grade.ADMITTED].backing[0].stake is Stake.ITSELF
    assert found.state is State.ALLEGED


def test_an_accusation_is_no_admission() -> None:
    found = merged(told("a", HIT, ANKARA, by=SYRIAN_ARMY))
    by_whom = given(found, Statement.BY_WHOM)
    assert set(by_whom) == {Grade.ALLEGED}
    assert by_whom[Grade.ALLEGED].backing[0].stake is Stake.ADVERSARY


def test_an_accusation_and_an_admission_corroborate_each_other() -> None:
    found = merged(told("a", HIT, ANKARA, by=SYRIAN_ARMY), told("b", FELL, DAMASCUS, by=SYRIAN_ARMY))
    assert set(given(found, Statement.BY_WHOM)) == {Grade.CORROBORATED, Grade.ADMITTED}
    assert found.state is State.CORROBORATED


def test_two_allies_said_to_have_done_it_together_are_one_side() -> None:
    both = [SYRIAN_ARMY, ("Russian jets", "RUS:MIL")]
    words = ("Syrian forces and Russian jets hit Turkish soldiers at Taftanaz", "Turkish soldiers at Taftanaz were hit")
    items = []
    for id, text, source in (("a", words[0], DAMASCUS), ("b", words[1], ("the Russian Defence Ministry", "RUS:GOV"))):
        made, found = told(id, text, source)
        actors = tuple(Actor(found.quote, party=party, name=label) for label, party in both)
        items.append((made, replace(found, actor=actors)))
    happened = given(merged(*items), Statement.HAPPENED)
    assert Grade.CORROBORATED not in happened
    assert "stand on one side of it" in happened[Grade.ALLEGED].reason


def test_an_ally_of_the_accuser_is_no_second_origin() -> None:
    ally: Said = ("the Free Syrian Army", "FSA")
    found = merged(told("a", HIT, ANKARA, by=SYRIAN_ARMY), told("b", FELL, ally, by=SYRIAN_ARMY))
    assert set(given(found, Statement.HAPPENED)) == {Grade.ALLEGED}
    assert found.origins == 2


def test_a_partys_word_on_its_own_dead_is_an_admission_and_on_the_enemys_is_not() -> None:
    own = merged(told("a", HIT, ANKARA, by=SYRIAN_ARMY, counts=[("killed", 5, 5, "TUR:MIL")]))
    admitted = given(own, Statement.HOW_MANY, Counted.KILLED)[Grade.ADMITTED]
    assert (admitted.said, admitted.backing[0].stake) == ("5", Stake.ITSELF)
    enemys = merged(told("a", HIT, DAMASCUS, by=SYRIAN_ARMY, counts=[("killed", 40, 40, "TUR:MIL")]))
    claimed = given(enemys, Statement.HOW_MANY, Counted.KILLED)
    assert set(claimed) == {Grade.ALLEGED}
    assert claimed[Grade.ALLEGED].backing[0].stake is Stake.ADVERSARY


def test_a_denial_by_the_accused_stands_beside_the_grade() -> None:
    denied = "Syrian forces did not shell Turkish soldiers at Taftanaz"
    found = merged(
        told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY),
        told("b", FELL, HELMETS, by=SYRIAN_ARMY),
        told("c", denied, DAMASCUS, by=SYRIAN_ARMY, realis=Realis.NEGATED),
    )
    by_whom = given(found, Statement.BY_WHOM)
    assert set(by_whom) == {Grade.CORROBORATED, Grade.DENIED}
    assert by_whom[Grade.DENIED].reason == "denied according to the Syrian Defence Ministry (account C)"
    assert Grade.CORROBORATED in given(found, Statement.HAPPENED)
    assert found.state is State.CONTESTED


def test_a_denial_by_somebody_else_contests_that_it_happened() -> None:
    denied = "Turkish soldiers at Taftanaz were not shelled by Syrian forces"
    found = merged(told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY), told("b", denied, HELMETS, by=SYRIAN_ARMY, realis=Realis.NEGATED))
    assert set(given(found, Statement.HAPPENED)) == {Grade.CONTESTED}
    assert found.state is State.CONTESTED


def test_a_denial_that_speaks_of_other_doers_denies_nothing_of_it() -> None:
    russians, ministry = ("Russian forces", "RUS:MIL"), ("the Russian Defence Ministry", "RUS:MIL")
    denied = "Russian forces did not shell Turkish soldiers at Taftanaz"
    items = (
        told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY),
        told("b", FELL, HELMETS, by=SYRIAN_ARMY),
        told("c", denied, ministry, by=russians, realis=Realis.NEGATED),
    )
    for found in reconcile([item[0] for item in items], [item[1] for item in items]):
        assert found.realis is Realis.NEGATED or found.state is State.CORROBORATED


def test_different_doers_contest_who_did_it_and_not_that_it_happened() -> None:
    rebels: Said = ("rebels", "SYR:REB")
    found = merged(
        told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY),
        told("b", "Turkish soldiers at Taftanaz were shelled by rebels", HELMETS, by=rebels),
    )
    assert set(given(found, Statement.BY_WHOM)) == {Grade.CONTESTED}
    assert set(given(found, Statement.HAPPENED)) == {Grade.CORROBORATED}


@pytest.mark.parametrize(
    ("first", "second", "grade"),
    [
        ((5, 5), (5, 5), Grade.CORROBORATED),
        ((5, None), (8, 8), Grade.CORROBORATED),
        ((5, 5), (8, 8), Grade.CONTESTED),
        ((5, None), (4, 4), Grade.CONTESTED),
    ],
)
def test_numbers_contest_each_other_only_where_both_cannot_hold(
    first: tuple[int, int | None], second: tuple[int, int | None], grade: Grade
) -> None:
    found = merged(
        told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY, counts=[("killed", *first, "TUR:MIL")]),
        told("b", FELL, HELMETS, by=SYRIAN_ARMY, counts=[("killed", *second, "TUR:MIL")]),
    )
    assert set(given(found, Statement.HOW_MANY, Counted.KILLED)) == {grade}
    assert set(given(found, Statement.HAPPENED)) == {Grade.CORROBORATED}


def test_a_toll_that_is_told_to_have_risen_does_not_contest_the_earlier() -> None:
    found = merged(
        told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY, counts=[("killed", 5, 5, "TUR:MIL")]),
        _rising("b", "Two more Turkish soldiers shelled at Taftanaz died of wounds, bringing the toll to 7"),
    )
    killed = given(found, Statement.HOW_MANY, Counted.KILLED)
    assert Grade.CONTESTED not in killed


def _rising(id: str, words: str) -> tuple[Report, Claim]:
    made, found = told(id, words, HELMETS, day="2020-02-05", counts=[("killed", 7, 7, "TUR:MIL")])
    seven = made.span(made.text.index("to 7") + 3, made.text.index("to 7") + 4)
    return made, replace(found, figures=(replace(found.figures[0], span=seven),))


def test_the_number_of_one_partys_dead_is_graded_apart_from_all() -> None:
    found = merged(
        told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY, counts=[("killed", 13, 13, "TUR:MIL")]),
        told("b", FELL, HELMETS, by=SYRIAN_ARMY, counts=[("killed", 13, 13, "TUR:MIL"), ("killed", 1, 1, "TUR:CVL")]),
    )
    soldiers = [one for one in found.grades if one.measure is Counted.KILLED and one.of == "TUR:MIL"]
    assert [(one.grade, one.said) for one in soldiers] == [(Grade.CORROBORATED, "13")]
    assert found.state is State.CORROBORATED


def test_a_later_lower_number_of_one_origin_withdraws_the_first() -> None:
    found = merged(
        told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY, counts=[("killed", 9, 9, "TUR:MIL")]),
        told("b", FELL, OBSERVATORY, by=SYRIAN_ARMY, day="2020-02-06", counts=[("killed", 6, 6, "TUR:MIL")]),
    )
    killed = given(found, Statement.HOW_MANY, Counted.KILLED)
    assert (killed[Grade.ALLEGED].said, killed[Grade.WITHDRAWN].said) == ("6", "9")
    assert killed[Grade.WITHDRAWN].reason == "Syrian Observatory for Human Rights later gave 6 (account B)"


def test_what_its_origin_took_back_is_withdrawn() -> None:
    back = "The White Helmets retracted their statement that Syrian forces shelled Turkish soldiers at Taftanaz"
    made, taken = told("b", back, None, by=SYRIAN_ARMY, day="2020-02-06", outlet="Hill Post")
    taken = replace(taken, speaker=Actor(made.quote("The White Helmets"), "NGO", name="White Helmets"))
    found = merged(told("a", HIT, HELMETS, by=SYRIAN_ARMY), (made, taken))
    assert set(given(found, Statement.HAPPENED)) == {Grade.WITHDRAWN}
    assert given(found, Statement.HAPPENED)[Grade.WITHDRAWN].reason == "White Helmets took it back"
    assert found.state is State.NOT_ASSESSABLE


def test_a_retraction_leaves_what_others_say() -> None:
    back = "The White Helmets retracted their statement that Syrian forces shelled Turkish soldiers at Taftanaz"
    made, taken = told("c", back, None, by=SYRIAN_ARMY, day="2020-02-06", outlet="Hill Post")
    taken = replace(taken, speaker=Actor(made.quote("The White Helmets"), "NGO", name="White Helmets"))
    found = merged(told("a", HIT, HELMETS, by=SYRIAN_ARMY), told("b", FELL, OBSERVATORY, by=SYRIAN_ARMY), (made, taken))
    assert set(given(found, Statement.HAPPENED)) == {Grade.ALLEGED, Grade.WITHDRAWN}
    assert found.state is State.ALLEGED


def test_what_is_only_announced_is_not_assessable() -> None:
    found = merged(
        told("a", "Syrian forces will shell Turkish soldiers at Taftanaz", OBSERVATORY, by=SYRIAN_ARMY, realis=Realis.FUTURE)
    )
    assert set(given(found, Statement.HAPPENED)) == {Grade.NOT_ASSESSABLE}
    assert found.state is State.NOT_ASSESSABLE


def test_what_everybody_denies_is_not_assessable_and_denied() -> None:
    denied = "Syrian forces did not shell Turkish soldiers at Taftanaz"
    found = merged(told("a", denied, DAMASCUS, by=SYRIAN_ARMY, realis=Realis.NEGATED))
    assert set(given(found, Statement.HAPPENED)) == {Grade.NOT_ASSESSABLE, Grade.DENIED}


def test_every_grade_names_the_words_it_rests_on() -> None:
    items = (told("a", HIT, OBSERVATORY, by=SYRIAN_ARMY), told("b", FELL, HELMETS, by=SYRIAN_ARMY))
    found = merged(*items)
    texts = {made.id: made.text for made, _ in items}
    words = [span for one in found.grades for backing in one.backing for span in backing.words]
    assert words
    assert all(texts[span.report_id][span.start : span.end] == span.text for span in words)


def test_where_one_origin_stands_by_two_numbers_both_are_said() -> None:
    observatory = ("the Observatory", "SYR:MON")
    incident = merged(
        told("one", HIT, observatory, counts=[("wounded", 2, 2, "TUR:MIL")]),
        told("two", FELL, observatory, counts=[("wounded", 3, 3, "TUR:MIL")]),
    )
    grading = given(incident, Statement.HOW_MANY, Counted.WOUNDED)[Grade.ALLEGED]
    assert grading.said == "2 or 3"


def test_a_denial_without_a_speaker_names_its_account_once() -> None:
    words = "Syrian forces did not shell Turkish soldiers at Taftanaz"
    incident = merged(told("one", words, None, outlet="SANA", by=SYRIAN_ARMY, realis=Realis.NEGATED))
    denied = next(grading for grading in incident.grades if grading.grade is Grade.DENIED)
    assert denied.reason == "denied in account A"
