"""Grade each statement of an incident apart: that it happened, who did it, how many, and where and when if that is disputed.

The rules stand in `grades.toml`, each with an example that a test runs. A statement has one grade for how far it is carried (not
assessable, withdrawn, contested, corroborated, single origin); that a party concerned admits or denies it, or that somebody
took it back, stands beside.

Airwars grades the incident as a whole (airwars.org/about/methodology): its "confirmed" is our *admitted*, its "fair" asks for two
credible sources and a belligerent's activity nearby where our *corroborated* asks for two independent origins, its "weak" is our
*single origin*, its "contested" (competing claims of responsibility) our *contested* of who did it. It has no word for a denial
beside an admission, a withdrawal, or a dispute over numbers alone; its "discounted" is a judgement that we leave to review.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from types import MappingProxyType

from trucewatch.knowledge.figure_tables import CueMeaning, cue_beside
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.sides import side_of
from trucewatch.model import (
    Account,
    AccountCount,
    Backing,
    Claim,
    Comparison,
    Counted,
    EventType,
    Figure,
    FigureRange,
    Grade,
    Grading,
    Realis,
    Relation,
    Span,
    Statement,
)
from trucewatch.reconcile.accounts.tellings import Telling
from trucewatch.reconcile.figures.bounds import bounds_words
from trucewatch.reconcile.grades.backing import Word, backing_of, camps_of, independent
from trucewatch.reconcile.grades.case import Case, case_of, is_broken_truce, is_speech

ADMISSIBLE = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.DISPLACE, EventType.MOBILIZE})  # acts a party answers for
LOSSES = frozenset({Counted.KILLED, Counted.WOUNDED, Counted.MISSING, Counted.DETAINED})
NOTHING_GONE: Mapping[str, str] = MappingProxyType({})


def grades(
    told: Sequence[Telling],
    accounts: Sequence[Account],
    comparisons: Sequence[Comparison],
    figures: Sequence[FigureRange],
    *,
    realis: Realis,
    actor: Sequence[str] = (),
    recipient: Sequence[str] = (),
    on: date | None = None,
    gone: Mapping[str, str] = NOTHING_GONE,
) -> tuple[Grading, ...]:
    """All gradings of one incident: statement by statement, first how far it is carried, then what stands beside.

    `on` is the day on which somebody must be an ally. `gone` gives, for claims that an outlet's later version no longer has, the
    reason in words.
    """
    case = case_of(told, accounts, realis, camps_of(actor, recipient, on), gone)
    return (
        *_happened(case),
        *_by_whom(case, comparisons),
        *(grading for figure in figures for grading in _figure(case, figure, comparisons)),
        *_where_and_when(case, comparisons),
    )


def _claims(case: Case) -> tuple[Claim, ...]:
    return tuple(word.claim for word in case.words)


def _happened(case: Case) -> Iterator[Grading]:
    """How far it is carried that it happened; of a truce said to have broken down, that it did."""
    if is_broken_truce(_claims(case)):
        yield _carried(case, Statement.HAPPENED, "", [(word, word.claim.quote) for word in case.words])
    elif case.realis is Realis.NEGATED:
        reason = "every account says that it did not happen"
        yield Grading(Statement.HAPPENED, Grade.NOT_ASSESSABLE, "", reason, _backing(case, case.denials))
        yield from _denied(case, Statement.HAPPENED, case.denials)
    elif case.realis is not Realis.ACTUAL and not is_speech(_claims(case)):
        reason = "announced, planned or thought possible; no account says that it happened"
        yield Grading(Statement.HAPPENED, Grade.NOT_ASSESSABLE, "", reason, _backing(case, case.said))
    else:
        yield from _said_to_have_happened(case)


def _said_to_have_happened(case: Case) -> Iterator[Grading]:
    contesting = [word for word in case.denials if not _concerned(case, word)]
    if case.said and contesting:
        reason = joined_reasons(_denied_words(word) for word in contesting)
        yield Grading(Statement.HAPPENED, Grade.CONTESTED, "", reason, _backing(case, [*case.said, *contesting]))
    elif case.said:
        yield _carried(case, Statement.HAPPENED, "", [(word, word.claim.quote) for word in case.said])
    yield from _admitted(case, Statement.HAPPENED, case.said)
    yield from _denied(case, Statement.HAPPENED, [word for word in case.denials if not _says_of_itself(word)])
    if case.withdrawn:
        yield Grading(Statement.HAPPENED, Grade.WITHDRAWN, "", joined_reasons(case.reasons), _backing(case, case.withdrawn))


def _carried(
    case: Case, statement: Statement, said: str, words: Sequence[tuple[Word, Span]], measure: Counted | None = None
) -> Grading:
    """Corroborated by two independent origins, else told by one."""
    spoken = [word for word, _ in words]
    backing = _weighed(case, words, measure)
    origins = tuple(dict.fromkeys(word.origin for word in spoken))
    apart = independent(spoken, case.camps)
    if len(apart) > 1:
        reason = f"carried by {len(apart)} independent origins: {', '.join(apart)}{_of_one_mission(spoken)}"
        return Grading(statement, Grade.CORROBORATED, said, reason, backing, measure)
    reports = len({word.letter for word in spoken})
    if len(origins) > 1:
        reason = f"{', '.join(origins)} stand on one side of it, and count as one origin"
    else:
        reason = f"one origin only: {', '.join(origins)}" + (f", in {reports} reports" if reports > 1 else "")
    return Grading(statement, Grade.ALLEGED, said, reason, backing, measure)


def _of_one_mission(words: Sequence[Word]) -> str:
    """That the witnesses are posts of one institution; empty where they are not."""
    operators = {word.claim.logged.operator if word.claim.logged else "" for word in words}
    if len(operators) > 1 or "" in operators:
        return ""
    return f"; each perceived it for itself, and all are of one institution, {load_parties().label(operators.pop())}"


def _weighed(case: Case, words: Sequence[tuple[Word, Span]], measure: Counted | None) -> tuple[Backing, ...]:
    """Who says it, and of whom: an act is the doers' own, a loss the loss of those who are counted."""
    if measure is None or measure not in LOSSES:
        return backing_of(words, case.camps.doers, case.camps.harmed)
    counted = {side_of(f.of) for word, _ in words for f in word.claim.figures if f.kind is measure and f.of}
    return backing_of(words, counted, (case.camps.doers | case.camps.harmed) - counted)


def _backing(case: Case, words: Iterable[Word]) -> tuple[Backing, ...]:
    return backing_of(((word, word.claim.quote) for word in words), case.camps.doers, case.camps.harmed)


def _admitted(case: Case, statement: Statement, words: Sequence[Word]) -> Iterator[Grading]:
    own = [word for word in words if word.claim.type in ADMISSIBLE and _says_of_itself(word)]
    if own:
        who = ", ".join(dict.fromkeys(word.origin for word in own))
        yield Grading(statement, Grade.ADMITTED, "", f"said of its own side by {who}", _backing(case, own))


def _says_of_itself(word: Word) -> bool:
    return word.side is not None and word.side in {side_of(actor.party) for actor in word.claim.actor if actor.party}


def _concerned(case: Case, word: Word) -> bool:
    return word.side is not None and word.side in case.camps.doers | case.camps.harmed | _named_sides(word.claim)


def _named_sides(claim: Claim) -> set[str]:
    return {side_of(actor.party) for actor in (*claim.actor, *claim.recipient) if actor.party}


def _denied(case: Case, statement: Statement, denials: Sequence[Word]) -> Iterator[Grading]:
    own = [word for word in denials if _concerned(case, word)]
    if own:
        yield Grading(statement, Grade.DENIED, "", joined_reasons(_denied_words(word) for word in own), _backing(case, own))


def _denied_words(word: Word) -> str:
    who = word.claim.speaker.label if word.claim.speaker else ""
    return f"denied according to {who} (account {word.letter})" if who else f"denied in account {word.letter}"


def joined_reasons(reasons: Iterable[str]) -> str:
    """Each reason once, in order."""
    return "; ".join(dict.fromkeys(reasons))


def _by_whom(case: Case, comparisons: Sequence[Comparison]) -> Iterator[Grading]:
    """Who did it; nothing for statements, which are their makers' own, nor for what nobody says to have happened."""
    if case.realis is not Realis.ACTUAL or is_speech(_claims(case)):
        return
    naming = [word for word in case.said if any(actor.party for actor in word.claim.actor)]
    spans = tuple((word, _doer_words(word.claim)) for word in naming)
    rivals = [item for item in comparisons if item.relation is Relation.DIFFERENT_ACTOR]
    said = _labels(actor.party for word in naming for actor in word.claim.actor)
    if not naming:
        yield Grading(Statement.BY_WHOM, Grade.NOT_ASSESSABLE, "nobody named", "no account says who did it")
    elif rivals:
        backing = _weighed(case, spans, None)
        yield Grading(Statement.BY_WHOM, Grade.CONTESTED, said, joined_reasons(item.why for item in rivals), backing)
    else:
        yield _carried(case, Statement.BY_WHOM, said, spans)
    yield from _admitted(case, Statement.BY_WHOM, naming)
    yield from _denied(case, Statement.BY_WHOM, [word for word in case.denials if _says_of_itself(word)])


def _doer_words(claim: Claim) -> Span:
    return next((actor.span for actor in claim.actor if actor.party), claim.quote)


def _labels(codes: Iterable[str | None]) -> str:
    label = load_parties().label
    return ", ".join(dict.fromkeys(label(side_of(code)) for code in codes if code))


def _figure(case: Case, figure: FigureRange, comparisons: Sequence[Comparison]) -> Iterator[Grading]:
    """One measure: the number of all, then that of each party."""
    if case.realis is Realis.ACTUAL and figure.kind is not Counted.OTHER:
        for one in (figure, *figure.parts):
            yield from (replace(grading, of=one.of) for grading in _how_many(case, one, comparisons))


def _how_many(case: Case, figure: FigureRange, comparisons: Sequence[Comparison]) -> Iterator[Grading]:
    """Contested only where numbers exclude each other, else as far as the best-carried number is."""
    voices = _counting(case, figure)
    if not voices:
        return
    if _exclusive(case, figure, voices, comparisons):
        whole = bounds_words(figure.low, figure.high)
        reason = f"accounts differ on the number {figure.kind}: {whole}"
        yield _measured(case, Grade.CONTESTED, whole, reason, voices, figure.kind)
    else:
        said, agreeing = _best_carried(case, figure, voices)
        yield _carried(case, Statement.HOW_MANY, said, _spans(agreeing), figure.kind)
    own = [voice for voice in voices if figure.kind in LOSSES and _own_loss(voice, figure.kind)]
    if own:
        said = " or ".join(dict.fromkeys(bounds_words(count.low, count.high) for count, _, _ in own))
        who = ", ".join(dict.fromkeys(word.origin for _, word, _ in own))
        yield _measured(case, Grade.ADMITTED, said, f"said of its own side by {who}", own, figure.kind)
    yield from _corrected(case, figure)


def _measured(case: Case, grade: Grade, said: str, reason: str, voices: Sequence[Counting], kind: Counted) -> Grading:
    return Grading(Statement.HOW_MANY, grade, said, reason, _weighed(case, _spans(voices), kind), kind)


Counting = tuple[AccountCount, Word, Span]  # what an account comes to, one of the claims it comes from, the words of the figure


def _counting(case: Case, figure: FigureRange) -> list[Counting]:
    """The count of each account that counts them all, with its words."""
    giving: dict[tuple[str, str], list[tuple[Word, Span]]] = {}
    for word in case.said:
        for one in sorted(word.claim.figures, key=lambda one: not _counts(one, figure.of)):
            if one.kind is figure.kind:
                giving.setdefault((word.letter, word.origin), []).append((word, one.span))
    standing = [count for count in figure.counts if count.stands and count.whole]
    return [(count, *giving[key][0]) for count in standing if (key := (count.letter, count.origin)) in giving]


def _counts(figure: Figure, party: str | None) -> bool:
    return party is not None and figure.of is not None and side_of(figure.of) == side_of(party)


def _spans(voices: Sequence[Counting]) -> tuple[tuple[Word, Span], ...]:
    return tuple((word, span) for _, word, span in voices)


def _exclusive(case: Case, figure: FigureRange, voices: Sequence[Counting], comparisons: Sequence[Comparison]) -> bool:
    """True if two origins give numbers that cannot both hold; a toll that is told to have risen can beside the earlier one.

    Of one volley two posts hear other numbers: these are a range, no dispute.
    """
    if any(word.claim.logged for word in case.said):
        return False
    mine = {span for _, _, _, span in figure.by_account}
    giving = {voice[0].letter: voice for voice in reversed(voices)}
    for item in comparisons:
        if item.relation is Relation.DIFFERENT_NUMBERS and item.a in mine and item.letter_a in giving and item.letter_b in giving:
            a, b = giving[item.letter_a], giving[item.letter_b]
            if a[0].origin != b[0].origin and not _agree(_bounds(a), _bounds(b)) and not _rose(case, a, b):
                return True
    return False


def _rose(case: Case, a: Counting, b: Counting) -> bool:
    """True if the later of two is higher, and is told as a toll that goes on: "bringing the toll to 40"."""
    first, second = sorted((a, b), key=lambda voice: case.days[voice[0].letter])
    if case.days[first[0].letter] == case.days[second[0].letter] or _top(first[0]) >= _top(second[0]):
        return False
    quote, span = second[1].claim.quote, second[2]
    cue = cue_beside(quote.text[: max(0, span.start - quote.start)], quote.text[span.end - quote.start :])
    return cue is not None and cue.means is CueMeaning.RUNNING


def _top(count: AccountCount) -> int:
    return count.high if count.high is not None else count.low or 0


def _best_carried(case: Case, figure: FigureRange, voices: Sequence[Counting]) -> tuple[str, list[Counting]]:
    """The number with which most independent origins agree, and who they are; on a tie the best figure, then the first told.

    Where one origin stands by several numbers, all of them.
    """
    candidates = list(dict.fromkeys(_bounds(voice) for voice in voices))
    if len({word.origin for _, word, _ in voices}) == 1 and not _all_agree(candidates):
        return " or ".join(bounds_words(*bounds) for bounds in sorted(candidates, key=_least)), list(voices)
    agreeing = {bounds: [voice for voice in voices if _agree(bounds, _bounds(voice))] for bounds in candidates}
    carried = {bounds: len(independent((word for _, word, _ in some), case.camps)) for bounds, some in agreeing.items()}
    best = (figure.best, figure.best)
    chosen = min(candidates, key=lambda bounds: (-carried[bounds], bounds != best, candidates.index(bounds)))
    return bounds_words(*chosen), agreeing[chosen]


def _all_agree(candidates: Sequence[tuple[int | None, int | None]]) -> bool:
    return all(_agree(a, b) for a, b in combinations(candidates, 2))


def _least(bounds: tuple[int | None, int | None]) -> int:
    return bounds[0] or bounds[1] or 0


def _bounds(voice: Counting) -> tuple[int | None, int | None]:
    return voice[0].low, voice[0].high


def _agree(a: tuple[int | None, int | None], b: tuple[int | None, int | None]) -> bool:
    highs = [high for high in (a[1], b[1]) if high is not None]
    return not highs or max(a[0] or 0, b[0] or 0) <= min(highs)


def _own_loss(voice: Counting, kind: Counted) -> bool:
    _, word, _ = voice
    return word.side is not None and word.side in {side_of(f.of) for f in word.claim.figures if f.kind is kind and f.of}


def _corrected(case: Case, figure: FigureRange) -> Iterator[Grading]:
    """A number that its origin took back: a later one of the same origin is lower, unless two posts counted."""
    if any(word.claim.logged for word in case.said):
        return
    kept = {count.origin: count for count in figure.counts if count.stands}
    for count in figure.counts:
        now = kept.get(count.origin)
        if count.stands or now is None or _top(count) <= _top(now) or _agree((count.low, count.high), (now.low, now.high)):
            continue  # "dozens" is not taken back by "at least 17"
        words = [word for word in case.words if (word.letter, word.origin) == (count.letter, count.origin)]
        spans = tuple((word, f.span) for word in words for f in word.claim.figures if f.kind is figure.kind)
        reason = f"{count.origin} later gave {bounds_words(now.low, now.high)} (account {now.letter})"
        said = bounds_words(count.low, count.high)
        yield Grading(Statement.HOW_MANY, Grade.WITHDRAWN, said, reason, _weighed(case, spans, figure.kind), figure.kind)


DISPUTES = ((Statement.WHERE, Relation.DIFFERENT_PLACE), (Statement.WHEN, Relation.DIFFERENT_DAY))


def _where_and_when(case: Case, comparisons: Sequence[Comparison]) -> Iterator[Grading]:
    """Place and day, only where accounts exclude each other there."""
    for statement, relation in DISPUTES:
        rivals = [item for item in comparisons if item.relation is relation]
        if rivals:
            letters = {letter for item in rivals for letter in (item.letter_a, item.letter_b)}
            words = [word for word in case.said if word.letter in letters]
            said = " or ".join(dict.fromkeys(span.text for item in rivals for span in (item.a, item.b) if span))
            yield Grading(statement, Grade.CONTESTED, said, joined_reasons(item.why for item in rivals), _backing(case, words))
