"""The words of a text as numbers that can be compared, each with its place, and the fingerprints of its passages."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from trucewatch.model import Report, Role

Numbers = npt.NDArray[np.uint64]

RUN = 4  # words; three are shared by chance ("the Turkish Defence Ministry"), five break at each changed figure
WINDOW = 6  # runs of which one is kept: any passage of RUN + WINDOW - 1 = 9 words that two texts share is found
MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5)  # odd: multiplying loses nothing
APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ.,")

# A scrape may lose every comma, dot and apostrophe, so "Assad's" is "Assads", "1,300" is "1300" and "U.S." is "US".
# Signs of scripts that put no blanks between words stand alone.
SIGN = r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]"
LETTERS = r"(?:[^\W_]++[\u0300-\u036f\u064b-\u0652]*+)++"
WORD = re.compile(rf"{SIGN}|\d+(?:[.,]\d+)+|(?:[^\W\d_]\.){{2,}}|{LETTERS}(?:['’‘`´ʼ]{LETTERS})*+")


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The words of one text: `words` as numbers, one for each word, and where each stands, `starts` and `ends`.

    `breaks` are the words behind a stretch that was left out.
    """

    words: Numbers
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    breaks: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.words)

    def stretch(self, first: int, end: int) -> tuple[int, int]:
        """Where these words stand in the text, from the first up to the one before `end`."""
        return int(self.starts[first]), int(self.ends[end - 1])

    def pieces(self) -> tuple[tuple[int, int, int], ...]:
        """The stretches of the text between its breaks: where each begins, ends, and how many words it has."""
        bounds = pairwise([0, *self.breaks, len(self)])
        return tuple((*self.stretch(first, end), end - first) for first, end in bounds if end > first)

    @property
    def key(self) -> bytes:
        """The same for two texts if and only if they have the same words in the same order."""
        return hashlib.sha256(self.words.tobytes()).digest()


def wording_of(report: Report) -> Wording:
    """The words of a report's captions and body, or of its headlines where it has nothing else.

    A headline is the first thing that a copying outlet changes, and bylines, datelines and related links are nobody's account.
    The lines of two posts' logs are alike because the same things happen, so a log has no words of its own.
    """
    if report.is_log:
        return wording(report.text, ())
    bodies = _stretches(report, Role.BODY, Role.CAPTION)
    return wording(report.text, bodies or _stretches(report, Role.HEADLINE) or [(0, len(report.text))])


def _stretches(report: Report, *roles: Role) -> list[tuple[int, int]]:
    """The passages of these roles, those that touch as one."""
    out: list[tuple[int, int]] = []
    for passage in report.passages:
        if passage.role in roles and out and out[-1][1] == passage.start:
            out[-1] = out[-1][0], passage.end
        elif passage.role in roles:
            out.append((passage.start, passage.end))
    return out


def wording(text: str, stretches: Sequence[tuple[int, int]] | None = None) -> Wording:
    """The words in these stretches of a text, in order; in all of it, if none are named."""
    parts = [list(_words(text, start, end)) for start, end in (stretches if stretches is not None else [(0, len(text))])]
    found = [word for part in parts for word in part]
    numbers, starts, ends = zip(*found, strict=True) if found else ((), (), ())
    breaks = {at for at in accumulate(map(len, parts)) if 0 < at < len(found)}
    return Wording(np.array(numbers, np.uint64), np.array(starts, np.int32), np.array(ends, np.int32), tuple(sorted(breaks)))


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    for found in WORD.finditer(text, start, end):
        yield word_number(found.group()), found.start(), found.end()


@lru_cache(maxsize=200_000)
def word_number(word: str) -> int:
    """The first 64 bits of the SHA-256 of a word in lower case without accents or apostrophes: the same on every machine."""
    flat = word.casefold().translate(APOSTROPHES)
    if not flat.isascii():
        flat = "".join(sign for sign in unicodedata.normalize("NFKD", flat) if not unicodedata.combining(sign))
    return int.from_bytes(hashlib.sha256(flat.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def runs(words: Numbers) -> Numbers:
    """One number for every run of `RUN` words; the arithmetic is modulo 2**64, exact on every machine."""
    count = len(words) - RUN + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    out = np.zeros(count, np.uint64)
    for offset, factor in enumerate(MIX[:RUN]):
        out += words[offset : offset + count] * np.uint64(factor)
    out ^= out >> np.uint64(31)
    out *= np.uint64(MIX[0])
    return out ^ (out >> np.uint64(29))


def fingerprints(words: Numbers) -> Numbers:
    """The smallest run of every `WINDOW` in a row, sorted, each once: a text of some hundred words keeps a third of its runs.

    Two texts that share a passage of `RUN + WINDOW - 1` words share a fingerprint (winnowing: Schleimer, Wilkerson and Aiken,
    SIGMOD 2003).
    """
    numbers = runs(words)
    if len(numbers) <= WINDOW:
        return np.unique(numbers)
    return np.unique(np.lib.stride_tricks.sliding_window_view(numbers, WINDOW).min(axis=1))
