"""Vary tagged sentences: other names of the same type in them, commas and final stops lost."""

from __future__ import annotations

import collections
import dataclasses
import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.data_entities import spans_of
from training.examples import ENTITY_TAGS, Example, bits
from trucewatch.language.tokens import tokenize

EXCHANGED = ("PERSON", "PLACE", "ORG", "GROUP", "FACILITY")
NOT_A_NAME = bits("O")
BEGINS = sum(1 << k for k, tag in enumerate(ENTITY_TAGS) if tag.startswith("B-"))
EXCHANGE_SENTENCE, EXCHANGE_NAME, DAMAGE_SENTENCE = 0.4, 0.6, 0.25
GAZETTEER = ("sy", "tr", "iq", "ua", "lb", "ye", "ly", "sd", "am", "az")
GAZETTEER_EACH = 400  # best-known places of each country, so that villages do not drown the towns


@dataclass(frozen=True, slots=True)
class NamePool:
    """Names to put in, by type, as words."""

    names: dict[str, tuple[tuple[str, ...], ...]]


def tags_of(example: Example) -> list[str] | None:
    """The example's entity tags where each word has exactly one, else None."""
    if not example.allowed or any(a & (a - 1) for a in example.allowed):
        return None
    return [ENTITY_TAGS[a.bit_length() - 1] for a in example.allowed]


def known_names(examples: Sequence[Example]) -> list[tuple[str, tuple[str, ...]]]:
    """Every name whose type a data set leaves no doubt about."""
    out = []
    for example in examples:
        tags = ["O" if a & (a - 1) else ENTITY_TAGS[a.bit_length() - 1] for a in example.allowed or ()]
        out += [(kind, example.words[a:b]) for a, b, kind in spans_of(tags)]
    return out


def gazetteer_names(data: Path) -> list[tuple[str, tuple[str, ...]]]:
    """English names of the places with the most people in each country of the gazetteer."""
    out = []
    for country in GAZETTEER:
        with gzip.open(data / f"gazetteer/{country}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [row for row in map(json.loads, lines) if row.get("names", {}).get("eng")]
        rows.sort(key=lambda row: (-row.get("population", 0), row["wof_id"]))
        for row in rows[:GAZETTEER_EACH]:
            name = row["names"]["eng"][0]
            out.append(("PLACE", tuple(name[a:b] for a, b in tokenize(name, 0, len(name)))))
    return out


def pool_of(data: Path, own: Sequence[Example], public: Sequence[Example]) -> NamePool:
    """Our own names at their own frequency, people's names of the public sets, places of the gazetteer."""
    names = collections.defaultdict[str, list[tuple[str, ...]]](list)
    people = {pair for pair in known_names(public) if pair[0] == "PERSON" and all(w.isalpha() and w.istitle() for w in pair[1])}
    for kind, words in [*known_names(own), *sorted(people)[::2], *gazetteer_names(data)]:
        if kind in EXCHANGED and words:
            names[kind].append(words)
    return NamePool({kind: tuple(found) for kind, found in names.items()})


def vary(example: Example, pool: NamePool, draw: random.Random) -> Example:
    """Now and then exchange names, now and then lose punctuation."""
    if draw.random() < EXCHANGE_SENTENCE:
        example = _with_other_names(example, pool, draw)
    return _damaged(example, draw) if draw.random() < DAMAGE_SENTENCE else example


def open_spans(allowed: Sequence[int]) -> list[tuple[int, int, int]]:
    """Spans that a data set is sure of, as (first, end, the B tags it leaves open)."""
    out: list[tuple[int, int, int]] = []
    for place, tags in enumerate(allowed):
        if tags & NOT_A_NAME:
            continue
        if tags & BEGINS:
            out.append((place, place + 1, tags & BEGINS))
        elif out and out[-1][1] == place:
            out[-1] = (out[-1][0], place + 1, out[-1][2])
    return out


def _with_other_names(example: Example, pool: NamePool, draw: random.Random) -> Example:
    words, allowed = list(example.words), list(example.allowed or ())
    for first, end, tags in reversed(open_spans(allowed)):
        kind = ENTITY_TAGS[(tags & -tags).bit_length() - 1][2:]  # the first type left open: PLACE rather than FACILITY
        if kind not in EXCHANGED or draw.random() > EXCHANGE_NAME or not pool.names.get(kind):
            continue
        other = draw.choice(pool.names[kind])
        if all(w.isupper() for w in words[first:end]) and kind != "ORG":
            other = tuple(w.upper() for w in other)
        begin, inside = (1 << ENTITY_TAGS.index(f"{edge}-{kind}") for edge in "BI")
        words[first:end] = other
        allowed[first:end] = [begin] + [inside] * (len(other) - 1)
    return dataclasses.replace(example, words=tuple(words), allowed=tuple(allowed))


def _damaged(example: Example, draw: random.Random) -> Example:
    last = len(example.words) - 1
    kept = [
        k for k, w in enumerate(example.words) if not (w in (",", '"', "'") or (k == last and w in ".!?" and draw.random() < 0.6))
    ]
    if not kept or not example.allowed:
        return example
    return dataclasses.replace(
        example, words=tuple(example.words[k] for k in kept), allowed=tuple(example.allowed[k] for k in kept)
    )
