"""The ledger that PostgreSQL is measured on: its chain holds, and its lists are those that the program makes of its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, make_url, text

from bench.many_times import filled, keep_lists, lists_kept, multiply, plan_of, with_slots
from bench.site_ledger import Size, fill
from tests.catalogue.test_tables_and_plain import answers
from tests.ledger.conftest import postgres
from trucewatch.catalogue import Catalogue, Question
from trucewatch.catalogue.names import Names
from trucewatch.ledger import Ledger
from trucewatch.ledger.carrying import carry

__all__ = ["postgres"]

pytestmark = pytest.mark.postgres
TIMES = 3


@pytest.fixture
def new_ledger(postgres: str) -> Iterator[Callable[[], Ledger]]:
    engine, numbers, opened = create_engine(postgres, isolation_level="AUTOCOMMIT"), count(1), list[tuple[str, Ledger]]()

    def make() -> Ledger:
        name = f"many_times_{next(numbers)}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
        url = make_url(postgres).update_query_dict({"options": f"-csearch_path={name}"})
        opened.append((name, Ledger.open(url.render_as_string(hide_password=False))))
        return opened[-1][1]

    try:
        yield make
    finally:
        with engine.connect() as connection:
            connection.execute(text("SET client_min_messages = warning"))
            for name, ledger in opened:
                ledger.close()
                connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        engine.dispose()


def indexes(ledger: Ledger) -> list[str]:
    with ledger.engine.connect() as connection:
        found = connection.scalars(text("SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()"))
        name = str(connection.scalar(text("SELECT current_schema()")))
        return sorted(one.replace(f"{name}.", "") for one in found)


def test_an_id_is_another_one_each_time() -> None:
    slots = with_slots('{"id":"claim-00c0ffee00c0ffee","of":"a report-less day"}')
    assert filled(slots, 10) == '{"id":"claim-00c0ffee00c0f00a","of":"a report-less day"}'
    assert filled(slots, 10) != filled(slots, 11)


@pytest.mark.parametrize("in_a_file", [False, True])
def test_many_times_the_same_war_is_listed_as_the_program_lists_it(
    new_ledger: Callable[[], Ledger], tmp_path: Path, in_a_file: bool
) -> None:
    large, again = new_ledger(), new_ledger()
    with Ledger.open(f"sqlite:///{tmp_path / 'small.sqlite'}") if in_a_file else nullcontext(new_ledger()) as small:
        held_against(small, large, again)


def held_against(small: Ledger, large: Ledger, again: Ledger) -> None:
    """Fill the second with the first many times, the third with the second as the program does it, and compare."""
    fill(small, Size(20, 100, large=False, a_day=6))
    plan = plan_of(small, TIMES)
    keep_lists(small, plan)
    assert lists_kept(small)
    for ledger in (small, large):
        Names(ledger).catch_up()
    multiply(small, large, TIMES)
    entries = large.head()[0]
    assert large.verify() == entries == plan.before + (small.head()[0] - plan.before) * TIMES
    assert Catalogue(large).catch_up() == 0
    assert Catalogue(large).at().count(Question()) == TIMES * Catalogue(small).at().count(Question())
    carry(large, again)
    drawn = Random(3)
    for seq in (entries, *(drawn.randrange(plan.before, entries) for _ in range(6))):
        made = answers(Catalogue(again).at(seq), Random(seq))
        found = answers(Catalogue(large).at(seq), Random(seq))
        assert found.keys() == made.keys()
        for name, answer in made.items():
            assert found[name] == answer, (seq, name)
    Names(again).catch_up()
    assert Names(large).sums(entries) == Names(again).sums(entries)
    assert indexes(large) == indexes(again)
