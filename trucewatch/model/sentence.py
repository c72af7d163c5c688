"""A sentence as the language model sees it: tokens in a dependency tree, and the entities in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EntityType(StrEnum):
    """What kind of thing a name or quantity is."""

    PERSON = "person"
    ORG = "org"
    PLACE = "place"
    FACILITY = "facility"
    GROUP = "group"
    WEAPON = "weapon"
    PLATFORM = "platform"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True)
class Token:
    """A word in Universal Dependencies terms; `start` and `end` are offsets in the report's text, `text` has no soft hyphens."""

    index: int
    start: int
    end: int
    text: str
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing or quantity: `first` and `last` are the token indexes it covers, both included."""

    type: EntityType
    start: int
    end: int
    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; token indexes count from 1, head 0 is the root."""

    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    entities: tuple[Entity, ...]
