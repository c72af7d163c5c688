"""Whoever records on PostgreSQL does not wait for lists, nor one site for another, and no answer lacks what was recorded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from tests.ledger.build import make_incident, make_report, stamp
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Ledger
from trucewatch.ledger.doors import LISTS_LOCK, alone, writing

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(request: pytest.FixtureRequest, postgres: str) -> Iterator[str]:
    from sqlalchemy import create_engine, make_url

    name, engine = f"together_{os.getpid()}", create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    try:
        yield make_url(postgres).update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text("SET client_min_messages = warning"))
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        engine.dispose()


def test_whoever_records_does_not_wait_for_lists_nor_pages_for_another_site(url: str) -> None:
    with Ledger.open(url) as ledger, Ledger.open(url) as other:
        ledger.append([make_report(), make_incident()], stamp())
        assert Catalogue(ledger).at().count(Question()) == 1
        with alone(ledger.engine, LISTS_LOCK) as mine, writing(ledger.engine, lock=LISTS_LOCK):
            assert mine
            assert other.append([make_incident("i2")], stamp(1)) == 1
            site = Catalogue(other)
            assert site.at(site.keep_up()).count(Question()) == 1
            assert site.behind == 1
        assert site.at(site.keep_up()).count(Question()) == 2
        assert site.behind == 0


def test_what_is_recorded_between_two_looks_is_not_kept_as_an_answer_that_lacks_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(url) as ledger:
        ledger.append([make_report(), make_incident()], stamp())
        catalogue = Catalogue(ledger)
        real: Callable[[], int] = catalogue.catch_up

        def overtaken() -> int:
            taken = real()
            ledger.append([make_incident("i2")], stamp(1))
            return taken

        monkeypatch.setattr(catalogue, "catch_up", overtaken)
        first = catalogue.at()
        assert (first.seq, first.count(Question())) == (2, 1)
        monkeypatch.setattr(catalogue, "catch_up", real)
        assert catalogue.at().count(Question()) == 2
