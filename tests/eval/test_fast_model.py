"""The fast model reads what the full one reads, with somewhat more errors; the floors are what was measured, a little less."""

from __future__ import annotations

import pytest

from tests.eval import claims, parses
from tests.eval.shared import SHARED
from tests.eval.table import FLOORS
from trucewatch.language import FAST

pytestmark = [
    pytest.mark.shared,
    pytest.mark.xdist_group("eval"),
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs the development data: ../shared is absent"),
]


@pytest.mark.parametrize("name", sorted(FLOORS["fast"]))
def test_the_fast_model_keeps_its_floors(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parses, "MODEL", FAST)
    gold = claims.gold_of(name)
    scored = claims.score_gold(gold, claims.reports_of(name, {row["report"] for row in gold}), name)
    below = {
        measure: scored.figures[measure] for measure, floor in FLOORS["fast"][name].items() if scored.figures[measure] < floor
    }
    assert below == {}
