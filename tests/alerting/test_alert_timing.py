"""When alerts go out: digests at their hour, and quiet hours by the clocks of a place, also where those are set forward or back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alerting.noticed import make_alert, make_rule
from trucewatch.alerting import Digest, Quiet
from trucewatch.alerting.timing import after_quiet, due_at, next_at

NIGHT = "22:00-06:00@Europe/Istanbul"
ZONES = ("UTC", "Europe/Kyiv", "Asia/Beirut", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu")


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "moment", "out"),
    [
        (NIGHT, "2020-02-13T18:59", "2020-02-13T18:59"),
        (NIGHT, "2020-02-13T19:00", "2020-02-14T03:00"),
        (NIGHT, "2020-02-14T02:59", "2020-02-14T03:00"),
        (NIGHT, "2020-02-14T03:00", "2020-02-14T03:00"),
        ("12:30-13:15@UTC", "2020-02-13T13:00", "2020-02-13T13:15"),
        ("12:30-13:15@UTC", "2020-02-13T13:15", "2020-02-13T13:15"),
        ("", "2020-02-13T23:00", "2020-02-13T23:00"),
        # Kyiv set its clocks forward at 01:00 UTC on 29 March 2020, from 03:00 to 04:00, and back at 01:00 UTC on 25 October
        ("22:00-03:30@Europe/Kyiv", "2020-03-29T00:30", "2020-03-29T01:00"),
        ("22:00-06:00@Europe/Kyiv", "2020-03-28T21:00", "2020-03-29T03:00"),
        ("22:00-06:00@Europe/Kyiv", "2020-10-24T21:00", "2020-10-25T04:00"),
    ],
)
def test_quiet_hours_end_when_the_clocks_of_the_place_say_so(quiet: str, moment: str, out: str) -> None:
    assert after_quiet(quiet, utc(moment)) == utc(out)


@given(
    st.sampled_from(ZONES),
    st.times(),
    st.times(),
    st.datetimes(min_value=datetime(2019, 1, 1), max_value=datetime(2027, 12, 31)),
)
def test_what_goes_out_never_goes_out_in_quiet_hours_and_never_waits_longer_than_a_day(
    zone: str, start: time, end: time, at: datetime
) -> None:
    start, end = (one.replace(second=0, microsecond=0) for one in (start, end))
    if start == end:
        return
    moment = at.replace(tzinfo=UTC)
    found = after_quiet(f"{start:%H:%M}-{end:%H:%M}@{zone}", moment)
    assert not Quiet(start, end).holds(found.astimezone(ZoneInfo(zone)).time())
    assert timedelta() <= found - moment <= timedelta(hours=26)


@pytest.mark.parametrize(
    ("now", "at"),
    [
        ("2020-02-13T03:59", "2020-02-13T04:00"),
        ("2020-02-13T04:00", "2020-02-14T04:00"),
        ("2020-02-13T23:00", "2020-02-14T04:00"),
    ],
)
def test_a_daily_digest_comes_at_its_hour_in_the_zone_of_its_rule(now: str, at: str) -> None:
    rule = make_rule(digest=Digest.DAILY, digest_at=time(7), zone="Europe/Istanbul")
    assert due_at(rule, make_alert(), utc(now)) == utc(at)


def test_each_day_has_one_digest_also_where_its_hour_comes_twice_or_not_at_all() -> None:
    for wanted, first in ((time(3, 30), "2020-10-23T12:00"), (time(3, 30), "2020-03-27T12:00")):
        at, days = utc(first), []
        for _ in range(4):
            at = next_at(wanted, "Europe/Kyiv", at)
            days.append(at.astimezone(ZoneInfo("Europe/Kyiv")).date())
        assert len(set(days)) == 4


def test_a_digest_that_falls_into_quiet_hours_waits_for_their_end() -> None:
    rule = make_rule(digest=Digest.HOURLY, quiet=Quiet(time(22), time(6)))
    assert due_at(rule, make_alert(), utc("2020-02-13T21:30")) == utc("2020-02-14T06:00")
    assert due_at(rule, make_alert(), utc("2020-02-13T20:30")) == utc("2020-02-13T21:00")
