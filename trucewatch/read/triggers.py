"""Find the words that tell of an act: which frame row a verb, noun or adjective fires."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.knowledge.lexicon import Frame, Need
from trucewatch.model import EventType
from trucewatch.read.arguments import agents, is_imperative, is_past_participle, is_wish, objects, subjects
from trucewatch.read.conditions import conditioned
from trucewatch.read.phrases import Scene, mention, saying_above
from trucewatch.read.tree import SUBJECTS, Tree

PARTS = {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n", "ADJ": "a"}
GENERAL = frozenset("HUMAN ARMED CIVIL PARTY PERSON PLACE".split())
CLAUSES = ("ccomp", "xcomp")
LOOSE = ("ccomp", "advcl", "acl:relcl", "parataxis", "conj")
OBLIGING = frozenset({"must", "should", "imperative"})  # heads of frames that hold whatever the verb itself tells
SPOKEN_FOR = frozenset(  # a truce that is broken is not also agreed on, and talks that are broken off are not held
    {EventType.AGREE, EventType.RETREAT, EventType.CONSULT, EventType.COOPERATE, EventType.SUPPORT, EventType.AID}
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word of a sentence and the frame it fires."""

    node: int
    frame: Frame

    @property
    def kind(self) -> str:
        """What sort of predicate it is: act, effect, fate, mutual, speech, means."""
        return self.frame.row.kind


def find_triggers(scene: Scene, tree: Tree) -> dict[int, Trigger]:
    """The words of a sentence that fire a frame, each with the most demanding frame that fits."""
    found: dict[int, Trigger] = {}
    for node, rel in enumerate(tree.rels):
        if rel == "aux" and (frame := _fitting_auxiliary(scene, tree, node)) is not None:
            found[tree.heads[node]] = Trigger(tree.heads[node], frame)
        if rel.startswith("aux") or tree.tokens[node].upos not in PARTS:
            continue
        if node in found and found[node].frame.head in OBLIGING:
            continue
        frame = _order(scene, tree, node) or fitting_frame(scene, tree, node)
        if frame is not None:
            found[node] = Trigger(node, frame)
    return _without_parts(tree, found)


def fitting_frame(scene: Scene, tree: Tree, node: int) -> Frame | None:
    """The first frame whose words and needs are all met at this node."""
    part = PARTS.get(tree.tokens[node].upos)
    if part is None:
        return None
    lemma, word = tree.lemmas[node], tree.words[node]
    frames = scene.lexicon.frames
    candidates = frames.get((lemma, part), ())
    if part == "v" and word.endswith("ing") and tree.rels[node] in ("csubj", "nsubj", "obj", "obl", "nmod"):
        candidates = (*frames.get((word, "n"), ()), *candidates)
    if part == "v" and word != lemma and "VerbForm=Part" in tree.tokens[node].feats:
        candidates = (*candidates, *frames.get((word, "a"), ()))
    if not candidates or _only_describes(tree, node, part) or _only_measures(tree, node):
        return None
    told = [frame for frame in candidates if tree.vocabulary.issuperset(frame.rest)]
    near = _words_near(tree, node) if any(frame.rest for frame in told) else frozenset()
    return next((frame for frame in told if near.issuperset(frame.rest) and _needs_met(scene, tree, node, frame)), None)


def _fitting_auxiliary(scene: Scene, tree: Tree, node: int) -> Frame | None:
    """A frame of an auxiliary ("must") holds for the verb it stands with."""
    head = tree.heads[node]
    obliges = head >= 0 and tree.words[node] in OBLIGING
    frames = scene.lexicon.frames.get((tree.words[node], "v"), ()) if obliges else ()
    return next((frame for frame in frames if _needs_met(scene, tree, head, frame)), None)


def _order(scene: Scene, tree: Tree, node: int) -> Frame | None:
    """The frame of an order: "Stop the shelling", whatever the verb itself would tell."""
    frames = scene.lexicon.frames.get(("imperative", "v"), ()) if is_imperative(tree, node) else ()
    return next((frame for frame in frames if _needs_met(scene, tree, node, frame)), None)


def _only_describes(tree: Tree, node: int, part: str) -> bool:
    """True for words that only modify another: "attack helicopter", "the besieged town", "wounded soldiers"."""
    rel = tree.rel(node)
    if part == "n":
        return rel in ("compound", "flat", "nmod:desc", "amod", "goeswith")
    if part == "v":
        return rel in ("amod", "compound", "case", "mark", "fixed", "flat")
    return rel in ("amod", "flat", "compound")


def _only_measures(tree: Tree, node: int) -> bool:
    """True for what another act is measured by: "more shells than they had demanded"."""
    return tree.is_verb(node) and "than" in tree.marks(node)


def _words_near(tree: Tree, node: int) -> frozenset[str]:
    """The words that hang on this one, directly or on a phrase, but in no clause of their own: a multiword frame needs them."""
    kids = [kid for kid in tree.kids[node] if not _is_own_clause(tree, kid)]
    near = [*kids, *(n for kid in kids for n in tree.kids[kid] if not _is_own_clause(tree, n))]
    words = {word for n in near if tree.pos(n) != "PROPN" for word in (tree.lemmas[n], tree.words[n])}
    if node + 1 < len(tree):
        words.add(tree.words[node + 1])
    return frozenset(words | {tree.lemmas[n] for n in objects(tree, node)})


def _is_own_clause(tree: Tree, node: int) -> bool:
    """True for a verb that tells something of its own: "supports" in "announced that it supports them"."""
    return tree.is_verb(node) and (tree.rel(node) in LOOSE or (tree.rel(node) == "acl" and bool(tree.marks(node))))


def _needs_met(scene: Scene, tree: Tree, node: int, frame: Frame) -> bool:
    return all(_met(scene, tree, node, need) != need.absent for need in frame.needs)


def _met(scene: Scene, tree: Tree, node: int, need: Need) -> bool:
    for relation, words in need.relations:
        if "SPEECH" in words and scene.quote_at(tree.tokens[node].start) is not None:
            return True  # what stands in quotation marks is said, wherever the word of saying stands
        for found in reached(tree, node, relation):
            if _is_one_of(scene, tree, found, words):
                return True
    return False


def reached(tree: Tree, node: int, relation: str) -> Iterable[int]:
    """The nodes that a frame's relation leads to from its word."""
    kids = tree.kids[node]
    match relation:
        case "subj":
            return subjects(tree, node) if tree.is_verb(node) else [kid for kid in kids if tree.rel(kid) in SUBJECTS]
        case "obj":
            return objects(tree, node) or tree.children(node, "iobj")
        case "iobj":
            return tree.children(node, "iobj")
        case "csubj":
            told = [kid for kid in kids if tree.rel(kid) in ("obj", "iobj")]
            return told or [
                found for clause in _clauses(tree, node) for found in (subjects(tree, clause) or objects(tree, clause))
            ]
        case "by":
            told = [kid for kid in kids if tree.rel(kid) == "acl" and not tree.is_a(kid, "HAND")]  # "a village held by rebels"
            own = [*agents(tree, node), *(n for kid in told for n in agents(tree, kid))]
            whole = tree.heads[node]  # "a wave of raids by army jets"
            counted = whole >= 0 and tree.case(node) == "of" and tree.is_a(whole, "QUANTITY")
            return own or (agents(tree, whole) if counted else []) or [n for k in _inner(tree, node) for n in agents(tree, k)]
        case "poss":
            return tree.children(node, "nmod:poss")
        case "comp":
            return [kid for kid in kids if tree.rel(kid) in ("compound", "amod", "nmod:desc", "nmod:unmarked", "flat")]
        case "cop":
            return [kid for kid in kids if tree.rel(kid) == "cop"]
        case "aux":
            return [kid for kid in kids if tree.rel(kid).startswith("aux")]
        case "amod" | "case":
            return tree.children(node, relation)
        case "self":
            return [node]
        case "content":
            return _clauses(tree, node)
        case "wished":
            return [clause for clause in _clauses(tree, node) if is_wish(tree, clause)]
        case "xcomp" | "ccomp":
            return [kid for kid in kids if tree.rel(kid) == relation] + _purpose(tree, node, relation)
        case "neg":
            return [kid for kid in kids if tree.is_a(kid, "NEGATION")]
        case "modal":
            return _modals(tree, node)
        case "if":
            return conditioned(tree, node)
        case "any":
            return tree.below(node)
        case "up":
            return [tree.heads[node]] if tree.heads[node] >= 0 else []
        case "under":
            above = [head for head in list(tree.up(node))[:3] if tree.is_verb(head)]
            return above + [kid for kid in kids if tree.rel(kid) == "parataxis"]
        case "obl":
            return tree.children(node, "obl")
        case "that":
            return [kid for kid in kids if tree.rel(kid) in ("acl", "ccomp")]
        case "as":
            near = [*kids, *(n for kid in tree.children(node, "obj") for n in tree.children(kid, "nmod"))]
            return [kid for kid in near if "as" in tree.case(kid).split() or "as" in tree.marks(kid)] + _purpose(
                tree, node, "xcomp"
            )
        case "speaker":
            return []
        case _:
            own = [kid for kid in kids if relation in tree.case(kid).split()]
            return own or [n for kid in _inner(tree, node) for n in tree.children(kid, "nmod") if tree.case(n) == relation]


def _modals(tree: Tree, node: int) -> list[int]:
    """The modals of a verb, also those of the "have" above it: "will have to leave"."""
    own = [kid for kid in tree.kids[node] if tree.rel(kid).startswith("aux") and tree.is_a(kid, "MODAL")]
    above = tree.heads[node]
    lent = above >= 0 and tree.rel(node) == "xcomp" and tree.lemmas[above] == "have"
    return own or (_modals(tree, above) if lent else [])


def _inner(tree: Tree, node: int) -> list[int]:
    """The nouns to which a parser may hang what belongs to the word above: "condemnation of the raid by the council"."""
    if tree.is_verb(node):
        return tree.children(node, "obj")
    return [kid for kid in tree.children(node, "nmod") if tree.case(kid) in ("of", "by", "for", "between")]


def _clauses(tree: Tree, node: int) -> list[int]:
    own = [kid for kid in tree.kids[node] if tree.rel(kid) in CLAUSES]
    said = ("to", "that", "of")  # "the threat to leave"; "the threat posed by the militia" says nothing of what is threatened
    nominal = [
        k
        for k in tree.kids[node]
        if not tree.is_verb(node) and (tree.rel(k) == "csubj" or (tree.rel(k) == "acl" and tree.marks(k) & {*said}))
    ]
    return own or _purpose(tree, node, "xcomp") or nominal


def _purpose(tree: Tree, node: int, relation: str) -> list[int]:
    """Infinitives that a parser hangs as advcl: "ordered the rebels to leave"."""
    if relation != "xcomp":
        return []
    return [kid for kid in tree.kids[node] if tree.rel(kid) == "advcl" and "to" in tree.marks(kid) and kid > node]


def _is_one_of(scene: Scene, tree: Tree, node: int, words: frozenset[str]) -> bool:
    """True if the node, or one joined to it, is one of the words or belongs to one of the classes."""
    return not words or any(_is_one(scene, tree, one, words) for one in tree.conjuncts(node))


def _is_one(scene: Scene, tree: Tree, node: int, words: frozenset[str]) -> bool:
    lemma = tree.lemmas[node]
    if tree.words[node] == "it" and "truce" in words and not GENERAL & words:
        return scene.truce_told  # "It came into force": the truce of the sentence before
    if "SPEECH" in words and tree.is_verb(node) and lemma in scene.lexicon.speech:
        return True
    general = not GENERAL.isdisjoint(words)
    named = general and tree.pos(node) == "PROPN"  # a name is not the common noun it is spelled like
    if (lemma in words or tree.words[node] in words) and not named:
        return True
    if not general:
        if any(tree.lemmas[kid] in words for kid in tree.kids[node] if tree.rels[kid] == "compound"):
            return True  # "aid deliveries" are aid
        return _head_of_quantity(tree, node, words)
    return bool(_classes(scene, tree, node) & words) or _head_of_quantity(tree, node, words)


def _head_of_quantity(tree: Tree, node: int, words: frozenset[str]) -> bool:
    """ "A number of rockets", "dozens of shells": what is counted decides."""
    if tree.pos(node) not in ("NUM", "NOUN") or not tree.is_a(node, "QUANTITY"):
        return False
    return any(tree.case(kid) == "of" and tree.lemmas[kid] in words for kid in tree.children(node, "nmod"))


def _classes(scene: Scene, tree: Tree, node: int) -> frozenset[str]:
    word = tree.words[node]
    if tree.pos(node) == "PRON" and (meant := saying_above(scene, tree, node) or scene.meant_by(word)):
        return meant[0].classes
    if word in ("he", "she"):
        return frozenset({"PARTY", "HUMAN", "PERSON"})
    if word in ("we", "us", "i"):
        return frozenset({"PARTY", "HUMAN", "ARMED"})
    if tree.pos(node) == "PROPN" or tree.pos(node) == "NUM" or tree.is_noun(node) or tree.pos(node) == "ADJ":
        found = mention(scene, tree, node)
        extra = {"PARTY", "ARMED"} if _state(scene, found.codes) and tree.pos(node) in ("PROPN", "ADJ") else set()
        return found.classes | extra
    return frozenset()


def _state(scene: Scene, codes: Iterable[str]) -> bool:
    return any(scene.parties.country_row(code.split(":")[0]) for code in codes)


def _without_parts(tree: Tree, found: dict[int, Trigger]) -> dict[int, Trigger]:
    """Without nouns that another frame already speaks for: the truce of "break the truce", whose frame names or asks for it."""
    spent: set[int] = set()
    for trigger in found.values():
        if any(relation == "obj" and words for need in trigger.frame.needs for relation, words in need.relations):
            named = {n for n in objects(tree, trigger.node) if n in found and tree.is_noun(n) and tree.is_verb(trigger.node)}
            spent |= {n for n in named if found[n].frame.row.type in SPOKEN_FOR and not found[n].frame.rest}
        if trigger.frame.rest:
            near = {n for kid in tree.kids[trigger.node] for n in (kid, *tree.kids[kid])} | set(objects(tree, trigger.node))
            spent |= {n for n in near if tree.lemmas[n] in trigger.frame.rest or tree.words[n] in trigger.frame.rest}
    return {node: trigger for node, trigger in found.items() if node not in spent or trigger.frame.rest}


__all__ = ["Trigger", "find_triggers", "fitting_frame", "is_past_participle", "reached"]
