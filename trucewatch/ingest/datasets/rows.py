"""One row of a data set, checked where it comes in: what, when, where, who, how many dead, and whom it names as its sources."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from trucewatch.knowledge.dataset_tables import DatasetKind, dataset_kinds, party_named
from trucewatch.knowledge.parties import load_parties
from trucewatch.model import PlacePrecision, Precision

Cells = Mapping[str, str]
DAYS = ("%d %B %Y", "%d-%B-%Y", "%d %b %Y", "%d-%b-%Y", "%B %d, %Y", "%Y/%m/%d")
ACLED_PLACES = {1: PlacePrecision.SETTLEMENT, 2: PlacePrecision.VICINITY, 3: PlacePrecision.REGION}
UCDP_PLACES = {
    1: PlacePrecision.SETTLEMENT,
    2: PlacePrecision.VICINITY,
    3: PlacePrecision.DISTRICT,
    4: PlacePrecision.REGION,
    5: PlacePrecision.ZONE,
    6: PlacePrecision.COUNTRY,
    7: PlacePrecision.WATERS,
}
WEEK, MONTH, YEAR = 7, 31, 366
FIRST_YEAR, MOST_DEAD = 1900, 10_000_000
SPLIT = re.compile(r"\s*;\s*")


@dataclass(frozen=True, slots=True)
class Side:
    """An actor as the data set names it, with its code where it can be told."""

    name: str
    party: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One event of a data set. `low` to `high` dead, both None where it says nothing; `printed` are the days as it has them."""

    dataset: str
    id: str
    kind: DatasetKind
    first: date
    last: date
    precision: Precision
    printed: str
    location: str
    admin1: str
    country: str
    country_name: str
    point: tuple[float, float] | None
    place: PlacePrecision | None
    actors: tuple[Side, ...]
    recipients: tuple[Side, ...]
    low: int | None
    best: int | None
    high: int | None
    sources: tuple[str, ...]
    notes: str
    at: datetime | None
    sha256: str


def row_of(dataset: str, cells: Cells) -> Row:
    """The row of these cells, under the names of the data set; a ValueError says what cannot be so."""
    return READERS[dataset](cells)


def _acled(cells: Cells) -> Row:
    day = day_of(_needed(cells, "event_date"))
    first, last, precision = _around(day, _number(cells, "time_precision", 1, 3) or 1)
    country, named = _country(cells)
    dead = _number(cells, "fatalities", 0, MOST_DEAD) or None  # ACLED writes 0 where it is unclear too
    return Row(
        dataset="acled",
        id=_needed(cells, "event_id_cnty"),
        kind=_kind("acled", _needed(cells, "sub_event_type")),
        first=first,
        last=last,
        precision=precision,
        printed=day.isoformat(),
        location=_needed(cells, "location"),
        admin1=_one_line(cells, "admin1"),
        country=country,
        country_name=named,
        point=_point(cells),
        place=ACLED_PLACES.get(_number(cells, "geo_precision", 1, 3) or 0),
        actors=_sides(cells, "actor1", "assoc_actor_1", "inter1", country),
        recipients=_sides(cells, "actor2", "assoc_actor_2", "inter2", country),
        low=dead,
        best=dead,
        high=dead,
        sources=_parts(cells, "source"),
        notes=_one_line(cells, "notes"),
        at=instant_of(cells.get("timestamp", "")),
        sha256=_hash(cells),
    )


def _ucdp(cells: Cells) -> Row:
    first = day_of(_needed(cells, "date_start"))
    last = day_of(cells["date_end"]) if cells.get("date_end", "").strip() else first
    if last < first:
        raise ValueError(f"date_end {last} lies before date_start {first}")
    country, named = _country(cells)
    best = _number(cells, "best", 0, MOST_DEAD)
    low, high = (_number(cells, name, 0, MOST_DEAD) for name in ("low", "high"))
    low, high = best if low is None else low, best if high is None else high
    if low is not None and high is not None and low > high:
        raise ValueError(f"low {low} is above high {high}")
    sources = _parts(cells, "source_original") or _parts(cells, "source_office") or _parts(cells, "source_article")
    return Row(
        dataset="ucdp",
        id=_needed(cells, "id"),
        kind=_kind("ucdp", _needed(cells, "type_of_violence")),
        first=first,
        last=last,
        precision=_length((last - first).days + 1),
        printed=first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}",
        location=_needed(cells, "where_coordinates"),
        admin1=_one_line(cells, "adm_1"),
        country=country,
        country_name=named,
        point=_point(cells),
        place=UCDP_PLACES.get(_number(cells, "where_prec", 1, 7) or 0),
        actors=_sides(cells, "side_a", "", "", country),
        recipients=_sides(cells, "side_b", "", "", country),
        low=low,
        best=best,
        high=high,
        sources=sources,
        notes="",
        at=None,
        sha256=_hash(cells),
    )


READERS: Mapping[str, Callable[[Cells], Row]] = {"acled": _acled, "ucdp": _ucdp}


def day_of(words: str) -> date:
    """A day as either data set writes it: 2020-02-12, 12 February 2020, or with a time of day behind it."""
    day = _read_day(words.strip())
    if day is None:
        raise ValueError(f"{words.strip()!r} is no day; it should read 2020-02-12 or 12 February 2020")
    if day.year < FIRST_YEAR:
        raise ValueError(f"{words.strip()!r} is a day before {FIRST_YEAR}")
    if day.year == date.max.year:  # the week or month around it would end behind the calendar
        raise ValueError(f"{words.strip()!r} is no day of any report")
    return day


def _read_day(words: str) -> date | None:
    with suppress(ValueError):
        return datetime.fromisoformat(words).date()
    for form in DAYS:
        with suppress(ValueError):
            return datetime.strptime(words, form).date()
    return None


def instant_of(words: str) -> datetime | None:
    """ACLED's timestamp: seconds since 1970, or a day; None where there is none."""
    words = words.strip()
    if not words:
        return None
    try:
        if words.isascii() and words.isdigit():
            return datetime.fromtimestamp(int(words), UTC)
        at = datetime.fromisoformat(words)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"{words!r} is no timestamp") from error


def _around(day: date, exact: int) -> tuple[date, date, Precision]:
    """First and last day: the day, the week around it, or its month."""
    if exact == 1:
        return day, day, Precision.DAY
    if exact == 2:
        return day - timedelta(days=3), day + timedelta(days=3), Precision.WEEK
    first = day.replace(day=1)
    return first, (first + timedelta(days=MONTH)).replace(day=1) - timedelta(days=1), Precision.MONTH


def _length(days: int) -> Precision:
    if days == 1:
        return Precision.DAY
    return Precision.RANGE if days <= MONTH else Precision.YEAR


def _needed(cells: Cells, name: str) -> str:
    if words := _one_line(cells, name):
        return words
    raise ValueError(f"{name} is empty")


def _one_line(cells: Cells, name: str) -> str:
    return " ".join(cells.get(name, "").replace("\0", " ").split())


def _parts(cells: Cells, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in SPLIT.split(_one_line(cells, name)) if part))


def _number(cells: Cells, name: str, least: int, most: int) -> int | None:
    words = _one_line(cells, name)
    if not words:
        return None
    try:
        number = float(words)
    except ValueError as error:
        raise ValueError(f"{name} {words!r} is no number") from error
    if not (number == number and least <= number <= most and number == int(number)):
        raise ValueError(f"{name} {words!r} is no whole number from {least} to {most}")
    return int(number)


def _point(cells: Cells) -> tuple[float, float] | None:
    words = _one_line(cells, "latitude"), _one_line(cells, "longitude")
    if not all(words):
        return None
    try:
        latitude, longitude = (float(one) for one in words)
    except ValueError as error:
        raise ValueError(f"{words[0]!r}, {words[1]!r} are no coordinates") from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{words[0]}, {words[1]} lies nowhere on the globe")
    return latitude, longitude


def _country(cells: Cells) -> tuple[str, str]:
    name = _needed(cells, "country")
    code = load_parties().country(name) or load_parties().country(name.partition(" (")[0])
    if code is None:
        raise ValueError(f"country {name!r} is not known")
    return code, name


def _kind(dataset: str, name: str) -> DatasetKind:
    kind = dataset_kinds(dataset).get(name.casefold())
    if kind is None:
        raise ValueError(f"{name!r} is no kind of event of {dataset}")
    return kind


def _sides(cells: Cells, first: str, others: str, inter: str, country: str) -> tuple[Side, ...]:
    main = _one_line(cells, first)
    named = [Side(main, party_named(main, country, _one_line(cells, inter)))] if main else []
    return (*named, *(Side(name, party_named(name, country)) for name in _parts(cells, others)))


def _hash(cells: Cells) -> str:
    """Over the cells that are read, whatever their order or the names of their columns in the file."""
    return hashlib.sha256(json.dumps(dict(sorted(cells.items()))).encode()).hexdigest()
