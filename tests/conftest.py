"""Settings of the whole suite: hypothesis without wall-clock deadlines, the same cases in every run, and who runs what."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests for which something is made once a file stay with one worker: dealt out one by one, each worker would make it."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None and _shares_with_its_file(item):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def _shares_with_its_file(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function):
        return False
    made = (fixture for fixtures in item._fixtureinfo.name2fixturedefs.values() for fixture in fixtures)
    return any(fixture.scope == "module" for fixture in made)


class ByName(LoadGroupScheduling):  # type: ignore[misc]  # xdist tells no types
    """Deals out the cases of one test together: who deals out 27,000 rows of tables one by one counts, at each, all before it."""

    def _split_scope(self, nodeid: str) -> str:
        group = super()._split_scope(nodeid)
        return nodeid.partition("[")[0] if group == nodeid else group


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadGroupScheduling | None:
    """How tests are dealt out where nothing else is asked for than `--dist loadgroup`."""
    return ByName(config, log) if config.getvalue("dist") == "loadgroup" else None
