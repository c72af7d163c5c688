"""Choose where a claim says it happened: its own words first, then what "the city" means, then where the last act was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from trucewatch.model import EventType
from trucewatch.read.carrying import Memory
from trucewatch.read.draft import Draft
from trucewatch.read.named import PlaceFound
from trucewatch.read.phrases import Scene
from trucewatch.read.places import place_of, places_in
from trucewatch.read.threats import WORDS
from trucewatch.read.tree import SUBJECTS, Tree

NEVER_A_COUNTRY = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.DISPLACE})  # happen in a town, not in a country
SOMEWHERE = frozenset({EventType.ASSAULT, EventType.RETREAT, EventType.COERCE})
COUNTRY, PROVINCE, TOWN = 5, 3, 1  # ranks from which a place is a country, a province, a town


def choose_place(scene: Scene, draft: Draft, foreign: set[int]) -> PlaceFound | None:
    """The place a claim's own sentence gives it; `foreign` are the words of the sentence's other happenings."""
    tree = draft.tree
    barred = _where_people_are_stationed(draft) | _party_nodes(scene, draft)
    place = place_of(scene, tree, draft.nodes, draft.happening.top, barred)
    if (place is None or place.rank >= COUNTRY) and draft.type not in WORDS:
        elsewhere = set(range(len(tree))) - _words_of_saying(draft) - foreign
        wider = [p for p in places_in(scene, tree, elsewhere, barred) if p.rank < PROVINCE]
        return min(wider, key=lambda p: (p.rank, abs(p.start - draft.at)), default=place)
    return place


def _where_people_are_stationed(draft: Draft) -> set[int]:
    tree = draft.tree
    stationed = [n for n in draft.nodes if tree.is_a(n, "STATIONED") and tree.rel(n) in ("acl", "acl:relcl", "amod")]
    return {n for node in stationed for n in tree.below(node)}


def _words_of_saying(draft: Draft) -> set[int]:
    """Who says it and what stands with the verb of saying: "told reporters in Geneva"."""
    tree, verb = draft.tree, draft.speaker.verb if draft.speaker else None
    if verb is None:
        return set()
    said = set() if verb in tree.up(draft.happening.top) else set(tree.below(verb)) - set(draft.nodes)
    return said | {n for kid in tree.kids[verb] if tree.rel(kid) == "nsubj" for n in tree.below(kid)}


def _party_nodes(scene: Scene, draft: Draft) -> set[int]:
    """The words that name who does it: "Ankara" in "Ankara has sent" is no place."""
    tree = draft.tree
    nodes = {m.node for m in draft.actor if m.node >= 0 and not m.inherited}
    doing = {n for n in range(len(tree)) if tree.rel(n) in SUBJECTS | {"obl:agent"} and scene.lookup(tree.tokens[n].text)}
    return {
        n
        for node in nodes | doing
        if tree.pos(node) == "PROPN"
        for n in (node, *(k for k in tree.kids[node] if tree.rel(k) in ("flat", "compound")))
    }


def take_place(scene: Scene, memory: Memory, draft: Draft) -> None:
    """Give a claim that names no place of its own the one of the last act, or the one the report names most."""
    if draft.place is not None and (draft.place.rank < COUNTRY or draft.type not in NEVER_A_COUNTRY):
        return
    last = memory.acts[-1].place if memory.acts else None
    carried = last or memory.place or scene.common_place
    if draft.type is not EventType.ASSAULT:
        carried = scene.common_place or memory.place
    if carried is not None and (carried.rank < COUNTRY or draft.place is None) and draft.type is not EventType.CONSULT:
        draft.place = replace(carried, inherited=True)


def common_place(scene: Scene, trees: Sequence[Tree]) -> PlaceFound | None:
    """The place a report names most, countries left out; of two as frequent, the one named first."""
    everywhere = [place for tree in trees for place in places_in(scene, tree, range(len(tree))) if place.rank < COUNTRY]
    found = [place for place in everywhere if not scene.parties.is_capital(place.name)] or everywhere
    named = Counter(place.name for place in found)
    return min(found, key=lambda p: (-named[p.name], p.start), default=None)


def fill_common_place(drafts: Sequence[Draft]) -> None:
    """Give acts that name no place the one most acts of the report name."""
    named = Counter(d.place.name for d in drafts if d.place is not None and d.place.rank < COUNTRY and not d.doubts)
    if not named:
        return
    common = min(named, key=lambda name: (-named[name], name))
    source = next(d.place for d in drafts if d.place is not None and d.place.name == common)
    for draft in drafts:
        if draft.place is None and draft.type in SOMEWHERE:
            draft.place = replace(source, inherited=True)
