"""A ledger whose incidents were worked out in windows is, entry by entry, the ledger worked out at once."""

from __future__ import annotations

import os
import pathlib
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice

import pytest
from sqlalchemy import select

from bench.claims import War
from tests.eval.shared import shared
from tests.ledger.conftest import new_url, postgres
from tests.telling import claim, report
from trucewatch import refreshing
from trucewatch.errors import LedgerError, WorkerError
from trucewatch.ingest import ingest
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Kind, Ledger, Record, Stamp, Withdrawal
from trucewatch.ledger.schema import family_table, mark_table, merge_state_table
from trucewatch.model import Claim, Decision, EventType, Realis, Report, Review
from trucewatch.reader import load_reader
from trucewatch.refreshing import refresh
from trucewatch.windows import concluding, ledger_source
from trucewatch.windows.hands import Workers
from trucewatch.windows.spool import room_on_disk

__all__ = ["new_url", "postgres"]  # fixtures

NOON = Stamp(datetime(2020, 2, 13, 12, tzinfo=UTC), "machine", "0", "0", "0")
OF_THEN = ("AST17", "SOC18", "ULT20")
AT_ONCE, IN_WINDOWS = 10**9, 0
in_a_file = pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)
THREAT = "Turkey demanded that the army withdraw by the end of February or face attack. The army refused."


@pytest.fixture(autouse=True)
def _small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((ledger_source, "A_PART"), (concluding, "A_RUN"), (concluding, "A_PAGE")):
        monkeypatch.setattr(module, name, 20)


def told() -> list[Record]:
    """An invented week, two demands, a denial, and a claim whose report is missing."""
    drawn = list(islice(War(11, happenings=40).reports(), 90))
    asked = [report(f"d{n}", f"2020-02-0{n}", THREAT, f"Outlet {n}") for n in (5, 6)]
    words = "Turkey demanded that the army withdraw by the end of February or face attack"
    by, to = [("Turkey", "TUR")], [("the army", "SYR:MIL")]
    demands = [claim(one, words, EventType.REQUEST, "yield", by=by, to=to, by_day="2020-02-29") for one in asked]
    threats = [
        claim(one, "face attack", EventType.THREATEN, "violence", by=by, to=to, realis=Realis.CONDITIONAL) for one in asked
    ]
    lost = claim(report("lost", "2020-02-05", THREAT), "The army refused", EventType.REJECT, by=[("The army", "SYR:MIL")])
    out: list[Record] = []
    for one, claims, _ in drawn:
        out += [one, *claims]
    return [*out, *asked, *demands, *threats, lost]


def concluded(monkeypatch: pytest.MonkeyPatch, ledger: Ledger, large: int, workers: int = 1) -> int:
    monkeypatch.setattr(refreshing, "LARGE", large)
    return refresh(ledger, choose_agreements(OF_THEN), load_gazetteer(), NOON, workers=workers)


def state(ledger: Ledger) -> tuple[object, ...]:
    """The head of the chain, and where claims are looked up."""
    with ledger.engine.connect() as connection:
        tables = mark_table, family_table, merge_state_table
        return ledger.head(), *(sorted(map(tuple, connection.execute(select(table)))) for table in tables)


@pytest.fixture
def ledgers(new_url: Callable[[], str]) -> Iterator[tuple[Ledger, Ledger]]:
    """Two ledgers that hold the same reports and claims, in files and in PostgreSQL."""
    with Ledger.open(new_url()) as one, Ledger.open(new_url()) as other:
        records = told()
        for ledger in (one, other):
            ledger.append(records, NOON)
        yield one, other


@in_a_file
def test_the_chain_and_the_look_ups_are_the_same(monkeypatch: pytest.MonkeyPatch, ledgers: tuple[Ledger, Ledger]) -> None:
    whole, cut = ledgers
    assert concluded(monkeypatch, whole, AT_ONCE) == concluded(monkeypatch, cut, IN_WINDOWS)
    assert state(whole) == state(cut)
    assert list(cut.ultimatums())
    assert list(cut.findings())
    assert concluded(monkeypatch, cut, IN_WINDOWS) == 0
    assert cut.verify()


def test_two_processes_write_the_same_chain_into_either_database(
    monkeypatch: pytest.MonkeyPatch, ledgers: tuple[Ledger, Ledger]
) -> None:
    whole, cut = ledgers
    concluded(monkeypatch, whole, AT_ONCE)
    concluded(monkeypatch, cut, IN_WINDOWS, workers=2)
    assert state(whole) == state(cut)


@in_a_file
def test_what_is_reviewed_withdrawn_and_worked_out_anew_is_the_same(
    monkeypatch: pytest.MonkeyPatch, ledgers: tuple[Ledger, Ledger]
) -> None:
    """Incidents that stood are withdrawn with the same words, and name the same that took their claims."""
    for ledger, large in zip(ledgers, (AT_ONCE, IN_WINDOWS), strict=True):
        concluded(monkeypatch, ledger, large)
        claims = sorted(ledger.claims(), key=lambda one: one.id)
        rejected, one, other, gone = claims[3], claims[10], claims[40], claims[20]
        at = "2020-02-14T08:00:00Z"
        said = Review("review-1", rejected.id, "ann", at, Decision.REJECT, "misread", "claim", these=(rejected.id,))
        tied = Review("review-2", one.id, "ann", at, Decision.SAME, "", "claim", these=(one.id,), those=(other.id,))
        ledger.append([said, tied, Withdrawal(Kind.CLAIM, gone.id, "read again")], NOON)
        monkeypatch.setattr(refreshing, "merging_version", lambda: "another")
        concluded(monkeypatch, ledger, large)
        monkeypatch.undo()
    whole, cut = ledgers
    assert state(whole) == state(cut)


def test_reports_that_come_one_by_one_give_the_incidents_of_windows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    reports = [one for one in told() if isinstance(one, Report)][:25]
    claims = [one for one in told() if isinstance(one, Claim)]
    stood = []
    for name in ("slowly", "windows"):
        with Ledger.open(f"sqlite:///{tmp_path / name}.sqlite") as ledger:
            for number, one in enumerate(reports, 1):
                ledger.append([one, *(made for made in claims if made.report_id == one.id)], NOON)
                if name == "slowly" or number == len(reports):
                    concluded(monkeypatch, ledger, AT_ONCE if name == "slowly" else IN_WINDOWS)
            stood.append((list(ledger.incidents()), list(ledger.findings()), list(ledger.ultimatums())))
    assert stood[0] == stood[1]


def test_the_packaged_example_is_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    the_same(monkeypatch, tmp_path, pathlib.Path(refreshing.__file__).parent / "example")


@pytest.mark.shared
def test_the_seeds_are_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    the_same(monkeypatch, tmp_path, shared("seeds"))


def the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, folder: pathlib.Path) -> None:
    """Read the reports of a folder, and work out what follows at once and in windows."""
    reports = [one for one in ingest([str(folder)], published=date(2020, 2, 13)) if isinstance(one, Report)]
    records: list[Record] = [*reports, *(found for one in reports for found in load_reader().claims(one))]
    states = []
    for large in (AT_ONCE, IN_WINDOWS):
        with Ledger.open(f"sqlite:///{tmp_path / str(large)}.sqlite") as ledger:
            ledger.append(records, NOON)
            concluded(monkeypatch, ledger, large)
            states.append(state(ledger))
    assert states[0] == states[1]


def test_a_process_that_is_killed_ends_the_merging() -> None:
    with pytest.raises(WorkerError, match="signal SIGKILL"), Workers(2) as hands:
        list(hands(kill_itself, range(5)))


def kill_itself(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_task_that_fails_is_told_with_its_error() -> None:
    with pytest.raises(LedgerError, match="no such"), Workers(2) as hands:
        list(hands(fail, range(5)))


def fail(number: int) -> int:
    raise LedgerError("no such number")


def test_tasks_are_given_back_in_their_order() -> None:
    with Workers(2) as hands:
        assert list(hands(str, range(50))) == [str(number) for number in range(50)]


def test_a_full_disk_is_told_with_what_would_help() -> None:
    with pytest.raises(LedgerError, match="TMPDIR"), room_on_disk() as folder:
        raise OSError(28, f"No space left on device: {folder}")
