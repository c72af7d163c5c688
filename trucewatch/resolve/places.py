"""Find the place a report means by a name: ranked by the country it is about, the governorates it names, kind and population.

Two Idlibs are no Idlib: where more than one place is left, the name stays open and its candidates are listed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.places import Gazetteer, PlaceEntry, bare_places, place_key, place_words
from trucewatch.model import Place, Span
from trucewatch.resolve.choosing import FIXED, MOST_LISTED, TOWN, Setting, choose
from trucewatch.resolve.extents import DIVISIONS, Case, between, extent_of
from trucewatch.resolve.hierarchy import Outer, outers
from trucewatch.resolve.holding import held_by
from trucewatch.resolve.offsets import How, Told, what_is_told

LARGE_TOWN = 30_000
FROM_A_TOWN = frozenset({How.AWAY, How.BEYOND, How.AROUND, How.COAST})
PARTS_OF_NAME = re.compile(r"\s(?:of|in|near|at|inside|outside|between|from)\s+|,|['’]s\s+|[()]")
SEVERAL = re.compile(r",\s*(?:and\s+)?|\s(?:and|or)\s+|/")  # spaces before stay, or a thousand of them would take minutes
AND = re.compile(r" (?:and|or) |/")
MAX_WORDS = 12
SHORT_NAME = 3  # letters; shorter words inside a phrase are no place's name


@dataclass(frozen=True, slots=True)
class Found:
    """The places a name may mean; `part` if the words say that only a part of it, or its surroundings, are meant."""

    entries: tuple[PlaceEntry, ...]
    part: bool = False


def resolve_place(place: Place, setting: Setting, gazetteer: Gazetteer, meant: Set[str] = frozenset()) -> Place:
    """The place with the gazetteer's answer; the words as written stay.

    Of several places left, the one is taken that the report as a whole means by the name: `meant` has the ids of those.
    """
    words = place.name or place.span.text
    told = what_is_told(words, setting.before, setting.after, whole=_is_whole_name(words, gazetteer))
    setting = as_the_words_say(setting, gazetteer)
    if told is not None and told.how is How.BETWEEN and (found := _between(place, told, setting, gazetteer)):
        return found
    joined = _joined(words, setting, gazetteer)
    if len(joined) > 1:
        return _with_candidates(place, joined)
    found_here = locate(words, setting, gazetteer)
    if len(found_here.entries) > 1 and len(left := [entry for entry in found_here.entries if entry.id in meant]) == 1:
        found_here = replace(found_here, entries=tuple(left))
    if told is not None and told.how in FROM_A_TOWN:
        found_here = _its_seat(found_here, told, setting, gazetteer)
    if len(found_here.entries) == 1 and not _is_contradicted(found_here.entries[0], setting, gazetteer):
        return _with_entry(place, found_here, told, setting, gazetteer)
    if not found_here.entries or _only_sound_alike_abroad(words, found_here.entries, setting, gazetteer):
        return place
    return _with_candidates(place, found_here.entries)


def _only_sound_alike_abroad(words: str, entries: Sequence[PlaceEntry], setting: Setting, gazetteer: Gazetteer) -> bool:
    """True if several places may be meant, all outside the country the report is about and none spelt so: no guess to keep."""
    spelt = {entry.id for name in (words, _peeled(words)[0]) for entry in gazetteer.spelt(name)}
    abroad = setting.country is not None and all(entry.country != setting.country for entry in entries)
    return len(entries) > 1 and abroad and not any(entry.id in spelt for entry in entries)


def as_the_words_say(setting: Setting, gazetteer: Gazetteer) -> Setting:
    """The setting with what the words beside a name say outright: "in Aleppo province", "Libya's", "Tripoli, Lebanon"."""
    for outer in outers(setting.before, setting.after):
        plain = replace(setting, before="", after="", near=frozenset())
        entries = locate(outer.name, plain, gazetteer).entries
        if len(entries) == 1 and _can_hold(entries[0], outer):
            place = entries[0]
            held = frozenset({place.id} if place.kind == "admin1" else {place.admin1_id} if place.admin1_id else ())
            return replace(setting, country=place.country, near=held or setting.near)
    return setting


def _can_hold(entry: PlaceEntry, outer: Outer) -> bool:
    """After a bare comma only a country or what is called a province is the whole; else it is the next place of a list."""
    return entry.kind in DIVISIONS if outer.listed else True


def _is_whole_name(words: str, gazetteer: Gazetteer) -> bool:
    """True for "Eastern Ghouta" and "Northern Syria", which are names of their own."""
    return any(place_key(words) in entry.keys for entry in gazetteer.spelt(words))


def _between(place: Place, told: Told, setting: Setting, gazetteer: Gazetteer) -> Place | None:
    """The land between two places, if the report leaves no doubt which they are."""
    ends = [locate(name, setting, gazetteer).entries for name in (told.core, told.other or "")]
    if any(len(entries) != 1 for entries in ends):
        return None
    one, two = (entries[0] for entries in ends)
    if one.id == two.id or ({one.kind, two.kind} & DIVISIONS and one.kind != two.kind):
        return None
    extent = between(one, two, _words_of(place, told, setting))
    return replace(
        _with_candidates(place, (one, two)), precision=extent.precision, ground=extent.ground, geo_precision=extent.acled
    )


def _its_seat(found: Found, told: Told, setting: Setting, gazetteer: Gazetteer) -> Found:
    """Distances are told from a town: "10 km south of Idlib" from the city, though bare Idlib is the governorate."""
    if len(found.entries) == 1 and found.entries[0].kind in ("admin1", "admin2"):
        seats = locate(f"{told.core} city", setting, gazetteer).entries
        if len(seats) == 1 and seats[0].kind == "town":
            return Found(seats, found.part)
    return found


def _joined(words: str, setting: Setting, gazetteer: Gazetteer) -> list[PlaceEntry]:
    """The places of "Khaldia and Hajjarieh", one for each name that leads to one."""
    if not SEVERAL.search(words) or gazetteer.spelt(words):
        return []
    pieces = [locate(piece, setting, gazetteer) for piece in SEVERAL.split(words)]
    if AND.search(words) is None and _is_in_the_next(pieces, gazetteer):
        return []
    return list({item.entries[0].id: item.entries[0] for item in pieces if len(item.entries) == 1}.values())


def _is_in_the_next(pieces: Sequence[Found], gazetteer: Gazetteer) -> bool:
    """True for "Toribío, Cauca": two names, the first a place in the division that the second names."""
    if len(pieces) != 2 or len(outer := pieces[1].entries) != 1 or outer[0].kind not in DIVISIONS:
        return False
    return any(gazetteer.contains(outer[0].id, entry) and entry.id != outer[0].id for entry in pieces[0].entries)


def _is_contradicted(entry: PlaceEntry, setting: Setting, gazetteer: Gazetteer) -> bool:
    """True for a hamlet outside every governorate of its country that the report names: most likely a namesake."""
    is_hamlet = entry.kind == "town" and not entry.population and not entry.id.startswith("tw:")
    if not is_hamlet or entry.admin1_id is None or entry.admin1_id in setting.near | setting.named:
        return False
    named = (gazetteer.get(place_id) for place_id in setting.near | setting.named)
    return any(place is not None and place.country == entry.country for place in named)


def locate(words: str, setting: Setting, gazetteer: Gazetteer) -> Found:
    """The places meant by the words: none, one, or those that cannot be told apart."""
    if not words.strip() or len(words.split()) > MAX_WORDS:
        return Found(())
    core, kind, part = _peeled(words)
    whole = choose(gazetteer.find(words, near_country=setting.country), setting, None, words)
    spelt = tuple(entry for entry in whole if place_key(words) in entry.keys)
    if spelt and (core == fold(words) or place_key(words) in bare_places() or spelt[0].kind in FIXED | {"quarter", "admin1"}):
        return Found(spelt)
    if core and (found := choose(gazetteer.find(core, near_country=setting.country), setting, kind, core)):
        return Found(found, part)
    if whole:
        return Found(whole, part)
    return _inside(words, setting, gazetteer) or _named_within(core, setting, gazetteer)


def _peeled(words: str) -> tuple[str, str | None, bool]:
    """The name without the words that say what it is, what they say it is, and whether only a part is meant."""
    tokens, kind, part = fold(words).split(), None, False
    table, changed = place_words(), True
    while changed and len(tokens) > 1:
        changed = False
        for length in (3, 2, 1):
            for side in (slice(None, length), slice(len(tokens) - length, None)):
                row = table.get(" ".join(tokens[side])) if length < len(tokens) else None
                if row is not None:
                    kind, part, changed = kind or row.kind, part or row.part, True
                    tokens = tokens[length:] if side.start is None else tokens[:-length]
                    tokens = tokens[1:] if len(tokens) > 1 and tokens[0] in ("the", "of") else tokens
                    break
            if changed:
                break
    return " ".join(tokens), kind, part


def _inside(words: str, setting: Setting, gazetteer: Gazetteer) -> Found | None:
    """ "Siouf square in Jaramana", "Syria's Idlib": the inner place with the outer one's help, else the outer one."""
    pieces = [piece for piece in PARTS_OF_NAME.split(words) if piece.strip()]
    if len(pieces) < 2:
        return None
    possessive = re.search(r"['’]s\s", words) is not None
    outer_words, inner_words = (pieces[0], pieces[-1]) if possessive else (pieces[-1], pieces[0])
    outer = locate(outer_words, setting, gazetteer)
    if len(outer.entries) == 1:
        place = outer.entries[0]
        setting = replace(setting, country=place.country, near=frozenset({place.admin1_id} if place.admin1_id else ()))
    inner = locate(inner_words, setting, gazetteer)
    if inner.entries:
        return inner
    return replace(outer, part=True) if outer.entries else None


def _named_within(core: str, setting: Setting, gazetteer: Gazetteer) -> Found:
    """The longest name inside the words ("Raqqa military court"): the place near or in which it is."""
    tokens = core.split()
    for length in range(len(tokens) - 1, 0, -1):
        for start in range(len(tokens) - length + 1):
            name = " ".join(tokens[start : start + length])
            if len(name) > SHORT_NAME and name not in place_words():
                hits = [e for e in gazetteer.find(name, near_country=setting.country) if place_key(name) in e.keys]
                known = [entry for entry in hits if _is_well_known(entry, setting, one_word=length == 1)]
                if found := choose(known, setting, None, name):
                    return Found(found, part=True)
    return Found(())


def _is_well_known(entry: PlaceEntry, setting: Setting, *, one_word: bool) -> bool:
    """True for a governorate, a town or a hand-made place at home; a single word inside a phrase must name a large town."""
    if setting.country not in (None, entry.country):
        return False
    return entry.population >= (LARGE_TOWN if one_word else TOWN) or entry.kind == "admin1" or entry.id.startswith("tw:")


def _with_entry(place: Place, found: Found, told: Told | None, setting: Setting, gazetteer: Gazetteer) -> Place:
    entry = found.entries[0]
    seat = _seat_of(entry, told, setting, gazetteer)
    extent = extent_of(Case(entry, _words_of(place, told, setting), gazetteer, told, part=found.part, seat=seat))
    middle = extent.ground.middle if extent.ground is not None and not extent.at_point else None
    country, admin1 = held_by(entry, told.how if told else None, middle, gazetteer)
    return replace(
        place,
        place_id=entry.id,
        latitude=entry.latitude if extent.at_point else None,
        longitude=entry.longitude if extent.at_point else None,
        country=country,
        admin1=admin1,
        kind=entry.kind,
        geo_precision=extent.acled,
        precision=extent.precision,
        ground=extent.ground,
    )


def place_at(place: Place, place_id: str, gazetteer: Gazetteer) -> Place | None:
    """The place as written, set by hand on a place of the gazetteer itself; None if the gazetteer has none of that id."""
    entry = gazetteer.get(place_id)
    if entry is None:
        return None
    named = place if place.name else replace(place, name=entry.name)
    extent = extent_of(Case(entry, named.span, gazetteer))
    country, admin1 = held_by(entry, None, None, gazetteer)
    return replace(
        named,
        place_id=entry.id,
        latitude=entry.latitude if extent.at_point else None,
        longitude=entry.longitude if extent.at_point else None,
        country=country,
        admin1=admin1,
        kind=entry.kind,
        geo_precision=extent.acled,
        precision=extent.precision,
        ground=extent.ground,
    )


def _seat_of(entry: PlaceEntry, told: Told | None, setting: Setting, gazetteer: Gazetteer) -> PlaceEntry | None:
    """The town that a governorate's countryside lies around."""
    if told is None or told.how is not How.COUNTRYSIDE or entry.kind not in DIVISIONS:
        return None
    seats = locate(f"{told.core} city", replace(setting, near=frozenset({entry.id})), gazetteer).entries
    return seats[0] if len(seats) == 1 and seats[0].kind == "town" else None


def _words_of(place: Place, told: Told | None, setting: Setting) -> Span:
    """The words of the report that the ground is drawn from: the name, with what stands beside it."""
    if told is None or place.span.text != place.name:
        return place.span
    text = setting.before + place.name + setting.after
    start, end = len(setting.before) + told.first, len(setting.before) + told.last
    shift = place.span.start - len(setting.before)
    return Span(place.span.report_id, start + shift, end + shift, text[start:end])


def _with_candidates(place: Place, entries: Sequence[PlaceEntry]) -> Place:
    """What all candidates share is kept; the point is not. Of hundreds, the most populous are named."""
    countries, governorates = {entry.country for entry in entries}, {entry.admin1 for entry in entries}
    likeliest = sorted(entries, key=lambda entry: (-entry.population, entry.id))[:MOST_LISTED]
    return replace(
        place,
        candidates=tuple(sorted({entry.id for entry in likeliest})),
        country=countries.pop() if len(countries) == 1 else None,
        admin1=governorates.pop() if len(governorates) == 1 else None,
    )
