"""More to learn re3d's scheme from: GUM's mentions, cut as re3d cuts them, and re3d's own sentences with other names in them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from training.data_entities import RE3D_TAGS, Marked, re3d_documents, re3d_sentences
from training.data_ud import Word, mentions, read_conllu
from training.examples import Example
from training.names import NamePool

TYPES = {"person": "Person", "organization": "Organisation", "place": "Location", "time": "Temporal"}
UNMARKED = ("Nationality", "Quantity", "Weapon", "Vehicle", "MilitaryPlatform", "DocumentReference", "Money", "Coordinate",
            "CommsIdentifier", "Frequency")  # fmt: skip
EXCHANGED = {"Location": "PLACE", "Person": "PERSON", "Organisation": "ORG", "Nationality": None}
EXCHANGE_NAME = 0.6
POOL_EACH = 8  # of our pool's names, so that re3d's own stay frequent
ANY_TAG = (1 << len(RE3D_TAGS)) - 1


def tag_bit(tag: str) -> int:
    return 1 << RE3D_TAGS.index(tag)


NO_MENTION = tag_bit("O") | sum(tag_bit(f"{edge}-{kind}") for kind in UNMARKED for edge in "BI")


def short_mention(words: Sequence[Word], first: int, end: int) -> tuple[int, int]:
    """The mention up to a clause, an apposition or a preposition other than `of`, as re3d cuts it."""
    stop = first
    for place in range(first, end):
        word = words[place]
        clause = word.deprel.split(":")[0] in ("acl", "mark", "appos") or word.upos in ("VERB", "AUX", "SCONJ")
        relative = word.upos == "PRON" and "Rel" in word.feats
        preposition = word.upos == "ADP" and word.deprel == "case" and word.form.lower() != "of"
        if place > first and (clause or relative or preposition):
            break
        stop = place + 1
    while stop > first and words[stop - 1].upos in ("PUNCT", "CCONJ"):
        stop -= 1
    return first, stop


def mentions_allowed(words: Sequence[Word]) -> tuple[int, ...]:
    """What GUM's mentions say in re3d's types, as bits of its tags; several people are an Organisation there."""
    allowed = [NO_MENTION] * len(words)
    taken: set[int] = set()
    for first, end, kind in sorted(mentions(words), key=lambda m: (m[0] - m[1], m[0])):
        heads = [k for k in range(first, end) if not first < words[k].head <= end]
        begin, stop = short_mention(words, first, end)
        if len(heads) != 1 or not begin <= heads[0] < stop or taken & set(range(begin, stop)):
            continue
        head = words[heads[0]]
        if kind not in TYPES:
            if head.upos == "PROPN":
                allowed[begin:stop] = [ANY_TAG] * (stop - begin)
            continue
        name = "Organisation" if kind == "person" and "Number=Plur" in head.feats else TYPES[kind]
        taken.update(range(begin, stop))
        allowed[begin:stop] = [tag_bit(f"B-{name}")] + [tag_bit(f"I-{name}")] * (stop - begin - 1)
    return tuple(allowed)


def gum_mentions(data: Path) -> tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]:
    """The words of GUM's training sentences with the tags of re3d that its mentions leave open."""
    sentences = read_conllu(data / "ud_gum_open/en_gum_open-ud-train.conllu.gz")
    return tuple((tuple(w.form for w in s.words), mentions_allowed(s.words)) for s in sentences)


def re3d_marked(data: Path) -> tuple[Marked, ...]:
    """The sentences of re3d's documents that are trained on."""
    return tuple(m for d in re3d_documents(data) if not d.held_out for m in re3d_sentences(d))


def re3d_names(marked: Sequence[Marked], pool: NamePool) -> dict[str, list[tuple[str, ...]]]:
    """Names by re3d's types: its own, and some of our pool's."""
    names: dict[str, list[tuple[str, ...]]] = {kind: [] for kind in EXCHANGED}
    for sentence in marked:
        for a, b, kind in sentence.spans:
            if kind in names and is_name(sentence.words[a:b]):
                names[kind].append(sentence.words[a:b])
    for kind, ours in EXCHANGED.items():
        names[kind] += pool.names.get(ours, ())[::POOL_EACH] if ours else ()
    return names


def is_name(words: Sequence[str]) -> bool:
    spelt = [w for w in words if w[:1].isalpha()]
    return bool(spelt) and all(w[:1].isupper() for w in spelt)


def with_other_names(sentence: Marked, names: dict[str, list[tuple[str, ...]]], draw: random.Random) -> Example:
    """A sentence of re3d in which some names have been exchanged for others of their type."""
    words, tags = list(sentence.words), ["O"] * len(sentence.words)
    for a, b, kind in reversed(sentence.spans):
        name: Sequence[str] = sentence.words[a:b]
        if is_name(name) and names.get(kind) and draw.random() < EXCHANGE_NAME:
            name = draw.choice(names[kind])
        words[a:b], tags[a:b] = name, [f"B-{kind}"] + [f"I-{kind}"] * (len(name) - 1)
    return Example(tuple(words), re3d=tuple(tags))
