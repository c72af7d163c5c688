"""Accounts: names, passwords, roles, and what becomes of everything when they change."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.people.conftest import PASSWORD, Clock
from trucewatch.errors import PeopleError
from trucewatch.people import NotSignedIn, People, Role, Scope, SignedIn, people_url


def signed_in(people: People, name: str, password: str = PASSWORD) -> str:
    answer = people.sessions.sign_in(name, password, address="10.0.0.1", browser="a browser")
    assert isinstance(answer, SignedIn)
    return answer.key


def test_somebody_added_can_sign_in_and_is_who_they_are(people: People) -> None:
    people.accounts.add("mara", Role.REVIEWER, PASSWORD, full_name="  Mara\u202e \x00 Idris ")
    visitor = people.sessions.visitor(signed_in(people, "mara"))
    assert visitor is not None
    assert (visitor.name, visitor.role, visitor.full_name) == ("mara", "reviewer", "Mara Idris")
    assert visitor.may(Role.CONTRIBUTOR)
    assert not visitor.may(Role.ADMIN)


def test_nothing_that_opens_anything_is_stored(people: People) -> None:
    people.accounts.add("mara", Role.ADMIN, PASSWORD)
    key, token = signed_in(people, "mara"), people.tokens.make("mara", {Scope.READ})
    draft = people.drafts.keep("", "/form", [("a", "b")])
    people.once.begin("once-key-of-the-form")
    with people.engine.connect() as connection:
        names = [row[0] for row in connection.execute(text("SELECT name FROM people_account"))]
        assert names == ["mara"]
        for table in ("account", "session", "token", "draft", "once", "audit", "attempt"):
            held = repr(connection.execute(text(f"SELECT * FROM people_{table}")).all())
            for secret in (PASSWORD, key, token, token.split("_", 2)[2], draft, "once-key"):
                assert secret not in held
    with people.engine.connect() as connection:
        assert connection.execute(text("SELECT password FROM people_account")).scalar_one().startswith("$argon2id$")


@pytest.mark.parametrize(
    "name", ["", "a", "Mara", "m ara", "../etc", "mara\n", "<b>mara", "м" * 5, "x" * 41, "-mara", "mara'--", "\x00mara"]
)
def test_no_hostile_name_is_taken(people: People, name: str) -> None:
    with pytest.raises(PeopleError):
        people.accounts.add(name, Role.VIEWER, PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "maramaramara", "x" * 1001])
def test_no_password_is_taken_that_is_guessed_first(people: People, password: str) -> None:
    with pytest.raises(PeopleError):
        people.accounts.add("mara", Role.VIEWER, password)


def test_a_password_is_the_same_however_the_keyboard_puts_its_letters_together(people: People) -> None:
    people.accounts.add("mara", Role.VIEWER, "d\u00e9j\u00e0 vu at dawn")
    assert signed_in(people, "mara", "de\u0301ja\u0300 vu at dawn")


def test_a_role_counts_from_the_next_request(people: People) -> None:
    people.accounts.add("mara", Role.REVIEWER, PASSWORD)
    key, token = signed_in(people, "mara"), people.tokens.make("mara", {Scope.REVIEW})
    people.accounts.set_role("mara", Role.VIEWER, by="ines")
    for visitor in (people.sessions.visitor(key), people.tokens.visitor(token)):
        assert visitor is not None
        assert not visitor.may(Role.REVIEWER)
    assert [(line.what, line.detail, line.by) for line in people.audit.latest(1)] == [
        ("role changed", "reviewer to viewer", "ines")
    ]


def test_a_new_password_ends_every_other_session(people: People) -> None:
    people.accounts.add("mara", Role.REVIEWER, PASSWORD)
    here, there = signed_in(people, "mara"), signed_in(people, "mara")
    people.accounts.set_password("mara", "quite another secret", keep=here)
    assert people.sessions.visitor(here) is not None
    assert people.sessions.visitor(there) is None
    assert isinstance(people.sessions.sign_in("mara", PASSWORD), NotSignedIn)


def test_signing_out_everywhere_ends_sessions_and_tokens_too_if_asked(people: People) -> None:
    people.accounts.add("mara", Role.REVIEWER, PASSWORD)
    keys, token = [signed_in(people, "mara") for _ in range(3)], people.tokens.make("mara", {Scope.READ})
    people.accounts.sign_out_everywhere("mara")
    assert [people.sessions.visitor(key) for key in keys] == [None] * 3
    assert people.tokens.visitor(token) is not None
    people.accounts.sign_out_everywhere("mara", tokens=True)
    assert people.tokens.visitor(token) is None


def test_a_removed_account_opens_nothing_and_its_name_stays_taken(people: People) -> None:
    people.accounts.add("mara", Role.REVIEWER, PASSWORD, full_name="Mara Idris")
    key, token = signed_in(people, "mara"), people.tokens.make("mara", {Scope.READ})
    people.drafts.keep("mara", "/form", [("words", "typed")])
    people.accounts.remove("mara")
    assert people.sessions.visitor(key) is None
    assert people.tokens.visitor(token) is None
    assert isinstance(people.sessions.sign_in("mara", PASSWORD), NotSignedIn)
    assert people.drafts.of("mara", "/form") is None
    assert [(one.full_name, one.active) for one in people.accounts.all()] == [("", False)]
    with pytest.raises(PeopleError, match="stays taken"):
        people.accounts.add("mara", Role.VIEWER, PASSWORD)


def test_on_the_site_the_only_admin_stays_one(people: People) -> None:
    people.accounts.add("ines", Role.ADMIN, PASSWORD)
    with pytest.raises(PeopleError, match="only admin"):
        people.accounts.set_role("ines", Role.VIEWER, by="ines")
    with pytest.raises(PeopleError, match="only admin"):
        people.accounts.remove("ines", by="ines")
    people.accounts.add("mara", Role.ADMIN, PASSWORD)
    people.accounts.remove("ines", by="mara")


def test_people_are_kept_beside_the_ledger_for_its_owner_alone(tmp_path: Path) -> None:
    address = people_url(f"sqlite:///{tmp_path}/ledger.sqlite")
    with People.open(address) as people:
        people.accounts.add("mara", Role.ADMIN, PASSWORD)
        found = sorted(tmp_path.iterdir())
        assert {path.name for path in found} >= {"ledger.people.sqlite"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}
    with People.open(address) as again:
        assert again.accounts.get("mara").role is Role.ADMIN


def test_the_people_of_a_postgresql_ledger_are_in_the_same_database() -> None:
    assert people_url("postgresql://me:secret@host/watch") == "postgresql://me:secret@host/watch"


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    other.write_text("a letter, and nothing else at all")
    with pytest.raises(Exception, match="not a SQLite file"):
        People.open(f"sqlite:///{other}")
    assert other.read_text().startswith("a letter")


def test_the_list_tells_when_somebody_was_last_there(people: People, clock: Clock) -> None:
    people.accounts.add("mara", Role.VIEWER, PASSWORD)
    assert people.accounts.all()[0].seen is None
    key = signed_in(people, "mara")
    clock.turn(600)
    people.sessions.visitor(key)
    seen = people.accounts.all()[0].seen
    assert seen is not None
    assert seen.timestamp() == clock()
