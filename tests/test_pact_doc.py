"""The pages on agreements cannot lie: the instruments listed and the scores told are those of the code."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from tools.pact_doc import AGREEMENTS, BLOCKS, filled
from trucewatch.model import Agreement, Form, Stage, Tie

TEXT = AGREEMENTS.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", BLOCKS, ids=lambda page: page.name)
def test_what_the_page_shows_is_what_the_code_gives(page: Path) -> None:
    assert filled(page) == page.read_text(encoding="utf-8"), "run: python tools/update_docs.py pacts"


def test_every_field_of_an_instrument_is_named() -> None:
    told = {"areas", "clauses", "lifecycle", "relations", "note"}
    assert [field.name for field in fields(Agreement) if field.name not in told and f"`{field.name}`" not in TEXT] == []


@pytest.mark.parametrize("word", [*Form, *Stage, *Tie])
def test_every_closed_word_is_named(word: str) -> None:
    assert word in TEXT
