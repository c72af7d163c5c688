"""The commands `post coverage` and `post witness`, and the coverage beside `count`: an invented log taken into a ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from trucewatch.cli import app
from trucewatch.knowledge.agreements import shelved
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
    for day in ("0001-01-01", "9999-12-31"):
        asked = call("post", "coverage", "--place", "Saraqib", "--from", day, "--ledger", url)
        assert "no coverage is told before 1900 or after 2199" in str(asked.exception)
    assert "its areas are" in str(
        call("post", "coverage", "--area", "SOC18:X", "--from", "2024-03-02", "--ledger", url).exception
    )


VALLEY = """id = "VESNA"
title = "Training accord"
form = "agreement"
signed = 2024-01-10
effective = 2024-02-01
zone = "Atlantic/Azores"
countries = ["XVA"]
parties = ["XVA:MIL", "XVA:REB"]
signatories = ["XVA:MIL", "XVA:REB"]
guarantor_of = []
bound = ["XVA:MIL", "XVA:REB"]
non_consenting = []
sources = ["invented"]

[[areas]]
id = "VALLEY"
name = "the valley floor"
kind = "polygon"
countries = ["XVA"]
ring = [[-35.3, 40.0], [-35.2, 40.0], [-35.2, 40.05], [-35.3, 40.05], [-35.3, 40.0]]
precision_km = 1.0
source = "invented"

[[areas]]
id = "EDGE"
name = "the edge of the valley, never surveyed"
kind = "band along a line"
countries = ["XVA"]
line = [[-35.3, 40.0], [-35.2, 40.0]]
width_km = 1.0
precision_km = 5.0
source = "invented"

[[clauses]]
id = "VESNA-1"
kind = "prohibition"
obligation = "No fire in the valley."
debtor = ["XVA:MIL", "XVA:REB"]
area = "VALLEY"
start = 2024-02-01
source = "invented"
[[clauses.breaks]]
types = ["ASSAULT"]
"""


@pytest.fixture
def valley(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agreement of the user's own with two areas between the posts of the training network."""
    (tmp_path / "VESNA.toml").write_text(VALLEY, encoding="utf-8")
    with monkeypatch.context() as own:
        own.setenv("TRUCEWATCH_AGREEMENTS", str(tmp_path))
        shelved.cache_clear()
        yield
    shelved.cache_clear()


@pytest.mark.usefixtures("valley")
@pytest.mark.parametrize("name", ["VESNA:VALLEY", "VESNA/VALLEY"])
def test_an_area_of_an_agreement_of_ones_own_between_posts_is_covered(name: str, url: str) -> None:
    (day,) = rows("post", "coverage", "--area", name, "--from", "2024-03-02", "--ledger", url)
    assert (day["manned"], day["limited"], day["none"]) == (13, 11, 0), "by night only their ears are open"
    assert day["share"] == 1.0
    assert day["area"] == "the valley floor"


@pytest.mark.usefixtures("valley")
def test_an_area_in_which_nothing_lies_for_certain_is_covered_as_far_as_it_may_reach(url: str) -> None:
    told = call("post", "coverage", "--area", "VESNA:EDGE", "--from", "2024-03-02", "--ledger", url).stdout
    assert told.startswith(
        "the edge of the valley, never surveyed (only what may lie in it: nothing lies in it for certain): manned"
    )


def test_around_idlib_it_is_said_why_nobody_is_known_to_have_looked(url: str) -> None:
    for words in (("--place", "Idlib Governorate"), ("--area", "AST17-IDL:DEZ-IDLIB"), ("--place", "IDL-09")):
        told = call("post", "coverage", *words, "--from", "2020-02-13", "--ledger", url).stdout
        assert "none of 24 h" in told, words
        assert "reach not registered" in told, words


def test_coverage_of_a_circle_around_coordinates_or_a_post(url: str) -> None:
    for name in ("40.0, -35.25", "TRN-01"):
        (day,) = rows("post", "coverage", "--place", name, "--km", "3", "--from", "2024-03-02", "--ledger", url)
        assert int(str(day["manned"])) == 13, name
    assert call("post", "coverage", "--place", "95,10", "--from", "2024-03-02", "--ledger", url).exit_code != 0


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
