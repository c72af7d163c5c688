"""Find the names that a text uses for parties, places, acts and the dead, by the tables of parties and of namings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.naming_tables import NamingRow, namings_by_words, register_order
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.party_rows import PartyHead, PartyRow
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Named, Register

TOKEN = re.compile(r"\w+(?:[-'’./&]\w+)*(?:['’](?!\w))?")
LONGEST = 8  # words of a name; the tables hold few longer ones, and none that outlets print in full
FIRM = 4  # letters up to which a form that is printed in capitals is read only so: "PoK", "IDF"
BARE_SIDES = frozenset({"REB", "RAD", "OPP"})  # alone they are a side of the country the report is about; "soldiers" are not
SIDED = frozenset({"MIL", "GOV", "REB", "RAD", "OPP"})
OF_THE_STATE = frozenset({"regime", "government", "loyalists"})  # families that say whose forces they are
GROUPS = ("group", "alliance")
NAMES = ("organ", "side", *GROUPS)


@dataclass(frozen=True, slots=True)
class Unit:
    """Some words of a text that a table knows; `end` is the token after the last."""

    start: int
    end: int
    row: NamingRow | None = None
    party: PartyRow | None = None
    code: str | None = None
    country: str | None = None
    head: PartyHead | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found at `start..end` of a text.

    `of` is None for a party that only a claim can tell ("the army"); `by_name` is True where the words themselves say who it is.
    """

    start: int
    end: int
    named: Named
    of: str | None
    family: str
    register: Register
    by_name: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A text cut into words, with the country it is about and its day."""

    text: str
    spans: tuple[tuple[int, int], ...]
    theatre: str | None
    on: date | None

    def words(self, start: int, end: int) -> str:
        """The words from one token up to another, as printed."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]]

    def joined(self, at: int) -> bool:
        """True if only a blank stands between this token and the one before."""
        return 0 < at < len(self.spans) and self.text[self.spans[at - 1][1] : self.spans[at][0]] in (" ", "\u00a0")


def find_mentions(
    text: str, *, theatre: str | None, on: date | None = None, skip: Sequence[tuple[int, int]] = ()
) -> tuple[Mention, ...]:
    """The names in a text, in order and apart; nothing is found inside the stretches to `skip`."""
    spans = (found.span() for found in TOKEN.finditer(text))
    kept = tuple((a, b) for a, b in spans if not any(start < b and a < end for start, end in skip))
    page = Page(text, kept, theatre, on)
    return tuple(mention for chain in _chains(page) for mention in _mentions(page, chain))


def _chains(page: Page) -> Iterator[tuple[Unit, ...]]:
    """Runs of units that stand side by side: "Syrian" and "regime forces", "ISIL" and "terrorists"."""
    chain: list[Unit] = []
    for unit in _units(page):
        if chain and not (
            chain[-1].end == unit.start and page.joined(unit.start) and _of_a_party(unit) and _of_a_party(chain[-1])
        ):
            yield tuple(chain)
            chain = []
        chain.append(unit)
    if chain:
        yield tuple(chain)


def _of_a_party(unit: Unit) -> bool:
    return unit.row is None or unit.row.named is Named.PARTY


def _units(page: Page) -> Iterator[Unit]:
    at, first = 0, _first_words()
    while at < len(page.spans):
        unit = _unit_at(page, at) if fold(page.words(at, at + 1)).partition(" ")[0] in first else None
        if unit is not None:
            yield unit
        at = unit.end if unit else at + 1


def _unit_at(page: Page, start: int) -> Unit | None:
    """The longest name that begins here."""
    end = start + 1
    while end < len(page.spans) and end - start < LONGEST and page.joined(end):
        end += 1
    return next((unit for last in range(end, start, -1) if (unit := _unit(page, start, last)) is not None), None)


def _unit(page: Page, start: int, end: int) -> Unit | None:
    book, words = load_parties(), page.words(start, end)
    row = _row(page, start, words)
    if row is not None and row.named is not Named.PARTY:
        return Unit(start, end, row)
    party = next((r for r in book.rows(words, on=page.on, theatre=page.theatre) if _is_name(r)), None)
    codes = book.lookup(words, on=page.on, theatre=page.theatre) if party is not None else ()
    head, country = book.head(words), book.country(words) if book.is_demonym(words) else None
    if row is None and party is None and head is None and country is None:
        return None
    code = book.in_theatre(words, codes[0], page.theatre) if len(codes) == 1 else None
    return Unit(start, end, row, party if isinstance(party, PartyRow) else None, code, country, head)


def _is_name(row: object) -> bool:
    return isinstance(row, PartyRow) and row.kind in NAMES


def _row(page: Page, start: int, words: str) -> NamingRow | None:
    rows = namings_by_words().get(fold(words), ())
    return next((r for r in rows if r.holds_in(page.theatre) and _printed_as(r, words, _begins(page, start))), None)


def _printed_as(row: NamingRow, words: str, begins: bool) -> bool:
    """True if the words are printed as the row has them: capitals where it has them, and none inside a sentence where not."""
    forms = [form for form in row.forms if fold(form) == fold(words)]
    if any(len(form) <= FIRM and form != form.lower() for form in forms):
        return words in forms
    if all(form[:1].isupper() for form in forms):
        return words[:1].isupper()
    return row.named in (Named.PARTY, Named.PLACE) or begins or not words[:1].isupper()


def _begins(page: Page, start: int) -> bool:
    """True at the start of a sentence."""
    before = page.text[: page.spans[start][0]].rstrip(" \u00a0\"'“‘«(")
    return not before or before[-1] in ".!?:\n"


@cache
def _first_words() -> frozenset[str]:
    """The first words of everything the tables know."""
    book = load_parties()
    names = [name for party in book.parties if party.kind in NAMES for name in party.names]
    names += [name for country in book.countries for name in country.demonyms]
    names += [word for head in read_table("party_heads.csv", PartyHead) for word in (head.word, *head.also)]
    names += list(namings_by_words())
    whole = {fold(name).partition(" ")[0] for name in names}
    return frozenset(whole | {word + "s" for word in whole})


def _mentions(page: Page, chain: tuple[Unit, ...]) -> Iterator[Mention]:
    """What a chain names: a place, an act or the dead by its row; a party if a name or a row of a party stands in it."""
    if chain[0].row is not None and chain[0].row.named is not Named.PARTY:
        row = chain[0].row
        if row.of is not None:
            yield Mention(*_bounds(page, chain), row.named, row.of, row.family, row.register)
        return
    while chain and _hangs_on(chain[-1]):
        chain = chain[:-1]
    choice = None if not chain or _only_a_people(page, chain) else _choice(page, chain)
    if choice is not None:
        family, register = choice
        of, by_name = _party(page, chain, family)
        yield Mention(*_bounds(page, chain), Named.PARTY, of, family, register, by_name)


def _hangs_on(unit: Unit) -> bool:
    """True for what follows a name and is none: a nationality, the spokesman of a government."""
    if unit.row is not None or unit.party is not None:
        return False
    return unit.head is None or unit.head.sector == "GOV"


def _bounds(page: Page, chain: Sequence[Unit]) -> tuple[int, int]:
    """Where the words stand, without the apostrophe of a possessive."""
    start, end = page.spans[chain[0].start][0], page.spans[chain[-1].end - 1][1]
    bare = re.sub(r"['’]s?$", "", page.text[start:end])
    return start, start + len(bare)


def _only_a_people(page: Page, chain: tuple[Unit, ...]) -> bool:
    """True for a side's one-word name by itself: "Kurdish" may be a town, "Kurds" a people."""
    alone = chain[0]
    return len(chain) == 1 and alone.row is None and alone.party is not None and alone.party.kind == "side" and (
        " " not in page.words(alone.start, alone.end)
    )  # fmt: skip


def _choice(page: Page, chain: tuple[Unit, ...]) -> tuple[str, Register] | None:
    """The family and register of a chain: those of its most loaded word, the first of equals; None if it holds no name."""
    rows = [row for unit in chain for row in _rows_inside(page, unit)]
    strongest = max(rows, key=lambda row: register_order()[row.register], default=None)
    if strongest is not None and strongest.register is not Register.NEUTRAL:
        return strongest.family, strongest.register
    loaded = next((unit for unit in chain if _is_loaded(page, unit)), None)
    if loaded is not None:
        return page.words(loaded.start, loaded.end), Register.DELEGITIMISING
    name = next((unit.party for unit in reversed(chain) if unit.code is not None and unit.party is not None), None)
    if strongest is not None and (name is None or strongest.of is not None or name.kind not in GROUPS):
        return strongest.family, strongest.register
    return (name.name, Register.NEUTRAL) if name is not None else None


def _rows_inside(page: Page, unit: Unit) -> Iterator[NamingRow]:
    """The row of a unit, and of the words within its name: "regime" in "Assad regime forces"."""
    if unit.row is not None:
        yield unit.row
    for start in range(unit.start, unit.end):
        for end in range(start + 1, unit.end + 1):
            row = _row(page, start, page.words(start, end)) if (start, end) != (unit.start, unit.end) else None
            if row is not None and row.named is Named.PARTY and _tells_of(row, unit):
                yield row


def _tells_of(row: NamingRow, unit: Unit) -> bool:
    """True if a word inside a name says how its bearer is called; the army in "Army of Islam" does not."""
    own = unit.party is not None and unit.party.kind in GROUPS
    return row.of == unit.code if row.of is not None else not own or row.register is not Register.NEUTRAL


def _is_loaded(page: Page, unit: Unit) -> bool:
    words = fold(page.words(unit.start, unit.end))
    return unit.party is not None and any(fold(name) == words for name in unit.party.loaded)


def _party(page: Page, chain: tuple[Unit, ...], family: str) -> tuple[str | None, bool]:
    """Whom a chain names, and whether its own words say so."""
    book = load_parties()
    head = next((unit.head for unit in reversed(chain) if unit.head is not None), None)
    named = next((unit for unit in reversed(chain) if unit.code is not None), None)
    if named is not None and named.code is not None:
        after = next((unit.head for unit in reversed(chain) if unit.head is not None and unit.start >= named.end), None)
        return (book.with_noun(named.code, after, theatre=page.theatre) if after else named.code), True
    if own := next((unit.row.of for unit in reversed(chain) if unit.row is not None and unit.row.of is not None), None):
        return own, True
    country = next((unit.country for unit in reversed(chain) if unit.country is not None), None)
    if country is not None:
        return (f"{country}:{head.sector}", True) if head is not None and head.sector in SIDED else (None, True)
    return _bare(head, family, page.theatre), False


def _bare(head: PartyHead | None, family: str, theatre: str | None) -> str | None:
    """A side of the country the report is about, where the words can mean no other."""
    if head is None or theatre is None:
        return None
    if head.sector in BARE_SIDES and head.bare:
        return f"{theatre}:{head.sector}"
    whose = family in OF_THE_STATE and (family != "government" or head.sector == "MIL")
    return f"{theatre}:{head.sector}" if whose and head.sector in SIDED else None
