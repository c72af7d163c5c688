"""Say why a claim was read: the rows that fired, the words of every value, what was taken over from where, what was weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trucewatch.knowledge.lexicon import Frame, Lexicon
from trucewatch.knowledge.parties import PartyBook
from trucewatch.model import Actor, Claim, EventType, Figure, Interval, Place, Realis, Report, Sentence, Span, TimeWords
from trucewatch.read.draft import Draft, PassedOver
from trucewatch.read.judging import is_kept
from trucewatch.read.means import means_words
from trucewatch.read.phrases import Scene
from trucewatch.read.reader import claim_of, in_order, read_drafts
from trucewatch.read.realis import cue_of
from trucewatch.read.tree import Tree

OR = " or "
TOLD_WITH_IT = "told with it"
OPENING = frozenset({"if", "unless", "until"})
TURNED = {  # type of the row, type of the claim: what the rules of words do with an act that is only announced
    (EventType.ASSAULT, EventType.THREATEN): "an attack that is announced is a threat",
    (EventType.THREATEN, EventType.ACCUSE): "a warning of what another has done or will do blames that other",
}
ON_CONDITION = "a break that depends on what others do is a threat"


@dataclass(frozen=True, slots=True)
class Fired:
    """A row of the frames and the word of the report that it fired at; `needs` is what the row asks for, as it stands there."""

    row: str
    lemma: str
    pos: str
    needs: str
    word: Span


@dataclass(frozen=True, slots=True)
class Reason:
    """What one value of a claim rests on: words of the report, and how they came to be its value.

    `words` is None where no word says so. For a value that was taken over from another passage `sentence` is the whole sentence
    the words stand in and `number` counts it from the start of the report; else they are None.
    """

    field: str
    value: str
    words: Span | None
    how: str
    number: int | None = None
    sentence: Span | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """An observation that counted for (above zero) or against the claim, in log-odds."""

    observation: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A claim with everything that made it: the row that gave its type first, the strongest observations first.

    `number` is the sentence it stands in, `doubts` are the names of what speaks against it.
    """

    claim: Claim
    number: int
    fired: tuple[Fired, ...]
    reasons: tuple[Reason, ...]
    weighed: tuple[Weighed, ...]
    doubts: tuple[str, ...] = ()

    @property
    def log_odds(self) -> float:
        """The sum of what was weighed; the chance follows from it."""
        return sum(weighed.log_odds for weighed in self.weighed)


@dataclass(frozen=True, slots=True)
class Aside:
    """A happening that is no claim of its own, with its words, the sentence's number and the reason."""

    words: Span
    number: int
    fired: Fired
    why: str


@dataclass(frozen=True, slots=True)
class Explained:
    """All that was read in one report: its claims, what was judged not worth a line, and what is only part of another claim."""

    claims: tuple[Explanation, ...]
    left_out: tuple[Explanation, ...]
    asides: tuple[Aside, ...]


def explain(report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> Explained:
    """The claims of a report as `read_claims` reads them, each with its reasons, and the happenings that became none."""
    scene, drafts = read_drafts(report, sentences, lexicon)
    ordered = in_order(drafts)
    return Explained(
        tuple(_explained(scene, draft, sentences) for draft in ordered if is_kept(draft)),
        tuple(_explained(scene, draft, sentences) for draft in ordered if not is_kept(draft)),
        tuple(_aside(scene, passed, sentences) for passed in scene.passed_over),
    )


def settled(
    explanation: Explanation, claim: Claim, report: Report, sentences: Sequence[Sentence], parties: PartyBook
) -> Explanation:
    """The explanation of the same claim with its parties, places and days worked out."""
    told = [reason for reason in explanation.reasons if reason.field in ("type", "mode", "realis")]
    if claim.realis is not explanation.claim.realis:
        words = claim.time_words.span if claim.time_words else None
        late = Reason("realis", claim.realis.value, words, "a day after the report was published: it has not happened yet")
        told = [late if reason.field == "realis" else reason for reason in told]
    return replace(explanation, claim=claim, reasons=(*told, *_values(report, claim, sentences, parties)))


def _explained(scene: Scene, draft: Draft, sentences: Sequence[Sentence]) -> Explanation:
    claim = claim_of(scene, draft)
    leading = draft.happening.leading
    members = sorted(draft.happening.members, key=lambda t: (t is not leading, t.node))
    fired = tuple(_fired(scene, draft.tree, t.node, t.frame) for t in members)
    reasons = (*_kind(scene, draft), _realis(scene, draft), *_values(scene.report, claim, sentences, scene.parties))
    counted = sorted(draft.weighed.items(), key=lambda item: (-abs(item[1]), item[0]))
    weighed = tuple(Weighed(name, value) for name, value in counted if value)
    return Explanation(claim, _number(sentences, draft.start)[0], fired, reasons, weighed, tuple(sorted(draft.doubts)))


def _aside(scene: Scene, passed: PassedOver, sentences: Sequence[Sentence]) -> Aside:
    tree, leading = passed.tree, passed.happening.leading
    words = scene.report.span(*tree.extent(tree.run_around(passed.happening.top, tree.below(passed.happening.root))))
    fired = _fired(scene, tree, leading.node, leading.frame)
    return Aside(words, _number(sentences, words.start)[0], fired, passed.why)


def _fired(scene: Scene, tree: Tree, node: int, frame: Frame) -> Fired:
    return Fired(frame.name, frame.row.lemma, frame.row.pos, frame.row.needs, _word(scene, tree, node))


def _word(scene: Scene, tree: Tree, node: int) -> Span:
    return scene.report.span(tree.tokens[node].start, tree.tokens[node].end)


def _kind(scene: Scene, draft: Draft) -> Iterator[Reason]:
    """Where type or mode come from something else than the row that leads."""
    row = draft.happening.leading.frame.row
    if draft.type is not row.type:
        turned = draft.type is row.flip
        cue = cue_of(scene, draft.tree, draft.happening)[1] if turned else None
        how = f"not to {row.type} is to {row.flip}, its row says" if turned else TURNED.get((row.type, draft.type), ON_CONDITION)
        yield Reason("type", draft.type.value, _word(scene, draft.tree, cue) if cue is not None else None, how)
    elif draft.mode is not None and draft.mode != row.mode:
        yield _mode(scene, draft, draft.mode)


def _mode(scene: Scene, draft: Draft, mode: str) -> Reason:
    """The row or the weapon that gives the mode, where the leading row gives another or none."""
    giving = next((t for t in draft.happening.members if t.frame.row.mode == mode), None)
    if giving is not None:
        return Reason("mode", mode, _word(scene, draft.tree, giving.node), f"{giving.frame.name} gives it")
    words = means_words(scene, draft)
    named = next((found[0] for pattern, named in scene.lexicon.weapons if named == mode and (found := pattern.search(words))), "")
    at = scene.report.text.find(named, *draft.tree.extent(draft.nodes)) if named else -1
    if at >= 0:
        return Reason("mode", mode, scene.report.span(at, at + len(named)), "weapons.csv knows the means by this word")
    if draft.type is EventType.MOBILIZE:
        return Reason("mode", mode, None, "arms or vehicles are moved, no people")
    carried = draft.type is EventType.ASSAULT and any(m.inherited for m in draft.actor)
    return Reason("mode", mode, None, "taken over with who did it" if carried else "follows from the words around it")


def _realis(scene: Scene, draft: Draft) -> Reason:
    """The word that makes it future, possible, conditional or negated."""
    told, cue = cue_of(scene, draft.tree, draft.happening)
    value, row = draft.realis.value, draft.happening.leading.frame.row
    if draft.realis is Realis.ACTUAL:
        if cue is None or draft.type is not row.type:
            return Reason("realis", value, None, "no word says otherwise")
        how = "what its row denies is denied here" if told is row.realis else "these words do it now, whenever it is to be done"
        return Reason("realis", value, _word(scene, draft.tree, cue), how)
    if told is draft.realis and cue is not None:
        return Reason("realis", value, _word(scene, draft.tree, cue), "this word makes it so")
    if draft.realis is row.realis:
        return Reason("realis", value, _word(scene, draft.tree, draft.happening.leading.node), "its row says so of this word")
    below = draft.tree.below(draft.happening.leading.node)
    opening = next((n for n in below if draft.tree.words[n] in OPENING), None)
    if draft.realis is Realis.CONDITIONAL and draft.deadline is not None and opening is None:
        return Reason("realis", value, scene.report.span(draft.deadline.start, draft.deadline.end), "a last day is a condition")
    if draft.realis is Realis.CONDITIONAL:
        how = "it names those to whom it will be done if they do not comply" if opening is None else "this word opens a condition"
        return Reason("realis", value, None if opening is None else _word(scene, draft.tree, opening), how)
    return Reason("realis", value, None, "what is threatened is still to come")


def _values(report: Report, claim: Claim, sentences: Sequence[Sentence], parties: PartyBook) -> Iterator[Reason]:
    """The words of actor, recipient, place, times, speaker, other sources, condition and figures."""
    day = report.published.day if report.published else None

    def party(field: str, actor: Actor) -> Reason:
        value = actor.party or OR.join(actor.candidates)
        also = _naming(actor, value, parties, day) if value else ""
        return _taken(report, field, value, actor.span, actor.inherited, sentences, also)

    yield from (party("actor", actor) for actor in claim.actor)
    yield from (party("recipient", actor) for actor in claim.recipient)
    if claim.place is not None:
        yield _taken(report, "place", _place(claim.place), claim.place.span, claim.place.inherited, sentences)
    yield from _time(report, claim, sentences)
    if claim.speaker is not None:
        yield party("speaker", claim.speaker)
    for source in claim.sources:
        if claim.speaker is None or source.label != claim.speaker.label:
            yield party("through", source)
    if claim.condition is not None:
        yield Reason("condition", claim.condition.text.split()[0].lower(), claim.condition, TOLD_WITH_IT)
    for figure in claim.figures:
        value = f"{_bounds(figure)} {figure.kind}{f' of {figure.of}' if figure.of else ''}"
        yield Reason("figures", value, figure.span, f"{TOLD_WITH_IT}, about so many" if figure.approx else TOLD_WITH_IT)


def _bounds(figure: Figure) -> str:
    if figure.low == figure.high:
        return str(figure.low)
    if figure.high is None:
        return f"at least {figure.low}"
    return f"up to {figure.high}" if figure.low is None else f"{figure.low} to {figure.high}"


def _naming(actor: Actor, value: str, parties: PartyBook, day: date | None) -> str:
    """By which of its words a party is known: those that name its country or group, its full name, or none of them."""
    if OR in value:
        return ", which of them is left open"
    full = f", in full {actor.name}" if actor.name and actor.name != actor.span.text else ""
    words, sides = actor.span.text.split(), {value.partition(":")[0]}
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            piece = " ".join(words[start : start + length]).strip(",.;:“”\"'’()")
            if sides & {code.partition(":")[0] for code in parties.lookup(piece, on=day)}:
                return full if full or length == len(words) else f", known by “{piece}”"
    return full or ", its party known from the rest of the report"


def _time(report: Report, claim: Claim, sentences: Sequence[Sentence]) -> Iterator[Reason]:
    """The words of the day and of the last day; a day without words is the day of publication and the one before."""
    told: tuple[tuple[str, Interval | None, TimeWords | None], ...] = (
        ("time", claim.time, claim.time_words),
        ("deadline", claim.deadline, claim.deadline_words),
    )
    for field, days, words in told:
        value = f"{days.start} to {days.last}" if days and days.last != days.start else str(days.start) if days else ""
        if words is not None:
            yield _taken(report, field, value, words.span, words.inherited, sentences)
        elif days is not None:
            yield Reason(field, value, None, "no day is told: the day of publication and the day before it")


def _place(place: Place) -> str:
    wider = [part for part in (place.admin1, place.country) if part and part != place.name]
    return ", ".join([place.name, *wider]) if place.place_id else place.name


def _taken(
    report: Report, field: str, value: str, words: Span, inherited: bool, sentences: Sequence[Sentence], also: str = ""
) -> Reason:
    if not inherited:
        return Reason(field, value, words, f"{TOLD_WITH_IT}{also}")
    number, sentence = _number(sentences, words.start)
    whole = report.span(sentence.start, sentence.end) if sentence is not None else None
    return Reason(field, value, words, f"taken over from sentence {number}{also}", number, whole)


def _number(sentences: Sequence[Sentence], at: int) -> tuple[int, Sentence | None]:
    """Which sentence stands at a place of the report, counted from one."""
    return next(((n, s) for n, s in enumerate(sentences, 1) if s.start <= at < s.end), (0, None))
