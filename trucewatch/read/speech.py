"""Whose word a clause is: the words of saying above it or beside it, and the quotation it stands in."""

from __future__ import annotations

from trucewatch.read.phrases import Scene
from trucewatch.read.tree import SUBJECTS, Tree
from trucewatch.read.voices import Speaker, Voices, named_speaker


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
