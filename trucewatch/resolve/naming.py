"""Find in a phrase the names and nouns that the book of parties knows, on the day of the report and in its theatre."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import PartyBook
from trucewatch.knowledge.party_rows import PartyHead
from trucewatch.knowledge.place_keys import sound_key
from trucewatch.knowledge.places import Gazetteer

MARKS = ',;:()"“”'
LONGEST = 8  # words of the longest name looked for inside a phrase
BODIES = frozenset({"UN", "EU", "NATO", "OSCE", "OPCW", "ICRC", "ARAB-LEAGUE", "AU", "COALITION"})
OFFICE = re.compile(
    r"\b(president|prime minister|foreign minister|defen[cs]e minister|interior minister|chancellor|king)\b", re.IGNORECASE
)
TITLES = frozenset("mr mrs ms dr sheikh sheik sayyed sayyid imam ayatollah mullah haji".split())
OF_THE_COUNTRY = frozenset({"REB", "RAD", "CVL", "OPP", "MEDICAL", "MED"})  # sectors whose bare noun means those of the theatre


@dataclass(frozen=True, slots=True)
class Meaning:
    """The codes a phrase may mean, and the full name of the person or body where one is known."""

    codes: tuple[str, ...] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a phrase: its words, the codes it may mean, the full name of the person or group meant."""

    words: str
    codes: tuple[str, ...]
    person: str | None
    group: str | None

    @property
    def name(self) -> str | None:
        """The full name, of whichever it is."""
        return self.person or self.group


class Names:
    """The book's answers on one day (None: any) in reports about one country (None: not known)."""

    def __init__(self, parties: PartyBook, gazetteer: Gazetteer, theatre: str | None, on: date | None) -> None:
        self.parties, self.gazetteer, self.theatre, self.on = parties, gazetteer, theatre, on

    def codes(self, words: str) -> tuple[str, ...]:
        """The codes a name may mean here: general names mean those of the theatre."""
        found = self.parties.lookup(words, on=self.on, theatre=self.theatre)
        return found and tuple(self.parties.in_theatre(words, code, self.theatre) for code in found)

    def full_name(self, words: str) -> str | None:
        """The full name of the one person meant by these words."""
        return self.parties.full_name(words, on=self.on, theatre=self.theatre)

    def known_name(self, words: str) -> str | None:
        """The full name of the one person, body or group coded by side that these words mean."""
        return self.full_name(words) or self.parties.body_name(words) or self.group_name(words)

    def group_name(self, words: str) -> str | None:
        """The own name of the armed group meant, where its code only says its side."""
        return self.parties.group_name(words, on=self.on, theatre=self.theatre)

    def ends_with_name(self, words: str) -> Meaning | None:
        """The name of several words that a phrase ends with: the Syrian Democratic Forces are no Syrian forces."""
        pieces = words.split()
        for start in range(len(pieces) - 1):
            tail = " ".join(pieces[start:])
            if codes := self.codes(tail):
                return Meaning(codes, self.full_name(tail) or self.group_name(tail))
        return None

    def up_to_people(self, words: str) -> str:
        """The phrase up to its last noun for people: the pilgrims of "a pilgrims' bus"."""
        pieces = words.split()
        last = next((n for n in range(len(pieces), 0, -1) if self.is_people(pieces[n - 1])), len(pieces))
        return " ".join(pieces[:last])

    def is_people(self, word: str) -> bool:
        """True for a common noun of unarmed or armed people: "pilgrims", "rebels"."""
        head = self.parties.head(word)
        return head is not None and head.counts == "people" and head.sector in OF_THE_COUNTRY and word == word.lower()

    def side_among(self, words: str) -> PartyHead | None:
        """ "Rebel" in "Syrian rebel group": the first word that says which side a group is on."""
        heads = (self.parties.head(word) for word in words.split())
        return next((head for head in heads if head and head.sector in ("REB", "RAD", "OPP", "MIL")), None)

    def is_body(self, codes: tuple[str, ...]) -> bool:
        """True for the UN of "UN Syria envoy": bodies send envoys, countries are what they are sent about."""
        return len(codes) == 1 and codes[0] in BODIES

    def is_country(self, codes: tuple[str, ...]) -> bool:
        """True if all codes are those of states."""
        return all(self.parties.country_row(code) is not None for code in codes)

    def named_in(self, text: str) -> list[Named]:
        """Parties, persons and nationalities named in a phrase, the longest names first at each word, in order."""
        words, start = text.split(), 0
        found: list[tuple[str, tuple[str, ...]]] = []
        while start < len(words):
            length = 1
            codes: tuple[str, ...] = ()
            first = words[start].lstrip(MARKS)
            for length in range(min(LONGEST, len(words) - start), 0, -1) if not first or self.parties.may_begin(first) else ():
                piece = " ".join(words[start : start + length]).strip(MARKS)
                codes = self.codes(piece) if piece else ()
                bare = piece.removeprefix("the ")
                if codes and " " not in bare and self._is_another(bare, words, start + length - 1):
                    codes = ()
                if codes:
                    found.append((piece, codes))
                    break
            start += length if codes else 1
        plain = [item for item in found if item[0] != item[0].lower()] or found  # "coalition" names nobody beside a name
        return [Named(piece, codes, self.full_name(piece), self.group_name(piece)) for piece, codes in plain]

    def _is_another(self, piece: str, words: Sequence[str], at: int) -> bool:
        after = words[at + 1 :]
        return (
            self.is_forename(piece, after) or self.is_of_another(piece, words[at - 1 : at]) or self._is_in_a_title(piece, after)
        )

    def _is_in_a_title(self, word: str, after: Sequence[str]) -> bool:
        """True for the Syria of "the Syria Campaign": a country's name that begins a name nobody knows."""
        known = self.parties.country(word) is None or self.parties.is_demonym(word) or self.parties.is_capital(word)
        owning = re.search(r"['’ʼ‘`]s?$", word)
        if known or owning or word.isupper() or not after or not after[0][:1].isupper() or after[0].isupper():
            return False
        rest = [after[0], " ".join(after[:2]), " ".join(after[:3])]
        return not any(self.codes(name) or self.parties.head(name) for name in rest) and not OFFICE.search(after[0])

    def is_forename(self, word: str, after: Sequence[str]) -> bool:
        """True for the "Ahmed" of "Ahmed al-Diri": a known surname that begins another name."""
        named = bool(after) and (after[0][:1].isupper() or after[0].startswith(("al-", "el-", "bin ")))
        return named and self.full_name(word) is not None and self.parties.head(after[0]) is None

    def is_of_another(self, word: str, before: Sequence[str]) -> bool:
        """True for the "Darwish" of "Samir Darwish": the surname of one who is known, after another's forename."""
        known = self.full_name(word)
        by_surname = word.casefold().startswith(("al-", "el-")) or self.parties.is_surname(word)
        if known is None or not before or not by_surname:
            return False
        forename = before[0].isalpha() and before[0].istitle() and before[0].casefold() not in TITLES
        titled = self.parties.head(before[0]) is not None or OFFICE.search(before[0]) is not None
        theirs = {_heard(name) for name in known.split()}
        return forename and not titled and not self.codes(before[0]) and _heard(before[0]) not in theirs

    def combined(self, code: str, head: PartyHead) -> str:
        """A party and a noun, as the book joins them: TUR and "soldiers" are TUR:MIL."""
        return self.parties.with_noun(code, head, theatre=self.theatre)

    def holder(self, codes: tuple[str, ...], text: str) -> str | None:
        """Who held the office named in the text for this party that day."""
        office = OFFICE.search(text)
        if office is None or self.on is None or len(codes) != 1:
            return None
        row = self.parties.holder(codes[0].partition(":")[0], office[0], on=self.on)
        return row.name if row else None

    def last_head(self, text: str) -> PartyHead | None:
        """What the noun that ends a phrase says of its sector."""
        words = self.head_words(text)
        return self.parties.head(words) if words else None

    def head_words(self, text: str) -> str:
        """The longest noun of the table that the phrase ends with."""
        words = text.split()
        for start in range(max(0, len(words) - 4), len(words)):
            tail = " ".join(words[start:])
            if self.parties.head(tail):
                return tail
        return ""

    def country_of_place(self, words: str) -> str | None:
        """The country of a place, if all places of that name that count lie in one."""
        country = self.parties.country(words)
        if country:
            return country
        entries = [e for e in self.gazetteer.spelt(words) if e.kind == "admin1" or e.population or e.country == self.theatre]
        return entries[0].country if entries and len({entry.country for entry in entries}) == 1 else None


def _heard(forename: str) -> tuple[bool, str]:
    """What spellings of one forename share, vowels or none before it: "Waleed" may be Walid, Karim is no Akram."""
    return fold(forename)[:1] in "aeiou", sound_key(fold(forename))
