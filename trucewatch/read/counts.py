"""Find the numbers of a passage that count something, the nouns they count, and which of them are part of another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trucewatch.model import EntityType
from trucewatch.read.numbers import Amount, amount_at
from trucewatch.read.phrases import Scene, entity_of
from trucewatch.read.tree import Tree

MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?",
    re.IGNORECASE,
)  # whole words: "12 martyrs" and "40 marines" are no days of March
NUMERAL = frozenset({"NUM", "NOUN", "ADJ", "ADV", "PROPN", "DET", "X", "SYM"})
HALVES = frozenset({"half", "quarter"})
PORTIONS = frozenset("some most many part half third thirds quarter quarters percent % majority several few".split())
MEASURES = frozenset(
    "% percent per - years year-old pm am km kilometers kilometres miles hours days degrees st nd rd th gmt utc".split()
)
SIDES = frozenset("sides fronts parties camps cases".split())  # "both sides" are not two of the dead
CURRENCIES = frozenset("$ € £ ¥ ₺ ₽ ₴ ₪ us$ usd eur".split())
OLDEST = 120  # years a person may be of age


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
        if tree.words[node] in ("a", "an", "another") and (one := _one(scene, tree, node)) is not None:
            if found and _is_list_of_one(scene, tree, found[-1], one):
                one = _together(found.pop(), one)
            found.append(one)
            continue
        if token.upos not in NUMERAL:
            continue
        amount = amount_at(tree.words, node, scene.lexicon)
        if amount is None:
            continue
        free_from = amount.last + 1
        if _no_count(scene, tree, amount) or _is_family(scene, tree, node):
            continue
        noun = _counted_noun(scene, tree, amount)
        if _is_duration(tree, noun) or ((noun is None or noun < amount.start) and _is_age(tree, amount)):
            continue
        share = _share_before(tree, amount)
        if share is None or not (found and found[-1].amount.last == share):
            found.append(Count(amount if share is None else _at_most(tree, amount, share), noun))
    return found


def _is_family(scene: Scene, tree: Tree, node: int) -> bool:
    """True for the three of "a woman and her three children", counted with the woman."""
    head = tree.heads[node]
    if head < 0 or tree.rel(node) != "nummod" or tree.rel(head) != "conj" or not _family(scene, tree, head):
        return False
    first = next((kid for kid in tree.kids[tree.heads[head]] if tree.words[kid] in ("a", "an", "another")), None)
    return first is not None and _one(scene, tree, first) is not None


def _is_list_of_one(scene: Scene, tree: Tree, before: Count, one: Count) -> bool:
    """True for "a nurse, a driver" and "a woman and her children as well as another child": civilians told one by one."""
    single = tree.words[before.amount.start] in ("a", "an", "another")
    civil = all(c.noun is not None and scene.lexicon.is_a(tree.lemmas[c.noun], "CIVIL") for c in (before, one))
    between = range(before.node + 1, one.amount.first)
    return single and civil and not any(tree.is_verb(n) or tree.words[n] in (".", ";") for n in between)


def _together(before: Count, one: Count) -> Count:
    """Two counts of single persons as one."""
    number = (before.amount.low or 0) + (one.amount.low or 0)
    return Count(replace(before.amount, low=number, high=number), one.noun)


def _is_duration(tree: Tree, noun: int | None) -> bool:
    return noun is not None and tree.is_a(noun, "DURATION")


def _share_before(tree: Tree, amount: Amount) -> int | None:
    """The word that says what part is meant, before "of the 12 hostages", "of its 40 tanks"; None if the whole number is."""
    at = amount.first - 1
    while at > 1 and (tree.rel(at) in ("det", "nmod:poss", "case") and tree.words[at] != "of"):
        at -= 1
    return at - 1 if 0 < at < amount.first - 1 and tree.words[at] == "of" else None


def _at_most(tree: Tree, amount: Amount, share: int) -> Amount:
    """ "Some of the 2,000 troops" are up to 2,000; "all of the 2,000" and "the deaths of the 12 men" are all of them."""
    if tree.words[share] not in PORTIONS:
        return amount
    return replace(amount, low=None, high=amount.high)


def _one(scene: Scene, tree: Tree, node: int) -> Count | None:
    """ "A civilian", "another officer", "a man and his wife": one, or two."""
    noun = tree.heads[node]
    beside = node + 1
    plain = beside < len(tree) and not scene.parties.is_demonym(tree.tokens[beside].text)
    if plain and scene.lexicon.is_a(tree.lemmas[beside], "CIVIL") and tree.rel(beside) == "amod":
        return Count(Amount(1, 1, False, node, node, node), beside)  # "soldiers and a civilian dead", read as one phrase
    if tree.rel(node) == "det" and noun >= 0 and tree.case(noun) == "by":
        return None  # "killed by a bomber"
    if tree.rel(node) != "det" or noun < 0 or not tree.is_noun(noun) or not _is_somebody(scene, tree, noun):
        return None
    if any(tree.rel(k) == "nummod" for k in tree.kids[noun]) or noun - node > 8 or tree.words[noun] != tree.lemmas[noun]:
        return None
    if tree.rel(noun) == "nsubj" and tree.children(tree.heads[noun], "obj"):
        return None  # "a bomber killed four": who does it is not counted
    number = 1 + sum(_family(scene, tree, kid) for kid in tree.kids[noun] if tree.rel(kid) == "conj")
    return Count(Amount(number, number, False, node, node, node), noun)


def _is_somebody(scene: Scene, tree: Tree, noun: int) -> bool:
    """True for one person, armed or not, false for a government, a brigade or an office."""
    lexicon, lemma = scene.lexicon, tree.lemmas[noun]
    person = lexicon.is_a(lemma, "HUMAN") and not lexicon.is_a(lemma, "PARTY")
    return person or lexicon.is_a(lemma, "SOLDIER")


def _family(scene: Scene, tree: Tree, node: int) -> int:
    """How many more are killed in "a woman and her three children"."""
    if not any(tree.words[kid] in ("his", "her", "their") for kid in tree.kids[node]):
        return 0
    numbers = (amount_at(tree.words, kid, scene.lexicon) for kid in tree.kids[node] if tree.rel(kid) == "nummod")
    amount = next((found for found in numbers if found), None)
    return (amount.low or 1) if amount else int(tree.words[node] == tree.lemmas[node])


def _no_count(scene: Scene, tree: Tree, amount: Amount) -> bool:
    """True for years, clock times, days of a month, ages, percentages, sums of money and parts of names."""
    first, last, words = amount.start, amount.last, tree.words
    after = words[last + 1] if last + 1 < len(words) else ""
    before = words[first - 1] if first else ""
    if after in MEASURES and not (after == "-" and _counts_across(scene, tree, last + 2)):
        return True
    if (MONTH.fullmatch(after) and len(after) > 2 and after != "may") or (
        MONTH.fullmatch(before) and before != "may" and tree.pos(first - 1) == "PROPN"
    ):
        return True
    if before in tree.classes["NUMBERED"] or before in CURRENCIES:
        return True
    if words[first] == "both" and after in SIDES:
        return True
    if words[first] == "one" and first == last and (after == "of" or tree.rel(first) not in ("nummod", "nsubj:pass", "obj")):
        return True
    year = words[first].isdigit() and len(words[first]) == 4 and 1900 <= int(words[first]) <= 2100
    return year and tree.rel(first) != "nummod"


def _counts_across(scene: Scene, tree: Tree, node: int) -> bool:
    """True for "a 30,000-strong force", "a three-man crew": what stands behind the hyphen is counted."""
    return node < len(tree) and (tree.words[node] == "strong" or scene.lexicon.is_a(tree.lemmas[node], "HUMAN"))


def _is_age(tree: Tree, amount: Amount) -> bool:
    """True for the 12 of "the girl, 12, was hit"."""
    first, last = amount.start, amount.last
    head = tree.heads[first]
    closed = last + 1 < len(tree) and tree.words[last + 1] in (",", ".", ")", ";", "and")
    if not (closed and first and tree.words[first - 1] == ",") or not 0 <= head < first or (amount.high or 0) > OLDEST:
        return False
    return entity_of(tree, first - 2) is EntityType.PERSON or tree.rel(first) in ("appos", "amod", "nummod", "nmod")


def _counted_noun(scene: Scene, tree: Tree, amount: Amount) -> int | None:
    """What a number counts: the noun it hangs on, what stands after its "of", or the next noun that can be counted."""
    above = _noun_above(scene, tree, amount)
    if above is not None and above > amount.start and _is_countable(scene, tree, above):
        return above
    if above is not None:
        beside = _next_noun(scene, tree, amount.last)
        return above if beside is None and above > amount.start else beside
    own = range(amount.start, amount.last + 1)
    of = [kid for n in own for kid in tree.children(n, "nmod") if tree.case(kid) == "of" and kid > amount.last]
    if of and tree.words[of[0]] not in ("them", "whom", "which", "those"):
        return of[0]
    return _next_noun(scene, tree, amount.last)


def _noun_above(scene: Scene, tree: Tree, amount: Amount) -> int | None:
    at = amount.start
    while tree.rel(at) in ("nummod", "compound", "flat", "det", "amod", "advmod") and tree.heads[at] >= 0:
        at = tree.heads[at]
        if tree.is_noun(at) and not _is_number(scene, tree, at):
            return _joined(scene, tree, at)
        if tree.pos(at) not in ("NUM", "NOUN", "ADJ"):
            break
    return None


def _is_countable(scene: Scene, tree: Tree, node: int) -> bool:
    lemma = tree.lemmas[node]
    return lemma in scene.lexicon.counted or any(scene.lexicon.is_a(lemma, name) for name in ("HUMAN", "ARMED", "DURATION"))


def _joined(scene: Scene, tree: Tree, noun: int) -> int:
    """The fighters of "70 regime and rebel fighters", where the tree hangs the number on the first side named."""
    if scene.lexicon.is_a(tree.lemmas[noun], "HUMAN") or scene.lexicon.is_a(tree.lemmas[noun], "ARMED"):
        return noun
    if tree.lemmas[noun] in scene.lexicon.counted or not scene.lexicon.is_a(tree.lemmas[noun], "PARTY"):
        return noun
    after = (kid for kid in tree.kids[noun] if tree.rel(kid) == "conj" and kid - noun <= 4)
    return next((kid for kid in after if scene.lexicon.is_a(tree.lemmas[kid], "ARMED")), noun)


def _is_number(scene: Scene, tree: Tree, node: int) -> bool:
    return tree.words[node] in scene.lexicon.numbers or tree.words[node] in HALVES


def _next_noun(scene: Scene, tree: Tree, last: int) -> int | None:
    """The person or thing named right after a number whose tree says nothing."""
    at = last + 1
    if at < len(tree) and tree.words[at] == "of":
        at += 1
    for node in range(at, min(at + 5, len(tree))):
        if tree.is_noun(node) and _is_countable(scene, tree, node):
            arms = tree.rel(node) == "compound" and tree.heads[node] > node and scene.lexicon.is_a(tree.lemmas[node], "WEAPON")
            return tree.heads[node] if arms else node  # in "eight artillery pieces" pieces are counted
        if tree.pos(node) not in ("ADJ", "NOUN", "PROPN", "DET") or tree.words[node] in ("wounded", "injured", "dead", "killed"):
            return None
    return None


def parts_among(tree: Tree, counts: Sequence[Count]) -> set[int]:
    """The places in the list of those counts that are part of another ("18 people, including five children"), or more than it."""
    parts: set[int] = set()
    for number, count in enumerate(counts):
        joined = number - 1 in parts and _goes_on(tree, counts[number - 1], count)
        total = number > 0 and _is_running_total(tree, counts[number - 1], count)
        if joined or total or _is_share(tree, count) or any(_stands_among(tree, count, whole) for whole in counts[number + 1 :]):
            parts.add(number)
    return parts


def _is_running_total(tree: Tree, before: Count, count: Count) -> bool:
    """True for the 90 of "killed 47, bringing the toll since Monday to 90": it counts other attacks too."""
    between = range(before.node + 1, count.amount.first)
    lemmas = {tree.lemmas[n] for n in between}
    return bool(lemmas & {"bring", "raise", "take", "push", "lift"} and lemmas & {"toll", "total", "number", "tally"})


def _is_share(tree: Tree, count: Count) -> bool:
    """True after "including" or "among them", and before "of them" or "of whom"."""
    words, first, last = tree.words, count.amount.first, count.amount.last
    before, after = words[max(0, first - 2) : first], words[last + 1 : last + 3]
    if before and (tree.is_a(first - 1, "INCLUDING") or before in (("among", "them"), ("among", "whom"), ("of", "whom"))):
        return True
    return len(after) == 2 and after[0] in ("of", "among") and after[1] in ("them", "whom", "those", "which")


def _goes_on(tree: Tree, part: Count, count: Count) -> bool:
    """True for the women of "including five children and two women": no verb stands between."""
    between = range(part.node + 1, count.amount.first)
    return not any(tree.is_verb(n) or tree.words[n] in (";", "(", ")") for n in between) and _depends(tree, count, part)


def _depends(tree: Tree, count: Count, part: Count) -> bool:
    """True if the later count is joined to the earlier in the tree, or only nouns stand between the two."""
    if part.node in tree.up(count.node):
        return True
    return all(tree.pos(n) in ("NOUN", "ADJ", "PUNCT", "CCONJ") for n in range(part.node + 1, count.amount.first))


def _stands_among(tree: Tree, count: Count, whole: Count) -> bool:
    """True for the ten of "10 children were among 48 people killed"."""
    first = whole.amount.first
    if not first or tree.words[first - 1] != "among":
        return False
    between = range(count.node + 1, first - 1)
    return all(tree.words[n] in ("were", "was", "are", "is", "also") or not tree.is_verb(n) for n in between)
