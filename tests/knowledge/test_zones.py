"""Which local time holds where, and when a day ends there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.knowledge.party_rows import CountryRow
from trucewatch.knowledge.tables import read_table
from trucewatch.knowledge.zones import ZoneRow, is_zone, local_end_of, local_instant, zone_of, zone_rows, zones_of


@pytest.mark.parametrize("row", zone_rows(), ids=lambda row: f"{row.country} {row.zone}")
def test_every_zone_is_known_and_ends_its_day_as_its_row_says(row: ZoneRow) -> None:
    assert is_zone(row.zone)
    assert local_end_of(date(2024, 7, 1), row.zone) == datetime.fromisoformat(row.example)
    assert "public domain" in row.source


def test_nearly_every_country_has_a_zone() -> None:
    without = {row.code for row in read_table("countries.csv", CountryRow) if not zones_of(row.code)}
    assert without <= {"ATA", "BVT", "HMD", "UMI", "XKX"}


@pytest.mark.parametrize(
    ("country", "admin1", "zone"),
    [
        ("SYR", "Idlib", "Asia/Damascus"),
        ("SYR", None, "Asia/Damascus"),
        ("TUR", None, "Europe/Istanbul"),
        ("UKR", "Donetsk", "Europe/Kyiv"),
        ("UKR", "Crimea", "Europe/Simferopol"),
        ("UKR", None, None),
        ("COD", "Nord Kivu", "Africa/Lubumbashi"),
        ("COD", "Kinshasa", "Africa/Kinshasa"),
        ("COD", "no such province", None),
        ("COD", None, None),
        ("USA", "Kentucky", None),
        ("SSD", "Unity", "Africa/Juba"),
        (None, None, None),
        ("???", "Idlib", None),
    ],
)
def test_a_place_has_the_one_zone_it_can_lie_in_or_none(country: str | None, admin1: str | None, zone: str | None) -> None:
    assert zone_of(country, admin1) == zone


@pytest.mark.parametrize(
    ("day", "zone", "end"),
    [
        (date(2020, 2, 29), "Asia/Damascus", "2020-02-29T22:00+00:00"),
        (date(2020, 2, 29), "Europe/Istanbul", "2020-02-29T21:00+00:00"),
        (date(2020, 2, 29), "UTC", "2020-03-01T00:00+00:00"),
        (date(2020, 3, 26), "Asia/Damascus", "2020-03-26T22:00+00:00"),  # clocks go forward at this midnight
        (date(2020, 3, 27), "Asia/Damascus", "2020-03-27T21:00+00:00"),
        (date(2020, 10, 29), "Asia/Damascus", "2020-10-29T22:00+00:00"),  # clocks go back at this midnight: a day of 25 hours
        (date(2020, 3, 28), "Asia/Beirut", "2020-03-28T22:00+00:00"),
        (date(2020, 10, 25), "Europe/Kyiv", "2020-10-25T22:00+00:00"),
        (date(2011, 12, 29), "Pacific/Apia", "2011-12-30T10:00+00:00"),  # 30 December never was
        (date(2006, 10, 28), "America/St_Johns", "2006-10-29T03:30+00:00"),  # at 0:01 clocks go back to 23:01 of the day before
    ],
)
def test_a_day_ends_when_its_clocks_leave_it(day: date, zone: str, end: str) -> None:
    assert local_end_of(day, zone).astimezone(UTC) == datetime.fromisoformat(end)


def test_a_local_time_is_an_instant() -> None:
    assert local_instant(date(2020, 1, 9), time(14), "Europe/Moscow") == datetime(2020, 1, 9, 11, tzinfo=UTC)
    assert local_instant(date(2020, 1, 12), None, "Asia/Damascus") == datetime(2020, 1, 11, 22, tzinfo=UTC)


@given(
    st.dates(date(1950, 1, 1), date(2037, 1, 1)),
    st.sampled_from(sorted({row.zone for row in zone_rows()})),
)
def test_the_last_instant_before_the_end_is_still_of_the_day(day: date, zone: str) -> None:
    end = local_end_of(day, zone).astimezone(UTC)
    assert (end - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date() <= day
    assert end.astimezone(ZoneInfo(zone)).date() > day


def test_an_unknown_zone_is_none() -> None:
    assert not is_zone("Asia/Idlib")
    assert not is_zone("../etc/passwd")
    assert not is_zone("")
