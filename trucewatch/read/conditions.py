"""Find the conditions on which something is said to follow: "if", "unless", "should the army not leave"."""

from __future__ import annotations

from trucewatch.read.tree import SUBJECTS, Tree

IF = frozenset({"if", "unless"})
INVERTED = frozenset({"should", "were", "had"})


def is_conditional(tree: Tree, clause: int) -> bool:
    """True for a clause that says on what condition something follows."""
    return opening_word(tree, clause) is not None


def opening_word(tree: Tree, clause: int) -> int | None:
    """The "if" or "unless" that opens a condition, or the auxiliary before its subject: "should he fail"; None if it is none."""
    kids = [kid for kid in tree.kids[clause] if kid < clause]
    opened = [kid for kid in kids if tree.words[kid] in IF and tree.rel(kid) in ("mark", "advmod", "case")]
    if opened:
        return opened[0]
    before = [kid for kid in kids if tree.words[kid] in INVERTED and tree.rel(kid) in ("aux", "cop")]
    named = [kid for kid in kids if tree.rel(kid) in SUBJECTS]
    inverted = tree.rel(clause) == "advcl" and bool(before and named) and before[0] < named[0]
    return before[0] if inverted else None


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
