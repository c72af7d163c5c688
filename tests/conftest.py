"""Settings of the whole suite: hypothesis without wall-clock deadlines, and the same cases in every run of the checks."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from trucewatch.terminal import hand_notes_to

# A first call may import a parser or load a model; a slow machine is no fault of the code. `HYPOTHESIS_PROFILE=search` looks for new cases.
settings.register_profile("check", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))


@pytest.fixture(autouse=True)
def no_log_of_another_test() -> Iterator[None]:
    """A command called in this process may have begun a log."""
    yield
    hand_notes_to(None)
