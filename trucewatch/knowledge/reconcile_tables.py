"""What merging needs to know beforehand: weights of evidence, kin acts and parties, sources, loaded names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Counted, EventType


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One observation on two claims, and how much it counts for (or, below zero, against) their being one happening.

    `weight` is in log-odds, fitted on the development data (`match_weights.toml` says how) from the `guess` of somebody who reads
    such reports, whose sign it keeps; `words` is how the reason is told, with `{}` where the observation carries a value.
    """

    evidence: str
    weight: float
    guess: float
    words: str
    example: str


@dataclass(frozen=True, slots=True)
class ActKinRow:
    """Two kinds of act that two reports may use for one happening: a missile is `heavy-weapons` here and `aerial` there."""

    type_a: EventType
    mode_a: str | None
    type_b: EventType
    mode_b: str | None
    example: str


@dataclass(frozen=True, slots=True)
class PartyKinRow:
    """A party that another report may name by a wider or rival label: al-Nusra is "terrorists" in one, "rebels" in the other."""

    code: str
    kin: str
    example: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source that reports cite under several names: all of them are one origin. `kind` wire: its copy runs in other outlets."""

    name: str
    kind: Literal["wire", "observer", "state media", "other"]
    also: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class VagueSourceRow:
    """A noun for sources nobody can tell apart: "two officials" here and "an official" there need not be one origin."""

    noun: str
    example: str


@dataclass(frozen=True, slots=True)
class LikeMeasureRow:
    """Two counts that are easily taken for each other and are not the same measure."""

    kind_a: Counted
    kind_b: Counted
    words: str
    example: str


@dataclass(frozen=True, slots=True)
class PlaceFillerRow:
    """A word in a place's name that does not tell it from another."""

    word: str
    example: str


@cache
def place_fillers() -> frozenset[str]:
    """The folded words of `place_fillers.csv`."""
    return frozenset(fold(row.word) for row in read_table("place_fillers.csv", PlaceFillerRow))


@cache
def evidence_rows() -> dict[str, EvidenceRow]:
    """The rows of `match_evidence.csv` by name."""
    return {row.evidence: row for row in read_table("match_evidence.csv", EvidenceRow)}


@cache
def act_kin() -> frozenset[tuple[EventType, str | None, EventType, str | None]]:
    """Kin acts, both ways round."""
    rows = read_table("act_kin.csv", ActKinRow)
    pairs = [(row.type_a, row.mode_a, row.type_b, row.mode_b) for row in rows]
    return frozenset(pairs) | frozenset((tb, mb, ta, ma) for ta, ma, tb, mb in pairs)


@cache
def kin_types() -> dict[EventType, frozenset[EventType]]:
    """For each type, the types that a claim of the same happening may have."""
    out = {kind: {kind} for kind in EventType}
    for a, _, b, _ in act_kin():
        out[a].add(b)
    return {kind: frozenset(kinds) for kind, kinds in out.items()}


@cache
def party_kin() -> frozenset[tuple[str, str]]:
    """Kin parties, both ways round."""
    pairs = [(row.code, row.kin) for row in read_table("party_kin.csv", PartyKinRow)]
    return frozenset(pairs) | frozenset((b, a) for a, b in pairs)


@cache
def source_rows() -> tuple[SourceRow, ...]:
    """The sources known under several names."""
    return read_table("cited_sources.csv", SourceRow)


@cache
def source_names() -> dict[str, SourceRow]:
    """Every folded name of a known source."""
    return {fold(name): row for row in source_rows() for name in (row.name, *row.also)}


@cache
def known_sources() -> frozenset[str]:
    """The names under which the known sources are compared."""
    return frozenset(row.name for row in source_rows())


@cache
def vague_nouns() -> frozenset[str]:
    """The folded nouns of `vague_sources.csv`."""
    return frozenset(fold(row.noun) for row in read_table("vague_sources.csv", VagueSourceRow))


@cache
def like_measures() -> tuple[LikeMeasureRow, ...]:
    """The rows of `like_measures.csv`."""
    return read_table("like_measures.csv", LikeMeasureRow)
