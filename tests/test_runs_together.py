"""Runs that meet: two at once on one ledger, and one report that comes in by two ways."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trucewatch.ledger import Kind, Ledger
from trucewatch.pipeline import run
from trucewatch.reconcile import incidents_of

FIRST = "Syrian government forces shelled Saraqib on Monday, killing four civilians, according to a local monitor.\n"
SECOND = "Syrian government forces shelled Saraqib on Monday, killing six civilians, the civil defence said.\n"
DAY = date(2020, 2, 4)


def monday() -> datetime:
    return datetime(2020, 2, 3, tzinfo=UTC)


def told(ledger: Ledger) -> tuple[set[str], set[str]]:
    return {claim.id for claim in ledger.claims()}, {claim for incident in ledger.incidents() for claim in incident.claim_ids}


def test_what_another_run_writes_during_the_merging_is_merged_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "first.txt").write_text(FIRST)
    (tmp_path / "second.txt").write_text(SECOND)
    address = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    waiting = ["second.txt"]

    def interrupted(*given: object) -> object:
        if waiting:
            with Ledger.open(address) as other:
                run([tmp_path / waiting.pop()], other, published=DAY, now=monday)
        return incidents_of(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("trucewatch.refreshing.incidents_of", interrupted)
    with Ledger.open(address) as ledger:
        run([tmp_path / "first.txt"], ledger, published=DAY, now=monday)
        claims, merged = told(ledger)
        assert len({ledger.get(Kind.CLAIM, claim).report_id for claim in claims}) == 2  # type: ignore[union-attr]
        assert merged == claims
        assert run([tmp_path / "first.txt"], ledger, published=DAY, now=monday).added == 0


def test_the_same_bytes_under_another_path_add_nothing(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "report.txt").write_text(FIRST)
    with Ledger.open(f"sqlite:///{tmp_path / 'one.sqlite'}") as ledger:
        run([tmp_path / "a"], ledger, published=DAY, now=monday)
        assert run([tmp_path / "b" / "report.txt"], ledger, published=DAY, now=monday).added == 0


def test_a_line_with_and_without_its_line_end_is_one_report(tmp_path: Path) -> None:
    line = '{"id": "r1", "published": "2020-02-04", "text": "' + FIRST.strip() + '"}'
    (tmp_path / "one.jsonl").write_text(line + "\n")
    (tmp_path / "other.jsonl").write_text(line)
    with Ledger.open(f"sqlite:///{tmp_path / 'one.sqlite'}") as ledger:
        run([tmp_path / "one.jsonl"], ledger, now=monday)
        run([tmp_path / "other.jsonl"], ledger, now=monday)
        assert [report.id for report in ledger.reports()] == ["r1"]
