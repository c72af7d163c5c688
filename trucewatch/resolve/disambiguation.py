"""Say which of the places of one name each toponym of a report means, from the words beside it and from the report as a whole.

Every place a name may mean gets points: for its people, for its country and division being told of, for lying near the other
places told of. The best one is meant if it leads clearly or lies beside the next; else the name stays open with its candidates.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.distance import Spot, kilometres
from trucewatch.knowledge.places import Gazetteer, PlaceEntry, bare_places, place_key, place_words
from trucewatch.knowledge.toponym_tables import StateName, country_points
from trucewatch.resolve.company import Company
from trucewatch.resolve.hierarchy import outers
from trucewatch.resolve.toponym_names import STATES, Kind, Known, NameBook

MOST = 24  # candidates of one name that are weighed: the largest; ten thousand hamlets of one name stay unweighed
SHORTEST = 2  # letters; shorter names mean nothing unless a table has them
ONE_SPOT_KM = 40.0  # candidates so near each other are one place for a map
NEAR_KM = 60.0  # places told of together mostly lie so near each other
PEOPLE_OF = {"continent": 1e9, "country": 3e7, "admin1": 1e6}  # what a place without counted people weighs
UNCOUNTED, BY_HAND = 110.0, 20_000.0  # people of a hamlet, and what a place is worth that was written down by hand
BESIDE = 60  # letters on either side in which a larger place is looked for
OF_COUNTRY, OF_DIVISION, OF_NEIGHBOURS = 3.0, 2.0, 2.5  # points; swept by tests/eval/geoparsing.py: flat from half to twice
OF_LIST = 4.0  # points of a state that stands in a list of states
MOST_NEAR = 2.0
OF_ANOTHER_NAME = -2.0  # points of a place that the gazetteer files under another name
OF_BARE_NAME = -2.0  # points of a state whose bare name mostly means a town: Washington
OF_ACTOR = 0.5  # how much a country counts that only acts in the report: the United States are not where it happens
DWARFS = 10  # times the people of the next: then a lead of any size is clear
NAMESAKE = 5_000  # people of a town that bears a country's name ("Palestine", "Lebanon") from which it is thought of
COUNTED_IN_FULL = ("tw:", "wof:")  # ids of the theatres, whose hamlets are all known
KNOWN_ABROAD = 15_000  # a smaller place of a country the report does not tell of is not believed
AREAS = frozenset({"area", "water", "continent"})
ADMIN = frozenset({"admin1", "admin2"})
GREAT = 5_000_000  # people of a town that its own division cannot hide: New York
DIVISION = re.compile(r" (?:province|governorate|oblast|state|region|prefecture|county|counties|raion|district)\b", re.IGNORECASE)
COUNTY = re.compile(r" (?:county|counties)\b", re.IGNORECASE)
LISTED_BEFORE = re.compile(r"([A-Z][\w.]+(?: [A-Z][\w.]+)?)(?:,?(?: and| or)|,) \Z")
LISTED_AFTER = re.compile(r"(?:,?(?: and| or)|,) ([A-Z][\w.]+(?: [A-Z][\w.]+)?)")
CLEAR = 0.5  # points by which the best must lead; 0.2 resolves 4 % more with 2 % more of it wrong, 1.0 4 % fewer with 1 % fewer


@dataclass(frozen=True, slots=True)
class Asked:
    """A toponym to be placed: its words, what a table says of them, the words on either side, and whether it places something."""

    words: str
    known: Known | None
    before: str
    after: str
    start: int = 0
    literal: bool = True

    @property
    def key(self) -> str:
        """What tells one name from another: "Georgian" is not "Georgia", "Hama province" is not "Hama"."""
        division = DIVISION.match(self.after)
        return f"{self.known.kind if self.known else ''} {self.words}{division.group() if division else ''}"


@dataclass(frozen=True, slots=True)
class Held:
    """Places of a name that lie in a larger place named beside it, those larger places, and their name."""

    inner: tuple[PlaceEntry, ...]
    outer: tuple[PlaceEntry, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Placed:
    """The place meant, or those left, and why, in words."""

    entry: PlaceEntry | None
    candidates: tuple[PlaceEntry, ...]
    reasons: tuple[str, ...]


def place_all(asked: Sequence[Asked], gazetteer: Gazetteer, names: NameBook) -> tuple[Placed, ...]:
    """A place, or those left, for each toponym of one report, in the order given; a name has one meaning in a report."""
    return Weighing(asked, gazetteer, names).placed()


class Weighing:
    """The toponyms of one report, weighed together."""

    def __init__(self, asked: Sequence[Asked], gazetteer: Gazetteer, names: NameBook) -> None:
        self._gazetteer, self._names, self._asked = gazetteer, names, asked
        self._named = self._named_countries()
        self._home = max(sorted(self._named), key=self._named.__getitem__, default=None)
        self._words = {one.key: one.known.name if one.known else one.words for one in asked}
        self._towns = {one.key for one in asked if names.is_town(one.known) and not DIVISION.match(one.after)}
        self._open = {one.key: self._candidates(one) for one in asked}
        self._within = {one.start: self._held(one) for one in asked}
        self._of_name: dict[str, Held] = {}
        for one in asked:
            if held := self._within[one.start]:
                self._of_name.setdefault(one.key, held)
        self._likely = {key: self._of_name[key].inner if key in self._of_name else found for key, found in self._open.items()}
        self._company = Company(self._likely, NEAR_KM)
        self._countries = self._told_countries()
        self._divisions = self._told_divisions()
        self._choice: dict[tuple[str, bool], Placed] = {}

    def _named_countries(self) -> dict[str, float]:
        """How often each country is named, itself, by its people or by a state of it."""
        named: dict[str, float] = defaultdict(float)
        for one in self._asked:
            if one.known is not None and one.known.country:
                named[one.known.country] += 1.0 if one.literal else OF_ACTOR
        return named

    def placed(self) -> tuple[Placed, ...]:
        """Each toponym with its place."""
        return tuple(self._place(one) for one in self._asked)

    def _place(self, one: Asked) -> Placed:
        held = self._within[one.start] or self._of_name.get(one.key)
        if held:
            return self._best(one.key, held.inner, f"told to lie in {held.name}", 0.0)
        if (elsewhere := self._stated_elsewhere(one)) is not None:
            return Placed(None, self._open[one.key], (f"told to lie in {elsewhere}, where the gazetteer has none of its name",))
        listed = self._is_listed_with_states(one)
        if (one.key, listed) not in self._choice:
            self._choice[one.key, listed] = self._best(one.key, self._bare(one.key), "", OF_LIST * listed)
        return self._choice[one.key, listed]

    def _bare(self, key: str) -> tuple[PlaceEntry, ...]:
        """What a name may mean that is told to lie nowhere: of "Washington" and "New York" the great town or the state."""
        found = self._open[key]
        if key not in self._towns:
            return found
        great = [entry for entry in found if entry.kind == "town"][:1]
        return (*great, *(entry for entry in found if entry.kind == "admin1"))

    def _stated_elsewhere(self, one: Asked) -> str | None:
        """The state behind the comma, where no place of the name lies: "Grantville, Pennsylvania" is not the one in Georgia.

        A country behind a comma may be the next of a list ("Paris, Germany and Spain"), and says nothing then.
        """
        if one.known is not None or not self._open[one.key]:
            return None
        return next((name for outer, name in self._stated(one) if outer and self._names.state(self._names.get(name))), None)

    def _candidates(self, one: Asked) -> tuple[PlaceEntry, ...]:
        """The places that a name may mean, the largest first."""
        known = one.known
        found: list[PlaceEntry] = []
        if known is None:
            found = [] if self._names.is_party(one.words) else self._spelt(one.words, counted=COUNTY.match(one.after) is not None)
        elif (region := self._names.region(known)) is not None:
            spelt = self._gazetteer.spelt(region.name)
            found = [e for e in spelt if e.kind in AREAS or (e.kind == "admin1" and e.country in region.division_of)]
        elif (state := self._names.state(known)) is not None:
            found = self._of_state(state, known.kind)
        elif known.country:
            country = self._gazetteer.get(f"iso:{known.country}")
            found += [country] if country else []
            if known.kind is Kind.COUNTRY:
                found += [e for e in self._gazetteer.spelt(known.name) if _is_namesake(e, known.name)]
        each = {entry.id: entry for entry in found}
        return tuple(sorted(_of_kind(tuple(each.values()), one), key=_weight, reverse=True)[:MOST])

    def _of_state(self, state: StateName, kind: Kind) -> list[PlaceEntry]:
        """A state, and where its name is printed in full whatever else has it."""
        if state.filed:
            towns = (e for e in self._gazetteer.spelt(state.filed) if e.kind == "town" and e.country == state.country)
            return sorted(towns, key=_weight)[-1:]
        found = list(self._gazetteer.spelt(state.name))
        return found if kind is Kind.STATE else [e for e in found if e.kind == "admin1" and e.country == state.country]

    def _spelt(self, name: str, *, counted: bool = False) -> list[PlaceEntry]:
        """Places of this name, without the words that say what it is ("Borno State", "the city of Homs")."""
        if len(name) <= SHORTEST and name.isalpha():
            return []
        found = list(self._gazetteer.spelt(name))
        if counted:
            return [entry for entry in found if entry.kind == "admin2"]
        if any(entry.country == self._home or (entry.population >= KNOWN_ABROAD and _bears(entry, name)) for entry in found):
            return found
        words = name.split()
        row = place_words().get(words[-1].lower()) if len(words) > 1 else None
        if row is not None or words[-1].lower() in DIVISIONS:
            kinds = (row.kind,) if row and row.kind and row.kind != "admin1" else ("admin1", "admin2")
            return found + [entry for entry in self._gazetteer.spelt(" ".join(words[:-1])) if entry.kind in kinds]
        spelt = {entry.id for entry in found}
        alike = self._gazetteer.find(name, near_country=self._home)
        return [entry for entry in alike if entry.id in spelt or self._home in (None, entry.country)]

    def _held(self, one: Asked) -> Held | None:
        """The candidates that lie in what the words beside the name say it lies in, and its name."""
        candidates = self._open[one.key]
        if not candidates or (one.known is not None and (one.known.kind is not Kind.STATE or self._is_listed_with_states(one))):
            return None
        for outer, name in self._outers(one):
            inside = tuple(e for e in candidates if any(_holds(o, e) for o in outer))
            if inside:
                return Held(inside, outer, name)
        return None

    def _outers(self, one: Asked) -> Iterator[tuple[tuple[PlaceEntry, ...], str]]:
        """The larger places named beside a name, the nearest first: ", Minn.", "in Idlib province", "Lebanon's"."""
        yield from self._stated(one)
        for outer in outers(one.before, one.after):
            yield self._larger(outer.name, self._names.get(outer.name)), outer.name

    def _stated(self, one: Asked) -> Iterator[tuple[tuple[PlaceEntry, ...], str]]:
        """The country or state that stands behind a comma or in brackets."""
        words = one.after[2:].split()[:4] if one.after.startswith((", ", " (")) else []
        for length in range(len(words), 0, -1):
            name = " ".join(words[:length])
            for form in (name, name.rstrip(",;:)"), name.rstrip(".,;:)")):
                known = self._names.get(form)
                if known is not None and known.kind is not Kind.DEMONYM:
                    yield self._larger(form, known), form

    def _larger(self, name: str, known: Known | None) -> tuple[PlaceEntry, ...]:
        """Countries and divisions of this name."""
        found = self._candidates(Asked(name, known, "", ""))
        filed = known is not None and known.kind in STATES and len(found) == 1
        return tuple(entry for entry in found if filed or entry.kind in ("country", "admin1", "admin2"))

    def _is_listed_with_states(self, one: Asked) -> bool:
        """True for "Washington" in "Oregon, Washington and Idaho"."""
        if one.known is None or one.known.kind not in (Kind.STATE, Kind.COUNTRY) or not self._names.is_state(one.known.name):
            return False
        before, after = LISTED_BEFORE.search(one.before), LISTED_AFTER.match(one.after)
        beside = [m.group(1) for m in (before, after) if m]
        return any(self._is_state(name) for words in beside for name in (words, words.split()[-1], words.split()[0]))

    def _is_state(self, name: str) -> bool:
        known = self._names.get(name)
        return known is not None and known.kind is Kind.STATE and not self._names.is_town(known)

    def _told_countries(self) -> dict[str, float]:
        """How often each country is told of: by name, by the name of its people, by a state, by a town of no other country."""
        told: dict[str, float] = defaultdict(float)
        for one in self._asked:
            countries = {entry.country for entry in self._likely[one.key]}
            if len(countries) != 1 and one.known is not None and one.known.country and not self._names.is_state(one.known.name):
                countries = {one.known.country}
            if len(countries) == 1:
                told[countries.pop()] += 1.0 if one.literal else OF_ACTOR
        return told

    def _told_divisions(self) -> dict[str, set[str]]:
        """The divisions named, or holding a place told of, each with the names that say so."""
        told: dict[str, set[str]] = defaultdict(set)
        for one in self._asked:
            held = self._within[one.start]
            for entry in held.outer if held else ():
                told[entry.id].add(one.key)
            divisions = [e for e in self._open[one.key] if e.kind == "admin1"]
            stated = self._names.state(one.known) is not None and not self._names.is_town(one.known)
            if len(divisions) == 1 and (stated or len(self._open[one.key]) == 1):
                told[divisions[0].id].add(one.key)
        return told

    def _best(self, key: str, entries: Sequence[PlaceEntry], why: str, for_divisions: float) -> Placed:
        if not entries:
            return Placed(None, (), ("the gazetteer has no such name",))
        near = self._company.nearness(key, entries) if len(entries) > 1 else [0.0]
        points = {
            e.id: self._points(key, e) + OF_NEIGHBOURS * min(MOST_NEAR, beside) + for_divisions * (e.kind == "admin1")
            for e, beside in zip(entries, near, strict=True)
        }
        scored = sorted(((points[e.id], e.id, e) for e in entries), key=lambda s: s[:2], reverse=True)
        best = scored[0][2]
        rivals = [e for other, _, e in scored[1:] if scored[0][0] - other < CLEAR and _people(best) < DWARFS * _people(e)]
        apart = [entry for entry in rivals if _km(best, entry) > ONE_SPOT_KM]
        if apart:
            return Placed(None, (best, *apart), (why or f"{len(entries)} places of this name",))
        sole = len(entries) == 1 and best.id.startswith(COUNTED_IN_FULL)
        if not why and not sole and self._is_unheard_of(key, best):
            return Placed(None, (best,), ("a small place of a country that the report does not tell of",))
        return Placed(best, (), (why or self._reason(key, best, len(entries)),))

    def _is_unheard_of(self, key: str, entry: PlaceEntry) -> bool:
        """True for a hamlet in a country of which nothing else in the report tells: a namesake of what is meant, most likely."""
        small = entry.kind in ("town", "quarter") and entry.population < KNOWN_ABROAD
        others = (found[0] for other, found in self._likely.items() if other != key and found)
        known = (e for e in others if e.kind != "town" or e.population >= KNOWN_ABROAD)
        return small and all(entry.country != e.country for e in known)

    def _points(self, key: str, entry: PlaceEntry) -> float:
        """How likely a place is meant, but for the company it is in."""
        unlikely = OF_ANOTHER_NAME * (entry.country not in self._named and not _bears(entry, self._words[key]))
        unlikely += OF_BARE_NAME * (entry.kind == "admin1" and key in self._towns)
        own = len({e.country for e in self._likely[key]}) == 1
        total = sum(self._countries.values())
        country = self._countries.get(entry.country, 0.0) / total if total and not own else 0.0
        division = any(self._divisions[one] - {key} for one in (entry.admin1_id, entry.id) if one in self._divisions)
        return math.log10(_people(entry)) + unlikely + OF_COUNTRY * country + OF_DIVISION * division

    def _reason(self, key: str, entry: PlaceEntry, number: int) -> str:
        if number == 1:
            return "the only place of this name"
        if self._divisions.get(entry.admin1_id or "", set()) - {key}:
            return f"in {entry.admin1}, which the report names"
        if self._countries.get(entry.country, 0.0):
            return f"in {entry.country}, of which the report tells"
        return f"the largest of its name: {entry.population} people" if entry.population else "the likeliest of its name"


SECOND = frozenset({"county", "counties", "raion", "district"})  # divisions of divisions
DIVISIONS = frozenset("state province county governorate oblast region district prefecture department canton raion".split())


def _of_kind(found: Sequence[PlaceEntry], one: Asked) -> list[PlaceEntry]:
    """A division and its seat share a name: the words behind it, or the tables, say which is meant; else it is the town."""
    divisions = [entry for entry in found if entry.kind in ADMIN]
    if divisions and (behind := DIVISION.match(one.after)):
        second = behind.group().strip().casefold() in SECOND
        return [e for e in divisions if (e.kind == "admin2") == second] or divisions
    bare = bare_places().get(place_key(one.words))
    wanted = bare.kind if bare else ("admin1" if one.known is not None and one.known.kind is Kind.STATE else "town")
    if wanted == "admin1":
        held = {entry.id for entry in divisions if entry.kind == "admin1"}
        return [entry for entry in found if entry.admin1_id not in held or entry.id in held or entry.population > GREAT]
    inside = Counter(entry.admin1_id for entry in found if entry.kind == "town")
    counted = {entry.admin1_id for entry in found if entry.kind == "town" and entry.population}
    towns = {division for division, number in inside.items() if number == 1 or division in counted}  # two hamlets are no seat
    return [entry for entry in found if entry.kind not in ADMIN or entry.admin1_id not in towns]


def _people(entry: PlaceEntry) -> float:
    """The people of a place, or what stands for them where nobody has counted."""
    least = BY_HAND if entry.id.startswith("tw:") else UNCOUNTED
    return max(entry.population or PEOPLE_OF.get(entry.kind, least), least)


def _weight(entry: PlaceEntry) -> tuple[float, str]:
    return _people(entry), entry.id


def _bears(entry: PlaceEntry, name: str) -> bool:
    """True if this is what the gazetteer calls the place, not one of its other names."""
    return entry.kind != "town" or place_key(entry.name) == place_key(name)


def _is_namesake(entry: PlaceEntry, country: str) -> bool:
    """True for a state or a town of some size that is called like a country: Georgia, and Lebanon in Pennsylvania."""
    return entry.kind == "admin1" or (_bears(entry, country) and entry.population > NAMESAKE)


def _holds(outer: PlaceEntry, inner: PlaceEntry) -> bool:
    """True if one lies in the other; "Washington, D.C." is one place under two names."""
    return (outer.kind == "town" and outer.id == inner.id) or (
        outer.id != inner.id and outer.id in (f"iso:{inner.country}", inner.admin1_id, inner.admin2_id)
    )


def _km(one: PlaceEntry, two: PlaceEntry) -> float:
    return kilometres(point_of(one), point_of(two))


def point_of(entry: PlaceEntry) -> Spot:
    """Where an entry lies; a country in its middle, not at its capital."""
    point = country_points().get(entry.country) if entry.kind == "country" else None
    return (point.latitude, point.longitude) if point else (entry.latitude, entry.longitude)
