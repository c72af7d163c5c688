"""Demands with a last day: told twice they are one, changed they stay one, and two demands stay two."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.telling import claim, report
from trucewatch.assess import demand_groups, ultimatums
from trucewatch.model import (
    Agreement,
    ChangeKind,
    Claim,
    Clause,
    ClauseKind,
    EventType,
    Form,
    Realis,
    Report,
    TimeWords,
    ZoneOf,
)

FIRST = report(
    "first",
    "2020-02-05",
    'He demanded that the army withdraw by the end of February. "If it stays, we will act ourselves," he said.',
    "One",
)
AGAIN = report("again", "2020-02-12", "He reiterated that the army must withdraw by the end of February.", "Two")
LEADER, ARMY = ("He", "TUR:GOV"), ("the army", "SYR:MIL")

DEMAND = claim(
    FIRST,
    "He demanded that the army withdraw by the end of February",
    EventType.REQUEST,
    "yield",
    by=[LEADER],
    to=[ARMY],
    at="Idlib",
    on="2020-02-05",
    by_day="2020-02-29",
)
THREAT = claim(
    FIRST,
    '"If it stays, we will act ourselves,"',
    EventType.THREATEN,
    "violence",
    by=[LEADER],
    to=[ARMY],
    on="2020-02-05",
    realis=Realis.CONDITIONAL,
    direct=True,
)
RESTATED = claim(
    AGAIN,
    "the army must withdraw by the end of February",
    EventType.THREATEN,
    "violence",
    by=[("He", "TUR")],
    to=[("the army", "SYR")],
    on="2020-02-12",
    realis=Realis.CONDITIONAL,
    by_day="2020-02-29",
)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-30"])
def test_a_demand_with_a_last_day_out_of_all_time_is_none_and_the_others_stand(day: str) -> None:
    before = claim(
        FIRST,
        "He demanded that the army withdraw by the end of February",
        EventType.REQUEST,
        "yield",
        by=[LEADER],
        to=[ARMY],
        on="2020-02-05",
        by_day=day,
    )
    assert [one.deadline for one in ultimatums((before, RESTATED), (FIRST, AGAIN))] == [date(2020, 2, 29)]


def test_a_demand_told_twice_is_one_ultimatum() -> None:
    found = ultimatums((RESTATED, THREAT, DEMAND), (AGAIN, FIRST))
    assert len(found) == 1
    (one,) = found
    assert (one.issuer, one.addressee) == (("TUR:GOV", "TUR"), ("SYR:MIL", "SYR"))
    assert one.demand == DEMAND.quote
    assert (one.issued, one.restated_on, one.deadline) == (date(2020, 2, 5), (date(2020, 2, 12),), date(2020, 2, 29))
    assert one.consequence == THREAT.quote
    assert one.place == "Idlib"
    assert one.claim_ids == (DEMAND.id, RESTATED.id)


def test_it_keeps_its_id_when_it_is_restated() -> None:
    assert ultimatums((DEMAND,), (FIRST,))[0].id == ultimatums((DEMAND, RESTATED), (FIRST, AGAIN))[0].id


def test_a_threat_with_a_last_day_tells_its_own_consequence() -> None:
    (one,) = ultimatums((RESTATED,), (AGAIN,))
    assert one.consequence == one.demand == RESTATED.quote


def test_a_demand_without_a_last_day_is_no_ultimatum() -> None:
    assert ultimatums((THREAT,), (FIRST,)) == ()


def demand(told: Report, words: str, **more: object) -> Claim:
    """The army is told to leave, as a report of that day tells it."""
    day = told.published.day.isoformat() if told.published else None
    given: dict[str, object] = {"by": [LEADER], "to": [ARMY], "at": "Idlib", "on": day, **more}
    return claim(told, words, EventType.REQUEST, "yield", **given)  # type: ignore[arg-type]


def test_another_last_day_told_while_it_runs_is_a_change_of_the_same_ultimatum() -> None:
    told = report("other", "2020-02-20", "He extended the deadline for the army to withdraw until 10 March.", "One")
    other = demand(told, told.text.rstrip("."), by_day="2020-03-10")
    (one,) = ultimatums((DEMAND, other), (FIRST, told))
    (change,) = one.changes
    assert (change.kind, change.on, change.words) == (ChangeKind.EXTENDED, date(2020, 2, 20), other.quote)
    assert one.deadline == date(2020, 2, 29)
    assert (one.last_on(date(2020, 2, 19)), one.last_on(date(2020, 2, 20))) == (date(2020, 2, 29), date(2020, 3, 10))


def test_the_same_demand_after_the_last_day_is_another_ultimatum() -> None:
    told = report("later", "2020-05-02", "He demanded that the army withdraw by Friday.", "One")
    assert (
        len(
            ultimatums((DEMAND, demand(told, "He demanded that the army withdraw by Friday", by_day="2020-05-08")), (FIRST, told))
        )
        == 2
    )


def test_where_reports_of_one_day_give_two_last_days_the_other_is_kept_beside() -> None:
    others = [
        (
            told := report(name, "2020-02-05", "He demanded that the army withdraw in time.", name),
            demand(told, told.text, by_day=last),
        )
        for name, last in (("Two", "2020-02-29"), ("Three", "2020-03-31"))
    ]
    (one,) = ultimatums((DEMAND, *(told for _, told in others)), (FIRST, *(told for told, _ in others)))
    assert one.deadline == one.last_on(date(2020, 3, 15)) == date(2020, 2, 29)
    assert [(change.kind, change.expiry and change.expiry.last) for change in one.changes] == [
        (ChangeKind.OTHER_DAY, date(2020, 3, 31))
    ]


def test_said_again_without_the_day_it_is_the_same_ultimatum() -> None:
    told = report("again2", "2020-02-19", "He repeated that the army must pull back from Idlib.", "Two")
    (one,) = ultimatums((DEMAND, demand(told, "the army must pull back from Idlib")), (FIRST, told))
    assert one.restated_on == (date(2020, 2, 19),)


def test_sharpened_to_at_once_it_is_a_change_with_its_words() -> None:
    told = report("sharp", "2020-02-15", "The army must pull back from Idlib, he said, or be driven out without waiting.", "Two")
    (one,) = ultimatums((DEMAND, demand(told, told.text.rstrip("."))), (FIRST, told))
    (change,) = one.changes
    assert (change.kind, change.on, change.expiry) == (ChangeKind.SHARPENED, date(2020, 2, 15), None)
    assert one.deadline == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("He demanded that the army free all captives by the end of February", {}),
        ("He demanded that the army withdraw from Afrin by the end of February", {"at": "Afrin"}),
        ("He demanded that the militia withdraw by the end of February", {"to": [("the militia", "SYR:REB")]}),
    ],
    ids=["another thing", "from elsewhere", "of somebody else"],
)
def test_two_demands_for_one_day_stay_two(words: str, more: dict[str, object]) -> None:
    told = report("two", "2020-02-05", f"{words}.", "Two")
    assert len(ultimatums((DEMAND, demand(told, words, by_day="2020-02-29", **more)), (FIRST, told))) == 2


def test_a_report_without_a_date_tells_the_ultimatum_its_words_may_mean() -> None:
    told = report("undated", None, "He warned that force would follow unless the army left by the end of the month.", "Two")
    words = "unless the army left by the end of the month"
    undated = replace(
        claim(told, words, EventType.THREATEN, "violence", by=[LEADER], to=[ARMY], realis=Realis.CONDITIONAL),
        deadline_words=TimeWords(told.quote("by the end of the month")),
    )
    (one,) = ultimatums((DEMAND, undated), (FIRST, told))
    assert one.claim_ids == (DEMAND.id, undated.id)
    mid = demand(
        report("mid", "2020-02-05", "He demanded that the army withdraw by Friday.", "x"),
        "He demanded that the army withdraw by Friday",
        by_day="2020-02-14",
    )
    assert undated.id not in ultimatums((mid, undated), (told,))[0].claim_ids


def test_asking_for_help_by_a_day_is_no_ultimatum() -> None:
    told = report("help", "2020-02-05", "He asked the army for help by Friday.", "One")
    asked = claim(
        told, "He asked the army for help by Friday", EventType.REQUEST, "assist", by=[LEADER], to=[ARMY], by_day="2020-02-07"
    )
    assert ultimatums((asked,), (told,)) == ()


def test_the_end_is_read_by_the_clock_of_the_place_and_the_other_clock_is_told() -> None:
    told = report("paris", "2020-02-05", "He demanded that the army withdraw by the end of February.", "One")
    words = replace(
        demand(told, told.text.rstrip("."), by=[("He", "FRA")], by_day="2020-02-29"),
        deadline_words=TimeWords(told.quote("by the end of February")),
    )
    expiry = ultimatums((words,), (told,))[0].expiry
    assert expiry is not None
    assert expiry.rule == "end of a month: its last day, until 24:00 local time"
    assert [(end.at, end.zone, end.zone_of) for end in expiry.ends] == [
        ("2020-02-29T24:00", "Asia/Damascus", ZoneOf.PLACE),
        ("2020-02-29T24:00", "Europe/Paris", ZoneOf.ISSUER),
    ]


def test_a_threat_and_a_demand_in_one_breath_are_parted() -> None:
    told = report("breath", "2020-02-05", "The army must withdraw by the end of February or face consequences.", "One")
    (one,) = ultimatums((demand(told, told.text.rstrip("."), by_day="2020-02-29"),), (told,))
    assert one.demand.text == "The army must withdraw by the end of February"
    threat = claim(
        told,
        told.text.rstrip("."),
        EventType.THREATEN,
        "violence",
        by=[LEADER],
        to=[ARMY],
        realis=Realis.CONDITIONAL,
        by_day="2020-02-29",
    )
    found = ultimatums((threat,), (told,))[0].consequence
    assert found is not None
    assert found.text == "face consequences"


def test_it_is_tied_to_the_instrument_that_it_is() -> None:
    clause = Clause("ULT-1", ClauseKind.DEADLINE, "withdraw", ("SYR:GOV",), deadline=date(2020, 2, 29))
    instrument = Agreement(
        "ULT", "An ultimatum", date(2020, 2, 5), date(2020, 2, 5), ("TUR",), (), (), (), (), (clause,), form=Form.ULTIMATUM
    )
    assert ultimatums((DEMAND,), (FIRST,), (instrument,))[0].instrument == "ULT"
    assert ultimatums((DEMAND,), (FIRST,), (replace(instrument, signatories=("RUS",)),))[0].instrument is None


@st.composite
def told_demands(draw: st.DrawFn) -> tuple[list[Report], list[Claim]]:
    """Some reports that tell demands in many ways, with and without day, side, place."""
    reports, claims = [], []
    for number in range(draw(st.integers(2, 7))):
        published = draw(st.none() | st.sampled_from(["2020-02-05", "2020-02-12", "2020-02-20", "2020-03-04"]))
        words = draw(
            st.sampled_from(
                [
                    "He said the army must withdraw by the end of the month",
                    "He said the army must withdraw",
                    "He said the army must withdraw without waiting",
                    "He said the army must free the captives",
                    "He dropped his ultimatum",
                    "He would strike",
                ]
            )
        )
        told = report(f"r{number}", published, f"{words}. Report {number}.", draw(st.sampled_from(["One", "Two"])))
        made = claim(
            told,
            words,
            draw(st.sampled_from([EventType.REQUEST, EventType.THREATEN])),
            by=draw(st.sampled_from([[], [LEADER], [("He", "RUS")], [LEADER, ("He", "RUS")]])),
            to=draw(st.sampled_from([[], [ARMY], [("the militia", "SYR:REB")], [ARMY, ("the militia", "SYR:REB")]])),
            at=draw(st.sampled_from([None, "Idlib", "Saraqib", "Afrin"])),
            on=draw(st.none() | st.just(published)),
            realis=draw(st.sampled_from([Realis.ACTUAL, Realis.CONDITIONAL])),
            by_day=draw(st.sampled_from([None, None, "2020-02-14", "2020-02-29", "2020-03-31"])) if published else None,
        )
        if "end of the month" in words:
            made = replace(made, deadline_words=TimeWords(told.quote("by the end of the month")))
        reports.append(told)
        claims.append(made)
    return reports, claims


@settings(max_examples=200, deadline=None)
@given(told_demands(), st.randoms(use_true_random=False))
def test_the_order_in_which_reports_are_given_changes_no_ultimatum(told: tuple[list[Report], list[Claim]], by: Random) -> None:
    reports, claims = list(told[0]), list(told[1])
    before = ultimatums(claims, reports)
    by.shuffle(reports)
    by.shuffle(claims)
    assert ultimatums(claims, reports) == before


GIVEN = report(
    "given",
    "2020-02-06",
    "He gave the army until the end of February to withdraw. The regime must withdraw by the end of February, or we will act alone.",
    "Three",
)


def test_a_demand_read_as_made_of_the_issuer_himself_names_nobody_and_joins_the_one_that_does() -> None:
    both = [
        claim(
            GIVEN,
            words,
            kind,
            mode,
            by=[LEADER],
            to=[whom],
            at="Idlib",
            on="2020-02-05",
            by_day="2020-02-29",
        )
        for words, kind, mode, whom in (
            ("He gave the army until the end of February to withdraw", EventType.THREATEN, None, ARMY),
            (
                "The regime must withdraw by the end of February, or we will act alone",
                EventType.REQUEST,
                "yield",
                ("The regime", "TUR:GOV"),
            ),
        )
    ]
    (one,) = ultimatums(both, [GIVEN])
    assert one.addressee == ("SYR:MIL",)
    assert one.consequence is not None
    assert "act alone" in one.consequence.text
    assert one.threatens == "violence"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=told_demands())
def test_demands_looked_up_by_month_are_those_looked_up_among_all(
    monkeypatch: pytest.MonkeyPatch, told: tuple[list[Report], list[Claim]]
) -> None:
    reports, claims = told
    by_month = ultimatums(claims, reports)
    with monkeypatch.context() as patched:
        patched.setattr(demand_groups, "LONG_RUN", 0)  # nothing runs for so few months: each is compared with all
        assert ultimatums(claims, reports) == by_month


def demands_of_years(number: int) -> tuple[list[Report], list[Claim]]:
    """One demand a day with ten days to go, and one that says it again without a day."""
    reports, claims = [], []
    for day in (date(2010, 1, 1) + timedelta(days=number) for number in range(number)):
        told = report(
            f"r{day}", day.isoformat(), "He said the army must withdraw by then. He said again it must withdraw.", "One"
        )
        until = (day + timedelta(days=10)).isoformat()
        for words, by_day in (("He said the army must withdraw by then", until), ("He said again it must withdraw", None)):
            claims.append(claim(told, words, EventType.REQUEST, by=[LEADER], to=[ARMY], on=day.isoformat(), by_day=by_day))
        reports.append(told)
    return reports, claims


def test_demands_of_ten_years_take_no_longer_each_than_those_of_one() -> None:
    def cost(number: int) -> float:
        reports, claims = demands_of_years(number)
        best = math.inf
        for _ in range(3):
            begun = time.process_time()
            ultimatums(claims, reports)
            best = min(best, time.process_time() - begun)
        return best / number

    assert cost(2_000) < 3 * cost(250)  # nine times it was when each was compared with all
