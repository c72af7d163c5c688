"""What is not installed is named with what it is for and how to get it, and what cannot be read with the reason."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest

from trucewatch.health.doctor import EXTRAS, Check, examine
from trucewatch.journal import BESIDE as JOURNAL
from trucewatch.journal import Journal, journal_url
from trucewatch.people import People, people_url


def test_every_extra_is_looked_at() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {extra for _, _, extra in EXTRAS} == set(project["optional-dependencies"])


def test_what_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "pyarrow" else there(name, *more))
    (missing,) = (check for check in examine("sqlite://") if check.name == "pyarrow")
    assert (missing.ok, missing.needed) == (False, False)
    assert missing.says == "for exports as Parquet and GeoParquet: pip install 'trucewatch[parquet]'"


def beside(url: str) -> Check:
    (check,) = (check for check in examine(url) if check.name == "beside the ledger")
    return check


def test_nothing_beside_a_new_ledger_is_no_fault_and_is_not_made(tmp_path: Path) -> None:
    assert beside(f"sqlite:///{tmp_path}/l.sqlite") == Check("beside the ledger", True, True, "nothing yet")
    assert [path.name for path in tmp_path.glob("l.*.sqlite")] == []


def test_what_lies_beside_the_ledger_is_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/l.sqlite"
    Journal.open(journal_url(url)).close()
    assert beside(url) == Check("beside the ledger", True, True, "journal can be read")


def test_what_cannot_be_read_beside_the_ledger_is_named_with_the_reason(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/l.sqlite"
    Journal.open(journal_url(url)).close()
    People.open(people_url(url)).close()
    (tmp_path / "l.journal.sqlite").write_bytes(b"no database, whatever its name says\n" * 20)
    check = beside(url)
    assert (check.ok, check.needed) == (False, True)
    assert check.says.startswith("journal: ")
    assert "not a SQLite file" in check.says
    assert "people" not in check.says


def test_what_a_newer_version_wrote_beside_the_ledger_is_a_fault(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/l.sqlite"
    engine = JOURNAL.open(journal_url(url))
    with JOURNAL.writing(engine) as connection:
        connection.execute(JOURNAL.version_table.update().values(version=JOURNAL.version + 1))
    engine.dispose()
    assert "newer Trucewatch" in beside(url).says
