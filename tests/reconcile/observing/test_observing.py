"""The same happening as two posts log it: merged where phenomenon, time and sectors meet, kept apart where one does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from tests.logging_posts import later, line, log_of
from tests.telling import claim, report
from trucewatch.model import Claim, EventType, Grade, Incident, Report, Shape, State, Statement
from trucewatch.reconcile import reconcile
from trucewatch.reconcile.facts import facts_of
from trucewatch.reconcile.merging.merger import Merger

WORDS = "Heard explosions to the north-east."
AT = "2020-02-13T20:05:00+02:00"
HILL_LOG, FARM_LOG, MILL_LOG = (log_of(post, "2020-02-14", WORDS) for post in ("HILL", "FARM", "MILL"))


def hill(at: str = AT, log: Report = HILL_LOG, operator: str = "OSCE", **more: Any) -> Claim:
    return line(log, WORDS, at, post="HILL", operator=operator, **more)


def farm(at: str = AT, log: Report = FARM_LOG, operator: str = "OSCE", **more: Any) -> Claim:
    return line(log, WORDS, at, post="FARM", operator=operator, **more)


def merged(*told: Claim, logs: Sequence[Report] = (HILL_LOG, FARM_LOG, MILL_LOG)) -> tuple[Incident, ...]:
    return reconcile(logs, told)


def test_what_two_posts_hear_at_one_time_in_sectors_that_meet_is_one_incident() -> None:
    (one,) = merged(hill(count=3), farm(count=5))
    assert [account.letter for account in one.accounts] == ["A", "B"]
    assert "sectors meet" in " ".join(one.matches[0].reasons)


def test_sectors_that_do_not_meet_are_two_happenings() -> None:
    assert len(merged(hill(bearing=225), farm(bearing=45))) == 2


def test_without_a_direction_nothing_is_merged() -> None:
    assert len(merged(hill(bearing=None), farm())) == 2


@pytest.mark.parametrize(("minutes", "incidents"), [(0, 1), (1, 1), (2, 1), (5, 2), (60, 2)])
def test_clocks_may_be_off_by_a_minute_or_two(minutes: float, incidents: int) -> None:
    assert len(merged(hill(), farm(later(AT, minutes)))) == incidents


def test_midnight_does_not_part_one_happening() -> None:
    assert len(merged(hill("2020-02-13T23:59:30+02:00"), farm("2020-02-14T00:00:30+02:00"))) == 1


def test_one_instant_in_two_zones_is_one_time() -> None:
    assert len(merged(hill("2020-02-13T20:05:00+02:00"), farm("2020-02-13T21:05:00+03:00"))) == 1


def test_the_hour_that_comes_twice_when_summer_time_ends_is_two_hours() -> None:
    assert len(merged(hill("2020-10-25T03:30:00+03:00"), farm("2020-10-25T03:30:00+02:00"))) == 2


def test_a_shot_is_no_explosion_but_part_of_a_burst() -> None:
    assert len(merged(hill(phenomenon="shot"), farm())) == 2
    assert len(merged(hill(phenomenon="shot"), farm(phenomenon="burst"))) == 1


def test_a_volley_told_in_ten_lines_of_one_post_stays_ten() -> None:
    log = log_of("HILL", "2020-02-14", *[f"Line {n}: one explosion." for n in range(10)])
    told = [line(log, f"Line {n}: one explosion.", later(AT, n / 6)) for n in range(10)]
    assert len(merged(*told, logs=[log])) == 10


def test_ten_lines_here_and_ten_there_are_ten_happenings_of_two_witnesses() -> None:
    logs = [log_of(post, "2020-02-14", *[f"Line {n}: one explosion." for n in range(10)]) for post in ("HILL", "FARM")]
    told = [
        line(log, f"Line {n}: one explosion.", later(AT, n), post=post)
        for log, post in zip(logs, ("HILL", "FARM"), strict=True)
        for n in range(10)
    ]
    incidents = merged(*told, logs=logs)
    assert [len(one.accounts) for one in incidents] == [2] * 10


def test_two_means_of_one_post_tell_one_happening_in_one_account() -> None:
    (one,) = merged(hill(), hill(means="saw", phenomenon="muzzle flash"))
    assert len(one.accounts) == 1


def test_a_chain_of_lines_two_minutes_apart_does_not_swallow_the_evening() -> None:
    logs = [log_of(post, "2020-02-14", WORDS) for post in ("HILL", "FARM")]
    told = [(hill if n % 2 else farm)(later(AT, 2 * n), logs[1 - n % 2]) for n in range(40)]
    assert max(len(one.claim_ids) for one in merged(*told, logs=logs)) == 2


def test_a_logged_claim_never_merges_with_a_report_by_its_words() -> None:
    paper = report("paper", "2020-02-14", WORDS, "Hill Post")
    told = claim(paper, WORDS, EventType.ASSAULT, "heavy-weapons", on="2020-02-13", at="Saraqib")
    assert len(reconcile([paper, HILL_LOG], [told, hill(place="Saraqib")])) == 2


def test_a_sum_over_a_day_is_no_happening() -> None:
    assert len(merged(hill(until=later(AT, 60 * 14)), farm(until=later(AT, 60 * 14)))) == 2


def test_a_long_shelling_is_met_by_one_that_began_and_ended_about_then() -> None:
    assert len(merged(hill(until=later(AT, 120)), farm(later(AT, 10), until=later(AT, 110)))) == 1
    assert len(merged(hill(until=later(AT, 120)), farm(later(AT, 60)))) == 2


def test_other_numbers_are_a_range_and_no_dispute() -> None:
    (one,) = merged(hill(count=3), farm(count=5))
    assert (one.figures[0].low, one.figures[0].high) == (3, 5)
    assert one.state is State.CORROBORATED
    assert Grade.CONTESTED not in {grading.grade for grading in one.grades}


def test_two_posts_of_a_mission_are_two_witnesses_of_one_institution() -> None:
    (one,) = merged(hill(), farm())
    happened = next(grading for grading in one.grades if grading.statement is Statement.HAPPENED)
    assert happened.grade is Grade.CORROBORATED
    assert "of one institution" in happened.reason


def test_the_posts_of_a_party_are_one_origin_however_many() -> None:
    told = [hill(operator="TUR:MIL"), farm(operator="TUR:MIL"), line(MILL_LOG, WORDS, AT, post="MILL", operator="TUR:MIL", km=30)]
    (one,) = merged(*told)
    assert one.origins == 1
    assert one.state is State.ALLEGED


def test_a_file_with_the_logs_of_two_posts_gives_two_accounts() -> None:
    both = log_of("HILL", "2020-02-14", WORDS)
    (one,) = merged(hill(log=both), farm(log=both), logs=[both])
    assert len(one.accounts) == 2
    assert len({account.origin for account in one.accounts}) == 2


def test_it_lies_where_the_sectors_meet() -> None:
    told = hill(), farm()
    (one,) = merged(*told)
    assert one.place is not None
    assert one.place.ground is not None
    assert one.place.ground.shape is Shape.MEETING
    met = shape(one.place.ground.geojson())
    for seen in told:
        assert seen.place is not None
        assert seen.place.ground is not None
        sector = shape(seen.place.ground.geojson())
        assert sector.buffer(0.001).covers(met)
        assert met.area < sector.area
    assert one.place.latitude is None, "a ground is no point"


def test_access_is_denied_once_however_many_patrols_log_it_only_at_one_place() -> None:
    more: dict[str, Any] = {"phenomenon": "access", "sort": "denied", "bearing": None}
    assert len(merged(hill(place="Saraqib", **more), farm(place="Saraqib", **more))) == 1
    assert len(merged(hill(place="Saraqib", **more), farm(place="Taftanaz", **more))) == 2


def test_tanks_and_mortars_at_one_place_are_two_sightings() -> None:
    more: dict[str, Any] = {"phenomenon": "hardware", "means": "saw", "place": "Saraqib"}
    assert len(merged(hill(sort="tank", **more), farm(sort="mortar", **more))) == 2


@st.composite
def evenings(draw: st.DrawFn) -> tuple[list[Report], list[Claim]]:
    logs = {post: log_of(post, "2020-02-14", *[f"Line {n} of {post}." for n in range(30)]) for post in ("HILL", "FARM", "MILL")}
    told = [
        line(
            logs[post],
            f"Line {n} of {post}.",
            later(AT, draw(st.integers(0, 12)) / draw(st.sampled_from([1, 2]))),
            post=post,
            phenomenon=draw(st.sampled_from(["explosion, undetermined", "explosion, impact", "shot", "burst", "other"])),
            means=draw(st.sampled_from(["heard", "saw", ""])),
            bearing=draw(st.none() | st.sampled_from([0.0, 45.0, 90.0, 225.0])),
            count=draw(st.none() | st.integers(1, 4)),
        )
        for post in logs
        for n in range(draw(st.integers(0, 9)))
    ]
    return list(logs.values()), list({one.id: one for one in told}.values())


@settings(max_examples=40, deadline=None)
@given(evenings(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(told: tuple[list[Report], list[Claim]], shuffler: object) -> None:
    logs, claims = told
    before = reconcile(logs, claims)
    claims = claims[:]
    shuffler.shuffle(claims)  # type: ignore[attr-defined]
    assert reconcile(logs[::-1], claims) == before


@settings(max_examples=40, deadline=None)
@given(evenings(), st.randoms(use_true_random=False), st.integers(1, 5))
def test_line_by_line_gives_the_same_as_all_at_once(told: tuple[list[Report], list[Claim]], shuffler: object, step: int) -> None:
    logs, claims = told
    facts = list(facts_of(claims, {log.id: log for log in logs}))
    whole, little = Merger(), Merger()
    whole.add(facts)
    shuffler.shuffle(facts)  # type: ignore[attr-defined]
    for at in range(0, len(facts), step):
        little.add(facts[at : at + step])
    assert little.groups() == whole.groups()
    gone = [item.id for item in facts[::3]]
    little.remove(gone)
    again = Merger()
    again.add(item for item in facts if item.id not in gone)
    assert little.groups() == again.groups()


@settings(max_examples=40, deadline=None)
@given(evenings())
def test_no_happening_holds_two_lines_of_one_post_by_one_means(told: tuple[list[Report], list[Claim]]) -> None:
    logs, claims = told
    by_id = {one.id: one for one in claims}
    for incident in reconcile(logs, claims):
        lines = [logged for key in incident.claim_ids if (logged := by_id[key].logged)]
        assert len({(one.post_id, one.means) for one in lines}) == len(lines)


def test_two_that_hear_no_further_than_two_km_heard_two_things() -> None:
    assert len(merged(hill(km=2), farm(bearing=45, km=2))) == 2
