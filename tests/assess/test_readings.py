"""A clause read in several ways: what depends on the reading is said to, what does not stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from tests.assess.acts import FIRE, Happening, assessed, under
from trucewatch.model import Clause, Finding, FindingState, ReadAs, Reading

MINISTRY = Reading("start", "12 January 2020, 00:01", "the ministry", by=("TUR",), day=date(2020, 1, 12), at=time(0, 1))
CENTRE = Reading(
    "start", "9 January 2020, 14:00", "the centre", by=("RUS",), day=date(2020, 1, 9), at=time(14), zone="Europe/Moscow"
)
JANUARY = replace(FIRE, start=date(2020, 1, 12), start_at=time(0, 1), readings=(MINISTRY, CENTRE))


def found(day: str, clause: Clause = JANUARY, **more: str) -> Finding | None:
    agreement = under(clause, effective=date(2020, 1, 9), signed=date(2020, 1, 9))
    return assessed(Happening(on=day, **more), agreements=[agreement]).by_clause.get(clause.id)  # type: ignore[arg-type]


def test_an_act_between_two_beginnings_depends_on_how_the_clause_is_read() -> None:
    one = found("2020-01-10")
    assert one is not None
    assert one.state is FindingState.NOT_ASSESSABLE
    assert [(way.source, way.state) for way in one.readings] == [
        ("the ministry", None),
        ("the centre", FindingState.ALLEGED),
    ]
    assert one.reasons[0] == (
        "it depends on how the clause is read (start): as read by Turkey: 12 January 2020, 00:01 (the ministry): not applicable; "
        "as read by Russia: 9 January 2020, 14:00 (the centre): alleged"
    )
    assert one.alleged_by != ()


def test_after_both_beginnings_the_state_stands_and_the_readings_are_only_named() -> None:
    one = found("2020-01-15")
    assert one is not None
    assert (one.state, one.readings) == (FindingState.ALLEGED, ())
    assert "read in one way as: 9 January 2020, 14:00 (the centre)" in one.reasons


def test_before_both_beginnings_there_is_nothing() -> None:
    assert found("2020-01-08") is None


def test_on_the_day_of_the_earlier_beginning_one_reading_cannot_tell() -> None:
    one = found("2020-01-09")
    assert one is not None
    assert [way.state for way in one.readings] == [None, FindingState.NOT_ASSESSABLE]


def test_the_file_counts_as_a_reading_of_its_own_only_where_no_reading_says_the_same() -> None:
    alone = replace(JANUARY, readings=(CENTRE,), source="the file")
    one = found("2020-01-10", alone)
    assert one is not None
    assert one.readings == (
        ReadAs("start", "2020-01-12 00:01", "the file", None),
        ReadAs("start", "Russia: 9 January 2020, 14:00", "the centre", FindingState.ALLEGED),
    )


def test_who_owes_a_clause_can_depend_on_the_reading() -> None:
    wider = Reading("debtor", "the guarantors owe it as well", "the memorandum", codes=("SYR", "SYR:REB", "TUR"))
    clause = replace(FIRE, readings=(wider,))
    one = found("2020-05-10", clause, by="TUR:MIL")
    assert one is not None
    assert [way.state for way in one.readings] == [None, FindingState.ALLEGED]
    army = found("2020-05-10", clause)
    assert army is not None
    assert army.state is FindingState.ALLEGED


def test_a_carve_out_can_depend_on_the_reading() -> None:
    listed = Reading("carve_out", "groups on the list are left out", "the resolution", codes=("HTS",))
    one = found("2020-05-10", replace(FIRE, carve_out=(), readings=(listed,)), to="HTS")
    assert one is not None
    assert [way.state for way in one.readings] == [FindingState.ALLEGED, None]


def test_a_reading_that_cannot_be_tested_is_told() -> None:
    one = found("2020-05-10", replace(FIRE, readings=(Reading("area", "the whole north", "a speech"),)))
    assert one is not None
    assert (one.state, one.readings) == (FindingState.ALLEGED, ())
    assert "read in one way as: the whole north (a speech)" in one.reasons


def test_midnight_in_another_zone_is_the_same_day() -> None:
    there = replace(MINISTRY, zone="Europe/Istanbul")
    one = found("2020-01-10", replace(JANUARY, start_at=None, readings=(there, CENTRE)))
    assert one is not None
    assert [way.source for way in one.readings] == ["the ministry", "the centre"]


def test_a_reading_without_a_day_for_its_source_is_told_as_unsure() -> None:
    listed = Reading("carve_out", "groups on the list are left out", "statements", codes=("HTS",), unsure=True)
    one = found("2020-05-10", replace(FIRE, carve_out=(), readings=(listed,)), to="HTS")
    assert one is not None
    assert "statements; unsure" in {way.source for way in one.readings}
