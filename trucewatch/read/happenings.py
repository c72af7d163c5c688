"""Group the words of a sentence that tell of one happening: "killed in an air strike when jets bombed" is one act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trucewatch.model import EventType
from trucewatch.read.arguments import objects
from trucewatch.read.phrases import Scene
from trucewatch.read.tree import SUBJECTS, Tree
from trucewatch.read.triggers import Trigger

NOUN_LINKS = frozenset(
    "csubj nmod conj compound obl obj nsubj nsubj:pass obl:agent appos nmod:poss iobj obl:unmarked nmod:unmarked dep obl:tmod "
    "obl:npmod nmod:desc".split()
)


@dataclass(frozen=True, slots=True)
class Happening:
    """Triggers that tell of one act: `top` is the highest of them, `root` the word its clause hangs from.

    `leading` gives its type and mode; `effect_only` if it tells what became of people but not by what act.
    """

    root: int
    top: int
    members: tuple[Trigger, ...]
    nodes: tuple[int, ...]
    leading: Trigger
    effect_only: bool


def happening_of(root: int, top: int, members: tuple[Trigger, ...]) -> Happening:
    """The happening with its words and the trigger that leads: an act rather than its effect, in the order of the text."""
    acts = [t for t in members if t.kind not in ("effect", "fate")]
    leading = min(acts or members, key=lambda t: (t.kind == "means", t.node))
    return Happening(root, top, members, tuple([t.node for t in members]), leading, not acts)


class _Groups:
    """Union-find over triggers, and for each the light verb above it, if any."""

    def __init__(self, triggers: Mapping[int, Trigger]) -> None:
        self.parent = {node: node for node in triggers}
        self.root: dict[int, int] = {}

    def find(self, node: int) -> int:
        while self.parent[node] != node:
            node = self.parent[node]
        return node

    def join(self, a: int, b: int) -> None:
        self.parent[self.find(a)] = self.find(b)


def find_happenings(scene: Scene, tree: Tree, triggers: Mapping[int, Trigger]) -> tuple[Happening, ...]:
    """The happenings of a sentence, in the order of the text."""
    groups = _Groups(triggers)
    for node in sorted(triggers):
        if triggers[node].frame.row.pos != "n":
            _place_verb(scene, tree, triggers, groups, node)
        else:
            _place_noun(scene, tree, triggers, groups, node)
    members: dict[int, list[int]] = {}
    for node in triggers:
        members.setdefault(groups.find(node), []).append(node)
    found = []
    for nodes in members.values():
        top = min(nodes, key=lambda n: (tree.depth(n), n))
        found.append(happening_of(groups.root.get(top, top), top, tuple(triggers[n] for n in sorted(nodes))))
    return tuple(sorted(found, key=lambda h: h.nodes))


def _type(triggers: Mapping[int, Trigger], node: int) -> EventType | None:
    return triggers[node].frame.row.type if node in triggers else None


def _place_noun(scene: Scene, tree: Tree, triggers: Mapping[int, Trigger], groups: _Groups, node: int) -> None:
    """An event noun belongs to the act of the verb it depends on, unless a word such as "after" keeps them apart."""
    kind, head = _type(triggers, node), tree.heads[node]
    if tree.rel(node) == "conj" and _type(triggers, head) == kind and tree.is_noun(head):
        groups.join(node, head)
        return
    at, apart, link = _climb_noun_links(scene, tree, triggers, node)
    if at == node or apart:
        return
    if at in triggers and _type(triggers, at) == kind:
        taking = triggers[at].frame.row.mode == "territory" and tree.is_verb(at) and triggers[at].kind == "act"
        if not taking or link == "obj" or triggers[node].frame.row.mode == "territory":
            groups.join(node, at)
    elif tree.is_verb(at) and at not in triggers and tree.lemmas[at] not in scene.lexicon.speech:
        direct = tree.heads[node] == at and tree.rel(node) in ("obj", "nsubj", "nsubj:pass")
        light = scene.lexicon.is_a(tree.lemmas[at], "LIGHT") and link in ("obj", "nsubj:pass", "nsubj", "obl")
        if direct or light or (tree.heads[node] == at and tree.is_a(at, "GOING_ON")):
            above = tree.heads[at]
            told = tree.rel(at) == "advcl" and bool(tree.marks(at) & {"when", "as"})
            if told and _type(triggers, above) == kind and triggers[above].kind in ("effect", "fate"):
                groups.join(node, above)  # "were killed when jets carried out a strike"
            groups.root[node] = at


def _climb_noun_links(scene: Scene, tree: Tree, triggers: Mapping[int, Trigger], node: int) -> tuple[int, bool, str]:
    """The verb or trigger above a noun; whether a separator stands between; the relation by which the noun reaches it."""
    at, apart, link = node, False, tree.rel(node)
    for _ in range(6):
        head = tree.heads[at]
        if head < 0 or tree.rel(at) not in NOUN_LINKS | {"acl", "acl:relcl"}:
            return at, apart, link
        if set(tree.case(at).split()) & scene.lexicon.separators or tree.lemmas[at] in scene.lexicon.separators:
            apart = True
        link = tree.rel(at)
        at = head
        if tree.is_verb(at) or tree.pos(at) == "ADJ" or at in triggers:
            return at, apart, link
    return at, apart, link


def _place_verb(scene: Scene, tree: Tree, triggers: Mapping[int, Trigger], groups: _Groups, node: int) -> None:
    """A verb belongs to another act of its sentence if it only adds manner, effect or a relative clause to it."""
    other = _same_act(scene, tree, triggers, node)
    if other is not None and other != node:
        groups.join(node, other)
    elif tree.rel(node) == "xcomp" and tree.heads[node] >= 0 and tree.heads[node] not in triggers:
        groups.root[node] = tree.heads[node]


def _same_act(scene: Scene, tree: Tree, triggers: Mapping[int, Trigger], node: int) -> int | None:
    """The trigger that tells of the same act as this verb, or None."""
    trigger, rel, head = triggers[node], tree.rel(node), tree.heads[node]
    kind, is_effect = trigger.frame.row.type, trigger.kind in ("effect", "fate") or trigger.frame.row.mode == "destroy"
    if head < 0:
        return None
    if kind is not EventType.ASSAULT:
        same = _type(triggers, head) == kind and rel in ("advcl", "conj", "xcomp")
        pronoun = any(tree.rel(kid) == "nsubj" and tree.words[kid] in ("it", "they", "he", "she") for kid in tree.kids[node])
        parting = tree.marks(node) & (scene.lexicon.separators - ({"as", "while"} if pronoun else set()))
        return head if same and not parting and (pronoun or not _own_subject(tree, node)) else None
    apart = bool(tree.marks(node) & scene.lexicon.separators)
    loose = is_effect and _is_ing(tree, node) and not _own_subject(tree, node) and not apart
    if loose and (before := _act_before(tree, triggers, node)) is not None:
        return before
    if (
        _type(triggers, head) is EventType.ASSAULT
        and (found := _with_head_act(tree, triggers, node, head, apart, is_effect)) is not None
    ):
        return found
    if rel in ("acl", "acl:relcl"):
        return _described_act(scene, tree, triggers, node, is_effect)
    if is_effect and rel in ("advcl", "conj", "parataxis") and not apart:
        return _act_above(tree, triggers, node, rel)
    return None


def _with_head_act(tree: Tree, triggers: Mapping[int, Trigger], node: int, head: int, apart: bool, is_effect: bool) -> int | None:
    """Whether a verb that hangs directly on another act's verb tells of the same act."""
    rel, above = tree.rel(node), triggers[head]
    above_effect = above.kind in ("effect", "fate")
    if rel == "advcl" and is_effect and above_effect and "while" in tree.marks(node):
        return head  # "one was killed while many others were injured"
    if (
        rel in ("advcl", "xcomp", "ccomp")
        and not apart
        and (is_effect or (not _own_subject(tree, node) and "to" not in tree.marks(node)))
    ):
        return head
    if rel == "advcl" and above_effect and not is_effect and tree.marks(node) & {"when", "as", "after"}:
        named_act = any(n in triggers and triggers[n].kind == "act" and not tree.is_verb(n) for n in tree.below(head, [node]))
        return None if tree.children(head, "obl:agent") or ("after" in tree.marks(node) and named_act) else head
    if rel == "conj":
        if is_effect:
            return None if _new_doer(tree, node, head) else head
        bare = not objects(tree, head) and not tree.children(head, "obl") and not above_effect
        return head if bare and not _own_subject(tree, node) and head < node else None
    if rel in ("acl", "acl:relcl"):
        return head
    return None


def _new_doer(tree: Tree, node: int, head: int) -> bool:
    """True if a joined verb brings its own active subject: "jets struck the town and rebels killed two"."""
    if tree.lemmas[node] in ("die", "perish") or not objects(tree, node):
        return any(tree.rel(kid) == "nsubj" and kid > head and tree.pos(kid) == "PROPN" for kid in tree.kids[node])
    return any(tree.rel(kid) == "nsubj" and kid > head for kid in tree.kids[node])


def _described_act(scene: Scene, tree: Tree, triggers: Mapping[int, Trigger], node: int, is_effect: bool) -> int | None:
    """For a clause that describes a noun: the act the noun itself tells of, or is the weapon of."""
    noun, at = tree.heads[node], tree.heads[node]
    is_weapon = any(
        scene.lexicon.is_a(tree.lemmas[n], "WEAPON") or scene.lexicon.is_a(tree.lemmas[n], "ATTACK")
        for n in [noun, *tree.children(noun, "nmod")]
    )
    for _ in range(4):
        if at in triggers and triggers[at].frame.row.type is EventType.ASSAULT and at != node:
            passes = is_weapon or (is_effect and (at == noun or triggers[at].kind == "effect" or not tree.is_verb(at)))
            return at if passes else None
        if at < 0 or tree.rel(at) not in NOUN_LINKS:
            return None
        at = tree.heads[at]
    return None


def _act_above(tree: Tree, triggers: Mapping[int, Trigger], node: int, rel: str) -> int | None:
    for steps, head in enumerate(tree.up(node)):
        if head in triggers and triggers[head].frame.row.type is EventType.ASSAULT:
            return head if not (rel == "conj" and _new_doer(tree, node, head)) else None
        if steps >= 3 or tree.rel(head) in ("acl:relcl", "ccomp"):
            return None
    return None


def _act_before(tree: Tree, triggers: Mapping[int, Trigger], node: int) -> int | None:
    """The last verb of assault before a "killing five" that hangs loosely."""
    before = [
        n
        for n, t in triggers.items()
        if n < node and node - n < 40 and t.frame.row.type is EventType.ASSAULT and t.kind != "effect"
    ]
    verbs = [n for n in before if tree.is_verb(n)]
    return max(verbs or before, default=None)


def _own_subject(tree: Tree, node: int) -> bool:
    return any(tree.rel(kid) in SUBJECTS for kid in tree.kids[node])


def _is_ing(tree: Tree, node: int) -> bool:
    return tree.words[node].endswith("ing") and not any(tree.rel(kid).startswith("aux") for kid in tree.kids[node])
