"""Find where a happening is said to take place: the most specific place named with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from trucewatch.model import EntityType
from trucewatch.read.named import PlaceFound
from trucewatch.read.phrases import Scene, entity_of
from trucewatch.read.tree import Tree

PLACE_TYPES = (EntityType.PLACE, EntityType.FACILITY)
NAMELIKE = frozenset({"PROPN", "NOUN", "ADJ", "X", "PRON", "VERB"})
BORDERS = frozenset({"border", "frontier"})
WITHIN = re.compile(r" (?:in|of) (?:the )?(?:city of |town of )?")
AND = re.compile(r",? and (?:the )?|, (?:the )?")
FINER = 0.2  # by so much a place that is placed further goes before others of its rank
LONGEST_COUNTRY = 3  # words after the first in the longest name of a country looked for in a run of names


def places_in(scene: Scene, tree: Tree, nodes: Iterable[int], barred: Iterable[int] = ()) -> list[PlaceFound]:
    """The places named among these nodes, the most specific first, then in the order of the text."""
    inside, out = set(nodes), set(barred)
    found = [p for first, last, p in all_places(scene, tree) if (first in inside or last in inside) and not out & {first, last}]
    return sorted(found, key=lambda p: (p.rank, p.start))


def all_places(scene: Scene, tree: Tree) -> list[tuple[int, int, PlaceFound]]:
    """The places of a sentence with their first and last word, worked out once."""
    if id(tree) not in scene.places:
        named = [(first, last, _as_place(scene, tree, first, last)) for first, last in _capital_runs(scene, tree)]
        words = [node for node, lemma in enumerate(tree.lemmas) if lemma in BORDERS]
        borders = [(node, node, _border(scene, tree, node)) for node in words]
        found = [(first, last, place) for first, last, place in (*named, *borders) if place is not None]
        scene.places[id(tree)] = _as_printed(scene, sorted(found, key=lambda f: f[2].start))
    return scene.places[id(tree)]


def _as_printed(scene: Scene, found: list[tuple[int, int, PlaceFound]]) -> list[tuple[int, int, PlaceFound]]:
    """The places with what is printed as one: "Salem Mosque in Ariha", "the villages of Masqan and Ehras"."""
    for at in range(len(found) - 2, -1, -1):
        (first, last, place), (_, _, after) = found[at], found[at + 1]
        between = scene.text(place.end, after.start)
        if (_is_inside(place, after) and WITHIN.fullmatch(between)) or (_is_beside(place, after) and AND.fullmatch(between)):
            found[at] = first, last, replace(place, end=after.end, name=scene.text(place.start, after.end))
    return found


def _is_inside(place: PlaceFound, after: PlaceFound) -> bool:
    """A quarter or building, and then a town."""
    return place.rank < 1 <= after.rank < 3


def _is_beside(place: PlaceFound, after: PlaceFound) -> bool:
    """Two places of one kind, neither of them a country."""
    return place.rank < 4 and (place.rank == after.rank or {place.rank, after.rank} <= {0.0, 1.0})


def _border(scene: Scene, tree: Tree, node: int) -> PlaceFound | None:
    """ "The Turkish border", "the border with Jordan" and "Syria's frontiers", which no name names alone."""
    if not tree.is_noun(node):
        return None
    countries = [k for k in tree.kids[node] if scene.parties.country(tree.tokens[k].text)]
    after = range(node + 2, min(node + 4, len(tree))) if tree.words[node + 1 : node + 2] == ("with",) else range(0)
    beside = next((k for k in after if scene.parties.country(tree.tokens[k].text)), None)
    owner = next((k for k in countries if k < node), None)
    owned = owner is not None and tree.rel(owner) == "nmod:poss"
    located = tree.case(node).split()[-1:] in (["on"], ["at"], ["to"], ["toward"], ["near"], ["along"], ["from"], ["across"])
    if beside is not None:
        start, end = tree.extent([node, *(n for n in tree.below(beside) if n > node)])
    elif owner is not None and (located or (owned and tree.rel(node) == "obj")):
        start, end = tree.extent([owner, node])
    else:
        return None
    return PlaceFound(start, end, scene.text(start, end), 2.0)


def _capital_runs(scene: Scene, tree: Tree) -> list[tuple[int, int]]:
    """Stretches of capitalised words, "al-" included, that may be names."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(tree):
        if not _is_capital(tree, at):
            at += 1
            continue
        last = at
        while last + 1 < len(tree) and _continues(tree, last):
            last += 1
        end = last
        while end > at and tree.pos(end) in ("NOUN", "ADJ", "VERB") and entity_of(tree, end) not in PLACE_TYPES:
            end -= 1
        if end > at and end + 1 < len(tree) and tree.words[end + 1] == "-":  # "in Manbij US-backed forces"
            end -= 1
        runs += _without_countries(scene, tree, at, end)
        at = last + 1
    return runs


def _without_countries(scene: Scene, tree: Tree, first: int, last: int) -> list[tuple[int, int]]:
    """A run cut at the countries in it: "Aleppo Syria", and where commas were lost "the United States Luxembourg"."""
    if first == last or any(begin <= first and last <= end for _, begin, end in tree.entities):
        return [(first, last)]
    cut, free, at = [], first, first
    while at <= last:
        end = next((e for e in range(min(last, at + LONGEST_COUNTRY), at - 1, -1) if _is_country(scene, tree, at, e)), None)
        if end is None or tree.words[at - 1] == "-":
            at += 1
            continue
        cut += [(free, at - 1)] if free < at else []
        if end < last and tree.words[end + 1] == "-":  # "Manbij US-backed forces"
            return [*cut, (at, last)]
        cut.append((at, end))
        free = at = end + 1
    return cut + ([(free, last)] if free <= last else [])


def _is_country(scene: Scene, tree: Tree, first: int, last: int) -> bool:
    name = scene.text(*tree.extent(range(first, last + 1)))
    return scene.parties.country(name) is not None and not scene.parties.is_demonym(name) and not scene.parties.is_capital(name)


def _is_capital(tree: Tree, node: int) -> bool:
    word, lower = tree.tokens[node].text, tree.words[node]
    if lower.startswith(("al-", "el-", "ar-", "as-", "ash-", "an-", "ad-", "at-")) and len(word) > 4:
        return True
    if lower in ("al", "el", "ar", "as", "ash", "ad") and node + 1 < len(tree) and tree.words[node + 1] == "-":
        return node + 2 < len(tree) and tree.tokens[node + 2].text[:1].isupper()
    if not word[:1].isupper():
        return False
    if (
        word == "May"
        and tree.pos(node) == "PROPN"
        and (node == 0 or tree.words[node - 1] in ("in", "since", "on", "until", "of", "last"))
    ):
        return False
    if _ends_a_title(tree, node):
        return False
    if tree.pos(node) not in NAMELIKE or lower.rstrip(".") in tree.classes["CALENDAR"]:
        return False
    return (
        tree.pos(node) == "PROPN"
        or (node > 0 and entity_of(tree, node) in PLACE_TYPES)
        or (node > 0 and tree.pos(node) in ("NOUN", "X", "ADJ"))
    )


def _ends_a_title(tree: Tree, node: int) -> bool:
    """True of the last word of "Commander-in-Chief", where "in" is no word of place."""
    return node > 2 and tree.words[node - 3 : node] == ("-", "in", "-")


def _continues(tree: Tree, last: int) -> bool:
    following = last + 1
    if tree.words[following] in ("-", "’", "'") and following + 1 < len(tree):
        glued = (
            tree.tokens[following].start == tree.tokens[last].end
            and tree.tokens[following + 1].start == tree.tokens[following].end
        )
        return glued and tree.tokens[following + 1].text[:1].isupper()
    if tree.words[last] in ("-", "’", "'"):
        return True
    return _is_capital(tree, following) and not (
        entity_of(tree, following) != entity_of(tree, last) and _names(tree, last, following)
    )


def _names(tree: Tree, last: int, following: int) -> bool:
    """True if an entity ends between the two words."""
    return any(end == last for _, _, end in tree.entities) and any(begin == following for _, begin, _ in tree.entities)


def _as_place(scene: Scene, tree: Tree, first: int, last: int) -> PlaceFound | None:
    while first < last and _is_prefix(scene, tree, first) and not _is_country(scene, tree, first, last):
        first += 1
    words = tree.words[first : last + 1]
    start, end = tree.extent(range(first, last + 1))
    name = scene.text(start, end)
    if (
        not words
        or words[0] == "-"
        or tree.is_a(last, "NO_PLACE")
        or _is_dateline(tree, first, last)
        or (first == last and _is_no_name(tree, last))
        or (len(words) == 1 and len(name) < 3 and entity_of(tree, last) is not EntityType.FACILITY)
        or _is_somebody(scene, tree, first, last, name)
    ):
        return None
    after = [tree.lemmas[n] for n in range(last + 1, min(last + 3, len(tree)))]
    glued = last + 1 < len(tree) and tree.tokens[last + 1].start == tree.tokens[last].end
    if after and (
        after[0] in tree.classes["OFFICE"] or (after[0] == "-" and glued and not (len(after) > 1 and after[1] in ("border",)))
    ):
        return None
    country = scene.parties.country(name) is not None and not scene.parties.is_capital(name)
    if country and (scene.parties.is_demonym(name) or _owns_words(tree, last)):
        return None
    case = _case_above(tree, first, last)
    fits = entity_of(tree, last) in PLACE_TYPES
    rank = _rank(scene, tree, first, last)
    if not (fits or rank is not None or (case in tree.classes["LOCATING"] - tree.classes["ELSEWHERE"] and case != "of")):
        return None
    if case and case not in tree.classes["LOCATING"]:
        return None
    if not case and not fits and rank is None:
        return None
    value = 5.0 if country else (1.0 if rank is None else rank)
    value = 6.0 if rank is None and name.lower() in tree.classes["WORLD"] else value
    value += 2 if case in tree.classes["ELSEWHERE"] or _only_points_to(tree, first, last) else 0
    if case == "near":
        value += -FINER if _is_placed_further(tree, last) else (0.5 if value < 1 else 1)
    value += 3 if case == "near" and _stands_by_a_place(tree, first, last) else 0
    value += 2 if _names_a_pact(tree, last) else 0
    for entity, begin, close in tree.entities:
        if entity.type in PLACE_TYPES and begin <= first <= last < close <= last + 3:
            end = entity.end  # "Siouf square", whose second word has no capital
    if after and not country and _says_what(tree, last + 1):
        end = max(end, tree.tokens[last + 1].end)
    if after and after[0] in ("border", "frontier"):
        end, value = tree.tokens[last + 1].end, 2.0
    if country and first and tree.is_a(first - 1, "DIRECTION"):
        start = tree.tokens[first - 1].start
        if first > 2 and tree.words[first - 2] == "-" and tree.is_a(first - 3, "DIRECTION"):
            start = tree.tokens[first - 3].start
        if first > 2 and tree.words[first - 2] == "and" and tree.is_a(first - 3, "DIRECTION"):
            start = tree.tokens[first - 3].start
        value = 3.5
    return PlaceFound(start, end, scene.text(start, end), value)


def _names_a_pact(tree: Tree, last: int) -> bool:
    """True for the Minsk of "the Minsk truce near Svitlodarsk": where a pact was made, if another place is told."""
    after = last + 1
    return after < len(tree) and tree.heads[last] == after and (tree.is_a(after, "TRUCE") or tree.is_a(after, "AGREEMENT"))


def _is_placed_further(tree: Tree, last: int) -> bool:
    """True for the Huwara of "near Huwara in the West Bank": the wider place only says where the nearer one is."""
    following = tree.words[last + 1 : last + 3]
    return following[:1] == ("in",) or (following[:1] == (",",) and following[1:] == ("in",))


def _only_points_to(tree: Tree, first: int, last: int) -> bool:
    """True for the Homs of "Ayn, north of Homs" or "outside Homs": a town by which another place is told."""
    at = first - 1
    while at > 0 and (tree.words[at] in ("the", "of", "city", "town", "capital", "village") or _is_adjective(tree, at)):
        at -= 1
    if at < 0:
        return False
    part = any(tree.rel(kid) == "amod" for kid in tree.kids[at])  # "the rebel-held east of Homs" lies in it
    return tree.is_a(at, "BESIDE") or (tree.is_a(at, "DIRECTION") and tree.words[at + 1] == "of" and not part)


def _stands_by_a_place(tree: Tree, first: int, last: int) -> bool:
    """True for the prison of "the Hamra district near Salem Prison": what is near it has a name of its own."""
    at = next((n for n in range(last, first - 1, -1) if not first <= tree.heads[n] <= last), last)
    beside = tree.heads[at]
    kinds = ("FINE", "COARSE", "TOWN")
    if beside < 0 or tree.pos(beside) == "VERB":
        return False
    names = [kid for kid in tree.kids[beside] if tree.rel(kid) == "compound" and entity_of(tree, kid) in PLACE_TYPES]
    called = any(tree.is_a(beside, kind) for kind in kinds) and bool(names)
    return tree.rel(at) == "nmod" and (called or (tree.pos(beside) == "PROPN" and entity_of(tree, beside) in PLACE_TYPES))


def _is_adjective(tree: Tree, node: int) -> bool:
    """True for the "northern" of "the northern city"."""
    return tree.pos(node) == "ADJ" and tree.rel(node) == "amod"


def _says_what(tree: Tree, node: int) -> bool:
    """True for the "province" of "Homs province" and the "mosque" of "the Salem mosque"."""
    kind = tree.is_noun(node) and any(tree.is_a(node, name) for name in ("FINE", "COARSE", "TOWN"))
    return kind and not (node + 1 < len(tree) and tree.is_noun(node + 1) and tree.heads[node] == node + 1)


def _is_dateline(tree: Tree, first: int, last: int) -> bool:
    """True for the town in capitals of "BEIRUT Nine people died", where the report was written."""
    after = tree.tokens[last + 1].text if last + 1 < len(tree) else ""
    shouted = all(tree.tokens[n].text.isupper() and len(tree.tokens[n].text) > 3 for n in range(first, last + 1))
    return shouted and not tree.case(last) and after[:1].isupper() and not after.isupper()


def _is_no_name(tree: Tree, node: int) -> bool:
    """True for the "Western" of "Western officials" and the "Country" of a headline."""
    common = any(tree.is_a(node, name) for name in ("DIRECTION", "FINE", "COARSE", "PLACE"))
    return common and entity_of(tree, node) not in PLACE_TYPES


def _owns_words(tree: Tree, node: int) -> bool:
    """True for the country of "the country's warnings", whose place nothing says."""
    owned = tree.heads[node]
    return tree.rel(node) == "nmod:poss" and owned > node and tree.is_a(owned, "SPOKEN")


def _is_prefix(scene: Scene, tree: Tree, node: int) -> bool:
    """Words before a name that are none of it: "Syrian", "northern", "the"; not the "West" of "in the West Bank"."""
    word = tree.tokens[node].text
    if tree.is_a(node, "DIRECTION"):
        return node == 0 or not word.istitle()
    return tree.words[node] in ("the", "regime") or scene.parties.is_demonym(word)


def _is_somebody(scene: Scene, tree: Tree, first: int, last: int, name: str) -> bool:
    kinds = {entity_of(tree, n) for n in range(first, last + 1)}
    built = last + 1 < len(tree) and tree.is_a(last + 1, "FINE")  # "the Haddad school" is no person
    if (EntityType.PERSON in kinds and not built) or (
        kinds & {EntityType.ORG, EntityType.GROUP, EntityType.WEAPON, EntityType.PLATFORM} and not kinds & set(PLACE_TYPES)
    ):
        return True
    if first == last and scene.parties.head(name) is not None:
        return True  # the "Regime" of a headline
    shared = bool(kinds & set(PLACE_TYPES)) and scene.parties.is_surname(name)  # "Afrin", which a commander is called too
    codes = () if shared else scene.lookup(name)
    if codes and not scene.parties.is_capital(name) and scene.parties.country(name) is None:
        return True
    common = {tree.lemmas[last], tree.words[last], tree.words[last].removesuffix("s")}
    return any(
        scene.lexicon.is_a(word, kind) for word in common for kind in ("HUMAN", "ARMED", "ATTACK", "STRIKE", "WEAPON", "BLAST")
    )


def _case_above(tree: Tree, first: int, last: int) -> str:
    """The last word of the preposition a name stands under."""
    head = next((n for n in range(last, first - 1, -1) if not first <= tree.heads[n] <= last), last)
    for node in (head, *tree.up(head)):
        if case := tree.case(node):
            return case.split()[-1]
        if node and tree.rel(node) == "appos" and tree.words[node - 1] in ("-", "–", "—"):
            return ""  # "three villages under rebel control - Zeitan and Barna": what is set off stands under nothing
        if tree.rel(node) not in ("conj", "compound", "flat", "appos", "amod", "nmod:desc", "nmod:unmarked", "dep", "nmod:poss"):
            return ""
    return ""


def _rank(scene: Scene, tree: Tree, first: int, last: int) -> float | None:
    """How fine a place its neighbouring words say it is; None if they say nothing."""
    lexicon, lemmas = scene.lexicon, tree.lemmas
    near = {lemmas[last]}
    if last + 1 < len(tree):
        near.add(lemmas[last + 1])
    if first > 1 and tree.words[first - 1] == "of":
        near |= set(lemmas[max(0, first - 3) : first - 1])
    elif first:
        near.add(lemmas[first - 1])
    capital = scene.parties.is_capital(scene.text(*tree.extent(range(first, last + 1))))
    parted = first > 2 and _names_parts(tree, first - 2) and tree.pos(first - 3) == "PROPN"
    if parted and not _is_capital_at(scene, tree, first - 3):
        return 1.5  # the Damascus of "the Ghouta suburbs of Damascus"
    if _is_whole_of(tree, first):
        return 2.5  # the Tripoli of "Ain Zara, a suburb of Tripoli"
    if any(lexicon.is_a(word, "FINE") for word in near):
        whole = last + 2 < len(tree) and tree.words[last + 2] == "of" and lexicon.is_a(lemmas[last + 1], "FINE")
        whole = whole and (capital or not (_names_parts(tree, last + 1) or tree.is_a(last + 1, "QUARTER")))
        return 2.5 if whole else 0.0  # "the Damascus suburb of Jaramana", but "the Hamdaniya neighbourhood of Aleppo"
    if near & {"city", "capital"}:
        return 1.5
    return 3.0 if any(lexicon.is_a(word, "COARSE") for word in near) else None


def _is_whole_of(tree: Tree, first: int) -> bool:
    """True for a place of which another, named right before, is said to be a part: "Ain Zara, a suburb of Tripoli"."""
    part = first - 2
    if part < 1 or tree.words[first - 1] != "of" or tree.rel(part) != "appos" or not tree.is_a(part, "FINE"):
        return False
    return tree.pos(tree.heads[part]) == "PROPN"


def _is_capital_at(scene: Scene, tree: Tree, node: int) -> bool:
    """True for the Damascus of "the Damascus suburbs of Arbin and Jobar", which is the whole of which they are parts."""
    return scene.parties.is_capital(tree.tokens[node].text)


def _names_parts(tree: Tree, node: int) -> bool:
    """True for the "suburbs" of "the Ghouta suburbs of Damascus": parts of what comes after "of"."""
    return (
        0 < node < len(tree) - 1 and tree.is_a(node, "FINE") and tree.words[node].endswith("s") and tree.words[node + 1] == "of"
    )


def _not_inside_others(found: Sequence[PlaceFound]) -> list[PlaceFound]:
    """The places less those that are only the end of another: "Ehras" of "Masqan and Ehras"."""
    whole = [(place.start, place.end, place.rank) for place in found]
    return [
        place
        for place in found
        if not any(start < place.start and place.end <= end and rank <= place.rank for start, end, rank in whole)
    ]


def place_of(scene: Scene, tree: Tree, nodes: Sequence[int], top: int, barred: Iterable[int]) -> PlaceFound | None:
    """The most specific place in a claim's own words; of two as specific, the one nearer its trigger."""
    found = _not_inside_others(places_in(scene, tree, nodes, barred))
    at = tree.tokens[top].start
    return min(found, key=lambda p: (p.rank, p.start < at, abs(p.start - at), p.start), default=None)
