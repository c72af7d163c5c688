"""Draw who has a word from whom: origins at the left, who passes it on and the accounts to the right; dashed where likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from trucewatch.publish.tongue import say

ROW, STEP, LEFT, TOP = 30, 112, 14, 20
MOST_NODES = 40  # beyond it the drawing is a wall; the list beside it says the same
LONGEST = 30  # letters of a name on the drawing; the list has it whole


@dataclass(frozen=True, slots=True)
class Node:
    """An origin, somebody who passes its word on, or an account (with its letter); `likely` is the step that leads to it."""

    name: str
    letter: str = ""
    likely: bool = False
    below: tuple[Node, ...] = ()


def origins_graph(roots: Sequence[Node]) -> Markup:
    """The drawing; empty where there is nothing to see in it, or too much."""
    many = sum(_size(root) for root in roots)
    if not 2 < many <= MOST_NODES:
        return Markup("")
    lines: list[str] = []
    marks: list[str] = []
    y = TOP
    for root in roots:
        y = _draw(root, 0, y, lines, marks)
    width = LEFT + STEP * max(_depth(root) for root in roots) + 236
    height = y - ROW + TOP
    told = say("%(len)s origins and what was carried on from them, as in the list", len=len(roots))
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    head = f'<svg class="graph" {size} role="img" aria-label="{escape(told)}">'
    return Markup("".join([head, *lines, *marks, "</svg>"]))


def _size(node: Node) -> int:
    return 1 + sum(_size(one) for one in node.below)


def _depth(node: Node) -> int:
    return 1 + max((_depth(one) for one in node.below), default=-1)


def _draw(node: Node, depth: int, y: int, lines: list[str], marks: list[str]) -> int:
    """Draw a node and all below it from the height `y` on; the height after them."""
    x = LEFT + depth * STEP
    marks.append(_mark(node, x, y, depth))
    after = y + ROW
    for one in node.below:
        dashed = " is-likely" if one.likely else ""
        lines.append(f'<path class="o-link{dashed}" d="M{x} {y + 9}V{after - 6}q0 6 6 6H{x + STEP - 12}"/>')
        after = _draw(one, depth + 1, after, lines, marks)
    return after


def _mark(node: Node, x: int, y: int, depth: int) -> str:
    name = node.name if len(node.name) <= LONGEST else ""
    if node.letter:
        wide = 14 + 5 * max(len(node.letter) - 1, 0)
        box = f'<rect class="d-box" x="{x - 8}" y="{y - 9}" width="{wide + 4}" height="18" rx="2"/>'
        letter = f'<text class="d-letter" x="{x - 6 + wide / 2:.1f}" y="{y + 4}">{escape(node.letter)}</text>'
        return f'{box}{letter}<text class="o-name" x="{x + wide + 4}" y="{y + 4}">{escape(name)}</text>'
    shape = "o-origin" if depth == 0 else "o-through"
    words = escape(name or ("an origin" if depth == 0 else "a carrier"))
    bold = " is-origin" if depth == 0 else ""
    return f'<circle class="{shape}" cx="{x}" cy="{y}" r="6"/><text class="o-name{bold}" x="{x + 12}" y="{y + 4}">{words}</text>'
