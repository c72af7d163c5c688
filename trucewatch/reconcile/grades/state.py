"""How far an incident is carried as a whole, told from the grades of its statements."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.model import Grade, Grading, State, Statement
from trucewatch.reconcile.grades.grading import joined_reasons

DISPUTED = frozenset({Statement.HAPPENED, Statement.BY_WHOM, Statement.HOW_MANY})  # where and when are told beside
CARRIED = frozenset({Grade.CONTESTED, Grade.CORROBORATED, Grade.ALLEGED})
CARRYING = CARRIED | {Grade.NOT_ASSESSABLE}
AGAINST = frozenset({Grade.CONTESTED, Grade.DENIED})


def incident_state(grades: Sequence[Grading]) -> tuple[State, str]:
    """The state and its reason, by the first rule that holds.

    1. *Not assessable*: nobody says that it happened, or nobody still says so.
    2. *Contested*: accounts exclude each other on whether it happened, who did it or how many, or a party concerned denies it.
    3. *Corroborated*: two independent origins say that it happened.
    4. *Alleged*: one does; also where that one is the doer, who admits it.
    """
    first = [grading for grading in grades if grading.statement is Statement.HAPPENED and grading.grade in CARRYING]
    happened = first[0] if first else grades[0]
    if happened.grade not in CARRIED:
        return State.NOT_ASSESSABLE, happened.reason
    if against := [grading for grading in grades if grading.statement in DISPUTED and grading.grade in AGAINST]:
        return State.CONTESTED, joined_reasons(grading.reason for grading in against)
    state = State.CORROBORATED if happened.grade is Grade.CORROBORATED else State.ALLEGED
    return state, happened.reason
