"""Say who a phrase means by the words beside it: the rest of its name, a name in apposition, a list, those named before."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from trucewatch.knowledge.party_rows import OfficeRow, PartyRow
from trucewatch.knowledge.phrase_words import phrase_words
from trucewatch.model import Span
from trucewatch.resolve.leanings import SENTENCE_END
from trucewatch.resolve.naming import LONGEST, Meaning, Names

NEXT = re.compile(r" ?([^\s,;:()\[\]\"“”–—]+)")
PREVIOUS = re.compile(r"([^\s,;:()\[\]\"“”–—]+) ?\Z")
WORD = re.compile(r"[^\W\d_][\w’'ʼ‘`.]*(?:-[A-Za-z][\w’']*)?")
KINDS_OF_GROUP = frozenset(phrase_words("kind of group"))
STATES = frozenset(phrase_words("states"))
OPEN_SIDES = frozenset({"REB", "RAD", "OPP"})
CALLED = "|".join(phrase_words("called"))
BEFORE_A_NAME = re.compile(
    rf"(?: in [A-Z][\w’'-]+)?(?P<apart> ?[,(–—]| -)?\s*(?:(?:{CALLED})\s+)?(?:the\s+)?[\"“‘]?(?=\w)", re.IGNORECASE
)
KINDS_OF_OFFICIAL = frozenset(phrase_words("kind of official"))
_OFFICIAL = "|".join(sorted(KINDS_OF_OFFICIAL))
SHARED_SIDE = re.compile(rf"\b(?P<side>[\w-]+) (?:{_OFFICIAL}) and \Z", re.IGNORECASE)
SHARED_NOUN = re.compile(rf" and (?:{_OFFICIAL}) (?P<noun>[a-z]+s)\b", re.IGNORECASE)
ARMED = frozenset({"MIL", "FTR", "REB", "RAD", "CVL"})
_LOYAL = "|".join(phrase_words("loyal to"))
_FILLER = r"(?:\((?:[\w-]+ ){0,4}[\w-]+\) |(?:[a-z]+ ){0,4})"  # "(Shia group) ", "the former president "
BELONGING = re.compile(rf" (?P<tie>of|from|(?:{_LOYAL}) (?:to|with)) {_FILLER}")
CLOSED = re.compile(r"[\"”’]?\s*[,)–—-]")
BEFORE_A_LIST = re.compile(r"\s*(?:(?P<apart>[,:(–—]|-\s)\s*)?(?:the )?(?=[A-Z])")
IN_A_LIST = re.compile(r"(?:,? and |, | )(?:the )?(?=[A-Z]|[ae]l-[A-Z])")
PLURAL = re.compile(r"[a-z]{2}[^s\W]s(?:\Z| of | to | for )")
LIST_ENDS = re.compile(r"\s*(?:[.,;:)–—]|\Z|(?:in|at|near|on|around|inside|outside|after|during|before|from|with|by|who|to) )")
SEEMING = re.compile(
    r",? (?:who |which |that )?(?:(?:is|are|was|were) )?(?:widely )?(?:believed|thought|suspected|presumed|reported|understood)"
    r" to (?:be|have been) (?P<whose>[A-Z]\w+)"
)
MANY = {"both": 2, "two": 2, "three": 3, "four": 4}
COUNTED = re.compile(rf"\b({'|'.join(MANY)})\s+(?:foreign\s+|other\s+|neighbou?ring\s+)?([a-z]+)\Z", re.IGNORECASE)
OFFICES = {
    "presidents": ("president",),
    "ministers": ("minister",),
    "leaders": ("president", "prime minister", "king", "chancellor"),
}
ADDED = 5  # words at most by which a name read in part is completed
LOOK_BACK = 700  # letters before "both countries" in which they were named
FURTHER_BACK = 2500  # letters before "the two presidents": persons are spoken of all through a report


@dataclass(frozen=True, slots=True)
class NamedBeside:
    """A party named beside a phrase, and the words that name it."""

    span: Span
    meaning: Meaning


class Beside:
    """The words around the phrases of one report."""

    def __init__(self, text: str, names: Names) -> None:
        self._text, self._names = text, names

    def whole_name(self, span: Span) -> Meaning | None:
        """The longer name of which a phrase is a part: the "National Army" of the Syrian National Army."""
        starts = [span.start, *self._words_before(span.start, ADDED)]
        lefts = [left for left in range(len(starts) - 1, -1, -1) if self._may_begin(starts[left], span.end)]
        ends = [span.end, *self._words_after(span.end, ADDED)] if lefts else []
        for more in range(ADDED, 0, -1):
            for left in lefts:
                if 0 <= more - left < len(ends):
                    words = self._text[starts[left] : ends[more - left]]
                    added = self._text[starts[left] : span.start] + self._text[span.end : ends[more - left]]
                    if added != added.lower() and (found := self._group(words)):
                        return found
        return None

    def _may_begin(self, start: int, end: int) -> bool:
        """False where no name begins that goes on up to `end` or further."""
        first, space, _ = self._text[start:end].partition(" ")
        return not space or self._names.parties.may_begin(first)

    def _words_before(self, at: int, most: int = LONGEST) -> list[int]:
        """Where the words before a place begin, the nearest first, as far as nothing stands between."""
        starts: list[int] = []
        while len(starts) < most and (found := PREVIOUS.search(self._text, max(0, at - 40), at)):
            at = found.start()
            starts.append(at)
        return starts

    def _words_after(self, at: int, most: int = LONGEST) -> list[int]:
        """Where the words after a place end, the nearest first, up to a stop."""
        ends: list[int] = []
        while len(ends) < most and (found := NEXT.match(self._text, at)):
            at = found.end()
            ends.append(at if not found[1].endswith((".", "!", "?")) else at - 1)
            if ends[-1] < at:
                break
        return ends

    def _group(self, words: str) -> Meaning | None:
        """The group, body or organ of this name; None for sides, countries and persons."""
        rows = self._names.parties.rows(words, on=self._names.on, theatre=self._names.theatre)
        if not rows or not all(isinstance(row, PartyRow) and row.kind != "side" for row in rows):
            return None
        return Meaning(self._names.codes(words), self._names.known_name(words))

    def apposed(self, span: Span, meaning: Meaning) -> Meaning | None:
        """The name that says which group a kind of group is: "the militant group al-Nusra", "a faction called Ahrar al-Sham"."""
        if not KINDS_OF_GROUP & {word.casefold() for word in _last_words(span)} or not all(
            _is_open(code) for code in meaning.codes
        ):
            return None
        before = BEFORE_A_NAME.match(self._text, span.end)
        if before is not None and (found := self._name_at(before.end())) is not None:
            end, named = found
            if not before["apart"] or CLOSED.match(self._text, end):
                return named
        starts = self._words_before(span.start)
        return next((m for start in reversed(starts) if (m := self._group(self._text[start : span.start].strip()))), None)

    def person_after(self, span: Span) -> Meaning | None:
        """The person in office whose name follows a word for a role: "a tired special envoy Staffan de Mistura"."""
        head = self._names.last_head(span.text)
        if head is None or head.sector != "GOV" or head.counts != "people" or self._text[span.end : span.end + 1] != " ":
            return None
        for end in reversed(self._words_after(span.end)):
            words = self._text[span.end + 1 : end]
            if (person := self._names.full_name(words)) and words[:1].isupper():
                return Meaning(self._names.codes(words), person)
        return None

    def continued(self, span: Span) -> str | None:
        """The phrase with the name its "of", "from" or "loyal to" leads to, where it was cut before that: "forces loyal to X"."""
        head = self._names.last_head(span.text)
        into = BELONGING.match(self._text, span.end)
        if head is None or into is None or head.sector not in ARMED or self._names.named_in(span.text):
            return None
        for end in reversed(self._words_after(into.end())):
            words = self._text[into.end() : end]
            if words[:1].isupper() or words.startswith(("al-", "el-")):
                rows = self._names.parties.rows(words, on=self._names.on, theatre=self._names.theatre)
                if rows and all(isinstance(row, OfficeRow) or row.kind in ("group", "alliance") for row in rows):
                    return f"{span.text} {into['tie']} {words}"
        return None

    def seeming(self, span: Span) -> str | None:
        """The phrase with the nationality it is only believed to have: "warplanes believed to be Russian"."""
        told = SEEMING.match(self._text, span.end)
        named = told is not None and self._names.parties.is_demonym(told["whose"])
        return f"{told['whose']} {span.text}" if told is not None and named else None

    def joined_after(self, span: Span, *, acting: bool = False) -> tuple[NamedBeside, ...]:
        """The further groups of a list whose first name a phrase ends with: "fighters from Ahrar al-Sham, Jaysh al-Islam and X".

        Of those acted upon, two joined by "and" alone are only taken before a stop or a preposition, since a new clause may begin
        with the second.
        """
        at, last = self._end_of_name(span), ""
        found: list[NamedBeside] = []
        while at is not None and (between := IN_A_LIST.match(self._text, at)) and between.group().strip() not in ("", "the"):
            named = self._name_at(between.end())
            if named is None:
                break
            at, last = named[0], between.group()
            found.append(NamedBeside(Span(span.report_id, between.end(), at, self._text[between.end() : at]), named[1]))
        complete = "and" in last and (acting or len(found) > 1 or (at is not None and LIST_ENDS.match(self._text, at)))
        return tuple(found) if complete else ()

    def _end_of_name(self, span: Span) -> int | None:
        """Where the name of a group ends that a phrase is, or leads to with "of" or "from"; None if there is none."""
        name = re.split(r" (?:of|from) (?:the )?", span.text)[-1]
        if self._group(name) is not None:
            return span.end
        words = self.continued(span)
        return span.end + len(words) - len(span.text) if words and self._text[span.start :].startswith(words) else None

    def shared(self, span: Span) -> str | None:
        """The phrase with the side or the noun it shares with its neighbour: "rebel civilian and military officials"."""
        before, after = SHARED_SIDE.search(self._text, max(0, span.start - 60), span.start), None
        first, _, kind = span.text.partition(" ")
        if before is not None and kind and first.casefold() in KINDS_OF_OFFICIAL and self._is_side(before["side"]):
            return f"{before['side']} {kind}"
        if kind.casefold() in KINDS_OF_OFFICIAL and self._is_side(first):
            after = SHARED_NOUN.match(self._text, span.end)
        return f"{first} {after['noun']}" if after is not None else None

    def _is_side(self, word: str) -> bool:
        head = self._names.parties.head(word)
        return self._names.parties.is_demonym(word) or (head is not None and head.sector in OPEN_SIDES)

    def _name_at(self, at: int) -> tuple[int, Meaning] | None:
        """The longest name of a group that begins at a place, with its end."""
        for end in reversed(self._words_after(at)):
            if (found := self._group(self._text[at:end])) is not None:
                return end, found
        return None

    def listed(self, span: Span) -> tuple[NamedBeside, ...]:
        """The parties listed after a word for several: "the three guarantors – Russia, Turkey and Iran –"."""
        before = BEFORE_A_LIST.match(self._text, span.end)
        if before is None or not PLURAL.search(span.text):
            return ()
        found: list[NamedBeside] = []
        at = before.end()
        while one := self._party_at(span.report_id, at):
            found.append(one)
            at = one.span.end
            if (between := IN_A_LIST.match(self._text, at)) is None:
                break
            at = between.end()
        closed = CLOSED.match(self._text, found[-1].span.end) if found else None
        several = len({one.meaning.codes for one in found}) > 1
        return tuple(found) if several and (closed or not before["apart"]) else ()

    def _party_at(self, report: str, at: int) -> NamedBeside | None:
        """The longest name of a party or country that begins at a place."""
        for end in reversed(self._words_after(at)):
            words = self._text[at:end]
            codes = self._names.codes(words)
            if len(codes) == 1 and not self._names.parties.is_demonym(words):
                return NamedBeside(Span(report, at, end, words), Meaning(codes, self._names.known_name(words)))
        return None

    def named_before(self, span: Span) -> tuple[Meaning, ...]:
        """Those that "both countries", "the two presidents" are: so many named before, going back sentence by sentence.

        () where a sentence would bring more than are asked for: then it stays open.
        """
        counted = COUNTED.search(self._text[max(0, span.start - 20) : span.end])
        if counted is None or counted[2].casefold() not in STATES | OFFICES.keys():
            return ()
        wanted, offices = MANY[counted[1].casefold()], OFFICES.get(counted[2].casefold(), ())
        found: dict[str, Meaning] = {}
        for start, end in self._sentences_back(span.start, FURTHER_BACK if offices else LOOK_BACK):
            for mention in self._mentions:
                if start <= mention.at < end and (not offices or (mention.office and any(o in mention.office for o in offices))):
                    found.setdefault(mention.state, mention.meaning)
            if len(found) >= wanted:
                break
        return tuple(found.values()) if len(found) == wanted else ()

    def _sentences_back(self, at: int, letters: int) -> Iterator[tuple[int, int]]:
        first = max(0, at - letters)
        cuts = [first, *(m.end() for m in SENTENCE_END.finditer(self._text, first, at)), at]
        yield from reversed(list(itertools.pairwise(cuts)))

    @cached_property
    def _mentions(self) -> Sequence[_Mention]:
        """Every state the report names by its name, a nationality, a capital or a person in office."""
        return tuple(self._state_mentions())

    def _state_mentions(self) -> Iterator[_Mention]:
        book, on, theatre = self._names.parties, self._names.on, self._names.theatre
        for match in WORD.finditer(self._text):
            word = match.group()
            if not word[0].isupper():
                continue
            rows = book.rows(word, on=on, theatre=theatre)
            code = self._names.parties.country(word) or self._names.parties.country(word.partition("-")[0])
            if len(rows) == 1 and isinstance(row := rows[0], OfficeRow):
                yield _Mention(match.start(), row.party.partition(":")[0], row.office, Meaning((row.party,), row.name))
            elif code is not None and not rows:
                yield _Mention(match.start(), code, None, Meaning((code,)))


@dataclass(frozen=True, slots=True)
class _Mention:
    """A state named at a place of the report, and the office of the person it was named by."""

    at: int
    state: str
    office: str | None
    meaning: Meaning


def _is_open(code: str) -> bool:
    """True for a code that only says a side: rebels, militants, a coalition."""
    return code in ("RAD", "COALITION") or code.partition(":")[2] in OPEN_SIDES


def _last_words(span: Span) -> tuple[str, ...]:
    """The word a phrase ends with, and the one before its "of": both words of "a coalition of groups"."""
    parts = (span.text, span.text.partition(" of ")[0])
    return tuple(words[-1] for part in parts if (words := part.split()))
