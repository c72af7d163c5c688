"""What a claim takes over from earlier in the report, and which claims only say again what another says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from trucewatch.knowledge.phrase_words import phrase_words
from trucewatch.model import EventType, Realis, Role
from trucewatch.read.arguments import subjects
from trucewatch.read.carrying import WINDOW, Memory, inherited, take_doers, take_sufferers, take_target, two_sides
from trucewatch.read.doers import backers
from trucewatch.read.draft import Draft
from trucewatch.read.phrases import Mention, Scene, mention
from trucewatch.read.placing import take_place
from trucewatch.read.times import is_of_the_news
from trucewatch.read.tree import SUBJECTS, Tree
from trucewatch.read.voices import Voices

TELLING = frozenset({"obj", "obl", *SUBJECTS})
HAPPEN_SOMEWHERE = frozenset(
    {EventType.ASSAULT, EventType.RETREAT, EventType.COERCE, EventType.DISPLACE, EventType.MOBILIZE, EventType.AID}
)
BETWEEN = re.compile(r"\W+")
HEADLINE = 170  # characters from the start in which a headline glued to the text can stand
LEAD = 900  # characters in which a headline is told again


def take_over(scene: Scene, memory: Memory, draft: Draft) -> None:
    """Fill what the passage leaves out from the last fitting act, and mark it inherited; then remember the draft."""
    if draft.type is EventType.ASSAULT:
        take_doers(scene, memory, draft)
        two_sides(memory, draft)
        take_sufferers(scene, memory, draft)
        take_target(memory, draft)
    elif (
        draft.type is EventType.COERCE and not draft.actor and draft.has_verb and memory.acts and memory.acts[-1].mode != "clash"
    ):
        draft.actor = [inherited(m) for m in memory.acts[-1].actor]
    elif draft.type is EventType.MOBILIZE and not draft.actor:
        draft.actor = [inherited(m) for m in (memory.moves[-1].actor if memory.moves else scene.subjects)]
    take_place(scene, memory, draft)
    _take_time(memory, draft)
    if not draft.doubts:
        _remember(scene, memory, draft)


def _take_time(memory: Memory, draft: Draft) -> None:
    untold = draft.time is None or draft.time_of_saying  # "said on Tuesday that it had struck": on the day told before
    if untold and memory.time is not None and draft.type in HAPPEN_SOMEWHERE and draft.realis is Realis.ACTUAL:
        draft.time, draft.time_inherited = memory.time, True


def _remember(scene: Scene, memory: Memory, draft: Draft) -> None:
    if draft.type is EventType.ASSAULT and draft.realis is Realis.ACTUAL:
        memory.acts.append(draft)
        own = draft.time is not None and not (draft.time_inherited or draft.time_of_saying)
        if own and draft.time is not None and is_of_the_news(scene, draft.time):
            memory.time = draft.time
    if draft.type is EventType.MOBILIZE and draft.actor:
        memory.moves.append(draft)
    memory.told = draft.place or memory.told
    if draft.place is not None and not draft.place.inherited and draft.type in HAPPEN_SOMEWHERE:
        memory.place = draft.place


def note_subject(scene: Scene, voices: Voices, tree: Tree) -> None:
    """Remember the sentence's subject, for the "it" and "they" of the next, and whether it told of a truce."""
    may_tell = not tree.classes["TRUCE"].isdisjoint(tree.vocabulary)
    scene.truce_told = may_tell and any(tree.is_a(n, "TRUCE") and rel in TELLING for n, rel in enumerate(tree.rels))
    for root in (n for n, head in enumerate(tree.heads) if head < 0):
        at = root
        clauses = [kid for kid in tree.kids[root] if tree.rel(kid) == "ccomp"]
        if tree.lemmas[root] in scene.lexicon.speech and clauses:
            at = clauses[0] if any(tree.rel(k) in SUBJECTS for k in tree.kids[clauses[0]]) else root
        found: list[Mention] = []
        for node in subjects(tree, at) or [kid for kid in tree.kids[at] if tree.rel(kid) in SUBJECTS]:
            for one in tree.conjuncts(node) if tree.pos(node) != "PRON" else ():
                named = mention(scene, tree, one)
                if (
                    (named.codes or _is_the_group(tree, one))
                    and not named.is_civil
                    and "ARMED" in named.classes
                    and not ("PLACE" in named.classes and len(named.text.split()) > 1)
                ):
                    found += [named, *backers(scene, tree, one)]
        if found:
            scene.subjects = tuple(found)
            scene.people_told = False
            return
        told = [node for node in subjects(tree, at) if tree.pos(node) != "PRON"]
        scene.people_told |= any(mention(scene, tree, node).is_civil for node in told)


def _is_the_group(tree: Tree, node: int) -> bool:
    """True for "the group", named before."""
    return tree.lemmas[node] in phrase_words("group") and any(tree.words[kid] == "the" for kid in tree.kids[node])


def note_retellings(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Note which drafts are headlines told again below, and which add nothing to an earlier one."""
    kept: list[Draft] = []
    plain = [draft for draft in drafts if not draft.doubts]
    told = {id(draft): _folded(scene, draft) for draft in plain}
    for index, draft in enumerate(plain):
        later = plain[index + 1 : index + 1 + WINDOW]
        if _is_headline(scene, draft) and any(_told_again(draft, other) for other in later):
            draft.doubts.add("headline")
        elif any(_adds_nothing(scene, draft, other, told) for other in kept[-WINDOW:]):
            draft.doubts.add("told before")
        else:
            kept.append(draft)


def _is_headline(scene: Scene, draft: Draft) -> bool:
    """True for a draft from a title-case opening."""
    if any(p.role is Role.HEADLINE and p.start <= draft.start < p.end for p in scene.report.passages):
        return True
    if draft.start >= HEADLINE:
        return False
    words = scene.text(draft.start, draft.end).split()
    titled = sum(word[0].isupper() or word[0].isdigit() for word in words) / max(1, len(words)) > 0.6
    sentence = draft.tree.tokens[-1].text
    return titled or (draft.start < 60 and sentence not in (".", "!", "?", '"', "”"))


def _told_again(head: Draft, other: Draft) -> bool:
    """True if a later draft tells a headline's claim in full."""
    if other.start > LEAD or not (other.type is head.type or _is_ultimatum(head, other)):
        return False
    if head.harm:
        return head.harm <= other.harm
    if head.mode is not None and other.mode is not None and head.mode != other.mode:
        return False
    return not head.actor_codes or not other.actor_codes or bool(head.actor_codes & other.actor_codes)


def _is_ultimatum(head: Draft, other: Draft) -> bool:
    """True for the demand with a last day that "sets the army a deadline" announces."""
    return head.type is EventType.THREATEN and other.type is EventType.REQUEST and other.deadline is not None


def _adds_nothing(scene: Scene, draft: Draft, earlier: Draft, told: Mapping[int, str]) -> bool:
    """True if an earlier draft of the report already says all that this one says."""
    if earlier.type is not draft.type or draft is earlier:
        return False
    if told[id(draft)] == told[id(earlier)]:
        return True
    if draft.type is EventType.ASSAULT:
        return _same_toll(draft, earlier) or _points_back(draft)
    if draft.realis is not earlier.realis:
        return False
    same_who = draft.actor_codes == earlier.actor_codes and draft.recipient_codes <= earlier.recipient_codes
    named = {earlier.place.name} if earlier.place else set()
    here = draft.place is not None and (draft.place.name in named or draft.place.name in scene.text(earlier.start, earlier.end))
    same_where = draft.place is None or not named or draft.place.inherited or here
    same_word = (draft.speaker.name if draft.speaker else None) == (earlier.speaker.name if earlier.speaker else None)
    return same_who and same_where and same_word and not draft.figures and draft.mode == earlier.mode and draft.deadline is None


def _points_back(draft: Draft) -> bool:
    """True for "these operations", "the attack" where nothing is added: no figure, place, day or doer of its own."""
    tree, nodes = draft.tree, draft.happening.nodes
    if draft.figures or any(tree.is_verb(n) or tree.pos(n) == "ADJ" for n in nodes):
        return False
    words = {tree.words[kid] for n in nodes for kid in tree.kids[n] if tree.rel(kid) == "det"}
    own = (draft.place and not draft.place.inherited) or (draft.time and not draft.time_inherited)
    return bool(words & {"these", "those", "this"}) or (
        "the" in words and not own and not any(not m.inherited for m in draft.actor)
    )


def _same_toll(draft: Draft, earlier: Draft) -> bool:
    """True if a toll is given again on the same word, with no finer place, day or doer of its own."""
    said = draft.speaker.name if draft.speaker else None
    again = bool(draft.harm) and draft.harm <= earlier.harm and said in (None, earlier.speaker.name if earlier.speaker else None)
    own = (draft.place is not None and not draft.place.inherited) or any(not m.inherited for m in draft.actor)
    return again and not own and (draft.time is None or draft.time_inherited)


def _folded(scene: Scene, draft: Draft) -> str:
    return BETWEEN.sub(" ", scene.text(draft.start, draft.end)).casefold().strip()
