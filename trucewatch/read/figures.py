"""Tell what the numbers of a passage count: the dead, the wounded, shells, vehicles; and give a claim its figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trucewatch.knowledge.lexicon import Lexicon
from trucewatch.model import Counted, EventType, Figure
from trucewatch.read.counts import Count, counts_in, parts_among
from trucewatch.read.numbers import amount_at
from trucewatch.read.phrases import Scene, mention
from trucewatch.read.tree import Tree

PEOPLE = frozenset(
    {Counted.KILLED, Counted.WOUNDED, Counted.MISSING, Counted.DETAINED, Counted.RELEASED, Counted.DISPLACED, Counted.TROOPS}
)
HARM = frozenset({Counted.KILLED, Counted.WOUNDED, Counted.MISSING})
ALLOWED: dict[EventType, frozenset[Counted]] = {
    EventType.ASSAULT: frozenset(Counted) - {Counted.RELEASED, Counted.DISPLACED, Counted.MONEY},
    EventType.MOBILIZE: frozenset({Counted.TROOPS, Counted.VEHICLES, Counted.WEAPONS}),
    EventType.DISPLACE: frozenset({Counted.DISPLACED}),
    EventType.COERCE: frozenset({Counted.DETAINED, Counted.VEHICLES, Counted.WEAPONS, Counted.OTHER}),
    EventType.RETREAT: frozenset({Counted.RELEASED, Counted.TROOPS, Counted.VEHICLES, Counted.WEAPONS, Counted.VILLAGES}),
    EventType.AID: frozenset({Counted.VEHICLES, Counted.MONEY, Counted.TROOPS, Counted.OTHER}),
    EventType.SANCTION: frozenset({Counted.MONEY}),
}
PEOPLE_COUNT: dict[tuple[EventType, str | None], Counted] = {
    (EventType.MOBILIZE, None): Counted.TROOPS,
    (EventType.DISPLACE, None): Counted.DISPLACED,
    (EventType.COERCE, "arrest"): Counted.DETAINED,
    (EventType.COERCE, "restrict"): Counted.OTHER,
    (EventType.AID, None): Counted.OTHER,
    (EventType.RETREAT, "release"): Counted.RELEASED,
    (EventType.RETREAT, "withdraw"): Counted.TROOPS,
    (EventType.RETREAT, "disarm"): Counted.TROOPS,
    (EventType.ASSAULT, "abduct"): Counted.DETAINED,
}
FAR = 24  # words that may stand between those counted and the state an attack has left them in
NEAR = 6  # words that may stand between a number and the word that says what became of those counted


def kind_of_count(scene: Scene, tree: Tree, count: Count, kind: EventType, mode: str | None) -> Counted | None:
    """What a number counts in a claim of this type: the dead, the wounded, shells, vehicles; None if nothing a ledger keeps."""
    lemma = tree.lemmas[count.noun] if count.noun is not None else None
    human = (
        lemma is None
        or scene.lexicon.is_a(lemma, "HUMAN")
        or scene.lexicon.is_a(lemma, "ARMED")
        or _effect(scene, tree, count.node) is not None
        or (lemma not in scene.lexicon.counted and _comes_to_harm(scene, tree, count.node))
    )
    if count.noun is not None and not human:
        human = "HUMAN" in mention(scene, tree, count.noun).classes
    if not human and lemma is not None:
        return _thing(scene, tree, count, lemma)
    if kind is EventType.ASSAULT:
        return effect_on(scene, tree, count) or PEOPLE_COUNT.get((kind, mode))
    if lemma is None and kind is not EventType.DISPLACE:
        return effect_on(scene, tree, count)
    if kind is EventType.AID and lemma is not None and scene.lexicon.is_a(lemma, "ARMED"):
        return Counted.TROOPS
    return PEOPLE_COUNT.get((kind, mode)) or PEOPLE_COUNT.get((kind, None)) or effect_on(scene, tree, count)


def _comes_to_harm(scene: Scene, tree: Tree, node: int) -> bool:
    """True for whoever is killed or wounded, though no table knows the word: "six Jesuits", "two watchmen"."""
    while tree.rel(node) == "conj" and tree.heads[node] >= 0:
        node = tree.heads[node]
    head, rel = tree.heads[node], tree.rel(node)
    suffers = rel in ("obj", "nsubj:pass") or (rel == "nmod" and tree.case(node).startswith("of"))
    return head >= 0 and suffers and _effect(scene, tree, head) in HARM


def _thing(scene: Scene, tree: Tree, count: Count, lemma: str) -> Counted | None:
    counted = scene.lexicon.counted.get(lemma)
    if lemma == "bomb" and not any(tree.lemmas[k] in ("barrel", "cluster") for k in tree.kids[count.node]):
        return Counted.ATTACKS
    if lemma in ("strike", "raid") and any(tree.lemmas[k] in ("ground", "commando") for k in tree.kids[count.node]):
        return Counted.ATTACKS
    if counted is Counted.OTHER and not any(_is_ruin(tree, n) for n in [*list(tree.up(count.node))[:2], *tree.kids[count.node]]):
        return None
    return counted


def _is_ruin(tree: Tree, node: int) -> bool:
    return tree.is_a(node, "RUIN")


def effect_on(scene: Scene, tree: Tree, count: Count) -> Counted | None:
    """What became of those counted: the noun itself, the word that governs it, the word beside it, then words further off."""
    node = count.node
    if _is_toll(tree, count, scene.lexicon):
        return Counted.KILLED
    if _harmed_alike(scene, tree, count):
        return Counted.OTHER
    own = _effect(scene, tree, node) if tree.lemmas[node] not in ("body",) or count.noun is not None else None
    if own is not None:
        return own
    if tree.rel(node) == "nmod" and tree.case(node).startswith("of") and (kind := _effect(scene, tree, tree.heads[node])):
        return kind  # "the lives of 40 people"
    for kid in tree.kids[node]:
        if tree.rel(kid) in ("amod", "acl", "xcomp", "acl:relcl") and (kind := _effect(scene, tree, kid)):
            return kind
    head = tree.heads[node]
    if _after_and(tree, count) is not None and (kind := _effect(scene, tree, _after_and(tree, count) or 0)):
        return kind
    following = max(node, count.amount.last) + 1
    if following < len(tree) and (kind := _effect(scene, tree, following)) and not _takes_number(scene, tree, following):
        return kind
    suffers = tree.rel(node) in ("obj", "nsubj:pass") or (tree.rel(node) == "nsubj" and not tree.children(head, "obj"))
    if head >= 0 and suffers and (kind := _effect(scene, tree, head)):
        return kind
    return _beside(scene, tree, count) or _above(scene, tree, node) or _before(scene, tree, count)


def _after_and(tree: Tree, count: Count) -> int | None:
    """For "killed 18 and wounded 40 others": the verb right before the number, after its "and"."""
    at = count.amount.first - 1
    return at if at > 0 and tree.is_verb(at) and tree.words[at - 1] in ("and", ",", "or") else None


def _harmed_alike(scene: Scene, tree: Tree, count: Count) -> bool:
    """True for the five of "killed and injured five", which are neither all dead nor all wounded."""
    second = _after_and(tree, count)
    first = second - 2 if second is not None and second >= 2 else None
    if first is None or second is None or not tree.is_verb(first):
        return False
    return {_effect(scene, tree, first), _effect(scene, tree, second)} == {Counted.KILLED, Counted.WOUNDED}


def _is_toll(tree: Tree, count: Count, lexicon: Lexicon) -> bool:
    """ "The death toll rose to 32": the first number after a toll."""
    first = count.amount.first
    if first < 2 or tree.words[first - 1] not in ("to", "at", "of", "reached", "is", "was", "stands", "hit"):
        return False
    return any(tree.lemmas[n] == "toll" for n in range(max(0, first - 25), first)) and not any(
        amount_at(tree.words, n, lexicon) for n in range(max(0, first - 25), first)
    )


def _takes_number(scene: Scene, tree: Tree, node: int) -> bool:
    """True if a number follows: in "killed 18 people wounded 56" the wounded are 56."""
    ahead = tree.words[node + 1 : node + 4]
    return any(amount_at(ahead, at, scene.lexicon) for at in range(len(ahead))) and tree.is_verb(node)


def _effect(scene: Scene, tree: Tree, node: int) -> Counted | None:
    effects = scene.lexicon.effects
    lemma, word = tree.lemmas[node], tree.words[node]
    part = {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n"}.get(tree.pos(node), "a")
    return (
        effects.get((lemma, part))
        or effects.get((word, "a"))
        or (effects.get((lemma, "v")) if part == "a" or word.endswith("ed") else None)
    )


def _beside(scene: Scene, tree: Tree, count: Count) -> Counted | None:
    """The effect right after the counted: "45 others injured", "57 civilians killed"."""
    start = max(count.node, count.amount.last) + 1
    for node in range(start, min(start + NEAR, len(tree))):
        if kind := _effect(scene, tree, node):
            return kind
        if tree.pos(node) == "NUM" or (
            not tree.is_a(node, "PASSED_OVER") and tree.pos(node) not in ("AUX", "ADV", "PRON", "PUNCT", "DET")
        ):
            return None
    return None


def _above(scene: Scene, tree: Tree, node: int) -> Counted | None:
    for head in list(tree.up(node))[:5]:
        if kind := _effect(scene, tree, head):
            return kind
        if tree.lemmas[head] in ("leave", "report", "find") and (kind := _state_after(scene, tree, node)):
            return kind
        if tree.is_verb(head) and tree.lemmas[head] in scene.lexicon.speech:
            return None
    return None


def _state_after(scene: Scene, tree: Tree, node: int) -> Counted | None:
    """The state in which an attack left people: "left 13 soldiers and a civilian dead"."""
    part = False
    for after in range(node + 1, min(node + FAR, len(tree))):
        if kind := _effect(scene, tree, after):
            return kind
        part = part or tree.is_a(after, "INCLUDING")
        if (tree.pos(after) == "NUM" and not part) or (tree.is_verb(after) and tree.rel(after) not in ("amod", "case")):
            return None
    return None


def _before(scene: Scene, tree: Tree, count: Count) -> Counted | None:
    for node in range(count.amount.first - 1, max(-1, count.amount.first - 1 - NEAR), -1):
        if kind := _effect(scene, tree, node):
            return kind
        if tree.pos(node) in ("NUM", "VERB") or tree.words[node] == "and":
            return None
    return None


def figures_of(
    scene: Scene,
    tree: Tree,
    nodes: Iterable[int],
    busy: Sequence[tuple[int, int]],
    kind: EventType,
    mode: str | None,
    quote: tuple[int, int],
) -> tuple[Figure, ...]:
    """The figures a claim of this type and mode takes from these nodes: of a whole and its parts only the whole.

    A figure told twice stands once, as the claim's own words (`quote`) print it.
    """
    found: dict[tuple[Counted, int | None, int | None], Figure] = {}
    allowed = ALLOWED.get(kind, frozenset())
    if not allowed:
        return ()
    counts = counts_in(scene, tree, nodes, busy)
    kinds = [kind_of_count(scene, tree, count, kind, mode) for count in counts]
    parts = parts_among(tree, counts)
    wholes = {counted for number, counted in enumerate(kinds) if number not in parts}
    for number, (count, counted) in enumerate(zip(counts, kinds, strict=True)):
        if counted is None or counted not in allowed or (number in parts and counted in wholes):
            continue
        if tree.words[count.amount.start] in ("a", "an") and counted not in PEOPLE:
            continue
        figure = _figure(scene, tree, count, counted)
        before = found.get((counted, figure.low, figure.high))
        if before is None or not quote[0] <= before.span.start < quote[1]:
            found[counted, figure.low, figure.high] = figure
    return tuple(found.values())


def _figure(scene: Scene, tree: Tree, count: Count, counted: Counted) -> Figure:
    """A count as a figure, with the words it was read from and those counted, if one party is named."""
    amount = count.amount
    start, end = tree.extent([amount.first, amount.last, count.node])
    codes = mention(scene, tree, count.noun).codes if count.noun is not None and counted in PEOPLE else ()
    return Figure(
        counted, amount.low, amount.high, scene.report.span(start, end), codes[0] if len(codes) == 1 else None, amount.approx
    )
