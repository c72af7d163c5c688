"""Choose where a claim says it happened: its own words first, then what "the city" means, then where the last act was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from trucewatch.model import MODES, EventType
from trucewatch.read.carrying import Memory
from trucewatch.read.draft import Draft
from trucewatch.read.named import PlaceFound
from trucewatch.read.phrases import Scene
from trucewatch.read.places import all_places, place_of, places_in
from trucewatch.read.threats import WORDS
from trucewatch.read.tree import SUBJECTS, Tree

NEVER_A_COUNTRY = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.DISPLACE})  # happen in a town, not in a country
DEALINGS = frozenset({EventType.AGREE, EventType.CONSULT, EventType.COOPERATE, EventType.SANCTION})
IN_ALL = re.compile(r"\b(?:in|inside|across|within|throughout) (?:the )?\Z")  # a country as where it happened
TOPIC = (["about"], ["over"], ["regarding"], ["concerning"])
NOWHERE = frozenset(  # talks told on, or asked for, may be held elsewhere; praise and a resignation are about no place
    {(EventType.CONSULT, mode) for mode in (None, *MODES[EventType.CONSULT])}
    | {(EventType.REQUEST, "meet"), (EventType.RETREAT, "resign"), (EventType.SUPPORT, None)}
)
FROM = re.compile(r"\bfrom (?:the )?\Z")  # where troops withdraw from is where they withdraw
UPON = re.compile(r"\b(?:on|against) (?:the )?\Z")
DOING = SUBJECTS | {"obl:agent"}
BASES = frozenset({"base", "airbase", "airport", "airfield"})
RECENT = 300  # letters
FAR = 20  # letters before a name in which its preposition is looked for
SOMEWHERE = frozenset({EventType.ASSAULT, EventType.RETREAT, EventType.COERCE})
COUNTRY, PROVINCE, BORDER = 5, 3, 2  # ranks from which a place is a country, a province, a border
SOON = 2500  # letters after "in a village" in which its name is looked for
QUARTER = ("neighbou?rhood", "district", "quarter", "suburb")
UNNAMED = {
    "village": ("village", "hamlet"),
    "hamlet": ("village", "hamlet"),
    "town": ("town",),
    "neighbourhood": QUARTER,
    "neighborhood": QUARTER,
    "district": QUARTER,
    "suburb": QUARTER,
}
LINKED = frozenset({"conj", "flat", "compound", "appos", "parataxis", "dep", "nmod:desc"})
NAMING = ("compound", "appos", "flat")
FARTHER = 6  # the rank from which a place is where somebody came from, or by which another is told


def choose_place(scene: Scene, draft: Draft, foreign: set[int]) -> PlaceFound | None:
    """The place a claim's own sentence gives it; `foreign` are the words of the sentence's other happenings."""
    tree = draft.tree
    barred = _where_people_are_stationed(draft) | _party_nodes(scene, draft) | _where_the_hurt_are_taken(draft)
    barred |= _states_that_act(scene, draft) | _what_is_talked_of(draft) | _bases_of_aircraft(draft)
    place = place_of(scene, tree, draft.nodes, draft.happening.top, barred)
    if draft.type is EventType.SANCTION and (place is None or place.rank >= COUNTRY):
        named = (m for m in draft.recipient if not m.inherited and scene.parties.country(m.text) is not None)
        states = (m for m in named if UPON.search(scene.text(max(0, m.start - FAR), m.start)))
        return next((PlaceFound(m.start, m.end, m.text, COUNTRY) for m in states), place)
    if draft.type is EventType.RETREAT and place is not None and FROM.search(scene.text(max(0, place.start - FAR), place.start)):
        return replace(place, rank=min(place.rank, COUNTRY))
    if place is None and (found := _named_talks(scene, draft) or _own_land(scene, draft)):
        return found
    if draft.type in WORDS and (place is None or _is_an_owner(scene, tree, place)):
        elsewhere = set(range(len(tree))) - _words_of_saying(draft) - foreign
        lands = [p for p in places_in(scene, tree, elsewhere, barred) if p.rank >= PROVINCE and _is_held_in(scene, p)]
        return min(lands, key=lambda p: (p.rank, abs(p.start - draft.at)), default=place)
    held_in = place is not None and draft.type in DEALINGS and _is_held_in(scene, place)
    if (place is None or place.rank >= COUNTRY) and draft.type not in WORDS and not held_in:
        elsewhere = set(range(len(tree))) - _words_of_saying(draft) - foreign
        wider = [p for p in places_in(scene, tree, elsewhere, barred) if p.rank < PROVINCE]
        below = foreign & set(tree.below(draft.happening.top))  # "advanced and captured Ayn", "an offensive to encircle Ayn"
        wider = wider or [p for p in places_in(scene, tree, below, barred) if p.rank < BORDER]
        return min(wider, key=lambda p: (p.rank, abs(p.start - draft.at)), default=place)
    return place


def _states_that_act(scene: Scene, draft: Draft) -> set[int]:
    """The states a sentence of words names as parties, not as where: "objections to Russia", "Russia, Turkey and Iran"."""
    if draft.type not in WORDS | DEALINGS:
        return set()
    tree, found = draft.tree, all_places(scene, draft.tree)
    states = [(first, last) for first, last, place in found if place.rank >= COUNTRY or scene.parties.is_capital(place.name)]
    return {n for first, last in states if _does_or_hears(tree, first, last) for n in range(first, last + 1)}


def _does_or_hears(tree: Tree, first: int, last: int) -> bool:
    """True for one of several that do something, and for whom words are addressed to."""
    at = next((n for n in range(last, first - 1, -1) if not first <= tree.heads[n] <= last), last)
    beside = False  # "one of the sponsors, Turkey," and "the guarantors of the process - Russia, Turkey and Iran -"
    while tree.heads[at] >= 0 and (tree.rel(at) in LINKED or (beside and tree.rel(at) == "nmod")):
        beside = beside or tree.rel(at) in ("appos", "parataxis", "dep")
        at = tree.heads[at]
    if tree.rel(at) in SUBJECTS | {"obl:agent"}:
        return True
    over = tree.heads[at]
    return tree.case(at).split()[-1:] in (["to"], ["with"]) and over >= 0 and tree.is_a(over, "SPOKEN")


def _bases_of_aircraft(draft: Draft) -> set[int]:
    """The base that jets are seen at or take off from, which is not where their bombs fell."""
    if draft.mode != "aerial":
        return set()
    tree = draft.tree
    bases = [n for n, lemma in enumerate(tree.lemmas) if lemma in BASES]
    based = [
        n
        for n in bases
        if tree.case(n) == "from" or (tree.case(n) == "at" and tree.heads[n] >= 0 and tree.is_a(tree.heads[n], "SHOWN"))
    ]
    return {n for base in based for n in tree.below(base)}


def _what_is_talked_of(draft: Draft) -> set[int]:
    """What talks are about, which is not where they are held: "discussed developments in Syria", "talks on Yemen"."""
    if draft.type is not EventType.CONSULT:
        return set()
    tree = draft.tree
    topics = [n for n in draft.nodes if _is_a_topic(tree, n) or (tree.rel(n) == "obj" and _is_discussed(tree, n))]
    return {n for topic in topics for n in tree.below(topic)}


def _is_a_topic(tree: Tree, node: int) -> bool:
    """True for what stands behind "about" and for "over moving troops"."""
    led = [tree.words[kid] for kid in tree.kids[node] if tree.rel(kid) == "mark"]
    return tree.case(node).split()[-1:] in TOPIC or led in TOPIC


def _is_discussed(tree: Tree, node: int) -> bool:
    return tree.heads[node] >= 0 and tree.lemmas[tree.heads[node]] in ("discuss", "debate", "review")


def _named_talks(scene: Scene, draft: Draft) -> PlaceFound | None:
    """The Sochi of "the Sochi conference", where the report has it as a place elsewhere."""
    tree = draft.tree
    if draft.type is not EventType.CONSULT:
        return None
    known = {place.name for place in scene.named_places}
    names = [kid for node in draft.nodes if tree.is_noun(node) for kid in tree.kids[node] if tree.rel(kid) == "compound"]
    found = (tree.tokens[name] for name in names if tree.tokens[name].text in known)
    return next((PlaceFound(token.start, token.end, token.text, 1.0) for token in found), None)


def _own_land(scene: Scene, draft: Draft) -> PlaceFound | None:
    """The Jordan of "asked Jordan to reopen its border"."""
    tree = draft.tree
    if draft.type is not EventType.REQUEST or not any(_is_its_land(tree, node) for node in draft.nodes):
        return None
    named = (m for m in draft.recipient if not m.inherited and scene.parties.country(m.text) is not None)
    return next((PlaceFound(m.start, m.end, m.text, COUNTRY) for m in named), None)


def _is_its_land(tree: Tree, node: int) -> bool:
    return tree.lemmas[node] in ("border", "frontier", "territory", "airspace", "soil") and any(
        tree.words[kid] == "its" for kid in tree.kids[node]
    )


def _is_held_in(scene: Scene, place: PlaceFound) -> bool:
    """True for what stands behind "in", "inside" or "across"."""
    return IN_ALL.search(scene.text(max(0, place.start - FAR), place.start)) is not None


def _is_an_owner(scene: Scene, tree: Tree, place: PlaceFound) -> bool:
    """True for the Turkey of "Turkey's president accused": less a place than "inside Syria" in the same sentence."""
    after = [tree.lemmas[n] for n in range(len(tree)) if tree.tokens[n].start >= place.end][:2]
    return place.rank >= COUNTRY and len(after) == 2 and after[0] in ("'s", "’s", "'", "’") and after[1] in tree.classes["OFFICE"]


def _where_people_are_stationed(draft: Draft) -> set[int]:
    tree = draft.tree
    stationed = [n for n in draft.nodes if tree.is_a(n, "STATIONED") and tree.rel(n) in ("acl", "acl:relcl", "amod")]
    moved = {n for node in stationed for kid in tree.kids[node] if tree.case(kid) == "to" for n in tree.below(kid)}
    return {n for node in stationed for n in tree.below(node)} - moved  # "now based in Aden to bases in Marib"


def _where_the_hurt_are_taken(draft: Draft) -> set[int]:
    """The hospital of "nine were wounded in the attack and were taken to Salem Hospital"."""
    if draft.type is not EventType.ASSAULT:
        return set()
    tree = draft.tree
    if tree.classes["TAKEN_AWAY"].isdisjoint(tree.vocabulary):
        return set()
    taken = [kid for n in range(len(tree)) if tree.is_a(n, "TAKEN_AWAY") for kid in tree.kids[n] if tree.case(kid) == "to"]
    return {n for kid in taken for n in tree.below(kid)}


def _words_of_saying(draft: Draft) -> set[int]:
    """Who says it and what stands with the verb of saying: "told reporters in Geneva"."""
    tree, verb = draft.tree, draft.speaker.verb if draft.speaker else None
    if verb is None:
        return set()
    said = set() if verb in tree.up(draft.happening.top) else set(tree.below(verb)) - set(draft.nodes)
    return said | {n for kid in tree.kids[verb] if tree.rel(kid) == "nsubj" for n in tree.below(kid)}


def _party_nodes(scene: Scene, draft: Draft) -> set[int]:
    """The words that name who does it or to whom words are addressed: "Ankara" in "Ankara has sent" is no place."""
    tree = draft.tree
    named = (*draft.actor, *draft.recipient) if draft.type in WORDS | DEALINGS else draft.actor
    nodes = {m.node for m in named if m.node >= 0 and not m.inherited and not _is_visited(draft, m.node)}
    doing = {n for n, rel in enumerate(tree.rels) if rel in DOING and scene.lookup(tree.tokens[n].text)}
    return {
        n
        for node in nodes | doing
        if tree.pos(node) == "PROPN"
        for n in (node, *(k for k in tree.kids[node] if tree.rel(k) in ("flat", "compound")))
    }


def _is_visited(draft: Draft, node: int) -> bool:
    """True for the Damascus of "a visit to Damascus" and "flew to Damascus for talks"."""
    tree, over = draft.tree, draft.tree.heads[node]
    return draft.type is EventType.CONSULT and over >= 0 and tree.case(node) == "to" and tree.is_a(over, "TRAVELLED")


def take_place(scene: Scene, memory: Memory, draft: Draft) -> None:
    """Give a claim that names no place of its own the one its words point back to, or that of the last act."""
    if (later := _told_later(scene, draft)) is not None:
        draft.place = replace(later, inherited=True)
        return
    if draft.place is not None and not (draft.place.rank >= COUNTRY and draft.type in NEVER_A_COUNTRY):
        return
    if draft.place is not None and _is_held_in(scene, draft.place):
        return
    meant = _meant(scene, draft)
    if (draft.type, draft.mode) in NOWHERE and (meant is None or meant.rank >= COUNTRY):
        return
    if meant is not None and (draft.place is None or meant.rank < COUNTRY):
        draft.place = replace(meant, inherited=True)
        return
    last = memory.acts[-1].place if memory.acts else None
    carried = last or memory.place or scene.common_place
    if draft.type in WORDS | DEALINGS:  # words are about what was told just before
        carried = memory.told or scene.common_place
    elif draft.type is not EventType.ASSAULT:
        told = memory.told
        recent = told is not None and told.rank < COUNTRY and 0 <= draft.at - told.start < RECENT
        carried = told if recent else scene.common_place or memory.place
    if carried is not None and carried.rank >= COUNTRY and draft.type in NEVER_A_COUNTRY:
        carried = scene.common_place or carried
    if carried is not None and (carried.rank < COUNTRY or draft.place is None):
        draft.place = replace(carried, inherited=True)


def _told_later(scene: Scene, draft: Draft) -> PlaceFound | None:
    """The village that "in a northern village" leaves unnamed at first: the next that is named as one."""
    tree = draft.tree
    if draft.type is not EventType.ASSAULT or draft.place is not None:
        return None
    for node in draft.nodes:
        kind = tree.lemmas[node]
        if kind in UNNAMED and _is_new(tree, node):
            later = (p for p in scene.named_places if draft.end < p.start < draft.end + SOON and _is_one(scene, p, kind))
            return next(later, None)
    return None


def _is_new(tree: Tree, node: int) -> bool:
    """True for "in a village" and "captured a town", with no name of its own."""
    kids = tree.kids[node]
    named = any(tree.rel(kid) == "nmod" or (tree.pos(kid) == "PROPN" and tree.rel(kid) in NAMING) for kid in kids)
    placed = any(word in tree.classes["LOCATING"] for word in tree.case(node).split()[-1:]) or tree.rel(node) == "obj"
    return placed and not named and any(tree.words[kid] in ("a", "an") for kid in kids)


def _is_one(scene: Scene, place: PlaceFound, kind: str) -> bool:
    """True for a name that the report calls a village, a neighbourhood, a town."""
    around = scene.text(max(0, place.start - len(kind) - 5), place.end + len(kind) + 1)
    return place.rank <= 1 and re.search("|".join(UNNAMED[kind]), around, re.IGNORECASE) is not None


def _meant(scene: Scene, draft: Draft) -> PlaceFound | None:
    """The place that "the city", "this village" or "the country" in a claim's own words points back to."""
    tree = draft.tree
    for node in draft.nodes:
        if tree.words[node] == "there" and tree.rel(node) == "advmod":
            told = [p for p in scene.named_places if p.start < tree.tokens[node].start and p.rank < FARTHER]
            before = [p for p in told if not scene.parties.is_capital(p.name)]
            if before:
                return before[-1]
        if tree.is_noun(node) and _points_back(tree, node):
            kind = tree.lemmas[node].removesuffix("s")  # "the citys outskirts", printed without its apostrophe
            before = [p for p in scene.named_places if p.start < tree.tokens[node].start and _fits(scene, p, kind)]
            if before:
                return before[-1]
    return None


def _points_back(tree: Tree, node: int) -> bool:
    """True for "in the city" and "entered the village", whose name stands elsewhere."""
    kids = tree.kids[node]
    definite = any(tree.words[kid] in ("the", "this", "that", "same") for kid in kids)
    named = any(
        (tree.pos(kid) == "PROPN" and tree.rel(kid) != "amod") or (tree.rel(kid) == "nmod" and tree.case(kid) == "of")
        for kid in kids
    )
    located = any(word in tree.classes["LOCATING"] for word in tree.case(node).split()[-1:])
    return definite and not named and (located or tree.rel(node) in ("obj", "nsubj:pass", "nmod:poss"))


def _fits(scene: Scene, place: PlaceFound, kind: str) -> bool:
    """True if a place named before can be what "the city", "the hospital" or "the capital" means."""
    around = scene.text(max(0, place.start - 20), place.end + 16)  # "the village of Ayn"
    if kind in ("city", "town"):
        if place.rank < 1:
            return kind == "town" and re.search(r"\b(?:town|village)", around) is not None
        return place.rank <= PROVINCE and not _is_wide(scene, place)
    if kind in ("village", "hamlet"):
        return place.rank <= 1
    if scene.lexicon.is_a(kind, "FINE"):
        called = "|".join(UNNAMED.get(kind, (kind,)))
        return place.rank < 1 and re.search(rf"\b(?:{called})", around, re.IGNORECASE) is not None
    if kind in ("border", "frontier"):
        return kind in place.name.lower()
    if kind in ("area", "region", "enclave"):
        return place.rank < COUNTRY and not scene.parties.is_capital(place.name)
    if kind in ("province", "governorate"):
        return PROVINCE <= place.rank < COUNTRY and _is_wide(scene, place)
    code, capital = scene.parties.country(place.name), scene.parties.is_capital(place.name)
    if kind == "country":
        return code is not None and not capital
    return kind == "capital" and code == scene.home and capital


def _is_wide(scene: Scene, place: PlaceFound) -> bool:
    """True for a province or a border by its own words."""
    return any(scene.lexicon.is_a(word, "COARSE") or word in ("border", "frontier") for word in place.name.lower().split())


def common_place(scene: Scene, trees: Sequence[Tree]) -> PlaceFound | None:
    """The place a report names most, countries left out; of two as frequent, the one named first."""
    named = [place for tree in trees for place in places_in(scene, tree, range(len(tree)))]
    scene.named_places = tuple(sorted(_as_fine_as_named(named), key=lambda p: p.start))
    everywhere = [place for place in named if place.rank < COUNTRY]
    at_home = [place for place in everywhere if scene.parties.country(place.name) in (None, scene.home)]
    found = [place for place in everywhere if not scene.parties.is_capital(place.name)] or at_home
    often = Counter(place.name for place in found)
    return min(found, key=lambda p: (-often[p.name], p.start), default=None)


def _as_fine_as_named(named: Sequence[PlaceFound]) -> list[PlaceFound]:
    """The places, a bare "Hamra" as fine as the "Hamra neighbourhood" named elsewhere in the report."""
    fine = {place.name.split()[0] for place in named if place.rank < 1 and len(place.name.split()) == 2}
    return [replace(place, rank=0.0) if place.name in fine and place.rank == 1 else place for place in named]


def fill_common_place(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Give acts that name no place the one most acts of the report name, failing that the country it is about."""
    named = Counter(d.place.name for d in drafts if d.place is not None and d.place.rank < COUNTRY and not d.doubts)
    if not named:
        home = next((p for p in scene.named_places if scene.home and scene.parties.country(p.name) == scene.home), None)
        for draft in drafts:
            if home is not None and draft.place is None and draft.type is EventType.ASSAULT:
                draft.place = replace(home, inherited=True)
        return
    common = min(named, key=lambda name: (-named[name], name))
    source = next(d.place for d in drafts if d.place is not None and d.place.name == common)
    for draft in drafts:
        if draft.place is None and draft.type in SOMEWHERE and (draft.type, draft.mode) not in NOWHERE:
            draft.place = replace(source, inherited=True)
