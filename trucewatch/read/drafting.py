"""Make drafts of the happenings of one sentence: type, mode, roles, figures, place, time, realis, speaker, quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trucewatch.model import EventType, Realis
from trucewatch.read.arguments import is_past_participle
from trucewatch.read.conditions import condition_words
from trucewatch.read.doubts import doubts_of
from trucewatch.read.draft import Draft, PassedOver
from trucewatch.read.figures import figures_of
from trucewatch.read.happenings import Happening, find_happenings
from trucewatch.read.means import mode_of
from trucewatch.read.phrases import Scene
from trucewatch.read.placing import choose_place
from trucewatch.read.quotations import is_quoted
from trucewatch.read.realis import is_condition, realis_of
from trucewatch.read.roles import roles_of
from trucewatch.read.speech import sources_of
from trucewatch.read.threats import (
    WORDS,
    find_addressee,
    find_target,
    find_what_is_asked,
    note_who_acted,
    speaker_acts,
    turn_into_threat,
    weigh_threat,
    who_gives_word,
)
from trucewatch.read.times import deadlines_in, is_of_saying, time_of, times_in
from trucewatch.read.tree import SUBJECTS, Tree
from trucewatch.read.triggers import OBLIGING, Trigger, find_triggers
from trucewatch.read.voices import Speaker, Voices

WHOLE = frozenset(
    {
        EventType.THREATEN,
        EventType.REQUEST,
        EventType.ACCUSE,
        EventType.REJECT,
        EventType.SUPPORT,
        EventType.CONCEDE,
        EventType.AGREE,
        EventType.CONSULT,
    }
)
LOOSE = frozenset({"parataxis", "conj", "acl", "acl:relcl", "advcl"})
CLOSE = 4  # characters that may part a claim from its condition
DEMANDING = frozenset({EventType.THREATEN, EventType.REQUEST, EventType.AGREE, EventType.RETREAT, EventType.CONCEDE})


def drafts_of(scene: Scene, voices: Voices, tree: Tree, number: int) -> list[Draft]:
    """The drafts of one sentence, in the order of the text."""
    triggers = find_triggers(scene, tree)
    happenings = find_happenings(scene, tree, triggers)
    drafts = [draft_of(scene, voices, tree, number, h, happenings, triggers) for h in happenings]
    kept = [draft for draft in drafts if draft is not None]
    for draft in kept:
        note_who_acted(scene, voices, draft)
    return kept


def draft_of(
    scene: Scene,
    voices: Voices,
    tree: Tree,
    number: int,
    happening: Happening,
    all_of: Sequence[Happening],
    triggers: Mapping[int, Trigger],
) -> Draft | None:
    """The draft of one happening; None where it is not a claim (a purpose, a condition, the content of another claim)."""
    if why := _no_claim_of_its_own(scene, tree, happening, triggers):
        scene.passed_over.append(PassedOver(tree, happening, why))
        return None
    frame = happening.leading.frame
    sources = tuple(s for s in sources_of(scene, voices, tree, happening.top) if s.verb not in happening.nodes)
    speaker = next((source for source in sources if source.gives_word), None)
    nodes = _claim_nodes(scene, tree, happening, all_of, speaker)
    roles = roles_of(scene, tree, happening)
    realis = realis_of(scene, tree, happening)
    kind, mode = frame.row.type, frame.row.mode
    if frame.row.realis is not None and realis in (Realis.ACTUAL, frame.row.realis):
        realis = frame.row.realis if realis is Realis.ACTUAL else Realis.ACTUAL
    if frame.head in OBLIGING and realis in (Realis.FUTURE, Realis.NEGATED):
        realis = Realis.ACTUAL  # what must be done, or left undone, is demanded now
    if realis is Realis.NEGATED and frame.row.flip is not None:
        kind, realis = frame.row.flip, Realis.ACTUAL
    draft = Draft(tree, number, happening, kind, mode, realis, nodes, list(roles.actor), list(roles.recipient), speaker=speaker)
    speaker_acts(scene, voices, draft)
    find_addressee(scene, draft)
    find_what_is_asked(draft)
    turn_into_threat(scene, draft)
    if draft.type is EventType.THREATEN and frame.row.kind == "speech" and not weigh_threat(scene, draft, triggers):
        scene.passed_over.append(PassedOver(tree, happening, "a warning of what nobody named will do"))
        return None
    find_target(scene, draft)
    owned_up = draft.type is EventType.ASSAULT and any(t.kind == "speech" and t.node == happening.top for t in happening.members)
    if draft.speaker is None and (owned_up or frame.row.kind == "speech"):
        draft.speaker = who_gives_word(scene, voices, draft)
    if draft.type is EventType.ASSAULT:
        draft.mode = mode_of(scene, draft)
    if _cannot_be_told_with(tree, happening.top):
        draft.speaker, sources = None, ()
    own = draft.speaker is not None and all(draft.speaker.name != source.name for source in sources)
    draft.sources = (draft.speaker, *sources) if own and draft.speaker is not None else sources
    _fill_values(scene, draft, _foreign_nodes(tree, happening, all_of))
    draft.doubts = doubts_of(scene, draft)
    return draft


def _no_claim_of_its_own(scene: Scene, tree: Tree, happening: Happening, triggers: Mapping[int, Trigger]) -> str:
    """Why a happening is only part of something else that is told; empty if it is not."""
    if is_condition(tree, happening):
        return "a condition for something else"
    if _is_purpose(tree, happening):
        return "what something else is done for"
    return "what other words are about" if _is_content(scene, tree, happening, triggers) else ""


def _cannot_be_told_with(tree: Tree, node: int) -> bool:
    """True for "after 13 were killed" under "would strike": what came before an announced act is the reporter's own word."""
    for at in (node, *list(tree.up(node))[:2]):
        if tree.rel(at) != "advcl" or "after" not in tree.marks(at) or tree.heads[at] < 0:
            continue
        above = (tree.heads[at], *list(tree.up(tree.heads[at]))[:1])
        return any(tree.words[kid] in ("will", "would") for n in above for kid in tree.kids[n] if tree.rel(kid) == "aux")
    return False


def _foreign_nodes(tree: Tree, happening: Happening, all_of: Sequence[Happening]) -> set[int]:
    """The words of the sentence's other happenings."""
    mine = {happening.root, happening.top, *tree.up(happening.root), *tree.up(happening.top)}
    return {n for other in all_of if other is not happening and other.root not in mine for n in tree.below(other.root)}


def _is_purpose(tree: Tree, happening: Happening) -> bool:
    """ "To retake the city": what something was done for has not happened."""
    for node in _with_first_conjunct(tree, {happening.top, happening.root}):
        if "to" not in tree.marks(node) or any(tree.rel(kid) == "nsubj" for kid in tree.kids[node]):
            continue
        if tree.rel(node) == "advcl" and not (
            tree.heads[node] >= 0 and tree.lemmas[tree.heads[node]] in ("urge", "plan", "vow", "threaten")
        ):
            return True
        if (
            tree.rel(node) == "acl"
            and tree.heads[node] >= 0
            and not tree.is_a(tree.heads[node], "PLANNED")
            and tree.heads[tree.heads[node]] >= 0
        ):
            return True
    return False


def _with_first_conjunct(tree: Tree, nodes: set[int]) -> set[int]:
    """The nodes with the verbs they are joined to: "to hold the line and gain control"."""
    found = set(nodes)
    for node in nodes:
        at = node
        for head in tree.up(node):
            if tree.rel(at) != "conj" or any(
                tree.rel(kid) in SUBJECTS or tree.rel(kid).startswith("aux") for kid in tree.kids[at]
            ):
                break
            found.add(head)
            at = head
    return found


def _is_content(scene: Scene, tree: Tree, happening: Happening, triggers: Mapping[int, Trigger]) -> bool:
    """True for what another claim of words demands, threatens or is about: it is part of that claim."""
    at = happening.root
    for head in list(tree.up(at))[:6]:
        if head in triggers and head not in happening.nodes:
            frame = triggers[head].frame
            if frame.row.kind == "speech" and frame.row.type in WORDS:
                return _fills(tree, at) and not (frame.row.type is EventType.ACCUSE and _has_number(tree, happening))
        if tree.rel(at) in ("acl", "nmod") and tree.is_noun(head) and tree.is_a(head, "ASKING"):
            return True  # "demands for the militia to leave": nobody has left
        if tree.is_verb(head) and head not in triggers and tree.lemmas[head] in scene.lexicon.speech:
            return False
        if tree.rel(at) == "acl" and is_past_participle(tree, at):
            return False  # "a venue rejected by the rebels" only describes what is asked for
        at = head
    return False


def _fills(tree: Tree, node: int) -> bool:
    """True for a clause or noun that completes the verb above it, not one that merely goes along with it."""
    if tree.rel(node) in ("ccomp", "xcomp", "obj", "csubj", "acl", "nsubj:pass"):
        return True
    return (tree.rel(node) == "advcl" and bool(tree.marks(node) & {"to", "of", "for"})) or tree.rel(node) in ("obl", "nmod")


def _has_number(tree: Tree, happening: Happening) -> bool:
    return any(tree.pos(n) == "NUM" for n in tree.below(happening.root))


def _claim_nodes(
    scene: Scene, tree: Tree, happening: Happening, all_of: Sequence[Happening], speaker: Speaker | None
) -> list[int]:
    """The words that belong to a happening: what hangs on it, without other happenings and the words of saying."""
    above = {happening.root, *tree.up(happening.root)}
    others = {n for h in all_of if h is not happening for n in (h.root, h.top)}
    kinds = {n: h.leading.frame.row.type for h in all_of for n in (h.root, h.top)}
    kind = happening.leading.frame.row.type
    stop = {
        n
        for n in others
        if n not in above
        and (not tree.is_noun(n) or kinds[n] is not kind or set(tree.case(n).split()) & scene.lexicon.separators)
    }
    if happening.leading.frame.row.type in WHOLE:
        stop = set()
    mine = set(happening.nodes)
    for n, lemma in enumerate(tree.lemmas):
        loose = lemma in scene.lexicon.speech and tree.rel(n) in LOOSE
        if loose and n not in mine and n not in above and mine.isdisjoint(tree.below(n)):
            stop.add(n)
    if speaker is not None and speaker.verb is not None and speaker.verb not in above | mine:
        stop.add(speaker.verb)
    base = happening.root
    saying = tree.lemmas[base] in scene.lexicon.speech and base not in mine and not tree.children(base, "nsubj:pass")
    if saying:
        base = happening.top
    head = tree.heads[happening.top]
    if (
        tree.rel(happening.top) in ("acl", "acl:relcl")
        and head >= 0
        and any(t.node == happening.top and t.kind in ("effect", "fate") for t in happening.members)
        and scene.lexicon.is_a(tree.lemmas[head], "HUMAN")
    ):
        base = head
    if tree.rel(happening.top) == "acl:relcl" and head >= 0 and kind is EventType.RETREAT and tree.is_a(head, "TRUCE"):
        base = head  # "a truce that begins at dawn"
    nodes = tree.below(base, stop)
    return nodes if happening.top in nodes else tree.below(happening.top, stop)


def _fill_values(scene: Scene, draft: Draft, foreign: set[int]) -> None:
    """Figures, place, times and the quote of a draft."""
    tree = draft.tree
    first, last = tree.extent(range(len(tree)))
    dates = [(t.start, t.end) for t in (*times_in(scene, first, last), *deadlines_in(scene, first, last))]
    draft.start, draft.end = _quote(scene, draft)
    draft.figures = figures_of(scene, tree, draft.nodes, dates, draft.type, draft.mode, (draft.start, draft.end))
    told = (draft.happening.top, draft.happening.root, *draft.happening.nodes)
    draft.time = time_of(scene, tree, draft.nodes, told)
    saying = draft.speaker.verb if draft.speaker else None
    if draft.time is not None and saying is not None:
        draft.time_of_saying = is_of_saying(tree, draft.time, saying, told)
    if draft.type in DEMANDING:
        days = [d for d in deadlines_in(scene, first, last) if draft.start <= d.start and d.end <= draft.end]
        draft.deadline = days[0] if days else None
        if draft.deadline and draft.type is EventType.THREATEN:
            draft.realis = Realis.CONDITIONAL
    if draft.realis is Realis.CONDITIONAL:
        near = [n for n in range(len(tree)) if n in draft.nodes or tree.heads[n] in draft.nodes]
        draft.condition = condition_words(tree, near)
        draft.start, draft.end = _with_condition(scene, draft)
        if draft.type in DEMANDING and draft.deadline is None and draft.condition is not None:
            draft.deadline = next(iter(deadlines_in(scene, *draft.condition)), None)  # "unless they leave by Friday"
    draft.place = choose_place(scene, draft, foreign)
    draft.direct = is_quoted(scene, draft.start, draft.end, draft.at)
    if draft.type is EventType.MOBILIZE and draft.mode == "troops" and _moves_weapons(scene, draft):
        draft.mode = "weapons"


def _with_condition(scene: Scene, draft: Draft) -> tuple[int, int]:
    """The quote with the condition right before or behind it."""
    if draft.condition is None:
        return draft.start, draft.end
    first, last = draft.condition
    between = scene.text(min(last, draft.end), max(first, draft.start))
    close = len(between) <= CLOSE and not any(mark.isalnum() for mark in between)
    return (
        (min(first, draft.start), max(last, draft.end))
        if close or (first < draft.end and draft.start < last)
        else (draft.start, draft.end)
    )


def _quote(scene: Scene, draft: Draft) -> tuple[int, int]:
    """The unbroken run of the claim's words around its trigger, without marks at its ends."""
    run = draft.tree.run_around(draft.happening.top, draft.nodes)
    while (
        len(run) > 1
        and run[0] != draft.happening.top
        and draft.tree.rel(run[0]) in ("cc", "mark", "punct", "case")
        and _leads_in(draft.tree, run[0], draft)
    ):
        run = run[1:]
    start, end = draft.tree.extent(run)
    text = scene.text(start, end)
    left = len(text) - len(text.lstrip(" \t\n.,;:-–—"))
    right = len(text) - len(text.rstrip(" \t\n.,;:-–—"))
    return (start + left, end - right) if left + right < len(text) else (start, end)


def _leads_in(tree: Tree, node: int, draft: Draft) -> bool:
    """True for the "that", "after" or "and" that only ties a claim to its sentence."""
    tied = (
        {draft.happening.top, draft.happening.root, tree.heads[draft.happening.top]}
        if tree.rel(node) == "case"
        else {draft.happening.top, draft.happening.root}
    )
    return tree.heads[node] in tied and tree.words[node] not in ("if", "unless", '"', "“")


def _moves_weapons(scene: Scene, draft: Draft) -> bool:
    tree = draft.tree
    moved = [
        n
        for node in draft.happening.nodes
        for kid in tree.kids[node]
        if tree.rel(kid) in ("obj", "nsubj:pass")
        for n in [kid, *tree.kids[kid]]
    ]
    people = any(scene.lexicon.is_a(tree.lemmas[n], "ARMED") and tree.is_noun(n) for n in moved)
    return not people and any(
        scene.lexicon.is_a(tree.lemmas[n], name) for n in moved for name in ("HARDWARE", "VEHICLE", "WEAPON")
    )
