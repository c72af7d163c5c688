"""Say in which line of a TOML file a key, a table or a value stands; `tomllib` itself keeps no lines."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Where = tuple[str | int, ...]  # ("clauses", 3, "breaks", 0, "types", 1): keys, and places in lists counted from 0

_TOML = Language(tree_sitter_toml.language())
_KEYS = ("bare_key", "quoted_key", "dotted_key")


class Lines:
    """The lines of a TOML document that `tomllib` has read without a fault.

    What is not there has the line of the table it would stand in: `at(("clauses", 3, "debtor"))` of a clause without debtor is
    the line of its `[[clauses]]`.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Where, int] = {(): 1}
        self._length: dict[Where, int] = {}
        self._add(Parser(_TOML).parse(text.encode()).root_node)

    def at(self, where: Where) -> int:
        """The line of a key, table or value, counted from 1; of the nearest table around it where it is not there."""
        return next(self._lines[where[:depth]] for depth in range(len(where), -1, -1) if where[:depth] in self._lines)

    def _add(self, document: Node) -> None:
        waiting: list[tuple[Node, Where]] = [(child, ()) for child in reversed(document.named_children)]
        while waiting:
            node, base = waiting.pop()
            inside = list(self._enter(node, base))
            waiting += reversed(inside)

    def _enter(self, node: Node, base: Where) -> Iterator[tuple[Node, Where]]:
        """Keep the line of a node; what stands inside it, and where."""
        if node.type in ("table", "table_array_element"):
            base = self._keep(base, _names(node.named_children[0]), node)
            if node.type == "table_array_element":
                base = self._next(base, node)
            yield from ((child, base) for child in node.named_children[1:])
        elif node.type == "pair":
            where = self._keep(base, _names(node.named_children[0]), node)
            yield from ((child, where) for child in node.named_children[1:])
        elif node.type == "inline_table":
            yield from ((child, base) for child in node.named_children)
        elif node.type == "array":
            values = [child for child in node.named_children if child.type != "comment"]
            for number, child in enumerate(values):
                self._lines.setdefault((*base, number), _line(child))
                yield child, (*base, number)

    def _keep(self, base: Where, names: list[str], node: Node) -> Where:
        """Where a key written below `base` leads: `breaks` below `clauses` is of the last clause so far."""
        for left, name in enumerate(names, 1 - len(names)):
            base = (*base, name)
            self._lines.setdefault(base, _line(node))
            if left and base in self._length:
                base = (*base, self._length[base] - 1)
        return base

    def _next(self, base: Where, node: Node) -> Where:
        number = self._length.get(base, 0)
        self._length[base] = number + 1
        self._lines[(*base, number)] = _line(node)
        return (*base, number)


def _line(node: Node) -> int:
    return node.start_point.row + 1


def _names(key: Node) -> list[str]:
    """The parts of a key: `a."b c"` has two."""
    if key.type not in _KEYS:
        return []
    parts: list[Node] = []
    waiting = [key]
    while waiting:
        node = waiting.pop()
        if node.type == "dotted_key":
            waiting += [child for child in reversed(node.named_children) if child.type in _KEYS]
        else:
            parts.append(node)
    return [_name(part) for part in parts]


def _name(key: Node) -> str:
    text = (key.text or b"").decode()
    return text if key.type == "bare_key" else next(iter(tomllib.loads(f"{text} = 0")), "")
