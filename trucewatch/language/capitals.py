"""Write text that stands in capitals as it would stand in print, at the same offsets, so that it can be read like any other.

A word of the dictionary is written small, any other is a name; tables and the names handed in say where that is wrong.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence

import lemminflect

from trucewatch.language.wordlists import Casing, casing

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
FEWEST_WORDS = 4  # a shorter line in capitals is a place, a name or a label, and is read as it stands
SMALL = re.compile(r"[a-zß-öø-ÿ]")
RARE = 0.05  # small letters for a capital one: "McDONALD", "al-BAB" and a stray typing error
HEAD, FEW = 80, 6  # characters, and small letters in them, that show at once that a line is not in capitals
LONGEST_NAME = 4  # words
LONGEST_INITIALS = 7
WORDS_KEPT = 50_000
OPENS = re.compile(r"(?:^|[.!?…]['\"”’)\]]*\s+|\[[A-Z]+\]\s*|^\s*[-•*]\s*)['\"“‘(\[]*$")  # what a sentence begins behind
TAIL = re.compile(r"(?<=.)['’](?:s|m|ll|ve|d|re)$", re.IGNORECASE)
BEFORE_PRONOUN = frozenset("let told tell tells gave give gives giving help helps helped asked ask asking".split())
BEFORE_MONTH = frozenset("in of since last next by until this early mid late during from through and".split())

Named = Callable[[str], str | None]
Place = tuple[int, int]


def no_name(words: str) -> str | None:
    """Knows no names."""
    return None


def recased(text: str, named: Named = no_name) -> str:
    """The text with its lines in capitals as they would be printed, as long as before; the same text if there are none.

    `named` gives the usual form of a name of one word or several, whatever its case ("united nations" is "United Nations").
    """
    pieces: list[str] = []
    at = 0
    for start, end in lines_in_capitals(text):
        pieces += [text[at:start], _recased_line(text[start:end], named)]
        at = end
    return "".join((*pieces, text[at:])) if pieces else text


def lines_in_capitals(text: str) -> Iterator[tuple[int, int]]:
    """The lines of some length that are in capitals; all lines where the whole text is."""
    lines = [line.span() for line in LINE.finditer(text)]
    whole = _is_in_capitals(text)
    for start, end in lines:
        line = text[start:end]
        if _is_in_capitals(line) and (whole or len(WORD.findall(line)) >= FEWEST_WORDS):
            yield start, end


def _is_in_capitals(text: str) -> bool:
    if len(SMALL.findall(text, 0, HEAD)) > FEW:
        return False
    return len(SMALL.findall(text)) < RARE * sum(map(str.isupper, text))


def _recased_line(line: str, named: Named) -> str:
    words = [found.span() for found in WORD.finditer(line)]
    out = list(line)
    number = 0
    while number < len(words):
        name = _known_name(line, words, number, named)
        for (start, end), form in name or [(words[number], _written(line, words, number))]:
            if form.casefold() == line[start:end].casefold() and len(form) == end - start:
                out[start:end] = form
        number += len(name) or 1
    return "".join(out)


def _known_name(line: str, words: Sequence[Place], number: int, named: Named) -> list[tuple[Place, str]]:
    """The longest name that is known and begins at this word: its words and their forms."""
    for length in range(min(LONGEST_NAME, len(words) - number), 0, -1):
        run = words[number : number + length]
        phrase = line[run[0][0] : run[-1][1]]
        if length == 1 and not _is_name(phrase.lower()):
            break
        bare, tail = _without_tail(phrase)
        form = named(bare) or (_title(bare) if casing().get(bare.lower()) is Casing.PHRASE else None)
        if form is not None and len(form) == len(bare):
            form += tail.lower()
            return [(place, form[place[0] - run[0][0] : place[1] - run[0][0]]) for place in run]
    return []


def _without_tail(word: str) -> tuple[str, str]:
    """A word and the `'S` or `'LL` behind it."""
    found = TAIL.search(word)
    return (word[: found.start()], found.group()) if found else (word, "")


def _written(line: str, words: Sequence[Place], number: int) -> str:
    """How the word is printed in running text."""
    start, end = words[number]
    word, tail = line[start:end], ""
    if casing().get(_plain(word)) is None:
        word, tail = _without_tail(word)
    lower, before, after = _lower(word), _at(line, words, number - 1), _at(line, words, number + 1)
    kind = casing().get(_plain(lower))
    opens = OPENS.search(line[max(0, start - 12) : start]) is not None
    if kind is Casing.CAPITALS:
        form = lower if lower == "us" and before in BEFORE_PRONOUN else word
    elif line[start - 1 : start] in ("'", "’") or (kind is Casing.ARTICLE and line[end : end + 1] == "-"):
        form = lower
    elif kind is None and not is_common(lower) and _is_initials(word, line, start, end):
        form = word
    elif (
        opens
        or kind is Casing.NAME
        or (kind is Casing.MONTH and _is_dated(line, start, end, before))
        or (kind is Casing.TITLE and _is_name(after))
        or (kind is Casing.PLACE and _is_name(before))
    ):
        form = _capital(word)
    else:
        form = lower if kind is not None or is_common(lower) else _capital(word)
    return form + tail.lower()


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def _at(line: str, words: Sequence[Place], number: int) -> str:
    return line[slice(*words[number])].lower() if 0 <= number < len(words) else ""


def _is_name(lower: str) -> bool:
    """True for a word that is no word of the dictionary, or a name all the same."""
    kind = casing().get(_without_tail(lower)[0])
    return kind in (Casing.NAME, Casing.CAPITALS) or (bool(lower) and kind is None and not is_common(lower))


def _lower(word: str) -> str:
    """Small letters, one for one: a capital whose small form is longer (İ) stays."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in word)


def _capital(word: str) -> str:
    """A name: "IDLIB" is "Idlib", "O'NEILL" is "O'Neill", "MA'ARAT" is "Ma'arat"."""
    small = _lower(word)
    if re.match(r"[OD]['’]", word):
        return word[:3] + small[3:]
    return word[:1] + small[1:]


def _title(phrase: str) -> str:
    return WORD.sub(lambda word: _capital(word.group()), phrase)


def _is_initials(word: str, line: str, start: int, end: int) -> bool:
    """U.S., J., FMLN, and an unknown word alone in brackets: (URNG)."""
    stopped = len(word) == 1 and line[end : end + 1] == "."
    bracketed = line[start - 1 : start] in ("(", "[") and line[end : end + 1] in (")", "]") and len(word) <= LONGEST_INITIALS
    return stopped or bracketed or not re.search("[AEIOUYÀ-ÿ]", word)


def _is_dated(line: str, start: int, end: int, before: str) -> bool:
    """True for March and May beside a number or behind "in", "since", "last"."""
    number = re.search(r"\d\s*$", line[max(0, start - 4) : start]) or re.match(r"\.?\s*\d", line[end : end + 4])
    return before in BEFORE_MONTH or number is not None


@functools.lru_cache(maxsize=WORDS_KEPT)
def is_common(lower: str) -> bool:
    """True for a word of the dictionary, in any of its forms; names are none."""
    return bool(lemminflect.getAllLemmas(_without_tail(lower)[0]))
