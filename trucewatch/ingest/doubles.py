"""Find headlines that a page printed twice over ("Truce holdsTruce holds"): links to other reports, not this one's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

MOST_WORDS = 20  # of a headline printed as two equal lines; a sentence sent twice is still the report's
SHORTEST, LONGEST, FEWEST_WORDS = 18, 250, 3  # shorter repeats are names ("Baden-Baden"), longer ones paragraphs sent twice
MOST_TRIES = 4  # places where a copy may begin; a headline seldom repeats its own first words, endless repeats cost time
JOINT = re.compile(r"(?<=\S)(?=[^\W_a-z]|[\"'“‘«])")  # where the second copy begins without a space


def doubled(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """(start, middle, end) of every doubled headline: within a line without a space, or as two equal lines in a row."""
    previous: tuple[int, int] | None = None
    for start, end in lines:
        if previous and _is_title(line := text[start:end]) and line == text[previous[0] : previous[1]]:
            yield previous[0], start, end
            previous = None
            continue
        yield from _within(text, start, end)
        previous = (start, end)


def _is_title(line: str) -> bool:
    words = len(line.split())
    return SHORTEST <= len(line) <= LONGEST and FEWEST_WORDS <= words <= MOST_WORDS and line[-1].isalnum()


def _within(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    at = start
    for joint in JOINT.finditer(text, start, end):
        middle = joint.start()
        if middle - at < SHORTEST or end - middle < SHORTEST:
            continue
        if size := _copied(text, at, middle, end):
            yield middle - size, middle, middle + size
            at = middle + size


def _copied(text: str, first: int, middle: int, end: int) -> int:
    """The length of the longest piece before `middle` that is repeated right after it and begins where a headline may."""
    head = text[middle : middle + SHORTEST]
    if " " not in head:
        return 0
    at, best = middle, 0
    for _ in range(MOST_TRIES):
        at = text.rfind(head, max(first, middle - LONGEST), at + len(head) - 1)
        if at < 0:
            break
        copy = text[at:middle]
        begins = at == first or text[at - 1].isspace() or text[at - 1] in '.!?"”'
        if begins and text.startswith(copy, middle, end) and len(copy.split()) >= FEWEST_WORDS:
            best = len(copy)
    return best
