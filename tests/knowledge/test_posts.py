"""The registry of observation posts: what the packaged files hold, and how a faulty file is named by its lines."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeError, UsageError
from trucewatch.knowledge.posts import (
    FOLDER,
    LEAST_PRECISION_KM,
    check_posts,
    choose_post,
    load_posts,
    read_posts,
    shelved_posts,
)
from trucewatch.model import Post, PostStatus

HEAD = """operator = "XVA:IGO"
mandate = "watch"
country = "XVA"
zone = "Atlantic/Azores"

"""
POST = """[[posts]]
id = "A-1"
name = "Alpha"
"""


def faults(path: Path, text: str) -> list[tuple[int, str]]:
    file = path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return [(fault.line, fault.reason) for fault in check_posts(file)[1]]


def test_the_twelve_posts_around_idlib_are_held_in_the_order_of_their_set_up() -> None:
    posts = read_posts(FOLDER / "idlib.toml")
    assert [post.id for post in posts] == [f"IDL-{number:02}" for number in range(1, 13)]
    begun = [next(event.on for event in post.events if event.status is PostStatus.SET_UP) for post in posts]
    assert begun == sorted(begun)
    assert (begun[0], begun[-1]) == (date(2017, 10, 13), date(2018, 5, 16))


@pytest.mark.parametrize("post", load_posts(), ids=lambda post: post.id)
def test_no_position_is_finer_than_public_reports_and_each_has_its_source(post: Post) -> None:
    for position in post.positions:
        assert position.precision_km >= LEAST_PRECISION_KM
        assert position.source
        assert round(position.latitude, 2) == position.latitude
        assert round(position.longitude, 2) == position.longitude
    assert all(event.source for event in post.events)


def test_posts_behind_the_line_on_the_day_of_the_ultimatum() -> None:
    behind = {
        post.id
        for post in read_posts(FOLDER / "idlib.toml")
        if any(event.status is PostStatus.ENCIRCLED and event.on <= date(2020, 2, 5) for event in post.events)
    }
    assert {"IDL-06", "IDL-09"} <= behind


def test_a_post_is_found_by_its_id_or_a_name() -> None:
    assert choose_post("idl-09").id == choose_post("Murek").id == "IDL-09"
    with pytest.raises(UsageError, match="is no post known"):
        choose_post("Nowhere")


def test_what_stands_above_the_posts_holds_for_each_that_does_not_say_it(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(HEAD + POST + POST.replace("A-1", "A-2") + 'zone = "Asia/Damascus"\n', encoding="utf-8")
    assert [post.zone for post in read_posts(file)] == ["Atlantic/Azores", "Asia/Damascus"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (HEAD.replace("Atlantic/Azores", "Atlantic/Nowhere") + POST, 4, "is no time zone"),
        (HEAD + POST + 'opertor = "X"\n', 9, "opertor is no field of"),
        (HEAD + POST + POST, 10, "used twice"),
        (HEAD + POST + "[[posts.positions]]\nlatitude = 95\nlongitude = 0\nprecision_km = 2\nsource = 's'\n", 9, "no place on the globe"),
        (HEAD + POST + "[[posts.positions]]\nlatitude = 35.0\nlongitude = 36.0\nprecision_km = 0.1\nsource = 's'\n", 12, "no finer than"),
        (HEAD + POST + "[[posts.watches]]\nmeans = 'heard'\nrange_km = 5\nsectors = [[10, 400]]\n", 12, "0 to 360"),
        (HEAD + POST + "[[posts.events]]\nstatus = 'gone'\non = 2020-01-01\nsource = 's'\n", 10, "status cannot be"),
        (HEAD, 1, "at least one"),
        ("operator = \n", 1, "no TOML"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    try:
        found = faults(tmp_path, text)
    except KnowledgeError as error:
        found = [(error.line, error.reason)]
    assert [(number, reason in told) for number, told in found] == [(line, True)]


def test_events_out_of_their_order_are_named(tmp_path: Path) -> None:
    events = "".join(f"[[posts.events]]\nstatus = 'set up'\non = {day}\nsource = 's'\n" for day in ("2020-02-01", "2020-01-01"))
    assert [line for line, _ in faults(tmp_path, HEAD + POST + events)] == [13]


def test_a_faulty_file_of_ones_own_is_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("operator = \n", encoding="utf-8")
    (tmp_path / "good.toml").write_text(HEAD + POST, encoding="utf-8")
    posts, remarks = shelved_posts(FOLDER, tmp_path)
    assert "A-1" in {post.id for post in posts}
    assert len(remarks) == 1
    assert remarks[0].startswith("bad.toml:1")


@pytest.mark.parametrize("id", ["A/../B", "<b>A</b>", "A\\nB", "x" * 41, "-A"])
def test_an_id_is_one_that_stands_in_an_address_and_a_file(tmp_path: Path, id: str) -> None:
    assert [line for line, reason in faults(tmp_path, HEAD + POST.replace("A-1", id)) if "up to 40 letters" in reason] == [7]


def test_a_place_and_a_range_as_wide_as_a_country_are_slips(tmp_path: Path) -> None:
    place = '[[posts.positions]]\nlatitude = 0.0\nlongitude = 180.0\nprecision_km = 30000.0\nsource = "a map"\n'
    watch = '[[posts.watches]]\nmeans = "saw"\nrange_km = 1e9\n'
    told = faults(tmp_path, HEAD + POST + place + watch)
    assert [line for line, _ in told] == [12, 16]


def test_of_two_files_with_one_id_the_first_holds_and_the_second_is_told(tmp_path: Path) -> None:
    for file, name in (("a.toml", "Alpha"), ("b.toml", "Other")):
        (tmp_path / file).write_text(HEAD + POST.replace("Alpha", name), encoding="utf-8")
    posts, told = shelved_posts(own=tmp_path)
    assert [post.name for post in posts if post.id == "A-1"] == ["Alpha"]
    assert told == ("b.toml: post id A-1 is that of a.toml already; ids are never reused",)


def test_a_pipe_in_the_folder_holds_up_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "own.toml").write_text(HEAD + POST, encoding="utf-8")
    posts, told = shelved_posts(own=tmp_path)
    assert "A-1" in {post.id for post in posts}
    assert told == ("pipe.toml:1: the file cannot be read: it is a pipe",)
