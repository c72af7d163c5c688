"""What is kept between reports makes reading faster and changes nothing: the claims of a report hang on no other report."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from bench.reports import made_reports, write_reports
from bench.same_claims import differing, hashes
from trucewatch.ingest import ingest
from trucewatch.language.network import FAST
from trucewatch.model import Report
from trucewatch.reader import load_reader
from trucewatch.workers import Pool

NUMBER = 5


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    file = write_reports(tmp_path_factory.mktemp("made") / "made.jsonl", NUMBER)
    return [item for item in ingest([file]) if isinstance(item, Report)]


def test_the_order_of_reports_changes_no_claim(reports: list[Report]) -> None:
    reader = load_reader()
    forwards = [reader.claims(report) for report in reports]
    backwards = [reader.claims(report) for report in reversed(reports)]
    assert len(forwards) == NUMBER
    assert all(forwards)
    assert forwards == backwards[::-1]


def test_a_worker_that_has_read_nothing_before_finds_the_same_claims(reports: list[Report]) -> None:
    here = [load_reader().claims(report) for report in reports[:2]]
    with Pool(1) as pool:
        there = list(pool.read(reversed(reports[:2])))
    assert [getattr(reading, "claims", None) for reading in there] == here[::-1]


def test_a_report_that_is_read_otherwise_is_named(tmp_path: Path) -> None:
    before = hashes([write_reports(tmp_path / "made.jsonl", 2)])
    assert differing(before, before) == []
    first, second = before
    assert differing(before, {first: before[first], second: "0"}) == [second]
    assert differing(before, {first: before[first]}) == [second]


def test_the_reports_kept_are_those_made(tmp_path: Path) -> None:
    names = [row["id"] for row in islice(made_reports(), 2)]
    assert sorted(hashes([write_reports(tmp_path / "made.jsonl", 2)])) == sorted(names)


def test_the_fast_model_is_held_against_itself(tmp_path: Path) -> None:
    reports = [write_reports(tmp_path / "made.jsonl", 2)]
    fast = hashes(reports, model=FAST)
    assert differing(fast, hashes(reports, model=FAST)) == []
    assert differing(fast, hashes(reports)) != []
