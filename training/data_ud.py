"""Read the treebanks (CoNLL-U) and GUM's layer of named entities, and damage punctuation as scrapers do."""

from __future__ import annotations

import collections
import gzip
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.examples import ANYTHING, SOMETHING_ELSE, Example, Tree, allow_spans, bits, is_title, place_types, without_title

NAMED: dict[str, tuple[str, ...]] = {"person": ("PERSON",), "organization": ("ORG",), "place": ()}
BRACKET = re.compile(r"\((?P<opened>\d+)-(?P<kind>[a-z]+)-[^()]*(?P<at_once>\))?|(?P<closed>\d+)\)")
LINKING = frozenset(("of", "the", "for", "-", "&", "de", "al", "von", "van"))


@dataclass(frozen=True, slots=True)
class Word:
    """One line of CoNLL-U."""

    form: str
    upos: str
    feats: str
    head: int
    deprel: str
    misc: str
    space_after: bool


@dataclass(frozen=True, slots=True)
class TreebankSentence:
    """One sentence, its document, and whether a paragraph begins with it."""

    document: str
    begins_paragraph: bool
    text: str
    words: tuple[Word, ...]


def read_conllu(path: Path) -> Iterator[TreebankSentence]:
    """Sentences in order; words of a multiword token count as words without space between them."""
    document, begins, text, words, inside = "", True, "", list[Word](), (0, 0, True)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if line.startswith("# newdoc"):
                document, begins = line.split("=", 1)[1].strip(), True
            elif line.startswith("# newpar"):
                begins = True
            elif line.startswith("# text ="):
                text = line.split("=", 1)[1].strip()
            elif len(cells) == 10 and "-" in cells[0]:
                first, last = map(int, cells[0].split("-"))
                inside = (first, last, "SpaceAfter=No" not in cells[9])
            elif len(cells) == 10 and cells[0].isdigit():
                number = int(cells[0])
                space = "SpaceAfter=No" not in cells[9]
                if inside[0] <= number <= inside[1]:
                    space = number == inside[1] and inside[2]
                words.append(Word(cells[1], cells[3], cells[5], int(cells[6]), cells[7], cells[9], space))
            elif not line.strip() and words:
                yield TreebankSentence(document, begins, text, tuple(words))
                begins, words, inside = False, [], (0, 0, True)


def tree_of(words: Sequence[Word]) -> Tree:
    return Tree(
        tuple(w.upos for w in words), tuple(w.feats for w in words), tuple(w.head for w in words), tuple(w.deprel for w in words)
    )


def mentions(words: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
    """GUM's mentions that lie in one piece within the sentence, as (first, end, type)."""
    open_at: dict[str, list[tuple[int, str]]] = collections.defaultdict(list)
    for place, word in enumerate(words):
        layer = re.search(r"Entity=([^|]*)", word.misc)
        for bracket in BRACKET.finditer(layer[1]) if layer else ():
            number = bracket["opened"] or bracket["closed"]
            if bracket["opened"]:
                open_at[number].append((place, bracket["kind"]))
            if (bracket["at_once"] or bracket["closed"]) and open_at[number]:
                first, kind = open_at[number].pop()
                yield first, place + 1, kind


def name_within(words: Sequence[Word], first: int, end: int, kind: str) -> tuple[int, int] | None:
    """The proper nouns that name a mention, or None: `the University of Basel` gives `University of Basel`."""
    if kind == "person":
        return _personal_name(words, first, end)
    while first < end and words[first].upos != "PROPN":
        if words[first].upos not in ("DET", "ADJ", "PUNCT", "NOUN", "NUM"):
            return None
        first += 1
    if first and words[first - 1].upos == "ADJ" and words[first - 1].form[:1].isupper():
        return None  # whether the Albanian Government is one name is left open
    stop = first
    for place in range(first, end):
        word = words[place]
        if word.upos == "PROPN" or (word.upos in ("ADJ", "NOUN") and word.form[:1].isupper() and place > first):
            stop = place + 1
        elif word.form.lower() not in LINKING:
            break
    return (first, stop) if stop > first else None


def _personal_name(words: Sequence[Word], first: int, end: int) -> tuple[int, int] | None:
    """The mention's head with what is flat on it: `House Speaker Nancy Pelosi` gives `Nancy Pelosi`."""
    heads = [k for k in range(first, end) if not first < words[k].head <= end]
    if len(heads) != 1 or words[heads[0]].upos != "PROPN":
        return None
    name = {heads[0]}
    name.update(k for k in range(first, end) if words[k].head == heads[0] + 1 and words[k].deprel.startswith("flat"))
    begin, stop = without_title([w.form for w in words], min(name), max(name) + 1), max(name) + 1
    return (begin, stop) if begin < stop else None


def _types(words: Sequence[Word], first: int, end: int, kind: str) -> tuple[str, ...]:
    if kind in ("person", "organization") and "Number=Plur" in words[end - 1].feats and end - first == 1:
        return ("GROUP",)
    return NAMED[kind] or place_types([w.form for w in words[first:end]])


def _unnamed(word: Word, kind: str | None) -> int:
    """What a proper noun may be that no mention of a person, body or place is named by."""
    if kind == "time" or is_title(word.form):
        return bits("O")
    return ANYTHING if kind is None or kind in NAMED else SOMETHING_ELSE


def gum_allowed(words: Sequence[Word]) -> tuple[int, ...]:
    """What GUM's layer says in our types: names of people, bodies and places; other proper nouns stay open."""
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    taken: set[int] = set()
    innermost: dict[int, str] = {}
    for first, end, kind in sorted(mentions(words), key=lambda m: (m[0] - m[1], m[0])):
        innermost.update(dict.fromkeys(range(first, end), kind))
        name = name_within(words, first, end, kind) if kind in NAMED else None
        if name and not taken & set(range(*name)):
            spans.append((*name, _types(words, *name, kind)))
            taken.update(range(*name))
    allowed = list(allow_spans(len(words), spans, elsewhere=bits("O", "QUANTITY", "WEAPON", "PLATFORM")))
    for place, word in enumerate(words):
        if place in taken:
            continue
        if word.upos == "PROPN":
            allowed[place] = _unnamed(word, innermost.get(place))
        elif word.form[:1].isupper() and word.upos in ("ADJ", "NOUN"):
            allowed[place] |= bits("GROUP", "FACILITY", "ORG")
        elif word.upos in ("PRON", "AUX", "VERB", "CCONJ", "SCONJ", "INTJ"):
            allowed[place] = bits("O")
    return tuple(allowed)


def treebank_examples(path: Path, *, entities: bool) -> tuple[Example, ...]:
    """All sentences of one treebank file; `entities` where it carries GUM's layer."""
    out = []
    for sentence in read_conllu(path):
        words = sentence.words
        allowed = gum_allowed(words) if entities else None
        out.append(Example(tuple(w.form for w in words), tree_of(words), allowed))
    return tuple(out)


def keep_words(example: Example, kept: Sequence[int]) -> Example:
    """The example without the words not in `kept`; those must be leaves of the tree."""
    assert example.tree
    tree = example.tree
    number = {old + 1: new + 1 for new, old in enumerate(kept)} | {0: 0}
    return Example(
        tuple(example.words[k] for k in kept),
        Tree(
            tuple(tree.upos[k] for k in kept),
            tuple(tree.feats[k] for k in kept),
            tuple(number[tree.heads[k]] for k in kept),
            tuple(tree.deprels[k] for k in kept),
        ),
        tuple(example.allowed[k] for k in kept) if example.allowed else None,
    )


def damage(example: Example, draw: random.Random) -> Example:
    """Lose commas, apostrophes or the final stop, as the scrape of a news site does; the tree stays whole."""
    tree = example.tree
    if tree is None:
        return example
    parents = set(tree.heads)
    lost, words = set(), list(example.words)
    lose_commas, lose_stop, lose_apostrophes = draw.random() < 0.8, draw.random() < 0.4, draw.random() < 0.6
    last = len(words) - 1
    for k, word in enumerate(words):
        leaf = k + 1 not in parents
        if not leaf or tree.heads[k] == 0:
            continue
        if tree.upos[k] == "PUNCT" and ((word == "," and lose_commas) or (k == last and lose_stop and word in ".!?")):
            lost.add(k)
        elif lose_apostrophes and word in ("'s", "’s", "'", "’") and tree.upos[k] == "PART" and k and k - 1 not in lost:
            lost.add(k)
            words[k - 1] += word.strip("'’")
        elif lose_apostrophes and word in ('"', "“", "”", "``", "''"):
            lost.add(k)
    if len(lost) == len(words):
        return example
    changed = Example(tuple(words), tree, example.allowed)
    return keep_words(changed, [k for k in range(len(words)) if k not in lost])
