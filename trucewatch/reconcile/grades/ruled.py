"""What a reviewer decided between two accounts, brought into comparisons and grades; the reason names the reviewer.

The rule is that of `grades.toml`: a contradiction that a person confirmed makes what it is about contested. A comparison that a
person classed otherwise is graded as if it had been found so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from trucewatch.model import Comparison, Grade, Grading, Relation, Ruling, Statement, comparison_id
from trucewatch.reconcile.grades.state import CARRYING

CONTRADICTS: dict[Relation, Statement] = {
    Relation.DIFFERENT_NUMBERS: Statement.HOW_MANY,
    Relation.LIKE_MEASURES: Statement.HOW_MANY,
    Relation.DIFFERENT_ACTOR: Statement.BY_WHOM,
    Relation.DIFFERENT_PLACE: Statement.WHERE,
    Relation.DIFFERENT_DAY: Statement.WHEN,
    Relation.PLANNED_DONE: Statement.HAPPENED,
    Relation.CONDITIONAL_FLAT: Statement.HAPPENED,
}
WHOLE = Statement.HAPPENED  # what a contradiction is about that names no statement


def classed(comparisons: Sequence[Comparison], rulings: Sequence[Ruling]) -> tuple[Comparison, ...]:
    """The comparisons, those in the class of a reviewer that he put in another."""
    to = {ruling.comparison: ruling for ruling in rulings if ruling.relation}
    if not to:
        return tuple(comparisons)
    part = {comparison_id(one) for one in comparisons if one.relation is not Relation.AGREE}
    return tuple(_classed(one, to[comparison_id(one)]) if _is_meant(one, to, part) else one for one in comparisons)


def _is_meant(one: Comparison, to: Mapping[str, Ruling], part: Set[str]) -> bool:
    """True of what was put in another class; where the same words agree on one point and part on another, of the latter."""
    return comparison_id(one) in to and (one.relation is not Relation.AGREE or comparison_id(one) not in part)


def _classed(comparison: Comparison, ruling: Ruling) -> Comparison:
    why = f"{_whose(ruling)} decided so; it was read as: {comparison.relation}. {ruling.reason}".strip()
    return replace(comparison, relation=Relation(ruling.relation), why=why)


def ruled(gradings: Sequence[Grading], comparisons: Sequence[Comparison], rulings: Sequence[Ruling]) -> tuple[Grading, ...]:
    """The gradings, contested where a reviewer confirmed a contradiction."""
    found = tuple(gradings)
    for ruling in rulings:
        if ruling.contradiction:
            found = _contested(found, ruling, _parting(comparisons, ruling))
    return found


def _parting(comparisons: Sequence[Comparison], ruling: Ruling) -> Sequence[Comparison]:
    """The comparison that was called a contradiction: of the same words, the one that can be one comes first."""
    found = [one for one in comparisons if comparison_id(one) == ruling.comparison]
    return sorted(found, key=lambda one: one.relation not in CONTRADICTS)


def _contested(gradings: tuple[Grading, ...], ruling: Ruling, compared: Sequence[Comparison]) -> tuple[Grading, ...]:
    """One statement contested; nothing changes where the comparison is no longer there."""
    if ruling.comparison and not compared:
        return gradings
    statement = CONTRADICTS.get(compared[0].relation) if compared else _statement(ruling)
    if statement is None:
        return gradings
    reason = f"{_whose(ruling)} confirmed that the accounts contradict each other: {ruling.reason}".rstrip(": ")
    said = " or ".join(dict.fromkeys(span.text for one in compared for span in (one.a, one.b) if span))
    at = _graded(gradings, statement, compared)
    if at is None:
        return (*gradings, Grading(statement, Grade.CONTESTED, said, reason))
    grading = gradings[at]
    if grading.grade is Grade.CONTESTED:
        contested = replace(grading, reason=f"{grading.reason}; {reason}")
    else:
        contested = replace(grading, grade=Grade.CONTESTED, said=said or grading.said, reason=reason)
    return (*gradings[:at], contested, *gradings[at + 1 :])


def _graded(gradings: Sequence[Grading], statement: Statement, compared: Iterable[Comparison]) -> int | None:
    """Which grading says how far the statement is carried: of several numbers, the one whose words are compared."""
    mine = [at for at, one in enumerate(gradings) if one.statement is statement and one.grade in CARRYING]
    words = {span for one in compared for span in (one.a, one.b)}
    of_words = [at for at in mine if any(span in words for backing in gradings[at].backing for span in backing.words)]
    return next(iter(of_words or mine), None)


def _statement(ruling: Ruling) -> Statement:
    return Statement(ruling.statement) if ruling.statement in set(Statement) else WHOLE


def _whose(ruling: Ruling) -> str:
    with_whom = f" and {ruling.agreed_by}" if ruling.agreed_by else ""
    return f"{ruling.by}{with_whom} (reviewed {ruling.at[:10]})"
