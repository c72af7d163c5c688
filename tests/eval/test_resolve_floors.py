"""Resolving does not fall below these floors on the development data: measured with tests/eval/resolving.py, less 0.01 to 0.02."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
SHARED = HERE.parents[1].parent / "shared"
SLOTS = {
    "seeds": {"actor": 0.95, "time": 0.74, "deadline": 0.94},
    "fakes_dev": {"actor": 0.80, "place": 0.80, "time": 0.81},
    "guardian_dev": {"actor": 0.68, "time": 0.65},
}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the development data in ../shared is not here"),
]


@pytest.fixture(scope="module")
def resolving() -> ModuleType:
    spec = importlib.util.spec_from_file_location("eval_resolving", HERE / "resolving.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def below(figures: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    return {name: figures[name] for name, floor in floors.items() if figures[name] < floor}


def test_dates_and_places_keep_their_floors_and_ceilings(resolving: ModuleType) -> None:
    broken = {
        measure: (value, bound)
        for measure, value, bound in resolving.figures()
        if (value > bound if "at most" in measure else value < bound)
    }
    assert broken == {}


@pytest.mark.parametrize("name", sorted(SLOTS))
def test_slots_of_claims_read_end_to_end_keep_their_floors(resolving: ModuleType, name: str) -> None:
    assert below(resolving.measure_slots(name), SLOTS[name]) == {}
