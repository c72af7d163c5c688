"""Whose word a claim is: attributions in the sentence, quotations over several sentences, and fullest names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from trucewatch.model import EntityType
from trucewatch.read.phrases import Scene, phrase
from trucewatch.read.tree import SUBJECTS, Tree

SAME_BREATH = re.compile(r"[^.?!\n]*[.?!] *")  # what stands between two quotations: the end of one sentence, no more
LONGEST_BREAK = 160  # characters
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


def listen(scene: Scene, trees: Sequence[Tree]) -> Voices:
    """First pass over a report: full names, and who speaks each quotation."""
    voices = Voices()
    for tree in trees:
        for entity, _, _ in tree.entities:
            if entity.type is EntityType.PERSON or (entity.type is EntityType.ORG and "servatory" in entity.text):
                _learn_name(voices, entity.text)
    for tree in trees:
        for verb in saying_verbs(scene, tree):
            who = subject_of_saying(tree, verb)
            if who is None:
                continue
            speaker = named_speaker(scene, voices, tree, who, verb)
            remember(voices, tree, who, speaker)
            if speaker is not None:
                _give_quotes(scene, voices, tree, verb, speaker)
    voices.people, voices.bodies = [], []
    _speak_on(scene, voices)
    return voices


def _speak_on(scene: Scene, voices: Voices) -> None:
    """Give a quotation nobody is named for to the speaker of the one just before it: "...," he said. "..."."""
    for index in range(1, len(scene.quotes)):
        before = voices.of_quote.get(index - 1)
        if index in voices.of_quote or before is None:
            continue
        (start, end), (follows, _) = scene.quotes[index - 1], scene.quotes[index]
        between = scene.text(end, follows)
        goes_on = not between.strip() and scene.text(start, end)[-1] not in '”"»'  # a new paragraph of one quotation
        if goes_on or (SAME_BREATH.fullmatch(between) and len(between) <= LONGEST_BREAK):
            voices.of_quote[index] = replace(before, verb=None, inherited=True)


def _learn_name(voices: Voices, name: str) -> None:
    for part in re.findall(r"[\w'’-]+", name):
        if len(part) > 2 and part[0].isupper() and len(name) > len(voices.fullest.get(part, "")) and len(name) <= 60:
            voices.fullest[part] = name
            if "servatory" in part:
                voices.observatory = name


def _give_quotes(scene: Scene, voices: Voices, tree: Tree, verb: int, speaker: Speaker) -> None:
    """A quotation that ends or begins beside a word of saying is that speaker's."""
    at = tree.tokens[verb].start
    if scene.quote_at(at) is not None:
        return
    start, end = tree.extent(range(len(tree)))
    for index in _quotes_touching(scene.quotes, start, end):
        voices.of_quote.setdefault(index, speaker)


def _quotes_touching(quotes: Sequence[tuple[int, int]], start: int, end: int) -> Iterable[int]:
    low = bisect_right(quotes, (start, 0)) - 1
    for index in range(max(low, 0), len(quotes)):
        a, b = quotes[index]
        if a >= end:
            return
        if b > start - 3:
            yield index


def saying_verbs(scene: Scene, tree: Tree) -> list[int]:
    """The verbs of saying in a sentence."""
    return [n for n in range(len(tree)) if tree.lemmas[n] in scene.lexicon.speech and tree.is_verb(n)]


def subject_of_saying(tree: Tree, verb: int) -> int | None:
    """Who says it: the verb's own subject, or the one it shares with the verb it is joined to."""
    at = verb
    if tree.is_a(verb, "LEARNING"):
        told = [kid for kid in tree.kids[verb] if tree.case(kid) == "from"]
        return told[0] if told else None
    for _ in range(4):
        named = [kid for kid in tree.kids[at] if tree.rel(kid) in ("nsubj", "obl:agent")]
        if named:
            return _described(tree, named[0])
        if tree.rel(at) not in ("conj", "advcl", "xcomp", "parataxis") or tree.heads[at] < 0 or not tree.is_verb(tree.heads[at]):
            return None
        if any(tree.rel(kid) in SUBJECTS for kid in tree.kids[at]):
            return None
        at = tree.heads[at]
    return None


def _described(tree: Tree, node: int) -> int:
    if (
        tree.words[node] in ("which", "who")
        and (head := next((h for h in tree.up(node) if tree.rel(h) == "acl:relcl"), None)) is not None
    ):
        return tree.heads[head] if tree.heads[head] >= 0 else node
    return node


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


def speaker_of(scene: Scene, voices: Voices, tree: Tree, node: int) -> Speaker | None:
    """Whose word the clause at a node is, by the words of saying above it, beside it, or the quotation it stands in."""
    for find in (_saying_above, _according_to, _saying_at_the_end):
        found = find(scene, tree, node)
        if found is not None:
            who, verb = found
            speaker = named_speaker(scene, voices, tree, who, verb)
            if speaker is not None:
                return speaker
    index = scene.quote_at(tree.tokens[node].start)
    if index is not None and index in voices.of_quote:
        known = voices.of_quote[index]
        return Speaker(known.start, known.end, known.name, None, known.inherited)
    return None


def _saying_above(scene: Scene, tree: Tree, node: int) -> tuple[int, int] | None:
    at = node
    for head in (node, *tree.up(node)):
        for kid in tree.kids[head]:
            aside = tree.rel(kid) == "parataxis" and tree.lemmas[kid] in scene.lexicon.speech and kid != node
            if aside and (who := subject_of_saying(tree, kid)) is not None and who not in tree.below(node):
                return who, kid
            if tree.case(kid).startswith("accord"):
                return kid, kid
        if head != node and tree.is_verb(head) and tree.lemmas[head] in scene.lexicon.speech and _is_told(scene, tree, at):
            who = subject_of_saying(tree, head)
            if who is not None and not (
                tree.rel(at) in ("obj", "obl") and tree.is_noun(node) and tree.lemmas[head] in ("claim",)
            ):
                return who, head
        at = head
    return None


def _is_told(scene: Scene, tree: Tree, node: int) -> bool:
    """True if a clause is what a verb of saying says, not who says it, what goes along with it or what came before it."""
    rel = tree.rel(node)
    if rel in ("nsubj", "nsubj:pass", "conj", "acl", "acl:relcl"):
        return False
    return not (rel == "advcl" and tree.marks(node) & scene.lexicon.separators)


def _according_to(scene: Scene, tree: Tree, node: int) -> tuple[int, int] | None:
    for at in range(len(tree)):
        if tree.words[at] == "according" and at + 2 < len(tree):
            head = tree.heads[at]
            if tree.rel(at) == "case" and head > at:
                return head, head
            named = [n for n in tree.below(at) if n > at and tree.is_noun(n)]
            if named:
                return min(named, key=tree.depth), at
    return None


def _saying_at_the_end(scene: Scene, tree: Tree, node: int) -> tuple[int, int] | None:
    """ "..., the agency said." whose tree hangs oddly."""
    for verb in range(max(0, len(tree) - 8), len(tree)):
        if verb > node and tree.is_verb(verb) and tree.lemmas[verb] in scene.lexicon.speech and tree.rel(verb) != "advcl":
            who = next((kid for kid in tree.kids[verb] if tree.rel(kid) in ("nsubj", "nsubj:pass")), None)
            who = subject_of_saying(tree, verb) if tree.is_a(verb, "LEARNING") else who
            if (
                who is not None
                and who > node
                and not any(tree.rel(k) in ("ccomp", "xcomp") and k > verb for k in tree.kids[verb])
            ):
                return who, verb
    return None
