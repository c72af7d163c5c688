"""Sessions and tokens: how they end, and how often a password can be tried."""

from __future__ import annotations

import statistics
import threading
import time

import pytest

from tests.people.conftest import PASSWORD, Clock
from tests.people.test_accounts import signed_in
from trucewatch.errors import PeopleError
from trucewatch.people import NotSignedIn, People, Role, Scope, SignedIn, Visitor
from trucewatch.people.attempts import PER_ADDRESS, PER_PAIR, WINDOW

WRONG = "four words not joined"


@pytest.fixture
def mara(people: People) -> str:
    people.accounts.add("mara", Role.CONTRIBUTOR, PASSWORD)
    return "mara"


def test_a_session_ends_when_nothing_is_asked_for_too_long(people: People, clock: Clock, mara: str) -> None:
    key = signed_in(people, mara)
    for _ in range(3):
        clock.turn(3000)
        assert people.sessions.visitor(key) is not None
    clock.turn(3600)
    assert people.sessions.visitor(key) is None
    assert people.sessions.whose(key) == mara


def test_a_session_ends_after_its_whole_time_however_busy(people: People, clock: Clock, mara: str) -> None:
    key = signed_in(people, mara)
    for _ in range(47):
        clock.turn(1800)
        assert people.sessions.visitor(key) is not None
    clock.turn(1800)
    assert people.sessions.visitor(key) is None


@pytest.mark.parametrize("key", ["", "x", "\ud800", "'; DROP TABLE people_session;--", "k" * 100_000, "\x00"])
def test_no_made_up_key_opens_anything(people: People, mara: str, key: str) -> None:
    signed_in(people, mara)
    assert people.sessions.visitor(key) is None
    assert people.sessions.whose(key) == ""
    assert people.tokens.visitor(key) is None


def test_a_renewed_key_ends_the_old_one(people: People, mara: str) -> None:
    old = signed_in(people, mara)
    new = people.sessions.renew(old)
    assert people.sessions.visitor(old) is None
    assert people.sessions.visitor(new) is not None


def test_the_owner_sees_the_sessions_that_last(people: People, clock: Clock, mara: str) -> None:
    first = signed_in(people, mara)
    clock.turn(10)
    second = signed_in(people, mara)
    assert [one.current for one in people.sessions.of(mara, first)] == [False, True]
    people.sessions.sign_out(second)
    assert [one.browser for one in people.sessions.of(mara, first)] == ["a browser"]


def test_after_a_few_wrong_passwords_even_the_right_one_has_to_wait(people: People, clock: Clock, mara: str) -> None:
    for _ in range(PER_PAIR):
        assert people.sessions.sign_in(mara, WRONG, address="10.0.0.9") == NotSignedIn()
    held = people.sessions.sign_in(mara, PASSWORD, address="10.0.0.9")
    assert isinstance(held, NotSignedIn)
    assert 0 < held.wait <= WINDOW
    assert isinstance(people.sessions.sign_in(mara, PASSWORD, address="10.0.0.1"), SignedIn)
    clock.turn(held.wait)
    assert isinstance(people.sessions.sign_in(mara, PASSWORD, address="10.0.0.9"), SignedIn)


def test_an_unknown_name_is_held_off_like_a_known_one(people: People, mara: str) -> None:
    answers = {name: [people.sessions.sign_in(name, WRONG, address="a") for _ in range(7)] for name in (mara, "nobody")}
    assert answers[mara] == answers["nobody"]


def test_one_address_cannot_try_one_password_on_everybody(people: People) -> None:
    for number in range(PER_ADDRESS):
        assert people.sessions.sign_in(f"guess{number}", WRONG, address="10.0.0.9") == NotSignedIn()
    held = people.sessions.sign_in("another", WRONG, address="10.0.0.9")
    assert isinstance(held, NotSignedIn)
    assert held.wait


def test_tries_made_at_once_are_counted_each(people: People, mara: str) -> None:
    answers: list[SignedIn | NotSignedIn] = []
    threads = [
        threading.Thread(target=lambda: answers.append(people.sessions.sign_in(mara, WRONG, address="a"))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (
        sorted(isinstance(one, NotSignedIn) and one.wait == 0 for one in answers) == [False] * (12 - PER_PAIR) + [True] * PER_PAIR
    )


def test_an_unknown_name_takes_as_long_as_a_known_one(people: People, mara: str) -> None:
    def seconds(name: str, address: str) -> float:
        begun = time.thread_time()
        people.sessions.sign_in(name, WRONG, address=address)
        return time.thread_time() - begun

    seconds("warm", "up")
    known = statistics.median(seconds(mara, f"k{n}") for n in range(9))
    unknown = statistics.median(seconds(f"no{n}", f"u{n}") for n in range(9))
    assert 0.4 < known / unknown < 2.5  # without the hash tried for nobody it is 20 and more


def test_what_was_typed_as_an_unknown_name_stands_in_no_list(people: People, mara: str) -> None:
    people.sessions.sign_in(PASSWORD, "mara", address="a")
    assert PASSWORD not in repr(people.audit.latest())
    assert [line.what for line in people.audit.latest(1)] == ["sign-in refused"]


def test_a_token_reaches_as_far_as_its_scopes_and_no_further(people: People, mara: str) -> None:
    visitor = people.tokens.visitor(people.tokens.make(mara, {Scope.READ}))
    assert visitor is not None
    assert visitor.may(Role.VIEWER)
    assert not visitor.may(Role.CONTRIBUTOR)
    with pytest.raises(PeopleError, match="cannot hand out review"):
        people.tokens.make(mara, {Scope.REVIEW})


@pytest.mark.parametrize("days", [0, -1, 10_000])
def test_every_token_ends(people: People, mara: str, days: int) -> None:
    with pytest.raises(PeopleError):
        people.tokens.make(mara, {Scope.READ}, days=days)


def test_a_token_is_over_after_its_time_or_when_revoked(people: People, clock: Clock, mara: str) -> None:
    short, long = people.tokens.make(mara, {Scope.READ}, days=1), people.tokens.make(mara, {Scope.READ}, days=30)
    clock.turn(86_400)
    assert people.tokens.visitor(short) is None
    assert people.tokens.visitor(long) is not None
    number = long.split("_")[1]
    with pytest.raises(PeopleError):
        people.tokens.revoke(number, account="somebody-else")
    people.tokens.revoke(number, account=mara)
    assert people.tokens.visitor(long) is None


def test_half_a_token_is_no_token(people: People, mara: str) -> None:
    token = people.tokens.make(mara, {Scope.READ})
    number = token.split("_")[1]
    for wrong in (token[:-1], f"tw_{number}_", f"tw_{number}", number, token.replace("tw_", "")):
        assert people.tokens.visitor(wrong) is None


def test_nobody_is_nobody() -> None:
    assert not Visitor().may(Role.VIEWER)
    for name, role in (("", "viewer"), ("mara", ""), ("mara", "owner")):
        with pytest.raises(ValueError):
            Visitor(name, role)
