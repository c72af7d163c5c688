"""Cut text into words as the treebanks do (do|n't, Turkey|'s, one|-|sided, $|3, 57|km), with exact offsets."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from trucewatch.language.wordlists import AbbreviationKind, abbreviation_kind, contractions, prefixes, units

JOINERS = "\u200c\u200d\u00ad\u2060"  # stand inside words (Persian plurals, soft hyphens) and do not part them
CLITICS = ("s", "re", "ve", "ll", "d", "m")
CONTENT = re.compile(r"\S+")
LETTER = r"[^\W\d_]"
MARKS = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d\u00ad\u2060"


@functools.cache
def _pattern() -> re.Pattern[str]:
    """One alternative for each kind of word, the most special first; built once because units come from a table."""
    unit = "|".join(sorted(map(re.escape, units()), key=len, reverse=True))
    kinds = (
        ("web", r"(?:https?://|www\.)[^\s<>\"“”]*[^\s<>\"“”.,;:!?'’)\]]"),
        ("mail", r"[A-Za-z0-9][\w.+-]{0,63}@\w[\w-]{0,62}(?:\.[\w-]{1,63})+"),
        ("handle", rf"[@#]{LETTER}\w*"),
        ("phone", r"\d{3}-\d{3}-\d{4}(?!\d)|\d{3}-\d{4}(?!\d)"),
        ("measure", rf"\d+(?:[.,:]\d+)*(?=(?:{unit})\b)"),
        ("ordinal", r"\d+(?:st|nd|rd|th|s)\b"),
        ("number", r"\d++(?:[.,:/]\d++)*+(?![^\W_])"),
        ("code", rf"\d+(?:[.,:/]\d+)*{LETTER}[^\W_]*"),
        ("fraction", r"\.\d+(?![^\W_])"),
        ("letters", r"(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![\w'’]))?|[A-Z]\.[A-Z](?![\w.])"),
        ("domain", rf"{LETTER}+\.(?:com|org|net|gov|edu|info|co\.uk)(?!\w)"),
        ("currency", r"(?:US|AU|NZ|HK|CA|A|C|S)\$"),
        ("company", r"[A-Z]{1,3}&[A-Z]{1,3}(?!\w)"),
        ("word", rf"{LETTER}[{MARKS}]*(?:[^\W_]|[{MARKS}]|_(?=\w)|['’ʼ‘`](?={LETTER}))*+"),
        ("dots", r"\.{2,}|…+"),
        ("dashes", r"-{2,}|[–—―]+"),
        ("quotes", r"''|``|<<+|>>+|’’|‘‘"),
        ("clitic", rf"['’](?:{'|'.join(CLITICS)})(?!\w)"),
        ("marks", r"[!?]+|_+|=+|\*+|~+|[\u0300-\u036f]+"),
        ("sign", r"."),
    )
    return re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in kinds), re.DOTALL)


def is_blank(character: str) -> bool:
    """True for what parts words without being one: spaces, control characters, byte order marks, lone surrogates."""
    return character.isspace() or (unicodedata.category(character)[0] == "C" and character not in JOINERS)


@functools.lru_cache(maxsize=4096)
def _blank(character: str) -> bool:
    return is_blank(character)


def _blanks_out(text: str) -> str:
    """The same text, as long, with a space for every blank."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if _blank(c) else c for c in text)


def _cut_word(word: str) -> tuple[int, ...]:
    """Where a run of letters and apostrophes falls apart: `Turkey's` at 6, `don't` at 2, `Sana'a` nowhere."""
    lower = word.lower().replace("’", "'").replace("‘", "'").replace("`", "'")
    if lower in contractions():
        return contractions()[lower]
    if lower.endswith("n't") and len(lower) > 3:
        return (len(lower) - 3,)
    stem, mark, tail = lower.rpartition("'")
    if mark and stem and tail in CLITICS:
        return (*_cut_word(word[: len(stem)]), len(stem))
    return ()


def _with_stop(text: str, start: int, end: int, stop: int) -> bool:
    """Does the word text[start:end] keep the full stop that follows it?"""
    if end >= stop or text[end] != ".":
        return False
    word = text[start:end]
    rest = text[end + 1 : end + 4].lstrip()
    last = _nothing_follows(text, end + 1, stop)
    kind = abbreviation_kind(word + ".")
    if kind is AbbreviationKind.NUMBER:
        return rest[:1].isdigit()
    if kind is AbbreviationKind.MONTH:
        return not last
    if kind is not None:
        return True
    initial = len(word) == 1 and word.isupper() and word not in "I"
    return initial and not last and text[end + 1 : end + 2].isspace() and rest[:1].isupper()


def _nothing_follows(text: str, at: int, stop: int) -> bool:
    while at < stop and text[at] in " \t\n\r\"'”’)]":
        at += 1
    return at >= stop


def _hyphen_parts(text: str, place: int, start: int, stop: int) -> bool:
    """False where the hyphen at `place` joins a prefix to its word (`non-aligned`)."""
    if place + 1 >= stop or not text[place + 1].isalnum():
        return True
    return text[start:place].lower() not in prefixes()


@functools.lru_cache(maxsize=50_000)
def _words_of(run: str) -> tuple[tuple[int, int], ...]:
    """Words of a run without blanks or full stops; what follows it changes nothing, so each is cut once in a process."""
    return tuple(_chunk(run, 0, len(run), len(run)))


def _chunk(text: str, start: int, end: int, stop: int) -> Iterator[tuple[int, int]]:
    """Words of one run without blanks; `stop` is where the sentence ends."""
    at = start
    while at < end:
        found = _pattern().match(text, at, end)
        assert found, "the last alternative takes any character"
        kind, here, to = found.lastgroup, at, found.end()
        if kind == "word":
            to = _join_prefix(text, here, to, end)
            cuts = _cut_word(text[here:to])
            for cut in cuts:
                yield at, here + cut
                at = here + cut
            if not cuts and _with_stop(text, here, to, stop):
                to += 1
        yield at, to
        at = to


def _join_prefix(text: str, start: int, end: int, limit: int) -> int:
    """The end of the word that begins at `start`, with what a prefix's hyphen joins to it."""
    if end < limit and text[end] == "-" and not _hyphen_parts(text, end, start, limit):
        found = _pattern().match(text, end + 1, limit)
        if found and found.lastgroup in ("word", "number"):
            return found.end()
    return end


def tokenize(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The words of text[start:end] as (start, end) in `text`, in order, none blank, none overlapping."""
    clean = _blanks_out(text[start:end])
    out: list[tuple[int, int]] = []
    for run in CONTENT.finditer(clean):
        words, place = run.group(), start + run.start()
        if "." in words:
            out.extend((start + first, start + last) for first, last in _chunk(clean, run.start(), run.end(), len(clean)))
        else:
            out.extend((place + first, place + last) for first, last in _words_of(words))
    return tuple(out)
