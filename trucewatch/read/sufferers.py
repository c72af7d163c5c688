"""Whom the words for a target name: people, a party, or whoever holds the place that is hit."""

from __future__ import annotations

from dataclasses import replace

from trucewatch.model import EventType
from trucewatch.read.arguments import agents
from trucewatch.read.doers import (
    add,
    chosen_relations,
    doers,
    included,
    is_tool,
    meant_by_pronoun,
    named_modifier,
    owner,
)
from trucewatch.read.phrases import Mention, Scene, apposed_name, mention
from trucewatch.read.tree import Tree
from trucewatch.read.triggers import Trigger, reached

RECIPIENT_OF = {
    ("act", "v"): ("obj", "on", "against", "at"),
    ("effect", "v"): ("obj",),
    ("mutual", "v"): (),
    ("speech", "v"): ("obj",),
    ("means", "v"): ("on",),
    ("fate", "v"): ("subj",),
    ("act", "n"): ("on", "against", "at"),
    ("effect", "n"): ("of",),
    ("mutual", "n"): (),
    ("means", "n"): (),
    ("speech", "n"): ("against",),
}


HOLDER = "HOLDER"  # the class of those who only hold the place that is hit


def sufferers_of(scene: Scene, tree: Tree, trigger: Trigger) -> list[Mention]:
    """Those at the relations where a trigger's frame has its targets."""
    found: list[Mention] = []
    for relation in chosen_relations(trigger, RECIPIENT_OF, trigger.frame.recipient):
        for node in reached(tree, trigger.node, relation):
            for one in tree.conjuncts(node):
                add(found, _sufferer(scene, tree, one, trigger, relation))
    if trigger.frame.row.mode == "territory" and not found:
        for node in [*reached(tree, trigger.node, "obj"), *reached(tree, trigger.node, "of")]:
            add(found, [m for one in tree.conjuncts(node) for m in holders(scene, tree, one)])
    return found


def holders(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """Who holds the place that is hit: the rebels of "rebel-held areas", "a town held by rebels", "rebel strongholds"."""
    found: list[Mention] = []
    near = [
        node,
        *(k for k in tree.kids[node] if tree.rel(k) in ("appos", "flat") or (tree.rel(k) == "nmod" and tree.case(k) == "of")),
    ]
    for kid in (kid for one in near for kid in tree.kids[one]):
        rel = tree.rel(kid)
        if rel in ("acl", "acl:relcl", "amod") and tree.is_a(kid, "HAND"):
            for agent in agents(tree, kid):
                add(found, doers(scene, tree, agent))
            for name in (k for k in tree.kids[kid] if k < kid and tree.rel(k) in ("compound", "amod", "obl:unmarked")):
                add(found, named_modifier(scene, tree, name) or _by_name(scene, tree, name))
        elif rel in ("compound", "amod") and not scene.parties.country(tree.tokens[kid].text) and tree.heads[kid] == node:
            add(found, named_modifier(scene, tree, kid))
    return [replace(m, classes=m.classes | {HOLDER}) for m in found if not m.is_civil]


def _by_name(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The group of "IS-held", whose name says here whose hand it is."""
    start, end = tree.extent([k for k in tree.below(node) if k <= node and tree.rel(k) in ("compound", "flat", "amod")] or [node])
    codes = scene.lookup(scene.text(start, end))
    return [Mention(node, start, end, scene.text(start, end), codes, frozenset({"PARTY", "ARMED"}))] if codes else []


def _sufferer(scene: Scene, tree: Tree, node: int, trigger: Trigger, relation: str) -> list[Mention]:
    if tree.is_a(node, "SHARE") or tree.pos(node) == "NUM":
        counted = [one for kid in tree.children(node, "nmod") if tree.case(kid) == "of" for one in tree.conjuncts(kid)]
        if counted and not all(tree.pos(one) == "PRON" for one in counted):
            return [m for one in counted for m in _sufferer(scene, tree, one, trigger, relation)]
    if tree.words[node] in ("those", "everyone", "anyone", "all", "groups") or tree.pos(node) == "PRON":
        named_in = [n for n in tree.below(node) if "include" in tree.case(n).split() or "including" in tree.case(n).split()]
        if named_in:
            return [m for n in named_in for m in [mention(scene, tree, n)] if m.is_party or tree.words[n] == "radicals"]
    if tree.pos(node) == "PRON":
        return meant_by_pronoun(scene, tree, node)
    if (tree.pos(node) == "NUM" and relation not in ("obj", "subj")) or (tree.pos(node) == "ADJ" and tree.rel(node) == "conj"):
        return []  # "on 22 July"; the "dead" of "13 soldiers and a civilian dead"
    named = apposed_name(scene, tree, node)
    if relation in ("on", "at", "to", "from", "of", "for") and "PLACE" in named.classes and tree.pos(node) == "PROPN":
        held = holders(scene, tree, node) if trigger.frame.row.type is EventType.ASSAULT else []
        return held if trigger.frame.row.type is EventType.ASSAULT else [named] if named.codes else []
    if scene.lexicon.is_a(tree.lemmas[node], "PLACE") and not named.classes & {"HUMAN", "ARMED"}:
        held = owner(scene, tree, node) if scene.lexicon.is_a(tree.lemmas[node], "POSITION") else []
        return held or holders(scene, tree, node)
    if is_tool(scene, tree, node):
        return owner(scene, tree, node) if trigger.frame.row.type is not EventType.ASSAULT else []
    if named.is_party:
        return [named, *included(scene, tree, node)]
    return [m for m in owner(scene, tree, node) if m.codes]
