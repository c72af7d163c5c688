"""Whether a happening is told as done, planned, possible, conditional or not done."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.model import Realis
from trucewatch.read.conditions import is_conditional, opening_word
from trucewatch.read.happenings import Happening
from trucewatch.read.phrases import Scene
from trucewatch.read.tree import Tree

STRONGEST_FIRST = (Realis.NEGATED, Realis.CONDITIONAL, Realis.FUTURE, Realis.POSSIBLE)
GOVERNED = ("xcomp", "ccomp", "acl", "advcl", "obj", "obl", "nmod", "parataxis")


def realis_of(scene: Scene, tree: Tree, happening: Happening) -> Realis:
    """The realis of a happening from its auxiliaries, its condition, and the words that govern it."""
    return cue_of(scene, tree, happening)[0]


def cue_of(scene: Scene, tree: Tree, happening: Happening) -> tuple[Realis, int | None]:
    """The realis of a happening with the word that makes it so; nothing makes it actual, so there the word is None."""
    cues: dict[Realis, int] = {}
    for realis, node in (*_own_cues(scene, tree, happening), *_governing_cues(scene, tree, happening)):
        cues.setdefault(realis, node)
    if _is_headline_plan(tree, happening):
        cues.setdefault(Realis.FUTURE, happening.root)
    condition = condition_on(tree, happening)
    if condition is not None and cues.keys() & {Realis.FUTURE, Realis.POSSIBLE}:
        cues.setdefault(Realis.CONDITIONAL, condition)
    return next(((realis, cues[realis]) for realis in STRONGEST_FIRST if realis in cues), (Realis.ACTUAL, None))


def _own_cues(scene: Scene, tree: Tree, happening: Happening) -> Iterable[tuple[Realis, int]]:
    for node in sorted({*happening.nodes, happening.root, *_carriers(scene, tree, happening)}):
        if not (tree.is_verb(node) or node == happening.top or node == happening.root):
            continue
        aside = tree.rel(node) in ("acl", "acl:relcl") and node not in (happening.top, happening.root)
        if aside or not _speaks_for(scene, tree, happening, node):
            continue
        for kid in tree.kids[node]:
            relation = (
                "aux" if tree.rel(kid).startswith("aux") else "advmod" if tree.rel(kid) in ("advmod", "det", "cc:preconj") else ""
            )
            cue = scene.lexicon.realis.get((tree.words[kid], relation)) or scene.lexicon.realis.get((tree.lemmas[kid], relation))
            if cue is not None and cue is not Realis.ACTUAL:
                yield cue, kid
            if tree.rel(kid) in ("obj", "nsubj", "nsubj:pass") and (
                no := [k for k in tree.kids[kid] if tree.words[k] in ("no", "neither")]
            ):
                yield Realis.NEGATED, no[0]  # "no aid will be given", "neither side has given leave"
        if unsure := [kid for kid in tree.kids[node] if tree.words[kid] == "whether" and tree.rel(kid) == "mark"]:
            yield Realis.POSSIBLE, unsure[0]
        is_to = any(tree.lemmas[kid] == "be" and tree.rel(kid) in ("aux", "cop") for kid in tree.kids[node])
        if is_to and tree.is_verb(node) and "to" in tree.marks(node):
            yield Realis.FUTURE, node  # "is to leave"


def _speaks_for(scene: Scene, tree: Tree, happening: Happening, node: int) -> bool:
    """A speech verb that merely roots the clause tells nothing of whether the act happened."""
    return node in happening.nodes or tree.lemmas[node] not in scene.lexicon.speech


def _carriers(scene: Scene, tree: Tree, happening: Happening) -> Iterable[int]:
    """The light verb that carries an event noun: "will carry out an attack"."""
    head = tree.heads[happening.top]
    if (
        head >= 0
        and tree.is_noun(happening.top)
        and tree.is_verb(head)
        and tree.rel(happening.top) in ("obj", "nsubj", "nsubj:pass", "xcomp")
    ):
        yield head


def _governing_cues(scene: Scene, tree: Tree, happening: Happening) -> Iterable[tuple[Realis, int]]:
    """Cues from words above the act: plan to, deny, fear, decision to."""
    at = happening.top
    while (
        tree.rel(at) == "conj"
        and tree.heads[at] >= 0
        and not any(tree.rel(k).startswith(("nsubj", "aux")) for k in tree.kids[at])
    ):
        at = tree.heads[at]
    for head in list(tree.up(at))[:4]:
        if tree.rel(at) not in GOVERNED or head in happening.nodes:
            return
        clausal = tree.rel(at) in ("xcomp", "ccomp", "acl", "advcl") or (tree.is_noun(at) and tree.rel(at) in ("obj", "obl"))
        cue = scene.lexicon.realis.get((tree.lemmas[head], "governor"))
        infinitive = "to" in tree.marks(at) or not tree.is_verb(at)
        if cue is not None and clausal and _governs(tree, at, head, cue, infinitive):
            yield cue, head
        if scene.lexicon.speech.get(tree.lemmas[head]) == "deny" and tree.rel(at) in ("ccomp", "xcomp", "obj"):
            yield Realis.NEGATED, head
        for kid in tree.kids[head]:
            if tree.rel(at) == "xcomp" and tree.rel(kid) in ("aux", "advmod"):
                own = scene.lexicon.realis.get((tree.words[kid], tree.rel(kid)))
                if own is not None and own is not Realis.ACTUAL:
                    yield own, kid
        at = head


def _governs(tree: Tree, at: int, head: int, cue: Realis, infinitive: bool) -> bool:
    """A plan governs what is to be done; a denial, a fear or a belief also what was done."""
    if cue is Realis.FUTURE:
        return (
            infinitive
            and tree.rel(at) in ("xcomp", "acl", "advcl", "ccomp")
            and (tree.is_verb(at) or (tree.is_noun(at) and tree.rel(at) == "xcomp"))
        )
    if cue is Realis.NEGATED:
        return tree.rel(at) in ("xcomp", "ccomp", "advcl") or (tree.rel(at) == "obj" and tree.lemmas[head] in ("deny",))
    return tree.rel(at) in ("xcomp", "ccomp")


def _is_headline_plan(tree: Tree, happening: Happening) -> bool:
    """ "Turkey to send more troops": an infinitive that is the sentence's root."""
    node = happening.root
    is_root = tree.heads[node] < 0 or tree.rel(node) == "root"
    named = any(tree.rel(kid) == "nsubj" for kid in tree.kids[node])
    bare = any(tree.words[kid] == "to" and tree.rel(kid) in ("mark", "aux") for kid in tree.kids[node])
    if is_root and bare:
        return True
    head = tree.heads[node]
    return bare and tree.rel(node) == "acl" and head >= 0 and tree.heads[head] < 0 and tree.is_noun(head) and not named


def has_condition(tree: Tree, happening: Happening) -> bool:
    """True if an "if", "unless" or "should he ..." clause hangs on the happening."""
    return condition_on(tree, happening) is not None


def condition_on(tree: Tree, happening: Happening) -> int | None:
    """The word that opens the condition hanging on the happening; None where there is none."""
    nodes = {*happening.nodes, happening.root, *list(tree.up(happening.root))[:1]}
    opened = (opening_word(tree, kid) for node in sorted(nodes) for kid in tree.children(node, "advcl"))
    return next((word for word in opened if word is not None), None)


def is_condition(tree: Tree, happening: Happening) -> bool:
    """True for an act that stands in the condition itself: "if another soldier is hurt"."""
    at = happening.root
    return any(is_conditional(tree, node) and tree.rel(node) in ("advcl", "acl", "dep") for node in (at, *list(tree.up(at))[:3]))
