"""A sentence's dependency tree made safe to walk: every node reaches a root, however odd the heads given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, wraps

from trucewatch.model import Entity, Sentence, Token
from trucewatch.read.mending import mend
from trucewatch.read.phrase_mending import names_in_capitals

LONGEST = 200  # words; a longer "sentence" is read in pieces, so that reading stays linear in the length of a report
CLIMB = 40  # steps up a tree that any question may need; deeper nesting than this is not speech

NO_WORDS: Set[str] = frozenset()
OPENING = frozenset({"mark", "advmod", "case"})  # relations of the words that open a clause
WITH_SUBTYPES = frozenset({"obl", "acl", "advcl", "flat", "nmod", "det", "cc"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj"})
NAME_PARTS = frozenset({"flat", "compound", "amod", "nmod:poss", "det", "nummod", "appos", "nmod:desc", "goeswith", "flat:name"})
STRAY = frozenset("nsubj nsubj:pass appos flat nmod compound dep obj obl conj parataxis nmod:unmarked obl:unmarked list".split())


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes count from 0; `heads` holds -1 for a root; `kids` are in the order of the text."""

    tokens: tuple[Token, ...]
    heads: tuple[int, ...]
    kids: tuple[tuple[int, ...], ...]
    lemmas: tuple[str, ...]
    words: tuple[str, ...]
    rels: tuple[str, ...]
    entities: tuple[tuple[Entity, int, int], ...]
    classes: Mapping[str, frozenset[str]]
    cases: tuple[str, ...]
    opened: Mapping[int, Set[str]]
    vocabulary: frozenset[str]
    answers: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.tokens)

    def rel(self, node: int) -> str:
        """The relation of a node to its head."""
        return self.rels[node]

    def is_a(self, node: int, name: str) -> bool:
        """True if the lemma or the word belongs to a class of `words.csv`."""
        words = self.classes[name]
        return self.lemmas[node] in words or self.words[node] in words

    def pos(self, node: int) -> str:
        """The universal part of speech."""
        return self.tokens[node].upos

    def is_verb(self, node: int) -> bool:
        """True for a verb or auxiliary."""
        return self.tokens[node].upos in ("VERB", "AUX")

    def is_noun(self, node: int) -> bool:
        """True for a common or proper noun."""
        return self.tokens[node].upos in ("NOUN", "PROPN")

    def children(self, node: int, *relations: str) -> list[int]:
        """The dependents in these relations; `obl` finds its subtypes too, `nsubj` does not find `nsubj:pass`."""
        rels = self.rels
        return [kid for kid in self.kids[node] if rels[kid] in relations or _kind(rels[kid]) in relations]

    def case(self, node: int) -> str:
        """The prepositions of a noun phrase: "in", "because of", "toward" also for "towards"; the empty string if it has none."""
        return self.cases[node]

    def marks(self, node: int) -> Set[str]:
        """The words that introduce a clause: "if", "to", "after"."""
        return self.opened.get(node, NO_WORDS)

    def up(self, node: int) -> Iterator[int]:
        """The heads above a node, nearest first, at most `CLIMB` of them."""
        for _ in range(CLIMB):
            node = self.heads[node]
            if node < 0:
                return
            yield node

    def depth(self, node: int) -> int:
        """How far below its root a node hangs, up to `CLIMB`."""
        return sum(1 for _ in self.up(node))

    def below(self, node: int, stop: Iterable[int] = ()) -> list[int]:
        """The node with all that hangs on it, in the order of the text, without the branches that start at `stop`."""
        kids = self.kids
        if not kids[node]:
            return [node]
        barred, found = set(stop), [node]
        for at in found:  # grows as it goes
            found += [kid for kid in kids[at] if kid not in barred] if barred else kids[at]
        found.sort()
        return found

    def conjuncts(self, node: int) -> list[int]:
        """The node with those joined to it by "and" or "or"."""
        return [node, *(kid for kid in self.kids[node] if self.rels[kid] == "conj")]

    def extent(self, nodes: Sequence[int]) -> tuple[int, int]:
        """Text offsets from the first to the last of the nodes."""
        if isinstance(nodes, range):
            return self.tokens[nodes[0]].start, self.tokens[nodes[-1]].end
        return self.tokens[min(nodes)].start, self.tokens[max(nodes)].end

    def run_around(self, node: int, kept: Iterable[int], gap: int = 1) -> list[int]:
        """The unbroken run of kept nodes around one of them, stepping over at most `gap` others."""
        low = high = node
        for at in sorted(kept):
            if node < at <= high + gap + 1:
                high = at
        for at in sorted(kept, reverse=True):
            if node > at >= low - gap - 1:
                low = at
        return list(range(low, high + 1))


def once(question: Callable[[Tree, int], Sequence[int]]) -> Callable[[Tree, int], tuple[int, ...]]:
    """A question about a word of a tree that is worked out when it is first asked."""
    name = question.__qualname__

    @wraps(question)
    def asked(tree: Tree, node: int) -> tuple[int, ...]:
        key = (name, node)
        answer = tree.answers.get(key)
        if answer is None:
            answer = tree.answers[key] = tuple(question(tree, node))
        return answer

    return asked


def trees_of(sentence: Sentence, classes: Mapping[str, frozenset[str]]) -> tuple[Tree, ...]:
    """The sentence as trees: one, or several where it is longer than any sentence is."""
    tokens = sentence.tokens
    return tuple(
        _tree(tokens[first : first + LONGEST], sentence, classes) for first in range(0, len(tokens), LONGEST) if tokens[first:]
    )


def _tree(tokens: tuple[Token, ...], sentence: Sentence, classes: Mapping[str, frozenset[str]]) -> Tree:
    place = {token.index: node for node, token in enumerate(tokens)}
    heads = _without_cycles([place.get(token.head, -1) for token in tokens])
    rels = [token.deprel for token in tokens]
    tokens = names_in_capitals(tokens, heads, rels)
    words = tuple([token.text.lower() for token in tokens])
    lemmas = tuple(closed_up(tokens, list(map(_lemma, tokens, words)), rels, classes))
    give_back_subjects(tokens, lemmas, heads, rels, classes)
    share_out_subjects(tokens, heads, rels)
    keep_modifiers_near(tokens, heads, rels)
    lift_loose_clauses(tokens, lemmas, heads, rels)
    mend(tokens, heads, rels, classes, words)
    heads = _without_cycles(heads)
    kids: list[list[int]] = [[] for _ in tokens]
    for node, head in enumerate(heads):
        if head >= 0:
            kids[head].append(node)
    named = tuple(
        (e, place[e.first], place[e.last])
        for e in sentence.entities
        if e.first in place and e.last in place and e.first <= e.last
    )
    return Tree(
        tokens,
        tuple(heads),
        tuple(tuple(k) for k in kids),
        lemmas,
        words,
        tuple(rels),
        named,
        classes,
        _cases(heads, kids, lemmas, rels),
        _openings(heads, words, rels),
        frozenset(words).union(lemmas),
    )


def _cases(heads: Sequence[int], kids: Sequence[Sequence[int]], lemmas: Sequence[str], rels: Sequence[str]) -> tuple[str, ...]:
    """The prepositions before each word, with what is fixed to them."""
    cases = [""] * len(heads)
    for node, head in enumerate(heads):
        if rels[node] == "case" and node < head:
            fixed = [lemmas[kid] for kid in kids[node] if rels[kid] == "fixed"]
            words = ["toward" if lemmas[node] == "towards" else lemmas[node], *fixed]
            cases[head] = " ".join([cases[head], *words] if cases[head] else words)
    return tuple(cases)


def _openings(heads: Sequence[int], words: Sequence[str], rels: Sequence[str]) -> Mapping[int, Set[str]]:
    """The words that open the clause of a word, for those that have any."""
    found: dict[int, set[str]] = {}
    for node, head in enumerate(heads):
        if node < head and rels[node] in OPENING:
            found.setdefault(head, set()).add(words[node])
    return found


def _lemma(token: Token, word: str) -> str:
    """The lemma in lower case; an adjective that is not compared is its own ("terrorist" is no form of another word)."""
    if token.upos == "ADJ" and "Degree=Cmp" not in token.feats and "Degree=Sup" not in token.feats:
        return word
    if word == "lay" and "Tense=Past" not in token.feats:
        return "lay"  # "will lay down arms" is no lying
    return token.lemma.lower() or word


def closed_up(
    tokens: Sequence[Token], lemmas: list[str], rels: Sequence[str], classes: Mapping[str, frozenset[str]]
) -> list[str]:
    """The lemmas, where the last part of "cease-fire", "cease fire" or "pull-out" has that of the closed spelling."""
    for node in range(1, len(tokens)):
        hyphened = node > 1 and tokens[node - 1].text == "-" and tokens[node - 2].end + 1 == tokens[node].start
        apart = rels[node - 1] == "compound" and tokens[node - 1].end + 1 == tokens[node].start
        word = tokens[node - 2 if hyphened else node - 1].text.lower() + lemmas[node]
        if (hyphened or apart) and word in classes["CLOSED"]:
            lemmas[node] = word
    return lemmas


def give_back_subjects(
    tokens: Sequence[Token], lemmas: Sequence[str], heads: list[int], rels: list[str], classes: Mapping[str, frozenset[str]]
) -> None:
    """Where a text has lost its commas, hang "the agency" of "... in the town the agency said" on "said" again.

    Only for a past or present verb of saying that has no subject of its own and closes its sentence or clause.
    """
    for verb in range(3, len(tokens)):
        if lemmas[verb] not in classes["CLOSING"] or tokens[verb].upos != "VERB" or tokens[verb].text.endswith("ing"):
            continue
        if any(heads[n] == verb and rels[n] in SUBJECTS for n in range(len(tokens))):
            continue
        first = _name_before(tokens, verb, classes)
        if first is None:
            continue
        outside = [n for n in range(first, verb) if not first <= heads[n] < verb and tokens[n].upos in ("NOUN", "PROPN")]
        if outside and rels[outside[-1]] in STRAY:
            name = outside[-1]
            if (whole := _of_which(tokens, heads, rels, name, first)) is not None:
                heads[whole], rels[whole] = verb, "nsubj"  # "the International Committee of the Red Cross said"
                continue
            for n in range(first):  # what was hung on the name by mistake goes to where the name hung
                if first <= heads[n] < verb:
                    heads[n], rels[n] = heads[name], rels[name]
            heads[name], rels[name] = verb, "nsubj"


def _of_which(tokens: Sequence[Token], heads: Sequence[int], rels: Sequence[str], name: int, first: int) -> int | None:
    """The committee of "the Committee of the Red Cross", whose name only ends with the words found before the verb."""
    of = any(heads[n] == name and tokens[n].text.lower() == "of" for n in range(first))
    whole = heads[name]
    named = of and rels[name] == "nmod" and 0 <= whole < first and tokens[whole].upos in ("NOUN", "PROPN")
    return whole if named and rels[whole] in (*STRAY, *SUBJECTS) else None


def lift_loose_clauses(tokens: Sequence[Token], lemmas: Sequence[str], heads: list[int], rels: list[str]) -> None:
    """Hang an "-ing" clause after a comma on the main verb: in "urged it to stop, warning that ..." who urges warns."""
    for node in range(2, len(tokens)):
        if rels[node] != "advcl" or not lemmas[node] or not tokens[node].text.endswith("ing") or tokens[node - 1].text != ",":
            continue
        head = heads[node]
        while head >= 0 and rels[head] in ("xcomp", "acl", "advcl") and _has_to(tokens, head) and heads[head] >= 0:
            head = heads[head]
        while head >= 0 and tokens[head].upos not in ("VERB", "AUX") and heads[head] >= 0:
            head = heads[head]
        if head >= 0 and head != node:
            heads[node] = head


def share_out_subjects(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Give one of two subjects of a closing "said" to the clause it reports: "strikes killed 14 a monitoring group said"."""
    for clause in range(1, len(tokens)):
        saying = heads[clause]
        if (
            rels[clause] != "ccomp"
            or saying <= clause
            or any(heads[n] == clause and rels[n] in SUBJECTS for n in range(len(tokens)))
        ):
            continue
        named = [n for n in range(len(tokens)) if heads[n] == saying and rels[n] in SUBJECTS]
        if len(named) > 1 and named[0] < clause < named[-1]:
            passive = any(heads[n] == clause and rels[n] == "aux:pass" for n in range(clause))
            heads[named[0]], rels[named[0]] = clause, "nsubj:pass" if passive else rels[named[0]]


def keep_modifiers_near(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Hang an adjective that a parser has sent across a verb on the noun right behind it: "Turkish artillery"."""
    for node in range(len(tokens) - 1):
        head = heads[node]
        if rels[node] not in ("amod", "compound") or head <= node + 1 or tokens[node + 1].upos not in ("NOUN", "PROPN"):
            continue
        if any(tokens[n].upos == "VERB" for n in range(node + 1, head)) and heads[node + 1] != node:
            heads[node] = node + 1


def _has_to(tokens: Sequence[Token], verb: int) -> bool:
    return verb > 0 and tokens[verb - 1].text.lower() == "to"


def _name_before(tokens: Sequence[Token], verb: int, classes: Mapping[str, frozenset[str]]) -> int | None:
    """Where the speaker's name before a closing "said" begins: back over names and words for who speaks, to an article."""
    at = verb - 1
    while at > 0 and tokens[at].upos in ("AUX", "ADV"):
        at -= 1
    end = at
    while at >= 0 and (
        tokens[at].upos == "PROPN"
        or tokens[at].text.lower() in classes["SPEAKING"]
        or tokens[at].text in ("-", "for", "of", "'s")
    ):
        if tokens[at].text.lower() in classes["WEEKDAY"]:
            break
        at -= 1
    if at == end:
        return None
    return at if at >= 0 and tokens[at].text.lower() in ("the", "a", "an") else at + 1


def _without_cycles(heads: list[int]) -> list[int]:
    """The same heads, with a root made wherever a chain of heads would run in a circle."""
    state = [0] * len(heads)  # 0 unseen, 1 on the present walk, 2 reaches a root
    for start in range(len(heads)):
        walk, node = [], start
        while node >= 0 and state[node] == 0:
            state[node] = 1
            walk.append(node)
            node = heads[node]
        if node >= 0 and state[node] == 1:
            heads[node] = -1
        for node in walk:
            state[node] = 2
    return heads


@cache
def _kind(deprel: str) -> str:
    """The relation of which another is a subtype, for those that are asked for with their subtypes; else the relation itself."""
    base = deprel.partition(":")[0]
    return base if base in WITH_SUBTYPES and deprel != "nmod:poss" else deprel
