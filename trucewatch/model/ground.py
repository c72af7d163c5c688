"""The ground a happening lies on where its words name no point: around a town, along a road, between two places."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trucewatch.model.report import Span

Ring = tuple[tuple[float, float], ...]  # (longitude, latitude), the last point as the first


class Shape(StrEnum):
    """How the ground was drawn."""

    CIRCLE = "circle"  # within `km` of the middle
    SECTOR = "sector"  # on one side of the middle, up to `km` away
    BAND = "band"  # within `km` of a line
    OUTLINE = "outline"  # the outline of a place of the gazetteer, or the part of it that the words name
    MEETING = "meeting"  # where the sectors meet in which several posts perceived it


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a happening may lie, as far as the words of a report leave it open.

    `pieces` are its pieces in degrees of longitude and latitude, each a ring around it and then the rings of its holes, as in
    GeoJSON; `middle` is its middle as (latitude, longitude).
    """

    shape: Shape
    pieces: tuple[tuple[Ring, ...], ...]
    middle: tuple[float, float]
    words: Span
    km: float | None = None

    def __post_init__(self) -> None:
        rings = [ring for piece in self.pieces for ring in piece]
        if not rings or not all(self.pieces) or any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
            raise ValueError(f"a ground has pieces, each within a closed ring of three points or more: {self.pieces!r:.80}")
        if self.km is not None and self.km <= 0:
            raise ValueError(f"a ground reaches further than {self.km} km")

    def geojson(self) -> dict[str, object]:
        """The ground as a GeoJSON geometry."""
        return {"type": "MultiPolygon", "coordinates": [[[list(p) for p in ring] for ring in piece] for piece in self.pieces]}
