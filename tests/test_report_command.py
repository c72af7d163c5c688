"""`trucewatch report` as somebody at a terminal uses it, on the packaged example."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.publish.bulletin.days_told import LEVANT, add, incident, report
from trucewatch.cli import app
from trucewatch.ledger import Ledger

DAY = ("--date", "2020-02-13")


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    with Ledger.open(url) as ledger:
        add(ledger, report("r1", LEVANT), incident(killed=(3,)))
    return url


def asked(url: str, *words: str) -> Result:
    return CliRunner().invoke(app, ["report", *words, "--ledger", url])


def test_a_preview_is_not_recorded(url: str) -> None:
    said = asked(url, *DAY, "--format", "md")
    assert said.exit_code == 0
    assert "Preview" in said.stdout
    assert asked(url, "list").stdout == ""


def test_an_issued_report_is_listed_shown_and_the_same_when_made_anew(url: str) -> None:
    assert asked(url, *DAY, "--issue", "--by", "A. Reviewer", "--format", "json").exit_code == 0
    [row] = json.loads(asked(url, "list", "--json").stdout)
    assert (row["report"], row["issued_by"], row["first"]) == ("1", "A. Reviewer", "2020-02-13")
    assert asked(url, "show", "1").stdout == asked(url, "show", "1.0").stdout
    assert asked(url, "show", "1", "--check").exit_code == 0


def test_an_edit_makes_a_revision_whose_difference_is_shown(url: str) -> None:
    asked(url, *DAY, "--issue", "--by", "A. Reviewer")
    done = asked(url, "edit", "incidents/shelling", *DAY, "--new", "Shells fell.", "--by", "B. Reviewer", "--reason", "short")
    assert done.exit_code == 0
    asked(url, *DAY, "--issue", "--by", "A. Reviewer")
    said = asked(url, "compare", "1.0", "1.1").stdout
    assert "wording by B. Reviewer" in said
    assert "{+Shells+}" in said


def test_a_report_is_written_whole_into_a_file(url: str, tmp_path: Path) -> None:
    asked(url, *DAY, "--output", str(tmp_path / "report.html"))
    assert (tmp_path / "report.html").read_text(encoding="utf-8").endswith("</html>\n")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--date", "2020-02-30"), "is no date"),
        (("--date", "2020-02-13", "--to", "2020-02-12"), "cannot end"),
        (("--date", "2020-02-13", "--to", "2020-02-14", "--edition", "daily"), "has one day"),
        (("--date", "0001-01-03", "--edition", "weekly"), "no seven days"),
        ((*DAY, "--zone", "Europe/Atlantis"), "no time zone"),
        ((*DAY, "--lang", "xx"), "no language"),
        ((*DAY, "--agreement", "NONE"), "no agreement"),
        ((*DAY, "--as-of", "yesterday"), "--as-of"),
        ((*DAY, "--as-of", "9" * 30), "--as-of"),
        ((*DAY, "--issue"), "--by"),
        (("show", "7"), "no report 7"),
        (("edit", "nothing/x", *DAY, "--new", "x", "--by", "A", "--reason", "b"), "no sentence"),
    ],
)
def test_what_cannot_be_is_named(url: str, words: tuple[str, ...], why: str) -> None:
    said = asked(url, *words)
    assert said.exit_code != 0
    assert why in str(said.exception) + said.stderr
