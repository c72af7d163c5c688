"""The command `trucewatch naming`: what outlets call whom, from report files and from a ledger."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.eval.shared import shared
from trucewatch.cli import app

NOTE = (
    "Assad regime forces shelled a market in Ariha on Monday, killing three civilians.\n\n"
    "“The terrorists in Idlib must leave,” the Russian Defence Ministry said on Tuesday.\n"
)


def naming(*words: str) -> Result:
    return CliRunner().invoke(app, ["naming", *words])


@pytest.fixture(scope="module")
def note(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("naming") / "note.jsonl"
    row = {"id": "n1", "text": NOTE, "outlet": "Harbour Post", "published": "2020-02-13"}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


def test_reports_given_as_files_are_read_and_counted(note: Path) -> None:
    done = naming(str(note), "--json")
    rows = json.loads(done.stdout)
    regime = next(row for row in rows if row["words"] == "Assad regime forces")
    assert done.exit_code == 0
    assert (regime["outlet"], regime["of"], regime["voice"], regime["count"]) == ("Harbour Post", "SYR:MIL", "own", 1)
    example = regime["examples"][0]
    assert NOTE[example["start"] : example["end"]] == "Assad regime forces"
    assert {row["voice"] for row in rows if row["words"] == "terrorists"} == {"quoted"}


def test_a_person_reads_label_voice_and_example(note: Path) -> None:
    told = naming(str(note), "--party", "SYR").stdout
    assert "Syrian armed forces (SYR:MIL), 1 use" in told
    assert "in its own voice: Assad regime forces 1 (delegitimising)" in told
    assert "terrorists" not in told


def test_a_ledger_gives_the_same_and_exports_every_use(note: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.sqlite'}"
    runner = CliRunner()
    assert runner.invoke(app, ["run", str(note), "--ledger", url, "--quiet"]).exit_code == 0
    assert json.loads(naming("--ledger", url, "--json").stdout) == json.loads(naming(str(note), "--json").stdout)
    assert {row["period"] for row in json.loads(naming("--ledger", url, "--by", "month", "--json").stdout)} == {"2020-02"}
    uses = [json.loads(line) for line in runner.invoke(app, ["export", "namings", "--ledger", url]).stdout.splitlines()]
    assert all(NOTE[use["start"] : use["end"]] == use["words"] for use in uses)
    table = runner.invoke(app, ["export", "namings", "--format", "csv", "--ledger", url]).stdout
    assert [row["words"] for row in csv.DictReader(io.StringIO(table))] == [use["words"] for use in uses]


@pytest.mark.parametrize("words", [("--outlet", "Nobody Times"), ("--party", "XYZ")])
def test_an_outlet_or_party_that_nobody_has_is_a_mistake(note: Path, words: tuple[str, str]) -> None:
    done = naming(str(note), *words)
    assert done.exit_code != 0
    assert words[1] in str(done.exception)


@pytest.mark.shared
def test_one_seed_writes_syrian_army_and_the_other_assad_regime() -> None:
    done = naming(str(shared("seeds")), "--published", "2020-02-13", "--json", "--quiet")
    rows = [row for row in json.loads(done.stdout) if row["named"] == "party"]
    called: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        called.setdefault((row["outlet"], row["of"]), set()).add(row["words"])
    first, second = "Duvar English", next(outlet for outlet, _ in called if outlet.startswith("report 001"))
    assert called[first, "SYR:MIL"] == {"Syrian army", "Syrian forces", "Syrian government forces"}
    assert called[second, "SYR:MIL"] == {"Assad regime forces"}
    assert called[second, "SYR:GOV"] == {"Assad regime", "regime"}
    assert called[first, "SYR:RAD"] == {"radicals", "militants", "jihadists"}
    assert called[second, "SYR:RAD"] == {"radical groups", "terrorists"}
    assert (called[first, "SYR:REB"], called[second, "SYR:REB"]) == ({"rebels"}, {"opposition"})


@pytest.mark.shared
@pytest.mark.parametrize(
    ("words", "voice"),
    [
        ("radicals", "quoted"),
        ("militants", "retold"),
        ("Syrian army", "retold"),
        ("jihadists", "own"),
        ("terrorists", "own"),
        ("Assad regime forces", "own"),
        ("Assad regime", "retold"),
        ("radical groups", "quoted"),
    ],
)
def test_the_seeds_words_are_given_to_whose_they_are(words: str, voice: str) -> None:
    done = naming(str(shared("seeds")), "--published", "2020-02-13", "--json", "--quiet")
    assert {row["voice"] for row in json.loads(done.stdout) if row["words"] == words} == {voice}
