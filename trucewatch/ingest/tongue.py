"""Tell the language of a text (ISO 639-1), where there is enough of it to tell."""

from __future__ import annotations

from functools import cache
from typing import Protocol

FEWEST_LETTERS = 12  # a shorter text is a name or a number in any language
SAMPLE = 2000  # characters; more changes no answer on 200 news reports


class _Classifier(Protocol):
    def classify(self, instance: str) -> tuple[str, float]: ...


def language_of(text: str) -> str | None:
    """Two letters such as "en" or "ar"; None for a text with hardly any letters."""
    sample = " ".join(text[: 2 * SAMPLE].split())[:SAMPLE]
    if sum(character.isalpha() for character in sample) < FEWEST_LETTERS:
        return None
    return _classifier().classify(sample)[0]


@cache
def _classifier() -> _Classifier:
    # Loaded on the first report and not before: the import and the model take 0.9 s, which `--help` should not.
    import py3langid

    classifier: _Classifier = py3langid
    return classifier
