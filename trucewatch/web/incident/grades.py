"""How far each statement of an incident is carried: its grades with their rules, who stands behind them, and the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.grade_rules import grade_rules
from trucewatch.model import Backing, Counted, EventType, Grade, Grading, Span, Stake, Statement
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, count_words, full_sentence, note, term
from trucewatch.web.incident.case import Case, Letter
from trucewatch.web.marks import Layer
from trucewatch.web.parts import Grade as Shape
from trucewatch.web.parts import Words, in_sentence, outlet_words

SPOKEN = frozenset({EventType.THREATEN, EventType.REQUEST, EventType.REJECT, EventType.ACCUSE})
MOST_LETTERS = 12
MOST_BACKERS = 8  # origins behind one statement that are named; all of them stand in the table of accounts
MOST_GRADES = 6  # grades of one statement that are shown: of four hundred accounts dozens may be withdrawn
MOST_WORDS = 4  # sentences of one origin behind one statement


@dataclass(frozen=True, slots=True)
class Backer:
    """An origin behind a statement, what it has at stake, the accounts that carry it, and its words."""

    origin: str
    stake: str
    letters: tuple[Letter, ...]
    more: str
    words: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One grade of one statement: what is stated, why it has the grade, the grade's rule, and who stands behind it."""

    grade: Shape
    said: str
    reason: str
    rule: str
    backers: tuple[Backer, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement with its grades, the first for how far it is carried, the others for what stands beside."""

    name: str
    grades: tuple[GradeRow, ...]
    statement: Statement
    first: Grade
    measure: Counted | None = None
    of: str | None = None
    more: str = ""


def grade_of(grade: Grade) -> Shape:
    """The shape and word of a grade."""
    return Shape(note("grade", grade), term("grade", grade))


def statement_name(case: Case, grading: Grading) -> str:
    """ "That it happened", "How many killed", "How many killed: Turkish armed forces"."""
    if grading.statement is Statement.HAPPENED and case.incident.type in SPOKEN:
        return term("statement", "that it was said")
    name = term("statement", grading.statement)
    if grading.measure:
        name += f" {term('counted', grading.measure)}"
    return f"{name}: {case.labels(grading.of)}" if grading.of else name


def statement_rows(case: Case) -> tuple[StatementRow, ...]:
    """The statements of an incident in order, each with all its grades."""
    rows: dict[str, list[Grading]] = {}
    for grading in case.incident.grades:
        rows.setdefault(statement_name(case, grading), []).append(grading)
    shown = [grading for some in rows.values() for grading in some[:MOST_GRADES]]
    case.papers.fetch_reports(
        span.report_id for one in shown for back in one.backing[:MOST_BACKERS] for span in _shown(case, back)
    )
    return tuple(_statement(case, name, some) for name, some in rows.items())


def _statement(case: Case, name: str, some: Sequence[Grading]) -> StatementRow:
    hidden, first = len(some) - MOST_GRADES, some[0]
    more = (
        say("and %(count)s: %(term)s", count=count_words(hidden, "more grade"), term=term("grade", some[-1].grade).lower())
        if hidden > 0
        else ""
    )
    rows = tuple(_row(case, one) for one in some[:MOST_GRADES])
    return StatementRow(name, rows, first.statement, first.grade, first.measure, first.of, more)


def _row(case: Case, grading: Grading) -> GradeRow:
    rule = grade_rules()[grading.grade]
    return GradeRow(
        grade=grade_of(grading.grade),
        said=capital(grading.said),
        reason=_short_reason(case, grading),
        rule=f"{capital(rule.words)}. {rule.rule}",
        backers=tuple(_backer(case, one) for one in grading.backing[:MOST_BACKERS]),
        more=say("and %(count)s", count=count_words(hidden, "more origin"))
        if (hidden := len(grading.backing) - MOST_BACKERS) > 0
        else "",
    )


def _short_reason(case: Case, grading: Grading) -> str:
    """Why it has the grade; where origins are only counted, the count, as their names stand below."""
    if grading.grade is Grade.CORROBORATED and len(grading.backing) > 1:
        return say("%(count)s, independent of each other.", count=capital(count_words(len(grading.origins), "origin")))
    if grading.grade is Grade.ALLEGED and len(grading.backing) == 1:
        reports = len(grading.letters)
        return (
            say("One origin only.")
            if reports == 1
            else say("One origin only, in %(count)s.", count=count_words(reports, "report"))
        )
    return full_sentence(named_origins(case, grading.reason))


def named_origins(case: Case, reason: str) -> str:
    """A reason in which reports that name no outlet are called by what they are."""
    for account in case.incident.accounts:
        if account.outlet is None and account.origin == account.report_id:
            report = case.report(account.report_id)
            reason = reason.replace(account.report_id, outlet_words(report)) if report else reason
    return reason


def _backer(case: Case, one: Backing) -> Backer:
    report = case.report(one.origin)
    hidden = len(one.letters) - MOST_LETTERS
    return Backer(
        origin=outlet_words(report) if report else one.origin,
        stake="" if one.stake is Stake.NO_PARTY else term("stake", one.stake),
        letters=tuple(case.letter(letter) for letter in one.letters[:MOST_LETTERS]),
        more=say("and %(hidden)s more", hidden=hidden) if hidden > 0 else "",
        words=tuple(_words(case, one)),
    )


def _words(case: Case, one: Backing) -> Iterator[tuple[str, Words]]:
    letters = {case.accounts[letter].report_id: letter for letter in one.letters if letter in case.accounts}
    for span in _shown(case, one):
        words = in_sentence(case.report(span.report_id), span, (Layer(span.start, span.end, "same"),))
        yield letters.get(span.report_id, "?"), words


def _shown(case: Case, one: Backing) -> Sequence[Span]:
    return one.words[: MOST_WORDS if case.crowded else MOST_LETTERS]
