"""How rare a word is in English prose: what two reports share counts the more, the rarer it is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.tables import read_table
from trucewatch.knowledge.tongues import tongues

TABLE = "word_rarity.csv"  # written by tools/build_word_rarity.py from wordfreq 3.1.1; how often words are met, CC BY-SA 4.0
COMMONEST = 7.0  # Zipf frequency from which a word says nothing: one word in a hundred ("to", "of")
RAREST = 2.7  # the lowest Zipf frequency in the table: one word in two million; what stands below is as good as a name
FOREIGN = 0.6  # a small word of another language that English has more rarely than this is none of English: "und", not "die"
SHORT, LONG = 2, 7  # letters from which a word in letters that the table does not know counts a little, and in full


@dataclass(frozen=True, slots=True)
class FrequencyRow:
    """The words met equally often; `zipf` is the logarithm to base 10 of how often one stands in a billion words."""

    zipf: float
    words: tuple[str, ...]


def rarity(word: str) -> float:
    """0 for the commonest words up to 1 for words that English prose hardly knows, such as names; linear in the logarithm.

    The word is given folded (`folding.fold`). "the" 0, "army" .44, "syria" .6, "mortar" .74, "saraqib" 1. What holds no letter is
    0, for figures are compared by what they count; so are the smallest words of the other languages of `function_words.csv`. Of
    a word in other letters only the length is known, and shorter words are commoner (G. K. Zipf, Human Behavior, 1949).
    """
    known = _rarities().get(word)
    if known is not None:
        return known
    if word.isascii():
        return 1.0 if any(map(str.isalpha, word)) else 0.0
    return min(1.0, max(0.0, (sum(map(str.isalpha, word)) - SHORT) / (LONG - SHORT)))


@cache
def _rarities() -> dict[str, float]:
    """The rarity of each word that is not rare."""
    known = {word: _of(row.zipf) for row in read_table(TABLE, FrequencyRow) for word in row.words}
    small = (word for tongue in tongues() for word in tongue.words if known.get(word, 1.0) > FOREIGN)
    return known | dict.fromkeys(small, 0.0)


def _of(zipf: float) -> float:
    return round(min(1.0, max(0.0, (COMMONEST - zipf) / (COMMONEST - RAREST))), 3)
