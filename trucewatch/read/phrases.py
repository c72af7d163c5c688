"""Noun phrases: how far they reach, what kind of thing they name, and which party they may mean."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from trucewatch.knowledge.lexicon import Lexicon
from trucewatch.knowledge.parties import PartyBook
from trucewatch.knowledge.party_rows import PartyHead
from trucewatch.model import EntityType, Report, Token
from trucewatch.read.arguments import subjects
from trucewatch.read.named import PlaceFound
from trucewatch.read.tree import Tree, once

if TYPE_CHECKING:
    from trucewatch.read.draft import PassedOver

QUOTED = re.compile(r"“[^“”]{1,2000}(?:”|$)|\"[^\"]{1,2000}(?:\"|$)|«[^«»]{1,2000}»", re.MULTILINE)
KINDS = ("HUMAN", "ARMED", "CIVIL", "PARTY", "PERSON", "PLACE", "RAIDING")
FIGHTERS = frozenset({"terrorists", "militants", "jihadists"})
LONGEST_NAME = 8  # words of the longest name looked up
PARTY_SECTORS = frozenset({"MIL", "GOV", "REB", "RAD", "FTR", "OPP", "NGO"})
ARMED_SECTORS = frozenset({"MIL", "REB", "RAD", "FTR"})
UNARMED_CODES = frozenset({"CVL", "MED", "MEDICAL", "OPP"})
UNARMED_BODIES = frozenset({"UN", "EU", "NGO", "MED", "ICRC", "OSCE", "OPCW", "ARAB-LEAGUE"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase of a report: its words, the codes it may mean, and what kind of thing it is."""

    node: int
    start: int
    end: int
    text: str
    codes: tuple[str, ...]
    classes: frozenset[str]
    inherited: bool = False
    name: str | None = None
    party: str | None = None

    @property
    def is_party(self) -> bool:
        """True for somebody who can act or be acted upon."""
        return bool(self.codes) or bool(self.classes & {"HUMAN", "ARMED", "PARTY"})

    @property
    def is_civil(self) -> bool:
        """True for unarmed people."""
        return "CIVIL" in self.classes and "ARMED" not in self.classes


@dataclass
class Scene:
    """What reading one report needs at hand: its words, the tables, and the country it is about."""

    report: Report
    lexicon: Lexicon
    parties: PartyBook
    day: date | None
    home: str
    subjects: tuple[Mention, ...] = ()
    fighters_named: bool = False
    truce_told: bool = False
    people_told: bool = False
    common_place: PlaceFound | None = None
    named_places: tuple[PlaceFound, ...] = ()
    quotes: tuple[tuple[int, int], ...] = ()
    places: dict[int, list[tuple[int, int, PlaceFound]]] = field(default_factory=dict)
    mentions: dict[tuple[int, int], Mention] = field(default_factory=dict)
    names: dict[tuple[int, ...], tuple[str, ...]] = field(default_factory=dict)
    times: dict[tuple[int, int], tuple[list[tuple[int, int]], list[tuple[int, int]]]] = field(default_factory=dict)
    passed_over: list[PassedOver] = field(default_factory=list)

    def lookup(self, words: str) -> tuple[str, ...]:
        """The book's answer, remembered for this report."""
        return _lookup(self.parties, words, self.day, self.home or None)

    def meant_by(self, pronoun: str) -> tuple[Mention, ...]:
        """The last subjects a pronoun can stand for: a person for "he", no person for "it", anybody for "they"."""
        persons = tuple(m for m in self.subjects if "PERSON" in m.classes)
        if pronoun in ("he", "she", "him", "his", "her"):
            return persons[:1]
        if pronoun in ("it", "its"):
            return tuple(m for m in self.subjects if m not in persons)[:1]
        return self.subjects if pronoun in ("they", "them", "their") and not self.people_told else ()

    def quote_at(self, offset: int) -> int | None:
        """The index of the quotation an offset stands in."""
        index = bisect_right(self.quotes, (offset, float("inf"))) - 1
        return index if index >= 0 and self.quotes[index][0] <= offset < self.quotes[index][1] else None

    def text(self, start: int, end: int) -> str:
        """The report's words at these offsets."""
        return self.report.text[start:end]


@lru_cache(maxsize=20000)
def _lookup(parties: PartyBook, words: str, day: date | None, home: str | None) -> tuple[str, ...]:
    if len(words) <= 3 and words != words.upper():  # "Car" and "Is" are no abbreviations
        return ()
    return parties.lookup(words, on=day, theatre=home)


@lru_cache(maxsize=20000)
def _head(parties: PartyBook, words: str) -> PartyHead | None:
    return parties.head(words)


def open_scene(report: Report, trees: Sequence[Tree], lexicon: Lexicon, parties: PartyBook) -> Scene:
    """The scene of a report, before its first sentence."""
    scene = Scene(report, lexicon, parties, report.published.day if report.published else None, "")
    scene.home = _home(scene, trees)
    scene.quotes = tuple(found.span() for found in QUOTED.finditer(report.text))
    scene.fighters_named = any(
        word in FIGHTERS and tree.rel(n) in ("nsubj", "obl:agent", "nmod:poss")
        for tree in trees
        if not FIGHTERS.isdisjoint(tree.vocabulary)
        for n, word in enumerate(tree.words)
    )
    return scene


def _home(scene: Scene, trees: Iterable[Tree]) -> str:
    """The country named most: whose army "the army" is."""
    named: Counter[str] = Counter()
    for tree in trees:
        for node, token in enumerate(tree.tokens):
            if token.upos not in ("PROPN", "ADJ", "NOUN") or not token.text[:1].isupper():
                continue
            codes = scene.lookup(token.text)
            state = codes[0].split(":")[0] if len(codes) == 1 else ""
            if len(state) != 3 or scene.parties.country_row(state) is None:
                continue
            if not _in_others_hand(tree, node) and not _in_groups_name(scene, tree, node):
                named[state] += 1
    return min(named, key=lambda code: (-named[code], code)) if named else ""


def _in_groups_name(scene: Scene, tree: Tree, node: int) -> bool:
    """True for the Iraq of "the Islamic State in Iraq and the Levant"."""
    if node < 2 or tree.words[node - 1] != "in":
        return False
    spans = ((first, last) for first in range(max(0, node - 3), node - 1) for last in range(node + 1, min(node + 5, len(tree))))
    return any(scene.lookup(scene.text(tree.tokens[first].start, tree.tokens[last].end)) for first, last in spans)


@once
def phrase(tree: Tree, node: int) -> Sequence[int]:
    """The nodes of a noun phrase that name it: "Syrian government forces loyal to Assad" without numbers and clauses."""
    nodes = [node]
    for kid in tree.kids[node]:
        rel = tree.rel(kid)
        if (
            (
                rel in ("compound", "amod", "nmod:poss", "flat", "flat:name", "goeswith", "nmod:desc", "nmod:unmarked")
                and kid not in nodes
                and not (rel == "compound" and kid > node and tree.words[kid - 1] != "-")
            )
            or (rel == "nmod" and (tree.case(kid) in ("of", "from", "for") or _follows_bare(tree, node, kid)))
            or (rel in ("acl", "amod") and tree.is_a(kid, "BELONGING"))
        ):
            nodes += _inside(tree, kid)
    return tree.run_around(node, nodes, gap=1)


def _follows_bare(tree: Tree, node: int, kid: int) -> bool:
    """True for the name in "the group Hezbollah"."""
    return kid == node + 1 and tree.pos(kid) == "PROPN"


def _inside(tree: Tree, node: int) -> list[int]:
    stop = {
        k
        for n in tree.below(node)
        for k in tree.kids[n]
        if tree.rel(k) in ("acl:relcl", "punct", "appos", "parataxis", "acl", "advcl") or (tree.rel(k) == "compound" and k > n)
    }
    short = {k for k in stop if tree.rel(k) == "appos" and _in_brackets(tree, k)}  # "Islamic State (IS) group"
    return tree.below(node, {k for k in stop - short if tree.words[k] != "-" and not (tree.words[k] in "()" and short)})


def _in_brackets(tree: Tree, node: int) -> bool:
    return 0 < node < len(tree) - 1 and tree.words[node - 1] == "(" and tree.words[node + 1] == ")"


def mention(scene: Scene, tree: Tree, node: int) -> Mention:
    """The noun phrase headed by a node, as somebody or something named; worked out once for each node."""
    key = (id(tree), node)
    found = scene.mentions.get(key)
    if found is None:
        found = scene.mentions[key] = _mention(scene, tree, node)
    return found


def _mention(scene: Scene, tree: Tree, node: int) -> Mention:
    nodes = phrase(tree, node)
    while len(nodes) > 1 and (
        (tree.rel(nodes[0]) in ("det", "nummod", "case", "cc", "advmod") and not scene.lookup(tree.tokens[nodes[0]].text))
        or tree.words[nodes[0]] in ("(", '"', "“", "-", ",")
    ):
        nodes = nodes[1:]
    start, end = tree.extent(nodes)
    row = _head_row(scene, tree, node, nodes)
    codes, classes = _codes(scene, tree, nodes, row), _classes(scene, tree, node, nodes, row)
    owner = _owner(scene, tree, node) if "ARMED" in classes and tree.lemmas[node] not in ("ally", "partner") else None
    return Mention(node, start, end, scene.text(start, end), (owner,) if owner else codes, classes, party=owner)


def _owner(scene: Scene, tree: Tree, node: int) -> str | None:
    """Whose "his military", "its troops" are: the side of whoever speaks or acts above, if that is one state."""
    if not any(
        tree.rel(kid) == "nmod:poss" and tree.words[kid] in ("his", "her", "its", "their", "our") for kid in tree.kids[node]
    ):
        return None
    above = next((h for h in tree.up(node) if tree.is_verb(h) and tree.lemmas[h] in scene.lexicon.speech), None)
    who = next(iter(subjects(tree, above)), None) if above is not None else None
    if who is not None and who != node and tree.pos(who) != "PRON":
        codes = named_codes(scene, tree, phrase(tree, who))
    else:
        codes = tuple(code for m in scene.subjects for code in m.codes)
    armed = [code.partition(":") for code in codes if code.split(":")[-1] not in UNARMED_CODES]  # a news agency has no troops
    sides = {
        f"{state}:{sector}" if sector in ("REB", "RAD") else state
        for state, _, sector in armed
        if scene.parties.country_row(state)
    }
    return sides.pop() if len(sides) == 1 else None


def _codes(scene: Scene, tree: Tree, nodes: Sequence[int], row: PartyHead | None) -> tuple[str, ...]:
    """The party codes a noun phrase may mean, from the names in it and what the noun that heads it says."""
    named = named_codes(scene, tree, nodes)
    head = row.sector if row else None
    if not head:
        return named
    plain = tuple(code for code in named if ":" not in code and scene.parties.country_row(code))
    groups = tuple(code for code in named if code not in plain)
    if groups:
        return groups
    state = plain[0] if plain else scene.home
    if head == "FTR":
        return plain
    return (
        (f"{state}:{head}",) if state and head in ("REB", "RAD", "CVL", "OPP", "MED", "MEDICAL") else ((state,) if state else ())
    )


def named_codes(scene: Scene, tree: Tree, nodes: Sequence[int]) -> tuple[str, ...]:
    """Codes of the names standing in these words, longest names first, without those whose hand merely holds or backs it."""
    key = (id(tree), *nodes)
    known = scene.names.get(key)
    if known is None:
        known = scene.names[key] = tuple(_names(scene, tree, nodes))
    return known


def _names(scene: Scene, tree: Tree, nodes: Sequence[int]) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(nodes):
        length, codes = _longest_name(scene, tree, nodes, at)
        found += [code for code in codes if code not in found]
        at += length
    return found


def _may_begin_a_name(scene: Scene, token: Token) -> bool:
    """False for a word that begins no name, alone or with what is printed behind it without a space."""
    text = scene.report.text
    space = text.find(" ", token.end)
    run = text[token.start : space if space >= 0 else None]
    return scene.parties.may_begin(run) or (len(run) > len(token.text) and scene.parties.may_begin(token.text))


def _longest_name(scene: Scene, tree: Tree, nodes: Sequence[int], at: int) -> tuple[int, tuple[str, ...]]:
    if not _may_begin_a_name(scene, tree.tokens[nodes[at]]):
        return 1, ()
    for length in range(min(LONGEST_NAME, len(nodes) - at), 0, -1):
        piece = nodes[at : at + length]
        if piece[-1] - piece[0] != length - 1 or tree.words[piece[-1]] == "-":
            continue
        words = scene.text(*tree.extent(piece))
        if codes := scene.lookup(words):
            if _in_others_hand(tree, piece[-1]) or (
                piece[0] > 1 and tree.words[piece[0] - 1] == "-" and tree.words[piece[0] - 2] == "anti"
            ):
                return length, ()
            return length, codes
    return 1, ()


def _in_others_hand(tree: Tree, last: int) -> bool:
    """True for the "Turkish" of "Turkish-backed", the "government" of "government-held"."""
    joined = last + 2 < len(tree) and tree.words[last + 1] == "-"
    return joined and (tree.is_a(last + 2, "HAND") or tree.words[last + 2] == "based")


def _head_row(scene: Scene, tree: Tree, node: int, nodes: Sequence[int]) -> PartyHead | None:
    """What the noun that heads a phrase says of its side: "regime forces" before "forces"."""
    end, text = tree.tokens[node].end, scene.report.text
    for first in nodes:
        if first <= node and (row := _head(scene.parties, text[tree.tokens[first].start : end])):
            return row
    return _head(scene.parties, tree.lemmas[node])


def _classes(scene: Scene, tree: Tree, node: int, nodes: Sequence[int], row: PartyHead | None) -> frozenset[str]:
    """The general kinds a frame may ask for."""
    lemma, lexicon = tree.lemmas[node], scene.lexicon
    found = {name for name in KINDS if lexicon.is_a(lemma, name)} if tree.is_noun(node) else set()
    sector = row.sector if row else None
    if sector in PARTY_SECTORS:
        found.add("PARTY")
    if row is not None and row.counts == "people":
        found.add("HUMAN")
    if sector in ARMED_SECTORS and lemma not in ("ally", "side"):
        found.add("ARMED")
    kind = entity_of(tree, node)
    if kind in (EntityType.PLACE, EntityType.FACILITY) and tree.pos(node) == "PROPN":
        found.add("PLACE")
    if kind is EntityType.PERSON:
        found |= {"HUMAN", "PARTY", "PERSON"}
    if kind in (EntityType.ORG, EntityType.GROUP) and tree.pos(node) == "PROPN":
        found.add("PARTY")
    codes = named_codes(scene, tree, nodes)
    if (
        scene.parties.is_demonym(tree.tokens[node].text)
        and not tree.tokens[node].text.isupper()
        and tree.words[node].endswith(("s", "sh", "se", "n", "i"))
        and tree.is_noun(node)
    ):
        return frozenset(found | {"HUMAN", "CIVIL"})
    if codes and (tree.pos(node) == "PROPN" or tree.is_a(node, "TAKING_SIDES")):
        found.add("PARTY")
        if any(code.split(":")[-1] not in UNARMED_CODES and code not in UNARMED_BODIES for code in codes):
            found.add("ARMED")
    if tree.pos(node) == "NUM":
        found.add("HUMAN")
    if "ARMED" in found:
        found.add("PARTY")
        found.discard("CIVIL")
    if "CIVIL" in found and _armed_modifier(tree, nodes):
        found.discard("CIVIL")
    return frozenset(found)


def apposed_name(scene: Scene, tree: Tree, node: int) -> Mention:
    """The phrase itself, or the name that stands in apposition to it where only that says who it is."""
    named = mention(scene, tree, node)
    if not named.codes or tree.is_a(node, "SOME_SIDE"):
        share = tree.children(node, "nmod") if tree.pos(node) == "NUM" else []  # "one of the guarantors, Turkey,"
        for kid in (kid for one in (node, *share) for kid in tree.children(one, "appos")):
            apposed = mention(scene, tree, kid)
            a_state = "PLACE" not in named.classes and not tree.is_a(node, "PLACE") and scene.parties.country(apposed.text)
            if apposed.codes and ("PLACE" not in apposed.classes or a_state):
                return apposed
    return named


def saying_above(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The party that says or makes clear what a pronoun stands in: in "the group said it had left", who speaks is meant."""
    at, told = node, False
    for head in tree.up(node):
        told = tree.rel(at) in ("ccomp", "csubj") or (told and tree.rel(at) == "xcomp")
        at = head
        if tree.is_verb(head) and (told or tree.lemmas[head] in scene.lexicon.speech):
            speaking = [who for who in subjects(tree, head) if tree.pos(who) != "PRON" and who != node]
            named = [m for kid in speaking for m in [apposed_name(scene, tree, kid)] if m.codes or "PARTY" in m.classes]
            if named and tree.words[node] in ("it", "they", "its", "their", "he", "she", "his"):
                return named
    return []


def _armed_modifier(tree: Tree, nodes: Sequence[int]) -> bool:
    return any(tree.is_a(n, "ARMED_KIND") for n in nodes)


def entity_of(tree: Tree, node: int) -> EntityType | None:
    """The kind of named thing a node belongs to, if any."""
    return next((entity.type for entity, first, last in tree.entities if first <= node <= last), None)
