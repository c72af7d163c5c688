"""Surnames that one sentence alone takes for a place."""

from __future__ import annotations

import pytest

from trucewatch.model import Entity, EntityType, Sentence, Token
from trucewatch.read.namesakes import with_people_known


def told(text: str, *named: tuple[EntityType, str]) -> Sentence:
    """A sentence in which these names are marked, its words not hung on each other."""
    words = text.split()
    tokens, at = [], 0
    for index, word in enumerate(words, start=1):
        start = text.index(word, at)
        at = start + len(word)
        tokens.append(Token(index, start, at, word, word.lower(), "X", "_", 0, "root"))
    entities = []
    for kind, name in named:
        first = words.index(name.split()[0]) + 1
        start = text.index(name)
        entities.append(Entity(kind, start, start + len(name), name, first, first + len(name.split()) - 1))
    return Sentence(0, len(text), text, tuple(tokens), tuple(entities))


def kinds(*sentences: Sentence) -> list[EntityType]:
    return [entity.type for sentence in with_people_known(sentences) for entity in sentence.entities]


FULL = told("Samir Haddad left .", (EntityType.PERSON, "Samir Haddad"))


def test_a_surname_is_the_person_named_in_full_elsewhere() -> None:
    alone = told("Sabra and Haddad were seized .", (EntityType.PLACE, "Haddad"))
    assert kinds(FULL, alone) == [EntityType.PERSON, EntityType.PERSON]


def test_what_lies_in_a_place_of_the_same_name_stays_there() -> None:
    alone = told("Shells fell in Haddad .", (EntityType.PLACE, "Haddad"))
    assert kinds(FULL, alone) == [EntityType.PERSON, EntityType.PLACE]


def test_a_place_more_often_gone_into_than_met_is_a_place() -> None:
    in_it = told("Shells fell in Haddad .", (EntityType.PLACE, "Haddad"))
    left = told("Haddad fell .", (EntityType.PLACE, "Haddad"))
    assert kinds(FULL, in_it, in_it, left)[1:] == [EntityType.PLACE] * 3


def test_a_name_nobody_bears_in_full_stays_a_place() -> None:
    met = told("Haddad spoke .", (EntityType.PERSON, "Haddad"))
    left = told("Haddad fell .", (EntityType.PLACE, "Haddad"))
    assert kinds(met, left) == [EntityType.PERSON, EntityType.PLACE]


@pytest.mark.parametrize("text", ["The mother of El Shafei spoke .", "El Shafei 's brother spoke ."])
def test_somebody_with_a_mother_or_a_brother_is_a_person(text: str) -> None:
    assert kinds(told(text, (EntityType.PLACE, "El Shafei"))) == [EntityType.PERSON]
