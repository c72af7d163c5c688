"""Who does it and to whom: the parties at the relations a frame names, through light verbs, means and apposition."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace

from trucewatch.model import EventType
from trucewatch.read.arguments import agents, subjects
from trucewatch.read.happenings import Happening
from trucewatch.read.phrases import UNARMED_BODIES, Mention, Scene, mention, named_codes, phrase, saying_above
from trucewatch.read.tree import Tree
from trucewatch.read.triggers import Trigger, reached

ACTOR_OF = {
    ("act", "v"): ("subj", "by"),
    ("effect", "v"): ("subj", "by"),
    ("mutual", "v"): ("subj", "obj", "with", "against", "between"),
    ("speech", "v"): ("subj",),
    ("means", "v"): (),
    ("fate", "v"): (),
    ("act", "n"): ("by", "poss", "comp"),
    ("effect", "n"): ("by",),
    ("mutual", "n"): ("between", "with", "comp", "poss"),
    ("means", "n"): (),
    ("speech", "n"): ("by", "poss"),
}
RECIPIENT_OF = {
    ("act", "v"): ("obj", "on", "against", "at"),
    ("effect", "v"): ("obj",),
    ("mutual", "v"): (),
    ("speech", "v"): ("obj",),
    ("means", "v"): ("on",),
    ("fate", "v"): ("subj",),
    ("act", "n"): ("on", "against", "at"),
    ("effect", "n"): ("of",),
    ("mutual", "n"): (),
    ("means", "n"): (),
    ("speech", "n"): ("against",),
}


@dataclass(frozen=True, slots=True)
class Roles:
    """The parties of a happening as named in its own sentence."""

    actor: tuple[Mention, ...]
    recipient: tuple[Mention, ...]


def roles_of(scene: Scene, tree: Tree, happening: Happening) -> Roles:
    """Actor and recipient of a happening, each party once."""
    actors: list[Mention] = []
    recipients: list[Mention] = []
    for trigger in happening.members:
        found = _actors(scene, tree, happening, trigger)
        _add(actors, [m for m in found if not m.inherited] if actors else found)  # "the army ..., as it": one and the same
        _add(recipients, _recipients(scene, tree, trigger))
    if happening.root not in happening.nodes:
        _carrier_roles(scene, tree, happening, actors, recipients)
    if happening.leading.kind == "mutual" and not happening.effect_only and len(actors) < 2:
        _add(actors, _side_above(scene, tree, happening))
    civil_doers = happening.leading.frame.row.type in (
        EventType.DISPLACE,
        EventType.PROTEST,
        EventType.ACCUSE,
        EventType.REQUEST,
        EventType.AID,
    )
    if not civil_doers:
        actors = [m for m in actors if not m.is_civil]
    if happening.leading.frame.row.type is EventType.ASSAULT:
        actors = [m for m in actors if not reports_only(m)]
    stated = any(named_codes(scene, tree, phrase(tree, m.node)) for m in actors if m.node >= 0 and not m.inherited)
    return Roles(
        tuple(actors),
        tuple(m for m in recipients if not _among(m, actors) or (stated and _may_be_another(scene, tree, m, actors))),
    )


def _may_be_another(scene: Scene, tree: Tree, m: Mention, actors: list[Mention]) -> bool:
    """True for "the regime" that Turkey accuses: no name says that it is Turkey's."""
    guessed = not m.inherited and m.node >= 0 and not m.party and tree.lemmas[m.node] in tree.classes["RIVAL"]
    apart = all((m.start, m.end) != (a.start, a.end) for a in actors)
    return guessed and apart and not named_codes(scene, tree, phrase(tree, m.node))


def reports_only(m: Mention) -> bool:
    """True for those who tell of attacks rather than make them: monitors, agencies, persons met only as "he"."""
    told = bool(m.codes) and all(code in UNARMED_BODIES or code.split(":")[-1] in ("MED", "NGO", "MEDICAL") for code in m.codes)
    return told or (m.inherited and "ARMED" not in m.classes)


def _relations(trigger: Trigger, defaults: dict[tuple[str, str], tuple[str, ...]], chosen: tuple[str, ...]) -> tuple[str, ...]:
    if chosen:
        return tuple(relation for relation in chosen if relation != "-")
    row = trigger.frame.row
    return defaults.get((row.kind, "n" if row.pos == "n" else "v"), ())


def _actors(scene: Scene, tree: Tree, happening: Happening, trigger: Trigger) -> list[Mention]:
    found: list[Mention] = []
    for relation in _relations(trigger, ACTOR_OF, trigger.frame.actor):
        for node in reached(tree, trigger.node, relation):
            if node in happening.nodes:
                _add(found, _named_bomber(scene, tree, node))
            elif relation in ("comp", "poss", "amod"):
                joint = _joint_modifier(scene, tree, trigger.node)
                _add(found, joint or [m for one in tree.conjuncts(node) for m in _named_modifier(scene, tree, one)])
            elif tree.is_verb(trigger.node) or relation != "with" or trigger.kind == "mutual":
                _add(found, doers(scene, tree, node))
    if not tree.is_verb(trigger.node):
        _add(found, _predicate_doers(scene, tree, trigger.node))
    return found


def _named_bomber(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The party of "three IS bombers", a word that tells of the act and of who does it."""
    named = mention(scene, tree, node)
    return [named] if "HUMAN" in named.classes and named_codes(scene, tree, phrase(tree, node)) else []


def _predicate_doers(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """ "The group was behind the bombing", "an attack carried out by the group"."""
    found: list[Mention] = []
    if "behind" in tree.case(node).split():
        for kid in tree.children(node, "nsubj"):
            _add(found, doers(scene, tree, kid))
    for kid in tree.kids[node]:
        if tree.rel(kid) in ("acl", "acl:relcl") and tree.is_a(kid, "DOING"):
            for agent in agents(tree, kid):
                _add(found, doers(scene, tree, agent))
    return found


def doers(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The parties a noun phrase and those joined to it name; for a weapon or an attack, whose it is."""
    found: list[Mention] = []
    for one in _named_ones(tree, node):
        if tree.pos(one) == "PRON":
            _add(found, _pronoun(scene, tree, one))
            continue
        named = _apposed(scene, tree, one)
        if any(tree.words[k] == "suicide" for k in tree.kids[one]) and not named_codes(scene, tree, phrase(tree, one)):
            continue
        if _is_tool(scene, tree, one):
            owners = owner(scene, tree, one)
            _add(found, _manned(scene, tree, named, owners) or owners or ([named] if "ARMED" in named.classes else []))
        elif named.is_party and not ("PLACE" in named.classes and not _stands_for_a_party(scene, tree, one)):
            _add(found, [named])
        else:
            _add(found, owner(scene, tree, one))
        _add(found, _backers(scene, tree, one))
    return found


def _named_ones(tree: Tree, node: int) -> list[int]:
    """The node and those joined to it; for "one of the men" or "a number of men" the men; a bare number is nobody."""
    found: list[int] = []
    for one in tree.conjuncts(node):
        counted = (
            [k for k in tree.children(one, "nmod") if tree.case(k) == "of"]
            if tree.pos(one) == "NUM" or tree.is_a(one, "QUANTITY")
            else []
        )
        found += counted or ([] if tree.pos(one) == "NUM" else [one])
    return found


def _stands_for_a_party(scene: Scene, tree: Tree, node: int) -> bool:
    """True for "Damascus", which stands for a government; not for the Raqqa of "the Syrian town Raqqa"."""
    return bool(named_codes(scene, tree, [node, *(k for k in tree.kids[node] if tree.rel(k) in ("flat", "flat:name"))]))


def _manned(scene: Scene, tree: Tree, named: Mention, owners: list[Mention]) -> list[Mention]:
    """The whole phrase where the weapon stands for the arm that serves it: "Turkish artillery" is more than "Turkish"."""
    row = scene.parties.head(tree.lemmas[named.node])
    inside = len(owners) == 1 and named.start <= owners[0].start and owners[0].end <= named.end
    if row is None or row.sector != "MIL" or not inside or not named.text.startswith(owners[0].text):
        return []
    return [replace(named, codes=owners[0].codes, classes=named.classes | owners[0].classes)]


def _apposed(scene: Scene, tree: Tree, node: int) -> Mention:
    """The phrase itself, or the name that stands in apposition to it where only that says who it is."""
    named = mention(scene, tree, node)
    if not named.codes or tree.is_a(node, "SOME_SIDE"):
        for kid in tree.children(node, "appos"):
            apposed = mention(scene, tree, kid)
            if apposed.codes and "PLACE" not in apposed.classes:
                return apposed
    return named


def _is_tool(scene: Scene, tree: Tree, node: int) -> bool:
    lemma = tree.lemmas[node]
    return (
        tree.is_noun(node)
        and any(scene.lexicon.is_a(lemma, name) for name in ("WEAPON", "STRIKE", "ATTACK", "BLAST", "OPERATION"))
        and not (scene.lexicon.is_a(lemma, "ARMED") and lemma not in ("artillery",))
    )


def owner(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """Whose weapon, attack, position or aircraft it is: "an Israeli plane", "a missile fired by the army"."""
    found: list[Mention] = _joint_modifier(scene, tree, node)
    if found:
        return found
    for kid in tree.kids[node]:
        rel = tree.rel(kid)
        if rel in ("compound", "amod", "nmod:poss", "nmod:desc"):
            for one in tree.conjuncts(kid):
                _add(found, _named_modifier(scene, tree, one))
        elif rel in ("nmod", "obl:agent", "obl") and tree.case(kid) in ("by", "from"):
            _add(found, doers(scene, tree, kid))
        elif rel == "nmod" and tree.case(kid) in ("of", "for") and not _is_tool(scene, tree, kid):
            named = mention(scene, tree, kid)
            _add(found, [named] if named.codes or "ARMED" in named.classes else [])
        elif rel in ("acl", "acl:relcl") and not tree.is_a(kid, "HAND"):
            for agent in agents(tree, kid):
                _add(found, doers(scene, tree, agent))
    return found


def _joint_modifier(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The party two modifiers name together: the "Syrian army" of "Syrian army attacks"."""
    kids = [kid for kid in tree.kids[node] if kid < node and tree.rel(kid) in ("compound", "amod") and not tree.kids[kid]]
    for first, second in itertools.pairwise(kids):
        row = scene.parties.head(tree.tokens[second].text)
        if second != first + 1 or row is None or row.sector not in ("MIL", "GOV", "REB", "RAD") or tree.is_a(second, "SIZE"):
            continue
        codes = scene.lookup(tree.tokens[first].text)
        if codes and not _is_tool(scene, tree, second):
            start, end = tree.extent([first, second])
            named = scene.lookup(scene.text(start, end)) or codes
            return [Mention(second, start, end, scene.text(start, end), named, frozenset({"PARTY", "ARMED"}))]
    return []


def _named_modifier(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The party in a modifier: the "Israeli" of "Israeli strike", the "rebel" of "rebel shelling"."""
    if _is_tool(scene, tree, node):
        return owner(scene, tree, node)
    nodes = phrase(tree, node)
    for first in range(nodes[0] - 2, nodes[0]):
        if first >= 0 and tree.words[first] == "anti":
            return []
    found = mention(scene, tree, node)
    if tree.words[node] in ("terrorist", "suicide") and len(nodes) == 1 and not scene.fighters_named:
        return []  # "terrorist attack" names a kind of attack, not who made it, unless the report tells of terrorists elsewhere
    if any(tree.words[n] == "suicide" for n in nodes) or tree.is_a(node, "SIZE"):
        return []
    led = next(
        (k for k in (node, *tree.kids[node]) if k + 2 < len(tree) and tree.words[k + 1] == "-" and tree.words[k + 2] == "led"),
        None,
    )
    if led is not None and len(leads := scene.lookup(f"{tree.tokens[led].text}-led coalition")) == 1:
        start, end = tree.extent(range(led, led + 3))  # "US-led strikes" are the coalition's
        return [Mention(led, start, end, scene.text(start, end), leads, frozenset({"PARTY", "ARMED"}), party=leads[0])]
    if len(nodes) == 1 and _only_where(scene, tree, node):
        return []
    codes = named_codes(scene, tree, nodes) or found.codes
    if codes or found.classes & {"ARMED"}:
        return [Mention(found.node, found.start, found.end, found.text, codes, found.classes | {"PARTY"})]
    row = scene.parties.head(tree.lemmas[node])
    owns = tree.rel(node) == "nmod:poss" and "PARTY" in found.classes and tree.is_noun(node)
    return [found] if owns or (row is not None and row.sector in ("MIL", "GOV", "REB", "RAD")) else []


def _only_where(scene: Scene, tree: Tree, node: int) -> bool:
    """True for the place in "Damascus blast" and, in a report about Syria, in "Syria raids": not who did it."""
    word = tree.tokens[node].text
    if tree.pos(node) != "PROPN" or tree.rel(node) != "compound" or scene.parties.is_demonym(word):
        return False
    return scene.parties.is_capital(word) or scene.parties.country(word) == scene.home


def _backers(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The second party of "government forces backed by Hezbollah"."""
    found: list[Mention] = []
    for kid in tree.children(node, "acl"):
        if tree.lemmas[kid] in ("back", "support", "assist"):
            for agent in agents(tree, kid):
                _add(found, doers(scene, tree, agent))
    return found


def _pronoun(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """Whom "it" or "they" stands for: the last subject that was a party."""
    if tree.words[node] not in ("it", "they", "he", "she", "them", "him", "its", "their", "his"):
        return []
    return saying_above(scene, tree, node) or [replace(one, inherited=True) for one in scene.meant_by(tree.words[node])]


def _recipients(scene: Scene, tree: Tree, trigger: Trigger) -> list[Mention]:
    found: list[Mention] = []
    for relation in _relations(trigger, RECIPIENT_OF, trigger.frame.recipient):
        for node in reached(tree, trigger.node, relation):
            for one in tree.conjuncts(node):
                _add(found, _sufferer(scene, tree, one, trigger, relation))
    return found


def _sufferer(scene: Scene, tree: Tree, node: int, trigger: Trigger, relation: str) -> list[Mention]:
    if tree.is_a(node, "SHARE"):
        counted = [one for kid in tree.children(node, "nmod") if tree.case(kid) == "of" for one in tree.conjuncts(kid)]
        if counted:
            return [m for one in counted for m in _sufferer(scene, tree, one, trigger, relation)]
    if tree.words[node] in ("those", "everyone", "anyone", "all", "groups") or tree.pos(node) == "PRON":
        named_in = [n for n in tree.below(node) if "include" in tree.case(n).split() or "including" in tree.case(n).split()]
        if named_in:
            return [m for n in named_in for m in [mention(scene, tree, n)] if m.is_party or tree.words[n] == "radicals"]
    if tree.pos(node) == "PRON":
        return _pronoun(scene, tree, node)
    if (tree.pos(node) == "NUM" and relation not in ("obj", "subj")) or (tree.pos(node) == "ADJ" and tree.rel(node) == "conj"):
        return []  # "on 22 July"; the "dead" of "13 soldiers and a civilian dead"
    named = _apposed(scene, tree, node)
    if relation in ("on", "at", "to", "from", "of", "for") and "PLACE" in named.classes and tree.pos(node) == "PROPN":
        return [] if trigger.frame.row.type is EventType.ASSAULT else [named] if named.codes else []
    if scene.lexicon.is_a(tree.lemmas[node], "PLACE") and not named.classes & {"HUMAN", "ARMED"}:
        return owner(scene, tree, node) if scene.lexicon.is_a(tree.lemmas[node], "POSITION") else []
    if _is_tool(scene, tree, node):
        return owner(scene, tree, node) if trigger.frame.row.type is not EventType.ASSAULT else []
    if named.is_party:
        return [named]
    return [m for m in owner(scene, tree, node) if m.codes]


def _carrier_roles(scene: Scene, tree: Tree, happening: Happening, actors: list[Mention], recipients: list[Mention]) -> None:
    """Parties at the light verb that carries an event noun: "the army carried out an attack on the post"."""
    root = happening.root
    if not tree.is_verb(root):
        return
    light = scene.lexicon.is_a(tree.lemmas[root], "LIGHT")
    if happening.leading.kind != "fate" and (light or not actors):
        for node in subjects(tree, root):
            if node not in happening.nodes and tree.heads[node] != happening.top and light:
                _add(actors, list(doers(scene, tree, node)))
    if happening.leading.kind == "mutual":
        for relation in ("between", "with"):
            for node in reached(tree, root, relation):
                _add(actors, doers(scene, tree, node))
    for relation in ("on", "against", "at"):
        for node in reached(tree, root, relation):
            named = mention(scene, tree, node)
            if "PLACE" not in named.classes and named.is_party and tree.pos(node) != "NUM":
                _add(recipients, [named])


def _side_above(scene: Scene, tree: Tree, happening: Happening) -> list[Mention]:
    """The other side of "surrounded the village after clashes with the militia": who does what the clash is told with."""
    if tree.is_verb(happening.top):
        return []
    verb = next((head for head in tree.up(happening.top) if tree.is_verb(head)), None)
    if verb is None or tree.lemmas[verb] in scene.lexicon.speech:
        return []
    return [m for node in subjects(tree, verb) if node not in happening.nodes for m in doers(scene, tree, node) if not m.is_civil]


def _add(found: list[Mention], more: Iterable[Mention]) -> None:
    found += [m for m in more if not _among(m, found)]


def _among(one: Mention, others: Iterable[Mention]) -> bool:
    return any(
        (one.start, one.end) == (o.start, o.end) or (one.codes and one.codes == o.codes and one.is_civil == o.is_civil)
        for o in others
    )
