"""What is not installed is named with what it is for and how to get it."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest

from trucewatch.publish.doctor import EXTRAS, examine


def test_every_extra_is_looked_at() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {extra for _, _, extra in EXTRAS} == set(project["optional-dependencies"])


def test_what_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "pyarrow" else there(name, *more))
    (missing,) = (check for check in examine("sqlite://") if check.name == "pyarrow")
    assert (missing.ok, missing.needed) == (False, False)
    assert missing.says == "for exports as Parquet and GeoParquet: pip install 'trucewatch[parquet]'"
