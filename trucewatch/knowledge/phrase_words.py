"""Words inside a phrase that names somebody: what may be dropped before a name, what counts, who owns, who merely backs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trucewatch.knowledge.tables import read_table

PhraseRole = Literal[
    "lead",
    "count",
    "own",
    "member",
    "hand",
    "helped by",
    "loyal to",
    "described by",
    "as worded",
    "group",
    "short form",
    "related",
    "kind of group",
    "called",
    "states",
    "kind of official",
    "friend",
]


@dataclass(frozen=True, slots=True)
class PhraseWord:
    """One word in one role.

    lead: dropped before a name ("at least", "the"). count: part of a number that names nobody ("others"). own: the speaker's
    ("his army"). member: "men from X" are of X. hand: the X of "X-backed" is not meant. helped by: nor the X of "backed by X".
    loyal to: "forces loyal to X" are of X. described by: what follows tells more of those named before ("rebels fighting X").
    as worded: an outlet's own word for unnamed fighters. group: one group, named before ("the group").
    short form: "the council" for the one council named in full.
    related: "X's backers" are not X. kind of group: a name beside it says which ("the militant group X"). called: leads from it
    to its name. states: several states, named before ("both countries"). kind of official: what stands between a side and its
    officials ("rebel civilian and military officials"). friend: "its Syrian allies" are not the Syrian state.
    """

    words: str
    role: PhraseRole
    example: str


@cache
def phrase_words(role: PhraseRole) -> tuple[str, ...]:
    """The words of a role, the longest first, so that they can be tried in this order."""
    found = [row.words for row in read_table("phrase_words.csv", PhraseWord) if row.role == role]
    return tuple(sorted(found, key=lambda words: (-len(words), words)))
