"""A ledger is copied into another database with the same hashes, goes on where it stopped, and never over something else."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from tests.ledger.build import fill, make_claim, make_report, stamp
from trucewatch.cli import app
from trucewatch.errors import ChainBroken, LedgerError
from trucewatch.ledger import Ledger, carrying
from trucewatch.ledger.carrying import carry
from trucewatch.ledger.copying import ledger_lines
from trucewatch.ledger.schema import entry_table


def test_a_copy_is_the_same_ledger_and_a_second_one_brings_what_is_new(filled: Ledger, other: Ledger) -> None:
    assert carry(filled, other).new == filled.head()[0]
    assert list(ledger_lines(other)) == list(ledger_lines(filled))
    assert carry(filled, other).new == 0
    filled.append([make_claim("c9")], stamp(9))
    assert (carry(filled, other).new, other.head()) == (1, filled.head())
    assert other.verify(expect_head=filled.head()) == filled.head()[0]
    assert [one.id for one in other.claims(report="r1")] == [one.id for one in filled.claims(report="r1")]


def test_a_copy_back_is_the_same_too(other: Ledger, ledger: Ledger, tmp_path: pathlib.Path) -> None:
    fill(other)
    carry(other, ledger)
    with Ledger.open(f"sqlite:///{tmp_path}/third.sqlite") as third:
        carry(ledger, third)
        assert list(ledger_lines(third)) == list(ledger_lines(other))


def test_a_copy_that_stopped_goes_on(filled: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "STEP", 3)
    monkeypatch.setattr("trucewatch.ledger.state.PAGE", 3)
    seen: list[int] = []

    def stop(done: int, of: int) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry(filled, other, stop)
    assert other.verify() == seen[-1] < filled.head()[0]
    assert carry(filled, other).new == filled.head()[0] - seen[-1]
    assert other.head() == filled.head()


def test_the_first_entry_that_differs_is_named(filled: Ledger, other: Ledger) -> None:
    lines = filled.head()[0]
    with Ledger.open("sqlite://") as beginning:
        fill(beginning)
        carry(beginning, other)
    other.append([make_report("mine")], stamp(20))
    filled.append([make_report("yours"), make_report("too")], stamp(20))
    with pytest.raises(LedgerError, match=f"differ from entry {lines + 1} on"):
        carry(filled, other)
    assert other.head()[0] == lines + 1


def test_a_longer_ledger_of_the_same_entries_is_left_as_it_is(filled: Ledger, other: Ledger) -> None:
    carry(filled, other)
    other.append([make_report("later")], stamp(20))
    assert carry(filled, other).new == 0
    assert other.head()[0] == filled.head()[0] + 1


def tampered(ledger: Ledger, seq: int, **values: object) -> None:
    with ledger.engine.begin() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(entry_table.update().where(entry_table.c.seq == seq).values(**values))


def test_of_a_broken_chain_not_one_entry_is_taken(other: Ledger, ledger: Ledger) -> None:
    fill(other)
    tampered(other, 9, author="somebody else")
    with pytest.raises(ChainBroken, match="entry 9: its content"):
        carry(other, ledger)
    assert ledger.head()[0] == 0


def test_a_forged_record_under_a_whole_chain_is_refused(other: Ledger, ledger: Ledger) -> None:
    other.append([make_report()], stamp())
    row = next(iter(carrying.lines_between(other, 0, 1)))[0][0]
    payload = json.dumps(json.loads(row.payload))  # with blanks, as no ledger writes it
    forged = replace(row, payload=payload)
    tampered(other, 1, payload=payload, hash=forged.digest())
    with pytest.raises(LedgerError, match="not written as a ledger writes it"):
        carry(other, ledger)
    assert ledger.head()[0] == 0


def test_the_commands_copy_back_up_check_and_restore(new_url: Callable[[], str], tmp_path: pathlib.Path) -> None:
    first, second, third, file = new_url(), new_url(), f"sqlite:///{tmp_path}/third.sqlite", tmp_path / "b.tar"
    with Ledger.open(first) as ledger:
        fill(ledger)
        head = ledger.head()

    def told(*words: str) -> dict[str, object]:
        done = CliRunner().invoke(
            app, ["ledger", *words, "--json"], env={"TRUCEWATCH_BACKUP_PASSPHRASE": "twelve letters or more"}
        )
        assert done.exit_code == 0, done.output
        (row,) = json.loads(done.stdout)
        assert isinstance(row, dict)
        return row

    assert told("copy", second, "--ledger", first)["added"] == head[0]
    assert told("copy", second, "--ledger", first)["added"] == 0
    assert told("backup", str(file), "--ledger", second, "--encrypt")["hash"] == head[1]
    assert told("verify", "--backup", str(file), "--expect-head", f"{head[0]}:{head[1]}")["seq"] == head[0]
    assert told("restore", str(file), "--ledger", third)["hash"] == head[1]
    assert told("downgrade", "0003", "--ledger", third)["head"] == head[1]
    assert told("upgrade", "--ledger", third)["head"] == head[1]
    assert told("verify", "--ledger", third)["entries"] == head[0]
