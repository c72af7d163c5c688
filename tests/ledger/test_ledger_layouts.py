"""The tables of a filled ledger go down to any earlier layout and up again, in either database, and its entries stay what they are."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import inspect, text

from tests.catalogue.test_tables_and_plain import answers, fill
from tests.ledger.build import make_claim, stamp
from trucewatch.catalogue import Catalogue
from trucewatch.errors import LedgerError
from trucewatch.ledger import Ledger
from trucewatch.ledger.layouts import downgrade
from trucewatch.ledger.schema import KNOWN, REVISION


@pytest.mark.parametrize("to", KNOWN)
def test_down_and_up_again_changes_no_entry_and_no_answer(url: str, to: str) -> None:
    with Ledger.open(url) as ledger:
        fill(ledger, Random(4))
        head, entries = ledger.head(), list(ledger.entries())
        before = answers(Catalogue(ledger).at(), Random(1))
    assert downgrade(url, to) == head
    with Ledger.open(url) as ledger:
        assert list(ledger.entries()) == entries
        assert ledger.verify(expect_head=head) == head[0]
        assert answers(Catalogue(ledger).at(), Random(1)) == before
        ledger.append([make_claim("later")], stamp(60))
        assert ledger.verify() == head[0] + 1


def test_an_earlier_layout_has_the_tables_that_it_had(url: str) -> None:
    with Ledger.open(url) as ledger:
        fill(ledger, Random(4))
        engine = ledger.engine
        downgrade(url, "0002")
        tables = set(inspect(engine).get_table_names())
        assert {"ledger_entry", "ledger_link", "merge_mark"} <= tables
        assert not any(name.startswith("catalogue_") for name in tables)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT version_num FROM ledger_version")) == "0002"


def test_entries_cannot_be_changed_in_an_earlier_layout_either(url: str) -> None:
    with Ledger.open(url) as ledger:
        fill(ledger, Random(4))
        downgrade(url, "0001")
        with pytest.raises(Exception, match="append-only"), ledger.engine.begin() as connection:
            connection.execute(text("DELETE FROM ledger_entry WHERE seq = 1"))


def test_a_ledger_of_a_newer_layout_is_refused_by_name(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.append([make_claim()], stamp())
        with ledger.engine.begin() as connection:
            connection.execute(text("UPDATE ledger_version SET version_num = '9999'"))
    for open_it in (Ledger.open, lambda url: Ledger.open(url, reads_only=True), lambda url: downgrade(url, "0003")):
        with pytest.raises(LedgerError, match=f"newer Trucewatch .ledger version 9999, this one knows {REVISION}"):
            open_it(url)


def test_what_cannot_be_is_said(url: str) -> None:
    with pytest.raises(LedgerError, match="holds no ledger"):
        downgrade(url, "0001")
    Ledger.open(url).close()
    with pytest.raises(LedgerError, match="no version '0000'"):
        downgrade(url, "0000")
    downgrade(url, "0002")
    with pytest.raises(LedgerError, match="which is before 0005"):
        downgrade(url, "0005")


def test_nothing_is_upgraded_where_nothing_may_be_written(url: str) -> None:
    Ledger.open(url).close()
    downgrade(url, "0004")
    with pytest.raises(LedgerError, match="has version 0004"):
        Ledger.open(url, reads_only=True)
    Ledger.open(url).close()
    with Ledger.open(url, reads_only=True) as ledger, pytest.raises(LedgerError, match="reading only"):
        ledger.append([make_claim()], stamp())
