"""Which claims say one thing in the same way: of many such the first are compared, and the others go with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from hashlib import blake2b
from operator import attrgetter

from trucewatch.model import Bond
from trucewatch.reconcile.facts import Facts, PlaceFacts
from trucewatch.reconcile.merging.blocking import keys
from trucewatch.reconcile.merging.matching import score

CUT = 500  # thousandths of mean score between two groups; swept 300..700 on tests/eval/merging.py
TOLD = "told "  # begins the mark of those told alike
SURE = 0.8  # what claims told alike must score whatever their words, to count as told alike in other words

# What need not be the same for two claims to be told alike
OWN = frozenset({"id", "report_id", "start", "end", "speaker", "words", "rare", "report_words", "report_days", "again", "rank"})
NAMES = tuple(item.name for item in fields(Facts) if item.name not in OWN)
compared = attrgetter(*NAMES)
COMPARED = len(NAMES)


def told_by(facts: Facts, score: Callable[[Facts, Facts], float] = score) -> int:
    """How much claims told alike must have in common: what is compared, the words too, or even the id (then none are alike)."""
    another = replace(facts, id="", report_id="")
    if (
        score(
            facts, replace(another, words=frozenset({"-"}), rare=frozenset(), report_words=frozenset(), report_days=frozenset())
        )
        >= SURE
    ):
        return COMPARED
    return COMPARED + (1 if round(1000 * score(facts, another)) >= CUT else 2)


def telling_mark(facts: Facts, score: Callable[[Facts, Facts], float] = score) -> str:
    """What a claim has in common with those told like it, as a mark to look it up by; the same in every run."""
    values = (*compared(facts), facts.words, facts.id)[: told_by(facts, score)]
    plain = repr([_plain(value) for value in values])
    return TOLD + blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _plain(value: object) -> object:
    """A value whose `repr` is the same in every run."""
    if isinstance(value, PlaceFacts):
        return [_plain(getattr(value, item.name)) for item in fields(value)]
    if isinstance(value, Bond):
        return [value.tie, sorted(value.apart)]
    return sorted(value) if isinstance(value, frozenset) else value


def marks_of(facts: Facts) -> tuple[str, ...]:
    """Under what a claim is to be looked up when it comes or goes: what it has in common with those told alike, and its keys."""
    return (telling_mark(facts), *keys(facts))
