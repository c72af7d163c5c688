"""What waits for a person, and what comes first: the questions that are asked, and how much each sign of them weighs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class SignRow:
    """Something that makes a question more urgent, and by how much.

    `least` is from where on it counts: a number told, hours, days or hundredths, as the example shows; for `unsure` and `merge`
    it is below which. `words` say why an item stands where it stands, with `{value}` for what was found. `source` names who
    holds it that way, a measurement, or that it is our own judgement.
    """

    sign: str
    weight: int
    words: str
    example: str
    source: str
    least: int = 0


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question that a person can answer, of which kind of record, and the decisions that answer it, the likeliest first.

    `group` is what the queue is filtered by, `sign` the sign that the question itself is. `plain` is asked where the values in
    `question` are not short enough to be asked for.
    """

    asked: str
    group: str
    record: str
    question: str
    plain: str
    decisions: tuple[str, ...]
    example: str
    sign: str = ""


@cache
def sign_rows() -> dict[str, SignRow]:
    """The rows of `queue_signs.csv` by sign."""
    return {row.sign: row for row in read_table("queue_signs.csv", SignRow)}


@cache
def question_rows() -> dict[str, QuestionRow]:
    """The rows of `queue_questions.csv` by what is asked."""
    return {row.asked: row for row in read_table("queue_questions.csv", QuestionRow)}


@cache
def groups() -> tuple[str, ...]:
    """What the queue can be filtered by, in the order of the table."""
    return tuple(dict.fromkeys(row.group for row in question_rows().values()))
