"""Entity tags become spans that are never broken."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.language.entities import NamedSpan, entity_spans
from trucewatch.model import EntityType

TAGS = ("O", *(f"{edge}-{kind.name}" for kind in EntityType for edge in "BI"))


def spans(*best: str) -> tuple[NamedSpan, ...]:
    scores = np.zeros((len(best), len(TAGS)), np.float32)
    for place, tag in enumerate(best):
        scores[place, TAGS.index(tag)] = 5
    return entity_spans(scores, TAGS)


def test_a_name_of_two_words_is_one_entity() -> None:
    assert spans("O", "B-PERSON", "I-PERSON", "O") == (NamedSpan(EntityType.PERSON, 1, 2),)


def test_two_names_side_by_side_stay_two() -> None:
    assert spans("B-PLACE", "B-PLACE") == (NamedSpan(EntityType.PLACE, 0, 0), NamedSpan(EntityType.PLACE, 1, 1))


def test_a_tag_that_continues_nothing_is_not_taken() -> None:
    assert all(e.type is EntityType.ORG for e in spans("B-ORG", "I-PLACE", "I-ORG"))


def test_no_words_have_no_entities() -> None:
    assert spans() == ()


@settings(deadline=None)
@given(st.integers(1, 25), st.integers(0, 5000))
def test_spans_lie_in_the_sentence_in_order(words: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(0, 3, (words, len(TAGS))).astype(np.float32)
    at = -1
    for span in entity_spans(scores, TAGS):
        assert at < span.first <= span.last < words
        at = span.last
