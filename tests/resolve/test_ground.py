"""The ground that words leave open is drawn where they say, and as far as they say."""

from __future__ import annotations

import pytest
from shapely.geometry import Point, Polygon, shape

from trucewatch.knowledge.distance import Spot, kilometres, moved
from trucewatch.model import Ground, Shape, Span
from trucewatch.resolve import ground as draw

WORDS = Span("r1", 0, 7, "Saraqib")
HERE = (35.864, 36.806)
SQUARE = (((36.0, 35.0), (38.0, 35.0), (38.0, 37.0), (36.0, 37.0), (36.0, 35.0)),)


def holds(ground: Ground | None, spot: Spot) -> bool:
    assert ground is not None
    return any(Polygon(ring, holes).covers(Point(spot[1], spot[0])) for ring, *holes in ground.pieces)


def test_ten_kilometres_north_east_is_neither_here_nor_south() -> None:
    ground = draw.away(HERE, 10, 45, WORDS)
    assert ground.shape is Shape.CIRCLE
    assert holds(ground, moved(HERE, 10, 45))
    assert holds(ground, moved(HERE, 10, 25))
    assert not holds(ground, HERE)
    assert not holds(ground, moved(HERE, 10, 225))
    assert kilometres(ground.middle, moved(HERE, 10, 45)) < 0.2


def test_a_distance_without_a_direction_reaches_all_around() -> None:
    ground = draw.away(HERE, 10, None, WORDS)
    assert all(holds(ground, moved(HERE, 9, bearing)) for bearing in (0, 90, 180, 270))


def test_one_side_of_a_town_leaves_the_other_out() -> None:
    ground = draw.sector(HERE, 25, 180, WORDS)
    assert holds(ground, moved(HERE, 20, 200))
    assert not holds(ground, moved(HERE, 5, 0))
    assert not holds(ground, moved(HERE, 30, 180))


def test_between_two_towns_lies_the_land_along_the_way() -> None:
    there = moved(HERE, 40, 90)
    ground = draw.between(HERE, there, WORDS)
    assert ground.shape is Shape.BAND
    assert holds(ground, moved(HERE, 20, 90))
    assert not holds(ground, moved(moved(HERE, 20, 90), 8, 0))


def test_a_road_is_followed_around_its_bends() -> None:
    corner = moved(HERE, 30, 0)
    ground = draw.band((HERE, corner, moved(corner, 30, 90)), 3, WORDS)
    assert holds(ground, moved(HERE, 15, 0))
    assert not holds(ground, moved(HERE, 21, 45))


def test_a_half_of_an_outline_leaves_out_the_other_half_and_the_seat() -> None:
    west = draw.outline(SQUARE, WORDS, bearing=270, without=((36.0, 36.5), 10))
    assert holds(west, (36.5, 36.2))
    assert not holds(west, (36.5, 37.5))
    assert not holds(west, (36.0, 36.5))


def test_of_an_unknown_outline_no_ground_is_made_up() -> None:
    assert draw.outline((), WORDS) is None


def test_two_ends_at_one_spot_are_a_spot() -> None:
    assert holds(draw.between(HERE, HERE, WORDS), HERE)


@pytest.mark.parametrize("spot", [(89.9, 10.0), (-89.9, 10.0), (0.0, 179.9), (0.0, -180.0)])
def test_a_ground_at_the_edge_of_the_sheet_stays_on_it(spot: Spot) -> None:
    ground = draw.circle(spot, 50, WORDS)
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for piece in ground.pieces for ring in piece for x, y in ring)


def test_a_ground_is_a_geojson_geometry() -> None:
    drawn = shape(draw.circle(HERE, 5, WORDS).geojson())
    assert drawn.geom_type == "MultiPolygon"
    assert drawn.is_valid
    assert drawn.covers(Point(HERE[1], HERE[0]))


OPEN = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
FLAT = ((36.0, 35.0), (37.0, 35.0), (36.0, 35.0))


@pytest.mark.parametrize("pieces", [(), ((),), ((FLAT,),), ((OPEN,),)])
def test_an_open_or_empty_ring_is_refused(pieces: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]) -> None:
    with pytest.raises(ValueError, match="closed ring"):
        Ground(Shape.OUTLINE, pieces, HERE, WORDS)


def test_a_distance_is_the_same_both_ways() -> None:
    assert kilometres(HERE, (36.202, 37.134)) == pytest.approx(kilometres((36.202, 37.134), HERE))
    assert 45 < kilometres(HERE, (36.202, 37.134)) < 51
