"""A ledger goes out as lines and comes in again as the same entries, in either database, and nothing else gets in that way."""

from __future__ import annotations

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from tests.ledger.build import fill, make_claim, make_report, stamp
from trucewatch.errors import CopyError, LedgerError
from trucewatch.ledger import Ledger, copying
from trucewatch.ledger.chain import START, Line
from trucewatch.ledger.copying import BATCH, check_lines, ledger_lines, take_lines


def lines_of(ledger: Ledger) -> list[str]:
    return list(ledger_lines(ledger))


def test_a_copy_has_the_same_entries_and_the_chain_holds(filled: Ledger, other: Ledger) -> None:
    copied = take_lines(other, ledger_lines(filled))
    assert (copied.new, copied.head) == (filled.head()[0], filled.head())
    assert list(other.entries()) == list(filled.entries())
    assert other.verify(expect_head=filled.head()) == filled.head()[0]
    assert lines_of(other) == lines_of(filled)


@pytest.mark.postgres
def test_sqlite_to_postgresql_and_back_is_the_same_file(
    tmp_path: pathlib.Path, request: pytest.FixtureRequest, new_url: Callable[[], str]
) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/a.sqlite") as a, Ledger.open(new_url()) as b:
        fill(a)
        take_lines(b, ledger_lines(a))
        b.verify(expect_head=a.head())
        with Ledger.open(f"sqlite:///{tmp_path}/c.sqlite") as c:
            take_lines(c, ledger_lines(b))
            assert lines_of(a) == lines_of(b) == lines_of(c)


def test_a_second_import_adds_nothing(filled: Ledger, other: Ledger) -> None:
    take_lines(other, ledger_lines(filled))
    again = take_lines(other, ledger_lines(filled))
    assert (again.new, other.head()) == (0, filled.head())


def test_what_was_added_since_follows_on_an_earlier_copy(filled: Ledger, other: Ledger) -> None:
    take_lines(other, ledger_lines(filled))
    filled.append([make_claim("c9")], stamp(9))
    assert take_lines(other, ledger_lines(filled)).new == 1
    assert other.head() == filled.head()


def test_an_older_copy_adds_nothing_to_a_ledger_that_went_on(filled: Ledger) -> None:
    lines = lines_of(filled)
    filled.append([make_claim("c9")], stamp(9))
    assert take_lines(filled, lines).new == 0
    assert filled.verify() == len(lines) + 1


def test_a_ledger_that_says_something_else_takes_no_copy(filled: Ledger, other: Ledger) -> None:
    other.append([make_report("mine")], stamp())
    with pytest.raises(CopyError, match="line 1: the ledger holds another entry 1"):
        take_lines(other, ledger_lines(filled))
    assert other.head()[0] == 1


CHANGES: dict[str, Callable[[dict[str, object]], None]] = {
    "the record": lambda line: line.update(record={**line["record"], "confidence": 0.9}),  # type: ignore[dict-item]
    "the author": lambda line: line.update(author="somebody else"),
    "the time": lambda line: line.update(recorded_at="2020-02-13T12:00:01.000000Z"),
    "the hash": lambda line: line.update(hash="f" * 64),
    "the kind": lambda line: line.update(kind="report", subject="report"),
    "a field more": lambda line: line.update(note="x"),
    "a number as text": lambda line: line.update(seq="3"),
    "an author that is a number": lambda line: line.update(author=3),
    "a value that JSON has not": lambda line: line.update(record={"confidence": float("nan")}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_line_is_refused_with_its_number(filled: Ledger, other: Ledger, change: str) -> None:
    lines = lines_of(filled)
    values = json.loads(lines[2])
    CHANGES[change](values)
    lines[2] = json.dumps(values) + "\n"
    with pytest.raises(CopyError, match=r"^line 3: "):
        check_lines(lines)
    with pytest.raises(CopyError, match=r"^line 3: "):
        take_lines(other, lines)


@pytest.mark.parametrize("lost", [0, 4])
def test_a_line_that_is_missing_is_seen(filled: Ledger, lost: int) -> None:
    lines = lines_of(filled)
    del lines[lost]
    with pytest.raises(CopyError, match=rf"^line {lost + 1}: entry {lost + 2} stands where entry {lost + 1} was to follow"):
        check_lines(lines)


def test_lines_that_changed_places_are_seen(filled: Ledger) -> None:
    lines = lines_of(filled)
    lines[1], lines[2] = lines[2], lines[1]
    with pytest.raises(CopyError, match=r"^line 2: "):
        check_lines(lines)


@pytest.mark.parametrize("line", ["not JSON\n", "[1, 2]\n", "{}\n", '{"seq": 1\n', "\ufeff{}\n", "[" * 100_000 + "\n"])
def test_what_is_no_ledger_is_refused(other: Ledger, line: str) -> None:
    with pytest.raises(CopyError, match=r"^line 1: "):
        take_lines(other, [line])
    assert other.head()[0] == 0


def test_a_file_cut_off_is_seen_where_the_head_was_noted(filled: Ledger) -> None:
    lines = lines_of(filled)
    assert check_lines(lines, expect_head=filled.head()).lines == len(lines)
    with pytest.raises(CopyError, match="missing: entry"):
        check_lines(lines[:-1], expect_head=filled.head())
    with pytest.raises(CopyError, match="was noted"):
        check_lines(lines, expect_head=(3, "a" * 64))


def test_blank_lines_and_line_ends_of_another_system_do_no_harm(filled: Ledger, other: Ledger) -> None:
    take_lines(other, (f"{line.rstrip()}\r\n\r\n" for line in lines_of(filled)))
    assert other.head() == filled.head()


def test_a_forged_chain_with_a_record_of_another_name_is_refused(filled: Ledger, other: Ledger) -> None:
    line = json.loads(lines_of(filled)[0])
    payload = json.dumps(line["record"], sort_keys=True, separators=(",", ":"))
    forged = Line(START, 1, "report", "report", "r7", line["recorded_at"], "machine", "0", "", "", "", payload)
    values = {**line, "id": "r7", "author": "machine", "code": "0", "model": "", "knowledge": "", "hash": forged.digest()}
    with pytest.raises(CopyError, match="its record is not the one that it names"):
        take_lines(other, [json.dumps(values) + "\n"])


def test_look_ups_work_in_the_copy(filled: Ledger, other: Ledger) -> None:
    take_lines(other, ledger_lines(filled))
    assert [one.id for one in other.claims(report="r1")] == [one.id for one in filled.claims(report="r1")] == ["c1", "c2"]
    assert other.get("incident", "i1") is None
    assert [entry.seq for entry in other.history("incident", "i1")] == [entry.seq for entry in filled.history("incident", "i1")]


def test_two_imports_at_once_leave_one_chain(filled: Ledger, other: Ledger) -> None:
    lines = lines_of(filled)

    def while_another_writes() -> Iterator[str]:
        yield from lines[:-1]
        take_lines(other, lines[:3])
        yield lines[-1]

    take_lines(other, while_another_writes())
    assert other.verify(expect_head=filled.head()) == len(lines)


def test_an_entry_recorded_meanwhile_stops_the_import(filled: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    real = copying._links
    done: list[int] = []

    def slow(told: copying._Told) -> list[dict[str, object]]:
        if not done:
            done.append(other.append([make_report("mine")], stamp()))
        return real(told)

    monkeypatch.setattr(copying, "_links", slow)
    with pytest.raises(LedgerError, match="meanwhile"):
        take_lines(other, ledger_lines(filled))
    assert other.verify() == 1


IMPORT = """
import sys
from trucewatch.ledger import Ledger
from trucewatch.ledger.copying import take_lines
with Ledger.open(sys.argv[1]) as ledger, open(sys.argv[2], encoding="utf-8") as lines:
    print("ready", flush=True)
    take_lines(ledger, lines)
"""


def test_a_killed_import_goes_on(new_url: Callable[[], str], tmp_path: pathlib.Path) -> None:
    source, target, file = f"sqlite:///{tmp_path}/source.sqlite", new_url(), tmp_path / "ledger.jsonl"
    with Ledger.open(source) as ledger, file.open("w", encoding="utf-8") as out:
        ledger.append([make_claim(f"c{number:06}") for number in range(8 * BATCH)], stamp())
        out.writelines(ledger_lines(ledger))
        head = ledger.head()
    drawn, reached = random.Random(8), {0}
    for _ in range(5):
        process = subprocess.Popen([sys.executable, "-c", IMPORT, target, str(file)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(drawn.uniform(0.05, 0.5))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with Ledger.open(target) as ledger:
            reached.add(ledger.verify())
    with Ledger.open(target) as ledger, file.open(encoding="utf-8") as lines:
        take_lines(ledger, lines)
        assert ledger.verify(expect_head=head) == head[0]
    assert all(number % BATCH == 0 for number in reached)


def test_memory_does_not_grow_with_the_ledger(other: Ledger) -> None:
    def peak_of(many: int) -> int:
        other.append([make_claim(f"c{number:06}") for number in range(many)], stamp())
        tracemalloc.start()
        size = sum(len(piece) for piece in ledger_lines(other))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert size > many * 400
        return peak

    few, more = peak_of(2_000), peak_of(8_000)
    assert more < few * 1.5
