"""Whether a happening is told as done, planned, possible, conditional or not done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trucewatch.model import EventType, Realis
from trucewatch.read.conditions import OPENED, conditions_under, is_conditional, opening_word
from trucewatch.read.happenings import Happening
from trucewatch.read.phrases import Scene
from trucewatch.read.tree import Tree

STRONGEST_FIRST = (Realis.NEGATED, Realis.CONDITIONAL, Realis.FUTURE, Realis.POSSIBLE)
CLAUSES = frozenset({"xcomp", "ccomp", "acl", "advcl", "csubj"})
GOVERNED = CLAUSES | {"obj", "obl", "nmod", "parataxis"}
SUBJECT = frozenset({"nsubj", "nsubj:pass"})
ASKING_FOR = frozenset({"who", "whom", "whose", "why", "when", "where", "how", "what", "which"})
MOVES = frozenset({EventType.RETREAT, EventType.MOBILIZE, EventType.DISPLACE, EventType.CONSULT, EventType.AID})

Cue = tuple[Realis, int]


def realis_of(scene: Scene, tree: Tree, happening: Happening) -> Realis:
    """The realis of a happening from its auxiliaries, its condition, and the words that govern it."""
    return cue_of(scene, tree, happening)[0]


def cue_of(scene: Scene, tree: Tree, happening: Happening) -> tuple[Realis, int | None]:
    """The realis of a happening with the word that makes it so; nothing makes it actual, so there the word is None."""
    above = list(_governing_cues(scene, tree, happening))
    cues: dict[Realis, int] = {}
    for realis, node in (*_own_cues(scene, tree, happening), *above):
        cues.setdefault(realis, node)
    if _is_headline_plan(tree, happening):
        cues.setdefault(Realis.FUTURE, happening.root)
    if (condition := _weighed_condition(tree, happening, set(cues))) is not None:
        return Realis.CONDITIONAL, condition
    if Realis.NEGATED not in cues:
        open_question = _question(scene, tree, happening)
        clouded = next((node for realis, node in above if realis is Realis.POSSIBLE), open_question)
        if clouded is not None:  # "fear that it will", "will it?": what is to come is open
            return Realis.POSSIBLE, clouded
    return next(((realis, cues[realis]) for realis in STRONGEST_FIRST if realis in cues), (Realis.ACTUAL, None))


def _weighed_condition(tree: Tree, happening: Happening, cues: set[Realis]) -> int | None:
    """The word that opens a condition for what is to come; an "until" only for what will not be done before."""
    condition = condition_on(tree, happening) if cues & {Realis.FUTURE, Realis.POSSIBLE} else None
    if Realis.NEGATED not in cues or (condition is not None and tree.words[condition] == "unless"):
        return condition
    nodes = sorted({*happening.nodes, happening.root}) if Realis.FUTURE in cues else ()
    clauses = [kid for node in nodes for kid in tree.children(node, "advcl")]
    return next((n for clause in clauses for n in tree.kids[clause] if tree.is_a(n, "UNTIL")), None)


def _own_cues(scene: Scene, tree: Tree, happening: Happening) -> Iterable[Cue]:
    for node in sorted({*happening.nodes, happening.root, *_carriers(scene, tree, happening)}):
        if not (tree.is_verb(node) or node == happening.top or node == happening.root):
            continue
        aside = tree.rel(node) in ("acl", "acl:relcl") and node not in (happening.top, happening.root)
        if aside or not _speaks_for(scene, tree, happening, node):
            continue
        stopped = node not in happening.nodes and scene.lexicon.realis.get((tree.lemmas[node], "governor")) is Realis.NEGATED
        yield from () if stopped else _modifiers(scene, tree, node)  # "did not stop shelling": see what governs it
        if unsure := [kid for kid in tree.kids[node] if tree.words[kid] == "whether" and tree.rel(kid) == "mark"]:
            yield Realis.POSSIBLE, unsure[0]
        is_to = any(tree.lemmas[kid] == "be" and tree.rel(kid) in ("aux", "cop") for kid in tree.kids[node])
        if is_to and tree.is_verb(node) and "to" in tree.marks(node):
            yield Realis.FUTURE, node  # "is to leave"


def _modifiers(scene: Scene, tree: Tree, node: int) -> Iterator[Cue]:
    """Cues from the auxiliaries, adverbs and negated arguments of a word."""
    for kid in tree.kids[node]:
        aux = tree.rel(kid).startswith("aux")
        relation = "aux" if aux else "advmod" if tree.rel(kid) in ("advmod", "det", "cc:preconj") else ""
        rows = scene.lexicon.realis
        cue = rows.get((tree.words[kid], relation)) or rows.get((tree.lemmas[kid], relation))
        if cue is not None and cue is not Realis.ACTUAL and not _only(tree, kid):
            yield cue, kid
        denied = [k for k in tree.kids[kid] if tree.words[k] in ("no", "neither")] if tree.rel(kid) in SUBJECT | {"obj"} else []
        if denied:
            yield Realis.NEGATED, denied[0]  # "no aid will be given", "neither side has given leave"


def _only(tree: Tree, node: int) -> bool:
    """True for the "not" of "not only", which denies nothing."""
    return node + 1 < len(tree) and tree.words[node + 1] in ("only", "just", "merely") and tree.words[node] == "not"


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


def _governing_cues(scene: Scene, tree: Tree, happening: Happening) -> Iterator[Cue]:
    """Cues from words above the act: plan to, deny, fear, decision to."""
    at = happening.top
    while (
        tree.rel(at) == "conj"
        and tree.heads[at] >= 0
        and not any(tree.rel(k).startswith(("nsubj", "aux")) for k in tree.kids[at])
    ):
        at = tree.heads[at]
    for head in list(tree.up(at))[:4]:
        if not _hangs_on(tree, at, head) or head in happening.nodes:
            return
        yield from _cues_at(scene, tree, happening, at, head)
        at = head


def _hangs_on(tree: Tree, at: int, head: int) -> bool:
    """True if what is told of a word holds for what hangs on it; of a subject: "talks are expected to begin", "are likely".

    "Strikes were meant to deter them" tells of strikes that were made.
    """
    if tree.rel(at) in SUBJECT:
        passive = any(tree.rel(kid) == "aux:pass" for kid in tree.kids[head])
        meant_to = [kid for kid in tree.kids[head] if "to" in tree.marks(kid)]
        return (passive or tree.pos(head) == "ADJ") and all(tree.is_a(kid, "TAKING_PLACE") for kid in meant_to)
    return tree.rel(at) in GOVERNED or (tree.rel(at) == "acl:relcl" and tree.is_a(head, "ALLEGATION"))


def _cues_at(scene: Scene, tree: Tree, happening: Happening, at: int, head: int) -> Iterator[Cue]:
    """What one word above makes of the act: a plan, a fear, a denial; a denied denial makes nothing of it."""
    rows = scene.lexicon.realis
    denied = _denied(tree, head)
    cue = rows.get((tree.lemmas[head], "governor")) or rows.get((tree.words[head], "governor"))
    if cue is not None and _governs(tree, happening, at, head, cue):
        if denied is None:
            yield cue, head
        elif cue is Realis.FUTURE:
            yield Realis.NEGATED, denied
        if cue is Realis.NEGATED:
            return
    denial = rows.get((tree.lemmas[head], "denied"))
    if denied is not None and denial is not None:
        yield denial, denied
    if scene.lexicon.speech.get(tree.lemmas[head]) == "deny" and tree.rel(at) in ("ccomp", "xcomp", "obj"):
        if denied is None:
            yield Realis.NEGATED, head
        return
    if tree.rel(at) == "xcomp":
        yield from ((own, kid) for own, kid in _modifiers(scene, tree, head) if tree.heads[kid] == head)


def _denied(tree: Tree, node: int) -> int | None:
    """The "not", "never" or "no" that denies a word."""
    kids = [kid for kid in tree.kids[node] if tree.is_a(kid, "NEGATION") and not _only(tree, kid)]
    named = [kid for kid in tree.kids[node] if tree.rel(kid) in SUBJECT]
    kids += [k for kid in named for k in tree.kids[kid] if tree.words[k] in ("no", "neither")]
    return kids[0] if kids else None


def _governs(tree: Tree, happening: Happening, at: int, head: int, cue: Realis) -> bool:
    """A plan governs what is to be done; a denial, a fear or a belief also what was done."""
    rel, noun = tree.rel(at), tree.is_noun(at)
    if rel in SUBJECT:
        return True
    if rel == "nmod" and tree.is_noun(head):
        return tree.case(at) in ("of", "for") and cue in (Realis.POSSIBLE, Realis.FUTURE)
    if cue is Realis.FUTURE:
        if rel == "obj" and noun and tree.is_verb(head):
            return _is_move(happening) and tree.is_a(head, "PLANNING")
        if rel == "ccomp" and _is_under_way(tree, at) and tree.is_a(head, "PLANNING"):
            return True  # "announced it was withdrawing"
        infinitive = "to" in tree.marks(at) or not tree.is_verb(at)
        return infinitive and rel in ("xcomp", "acl", "advcl", "ccomp") and (tree.is_verb(at) or (noun and rel == "xcomp"))
    if cue is Realis.NEGATED:
        return rel in ("xcomp", "ccomp", "advcl", "csubj") or (rel == "obj" and tree.lemmas[head] in ("deny",))
    return rel in ("xcomp", "ccomp", "csubj") or (rel == "acl" and tree.is_noun(head))


def _is_under_way(tree: Tree, node: int) -> bool:
    being = any(tree.lemmas[kid] == "be" and tree.rel(kid) == "aux" for kid in tree.kids[node])
    return being and tree.words[node].endswith("ing")


def _is_move(happening: Happening) -> bool:
    """True for what is announced before it is done: a withdrawal, a deployment, talks; not for a truce or a release."""
    row = happening.leading.frame.row
    return row.type in MOVES and row.mode not in ("ceasefire", "release", "access", "resign")


def _question(scene: Scene, tree: Tree, happening: Happening) -> int | None:
    """The mark of the question an act stands in: "will they leave?"; "why did they leave?" takes for granted that they did."""
    top = happening.top
    mark = next((n for n in range(top, len(tree)) if tree.words[n] in ("?", ";", ".")), None)
    clause = next((n for n in (top, *tree.up(top)) if tree.heads[n] < 0), top)
    granted = any(tree.words[n] in ASKING_FOR for n in tree.below(clause) if n < top)
    if mark is None or tree.words[mark] != "?" or granted:
        return None
    return mark if scene.quote_at(tree.tokens[mark].start) == scene.quote_at(tree.tokens[top].start) else None


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
    return next((opening_word(tree, clause) for node in sorted(nodes) for clause in conditions_under(tree, node)), None)


def is_condition(tree: Tree, happening: Happening) -> bool:
    """True for an act that stands in the condition itself: "if another soldier is hurt"."""
    at = happening.root
    return any(tree.rel(node) in OPENED and is_conditional(tree, node) for node in (at, *list(tree.up(at))[:3]))
