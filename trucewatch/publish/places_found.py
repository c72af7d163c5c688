"""Tell which place a name means, why that one and not the others, or between which it stays open."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from trucewatch.knowledge.distance import kilometres
from trucewatch.knowledge.parties import PartyBook
from trucewatch.knowledge.place_sources import attributions, hand_made_sources, source_of
from trucewatch.knowledge.place_tables import precision_classes, precision_of_kind
from trucewatch.knowledge.places import Gazetteer, PlaceEntry, bare_places, place_key
from trucewatch.model import Place, PlacePrecision, Span
from trucewatch.publish.exports import Row
from trucewatch.publish.who import shown
from trucewatch.publish.words import number, term
from trucewatch.resolve.choosing import NEAR_KM, Setting
from trucewatch.resolve.extents import spot
from trucewatch.resolve.places import resolve_place

MOST_SHOWN = 10
UNDECIDED = "nothing asked for tells it apart"
PEOPLED = frozenset({"country", "admin1", "admin2", "town", "quarter", "camp"})
FIELD, WIDTH = 11, 108  # columns of the field's name; of the words beside it


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The places that some words may mean: `ranked` are all of the name, those that are meant first; one of them if settled.

    `country` (ISO3) and `near` are what was asked for beside the name; `told` is what a claim would hold of it. `name` is what
    was looked up: the name in the words or, where they say more ("Nayrab in Idlib"), that of the place they mean.
    """

    words: str
    country: str | None
    near: PlaceEntry | None
    ranked: tuple[PlaceEntry, ...]
    meant: tuple[PlaceEntry, ...]
    told: Place
    name: str

    @property
    def settled(self) -> PlaceEntry | None:
        """The place meant, if only one is left."""
        return self.meant[0] if len(self.meant) == 1 else None

    def km(self, entry: PlaceEntry) -> float | None:
        """How far a place lies from the one asked for beside it."""
        return kilometres(spot(self.near), spot(entry)) if self.near else None


def find_places(words: str, gazetteer: Gazetteer, *, country: str | None = None, near: PlaceEntry | None = None) -> PlaceAnswer:
    """The places that words mean, chosen as for a report about this country that tells of the other place beside it."""
    home, start = country or (near.country if near else None), _start_of_name(words)
    place = Place(Span("asked", start, len(words), words[start:]), words[start:])
    told = resolve_place(place, replace(setting_of(home, near), before=words[:start]), gazetteer)
    entries = {entry.id: entry for name in (told.place_id, *told.candidates) if name and (entry := gazetteer.get(name))}
    name = words[start:]
    named = gazetteer.find(name, near_country=home, admin1=near.admin1_id if near else None)
    if not named and entries:
        name = next(iter(entries.values())).name
        named = gazetteer.find(name, near_country=home)
    order = {entry.id: number for number, entry in enumerate(named)}
    keyed = {entry.id: entry for entry in named if entry.id in entries}  # with the key it was found by
    meant = sorted((keyed.get(one, entry) for one, entry in entries.items()), key=lambda entry: order.get(entry.id, -1))
    others = [entry for entry in named if entry.id not in entries]
    if near is not None and near.kind != "country":
        for group in (meant, others):
            group.sort(key=lambda entry: kilometres(spot(near), spot(entry)))
    return PlaceAnswer(words, country, near, (*meant, *others), tuple(meant), told, name)


def _start_of_name(words: str) -> int:
    """Where the name begins in "10 km north of Hama": at the first capital, or the first letter of a script without capitals."""
    for piece in re.finditer(r"\S+", words):
        word = piece.group()
        if word != word.lower() or (word.lower() == word.upper() and any(letter.isalpha() for letter in word)):
            return piece.start()
    return 0


def setting_of(country: str | None, near: PlaceEntry | None) -> Setting:
    """What a report would say around the name."""
    beside = near is not None and near.kind != "country"
    return Setting(
        country=country,
        near=frozenset({near.admin1_id} if near and near.admin1_id else ()),
        company=(spot(near),) if near and beside else (),
    )


def place_lines(answer: PlaceAnswer, book: PartyBook) -> Iterator[str]:
    """The answer, then each place with where it lies, how exactly that is known, its source, and its place in the order."""
    yield f"“{shown(answer.words)}”{_setting(answer, book)}: {_meaning(answer, book)}\n"
    yield from _field("told", _told(answer))
    for rank, entry in enumerate(answer.ranked[:MOST_SHOWN], 1):
        yield f"{rank:>2} {_title(entry, book)}\n"
        yield from _field("why", why(answer, entry, book))
        yield from _field("at", _position(entry))
        yield from _field("people", _people(entry))
        yield from _field("source", _source(entry))
    if len(answer.ranked) > MOST_SHOWN:
        yield f"and {number(len(answer.ranked) - MOST_SHOWN)} more; --country and --near choose among them, --json lists all\n"
    yield f"Places: {', '.join(attributions(entry.id for entry in answer.ranked[:MOST_SHOWN]))}\n"


def unknown_lines(words: str, gazetteer: Gazetteer, book: PartyBook) -> Iterator[str]:
    """What there is to say of a name that no place has: which names are spelled nearly so."""
    yield f"“{shown(words)}”: no place has this name\n"
    for rank, entry in enumerate(gazetteer.spelt_nearly(words)):
        yield f"   {'' if rank else 'nearest':<{FIELD}}{_title(entry, book)}\n"


def place_rows(answer: PlaceAnswer, book: PartyBook) -> Iterator[Row]:
    """The same for a program: an object for each place, the likeliest first."""
    for rank, entry in enumerate(answer.ranked, 1):
        km, precision = answer.km(entry), precision_classes()[_precision(entry)]
        yield {
            "rank": rank,
            "meant": entry in answer.meant,
            "settled": answer.settled is not None,
            "id": entry.id,
            "name": entry.name,
            "native": list(entry.native),
            "kind": entry.kind,
            "country": entry.country,
            "admin1": entry.admin1,
            "admin1_id": entry.admin1_id,
            "admin2": entry.admin2,
            "admin2_id": entry.admin2_id,
            "population": entry.population or None,
            "latitude": entry.latitude,
            "longitude": entry.longitude,
            "precision": str(precision.precision),
            "acled": precision.acled,
            "ucdp": precision.ucdp,
            "exact_km": entry.exact_km or None,
            "km": None if km is None else round(km, 1),
            "told": _told_row(answer) if entry == answer.settled else None,
            "why": why(answer, entry, book),
            "source": _source(entry),
            "attribution": source_of(entry.id).attribution,
        }


def _told_row(answer: PlaceAnswer) -> Row:
    """What a claim with these words would hold of the place."""
    told = answer.told
    ground = told.ground.geojson() if told.ground else None
    return {
        "precision": told.precision,
        "acled": told.geo_precision,
        "latitude": told.latitude,
        "longitude": told.longitude,
        "ground": ground,
    }


def why(answer: PlaceAnswer, entry: PlaceEntry, book: PartyBook) -> str:
    """Why this place is meant, may be, or is not."""
    if entry in answer.meant:
        reasons = [*_for(answer, entry, book)]
        alone = len(answer.ranked) == 1
        bare = "the only place known by this name" if alone else "the first by kind and size" if answer.settled else UNDECIDED
        said = "; ".join(reasons) or bare
        return f"{'' if answer.settled else 'may be meant: '}{said}"
    top = answer.meant[0] if answer.meant else answer.ranked[0]
    last = "follows by its rank in the gazetteer" if answer.name in answer.words else "the words say where the first one lies"
    return next(_against(answer, entry, top, book), last)


def _for(answer: PlaceAnswer, entry: PlaceEntry, book: PartyBook) -> Iterator[str]:
    others = [other for other in answer.ranked if other not in answer.meant]
    key, home = place_key(answer.name), answer.country or (answer.near.country if answer.near else None)
    if home == entry.country and any(other.country != home for other in others):
        yield f"in {_country(home, book)}, as asked for"
    if answer.near and (km := answer.km(entry)) is not None and answer.near.kind != "country":
        yield f"{_km(km)} from {answer.near.name}"
    if answer.name not in answer.words:
        yield "the words say where it lies"
    bare = bare_places().get(key)
    if bare and bare.kind == entry.kind:
        yield bare.reason
    elif any(other.kind != entry.kind and key in other.keys and other.country == entry.country for other in others):
        yield f"the bare name means {_kind_or_name(entry, others)}"
    if entry.population and any(0 < other.population < entry.population or not other.population for other in others):
        yield f"{number(entry.population)} people"
    if key and key not in entry.keys:
        yield f"another spelling of {entry.name}"


def _against(answer: PlaceAnswer, entry: PlaceEntry, top: PlaceEntry, book: PartyBook) -> Iterator[str]:
    key, home = place_key(answer.name), answer.country or (answer.near.country if answer.near else None)
    if key in top.keys and key not in entry.keys:
        yield f"spelled otherwise: {entry.name}"
    if home == top.country != entry.country:
        yield f"not in {_country(home, book)}"
    km = answer.km(entry)
    if answer.near and km is not None and km > (answer.km(top) or 0.0) and answer.near.kind != "country":
        yield f"{_km(km)} from {answer.near.name}"
    if kilometres(spot(entry), spot(top)) <= NEAR_KM and entry.kind == top.kind:
        yield f"{_km(kilometres(spot(entry), spot(top)))} from the first: one spot on a map"
    if entry.kind != top.kind:
        yield f"the bare name means {_kind_or_name(top, [entry])}"
    if entry.population < top.population:
        count = f"{number(entry.population)} people" if entry.population else "people not counted"
        yield f"smaller: {count}, against {number(top.population)}"


def _is_itself(answer: PlaceAnswer) -> bool:
    """True if the words mean the place itself, and no part of it and nothing beside it."""
    return answer.settled is None or answer.told.precision in (None, _precision(answer.settled))


def _told(answer: PlaceAnswer) -> str:
    """How exactly the words place something where they mean no place itself."""
    if _is_itself(answer) or answer.told.precision is None:
        return ""
    row, ground = precision_classes()[answer.told.precision], answer.told.ground
    classes = f"{row.precision} (ACLED geo-precision {row.acled}, UCDP {row.ucdp})"
    if ground is None:
        return f"{classes}, no point"
    reach = f", {_km(ground.km)}" if ground.km else ""
    return f"{classes}: {ground.shape}{reach} about {ground.middle[0]:g}, {ground.middle[1]:g}"


def _kind_or_name(entry: PlaceEntry, others: Sequence[PlaceEntry]) -> str:
    """What tells a place from others: its name, or its kind where they share it."""
    return f"the {term('place', entry.kind)}" if any(other.name == entry.name for other in others) else entry.name


def _setting(answer: PlaceAnswer, book: PartyBook) -> str:
    country = f" in {_country(answer.country, book)}" if answer.country else ""
    return f"{country}{f' near {answer.near.name}' if answer.near else ''}"


def _meaning(answer: PlaceAnswer, book: PartyBook) -> str:
    if answer.settled:
        return f"{'' if _is_itself(answer) else 'in or beside '}{_title(answer.settled, book)}"
    if answer.meant:
        return f"open between {len(answer.meant)} places; --near or --country may tell them apart"
    return "none of these is believed without more to go on"


def _title(entry: PlaceEntry, book: PartyBook) -> str:
    native = "".join(f" {shown(name)}" for name in entry.native[:1] if name != entry.name)
    above = [entry.admin2, entry.admin1] if entry.kind not in ("admin1", "country") else []
    within = dict.fromkeys(name for name in above if name and name != entry.name)
    land = () if entry.kind == "country" else (_country(entry.country, book),)
    where = ", ".join((*within, *land))
    return f"{entry.name}{native}, {term('place', entry.kind)}{f' in {where}' if where else ''}"


def _country(code: str | None, book: PartyBook) -> str:
    row = book.country_row(code or "")
    return row.name if row else code or "no country"


def _precision(entry: PlaceEntry) -> PlacePrecision:
    return precision_of_kind().get(entry.kind, PlacePrecision.ZONE)


def _position(entry: PlaceEntry) -> str:
    """The point and what it is worth: a province's stands for all of it."""
    row = precision_classes()[_precision(entry)]
    off = f", the point is right to {_km(entry.exact_km)}" if entry.exact_km else ""
    return f"{entry.latitude:g}, {entry.longitude:g}: {row.precision}{off} (ACLED geo-precision {row.acled}, UCDP {row.ucdp})"


def _people(entry: PlaceEntry) -> str:
    """How many live there; nothing of a road or a base."""
    if entry.population:
        return number(entry.population)
    return "not counted" if entry.kind in PEOPLED else ""


def _source(entry: PlaceEntry) -> str:
    """The source with the place's number in it, and what a row made by hand rests on."""
    name, own = source_of(entry.id).name, hand_made_sources().get(entry.id)
    return f"{name} {entry.id}{f', {own}' if own and own != name else ''}"


def _km(km: float) -> str:
    return f"{km:.1f} km" if km < 10 else f"{number(round(km))} km"


def _field(name: str, words: str) -> Iterator[str]:
    folded = textwrap.wrap(words, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    for part, piece in enumerate(folded):
        yield f"   {'' if part else name:<{FIELD}}{piece}\n"
