"""The commands `trucewatch agreements …`, as somebody meets them who keeps an agreement of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.knowledge.pacts import GOOD, line_of
from trucewatch.knowledge.agreement_skeleton import SKELETON
from trucewatch.knowledge.agreements import check_files
from trucewatch.model import AreaKind, ClauseKind, Form, Stage, Tie


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "trucewatch" / "agreements"
    folder.mkdir(parents=True)
    return folder


def agreements(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("TRUCEWATCH_")}
    env |= {"XDG_DATA_HOME": str(home / "data"), "XDG_CONFIG_HOME": str(home / "config"), "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "trucewatch.cli", "agreements", *words]
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=home, check=False)


def test_the_list_tells_where_each_agreement_stood_on_a_day(tmp_path: Path, own: Path) -> None:
    (own / "TRY20.toml").write_text(GOOD, encoding="utf-8")
    done = agreements("list", "--on", "2020-07-01", "--json", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    rows = {row["id"]: row for row in json.loads(done.stdout)}
    assert (rows["TRY20"]["state"], rows["SOC18"]["state"]) == ("ended", "in force")
    lines = agreements("list", "--on", "2020-07-01", home=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(rows)


def test_faults_of_ones_own_are_told_on_stderr_and_the_list_is_whole(tmp_path: Path, own: Path) -> None:
    (own / "BAD20.toml").write_text("id = ", encoding="utf-8")
    done = agreements("list", "--json", home=tmp_path)
    assert done.returncode == 0
    assert "SOC18" in {row["id"] for row in json.loads(done.stdout)}
    assert f"{own / 'BAD20.toml'}:1: this is no TOML" in done.stderr


def test_an_agreement_is_shown_clause_by_clause(tmp_path: Path, own: Path) -> None:
    (own / "TRY20.toml").write_text(GOOD, encoding="utf-8")
    done = agreements("show", "TRY20", "--on", "2020-02-20", home=tmp_path)
    assert done.returncode == 0
    assert "\nTRY20-1  prohibition\n  Nobody fires.\n" in done.stdout
    (row,) = json.loads(agreements("show", "TRY20", "--json", home=tmp_path).stdout)
    assert [clause["id"] for clause in row["clauses"]] == ["TRY20-1", "TRY20-2"]


@pytest.mark.parametrize(("words", "told"), [(("show", "X99"), "known are"), (("list", "--on", "soon"), "'soon' is no date")])
def test_a_wrong_use_is_told_as_one(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    done = agreements(*words, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_check_prints_each_fault_with_file_and_line_and_fails(tmp_path: Path, own: Path) -> None:
    text = GOOD.replace("score = 1", "score = 4").replace('debtor = ["SYR"]', "debtor = []")
    (tmp_path / "TRY20.toml").write_text(text, encoding="utf-8")
    done = agreements("check", "TRY20.toml", home=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"TRY20.toml:{line_of(text, '[[clauses.scores]]')}: a score lies in 0..3, not 4",
        f"TRY20.toml:{line_of(text, 'debtor = []')}: clause TRY20-2: there is no debtor: say who owes it",
    ]


def test_check_without_a_file_checks_all_of_ones_own(tmp_path: Path, own: Path) -> None:
    assert "there is no agreement of your own in" in agreements("check", home=tmp_path).stderr
    (own / "TRY20.toml").write_text(GOOD, encoding="utf-8")
    done = agreements("check", home=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "TRY20, 2 clauses, no fault found" in done.stderr
    (own / "BAD20.toml").write_text("id = ", encoding="utf-8")
    assert agreements("check", home=tmp_path).returncode == 1


FILLED = {
    'title = ""': 'title = "A trial truce"',
    'signed = ""': "signed = 2020-02-12",
    'effective = ""': "effective = 2020-02-13",
    "bound = []": 'bound = ["TUR"]',
    "sources = []": 'sources = ["A letter of 12 February 2020"]',
    'obligation = ""': 'obligation = "Nobody fires."',
    "debtor = []": 'debtor = ["TUR"]',
    'source = ""': 'source = "point 1"',
}


def test_a_new_agreement_names_the_places_to_fill_in_and_has_no_fault_once_they_are(tmp_path: Path) -> None:
    done = agreements("new", "TRY20", home=tmp_path)
    path = tmp_path / "data" / "trucewatch" / "agreements" / "TRY20.toml"
    assert (done.returncode, done.stdout) == (0, "")
    text = path.read_text(encoding="utf-8")
    named = {int(line.split(":")[1]) for line in done.stderr.splitlines() if line.startswith(f"{path}:")}
    assert {text.splitlines()[number - 1].split("  #")[0] for number in named} == set(FILLED)
    for empty, filled in FILLED.items():
        text = text.replace(empty, filled, 1)
    path.write_text(text, encoding="utf-8")
    assert agreements("check", home=tmp_path).returncode == 0


def test_a_new_agreement_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("mine", encoding="utf-8")
    done = agreements("new", "TRY20", "--output", "mine.toml", home=tmp_path)
    assert done.returncode == 2
    assert "mine.toml is there already" in done.stderr
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("words", ["try20", "../TRY20", "A" * 41, ""])
def test_an_id_that_is_none_begins_no_file(tmp_path: Path, words: str) -> None:
    done = agreements("new", words, home=tmp_path)
    assert done.returncode == 2
    assert "is no id of an agreement" in done.stderr
    assert list(tmp_path.rglob("*.toml")) == []


def test_the_skeleton_names_every_word_that_may_stand_in_it() -> None:
    text = " ".join(SKELETON.read_text(encoding="utf-8").replace("#", " ").split())
    assert [word for kind in (Form, Stage, Tie, AreaKind, ClauseKind) for word in kind if word.value not in text] == []


def test_what_the_skeleton_offers_in_comments_is_sound_as_well(tmp_path: Path) -> None:
    text = SKELETON.read_text(encoding="utf-8").replace("{id}", "TRY20")
    for empty, filled in FILLED.items():
        text = text.replace(empty, filled, 1)
    lines = [line.removeprefix("# ") if line.startswith(OFFERED) else line for line in text.splitlines()]
    path = tmp_path / "TRY20.toml"
    path.write_text("\n".join(lines).replace('bound = ["TUR"]', 'bound = ["TUR", "RUS"]') + "\n", encoding="utf-8")
    (file,) = check_files([path])
    assert [fault.reason for fault in file.faults] == ["ended on 2021-02-13, but no turn of its life says so"]
    assert file.agreement is not None
    (clause,) = file.agreement.clauses
    assert (len(clause.readings), len(clause.scores), len(clause.keeps)) == (1, 1, 1)


OFFERED = ("# [[", *(f"# {key} = " for key in (
    "ended", "pax", "note", "retired", "stage", "on", "at", "source", "unsure", "tie", "to", "title", "id", "name", "kind", "countries",
    "ring", "precision_km", "guarantor", "beneficiary", "area", "start", "start_at", "end", "deadline", "every_days", "carve_out", "counting",
    "continuing", "modes", "by", "where", "counts", "at_least", "types", "field", "value", "day", "zone", "score", "why",
)))  # fmt: skip
