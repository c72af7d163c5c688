"""The commands `post coverage` and `post witness`, and the coverage beside `count`: an invented log taken into a ledger."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trucewatch.cli import app
from trucewatch.ledger import Ledger
from trucewatch.pipeline import run

LOG = """post,date,time,means,count,phenomenon,description,distance,direction
TRN-01,2024-03-02,10:05,Heard,3,Explosion,Impact,6-8km,ENE
TRN-01,2024-03-02,11:30,Heard,1,Shot,,1km,S
TRN-02,2024-03-02,10:06,Heard,5,Explosion,Undetermined,3-6km,SW
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("watch")
    (folder / "log.csv").write_text(LOG, encoding="utf-8")
    place = f"sqlite:///{folder / 'one.sqlite'}"
    with Ledger.open(place) as ledger:
        summary = run([folder / "log.csv"], ledger)
        assert not summary.unread
    return place


def call(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


def rows(*words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(call(*words, "--json").stdout)
    return found


def test_what_two_posts_logged_is_one_incident_that_both_logs_bear_out(url: str) -> None:
    with Ledger.open(url) as ledger:
        (both,) = [one for one in ledger.incidents() if len(one.accounts) == 2]
    (found,) = rows("post", "witness", both.id, "--ledger", url)
    assert found["verdict"] == "borne out by a log"
    told = call("post", "witness", both.id, "--ledger", url).stdout
    assert "Koryn" in told
    assert "Luma Ridge" in told
    assert "10:05" in told, "the line of the log stands below its post"


def test_an_incident_that_is_not_there_is_a_mistake(url: str) -> None:
    result = call("post", "witness", "nothing", "--ledger", url)
    assert result.exit_code != 0
    assert "no incident 'nothing'" in str(result.exception)


def test_coverage_needs_one_area_and_a_period(url: str) -> None:
    for words in (
        (),
        ("--place", "Saraqib", "--area", "SOC18:M4-M5"),
        ("--place", "Saraqib"),
        ("--place", "Nowhere at all", "--from", "2024-03-02"),
    ):
        assert call("post", "coverage", *words, "--ledger", url).exit_code != 0
    assert "its areas are" in str(
        call("post", "coverage", "--area", "SOC18:X", "--from", "2024-03-02", "--ledger", url).exception
    )


def test_where_no_post_is_near_coverage_says_so(url: str) -> None:
    (day,) = rows("post", "coverage", "--place", "Madrid", "--from", "2024-03-02", "--ledger", url)
    assert (day["cover"], day["none"], day["reasons"]) == ("none", 24, ["no post is known within range"])
    hours = rows("post", "coverage", "--place", "Madrid", "--from", "2024-03-02", "--by", "hour", "--ledger", url)
    assert [str(hour["hour"])[11:16] for hour in hours] == [f"{n:02}:00" for n in range(24)]


def test_each_number_stands_beside_its_coverage(url: str) -> None:
    counted = rows("count", "--rule", "per-incident", "--ledger", url)
    assert counted
    for line in counted:
        beside = line["coverage"]
        assert isinstance(beside, dict)
        assert beside["hours"] == 24
        assert int(str(beside["manned"])) > 0
    assert "coverage: manned" in call("count", "--rule", "per-incident", "--ledger", url).stdout


def test_the_days_of_each_post_can_be_exported(url: str) -> None:
    told = call("export", "coverage", "--ledger", url).stdout.splitlines()
    days = [json.loads(line) for line in told]
    assert {(day["post"], day["day"], day["logged"]) for day in days} == {
        ("TRN-01", "2024-03-02", True),
        ("TRN-02", "2024-03-02", True),
    }


def test_findings_carry_what_the_posts_have_to_say(url: str) -> None:
    assert call("export", "findings", "--ledger", url).exit_code == 0


def test_an_unlogged_ledger_says_that_nobody_is_known_to_have_looked(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(
        "Syrian government forces fired 12 shells at Morek on Monday, residents said.", encoding="utf-8"
    )
    place = f"sqlite:///{tmp_path / 'two.sqlite'}"
    with Ledger.open(place) as ledger:
        run([tmp_path / "one.txt"], ledger, published=date(2020, 2, 4))
    lines = [line for line in call("count", "--ledger", place).stdout.splitlines() if "coverage:" in line]
    assert lines
    assert all("coverage: none of 24 h" in line and "no log was entered" in line for line in lines)


def test_logs_that_come_one_by_one_are_merged_as_if_they_came_at_once(tmp_path: Path) -> None:
    header, *lines = LOG.splitlines()
    files = []
    for number, told in enumerate([lines[:2], lines[2:]]):
        files.append(tmp_path / f"log{number}.csv")
        files[-1].write_text("\n".join([header, *told]) + "\n", encoding="utf-8")
    found = []
    for name, batches in (("once", [files]), ("apart", [files[:1], files[1:]]), ("back", [files[1:], files[:1]])):
        with Ledger.open(f"sqlite:///{tmp_path / name}.sqlite") as ledger:
            for batch in batches:
                run(batch, ledger)
            found.append({(one.id, one.claim_ids, one.place, one.state_reason) for one in ledger.incidents()})
    assert found[0] == found[1] == found[2]
    assert any(len(claims) == 2 for _, claims, _, _ in found[0])
