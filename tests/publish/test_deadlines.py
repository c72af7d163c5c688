"""What falls due: ultimatums and duties in the order of their last days, each as it stands on the day asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.assess.test_standing import DEMAND, FIRST, THREAT
from tests.ledger.build import make_incident
from trucewatch.assess import ultimatums
from trucewatch.deadlines_command import StateName
from trucewatch.model import (
    Agreement,
    Clause,
    ClauseKind,
    Finding,
    FindingState,
    Form,
    Interval,
    Precision,
    Reading,
    Score,
    UltimatumState,
)
from trucewatch.publish.deadlines import (
    Due,
    DueKind,
    Held,
    clause_state,
    due_lines,
    due_on,
    due_row,
    foremost,
    in_turn,
    state_words,
)

PACT = Agreement(
    "PACT",
    "A pact",
    date(2020, 1, 5),
    date(2020, 1, 6),
    ("TUR", "RUS"),
    (),
    (),
    (),
    (),
    (
        Clause(
            "PACT-1",
            ClauseKind.DEADLINE,
            "Heavy weapons leave the zone.",
            ("RUS",),
            deadline=date(2020, 2, 20),
            zone="Asia/Damascus",
            readings=(Reading("deadline", "seven days later", "a communiqué"),),
        ),
        Clause("PACT-2", ClauseKind.RECURRING, "Patrol together.", ("TUR", "RUS"), start=date(2020, 1, 6), every_days=7),
        Clause("PACT-3", ClauseKind.PROHIBITION, "No attacks.", ("TUR", "RUS")),
    ),
)


def held(*agreements: Agreement, findings: tuple[Finding, ...] = ()) -> Held:
    demands = ultimatums((DEMAND, THREAT), (FIRST,), agreements)
    return Held(demands, (), {DEMAND.id: DEMAND}, {FIRST.id: date(2020, 2, 5)}, findings, agreements)


def due(on: str, *agreements: Agreement) -> tuple[Due, ...]:
    return due_on(held(*agreements), date.fromisoformat(on))


def test_all_that_falls_due_is_listed_by_its_last_day() -> None:
    found = due("2020-02-13", PACT)
    assert [(one.kind, one.last.isoformat()) for one in found] == [
        (DueKind.RECURRING, "2020-02-17"),
        (DueKind.CLAUSE, "2020-02-20"),
        (DueKind.ULTIMATUM, "2020-02-29"),
    ]


def test_what_was_made_or_agreed_later_is_not_known_yet() -> None:
    assert [one.kind for one in due("2020-02-04", PACT)] == [DueKind.RECURRING, DueKind.CLAUSE]
    assert due("2020-01-04", PACT) == ()


@pytest.mark.parametrize(
    ("on", "following"), [("2020-01-06", "2020-01-06"), ("2020-01-07", "2020-01-13"), ("2020-02-17", "2020-02-17")]
)
def test_a_recurring_duty_falls_due_on_its_next_day(on: str, following: str) -> None:
    assert [one.last.isoformat() for one in due(on, PACT) if one.kind is DueKind.RECURRING] == [following]


def test_a_duty_that_has_ended_does_not_come_again() -> None:
    assert all(one.kind is not DueKind.RECURRING for one in due("2020-02-13", replace(PACT, ended=date(2020, 2, 14))))


@pytest.mark.parametrize(
    ("day", "kept", "broken", "state"),
    [
        (date(2020, 2, 19), False, False, UltimatumState.OPEN),
        (date(2020, 2, 20), False, False, UltimatumState.DUE),
        (date(2020, 2, 21), False, False, UltimatumState.EXPIRED),
        (date(2020, 2, 21), True, False, UltimatumState.MET),
        (date(2020, 2, 21), False, True, UltimatumState.UNMET),
        (date(2020, 2, 21), True, True, UltimatumState.DISPUTED),
    ],
)
def test_a_duty_stands_as_the_calendar_and_the_findings_have_it(
    day: date, kept: bool, broken: bool, state: UltimatumState
) -> None:
    assert clause_state(date(2020, 2, 20), day, kept=kept, broken=broken) is state


def test_a_finding_on_what_no_account_dates_says_nothing_of_a_day() -> None:
    found = Finding("f", "inc", "PACT", "PACT-1", FindingState.ALLEGED, (), (), (), ())
    states = {one.id: one.state for one in due_on(held(PACT, findings=(found,)), date(2020, 3, 1))}
    assert states["PACT-1"] is UltimatumState.EXPIRED


def test_an_ultimatum_that_is_an_instrument_stands_for_its_clause() -> None:
    clause = Clause("ULT-1", ClauseKind.DEADLINE, "withdraw", ("SYR:GOV",), deadline=date(2020, 2, 29))
    instrument = replace(PACT, id="ULT", signatories=("TUR",), clauses=(clause,), form=Form.ULTIMATUM, signed=date(2020, 2, 5))
    (one,) = due("2020-02-13", instrument)
    assert (one.kind, one.instrument) == (DueKind.ULTIMATUM, "ULT")


def test_the_lines_say_when_by_which_clock_who_owes_what_and_other_readings() -> None:
    told = "".join(due_lines(due("2020-02-13", PACT), date(2020, 2, 13), lambda code: code))
    assert "2020-02-20 24:00 Asia/Damascus  open, due in 7 days" in told
    assert "PACT-1: RUS: Heavy weapons leave the zone." in told
    assert "other reading: seven days later (a communiqué)" in told
    assert "asked by TUR:GOV" in told


def test_a_row_holds_the_end_the_state_and_how_many_reports_tell_it() -> None:
    row = due_row(due("2020-02-13")[0])
    assert (row["due"], row["at"], row["zone"], row["state"], row["days_left"], row["reports"]) == (
        "2020-02-29",
        "24:00",
        "Asia/Damascus",
        "open",
        16,
        1,
    )


def test_what_is_to_come_stands_first_and_then_what_passed_last() -> None:
    found = in_turn(
        due("2020-02-21", PACT, replace(PACT, id="OLD", clauses=(replace(PACT.clauses[0], deadline=date(2020, 1, 9)),)))
    )
    assert [one.last.isoformat() for one in found] == ["2020-02-24", "2020-02-29", "2020-02-20", "2020-01-09"]


def test_the_list_leaves_out_agreements_that_nothing_read_bears_on_and_what_passed_long_ago() -> None:
    day_told = Interval(date(2020, 2, 1), date(2020, 2, 2), Precision.DAY)
    at = replace(make_incident("inc"), time=day_told)
    elsewhere = replace(PACT, id="ELSEWHERE")
    long_ago = replace(PACT.clauses[0], id="PACT-0", deadline=date(2019, 12, 1))
    pact = replace(PACT, clauses=(*PACT.clauses, long_ago))
    finding = Finding("f", "inc", "PACT", "PACT-1", FindingState.ALLEGED, (), (), (), ())
    book = replace(held(pact, elsewhere, findings=(finding,)), incidents=(at,))
    day = date(2020, 2, 13)
    shown = foremost(book, due_on(book, day), day)
    assert {(one.instrument, one.id) for one in shown if one.clause} == {("PACT", "PACT-1"), ("PACT", "PACT-2")}
    assert [one for one in shown if one.kind is DueKind.ULTIMATUM]


def test_steps_before_the_last_day_do_not_make_a_duty_met() -> None:
    assert clause_state(date(2020, 2, 20), date(2020, 2, 10), kept=True, broken=False) is UltimatumState.OPEN


def test_a_duty_that_a_source_has_carried_out_in_part_is_not_met_in_full() -> None:
    score = Score(date(2020, 2, 20), 2, "half of them left", "a report")
    pact = replace(PACT, clauses=(replace(PACT.clauses[0], scores=(score,)),))
    (found,) = (one for one in due("2020-02-21", pact) if one.clause)
    assert (found.state, state_words(found)) == (UltimatumState.UNMET, "passed, not met in full")


def test_a_reading_that_gives_the_same_end_is_no_other_reading() -> None:
    same = Reading("deadline", "counted from the signature", "a communiqué", day=date(2020, 2, 20))
    pact = replace(PACT, clauses=(replace(PACT.clauses[0], readings=(same,)),))
    assert [one.readings for one in due("2020-02-13", pact) if one.clause] == [()]


def test_a_duty_that_only_an_accusation_says_is_unmet_is_alleged_unmet() -> None:
    found = replace(due("2020-02-21", PACT)[0], kind=DueKind.CLAUSE, state=UltimatumState.UNMET, score=None)
    assert state_words(found) == "passed, alleged unmet"


def test_every_state_of_a_demand_can_be_asked_for_by_its_name() -> None:
    assert [one.name for one in StateName] == [one.name for one in UltimatumState]
