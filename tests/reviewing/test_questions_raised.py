"""What weighs in the queue, which questions a claim raises, and that every row of the tables is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.ledger.build import make_claim, make_incident, make_review, make_ultimatum
from trucewatch.knowledge.queue_tables import QuestionRow, SignRow, question_rows, sign_rows
from trucewatch.model import Decision
from trucewatch.reviewing.asking import questions_of
from trucewatch.reviewing.lasting import questions_of_demand
from trucewatch.reviewing.matter import Matter
from trucewatch.reviewing.parting import ASKED
from trucewatch.reviewing.queue import Sign, Waiting, age_words, signs_at

NOW = datetime(2020, 2, 14, 12, tzinfo=UTC)
DECISIONS = {decision.value for decision in Decision}


def waiting(subject: str, *signs: Sign, hours: int = 30, deadline: date | None = None) -> Waiting:
    return Waiting("reading", "claim", subject, "i1", NOW - timedelta(hours=hours), signs=signs, deadline=deadline)


@pytest.mark.parametrize("row", question_rows().values(), ids=lambda row: row.asked)
def test_every_question_can_be_answered_and_its_example_is_one(row: QuestionRow) -> None:
    assert set(row.decisions) <= DECISIONS
    assert row.example.endswith(("?", "reading", "doers", "places", "days"))
    assert not row.sign or row.sign in sign_rows()


@pytest.mark.parametrize("row", sign_rows().values(), ids=lambda row: row.sign)
def test_every_sign_weighs_something_and_names_its_source(row: SignRow) -> None:
    assert row.weight > 0
    assert row.example
    assert row.source


def test_every_relation_that_is_asked_about_has_its_question() -> None:
    assert set(ASKED.values()) <= set(question_rows())


def test_a_high_figure_says_why_it_stands_where_it_stands() -> None:
    assert [sign.words for sign in signs_at(waiting("c1", Sign("killed", "33")), NOW)] == ["33 killed"]


def test_a_last_day_is_a_sign_while_it_is_near() -> None:
    near = waiting("near", deadline=NOW.date() + timedelta(days=2))
    past = waiting("past", deadline=NOW.date() - timedelta(days=9))
    assert "the last day is in 2 days" in [sign.words for sign in signs_at(near, NOW)]
    assert signs_at(past, NOW) == ()


def test_a_claim_read_with_little_confidence_is_asked_about_until_somebody_accepts_it() -> None:
    claim, incident = replace(make_claim("c1"), confidence=0.2), make_incident("i1", claims=("c1",))
    matter = Matter(incident, {"c1": claim}, NOW)
    assert [item.asked for item in questions_of(matter) if item.open] == ["reading"]
    accepted = replace(make_review("v1", subject="c1"), decision=Decision.ACCEPT, kind="claim")
    after = Matter(incident, {"c1": claim}, NOW, reviews=(accepted,))
    assert [item.open for item in questions_of(after)] == [False]


def test_a_question_to_a_second_person_is_the_same_question_with_that_sign() -> None:
    claim, incident = replace(make_claim("c1"), confidence=0.2), make_incident("i1", claims=("c1",))
    asked = replace(make_review("v1", subject="c1"), decision=Decision.ASK, kind="claim", by="mira")
    [before] = questions_of(Matter(incident, {"c1": claim}, NOW))
    [item] = questions_of(Matter(incident, {"c1": claim}, NOW, reviews=(asked,)))
    assert item.id == before.id
    assert (item.group, item.open, item.answers) == ("second", True, "v1")


def test_a_demand_is_asked_about_with_its_last_day() -> None:
    [item] = questions_of_demand(make_ultimatum("u1"), NOW, ())
    assert (item.asked, item.deadline) == ("deadline near", date(2020, 2, 29))


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (59, "59 min"), (61, "1 h"), (47 * 60, "47 h"), (49 * 60, "2 days")]
)
def test_an_age_is_told_no_finer_than_it_matters(minutes: int, words: str) -> None:
    assert age_words(timedelta(minutes=minutes)) == words
