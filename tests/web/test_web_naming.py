"""The naming page: what outlets call whom, chosen by party, outlet and period, every count open to its words."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from tests.web.paper import Paper
from tests.web.paper_reports import make_report
from trucewatch.knowledge.parties import load_parties
from trucewatch.ledger import Stamp
from trucewatch.web.app import create_app

HARBOUR = "Assad regime forces shelled the market. “The terrorists left,” the envoy said. Assad regime forces left."
RIDGE = "Syrian army units shelled the market. Shells fell on Stepanakert."


def make_desk() -> Paper:
    return Paper(
        report_records=(
            make_report("h1", HARBOUR, "Harbour Post", date(2020, 2, 13), "en"),
            make_report("h2", "Assad regime forces came back.", "Harbour Post", date(2020, 3, 1), "en"),
            make_report("r1", RIDGE, "Ridge Post", date(2020, 2, 13), "en"),
        )
    )


@pytest.fixture(scope="module")
def names() -> TestClient:
    return TestClient(create_app(make_desk().ledger(), today=lambda: date(2020, 3, 2), labels=load_parties().label))


def page(client: TestClient, query: str = "") -> str:
    answer = client.get(f"/naming{query}")
    assert answer.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text)))


def test_what_each_outlet_calls_one_side_stands_under_our_label(names: TestClient) -> None:
    told = page(names, "?party=SYR")
    assert "Syrian government side SYR · 4 uses" in told
    assert "Assad regime forces 3 times · delegitimising" in told
    assert "Syrian army units 1 time" in told
    assert "Stepanakert 1 time" not in told


def test_a_count_opens_to_the_sentences_and_to_the_report(names: TestClient) -> None:
    text = names.get("/naming?party=SYR").text
    assert '<mark class="name">Assad regime forces</mark><span class="quiet"> shelled the market.</span>' in text
    assert re.search(r'<a href="/reports/h1">in the report</a>, characters 0–19', text)
    assert 'href="/reports/h2"' in text


def test_printings_of_one_choice_of_words_are_counted_together() -> None:
    report = make_report(
        "h1", "The Assad regime left. Assad regime forces left. The regime left.", "Harbour Post", date(2020, 2, 13), "en"
    )
    told = page(
        TestClient(create_app(Paper(report_records=(report,)).ledger(), today=lambda: date(2020, 3, 2), labels=str)), "?party=SYR"
    )
    assert "Assad regime 3 times · delegitimising Also printed as Assad regime forces , regime" in told


def test_a_place_with_two_names_stands_under_both(names: TestClient) -> None:
    assert "Khankendi / Stepanakert wof:421193975 · 1 use" in page(names)


def test_the_words_of_one_outlet_and_month_can_be_chosen(names: TestClient) -> None:
    told = page(names, "?party=SYR&outlet=Harbour+Post&by=month")
    assert "Harbour Post 2020-02" in told
    assert "Harbour Post 2020-03" in told
    assert "Syrian army units" not in told


@pytest.mark.parametrize("query", ["?party=XYZ", "?outlet=Nobody", "?by=year"])
def test_a_wrong_question_is_told_and_everything_else_shown(names: TestClient, query: str) -> None:
    assert "Everything else is shown." in page(names, query)
    assert "Assad regime forces" in page(names, query)
    assert names.get(f"/naming.csv{query}").status_code == 400


def test_the_table_has_every_count_with_its_examples(names: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(names.get("/naming.csv?party=SYR:MIL").text)))
    assert [(row["outlet"], row["words"], row["count"], row["voice"]) for row in rows] == [
        ("Harbour Post", "Assad regime forces", "3", "own"),
        ("Ridge Post", "Syrian army units", "1", "own"),
    ]
    assert '"report": "h1"' in rows[0]["examples"]


def test_the_same_counts_come_as_json(names: TestClient) -> None:
    told = names.get("/naming.json?party=SYR:MIL&outlet=Ridge+Post").json()
    assert [(row["words"], row["count"], row["examples"][0]["report"]) for row in told["naming"]] == [
        ("Syrian army units", 1, "r1")
    ]
    assert 'href="/naming.json?party=SYR"' in names.get("/naming?party=SYR").text


def test_a_new_report_is_counted_at_once_and_an_earlier_moment_keeps_its_counts() -> None:
    ledger = make_desk().ledger()
    client = TestClient(create_app(ledger, today=lambda: date(2020, 3, 2), labels=load_parties().label))
    assert "Assad regime forces 3 times" in page(client, "?party=SYR")
    later = datetime(2020, 3, 2, tzinfo=UTC)
    ledger.append(
        [make_report("x1", "Assad regime forces left.", "X", date(2020, 3, 2), "en")], Stamp(later, "machine", "t", "", "")
    )
    assert re.search(r"\bX Assad regime forces 1 time", page(client, "?party=SYR"))
    assert not re.search(r"\bX Assad regime forces", page(client, "?party=SYR&asof=2020-02-20"))
