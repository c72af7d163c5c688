"""When reports are read here and when by worker processes; the claims are the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import pytest

from bench.reports import made_reports
from trucewatch import reading
from trucewatch.knowledge.lexicon import Lexicon
from trucewatch.language import FAST, FULL
from trucewatch.model import Claim, Report, Sentence, Unread
from trucewatch.read import read_claims
from trucewatch.reader import Reading
from trucewatch.reading import is_much, read, read_reports
from trucewatch.workers import Pool

WORDS = "Rebels shelled the town of Ariha on Sunday, killing two soldiers, a monitor said."


def no_worker(size: int, endpoint: object, model: str) -> None:
    raise AssertionError("a worker was started")


def rows(folder: Path, count: int) -> Path:
    """A file of so many reports, the third line of it broken."""
    lines = [
        json.dumps({"id": f"r{n}", "text": WORDS.replace("two", str(n + 2)), "published": "2020-03-02"}) for n in range(count)
    ]
    (folder / "rows.jsonl").write_text("\n".join([*lines[:2], '{"id": "bro', *lines[2:]]) + "\n")
    return folder / "rows.jsonl"


def test_a_few_reports_start_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "Pool", no_worker)
    assert len(list(read([rows(tmp_path, 5)], workers=2))) == 6


def test_one_worker_is_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "Pool", no_worker)
    monkeypatch.setattr(reading, "MUCH", 10)
    assert len(list(read([rows(tmp_path, 3)], workers=1))) == 4


def test_workers_take_over_in_the_middle_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = rows(tmp_path, 40)
    alone = list(read([path]))
    monkeypatch.setattr(reading, "MUCH", 200)
    started: list[int] = []

    def counted(size: int, endpoint: None, model: str) -> Pool:
        started.append(size)
        return Pool(size, endpoint, model)

    monkeypatch.setattr(reading, "Pool", counted)
    with path.open("rb") as stdin:  # of a stream nobody knows how much it holds
        assert claims_of(read(["-"], stdin=stdin, workers=2)) == claims_of(alone)
    assert started == [2]


def claims_of(items: Iterable[Reading | Unread]) -> list[tuple[str, tuple[Claim, ...]]]:
    return [(item[0].id, item[1]) for item in items if not isinstance(item, Unread)]


def test_a_fault_in_one_report_is_recorded_with_it_here_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Claim, ...]:
        if report.id == "b":
            raise RecursionError("too deep")
        return read_claims(report, sentences, lexicon)

    monkeypatch.setattr("trucewatch.reader.read_claims", faulty)
    reports = [Report(id=name, source=f"{name}.txt", text=WORDS, raw_sha256=name) for name in "abc"]
    found = list(read_reports(reports))
    assert found[1] == Unread("b.txt", "reading failed: RecursionError: too deep", "b")
    assert [isinstance(item, Unread) for item in found] == [False, True, False]


@pytest.mark.parametrize(
    ("name", "size", "much"),
    [("a.txt", 1_000, False), ("a.txt", 200_000, True), ("a.html", 200_000, False), ("a.warc.gz", 9_000_000, True)],
)
def test_how_much_there_is_to_read_is_told_by_the_files(tmp_path: Path, name: str, size: int, much: bool) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / name).write_bytes(b"x" * size)
    assert is_much([tmp_path]) is much
    assert is_much([tmp_path / "inner" / name, "-", tmp_path / "missing"]) is much


@pytest.mark.parametrize("model", [FULL, FAST])
def test_each_report_has_the_same_claims_in_any_order_and_grouping_and_with_any_number_of_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    made = [json.dumps(row) + "\n" for row in islice(made_reports(words=60), 12)]
    alone = [by_report(read([_file(tmp_path, "alone", [row])], model=model)) for row in made]
    expected = {report: claims for one in alone for report, claims in one.items()}
    assert sum(map(len, expected.values())) > 12
    monkeypatch.setattr(reading, "MUCH", 200)
    for workers in (1, 2):
        shuffled = made[workers::3] + made[::-3] + made[:]  # what comes twice is read once
        assert by_report(read([_file(tmp_path, "mixed", shuffled)], workers=workers, model=model)) == expected


def by_report(items: Iterable[Reading | Unread]) -> dict[str, tuple[Claim, ...]]:
    return {item.report.id: item.claims for item in items if isinstance(item, Reading)}


def _file(folder: Path, name: str, lines: Sequence[str]) -> Path:
    path = folder / f"{name}.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    return path
