"""Whose each quotation of a report is, over as many sentences as it goes on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from trucewatch.read.phrases import Scene
from trucewatch.read.speech import subject_of_saying, voicing_verbs
from trucewatch.read.tree import Tree
from trucewatch.read.voices import Speaker, Voices, learn_names, named_speaker, remember

SAME_BREATH = re.compile(r"[^.?!\n]*[.?!]\s*")  # what stands between two quotations: the end of one sentence, no more
LONGEST_BREAK = 160  # characters
NAME = r"((?:[A-Z][\w.'’-]*)(?: (?:[A-Z][\w.'’-]*|of|the|al|bin)){0,6})"
SIGNED = re.compile(rf"[.?!,]?\s*[-–—―]+\s*{NAME}(?:,[^.]*)?\.?\s*$")  # "..." - Amina Saleh, mayor of Aden
HEADED = re.compile(rf"(?:^|\n|\. )\s*{NAME}: ?$")  # Amina Saleh: "..."
FEW = 4  # words from which a quotation is more than a term somebody used
LEADS_IN = ":"  # a sentence that ends so leads in the quotation of the next paragraph


def listen(scene: Scene, trees: Sequence[Tree]) -> Voices:
    """First pass over a report: full names, and who speaks each quotation."""
    voices = Voices()
    learn_names(scene, voices, trees)
    for tree in trees:
        speaking: list[tuple[int, Speaker]] = []
        for verb in voicing_verbs(scene, tree):
            who = subject_of_saying(tree, verb)
            speaker = named_speaker(scene, voices, tree, who, verb) if who is not None else None
            if who is not None and tree.lemmas[verb] in scene.lexicon.speech:
                remember(voices, tree, who, speaker)
            if speaker is not None and scene.quote_at(tree.tokens[verb].start) is None:
                speaking.append((verb, speaker))
        _give_quotes(scene, voices, tree, speaking)
    voices.people, voices.bodies = [], []
    _read_signatures(scene, voices)
    _speak_on(scene, voices)
    return voices


def _give_quotes(scene: Scene, voices: Voices, tree: Tree, speaking: Sequence[tuple[int, Speaker]]) -> None:
    """Give each quotation of a sentence to the speaker whose word of saying stands nearest to it."""
    if not speaking:
        return
    start, end = tree.extent(range(len(tree)))
    for index in _quotes_of(scene, start, end, leads_in=tree.tokens[-1].text == LEADS_IN):
        a, b = scene.quotes[index]
        _, speaker = min(speaking, key=lambda one: _gap(a, b, tree.tokens[one[0]].start, tree.tokens[one[0]].end))
        voices.of_quote.setdefault(index, speaker)


def _gap(start: int, end: int, first: int, last: int) -> int:
    return max(start - last, first - end, 0)


def _quotes_of(scene: Scene, start: int, end: int, *, leads_in: bool) -> Iterable[int]:
    """The quotations in a sentence, one that ends right before it in its line, and one that it leads in."""
    low = bisect_right(scene.quotes, (start, 0)) - 1
    for index in range(max(low, 0), len(scene.quotes)):
        a, b = scene.quotes[index]
        if a >= end:
            if leads_in and not scene.text(end, a).strip():
                yield index
            return
        if b > start or (b > start - 3 and "\n" not in scene.text(b, start)):
            yield index


def _read_signatures(scene: Scene, voices: Voices) -> None:
    """Give a quotation to the name it is signed with ("..." - Amina Saleh) or headed by (Amina Saleh: "...")."""
    for index, (start, end) in enumerate(scene.quotes):
        if index in voices.of_quote:
            continue
        at, found = end, SIGNED.match(scene.text(end, end + LONGEST_BREAK).split("\n")[0])
        if found is None:
            at = max(0, start - LONGEST_BREAK)
            found = HEADED.search(scene.text(at, start))
        if found is not None:
            name = found[1].strip(" ,")
            full = voices.fullest.get(name.split()[-1], name)
            voices.of_quote[index] = Speaker(at + found.start(1), at + found.start(1) + len(name), full, None)


def _speak_on(scene: Scene, voices: Voices) -> None:
    """Give a quotation nobody is named for to the speaker of the one just before it: "...," he said. "..."."""
    for index in range(1, len(scene.quotes)):
        before = voices.of_quote.get(index - 1)
        if index in voices.of_quote or before is None:
            continue
        (start, end), (follows, _) = scene.quotes[index - 1], scene.quotes[index]
        between = scene.text(end, follows)
        goes_on = not between.strip() and scene.text(start, end)[-1] not in '”"»'  # a new paragraph of one quotation
        if goes_on or (SAME_BREATH.fullmatch(between) and len(between) <= LONGEST_BREAK):
            voices.of_quote[index] = replace(before, verb=None, inherited=True)


def is_quoted(scene: Scene, start: int, end: int, at: int) -> bool:
    """True for words that stand mostly in quotation marks, or whose key word does with a few others; not for one word quoted."""
    inside = [(max(start, a), min(end, b)) for a, b in scene.quotes if a < end and b > start]
    key = any(a <= at < b and len(scene.text(a, b).split()) >= FEW for a, b in inside)
    return key or sum(b - a for a, b in inside) >= (end - start) / 2
