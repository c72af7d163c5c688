"""Which claims are compared at all: those that stand under one key, so that nobody compares a million claims with a million.

A key is a family of kin types, a day, and a mark: a stretch of ground, a name, who acted, who was hit, a telling number, a
source, a likeness of words. Under each key only the first so many claims are compared with each other (`limit`), in an order
that rests on nothing but the claims. A busy day fills the wide keys ("by SYR") and leaves the narrow ones ("on this stretch of
ground") to bring together what belongs together; on a quiet day the wide keys bring together what the narrow ones would miss.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from zlib import crc32

from trucewatch.knowledge.reconcile_tables import kin_types, known_sources
from trucewatch.model import EventType
from trucewatch.reconcile.facts import DENIED_WITHIN, PLANNED, PLANNED_WITHIN, SPEECH, UNKNOWN_DAY, Facts, PlaceFacts
from trucewatch.reconcile.merging.evidence import TELLING
from trucewatch.reconcile.observing.slots import log_keys

TIMELESS_DAYS = 7  # a claim without a day is compared with what happened in the week before its report
LONGEST_DAYS = 45  # of a longer stretch only the last days are looked up: totals of a war are no happening
CELL = 0.25  # degrees to a side of the stretches of ground, 28 km from south to north
REACH_KM = 7.5  # a place stands in every stretch that comes so near: two places less than twice as far apart share one
DEGREE_KM = 111.2
WIDE = "~"  # begins a key that says little
WIDE_LIMIT, LIMIT = 32, 100  # claims compared under one key
MIXERS = (0x9E3779B1, 0x85EBCA6B)  # odd numbers, each of which puts the words of a passage in another order

Rank = tuple[int, str]


def rank(facts: Facts) -> Rank:
    """Where a claim stands under its keys: by day of publication, then in an order that is fixed but favours no report."""
    return facts.rank, facts.id


def limit(key: str) -> int:
    """How many claims are compared under a key."""
    return WIDE_LIMIT if key.startswith(WIDE) else LIMIT


def placed(facts: Facts) -> bool:
    """True if its place is a point on the ground: two such claims are brought together by where they stand, not by wide keys."""
    return facts.place is not None and facts.place.point is not None and not facts.place.region


def keys(facts: Facts) -> tuple[str, ...]:
    """The keys of one claim, each once, the same in every run: two claims that share none are never compared.

    The days of the year that a report without a date names bring it to those of its day. The keys rest on the claim
    alone, so that a ledger can keep them beside it. About fifteen for a claim told of one day. Lines of posts' logs have keys of
    their own, and so never meet a report's claims.
    """
    if facts.logged is not None:
        return log_keys(facts.logged)
    family = family_of(facts.type)
    narrow, wide = _narrow_marks(facts), _wide_marks(facts)
    out = [f"{family}|{mark}" for mark in _dayless_marks(facts)]
    out += [f"{WIDE}{family}|of {day}|by {side}" for day in sorted(facts.report_days) for side in sorted(facts.actor)]
    if facts.place is not None:
        out += [f"{family}|of {day}|at {bone}" for day in _days_of_year(facts) for bone in sorted(facts.place.bones)]
    for day in _days(facts):
        out += [f"{family}|{day}|{mark}" for mark in narrow]
        out += [f"{WIDE}{family}|{day}|{mark}" for mark in wide]
    return tuple(dict.fromkeys(out))


def _days_of_year(facts: Facts) -> list[int]:
    """The day of the year on which it is told to have happened; for a report without a date all that it names."""
    if facts.since is None:
        return sorted(facts.report_days) if facts.published == UNKNOWN_DAY else []
    return [facts.day_of_year] if facts.day_of_year is not None else []


def _narrow_marks(facts: Facts) -> list[str]:
    marks: list[str] = []
    if facts.place is not None:
        marks += _place_marks(facts.place)
    marks += [f"{figure.kind.value} {figure.low}" for figure in facts.figures if (figure.low or 0) >= TELLING]
    if facts.type in SPEECH and facts.source:
        marks.append(f"said by {facts.source}")
    return marks


def _wide_marks(facts: Facts) -> list[str]:
    """Who acted and who was hit, in all the world and in one province."""
    marks = [f"by {side}" for side in sorted(facts.actor)] + [f"to {side}" for side in sorted(facts.recipient)]
    marks += [f"by {one} to {other}" for one in sorted(facts.actor) for other in sorted(facts.recipient)]
    if facts.place is not None and facts.place.admin1:
        marks += [f"{mark} in {facts.place.admin1}" for mark in marks]
    return marks


def _dayless_marks(facts: Facts) -> Iterator[str]:
    """What brings claims together whatever their days: a last day; where no day is known, a place with a number
    or with whoever speaks, or the words."""
    if facts.deadline is not None:
        yield f"till {facts.deadline}"
    if facts.place is not None:
        numbers = [figure for figure in facts.figures if (figure.low or 0) >= TELLING]
        yield from (f"{bone} {figure.kind.value} {figure.low}" for bone in sorted(facts.place.bones) for figure in numbers)
        if facts.source and facts.source not in known_sources():
            yield from (f"{bone} said by {facts.source}" for bone in sorted(facts.place.bones))
    if alike := word_mark(facts.words):
        yield f"like {alike}"


@lru_cache(maxsize=100_000)
def _place_marks(place: PlaceFacts) -> tuple[str, ...]:
    marks = [f"at {bone}" for bone in sorted(place.bones)]
    marks += [f"id {place.place_id}"] if place.place_id and place.point is None else []
    marks += cells(place.point) if place.point is not None and not place.region else []
    return tuple(marks)


def cells(point: tuple[float, float]) -> list[str]:
    """The stretches of ground within `REACH_KM` of a point (radians)."""
    lat, lon = math.degrees(point[0]), math.degrees(point[1])
    up = REACH_KM / DEGREE_KM
    along = up / max(math.cos(point[0]), 0.01)
    rows = range(math.floor((lat - up) / CELL), math.floor((lat + up) / CELL) + 1)
    columns = range(math.floor((lon - along) / CELL), math.floor((lon + along) / CELL) + 1)
    around = round(360 / CELL)
    return [f"{row}:{column % around}" for row in rows for column in columns]


@lru_cache(maxsize=10_000)
def word_mark(words: frozenset[str]) -> str:
    """MinHash with two orders (A. Broder, On the resemblance and containment of documents, 1997): like words have one mark."""
    hashes = [_word_hash(word) for word in words]
    return " ".join(str(min(number * mixer & 0xFFFFFFFF for number in hashes)) for mixer in MIXERS) if hashes else ""


@lru_cache(maxsize=100_000)
def _word_hash(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def _days(facts: Facts) -> range:
    """The days a claim is looked up under; each reaches one day further, so that neighbours meet; none where nothing is known."""
    if facts.since is None or facts.until is None:
        return range(facts.published - TIMELESS_DAYS, facts.published + 1)
    first = facts.since - DENIED_WITHIN if facts.denies else facts.since
    last = facts.until + PLANNED_WITHIN if facts.realis in PLANNED else facts.until
    assumed = not facts.day_told  # such a day may be wrong by one
    return range(max(first, facts.until - LONGEST_DAYS), last + 1 + assumed)


def family_of(kind: EventType) -> str:
    """The first type of a family of kin types, which stands for all of them."""
    return _families()[kind].value


@cache
def _families() -> dict[EventType, EventType]:
    return {kind: min(kinds) for kind, kinds in kin_types().items()}


def candidates(facts: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """Index pairs that meet under a key, lower index first, each once."""
    blocks: dict[str, list[int]] = {}
    spots = [placed(item) for item in facts]
    for index in sorted(range(len(facts)), key=lambda index: rank(facts[index])):
        for key in keys(facts[index]):
            block = blocks.setdefault(key, [])
            if len(block) < limit(key):
                block.append(index)
    pairs = {
        (min(a, b), max(a, b))
        for key, block in blocks.items()
        for at, a in enumerate(block)
        for b in block[:at]
        if not (spots[a] and spots[b] and key.startswith(WIDE))
    }
    yield from sorted(pairs)
