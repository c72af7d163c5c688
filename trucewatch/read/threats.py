"""What words do: give a speaker's party to demands, turn announced attacks into threats, weigh warnings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from trucewatch.model import EntityType, EventType, Realis, Token
from trucewatch.read.arguments import is_passive, objects, subjects
from trucewatch.read.conditions import conditioned
from trucewatch.read.draft import Draft, side
from trucewatch.read.phrases import Mention, Scene, mention
from trucewatch.read.realis import has_condition
from trucewatch.read.roles import owner, reports_only
from trucewatch.read.tree import Tree
from trucewatch.read.triggers import OBLIGING, Trigger
from trucewatch.read.voices import Speaker, Voices, named_speaker, remember

WORDS = frozenset(
    {EventType.ACCUSE, EventType.REQUEST, EventType.REJECT, EventType.THREATEN, EventType.SUPPORT, EventType.CONCEDE}
)

WARNING = frozenset({"warn", "caution"})  # of what is to come, which need not be one's own doing
BREAKING = {EventType.REJECT: "relations", EventType.SANCTION: "restrict", EventType.COERCE: "restrict"}
ASKED = (("YIELDED", "yield"), ("MET", "meet"), ("HELPED", "assist"))  # the first class that fits decides
AGAINST = frozenset({"on", "against", "with", "into"})
DISOBEDIENT = re.compile(
    r"\b(?:those|everyone|whoever|any\w*)\b[^.]{0,20}\b(?:who|that)?\b[^.]{0,8}\b(?:do|does|did)(?:n[’']?t| not)\b"
    r"|\bany \w+ (?:that|which|who) (?:attack|breach|break|broke|cross|threaten|violat)\w*",
    re.IGNORECASE,
)
COMING = frozenset({"will", "would", "shall", "'ll", "’ll", "could", "may", "going"})


def speaker_acts(scene: Scene, voices: Voices, draft: Draft) -> None:
    """Give the speaker's party to claims of words that name no actor: "... must leave, the minister said", "he urged ..."."""
    frame = draft.happening.leading.frame
    speech = draft.type in WORDS and frame.row.kind == "speech"
    wants = "speaker" in frame.actor or (not draft.actor and (speech or _of_oneself(draft)))
    if wants and speech and draft.speaker is None and "speaker" not in frame.actor:
        draft.speaker = _who_spoke_last(scene, voices, draft)
    if wants and draft.speaker is not None:
        draft.actor = [speaking_party(scene, draft.speaker)]


def _who_spoke_last(scene: Scene, voices: Voices, draft: Draft) -> Speaker | None:
    """Whom the "he" of "he urged both sides to stop" stands for: the last person whose words were given."""
    tree, node = draft.tree, draft.happening.leading.node
    doers = [n for n in subjects(tree, node) if tree.words[n] in ("he", "she")] if tree.is_verb(node) else []
    return named_speaker(scene, voices, tree, doers[0], None) if doers else None


def note_who_acted(scene: Scene, voices: Voices, draft: Draft) -> None:
    """Remember a person who accuses, demands or threatens as one who has spoken."""
    for m in draft.actor if draft.type in WORDS else ():
        if m.node >= 0 and not m.inherited and "PERSON" in m.classes:
            remember(voices, draft.tree, m.node, named_speaker(scene, voices, draft.tree, m.node, None))


def _of_oneself(draft: Draft) -> bool:
    """True for "we are ready to talk": whoever speaks tells of his own side's act."""
    return any(draft.tree.words[node] in ("we", "i") for node in subjects(draft.tree, draft.happening.leading.node))


def speaking_party(scene: Scene, speaker: Speaker) -> Mention:
    """The speaker as a party."""
    text = scene.text(speaker.start, speaker.end)
    codes = scene.lookup(speaker.name) or scene.lookup(text)
    if not codes:
        words = text.split()
        codes = next(
            (
                c
                for n in range(len(words), 0, -1)
                for i in range(len(words) - n + 1)
                if (c := scene.lookup(" ".join(words[i : i + n])))
            ),
            (),
        )
    return Mention(
        -1, speaker.start, speaker.end, text, codes, frozenset({"PARTY", "HUMAN"}), inherited=speaker.inherited, name=speaker.name
    )


def find_addressee(scene: Scene, draft: Draft) -> None:
    """Give a demand or refusal to whoever is to do what is asked: the UN of "called for a UN meeting", "action by the UN"."""
    tree, node = draft.tree, draft.happening.leading.node
    if draft.recipient or draft.type not in (EventType.REQUEST, EventType.REJECT) or not tree.is_verb(node):
        return
    asked = [*objects(tree, node), *(kid for kid in tree.kids[node] if tree.case(kid) == "for")]
    doing = [] if is_passive(tree, node) else [kid for kid in tree.kids[node] if tree.case(kid) == "by"]
    named = [m for noun in asked if tree.is_noun(noun) for m in owner(scene, tree, noun)] + [
        mention(scene, tree, n) for n in doing
    ]
    draft.recipient = _others(draft, [m for m in named if not m.is_civil])[:1]


def find_what_is_asked(draft: Draft) -> None:
    """The mode of a demand or refusal whose own words leave it open: to give way, to meet, to help."""
    tree, node = draft.tree, draft.happening.leading.node
    if draft.type not in (EventType.REQUEST, EventType.REJECT) or draft.mode not in (None, "change", "assist"):
        return
    frame = draft.happening.leading.frame
    acts = [node] if frame.head in OBLIGING else [n for kid in _asked(tree, node) for n in tree.conjuncts(kid)]
    words = [n for act in acts for n in (act, *objects(tree, act))]
    draft.mode = next((mode for name, mode in ASKED if any(tree.is_a(n, name) for n in words)), draft.mode)


def _asked(tree: Tree, node: int) -> list[int]:
    """What a word of asking asks for: its clause, else its object or what stands behind "for"."""
    clauses = [kid for kid in tree.kids[node] if kid > node and tree.rel(kid) in ("ccomp", "xcomp", "advcl", "acl", "csubj")]
    return clauses or [
        n for n in (*objects(tree, node), *(k for k in tree.kids[node] if tree.case(k) == "for")) if tree.is_noun(n)
    ]


def _others(draft: Draft, named: Iterable[Mention]) -> list[Mention]:
    """Those with a code who are not of the actor's own side."""
    return [m for m in named if m.codes and not {side(code) for code in m.codes} & draft.actor_codes]


def find_target(scene: Scene, draft: Draft) -> None:
    """Give a threat to whoever it is against: the militia of "an assault on the militia-held town", Iran of "a war with Iran"."""
    tree, start = draft.tree, draft.happening.leading.node
    if draft.recipient or draft.type is not EventType.THREATEN:
        return
    aside = [k for k in tree.below(start) if tree.rel(k) in ("acl:relcl", "parataxis") or _goes_along(tree, k)]
    inside = [n for n in tree.below(start, aside) if n > start and tree.is_noun(n)]
    hit = [n for n in inside if tree.rel(n) in ("obj", "iobj") or tree.case(n) in AGAINST]
    for noun in hit:
        holders = [tree.tokens[n] for n in tree.below(noun) if n + 2 < len(tree) and tree.words[n + 2] in ("held", "controlled")]
        held = [m for t in holders for m in [_named(scene, t)] if m.codes]
        if found := _others(draft, held or [m for m in [mention(scene, tree, noun)] if m.is_party or "PLACE" in m.classes]):
            draft.recipient = found[:1]
            return


def _goes_along(tree: Tree, node: int) -> bool:
    return tree.rel(node) == "advcl" and "to" not in tree.marks(node)


def _named(scene: Scene, token: Token) -> Mention:
    """One word as a party."""
    return Mention(-1, token.start, token.end, token.text, scene.lookup(token.text), frozenset({"PARTY", "ARMED"}))


def turn_into_threat(scene: Scene, draft: Draft) -> None:
    """An announced attack is a threat: "Turkey will hit all targets"; also of what will be done to those who do not comply."""
    if draft.type is EventType.THREATEN and _names_the_disobedient(scene, draft):
        draft.realis = Realis.CONDITIONAL
    if _breaks_on_condition(scene, draft):
        draft.mode = "expel" if draft.mode in ("expel", "deport") else BREAKING[draft.type]
        draft.type = EventType.THREATEN
    if draft.type is not EventType.ASSAULT or draft.realis not in (Realis.FUTURE, Realis.CONDITIONAL) or is_ambition(draft):
        return
    if not draft.has_verb and not (draft.happening.root != draft.happening.top and draft.tree.is_verb(draft.happening.root)):
        return
    if (draft.happening.effect_only and not draft.actor) or _is_foretold(scene, draft):
        return
    armed = [m for m in draft.actor if not m.is_civil]
    if not armed and draft.speaker is not None:
        armed = [m for m in [speaking_party(scene, draft.speaker)] if not reports_only(m)]
    if armed:
        draft.type, draft.mode, draft.actor = EventType.THREATEN, "violence", armed
        if has_condition(draft.tree, draft.happening) or _names_the_disobedient(scene, draft):
            draft.realis = Realis.CONDITIONAL
        if not draft.recipient:
            draft.recipient = _under_condition(scene, draft, [draft.happening.top])


def _is_foretold(scene: Scene, draft: Draft) -> bool:
    """True for an attack that somebody else expects, or that would have been made: who is to make it has announced nothing."""
    tree = draft.tree
    perfect = any(tree.words[kid] == "have" for kid in tree.kids[draft.happening.top] if tree.rel(kid) == "aux")
    told_by = {side(code) for code in speaking_party(scene, draft.speaker).codes} if draft.speaker else set()
    return perfect or bool(told_by and draft.actor_codes and not told_by & draft.actor_codes)


def _breaks_on_condition(scene: Scene, draft: Draft) -> bool:
    """True for "would boycott the talks if ...": a break that whoever says so makes depend on what others do."""
    if draft.type not in BREAKING or draft.realis is not Realis.CONDITIONAL:
        return False
    if draft.happening.leading.frame.row.realis is Realis.NEGATED or not has_condition(draft.tree, draft.happening):
        return False  # "will not help unless ..." refuses
    told_by = {side(code) for code in speaking_party(scene, draft.speaker).codes} if draft.speaker else set()
    return bool(draft.actor) and (draft.speaker is None or bool(told_by & draft.actor_codes))


def is_ambition(draft: Draft) -> bool:
    """True for "seeks to retake the city": what somebody is after has been neither done nor announced."""
    tree, top = draft.tree, draft.happening.top
    above = tree.heads[top]
    told = draft.realis is Realis.FUTURE and tree.rel(top) in ("xcomp", "advcl") and above >= 0
    return told and tree.is_a(above, "AFTER") and not any(tree.words[kid] in COMING for kid in tree.kids[above])


def weigh_threat(scene: Scene, draft: Draft, triggers: Mapping[int, Trigger]) -> bool:
    """Judge what is threatened: announced, on a condition, or (of a warning) only blamed; False if it is no claim at all."""
    tree, node = draft.tree, draft.happening.leading.node
    clauses = [kid for kid in tree.kids[node] if tree.rel(kid) in ("ccomp", "xcomp", "advcl") and kid > node]
    inside = [n for clause in clauses for n in tree.below(clause)]
    if _is_bare_warning(draft) and not any(_own_deed(scene, draft, clause) for clause in clauses[:1]):
        return any(_turn_into_blame(scene, draft, clause) for clause in clauses[:1])
    if any(tree.words[n] in ("if", "unless", "until") for n in tree.below(node)):
        draft.realis = Realis.CONDITIONAL
    elif draft.realis is Realis.ACTUAL:
        draft.realis = Realis.FUTURE  # a threat is made, what it threatens with is still to come
    modes = {
        triggers[n].frame.row.mode if triggers[n].frame.row.type is EventType.ASSAULT else triggers[n].frame.row.type
        for n in inside
        if n in triggers
    }
    if not draft.recipient:
        draft.recipient = _threatened(scene, tree, inside, triggers) or _under_condition(scene, draft, [node, *clauses])
    if "territory" in modes and not draft.recipient:
        draft.mode = "territory"
    elif modes & {EventType.REJECT, EventType.SANCTION} and draft.happening.leading.frame.head == "threaten":
        draft.mode = "relations"
    return True


def _is_bare_warning(draft: Draft) -> bool:
    """True for "warned that ...", whose words alone do not tell a threat from a worry."""
    frame = draft.happening.leading.frame
    return frame.head in WARNING and frame.row.needs == "content"


def _threatened(scene: Scene, tree: Tree, inside: list[int], triggers: Mapping[int, Trigger]) -> list[Mention]:
    """Whom the announced act would hit."""
    acts = [n for n in inside if n in triggers and triggers[n].frame.row.type is EventType.ASSAULT and tree.is_verb(n)]
    named = [mention(scene, tree, n) for act in acts for n in objects(tree, act) if tree.is_noun(n)]
    return [m for m in named if m.is_party and m.codes][:1]


def _under_condition(scene: Scene, draft: Draft, clauses: list[int]) -> list[Mention]:
    """Whom the condition is put to: the army of "will strike if the army breaks the truce"; not somebody of one's own side."""
    named = [mention(scene, draft.tree, n) for clause in clauses for n in conditioned(draft.tree, clause)]
    return [m for m in named if m.is_party and m.codes and not {side(c) for c in m.codes} & draft.actor_codes][:1]


def _own_deed(scene: Scene, draft: Draft, clause: int) -> bool:
    """True if a warning is of what the one who warns will do, or of what those warned will suffer."""
    tree = draft.tree
    subject = next((kid for kid in tree.kids[clause] if tree.rel(kid) in ("nsubj", "nsubj:pass")), None)
    coming = any(tree.words[kid] in COMING for verb in tree.conjuncts(clause) for kid in tree.kids[verb])
    if subject is None:
        return "to" in tree.marks(clause)
    named = mention(scene, tree, subject)
    own = tree.pos(subject) == "PRON" or bool({side(code) for code in named.codes} & draft.actor_codes)
    suffers = named.is_party and (tree.is_a(clause, "SUFFERING") or tree.rel(subject) == "nsubj:pass")
    return coming and (own or suffers)


def _turn_into_blame(scene: Scene, draft: Draft, clause: int) -> bool:
    """A warning of what another state has done, or will bring about, blames that state."""
    subject = next((kid for kid in draft.tree.kids[clause] if draft.tree.rel(kid) == "nsubj"), None)
    onlookers = any(draft.tree.is_a(n, "ANALYST") for n in subjects(draft.tree, draft.happening.leading.node))
    if subject is None or onlookers or not draft.actor_codes:
        return False
    blamed = [m for m in [mention(scene, draft.tree, subject)] if any(scene.parties.country_row(side(c)) for c in m.codes)]
    if not blamed or {side(code) for code in blamed[0].codes} & draft.actor_codes:
        return False
    draft.type, draft.mode, draft.recipient = EventType.ACCUSE, "disapprove", blamed
    return True


def who_gives_word(scene: Scene, voices: Voices, draft: Draft) -> Speaker | None:
    """Whose word a claim of words is: the person who demands or praises; of an accusation and of what is urged also the body."""
    for m in draft.actor:
        if m.node >= 0 and not m.inherited and (_is_person(draft.tree, m.node) or _speaks_up(scene, draft, m.node)):
            return named_speaker(scene, voices, draft.tree, m.node, None)
    return None


def _is_person(tree: Tree, node: int) -> bool:
    beside = (k for kid in tree.kids[node] if tree.rel(kid) in ("appos", "flat", "nmod:desc") for k in tree.below(kid))
    nodes = {node, *beside}
    return any(e.type is EntityType.PERSON and (first in nodes or last in nodes) for e, first, last in tree.entities)


def _speaks_up(scene: Scene, draft: Draft, who: int) -> bool:
    """True for who accuses, urges, warns or owns up to a deed in so many words, not for who only wants or plans."""
    verbs = [t for t in draft.happening.members if t.kind == "speech" and draft.tree.is_verb(t.node)]
    return any(
        who in subjects(draft.tree, t.node)
        and (
            draft.type in (EventType.ACCUSE, EventType.ASSAULT)
            or draft.tree.lemmas[t.node] in scene.lexicon.speech
            or draft.tree.is_a(t.node, "URGING")
        )
        for t in verbs
    )


def _names_the_disobedient(scene: Scene, draft: Draft) -> bool:
    """ "Those who don't comply", "everyone who does not abide", "any force that breaches it": a condition in other words."""
    return bool(DISOBEDIENT.search(scene.text(*draft.tree.extent(draft.nodes))))
