"""What the event head learns from: our own marked sentences, the examples of the frames, and hand-marked claims.

Every word of a sentence gets the labels that the source leaves open, as bits: an unmarked word is `NOTHING`, the word of a claim
its type, a word that the reader takes for a happening where the marks have none is nothing or background.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.own_happenings import BACKGROUND, TYPES, MarkedPassage, read_passages
from trucewatch.knowledge.lexicon import Lexicon, load_lexicon, read_frames
from trucewatch.model import Report, Sentence
from trucewatch.read.phrases import Scene, open_scene
from trucewatch.read.tree import Tree, trees_of
from trucewatch.read.triggers import find_triggers

NOTHING = "nothing"
LABELS = (NOTHING, "background", *TYPES)
Labelled = tuple[Sequence[str], Sequence[int]]


def bit(label: str) -> int:
    """The bit of a label; `-` is background."""
    return 1 << LABELS.index("background" if label == BACKGROUND else label)


@dataclass
class Words:
    """The words of one sentence and the labels left open for each."""

    sentence: Sentence
    allowed: list[int]

    @property
    def labelled(self) -> Labelled:
        return [token.text for token in self.sentence.tokens], self.allowed

    def set(self, start: int, end: int, bits: int) -> bool:
        """Leave these labels open for the words that overlap the offsets; True if there is one."""
        hit = [k for k, token in enumerate(self.sentence.tokens) if token.start < end and start < token.end]
        for k in hit[:1]:
            self.allowed[k] = bits
        return bool(hit)


def plain(sentences: Iterable[Sentence]) -> list[Words]:
    """Sentences in which nothing is marked."""
    return [Words(s, [bit(NOTHING)] * len(s.tokens)) for s in sentences if s.tokens]


def own_passages(folder: Path, parse: Any) -> list[Labelled]:
    """Our own passages with their marks."""
    found: list[Labelled] = []
    for path in sorted(folder.glob("*.txt")):
        for passage in read_passages(path):
            found += [words.labelled for words in _marked(passage, parse)]
    return found


def _marked(passage: MarkedPassage, parse: Any) -> list[Words]:
    sentences = plain(parse(passage.text))
    for start, end, kind in passage.marks:
        any(words.set(start, end, bit(kind)) for words in sentences)
    return sentences


def frame_examples(parse: Any) -> list[Labelled]:
    """The examples of the frames: the word that fires the row carries its type; other triggers stay open."""
    lexicon, found = load_lexicon(), []
    for _, row in read_frames():
        for words, tree, scene in _scenes(row.example, parse, lexicon):
            for trigger in find_triggers(scene, tree).values():
                token = tree.tokens[trigger.node]
                same = trigger.frame.row == row
                words.set(token.start, token.end, bit(row.type) if same else bit(trigger.frame.row.type) | bit(NOTHING))
            found.append(words.labelled)
    return found


def _scenes(text: str, parse: Any, lexicon: Lexicon) -> Iterable[tuple[Words, Tree, Scene]]:
    report = Report(id="example", source="example", text=text, raw_sha256="")
    for sentence in parse(text):
        trees = [tree for tree in trees_of(sentence, lexicon.classes) if len(tree)]
        scene = open_scene(report, trees, lexicon, lexicon.parties)
        for tree in trees:
            yield plain([sentence])[0], tree, scene


def marked_reports(
    reports: Iterable[Report], gold: Sequence[dict[str, Any]], predicted: Sequence[dict[str, Any]], sentences_of: Any
) -> dict[str, list[Labelled]]:
    """The sentences of hand-marked reports; a claim's word is the reader's trigger where it found the claim, else the head of
    the quote. `predicted` are the reader's claims on them, with `trigger_start`."""
    found: dict[str, list[Labelled]] = {}
    for report in reports:
        sentences = plain(sentences_of(report))
        fired = [p for p in predicted if p["report"] == report.id]
        for p in fired:
            _set(sentences, p["trigger_start"], bit(NOTHING) | bit(BACKGROUND))
        for claim in (g for g in gold if g["report"] == report.id):
            start = report.text.find(claim["quote"])
            end = start + len(claim["quote"])
            mine = [p["trigger_start"] for p in fired if p["type"] == claim["type"] and start <= p["trigger_start"] < end]
            at = mine or [head for words in sentences for head in _head_of(words.sentence, start, end)]
            bits = bit(claim["type"]) if claim["core"] else bit(claim["type"]) | bit(BACKGROUND)
            for place in mine or at[:1]:
                _set(sentences, place, bits)
        found[report.id] = [words.labelled for words in sentences]
    return found


def _set(sentences: Iterable[Words], at: int, bits: int) -> None:
    any(words.set(at, at + 1, bits) for words in sentences)


def _head_of(sentence: Sentence, start: int, end: int) -> list[int]:
    """Where the highest verb, else the highest noun, of a stretch of text stands."""
    inside = [t for t in sentence.tokens if start <= t.start and t.end <= end]
    heads = {t.index: t.head for t in sentence.tokens}

    def deep(index: int) -> int:
        steps = 0
        while index and steps < 200:
            index, steps = heads.get(index, 0), steps + 1
        return steps

    for part in ({"VERB"}, {"NOUN", "ADJ"}):
        found = [t for t in inside if t.upos in part]
        if found:
            return [min(found, key=lambda t: (deep(t.index), t.index)).start]
    return []
