"""Read what the words around a place name say of where it happened: "10 km north-east of", "the countryside of", "between".

The words are read, not the map: whether there is such a place, and where, is for `places.py` and `ground.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from trucewatch.knowledge.place_tables import Surrounding, bearings, lengths, surroundings
from trucewatch.knowledge.places import place_words
from trucewatch.knowledge.tables import read_table

BROKEN_OFF = re.compile(r"\A.*(?:[!?;\n]|\.\s)", re.DOTALL)  # what stands before the sentence of the name
ENDS = re.compile(r"[!?;\n]|\.(?:\s|\Z)")
KINDS = "city|town|village|hamlet|capital|district|province|governorate|region|area|camp|base|airport|crossing|border|enclave"
GAP = rf"(?:the |its )?(?:(?:[\w-]+ ){{0,3}}(?:{KINDS})s? (?:of |with |at )?)?(?:the )?"
NAME = r"(?:[a-z]{1,3}-)?[A-Z][\w'’-]*(?: (?:[a-z]{1,3}-)?[A-Z][\w'’-]*){0,3}"
PARTS = (
    "parts?|half|areas?|districts?|neighbou?rhoods?|sides?|sections?|sectors?|reaches|fringes?|flanks?|quarters?|sub-districts?"
)
ROAD = "road|highway|motorway|route|railway|railroad|line"
FEW = 5.0  # kilometres or miles in "a few" of them, and to either side
LONGEST = 20  # words of a name that are looked through


class How(StrEnum):
    """How a happening lies to the place named."""

    AWAY = "away"  # so far from it, in a direction if one is told
    BEYOND = "beyond"  # on one side of it
    PART = "part"  # in it, on one side if one is told
    AROUND = "around"  # near it, or at its edge
    COUNTRYSIDE = "countryside"
    BETWEEN = "between"  # between it and another
    ALONG = "along"
    TOWARDS = "towards"  # on a road to it, nobody says how far
    COAST = "coast"  # at sea before it


@dataclass(frozen=True, slots=True)
class Told:
    """What the words say: `core` is the name without them; `first` and `last` measure the words against the name's start."""

    how: How
    core: str
    first: int
    last: int
    km: float | None = None
    bearing: float | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A number as a word, as `numbers.csv` has it."""

    word: str
    role: str
    low: int | None
    high: int | None
    approx: bool
    example: str


def what_is_told(name: str, before: str = "", after: str = "", *, whole: bool = False) -> Told | None:
    """What the words beside a name, and those in it, say of where something lies; None if they name the place itself.

    `whole`: the name is that of a place as it stands ("Eastern Ghouta"), so that no word of it says where beside it.
    """
    head, core, tail = ("", name, "") if whole else _parted(name)
    left = _this_sentence(before) + head
    right = tail + ENDS.split(after, maxsplit=1)[0]
    found = _pair(left, core, right) or _away(left) or _beside(left, right) or _beyond(left) or _part(left, right)
    if found is None:
        return None
    start, end, told = found
    shift = len(head)  # the core's place in the name
    return Told(
        told.how,
        told.core or core,
        shift - start,
        shift + len(core) + end,
        told.km,
        told.bearing,
        told.other,
    )


Found = tuple[int, int, Told]  # letters of the words before and after the core, and what they say


def _this_sentence(before: str) -> str:
    return BROKEN_OFF.sub("", before)


def _parted(name: str) -> tuple[str, str, str]:
    """A name with the words before and after it that only say what or where it is: "western | Aleppo | countryside"."""
    words = list(re.finditer(r"\S+", name))
    first, last, known = 0, len(words), _saying()
    if last > LONGEST:
        return "", name, ""
    while first < last - 1 and words[first].group().lower().removesuffix(",") in known:
        first += 1
    while last - 1 > first and words[last - 1].group().islower() and words[last - 1].group() in known:
        last -= 1
    if not words:
        return "", name, ""
    start, end = words[first].start(), words[last - 1].end()
    if owned := re.search(r"['’]s?\Z", name[start:end]):
        end -= len(owned.group()) if last < len(words) else 0
    return name[:start], name[start:end], name[end:]


@cache
def _saying() -> frozenset[str]:
    """Every single word that may stand beside a name to say what or where it is."""
    told = {word.lower() for row in surroundings() for word in row.words.split()} | {
        word for word in bearings() if word.islower()
    }
    kinds = {word for row in place_words() for word in row.split()} | set(PARTS.replace("?", "").split("|"))
    return frozenset((told | kinds | {"the", "of", "from"}) - {"camp", "airport", "road", "highway"})


def _any(words: dict[str, float]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _number_words() -> dict[str, float]:
    rows = read_table("numbers.csv", NumberWord)
    return {row.word: float(row.low) for row in rows if row.role == "value" and row.low}


@cache
def _away_pattern() -> re.Pattern[str]:
    small = "|".join(sorted(_number_words(), key=lambda word: (-len(word), word)))
    return re.compile(
        rf"(?P<number>\d+(?:[.,]\d+)?|half an?|\b(?:an?|a few|several|some|{small}))[ -]?(?P<unit>{_any(lengths())})\b"
        rf"(?: ?\([^()]{{1,30}}\))?,?(?: away| further| farther)?(?: to| due| just)?(?: the)?"
        rf"(?: (?P<bearing>{_any(bearings())})\b)?(?P<off> of| from| off| outside| beyond| away from)? {GAP}\Z"
    )


def _away(left: str) -> Found | None:
    """ "10 km north-east of", "six miles from", "a few kilometres outside"."""
    match = _away_pattern().search(left)
    if match is None or not (match["bearing"] or match["off"]):
        return None
    number, unit = match["number"], lengths()[match["unit"]]
    if number[0].isdigit():
        km = float(number.replace(",", ".")) * unit
    elif number in ("a few", "several", "some"):
        return len(left) - match.start(), 0, Told(How.AROUND, "", 0, 0, FEW * max(unit, 1.0), _degrees(match["bearing"]))
    else:
        km = (0.5 if number.startswith("half") else _number_words().get(number, 1.0)) * unit
    return (len(left) - match.start(), 0, Told(How.AWAY, "", 0, 0, km, _degrees(match["bearing"]))) if 0 < km < 1000 else None


def _degrees(words: str | None) -> float | None:
    return None if words is None else bearings()[words]


@cache
def _beyond_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<inside>\b(?:in|from|into|across) (?:the )?(?:[\w-]+ )?|\bthe (?:[\w-]+-[\w-]+ )?)?(?P<to>\bto the )?"
        rf"\b(?P<bearing>{_any(bearings())}) (?:of|from) {GAP}\Z"
    )


def _beyond(left: str) -> Found | None:
    """ "North of Hama" lies beyond it, "in the north of Hama" within."""
    match = _beyond_pattern().search(left)
    if match is None:
        return None
    inside = match["inside"] is not None and match["to"] is None
    start = match.start("bearing") if not inside else match.start()
    how = How.PART if inside else How.BEYOND
    return len(left) - start, 0, Told(how, "", 0, 0, None, bearings()[match["bearing"]])


@cache
def _before_pattern(row: Surrounding) -> re.Pattern[str]:
    return re.compile(rf"(?:\b(?P<bearing>{_any(_plain_bearings())}) )?\b{re.escape(row.words)} {GAP}\Z", re.IGNORECASE)


@cache
def _after_pattern(row: Surrounding) -> re.Pattern[str]:
    return re.compile(rf"(?:['’]s?)? (?:(?P<bearing>{_any(_plain_bearings())}) )?{re.escape(row.words)}\b", re.IGNORECASE)


@cache
def _before_bearing() -> re.Pattern[str]:
    return re.compile(rf"\b(?P<bearing>{_any(_plain_bearings())})(?: (?:{PARTS}) of)? (?:the )?\Z", re.IGNORECASE)


@cache
def _owned_bearing() -> re.Pattern[str]:
    return re.compile(rf"['’]s? (?:[\w-]+-held )?({_any(_plain_bearings())})\b(?: (?:{PARTS}))?")


@cache
def _last_bearing() -> re.Pattern[str]:
    return re.compile(rf"\b({_any(_plain_bearings())})\Z")


@cache
def _plain_bearings() -> dict[str, float]:
    return {word: degrees for word, degrees in bearings().items() if word.islower()}


def _beside(left: str, right: str) -> Found | None:
    """ "Near", "the countryside of", "the northern outskirts of"; "western Aleppo countryside" has both sides."""
    lower_left, lower_right = left.lower(), right.lower()
    for row in surroundings():
        if row.words.lower() not in (lower_left if row.side == "before" else lower_right):
            continue  # most rows, and cheaper than their patterns
        match = (_before_pattern(row) if row.side == "before" else _after_pattern(row)).search(
            left if row.side == "before" else ""
        )
        start, end = (len(left) - match.start(), 0) if match else (0, 0)
        if row.side == "after":
            match = _after_pattern(row).match(right)
            end = match.end() if match else 0
        if match is None:
            continue
        bearing = match["bearing"]
        if bearing is None and row.side == "after" and (other := _before_bearing().search(left)):
            bearing, start = other["bearing"], len(left) - other.start()
        if bearing is None and row.words == "rural" and (other := _last_bearing().search(left[: -start - 1])):
            bearing = other[1]
        return start, end, Told(How(row.how), "", 0, 0, row.km, _degrees(bearing.lower() if bearing else None))
    return None


def _part(left: str, right: str) -> Found | None:
    """ "Southern Idlib", "the eastern parts of", "Syria's north"."""
    if match := _before_bearing().search(left):
        return len(left) - match.start(), 0, Told(How.PART, "", 0, 0, None, _plain_bearings()[match["bearing"].lower()])
    if match := _owned_bearing().match(right):
        return 0, match.end(), Told(How.PART, "", 0, 0, None, _plain_bearings()[match[1]])
    return None


@cache
def _pair_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    road = rf"\b(?:{ROAD})s?(?: that (?:links|connects)| linking| connecting| leading| running)?(?: from| between)? {GAP}\Z"
    return (
        re.compile(rf"\bbetween {GAP}\Z|{road}"),
        re.compile(rf"(?: and| to| with) {GAP}(?P<other>{NAME})|[-–](?P<end>{NAME}) (?:{ROAD})\b"),
        re.compile(rf"\b(?:between|(?:{ROAD})s? (?:linking|connecting|from)) {GAP}(?P<other>{NAME})(?: and| to| with) {GAP}\Z"),
        re.compile(rf"\b(?:{ROAD})s? (?:to|towards?|leading to|leading into) {GAP}\Z"),
    )


def _pair(left: str, core: str, right: str) -> Found | None:
    """ "Between Saraqib and Ariha", "the road from Saraqib to Ariha", and "the road to Ariha", whose other end is not told."""
    first, second, opened, towards = _pair_patterns()
    opening = first.search(left)
    if opening and (both := re.fullmatch(rf"({NAME}) and {GAP}({NAME})", core)):
        return len(left) - opening.start(), 0, Told(How.BETWEEN, both[1], 0, len(core) - len(both[1]), other=both[2])
    if (ending := second.match(right)) and (opening or ending["end"]):
        start = len(left) - opening.start() if opening else 0
        return start, ending.end(), Told(How.BETWEEN, "", 0, 0, other=ending["other"] or ending["end"])
    if match := opened.search(left):
        return len(left) - match.start(), 0, Told(How.BETWEEN, "", 0, 0, other=match["other"])
    if match := towards.search(left):
        return len(left) - match.start(), 0, Told(How.TOWARDS, "", 0, 0)
    return None
