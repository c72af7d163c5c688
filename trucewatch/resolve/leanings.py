"""What a report says of parties in one place that a later bare word leans on: whose army, which group, which council."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from trucewatch.knowledge.parties import THEIR_OWN, PartyBook
from trucewatch.knowledge.party_rows import PartyHead
from trucewatch.knowledge.phrase_words import phrase_words
from trucewatch.resolve.naming import BODIES, OF_THE_COUNTRY, Meaning, Names
from trucewatch.resolve.theatre import Theatre

UNARMED = frozenset({"UN", "NGO", "MED", "ICRC", "OSCE", "OPCW", "EU", "ARAB-LEAGUE"})  # who report on armies and have none
SHORT_FORMS = frozenset(phrase_words("short form"))
JIHADIST = frozenset({"ISIS", "HTS", "TALIBAN"})  # groups that "militants" and "jihadists" without a name may be
FIGHTS_ALONE = frozenset({"ISIS"})  # the others fight beside rebels: "militants" may then be either
OF_A_STATE = frozenset({"GOV", "MIL"})
ABROAD = re.compile(
    r"\b(?:governments|armies|regimes|states|foreign|western|european|neighbou?ring)\b", re.IGNORECASE
)  # not our own
FIGHTING = frozenset({"REB", "RAD", "OPP"})  # sectors that only a country at war is known for
REBELLING = frozenset({"REB", "RAD"})  # of these, those of armed sides
ABOUT_AS_MUCH = (
    5  # a country named a fifth as often as the theatre may be the one at war: reports from capitals name their own most
)
AS_WORDED = frozenset(phrase_words("as worded"))
WORD = re.compile(r"[^\s,;:()\"“”]+")
GROUP_WORD = re.compile(r"[^\s,;:()\"“”.]+")
SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s|\n")
GROUPS = phrase_words("group")
THE_GROUP = re.compile(
    rf"\bthe (?:[a-z]+ )?(?:{'|'.join(GROUPS)})(?:(?:['’]?s)? (?:members?|men|fighters?|militants?|leaders?))?\Z", re.IGNORECASE
)
THOSE = re.compile(r"\b(?:those|these) \Z", re.IGNORECASE)
CALLED_BEFORE = 600  # letters before "the group" in which it was named
LONGEST_WORD = 40  # letters of a word of a name: a longer run of letters is none, and trying all of them would take for ever
NAMED_BEFORE = 120  # letters before "the terrorists" in which the group they belong to was named


@dataclass(frozen=True, slots=True)
class OwnedMention:
    """A noun with its nationality somewhere in the report ("Turkish military"): what a later bare "the military" leans on."""

    at: int
    word: str
    sector: str
    code: str


@dataclass(frozen=True, slots=True)
class GroupMention:
    """An armed group named in the report: what "the group" and "the terrorists" lean on."""

    at: int
    end: int
    code: str
    name: str | None


class Leanings:
    """What the bare words of one report lean on: "the army", "the rebels", "the group"."""

    def __init__(self, text: str, names: Names, theatre: Theatre) -> None:
        self._text, self._names, self._theatre = text, names, theatre
        self.at_war = self._country_at_war()
        self._owned = tuple(owned_mentions(text, names.parties, names.on, theatre.country))
        self._groups = tuple(groups_named(text, names))
        self._jihadists = tuple(sorted({group.code for group in self._groups if group.code in JIHADIST}))

    def by_bare_noun(self, text: str, at: int | None) -> Meaning | None:
        """ "The army", "rebels": whoever the report last called so, else the side of the country it is about."""
        head = self._names.parties.head(text)
        if (head is None or head.sector != "NGO") and (called := self._group_called(text, at)) is not None:
            return Meaning((called.code,), called.name)
        if head is None:
            return None
        if head.sector == "NGO":
            return Meaning(("NGO",))
        country = self._theatre.country
        if head.sector == "RAD" and (group := self._group_meant(text, at)):
            return Meaning((group,))
        if head.sector in OF_THE_COUNTRY:
            country = self.at_war if head.sector in FIGHTING else country
            return Meaning((f"{country}:{head.sector}",) if country else (head.sector,)) if head.bare else Meaning()
        if head.sector in OF_A_STATE and ABROAD.search(text):
            return Meaning()
        if owner := self._owner(head, text, at):
            return Meaning((owner,))
        return Meaning((f"{country}:{head.sector}",)) if head.bare and country and head.sector in THEIR_OWN else Meaning()

    def _group_called(self, text: str, at: int | None) -> GroupMention | None:
        """Who "the group" or "the terrorist organisation" is: the first group of the last sentence that names one."""
        if at is None or not THE_GROUP.search(self._text[max(0, at - 20) : at] + text) or self._names.named_in(text):
            return None
        before = [group for group in self._groups if at - CALLED_BEFORE <= group.at < at]
        ends = [m.end() for m in SENTENCE_END.finditer(self._text, max(0, at - CALLED_BEFORE), at)]
        sentence = max((end for end in ends if before and end <= before[-1].at), default=0)
        return next((group for group in before if group.at >= sentence), None)

    def _group_meant(self, text: str, at: int | None) -> str | None:
        """The group whose "terrorists" these are: the one named just before; for other words, the one that fights alone."""
        own = [group for group in self._groups if ":" not in group.code]
        before = [group.code for group in own if at is not None and at - NAMED_BEFORE <= group.at < at]
        if AS_WORDED & set(text.casefold().split()):
            return before[-1] if before else None
        if before and at is not None and self._text[:at].casefold().endswith("the "):
            return before[-1]
        return self._jihadists[0] if len(self._jihadists) == 1 and self._jihadists[0] in FIGHTS_ALONE else None

    def _country_at_war(self) -> str | None:
        """Whose rebels "the rebels" are: the theatre's, unless only another country named about as much is known for them.

        A country is known for its rebels if a general name of theirs ("Syrian rebels") has a row; one group there is not enough.
        """
        weights = dict(self._theatre.weights)
        most = max(weights.values(), default=0)
        with_rebels = _with_rebels(self._names.parties)
        named = [code for code, weight in self._theatre.weights if code in with_rebels and weight * ABOUT_AS_MUCH >= most]
        return self._theatre.country if self._theatre.country in with_rebels or not named else named[0]

    def _owner(self, head: PartyHead, text: str, at: int | None) -> str | None:
        """The state whose army, soldiers or ministry were named in these words before; after, if only one was."""
        same = [m for m in self._owned if m.word == head.word]
        if at is not None:
            before = [m for m in same if m.at < at]
            anew = THOSE.search(self._text[max(0, at - 6) : at]) is not None  # "those forces" are the troops just named
            if head.sector == "MIL" and (anew or (not before and head.counts == "people")):
                before = [m for m in self._owned if m.at < at and m.sector == head.sector]
            if before:
                return before[-1].code
        codes = {m.code for m in same}
        return codes.pop() if len(codes) == 1 else None


@lru_cache(maxsize=4)
def _with_rebels(parties: PartyBook) -> frozenset[str]:
    """The countries whose rebels have a general name."""
    sides = (row.code.partition(":") for row in parties.parties if row.kind == "side")
    return frozenset(state for state, _, sector in sides if sector in REBELLING)


def owned_mentions(text: str, parties: PartyBook, on: date | None, theatre: str | None) -> Iterator[OwnedMention]:
    """Every "Turkish military", "Syrian army", "Russia's defence ministry" of the report."""
    words = [(m.start(), m.group()) for m in WORD.finditer(text)]
    for number, (at, word) in enumerate(words):
        bare = word.strip(".")
        codes = parties.lookup(bare, on=on) if parties.may_begin(bare) else ()
        state = codes[0].partition(":")[0] if len(codes) == 1 else None
        if state is None or parties.country_row(state) is None or _is_headline_name(word, state, parties, theatre):
            continue
        for length in (3, 2, 1):
            phrase = " ".join(w for _, w in words[number + 1 : number + 1 + length]).strip(".'’")
            head = parties.head(phrase)
            if head and head.sector in ("MIL", "GOV"):
                yield OwnedMention(at, head.word, head.sector, f"{state}:{head.sector}")
                break


def _is_headline_name(word: str, state: str, parties: PartyBook, theatre: str | None) -> bool:
    """True for the "Russia" of "Russia regime strikes": two doers, unless the report is about that country."""
    bare = not parties.is_demonym(word) and not re.search(r"['’ʼ‘`]s?$", word)
    return bare and state != theatre


def groups_named(text: str, names: Names) -> Iterator[GroupMention]:
    """Where the report names armed groups, the longest name at each word."""
    found = list(GROUP_WORD.finditer(text))
    words = [one.group() for one in found]
    for number, word in enumerate(words):
        for length in (3, 2, 1) if _may_begin_a_name(word) and names.parties.may_begin(word) else ():
            name = " ".join(words[number : number + length])
            codes = names.codes(name)
            if len(codes) == 1 and _is_armed_group(name, codes[0], names):
                last = found[min(number + length, len(words)) - 1]
                yield GroupMention(found[number].start(), last.end(), codes[0], names.group_name(name))
                break


def _may_begin_a_name(word: str) -> bool:
    """False for a word in small letters that is no Arabic article."""
    return not word[0].islower() or word.startswith(("al-", "el-", "an-", "as-", "ash-", "ar-", "al’", "al'"))


def _is_armed_group(name: str, code: str, names: Names) -> bool:
    state, _, sector = code.partition(":")
    if names.parties.country_row(state) is not None:
        return names.group_name(name) is not None
    return code not in BODIES | UNARMED | {"RAD"} and sector != "MED"


def short_forms(text: str, parties: PartyBook, on: date | None) -> Iterator[tuple[str, Meaning]]:
    """What "the council" is short for: the one body the report names in full that ends so, if it tells of no other one."""
    for word in sorted(SHORT_FORMS):
        if word.title() not in text or re.search(rf"\b(?:a|another) (?:[a-z-]{{1,20}} ){{0,3}}{word}\b", text):
            continue
        names = {m.group() for m in re.finditer(rf"(?:[A-Z][\w’'-]{{1,{LONGEST_WORD}}} ){{1,4}}{word.title()}\b", text)}
        found = [(codes, name) for name in sorted(names) for codes in [_codes_at_end(name, parties, on)] if codes]
        if len({codes for codes, _ in found}) == 1:
            yield word, Meaning(found[0][0], found[0][1])


def _codes_at_end(name: str, parties: PartyBook, on: date | None) -> tuple[str, ...]:
    words = name.split()
    tails = (" ".join(words[start:]) for start in range(len(words) - 1))
    return next((codes for tail in tails if (codes := parties.lookup(tail, on=on))), ())
