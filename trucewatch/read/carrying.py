"""Who did it and who was hit where a passage leaves it out: as told before, or by a weapon that only one side has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from trucewatch.knowledge.reconcile_tables import party_kin
from trucewatch.knowledge.weapon_owners import weapon_in
from trucewatch.model import EventType, Realis
from trucewatch.read.arguments import objects
from trucewatch.read.doers import BACKER
from trucewatch.read.draft import HARM, Draft, side
from trucewatch.read.named import PlaceFound
from trucewatch.read.phrases import Mention, Scene, mention, named_codes, phrase
from trucewatch.read.sufferers import HOLDER
from trucewatch.read.times import TimeFound
from trucewatch.read.tree import SUBJECTS

BY_HAND = frozenset({"primitive", "abduct", "targeted", "torture", "sexual", "beat"})  # not done by whoever bombs nearby
FOUGHT = frozenset({None, "territory"})  # acts against an army rather than on people
SHELLED = frozenset({"aerial", "heavy-weapons"})  # against an army too, unless the same side is told to have hit people
BY_NOBODY = frozenset({"explosives", "suicide-attack"})
OTHERS = frozenset({"others", "other", "several others", "dozens", "many others"})
WAR_TOLL = 5000  # from here on a toll is that of a war, made by all its sides
NEAR = 15  # sentences over which a doer is carried; further back it is another story
WINDOW = 30  # earlier claims looked back at
BESIDE = 2  # sentences between a raid and what is told of its bombs
AGAIN = 6  # sentences after which "the blast" is seldom the same one
MONTHS = "january february march april may june july august september october november december".split()
MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
FEW = 3  # dead up to which two tolls may be the same by chance
LONG_SPAN = re.compile(
    r"\bsince (?!(?:dawn|early|noon|mid-?night|morning|yesterday|last night|then|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)"
    r"(?!(?:\w+ ){0,4}(?:operation|offensive|assault|attack|campaign|incursion|siege)\b)"
    r"|\b(?:past|last|recent) (?:\w+ )?(?:weeks|months|years)\b|\b(?:past|last) (?:month|year)\b",
    re.IGNORECASE,
)


@dataclass
class Memory:
    """The acts told so far and the last place and day."""

    acts: list[Draft] = field(default_factory=list)
    moves: list[Draft] = field(default_factory=list)
    place: PlaceFound | None = None
    told: PlaceFound | None = None
    time: TimeFound | None = None


def take_doers(scene: Scene, memory: Memory, draft: Draft) -> None:
    """Who did what is told without a doer: whoever did the act that is told again, has the weapon, or did the last like act."""
    if draft.actor or any((n or 0) >= WAR_TOLL for _, n in draft.harm) or is_long_past(scene, draft):
        return
    again = same_toll(memory, draft)
    if again is not None:
        draft.actor, draft.mode = [inherited(m) for m in again.actor], draft.mode or again.mode
        return
    hit = _with_kin(_target_sides(scene, draft) | draft.recipient_codes)
    near = [a for a in memory.acts[-WINDOW:] if a.number >= draft.number - NEAR and not is_long_past(scene, a)]
    acts = [a for a in near if not hit & a.actor_codes]
    if draft.mode in BY_HAND:
        acts = [a for a in acts if a.mode == draft.mode]
    if draft.mode == "clash":  # only the sides of an earlier clash can be the sides of this one
        if not any(m.codes and not m.is_civil for m in draft.recipient):
            draft.actor = _doers_of(a for a in acts if a.mode == "clash")
    elif (owner := _owner_of_weapon(scene, draft)) is not None:
        draft.actor = [owner]
    elif acts and not (spans_long(draft) and not _is_part_of(draft, acts[-1])) and not _begins_anew(draft, acts[-1]):
        _take_from(acts, draft)


def is_long_past(scene: Scene, act: Draft) -> bool:
    """True for an act of another month or year, told to compare: "a similar bombing in May", not "since May"."""
    if act.time is None or act.time_inherited or scene.day is None:
        return False
    words = scene.text(max(0, act.time.start - len("since ")), act.time.end).casefold()
    if "since" in words:
        return False
    years = [int(year) for year in YEAR.findall(words)]
    months = {MONTHS.index(name) + 1 for name in MONTH.findall(words)}
    recent = {(scene.day.month + step) % 12 + 1 for step in (-2, -1, 0)}  # last month, this one, the next
    return any(year != scene.day.year for year in years) or (bool(months) and not recent & months)


def _take_from(acts: Sequence[Draft], draft: Draft) -> None:
    last = next((a for a in reversed(acts) if not (draft.harm and a.mode == "territory" and not a.harm)), acts[-1])
    explodes = draft.mode in BY_NOBODY
    fits = draft.mode in (None, "destroy") or last.mode is None or draft.mode == last.mode
    new_blast = explodes and last.mode not in BY_NOBODY and not _same_weapon(draft, last)
    the_same = explodes and not new_blast and last.mode not in BY_NOBODY
    draft.mode = last.mode if the_same else draft.mode
    joined = explodes and last.mode in BY_NOBODY and last.number == draft.number
    goes_on = draft.happening.effect_only or is_definite(draft) or the_same or joined
    if (goes_on and not new_blast) or (fits and not explodes):
        alike = _doers_of(a for a in acts if a.mode == draft.mode) if draft.mode and last.mode != draft.mode else []
        draft.actor = alike or [inherited(m) for m in last.actor]
        if draft.mode in (None, "destroy"):
            draft.mode = last.mode or draft.mode
    if not draft.actor and not explodes:
        draft.actor = _doers_of(a for a in acts if a.mode == draft.mode or draft.mode is None or a.mode is None)


def _same_weapon(draft: Draft, last: Draft) -> bool:
    """True for "the device" after a raid told just before: the bomb that fell there."""
    tree = draft.tree
    told = [kid for n in draft.happening.nodes if tree.is_verb(n) for kid in tree.kids[n] if tree.rel(kid) in SUBJECTS]
    the = any(tree.is_a(n, "WEAPON") and any(tree.words[kid] == "the" for kid in tree.kids[n]) for n in told)
    return the and last.mode in ("aerial", "heavy-weapons") and draft.number - last.number <= BESIDE


def _is_part_of(draft: Draft, act: Draft) -> bool:
    """True for the toll of what its own sentence tells of."""
    return act.number == draft.number and draft.mode in (None, act.mode)


def spans_long(draft: Draft) -> bool:
    """True for what went on "since April" or "in recent weeks": not the work of whoever struck last."""
    tree = draft.tree
    start, end = tree.extent(tree.below(draft.happening.root))
    return bool(LONG_SPAN.search(" ".join(t.text for t in tree.tokens if start <= t.start < end)))


def _begins_anew(draft: Draft, last: Draft) -> bool:
    """True for "air raids hit Barin" after a raid elsewhere: an act told as new, in a place of its own, by nobody named."""
    tree, top = draft.tree, draft.happening.top
    hit = not any(t.node == top and t.kind in ("effect", "fate") for t in draft.happening.members)
    telling = [kid for kid in tree.kids[top] if tree.rel(kid) in SUBJECTS or (hit and tree.rel(kid) == "obl:agent")]
    raids = any(tree.is_a(n, "STRIKE") for kid in telling for n in (kid, *tree.children(kid, "nmod")))
    return raids and _elsewhere(draft, last) and not is_definite(draft)


def _elsewhere(draft: Draft, last: Draft) -> bool:
    here, there = draft.place, last.place
    return here is not None and there is not None and not here.inherited and here.name != there.name


def _owner_of_weapon(scene: Scene, draft: Draft) -> Mention | None:
    """Whose barrel bombs they are, where only one side has any."""
    if scene.day is None or draft.type is not EventType.ASSAULT:
        return None
    start, end = draft.tree.extent(draft.nodes)
    found = weapon_in(scene.text(start, end), scene.home, scene.day)
    if found is None:
        return None
    first, last = start + found.start, start + found.end
    if not any(draft.tree.tokens[n].start == first for n in draft.nodes):
        return None
    return Mention(
        -1, first, last, scene.text(first, last), (found.party,), frozenset({"PARTY", "ARMED"}), True, None, found.party
    )


def same_toll(memory: Memory, draft: Draft) -> Draft | None:
    """The earlier act with the same dead or wounded, if the number is no small one and no other place is named."""
    mine = {(kind, n) for kind, n in draft.harm if n is not None and n > FEW}
    for act in reversed(memory.acts[-WINDOW:]):
        apart = _in_town(draft) and _in_town(act) and _elsewhere(draft, act) and not is_definite(draft)
        if mine & act.harm and not apart:
            return act
    return None


def _in_town(draft: Draft) -> bool:
    return draft.place is not None and not draft.place.inherited and 1 <= draft.place.rank < 3


def _with_kin(sides: set[str] | frozenset[str]) -> set[str]:
    """These sides and those that fight beside them: whoever struck before, the rebels' friends did not kill the rebels."""
    armed = {code for code in sides if not code.endswith(":CVL")}
    return set(sides) | {kin for code, kin in party_kin() if code in armed}


def _doers_of(acts: Iterable[Draft]) -> list[Mention]:
    """The actors of the last of these acts that has any, marked as carried over."""
    named = [act for act in acts if act.actor]
    return [inherited(m) for m in named[-1].actor] if named else []


def _target_sides(scene: Scene, draft: Draft) -> set[str]:
    """The sides whose towns or people are hit: whoever struck "Turkish towns", it was not Turkey."""
    tree = draft.tree
    hit = [n for node in draft.happening.nodes if tree.is_verb(node) for n in objects(tree, node)]
    words = [[k for k in phrase(tree, n) if not scene.parties.is_capital(tree.tokens[k].text)] for n in hit]
    return {side(code) for nodes in words for code in named_codes(scene, tree, nodes)}


def take_sufferers(scene: Scene, memory: Memory, draft: Draft) -> None:
    """Who was hurt where that is left out: those counted, those of the act told again, people like those hurt before."""
    if memory.acts and draft.recipient and all(m.inherited for m in draft.recipient):
        doers = [m for m in draft.recipient if {side(c) for c in m.codes} & memory.acts[-1].actor_codes]
        draft.recipient = [m for m in draft.recipient if m not in doers]  # "them": whoever was hit, not who had fired
    if not draft.recipient and draft.harm:
        draft.recipient = _counted(scene, draft)
    named = [m for m in draft.recipient if HOLDER not in m.classes and (m.codes or not _is_count(m.text))]
    if named or not memory.acts:
        _name_their_group(memory, draft)
        return
    before = same_toll(memory, draft) or _pointed_back_to(memory, draft) or _toll_of(memory, draft)
    if before is None and draft.harm:
        before = next((a for a in reversed(memory.acts[-WINDOW:]) if a.harm and a.recipient), None)
    if before is not None and before.recipient:
        draft.recipient = [inherited(m) for m in before.recipient]


def _counted(scene: Scene, draft: Draft) -> list[Mention]:
    """The people a toll counts where its verb does not name them: "the death toll rose to 82 people"."""
    tree = draft.tree
    spans = [f.span for f in draft.figures if f.kind in HARM]
    nodes = [n for n in range(len(tree)) if tree.is_noun(n) and any(s.start <= tree.tokens[n].start < s.end for s in spans)]
    return [m for n in nodes for m in [mention(scene, tree, n)] if "HUMAN" in m.classes][:1]


def _name_their_group(memory: Memory, draft: Draft) -> None:
    """Whose "70 terrorists" died in a raid on a group told just before."""
    last = memory.acts[-1] if memory.acts else None
    goes_on = last is not None and draft.number - last.number <= 1 and bool(draft.actor) and draft.actor[0].inherited
    groups = {m.codes for m in last.recipient if len(m.codes) == 1 and ":" not in m.codes[0]} if last and goes_on else set()
    if len(groups) == 1:
        (codes,) = groups
        draft.recipient = [
            replace(m, codes=codes, party=codes[0], inherited=True) if all(c.endswith(":RAD") for c in m.codes) and m.codes else m
            for m in draft.recipient
        ]


def _is_count(words: str) -> bool:
    return words.lower() in OTHERS or words.isdigit()


def _pointed_back_to(memory: Memory, draft: Draft) -> Draft | None:
    """The act with victims that "the blast hit a market street" tells more of."""
    if not is_definite(draft) or draft.mode in (None, "territory", "clash"):
        return None
    for act in reversed(memory.acts[-WINDOW:]):
        if draft.number - act.number > AGAIN:
            return None
        alike = draft.mode == act.mode or None in (draft.mode, act.mode) or {draft.mode, act.mode} <= BY_NOBODY
        ours = not draft.actor_codes or not act.actor_codes or bool(draft.actor_codes & act.actor_codes)
        if act.harm and act.recipient and alike and ours:
            return act
    return None


def _toll_of(memory: Memory, draft: Draft) -> Draft | None:
    """The toll just told of the same side's raids, for "jets bombed Barin" without victims of its own."""
    near = [a for a in memory.acts[-WINDOW:] if draft.number - a.number <= BESIDE and a.harm]
    alike = [a for a in near if a.mode == draft.mode and a.actor_codes and a.actor_codes == draft.actor_codes]
    ours = [a for a in near if a in alike or a.number == draft.number if any(m.is_civil for m in a.recipient)]
    return ours[-1] if ours and draft.mode in SHELLED and not draft.harm else None


def name_victims(drafts: Sequence[Draft]) -> None:
    """Whom a bomb hit that went off "near a school": those whose deaths are told of the blasts beside it."""
    blasts = [d for d in drafts if d.type is EventType.ASSAULT and d.mode in BY_NOBODY and d.realis is Realis.ACTUAL]
    tolls = [d for d in blasts if d.harm and any(m.is_civil for m in d.recipient) and not d.doubts]
    for draft in (d for d in blasts if not d.recipient and not d.harm):
        near = [
            t
            for t in tolls
            if abs(t.number - draft.number) <= AGAIN and not (_in_town(draft) and _in_town(t) and _elsewhere(draft, t))
        ]
        if near:
            nearest = min(near, key=lambda toll: (abs(toll.number - draft.number), toll.number > draft.number))
            draft.recipient = [inherited(m) for m in nearest.recipient]


def name_doers(drafts: Sequence[Draft]) -> None:
    """Who did what is told before its doer is named: a toll told again, or the one side said to have used such a weapon."""
    acts = [draft for draft in drafts if draft.type is EventType.ASSAULT and not draft.doubts]
    offensives = [
        draft for draft in drafts if draft.type is EventType.ASSAULT and draft.tree.is_a(draft.happening.top, "OFFENSIVE")
    ]
    for draft in drafts:
        if not draft.actor and (draft.type is EventType.DISPLACE or (draft in acts and draft.happening.effect_only)):
            beside = [act for act in offensives if act.number == draft.number and act.actor and not act.actor[0].inherited]
            draft.actor = [inherited(m) for m in beside[0].actor] if beside else []
    _add_second_clauses(acts)
    for draft in acts:
        named = [act for act in acts if len(act.actor) == 1 and not act.actor[0].inherited and act.number >= draft.number]
        again = [act for act in named if {(k, n) for k, n in act.harm & draft.harm if (n or 0) > FEW}]
        sides = {frozenset(act.actor_codes) for act in acts if act.mode == draft.mode == "unconventional" and act.actor_codes}
        like = [act for act in acts if act.mode == draft.mode and act.actor] if len(sides) == 1 else []
        if not draft.actor and (again or like):
            draft.actor = [inherited(m) for m in (again or like)[0].actor]


def _add_second_clauses(acts: Sequence[Draft]) -> None:
    """Both doers of "300 have been killed as rebels shelled the city and the army bombed the suburbs"."""
    for draft in acts:
        tree = draft.tree
        during = [n for n in draft.happening.nodes if tree.rel(n) == "advcl" and tree.marks(n) & {"as", "while"}]
        if not draft.harm or not during or not draft.actor:
            continue
        for other in acts:
            joined = other.tree is tree and tree.rel(other.happening.top) == "conj" and other.happening.top > during[0]
            if joined and not other.harm and tree.heads[other.happening.top] in (*during, draft.happening.top):
                draft.actor += [m for m in other.actor if not m.inherited and not {side(c) for c in m.codes} & draft.actor_codes]


def name_foes(drafts: Sequence[Draft]) -> None:
    """Whom an army that advances fights: those it fights elsewhere in the report, the nearest first."""
    acts = [draft for draft in drafts if draft.type is EventType.ASSAULT]
    cruel = {code for act in acts if any(m.is_civil for m in act.recipient) for code in act.actor_codes}
    meeting = [d for d in drafts if _meets_a_foe(d, cruel) or _is_closed_in(d)]
    found = {id(draft): _foes_of(draft, acts) for draft in meeting}
    for draft in meeting:
        draft.recipient = found.get(id(draft)) or draft.recipient


def _is_closed_in(draft: Draft) -> bool:
    """True for "surrounded the village": those inside are the foe."""
    surrounds = draft.type is EventType.COERCE and draft.tree.is_a(draft.happening.top, "SURROUNDING")
    return surrounds and not draft.recipient and bool(draft.actor_codes) and draft.realis is Realis.ACTUAL


def _meets_a_foe(draft: Draft, cruel: set[str]) -> bool:
    told = draft.realis is Realis.ACTUAL and draft.type is EventType.ASSAULT
    fights = draft.mode in FOUGHT or (draft.mode in SHELLED and not draft.actor_codes & cruel)
    return told and fights and not draft.recipient and bool(draft.actor_codes) and not draft.harm


def _foes_of(draft: Draft, acts: Sequence[Draft]) -> list[Mention]:
    near = [a for a in acts if a is not draft and abs(a.number - draft.number) <= NEAR]
    near.sort(key=lambda a: (a.mode == "clash", abs(a.number - draft.number), a.number > draft.number))
    for act in near:
        met = (
            act.recipient if act.actor_codes & draft.actor_codes else act.actor if act.recipient_codes & draft.actor_codes else []
        )
        foes = [m for m in met if m.codes and not m.is_civil and not {side(code) for code in m.codes} & draft.actor_codes]
        if foes:
            return [inherited(m) for m in foes]
    return []


def take_target(memory: Memory, draft: Draft) -> None:
    """Whom "they fired back" hits: whoever had fired before."""
    tree = draft.tree
    near = {n for node in draft.happening.nodes for n in tree.kids[node]} & set(draft.nodes)
    if draft.recipient or not any(tree.is_a(n, "ANSWERING") for n in near):
        return
    before = [a for a in memory.acts[-WINDOW:] if a.actor_codes and a.recipient_codes & draft.actor_codes]
    if before and not before[-1].actor_codes & draft.actor_codes:
        draft.recipient = [inherited(m) for m in before[-1].actor]


def is_definite(draft: Draft) -> bool:
    """True if a word of the act stands with "the" or "this", or with whose or which day's it is."""
    tree = draft.tree
    return any(
        tree.rel(kid) == "nmod:poss"
        or (tree.rel(kid) == "det" and tree.words[kid] in ("the", "this", "that", "these"))
        or (kid == n - 1 and tree.words[kid].removesuffix("s") in tree.classes["WEEKDAY"])
        for n in draft.happening.nodes
        for kid in tree.kids[n]
    )


def two_sides(memory: Memory, draft: Draft) -> None:
    """In a clash both sides are actors, the side of the dead too; a side that is not named is the foe of the one that is."""
    if draft.mode != "clash":
        return
    beaten = objects(draft.tree, draft.happening.leading.node) if draft.happening.leading.kind == "act" else []
    armed = [m for m in draft.recipient if not m.is_civil and m.codes and HOLDER not in m.classes and m.node not in beaten]
    sides = {code for m in (*draft.actor, *armed) for code in m.codes}
    if len(sides) > 1 or (draft.harm and armed):
        draft.actor += [m for m in armed if not any(m.codes == a.codes for a in draft.actor)]
        draft.recipient = draft.recipient if draft.harm else [m for m in draft.recipient if m not in armed]
    fighting = {side(code) for m in draft.actor if BACKER not in m.classes for code in m.codes}
    one_side = len(fighting or draft.actor_codes) == 1  # who backs them is on their side
    if draft.actor and one_side and draft.happening.leading.kind != "act":
        draft.actor += _foes_of(draft, memory.acts)


def inherited(m: Mention) -> Mention:
    """The mention, marked as taken over."""
    return replace(m, inherited=True)
