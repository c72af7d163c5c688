"""The columns in memory answer every question like the tables, and follow what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from threading import enumerate as enumerate_threads

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from tests.catalogue.makings import make_incident, make_report, stamp
from tests.catalogue.plain import PlainShelf
from tests.catalogue.test_tables_and_plain import ATLAS, answers_like_the_plain_form, fill
from trucewatch.catalogue import Catalogue, Question, asking, columns, keeping, picking
from trucewatch.catalogue.columns import Learned, learn_columns
from trucewatch.errors import LedgerError
from trucewatch.ledger import Ledger
from trucewatch.model import EventType


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_the_columns_answer_like_the_plain_form(new_url: Callable[[], str], seed: int) -> None:
    drawn = Random(seed)
    with Ledger.open(new_url()) as ledger, pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "FEW", drawn.choice((0, 1, 2_000)))
        patch.setattr(columns, "AT_ONCE", drawn.choice((1, 2, 20_000)))
        patch.setattr(picking, "MOST_CELLS", drawn.choice((0, 4_000_000)))
        patch.setattr(picking, "MOST_KEYS", drawn.choice((1, 2**62, 2**62)))
        patch.setattr(picking, "MOST_CLAUSES", drawn.choice((0, 2**16)))
        for late in (False, True):  # learned when there was nothing yet, and as far as the first entries went
            fill(ledger, drawn, begun=60 * late)
            if not late:
                learn_columns(ledger.engine)
            answers_like_the_plain_form(ledger, drawn)


def said_while(ledger: Ledger, ask: Callable[[], object]) -> list[str]:
    """The statements that the database is given meanwhile."""
    said: list[str] = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    ask()
    return said


ASKED = Question(party="TUR", at_least=1)


def test_what_filters_leave_is_counted_without_the_tables(ledger: Ledger) -> None:
    fill(ledger, Random(3))
    learn_columns(ledger.engine)
    shelf = Catalogue(ledger).at()

    def ask() -> None:
        shelf.count(ASKED)
        shelf.days(ASKED)
        for by in (("day", "state"), ("outlet",), ("type", "area"), ("clause",)):
            shelf.tally(ASKED, by)

    assert not [words for words in said_while(ledger, ask) if "FROM catalogue_incident" in words]


def test_what_is_recorded_later_is_taken_in_and_nothing_else_is_read_again(ledger: Ledger) -> None:
    fill(ledger, Random(3))
    learn_columns(ledger.engine)
    ledger.append([make_report("late"), make_incident("late", [("late", "Wire")], actor=("TUR",), killed=(2, 5))], stamp(90))
    catalogue = Catalogue(ledger)
    catalogue.catch_up()
    shelf = catalogue.at()
    said = said_while(ledger, lambda: shelf.count(ASKED))
    assert shelf.count(ASKED) == PlainShelf(ledger, shelf.seq, ATLAS).count(ASKED) > 0
    assert not [words for words in said if "FROM catalogue_incident" in words and "WHERE" not in words]


@pytest.mark.parametrize("broken_at", ["party", "area"])
def test_what_breaks_off_while_it_is_taken_in_is_not_taken_in_twice(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, broken_at: str
) -> None:
    fill(ledger, Random(3))
    learn_columns(ledger.engine)
    ledger.append([make_report("late"), make_incident("late", [("late", "Wire")], actor=("TUR",), killed=(2, 5))], stamp(90))
    shelf, read = Catalogue(ledger).at(), Learned._read

    def cut_off(self: Learned, connection: Connection, name: str, after: int | None = None) -> None:
        if name == broken_at and after is not None:
            raise LedgerError("the database went away")
        read(self, connection, name, after)

    with monkeypatch.context() as patch:
        patch.setattr(Learned, "_read", cut_off)
        with pytest.raises(LedgerError):
            shelf.count(ASKED)
        let_them_learn()
    expected, fresh = PlainShelf(ledger, shelf.seq, ATLAS), Question(type=EventType.ASSAULT, telling="alone")
    assert shelf.tally(ASKED, ("outlet",)) == expected.tally(ASKED, ("outlet",))
    assert shelf.tally(fresh, ("area",)) == expected.tally(fresh, ("area",))
    assert shelf.count(fresh) == expected.count(fresh) > 0


def let_them_learn() -> None:
    """Wait for what is learned in the background."""
    for thread in [one for one in enumerate_threads() if one.name == "columns"]:
        thread.join()


def test_of_lists_that_were_made_anew_the_columns_are_learned_anew(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(ledger, Random(3))
    learn_columns(ledger.engine)
    with ledger.engine.begin() as connection:  # another order of the same rows
        connection.exec_driver_sql("UPDATE catalogue_state SET version = 'of yore'")
    monkeypatch.setattr(keeping, "AT_ONCE", 1)
    ledger.append([make_report("late"), make_incident("late", [("late", "Wire")], actor=("TUR",), killed=(2, 5))], stamp(90))
    shelf = Catalogue(ledger).at()
    expected = PlainShelf(ledger, shelf.seq, ATLAS)
    assert shelf.count(ASKED) == expected.count(ASKED)
    let_them_learn()
    fresh = Question(type=EventType.ASSAULT, party="TUR")
    assert shelf.count(fresh) == expected.count(fresh)
    assert shelf.tally(fresh, ("day", "area")) == expected.tally(fresh, ("day", "area"))


def test_a_ledger_with_more_forms_than_memory_has_room_for_is_asked_itself(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(ledger, Random(3))
    monkeypatch.setattr(columns, "MOST_FORMS", 0)
    learn_columns(ledger.engine)
    shelf = Catalogue(ledger).at()
    assert shelf.count(ASKED) == PlainShelf(ledger, shelf.seq, ATLAS).count(ASKED)
    assert [words for words in said_while(ledger, lambda: shelf.days(ASKED)) if "FROM catalogue_incident" in words]


def test_a_copy_for_reading_has_columns_too(url: str) -> None:
    with Ledger.open(url) as ledger:
        fill(ledger, Random(3))
    with Ledger.open(url, reads_only=True) as ledger:
        learn_columns(ledger.engine)
        shelf = Catalogue(ledger).at()
        expected = PlainShelf(ledger, shelf.seq, ATLAS)
        assert shelf.count(ASKED) == expected.count(ASKED)
        assert shelf.incidents(ASKED, limit=1) == expected.incidents(ASKED, limit=1)
