"""Say why a claim was read: the rows that fired, the words of every value, what was taken over from where, what was weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.lexicon import Lexicon
from trucewatch.model import Actor, Claim, Report, Sentence, Span
from trucewatch.read.draft import Draft
from trucewatch.read.phrases import Scene
from trucewatch.read.reader import claim_of, kept_drafts, read_drafts


@dataclass(frozen=True, slots=True)
class Reason:
    """What one field of a claim rests on: words of the report, and how they came to be its value.

    `sentence` is the whole sentence the words stand in, for a value that was taken over from another passage; else None.
    """

    field: str
    words: Span
    how: str
    sentence: Span | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """An observation that counted for (above zero) or against the claim, in log-odds."""

    observation: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A claim with everything that made it, strongest observations first."""

    claim: Claim
    reasons: tuple[Reason, ...]
    weighed: tuple[Weighed, ...]


def explain(report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Explanation, ...]:
    """The claims of a report as `read_claims` reads them, each with its reasons."""
    scene, drafts = read_drafts(report, sentences, lexicon)
    return tuple(_explained(scene, draft, sentences) for draft in kept_drafts(drafts))


def _explained(scene: Scene, draft: Draft, sentences: Sequence[Sentence]) -> Explanation:
    claim = claim_of(scene, draft)
    reasons = (*_rows(scene, draft), *_values(scene.report, claim, sentences))
    counted = sorted(draft.weighed.items(), key=lambda item: (-abs(item[1]), item[0]))
    return Explanation(claim, reasons, tuple(Weighed(name, round(value, 2)) for name, value in counted if abs(value) >= 0.05))


def _rows(scene: Scene, draft: Draft) -> Iterator[Reason]:
    """The rows whose words tell of the happening; the first decides type and mode."""
    leading = draft.happening.leading
    for trigger in sorted(draft.happening.members, key=lambda t: (t is not leading, t.node)):
        token, row = draft.tree.tokens[trigger.node], trigger.frame.row
        needs = f", needs {row.needs}" if row.needs else ""
        yield Reason("type", scene.report.span(token.start, token.end), f"{trigger.frame.name}: {row.lemma}/{row.pos}{needs}")


def _values(report: Report, claim: Claim, sentences: Sequence[Sentence]) -> Iterator[Reason]:
    """The words of actor, recipient, place, times, speaker and figures."""
    for field, actors in (("actor", claim.actor), ("recipient", claim.recipient)):
        for actor in actors:
            yield _taken(report, field, actor.span, actor.inherited, sentences)
    if claim.place is not None:
        yield _taken(report, "place", claim.place.span, claim.place.inherited, sentences)
    for field, words in (("time", claim.time_words), ("deadline", claim.deadline_words)):
        if words is not None:
            yield _taken(report, field, words.span, words.inherited, sentences)
    if claim.speaker is not None:
        yield _taken(report, "speaker", claim.speaker.span, claim.speaker.inherited, sentences, _called(claim.speaker))
    for figure in claim.figures:
        yield Reason("figures", figure.span, f"counts {figure.kind}")


def _called(speaker: Actor) -> str:
    return f", known in full as {speaker.name}" if speaker.name and speaker.name != speaker.span.text else ""


def _taken(report: Report, field: str, words: Span, inherited: bool, sentences: Sequence[Sentence], also: str = "") -> Reason:
    if not inherited:
        return Reason(field, words, f"named with it{also}")
    number, sentence = next(((n, s) for n, s in enumerate(sentences, 1) if s.start <= words.start < s.end), (0, None))
    whole = report.span(sentence.start, sentence.end) if sentence is not None else None
    return Reason(field, words, f"taken over from sentence {number}{also}", whole)
