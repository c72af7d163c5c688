"""Who speaks in a report, under the fullest name it gives: "he", "the group" and "Akar" traced to whom they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from trucewatch.model import EntityType
from trucewatch.read.phrases import Scene, phrase
from trucewatch.read.tree import Tree

SHE_OR_HE = frozenset({"he", "she"})
IT_OR_THEY = frozenset({"it", "they"})
LONGEST_SPEAKER = 12  # words; beyond that a parser has swallowed a clause


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whose word is given: where named, the fullest name, the word of saying that brings it in."""

    start: int
    end: int
    name: str
    verb: int | None
    inherited: bool = False


@dataclass
class Voices:
    """Who has spoken so far, and who speaks each quotation."""

    people: list[Speaker] = field(default_factory=list)
    bodies: list[Speaker] = field(default_factory=list)
    of_quote: dict[int, Speaker] = field(default_factory=dict)
    fullest: dict[str, str] = field(default_factory=dict)
    observatory: str | None = None


def learn_names(voices: Voices, trees: Sequence[Tree]) -> None:
    """Note the fullest form of each name of a person or observatory under each of its parts."""
    for tree in trees:
        for entity, _, _ in tree.entities:
            if entity.type is EntityType.PERSON or (entity.type is EntityType.ORG and "servatory" in entity.text):
                _learn_name(voices, entity.text)


def _learn_name(voices: Voices, name: str) -> None:
    for part in re.findall(r"[\w'’-]+", name):
        if len(part) > 2 and part[0].isupper() and len(name) > len(voices.fullest.get(part, "")) and len(name) <= 60:
            voices.fullest[part] = name
            if "servatory" in part:
                voices.observatory = name


def named_speaker(scene: Scene, voices: Voices, tree: Tree, node: int, verb: int | None) -> Speaker | None:
    """The speaker at a noun phrase under the fullest name the report gives; None where it names nobody."""
    word = tree.words[node]
    if word in SHE_OR_HE and (near := _person_before(scene, tree, node)) is not None:
        return named_speaker(scene, voices, tree, near, verb)
    if tree.pos(node) == "PRON" or word in SHE_OR_HE | IT_OR_THEY:
        earlier = voices.people if word in SHE_OR_HE else voices.bodies if word in IT_OR_THEY else []
        earlier = earlier or (voices.bodies if word in SHE_OR_HE else voices.people if word in IT_OR_THEY else [])
        return _carried(earlier[-1], verb) if earlier else None
    if tree.is_a(node, "NO_SPEAKER"):
        return None
    nodes = list(_speaker_nodes(tree, node))
    start, end = tree.extent(nodes)
    name = _best_name(scene, voices, tree, node, nodes)
    if tree.is_a(node, "MONITOR") and not _is_named(tree, nodes):
        known = [b for b in voices.bodies if b.name[:1].isupper() and b.name.lower() not in tree.classes["MONITOR"]]
        if known and _has_the(tree, node):
            return Speaker(start, end, known[-1].name, verb)
        named = voices.observatory
        if named and tree.lemmas[node] in ("monitor", "watchdog", "observatory", "group"):
            return Speaker(start, end, named, verb)
    return Speaker(start, end, name, verb)


def _person_before(scene: Scene, tree: Tree, node: int) -> int | None:
    """The person who speaks earlier in the same sentence: "Erdoğan said ..., while he repeated ..."."""
    for other in range(node - 1, -1, -1):
        head = tree.heads[other]
        if tree.rel(other) == "nsubj" and head >= 0 and tree.lemmas[head] in scene.lexicon.speech and tree.pos(other) == "PROPN":
            return other
    return None


def _carried(speaker: Speaker, verb: int | None) -> Speaker:
    return Speaker(speaker.start, speaker.end, speaker.name, verb, inherited=True)


def _speaker_nodes(tree: Tree, node: int) -> list[int]:
    nodes = phrase(tree, node)
    while len(nodes) > 1 and tree.rel(nodes[0]) in ("det", "case", "punct", "cc"):
        nodes = nodes[1:]
    return nodes if len(nodes) <= LONGEST_SPEAKER else tree.run_around(node, [n for n in nodes if abs(n - node) <= 3], gap=0)


def _is_named(tree: Tree, nodes: Sequence[int]) -> bool:
    return any(tree.pos(n) == "PROPN" for n in nodes)


def _has_the(tree: Tree, node: int) -> bool:
    return any(tree.words[kid] in ("the", "this", "that") and tree.rel(kid) == "det" for kid in tree.kids[node])


def _best_name(scene: Scene, voices: Voices, tree: Tree, node: int, nodes: Sequence[int]) -> str:
    """The person in the phrase or in apposition to it, under the full name; else the phrase as printed."""
    near = set(nodes) | {
        k for kid in tree.kids[node] if tree.rel(kid) in ("appos", "flat", "nmod:desc") for k in phrase(tree, kid)
    }
    persons = [(e, first, last) for e, first, last in tree.entities if e.type is EntityType.PERSON and first in near]
    if persons:  # of two names marked, the one that heads the phrase, then the longer
        entity, _, last = max(persons, key=lambda p: (p[1] <= node <= p[2], p[2] - p[1], -p[1]))
        return voices.fullest.get(tree.tokens[last].text, entity.text)
    printed = scene.text(*tree.extent(nodes))
    full = scene.parties.full_name(printed, on=scene.day) if _is_named(tree, nodes) else None
    if full is not None and not any(part in scene.report.text for part in (full,)):
        full = None
    if full is None and len(nodes) == 1:
        full = voices.fullest.get(tree.tokens[node].text)
    return full or re.sub(r"\s+", " ", printed).strip(' "“”,-')


def remember(voices: Voices, tree: Tree, node: int, speaker: Speaker | None) -> None:
    """Note who has spoken, so that "he" and "the group" can be traced."""
    if speaker is None or speaker.inherited or tree.pos(node) == "PRON":
        return
    person = any(
        e.type is EntityType.PERSON and (first <= node <= last or e.text == speaker.name) for e, first, last in tree.entities
    )
    person = person or (speaker.name in voices.fullest.values() and "servatory" not in speaker.name)
    person = person or tree.lemmas[node] in (
        "spokesman",
        "spokeswoman",
        "minister",
        "president",
        "official",
        "director",
        "governor",
        "envoy",
    )
    (voices.people if person else voices.bodies).append(speaker)
