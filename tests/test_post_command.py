"""The commands on posts, as somebody at the terminal uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trucewatch import example
from trucewatch.cli import app

TRAINING = Path(example.__file__).parent / "posts"
HEADER = "date,time,means,count,phenomenon,distance,direction\n"


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["post", *words])


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


def test_the_list_tells_how_each_post_stood_on_a_day() -> None:
    then = {row["id"]: row for row in json.loads(call("list", "--on", "2020-02-13", "--json").stdout)}
    assert (then["IDL-09"]["status"], then["IDL-12"]["status"]) == ("encircled", "set up")
    assert "Turkish armed forces         encircled since 23 Aug 2019" in call("list", "--on", "2020-02-13").stdout


def test_a_post_is_shown_with_its_sources_and_doubts() -> None:
    shown = call("show", "Morek").stdout
    assert "23 Aug 2019  encircled" in shown
    assert "35.38, 36.71 to 3 km" in shown
    assert call("show", "nowhere").exit_code != 0


def test_check_names_every_fault(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('zone = "Mars"\n[[posts]]\nid = "A"\nname = "a"\n', encoding="utf-8")
    result = call("check", str(file))
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 3
    assert all(line.startswith(f"{file}:") for line in result.stdout.splitlines())


def test_import_says_what_became_of_the_lines_and_lists_the_unread(tmp_path: Path, url: str) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        HEADER + "2024-03-02,18:40,Heard,3,Explosion,2km,W\n2024-03-02,18:40,Heard,3,Explosion,2km,400\n", encoding="utf-8"
    )
    result = call("import", str(log), "--post", "Koryn", "--ledger", url, "--json")
    assert result.exit_code == 3
    row = json.loads(result.stdout)[0]
    assert (row["observation"], row["unread"], row["claims"]) == (1, 1, 1)
    assert "log.csv:3" in result.stderr
    logged = json.loads(call("log", "TRN-01", "--ledger", url, "--json").stdout)
    assert [(line["kind"], line["post"]) for line in logged] == [("observation", "TRN-01")]


def test_a_file_that_is_not_there_is_listed(tmp_path: Path, url: str) -> None:
    result = call("import", str(tmp_path / "none.csv"), "--ledger", url)
    assert result.exit_code == 3
    assert "none.csv: cannot be opened" in result.stderr


def test_a_folder_without_a_log_is_listed(tmp_path: Path, url: str) -> None:
    (tmp_path / "logs").mkdir()
    result = call("import", str(tmp_path / "logs"), "--ledger", url)
    assert result.exit_code == 3
    assert "logs: no log of a post in this folder" in result.stderr


def test_the_log_of_a_day_reads_as_sentences(url: str) -> None:
    assert call("import", str(TRAINING), "--ledger", url, "--quiet").exit_code == 0
    told = call("log", "--on", "2024-03-11", "--ledger", url).stdout
    assert told.startswith("11 March 2024\n")
    assert 'patrol turned back by two armed men of the Eastern Column at checkpoint at Tallow Farm, saying "No notice' in told
    assert "2 × towed howitzer 122mm of the invented Northern Guard at Brack: in violation of the line" in told
    assert "Koryn        7 undetermined explosions, heard, 3-6 km" in told
    assert "Luma Ridge   1 muzzle flash, by camera" in told
    assert "limited: night (seeing)" in told
    assert not call("log", "--on", "2023-01-01", "--ledger", url).stdout
    between = json.loads(call("log", "Koryn", "--from", "2024-03-12", "--to", "2024-03-13", "--ledger", url, "--json").stdout)
    assert {line["post"] for line in between} == {"TRN-01"}
    assert call("log", "--on", "2024-03-11", "--from", "2024-03-11", "--ledger", url).exit_code != 0
    backwards = call("log", "--from", "2024-03-12", "--to", "2024-03-11", "--ledger", url)
    assert "2024-03-12 to 2024-03-11 is no period" in str(backwards.exception)


def test_what_posts_logged_is_exported_as_tables(url: str) -> None:
    call("import", str(TRAINING / "vesna-2024-03.csv"), "--ledger", url, "--quiet")
    rows = {
        name: json.loads(CliRunner().invoke(app, ["export", name, "--ledger", url, "--json"]).stdout)
        for name in ("observations", "limits", "access", "sightings", "posts")
    }
    assert [len(found) for found in rows.values()] == [162, 14, 12, 12, 4]
    assert all(row["line"].startswith(row["post"]) for name in ("observations", "limits") for row in rows[name])
    assert rows["access"][0]["reason_given"]
