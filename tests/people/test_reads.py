"""The list of who read what is kept from the public."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from tests.people.conftest import Clock
from trucewatch.errors import LedgerError
from trucewatch.people import People, Scope, Visitor
from trucewatch.people.doors import writing
from trucewatch.people.reads import LONGEST, ONCE_IN
from trucewatch.people.schema import VERSION, read_table, version_table

RANA = Visitor("rana", "reviewer")
PROGRAM = Visitor("rana", "reviewer", scopes=frozenset({Scope.READ}))


def test_readings_are_listed_newest_first_and_by_account_and_item(people: People, clock: Clock) -> None:
    people.reads.note(RANA, "/incidents/a", address="10.0.0.5")
    clock.turn(60)
    people.reads.note(PROGRAM, "/api/v1/incidents", "page_size=200")
    clock.turn(60)
    people.reads.note(Visitor("vera", "viewer"), "/incidents/a")
    assert [(one.account, one.item, one.asked, one.by_token) for one in people.reads.latest()] == [
        ("vera", "/incidents/a", "", False),
        ("rana", "/api/v1/incidents", "page_size=200", True),
        ("rana", "/incidents/a", "", False),
    ]
    assert [one.account for one in people.reads.latest(item="/incidents/a")] == ["vera", "rana"]
    assert [one.item for one in people.reads.latest(account="vera")] == ["/incidents/a"]
    assert people.reads.latest(1)[0].account == "vera"
    assert people.reads.latest(account="rana")[-1].address == "10.0.0.5"


def test_the_same_within_ten_minutes_is_one_line(people: People, clock: Clock) -> None:
    for seconds in (0, 1, ONCE_IN - 2, 2):
        clock.turn(seconds)
        people.reads.note(RANA, "/incidents/a", "as_of=3")
    assert len(people.reads.latest()) == 2
    people.reads.note(RANA, "/incidents/a", "as_of=4")
    people.reads.note(RANA, "/incidents/a", "as_of=4", address="10.0.0.9")
    assert len(people.reads.latest()) == 4


def test_an_endless_address_is_cut(people: People) -> None:
    people.reads.note(RANA, "/incidents/" + "a" * 5_000, "q=" + "é" * 5_000)
    found = people.reads.latest()[0]
    assert (len(found.item), len(found.asked)) == (LONGEST, LONGEST)


def test_old_readings_are_forgotten_when_their_days_are_over(url: str, clock: Clock) -> None:
    with People.open(url, now=clock, reads_days=30) as people:
        people.reads.note(RANA, "/incidents/a")
        clock.turn(29 * 86_400)
        people.reads.note(RANA, "/incidents/b")
    clock.turn(2 * 86_400)
    with People.open(url, now=clock) as people:
        assert len(people.reads.latest()) == 2
    with People.open(url, now=clock, reads_days=30) as people:
        assert [one.item for one in people.reads.latest()] == ["/incidents/b"]


def test_a_site_that_stays_up_for_long_forgets_too(url: str, clock: Clock) -> None:
    with People.open(url, now=clock, reads_days=30) as people:
        people.reads.note(RANA, "/incidents/a")
        clock.turn(31 * 86_400)
        people.reads.note(RANA, "/incidents/b")
        assert [one.item for one in people.reads.latest()] == ["/incidents/b"]


def test_people_kept_by_an_earlier_version_get_the_list(url: str, clock: Clock) -> None:
    with People.open(url, now=clock) as people, writing(people.engine) as connection:
        read_table.drop(connection)
        connection.execute(version_table.update().values(version=VERSION - 1))
    with People.open(url, now=clock) as people:
        assert "people_read" in inspect(people.engine).get_table_names()
        people.reads.note(RANA, "/incidents/a")
        assert len(people.reads.latest()) == 1


def test_nobody_reads_unnoted_where_the_list_cannot_be_written(people: People) -> None:
    with writing(people.engine) as connection:
        read_table.drop(connection)
    with pytest.raises(LedgerError):
        people.reads.note(RANA, "/incidents/a")
    with writing(people.engine) as connection:
        read_table.create(connection)
    people.reads.note(RANA, "/incidents/a")
    assert len(people.reads.latest()) == 1
