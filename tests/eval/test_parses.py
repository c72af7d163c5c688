from __future__ import annotations

from pathlib import Path

import pytest

from tests.eval import parses
from trucewatch import language

TEXT = "Turkey sent troops to Idlib. Russia condemned the move."


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parses, "CACHE", tmp_path)


def test_a_kept_parse_is_the_parse_itself() -> None:
    first, again = parses.parse_text(TEXT), parses.parse_text(TEXT)
    assert first == again == language.load().parse(TEXT)


def test_a_text_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = parses.parse_text(TEXT)
    monkeypatch.setattr(language, "load", lambda: pytest.fail("parsed again"))
    assert parses.parse_text(TEXT) == kept


def test_what_is_skipped_makes_another_parse() -> None:
    assert len(parses.parse_text(TEXT)) == 2
    assert len(parses.parse_text(TEXT, skip=((0, 28),))) == 1


def test_a_change_of_the_code_starts_a_new_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    before = parses.version()
    monkeypatch.setattr(parses, "SOURCES", ("trucewatch/language",))
    parses.version.cache_clear()
    assert parses.version() != before
    parses.version.cache_clear()
