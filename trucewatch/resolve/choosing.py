"""Choose among the places of one name: by kind, country, governorate, size, and what else the report tells of beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.distance import Spot, kilometres
from trucewatch.knowledge.places import PlaceEntry, bare_places, place_key
from trucewatch.resolve.extents import DIVISIONS, spot

NEAR_KM = 15.0  # candidates this close together are one spot for a map: the first stands for it
COMPANY_KM = 30.0  # of two towns of one name the one so near to another that is told of beside it is meant,
FAR_KM = 40.0  # if the next lies this far from all of them
FAR_LARGER = 10  # a town with ten times the people is meant, unless the report says which
ABROAD_LARGER = 5  # of two abroad: Geneva in Switzerland has eight times the people of the one in Illinois
TOWN = 5_000  # people from which size decides between places of one name
KNOWN_ABROAD = 15_000  # a smaller place outside the country the report is about is not believed
MOST_LISTED = 20  # candidates named of a name that hundreds bear
FIXED = frozenset("base crossing post airport site road camp area water border front zone".split())


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the report around a name: its country, and governorates named near by and anywhere in it.

    `before` and `after` are its words on either side; `company` are places told of beside it.
    """

    country: str | None = None
    near: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    before: str = ""
    after: str = ""
    company: tuple[Spot, ...] = ()


def choose(entries: Sequence[PlaceEntry], setting: Setting, kind: str | None, words: str) -> tuple[PlaceEntry, ...]:
    """The entries that can be meant, by kind, country, governorate and size; one if the report leaves no doubt."""
    left = _of_kind({entry.id: entry for entry in entries}.values(), kind, words)
    left = _in_country(left, setting)
    for governorates in (setting.near, setting.named):
        left = [
            entry for entry in left if entry.admin1_id in governorates or (entry.kind in FIXED and not entry.admin1_id)
        ] or left
    left = _in_company(_of_size(_of_note(left), setting.country), setting.company)
    if len(left) > 1 and all(kilometres(spot(left[0]), spot(other)) <= NEAR_KM for other in left):
        left = left[:1]
    return tuple(left)


def _in_company(entries: list[PlaceEntry], company: Sequence[Spot]) -> list[PlaceEntry]:
    """The one beside the other places told of, if all others of its name lie far from them."""
    if not 1 < len(entries) <= MOST_LISTED or not company:
        return entries
    ranked = sorted(entries, key=lambda entry: (_apart(entry, company), entry.id))
    beside = _apart(ranked[0], company) <= COMPANY_KM and _apart(ranked[1], company) >= FAR_KM
    return ranked[:1] if beside else entries


def _apart(entry: PlaceEntry, company: Sequence[Spot]) -> float:
    """Kilometres to the nearest of the other places."""
    return min(kilometres(spot(entry), other) for other in company)


def _of_kind(entries: Iterable[PlaceEntry], kind: str | None, words: str) -> list[PlaceEntry]:
    """A governorate and its seat share a name but are no two places: the words beside it, or the table, say which is meant."""
    found = list(entries)
    bare = bare_places().get(place_key(words))
    wanted = kind or (bare.kind if bare else None)
    if wanted:
        kinds = {"admin1", "admin2"} if wanted == "admin1" else {wanted}
        fitting = [entry for entry in found if entry.kind in kinds]
        if wanted == "admin2" and not fitting:
            fitting = [entry for entry in found if entry.kind == "admin1"]  # the districts of Azerbaijan are of the first level
        found = fitting or found
    countries = [entry for entry in found if entry.kind == "country"]
    if countries:
        return countries[:1]
    for broad in ("admin2", "admin1"):
        if wanted == broad or wanted == "admin1":
            found = [entry for entry in found if wanted == broad or entry.kind != "admin2"] or found
        else:
            found = _finer_at_home(found, broad)
    return found


def _finer_at_home(entries: list[PlaceEntry], broad: str) -> list[PlaceEntry]:
    """The towns rather than the division of their name, country by country; a province goes before hamlets nobody counted."""
    divided = {entry.country for entry in entries if entry.kind == broad}
    settled = {entry.country for entry in entries if entry.kind != broad and (broad == "admin2" or not _is_hamlet(entry))}
    return [entry for entry in entries if entry.country not in divided or (entry.kind != broad) == (entry.country in settled)]


def _is_hamlet(entry: PlaceEntry) -> bool:
    return entry.kind == "town" and not entry.population and not entry.id.startswith("tw:")


def _in_country(entries: list[PlaceEntry], setting: Setting) -> list[PlaceEntry]:
    """Places of the country the report is about; elsewhere only what is known abroad."""
    if setting.country is None:
        return entries
    home = [entry for entry in entries if entry.country == setting.country]
    abroad = [entry for entry in entries if entry.country != setting.country and _is_known_abroad(entry)]
    cities = [entry for entry in abroad if entry.kind not in DIVISIONS and entry.population >= 100 * TOWN]
    big = cities if home and max(entry.population for entry in home) < TOWN else []
    return [*home, *big] if home else abroad


def _is_known_abroad(entry: PlaceEntry) -> bool:
    return entry.population >= KNOWN_ABROAD or entry.kind in DIVISIONS or entry.id.startswith("tw:")


def _of_note(entries: list[PlaceEntry]) -> list[PlaceEntry]:
    """The crossing, base or town placed by hand, as reports tell of it, beside hamlets of its name that nobody has counted."""
    noted = [entry for entry in entries if entry.id.startswith("tw:") and entry.kind != "quarter"]
    hamlets = sum(entry.kind == "town" and not entry.population and not entry.id.startswith("tw:") for entry in entries)
    return noted if len(noted) == 1 and hamlets == len(entries) - 1 else entries


def _of_size(entries: list[PlaceEntry], home: str | None) -> list[PlaceEntry]:
    """The one town that dwarfs the others of its name; abroad, where none is known but for its size, one that is far larger."""
    ranked = sorted(entries, key=lambda entry: (-entry.population, entry.id))
    abroad = home is not None and all(entry.country != home for entry in entries)
    times = ABROAD_LARGER if abroad else FAR_LARGER
    if len(ranked) > 1 and ranked[0].population >= max(TOWN, times * ranked[1].population):
        return ranked[:1]
    return entries
