"""By what means an assault was made: the mode that its words name."""

from __future__ import annotations

import re

from trucewatch.read.draft import Draft, side
from trucewatch.read.phrases import Scene
from trucewatch.read.triggers import Trigger

TELLING = frozenset({"suicide-attack", "drone", "unconventional", "crowd-control"})


def mode_of(scene: Scene, draft: Draft) -> str | None:
    """By what means: the frame's own mode for captures and clashes, else the first weapon named in the happening's words."""
    own = next((t.frame.row.mode for t in _acts(draft) if t.frame.row.mode), None)
    if own in ("territory", "clash", "abduct", "targeted", "torture", "sexual"):
        return own
    words = means_words(scene, draft)
    named = _first_named(scene, words)
    if named is None and own == "aerial" and any(t.frame.head == "bombing" for t in draft.happening.members):
        return _bombing_mode(draft, words)
    if named is None and own is None and draft.has_verb:
        named = _first_named(scene, " ".join(draft.tree.tokens[n].text for n in draft.tree.below(draft.happening.top)))
    if named is None:
        return own or next((mode for pattern, mode in scene.lexicon.weapons[-2:-1] if pattern.search(words)), None)
    return named


def _first_named(scene: Scene, words: str) -> str | None:
    """The mode of the weapon named first; some say more than what they are named with, a bombardment says less."""
    matches = [(pattern.search(words), mode) for pattern, mode in scene.lexicon.weapons[:-2]]
    found = [(match.start(), match.group().lower().startswith("bombard"), mode) for match, mode in matches if match]
    plain = [one for one in found if not one[1]] or found
    telling = [one for one in plain if one[2] in TELLING]
    return min(telling or plain)[2] if found else None


def _acts(draft: Draft) -> list[Trigger]:
    return sorted(draft.happening.members, key=lambda t: (t.kind in ("effect", "fate"), t.frame.row.mode == "destroy", t.node))


def _bombing_mode(draft: Draft, words: str) -> str:
    """A "bombing" is from the air if a state does it or aircraft are named, else a bomb that was planted."""
    states = [
        code
        for m in draft.actor
        for code in m.codes
        if side(code) == code.split(":")[0] and (len(code.split(":")[0]) == 3 or code == "COALITION")
    ]
    from_air = re.search(r"air|raid|barrel|plane|jet|helicopter|aerial", words, re.I)
    return (
        "aerial"
        if from_air or (states and not re.search(r"\b(?:car|twin|double|roadside|suicide)\b", words, re.I))
        else "explosives"
    )


def means_words(scene: Scene, draft: Draft) -> str:
    """The words of a happening in which a weapon may be named."""
    tree = draft.tree
    nodes = set(draft.happening.nodes)
    for node in draft.happening.nodes:
        if tree.is_verb(node):
            nodes |= set(tree.below(node)) & set(draft.nodes)
        else:
            nodes |= {
                n
                for kid in tree.kids[node]
                if tree.rel(kid) in ("compound", "amod", "nmod", "nmod:desc", "acl", "appos", "nmod:poss", "conj")
                for n in tree.below(kid)
            }
    ordered = sorted(nodes)
    return " ".join(tree.tokens[n].text for n in ordered).replace(" - ", "-")
