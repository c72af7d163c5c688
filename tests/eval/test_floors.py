"""Nothing falls below the floors pinned in floors.toml; they are what was measured, a little less, and only rise."""

from __future__ import annotations

import pytest

from tests.eval import claims, table
from tests.eval.shared import SHARED

pytestmark = [
    pytest.mark.shared,
    pytest.mark.xdist_group("eval"),
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs the development data: ../shared is absent"),
]


@pytest.mark.parametrize("part", sorted(table.PARTS))
def test_a_part_keeps_its_floors(part: str) -> None:
    lines = list(table.PARTS[part]())
    assert any(line.floor is not None for line in lines)
    assert [line for line in lines if not line.kept] == []


def test_every_quote_of_a_claim_is_verbatim() -> None:
    assert {name: claims.score_set(name).figures["verbatim"] for name in claims.SETS} == dict.fromkeys(claims.SETS, 1.0)


def test_the_halves_of_the_news_reports_share_no_incident() -> None:
    reports = sorted({str(row["report"]) for row in claims.gold_of("fakes_dev")})
    even, odd = (set(claims.incident_half(reports, odd=odd)) for odd in (False, True))
    assert even | odd == set(reports)
    assert not even & odd
