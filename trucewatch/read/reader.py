"""Read the claims of a report: sentences in, claims with mentions out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trucewatch.knowledge.lexicon import Lexicon
from trucewatch.model import Actor, Claim, Place, Report, Sentence, TimeWords, content_id
from trucewatch.read.carrying import Memory, name_doers, name_foes, name_victims
from trucewatch.read.discourse import note_retellings, note_subject, take_over
from trucewatch.read.draft import Draft
from trucewatch.read.drafting import drafts_of
from trucewatch.read.joining import joined_to, parted
from trucewatch.read.judging import is_kept, judge
from trucewatch.read.namesakes import with_people_known
from trucewatch.read.phrases import Mention, Scene, open_scene
from trucewatch.read.placing import common_place, fill_common_place
from trucewatch.read.quotations import listen
from trucewatch.read.speech import saying_verbs, subject_of_saying
from trucewatch.read.tree import Tree, trees_of
from trucewatch.read.voices import Speaker, Voices, named_speaker, remember

BETWEEN = re.compile(r"\W+")


def read_claims(report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Claim, ...]:
    """The claims of one report, in the order of its text; parties, places and days are left as mentions."""
    scene, drafts = read_drafts(report, sentences, lexicon)
    return tuple(claim_of(scene, draft) for draft in kept_drafts(drafts))


def kept_drafts(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts that become claims, in the order of the text."""
    return list(filter(is_kept, in_order(drafts)))


def in_order(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts in the order of the text."""
    return sorted(drafts, key=lambda d: (d.start, d.end, d.type, d.at))


def read_drafts(report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Scene, list[Draft]]:
    """Everything that may be a claim of the report, with what speaks against it, before it is judged."""
    trees = [tree for sentence in with_people_known(sentences) for tree in trees_of(sentence, lexicon.classes) if len(tree)]
    scene = open_scene(report, trees, lexicon, lexicon.parties)
    voices = listen(scene, trees)
    scene.common_place = common_place(scene, trees)
    memory = Memory()
    drafts: list[Draft] = []
    seen: set[str] = set()
    for number, tree in enumerate(trees):
        words = _folded(tree)
        if words not in seen:
            seen.add(words)
            for whole in drafts_of(scene, voices, tree, number):
                for draft in parted(scene, whole):
                    take_over(scene, memory, draft)
                    if not joined_to(draft, next((d for d in reversed(drafts) if not d.doubts), None)):
                        drafts.append(draft)
        _listen_on(scene, voices, tree)
    fill_common_place(scene, drafts)
    note_retellings(scene, drafts)
    name_doers(drafts)
    name_victims(drafts)
    name_foes(drafts)
    judge(scene, drafts, lexicon.claim_evidence)
    return scene, drafts


def _folded(tree: Tree) -> str:
    return BETWEEN.sub(" ", " ".join(tree.words))


def _listen_on(scene: Scene, voices: Voices, tree: Tree) -> None:
    """Note who spoke and who acted in a sentence just read."""
    for verb in saying_verbs(scene, tree):
        who = subject_of_saying(tree, verb)
        if who is not None:
            remember(voices, tree, who, named_speaker(scene, voices, tree, who, verb))
    note_subject(scene, voices, tree)


def claim_of(scene: Scene, draft: Draft) -> Claim:
    """The claim a draft makes."""
    report, happening = scene.report, draft.happening
    leading = happening.leading
    token = draft.tree.tokens[leading.node]
    quote = report.span(draft.start, draft.end)
    return Claim(
        id=content_id(
            "claim", report.id, quote.start, quote.end, token.start, draft.type, draft.place.name if draft.place else ""
        ),
        report_id=report.id,
        quote=quote,
        trigger=report.span(token.start, token.end),
        row=leading.frame.name,
        type=draft.type,
        mode=draft.mode,
        realis=draft.realis,
        actor=tuple(_actor(scene, m) for m in draft.actor),
        recipient=tuple(_actor(scene, m) for m in draft.recipient),
        place=Place(report.span(draft.place.start, draft.place.end), draft.place.name, inherited=draft.place.inherited)
        if draft.place
        else None,
        time_words=TimeWords(report.span(draft.time.start, draft.time.end), draft.time_inherited) if draft.time else None,
        speaker=_heard(scene, draft.speaker) if draft.speaker else None,
        condition=report.span(*draft.condition) if draft.condition else None,
        sources=tuple(_heard(scene, source) for source in draft.sources),
        direct_quote=draft.direct,
        figures=draft.figures,
        deadline_words=TimeWords(report.span(draft.deadline.start, draft.deadline.end)) if draft.deadline else None,
        confidence=round(draft.chance, 2),
    )


def _heard(scene: Scene, speaker: Speaker) -> Actor:
    return Actor(scene.report.span(speaker.start, speaker.end), inherited=speaker.inherited, name=speaker.name)


def _actor(scene: Scene, m: Mention) -> Actor:
    return Actor(scene.report.span(m.start, m.end), m.party, inherited=m.inherited, name=m.name)
