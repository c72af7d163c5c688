"""Read the counts, directions, distances and answers of a log's cells."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from trucewatch.errors import SourceError
from trucewatch.knowledge.log_tables import is_none, log_words, plain
from trucewatch.model import Qualifier

WINDS = {name: number * 22.5 for number, name in enumerate("n nne ne ene e ese se sse s ssw sw wsw w wnw nw nnw".split())}
WIND_WORDS = {"north": "n", "east": "e", "south": "s", "west": "w"}
HALF_OF_EIGHT = 22.5  # degrees to each side that one of the eight winds stands for
HALF_OF_SIXTEEN = 11.25
COMPASS = 5.0  # degrees to each side of a bearing in degrees: a hand compass and the eye
OPPOSITE = 90.0  # two winds further apart than this are where something flew, not where it was
FURTHEST_KM = 100.0
MOST = 1_000_000
FIGURES = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(?:\s*(?:-|–|—|to|or)\s*(\d{1,12}(?:\.\d{1,12})?))?")
DEGREES = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:°|deg|degrees|º)?\s*(?:(?:±|\+/-|\+-)\s*(\d+(?:\.\d+)?)\s*(?:°|deg|degrees|º)?)?")
TURN = re.compile(r"\s*(?:-|–|—|/|\bto\b|\bor\b|→|>)\s*")


@dataclass(frozen=True, slots=True)
class Count:
    """How many, from `low` to `high` (None is open), and how exact it claims to be."""

    low: int | None
    high: int | None
    qualifier: Qualifier = Qualifier.EXACT


@dataclass(frozen=True, slots=True)
class Bearing:
    """Where something was perceived, in degrees from north, and how far to each side that may be off."""

    degrees: float
    spread: float


@dataclass(frozen=True, slots=True)
class Reach:
    """How far off, in km; `high` None is open."""

    low: float
    high: float | None


def read_count(words: str) -> Count | None:
    """A count with its qualifier: "about 20", "at least 5", "multiple", "5-7"; None where none is told."""
    if is_none(words):
        return None
    cell = _figures_plain(words)
    if cell in log_words("multiple"):
        return Count(None, None, Qualifier.MULTIPLE)
    kind, rest = _qualifier(cell)
    if rest.endswith("+"):
        kind, rest = "least", rest[:-1].strip()
    rest = log_words("number").get(rest, rest)
    found = FIGURES.fullmatch(re.sub(r"(?<=\d)[ ,](?=\d{3}\b)", "", rest))
    if found is None or "." in found.group():
        raise SourceError("", f"{words.strip()!r} is no count")
    low, high = int(found.group(1)), int(found.group(2) or found.group(1))
    if high < low or high > MOST:
        raise SourceError("", f"{words.strip()!r} is no count")
    match kind:
        case "about":
            return Count(low, high, Qualifier.ABOUT)
        case "least":
            return Count(low, None, Qualifier.AT_LEAST)
        case "more":
            return Count(low + 1, None, Qualifier.AT_LEAST)
        case "most":
            return Count(None, high)
        case "fewer":
            return Count(None, max(0, high - 1))
    return Count(low, high, Qualifier.EXACT if low == high else Qualifier.ABOUT)


def _figures_plain(words: str) -> str:
    """The cell in plain words, with figures of any script as 0-9."""
    return "".join(str(unicodedata.digit(mark)) if mark.isdigit() else mark for mark in plain(words))


def _qualifier(cell: str) -> tuple[str, str]:
    """The kind of the longest qualifier a cell begins with, and what follows it."""
    kinds = {word: kind for kind in ("about", "least", "more", "most", "fewer") for word in log_words(kind)}
    for word in sorted(kinds, key=len, reverse=True):
        if cell.startswith(word) and not (word[-1].isalpha() and cell[len(word) : len(word) + 1].isalpha()):
            return kinds[word], cell[len(word) :].strip()
    return "", cell


def read_bearing(words: str) -> Bearing | None:
    """A direction as one of sixteen winds, as two neighbouring winds ("W-SW") or in degrees; None where none is told."""
    if is_none(words):
        return None
    cell = _figures_plain(words)
    if found := DEGREES.fullmatch(cell):
        return _in_degrees(found, words)
    winds = [_wind(part) for part in TURN.split(_plain_winds(cell))]
    degrees = [wind for wind in winds if wind is not None]
    if len(degrees) != len(winds) or not 1 <= len(winds) <= 2:
        raise SourceError("", f"{words.strip()!r} is no direction; write it as WSW or 240")
    if len(degrees) == 1:
        return Bearing(degrees[0], HALF_OF_SIXTEEN if degrees[0] % 45 else HALF_OF_EIGHT)
    apart = (degrees[1] - degrees[0] + 180) % 360 - 180
    if abs(apart) >= OPPOSITE:
        raise SourceError("", f"{words.strip()!r} is where something flew, not where it was perceived")
    return Bearing((degrees[0] + apart / 2) % 360, max(HALF_OF_SIXTEEN, abs(apart) / 2))


def _in_degrees(found: re.Match[str], words: str) -> Bearing:
    degrees = float(found.group(1))
    if not 0 <= degrees <= 360:
        raise SourceError("", f"a bearing lies in 0..360, not {words.strip()}")
    return Bearing(degrees % 360, min(180.0, max(1.0, float(found.group(2) or COMPASS))))


def _plain_winds(cell: str) -> str:
    """ "south-west" as "sw", with nothing between the parts of one wind."""
    cell = re.sub(r"(?:ward|wards|ern|erly)\b", "", cell)
    return re.sub(
        r"\b(north|south)[\s-]?(east|west)?\b|\b(?:east|west)\b",
        lambda found: "".join(WIND_WORDS[part] for part in re.findall("north|south|east|west", found.group())),
        cell,
    )


def _wind(words: str) -> float | None:
    return WINDS.get(re.sub(r"[\s.]", "", words))


def is_flight(words: str) -> bool:
    """True if a cell tells a direction of flight: "W-E", "from north to south"."""
    parts = [_wind(part) for part in TURN.split(_plain_winds(plain(words).removeprefix("from ").strip()))]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        return False
    return abs((parts[1] - parts[0] + 180) % 360 - 180) >= OPPOSITE


def read_reach(words: str) -> Reach | None:
    """A distance or a range of distances, in km where no unit is named; None where none is told."""
    if is_none(words):
        return None
    kind, rest = _qualifier(_figures_plain(words).replace(",", "."))
    units = log_words("length")
    unit = max((word for word in units if re.search(rf"(?<![^\W\d_]){re.escape(word)}$", rest)), key=len, default="")
    factor = float(units[unit]) if unit else 1.0
    bare = rest.removesuffix(unit).strip()
    for word in units:
        bare = re.sub(rf"(?<=\d)\s*{re.escape(word)}(?=\s*[-–—])", "", bare)
    found = FIGURES.fullmatch(bare)
    if found is None:
        raise SourceError("", f"{words.strip()!r} is no distance; write it as 2-5km")
    low, high = float(found.group(1)) * factor, float(found.group(2) or found.group(1)) * factor
    if high < low or high > FURTHEST_KM:
        raise SourceError("", f"{words.strip()!r} is no distance that a post perceives")
    match kind:
        case "least" | "more":
            return Reach(_rounded(low), None)
        case "most" | "fewer":
            return Reach(0.0, _rounded(high))
    return Reach(_rounded(low), _rounded(high))


def _rounded(km: float) -> float:
    return round(km, 3)


def read_yes(words: str) -> bool:
    """Yes or no; a SourceError if it is neither."""
    cell = plain(words)
    if is_none(words) or cell in log_words("no"):
        return False
    if cell in log_words("yes"):
        return True
    raise SourceError("", f"{words.strip()!r} is neither yes nor no")


def read_degrees(words: str, most: float) -> float | None:
    """A latitude (`most` 90) or longitude (180); None where none is told."""
    if is_none(words):
        return None
    try:
        value = float(_figures_plain(words).replace(",", ".").removesuffix("°"))
    except ValueError as error:
        raise SourceError("", f"{words.strip()!r} is no latitude or longitude in degrees") from error
    if not math.isfinite(value) or abs(value) > most:
        raise SourceError("", f"{words.strip()!r} is no latitude or longitude in degrees")
    return value


def read_minutes(words: str) -> int | None:
    """A duration in minutes: "128", "2 h 8 min"; None where none is told."""
    if is_none(words):
        return None
    cell = _figures_plain(words)
    found = re.fullmatch(r"(?:(\d{1,3})\s*(?:h|hr|hrs|hour|hours)\b\.?)?\s*(?:(\d{1,5})\s*(?:m|min|mins|minutes)?\.?)?", cell)
    if found is None or not any(found.groups()):
        raise SourceError("", f"{words.strip()!r} is no duration; write it in minutes")
    return int(found.group(1) or 0) * 60 + int(found.group(2) or 0)
