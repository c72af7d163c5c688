"""Join what two sentences tell of one happening, and part what one sentence tells of two places."""

from __future__ import annotations

from dataclasses import replace

from trucewatch.model import EventType
from trucewatch.read.arguments import is_past_participle
from trucewatch.read.draft import Draft
from trucewatch.read.named import PlaceFound
from trucewatch.read.phrases import Scene
from trucewatch.read.places import places_in
from trucewatch.read.tree import SUBJECTS

POINTING = frozenset({"it", "this", "they", "that"})
LINKING = frozenset({"and", "while", "as", "well", "with", "or", "were", "was", "left", ",", ";"})
NEAR = 5  # words that may stand between a toll and the shot that caused it
BETWEEN = 12  # characters that may stand between two sentences that are joined: quotation marks, blanks


def joined_to(draft: Draft, before: Draft | None) -> bool:
    """Add "It killed 18 people" to the strike of the sentence before; True if that was done."""
    if before is None or before.type is not EventType.ASSAULT or draft.type is not EventType.ASSAULT:
        return False
    if _counts_on(draft, before) or _tells_of_shot(draft, before) or _tells_of_shot(before, draft) or _says_who(draft, before):
        return _add(draft, before)
    tree, top = draft.tree, draft.happening.top
    named = [kid for kid in tree.kids[top] if tree.rel(kid) == "nsubj"]
    points = bool(named) and tree.words[named[0]] in POINTING
    follows = before.number == draft.number - 1 and 0 <= draft.start - before.end <= BETWEEN
    if not (points and follows and draft.happening.effect_only and draft.harm and not before.harm):
        return False
    return _add(draft, before)


def _add(draft: Draft, before: Draft) -> bool:
    told = {figure.span for figure in before.figures}
    before.figures = (*before.figures, *(figure for figure in draft.figures if figure.span not in told))
    before.recipient = before.recipient or draft.recipient
    if all(m.inherited for m in before.actor) and any(not m.inherited for m in draft.actor):
        before.actor = draft.actor
    if draft.place is not None and not draft.place.inherited and (before.place is None or before.place.inherited):
        before.place = draft.place
    before.mode = before.mode or draft.mode
    before.end = max(before.end, draft.end)
    return True


def _counts_on(draft: Draft, before: Draft) -> bool:
    """True for the "and nine wounded" beside "two were killed" where the tree has parted them: another kind, nothing else new."""
    if draft.number != before.number or not draft.happening.effect_only or not draft.harm or not before.harm:
        return False
    again = {f.span for f in draft.figures} <= {f.span for f in before.figures}
    between = [n for n, t in enumerate(draft.tree.tokens) if before.end <= t.start < draft.start]
    effects = {n for n in before.happening.nodes if draft.tree.is_verb(n)}
    beside = all(draft.tree.words[n] in LINKING or n in effects for n in between)
    kinds = {kind for kind, _ in draft.harm} & {kind for kind, _ in before.harm}
    elsewhere = draft.place is not None and not draft.place.inherited and before.place is not None and draft.place != before.place
    doers = any(not m.inherited for m in draft.actor) and draft.actor_codes != before.actor_codes
    return not doers and draft.realis is before.realis and (again or (beside and not kinds and not elsewhere))


def _tells_of_shot(toll: Draft, shot: Draft) -> bool:
    """True for "killed five" and "fired by gunmen" of "shells fired by gunmen killed five" where the tree has parted them."""
    tree, top = toll.tree, shot.happening.top
    if toll.number != shot.number or not (toll.happening.effect_only and toll.harm) or shot.harm or shot.happening.effect_only:
        return False
    first, last = (toll, shot) if toll.start <= shot.start else (shot, toll)
    between = [n for n, t in enumerate(tree.tokens) if first.end <= t.start < last.start]
    beside = len(between) <= NEAR and not any(tree.is_verb(n) or tree.pos(n) == "PUNCT" for n in between)
    described = (
        tree.is_verb(top) and is_past_participle(tree, top) and not any(tree.rel(kid) in SUBJECTS for kid in tree.kids[top])
    )
    doers = toll.actor_codes and shot.actor_codes and toll.actor_codes != shot.actor_codes
    return beside and described and not doers and toll.realis is shot.realis


def _says_who(draft: Draft, before: Draft) -> bool:
    """True for "that hit the town" in "raids by a coalition that hit the town": it describes who did the act before."""
    tree, top = draft.tree, draft.happening.top
    describes = draft.number == before.number and tree.rel(top) in ("acl", "acl:relcl") and tree.heads[top] in before.nodes
    return (
        describes
        and not draft.harm
        and draft.actor_codes == before.actor_codes
        and draft.realis is before.realis
        and draft.mode in (None, before.mode)
    )


def parted(scene: Scene, draft: Draft) -> list[Draft]:
    """Two drafts for "30 fighters were killed near Ayn and another five outside Tell": a toll and a place each; else the one."""
    tree = draft.tree
    if draft.type is not EventType.ASSAULT or draft.place is None:
        return [draft]
    for figure in draft.figures:
        node = next((n for n in range(len(tree)) if tree.tokens[n].start <= figure.span.start < tree.tokens[n].end), None)
        if node is None or not _begins_anew(draft, node, figure.span.start):
            continue
        number_at = next((n for n in range(node, min(node + 4, len(tree))) if tree.pos(n) == "NUM"), node)
        after = next((n for n in range(number_at + 1, min(number_at + 12, len(tree))) if tree.is_a(n, "LOCATING")), None)
        same = [f for f in draft.figures if f.kind is figure.kind and f.span.start < figure.span.start]
        here = _place_before(scene, draft, figure.span.start)
        if after is None or not same or here is None:
            continue
        there = [p for p in places_in(scene, tree, range(after, min(after + 10, len(tree)))) if p.start > figure.span.start]
        if there:
            return _in_two(scene, draft, figure.span.start, here, min(there, key=lambda p: (p.rank, p.start)))
    return [draft]


def _place_before(scene: Scene, draft: Draft, cut: int) -> PlaceFound | None:
    """The place of what is told before the cut."""
    if draft.place is None or draft.place.start <= cut:
        return draft.place
    before = [p for p in places_in(scene, draft.tree, draft.nodes) if p.end <= cut]
    return min(before, key=lambda p: (p.rank, p.start), default=None)


def _begins_anew(draft: Draft, node: int, start: int) -> bool:
    """True if "and", "and another" or "another" stands at or before the number."""
    words = draft.tree.words[max(0, node - 2) : node + 1]
    return draft.start < start < draft.end and ("another" in words or "and" in words) and "including" not in words


def _in_two(scene: Scene, draft: Draft, cut: int, here: PlaceFound, there: PlaceFound) -> list[Draft]:
    """The draft up to the cut, and a second with what comes after it, each at its place."""
    words = scene.text(draft.start, cut).rstrip()
    for ending in (" another", " and", ","):
        words = words.removesuffix(ending).rstrip()
    first = replace(
        draft, figures=tuple(f for f in draft.figures if f.span.start < cut), end=draft.start + len(words), place=here
    )
    second = replace(draft, figures=tuple(f for f in draft.figures if f.span.start >= cut), start=cut, place=there)
    return [first, second] if first.figures and second.figures else [draft]
