"""Who could look at an area: posts, their life, watches, logs and limits, hour by hour."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from tests.posts import SARAQIB, clock, limit, moment, post, quiet, seen
from trucewatch.assess.coverage import CoveredDay, CoveredHour, by_day, coverage, coverage_words
from trucewatch.assess.watching.logs import logs_of
from trucewatch.assess.watching.outlook import WORST
from trucewatch.assess.watching.sectors import reach
from trucewatch.knowledge.coverage_tables import CoverRow, cover_rows
from trucewatch.model import AccessOutcome, Cover, LimitCause, LogRecord, Means, Position, Post, PostStatus, Watch

AREA = reach(SARAQIB, 3.0)
DAY = "2020-02-13"
LISTENING = (Watch(Means.HEARD, 12.0),)


def hours(
    posts: Sequence[Post], records: Sequence[LogRecord] = (), day: str = DAY, area: BaseGeometry = AREA, offset: str = "+02:00"
) -> tuple[CoveredHour, ...]:
    start = moment(f"{day}T00:00:00{offset}")
    end = moment(f"{day}T23:59:00{offset}")
    return coverage(posts, logs_of(records), area, start, end)


def one_day(posts: Sequence[Post], records: Sequence[LogRecord] = (), day: str = DAY) -> CoveredDay:
    (only,) = by_day(hours(posts, records, day), "Asia/Damascus")
    return only


def test_a_post_with_a_log_hears_all_day_and_sees_by_day() -> None:
    found = one_day([post()], [quiet(DAY)])
    assert found.manned + found.limited == 24
    assert 11 <= found.manned <= 12, "a day of February, with its twilight"
    assert "Hill: dark" in found.reasons
    assert found.share == 1.0


def test_a_night_is_limited_also_where_eyes_are_said_to_watch_by_day_only() -> None:
    eyes = Watch(Means.SAW, 6.0, hours=((clock("06:00"), clock("19:30")),))
    found = one_day([post(watches=(*LISTENING, eyes))], [quiet(DAY)])
    assert 11 <= found.manned <= 12
    assert found.none == 0
    assert found.reasons == ("Hill: dark",)


def test_a_drone_that_flies_two_hours_a_day_does_not_limit_the_rest() -> None:
    drone = Watch(Means.UAV, 6.0, hours=((clock("10:00"), clock("12:00")),))
    assert one_day([post(watches=(*LISTENING, drone))], [quiet(DAY)]).manned >= 11


def test_a_registered_post_without_a_log_for_the_day_is_as_good_as_none() -> None:
    found = one_day([post()], [quiet("2020-02-12")])
    assert found.cover is Cover.NONE
    assert found.reasons == ("Hill: no log was entered",)
    assert found.within == ("HILL",)


def test_nobody_near_is_another_thing_than_nobody_looking() -> None:
    found = one_day([post(at=(30.0, 36.0))], [quiet(DAY)])
    assert found.within == ()
    assert found.reasons == ("no post is known within range",)


@pytest.mark.parametrize(
    ("events", "cover"),
    [
        (((PostStatus.SET_UP, "2018-01-01"),), Cover.MANNED),
        (((PostStatus.SET_UP, "2020-03-01"),), Cover.NONE),
        (((PostStatus.SET_UP, "2018-01-01"), (PostStatus.EVACUATED, "2020-02-10")), Cover.NONE),
        (((PostStatus.SET_UP, "2018-01-01"), (PostStatus.EVACUATED, "2020-02-20")), Cover.MANNED),
        (((PostStatus.SET_UP, "2018-01-01"), (PostStatus.ENCIRCLED, "2020-02-05")), Cover.LIMITED),
        (((PostStatus.ENCIRCLED, "2020-02-05"), (PostStatus.RELIEVED, "2020-02-12")), Cover.MANNED),
        (((PostStatus.SET_UP, "2018-01-01"), (PostStatus.SHELLED, "2020-02-13")), Cover.LIMITED),
        (((PostStatus.SET_UP, "2018-01-01"), (PostStatus.SHELLED, "2020-02-12")), Cover.MANNED),
    ],
)
def test_the_life_of_a_post_tells_whether_it_could_look(events: tuple[tuple[PostStatus, str], ...], cover: Cover) -> None:
    assert one_day([post(watches=LISTENING, events=events)], [quiet(DAY)]).cover is cover


def test_a_post_that_moved_sees_from_where_it_stands_on_the_day() -> None:
    far, near = Position(30.0, 36.0, 0.5, "invented"), Position(35.864, 36.75, 0.5, "invented", date(2020, 2, 13))
    moved = Post("HILL", "Hill", "OSCE", "watch", "SYR", "Asia/Damascus", (far, near), (), LISTENING)
    records = [quiet("2020-02-12"), quiet(DAY)]
    assert one_day([moved], records, "2020-02-12").within == ()
    assert one_day([moved], records).cover is Cover.MANNED


def test_overlapping_limits_count_once() -> None:
    records: list[LogRecord] = [
        quiet(DAY),
        limit(f"{DAY}T10:00:00+02:00", f"{DAY}T10:40:00+02:00", LimitCause.UNMANNED),
        limit(f"{DAY}T10:20:00+02:00", f"{DAY}T11:00:00+02:00", LimitCause.UNMANNED),
        limit(f"{DAY}T12:00:00+02:00", f"{DAY}T12:30:00+02:00", LimitCause.UNMANNED),
        limit(f"{DAY}T12:00:00+02:00", f"{DAY}T12:30:00+02:00", LimitCause.UNMANNED, means=(Means.HEARD,)),
    ]
    found = {hour.start.hour + 2: hour.cover for hour in hours([post(watches=LISTENING)], records)}
    assert (found[9], found[10], found[11], found[12]) == (Cover.MANNED, Cover.NONE, Cover.MANNED, Cover.LIMITED)


def test_a_broken_camera_leaves_the_ears() -> None:
    camera = (*LISTENING, Watch(Means.CAMERA, 5.0))
    records: list[LogRecord] = [
        quiet(DAY),
        limit(f"{DAY}T00:00:00+02:00", f"{DAY}T23:59:59+02:00", LimitCause.EQUIPMENT, means=(Means.CAMERA,), whole=True),
    ]
    found = one_day([post(watches=camera)], records)
    assert found.cover is Cover.LIMITED
    assert found.none == 0


def test_sectors_and_hours_bound_a_watch() -> None:
    west = (Watch(Means.HEARD, 12.0, sectors=((180.0, 360.0),)),)
    assert one_day([post(watches=west)], [quiet(DAY)]).within == ()
    through_north = (Watch(Means.HEARD, 12.0, sectors=((300.0, 120.0),)),)
    assert one_day([post(watches=through_north)], [quiet(DAY)]).cover is not Cover.NONE
    office = (Watch(Means.HEARD, 12.0, hours=((clock("08:00"), clock("16:00")),)),)
    assert one_day([post(watches=office)], [quiet(DAY)]).manned == 8
    night = (Watch(Means.HEARD, 12.0, hours=((clock("20:00"), clock("04:00")),)),)
    assert one_day([post(watches=night)], [quiet(DAY)]).manned == 8


def test_what_a_post_can_perceive_must_be_registered() -> None:
    found = hours([post(watches=())], [quiet(DAY)])
    assert {(hour.cover, hour.reasons) for hour in found} == {(Cover.NONE, ("Hill: reach not registered",))}


def test_half_an_area_within_range_is_said_to_be_half() -> None:
    wide = reach((35.864, 36.750), 12.0 * 2**0.5)
    found = hours([post(watches=LISTENING)], [quiet(DAY)], area=wide)
    assert found[0].share == pytest.approx(0.5, abs=0.02)


def test_a_point_is_covered_or_not() -> None:
    assert hours([post()], [quiet(DAY)], area=Point(SARAQIB[1], SARAQIB[0]))[0].share == 1.0


@pytest.mark.parametrize(
    ("day", "offset", "many"), [("2020-03-27", "+02:00", 23), ("2020-10-29", "+03:00", 25), (DAY, "+02:00", 24)]
)
def test_the_days_on_which_summer_time_begins_and_ends_have_their_own_hours(day: str, offset: str, many: int) -> None:
    start = moment(f"{day}T00:00:00{offset}")
    next_day = date.fromisoformat(day).toordinal() + 1
    end = moment(f"{date.fromordinal(next_day)}T00:00:00{'+03:00' if many == 23 else '+02:00'}")
    told = coverage([post(watches=LISTENING)], logs_of([quiet(day, offset=offset)]), AREA, start, end)
    (only,) = by_day(told, "Asia/Damascus")
    assert only.manned == many


def test_words_say_when_no_post_is_known() -> None:
    assert coverage_words((), 0) == "no posts known"
    assert coverage_words([one_day([post(watches=LISTENING)], [quiet(DAY)])], 1) == "manned 24 of 24 h, 100% in view"
    assert coverage_words([one_day([post(watches=LISTENING)])], 1) == "none of 24 h (Hill: no log was entered)"


RECORDS = st.lists(
    st.one_of(
        st.integers(0, 23).map(lambda h: seen(f"{DAY}T{h:02}:05:00+02:00")),
        st.tuples(st.integers(0, 22), st.sampled_from(list(LimitCause)), st.booleans()).map(
            lambda one: limit(f"{DAY}T{one[0]:02}:10:00+02:00", f"{DAY}T{one[0] + 1:02}:50:00+02:00", one[1], whole=one[2])
        ),
    ),
    max_size=8,
)


@settings(max_examples=30, deadline=None)
@given(RECORDS, st.integers(0, 23))
def test_one_more_line_never_lowers_coverage(records: list[LogRecord], at: int) -> None:
    before = hours([post()], records)
    after = hours([post()], [*records, seen(f"{DAY}T{at:02}:30:00+02:00", phenomenon=seen(DAY + "T00:00+02:00").phenomenon)])
    assert all(WORST.index(b.cover) >= WORST.index(a.cover) and b.share >= a.share for a, b in zip(before, after, strict=True))


@settings(max_examples=30, deadline=None)
@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_posts_and_lines_changes_nothing(records: list[LogRecord], shuffler: random.Random) -> None:
    posts = [post("HILL"), post("FARM", at=(35.9, 36.8)), post("MILL", at=None)]
    before = hours(posts, records)
    shuffler.shuffle(records)
    assert hours(posts[::-1], records) == before


NAMES: Mapping[str, Collection[str]] = {
    "status": set(PostStatus),
    "cause": set(LimitCause),
    "access": set(AccessOutcome),
    "light": {Means.SAW, Means.UAV},
    "lack": {"position", "watch", "hours", "log"},
}


def rows(kind: str) -> list[CoverRow]:
    return [row for row in cover_rows().values() if row.kind == kind]


@pytest.mark.parametrize("row", rows("status"), ids=lambda row: row.name)
def test_a_status_leaves_of_the_view_what_its_row_says_for_its_day_or_until_the_next(row: CoverRow) -> None:
    told, after = post(watches=LISTENING, events=((PostStatus(row.name), DAY),)), "2020-02-14"
    assert hours([told], [quiet(DAY)])[12].cover is row.cover
    assert hours([told], [quiet(after)], after)[12].cover is (row.cover if row.lasts == "yes" else Cover.MANNED)


@pytest.mark.parametrize("row", rows("cause"), ids=lambda row: row.name)
def test_a_cause_leaves_of_the_view_what_its_row_says(row: CoverRow) -> None:
    kept = limit(f"{DAY}T10:00:00+02:00", f"{DAY}T15:00:00+02:00", LimitCause(row.name))
    assert hours([post(watches=LISTENING)], [quiet(DAY), kept])[12].cover is row.cover


@pytest.mark.parametrize("row", cover_rows().values(), ids=lambda row: f"{row.kind} {row.name}")
def test_every_circumstance_is_one_the_model_knows(row: CoverRow) -> None:
    assert row.name in NAMES[row.kind]
    assert row.example
    assert row.words or row.cover is Cover.MANNED


def test_every_status_cause_and_outcome_has_a_row() -> None:
    assert {(kind, str(name)) for kind, names in NAMES.items() for name in names} == set(cover_rows())


def test_what_holds_for_many_posts_is_told_once() -> None:
    posts = [post(name, watches=LISTENING) for name in ("HILL", "FARM", "MILL")]
    assert coverage_words([one_day(posts)], 3) == "none of 24 h (3 posts: no log was entered)"
