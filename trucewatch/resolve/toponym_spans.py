"""Find where names of places stand in a sentence: what the model sees, cut and joined by the names that are known."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from trucewatch.knowledge.places import Gazetteer, place_key
from trucewatch.knowledge.toponym_tables import toponym_words
from trucewatch.language.capitals import is_common
from trucewatch.model import Entity, EntityType, Sentence
from trucewatch.resolve.toponym_names import LONGEST_KNOWN, Kind, Known, NameBook

TOWN = 15_000  # people from which a town is known inside a body's name ("Fargo Police Department")
SMALL = 1_000  # people from which a town is known where the model sees part of its name
CITY = 100_000  # people from which a town is known where the model sees no name, or a body's
LONGEST_TOWN = 4  # words
SHORTEST = 2  # letters of a name, but for those the tables hold
ARTICLES = frozenset({"the", "a", "an"})
HYPHENS = frozenset("-‐‑–—/")
PARTIES = frozenset({"d", "r", "i"})  # of members of Congress: D-N.Y.
OWNED = frozenset({EntityType.ORG, EntityType.GROUP, EntityType.PLATFORM, EntityType.WEAPON, EntityType.QUANTITY})


class Use(StrEnum):
    """How a toponym is used; only the first two say where something is."""

    PLACE = "place"
    FACILITY = "facility"
    MODIFIER = "modifier"
    METONYM = "metonym"
    DEMONYM = "demonym"
    PART_OF_NAME = "part of a name"


Parts = tuple[tuple[int, int], ...]  # pieces of a name, each from its first word to its last


@dataclass(frozen=True, slots=True)
class Mention:
    """A toponym in a sentence: words `first` to `last`, counted from 0, both included. `sure` if a table or gazetteer has it."""

    first: int
    last: int
    use: Use
    known: Known | None = None
    sure: bool = True
    reason: str = ""


class SentenceNames:
    """The names of one sentence."""

    def __init__(self, text: str, sentence: Sentence, names: NameBook, gazetteer: Gazetteer) -> None:
        self.tokens = sentence.tokens
        self._text, self._names, self._gazetteer = text, names, gazetteer
        self.entity: list[Entity | None] = [None] * len(self.tokens)
        for entity in sentence.entities:
            self.entity[entity.first - 1 : entity.last] = [entity] * (entity.last - entity.first + 1)
        self._entities = sentence.entities
        self.known = tuple(self._scan())

    def words(self, first: int, last: int) -> str:
        """The text from one word to another, on one line."""
        return " ".join(self._text[self.tokens[first].start : self.tokens[last].end].split())

    def lower(self, at: int) -> str:
        """A word in small letters; "" outside the sentence."""
        return self.tokens[at].text.lower() if 0 <= at < len(self.tokens) else ""

    def capital(self, at: int) -> bool:
        """True for a word printed with a capital letter."""
        return 0 <= at < len(self.tokens) and self.tokens[at].text[:1].isupper()

    def _scan(self) -> Iterator[tuple[int, int, Known]]:
        at = 0
        while at < len(self.tokens):
            step = 1
            if self.capital(at) and self._may_begin(at):
                for last in range(min(at + LONGEST_KNOWN, len(self.tokens)) - 1, at - 1, -1):
                    known = self._names.get(self.words(at, last))
                    if known is not None and self._stands(known, at, last):
                        yield at, last, known
                        step = last - at + 1
                        break
            at += step

    def _may_begin(self, at: int) -> bool:
        """False for a word that stands by itself and begins no known name."""
        word, glued = self.tokens[at], at + 1 < len(self.tokens) and self.tokens[at + 1].start == self.tokens[at].end
        return glued or self._names.may_begin(self._text[word.start : word.end])

    def _stands(self, known: Known, first: int, last: int) -> bool:
        """False for "Miss." and "IN" where no place stands before them."""
        if known.kind not in (Kind.SHORT, Kind.POSTAL) or self.words(first, last).count(".") > 1:
            return True
        after_place = self.lower(first - 1) == "," and self.capital(first - 2) and self.tokens[first - 2].upos == "PROPN"
        if known.kind is Kind.POSTAL:
            return after_place
        entity = self.entity[first]
        seen = entity is not None and entity.type is EntityType.PLACE
        party = self.lower(first - 1) in HYPHENS and self.lower(first - 2) in PARTIES
        return after_place or seen or party

    def is_town(self, first: int, last: int, people: int) -> bool:
        """True if the words name a place of the gazetteer of that size, or a division or hand-made place of any."""
        words = self.words(first, last)
        if len(words) <= SHORTEST or words.islower():
            return False
        found = self._gazetteer.spelt(words)
        if first < last and self.lower(last) == "city":
            found = tuple(entry for entry in found if place_key(entry.name) == place_key(words))  # "Dublin City" is Dublin
        return any(e.population >= people or e.kind in ("admin1", "country", "area") for e in found)

    def is_capital_city(self, first: int, last: int) -> bool:
        """True if the words name a capital."""
        return self._names.is_capital(self.words(first, last))

    def is_place(self, first: int, last: int) -> bool:
        """True if the gazetteer has the words at all."""
        words = self.words(first, last)
        return len(words) > SHORTEST and bool(self._gazetteer.spelt(words))

    def mentions(self) -> Iterator[Mention]:
        """The toponyms, in no order; some may overlap."""
        covered: set[int] = set()
        for entity in self._entities:
            first, last = self._widened(entity)
            for mention in self._of_entity(entity, first, last):
                covered |= set(range(mention.first, mention.last + 1))
                yield mention
            if entity.type in (EntityType.PERSON, EntityType.PLACE):
                covered |= set(range(first, last + 1))
        for first, last, known in self.known:
            if not covered & set(range(first, last + 1)):
                owner = self.entity[first]
                inside = owner is not None and (owner.first - 1 < first or owner.last - 1 > last)
                named = _named(first, last, known)
                yield replace(named, use=Use.PART_OF_NAME) if inside else named

    def _widened(self, entity: Entity) -> tuple[int, int]:
        """The words of an entity with all of a known name that it holds a part of: "States", "North" + "Carolina"."""
        first, last = entity.first - 1, entity.last - 1
        for begin, end, known in self.known:
            if begin <= last and first <= end and known.kind is not Kind.DEMONYM:
                if first <= begin and end <= last:
                    continue
                first, last = (begin, end) if first >= begin and last <= end else (min(first, begin), max(last, end))
        return self._with_neighbours(first, last) if entity.type is EntityType.PLACE else (first, last)

    def _with_neighbours(self, first: int, last: int) -> tuple[int, int]:
        """The words with a capitalised word beside them that belongs to the name: "NEW" MIAMI, Neches "River", Route "66"."""
        if first and self._may_join(first - 1, EntityType.PLACE) and self.is_town(first - 1, last, SMALL):
            first -= 1
        if self._may_join(last + 1):
            kind_of = self.lower(last + 1) in toponym_words("feature") | toponym_words("street")
            alone = self.lower(first) in toponym_words("no town")
            if (kind_of and not alone) or self.is_town(first, last + 1, SMALL):
                last += 1
        words = self.words(first, last).lower()
        if words in toponym_words("road before") and self.lower(last + 1).isdigit():
            last += 1
        return first, last

    def _may_join(self, at: int, also: EntityType | None = None) -> bool:
        """True for a capitalised word that is part of no other name, or of one that the model may have cut in two."""
        if not self.capital(at) or self.lower(at) in ARTICLES:
            return False
        entity = self.entity[at]
        return entity is None or entity.type is also

    def _of_entity(self, entity: Entity, first: int, last: int) -> Iterator[Mention]:
        state = self._of_party(first, last)
        if state is not None:
            yield state
        elif entity.type is EntityType.PLACE:
            yield from self._of_place(first, last)
        elif entity.type is EntityType.FACILITY:
            yield from self._of_site(first, last)
        elif entity.type in OWNED:
            yield from self._of_body(first, last)
        elif entity.type is EntityType.PERSON and (known := self._exactly(first, last)) and known.kind is not Kind.DEMONYM:
            yield Mention(first, last, Use.PLACE, known, sure=False, reason="a place's name that may be a person's")

    def _of_party(self, first: int, last: int) -> Mention | None:
        """The state of "D-N.Y.", which the model takes for a person or a place."""
        for begin, end, known in self.known:
            if begin == first + 2 and end == last and self.lower(first) in PARTIES and self.lower(first + 1) in HYPHENS:
                return Mention(begin, end, Use.PLACE, known, reason="a state behind a party")
        return None

    def _exactly(self, first: int, last: int) -> Known | None:
        return next((known for begin, end, known in self.known if (begin, end) == (first, last)), None)

    def _of_site(self, first: int, last: int) -> Iterator[Mention]:
        """A building or street as a whole, and the place in its name."""
        if first < last and (self.lower(first) in ARTICLES or self.lower(first).isdigit()):
            first += 1
        if self._is_no_name(first, last):
            return
        street = self.lower(last) in toponym_words("street")
        yield Mention(first, last, Use.PLACE if street else Use.FACILITY, reason="a street" if street else "a building or site")
        yield from self._inside(first, last)

    def _of_body(self, first: int, last: int) -> Iterator[Mention]:
        """A country's or town's name that the model takes for a body or a people, or the places in the name of one."""
        known = self._exactly(first, last)
        if known is not None:
            yield _named(first, last, known)
        elif self._names.is_party(self.words(first, last)):
            return
        elif self._is_town_alone(first, last):
            yield Mention(first, last, Use.PLACE, sure=self.is_town(first, last, CITY), reason="a town's name")
        else:
            yield from self._inside(first, last)

    def _is_town_alone(self, first: int, last: int) -> bool:
        """True for a town that the model takes for a body: "Erbil denied it", not "the Centre", "the Toyota" or "Vista"."""
        common = first == last and is_common(self.lower(first))
        return self.lower(first - 1) not in ARTICLES and not common and self.is_town(first, last, TOWN)

    def _inside(self, first: int, last: int) -> Iterator[Mention]:
        """The places inside the name of a body or building: "Fargo Police Department", "Bank of America"."""
        counted = next((at for at in range(first + 1, min(last, first + 3)) if self.lower(at) in toponym_words("counted")), None)
        if counted is not None:
            yield Mention(first, counted, Use.PART_OF_NAME, reason="inside a longer name")
            return
        known = [(begin, end, one) for begin, end, one in self.known if first <= begin and end <= last]
        for begin, end, one in known:
            yield Mention(begin, end, Use.PART_OF_NAME, one, reason="inside a longer name")
        if all(begin != first for begin, _, _ in known):
            taken = {at for begin, end, _ in known for at in range(begin, end + 1)}
            yield from self._towns_inside(first, last, taken)

    def _towns_inside(self, first: int, last: int, taken: Set[int]) -> Iterator[Mention]:
        """The towns at the head of a name and behind "of", "in" and "at" in it; the whole of it is none."""
        for begin in (first, *(at + 1 for at in range(first, last) if self.lower(at) in ("of", "in", "at"))):
            ends = range(min(last - (begin == first), begin + LONGEST_TOWN - 1), begin - 1, -1)
            end = next((end for end in ends if begin not in taken and self._is_town_inside(begin, end)), None)
            if end is not None:
                yield Mention(begin, end, Use.PART_OF_NAME, sure=False, reason="inside a longer name")

    def _is_town_inside(self, first: int, last: int) -> bool:
        named = (
            self.capital(first) and self.lower(first) not in ARTICLES and self.capital(last) and self.is_town(first, last, TOWN)
        )
        return named and not (first == last and is_common(self.lower(first)))

    def _of_place(self, first: int, last: int) -> Iterator[Mention]:
        if first < last and self.lower(last) in toponym_words("site") and not self.is_place(first, last):
            yield from self._of_site(first, last)
            return
        for begin, end in self._pieces(first, last):
            known = self._exactly(begin, end)
            if known is not None and known.kind is Kind.DEMONYM:
                yield _named(begin, end, known)
            elif known is not None or not (self._is_no_name(begin, end) or self._is_party(begin, end)):
                sure = known is not None or self.is_place(begin, end) or self._has_class_word(begin, end)
                use = Use.PART_OF_NAME if self._goes_on(end) else Use.PLACE
                yield Mention(begin, end, use, known, sure=sure, reason="a name of a place")

    def _is_party(self, first: int, last: int) -> bool:
        """True for the name of a group or person that no town of some size has as its own: Hamas and "U.N.", not Douma."""
        words = self.words(first, last)
        if words.isupper() or not self._names.is_party(words):
            return self._names.is_party(words)
        towns = (entry for entry in self._gazetteer.spelt(words) if place_key(entry.name) == place_key(words))
        return all(entry.population < TOWN for entry in towns)

    def _is_no_name(self, first: int, last: int) -> bool:
        """True for "car", "State", "North" and "No.", which the model may take for places."""
        if not any(self.capital(at) for at in range(first, last + 1)) and self.words(first, last).isascii():
            return True
        words = self.words(first, last).lower().rstrip(".")
        if len(words) < SHORTEST and words.isascii():
            return True
        return words in toponym_words("no town") or (words in toponym_words("direction") and first == last)

    def _goes_on(self, last: int) -> bool:
        """True for "Kentucky" in "Kentucky Fried Chicken": the name of something else of which the model saw the place only."""
        after = last + 1
        if not self.capital(after) or self.tokens[after].upos != "PROPN":
            return False
        entity = self.entity[after]
        if entity is not None and entity.type in (EntityType.PLACE, EntityType.PERSON, EntityType.GROUP):
            return False
        token = self.tokens[after]
        return self.tokens[last].head in range(after + 1, after + 4) or token.head == last + 1

    def _has_class_word(self, first: int, last: int) -> bool:
        return last > first and (
            self.lower(last) in toponym_words("feature") | toponym_words("street")
            or self.lower(first) in toponym_words("feature before")
            or self.lower(last).isdigit()
        )

    def _pieces(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The single names in what the model sees as one place."""
        if not self._exactly(first, last):
            for cut in (self._at_comma, self._whole, self._at_hyphen, self._at_words, self._at_seam):
                parts = cut(first, last)
                if parts == ((first, last),):
                    break
                if parts:
                    for part in parts:
                        yield from self._pieces(*part)
                    return
        shortened = self.lower(last + 1) == "." and self._names.get(self.words(first, last) + ".") is not None
        yield first, last + shortened

    def _at_comma(self, first: int, last: int) -> Parts:
        """ "Paris, Texas" is two places."""
        at = next((at for at in range(first + 1, last) if self.lower(at) in (",", "/")), None)
        return ((first, at - 1), (at + 1, last)) if at is not None else ()

    def _whole(self, first: int, last: int) -> Parts:
        """What the gazetteer has is cut no further."""
        return ((first, last),) if self.is_place(first, last) else ()

    def _at_hyphen(self, first: int, last: int) -> Parts:
        """ "Fargo-Moorhead" is two places, "Guinea-Bissau" one."""
        at = next((at for at in range(first + 1, last) if self.lower(at) in HYPHENS), None)
        apart = at is not None and self.is_place(first, at - 1) and self.is_place(at + 1, last)
        return ((first, at - 1), (at + 1, last)) if at is not None and apart else ()

    def _at_words(self, first: int, last: int) -> Parts:
        """The name without words that say what it is."""
        begin, end = self._peeled(first, last)
        return ((begin, end),) if (begin, end) != (first, last) else ()

    def _at_seam(self, first: int, last: int) -> Parts:
        """Two names where a comma was lost: "Maiduguri | Borno State"."""
        for at in range(last, first, -1):
            second = self._exactly(at, last) is not None or (at < last and self.lower(last) in toponym_words("feature"))
            if second and self.capital(at) and self.is_town(first, at - 1, TOWN):
                return (first, at - 1), (at, last)
        return ()

    def _peeled(self, first: int, last: int) -> tuple[int, int]:
        """The name without "north", "the city of" and "province" around it."""
        if first < last and self.lower(last) in toponym_words("feature") and not self.capital(last):
            return first, last - 1
        if first + 1 < last and f"{self.lower(first)} {self.lower(first + 1)}" in toponym_words("class of"):
            return first + 2, last
        if first < last and (self.lower(first) in ARTICLES or self.lower(first).isdigit()):
            return first + 1, last
        if first < last and self.lower(first) in toponym_words("direction"):
            rest = first + 1 + (self.lower(first + 1) in HYPHENS and first + 1 < last)
            if not self.capital(first) or self._exactly(rest, last) or self.is_place(rest, last):
                return rest, last
        return first, last


def _named(first: int, last: int, known: Known) -> Mention:
    """A name that a table has."""
    use = Use.DEMONYM if known.kind is Kind.DEMONYM else Use.PLACE
    return Mention(first, last, use, known, reason=f"the name of a {known.kind}" if use is Use.PLACE else "a demonym")
