"""Find the conditions on which something is said to follow: "if", "unless", "should the army not leave"."""

from __future__ import annotations

from trucewatch.read.tree import SUBJECTS, Tree

IF = frozenset({"if", "unless"})
INVERTED = frozenset({"should", "were", "had"})


def is_conditional(tree: Tree, clause: int) -> bool:
    """True for a clause that opens with "if" or "unless", or with the auxiliary before its subject: "should he fail"."""
    if tree.marks(clause) & IF:
        return True
    before = [
        kid for kid in tree.kids[clause] if kid < clause and tree.words[kid] in INVERTED and tree.rel(kid) in ("aux", "cop")
    ]
    named = [kid for kid in tree.kids[clause] if tree.rel(kid) in SUBJECTS and kid < clause]
    return tree.rel(clause) == "advcl" and bool(before and named) and before[0] < named[0]


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
