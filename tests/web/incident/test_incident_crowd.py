"""An incident that four hundred outlets tell: small and quick to read, and nothing out of reach."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import labels
from tests.web.paper_crowd import CROWD, make_crowd
from tests.web.paper_reports import NATIVE, TODAY
from trucewatch.web.app import create_app

LARGEST = 700_000  # bytes before they are packed


@pytest.fixture(scope="module")
def crowd() -> Iterator[TestClient]:
    paper = make_crowd()
    with TestClient(create_app(paper.ledger(), today=lambda: TODAY, labels=labels, native=NATIVE.get)) as client:
        yield client


@pytest.fixture(scope="module")
def path() -> str:
    return f"/incidents/{make_crowd().incident_records[0].id}"


@pytest.mark.parametrize(
    "below", ["", "?accounts=34", "/accounts", "/accounts?by=origin&page=8", "/compared", "/joined", "/history"]
)
def test_every_page_of_it_is_small_and_quick(crowd: TestClient, path: str, below: str) -> None:
    crowd.get(path + below)
    took = []
    for _ in range(3):
        start = time.process_time()  # of all threads: the site answers in another
        answer = crowd.get(path + below)
        took.append(time.process_time() - start)
    assert answer.status_code == 200
    assert len(answer.content) < LARGEST
    assert min(took) < 1.0  # 0.15 s is asked of an idle machine; the tests run beside others


def test_it_says_how_many_accounts_there_are_and_leads_to_all_of_them(crowd: TestClient, path: str) -> None:
    page = crowd.get(path).text
    assert "400 accounts" in page
    assert f'href="{path}/accounts"' in page
    assert page.count('<article class="account"') == 12


def test_all_accounts_can_be_reached_page_by_page_without_scripts(crowd: TestClient, path: str) -> None:
    letters: list[str] = []
    for number in range(1, 9):
        page = crowd.get(f"{path}/accounts?page={number}").text
        letters += re.findall(r'<abbr class="acc" title="[^"]*">([A-Z]+)</abbr>', page)
    assert len(letters) == len(set(letters)) == CROWD
    opened = set()
    for number in range(1, 35):
        opened |= set(re.findall(r'aria-label="Account ([A-Z]+):', crowd.get(f"{path}?accounts={number}").text))
    assert opened == set(letters)


def test_the_table_of_all_accounts_is_a_file_too(crowd: TestClient, path: str) -> None:
    rows = list(csv.DictReader(io.StringIO(crowd.get(f"{path}/accounts.csv").text)))
    assert len(rows) == CROWD
    assert rows[0]["outlet"] == "Outlet 0"
    assert "killed" in rows[0]["figures"]


def test_numbers_are_summarised_by_how_many_accounts_give_them(crowd: TestClient, path: str) -> None:
    page = crowd.get(path).text
    told = re.findall(r"<li>([\w ]+) in (\d+) accounts", page.partition('class="spread"')[2].partition("</ul>")[0])
    assert sum(int(many) for _, many in told) == CROWD


def test_comparisons_are_counted_by_class_and_all_of_them_can_be_read(crowd: TestClient, path: str) -> None:
    page = crowd.get(path).text
    classes = re.findall(r'class="cmp-class"><b>[^<]+: ([\d,]+) points?</b>', page)
    assert sum(int(many.replace(",", "")) for many in classes) == len(make_crowd().incident_records[0].comparisons)
    (way,) = re.findall(rf'href="({re.escape(path)}/compared[^"]*agree)"', page)
    assert crowd.get(way.replace("&amp;", "&")).text.count('<div class="row">') == 20


@pytest.mark.parametrize("asked", ["?accounts=0", "?accounts=-1", "?accounts=x", "?accounts=99999999999", "?accounts=%D9%A3"])
def test_a_page_of_accounts_that_there_is_none_of_is_the_nearest(crowd: TestClient, path: str, asked: str) -> None:
    assert crowd.get(path + asked).status_code == 200
    assert crowd.get(f"{path}/accounts{asked.replace('accounts', 'page')}").status_code == 200
