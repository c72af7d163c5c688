"""Merging does not get worse than it was measured; a floor is the measured F1 less .01."""

from __future__ import annotations

import pytest

from tests.eval.gold_claims import SHARED
from tests.eval.merging import measure

pytestmark = pytest.mark.shared

# B-cubed F1 over core claims, from hand-marked claims with places from the packaged gazetteer
FLOORS = {"seeds": 0.966, "fakes_dev": 0.871, "guardian_dev": 0.903}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_marked_claims_are_merged_at_least_as_well_as_measured(name: str) -> None:
    if not SHARED.exists():
        pytest.skip("needs the development data: ../shared is absent")
    assert measure(name)["f1"] >= FLOORS[name]
