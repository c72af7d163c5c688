"""What is answered about a clause, and what is asked of a gazetteer for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from trucewatch.model import Ring, Span


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, no, or None for "cannot be told"; the reason as a plain sentence, and the words of the reports behind it."""

    holds: bool | None
    reason: str
    words: tuple[Span, ...] = ()


class Spot(Protocol):
    """A place of the gazetteer; `path` is the line of points (latitude, longitude) of one whose `shape` is a line."""

    @property
    def id(self) -> str:
        """Its id in the gazetteer."""

    @property
    def name(self) -> str:
        """What the gazetteer calls it."""

    @property
    def admin1(self) -> str | None:
        """The first-level division it lies in."""

    @property
    def country(self) -> str:
        """The ISO code of its country."""

    @property
    def kind(self) -> str:
        """What it is: town, admin1, road."""

    @property
    def latitude(self) -> float:
        """Degrees north."""

    @property
    def longitude(self) -> float:
        """Degrees east."""

    @property
    def shape(self) -> Literal["line", "ring"] | None:
        """What its path draws."""

    @property
    def path(self) -> tuple[tuple[float, float], ...]:
        """The points of a road or a border."""


class Outlined(Protocol):
    """A division with its borders."""

    @property
    def rings(self) -> tuple[Ring, ...]:
        """Its borders."""


class Places(Protocol):
    """What assessing asks of a gazetteer: where names lie, and the borders of divisions; what was drawn by one is kept for it."""

    def __hash__(self) -> int:
        """One gazetteer is the same to itself as long as its answers are."""

    def find(self, name: str, *, near_country: str | None = None) -> Sequence[Spot]:
        """Every place with this name, likeliest first."""

    def outline(self, place_id: str) -> tuple[Ring, ...]:
        """The borders of a division; () where they are not known."""

    def outlines(self, country: str) -> Sequence[Outlined]:
        """The divisions of the first level of a country whose borders are known."""
