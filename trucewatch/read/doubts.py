"""Why a draft may not be worth a line of the ledger: vague, old, half named, told only to say who is meant."""

from __future__ import annotations

import re
from collections.abc import Callable

from trucewatch.model import Counted, EventType, Realis
from trucewatch.read.arguments import objects, subjects
from trucewatch.read.draft import HARM, Draft
from trucewatch.read.phrases import Scene
from trucewatch.read.threats import WORDS, is_ambition

YEAR = re.compile(r"\b(?:19|20)\d\d\b(?! ?(?:GMT|UTC|hours|local))")
OLD = 1  # years before publication from which an act is history, unless it carries a toll
BY_NAME = WORDS | {EventType.AGREE, EventType.CONSULT, EventType.COOPERATE, EventType.SANCTION}


def doubts_of(scene: Scene, draft: Draft) -> set[str]:
    """The names of all doubts that hold for a draft; none for one that is told plainly."""
    doubts = {"history"} if _is_history(scene, draft) else set()
    check = CHECKS.get(draft.type) or (_nobody_named if draft.type in BY_NAME else None)
    if check is not None and (doubt := check(draft)):
        doubts.add(doubt)
    return doubts


def _is_history(scene: Scene, draft: Draft) -> bool:
    """True for what is dated more than a year back and carries no toll."""
    if scene.day is None or any(f.kind in HARM or f.kind is Counted.DISPLACED for f in draft.figures):
        return False
    if draft.time is not None and not draft.time_inherited and not YEAR.search(scene.text(draft.time.start, draft.time.end)):
        return False  # "The army, which lost the heights in 1967, shelled the town on Tuesday"
    words = scene.text(*draft.tree.extent(draft.nodes))
    years = [int(year) for year in YEAR.findall(words)]
    return (
        bool(years)
        and max(years) < scene.day.year - OLD
        and "since" not in words
        and draft.type not in (EventType.AGREE, EventType.ACCUSE)
    )


def _nobody_named(draft: Draft) -> str:
    """An act of words or of dealing needs somebody who does it."""
    tree = draft.tree
    aside = draft.type is EventType.ACCUSE and tree.rel(draft.happening.top) == "acl"
    if aside and ("speaker" in draft.happening.leading.frame.actor or not draft.actor):
        return "describes"  # "the militias sponsored by a neighbour", "a cleric accused of the coup"
    accused = draft.type in (EventType.ACCUSE, EventType.SANCTION) and draft.recipient and draft.has_verb
    agreed = objects(tree, draft.happening.top) if draft.type is EventType.AGREE else []
    talks = draft.type is EventType.CONSULT and draft.has_verb and _told_of(draft, "TALKS")
    named = draft.actor or accused or talks or any(tree.is_a(n, name) for n in agreed for name in ("AGREEMENT", "TRUCE"))
    return "" if named else "nobody named"


def _told_of(draft: Draft, name: str) -> bool:
    """True if the act is told of something of a class: "the talks resumed", "the talks were put off"."""
    tree, top = draft.tree, draft.happening.top
    return any(tree.is_a(node, name) for node in (*subjects(tree, top), *objects(tree, top)))


def _displaced(draft: Draft) -> str:
    if draft.tree.rel(draft.happening.top) in ("acl", "acl:relcl") and not draft.figures:
        return "describes"  # "civilians fleeing the war" says who they are
    above = draft.tree.heads[draft.happening.top]
    told = draft.has_verb or (above >= 0 and draft.tree.is_a(above, "CAUSING"))
    return "" if draft.figures or (draft.recipient and told) else "nobody named"


def _coerced(draft: Draft) -> str:
    frame = draft.happening.leading.frame
    if not draft.has_verb and not draft.actor and not draft.tree.is_verb(draft.happening.root):
        return "only a noun"
    plain = frame.row.mode in ("arrest", "curfew") or frame.head in ("siege", "besiege", "blockade", "cut", "close")
    return "" if draft.actor or draft.figures or plain else "nobody named"


def _mobilized(draft: Draft) -> str:
    tree, top = draft.tree, draft.happening.top
    if tree.rel(top) in ("acl", "amod") and not draft.figures and draft.realis is Realis.ACTUAL:
        return "describes"
    return "" if draft.actor or draft.figures or tree.children(top, "nsubj:pass") else "nobody named"


def _retreated(draft: Draft) -> str:
    return "nobody named" if draft.realis is Realis.POSSIBLE and not draft.actor else ""


def _helped(draft: Draft) -> str:
    return "" if draft.actor or draft.recipient or draft.figures or draft.has_verb else "nobody named"


def _assaulted(draft: Draft) -> str:
    """The first doubt that holds for an assault."""
    return next((name for name, holds in ASSAULT_DOUBTS if holds(draft)), "")


def _bare_effect(draft: Draft) -> bool:
    return draft.happening.effect_only and not draft.figures and not (draft.actor and draft.recipient)


def _bare_noun(draft: Draft) -> bool:
    alone = draft.happening.root == draft.happening.top
    harmed = any(f.kind in HARM for f in draft.figures)
    told = draft.actor or draft.figures or (draft.place and not alone)
    return not draft.has_verb and (not told or (alone and not draft.actor and not harmed))


def _describes(draft: Draft) -> bool:
    """True for "facilities captured by the group", "the coalition fighting it": told only to say who or what is meant."""
    top, tree = draft.happening.top, draft.tree
    known = draft.happening.leading.frame.row.mode in ("territory", "clash") and tree.rel(top) in ("acl", "acl:relcl")
    own_time = draft.time is not None and tree.tokens[top].start <= draft.time.start < draft.end
    return known and not draft.figures and not own_time and (tree.rel(top) == "acl" or len(draft.happening.members) == 1)


def _unreal(draft: Draft) -> bool:
    return not draft.actor and not draft.figures and draft.realis is not Realis.ACTUAL


def _unnamed(draft: Draft) -> bool:
    """True for an act of nobody on nobody nowhere, unless a bomb went off or somebody came to harm."""
    named = draft.actor or draft.figures or draft.place or draft.tree.children(draft.happening.top, "nsubj:pass")
    harmed = {"effect", "fate"} & {t.kind for t in draft.happening.members}
    return not named and draft.mode not in ("explosives", "suicide-attack") and not harmed


def _feared(draft: Draft) -> bool:
    above = draft.tree.heads[draft.happening.root]
    return not draft.figures and above >= 0 and draft.tree.is_a(above, "FEARED")


ASSAULT_DOUBTS: tuple[tuple[str, Callable[[Draft], bool]], ...] = (
    ("bare effect", _bare_effect),
    ("only a noun", _bare_noun),
    ("describes", _describes),
    ("unreal", _unreal),
    ("nobody named", _unnamed),
    ("feared", _feared),
    ("ambition", is_ambition),
)
CHECKS: dict[EventType, Callable[[Draft], str]] = {
    EventType.DISPLACE: _displaced,
    EventType.COERCE: _coerced,
    EventType.MOBILIZE: _mobilized,
    EventType.RETREAT: _retreated,
    EventType.PROTEST: _helped,
    EventType.AID: _helped,
    EventType.ASSAULT: _assaulted,
}
