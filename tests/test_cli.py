"""The commands as a user meets them: data on stdout, words on stderr, and exit codes that mean something."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trucewatch.language import FAST, model_version
from trucewatch.ledger import Ledger

SHELLING = (
    "Two soldiers killed near Ariha\nExample Herald\n3 March 2020\n\n"
    "Two Turkish soldiers were killed on Monday when Syrian government forces shelled their post near Ariha, the Turkish Defence Ministry said.\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def trucewatch(*words: str, home: Path, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("TRUCEWATCH_")}
    env |= {"XDG_DATA_HOME": str(home / "data"), "XDG_CONFIG_HOME": str(home / "config"), "PYTHONWARNINGS": "error"}
    return subprocess.run(
        [sys.executable, "-m", "trucewatch.cli", *words],
        input=stdin,
        capture_output=True,
        text=True,
        env=env,
        cwd=cwd or home,
        check=False,
    )


@pytest.fixture(scope="module")
def ledger(home: Path) -> str:
    """A ledger that one report has been run into."""
    (home / "shelling.txt").write_text(SHELLING, encoding="utf-8")
    url = f"sqlite:///{home / 'one.sqlite'}"
    done = trucewatch("run", "shelling.txt", "--ledger", url, "--json", home=home)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["read"] == 1
    return url


@pytest.mark.parametrize("words", [("--model", "fast"), ()], ids=["by the option", "by the setting"])
def test_the_fast_model_reads_too_and_the_ledger_says_so(home: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "shelling.txt").write_text(SHELLING, encoding="utf-8")
    if not words:
        (tmp_path / "trucewatch.toml").write_text('model = "fast"\n', encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'fast.sqlite'}"
    done = trucewatch("run", "shelling.txt", "--ledger", url, *words, home=home, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with Ledger.open(url) as book:
        assert {entry.stamp.model for entry in book.entries()} == {model_version(FAST)}
        (killed,) = [claim for claim in book.claims() if any(f.kind.value == "killed" for f in claim.figures)]
        assert str(killed.type) == "ASSAULT"


def test_a_model_that_is_not_there_is_a_usage_error(home: Path) -> None:
    assert trucewatch("read", "one.txt", "--model", "huge", home=home).returncode == 2


def test_read_prints_a_claim_a_line_and_nothing_else(home: Path) -> None:
    (home / "one.txt").write_text(SHELLING, encoding="utf-8")
    done = trucewatch("read", "one.txt", home=home)
    claims = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    (killed,) = [claim for claim in claims if any(f["kind"] == "killed" and f["low"] == f["high"] == 2 for f in claim["figures"])]
    assert (killed["report"], killed["type"], killed["mode"], killed["realis"]) == ("one", "ASSAULT", "heavy-weapons", "actual")
    assert [code.split(":")[0] for code in killed["actor"]] == ["SYR"]
    assert killed["place"] == "Ariha"
    assert all(SHELLING[c["span"]["start"] : c["span"]["end"]] == c["quote"] for c in claims)
    assert done.stderr == ""


def test_read_takes_json_lines_from_stdin_and_keeps_the_id(home: Path) -> None:
    row = json.dumps({"id": "r-7", "text": "Rebels shelled the town of Ariha on Sunday.", "published": "2020-03-02"})
    done = trucewatch("read", "-", "--json", home=home, stdin=row + "\n")
    claims = json.loads(done.stdout)
    assert {c["report"] for c in claims} == {"r-7"}
    assert claims[0]["time"] == ["2020-03-01", "2020-03-01"]


def test_a_broken_line_is_named_and_the_rest_is_read(home: Path) -> None:
    rows = [json.dumps({"id": f"r{n}", "text": "Rebels shelled Ariha.", "published": "2020-03-02"}) for n in range(4)]
    (home / "some.jsonl").write_text("\n".join([rows[0], rows[1], '{"id": "broken', rows[3]]) + "\n")
    done = trucewatch("read", "some.jsonl", home=home)
    assert done.returncode == 3
    assert "some.jsonl#3" in done.stderr
    assert {json.loads(line)["report"] for line in done.stdout.splitlines()} == {"r0", "r1", "r3"}


def test_read_says_why_it_read_a_claim_and_why_not(home: Path) -> None:
    (home / "one.txt").write_text(SHELLING, encoding="utf-8")
    done = trucewatch("read", "one.txt", "--explain", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert "“shelled” fires frames/ASSAULT.csv:" in done.stdout
    assert "in all: a chance of " in done.stdout


def test_the_claims_with_their_why_are_the_claims_of_read(home: Path) -> None:
    (home / "one.txt").write_text(SHELLING, encoding="utf-8")
    read = json.loads(trucewatch("read", "one.txt", "--json", home=home).stdout)
    why = json.loads(trucewatch("read", "one.txt", "missing.txt", "--explain", "--json", home=home).stdout)
    assert [{key: value for key, value in claim.items() if key != "why"} for claim in why] == read


def test_what_cannot_be_explained_is_listed_as_unread(home: Path) -> None:
    done = trucewatch("read", "missing.txt", "--explain", home=home)
    assert (done.returncode, done.stdout) == (3, "")
    assert "missing.txt" in done.stderr


@pytest.mark.parametrize("name", ["missing.txt", "empty.txt", "nothing/"])
def test_an_input_without_a_readable_report_ends_with_three(home: Path, name: str) -> None:
    (home / "empty.txt").write_bytes(b"")
    (home / "nothing").mkdir(exist_ok=True)
    done = trucewatch("read", name, home=home)
    assert (done.returncode, done.stdout) == (3, "")
    assert name.rstrip("/") in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("read", "one.txt", "--published", "13/02/2020"), "2020-02-13"),
        (("export", "rumours"), "areas, claims, copies, coverage"),
        (("export", "claims", "--format", "xls"), "jsonl"),
        (("run", "one.txt", "--agreement", "NOSUCH"), "SOC18"),
        (("agreements", "show", "NOSUCH"), "SOC18"),
        (("agreements", "check", "nosuch.toml"), "'nosuch.toml' does not exist"),
        (("compare", "one.txt", "nosuch"), "nosuch"),
        (("compare", "one.txt", "one.txt"), "needs two"),
        (("read",), "PATH"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_a_mistake_of_usage_ends_with_two_and_says_what_would_be_right(home: Path, words: tuple[str, ...], says: str) -> None:
    (home / "one.txt").write_text(SHELLING, encoding="utf-8")
    done = (
        trucewatch(*words, "--ledger", f"sqlite:///{home / 'usage.sqlite'}", home=home)
        if words[0] in ("export", "run", "compare")
        else trucewatch(*words, home=home)
    )
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_ledger_that_is_none_ends_with_one(home: Path) -> None:
    (home / "letter.txt").write_text("not a ledger at all, only a letter" * 100)
    done = trucewatch("export", "claims", "--ledger", f"sqlite:///{home / 'letter.txt'}", home=home)
    assert done.returncode == 1
    assert "letter.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_running_again_adds_nothing(home: Path, ledger: str) -> None:
    before = trucewatch("ledger", "verify", "--ledger", ledger, "--json", home=home).stdout
    done = trucewatch("run", "shelling.txt", "--ledger", ledger, "--json", home=home)
    assert json.loads(done.stdout) == [{"read": 1, "known": 1, "unread": 0, "added": 0}]
    assert trucewatch("ledger", "verify", "--ledger", ledger, "--json", home=home).stdout == before


def test_exported_claims_have_the_fields_of_read_and_their_incident(home: Path, ledger: str) -> None:
    read = json.loads(trucewatch("read", "shelling.txt", home=home).stdout.splitlines()[0])
    exported = [json.loads(line) for line in trucewatch("export", "claims", "--ledger", ledger, home=home).stdout.splitlines()]
    assert set(exported[0]) == set(read) | {"incident"}
    assert all(claim["incident"] for claim in exported)


@pytest.mark.parametrize("what", ["claims", "incidents"])
def test_exports_are_the_same_in_every_format(home: Path, ledger: str, what: str) -> None:
    ids = [row["id"] for row in json.loads(trucewatch("export", what, "--json", "--ledger", ledger, home=home).stdout)]
    table = trucewatch("export", what, "--format", "csv", "--ledger", ledger, home=home).stdout
    layer = trucewatch("export", what, "--format", "geojson", "--ledger", ledger, home=home).stdout
    assert ids
    assert [row["id"] for row in csv.DictReader(io.StringIO(table))] == ids
    assert [feature["id"] for feature in json.loads(layer)["features"]] == ids


def test_the_ledger_is_found_through_the_project_file(home: Path, ledger: str, tmp_path: Path) -> None:
    (tmp_path / "trucewatch.toml").write_text(f'ledger = "{ledger}"\n')
    assert trucewatch("export", "claims", home=home, cwd=tmp_path).stdout


def test_doctor_finds_everything_it_needs(home: Path) -> None:
    done = trucewatch("doctor", "--json", home=home)
    assert done.returncode == 0, done.stdout
    assert {check["name"] for check in json.loads(done.stdout) if check["needed"]} >= {
        "python",
        "sqlite",
        "language model",
        "knowledge",
        "ledger",
    }


def test_a_pipe_that_closes_early_is_no_failure(home: Path, ledger: str) -> None:
    words = f"{sys.executable} -m trucewatch.cli export claims --ledger {ledger} | head -c 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", words], capture_output=True, text=True, cwd=home, check=False)
    assert "Traceback" not in done.stderr


def test_the_version_is_one_line(home: Path) -> None:
    assert trucewatch("--version", home=home).stdout.startswith("trucewatch ")
