"""How names are printed where nothing else shouts: for text that stands in capitals."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import PartyBook, load_parties
from trucewatch.knowledge.places import Gazetteer, load_gazetteer


class NameForms:
    """The usual form of a name of parties, persons, countries and places, whatever case it is asked in."""

    def __init__(self, parties: PartyBook, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._forms: dict[str, str] = {}
        for name in _names_of(parties):
            self._forms.setdefault(name.lower(), name)

    def __call__(self, words: str) -> str | None:
        """ "FREE SYRIAN ARMY" gives "Free Syrian Army", "KHAN SHEIKHUN" "Khan Sheikhun"; None for what is no known name.

        Places of one word are not looked up: a word that no dictionary knows is a name anyhow.
        """
        lower = words.lower()
        if lower in self._forms:
            return self._forms[lower]
        whole = fold(words).replace(" ", "")  # as the keys are written, but with all its articles: "AT TALL" is no town of Tall
        known = lower != whole and any(whole in entry.keys for entry in self._gazetteer.spelt(words))
        return words.title() if known else None


def _names_of(parties: PartyBook) -> Iterator[str]:
    for party in parties.parties:
        yield from party.names
    for office in parties.offices:
        yield from (office.name, *office.also)
    for country in parties.countries:
        yield from (country.name, *country.also, *country.demonyms, *country.capitals)


@cache
def load_name_forms() -> NameForms:
    """The forms in the packaged tables."""
    return NameForms(load_parties(), load_gazetteer())
