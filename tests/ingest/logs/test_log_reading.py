"""Logs of observation posts: what a line becomes, and which lines are named as wrong while the rest goes on."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from trucewatch.ingest.logs import LogDay, log_files, read_log, read_log_file
from trucewatch.knowledge.posts import FOLDER, read_posts
from trucewatch.model import (
    AccessEvent,
    AccessOutcome,
    EventType,
    HardwareFinding,
    HardwareSighting,
    Limit,
    Means,
    Observation,
    Phenomenon,
    Shape,
    Unread,
)

POSTS = read_posts(FOLDER / "training.toml")
HEADER = "post,date,time,means,count,phenomenon,description,weapon,distance,direction,exercise"


def read(text: str, source: str = "log.csv") -> tuple[list[LogDay], list[Unread]]:
    found = list(read_log(text.encode(), source, POSTS))
    return [item for item in found if isinstance(item, LogDay)], [item for item in found if isinstance(item, Unread)]


def one(line: str, header: str = HEADER) -> LogDay:
    days, unread = read(f"{header}\n{line}\n")
    assert not unread
    assert len(days) == 1
    return days[0]


def seen(line: str) -> Observation:
    record = one(line).records[0]
    assert isinstance(record, Observation)
    return record


def fault(line: str, header: str = HEADER) -> str:
    days, unread = read(f"{header}\nTRN-01,2024-03-01,12:00,Heard,1,Explosion,Undetermined,,3km,N,\n{line}\n")
    assert len(days) == 1
    assert [item.source for item in unread] == ["log.csv:3"]
    return unread[0].reason


def test_a_line_of_a_log_becomes_an_observation_with_its_words() -> None:
    record = seen("TRN-01,2024-03-02,18:40-19:05,Heard,about 20,Explosion,Undetermined,N/K,2-5km,WSW,")
    assert record.line.text.startswith("TRN-01,2024-03-02,18:40")
    assert (record.start, record.end) == ("2024-03-02T18:40-01:00", "2024-03-02T19:05-01:00")
    assert (record.means, record.phenomenon) == (Means.HEARD, Phenomenon.EXPLOSION)
    assert (record.count_low, record.direction, record.spread) == (20, 247.5, 11.25)
    assert (record.distance_km_low, record.distance_km_high) == (2, 5)


def test_an_explosion_is_claimed_in_the_sector_in_which_it_was_heard() -> None:
    day = one("TRN-01,2024-03-02,18:40,Heard,3,Explosion,Impact,,2-5km,W,")
    claim = day.claims[0]
    assert claim.type is EventType.ASSAULT
    assert claim.place is not None
    assert claim.place.ground is not None
    assert claim.place.ground.shape is Shape.SECTOR
    assert claim.place.ground.middle[1] < -35.30
    assert claim.logged is not None
    assert claim.logged.operator == "XVA:IGO"


@pytest.mark.parametrize("words", ["Outgoing explosion", "Muzzle flash", "Burst", "Shot"])
def test_what_was_fired_is_never_placed(words: str) -> None:
    near, far = (one(f"TRN-01,2024-03-02,18:40,Saw,3,{words},,,{where},") for where in ("1km,W", "4-5km,ENE"))
    grounds = [day.claims[0].place and day.claims[0].place.ground for day in (near, far)]
    assert grounds[0]
    assert grounds[1]
    assert grounds[0].pieces == grounds[1].pieces
    assert grounds[0].shape is Shape.CIRCLE


def test_an_exercise_is_a_show_of_arms_and_no_attack() -> None:
    claim = one("TRN-01,2024-03-02,11:00,Heard,12,Burst,,HMG,3km,E,yes").claims[0]
    assert (claim.type, claim.mode) == (EventType.MOBILIZE, "weapons")


def test_a_flare_is_logged_and_claims_nothing() -> None:
    day = one("TRN-01,2024-03-02,21:00,Saw,2,Illumination flare,,,3km,E,")
    assert day.records
    assert not day.claims


def test_a_patrol_turned_back_is_a_claim_against_its_operator() -> None:
    day = one('TRN-01,2024-03-02,10:55,denied,two men,"No ""notice"" was given"', "post,date,time,outcome,by,reason")
    record = day.records[0]
    assert isinstance(record, AccessEvent)
    assert (record.outcome, record.reason_given) == (AccessOutcome.DENIED, 'No "notice" was given')
    assert day.claims[0].type is EventType.COERCE
    assert [actor.party for actor in day.claims[0].recipient] == ["XVA:IGO"]


def test_a_weapon_beyond_its_line_is_logged_and_one_in_violation_is_claimed() -> None:
    header = "post,date,time,finding,kind,count,side"
    for words, finding, claims in (
        ("in violation of withdrawal lines", HardwareFinding.IN_VIOLATION, 1),
        ("again missing", HardwareFinding.MISSING, 0),
    ):
        day = one(f"TRN-01,2024-03-02,10:55,{words},howitzer,2,XVA:REB", header)
        record = day.records[0]
        assert isinstance(record, HardwareSighting)
        assert (record.finding, record.count, record.side, len(day.claims)) == (finding, 2, "XVA:REB", claims)


def test_a_night_of_fog_is_a_limit() -> None:
    record = one("TRN-01,2024-03-02,18:00-23:00,dense fog,yes", "post,date,time,cause,whole").records[0]
    assert isinstance(record, Limit)
    assert record.whole


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("TRN-09,2024-03-02,18:40,Heard,1,Explosion,,,,,", "is no post of the registry"),
        ("TRN-01,2024-03-02,18:40,Heard,1,Explosion,,,,400,", "a bearing lies in 0..360"),
        ("TRN-01,2024-03-02,18:40-18:05,Heard,1,Explosion,,,,N,", "before it starts"),
        ("TRN-01,2024-02-30,18:40,Heard,1,Explosion,,,,N,", "no day of the calendar"),
        ("TRN-01,03/04/2024,18:40,Heard,1,Explosion,,,,N,", "day first or month first"),
        ("TRN-01,2024-03-31,00:30,Heard,1,Explosion,,,,N,", "the clocks skip"),
        ("TRN-01,2024-03-02,18:40,Heard,some dozens,Explosion,,,,N,", "is no count"),
        ("TRN-01,2024-03-02,18:40,Heard,1,Explosion,,,far off,N,", "is no distance"),
        ("TRN-01,2024-03-02,18:40,Heard,1,,,,,N,", "nothing is said to have been perceived"),
        ('TRN-01,2024-03-02,18:40,"Heard,1,Explosion,,,,N,', "never closed"),
    ],
)
def test_a_line_that_cannot_be_is_named_and_the_rest_goes_on(line: str, reason: str) -> None:
    assert reason in fault(line)


def test_a_post_in_two_places_at_once_is_named_in_both_lines() -> None:
    header = "post,date,time,means,phenomenon,latitude,longitude,position"
    lines = [
        "TRN-01,2024-03-02,10:00-11:00,Saw,Crater,40.00,-35.30,",
        "TRN-01,2024-03-02,10:30,Saw,Shot,40.2,-35.1,patrol at the weir",
    ]
    days, unread = read("\n".join([header, *lines]))
    assert not days
    assert [item.source for item in unread] == ["log.csv:2", "log.csv:3"]
    assert all("two places at one time" in item.reason for item in unread)


def test_a_minute_of_the_hour_that_clocks_run_twice_tells_of_its_one_day() -> None:
    claim = one("TRN-01,2024-10-27,00:00,Heard,1,Explosion,Undetermined,,3km,N,").claims[0]
    assert claim.time
    assert (claim.time.start, claim.time.end) == (date(2024, 10, 27), date(2024, 10, 28))


def test_thousands_of_lines_on_one_day_are_compared_in_seconds() -> None:
    lines = [f"TRN-01,2024-03-01,,Heard,{count},Explosion,Undetermined,,3km,N,,{place}" for count, place in (
        *((count, "Koryn") for count in range(4_000)), *((count, "the weir") for count in range(20)))]  # fmt: skip
    began = time.process_time()
    days, unread = read("\n".join([f"{HEADER},position", *lines]))
    assert not days
    assert len(unread) == len(lines)
    assert "at Koryn here, at the weir in line 4002" in unread[0].reason
    assert "at the weir here, at Koryn in line 2" in unread[-1].reason
    assert time.process_time() - began < 20


@pytest.mark.parametrize("place", ["1" * 60 + "!", "1." * 5_000, "1 1 " * 5_000, "9," * 5_000, "2 km " * 5_000])
def test_a_place_of_many_figures_holds_up_nothing(place: str) -> None:
    began = time.process_time()
    record = one(f'TRN-01,2024-03-01,12:00,Heard,1,Explosion,,,,,,"{place}"', f"{HEADER},event_location").records[0]
    assert isinstance(record, Observation)
    assert record.direction is None
    assert time.process_time() - began < 5


@pytest.mark.parametrize("place", ["2-4km WSW", "2 - 4 km WSW", "2km-4km WSW", "2000-4000m WSW"])
def test_distance_and_direction_are_read_from_the_place_of_an_event(place: str) -> None:
    record = one(f"TRN-01,2024-03-01,12:00,Heard,1,Explosion,,,,,,{place}", f"{HEADER},event_location").records[0]
    assert isinstance(record, Observation)
    assert (record.distance_km_low, record.distance_km_high, record.direction) == (2.0, 4.0, 247.5)


def test_a_place_told_from_another_place_is_kept_as_words() -> None:
    record = one("TRN-01,2024-03-01,12:00,Heard,1,Explosion,,,,,,2 km north of the weir", f"{HEADER},event_location").records[0]
    assert isinstance(record, Observation)
    assert (record.direction, record.distance_km_low) == (None, None)


def test_a_log_whose_lines_end_in_carriage_returns_is_read(tmp_path: Path) -> None:
    line = "TRN-01,2024-03-01,12:00,Heard,1,Explosion,Undetermined,,3km,N,"
    (tmp_path / "old.csv").write_bytes(f"{HEADER}\r{line}\r{line}\r".encode())
    ((path, source),) = log_files([tmp_path])
    (day,) = read_log_file(path, source, POSTS)
    assert isinstance(day, LogDay)
    assert len(day.records) == 2


def test_a_position_far_from_the_post_is_named() -> None:
    header = "post,date,time,means,phenomenon,latitude,longitude"
    _, unread = read(f"{header}\nTRN-01,2024-03-02,10:00,Saw,Crater,41.00,-35.30\n")
    assert "from where the registry has TRN-01" in unread[0].reason


def test_the_order_of_lines_changes_no_record() -> None:
    lines = [f"TRN-0{n},2024-03-02,1{n}:00,Heard,{n},Explosion,Undetermined,,{n}km,N," for n in (1, 2, 3)]
    forth, back = (read("\n".join([HEADER, *some]))[0] for some in (lines, lines[::-1]))
    assert {record.id for day in forth for record in day.records} == {record.id for day in back for record in day.records}


def test_the_packaged_training_posts_are_read() -> None:
    assert [post.id for post in POSTS] == ["TRN-01", "TRN-02", "TRN-03", "TRN-04"]
    assert Path(FOLDER / "training.toml").exists()


def test_columns_that_are_not_known_are_named_and_the_lines_are_read() -> None:
    days, unread = read("post,date,time,phenomenon,Distance (miles),Signature\nTRN-01,2024-03-02,10:00,Explosion,2,AB\n")
    assert len(days[0].records) == 1
    assert [(item.source, item.reason.partition(": ")[2]) for item in unread] == [("log.csv", "Distance (miles), Signature")]


def test_an_actor_named_in_quoted_words_is_kept() -> None:
    day = one('TRN-01,2024-03-02,10:55,denied,"the ""Blue"" guard"', "post,date,time,outcome,by")
    assert [actor.label for actor in day.claims[0].actor] == ['the "Blue" guard']


def test_a_patrol_with_coordinates_is_placed_to_a_kilometre() -> None:
    header = "post,date,time,outcome,position,latitude,longitude"
    place = one("TRN-01,2024-03-02,10:55,denied,gate at Brack,40.1,-35.2", header).claims[0].place
    assert place
    assert place.ground
    assert (place.ground.middle, place.ground.km) == ((40.1, -35.2), 1.0)


def test_explosions_are_counted_alike_whatever_they_were_taken_for() -> None:
    lines = (
        "TRN-01,2024-03-14,21:00,heard,7,explosion,undetermined,N/K,4-6km,ESE,",
        "TRN-03,2024-03-14,21:00,saw,about 6,explosion,impact,N/K,5-7km,NW,",
        "TRN-02,2024-03-14,21:04,heard,3,explosion,outgoing,N/K,5-7km,NW,",
        "TRN-02,2024-03-14,21:09,heard,15,burst,,HMG,1-3km,NW,",
        "TRN-02,2024-03-14,21:20,heard,5,shot,,Small arms,1-3km,NW,",
    )
    days, _ = read("\n".join((HEADER, *lines)))
    counted = {(figure.kind.value, figure.low) for day in days for claim in day.claims for figure in claim.figures}
    assert counted == {("explosions", 7), ("explosions", 6), ("explosions", 3), ("bursts", 15), ("shots", 5)}


def test_what_an_exercise_fired_is_counted_as_what_it_is() -> None:
    days, _ = read(HEADER + "\nTRN-01,2024-03-14,10:00,heard,18,burst,,HMG,1-3km,NW,yes")
    ((claim,),) = (day.claims for day in days)
    assert (claim.type, [(figure.kind.value, figure.low) for figure in claim.figures]) == (EventType.MOBILIZE, [("bursts", 18)])


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("XVA:REB", "XVA:REB"),
        ("two armed men of the Eastern Column of the Vesna valley", "XVA:REB"),
        ("two men of the valley", None),
    ],
)
def test_who_stopped_a_patrol_is_known_where_the_words_name_a_party(by: str, code: str | None) -> None:
    days, _ = read(f"post,date,time,outcome,by\nTRN-01,2024-03-14,10:00,denied,{by}")
    (record,) = days[0].records
    assert isinstance(record, AccessEvent)
    assert (record.by, record.by_words) == (code, by)
