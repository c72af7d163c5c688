"""What a report says of parties in one place that a later bare word leans on: whose army, which group, which council."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from trucewatch.knowledge.parties import PartyBook
from trucewatch.knowledge.phrase_words import phrase_words

BODIES = frozenset({"UN", "EU", "NATO", "OSCE", "OPCW", "ICRC", "ARAB-LEAGUE", "AU", "COALITION"})
UNARMED = frozenset({"UN", "NGO", "MED", "ICRC", "OSCE", "OPCW", "EU", "ARAB-LEAGUE"})  # who report on armies and have none
SHORT_FORMS = frozenset(phrase_words("short form"))


@dataclass(frozen=True, slots=True)
class Meaning:
    """The codes a phrase may mean, and the full name of the person or body where one is known."""

    codes: tuple[str, ...] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class OwnedMention:
    """A noun with its nationality somewhere in the report ("Turkish military"): what a later bare "the military" leans on."""

    at: int
    word: str
    sector: str
    code: str


def owned_mentions(text: str, parties: PartyBook, on: date | None, theatre: str | None) -> Iterator[OwnedMention]:
    """Every "Turkish military", "Syrian army", "Russia's defence ministry" of the report."""
    words = [(m.start(), m.group()) for m in re.finditer(r"[^\s,;:()\"“”]+", text)]
    for number, (at, word) in enumerate(words):
        codes = parties.lookup(word.strip("."), on=on)
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


def groups_named(text: str, parties: PartyBook, on: date | None) -> Iterator[tuple[int, str]]:
    """Where the report names armed groups: "the militants" may be theirs."""
    words = list(re.finditer(r"[^\s,;:()\"“”.]+", text))
    for number, first in enumerate(words):
        for length in (3, 2, 1):
            codes = parties.lookup(" ".join(m.group() for m in words[number : number + length]), on=on)
            if len(codes) == 1 and _is_armed_group(codes[0], parties):
                yield first.start(), codes[0]
                break


def _is_armed_group(code: str, parties: PartyBook) -> bool:
    state, _, sector = code.partition(":")
    return parties.country_row(state) is None and code not in BODIES | UNARMED | {"RAD"} and sector != "MED"


def short_forms(text: str, parties: PartyBook, on: date | None) -> Iterator[tuple[str, Meaning]]:
    """What "the council" is short for: the one body the report names in full that ends so."""
    for word in sorted(SHORT_FORMS):
        names = {m.group() for m in re.finditer(rf"(?:[A-Z][\w’'-]+ ){{1,4}}{word.title()}\b", text)}
        found = [(codes, name) for name in sorted(names) for codes in [_codes_at_end(name, parties, on)] if codes]
        if len({codes for codes, _ in found}) == 1:
            yield word, Meaning(found[0][0], found[0][1])


def _codes_at_end(name: str, parties: PartyBook, on: date | None) -> tuple[str, ...]:
    words = name.split()
    tails = (" ".join(words[start:]) for start in range(len(words) - 1))
    return next((codes for tail in tails if (codes := parties.lookup(tail, on=on))), ())
