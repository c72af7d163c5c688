"""Ledgers of before are given the indexes that counting needs."""

from __future__ import annotations

from sqlalchemy import inspect, text

from tests.catalogue.makings import make_incident, make_report, stamp
from trucewatch.catalogue import Catalogue
from trucewatch.catalogue.indexes import INDEXES
from trucewatch.ledger import Ledger

TABLES = sorted({table for table, _ in INDEXES.values()})


def indexes_of(ledger: Ledger) -> set[str]:
    """What indexes there are now."""
    return {str(index["name"]) for table in TABLES for index in inspect(ledger.engine).get_indexes(table)}


def test_a_ledger_of_before_is_given_the_indexes_when_its_lists_are_next_kept_up(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.append([make_report("r1"), make_incident("i1")], stamp())
        Catalogue(ledger).catch_up()
        assert set(INDEXES) <= indexes_of(ledger)
        with ledger.engine.begin() as connection:
            for name in INDEXES:
                connection.execute(text(f"DROP INDEX {name}"))
    with Ledger.open(url, reads_only=True) as ledger:
        assert Catalogue(ledger).at().seq == 2
        assert not set(INDEXES) & indexes_of(ledger)
    with Ledger.open(url) as ledger:
        Catalogue(ledger).at()
        assert set(INDEXES) <= indexes_of(ledger)
