"""The command that writes records out: what can be asked for, where it goes, and what is refused in words."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.publish.exchange.test_acled_ucdp_plover import attack
from trucewatch.cli import app
from trucewatch.errors import UsageError
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import EventType, Interval, Precision, State


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A ledger with three incidents, the last one recorded a day later."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    march = Interval(date(2020, 3, 1), date(2020, 3, 2), Precision.DAY)
    with Ledger.open(url) as ledger:
        first = attack("incident-1"), attack("incident-2", type=EventType.MOBILIZE, mode="troops", state=State.CONTESTED)
        ledger.append(first, Stamp(datetime(2020, 2, 13, tzinfo=UTC), "test", "0", "m", "k"))
        ledger.append([attack("incident-3", time=march)], Stamp(datetime(2020, 3, 2, tzinfo=UTC), "test", "0", "m", "k"))
    return url


def ids(address: str, *options: str) -> set[str]:
    done = CliRunner().invoke(app, ["export", "incidents", "--ledger", address, *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return {json.loads(line)["id"] for line in done.stdout.splitlines()}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), {"incident-1", "incident-2", "incident-3"}),
        (("--from", "2020-02-13"), {"incident-3"}),
        (("--to", "2020-02-13"), {"incident-1", "incident-2"}),
        (("--type", "mobilize"), {"incident-2"}),
        (("--state", "contested"), {"incident-2"}),
        (("--country", "UKR"), set()),
        (("--as-of", "2"), {"incident-1", "incident-2"}),
        (("--as-of", "2020-02-14"), {"incident-1", "incident-2"}),
        (("--as-of", "2020-03-02T00:00:00+00:00"), {"incident-1", "incident-2", "incident-3"}),
    ],
)
@pytest.mark.parametrize("name", ["jsonl", "plover-jsonl"])
def test_incidents_can_be_narrowed_in_every_format(address: str, name: str, options: tuple[str, ...], found: set[str]) -> None:
    assert ids(address, "-f", name, *options) == found


def test_a_file_appears_whole(address: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = CliRunner().invoke(app, ["export", "incidents", "-f", "acled-csv", "--hxl", "--ledger", address, "-o", str(out)])
    assert (done.exit_code, done.stdout) == (0, "")
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert len(rows) == 1 + 1 + 3
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("incidents", "-f", "shapefile"), "acled-csv"),
        (("incidents", "--type", "BATTLE"), "must be one of"),
        (("incidents", "--from", "soon"), "is no date"),
        (("incidents", "--as-of", "soon"), "is no moment"),
        (("incidents", "-f", "jsonl", "--hxl"), "no row of HXL tags"),
        (("claims", "--from", "2020-02-13"), "cannot be narrowed"),
        (("claims", "-f", "acled-csv"), "no format"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(address: str, options: tuple[str, ...], why: str) -> None:
    done = CliRunner().invoke(app, ["export", *options, "--ledger", address])
    assert isinstance(done.exception, UsageError)
    assert why in str(done.exception)


def test_a_package_goes_out_as_a_folder_or_a_zip_with_the_licence_given(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUCEWATCH_DATA_LICENCE", "CC0-1.0")
    folder, archive = tmp_path / "given", tmp_path / "given.zip"
    for options in (("-o", str(folder), "--licence", "CC-BY-4.0"), ("-o", str(archive), "--as-of", "2")):
        done = CliRunner().invoke(app, ["export", "package", "--ledger", address, *options])
        assert (done.exit_code, done.stdout) == (0, ""), done.output
    told = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    with zipfile.ZipFile(archive) as opened:
        earlier = json.loads(opened.read("datapackage.json"))
    assert sorted(opened.namelist()) == sorted(path.name for path in folder.iterdir())
    assert (told["licenses"][0]["name"], earlier["licenses"][0]["name"]) == ("CC-BY-4.0", "CC0-1.0")
    assert earlier["trucewatch"]["entry"] == 2


def test_a_package_that_cannot_be_written_is_told_in_words(address: str, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    done = CliRunner().invoke(app, ["export", "package", "--ledger", address, "-o", str(tmp_path / "taken")])
    assert done.exit_code != 0
    assert "cannot be written" in str(done.exception) + done.output
