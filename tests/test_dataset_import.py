"""Data sets in the ledger: accounts of their outlets beside others, with versions, deletions, and no second origin for one source."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from typer.testing import CliRunner

from tests.ingest.datasets.test_dataset_rows import HEADER, ROW, UCDP_HEADER, UCDP_ROW
from trucewatch.cli import app
from trucewatch.dataset_import import Imported, import_datasets
from trucewatch.ledger import Kind, Ledger, Stamp
from trucewatch.model import Counted, Incident
from trucewatch.pipeline import run

STAMP = Stamp(datetime(2020, 3, 1, tzinfo=UTC), "test", "0", "m", "k")


def imported(ledger: Ledger, folder: Path, text: str, name: str = "acled.csv") -> Imported:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return import_datasets([path], ledger, lambda: STAMP)


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    with Ledger.open("sqlite://") as ledger:
        first = imported(ledger, tmp_path, f"{HEADER}\n{ROW}\n")
        again = imported(ledger, tmp_path, f"{HEADER}\n{ROW}\n")
    assert first.added > 0
    assert (again.known, again.added) == (1, 0)


def test_a_changed_event_is_a_version_and_an_older_file_changes_nothing(tmp_path: Path) -> None:
    later = ROW.replace(",12,1582000000", ",15,1582999999")
    with Ledger.open("sqlite://") as ledger:
        imported(ledger, tmp_path, f"{HEADER}\n{ROW}\n")
        imported(ledger, tmp_path, f"{HEADER}\n{later}\n")
        assert imported(ledger, tmp_path, f"{HEADER}\n{ROW}\n").older == 1
        (incident,) = ledger.incidents()
        assert len(ledger.history(Kind.REPORT, "acled-SYR90001")) == 2
    assert [figure.low for figure in incident.figures if figure.kind is Counted.KILLED] == [15]


def test_a_deleted_event_is_withdrawn_and_does_not_come_back_from_an_old_file(tmp_path: Path) -> None:
    with Ledger.open("sqlite://") as ledger:
        imported(ledger, tmp_path, f"{HEADER}\n{ROW}\n")
        gone = imported(ledger, tmp_path, "event_id_cnty,deleted_timestamp\nSYR90001,1583000000\n", "deleted.csv")
        assert (gone.deleted, list(ledger.incidents()), list(ledger.reports())) == (1, [], [])
        assert imported(ledger, tmp_path, f"{HEADER}\n{ROW}\n").older == 1
        assert list(ledger.reports()) == []
        assert ledger.history(Kind.REPORT, "acled-SYR90001")


def test_two_data_sets_that_cite_one_observatory_are_one_origin(tmp_path: Path) -> None:
    with Ledger.open("sqlite://") as ledger:
        imported(
            ledger,
            tmp_path,
            f"{HEADER}\n{ROW.replace('SOHR; Reuters', 'SOHR').replace('Military Forces of Turkey (2016-)', 'HTS')}\n",
        )
        imported(ledger, tmp_path, f"{UCDP_HEADER}\n{UCDP_ROW}\n", "ged.csv")
        (incident,) = ledger.incidents()
    assert (len(incident.accounts), incident.origins) == (2, 1)
    assert {account.outlet for account in incident.accounts} == {"ACLED", "UCDP"}


def test_bad_rows_are_recorded_as_unread_and_the_rest_is_done(tmp_path: Path) -> None:
    with Ledger.open("sqlite://") as ledger:
        done = imported(ledger, tmp_path, f"{HEADER}\n{ROW.replace('12 February 2020', 'soon')}\n{ROW}\n")
        assert (done.rows, [item.source for item in ledger.unread()]) == (1, ["acled.csv#2"])


def days(incident: Incident) -> tuple[date, date]:
    assert incident.time is not None
    return incident.time.start, incident.time.last


def test_an_export_of_one_ledger_compares_with_it_in_another(tmp_path: Path) -> None:
    """Out as ACLED's columns and in again: the same kinds, places and figures, and days that hold the day exported."""
    example = Path(__file__).parents[1] / "trucewatch" / "example" / "reports"
    ours, theirs, file = tmp_path / "ours.sqlite", tmp_path / "theirs.sqlite", tmp_path / "out.csv"
    with Ledger.open(f"sqlite:///{ours}") as ledger:
        run([example], ledger)
    command = CliRunner()
    done = command.invoke(app, ["export", "incidents", "-f", "acled-csv", "--ledger", f"sqlite:///{ours}", "-o", str(file)])
    assert done.exit_code == 0, done.output
    assert command.invoke(app, ["import", str(file), "--ledger", f"sqlite:///{theirs}", "-q"]).exit_code == 0
    with file.open(encoding="utf-8", newline="") as lines:
        rows = {row["event_id_cnty"]: row for row in csv.DictReader(lines) if row["sub_event_type"] != "Other"}
    assert rows
    with Ledger.open(f"sqlite:///{theirs}") as ledger:
        found = {}
        for incident in ledger.incidents():
            for account in incident.accounts:
                found[account.report_id.removeprefix("acled-")] = incident
    assert found.keys() == rows.keys()
    for id, row in rows.items():
        incident = found[id]
        first, last = days(incident)
        killed = next((figure for figure in incident.figures if figure.kind is Counted.KILLED), None)
        assert first <= date.fromisoformat(row["event_date"]) <= last
        assert incident.place is not None
        assert incident.place.country is not None
        assert not int(row["fatalities"]) or (
            killed is not None and (killed.low or 0) <= int(row["fatalities"]) <= (killed.high or 0)
        )
