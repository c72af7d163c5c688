"""Explain whom a name means on a day and in a theatre: every row it leads to, which were kept, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import THEIR_OWN, PartyBook, in_force, preferred
from trucewatch.knowledge.party_rows import CountryRow, OfficeRow, PartyHead, PartyRow, Tie

How = Literal[
    "alias", "loaded name", "nationality and alias", "person", "office", "country", "demonym", "capital",
    "head noun and nationality", "noun of a sector",
]  # fmt: skip
LONGEST_NOUN = 4  # words of the longest noun of the table looked for
OF = re.compile(r"^(?:the )?(?P<office>[\w ]+?) of (?P<state>.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A row that the words lead to, how, and the code they have by it on the day asked for.

    `name` is the row's own name, `country` its home; `in_force` is true if the row holds on that day, `here` if its home is the
    theatre asked for. For nouns without dates `in_force` is always true.
    """

    row: PartyRow | OfficeRow | CountryRow | PartyHead
    how: How
    code: str
    name: str
    country: str | None
    in_force: bool
    here: bool


@dataclass(frozen=True, slots=True)
class PartyAnswer:
    """Whom some words mean: all rows they lead to, those kept, and what is known of the one meant.

    `chosen` are the matches kept; more than one code among them leaves the name open, and they are its candidates. `name` is the
    canonical name and `label` the neutral one, both None while it is open. `loaded` is true if the words take a side. `ties` are
    those of the party on that day, `before` and `after` its earlier and later names, nearest first.
    """

    words: str
    on: date | None
    theatre: str | None
    matches: tuple[NameMatch, ...]
    chosen: tuple[NameMatch, ...]
    name: str | None
    label: str | None
    loaded: bool
    ties: tuple[Tie, ...]
    before: tuple[PartyRow, ...]
    after: tuple[PartyRow, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes the words may mean: one when settled, none if unknown."""
        return tuple(dict.fromkeys(match.code for match in self.chosen))

    @property
    def code(self) -> str | None:
        """The code, if only one is left."""
        return self.codes[0] if len(self.codes) == 1 else None

    @property
    def candidates(self) -> tuple[NameMatch, ...]:
        """The matches between which the name stays open; () when it is settled or unknown."""
        return self.chosen if len(self.codes) > 1 else ()

    @property
    def name_then(self) -> str | None:
        """The name the party went by on that day, where it is another than the one asked for and known."""
        if self.on is None or any(match.in_force for match in self.chosen):
            return None
        names = tuple(dict.fromkeys(row.name for row in (*self.before, *self.after) if in_force(row, self.on)))
        return names[0] if len(names) == 1 else None

    @property
    def reason(self) -> str:
        """Why these and not the others, in words."""
        if not self.matches:
            return "no row has this name"
        if len(self.chosen) == len(self.matches):
            return "the only meaning known" if len(self.codes) == 1 else "several meanings, and nothing to choose between them"
        dropped = [match for match in self.matches if match not in self.chosen]
        reasons = []
        if self.theatre and all(m.here for m in self.chosen) and any(not m.here for m in dropped):
            reasons.append(f"at home in {self.theatre}")
            dropped = [match for match in dropped if match.here]
        if self.on and all(m.in_force for m in self.chosen) and any(not m.in_force for m in dropped):
            reasons.append(f"in force on {self.on.isoformat()}")
        return " and ".join(reasons) or "the nearest meaning"


def explain_name(words: str, on: date | None, theatre: str | None, book: PartyBook) -> PartyAnswer:
    """Whom these words mean on a day (None: any) in reports about a country (ISO3; None: any).

    Tried in this order, the first that finds something counts: names of parties and persons, countries with their demonyms and
    capitals, an office of a country, a noun with a nationality or a party before it, a noun that means the theatre's own.
    Raises nothing: unknown words give an answer without matches.
    """
    words = " ".join(words.split())
    for found in (_by_name, _by_country, _by_office, _by_noun):
        if matches := tuple(found(words, on, theatre, book)):
            return _answer(words, on, theatre, matches, book)
    return PartyAnswer(words, on, theatre, (), (), None, None, False, (), (), ())


def _by_name(words: str, on: date | None, theatre: str | None, book: PartyBook) -> Iterator[NameMatch]:
    for row in book.all_rows(words, theatre=theatre):
        home = book.home(row)
        how = _how(row, words, book)
        code = book.in_theatre(words, book.code_on(row, on), theatre)
        name = row.name if code == book.code_on(row, on) else _name_elsewhere(code, row, book)
        yield NameMatch(row, how, code, name, home, in_force(row, on), home is not None and home == theatre)


def _name_elsewhere(code: str, row: PartyRow | OfficeRow, book: PartyBook) -> str:
    """The name of the party that a general name means in another theatre: "the coalition" in Yemen is the Saudi-led one."""
    kind = row.kind if isinstance(row, PartyRow) else None
    return next((other.name for other in book.parties if other.code == code and other.kind == kind), book.label(code))


def _how(row: PartyRow | OfficeRow, words: str, book: PartyBook) -> How:
    if isinstance(row, OfficeRow):
        return "person"
    key = {fold(words), fold(words).removesuffix("s")}
    if key & {fold(name) for name in row.loaded}:
        return "loaded name"
    return "alias" if key & {fold(name) for name in row.names} else "nationality and alias"


def _by_country(words: str, on: date | None, theatre: str | None, book: PartyBook) -> Iterator[NameMatch]:
    for row in book.country_rows(words):
        key = {fold(words), fold(words).removesuffix("s")}
        how: How = "capital" if key & {fold(c) for c in row.capitals} else "country"
        how = "demonym" if key & {fold(d) for d in row.demonyms} else how
        yield NameMatch(row, how, row.code, row.name, row.code, True, row.code == theatre)


def _by_office(words: str, on: date | None, theatre: str | None, book: PartyBook) -> Iterator[NameMatch]:
    """ "The Turkish defence minister", "the president of Syria": whoever held the office that day."""
    for state, office in _states_before(words, book):
        wanted = fold(office).replace("defense", "defence")
        for row in book.offices:
            if row.office == wanted and row.party.partition(":")[0] == state:
                yield NameMatch(row, "office", row.party, row.name, state, in_force(row, on), state == theatre)


def _states_before(words: str, book: PartyBook) -> Iterator[tuple[str, str]]:
    """The ways to split words into a country and the rest."""
    if (match := OF.match(words)) and (state := book.country(match["state"])):
        yield state, match["office"]
    pieces = words.split()
    for length in range(min(4, len(pieces) - 1), 0, -1):
        if state := book.country(" ".join(pieces[:length])):
            yield state, " ".join(pieces[length:])


def _by_noun(words: str, on: date | None, theatre: str | None, book: PartyBook) -> Iterator[NameMatch]:
    """ "Turkish soldiers", "ISIS militants"; a noun alone means those of the theatre."""
    pieces = words.split()
    for start in range(max(0, len(pieces) - LONGEST_NOUN), len(pieces)):
        head = book.head(" ".join(pieces[start:]))
        if head is None:
            continue
        before = " ".join(pieces[:start])
        if fold(before) in ("", "the"):
            if theatre and head.bare and head.sector in THEIR_OWN:
                code = f"{theatre}:{head.sector}"
                yield NameMatch(head, "noun of a sector", code, book.label(code), theatre, True, True)
            return
        for one in (*_by_name(before, on, theatre, book), *_by_country(before, on, theatre, book)):
            code = book.with_noun(one.code, head, theatre=theatre)
            name = one.name if isinstance(one.row, PartyRow) else book.label(code)
            yield NameMatch(one.row, "head noun and nationality", code, name, one.country, one.in_force, one.here)
        return


def _answer(words: str, on: date | None, theatre: str | None, matches: tuple[NameMatch, ...], book: PartyBook) -> PartyAnswer:
    chosen = _kept(matches, theatre)
    settled = len({match.code for match in chosen}) == 1
    code, names = chosen[0].code, tuple(dict.fromkeys(match.name for match in chosen))
    name = (names[0] if len(names) == 1 else book.label(code)) if settled else None
    parties = [match.row for match in chosen if isinstance(match.row, PartyRow)] if settled else []
    return PartyAnswer(
        words,
        on,
        theatre,
        matches,
        chosen,
        name,
        book.label(code) if settled else None,
        any(match.how == "loaded name" for match in chosen),
        tuple(tie for tie in book.ties if in_force(tie, on) and tie.tie != "successor of" and {tie.party, tie.to} & set(names)),
        tuple(_names_along(parties, book, forward=False)),
        tuple(_names_along(parties, book, forward=True)),
    )


def _kept(matches: tuple[NameMatch, ...], theatre: str | None) -> tuple[NameMatch, ...]:
    """As the book chooses."""
    several = len({match.code for match in matches}) > 1
    return preferred(matches, lambda m: m.in_force, lambda m: m.country, lambda m: m.name, theatre if several else None)


def _names_along(parties: Sequence[PartyRow], book: PartyBook, *, forward: bool) -> Iterator[PartyRow]:
    """The names a party went by after (or before) these, one after the other, each once."""
    seen, line = {row.name for row in parties}, list(parties)
    while line:
        row = line.pop(0)
        for other in _next_to(row, book, forward=forward):
            if other.name not in seen:
                seen.add(other.name)
                line.append(other)
                yield other


def _next_to(row: PartyRow, book: PartyBook, *, forward: bool) -> Iterator[PartyRow]:
    """The names just after (or before) a name: by a tie "successor of", or the same group's from the very day it ended."""
    for tie in book.ties:
        if tie.tie == "successor of" and (tie.to if forward else tie.party) == row.name:
            yield from book.called(tie.party if forward else tie.to)
    end = row.until if forward else row.since
    for other in book.parties if end is not None and ":" not in row.code else ():
        if other.code == row.code and other.kind == row.kind == "group" and (other.since if forward else other.until) == end:
            yield other
