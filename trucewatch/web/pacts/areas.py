"""The areas of an agreement on a small map, and as GeoJSON: what lies in each for certain, what may, and what cannot be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Agreement, Post
from trucewatch.publish.areas import AreaShape, area_shapes
from trucewatch.publish.exports import Row
from trucewatch.publish.pact_words import area_words
from trucewatch.web.lists import Listing
from trucewatch.web.parts import Room
from trucewatch.web.posts.drawing import Ground, Hut, draw_map
from trucewatch.web.posts.listing import post_url
from trucewatch.web.posts.states import stand_of

COLUMNS = ("id", "agreement", "name", "drawn", "off_km", "why_not", "ground")


@dataclass(frozen=True, slots=True)
class AreaPlate:
    """The areas as drawn, each in words, and why some are not."""

    plate: Markup | None
    words: tuple[tuple[str, str], ...]


@lru_cache(maxsize=64)
def _shapes(agreement: Agreement, posts: tuple[Post, ...]) -> tuple[AreaShape, ...]:
    return area_shapes(agreement, load_gazetteer(), posts)


@lru_cache(maxsize=64)
def _drawn(agreement: Agreement, posts: tuple[Post, ...], huts: tuple[Hut, ...]) -> Markup | None:
    grounds = [
        Ground(one.certain, one.possible, one.area.name) for one in _shapes(agreement, posts) if one.certain or one.possible
    ]
    return draw_map(huts, grounds, f"Areas of {agreement.title}", width=640, height=440) if grounds else None


def areas_of(room: Room, agreement: Agreement) -> AreaPlate | None:
    """The areas of an agreement, and the posts set up under it; None where it names no area."""
    if not agreement.areas:
        return None
    posts = tuple(room.desk.posts())
    shapes = _shapes(agreement, posts)
    return AreaPlate(_drawn(agreement, posts, _huts(room, agreement, posts)), tuple(_words(one) for one in shapes))


def _huts(room: Room, agreement: Agreement, posts: Sequence[Post]) -> tuple[Hut, ...]:
    return tuple(
        Hut(
            spot.latitude,
            spot.longitude,
            spot.precision_km,
            (stand := stand_of(post, room.today())).code,
            post.name,
            stand.words,
            post_url(post.id),
        )
        for post in posts
        if post.agreement == agreement.id
        for spot in post.positions[-1:]
    )


def _words(one: AreaShape) -> tuple[str, str]:
    drawn = "shaded: inside for certain; dotted: may lie inside" if one.certain and one.possible else ""
    drawn = drawn or ("shaded: inside for certain" if one.certain else "dotted: may lie inside" if one.possible else "not drawn")
    why = f", {one.why_not}" if one.why_not else ""
    return area_words(one.area), f"{drawn}{why}"


def areas_listing(room: Room, agreement: Agreement) -> Listing:
    """The areas as a list for files: each twice, what lies in it for certain and what may."""
    shapes = _shapes(agreement, tuple(room.desk.posts()))
    rows: list[Row] = [
        {
            "id": f"{agreement.id}/{one.area.id}{'' if certain else '/possible'}",
            "agreement": agreement.id,
            "name": one.area.name,
            "drawn": "certain" if certain else "possible",
            "off_km": one.off_km,
            "why_not": one.why_not or None,
            "ground": shape,
        }
        for one in shapes
        for certain, shape in ((True, one.certain), (False, one.possible))
        if shape is not None or (certain and one.possible is None)
    ]
    return Listing(
        "areas",
        f"Areas of {agreement.title}",
        f"/agreements/{agreement.id}/areas",
        COLUMNS,
        lambda: rows,
        count=len(rows),
        as_of=room.desk.as_of(),
        version=str(room.catalogue.seq),
    )
