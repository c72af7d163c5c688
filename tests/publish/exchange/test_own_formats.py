"""The incidents in our own columns: what others read them with agrees, and no text of a report leaves but in short quotations."""

from __future__ import annotations

import io
import json
import pathlib
from collections.abc import Iterator

import csvw
import pyarrow.parquet
import pytest
import shapely

from trucewatch import example
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Ledger
from trucewatch.pipeline import run
from trucewatch.publish.exchange.exchange import Stock
from trucewatch.publish.exchange.formats import EXCHANGES
from trucewatch.publish.exchange.own import csvw_members
from trucewatch.publish.exchange.parcel import unfolded
from trucewatch.publish.exchange.terms import LONGEST_QUOTE, short
from trucewatch.publish.exchange.told import LedgerReader

ALL = Question()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('own')}/demo.sqlite") as opened:
        run([pathlib.Path(example.__file__).parent / "reports"], opened)
        yield opened


@pytest.fixture(scope="module")
def stock(ledger: Ledger) -> Stock:
    shelf = Catalogue(ledger).at()
    return Stock(shelf, LedgerReader(ledger, shelf.seq))


def written(stock: Stock, name: str, question: Question = ALL) -> bytes:
    pieces = EXCHANGES[name].write(stock, question)
    return b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces)


def test_geoparquet_says_where_its_geometries_are(stock: Stock) -> None:
    file = pyarrow.parquet.ParquetFile(io.BytesIO(written(stock, "geoparquet")))
    table, geo = file.read(), json.loads(file.metadata.metadata[b"geo"])
    about = geo["columns"][geo["primary_column"]]
    shapes = [shapely.from_wkb(value) for value in table["geometry"].to_pylist() if value]
    assert (geo["version"], about["encoding"], about["geometry_types"]) == ("1.1.0", "WKB", sorted({s.geom_type for s in shapes}))
    assert about["bbox"] == pytest.approx(list(shapely.total_bounds(shapes)))
    assert table.num_rows == stock.shelf.count(ALL)


def test_parquet_keeps_days_and_lists_as_such(stock: Stock) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(written(stock, "parquet")))
    assert (str(table.schema.field("first_day").type), str(table.schema.field("actors").type)) == (
        "date32[day]",
        "list<element: string>",
    )
    assert table["id"].to_pylist() == list(stock.shelf.ids(ALL))


def test_the_metadata_of_the_csv_fit_the_csv(stock: Stock, tmp_path: pathlib.Path) -> None:
    unfolded(csvw_members(stock, ALL), tmp_path)
    group = csvw.CSVW(str(tmp_path / "incidents.csv-metadata.json"), validate=True)
    assert group.is_valid
    rows = list(group.tables[0])
    assert [row["id"] for row in rows] == list(stock.shelf.ids(ALL))


def test_timemap_events_have_their_keys(stock: Stock) -> None:
    events = json.loads(written(stock, "timemap-json"))
    assert len(events) == stock.shelf.count(ALL)
    assert list(events[0]) == [column.name for column in EXCHANGES["timemap-json"].columns]
    assert {"id", "title", "type", "url", "author", "date", "parent"} == set(events[0]["sources"][0])


@pytest.mark.parametrize("name", sorted(set(EXCHANGES) - {"plover-jsonl"}))
def test_nothing_asked_for_is_still_a_file(stock: Stock, name: str) -> None:
    assert written(stock, name, Question(ids=()))


@pytest.mark.parametrize("name", EXCHANGES)
def test_the_same_ledger_gives_the_same_bytes(stock: Stock, name: str) -> None:
    assert written(stock, name) == written(stock, name)


@pytest.mark.parametrize("name", sorted(set(EXCHANGES) - {"csvw", "parquet", "geoparquet"}))
def test_no_whole_text_of_a_report_leaves(stock: Stock, ledger: Ledger, name: str) -> None:
    told = written(stock, name).decode()
    for report in ledger.reports():
        starts = range(0, max(1, len(report.text) - LONGEST_QUOTE - 1), 40)
        assert not any(report.text[at : at + LONGEST_QUOTE + 1] in told for at in starts if len(report.text) > LONGEST_QUOTE)


def test_a_long_quotation_is_cut_at_a_word() -> None:
    assert len(short("shelling " * 80)) <= LONGEST_QUOTE
    assert short("shelling " * 80).endswith("shelling …")
