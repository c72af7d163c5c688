"""Write the table that says how often an English word is met, from the package wordfreq.

    uv run --with wordfreq==3.1.1 python tools/build_word_rarity.py

wordfreq counts words in news, encyclopaedias, books, subtitles and the web, and gives their Zipf frequency: the logarithm to base
10 of how often a word stands in a billion words. Words are folded as the package folds names; where several words fold to one,
their frequencies add. Words rarer than `RAREST` are left out: whatever is not in the table is rare.
"""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict

from wordfreq import get_frequency_dict  # type: ignore[import-not-found, unused-ignore]

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.tables import FOLDER
from trucewatch.knowledge.word_rarity import RAREST, TABLE

WORD = re.compile(r"[a-z]+")


def frequencies() -> dict[str, float]:
    """The Zipf frequency of every folded word that is not rare."""
    counted: dict[str, float] = defaultdict(float)
    for word, share in sorted(get_frequency_dict("en", wordlist="best").items()):
        folded = fold(word) or word  # "the" alone folds to itself, "'s" to nothing
        if WORD.fullmatch(folded):
            counted[folded] += share
    zipf = {word: round(math.log10(share * 1e9), 1) for word, share in counted.items()}
    return {word: value for word, value in zipf.items() if value >= RAREST}


def main() -> None:
    """Write the table: one row for each frequency, commonest first."""
    words: dict[float, list[str]] = defaultdict(list)
    for word, value in frequencies().items():
        words[value].append(word)
    with (FOLDER / TABLE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("zipf", "words"))
        writer.writerows((f"{value:.1f}", ";".join(sorted(words[value]))) for value in sorted(words, reverse=True))
    print(f"{sum(map(len, words.values()))} words")


if __name__ == "__main__":
    main()
