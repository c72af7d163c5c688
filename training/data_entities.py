"""Read the data sets of named entities, each in its own scheme, as sets of our tags that its scheme leaves open."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.examples import ANYTHING, SOMETHING_ELSE, Example, allow_spans, bits, place_types, without_title
from training.own_sentences import read_sentences
from trucewatch.language.segment import split_sentences
from trucewatch.language.tokens import tokenize

RE3D_TYPES = (
    "Organisation", "Location", "Person", "Nationality", "Quantity", "Temporal", "Weapon", "Vehicle", "MilitaryPlatform",
    "DocumentReference", "Money", "Coordinate", "CommsIdentifier", "Frequency",
)  # fmt: skip
RE3D_TAGS = ("O", *(f"{edge}-{name}" for name in RE3D_TYPES for edge in "BI"))
RE3D_CONFIDENCE = 0.5  # below it the crowd did not agree
NOT_COMMERCIAL = "BBC"  # the part of re3d under CC BY-NC: neither trained on nor measured on

LOCATION: tuple[str, ...] = ()  # decided name by name, by `place_types`

# What each public set's types are in ours, and what its "O" leaves open, because it does not mark such things.
SCHEMES: dict[str, tuple[dict[str, tuple[str, ...]], int]] = {
    "wikigold": (
        {"PER": ("PERSON",), "LOC": LOCATION, "ORG": ("ORG",)},
        bits("O", "QUANTITY", "WEAPON", "PLATFORM"),
    ),
    "wnut17_train": (
        {"person": ("PERSON",), "location": LOCATION, "corporation": ("ORG",), "group": ("ORG", "GROUP")},
        bits("O", "QUANTITY", "WEAPON", "PLATFORM", "GROUP"),
    ),
    "btc": (
        {"PER": ("PERSON",), "LOC": LOCATION, "ORG": ("ORG",)},
        bits("O", "QUANTITY", "WEAPON", "PLATFORM", "GROUP"),
    ),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """Words with the spans (first, end, type) of a data set's own scheme."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document of re3d: its text and its spans (start, end, type) in characters, none overlapping."""

    id: str
    held_out: bool
    text: str
    spans: tuple[tuple[int, int, str], ...]


def spans_of(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Spans of BIO tags; an I that continues nothing begins a span."""
    out: list[tuple[int, int, str]] = []
    for place, tag in enumerate(tags):
        edge, _, kind = tag.partition("-")
        if edge == "O":
            continue
        if edge == "I" and out and out[-1][1] == place and out[-1][2] == kind:
            out[-1] = (out[-1][0], place + 1, kind)
        else:
            out.append((place, place + 1, kind))
    return out


def read_bio(path: Path) -> tuple[Marked, ...]:
    """A set of `tokens` and `tags`, cut further into our words (wikigold has `one-sided` in one piece)."""
    out = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            words: list[str] = []
            begins = []
            for token in row["tokens"]:
                begins.append(len(words))
                words.extend(token[a:b] for a, b in tokenize(token, 0, len(token)))
            begins.append(len(words))
            spans = ((begins[a], begins[b], kind) for a, b, kind in spans_of(row["tags"]))
            if words:
                out.append(Marked(tuple(words), tuple(s for s in spans if s[0] < s[1])))
    return tuple(out)


def public_names(data: Path) -> tuple[Example, ...]:
    """wikigold, WNUT17 and the Broad Twitter Corpus; of tweets without any name only every third."""
    out = []
    for name, (types, outside) in SCHEMES.items():
        for number, marked in enumerate(read_bio(data / f"ner/{name}.jsonl.gz")):
            if not marked.spans and name != "wikigold" and number % 3:
                continue
            named = [(_begin(marked.words, a, b, kind), b, kind) for a, b, kind in marked.spans if kind in types]
            known = [(a, b, types[kind] or place_types(marked.words[a:b])) for a, b, kind in named if a < b]
            allowed = list(allow_spans(len(marked.words), known, elsewhere=outside))
            for first, end, kind in marked.spans:
                if kind not in types:  # MISC, product, creative-work
                    allowed[first:end] = [SOMETHING_ELSE] * (end - first)
            if name == "wikigold":
                allowed = [a | _nationality(w) for a, w in zip(allowed, marked.words, strict=True)]
            out.append(Example(marked.words, allowed=tuple(allowed)))
    return tuple(out)


def _begin(words: Sequence[str], first: int, end: int, kind: str) -> int:
    return without_title(words, first, end) if kind.lower().startswith("per") else first


def _nationality(word: str) -> int:
    """Wikigold marks most nationalities as MISC, a few not at all: a capital leaves GROUP open."""
    return bits("GROUP") if word.endswith(("n", "h", "e", "i", "ns", "is")) and word[:1].isupper() and len(word) > 4 else 0


def re3d_documents(data: Path) -> tuple[Document, ...]:
    """re3d's open documents; a fifth, by the hash of their id, is held out."""
    out = []
    with gzip.open(data / "re3d/docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["source"].startswith(NOT_COMMERCIAL):
                continue
            sure = [e for e in row["entities"] if e["confidence"] >= RE3D_CONFIDENCE]
            sure.sort(key=lambda e: (-e["confidence"], e["start"] - e["end"], e["start"]))
            kept: list[tuple[int, int, str]] = []
            for e in sure:
                if all(e["end"] <= a or e["start"] >= b for a, b, _ in kept):
                    kept.append((e["start"], e["end"], e["type"]))
            held_out = int(hashlib.md5(row["id"].encode()).hexdigest(), 16) % 5 == 0
            out.append(Document(row["id"], held_out, row["text"], tuple(sorted(kept))))
    return tuple(out)


def re3d_sentences(document: Document) -> tuple[Marked, ...]:
    """The document in our sentences and words; a span that cuts a word takes the whole of it."""
    out = []
    for start, end in split_sentences(document.text):
        words = tokenize(document.text, start, end)
        spans: list[tuple[int, int, str]] = []
        for a, b, kind in document.spans:
            inside = [k for k, (x, y) in enumerate(words) if x < b and y > a]
            if inside and not (spans and spans[-1][1] > inside[0]):
                spans.append((inside[0], inside[-1] + 1, kind))
        out.append(Marked(tuple(document.text[x:y] for x, y in words), tuple(spans)))
    return tuple(out)


def _re3d_allowed(marked: Marked) -> tuple[int, ...]:
    """re3d marks pronouns, plain nouns and articles too, so its names are only a limit to ours."""
    open_types = {
        "Organisation": bits("O", "ORG", "PLACE", "GROUP"),
        "Location": bits("O", "PLACE", "FACILITY"),
        "Person": bits("O", "PERSON", "GROUP"),
        "Nationality": bits("GROUP", "O"),
        "Weapon": bits("WEAPON", "O", "GROUP", "QUANTITY"),
        "MilitaryPlatform": bits("PLATFORM", "O", "GROUP", "QUANTITY"),
        "Vehicle": bits("PLATFORM", "O", "QUANTITY"),
        "Quantity": bits("QUANTITY", "O"),
        "Money": bits("QUANTITY", "O"),
        "Temporal": bits("O"),
    }
    allowed = [bits("O", "QUANTITY", "GROUP", "WEAPON", "PLATFORM")] * len(marked.words)
    for first, end, kind in marked.spans:
        allowed[first:end] = [open_types.get(kind, ANYTHING)] * (end - first)
    return tuple(allowed)


def re3d_examples(data: Path, *, held_out: bool) -> tuple[Example, ...]:
    """One part of re3d, with its own tags for its own head."""
    out = []
    for document in re3d_documents(data):
        if document.held_out is held_out:
            for marked in re3d_sentences(document):
                tags = ["O"] * len(marked.words)
                for first, end, kind in marked.spans:
                    tags[first:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - first - 1)
                out.append(Example(marked.words, allowed=_re3d_allowed(marked), re3d=tuple(tags)))
    return tuple(out)


def own_examples(folder: Path, *, held_out: bool) -> tuple[Example, ...]:
    """Our own sentences, the only data that marks all eight types; a tenth, by the hash of its text, is held out."""
    out = []
    for path in sorted(folder.glob("*.txt")):
        for sentence in read_sentences(path):
            if (int(hashlib.md5(sentence.text.encode()).hexdigest(), 16) % 10 == 0) is not held_out:
                continue
            words = tokenize(sentence.text, 0, len(sentence.text))
            spans = []
            for start, end, kind in sentence.entities:
                inside = [k for k, (a, b) in enumerate(words) if a < end and b > start]
                spans.append((inside[0], inside[-1] + 1, (kind,)))
            allowed = allow_spans(len(words), spans, elsewhere=bits("O"))
            out.append(Example(tuple(sentence.text[a:b] for a, b in words), allowed=allowed))
    return tuple(out)
