"""Whose each quotation of a report is, over as many sentences as it goes on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from trucewatch.read.phrases import Scene
from trucewatch.read.speech import saying_verbs, subject_of_saying
from trucewatch.read.tree import Tree
from trucewatch.read.voices import Speaker, Voices, learn_names, named_speaker, remember

SAME_BREATH = re.compile(r"[^.?!\n]*[.?!] *")  # what stands between two quotations: the end of one sentence, no more
LONGEST_BREAK = 160  # characters


def listen(scene: Scene, trees: Sequence[Tree]) -> Voices:
    """First pass over a report: full names, and who speaks each quotation."""
    voices = Voices()
    learn_names(scene, voices, trees)
    for tree in trees:
        for verb in saying_verbs(scene, tree):
            who = subject_of_saying(tree, verb)
            if who is None:
                continue
            speaker = named_speaker(scene, voices, tree, who, verb)
            remember(voices, tree, who, speaker)
            if speaker is not None:
                _give_quotes(scene, voices, tree, verb, speaker)
    voices.people, voices.bodies = [], []
    _speak_on(scene, voices)
    return voices


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


def _give_quotes(scene: Scene, voices: Voices, tree: Tree, verb: int, speaker: Speaker) -> None:
    """A quotation that ends or begins beside a word of saying is that speaker's."""
    at = tree.tokens[verb].start
    if scene.quote_at(at) is not None:
        return
    start, end = tree.extent(range(len(tree)))
    for index in _quotes_touching(scene.quotes, start, end):
        voices.of_quote.setdefault(index, speaker)


def _quotes_touching(quotes: Sequence[tuple[int, int]], start: int, end: int) -> Iterable[int]:
    low = bisect_right(quotes, (start, 0)) - 1
    for index in range(max(low, 0), len(quotes)):
        a, b = quotes[index]
        if a >= end:
            return
        if b > start - 3:
            yield index
