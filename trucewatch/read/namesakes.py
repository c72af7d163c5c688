"""Take a surname for the person a report names in full elsewhere, where one sentence alone made it a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from trucewatch.model import Entity, EntityType, Sentence

WHERE = frozenset(
    "in at near into toward towards around outside inside across on".split()
)  # words a person does not stand behind
KIN = frozenset("mother father son daughter wife widow husband brother sister parents family lawyer lawyers".split())


def with_people_known(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """ "Haddad" is a person where the report has "Samir Haddad" or his mother, unless it tells more often what is "in Haddad"."""
    sentences = [_with_kin(sentence) for sentence in sentences]
    persons = Counter(entity.text.split()[-1] for _, entity in _of_kind(sentences, EntityType.PERSON))
    located = Counter(
        entity.text for sentence, entity in _of_kind(sentences, EntityType.PLACE) if _word_before(sentence, entity) in WHERE
    )
    surnames = {entity.text.split()[-1] for _, entity in _of_kind(sentences, EntityType.PERSON) if entity.first < entity.last}
    known = {name for name in surnames if persons[name] >= located[name]}
    return tuple(_with_people(sentence, known) for sentence in sentences)


def _with_kin(sentence: Sentence) -> Sentence:
    """ "The mother of Samir Haddad" and "Haddad's lawyers" tell of a person, whatever the name was taken for."""
    if all(entity.type is not EntityType.PLACE for entity in sentence.entities):
        return sentence
    words = {token.index: token.text.lower() for token in sentence.tokens}

    def has_kin(entity: Entity) -> bool:
        of_him = words.get(entity.first - 1) == "of" and words.get(entity.first - 2) in KIN
        return of_him or (words.get(entity.last + 1) in ("’s", "'s") and words.get(entity.last + 2) in KIN)

    entities = tuple(
        replace(entity, type=EntityType.PERSON) if entity.type is EntityType.PLACE and has_kin(entity) else entity
        for entity in sentence.entities
    )
    return sentence if entities == sentence.entities else replace(sentence, entities=entities)


def _of_kind(sentences: Sequence[Sentence], kind: EntityType) -> Iterator[tuple[Sentence, Entity]]:
    return ((sentence, entity) for sentence in sentences for entity in sentence.entities if entity.type is kind)


def _with_people(sentence: Sentence, known: Set[str]) -> Sentence:
    if known.isdisjoint([entity.text for entity in sentence.entities]):
        return sentence
    entities = tuple(
        replace(entity, type=EntityType.PERSON) if _is_person(sentence, entity, known) else entity for entity in sentence.entities
    )
    return sentence if entities == sentence.entities else replace(sentence, entities=entities)


def _is_person(sentence: Sentence, entity: Entity, known: Set[str]) -> bool:
    return entity.type is EntityType.PLACE and entity.text in known and _word_before(sentence, entity) not in WHERE


def _word_before(sentence: Sentence, entity: Entity) -> str:
    return next((token.text.lower() for token in sentence.tokens if token.index == entity.first - 1), "")
