"""The language model, loaded once for all tests that need it."""

from __future__ import annotations

import pytest

from trucewatch.language import LanguageModel, load


@pytest.fixture(scope="session")
def language() -> LanguageModel:
    return load()
