"""What the network learns from: sentences with the labels their data set gives, and none where it gives none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

NONE = -100  # "this data set says nothing here"; the value torch's losses skip
ENTITY_TYPES = ("PERSON", "ORG", "PLACE", "FACILITY", "GROUP", "WEAPON", "PLATFORM", "QUANTITY")
ENTITY_TAGS = ("O", *(f"{edge}-{name}" for name in ENTITY_TYPES for edge in "BI"))
BUILT = frozenset(  # words in the names of built things, where a set that knows only "location" leaves FACILITY open
    "airport airfield airbase base bridge stadium hospital clinic street road avenue highway station museum church mosque "
    "temple cathedral abbey monastery hotel tower building school college university prison camp dam port harbor harbour "
    "palace theatre theater arena hall house castle fort library mall center centre park plaza square crossing tunnel "
    "cemetery zoo terminal".split()
)
TITLES = frozenset(  # never part of a person's name in our scheme
    "mr mrs ms miss dr prof professor president minister prime vice deputy sir lord lady madam king queen prince princess "
    "emperor gen general col colonel lt lieutenant maj major sgt captain capt senator sen rep congressman governor gov "
    "chancellor pope saint sheikh judge justice mayor dean secretary chairman chairwoman chief director ambassador speaker "
    "first spokesman commander admiral rev reverend archbishop bishop cardinal imam ayatollah coach".split()
)
ANYTHING = (1 << len(ENTITY_TAGS)) - 1


SOMETHING_ELSE = ANYTHING & ~sum(  # a name that its data set says is no person, body or place
    1 << ENTITY_TAGS.index(f"{edge}-{name}") for name in ("PERSON", "ORG", "PLACE") for edge in "BI"
)


@dataclass(frozen=True, slots=True)
class Tree:
    """The tags and heads of a sentence's words; `heads` counts words from 1, 0 is the root."""

    upos: tuple[str, ...]
    feats: tuple[str, ...]
    heads: tuple[int, ...]
    deprels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence of one data set.

    `allowed` holds, for each word, the set of our entity tags (as bits) that the data set's own annotation leaves open.
    """

    words: tuple[str, ...]
    tree: Tree | None = None
    allowed: tuple[int, ...] | None = None
    re3d: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """The closed label sets, in the order of the network's outputs; saved beside the model."""

    upos: tuple[str, ...]
    feats: tuple[str, ...]
    deprels: tuple[str, ...]
    entity: tuple[str, ...]
    re3d: tuple[str, ...]
    feats_of_upos: tuple[tuple[int, ...], ...]

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=None) + "\n", encoding="utf-8")


def load_labels(path: Path) -> Labels:
    """Read what `Labels.save` wrote."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    pairs = tuple(tuple(row) for row in raw.pop("feats_of_upos"))
    return Labels(**{name: tuple(values) for name, values in raw.items()}, feats_of_upos=pairs)


def place_types(words: Sequence[str]) -> tuple[str, ...]:
    """What a "location" may be in our types: `Basra` is a PLACE, `Basra airport` may be a FACILITY."""
    return ("PLACE", "FACILITY") if any(w.lower() in BUILT for w in words) else ("PLACE",)


def is_title(word: str) -> bool:
    return word.lower().rstrip(".") in TITLES


def without_title(words: Sequence[str], first: int, end: int) -> int:
    """Where the name begins in a span that may begin with titles; `end` if there is no name."""
    while first < end and is_title(words[first]):
        first += 1
    return first


def bits(*tags: str) -> int:
    """A set of entity tags as bits: `bits("O", "QUANTITY")` is O, B-QUANTITY or I-QUANTITY."""
    out = 0
    for tag in tags:
        names = (tag,) if tag in ENTITY_TAGS else (f"B-{tag}", f"I-{tag}")
        for name in names:
            out |= 1 << ENTITY_TAGS.index(name)
    return out


def allow_spans(
    length: int, spans: Sequence[tuple[int, int, tuple[str, ...]]], *, elsewhere: int, also_outside: bool = False
) -> tuple[int, ...]:
    """Allowed tags for `length` words, given spans (first, end, the types it may be) that do not overlap."""
    allowed = [elsewhere] * length
    for first, end, types in spans:
        for place in range(first, end):
            edge = "B" if place == first else "I"
            allowed[place] = sum(1 << ENTITY_TAGS.index(f"{edge}-{name}") for name in types) | int(also_outside)
    return tuple(allowed)
