"""What the public sees: positions no finer than a coarse cell, and the ledger as it was known some hours ago.

It stands between the pages and everything they read: what the ledger, the catalogue and the desks give to somebody who has not
signed in passes through `coarse`. A cell depends on nothing but its size, so that asking again, or otherwise, tells nothing more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from trucewatch.catalogue import Question
from trucewatch.catalogue.cards import PlaceLine, Point
from trucewatch.catalogue.question import Box
from trucewatch.errors import LedgerError
from trucewatch.ledger import Ledger
from trucewatch.ledger.records import Record
from trucewatch.model import Ground, Place, PlacePrecision, Position, Review, ReviewField, Shape, Span

KM_PER_DEGREE = 111.32
WIDER = 2.0  # cells are twice as many degrees wide as high, so that up to 60° of latitude none is narrower than it is high
LARGE = (
    *(PlacePrecision.DISTRICT, PlacePrecision.REGION, PlacePrecision.LINE),
    *(PlacePrecision.ZONE, PlacePrecision.COUNTRY, PlacePrecision.WATERS, PlacePrecision.NONE),
)
DISTRICT_KM = 20  # a cell this wide is larger than most districts: their names are coarsened too
WITHHELD = "place not shown"
WRITTEN = re.compile(  # coordinates as people write them: decimal pairs, single long decimals, degrees and minutes, MGRS
    r"(?<![\d.])-?\d{1,3}\.\d{2,}°?\s*[NSns]?\s*[,;/\s]\s*-?\d{1,3}\.\d{2,}|(?<![\d.])-?\d{1,3}\.\d{4,}"
    r"|\d{1,3}\s?°\s?\d{1,2}(?:[.,]\d+)?\s?['′’]?(?:\s?\d{1,2}(?:[.,]\d+)?\s?[\"″”])?|\b\d{1,2}[C-X]\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}\b"
)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?")  # its parts of a second look like a degree
DIGIT = re.compile(r"\d")
HIDDEN = "×"

Kept = TypeVar("Kept")
outside: ContextVar[bool] = ContextVar("outside", default=False)  # the doorkeeper sets it for every request


@dataclass(frozen=True, slots=True)
class Policy:
    """What is kept from whoever has not signed in: cells of `blur_km` (0: none), and the last `delay_hours`."""

    blur_km: int = 0
    delay_hours: int = 0
    now: Callable[[], datetime] | None = None

    @property
    def keeps(self) -> bool:
        """True if anything is kept from the public."""
        return bool(self.blur_km or self.delay_hours)

    @property
    def holds(self) -> bool:
        """True for a request of the public, if anything is kept from it."""
        return outside.get() and self.keeps

    def until(self, ledger: Ledger) -> int | None:
        """The last entry the public knows; None if it knows all."""
        if not self.delay_hours or self.now is None:
            return None
        return ledger.position(self.now() - timedelta(hours=self.delay_hours))


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one size over the whole globe."""

    km: int

    @property
    def high(self) -> float:
        """Degrees from south to north."""
        return self.km / KM_PER_DEGREE

    def cell(self, latitude: float, longitude: float) -> Box:
        """West, south, east, north of the cell of a point."""
        wide = self.high * WIDER
        south, west = math.floor(latitude / self.high) * self.high, math.floor(longitude / wide) * wide
        return max(west, -180.0), max(south, -90.0), min(west + wide, 180.0), min(south + self.high, 90.0)

    def middle(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Latitude and longitude of the middle of the cell of a point."""
        west, south, east, north = self.cell(latitude, longitude)
        return round((south + north) / 2, 4), round((west + east) / 2, 4)

    def box(self, box: Box) -> Box:
        """The box made of whole cells, so that its edges cannot be moved through one."""
        west, south, _, _ = self.cell(box[1], box[0])
        _, _, east, north = self.cell(box[3], box[2])
        return west, south, east, north

    def ground(self, latitude: float, longitude: float, words: Span) -> Ground:
        """The cell as the ground of a happening; of the words that say where, only at what sign of the report they begin."""
        west, south, east, north = (round(edge, 4) for edge in self.cell(latitude, longitude))
        ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
        unsaid = Span(words.report_id, words.start, words.start, "")
        return Ground(Shape.OUTLINE, ((ring,),), self.middle(latitude, longitude), unsaid)


def coarse(value: Kept, grid: Grid | None) -> Kept:
    """The same value with every position in it no finer than the cells, however deep it stands."""
    return value if grid is None else cast(Kept, _coarse(value, grid))


def _coarse(value: Any, grid: Grid) -> Any:
    if isinstance(value, str):
        return masked(value) if type(value) is str else value
    if value is None or isinstance(value, int | float | bytes):
        return value
    if (special := SPECIAL.get(type(value))) is not None:
        return special(value, grid)
    if isinstance(value, tuple):
        inner = [_coarse(one, grid) for one in value]
        return type(value)(*inner) if hasattr(value, "_fields") else tuple(inner)
    if isinstance(value, list):
        return [_coarse(one, grid) for one in value]
    if isinstance(value, Mapping):
        return {key: _coarse(one, grid) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _record(value, grid)
    if isinstance(value, Iterator):
        return (_coarse(one, grid) for one in value)
    return value


def _record(value: Any, grid: Grid) -> Any:
    """A record with its fields coarsened; a point of its own becomes the middle of its cell."""
    changed = {}
    for field in fields(value):
        before = getattr(value, field.name)
        after = _coarse(before, grid)
        if field.init and after is not before and after != before:
            changed[field.name] = after
    latitude, longitude = getattr(value, "latitude", None), getattr(value, "longitude", None)
    if isinstance(latitude, float | int) and isinstance(longitude, float | int):
        changed["latitude"], changed["longitude"] = grid.middle(latitude, longitude)
        if isinstance(getattr(value, "place", None), str):
            changed["place"] = WITHHELD
    return replace(value, **changed) if changed else value


def _place(place: Place, grid: Grid) -> Place:
    span = _coarse(place.span, grid)
    if place.precision in LARGE and not (place.precision is PlacePrecision.DISTRICT and grid.km >= DISTRICT_KM):
        return replace(place, span=span, ground=_ground(place.ground, grid) if place.ground else None)
    ground = grid.ground(*place.middle, span) if place.middle else None
    return replace(
        place,
        span=span,
        name=place.admin1 or place.country or WITHHELD,
        place_id=None,
        latitude=None,
        longitude=None,
        geo_precision=3,
        candidates=(),
        precision=PlacePrecision.REGION,
        ground=ground,
    )


def _ground(ground: Ground, grid: Grid) -> Ground:
    """Ground larger than a cell stays as it is; smaller one becomes the cell of its middle."""
    points = [point for piece in ground.pieces for ring in piece for point in ring]
    high = max(y for _, y in points) - min(y for _, y in points)
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    if high >= grid.high and wide >= grid.high * WIDER:
        return replace(ground, words=_coarse(ground.words, grid))
    return grid.ground(*ground.middle, ground.words)


def _line(line: PlaceLine, grid: Grid) -> PlaceLine:
    latitude, longitude = line.latitude, line.longitude
    if latitude is not None and longitude is not None:
        latitude, longitude = grid.middle(latitude, longitude)
    if line.exact in LARGE and not (line.exact is PlacePrecision.DISTRICT and grid.km >= DISTRICT_KM):
        return replace(line, latitude=latitude, longitude=longitude)
    name = line.admin1 or line.country or WITHHELD
    return PlaceLine(name, None, line.admin1, line.country, latitude, longitude, PlacePrecision.REGION, True)


def _point(point: Point, grid: Grid) -> Point:
    latitude, longitude = grid.middle(point.latitude, point.longitude)
    return point._replace(latitude=latitude, longitude=longitude, exact=PlacePrecision.REGION)


def _position(position: Position, grid: Grid) -> Position:
    latitude, longitude = grid.middle(position.latitude, position.longitude)
    return replace(position, latitude=latitude, longitude=longitude, precision_km=max(position.precision_km, float(grid.km)))


def _review(review: Review, grid: Grid) -> Review:
    """A correction of a place names no place that is kept from the public, neither the old nor the new one."""
    changed: Review = _record(review, grid)
    if review.field != ReviewField.PLACE:
        return changed
    old, new = (WITHHELD if value else "" for value in (review.old, review.new))
    return replace(changed, old=old, new=new)


SPECIAL: Mapping[type, Callable[[Any, Grid], Any]] = {
    Place: _place,
    Ground: _ground,
    PlaceLine: _line,
    Point: _point,
    Position: _position,
    Review: _review,
}


def masked(words: str) -> str:
    """The words with the digits of written coordinates hidden, each by one sign, so that no span moves."""
    if not any(mark in words for mark in ".°") and not any(mark.isdigit() for mark in words):
        return words
    if INSTANT.fullmatch(words):
        return words
    return WRITTEN.sub(lambda found: DIGIT.sub(HIDDEN, found[0]), words)


class Shown:
    """Anything that pages read from, for the public: questions are asked of whole cells, answers are coarse."""

    def __init__(self, inner: object, grid: Grid | None) -> None:
        self._inner, self._grid = inner, grid

    def __getattr__(self, name: str) -> Any:
        """What the inner one has under this name, coarse."""
        value = getattr(self._inner, name)
        if not callable(value):
            return coarse(value, self._grid)

        @wraps(value)  # the desk keeps lists by the name of what reads them
        def asked(*args: Any, **kwargs: Any) -> Any:
            args = tuple(asked_coarsely(one, self._grid) for one in args)
            named = {key: asked_coarsely(one, self._grid, key) for key, one in kwargs.items()}
            return coarse(value(*args, **named), self._grid)

        return asked


def asked_coarsely(value: Any, grid: Grid | None, name: str = "") -> Any:
    """A question whose box is of whole cells, and whose place is the name of a division: what is shown can be asked for."""
    if grid is None:
        return value
    if name == "box" and value is not None:
        return grid.box(value)
    if isinstance(value, Question):
        box = grid.box(value.box) if value.box else None
        return replace(value, box=box, place="", admin1=value.admin1 or value.place)
    return value


class PublicLedger:
    """A ledger for the public: it ends some hours ago, its positions are coarse, and nothing can be written."""

    def __init__(self, ledger: Ledger, *, until: int | None, grid: Grid | None) -> None:
        self._ledger, self._until, self._grid = ledger, until, grid

    def head(self) -> tuple[int, str]:
        """The last entry that is shown."""
        seq, digest = self._ledger.head()
        if self._until is None or seq <= self._until:
            return seq, digest
        last = next(self._ledger.entries(after=self._until - 1), None) if self._until else None
        return (last.seq, last.hash) if last else (0, "0" * 64)

    def position(self, moment: datetime | int | None = None) -> int:
        """The last entry that belongs to a moment, and is shown."""
        found = self._ledger.position(moment)
        return found if self._until is None else min(found, self._until)

    def recorded(self, numbers: Collection[int]) -> dict[int, Record]:
        """What the entries of these numbers hold, of those that are shown."""
        shown = [number for number in numbers if self._until is None or number <= self._until]
        return coarse(self._ledger.recorded(shown), self._grid)

    def __getattr__(self, name: str) -> Any:
        """What the ledger has under this name, up to the last entry shown."""
        value = getattr(self._ledger, name)
        if name.startswith(("append", "_")):
            raise LedgerError("the public writes nothing")
        if not callable(value):
            return value

        @wraps(value)  # the desk keeps lists by the name of what reads them
        def asked(*args: Any, **kwargs: Any) -> Any:
            if name in UP_TO:
                kwargs["until"] = self.position(kwargs.get("until"))
            if name in BY_MOMENT:
                kwargs["as_of"] = self.position(kwargs.get("as_of"))
            found = value(*args, **kwargs)
            if name in BY_ENTRY:
                entries = (entry for entry in found if self._until is None or entry.seq <= self._until)
                found = tuple(entries) if isinstance(found, tuple) else entries
            return coarse(found, self._grid)

        return asked


BY_MOMENT = frozenset(
    (
        *("reports", "claims", "incidents", "findings", "ultimatums", "agreements", "posts", "observations", "limits"),
        *("access_events", "sightings", "log_records", "reviews", "unread", "held", "naming", "get"),
        *("bulletins", "wordings"),
    )
)
BY_ENTRY = frozenset(("history", "entries"))
UP_TO = frozenset(("revised",))

__all__ = ["Grid", "Policy", "PublicLedger", "Shown", "coarse", "masked", "outside"]
