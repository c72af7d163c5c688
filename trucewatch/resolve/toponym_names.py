"""The names that are toponyms wherever they stand: countries, states, regions, their abbreviations, and demonyms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from trucewatch.knowledge.parties import PartyBook
from trucewatch.knowledge.toponym_tables import StateName, WorldRegion, state_names, world_regions

LONGEST_KNOWN = 5  # tokens, with the full stop of an abbreviation


class Kind(StrEnum):
    """What a known name names, and how sure its letters are."""

    COUNTRY = "country"
    STATE = "state"
    REGION = "region"
    SHORT = "short"  # "Miss.", "Wash.": a state only behind a place, or where the model sees one
    POSTAL = "postal"  # "IN", "OR": a state only behind a comma
    DEMONYM = "demonym"


STATES = frozenset({Kind.STATE, Kind.SHORT, Kind.POSTAL})


@dataclass(frozen=True, slots=True)
class Known:
    """What a printed form stands for: `name` as the gazetteer files it, `country` ISO3 (None for regions)."""

    kind: Kind
    name: str
    country: str | None


class NameBook:
    """Known names by the form as printed, in capitals too; "turkey" and "us" are none."""

    def __init__(self, parties: PartyBook, states: Sequence[StateName], regions: Sequence[WorldRegion]) -> None:
        self._forms: dict[str, Known] = {}
        self._parties = parties
        self._states = {state.name: state for state in states}
        self._regions = {region.name: region for region in regions}
        for region in regions:
            self._file(Known(Kind.REGION, region.name, None), (region.name, *region.also))
        for country in parties.countries:
            self._file(Known(Kind.COUNTRY, country.name, country.code), (country.name, *country.also))
            self._file(Known(Kind.COUNTRY, country.name, country.code), [f"{country.name}s"])  # where an apostrophe was lost
        for state in states:
            self._file(Known(Kind.STATE, state.name, state.country), (state.name, *(a for a in state.also if a[-1] != ".")))
        for state in states:
            shorts = [form for form in (state.press, *state.also) if form and form.endswith(".")]
            self._file(Known(Kind.SHORT, state.name, state.country), shorts)
            self._file(Known(Kind.POSTAL, state.name, state.country), (state.postal,))
        for state in states:
            self._file(Known(Kind.DEMONYM, state.name, state.country), _with_plurals(state.demonyms))
        for region in regions:
            self._file(Known(Kind.DEMONYM, region.name, None), _with_plurals(region.demonyms))
        for country in parties.countries:
            self._file(Known(Kind.DEMONYM, country.name, country.code), _with_plurals(country.demonyms))
        self._first_words = frozenset(form.split(" ", 1)[0] for form in self._forms)

    def _file(self, known: Known, forms: Iterable[str]) -> None:
        for form in forms:
            plain = form.removeprefix("the ")
            for one in (plain, plain.upper()):
                self._forms.setdefault(one, known)

    def is_state(self, name: str) -> bool:
        """True if a state or province has this name, whatever else has it: "Georgia"."""
        return name in self._states

    def state(self, known: Known | None) -> StateName | None:
        """The row of a state that is named, in full, shortened or by the name of its people."""
        state = self._states.get(known.name) if known is not None and known.kind in (*STATES, Kind.DEMONYM) else None
        return state if state is not None and known is not None and state.country == known.country else None

    def region(self, known: Known | None) -> WorldRegion | None:
        """The row of a region that is named, or whose people are."""
        return self._regions.get(known.name) if known is not None and known.country is None else None

    def is_town(self, known: Known | None) -> bool:
        """True for a state whose full name alone mostly means a town: "Washington"."""
        state = self.state(known)
        return state is not None and state.bare == "town" and known is not None and known.kind is Kind.STATE

    def is_party(self, words: str) -> bool:
        """True for the name of an armed group, a person or a body: "Hamas" is no town."""
        return bool(self._parties.rows(words))

    def is_capital(self, words: str) -> bool:
        """True for the name of a capital, which mostly stands for the government in it."""
        return self._parties.is_capital(words)

    def may_begin(self, word: str) -> bool:
        """True if a known name begins with this word, as it stands between blanks."""
        return word in self._first_words

    def get(self, form: str) -> Known | None:
        """What a form as printed stands for; None if it is no known name."""
        return self._forms.get(form)


def _with_plurals(demonyms: Iterable[str]) -> list[str]:
    return [form for one in demonyms for form in (one, f"{one}s")]


@lru_cache(maxsize=4)
def name_book(parties: PartyBook) -> NameBook:
    """The names of the packaged tables and of this party book's countries."""
    return NameBook(parties, state_names(), world_regions())
