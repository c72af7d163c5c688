"""Who could see an incident: borne out by a log, a clear view and nothing logged, nobody could see, nobody near, not to be told."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import claims_of
from tests.posts import SARAQIB, limit, post, quiet, seen
from tests.telling import claim, days, report
from trucewatch.assess.watching.logs import logs_of
from trucewatch.assess.witnessing import witness, witnesses
from trucewatch.knowledge.coverage_tables import PerceivingRow, perceiving
from trucewatch.knowledge.tables import read_table
from trucewatch.model import (
    MODES,
    Cover,
    EventType,
    Ground,
    Incident,
    LimitCause,
    LogRecord,
    Means,
    Phenomenon,
    Place,
    Post,
    PostStatus,
    Realis,
    Shape,
    Watch,
    Witnessed,
    Witnessing,
)
from trucewatch.reconcile import reconcile

DAY = "2020-02-13"
PAPER = report("paper", "2020-02-14", "Shells fell on Saraqib on Thursday.", "Hill Post")


def shelling(
    at: str | None = "Saraqib", kind: EventType = EventType.ASSAULT, mode: str | None = "heavy-weapons", on: str | None = DAY
) -> Incident:
    (one,) = reconcile([PAPER], [claim(PAPER, "Shells fell on Saraqib", kind, mode, at=at, on=on)])
    return one


def ask(incident: Incident, *records: LogRecord, posts: tuple[Post, ...] = (post(),)) -> Witnessing:
    return witness(incident, posts, logs_of(records))


def test_a_log_that_has_it_in_that_direction_on_that_day_bears_it_out() -> None:
    heard = seen(f"{DAY}T14:05:00+02:00")
    found = ask(shelling(), heard)
    assert found.verdict is Witnessed.BORNE_OUT
    assert found.views[0].logged == (heard.id,)
    assert found.words == (heard.line,)
    assert found.reason == "borne out by the log of Hill, in 1 line"


@pytest.mark.parametrize(
    "other",
    [
        seen(f"{DAY}T14:05:00+02:00", bearing=270.0),
        seen(f"{DAY}T14:05:00+02:00", phenomenon=Phenomenon.SHOT),
        seen(f"{DAY}T14:05:00+02:00", km=(8.0, 9.0)),
        seen(f"{DAY}T14:05:00+02:00", exercise=True),
        seen(f"{DAY}T14:05:00+02:00", count=0),
        seen("2020-02-15T14:05:00+02:00"),
    ],
    ids=["another direction", "shots", "farther off", "an exercise", "none", "another day"],
)
def test_a_line_of_something_else_does_not(other: LogRecord) -> None:
    assert ask(shelling(), quiet(DAY), other).verdict is Witnessed.NOT_LOGGED


def test_a_line_that_tells_a_distance_bears_it_out_beyond_the_range_that_is_held_as_a_rule() -> None:
    far = post(at=(SARAQIB[0], SARAQIB[1] - 0.155), watches=())  # 14 km west of it
    heard = seen(f"{DAY}T14:05:00+02:00", bearing=90.0, km=(12.0, 16.0))
    assert ask(shelling(), heard, posts=(far,)).verdict is Witnessed.BORNE_OUT
    assert (
        ask(shelling(), replace(heard, distance_km_low=None, distance_km_high=None), posts=(far,)).verdict is Witnessed.NONE_NEAR
    )


def test_three_posts_with_a_clear_view_that_logged_nothing_are_told_as_that() -> None:
    posts = post("HILL"), post("FARM", at=(35.90, 36.80)), post("MILL", at=(35.83, 36.82))
    found = ask(shelling(), *(quiet(DAY, post=one.id) for one in posts), posts=posts)
    assert found.verdict is Witnessed.NOT_LOGGED
    assert found.reason.startswith("three posts within range had a clear view and logged nothing")
    assert {view.view for view in found.views} == {Cover.MANNED}


def test_without_a_log_nobody_knows_whether_the_post_looked() -> None:
    found = ask(shelling())
    assert found.verdict is Witnessed.NOT_KNOWN
    assert found.reason == "whether anybody looked is not known: Hill (no log was entered)"


def test_of_a_post_whose_range_nobody_registered_it_is_not_known_what_it_saw() -> None:
    found = ask(shelling(), quiet(DAY), posts=(post(watches=()),))
    assert found.verdict is Witnessed.NOT_KNOWN
    assert "reach not registered" in found.reason


def test_an_evacuated_post_could_not_see() -> None:
    gone = post(events=((PostStatus.SET_UP, "2018-01-01"), (PostStatus.EVACUATED, "2020-01-01")))
    assert ask(shelling(), quiet(DAY), posts=(gone,)).verdict is Witnessed.NONE_COULD


def test_fog_or_a_rotation_limits_the_view() -> None:
    assert ask(shelling(), quiet(DAY), limit(f"{DAY}T06:00:00+02:00", f"{DAY}T09:00:00+02:00")).verdict is Witnessed.LIMITED_VIEW
    gone = limit(f"{DAY}T06:00:00+02:00", f"{DAY}T09:00:00+02:00", LimitCause.UNMANNED)
    assert ask(shelling(), quiet(DAY), gone).verdict is Witnessed.LIMITED_VIEW


def test_where_only_eyes_could_tell_the_night_limits_them() -> None:
    tanks = shelling(kind=EventType.MOBILIZE, mode="weapons")
    near = post(at=(35.864, 36.790))
    assert ask(tanks, quiet(DAY), posts=(near,)).verdict is Witnessed.LIMITED_VIEW
    assert ask(tanks, quiet(DAY), posts=(post(),)).verdict is Witnessed.NONE_NEAR, "five km are too far to see tanks"


def test_a_post_beyond_earshot_is_not_near() -> None:
    found = ask(shelling(), quiet(DAY), posts=(post(at=(36.2, 36.8)),))
    assert (found.verdict, found.reason) == (Witnessed.NONE_NEAR, "no post is known within range of it")
    assert ask(shelling(), posts=()).reason == "no posts are known"


def test_a_statement_is_nothing_a_post_perceives() -> None:
    assert ask(shelling(kind=EventType.THREATEN, mode="violence"), quiet(DAY)).verdict is Witnessed.NOT_PERCEIVED
    assert ask(replace(shelling(), realis=Realis.FUTURE), quiet(DAY)).verdict is Witnessed.NOT_PERCEIVED


@pytest.mark.parametrize("incident", [shelling("Idlib"), shelling(None), shelling("Syria"), shelling(on=None)])
def test_without_a_place_or_a_day_it_cannot_be_told(incident: Incident) -> None:
    assert ask(incident, quiet(DAY)).verdict is Witnessed.CANNOT_TELL


def test_of_a_week_it_cannot_be_told() -> None:
    week = replace(shelling(), time=days("2020-02-08", "2020-02-14", PAPER.quote("Thursday")))
    assert ask(week, quiet(DAY)).verdict is Witnessed.CANNOT_TELL


def test_the_day_of_the_report_alone_may_be_the_day_before() -> None:
    dated = replace(shelling(), time=days("2020-02-14", "2020-02-14"))
    assert ask(dated, seen(f"{DAY}T22:00:00+02:00")).verdict is Witnessed.BORNE_OUT
    assert ask(dated, quiet("2020-02-14")).verdict is Witnessed.LIMITED_VIEW, "of the day before there is no log"


def test_a_wide_ground_may_lie_within_range_and_may_not() -> None:
    words = PAPER.quote("Saraqib")
    ring = ((36.6, 35.7), (37.2, 35.7), (37.2, 36.1), (36.6, 36.1), (36.6, 35.7))
    around = Place(words, "the countryside", ground=Ground(Shape.OUTLINE, ((ring,),), (35.9, 36.9), words))
    wide = replace(shelling(), place=around)
    assert ask(wide, quiet(DAY)).verdict is Witnessed.CANNOT_TELL
    assert ask(wide, seen(f"{DAY}T14:05:00+02:00")).verdict is Witnessed.BORNE_OUT


def test_a_position_known_to_ten_km_only_tells_little() -> None:
    assert ask(shelling(), quiet(DAY), posts=(post(precision_km=10.0),)).verdict is Witnessed.CANNOT_TELL


def test_a_post_that_looks_the_other_way_is_not_within_range() -> None:
    west = post(watches=(Watch(Means.HEARD, 12.0, sectors=((180.0, 359.0),)),))
    assert ask(shelling(), quiet(DAY), posts=(west,)).verdict is Witnessed.NONE_NEAR


def test_an_incident_that_a_log_itself_tells_is_borne_out_by_it() -> None:
    told = shelling()
    own = seen(f"{DAY}T14:05:00+02:00", bearing=None, claim_id=told.claim_ids[0], phenomenon=Phenomenon.OTHER)
    found = ask(told, own, posts=(post(at=(36.5, 36.8)),))
    assert found.verdict is Witnessed.BORNE_OUT
    assert [(view.view, view.within) for view in found.views] == [(Cover.MANNED, True)], "who logged it could perceive it"


def test_of_what_a_log_tells_to_the_minute_another_hour_is_another_thing() -> None:
    told = shelling()
    own = seen(f"{DAY}T14:05:00+02:00", claim_id=told.claim_ids[0])
    again, farm = seen(f"{DAY}T18:00:00+02:00"), post("FARM", at=(35.90, 36.80))
    dawn, then = (seen(f"{DAY}T{at}+02:00", post="FARM", bearing=180.0) for at in ("06:00:00", "14:06:00"))
    found = ask(told, own, again, dawn, posts=(post(), farm))
    assert {view.post_id: view.logged for view in found.views} == {"HILL": (own.id,), "FARM": ()}
    both = ask(told, own, again, dawn, then, posts=(post(), farm))
    assert {view.post_id: view.logged for view in both.views} == {"HILL": (own.id,), "FARM": (then.id,)}


LINES = st.lists(
    st.builds(
        lambda hour, bearing, who: seen(f"{DAY}T{hour:02}:05:00+02:00", bearing=bearing, post=who),
        st.integers(0, 23),
        st.sampled_from([0.0, 90.0, 180.0, 270.0]),
        st.sampled_from(["HILL", "FARM"]),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_posts_and_lines_changes_nothing(lines: list[LogRecord], shuffler: random.Random) -> None:
    posts = post("HILL"), post("FARM", at=(35.90, 36.80))
    before = ask(shelling(), *lines, posts=posts)
    shuffler.shuffle(lines)
    assert ask(shelling(), *lines, posts=posts[::-1]) == before


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_a_line_that_bears_it_out_is_not_undone_by_others(lines: list[LogRecord]) -> None:
    assert ask(shelling(), seen(f"{DAY}T14:06:00+02:00"), *lines).verdict is Witnessed.BORNE_OUT


@pytest.mark.parametrize("row", read_table("perceiving.csv", PerceivingRow), ids=lambda row: f"{row.type}-{row.mode}-{row.means}")
def test_a_log_with_one_of_the_phenomena_of_a_row_bears_out_such_an_act(row: PerceivingRow) -> None:
    assert row.mode is None or row.mode in MODES[row.type]
    assert row.source
    assert row.km > 0
    known = {*Phenomenon, "hardware", "access"}
    assert set(row.phenomena) <= known
    phenomenon = next((name for name in row.phenomena if name in set(Phenomenon)), None)
    if phenomenon is None:
        return
    near = post(at=(SARAQIB[0], SARAQIB[1] - 0.01), watches=(Watch(row.means, row.km),))
    line = seen(f"{DAY}T12:05:00+02:00", phenomenon=Phenomenon(phenomenon), means=row.means)
    found = ask(shelling(kind=row.type, mode=row.mode), line, posts=(near,))
    assert found.verdict is Witnessed.BORNE_OUT


@pytest.mark.parametrize(
    "row",
    {row.example: row for row in read_table("perceiving.csv", PerceivingRow)}.values(),
    ids=lambda row: row.example,
)
def test_the_example_of_an_act_is_read_as_it(row: PerceivingRow) -> None:
    assert any(claim.type is row.type and row.mode in (None, claim.mode) for claim in claims_of(row.example))


def test_an_act_of_any_other_mode_falls_under_the_row_without_one() -> None:
    assert perceiving(EventType.ASSAULT, "unconventional") == perceiving(EventType.ASSAULT, None) != ()
    assert perceiving(EventType.AGREE, None) == ()


def test_a_thousand_incidents_and_fifty_posts_take_no_time() -> None:
    posts = tuple(post(f"P{n:02}", at=(35.5 + 0.02 * n, 36.5 + 0.01 * n)) for n in range(50))
    records = [quiet((date(2020, 2, 1) + timedelta(days=n)).isoformat(), post=one.id) for one in posts for n in range(20)]
    day = [
        replace(
            shelling(), id=f"i{n}", time=days(f"2020-02-{1 + n % 20:02}", f"2020-02-{1 + n % 20:02}", PAPER.quote("Thursday"))
        )
        for n in range(1000)
    ]
    start = time.process_time()
    found = list(witnesses(day, posts, logs_of(records)))
    assert len(found) == 1000
    assert time.process_time() - start < 20
