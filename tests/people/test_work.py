"""What people are at: presence fades, drafts come back to their owner, a form counts once."""

from __future__ import annotations

import threading

import pytest

from tests.people.conftest import PASSWORD, Clock
from trucewatch.people import Before, People, Role
from trucewatch.people.work import KEPT, LARGEST, MOST_OF_NOBODY


@pytest.fixture
def two(people: People) -> People:
    for name in ("ines", "mara"):
        people.accounts.add(name, Role.REVIEWER, PASSWORD, full_name=name.title())
    return people


def test_whoever_looks_is_seen_by_the_others_and_fades_after_a_minute(two: People, clock: Clock) -> None:
    two.presence.look("inc-1", "mara")
    clock.turn(30)
    two.presence.look("inc-1", "ines")
    assert [one.full_name for one in two.presence.who(["inc-1"])["inc-1"]] == ["Ines", "Mara"]
    assert [one.name for one in two.presence.who(["inc-1"], but="ines")["inc-1"]] == ["mara"]
    clock.turn(31)
    assert [one.name for one in two.presence.who(["inc-1", "inc-2"])["inc-1"]] == ["ines"]
    two.presence.leave("inc-1", "ines")
    assert two.presence.who(["inc-1"]) == {"inc-1": ()}


def test_a_draft_is_the_last_one_typed_and_only_its_owners(two: People, clock: Clock) -> None:
    two.drafts.keep("mara", "/review/1", [("reason", "first")])
    two.drafts.keep("mara", "/review/1", [("reason", "second \u202e <b> \ud800 😀\x00"), ("reason", "again")])
    draft = two.drafts.of("mara", "/review/1")
    assert draft is not None
    assert draft.fields == (("reason", "second \u202e <b> \ud800 😀\x00"), ("reason", "again"))
    assert two.drafts.of("ines", "/review/1") is None
    assert two.drafts.of("", "/review/1") is None
    clock.turn(KEPT + 1)
    assert two.drafts.of("mara", "/review/1") is None


def test_a_draft_of_nobody_goes_to_whoever_has_its_key(two: People) -> None:
    key = two.drafts.keep("", "/form", [("words", "typed before signing in")])
    two.drafts.adopt("wrong", "ines")
    assert two.drafts.of("ines", "/form") is None
    two.drafts.adopt(key, "mara")
    assert two.drafts.of("mara", "/form") is not None
    two.drafts.adopt(key, "ines")
    assert two.drafts.of("ines", "/form") is None
    two.drafts.drop("mara", "/form")
    assert two.drafts.of("mara", "/form") is None


def test_a_flood_of_drafts_pushes_out_only_those_of_nobody(two: People) -> None:
    two.drafts.keep("mara", "/form", [("words", "mine")])
    keys = [two.drafts.keep("", f"/{number}", [("a", "b")]) for number in range(MOST_OF_NOBODY + 20)]
    two.drafts.adopt(keys[-1], "ines")
    assert two.drafts.of("ines", f"/{MOST_OF_NOBODY + 19}") is not None
    assert two.drafts.of("mara", "/form") is not None


def test_a_draft_too_large_is_not_kept_in_part(two: People) -> None:
    two.drafts.keep("mara", "/form", [("words", "x" * (LARGEST + 1))])
    assert two.drafts.of("mara", "/form") is None


def test_a_form_sent_twice_is_done_once(people: People) -> None:
    assert people.once.begin("k") is None
    assert people.once.begin("k") == Before(None)
    people.once.done("k", "/incidents/inc-1")
    assert people.once.begin("k") == Before("/incidents/inc-1")
    assert people.once.outcome("k") == "/incidents/inc-1"


def test_a_form_that_did_nothing_may_be_sent_again(people: People, clock: Clock) -> None:
    people.once.begin("refused")
    people.once.release("refused")
    assert people.once.begin("refused") is None
    people.once.begin("killed")
    clock.turn(61)
    assert people.once.begin("killed") is None


def test_of_many_who_send_a_form_at_once_one_is_first(people: People) -> None:
    first: list[bool] = []
    threads = [threading.Thread(target=lambda: first.append(people.once.begin("k") is None)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(first) == [False] * 9 + [True]
