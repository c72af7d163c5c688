"""Time expressions against a publication day: Thursday, 13 February 2020, unless said otherwise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trucewatch.model import Precision
from trucewatch.resolve import resolve_deadline, resolve_time

THURSDAY = date(2020, 2, 13)


def days(words: str, *, published: date = THURSDAY, past: bool = True) -> tuple[str, str] | None:
    """First and last day, both included."""
    window = resolve_time(words, published=published, past=past)
    return window and (window[0].isoformat(), (window[1] - timedelta(days=1)).isoformat())


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("Feb. 12", "2020-02-12", "2020-02-12"),
        ("12 February 2020", "2020-02-12", "2020-02-12"),
        ("on Feb. 12, 2020", "2020-02-12", "2020-02-12"),
        ("Monday, Feb. 10", "2020-02-10", "2020-02-10"),
        ("2020-02-12", "2020-02-12", "2020-02-12"),
        ("Wednesday", "2020-02-12", "2020-02-12"),
        ("Thursday", "2020-02-13", "2020-02-13"),
        ("late on Tuesday", "2020-02-11", "2020-02-11"),
        ("early Sunday", "2020-02-09", "2020-02-09"),
        ("Monday's", "2020-02-10", "2020-02-10"),
        ("last Friday", "2020-02-07", "2020-02-07"),
        ("next Friday", "2020-02-14", "2020-02-14"),
        ("Saturday and Sunday", "2020-02-08", "2020-02-09"),
        ("at 7 p.m. on Monday", "2020-02-10", "2020-02-10"),
        ("yesterday", "2020-02-12", "2020-02-12"),
        ("tomorrow", "2020-02-14", "2020-02-14"),
        ("this morning", "2020-02-13", "2020-02-13"),
        ("overnight", "2020-02-12", "2020-02-13"),
        ("three days ago", "2020-02-10", "2020-02-10"),
        ("two weeks ago", "2020-01-27", "2020-02-02"),
        ("last week", "2020-02-03", "2020-02-09"),
        ("since last week", "2020-02-03", "2020-02-13"),
        ("in just over a week", "2020-02-03", "2020-02-13"),
        ("over the past 24 hours", "2020-02-12", "2020-02-13"),
        ("the past three days", "2020-02-10", "2020-02-13"),
        ("the past three years", "2017-02-14", "2020-02-13"),
        ("in recent days", "2020-02-06", "2020-02-13"),
        ("in recent weeks", "2020-01-16", "2020-02-13"),
        ("two days earlier", "2020-02-11", "2020-02-11"),
        ("the year before", "2019-01-01", "2019-12-31"),
        ("last quarter", "2019-10-01", "2019-12-31"),
        ("on Sunday afternoon", "2020-02-09", "2020-02-09"),
        ("from 2011", "2011-01-01", "2020-02-13"),
        ("from March 2011", "2011-03-01", "2020-02-13"),
        ("the 1930's", "1930-01-01", "1939-12-31"),
        ("the 1600s", "1600-01-01", "1699-12-31"),
        ("the sixties", "1960-01-01", "1969-12-31"),
        ("early 2000s", "2000-01-01", "2004-12-31"),
        ("the late 20th century", "1975-01-01", "1999-12-31"),
        ("the sixteenth century", "1500-01-01", "1599-12-31"),
        ("347 AD", "0347-01-01", "0347-12-31"),
        ("9/11", "2001-09-11", "2001-09-11"),
        ("[ten] years ago", "2010-01-01", "2010-12-31"),
        ("this month", "2020-02-01", "2020-02-29"),
        ("earlier this month", "2020-02-01", "2020-02-13"),
        ("last month", "2020-01-01", "2020-01-31"),
        ("in December", "2019-12-01", "2019-12-31"),
        ("August last year", "2019-08-01", "2019-08-31"),
        ("early February", "2020-02-01", "2020-02-09"),
        ("since 1 December", "2019-12-01", "2020-02-13"),
        ("2018", "2018-01-01", "2018-12-31"),
        ("in 2018", "2018-01-01", "2018-12-31"),
        ("from 3 to 5 February", "2020-02-03", "2020-02-05"),
        ("3–5 February", "2020-02-03", "2020-02-05"),
        ("between February 3 and February 10", "2020-02-03", "2020-02-10"),
        ("between 2011 and 2015", "2011-01-01", "2015-12-31"),
        ("by the end of the month", "2020-02-24", "2020-02-29"),
        ("the weekend", "2020-02-08", "2020-02-09"),
        ("last summer", "2019-06-01", "2019-08-31"),
    ],
)  # fmt: skip
def test_a_time_expression_names_its_days(words: str, first: str, last: str) -> None:
    assert days(words) == (first, last)


@pytest.mark.parametrize(
    ("words", "last_day"),
    [
        ("by the end of the month", "2020-02-29"),
        ("by the end of February", "2020-02-29"),
        ("before the end of March", "2020-03-31"),
        ("until the end of the year", "2020-12-31"),
        ("within 48 hours", "2020-02-15"),
        ("within a week", "2020-02-20"),
        ("in two weeks", "2020-02-27"),
        ("by Friday", "2020-02-14"),
        ("by next Monday", "2020-02-17"),
        ("until noon on Friday", "2020-02-14"),
        ("no later than 29 February 2020", "2020-02-29"),
        ("by 15 October", "2020-10-15"),
        ("by midnight", "2020-02-13"),
        ("72 hours", "2020-02-16"),
        ("by 1 p.m. Moscow time", "2020-02-13"),
    ],
)
def test_a_deadline_names_the_last_day(words: str, last_day: str) -> None:
    window = resolve_deadline(words, published=THURSDAY)
    assert window is not None
    assert (window[1] - timedelta(days=1)).isoformat() == last_day
    assert window[2] is Precision.DAY


def test_a_weekday_told_of_the_future_lies_ahead() -> None:
    assert days("on Wednesday", past=False) == ("2020-02-19", "2020-02-19")
    assert days("March 15", past=False) == ("2020-03-15", "2020-03-15")


def test_a_leap_day_a_fortnight_off_is_not_looked_for_four_years_back() -> None:
    assert days("Feb. 29") == ("2020-02-29", "2020-02-29")


@pytest.mark.parametrize(
    "words", ["Feb. 30", "31 February 2020", "a day later", "the same day", "sometime", "", "40 March", "99999999999 years ago"]
)
def test_what_names_no_day_is_left_open(words: str) -> None:
    assert days(words) is None


def test_a_sentence_is_no_time_expression() -> None:
    assert days("on Monday " * 50) is None
    assert resolve_deadline("by Monday " * 50, published=THURSDAY) is None


EXPRESSIONS = st.sampled_from(
    "yesterday;tomorrow;overnight;last week;next week;this month;last year;next year;since last week;in just over a week;Monday;Feb. 29"
    ";December;by the end of the year;the weekend;three years ago;last summer;Christmas;9999;0001-01-01;within 48 hours;1990s;next decade".split(";")
)  # fmt: skip


@given(EXPRESSIONS, st.dates(), st.booleans())
@example("tomorrow", date.max, True)
@example("last year", date.min, True)
@example("by the end of the year", date.max, False)
def test_both_ends_of_the_calendar_are_safe(words: str, published: date, past: bool) -> None:
    for window in (resolve_time(words, published=published, past=past), resolve_deadline(words, published=published)):
        assert window is None or window[0] < window[1]


@given(st.text(max_size=60), st.dates())
def test_any_words_may_be_asked(words: str, published: date) -> None:
    window = resolve_time(words, published=published)
    assert window is None or window[0] < window[1]


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_full_date_does_not_depend_on_the_publication_day(day: date, published: date) -> None:
    for words in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}", day.isoformat()):
        assert days(words, published=published) == (day.isoformat(), day.isoformat())
