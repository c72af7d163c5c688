"""Who does and who suffers what a verb says, whatever its voice: logical subjects, objects and agents in the tree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trucewatch.read.tree import SUBJECTS, Tree, once

BESIDE = frozenset(
    {"after", "before", "while", "when", "since", "upon"}
)  # marks of a clause that shares the subject of the main one


@once
def subjects(tree: Tree, verb: int) -> Sequence[int]:
    """The logical subjects of a verb: its own, or the one it shares with the verb it is joined to or hangs on."""
    for _ in range(8):
        own = [kid for kid in tree.kids[verb] if tree.rel(kid) in ("nsubj", "nsubj:outer")]
        if not own and is_active(tree, verb):
            own = tree.children(verb, "nsubj:pass")
        if own:
            return [_antecedent(tree, kid) for kid in own]
        if any(tree.rel(kid) in ("nsubj:pass", "aux:pass") for kid in tree.kids[verb]):
            return agents(tree, verb)
        rel, head = tree.rel(verb), tree.heads[verb]
        if head < 0:
            return []
        if rel == "xcomp" and "to" in tree.marks(verb) and (raised := tree.children(head, "nsubj:pass")):
            return [_antecedent(tree, kid) for kid in raised]  # "the army is believed to have shelled it"
        if rel == "acl" and any(tree.is_a(head, name) for name in ("PLANNED", "TRIED", "DOCUMENT")):
            owners = tree.children(head, "nmod:poss") or [k for k in tree.kids[head] if tree.case(k) in ("by", "of")]
            owners = owners or _names_before(tree, head)
            above = tree.heads[head]
            return owners or (subjects(tree, above) if above >= 0 and tree.is_verb(above) and tree.rel(head) == "obj" else [])
        if rel in ("acl", "acl:relcl"):
            return agents(tree, verb) if is_past_participle(tree, verb) else [head]
        if is_past_participle(tree, verb) and rel != "conj":
            return agents(tree, verb)
        if rel == "advcl" and "of" in tree.marks(verb) and (accused := objects(tree, head)):
            return accused  # "accused the army of shelling"
        if rel not in ("xcomp", "conj", "advcl", "ccomp", "parataxis") or (
            rel in ("ccomp", "parataxis") and not _bare(tree, verb)
        ):
            return []
        if tree.children(verb, "obl:agent"):
            return agents(tree, verb)
        if rel == "xcomp" and (inner := tree.children(head, "obj", "iobj")) and tree.lemmas[head] not in ("promise", "vow"):
            return inner
        if rel == "advcl" and tree.marks(verb) & BESIDE and (suffering := tree.children(head, "nsubj:pass")):
            return suffering  # "after leaving the town, he was caught by soldiers"
        verb = head
    return []


def _names_before(tree: Tree, noun: int) -> list[int]:
    """Whose a plan is by a name before it: the "US" of "the US decision", the "British" of "a British offer"."""
    return [
        kid
        for kid in tree.kids[noun]
        if kid < noun and tree.rel(kid) in ("compound", "amod") and tree.tokens[kid].text[:1].isupper()
    ]


def _bare(tree: Tree, verb: int) -> bool:
    return bool(tree.marks(verb) & {"to"})


@once
def agents(tree: Tree, verb: int) -> Sequence[int]:
    """Who a passive names with "by", even where a parser hangs it one step further down."""
    own = [kid for kid in tree.kids[verb] if _is_agent(tree, kid)]
    if own or not is_passive(tree, verb):
        return own
    below = [kid for kid in tree.children(verb, "obl", "xcomp", "advcl") if not tree.is_a(kid, "HAND")]
    return [n for kid in below for n in tree.kids[kid] if _is_agent(tree, n)]


def _is_agent(tree: Tree, node: int) -> bool:
    return tree.rel(node) == "obl:agent" or (tree.rel(node) in ("obl", "nmod") and tree.case(node) == "by")


@once
def objects(tree: Tree, verb: int) -> Sequence[int]:
    """The logical objects: the direct object, or the subject of a passive, or the noun a participle describes."""
    own = [
        kid for kid in tree.kids[verb] if tree.rel(kid) == "obj" or (tree.rel(kid) == "nsubj:pass" and not is_active(tree, verb))
    ]
    own = own or [k for k in tree.kids[verb] if tree.rel(k) == "obl" and "least" in tree.words[max(0, k - 3) : k]]
    if own:
        return [_antecedent(tree, kid) for kid in own]
    rel, head = tree.rel(verb), tree.heads[verb]
    if rel == "acl" and head >= 0 and is_past_participle(tree, verb):
        return [head]
    if rel == "amod" and head >= 0 and is_past_participle(tree, verb):
        return [head]
    if rel == "conj" and head >= 0 and is_past_participle(tree, verb) and not tree.children(verb, "nsubj"):
        shared = any(tree.rel(kid) == "aux:pass" for kid in tree.kids[verb])  # "they withdrew and were shelled"
        return objects(tree, head) if is_passive(tree, head) else subjects(tree, head) if shared else []
    if rel == "xcomp" and head >= 0 and is_past_participle(tree, verb):
        return objects(tree, head) or [kid for kid in tree.kids[head] if tree.rel(kid) == "nsubj"]
    return []


def is_active(tree: Tree, verb: int) -> bool:
    """True for a finite verb without an auxiliary of the passive, whatever the parser calls its subject."""
    return "VerbForm=Fin" in tree.tokens[verb].feats and not any(tree.rel(kid) == "aux:pass" for kid in tree.kids[verb])


def is_passive(tree: Tree, verb: int) -> bool:
    """True if the verb's grammatical subject suffers the act."""
    return any(tree.rel(kid) in ("nsubj:pass", "aux:pass") for kid in tree.kids[verb]) or (
        tree.rel(verb) == "acl" and is_past_participle(tree, verb)
    )


def is_imperative(tree: Tree, verb: int) -> bool:
    """True for the verb of an order, "stop the shelling": a bare form that opens its clause, without subject or auxiliary."""
    rel = tree.rels[verb]
    if tree.words[verb] != tree.lemmas[verb] or rel not in ("root", "ccomp", "parataxis", "conj") or not tree.is_verb(verb):
        return False
    feats = tree.tokens[verb].feats
    if rel == "ccomp" and tree.rel(tree.heads[verb]) == "acl:relcl":
        return False  # "bombs which doctors say kill many"
    before = [kid for kid in tree.kids[verb] if kid < verb and tree.rel(kid) not in ("punct", "cc")]
    if any(tree.words[kid] not in ("do", "not", "n't", "n’t", "never", "please") for kid in before):
        return False
    if rel == "conj":
        return is_imperative(tree, tree.heads[verb])
    ordered = any(tree.words[kid] in ("do", "please") for kid in before) or "Mood=Imp" in feats
    return ordered or ("VerbForm=Inf" in feats and rel != "root")


def is_wish(tree: Tree, clause: int) -> bool:
    """True for a clause that says what is to be, not what is: "that the army leave", "should be lifted", "to be heard"."""
    helpers = [kid for kid in tree.kids[clause] if tree.rel(kid).startswith("aux") or tree.rel(kid) == "cop"]
    if any(tree.words[kid] in ("must", "should") for kid in helpers):
        return True
    if any(tree.words[kid] not in ("be", "not", "to") for kid in helpers):
        return False
    one = any("Number=Sing" in tree.tokens[kid].feats for kid in tree.kids[clause] if tree.rel(kid) == "nsubj")
    bare = tree.words[clause] == tree.lemmas[clause] and tree.is_verb(clause) and one  # "that the army leave"
    return "to" in tree.marks(clause) or bool(helpers) or bare or "VerbForm=Inf" in tree.tokens[clause].feats


def is_past_participle(tree: Tree, verb: int) -> bool:
    """True for "killed" in "people killed in a raid" (an -ing form or a finite verb is none)."""
    feats, word = tree.tokens[verb].feats, tree.words[verb]
    rels = {tree.rel(kid) for kid in tree.kids[verb]}
    if "aux" in rels and "aux:pass" not in rels:
        return False  # "claimed to have killed"
    if "VerbForm" in feats:
        return "VerbForm=Part" in feats and "Tense=Past" in feats
    return (
        not word.endswith("ing")
        and bool(re.search(r"(?:ed|en|wn|ht|it|ck|lt|ut|ne)$", word))
        and not tree.children(verb, "nsubj")
    )


def _antecedent(tree: Tree, node: int) -> int:
    """For "which" or "who", the noun its clause describes."""
    if tree.words[node] in ("which", "who", "that", "whom"):
        for head in tree.up(node):
            if tree.rel(head) == "acl:relcl" and tree.heads[head] >= 0:
                return tree.heads[head]
            if tree.rel(head) in SUBJECTS:
                break
    return node
