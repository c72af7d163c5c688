"""The map of the incidents that have a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from trucewatch.model import Incident
from trucewatch.web.parts import Room


@dataclass(frozen=True, slots=True)
class Plate:
    """The map as drawn, once for a desk and once for a phone."""

    wide: Markup
    narrow: Markup
    caption: str


def map_plate(room: Room, shown: Sequence[Incident], numbers: Mapping[str, int]) -> Plate | None:
    """None while nothing shown has a point."""
    return None
