"""Who a name means: parties with the dates of their names, persons and offices, countries, and nouns that say a sector.

Codes are those of the claims guideline: `TUR`, `TUR:MIL`, `SYR:REB`, `HTS`, `UN`. A loaded name ("Assad regime", "Daesh")
leads to the same neutral code as a plain one; the words as printed stay in the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import TypeVar

from trucewatch.knowledge.folding import KEPT, LONGEST, fold
from trucewatch.knowledge.party_rows import (
    CommonWordRow,
    CountryRow,
    OfficeRow,
    PartyHead,
    PartyRow,
    SectorRow,
    SideElsewhere,
    SurnameRow,
    Tie,
    office_rows,
    party_rows,
    ties,
)
from trucewatch.knowledge.tables import read_table

Row = TypeVar("Row")
SHORT = 3  # names of up to three letters (US, UN, AA, IS) are read as names only where a capital letter is printed
THEIR_OWN = frozenset({"MIL", "GOV", "CVL", "OPP", "MED", "MEDICAL", "REB", "RAD"})  # sectors that follow a nationality
OTHER_SIDES = frozenset({"REB", "RAD", "OPP", "CVL"})  # whoever they are, their fighters are no state's
OF_A_PEOPLE = frozenset({"REB", "OPP"})  # "Masalit rebels" are rebels, though the Masalit are civilians
LINKING = frozenset({"of", "for", "the", "and", "to", "in"})  # small words inside a name
BESIDE_A_GROUP = frozenset({"CVL", "MED", "MEDICAL"})  # people of the country beside a group, and none of the group


class PartyBook:
    """All that is known of parties, looked up by the words a report uses."""

    def __init__(
        self,
        parties: Iterable[PartyRow],
        offices: Iterable[OfficeRow],
        countries: Iterable[CountryRow],
        heads: Iterable[PartyHead],
        sectors: Iterable[SectorRow],
        common: Iterable[CommonWordRow],
        elsewhere: Iterable[SideElsewhere] = (),
        ties: Iterable[Tie] = (),
        surnames: Iterable[SurnameRow] = (),
    ) -> None:
        self.parties, self.offices, self.countries = tuple(parties), tuple(offices), tuple(countries)
        self.ties = tuple(ties)
        self._sectors = {row.sector: row for row in sectors}
        self._elsewhere = {(row.code, row.theatre): row.party for row in elsewhere}
        self._common = {fold(row.word) for row in common}
        self._names: dict[str, list[PartyRow | OfficeRow]] = {}
        self._surnames: dict[str, list[PartyRow | OfficeRow]] = {}
        self._countries: dict[str, list[CountryRow]] = {}
        self._demonyms: dict[str, list[CountryRow]] = {}
        self._capitals: dict[str, list[CountryRow]] = {}
        self._heads: dict[str, PartyHead] = {}
        self._labels = {row.code: row.label for row in reversed(self.parties) if row.label}
        self._by_code = {row.code: row for row in self.countries}
        self._codes_listed = frozenset(row.code for row in self.parties)
        self._called: dict[str, list[PartyRow]] = {}
        bodies = [party for party in self.parties if party.kind in ("group", "organ")]
        self._homes = {party.code: party.country for party in sorted(bodies, key=lambda party: party.label is not None)}
        self._joined: dict[str, list[Tie]] = {}
        for tie in self.ties:
            if tie.tie == "part of":
                self._joined.setdefault(tie.party, []).append(tie)
        for party in self.parties:
            _file(self._names, party, party.names)
            self._called.setdefault(party.name, []).append(party)
        shared = {fold(office.name.split()[0]) for office in self.offices}  # "Ibrahim" alone may be anybody
        shared |= {fold(row.surname) for row in surnames}
        for office in self.offices:
            _file(self._names, office, (office.name, *office.also))
            if " " in office.name and fold(last := office.name.split()[-1]) not in shared:
                _file(self._surnames, office, (last,))
        for country in self.countries:
            _file(self._countries, country, (country.name, *country.also))
            _file(self._demonyms, country, country.demonyms)
            _file(self._capitals, country, country.capitals)
        short = (name for row in self.countries for name in (row.name, *row.demonyms))
        self._short = frozenset(name for name in short if len(name) <= SHORT)  # "Lao" is not printed in capitals
        for head in heads:
            for word in (head.word, *head.also):
                self._heads[fold(word)] = head
        self._bare = self._names_without_nationality()
        self._of_countries = frozenset({*self._countries, *self._demonyms, *self._capitals})
        self._known = self._of_countries | {*self._names, *self._surnames, *self._bare}
        self._offices: dict[tuple[str, str], list[OfficeRow]] = {}
        for office in self.offices:
            self._offices.setdefault((office.party.partition(":")[0], office.office), []).append(office)
        self._first_words = frozenset(key.partition(" ")[0] for key in self._known)
        self._begins = lru_cache(maxsize=KEPT)(self._begins_a_name)
        self._rows = lru_cache(maxsize=KEPT)(self._find_rows)
        self._codes = lru_cache(maxsize=KEPT)(self._find_codes)
        self._country_rows = lru_cache(maxsize=KEPT)(self._find_country_rows)

    def lookup(self, words: str, *, on: date | None = None, theatre: str | None = None) -> tuple[str, ...]:
        """The codes these words may mean; () if unknown, several if more than one is left.

        Named parties and persons come before countries, demonyms and capitals ("Ankara" is TUR). With `on`, names in force that
        day win; a name that is out of its dates still means what it meant, so a late or misdated report loses nothing. With
        `theatre` (ISO3), a name that several countries have ("Republican Guard") means that country's, if it has one.
        """
        return self._codes(words, on, theatre) if self._may_be_known(words) else ()

    def rows(self, words: str, *, on: date | None = None, theatre: str | None = None) -> tuple[PartyRow | OfficeRow, ...]:
        """The table rows of parties and persons under this name: what a value can be traced back to."""
        return self._rows(words, on, theatre) if self._may_be_known(words) else ()

    def _may_be_known(self, words: str) -> bool:
        """False for most of the phrases of a report at the cost of one look: they are no name, no plural, and of no country."""
        if len(words) > LONGEST or not self._begins(words.partition(" ")[0]):
            return False
        key = fold(words)
        if key in self._known or key[:-1] in self._known:
            return True
        first, _, rest = words.removeprefix("the ").partition(" ")
        return rest[:1].isupper() and (fold(first) in self._of_countries or fold(first)[:-1] in self._of_countries)

    def may_begin(self, word: str) -> bool:
        """False for a word, as it stands between two spaces, that no name, plural or nationality begins with."""
        return len(word) <= LONGEST and self._begins(word)

    def _begins_a_name(self, word: str) -> bool:
        first = fold(word).partition(" ")[0]
        return first in ("", "the") or not self._first_words.isdisjoint((first, first[:-1], f"{first}s"))

    def code_on(self, row: PartyRow | OfficeRow, on: date | None) -> str:
        """The code of a row on a day: of a group coded by side, that of the named group it was part of that day.

        Without a day it is the row's own, and so for a tie whose beginning is unknown and for a member of an alliance, who keeps
        its own name and men.
        """
        if isinstance(row, OfficeRow):
            return row.party
        if on is None or row.kind != "group" or ":" not in row.code:
            return row.code
        joined = (
            one.code
            for tie in self._joined.get(row.name, ())
            if tie.since is not None and in_force(tie, on)
            for one in self.called(tie.to)
            if one.kind != "alliance"
        )
        return next((code for code in joined if ":" not in code and code not in self._by_code), row.code)

    def called(self, name: str) -> tuple[PartyRow, ...]:
        """The parties whose own name this is, as ties name them."""
        return tuple(self._called.get(name, ()))

    def home(self, row: PartyRow | OfficeRow) -> str | None:
        """The country a row belongs to (ISO3); None for bodies and groups of several."""
        if isinstance(row, PartyRow) and row.country is not None:
            return row.country
        return self.home_of(row.party if isinstance(row, OfficeRow) else row.code)

    def home_of(self, code: str) -> str | None:
        """The country that a code belongs to (ISO3); None for bodies and groups of several countries, and unknown codes."""
        state = code.partition(":")[0]
        return state if state in self._by_code else self._homes.get(code)

    def in_theatre(self, words: str, code: str, theatre: str | None) -> str:
        """The code a general name has in a report about this country: "Kurdish fighters" are SDF in Syria, PKK in Turkey."""
        general = any(isinstance(row, PartyRow) and row.kind in ("side", "alliance") for row in self.rows(words))
        return self._elsewhere.get((code, theatre or ""), code) if general else code

    def with_noun(self, code: str, head: PartyHead, *, theatre: str | None = None) -> str:
        """A party and a noun: TUR and "soldiers" are TUR:MIL, ISIS and "militants" ISIS, ISIS and "civilians" SYR:CVL."""
        state, _, sector = code.partition(":")
        if self.country_row(state) is None:
            return f"{theatre}:{head.sector}" if head.sector in BESIDE_A_GROUP and theatre else code
        if sector in OTHER_SIDES and head.sector not in BESIDE_A_GROUP | (OF_A_PEOPLE if sector == "CVL" else frozenset()):
            return code
        return f"{state}:{head.sector}" if head.sector in THEIR_OWN else code

    def full_name(self, words: str, *, on: date | None = None, theatre: str | None = None) -> str | None:
        """The full name of the one person meant ("Akar" is Hulusi Akar), None if it is nobody or several."""
        names = _unique(row.name for row in self.rows(words, on=on, theatre=theatre) if isinstance(row, OfficeRow))
        return names[0] if len(names) == 1 else None

    def is_surname(self, words: str) -> bool:
        """True for a last name by which nobody is listed: it may be somebody else's ("Darwish")."""
        return not self._find(self._names, words) and bool(self._find(self._surnames, words))

    def group_name(self, words: str, *, on: date | None = None, theatre: str | None = None) -> str | None:
        """The own name of the one armed group meant, where its code only says its side: "Failaq al-Sham" is Faylaq al-Sham."""
        found = self.rows(words, on=on, theatre=theatre)
        names = _unique(row.name for row in found if isinstance(row, PartyRow) and row.kind in ("group", "alliance"))
        by_side = all(isinstance(row, PartyRow) and row.code.partition(":")[0] in self._by_code for row in found)
        return names[0] if len(names) == 1 and by_side else None

    def body_name(self, words: str) -> str | None:
        """The full name of a body, agency or rights group ("SOHR"); other groups and the UN keep the name as printed."""
        names = _unique(
            row.name
            for row in self.rows(words)
            if isinstance(row, PartyRow) and row.kind in ("body", "agency", "ngo") and fold(row.code) != fold(words)
        )
        return names[0] if len(names) == 1 else None

    def holder(self, country: str, office: str, *, on: date) -> OfficeRow | None:
        """Who held an office of a country that day ("the Turkish defence minister"); None if nobody or several are known."""
        wanted = fold(office).replace("defense", "defence")
        rows = [row for row in self._offices.get((country, wanted), ()) if in_force(row, on)]
        return rows[0] if len(rows) == 1 else None

    def head(self, word: str) -> PartyHead | None:
        """What a noun or noun phrase says of the sector, singular or plural; None if it says nothing."""
        return self._heads.get(fold(word))

    def country(self, word: str) -> str | None:
        """ISO3 of a country's name, demonym or capital; None if unknown or shared ("Congolese")."""
        codes = _unique(row.code for row in self.country_rows(word))
        return codes[0] if len(codes) == 1 else None

    def country_row(self, code: str) -> CountryRow | None:
        """The country with this ISO3 code."""
        return self._by_code.get(code)

    def knows(self, code: str) -> bool:
        """True if the code is that of a party: one listed, a country, or a country and a sector."""
        state, colon, sector = code.partition(":")
        return code in self._codes_listed or (state in self._by_code and (not colon or sector in self._sectors))

    def is_capital(self, words: str) -> bool:
        """True if the words name a capital: a place, or the government that sits there."""
        return bool(self._find(self._capitals, words))

    def is_demonym(self, words: str) -> bool:
        """True if the words are an adjective or noun of nationality."""
        return bool(self._find(self._demonyms, words) or self._find_plural(self._demonyms, words))

    def label(self, code: str) -> str:
        """A neutral label for a code: "SYR" is "Syrian government side"; an unknown code is shown as it is."""
        if code in self._labels:
            return self._labels[code]
        state, _, sector = code.partition(":")
        country, rule = self._by_code.get(state), self._sectors.get(sector)
        if country and rule:
            return rule.label.format(country=country.name, adjective=country.adjective)
        if country and not sector:
            return country.side or country.name
        return code

    def _find_codes(self, words: str, on: date | None, theatre: str | None) -> tuple[str, ...]:
        rows = self._rows(words, on, theatre)
        if rows:
            return _unique(self.code_on(row, on) for row in rows)
        return _unique(row.code for row in self._country_rows(words))

    def _find_rows(self, words: str, on: date | None, theatre: str | None) -> tuple[PartyRow | OfficeRow, ...]:
        found = self.all_rows(words, theatre=theatre)
        if len(_unique(map(_code, found))) < 2:
            theatre = None
        return preferred(found, lambda row: in_force(row, on), self.home, lambda row: row.name, theatre)

    def all_rows(self, words: str, *, theatre: str | None = None) -> Sequence[PartyRow | OfficeRow]:
        """Every row under this name, whatever the day and the country.

        A name that is another's without its nationality ("Republican Guard", when there is a Yemeni Republican Guard) means that
        one in its own theatre, and either where the theatre has none.
        """
        found = (
            self._find(self._names, words)
            or self._find(self._surnames, words)
            or self._find_plural(self._names, words)
            or self._find_of_country(words)
        )
        bare = self._bare.get(fold(words), []) if words != words.lower() else []
        if not bare or any(self.home(row) in (None, theatre) for row in found):
            return found  # the Security Council is that of the United Nations, whatever the theatre has
        here = [row for row in bare if self.home(row) == theatre]
        return here or ([*found, *(row for row in bare if row not in found)] if found else found)

    def _names_without_nationality(self) -> dict[str, list[PartyRow | OfficeRow]]:
        """Groups and organs of state by what is left of a name after the nationality of their home."""
        bare: dict[str, list[PartyRow | OfficeRow]] = {}
        for row in self.parties:
            home = self._by_code.get(self.home(row) or "")
            for name in row.names if row.kind in ("group", "alliance", "organ") else ():
                first, _, rest = name.partition(" ")
                titled = all(word[:1].isupper() or word in LINKING for word in rest.split())
                if home is not None and first in home.demonyms and titled and " " in rest and self.head(rest) is None:
                    _file(bare, row, (rest,))
        return bare

    def country_rows(self, words: str) -> tuple[CountryRow, ...]:
        """The countries with this name, demonym or capital."""
        return tuple(self._country_rows(words)) if len(words) <= LONGEST else ()

    def _find_country_rows(self, words: str) -> list[CountryRow]:
        for index in (self._countries, self._demonyms, self._capitals):
            if found := self._find(index, words):
                return found
        return self._find_plural(self._demonyms, words) or self._find_plural(self._countries, words)

    def _find(self, index: dict[str, list[Row]], words: str) -> list[Row]:
        key = fold(words)
        short = len(key) <= SHORT and words not in self._short
        if key not in index or (short and not _printed_in_capitals(words, key)):
            return []
        needs_capital = key in self._common or index is self._surnames
        return [] if needs_capital and words == words.lower() != words.upper() else index[key]

    def _find_of_country(self, words: str) -> list[PartyRow | OfficeRow]:
        """A name after the nationality of its home ("Lebanese Hezbollah", "Yemen's Republican Guard"): that country's alone."""
        first, _, rest = words.removeprefix("the ").partition(" ")
        if not rest[:1].isupper() or len(fold(rest)) <= SHORT:
            return []
        codes = {row.code for row in self._country_rows(first)}
        return [row for row in self._find(self._names, rest) if isinstance(row, PartyRow) and self.home(row) in codes]

    def _find_plural(self, index: dict[str, list[Row]], words: str) -> list[Row]:
        """Iraqis, Turks, and "Syrias" where a report has lost its apostrophe."""
        bare = words.rstrip()
        return self._find(index, bare[:-1]) if bare.endswith("s") and len(bare) > SHORT + 1 else []


def _file(index: dict[str, list[Row]], row: Row, names: Iterable[str]) -> None:
    for name in names:
        rows = index.setdefault(fold(name), [])
        if row not in rows:
            rows.append(row)


def _printed_in_capitals(words: str, key: str) -> bool:
    """True for "US", "the U.N.'s", "LeT", not for "us" or "Car"; scripts without capitals pass."""
    if words.upper() == words.lower():
        return True
    named = (word for word in words.split() if fold(word) == key)
    return any(sum(c.isupper() or c.isdigit() for c in word) > 1 or word[1:2] == "." for word in named)


def in_force(row: PartyRow | OfficeRow | Tie, on: date | None) -> bool:
    """True if the name, office or tie held that day; always true without a day."""
    return on is None or ((row.since is None or row.since <= on) and (row.until is None or on < row.until))


def preferred(
    found: Sequence[Row],
    now: Callable[[Row], bool],
    home: Callable[[Row], str | None],
    name: Callable[[Row], str],
    theatre: str | None,
) -> tuple[Row, ...]:
    """Of the meanings of a name those that hold that day and, of these, those at home in the theatre.

    A meaning at home that is out of its dates wins only over others of other countries: a person who changed sides has changed.
    """
    current = [row for row in found if now(row)] or list(found)
    if theatre is None:
        return tuple(current)
    here = [row for row in current if home(row) == theatre]
    abroad = all(home(row) not in (None, theatre) for row in current)
    others = [row for row in found if abroad and home(row) == theatre and name(row) not in {name(one) for one in current}]
    return tuple(here or others or current)


def _code(row: PartyRow | OfficeRow) -> str:
    return row.party if isinstance(row, OfficeRow) else row.code


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


@cache
def load_parties() -> PartyBook:
    """The book of the packaged tables."""
    return PartyBook(
        party_rows(),
        office_rows(),
        read_table("countries.csv", CountryRow),
        read_table("party_heads.csv", PartyHead),
        read_table("sectors.csv", SectorRow),
        read_table("common_words.csv", CommonWordRow),
        read_table("sides_elsewhere.csv", SideElsewhere),
        ties(),
        read_table("shared_surnames.csv", SurnameRow),
    )
