"""An agreement at the terminal: where it stands on a day, and each clause with all that is known of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.knowledge.pacts import GOOD, checked
from trucewatch.knowledge.agreements import FOLDER, load_agreements
from trucewatch.knowledge.parties import load_parties
from trucewatch.model import Agreement, Stage, Turn
from trucewatch.publish.pacts import agreement_lines, agreement_list_lines, agreement_list_row, agreement_row, state_on

DAY = date(2020, 2, 20)


def trial(folder: Path, text: str = GOOD) -> Agreement:
    agreement = checked(folder, text).agreement
    assert agreement is not None
    return agreement


def shown(agreement: Agreement, day: date = DAY) -> str:
    return "".join(agreement_lines(agreement, day, load_parties().label))


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2020, 2, 11), "not yet signed"),
        (date(2020, 2, 12), "signed"),
        (date(2020, 2, 13), "in force"),
        (date(2020, 6, 30), "in force"),
        (date(2020, 7, 1), "ended"),
    ],
)
def test_an_agreement_stands_where_its_life_has_come_to(tmp_path: Path, day: date, state: str) -> None:
    assert state_on(trial(tmp_path), day) == state


def life(*turns: tuple[Stage, date], ended: date | None = None) -> Agreement:
    lived = tuple(Turn(stage, day, "a letter") for stage, day in turns)
    return Agreement(
        "T", "T", date(2020, 1, 1), date(2020, 1, 10), (), (), ("TUR",), ("a letter",), (), (), ended=ended, lifecycle=lived
    )


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2020, 1, 5), "declared"),
        (date(2020, 1, 10), "in force"),
        (date(2020, 2, 1), "suspended"),
        (date(2020, 2, 10), "in force"),
        (date(2020, 3, 5), "in force"),
        (date(2020, 4, 1), "lapsed"),
    ],
)
def test_a_suspension_holds_until_it_is_lifted_and_an_amendment_changes_nothing(day: date, state: str) -> None:
    agreement = life(
        (Stage.DECLARED, date(2020, 1, 1)),
        (Stage.IN_FORCE, date(2020, 1, 10)),
        (Stage.SUSPENDED, date(2020, 2, 1)),
        (Stage.RESUMED, date(2020, 2, 10)),
        (Stage.AMENDED, date(2020, 3, 1)),
        (Stage.LAPSED, date(2020, 3, 31)),
        ended=date(2020, 3, 31),
    )
    assert state_on(agreement, day) == state


def test_an_agreement_without_a_life_is_in_force_from_its_effect() -> None:
    assert [state_on(life(), date(2020, 1, day)) for day in (1, 9, 10)] == ["signed", "signed", "in force"]


@pytest.mark.parametrize(
    "words",
    [
        "A trial truce (TRY20)",
        "in effect      from 13 February 2020, until 30 June 2020; times are those of Asia/Damascus",
        "on 2020-02-20  in force",
        "not agreeing   armed opposition in Syria",
        "its life       signed 12 February 2020 (a letter)",
        "in force 13 February 2020, 00:01 (Asia/Damascus) (a letter)",
        "stands to      implements SOC18",
        "TRY20-B  A road: ",
        "5 to 6 km to each side",
        "owed by        Turkey (TUR) and Russia (RUS)",
        "holds          from 13 February 2020, 00:01 (Europe/Istanbul), until 30 June 2020",
        "broken by      Air strike; by Syrian government side; 2 or more killed; told with “bomb…”",
        "counted        by the rule per-burst",
        "reading 1      start: the day after, as read by Russia, that is 14 February 2020, 14:00 (Europe/Moscow) (a statement)",
        "carried out    1 of 3, minimal, by 1 March 2020: fewer shells fell (a report)",
        "due            1 March 2020, then every 7 days (on 2020-02-20: in 10 days)",
        "source         A letter of 12 February 2020",
    ],
)
def test_what_is_known_of_an_agreement_is_shown(tmp_path: Path, words: str) -> None:
    text = shown(trial(tmp_path))
    assert words in text


def test_a_deadline_is_told_with_the_days_that_are_left_or_past(tmp_path: Path) -> None:
    agreement = trial(tmp_path)
    assert "(on 2020-03-01: that day)" in shown(agreement, date(2020, 3, 1))
    assert "(on 2020-03-02: 1 day ago)" in shown(agreement, date(2020, 3, 2))


def test_what_is_not_sure_is_marked(tmp_path: Path) -> None:
    text = GOOD.replace('source = "point 2"', 'source = "point 2"\nunsure = true')
    assert "TRY20-2  duty with deadline (unsure)\n" in shown(trial(tmp_path, text))
    assert "(unsure)" not in shown(trial(tmp_path))


@pytest.mark.parametrize("agreement", load_agreements(FOLDER), ids=lambda agreement: agreement.id)
def test_every_packaged_agreement_is_shown_with_every_clause_and_source(agreement: Agreement) -> None:
    text = shown(agreement)
    assert all(f"\n{clause.id}  {clause.kind}" in text and clause.obligation in text for clause in agreement.clauses)
    told = [*agreement.sources, *(area.source for area in agreement.areas), *(turn.source for turn in agreement.lifecycle)]
    for clause in agreement.clauses:
        told += [clause.source, *(reading.source for reading in clause.readings), *(score.source for score in clause.scores)]
    assert [source for source in told if source not in text] == []
    unsure = [*(clause.unsure for clause in agreement.clauses), *(turn.unsure for turn in agreement.lifecycle)]
    assert text.count("(unsure)") >= sum(unsure)


def test_the_row_of_an_agreement_has_all_its_fields(tmp_path: Path) -> None:
    agreement = trial(tmp_path)
    row = agreement_row(agreement, DAY)
    assert (row["id"], row["state"], row["on"], row["signed"]) == ("TRY20", "in force", "2020-02-20", "2020-02-12")
    assert agreement_list_row(agreement, DAY) == {
        "id": "TRY20",
        "form": "agreement",
        "signed": "2020-02-12",
        "effective": "2020-02-13",
        "ended": "2020-06-30",
        "state": "in force",
        "on": "2020-02-20",
        "parties": ["TUR", "RUS"],
        "clauses": 2,
        "title": "A trial truce",
    }


def test_the_list_has_a_line_for_each(tmp_path: Path) -> None:
    (line,) = agreement_list_lines([trial(tmp_path)], DAY)
    assert line == "TRY20  agreement      2020-02-12  in force         2 clauses  A trial truce (TUR, RUS)\n"
