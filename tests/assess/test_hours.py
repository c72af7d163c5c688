"""The hour of an act, where the words that tell it name one."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.assess.hours import hour_told
from trucewatch.knowledge.assess_tables import ClockRow, clock_rows


@pytest.mark.parametrize("row", clock_rows(), ids=lambda row: row.name)
def test_each_row_reads_its_example(row: ClockRow) -> None:
    assert hour_told([row.example]) == (time.fromisoformat(row.hour) if row.hour else None)


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("Guns fired at 12 a.m. on Friday.", time(0)),
        ("Guns fired at 12 p.m. on Friday.", time(12)),
        ("Guns fired at 9.30 pm.", time(21, 30)),
        ("Guns fired at twelve in the morning.", time(0)),
    ],
)
def test_the_two_halves_of_the_day_are_told_apart(words: str, hour: time) -> None:
    assert hour_told([words]) == hour


@pytest.mark.parametrize(
    "words",
    [
        "Guns fired at 14:00 Moscow time.",
        "Guns fired at 14:00 GMT.",
        "Guns fired at 03:00 and again at 05:00.",
        "Guns fired at 2 km from the town.",
        "The army shelled the town after the ceasefire came into force at 00:01.",
        "Guns fired on Friday.",
    ],
)
def test_another_zone_several_hours_or_the_hour_of_a_truce_tell_nothing(words: str) -> None:
    assert hour_told([words]) is None


def test_accounts_that_name_the_same_hour_agree() -> None:
    assert hour_told(["Guns fired at 15:00.", "At the bridge guns fired at 3 p.m."]) == time(15)


@given(st.text(max_size=80))
def test_no_text_breaks_it(words: str) -> None:
    hour_told([words])
