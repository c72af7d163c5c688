"""Who does it and to whom: the parties at the relations a frame names, through light verbs, means and apposition."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.model import EventType
from trucewatch.read.arguments import agents, subjects
from trucewatch.read.doers import (
    add,
    among,
    chosen_relations,
    doers,
    helpers,
    included,
    joint_modifier,
    named_modifier,
    owner,
    sharing_owner,
)
from trucewatch.read.happenings import Happening
from trucewatch.read.phrases import UNARMED_BODIES, Mention, Scene, mention, named_codes, phrase
from trucewatch.read.sufferers import HOLDER, sufferers_of
from trucewatch.read.tree import SUBJECTS, Tree
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
OWN = frozenset({"troop", "force", "soldier", "unit", "contingent"})  # whose they are, unnamed, is told by who sends them
RAIDING = "RAIDING"  # class of people who bear no arms for a side but attack: settlers, herders
MOVES = frozenset({EventType.RETREAT, EventType.MOBILIZE})
SETTING_OUT = frozenset(
    {"announce", "order", "declare", "plan", "promise", "pledge", "begin", "start", "complete", "halt", "delay"}
)


@dataclass(frozen=True, slots=True)
class Roles:
    """The parties of a happening as named in its own sentence."""

    actor: tuple[Mention, ...]
    recipient: tuple[Mention, ...]


def roles_of(scene: Scene, tree: Tree, happening: Happening) -> Roles:
    """Actor and recipient of a happening, each party once."""
    actors: list[Mention] = []
    recipients: list[Mention] = []
    hurt: list[Mention] = []
    for trigger in happening.members:
        found = _actors(scene, tree, happening, trigger)
        add(actors, [m for m in found if not m.inherited] if actors else found)  # "the army ..., as it": one and the same
        add(hurt if trigger.kind in ("effect", "fate") else recipients, sufferers_of(scene, tree, trigger))
    both = _losses_of_both(hurt, actors) if happening.leading.frame.row.type is EventType.ASSAULT else []
    add(actors, both)
    recipients = _hit_or_hurt(scene, tree, recipients, hurt)
    _carrier_roles(scene, tree, happening, actors, recipients)
    if happening.leading.kind == "mutual" and len(actors) < 2:
        add(actors, _between(scene, tree, happening))
    if happening.leading.kind == "mutual" and not happening.effect_only and len(actors) < 2:
        add(actors, _side_above(scene, tree, happening))
    announcers = _announcers(scene, tree, happening) if happening.leading.frame.row.type in MOVES else []
    if announcers and not any(_is_named(scene, tree, m) for m in actors if not among(m, announcers)):
        actors = announcers
    civil_doers = happening.leading.frame.row.type in (
        EventType.DISPLACE,
        EventType.PROTEST,
        EventType.ACCUSE,
        EventType.REQUEST,
        EventType.AID,
    )
    if not civil_doers:
        actors = [m for m in actors if not m.is_civil or RAIDING in m.classes]
    if happening.leading.frame.row.type is EventType.ASSAULT:
        actors = [m for m in actors if not reports_only(m)]
        recipients = [m for m in recipients if HOLDER not in m.classes] or recipients
    stated = any(_is_named(scene, tree, m) for m in actors if not m.inherited)
    return Roles(
        tuple(actors),
        tuple(m for m in recipients if m in both or not among(m, actors) or (stated and _may_be_another(scene, tree, m, actors))),
    )


def _is_named(scene: Scene, tree: Tree, m: Mention) -> bool:
    """True for "French troops" or somebody told of before; not for "a troop withdrawal", "a withdrawal of troops from Libya"."""
    return m.inherited or m.node < 0 or bool(named_codes(scene, tree, [n for n in phrase(tree, m.node) if n <= m.node]))


def _announcers(scene: Scene, tree: Tree, happening: Happening) -> list[Mention]:
    """Who announces or orders the withdrawal or deployment of troops that nobody else is said to own."""
    verb = tree.heads[happening.top]
    if tree.is_verb(happening.top) or verb < 0 or tree.rel(happening.top) != "obj" or tree.lemmas[verb] not in SETTING_OUT:
        return []
    whose = [kid for kid in tree.kids[happening.top] if tree.case(kid) == "of"]
    if any(tree.lemmas[kid] not in OWN or _is_named(scene, tree, mention(scene, tree, kid)) for kid in whose):
        return []  # "a withdrawal of rebels", "of French troops"
    return [m for node in subjects(tree, verb) for m in doers(scene, tree, node) if m.codes]


def _stands_here(m: Mention) -> bool:
    """True for somebody named in this sentence, not carried over from another."""
    return m.node >= 0 and not m.inherited


def _hit_or_hurt(scene: Scene, tree: Tree, hit: list[Mention], hurt: list[Mention]) -> list[Mention]:
    """Those hit with those hurt; no body that was aimed at where civilians fell, no nameless fighters beside their group."""
    if hurt and all(m.is_civil for m in hurt):
        hit = [m for m in hit if "HUMAN" in m.classes and not (m.node >= 0 and tree.is_a(m.node, "SOME_SIDE"))]
    groups = [m for m in hit if _stands_here(m) and named_codes(scene, tree, phrase(tree, m.node)) and "ARMED" in m.classes]
    if groups:
        hurt = [
            m
            for m in hurt
            if m.is_civil or not _stands_here(m) or named_codes(scene, tree, phrase(tree, m.node)) or "ARMED" not in m.classes
        ]
    found: list[Mention] = []
    add(found, [*hit, *hurt])
    return found


def _losses_of_both(hurt: list[Mention], actors: list[Mention]) -> list[Mention]:
    """The dead of two armed sides, one of which attacked: "regime and rebel fighters were killed in a regime assault"."""
    armed = [m for m in hurt if m.codes and not m.is_civil and _stands_here(m)]
    two = len({m.codes for m in armed}) == 2 and any(among(m, actors) for m in armed)
    return armed if two else []


def _may_be_another(scene: Scene, tree: Tree, m: Mention, actors: list[Mention]) -> bool:
    """True for "the regime" that Turkey accuses: no name says that it is Turkey's."""
    guessed = not m.inherited and m.node >= 0 and not m.party and tree.lemmas[m.node] in tree.classes["RIVAL"]
    apart = all((m.start, m.end) != (a.start, a.end) for a in actors)
    return guessed and apart and not named_codes(scene, tree, phrase(tree, m.node))


def reports_only(m: Mention) -> bool:
    """True for those who tell of attacks or suffer them: monitors, agencies, civilians but settlers and herders, a mere "he"."""
    told = bool(m.codes) and all(code in UNARMED_BODIES or code.split(":")[-1] in ("MED", "NGO", "MEDICAL") for code in m.codes)
    unarmed = bool(m.codes) and all(code.endswith("CVL") for code in m.codes) and RAIDING not in m.classes
    return told or unarmed or (m.inherited and "ARMED" not in m.classes)


def _actors(scene: Scene, tree: Tree, happening: Happening, trigger: Trigger) -> list[Mention]:
    found: list[Mention] = []
    for relation in chosen_relations(trigger, ACTOR_OF, trigger.frame.actor):
        nodes = reached(tree, trigger.node, relation)
        named = [n for n in nodes if tree.pos(n) != "PRON"] if relation == "subj" else []
        for node in named or nodes:  # "one of them, Turkey, insisted it would": who is named, not "it"
            if node in happening.nodes:
                add(found, _named_bomber(scene, tree, node))
            elif relation in ("comp", "poss", "amod"):
                joint = joint_modifier(scene, tree, trigger.node)
                add(found, joint or [m for one in tree.conjuncts(node) for m in named_modifier(scene, tree, one)])
            elif tree.is_verb(trigger.node) or relation != "with" or trigger.kind == "mutual":
                add(found, doers(scene, tree, node))
                if trigger.frame.row.type is EventType.ASSAULT:
                    add(found, [m for one in tree.conjuncts(node) for m in included(scene, tree, one)])
    if not tree.is_verb(trigger.node):
        add(found, sharing_owner(scene, tree, trigger.node) if found else [])
        add(found, _predicate_doers(scene, tree, trigger.node))
        if not found and trigger.frame.row.type is EventType.RETREAT:  # "the surrender of the garrison"
            leaving = [m for node in reached(tree, trigger.node, "of") for m in doers(scene, tree, node)]
            add(found, [m for m in leaving if any(_is_a_group(scene, code) for code in m.codes)])
    elif found and trigger.frame.row.type is EventType.ASSAULT:
        add(found, helpers(scene, tree, trigger.node))
    return found


def _is_a_group(scene: Scene, code: str) -> bool:
    return code.endswith((":REB", ":RAD")) or scene.parties.country_row(code.partition(":")[0]) is None


def _named_bomber(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The party of "three IS bombers", a word that tells of the act and of who does it."""
    named = mention(scene, tree, node)
    return [named] if "HUMAN" in named.classes and named_codes(scene, tree, phrase(tree, node)) else []


def _predicate_doers(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """ "The group was behind the bombing", "an attack carried out by the group"."""
    found: list[Mention] = []
    if "behind" in tree.case(node).split():
        for kid in tree.children(node, "nsubj"):
            add(found, doers(scene, tree, kid))
    if "in" in tree.case(node).split() and tree.children(node, "cop") and tree.is_a(node, "TALKS"):
        for kid in tree.children(node, "nsubj"):  # "the experts were in talks with the ministry"
            add(found, doers(scene, tree, kid))
    above = tree.heads[node]
    told = tree.children(above, "xcomp") if above >= 0 and tree.is_verb(above) and tree.rel(node) in SUBJECTS else []
    for kid in (*told, *(kid for kid in tree.kids[node] if tree.rel(kid) in ("acl", "acl:relcl"))):
        if tree.is_a(kid, "DOING"):
            for agent in agents(tree, kid):
                add(found, doers(scene, tree, agent))
    return found


def _carrier_roles(scene: Scene, tree: Tree, happening: Happening, actors: list[Mention], recipients: list[Mention]) -> None:
    """Parties at the light verbs that carry an event noun: "the army carried out an attack on the post"."""
    heads = [tree.heads[n] for n in happening.nodes if not tree.is_verb(n) and tree.rel(n) in ("obj", "nsubj:pass")]
    carried = [n for n in heads if n >= 0 and n not in happening.nodes and tree.is_a(n, "LIGHT")]
    for root in dict.fromkeys((happening.root, *carried)):
        if root not in happening.nodes and tree.is_verb(root):
            _carried_by(scene, tree, happening, root, actors, recipients)


def _carried_by(
    scene: Scene, tree: Tree, happening: Happening, root: int, actors: list[Mention], recipients: list[Mention]
) -> None:
    light = scene.lexicon.is_a(tree.lemmas[root], "LIGHT")
    if happening.leading.kind != "fate" and (light or not actors):
        for node in subjects(tree, root):
            if node not in happening.nodes and tree.heads[node] != happening.top and light and not tree.is_a(root, "WITNESSING"):
                add(recipients if tree.is_a(root, "UNDERGOING") else actors, list(doers(scene, tree, node)))
    if happening.leading.kind == "mutual":
        for relation in ("between", "with"):
            for node in reached(tree, root, relation):
                add(actors, doers(scene, tree, node))
    for relation in ("on", "against", "at"):
        for node in reached(tree, root, relation):
            named = mention(scene, tree, node)
            if "PLACE" not in named.classes and named.is_party and tree.pos(node) != "NUM":
                add(recipients, [named])


def _between(scene: Scene, tree: Tree, happening: Happening) -> list[Mention]:
    """The sides of a clash told at some distance: "a clash near the oil fields between the army and the militia"."""
    after = [
        n for n in range(max(happening.nodes) + 1, len(tree)) if tree.case(n) == "between" and tree.rel(n) in ("nmod", "obl")
    ]
    if not after or not any(tree.is_noun(n) for n in happening.nodes):
        return []
    joined = [n for n in tree.below(after[0]) if tree.rel(n) == "conj" and tree.heads[n] != after[0]]
    sides = [*doers(scene, tree, after[0]), *(m for n in joined for m in doers(scene, tree, n))]
    return [m for m in sides if "ARMED" in m.classes or m.codes]


def _side_above(scene: Scene, tree: Tree, happening: Happening) -> list[Mention]:
    """The other side of "surrounded the village after clashes with the militia": who does what the clash is told with."""
    if tree.is_verb(happening.top):
        return []
    verb = next((head for head in tree.up(happening.top) if tree.is_verb(head)), None)
    if verb is None or tree.lemmas[verb] in scene.lexicon.speech:
        return []
    return [m for node in subjects(tree, verb) if node not in happening.nodes for m in doers(scene, tree, node) if not m.is_civil]


__all__ = ["Roles", "owner", "reports_only", "roles_of"]
