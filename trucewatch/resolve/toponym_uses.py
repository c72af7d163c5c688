"""Say how a toponym is used: to place something, as a government or its people, or to qualify a noun ("the Aleppo offensive")."""

from __future__ import annotations

from trucewatch.knowledge.toponym_tables import toponym_words
from trucewatch.model import Token
from trucewatch.resolve.toponym_spans import HYPHENS, Mention, SentenceNames, Use

FARTHEST = 4  # steps up a list of names to the one that says what they all are
DATELINE = frozenset({"(", ":", ",", "-", "–", "—"})  # what stands behind the town a report was sent from
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})

Judged = tuple[Use, str]


def used(one: SentenceNames, mention: Mention) -> Judged:
    """The use of a mention and why, in words; only what was taken for a place is looked at."""
    if mention.use is not Use.PLACE:
        return mention.use, ""
    return _judged(one, mention, mention.first, mention.last, 0)


def _judged(one: SentenceNames, mention: Mention, first: int, last: int, steps: int) -> Judged:
    top = _top(one, first, last)
    head = one.tokens[top.head - 1] if top.head else None
    relation = top.deprel.partition(":")[0]
    after = one.lower(last + 1)
    if after in HYPHENS and after != "/" and one.tokens[last].end == one.tokens[last + 1].start:
        located = one.lower(last + 2) in ("based", "born", "area", "held", "bound")
        return (Use.PLACE, "where it is based") if located else (Use.MODIFIER, "qualifies the word behind it")
    if head is None or _is_dateline(one, first, last):
        return Use.PLACE, "stands alone"
    if after in POSSESSIVE or top.deprel == "nmod:poss":
        return _before_noun(head, "owns")
    if relation in ("compound", "amod", "flat") and head.index - 1 > last:
        return _before_noun(head, "qualifies")
    if relation == "conj" and steps < FARTHEST and head.index - 1 < first:
        return _judged(one, mention, head.index - 1, head.index - 1, steps + 1)
    if relation == "nsubj":
        return _as_subject(one, top, head, mention)
    if relation in ("obj", "iobj"):
        pressed = relation == "iobj" or head.lemma in toponym_words("pressed")
        return (Use.METONYM, f"whom they {head.lemma}") if pressed else (Use.PLACE, f"what they {head.lemma}")
    return _behind(one, top, head)


def _top(one: SentenceNames, first: int, last: int) -> Token:
    """The word of the name on which the others hang."""
    inside = range(first + 1, last + 2)
    return next((token for token in one.tokens[first : last + 1] if token.head not in inside), one.tokens[last])


def _is_dateline(one: SentenceNames, first: int, last: int) -> bool:
    """True for "GENEVA (AP) —", "HELENA, Mont." and "MOSCOW: " at the head of a sentence, not for "US drones"."""
    return first <= 2 and one.words(first, last).isupper() and one.lower(last + 1) in DATELINE


def _before_noun(head: Token, verb: str) -> Judged:
    if head.lemma.lower() in toponym_words("located") or head.text.lower() in toponym_words("located"):
        return Use.PLACE, f"the {head.lemma} is there"
    return Use.MODIFIER, f"{verb} {head.text!r}"


def _as_subject(one: SentenceNames, top: Token, head: Token, mention: Mention) -> Judged:
    """ "Damascus said" is a government, "Aleppo was shelled" and "Aleppo fell" are towns."""
    if top.deprel.endswith(":pass") or head.lemma in toponym_words("stands"):
        return Use.PLACE, f"what is told of it: {head.text}"
    governs = mention.known is not None or one.lower(mention.last) in toponym_words("feature")
    governs = governs or (head.upos == "VERB" and one.is_capital_city(mention.first, mention.last))
    acts = head.lemma in toponym_words("speaks") or governs
    if acts and head.upos in ("VERB", "AUX", "ADJ", "NOUN"):
        return Use.METONYM, f"who it is that {head.text!r} is told of"
    return Use.PLACE, f"what is told of it: {head.text}"


def _behind(one: SentenceNames, top: Token, head: Token) -> Judged:
    """By the word before the name: "in Ankara", "a treaty with Ankara", "the ruler of Dubai"."""
    cases = [t.text.lower() for t in one.tokens if t.head == top.index and t.deprel == "case" and t.index < top.index]
    before = cases[0] if cases else ""
    if before == "of" and head.lemma.lower() in toponym_words("rules"):
        return Use.MODIFIER, f"the {head.text} of it"
    bound_for = before == "for" and head.upos == "VERB"
    if before in toponym_words("allied") and not bound_for and head.lemma.lower() not in toponym_words("shared"):
        return Use.METONYM, f"stands behind {before!r}"
    return Use.PLACE, f"stands behind {before!r}" if before else "a name of a place"
