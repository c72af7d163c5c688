"""Two wordings of one thing: the purposes that reports give to an act, and what they call a meeting."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.compare_tables import gathering_words, purpose_pairs, purposes
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.tongues import tongues_of
from trucewatch.knowledge.word_rarity import rarity
from trucewatch.model import Span

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
CLAUSE_END = re.compile(r"[,;:.!?…\"“”«»()\n]")
PURPOSE_WITHIN = 3  # words between "to" and the verb of purpose: "in order for the establishment"
PURPOSE_LONGEST = 18  # words of a clause of purpose
THING = 0.5  # rarity from which a word names what is done for: "ceasefire" .86, "siege" .74, not "area" .40
BEFORE_GATHERING = 4  # words that tell which meeting it is: "NATO defense ministers meeting"
CUES = frozenset({"to", "for", "of", "at"})
CUE_NOUNS = frozenset({"order", "aim", "aimed", "aiming", "purpose", "goal"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a passage, folded, hyphens and apostrophes left out, with its offsets in the passage."""

    start: int
    end: int
    key: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Purpose:
    """A clause of purpose: its words, the word that tells the purpose, and what it is done for."""

    span: Span
    word: Span
    purpose: str
    things: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting as a report calls it: its words, the kind of meeting, and the names in it."""

    span: Span
    kind: str
    names: frozenset[str]


@cache
def _any_of(words: Collection[str]) -> re.Pattern[str]:
    """A quick look whether a passage holds any of the words, before it is cut into words."""
    return re.compile("|".join(sorted(words)), re.IGNORECASE)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a passage: "cease-fire" and "ceasefire" are one, and so are "Syria" and "Syria's"."""
    return tuple(_word(match) for match in WORD.finditer(text))


def _word(match: re.Match[str]) -> Word:
    plain = re.sub(r"['’]s?$|['’]s\b", "", match.group())
    return Word(match.start(), match.end(), fold(plain.replace("-", "")), match.group()[:1].isupper())


def purposes_in(passage: Span) -> Iterator[Purpose]:
    """Each clause of purpose, first to last: "in order to establish a truce", "to uphold the truce"."""
    if not _any_of(frozenset(purposes())).search(passage.text):
        return
    words = words_of(passage.text)
    taken = 0
    for index, word in enumerate(words):
        if word.start < taken or not _is_cue(words, index):
            continue
        ahead = words[index + 1 : index + 1 + PURPOSE_WITHIN]
        found = next((one for one in ahead if one.key in purposes()), None)
        if found is None or any(word.start < one.start < found.start and one.key == "to" for one in ahead):
            continue  # "to Idlib to establish": the nearer "to" tells the purpose
        if not CLAUSE_END.search(passage.text, word.start, found.start):
            end = _clause_end(passage.text, words, index)
            taken = end
            yield _purpose(passage, words, (_cue_start(words, index), end), found)


def _is_cue(words: Sequence[Word], index: int) -> bool:
    key = words[index].key
    return key == "to" or (key in CUES and index > 0 and words[index - 1].key in CUE_NOUNS)


def _cue_start(words: Sequence[Word], index: int) -> int:
    """Where "in order to" begins."""
    if index > 1 and words[index - 1].key == "order":
        return words[index - 2].start
    return words[index].start


def _clause_end(text: str, words: Sequence[Word], index: int) -> int:
    last = words[min(index + PURPOSE_LONGEST, len(words) - 1)].end
    stop = CLAUSE_END.search(text, words[index].end, last)
    return stop.start() if stop else last


def _purpose(passage: Span, words: Sequence[Word], where: tuple[int, int], found: Word) -> Purpose:
    inside = [word for word in words if where[0] <= word.start and word.end <= where[1]]
    things = frozenset(w.key for w in inside if not w.capital and w.key not in purposes() and rarity(w.key) >= THING)
    return Purpose(part(passage, *where), part(passage, found.start, found.end), purposes()[found.key], things)


def part(passage: Span, start: int, end: int) -> Span:
    """A stretch of a passage, by offsets in the passage."""
    return Span(passage.report_id, passage.start + start, passage.start + end, passage.text[start:end])


def framing(a: Purpose, b: Purpose) -> str | None:
    """How two purposes of one act on one thing part, in a plain clause; None where they do not, or where the things differ."""
    row = purpose_pairs().get(frozenset((a.purpose, b.purpose)))
    return row.why if row and a.purpose != b.purpose and a.things & b.things else None


def gatherings_in(passage: Span) -> Iterator[Gathering]:
    """Each meeting that is named: "a NATO summit", "the defence ministers meeting"; a bare "the meeting" names none."""
    if not _any_of(gathering_words()).search(passage.text):
        return
    words = words_of(passage.text)
    for index, word in enumerate(words):
        if word.key not in gathering_words():
            continue
        first = index
        while first > 0 and index - first < BEFORE_GATHERING and _tells_which(passage.text, words[first - 1], words[first]):
            first -= 1
        names = frozenset(one.key for one in words[first:index] if one.capital)
        if names:
            yield Gathering(part(passage, words[first].start, word.end), word.key, names)


def _tells_which(text: str, word: Word, following: Word) -> bool:
    return (
        "en" not in tongues_of().get(word.key, ())
        and word.key not in ("a", "an")
        and not text[word.end : following.start].strip()
    )


def two_names(a: Gathering, b: Gathering) -> bool:
    """True if both name one body's meeting ("NATO") and call it by different words: a meeting, a summit."""
    return a.kind != b.kind and bool(a.names & b.names)
