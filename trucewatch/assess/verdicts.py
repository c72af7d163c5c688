"""Judge one incident under one clause: by each act it names, in each way to read it, as far as the incident is carried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from trucewatch.assess.answers import Asked, answers_of, asked_of
from trucewatch.assess.areas import Answer
from trucewatch.assess.readings import Variant, also_read, depends, read_as, testable, variants
from trucewatch.assess.told import Terrain, Told
from trucewatch.model import Agreement, Clause, FindingState, Grade, Grading, Incident, ReadAs, Realis, Relation, Statement

MOST_UNTOLD = 2  # of act, doer, victim, day, place; with three untold nearly every remark on a war would be a finding

AIR, GROUND = frozenset({"aerial", "drone"}), frozenset({"heavy-weapons", "firearms", "clash"})
DOER, PLACE = 1, 4  # among the answers


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an incident comes to under a clause, with every answer; `kept` where it was asked whether it keeps the clause.

    `bound` are the sides whose acts the clause speaks of, in any reading.
    """

    agreement: Agreement
    clause: Clause
    kept: bool
    state: FindingState
    answers: tuple[Answer, ...]
    readings: tuple[ReadAs, ...] = ()
    bound: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """All tests of one clause for breaches, or for compliance: as the file has it, and under each reading."""

    agreement: Agreement
    clause: Clause
    kept: bool
    tests: tuple[Asked, ...]
    ways: tuple[tuple[tuple[Variant, tuple[Asked, ...]], ...], ...]
    told: tuple[Answer, ...]
    bound: frozenset[str]

    @property
    def every_test(self) -> Iterable[Asked]:
        """The tests under every reading."""
        yield from self.tests
        for field in self.ways:
            for _, tests in field:
                yield from tests


def questions(agreement: Agreement) -> tuple[Question, ...]:
    """What is asked of an incident under an agreement, clause by clause: whether it breaks it, whether it keeps it."""
    out = []
    for clause in agreement.clauses:
        fields = variants(clause, agreement.zone)
        also = tuple(
            also_read(r) for r in clause.readings if not testable(r) or any(v.reading is r for field in fields for v in field)
        )
        for kept in (False, True):
            if not (clause.keeps if kept else clause.breaks):
                continue
            ways = tuple(tuple((way, _tests(agreement, way.clause, kept)) for way in field) for field in fields)
            tests = _tests(agreement, clause, kept)
            every = (*tests, *(test for field in ways for _, some in field for test in some))
            bound = frozenset().union(*(test.doers for test in every))
            out.append(Question(agreement, clause, kept, tests, ways, also, bound))
    return tuple(out)


def _tests(agreement: Agreement, clause: Clause, kept: bool) -> tuple[Asked, ...]:
    return tuple(asked_of(agreement, clause, act, kept=kept) for act in (clause.keeps if kept else clause.breaks))


def judge(told: Told, question: Question, terrain: Terrain, *, brief: bool = False) -> Verdict:
    """The verdict on one incident: as it stands where all readings agree on the state, else not assessable.

    In `brief` a "not applicable" comes with one of its reasons only.
    """
    state, answers = _under(told, question.tests, terrain, brief)
    readings: list[ReadAs] = []
    split: list[Answer] = []
    best = state, answers
    for field in question.ways:
        found = [(way, *_under(told, tests, terrain, brief)) for way, tests in field]
        if len({one for _, one, _ in found}) > 1:
            readings += [read_as(way, None if one is FindingState.NOT_APPLICABLE else one) for way, one, _ in found]
            split.append(Answer(None, depends([(way, one) for way, one, _ in found])))
            best = next((one, some) for _, one, some in found if one is not FindingState.NOT_APPLICABLE)
    if split:
        answers = (*split, *(answer for answer in best[1] if answer.holds is not False))
        state = FindingState.NOT_ASSESSABLE
    elif state is not FindingState.NOT_APPLICABLE:
        answers = (*answers, *question.told)
    return Verdict(question.agreement, question.clause, question.kept, state, answers, tuple(readings), question.bound)


def _under(told: Told, tests: Sequence[Asked], terrain: Terrain, brief: bool) -> tuple[FindingState, tuple[Answer, ...]]:
    """The best that any act of the clause gives: all told, else the least untold, else a no."""
    if told.incident.realis is not Realis.ACTUAL:
        return FindingState.NOT_APPLICABLE, (Answer(False, _unreal(told.incident.realis), tuple(c.quote for c in told.claims)),)
    tried = [(answers_of(told, test, terrain, brief=brief), test) for test in tests]
    answers, best = tried[0] if len(tried) == 1 else min(tried, key=lambda pair: _worse(pair[0]))
    if any(answer.holds is False for answer in answers):
        return FindingState.NOT_APPLICABLE, answers
    if unknown := tuple(answer for answer in answers if answer.holds is None):
        told_so = (*unknown, *(answer for answer in answers if answer.holds))
        if len(unknown) > MOST_UNTOLD or _says_too_little(told, answers, best):
            return FindingState.NOT_APPLICABLE, (Answer(False, "too little is told to set it against the clause"), *told_so)
        return (FindingState.NOT_APPLICABLE if tests[0].kept else FindingState.NOT_ASSESSABLE), told_so
    carried, why = how_far(told)
    if not tests[0].kept:
        return carried, (*answers, why)
    if carried is FindingState.CONTESTED:
        return FindingState.NOT_ASSESSABLE, (Answer(None, f"said to keep the clause, but {why.reason}", why.words), *answers)
    return FindingState.COMPLIANCE, (*answers, why)


def _says_too_little(told: Told, answers: Sequence[Answer], test: Asked) -> bool:
    """True of what nobody is said to have done where nobody knows: at a place not located, or of a clause on acts of others."""
    if answers[DOER].holds is not None or answers[PLACE].holds is not None:
        return False
    place = told.incident.place
    return bool(test.act.by) or place is None or (place.admin1 is None and place.ground is None)


def _worse(answers: Sequence[Answer]) -> tuple[int, int]:
    return sum(answer.holds is False for answer in answers), sum(answer.holds is None for answer in answers)


def _unreal(realis: Realis) -> str:
    if realis is Realis.NEGATED:
        return "it is said not to have happened"
    return f"it is not said to have happened ({realis.value})"


def how_far(told: Told) -> tuple[FindingState, Answer]:
    """How far an act is carried: a denial or another doer contests it, a dispute over numbers does not.

    Corroborated is only what two independent origins say happened, if two also name the doer: of a breach, who did it is half.
    """
    incident = told.incident
    denials = tuple(claim.quote for claim in told.claims if claim.realis is Realis.NEGATED and told.is_denied_by(claim))
    if denials:
        return FindingState.CONTESTED, Answer(True, "an account denies it", denials)
    if rivals := [item for item in incident.comparisons if item.relation is Relation.DIFFERENT_ACTOR]:
        spans = tuple(span for item in rivals for span in (item.a, item.b) if span is not None)
        return FindingState.CONTESTED, Answer(True, f"the doer is disputed: {rivals[0].why}", spans)
    if disputed := next((one for one in incident.grades if one.grade is Grade.CONTESTED and one.statement in _WHETHER), None):
        return FindingState.CONTESTED, Answer(True, f"it is disputed: {disputed.reason}")
    happened, doer = _graded(incident, Statement.HAPPENED), _graded(incident, Statement.BY_WHOM)
    if happened is None:
        return _ungraded(origins_of(told))
    admitted = next((one for one in incident.grades if one.grade is Grade.ADMITTED and one.statement is Statement.BY_WHOM), None)
    words = tuple(span for one in admitted.backing for span in one.words) if admitted else ()
    reason = happened.reason + (f"; admitted: {admitted.reason}" if admitted else "")
    if happened.grade is not Grade.CORROBORATED:
        return FindingState.ALLEGED, Answer(True, reason, words)
    if doer is not None and doer.grade is not Grade.CORROBORATED:
        return FindingState.ALLEGED, Answer(True, f"that it happened is {reason}, but who did it: {doer.reason}", words)
    if _by_other_means(told):
        return FindingState.ALLEGED, Answer(
            True, f"{reason}; but one tells of aircraft, the other of fire from the ground", words
        )
    return FindingState.CORROBORATED, Answer(True, reason, words)


def _by_other_means(told: Told) -> bool:
    """True if no two origins can mean one act: each tells of the air alone, or of the ground alone, and no two tell the same.

    Tanks that shelled a village and aircraft that struck "in the south" on one day may have been merged: not two witnesses.
    """
    modes = {claim.id: claim.mode for claim in told.asserting}
    by_origin: dict[str, set[bool | None]] = {}
    for account in told.incident.accounts:
        for chain in account.chains:
            means = {modes[key] for key in chain.claim_ids if key in modes}
            by_origin.setdefault(chain.origin, set()).update(None if mode not in AIR | GROUND else mode in AIR for mode in means)
    said = [means for means in by_origin.values() if means]
    return len(said) > 1 and not any(None in a or None in b or a & b for a, b in combinations(said, 2))


def _ungraded(origins: Sequence[str]) -> tuple[FindingState, Answer]:
    if len(origins) > 1:
        return FindingState.CORROBORATED, Answer(True, f"carried by {len(origins)} independent origins: {', '.join(origins)}")
    return FindingState.ALLEGED, Answer(True, f"one origin only: {', '.join(origins)}")


_WHETHER = frozenset({Statement.HAPPENED, Statement.BY_WHOM})
_CARRIED = frozenset({Grade.CORROBORATED, Grade.ALLEGED})


def _graded(incident: Incident, statement: Statement) -> Grading | None:
    """How far a statement is carried; None for an incident entered before statements were graded."""
    return next((one for one in incident.grades if one.statement is statement and one.grade in _CARRIED), None)


def origins_of(told: Told) -> tuple[str, ...]:
    """The origins of those who say it happened."""
    happened = _graded(told.incident, Statement.HAPPENED)
    if happened is not None:
        return happened.origins
    saying = {claim.id for claim in told.asserting}
    return tuple(dict.fromkeys(account.origin for account in told.incident.accounts if saying & set(account.claim_ids)))


def said_by(incident: Incident, origins: Sequence[str]) -> tuple[str, ...]:
    """Whose word origins are: the code of the party that an origin speaks for, else the origin's own name."""
    sides = {chain.origin: chain.side for account in incident.accounts for chain in account.chains if chain.side}
    return tuple(dict.fromkeys(sides.get(origin, origin) for origin in origins))
