"""What two reports of 13 February 2020 come to in the formats of others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date

import pytest

from tests.eval.shared import shared
from tests.publish.exchange.schemas import AcledEvent, PloverEvent, UcdpEvent
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Ledger
from trucewatch.pipeline import run
from trucewatch.publish.exchange.exchange import Stock
from trucewatch.publish.exchange.formats import EXCHANGES
from trucewatch.publish.exchange.told import LedgerReader

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def stock() -> Iterator[Stock]:
    """The two reports, read and merged."""
    with Ledger.open("sqlite://") as ledger:
        run([shared("seeds")], ledger, published=date(2020, 2, 13))
        yield Stock(Catalogue(ledger).at(), LedgerReader(ledger))


def written(name: str, stock: Stock) -> str:
    return "".join(map(str, EXCHANGES[name].write(stock, Question())))


def test_every_row_fits_its_schema(stock: Stock) -> None:
    events = list(csv.DictReader(io.StringIO(written("acled-csv", stock))))
    assert len([AcledEvent.model_validate(row) for row in events]) >= 6
    assert [UcdpEvent.model_validate(row) for row in csv.DictReader(io.StringIO(written("ucdp-csv", stock)))]
    assert len([PloverEvent.model_validate(json.loads(line)) for line in written("plover-jsonl", stock).split("\n")[:-1]]) >= 10


def test_the_two_counts_of_the_dead_are_acleds_lowest_and_ucdps_range(stock: Stock) -> None:
    (event,) = (row for row in csv.DictReader(io.StringIO(written("acled-csv", stock))) if row["fatalities"] != "0")
    (deadly,) = csv.DictReader(io.StringIO(written("ucdp-csv", stock)))
    assert event["fatalities"] == "13"
    assert (deadly["low"], deadly["high"], deadly["deaths_civilians"]) == ("13", "14", "1")


def test_no_text_of_a_report_leaves(stock: Stock) -> None:
    longest = max(
        len(quote) for line in written("plover-jsonl", stock).split("\n")[:-1] for quote in json.loads(line)["event_text"]
    )
    assert longest <= 300
