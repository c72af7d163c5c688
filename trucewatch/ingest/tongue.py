"""Tell the language of a text where there is enough of it to tell, and whether a sentence is in another than English.

Latin letters are judged by the small words of each language (`function_words.csv`), which names and numbers do not disturb.
Other scripts, and what has hardly any small words, are left to a trained classifier. It is loaded only then: that takes
0.9 s and 70 MB, which English news never needs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from trucewatch.knowledge.tongues import tongues_of

WORD = re.compile(r"[^\W\d_]+")
FEWEST_LETTERS = 12  # a shorter text is a name or a number in any language
SAMPLE, SAMPLES = 1_000, 4  # characters, from so many places of a long text: a foreign quotation may fill the first
# Of 3,000 news texts in English with 30 words or more, the poorest in small words has 10 in 100; in Dutch up to 8 look English.
ENGLISH = 0.09
FOREIGN = 0.1  # and a text in another language of the table has at least so many of its own
MAJORITY = 3  # times as many words of another language as of English: that language; less is English with quotations
NO_ENGLISH = 0.03
SURE = (
    0.9  # of the classifier: English headlines and lists of names stay below 0.75, a sentence of Hungarian or Hausa reaches 1.0
)
KIN = {"sco": "en", "pcm": "en", "ary": "ar", "arz": "ar", "wuu": "zh"}  # what the classifier takes headlines for, and dialects
FEWEST_SMALL = 3  # different small words make a sentence foreign; one or two stand in names (Staffan de Mistura, El Salvador)


class _Classifier(Protocol):
    def classify(self, instance: str) -> tuple[str, float]: ...


def language_of(text: str) -> str | None:
    """The code of its language, such as "en" or "ar"; None for a text too short or too bare to tell.

    A text that holds a good part of English is English: what it quotes in another language does not change that.
    """
    words = WORD.findall(_sample(text).lower())
    if sum(map(len, words)) < FEWEST_LETTERS:
        return None
    latin = [word for word in words if _is_latin(word)]
    counts = _small_words(latin)
    english, (other, most) = counts.pop("en", 0), max(counts.items(), key=_by_count, default=("", 0))
    if english >= ENGLISH * len(words) and most <= MAJORITY * english:
        return "en"
    if 2 * _letters(latin) < _letters(words):
        return _classified((word for word in words if not _is_latin(word)), least=0.0)  # it is not English, whatever it is
    if most >= FEWEST_SMALL and most >= FOREIGN * len(latin) and most > MAJORITY * english:
        return other
    return None if english > NO_ENGLISH * len(latin) else _classified(latin)


def is_foreign(sentence: str) -> bool:
    """True if a sentence is plainly in another language than English: by its script, or by its small words."""
    words = WORD.findall(sentence.lower())
    latin = [word for word in words if _is_latin(word)]
    if 2 * _letters(latin) < _letters(words):
        return True
    counts = _small_words(set(latin))
    english = counts.pop("en", 0)
    most = max(counts.values(), default=0)
    return most >= FEWEST_SMALL and most > MAJORITY * english


def _sample(text: str) -> str:
    if len(text) <= SAMPLE * SAMPLES:
        return text
    step = (len(text) - SAMPLE) // (SAMPLES - 1)
    return " ".join(text[start : start + SAMPLE] for start in range(0, step * SAMPLES, step))


def _is_latin(word: str) -> bool:
    return word[0] < "\u0250" or "\u1e00" <= word[0] < "\u1f00"


def _letters(words: Sequence[str]) -> int:
    return sum(map(len, words))


def _small_words(words: Iterable[str]) -> Counter[str]:
    """How many of the words are small words of each language."""
    known = tongues_of()
    return Counter(language for word in words if word in known for language in known[word])


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return item[1], item[0]


def _classified(words: Iterable[str], *, least: float = SURE) -> str | None:
    """What the classifier is sure of."""
    code, sureness = _classifier().classify(" ".join(words))
    return KIN.get(code, code) if sureness >= least else None


@cache
def _classifier() -> _Classifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # not at the top: most runs never need its model

    classifier: _Classifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return classifier
