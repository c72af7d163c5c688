"""The command `trucewatch count`: one ledger under several rules."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from trucewatch.cli import app
from trucewatch.ledger import Ledger
from trucewatch.pipeline import run

REPORTS = {
    "shelling": "Syrian government forces fired 12 shells at Saraqib on Monday, residents said. Nobody was hurt.",
    "raid": "Russian warplanes carried out an air strike on Ariha on Tuesday and killed three people.",
    "answer": "Turkish artillery shelled Taftanaz on Tuesday.",
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("count")
    rows = [{"id": key, "text": text, "published": "2020-02-05", "outlet": key} for key, text in REPORTS.items()]
    (folder / "reports.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    place = f"sqlite:///{folder / 'one.sqlite'}"
    with Ledger.open(place) as ledger:
        run([folder / "reports.jsonl"], ledger)
    return place


def count(*words: str) -> Result:
    return CliRunner().invoke(app, ["count", *words])


def total(url: str, rule: str) -> int:
    rows = json.loads(count("--rule", rule, "--ledger", url, "--json").stdout)
    return sum(int(row["low"]) for row in rows)


def test_the_same_ledger_comes_to_other_numbers_under_other_rules(url: str) -> None:
    counts = {
        name: total(url, name) for name in ("per-burst", "osce-like", "per-shelling", "jfo-like", "acled-like", "per-incident")
    }
    assert counts == {"per-burst": 13, "osce-like": 14, "per-shelling": 2, "jfo-like": 3, "acled-like": 3, "per-incident": 3}


def test_each_line_names_its_incidents(url: str) -> None:
    rows = json.loads(count("--rule", "per-incident", "--by", "place", "--ledger", url, "--json").stdout)
    assert all(len(row["incidents"]) == row["low"] for row in rows)
    assert "Saraqib" in {row["place"] for row in rows}


def test_the_table_says_how_it_counts_and_what_it_comes_to(url: str) -> None:
    lines = count("--rule", "jfo-like", "--by", "party", "--ledger", url).stdout.splitlines()
    assert lines[0].startswith("jfo-like: one for each continuous episode of fire")
    assert lines[-1].split()[:2] == ["in", "all"]
    assert any(line.strip().startswith("Russian") for line in lines)


def test_the_rules_are_listed_with_their_sources() -> None:
    listed = count("--rules").stdout
    rows = json.loads(count("--rules", "--json").stdout)
    assert {row["rule"] for row in rows} >= {"per-burst", "per-shelling", "acled-like", "osce-like", "jfo-like"}
    assert all(row["source"] in listed for row in rows)


def test_an_unknown_rule_is_a_mistake_that_names_the_known(url: str) -> None:
    result = count("--rule", "per-hour", "--ledger", url)
    assert result.exit_code != 0
    assert "jfo-like" in str(result.exception)
