"""Find the conditions on which something is said to follow: "if", "as long as", "should the army not leave"."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.read.tree import SUBJECTS, Tree

INVERTED = frozenset({"should", "were", "had"})
OPENED = frozenset({"advcl", "acl", "obl", "advmod", "dep", "parataxis", "nmod"})  # how a condition hangs on what follows from it
EVEN = frozenset({"only", "even", "but", "especially", "particularly"})  # words that may stand before what opens a condition
LONGEST = 4  # words of the longest opening: "in the event of"


def is_conditional(tree: Tree, clause: int) -> bool:
    """True for a clause or phrase that says on what condition something follows."""
    return opening_word(tree, clause) is not None


def opening_word(tree: Tree, clause: int) -> int | None:
    """The "if" or the "as" of "as long as" that opens a condition, or the auxiliary before its subject: "should he fail"."""
    first = next((n for n in tree.below(clause) if tree.words[n] not in EVEN and tree.pos(n) != "PUNCT"), clause)
    words = tree.words[first : first + LONGEST]
    if any(" ".join(words[:length]) in tree.classes["CONDITION"] for length in range(1, len(words) + 1)):
        return first
    kids = [kid for kid in tree.kids[clause] if kid < clause]
    before = [kid for kid in kids if tree.words[kid] in INVERTED and tree.rel(kid) in ("aux", "cop")]
    named = [kid for kid in kids if tree.rel(kid) in SUBJECTS]
    inverted = tree.rel(clause) == "advcl" and bool(before and named) and before[0] < named[0]
    return before[0] if inverted else None


def conditions_under(tree: Tree, node: int) -> list[int]:
    """The conditions hanging on a node or on the clauses that complete it, each by its highest word."""
    found, waiting = [], [node]
    while waiting:
        for kid in tree.kids[waiting.pop()]:
            if tree.rel(kid) in OPENED and is_conditional(tree, kid):
                found.append(kid)
            elif tree.rel(kid) in ("xcomp", "ccomp"):
                waiting.append(kid)
    return sorted(found)


def condition_words(tree: Tree, nodes: Sequence[int]) -> tuple[int, int] | None:
    """Text offsets of the first condition among these nodes: from "if" or "unless" (or "until") to its end; None without one."""
    for node in nodes:
        waits = tree.rel(node) == "advcl" and any(tree.is_a(kid, "UNTIL") for kid in tree.kids[node])
        if tree.rel(node) in OPENED and (waits or is_conditional(tree, node)):
            inside = [n for n in tree.below(node) if tree.pos(n) != "PUNCT"]
            return tree.extent(inside) if inside else None
    return None


def conditioned(tree: Tree, node: int) -> list[int]:
    """Who must do something, or must not, for what is told at a node to follow: the army of "if the army does not leave"."""
    at = node
    for _ in range(3):
        clauses = [kid for kid in tree.children(at, "advcl") if is_conditional(tree, kid)]
        if clauses:
            return [kid for clause in clauses for kid in tree.kids[clause] if tree.rel(kid) == "nsubj"]
        if tree.rel(at) != "xcomp" or tree.heads[at] < 0:
            return []
        at = tree.heads[at]
    return []
