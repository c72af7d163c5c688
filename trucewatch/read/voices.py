"""Who speaks in a report, under the fullest name it gives: "he", "the group" and "Akar" traced to whom they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trucewatch.model import EntityType
from trucewatch.read.arguments import subjects
from trucewatch.read.phrases import Scene, entity_of, named_codes, phrase
from trucewatch.read.tree import Tree

SHE_OR_HE = frozenset({"he", "she"})
IT_OR_THEY = frozenset({"it", "they"})
THE = frozenset({"the", "this", "that", "these", "those"})
OWNED = frozenset({"by", "from", "of"})  # how a toll or a report says whose it is
WHERE = frozenset({"at", "in", "with"})  # whose source, official or doctor it is
CALLED = frozenset({"known", "called", "named", "dubbed"})
OFFICES = ("president", "prime minister", "foreign minister", "defence minister", "interior minister")
LONGEST_SPEAKER = 12  # words; beyond that a parser has swallowed a clause
ALIKE = ("BROADCASTER", "LEADER")  # classes whose words may name one and the same body or person


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whose word is given: where named, the fullest name, the word of saying that brings it in.

    `words` are the words of the phrase in small letters and `sides` the countries and groups in it, by which "the source" or
    "the Turkish minister" finds it again. Without `gives_word` it is somebody who asks for, blames or doubts what is told.
    """

    start: int
    end: int
    name: str
    verb: int | None
    inherited: bool = False
    words: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    gives_word: bool = True


@dataclass
class Voices:
    """Who has spoken so far, and who speaks each quotation; `monitors` are the watching bodies that the report names."""

    people: list[Speaker] = field(default_factory=list)
    bodies: list[Speaker] = field(default_factory=list)
    of_quote: dict[int, Speaker] = field(default_factory=dict)
    fullest: dict[str, str] = field(default_factory=dict)
    monitors: list[str] = field(default_factory=list)


def learn_names(scene: Scene, voices: Voices, trees: Sequence[Tree]) -> None:
    """Note the fullest form of each name of a person or watching body under each of its parts."""
    for tree in trees:
        for entity, _, _ in tree.entities:
            if entity.type is EntityType.PERSON:
                _learn_name(voices, entity.text)
            elif entity.type is EntityType.ORG:
                name = scene.parties.body_name(entity.text) or entity.text
                if any(scene.lexicon.is_a(word, "WATCHING") for word in name.lower().split()):
                    _learn_name(voices, name)
                    voices.monitors += [name] if name not in voices.monitors else []


def _learn_name(voices: Voices, name: str) -> None:
    for part in re.findall(r"[\w'’-]+", name):
        if len(part) > 2 and part[0].isupper() and len(name) > len(voices.fullest.get(part, "")) and len(name) <= 60:
            voices.fullest[part] = name


def named_speaker(scene: Scene, voices: Voices, tree: Tree, node: int, verb: int | None) -> Speaker | None:
    """The speaker at a noun phrase under the fullest name the report gives; None where it names nobody."""
    if tree.pos(node) == "PRON" or tree.words[node] in SHE_OR_HE | IT_OR_THEY:
        return _whom_a_pronoun_means(scene, voices, tree, node, verb)
    if any(tree.words[kid] == "no" for kid in tree.kids[node]):
        return None  # "no group has claimed"
    if tree.is_a(node, "NO_SPEAKER"):
        return _whose_account(scene, voices, tree, node, verb)
    nodes = _speaker_nodes(tree, node)
    start, end = tree.extent(nodes)
    if not _is_named(tree, node, nodes) and (known := _told_before(scene, voices, tree, node, nodes)) is not None:
        return replace(known, start=start, end=end, verb=verb, inherited=False)
    wide = sorted({*nodes, *_named_beside(tree, node)})
    words = frozenset(w for n in wide for w in (tree.words[n], tree.lemmas[n]))
    return Speaker(start, end, _best_name(scene, voices, tree, node, nodes), verb, False, words, _sides(scene, tree, wide))


def _sides(scene: Scene, tree: Tree, nodes: Sequence[int]) -> frozenset[str]:
    return frozenset(code.split(":")[0] for code in named_codes(scene, tree, nodes))


def _whom_a_pronoun_means(scene: Scene, voices: Voices, tree: Tree, node: int, verb: int | None) -> Speaker | None:
    """The person who spoke last for "he", the body for "it", the other of the two where there is none."""
    word = tree.words[node]
    if word in SHE_OR_HE and (near := _person_before(scene, tree, node)) is not None:
        return named_speaker(scene, voices, tree, near, verb)
    if word not in SHE_OR_HE | IT_OR_THEY:
        return None
    if (above := _who_says_it_of_himself(scene, tree, node)) is not None:
        return named_speaker(scene, voices, tree, above, verb)
    first, second = (voices.people, voices.bodies) if word in SHE_OR_HE else (voices.bodies, voices.people)
    earlier = first or second
    return replace(earlier[-1], verb=verb, inherited=True) if earlier else None


def _who_says_it_of_himself(scene: Scene, tree: Tree, node: int) -> int | None:
    """Who speaks above a pronoun: "analysts have said that they doubt it", "the office said it would ask"."""
    told = False
    at = node
    for head in tree.up(node):
        told = told or tree.rel(at) == "ccomp"
        at = head
        if told and tree.is_verb(head) and tree.lemmas[head] in scene.lexicon.speech:
            named = [who for who in subjects(tree, head) if tree.is_noun(who) and _fits(tree, node, who)]
            if named:
                return named[0]
    return None


def _fits(tree: Tree, pronoun: int, noun: int) -> bool:
    """True unless the pronoun counts otherwise than the noun, or takes a person for a thing or a body for a person."""
    person = any(e.type is EntityType.PERSON and first <= noun <= last for e, first, last in tree.entities)
    several = "Number=Plur" in tree.tokens[noun].feats or len(tree.conjuncts(noun)) > 1
    match tree.words[pronoun]:
        case "they":
            return several or not person
        case "it":
            return not several and not person and not tree.is_a(noun, "HUMAN")
        case _:
            return person or tree.is_a(noun, "OFFICIAL") or tree.is_a(noun, "HUMAN")


def _person_before(scene: Scene, tree: Tree, node: int) -> int | None:
    """The person who speaks earlier in the same sentence: "Erdoğan said ..., while he repeated ..."."""
    for other in range(node - 1, -1, -1):
        head = tree.heads[other]
        if tree.rel(other) != "nsubj" or head < 0 or tree.pos(other) != "PROPN":
            continue
        speaks = tree.lemmas[head] in scene.lexicon.speech
        if speaks or any(e.type is EntityType.PERSON and first <= other <= last for e, first, last in tree.entities):
            return other
    return None


def _whose_account(scene: Scene, voices: Voices, tree: Tree, node: int, verb: int | None) -> Speaker | None:
    """Whose a toll or report is: "a toll from the clinic", "a clinic report"; of "the report" whoever spoke last."""
    owners = [
        kid
        for kid in tree.kids[node]
        if tree.rel(kid) == "nmod:poss"
        or (tree.rel(kid) == "compound" and (tree.pos(kid) == "PROPN" or tree.is_a(kid, "MONITOR")))
        or (tree.rel(kid) in ("nmod", "obl") and set(tree.case(kid).split()) & OWNED and tree.is_noun(kid))
    ]
    if owners:
        return named_speaker(scene, voices, tree, owners[0], verb)
    nodes = _speaker_nodes(tree, node)
    if len(nodes) > 1 or tree.words[node] in ("reports", "accounts"):  # "media reports"
        start, end = tree.extent(nodes)
        return Speaker(start, end, _best_name(scene, voices, tree, node, nodes), verb)
    earlier = voices.bodies or voices.people
    return replace(earlier[-1], verb=verb, inherited=True) if earlier and _has_the(tree, node) else None


def _told_before(scene: Scene, voices: Voices, tree: Tree, node: int, nodes: Sequence[int]) -> Speaker | None:
    """Who is meant by "the source", "the Turkish leader", "a monitoring group": named so before, or the one the report names."""
    known = _named_so(scene, voices, tree, node, nodes) if _has_the(tree, node) else None
    if known is None and _has_the(tree, node):
        known = _holder(scene, tree, node, nodes)
    if known is None and tree.is_a(node, "BODY") and _has_the(tree, node):
        spoke = [body for body in voices.bodies if body.name[:1].isupper() and not scene.parties.country(body.name)]
        known = spoke[-1] if spoke else None
    if known is None and voices.monitors and _watches(tree, node):
        known = Speaker(0, 0, voices.fullest.get(voices.monitors[0].split()[-1], voices.monitors[0]), None)
    return known


def _holder(scene: Scene, tree: Tree, node: int, nodes: Sequence[int]) -> Speaker | None:
    """Who held the office on the report's day: "the Turkish leader", if the report names him."""
    if scene.day is None or not tree.is_a(node, "OFFICIAL"):
        return None
    printed = scene.text(*tree.extent(nodes)).lower()
    offices = [office for office in OFFICES if office in printed] or (OFFICES[:2] if tree.is_a(node, "LEADER") else [])
    country = next(iter(sorted(_sides(scene, tree, nodes))), scene.home)
    held = [row for office in offices if (row := scene.parties.holder(country, office, on=scene.day)) is not None]
    named = [row.name for row in held if any(name in scene.report.text for name in (row.name.split()[-1], *row.also))]
    return Speaker(0, 0, named[0], None) if len(named) == 1 else None


def _watches(tree: Tree, node: int) -> bool:
    """True for "a war monitor", "a rights group"."""
    return any(tree.is_a(n, "WATCHING") or tree.words[n] in ("monitoring", "rights") for n in (node, *tree.kids[node]))


def _named_so(scene: Scene, voices: Voices, tree: Tree, node: int, nodes: Sequence[int]) -> Speaker | None:
    """The last speaker whom these words described before."""
    meant = {tree.lemmas[node]}.union(*(tree.classes[name] for name in ALIKE if tree.is_a(node, name)))
    sides = _sides(scene, tree, nodes)
    for known in sorted((*voices.people, *voices.bodies), key=lambda s: -s.start):
        if meant & known.words and (not sides or sides & known.sides):
            return known
    return None


def _speaker_nodes(tree: Tree, node: int) -> list[int]:
    nodes = list(phrase(tree, node))
    if tree.pos(node) == "NOUN" and not _named_beside(tree, node):  # "a source at the clinic"
        at = [kid for kid in tree.kids[node] if kid > node and tree.rel(kid) == "nmod" and tree.case(kid) in WHERE]
        nodes = tree.run_around(node, [*nodes, *(n for kid in at for n in tree.below(kid))])
    while len(nodes) > 1 and tree.rel(nodes[0]) in ("det", "case", "punct", "cc"):
        nodes = nodes[1:]
    return nodes if len(nodes) <= LONGEST_SPEAKER else tree.run_around(node, [n for n in nodes if abs(n - node) <= 3], gap=0)


def _named_beside(tree: Tree, node: int) -> list[int]:
    """The words of names in apposition: "the governor, Amina Said"."""
    return [k for kid in tree.kids[node] if tree.rel(kid) in ("appos", "flat", "nmod:desc") for k in phrase(tree, kid)]


def _is_named(tree: Tree, node: int, nodes: Sequence[int]) -> bool:
    """True for a phrase with a name in it that is more than a country: "the US president" has none."""
    names = [n for n in nodes if tree.pos(n) == "PROPN"]
    if entity_of(tree, node) in (EntityType.PERSON, EntityType.ORG):
        return bool(names)
    return any(n != node and entity_of(tree, n) is not EntityType.PLACE for n in names) or (
        node in names and not tree.is_a(node, "OFFICIAL") and not tree.is_a(node, "MONITOR")
    )


def _has_the(tree: Tree, node: int) -> bool:
    return any(tree.words[kid] in THE and tree.rel(kid) == "det" for kid in tree.kids[node])


def _best_name(scene: Scene, voices: Voices, tree: Tree, node: int, nodes: Sequence[int]) -> str:
    """The person in the phrase or in apposition to it, under the full name; else the phrase as printed."""
    near = {*nodes, *_named_beside(tree, node)}
    persons = [(e, first, last) for e, first, last in tree.entities if e.type is EntityType.PERSON and first in near]
    if persons:  # of two names marked, the one that heads the phrase, then the longer
        entity, _, last = max(persons, key=lambda p: (p[1] <= node <= p[2], p[2] - p[1], -p[1]))
        return voices.fullest.get(tree.tokens[last].text, entity.text)
    if (name := _name_of_outlet(tree, node, nodes)) is not None:
        nodes = name
    printed = scene.text(*tree.extent(nodes))
    full = scene.parties.full_name(printed, on=scene.day) if any(tree.pos(n) == "PROPN" for n in nodes) else None
    if full is not None and full not in scene.report.text:
        full = None
    if full is None and len(nodes) == 1:
        full = voices.fullest.get(tree.tokens[node].text)
    return full or re.sub(r"\s+", " ", printed).strip(' "“”,-')


def _name_of_outlet(tree: Tree, node: int, nodes: Sequence[int]) -> list[int] | None:
    """The name right behind a noun that says what it is: "the state news agency Bakhtar", "the group known as Red Shield"."""
    if tree.pos(node) != "NOUN" or not (tree.is_a(node, "MONITOR") or tree.is_a(node, "OUTLET")):
        return None
    called = [kid for kid in tree.kids[node] if tree.rel(kid) == "acl" and tree.words[kid] in CALLED]
    named = [kid for kid in tree.kids[node] if tree.rel(kid) in ("appos", "flat", "compound") and kid in (node + 1, node + 2)]
    named += [n for kid in called for n in tree.kids[kid] if n > kid]
    name = next((n for n in named if tree.pos(n) == "PROPN"), None)
    return _speaker_nodes(tree, name) if name is not None else None


def remember(voices: Voices, tree: Tree, node: int, speaker: Speaker | None) -> None:
    """Note who has spoken, so that "he" and "the group" can be traced."""
    if speaker is None or speaker.inherited or tree.pos(node) == "PRON":
        return
    person = any(
        e.type is EntityType.PERSON and (first <= node <= last or e.text == speaker.name) for e, first, last in tree.entities
    )
    person = person or (speaker.name in voices.fullest.values() and speaker.name not in voices.monitors)
    (voices.people if person or tree.is_a(node, "OFFICIAL") else voices.bodies).append(speaker)
