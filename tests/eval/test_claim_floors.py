"""Reading does not fall below the floors pinned in floors.toml on the hand-marked sets."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
SHARED = HERE.parents[1].parent / "shared"
FLOORS = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["claims"]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the development data in ../shared is not here"),
]


@pytest.fixture(scope="module")
def claims() -> ModuleType:
    spec = importlib.util.spec_from_file_location("eval_claims", HERE / "claims.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["eval_claims"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_marked_set_keeps_its_floors(claims: ModuleType, name: str) -> None:
    scored = claims.score_set(name)
    print(scored.line())
    below = {figure: (scored.figures[figure], floor) for figure, floor in FLOORS[name].items() if scored.figures[figure] < floor}
    assert below == {}, scored.line()


def test_every_quote_of_a_claim_is_verbatim(claims: ModuleType) -> None:
    assert {name: claims.score_set(name).figures["verbatim"] for name in FLOORS} == dict.fromkeys(FLOORS, 1.0)


def test_the_halves_of_the_news_reports_share_no_incident(claims: ModuleType) -> None:
    reports = sorted({row["report"] for row in claims.gold_of("fakes_dev")})
    even, odd = (set(claims.incident_half(reports, odd=odd)) for odd in (False, True))
    assert even | odd == set(reports)
    assert not even & odd
