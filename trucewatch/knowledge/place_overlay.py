"""Countries and hand-made places, laid over the shelves of the gazetteer: what a changed row says counts at once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from trucewatch.knowledge.party_rows import CountryRow
from trucewatch.knowledge.place_draft import Ring
from trucewatch.knowledge.place_keys import place_key, sound_key
from trucewatch.knowledge.place_rows import ExtraPlace, PlaceEntry

COUNTRY_KM = 500.0  # a country's point is its capital, which stands for the whole of it
ARABIC = ("\u0600", "\u06ff")


class Overlay:
    """A few hundred places kept in memory, and better names for places that lie on a shelf."""

    def __init__(self, countries: Iterable[CountryRow], extras: Iterable[ExtraPlace]) -> None:
        rows = tuple(extras)
        self._renamed = {row.key: row for row in rows if row.latitude is None}
        named = [(_country(row), (row.name, *row.also)) for row in countries if row.latitude is not None]
        named += [(_place(row), (row.name, *row.also)) for row in rows if row.latitude is not None]
        self.entries = tuple(entry for entry, _ in named)
        self._by_id = {entry.id: entry for entry in self.entries}
        self._by_key: dict[str, list[PlaceEntry]] = {}
        self._names_for: dict[str, list[str]] = {}
        self._by_sound: dict[str, set[str]] | None = None
        for entry, names in named:
            for key in {place_key(name) for name in names} - {""}:
                self._by_key.setdefault(key, []).append(entry)
        for place_id, row in self._renamed.items():
            for key in {place_key(name) for name in (row.name, *row.also)} - {""}:
                self._names_for.setdefault(key, []).append(place_id)

        self._keys = sorted({*self._by_key, *self._names_for})

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, place_id: str) -> PlaceEntry | None:
        """The place with this id."""
        return self._by_id.get(place_id)

    def named(self, key: str) -> list[PlaceEntry]:
        """The places with a name of this key."""
        return self._by_key.get(key, [])

    def renamed(self, key: str) -> list[str]:
        """The ids of places on shelves that a hand-made row gives a name of this key."""
        return self._names_for.get(key, [])

    def has_key_from(self, start: str) -> bool:
        """True if the key of some name begins so."""
        at = bisect_left(self._keys, start)
        return at < len(self._keys) and self._keys[at].startswith(start)

    def renaming(self, place_id: str) -> tuple[str, str] | None:
        """The better name and kind of a place on a shelf, if a hand-made row has them."""
        row = self._renamed.get(place_id)
        return (row.name, row.kind) if row else None

    def ring(self, place_id: str) -> Ring | None:
        """The ring around a hand-made zone, as (longitude, latitude)."""
        entry = self._by_id.get(place_id)
        return tuple((x, y) for y, x in entry.path) if entry is not None and entry.shape == "ring" else None

    def keys_sounding(self, sound: str) -> set[str]:
        """The keys of hand-made names that sound so."""
        if self._by_sound is None:
            self._by_sound = {}
            for key in (*self._by_key, *self._names_for):
                if key.isascii():
                    self._by_sound.setdefault(sound_key(key), set()).add(key)
        return self._by_sound.get(sound, set())


def _country(row: CountryRow) -> PlaceEntry:
    return PlaceEntry(
        id=f"iso:{row.code}",
        name=row.name,
        country=row.code,
        kind="country",
        latitude=row.latitude or 0.0,
        longitude=row.longitude or 0.0,
        exact_km=COUNTRY_KM,
    )


def _place(row: ExtraPlace) -> PlaceEntry:
    native = [name for name in row.also if any(ARABIC[0] <= letter <= ARABIC[1] for letter in name)]
    return PlaceEntry(
        id=f"tw:{row.key}",
        name=row.name,
        country=row.country,
        kind=row.kind,
        latitude=row.latitude or 0.0,
        longitude=row.longitude or 0.0,
        admin1_id=row.within,
        exact_km=row.exact_km or 0.0,
        native=tuple(native[:1]),
        shape=row.shape,
        path=tuple((float(y), float(x)) for y, x in (point.split() for point in row.path)),
    )
