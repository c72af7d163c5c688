"""Cut a text at the edges of what is marked in it, so that a page can show marks that overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SENTENCE_END = re.compile(r"[.!?؟。]+[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\Wa-z_])")
SHORT_WORD = re.compile(r"(?:\b[A-Z]\w{0,3}|\b\w)\.\s*$")  # "Feb. ", "Gen. ", "U.S. ": a stop that ends no sentence
CONTEXT = 260  # characters of context on each side at most, where no sentence ends are printed


@dataclass(frozen=True, slots=True)
class Layer:
    """A stretch to be marked: what kind of mark, and for a claim its anchor and number."""

    start: int
    end: int
    kind: str
    anchor: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks throughout.

    `kinds` are the marks on it, `anchors` the claims that begin here, `labels` their numbers, `depth` how many claims cover it.
    """

    text: str
    kinds: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    depth: int = 0

    @property
    def gap(self) -> bool:
        """True for what parts two cells of a log: shown as a dot between them."""
        return "cell" in self.kinds

    @property
    def css(self) -> str:
        """The classes of the mark; empty where nothing is marked."""
        deep = ("is-deep",) if self.depth > 1 else ()
        return " ".join((*self.kinds, *deep))


def cut(text: str, layers: Sequence[Layer], start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """The text from `start` to `end` in pieces, cut wherever a layer begins or ends; no character is lost or doubled."""
    stop = len(text) if end is None else end
    inside = [layer for layer in layers if layer.start < stop and layer.end > start and layer.start < layer.end]
    edges = sorted({start, stop} | {edge for layer in inside for edge in (layer.start, layer.end) if start < edge < stop})
    return tuple(_piece(text, left, right, inside) for left, right in pairwise(edges))


def _piece(text: str, left: int, right: int, layers: Sequence[Layer]) -> Piece:
    over = [layer for layer in layers if layer.start <= left and right <= layer.end]
    begin = [layer for layer in over if layer.start == left]
    return Piece(
        text=text[left:right],
        kinds=tuple(dict.fromkeys(layer.kind for layer in over)),
        anchors=tuple(layer.anchor for layer in begin if layer.anchor),
        labels=tuple(layer.label for layer in begin if layer.label),
        depth=sum(1 for layer in over if layer.anchor),
    )


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around these words begins and ends: at a stop, a line break, or CONTEXT characters away."""
    floor, roof = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    line = text.rfind("\n", floor, start)
    left = max([_word_start(text, floor)] + [line + 1] * (line >= 0))
    for match in SENTENCE_END.finditer(text, left, min(len(text), start + 4)):  # the pattern looks a few characters ahead
        if match.end() <= start and not SHORT_WORD.search(text, max(left, match.start() - 6), match.end()):
            left = match.end()
    line = text.find("\n", end, roof)
    right = line if line >= 0 else _word_end(text, roof)
    for match in SENTENCE_END.finditer(text, max(start, end - 3), min(len(text), right + 2)):
        if match.end() > end and not SHORT_WORD.search(text, max(left, match.start() - 6), match.end()):
            right = min(right, len(text[: match.end()].rstrip()))
            break
    return left, max(right, end)


def _word_start(text: str, position: int) -> int:
    if position == 0:
        return 0
    space = text.find(" ", position, position + 40)
    return space + 1 if space >= 0 else position


def _word_end(text: str, position: int) -> int:
    if position >= len(text):
        return len(text)
    space = text.rfind(" ", position - 40, position)
    return space if space >= 0 else position


def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Where each line that holds anything begins and ends."""
    return tuple((match.start(), match.end()) for match in re.finditer(r"[^\n]+", text) if match.group().strip())


def visible(text: str) -> str:
    """The same text with what cannot be shown made visible, character for character: a NUL becomes ␀, a lone half �."""
    return text.translate(_UNSHOWN)


_UNSHOWN: dict[int, int] = (
    {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"}
    | {0x7F: 0x2421}
    | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
    | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
    | dict.fromkeys((0xFFFE, 0xFFFF, 0x202D, 0x202E), 0xFFFD)  # the last two turn the words around them back to front
)
