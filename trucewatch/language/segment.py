"""Cut a report into sentences with exact offsets, though commas, final stops or line breaks may be lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trucewatch.language.tokens import is_blank, tokenize
from trucewatch.language.wordlists import AbbreviationKind, abbreviation_kind, starters

MAX_WORDS = 160  # trained on sentences up to 159 words; longer ones are cut, which also keeps time linear in length

LINE_END = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
STOP = re.compile(
    r"""(?:\.(?!\w)|[!?…。؟۔।]|\.(?=[^\W\d_a-z][a-z]))[.!?…]*["'”’»)\]]*(?:\s*\[\d{1,3}\])*"""
)  # with a note's [12]
DOUBLED_FROM = 12  # characters; shorter text repeated at once is more often a name than a headline
WRAPPED_LINES = 3
WRAP_SLACK, WRAP_WIDTH = 20, 110  # hard-wrapped text: all lines but the last within SLACK of the longest, none over WIDTH
RANKS = ((";", ":", ".", "!", "?", "…"), (",", "–", "—", "--", "،"), ("and", "but", "or", "while", "whereas", "then"))


def split_sentences(text: str, *, skip: Sequence[tuple[int, int]] = ()) -> tuple[tuple[int, int], ...]:
    """Sentences as (start, end), in order, without blanks at their edges; `skip` ranges lie in none of them."""
    out: list[tuple[int, int]] = []
    for start, end in _between(len(text), skip):
        for first, last in _paragraphs(text, start, end):
            for sentence in _sentences(text, first, last):
                out.extend(_windows(text, *sentence))
    return tuple(out)


def _between(length: int, skip: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in sorted(skip):
        if start > at:
            yield at, min(start, length)
        at = max(at, end)
    if at < length:
        yield at, length


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    return start, end


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Lines with text in them, and whether an empty line stands before each."""
    at, apart = start, True
    for found in LINE_END.finditer(text, start, end):
        first, last = _trim(text, at, found.start())
        if first < last:
            yield first, last, apart
            apart = False
        apart = apart or first == last or found.group().count("\n") > 1 or found.group().count("\r") > found.group().count("\n")
        at = found.end()
    first, last = _trim(text, at, end)
    if first < last:
        yield first, last, apart


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines, with those joined that a fixed line width broke."""
    block: list[tuple[int, int]] = []
    for first, last, apart in _lines(text, start, end):
        if apart and block:
            yield from _unwrapped(text, block)
            block = []
        block.append((first, last))
    if block:
        yield from _unwrapped(text, block)


def _unwrapped(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    widths = [end - start for start, end in lines]
    longest = max(widths)
    even = len(lines) >= WRAPPED_LINES and longest <= WRAP_WIDTH and min(widths[:-1]) >= max(longest - WRAP_SLACK, 40)
    start, end = lines[0]
    for first, last in lines[1:]:
        finished = text[end - 1] in ".!?:;\"'”’)]…"
        runs_on = not finished and (even or text[first].islower())
        if runs_on:
            end = last
            continue
        yield start, end
        start, end = first, last
    yield start, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while doubled := _doubled(text, start, end):
        yield start, doubled
        start = doubled
    at = start
    for found in STOP.finditer(text, start, end):
        if found.end() < end and _ends(text, at, found, end):
            yield _trim(text, at, found.end())
            at = _trim(text, found.end(), end)[0]
    if at < end:
        yield at, end


def _doubled(text: str, start: int, end: int) -> int | None:
    """Where a line repeats its own beginning without a space (`Turkey to send troopsTurkey to send troops`), or None."""
    opening = text[start : start + DOUBLED_FROM]
    if len(opening) < DOUBLED_FROM:
        return None
    again = text.find(opening, start + DOUBLED_FROM, min(end, start + 400))
    headline = text[start:again]
    if again < 0 or text[again - 1].isspace() or headline.count(" ") < 2 or headline != text[again : 2 * again - start]:
        return None
    return again


def _ends(text: str, start: int, found: re.Match[str], end: int) -> bool:
    """Does a sentence end at this stop? What follows it, then what stands before it, decide."""
    after = found.end()
    glued = not is_blank(text[after])
    follow = _trim(text, after, end)[0]
    while follow < end and text[follow] in "\"'“‘«([—–-¿¡" + " ":
        follow += 1
    begins = text[follow] if follow < end else "A"
    if glued and not _glued_end(text, found, after):
        return False
    if begins.islower() or begins in ",;:)]":
        return False
    marks = found.group()
    if not marks.startswith(".") or marks.startswith("..") or "[" in marks:
        return True
    return glued or _ends_with_word(text, start, found.start(), follow, end)


def _glued_end(text: str, found: re.Match[str], after: int) -> bool:
    """A stop without a space after it ends a sentence in `held.The`, not in `Yahoo.com`, `U.S.A` or `Node.Js`."""
    before = re.search(r"[^\W\d_]*$", text[max(0, found.start() - 20) : found.start()])
    word = before.group() if before else ""
    next_word = re.match(r"[\"“‘']?[^\W\d_]+", text[after : after + 30])
    if found.group()[-1] in '"”’' and next_word:
        return True
    return len(word) > 2 and word.islower() and next_word is not None and len(next_word.group()) > 1 and text[after].isupper()


def _ends_with_word(text: str, start: int, stop: int, follow: int, end: int) -> bool:
    """Decide by the word before a single full stop: abbreviations, initials and list numbers do not end a sentence."""
    begin = stop
    while begin > start and not is_blank(text[begin - 1]) and text[begin - 1] not in "([\"“‘'—–/-":
        begin -= 1
    word = text[begin:stop]
    begins = text[follow] if follow < end else "A"
    follower = re.match(r"\w+", text[follow : min(end, follow + 20)])
    starts = follower is not None and follower.group() in starters()
    kind = abbreviation_kind(word + ".")
    if kind in (AbbreviationKind.TITLE, AbbreviationKind.INSIDE):
        return False
    if kind in (AbbreviationKind.MONTH, AbbreviationKind.NUMBER):
        return not begins.isdigit() and not (follower and abbreviation_kind(follower.group() + "."))
    if kind is AbbreviationKind.OTHER or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):
        return starts
    if len(word) == 1 and word.isupper() and word != "I":
        return starts
    return not (word.isdigit() and len(word) < 3 and begin == start)


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence itself, or pieces of at most MAX_WORDS words, cut behind punctuation or before a conjunction."""
    if end - start <= MAX_WORDS:
        yield start, end
        return
    words = tokenize(text, start, end)
    at = 0
    while len(words) - at > MAX_WORDS:
        cut = _best_cut(text, words, at)
        yield words[at][0], words[cut - 1][1]
        at = cut
    if words[at:]:
        yield words[at][0], words[-1][1]


def _best_cut(text: str, words: Sequence[tuple[int, int]], at: int) -> int:
    """The last cut of the best rank in the second half of the window."""
    half = range(at + MAX_WORDS, at + MAX_WORDS // 2, -1)
    for rank, marks in enumerate(RANKS):
        for cut in half:
            place = cut if rank == 2 else cut - 1
            if place < len(words) and text[slice(*words[place])].lower() in marks:
                return cut
    return at + MAX_WORDS
