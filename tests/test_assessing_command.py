"""`agreements test` and `agreements progress` over a ledger of the packaged example."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.cli import app
from trucewatch.ledger import Ledger
from trucewatch.pipeline import run

REPORTS = Path(__file__).parents[1] / "trucewatch" / "example" / "reports"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'example.sqlite'}"
    with Ledger.open(url) as book:
        run([REPORTS], book)
    return url


def shown(*words: str) -> str:
    result = CliRunner().invoke(app, ["agreements", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def incident_of(url: str, state: str) -> tuple[str, str]:
    with Ledger.open(url) as book:
        found = next(finding for finding in book.findings() if finding.state.value == state and finding.clause_id)
    return found.incident_id, found.clause_id


def test_an_incident_is_tested_under_every_clause(ledger: str) -> None:
    incident, clause = incident_of(ledger, "alleged")
    rows = json.loads(shown("test", incident, "--ledger", ledger, "--json"))
    states = {row["state"] for row in rows}
    assert "not applicable" in states
    assert any(row["clause"] == clause for row in rows)
    for row in rows:
        if row["state"] == "not applicable":
            assert any(answer["holds"] is False for answer in row["answers"]) or row["asked"] == "kept"


def test_one_clause_can_be_asked_for_alone(ledger: str) -> None:
    incident, clause = incident_of(ledger, "not assessable")
    rows = json.loads(shown("test", incident, clause, "--ledger", ledger, "--json"))
    assert {row["clause"] for row in rows} == {clause}
    assert "cannot be told: " in shown("test", incident, clause, "--ledger", ledger)


def test_an_incident_that_is_not_there_is_named(ledger: str) -> None:
    result = CliRunner().invoke(app, ["agreements", "test", "incident-none", "--ledger", ledger])
    assert "no incident 'incident-none'" in str(result.exception)


def test_progress_tells_silence_as_silence(ledger: str) -> None:
    rows = json.loads(shown("progress", "SOC18", "--on", "2020-02-14", "--ledger", ledger, "--json"))
    assert [row["clause"] for row in rows][:2] == ["SOC18-1", "SOC18-2"]
    quiet = [row for row in rows if not (row["kept"] or row["alleged"] or row["corroborated"] or row["open"])]
    assert quiet
    assert all(row["suggested"] is None for row in quiet)
    assert "findings suggest: nothing, no evidence was read" in shown("progress", "SOC18", "--ledger", ledger)


def test_no_act_of_the_example_opens_a_breach_that_lasts(ledger: str) -> None:
    result = CliRunner().invoke(app, ["export", "violations", "--ledger", ledger, "--json"])
    assert json.loads(result.stdout) == []


def test_an_agreement_of_another_country_is_ruled_out_in_one_line(ledger: str) -> None:
    incident, _ = incident_of(ledger, "alleged")
    short = shown("test", incident, "--ledger", ledger)
    assert "MINSK2  " in short
    assert "MINSK2-1" not in short
    assert "MINSK2-1" in shown("test", incident, "--full", "--ledger", ledger)


def test_the_breaches_of_a_clause_are_counted_by_its_rule_up_to_the_day(ledger: str) -> None:
    words = ("progress", "SOC18", "--ledger", ledger)
    later, earlier = (
        {row["clause"]: row["breaches"] for row in json.loads(shown(*words, "--on", day, "--json"))}["SOC18-2"]
        for day in ("2021-01-01", "2017-01-01")
    )
    assert later["rule"]
    assert 0 < later["low"] <= later["high"]
    assert (earlier["low"], earlier["high"]) == (0, 0)
    assert f"breaches told of, by the rule {later['rule']}: " in shown(*words, "--on", "2021-01-01")


def test_clauses_that_nothing_is_told_of_share_one_line(ledger: str) -> None:
    told = shown("progress", "LBN24", "--ledger", ledger, "--on", "2025-01-02")
    assert "no score, no last day and no evidence read: LBN24-1, LBN24-2A" in told
