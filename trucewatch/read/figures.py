"""Find the numbers a passage gives, what they count, and how exact they claim to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.lexicon import Lexicon
from trucewatch.model import Counted, EventType, Figure
from trucewatch.read.numbers import Amount, amount_at
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
    EventType.COERCE: frozenset({Counted.DETAINED, Counted.VEHICLES, Counted.WEAPONS}),
    EventType.RETREAT: frozenset({Counted.RELEASED, Counted.TROOPS, Counted.VEHICLES, Counted.WEAPONS}),
    EventType.AID: frozenset({Counted.VEHICLES, Counted.MONEY}),
    EventType.SANCTION: frozenset({Counted.MONEY}),
}
PEOPLE_COUNT: dict[tuple[EventType, str | None], Counted] = {
    (EventType.MOBILIZE, None): Counted.TROOPS,
    (EventType.DISPLACE, None): Counted.DISPLACED,
    (EventType.COERCE, "arrest"): Counted.DETAINED,
    (EventType.RETREAT, "release"): Counted.RELEASED,
    (EventType.RETREAT, "withdraw"): Counted.TROOPS,
    (EventType.RETREAT, "disarm"): Counted.TROOPS,
    (EventType.ASSAULT, "abduct"): Counted.DETAINED,
}
MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?", re.IGNORECASE)
NEAR = 6  # words that may stand between a number and the word that says what became of those counted


@dataclass(frozen=True, slots=True)
class Count:
    """A number of a sentence with the noun it counts; `noun` is None where the number stands alone."""

    amount: Amount
    noun: int | None

    @property
    def node(self) -> int:
        """The word that stands for those counted."""
        return self.amount.start if self.noun is None else self.noun


def counts_in(scene: Scene, tree: Tree, nodes: Iterable[int], busy: Sequence[tuple[int, int]]) -> list[Count]:
    """The numbers among these nodes that count something; `busy` are stretches of text that are dates."""
    found: list[Count] = []
    free_from = 0
    for node in sorted(nodes):
        token = tree.tokens[node]
        if node < free_from or any(start <= token.start < end for start, end in busy):
            continue
        if tree.words[node] in ("a", "an") and (one := _one(scene, tree, node)) is not None:
            found.append(one)
            continue
        if token.upos not in ("NUM", "NOUN", "ADJ", "ADV", "PROPN", "DET", "X", "SYM"):
            continue
        amount = amount_at(tree.words, node, scene.lexicon)
        if amount is None or _no_count(scene, tree, amount):
            continue
        free_from = amount.last + 1
        noun = _counted_noun(scene, tree, amount)
        if noun is not None and scene.lexicon.is_a(tree.lemmas[noun], "DURATION"):
            continue
        found.append(Count(amount, noun))
    return found


def _one(scene: Scene, tree: Tree, node: int) -> Count | None:
    """ "A civilian", "a man and his wife": one, or two."""
    noun = tree.heads[node]
    beside = node + 1
    plain = beside < len(tree) and not scene.parties.is_demonym(tree.tokens[beside].text)
    if plain and scene.lexicon.is_a(tree.lemmas[beside], "CIVIL") and tree.rel(beside) == "amod":
        return Count(Amount(1, 1, False, node, node, node), beside)  # "soldiers and a civilian dead", read as one phrase
    if tree.rel(node) != "det" or noun < 0 or not tree.is_noun(noun) or not scene.lexicon.is_a(tree.lemmas[noun], "HUMAN"):
        return None
    if scene.lexicon.is_a(tree.lemmas[noun], "PARTY") or any(tree.rel(k) == "nummod" for k in tree.kids[noun]) or noun - node > 8:
        return None
    pair = sum(
        1 for kid in tree.kids[noun] if tree.rel(kid) == "conj" and any(tree.words[k] in ("his", "her") for k in tree.kids[kid])
    )
    return Count(Amount(1 + pair, 1 + pair, False, node, node, node), noun)


def _no_count(scene: Scene, tree: Tree, amount: Amount) -> bool:
    """True for years, clock times, days of a month, ages, percentages and parts of names."""
    first, last, words = amount.start, amount.last, tree.words
    after = words[last + 1] if last + 1 < len(words) else ""
    before = words[first - 1] if first else ""
    if after in (
        "%",
        "percent",
        "per",
        "-",
        "years",
        "year-old",
        "pm",
        "am",
        "km",
        "kilometers",
        "kilometres",
        "miles",
        "hours",
        "days",
        "degrees",
    ) and not (after == "-" and scene.lexicon.is_a(tree.lemmas[min(last + 2, len(words) - 1)], "HUMAN")):
        return True
    if (MONTH.fullmatch(after) and len(after) > 2 and after != "may") or (
        MONTH.fullmatch(before) and before != "may" and tree.pos(first - 1) == "PROPN"
    ):
        return True
    if before in tree.classes["NUMBERED"]:
        return True
    if words[first] == "one" and (after == "of" or tree.rel(first) not in ("nummod", "nsubj:pass", "obj")):
        return True
    year = words[first].isdigit() and len(words[first]) == 4 and 1900 <= int(words[first]) <= 2100
    return year and tree.rel(first) != "nummod"


def _counted_noun(scene: Scene, tree: Tree, amount: Amount) -> int | None:
    at = amount.start
    while tree.rel(at) in ("nummod", "compound", "flat", "det", "amod", "advmod") and tree.heads[at] >= 0:
        at = tree.heads[at]
        if tree.is_noun(at) and not _is_number(scene, tree, at):
            return at
        if tree.pos(at) not in ("NUM", "NOUN", "ADJ"):
            break
    of = [kid for kid in tree.children(amount.start, "nmod") if tree.case(kid) == "of"]
    if of and tree.words[of[0]] not in ("them", "whom"):
        return of[0]
    return _next_noun(scene, tree, amount.last)


def _is_number(scene: Scene, tree: Tree, node: int) -> bool:
    return tree.words[node] in scene.lexicon.numbers


def _next_noun(scene: Scene, tree: Tree, last: int) -> int | None:
    """The person or thing named right after a number whose tree says nothing."""
    at = last + 1
    if at < len(tree) and tree.words[at] == "of":
        at += 1
    for node in range(at, min(at + 5, len(tree))):
        if tree.is_noun(node) and (tree.lemmas[node] in scene.lexicon.counted or scene.lexicon.is_a(tree.lemmas[node], "HUMAN")):
            return node
        if tree.pos(node) not in ("ADJ", "NOUN", "PROPN", "DET") or tree.words[node] in ("wounded", "injured", "dead", "killed"):
            return None
    return None


def kind_of_count(scene: Scene, tree: Tree, count: Count, kind: EventType, mode: str | None) -> Counted | None:
    """What a number counts in a claim of this type: the dead, the wounded, shells, vehicles; None if nothing a ledger keeps."""
    lemma = tree.lemmas[count.noun] if count.noun is not None else None
    human = (
        lemma is None
        or scene.lexicon.is_a(lemma, "HUMAN")
        or scene.lexicon.is_a(lemma, "ARMED")
        or _effect(scene, tree, count.node) is not None
    )
    if count.noun is not None and not human:
        human = "HUMAN" in mention(scene, tree, count.noun).classes
    if not human and lemma is not None:
        return _thing(scene, tree, count, lemma)
    if kind is EventType.ASSAULT:
        return effect_on(scene, tree, count) or PEOPLE_COUNT.get((kind, mode))
    if lemma is None and kind is not EventType.DISPLACE:
        return effect_on(scene, tree, count)
    return PEOPLE_COUNT.get((kind, mode)) or PEOPLE_COUNT.get((kind, None)) or effect_on(scene, tree, count)


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
    own = _effect(scene, tree, node) if tree.lemmas[node] not in ("body",) or count.noun is not None else None
    if own is not None:
        return own
    for kid in tree.kids[node]:
        if tree.rel(kid) in ("amod", "acl", "xcomp", "acl:relcl") and (kind := _effect(scene, tree, kid)):
            return kind
    head = tree.heads[node]
    if _is_toll(tree, count, scene.lexicon):
        return Counted.KILLED
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
    for after in range(node + 1, min(node + 10, len(tree))):
        if kind := _effect(scene, tree, after):
            return kind
        if tree.pos(after) == "NUM" or (tree.is_verb(after) and tree.rel(after) != "amod"):
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
    scene: Scene, tree: Tree, nodes: Iterable[int], busy: Sequence[tuple[int, int]], kind: EventType, mode: str | None
) -> tuple[Figure, ...]:
    """The figures a claim of this type and mode takes from these nodes, each once."""
    found: dict[tuple[Counted, int | None, int | None], Figure] = {}
    allowed = ALLOWED.get(kind, frozenset())
    if not allowed:
        return ()
    for count in counts_in(scene, tree, nodes, busy):
        counted = kind_of_count(scene, tree, count, kind, mode)
        if counted is None or counted not in allowed:
            continue
        if tree.words[count.amount.start] in ("a", "an") and counted not in PEOPLE:
            continue
        span_nodes = [count.amount.first, count.amount.last, count.node]
        start, end = tree.extent(span_nodes)
        codes = mention(scene, tree, count.noun).codes if count.noun is not None and counted in PEOPLE else ()
        amount = count.amount
        figure = Figure(
            counted, amount.low, amount.high, scene.report.span(start, end), codes[0] if len(codes) == 1 else None, amount.approx
        )
        found.setdefault((counted, amount.low, amount.high), figure)
    return tuple(found.values())
