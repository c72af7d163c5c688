"""Take a surname for the person a report names in full elsewhere, where one sentence alone made it a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from trucewatch.model import Entity, EntityType, Sentence

WHERE = frozenset(
    "in at near into toward towards around outside inside across on".split()
)  # words a person does not stand behind


def with_people_known(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """ "Haddad" is a person wherever the report has "Samir Haddad", unless it tells more often what is "in Haddad"."""
    persons = Counter(entity.text.split()[-1] for _, entity in _of_kind(sentences, EntityType.PERSON))
    located = Counter(
        entity.text for sentence, entity in _of_kind(sentences, EntityType.PLACE) if _word_before(sentence, entity) in WHERE
    )
    surnames = {entity.text.split()[-1] for _, entity in _of_kind(sentences, EntityType.PERSON) if entity.first < entity.last}
    known = {name for name in surnames if persons[name] >= located[name]}
    return tuple(_with_people(sentence, known) for sentence in sentences)


def _of_kind(sentences: Sequence[Sentence], kind: EntityType) -> Iterator[tuple[Sentence, Entity]]:
    return ((sentence, entity) for sentence in sentences for entity in sentence.entities if entity.type is kind)


def _with_people(sentence: Sentence, known: Set[str]) -> Sentence:
    entities = tuple(
        replace(entity, type=EntityType.PERSON) if _is_person(sentence, entity, known) else entity for entity in sentence.entities
    )
    return sentence if entities == sentence.entities else replace(sentence, entities=entities)


def _is_person(sentence: Sentence, entity: Entity, known: Set[str]) -> bool:
    return entity.type is EntityType.PLACE and entity.text in known and _word_before(sentence, entity) not in WHERE


def _word_before(sentence: Sentence, entity: Entity) -> str:
    return next((token.text.lower() for token in sentence.tokens if token.index == entity.first - 1), "")
