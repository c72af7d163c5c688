"""Put right what a parser gets wrong in one way again and again: subjects read as objects, event nouns read as verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trucewatch.model import Token

NOUNS = ("NOUN", "PROPN")
SUBJECT = "nsubj"
PARTICLES = frozenset({"back", "out"})


def give_back_fronted_subjects(tokens: Sequence[Token], heads: list[int], rels: list[str], armed: frozenset[str]) -> None:
    """Of two objects of a verb with no subject, make the one before it its subject: "army tanks shelled the town".

    So too an army or a weapon right before the verb that no preposition ties to it.
    """
    for verb in range(1, len(tokens)):
        if tokens[verb].upos != "VERB" or "VerbForm=Fin" not in tokens[verb].feats:
            continue
        kids = [node for node in range(len(tokens)) if heads[node] == verb]
        told = [node for node in kids if rels[node] == "obj"]
        if any(rels[node].startswith((SUBJECT, "csubj")) for node in kids):
            continue
        if len(told) > 1 and told[0] < verb < told[1]:
            rels[told[0]] = SUBJECT
        elif verb - 1 in kids and rels[verb - 1] == "obl" and tokens[verb - 1].lemma.lower() in armed:
            tied = any(heads[node] == verb - 1 and rels[node] == "case" for node in range(len(tokens)))
            rels[verb - 1] = "obl" if tied else SUBJECT


def wake_verbs(tokens: Sequence[Token], heads: list[int], rels: list[str], armed: frozenset[str]) -> None:
    """Read "their guns fired back" as a clause where it was read as guns that were fired.

    Only where an army or a weapon would be all that is said, and a particle right after the participle shows that it is none.
    """
    for verb in range(1, len(tokens) - 1):
        noun = heads[verb]
        particle = tokens[verb + 1].text.lower() in PARTICLES and heads[verb + 1] == verb
        bare = noun == verb - 1 and rels[verb] == "acl" and rels[noun] in ("ccomp", "parataxis", "root")
        if bare and particle and tokens[noun].lemma.lower() in armed:
            heads[verb], rels[verb] = heads[noun], rels[noun]
            heads[noun], rels[noun] = verb, SUBJECT


def join_split_doers(tokens: Sequence[Token], heads: list[int], rels: list[str], armed: frozenset[str]) -> None:
    """Read "Russian tanks shelled the hill" as a clause where "Russian" was read apart from its tanks."""
    for verb in range(2, len(tokens)):
        noun, nation = verb - 1, verb - 2
        split = heads[noun] == verb and rels[noun] == "compound" and heads[verb] == nation and tokens[nation].upos == "ADJ"
        if not split or tokens[verb].upos != "VERB" or tokens[noun].lemma.lower() not in armed:
            continue
        above = heads[nation] if heads[nation] != noun else -1
        heads[verb], rels[verb] = above, "ccomp" if above >= 0 else "root"
        for other in range(len(tokens)):
            heads[other] = verb if heads[other] == nation else heads[other]
        heads[noun], rels[noun], heads[nation], rels[nation] = verb, SUBJECT, noun, "amod"


def name_event_nouns(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read "in army shelling of the town" as one noun phrase where it was read as "in the army, shelling the town"."""
    for node in range(2, len(tokens) - 1):
        doer = node - 1
        if not (tokens[node].upos == "VERB" and tokens[node].text.endswith("ing") and tokens[node + 1].text.lower() == "of"):
            continue
        if rels[node] not in ("advcl", "acl") or tokens[doer].upos not in NOUNS:
            continue
        opened = [n for n in range(doer) if heads[n] in (doer, node) and tokens[n].upos == "ADP" and rels[n] in ("case", "mark")]
        if opened and heads[doer] == node and rels[doer] == "compound":
            rels[node] = "obl"
        elif opened and rels[doer] in ("obl", "nmod") and (heads[doer] == heads[node] or heads[node] == doer):
            heads[node], rels[node] = heads[doer], rels[doer]
            heads[doer], rels[doer] = node, "compound"
        else:
            continue
        for other in range(doer):
            if other in opened:
                heads[other], rels[other] = node, "case"
            elif heads[other] == doer and rels[other] == "det":
                heads[other] = node


def mend(tokens: Sequence[Token], heads: list[int], rels: list[str], classes: Mapping[str, frozenset[str]]) -> None:
    """All repairs, in place."""
    give_back_fronted_subjects(tokens, heads, rels, classes["ARMED"])
    join_split_doers(tokens, heads, rels, classes["ARMED"])
    wake_verbs(tokens, heads, rels, classes["ARMED"])
    name_event_nouns(tokens, heads, rels)
