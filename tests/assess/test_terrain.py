"""What was drawn of an agreement is kept from one assessing to the next, and drawn anew where its areas have changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trucewatch.assess.areas import chart
from trucewatch.assess.areas.drawing import Drawn, draw
from trucewatch.assess.areas.extents import Extent
from trucewatch.assess.areas.sheet import Sheet
from trucewatch.assess.told import Terrain, terrain_of
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Agreement, Area, AreaKind, Place, Span

FARM = Place(Span("r", 0, 6, "a farm"), "a farm", latitude=35.5, longitude=36.5, country="SYR")
BOX = Area("B", "the box", AreaKind.POLYGON, ring=((36.0, 35.0), (37.0, 35.0), (37.0, 36.0), (36.0, 36.0)))
BESIDE = replace(BOX, ring=tuple((x + 2.0, y) for x, y in BOX.ring))


def with_area(area: Area) -> Agreement:
    (agreement,) = choose_agreements(("SOC18",))
    return replace(agreement, areas=(area,))


def test_an_area_is_drawn_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def counting(area: Area, *rest: object) -> Drawn:
        drawn.append(area.id)
        return draw(area, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(chart, "draw", counting)
    terrain = Terrain(load_gazetteer())
    for name in ("a farm", "a mill", "a farm"):
        assert terrain.inside(replace(FARM, name=name), BOX, with_area(BOX)).holds
    assert drawn == ["B"]


def test_an_agreement_whose_areas_have_changed_is_drawn_anew() -> None:
    terrain = Terrain(load_gazetteer())
    assert terrain.inside(FARM, BOX, with_area(BOX)).holds is True
    assert terrain.inside(replace(FARM), BESIDE, with_area(BESIDE)).holds is False
    assert terrain.inside(replace(FARM), BOX, with_area(BOX)).holds is True


def test_the_terrain_of_one_gazetteer_is_kept_and_that_of_another_is_not_mixed_with_it() -> None:
    assert terrain_of(load_gazetteer(), ()) is terrain_of(load_gazetteer(), ())
    assert terrain_of(load_gazetteer(), ()) is not terrain_of(None, ())


def test_a_circle_that_many_lines_of_a_log_have_is_drawn_once_on_a_sheet_and_lies_where_it_did() -> None:
    here, there = Sheet(36.5, 35.5), Sheet(38.5, 35.5)
    first, again = (Extent(None, 0.0, ((ring,),)).on(here) for ring in (BOX.ring + BOX.ring[:1], (*BOX.ring, BOX.ring[0])))
    assert again is first
    assert Extent(None, 0.0, ((BOX.ring + BOX.ring[:1],),)).on(there).disjoint(first)
