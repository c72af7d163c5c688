"""Give a word its dictionary form: lemminflect for what inflects, a table for the closed classes, itself for the rest."""

from __future__ import annotations

import functools

import lemminflect

from trucewatch.language.wordlists import closed_lemmas

INFLECTED = frozenset(("NOUN", "VERB", "ADJ", "ADV", "AUX"))
AS_WRITTEN = frozenset(("PROPN", "NUM", "PUNCT", "SYM", "X"))


@functools.lru_cache(maxsize=100_000)
def lemma_of(word: str, upos: str) -> str:
    """The lemma as the treebanks write it: `killed` as VERB gives `kill`, as ADJ stays `killed`; names stay as written."""
    if upos in AS_WRITTEN:
        return word
    lower = word.lower().replace("’", "'")
    known = closed_lemmas().get((lower, upos))
    if known is not None:
        return known
    if upos not in INFLECTED or not lower.isascii() or not lower.isalpha():
        return lower
    found = lemminflect.getLemma(lower, upos=upos)
    return str(found[0]).lower() if found else lower


def warm_up() -> None:
    """Let lemminflect read its tables now rather than in the first report."""
    lemminflect.getLemma("fired", upos="VERB")
