"""How likely a draft is a claim that a monitor would enter: named observations, weighed by rows, added up to a chance.

The weights stand in `claim_evidence.csv` and are fitted by `training/judge.py`; the chance is the claim's `confidence`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from trucewatch.model import Realis
from trucewatch.read.draft import HARM, Draft
from trucewatch.read.phrases import Scene

Observation = tuple[str, float]

CLAUSES = frozenset("root ccomp conj advcl acl acl:relcl xcomp parataxis nmod obl nsubj obj".split())
LOOKED_BACK = 40  # earlier drafts compared with
WORDS_OF_A_LONG_QUOTE = 20
LEAST_PLAIN, LEAST_DOUBTED = 0.25, 0.75  # chosen with the weights, on reports held out in turn (training/judge.py)


def judge(scene: Scene, drafts: Sequence[Draft], weights: Mapping[str, float]) -> None:
    """Set the chance of every draft, and note what each observation counted."""
    for draft, values in zip(drafts, observed(scene, drafts), strict=True):
        draft.weighed = {name: value * weights[name] for name, value in values.items() if name in weights}
        draft.chance = chance(values, weights)


def is_kept(draft: Draft) -> bool:
    """True for a draft that becomes a claim: told plainly and not unlikely, or doubtful and yet likely."""
    return draft.chance >= (LEAST_DOUBTED if draft.doubts else LEAST_PLAIN)


def observed(scene: Scene, drafts: Sequence[Draft]) -> list[dict[str, float]]:
    """The observations on every draft of a report."""
    length = max(1, len(scene.report.text))
    return [observations(draft, drafts[max(0, n - LOOKED_BACK) : n], length) for n, draft in enumerate(drafts)]


def chance(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The chance that follows from observations; what has no weight counts nothing."""
    total = sum(value * weights.get(name, 0.0) for name, value in values.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def observations(draft: Draft, before: Sequence[Draft], length: int) -> dict[str, float]:
    """Every observation on a draft with its value, 1 for what simply holds; `length` is the report's, in characters."""
    found: dict[str, float] = {}
    for part in (_words(draft), _values(draft), _where(draft, length), _again(draft, before)):
        found |= dict(part)
    found |= {f"doubt: {name}": 1.0 for name in draft.doubts}
    return {"any claim": 1.0, f"type {draft.type}": 1.0, **found}


def _words(draft: Draft) -> Iterator[Observation]:
    """How it is told: by what kind of word, in what kind of clause."""
    tree, top, leading = draft.tree, draft.happening.top, draft.happening.leading
    clause = tree.rel(top)
    yield f"clause {clause if clause in CLAUSES else 'other'}", 1.0
    yield f"kind {leading.kind}", 1.0
    if not draft.has_verb:
        yield "no verb", 1.0
    if len(draft.happening.members) > 1:
        yield "several words", 1.0
    helpers = {tree.words[kid] for kid in tree.kids[top] if tree.rel(kid).startswith("aux")}
    if "had" in helpers:
        yield "past before the past", 1.0
    if helpers & {"has", "have"}:
        yield "has been", 1.0
    if tree.marks(top) & {"after", "since", "before", "when", "while", "as"}:
        yield "beside another act", 1.0
    demands = len(leading.frame.needs) + len(leading.frame.rest)
    yield "demanding row", min(3, demands) / 3
    yield "long quote", min(2.0, len(draft.nodes) / WORDS_OF_A_LONG_QUOTE)


def _values(draft: Draft) -> Iterator[Observation]:
    """What it tells of itself and what it had to take over."""
    if not draft.actor:
        yield "no actor", 1.0
    elif all(m.inherited for m in draft.actor):
        yield "inherited actor", 1.0
    if draft.recipient and not all(m.inherited for m in draft.recipient):
        yield "own recipient", 1.0
    if draft.place is None:
        yield "no place", 1.0
    elif draft.place.inherited:
        yield "inherited place", 1.0
    if draft.time is not None and not draft.time_inherited:
        yield "own day", 1.0
    if any(f.kind in HARM for f in draft.figures):
        yield "toll", 1.0
    elif draft.figures:
        yield "figure", 1.0
    if draft.speaker is not None:
        yield "speaker", 1.0
    if draft.direct:
        yield "direct quote", 1.0
    if draft.realis is not Realis.ACTUAL:
        yield f"realis {draft.realis}", 1.0


def _where(draft: Draft, length: int) -> Iterator[Observation]:
    """Where in the report it stands: news comes first, background last."""
    place = draft.start / length
    yield "late", place
    if place > 0.75:
        yield "last quarter", 1.0


def _again(draft: Draft, before: Sequence[Draft]) -> Iterator[Observation]:
    """Whether the report has told the like already."""
    alike = [d for d in before if d.type is draft.type and d.mode == draft.mode and d.actor_codes == draft.actor_codes]
    if alike:
        yield "like an earlier one", 1.0
        if any(d.place and draft.place and d.place.name == draft.place.name for d in alike):
            yield "like an earlier one, same place", 1.0
    if draft.harm and any(draft.harm <= d.harm for d in before):
        yield "toll told before", 1.0
