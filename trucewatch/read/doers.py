"""Who the words for a doer name: parties, whose weapon or raid it is, whom a pronoun stands for."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

from trucewatch.read.arguments import agents, objects, subjects
from trucewatch.read.phrases import Mention, Scene, apposed_name, mention, named_codes, phrase, saying_above
from trucewatch.read.tree import SUBJECTS, Tree
from trucewatch.read.triggers import Trigger

BACKER = "BACKER"  # the class of those who only back who fights
LONE_DOERS = frozenset({"bomber", "attacker", "assailant"})  # whoever sent them is named elsewhere, if at all


def doers(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The parties a noun phrase and those joined to it name; for a weapon or an attack, whose it is."""
    found: list[Mention] = []
    for one in _named_ones(tree, node):
        if tree.pos(one) == "PRON":
            add(found, meant_by_pronoun(scene, tree, one))
            continue
        named = apposed_name(scene, tree, one)
        lone = tree.lemmas[one] in LONE_DOERS or any(tree.words[k] == "suicide" for k in tree.kids[one])
        if lone and not named_codes(scene, tree, phrase(tree, one)):
            continue
        if is_tool(scene, tree, one):
            owners = owner(scene, tree, one)
            add(found, _manned(scene, tree, named, owners) or owners or ([named] if _is_an_arm(scene, tree, one) else []))
        elif _is_nobodys(scene, tree, one) or ("PLACE" in named.classes and not _stands_for_a_party(scene, tree, named.node)):
            continue
        elif named.is_party:
            add(found, [named])
        else:
            add(found, owner(scene, tree, one))
        add(found, backers(scene, tree, one))
    return found


def included(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The parties told to be among them: "rebels, who include fighters from the Front", "militias including Hezbollah"."""
    told = [
        n for kid in tree.kids[node] if tree.rel(kid) == "acl:relcl" and tree.lemmas[kid] == "include" for n in objects(tree, kid)
    ]
    told += [kid for kid in tree.kids[node] if set(tree.case(kid).split()) & {"include", "including"}]
    found = [apposed_name(scene, tree, one) for n in told for one in tree.conjuncts(n)]
    return [m for m in found if not m.is_civil and "ARMED" in m.classes and named_codes(scene, tree, phrase(tree, m.node))]


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
    names = [kid for kid in tree.kids[node] if tree.rel(kid) in ("flat", "flat:name")]
    return bool(named_codes(scene, tree, tree.run_around(node, names)))  # with the 's of "Donetsk People's Republic"


def _is_an_arm(scene: Scene, tree: Tree, node: int) -> bool:
    """True for warplanes and artillery, which stand for the army that has them."""
    row = scene.parties.head(tree.tokens[node].text)
    return row is not None and row.sector == "MIL" and (row.bare or tree.words[node] == "artillery")


def _is_nobodys(scene: Scene, tree: Tree, node: int) -> bool:
    """True for "a tank" with nothing to say whose it is."""
    row = scene.parties.head(tree.tokens[node].text)
    return row is not None and row.counts == "platform" and not _is_an_arm(scene, tree, node) and not owner(scene, tree, node)


def _manned(scene: Scene, tree: Tree, named: Mention, owners: list[Mention]) -> list[Mention]:
    """The whole phrase where the weapon stands for the arm that serves it: "Turkish artillery" is more than "Turkish"."""
    row = scene.parties.head(tree.lemmas[named.node])
    inside = len(owners) == 1 and named.start <= owners[0].start and owners[0].end <= named.end
    if row is None or row.sector != "MIL" or not inside or not named.text.startswith(owners[0].text):
        return []
    return [replace(named, codes=owners[0].codes, classes=named.classes | owners[0].classes)]


def is_tool(scene: Scene, tree: Tree, node: int) -> bool:
    """True for a weapon, a raid or an attack: not who acts but what somebody acts with."""
    lemma = tree.lemmas[node]
    return (
        tree.is_noun(node)
        and any(scene.lexicon.is_a(lemma, name) for name in ("WEAPON", "STRIKE", "ATTACK", "BLAST", "OPERATION"))
        and not (scene.lexicon.is_a(lemma, "ARMED") and lemma not in ("artillery",))
    )


def owner(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """Whose weapon, attack, position or aircraft it is: "an Israeli plane", "a missile fired by the army"."""
    found: list[Mention] = joint_modifier(scene, tree, node)
    if found:
        return found
    for kid in tree.kids[node]:
        rel = tree.rel(kid)
        if rel in ("compound", "amod", "nmod:poss", "nmod:desc"):
            for one in tree.conjuncts(kid):
                add(found, named_modifier(scene, tree, one))
        elif rel in ("nmod", "obl:agent", "obl") and tree.case(kid) in ("by", "from"):
            add(found, doers(scene, tree, kid))
        elif rel == "nmod" and tree.case(kid) in ("of", "for") and not is_tool(scene, tree, kid):
            named = mention(scene, tree, kid)
            add(found, [named] if named.codes or "ARMED" in named.classes else [])
        elif rel in ("acl", "acl:relcl") and not tree.is_a(kid, "HAND"):
            for agent in agents(tree, kid):
                add(found, doers(scene, tree, agent))
    add(found, sharing_owner(scene, tree, node) if found else [])
    return found


def sharing_owner(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The side before "and" that shares a raid with the next: the "regime" of "regime and Russian air strikes"."""
    first = min((kid for kid in tree.kids[node] if kid < node and tree.rel(kid) in ("compound", "amod")), default=node)
    side = first - 2
    if side < 0 or tree.words[first - 1] != "and" or not tree.is_noun(side):
        return []
    row = scene.parties.head(tree.tokens[side].text)
    joined = tree.heads[node] == side or (tree.heads[side] == tree.heads[node] and tree.rel(side) == tree.rel(node))
    bare = joined and row is not None and row.sector in ("MIL", "GOV", "REB", "RAD") and not is_tool(scene, tree, side)
    return [mention(scene, tree, side)] if bare else []


def joint_modifier(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The party two modifiers name together: the "Syrian army" of "Syrian army attacks"."""
    kids = [kid for kid in tree.kids[node] if kid < node and tree.rel(kid) in ("compound", "amod") and not tree.kids[kid]]
    for first, second in itertools.pairwise(kids):
        row = scene.parties.head(tree.tokens[second].text)
        if second != first + 1 or row is None or row.sector not in ("MIL", "GOV", "REB", "RAD") or tree.is_a(second, "SIZE"):
            continue
        codes = scene.lookup(tree.tokens[first].text)
        if codes and not is_tool(scene, tree, second):
            start, end = tree.extent([first, second])
            named = scene.lookup(scene.text(start, end)) or codes
            return [Mention(second, start, end, scene.text(start, end), named, frozenset({"PARTY", "ARMED"}))]
    return []


def named_modifier(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The party in a modifier: the "Israeli" of "Israeli strike", the "rebel" of "rebel shelling"."""
    if is_tool(scene, tree, node):
        return owner(scene, tree, node)
    if tree.lemmas[node] == "fighter" and tree.heads[node] >= 0 and tree.is_a(tree.heads[node], "AIRCRAFT"):
        return []
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


def backers(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """The second party of "government forces backed by Hezbollah"."""
    found: list[Mention] = []
    for kid in tree.children(node, "acl"):
        if tree.lemmas[kid] in ("back", "support", "assist"):
            for agent in agents(tree, kid):
                add(found, [replace(m, classes=m.classes | {BACKER}) for m in doers(scene, tree, agent)])
    return found


def helpers(scene: Scene, tree: Tree, verb: int) -> list[Mention]:
    """The second party of "took the plain in cooperation with the army", "fought alongside the militia"."""
    found: list[Mention] = []
    for node in tree.below(verb):
        joint = tree.is_a(node, "JOINTLY") and tree.case(node) == "in"
        for beside in tree.children(node, "nmod") if joint else [node] if tree.case(node) == "alongside" else []:
            if not joint or tree.case(beside) == "with":
                add(found, doers(scene, tree, beside))
    return [m for m in found if not m.is_civil]


def meant_by_pronoun(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """Whom "it" or "they" stands for: who says so, who is named in the same sentence, or the last subject that was a party."""
    if tree.words[node] not in ("it", "they", "he", "she", "them", "him", "its", "their", "his"):
        return []
    if tree.rel(node) in SUBJECTS or tree.rel(node) == "nmod:poss":
        told = _doing_above(scene, tree, node) or saying_above(scene, tree, node)
        return told or [replace(one, inherited=True) for one in scene.meant_by(tree.words[node])]
    acting = _acting_on(tree, node)
    told = [m for m in saying_above(scene, tree, node) if m.node not in acting]
    if told or (told := _named_before(scene, tree, node, acting)):
        return told
    done = {code for one in acting for code in mention(scene, tree, one).codes}
    return [replace(one, inherited=True) for one in scene.meant_by(tree.words[node]) if not done & set(one.codes)]


def _doing_above(scene: Scene, tree: Tree, node: int) -> list[Mention]:
    """Who does what a pronoun's clause hangs on with "as", "when" or "after": "the army withdrew as they faced an attack"."""
    verb = next((head for head in tree.up(node) if tree.is_verb(head)), -1)
    if verb < 0 or tree.rel(verb) != "advcl" or tree.rel(node) not in SUBJECTS or tree.words[node] in ("he", "she"):
        return []
    doing = [one for one in subjects(tree, tree.heads[verb]) if tree.is_noun(one) and one != node]
    named = [m for one in doing for m in doers(scene, tree, one)]
    return named if named and all("ARMED" in m.classes and "PERSON" not in m.classes for m in named) else []


def _acting_on(tree: Tree, node: int) -> set[int]:
    """Who does what is done to a pronoun, and so is not meant by it."""
    verb = next((head for head in tree.up(node) if tree.is_verb(head)), None)
    return {one for subject in subjects(tree, verb) for one in tree.conjuncts(subject)} if verb is not None else set()


def _named_before(scene: Scene, tree: Tree, node: int, acting: set[int]) -> list[Mention]:
    """The last party before "them" or "it" in its sentence that fits it in number: "rhetoric against the US, accusing it"."""
    many = tree.words[node] in ("they", "them", "their")
    person = tree.words[node] in ("he", "him", "his", "she")
    for one in reversed(range(node)):
        if one in acting or not tree.is_noun(one) or tree.rel(one) in ("compound", "flat", "flat:name", "appos"):
            continue
        named = mention(scene, tree, one)
        plural = "Number=Plur" in tree.tokens[one].feats
        fits = person == ("PERSON" in named.classes) and (plural == many or tree.pos(one) == "PROPN")
        takes_part = named.codes and not named.is_civil and not any(code.split(":")[-1] in ("MED", "NGO") for code in named.codes)
        if fits and takes_part and named_codes(scene, tree, phrase(tree, one)):
            return [named]
    return []


def add(found: list[Mention], more: Iterable[Mention]) -> None:
    """Add those that are not among the found yet."""
    found += [m for m in more if not among(m, found)]


def among(one: Mention, others: Iterable[Mention]) -> bool:
    """True if the others name the same words or the same party."""
    return any(
        (one.start, one.end) == (o.start, o.end) or (one.codes and one.codes == o.codes and one.is_civil == o.is_civil)
        for o in others
    )


def chosen_relations(
    trigger: Trigger, defaults: dict[tuple[str, str], tuple[str, ...]], chosen: tuple[str, ...]
) -> tuple[str, ...]:
    """The relations a frame names for a role, or those its kind has by default."""
    if chosen:
        return tuple(relation for relation in chosen if relation != "-")
    row = trigger.frame.row
    return defaults.get((row.kind, "n" if row.pos == "n" else "v"), ())
