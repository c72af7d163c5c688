"""Times, counts, directions and distances of a log, whatever way they are written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import SourceError
from trucewatch.ingest.logs.times import Order, order_of, read_clock, read_date, read_span, read_stretch
from trucewatch.ingest.logs.values import WINDS, is_flight, read_bearing, read_count, read_minutes, read_reach
from trucewatch.model import Qualifier

ZONES = ("Asia/Damascus", "Atlantic/Azores", "Europe/Kyiv", "Asia/Kolkata", "Australia/Lord_Howe")
DAYS = st.dates(date(2005, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("18:42", 1122),
        ("18.42", 1122),
        ("1842", 1122),
        ("1842hrs", 1122),
        ("18h42", 1122),
        ("6:42 PM", 1122),
        ("12:05 am", 5),
        ("9 pm", 1260),
        ("noon", 720),
        ("24:00", 1440),
    ],
)
def test_a_time_of_day_is_read_however_it_is_written(words: str, minutes: int) -> None:
    assert read_clock(words).seconds == 60 * minutes


@pytest.mark.parametrize("words", ["25:00", "18:60", "13 pm", "soon", "18", "24:30", "", "18:4", "-3:00"])
def test_what_is_no_time_of_day_is_refused(words: str) -> None:
    with pytest.raises(SourceError):
        read_clock(words)


@pytest.mark.parametrize("words", ["18:40-19:05", "18:40 – 19:05", "18:40 to 19:05", "1840-1905", "18:40 until 19:05"])
def test_a_span_of_times_is_never_an_offset(words: str) -> None:
    start, end = read_span(words)
    assert (start.seconds, start.offset) == (67_200, None)
    assert end
    assert end.seconds == 68_700


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("2020-02-13", None),
        ("13.02.2020", None),
        ("13/02/2020", None),
        ("02/13/2020", None),
        ("13 Feb 2020", None),
        ("13-Feb-20", None),
        ("February 13, 2020", None),
        ("13 Şubat 2020", None),
        ("13.2.20", Order.DAY),
    ],
)
def test_a_date_is_read_however_it_is_written(words: str, order: Order | None) -> None:
    assert read_date(words, order)[0] == date(2020, 2, 13)


def test_one_line_settles_how_all_dates_of_a_log_are_written() -> None:
    assert order_of(["03/04/2020", "25/04/2020", "2020-04-26"]) is Order.DAY
    assert read_date("03/04/2020", Order.DAY)[0] == date(2020, 4, 3)
    assert order_of(["03/04/2020", "04/25/2020"]) is Order.MONTH


def test_a_log_that_mixes_both_ways_settles_nothing() -> None:
    assert order_of(["25/04/2020", "04/25/2020", "03/04/2020"]) is None
    with pytest.raises(SourceError, match="day first or month first"):
        read_date("03/04/2020", None)


def test_a_date_without_a_year_is_refused() -> None:
    with pytest.raises(SourceError, match="names no year"):
        read_date("20-Oct, 19:43", None)


@given(day=DAYS, minute=st.integers(0, 1439), zone=st.sampled_from(ZONES))
def test_a_local_time_and_its_offset_name_the_instant_of_that_clock(day: date, minute: int, zone: str) -> None:
    clock = f"{minute // 60:02}:{minute % 60:02}"
    try:
        found = read_stretch(day.isoformat(), clock, "", "", zone, None)
    except SourceError as error:
        if "skip" in error.reason:
            return
        raise
    local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    for moment in (found.start, found.end):
        instant = datetime.fromisoformat(moment)
        assert instant.replace(tzinfo=None) == local
        shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert shown == local or (minute == 0 and shown > local)  # midnight stands for the jump where the clocks skip it
    assert datetime.fromisoformat(found.start) <= datetime.fromisoformat(found.end)


@given(day=DAYS, start=st.integers(0, 1439), lasted=st.integers(0, 720), zone=st.sampled_from(ZONES))
def test_a_span_over_midnight_ends_after_it_starts(day: date, start: int, lasted: int, zone: str) -> None:
    end = (start + lasted) % 1440
    try:
        found = read_stretch(
            day.isoformat(), f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}", "", "", zone, None
        )
    except SourceError as error:
        if "skip" in error.reason:
            return
        raise
    first, last = datetime.fromisoformat(found.start), datetime.fromisoformat(found.end)
    assert timedelta() <= last.astimezone(UTC) - first.astimezone(UTC) <= timedelta(hours=14)
    assert found.day == day


def test_the_hour_that_clocks_run_twice_is_covered_from_its_first_to_its_second_passing() -> None:
    found = read_stretch("2024-10-27", "00:30", "", "", "Atlantic/Azores", None)
    assert (found.start, found.end) == ("2024-10-27T00:30+00:00", "2024-10-27T00:30-01:00")


def test_an_offset_printed_once_holds_for_both_ends_of_a_span() -> None:
    found = read_stretch("2020-02-13", "18:00-19:00 UTC", "", "", "Asia/Damascus", None)
    assert (found.start, found.end) == ("2020-02-13T18:00+00:00", "2020-02-13T19:00+00:00")


@pytest.mark.parametrize(("zone", "day"), [("Asia/Damascus", "2020-03-27"), ("Atlantic/Azores", "2024-03-31")])
def test_a_day_that_begins_with_a_skipped_hour_is_told_from_the_moment_of_the_jump(zone: str, day: str) -> None:
    whole = read_stretch(day, "", "", "", zone, None)
    eve = read_stretch((date.fromisoformat(day) - timedelta(days=1)).isoformat(), "18:00-24:00", "", "", zone, None)
    first, last = datetime.fromisoformat(whole.start), datetime.fromisoformat(whole.end)
    assert last - first == timedelta(hours=23)
    assert datetime.fromisoformat(eve.end) == first
    with pytest.raises(SourceError, match="the clocks skip"):
        read_stretch(day, "00:30", "", "", zone, None)


@pytest.mark.parametrize("words", ["12:00+99:99", "12:00 +25:00", "12:00-13:00 +14:30"])
def test_an_offset_that_no_clock_has_is_refused(words: str) -> None:
    with pytest.raises(SourceError, match="no clock runs"):
        read_span(words)


@pytest.mark.parametrize("words", ["T25:00", "T24:30", "T12:60Z"])
def test_a_stamp_holds_to_the_hours_of_the_day(words: str) -> None:
    with pytest.raises(SourceError, match="no time of day"):
        read_span(words)


def test_a_span_that_ends_first_by_its_offsets_is_refused() -> None:
    with pytest.raises(SourceError, match="before it starts"):
        read_stretch("2020-02-13", "12:00 UTC", "", "13:30", "Asia/Damascus", None)


@pytest.mark.parametrize("words", ["0001-01-01", "9999-12-31", "31.12.9999", "1 Jan 1899"])
def test_a_date_that_no_post_can_have_logged_is_refused(words: str) -> None:
    with pytest.raises(SourceError, match="lies outside the years"):
        read_date(words, None)


def test_a_line_without_a_time_tells_of_its_day() -> None:
    found = read_stretch("2020-02-13", "N/K", "", "", "Asia/Damascus", None)
    assert (found.start, found.end) == ("2020-02-13T00:00+02:00", "2020-02-14T00:00+02:00")


def test_date_and_time_in_one_cell_are_read() -> None:
    assert read_stretch("2020-02-13, 18:42", "", "", "", "Asia/Damascus", None).start == "2020-02-13T18:42+02:00"
    assert read_stretch("2020-02-13T18:42Z", "", "", "", "Asia/Damascus", None).start == "2020-02-13T18:42+00:00"
    assert read_stretch("2020-02-13T18:42-03:00", "", "", "", "Asia/Damascus", None).start == "2020-02-13T18:42-03:00"


@pytest.mark.parametrize(
    ("words", "low", "high", "qualifier"),
    [
        ("12", 12, 12, Qualifier.EXACT),
        ("about 20", 20, 20, Qualifier.ABOUT),
        ("~20", 20, 20, Qualifier.ABOUT),
        ("at least 5", 5, None, Qualifier.AT_LEAST),
        ("20+", 20, None, Qualifier.AT_LEAST),
        ("more than 12", 13, None, Qualifier.AT_LEAST),
        ("up to 4", None, 4, Qualifier.EXACT),
        ("5-7", 5, 7, Qualifier.ABOUT),
        ("multiple", None, None, Qualifier.MULTIPLE),
        ("three", 3, 3, Qualifier.EXACT),
        ("1,200", 1200, 1200, Qualifier.EXACT),
        ("٢٠", 20, 20, Qualifier.EXACT),
        ("0", 0, 0, Qualifier.EXACT),
    ],
)
def test_a_count_keeps_its_qualifier(words: str, low: int | None, high: int | None, qualifier: Qualifier) -> None:
    found = read_count(words)
    assert found
    assert (found.low, found.high, found.qualifier) == (low, high, qualifier)


@given(st.integers(0, 1_000_000), st.sampled_from(["{}", "about {}", "at least {}", "~{}", "{}+", "up to {}"]))
def test_the_number_written_is_never_outside_the_count(number: int, form: str) -> None:
    found = read_count(form.format(number))
    assert found
    assert (found.low or 0) <= number <= (number if found.high is None else found.high)


@given(st.text(max_size=20))
def test_any_words_are_read_or_refused_by_name(words: str) -> None:
    for reader in (read_count, read_bearing, read_reach, read_minutes, read_clock, read_span, is_flight):
        with suppress(SourceError):
            reader(words)


@pytest.mark.parametrize(
    ("words", "degrees", "spread"),
    [
        ("WSW", 247.5, 11.25),
        ("W", 270, 22.5),
        ("W-SW", 247.5, 22.5),
        ("N-NW", 337.5, 22.5),
        ("NW-N", 337.5, 22.5),
        ("south-west", 225, 22.5),
        ("South West", 225, 22.5),
        ("240°", 240, 5),
        ("240", 240, 5),
        ("240 ± 10", 240, 10),
        ("360", 0, 5),
        ("north-eastern", 45, 22.5),
    ],
)
def test_a_direction_is_read_in_winds_and_degrees(words: str, degrees: float, spread: float) -> None:
    found = read_bearing(words)
    assert found
    assert (found.degrees, found.spread) == (degrees, spread)


@given(st.sampled_from(sorted(WINDS)), st.sampled_from([str.upper, str.lower, str.title]))
def test_every_wind_is_read_in_any_case(wind: str, case: Callable[[str], str]) -> None:
    found = read_bearing(case(wind))
    assert found
    assert found.degrees == WINDS[wind]


@given(st.floats(-1000, 1000).map(lambda value: round(value, 1)))
def test_a_bearing_lies_in_the_circle_or_is_refused(degrees: float) -> None:
    if 0 <= degrees <= 360:
        found = read_bearing(f"{degrees}")
        assert found
        assert 0 <= found.degrees < 360
    else:
        with pytest.raises(SourceError):
            read_bearing(f"{degrees}")


@pytest.mark.parametrize(
    ("words", "flight"), [("W-E", True), ("from W to E", True), ("N to S", True), ("W-SW", False), ("W", False)]
)
def test_a_direction_of_flight_is_told_from_a_place(words: str, flight: bool) -> None:
    assert is_flight(words) is flight


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [("2-5km", 2, 5), ("2km-5km", 2, 5), ("3 km", 3, 3), ("800m", 0.8, 0.8), ("2–5", 2, 5), (">5km", 5, None), ("<2km", 0, 2), ("about 3 km", 3, 3), ("1,5 km", 1.5, 1.5)],
)  # fmt: skip
def test_a_distance_is_read_in_kilometres(words: str, low: float, high: float | None) -> None:
    found = read_reach(words)
    assert found
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(("words", "minutes"), [("128", 128), ("2 h 8 min", 128), ("2h", 120), ("35 min", 35)])
def test_a_duration_is_read_in_minutes(words: str, minutes: int) -> None:
    assert read_minutes(words) == minutes
