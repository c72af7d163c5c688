"""Say how far each clause of an agreement was carried out by a day, and how that stands to its last day.

The scale is that of the Peace Accords Matrix (Kroc Institute, University of Notre Dame): 0 not begun, 1 minimal, 2 intermediate,
3 in full. A score that a source gives stands in the agreement file and comes first. Beside it stands what the findings suggest,
by the rules of `implementation_rules.csv`; where nothing read bears on a clause there is no suggestion, which is not the score 0.
The pace against the last day follows the PAIMT of the peace barometer for Africa, which judges a provision by its deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from trucewatch.knowledge.assess_tables import ImplementationRule, implementation_rules
from trucewatch.knowledge.wording import counted
from trucewatch.model import (
    Agreement,
    Clause,
    ClauseKind,
    Finding,
    FindingState,
    Grade,
    Incident,
    Open,
    Score,
    Statement,
    Violation,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What findings tell of a clause up to a day: acts that keep it, of those told by two origins, and its breaches."""

    kept: int = 0
    kept_twice: int = 0
    alleged: int = 0
    corroborated: int = 0
    open: int = 0

    @property
    def silent(self) -> bool:
        """True if nothing bears on the clause."""
        return not (self.kept or self.alleged or self.corroborated or self.open)

    @property
    def words(self) -> str:
        """`kept 2, of those 1 told twice; alleged 1, corroborated 0, open 0`."""
        return (
            f"kept {self.kept}, of those {self.kept_twice} told twice; "
            f"alleged {self.alleged}, corroborated {self.corroborated}, open {self.open}"
        )


@dataclass(frozen=True, slots=True)
class Suggested:
    """The score that findings suggest from a day on, by which rule, on what evidence."""

    since: date
    score: int
    rule: str
    why: str
    evidence: Evidence


class PaceKind(StrEnum):
    """How a clause stands to its last day."""

    IN_TIME = "carried out in time"
    LATE = "carried out late"
    AHEAD = "not due yet"
    OVERDUE = "overdue"
    NONE = "no last day"


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a clause stands to a last day: days early (carried out), left, late or overdue, and the share of the time gone.

    `reading` names whose last day it is, where there are several. `over` is True where the days are those up to the end of the
    instrument.
    """

    kind: PaceKind
    deadline: date | None = None
    days: int = 0
    share: float | None = None
    done: date | None = None
    basis: str = ""
    reading: str = ""
    over: bool = False

    @property
    def words(self) -> str:
        """`overdue by 12 days`, `9 days left, 40 % of the time gone`."""
        named = (", when the agreement ended" if self.over else "") + (f" ({self.reading})" if self.reading else "")
        gone = f"{100 * (self.share or 0):.0f} %"
        return _PACE_WORDS[self.kind].format(days=counted(self.days, "day"), gone=gone, basis=self.basis) + named


@dataclass(frozen=True, slots=True)
class ClauseProgress:
    """How far one clause was carried out by a day.

    `coded` is the latest score a source gives up to that day, `suggested` what the findings come to then; `steps` are all the
    days on which the suggestion changed. `findings` are those the suggestion rests on.
    """

    clause: Clause
    on: date
    coded: Score | None
    suggested: Suggested | None
    steps: tuple[Suggested, ...]
    pace: tuple[Pace, ...]
    evidence: Evidence
    findings: tuple[str, ...]


def progress(
    agreement: Agreement,
    findings: Sequence[Finding],
    incidents: Sequence[Incident],
    violations: Sequence[Violation],
    *,
    on: date,
) -> tuple[ClauseProgress, ...]:
    """Clause by clause, in their order; what no account dates and what cannot be assessed counts for nothing."""
    by_id = {incident.id: incident for incident in incidents}
    mine = [finding for finding in findings if finding.agreement_id == agreement.id]
    lasting = [violation for violation in violations if violation.agreement_id == agreement.id]
    return tuple(
        _of_clause(
            agreement,
            clause,
            [finding for finding in mine if finding.clause_id == clause.id],
            by_id,
            [violation for violation in lasting if violation.clause_id == clause.id],
            on,
        )
        for clause in agreement.clauses
    )


def _of_clause(
    agreement: Agreement,
    clause: Clause,
    findings: Sequence[Finding],
    incidents: Mapping[str, Incident],
    violations: Sequence[Violation],
    on: date,
) -> ClauseProgress:
    dated = [(day, finding) for finding in findings if (day := _day(finding, incidents)) is not None and day <= on]
    steps = _steps(clause, dated, incidents, violations, on)
    evidence = _evidence(dated, incidents, violations, on)
    return ClauseProgress(
        clause=clause,
        on=on,
        coded=clause.score_on(on),
        suggested=steps[-1] if steps and not evidence.silent else None,
        steps=steps,
        pace=_paces(agreement, clause, dated, on),
        evidence=evidence,
        findings=tuple(sorted(finding.id for _, finding in dated if finding.state is not FindingState.NOT_ASSESSABLE)),
    )


def progress_counted(
    agreement: Agreement, clause: Clause, evidence: Evidence, kept_days: Sequence[date], *, on: date
) -> ClauseProgress:
    """As one of `progress`, from what the findings of a clause add up to; `kept_days` are those of acts that keep it.

    On which days the suggestion changed, and on which findings it rests, is not told.
    """
    rule = suggest(clause, evidence)
    suggested = Suggested(on, rule.score, rule.rule, rule.words, evidence) if rule else None
    pace = _paces_of(agreement, clause, kept_days, on)
    return ClauseProgress(clause, on, clause.score_on(on), suggested, (), pace, evidence, ())


def suggest(clause: Clause, evidence: Evidence) -> ImplementationRule | None:
    """The first rule that the evidence fits; None where nothing bears on the clause, or no rule does."""
    if evidence.silent:
        return None
    return next((rule for rule in implementation_rules() if _fits(rule, clause.kind, evidence)), None)


def _fits(rule: ImplementationRule, kind: ClauseKind, evidence: Evidence) -> bool:
    bounds = (
        (evidence.kept, rule.kept_min, rule.kept_max),
        (evidence.kept_twice, rule.kept_twice_min, None),
        (evidence.alleged, None, rule.alleged_max),
        (evidence.corroborated, rule.corroborated_min, rule.corroborated_max),
        (evidence.open, None, rule.open_max),
    )
    within = all((low is None or number >= low) and (high is None or number <= high) for number, low, high in bounds)
    return within and (not rule.kinds or kind in rule.kinds)


def _steps(
    clause: Clause,
    dated: Sequence[tuple[date, Finding]],
    incidents: Mapping[str, Incident],
    violations: Sequence[Violation],
    on: date,
) -> tuple[Suggested, ...]:
    """The days on which the suggestion changed, up to `on`."""
    closed = (violation.closed_latest + timedelta(days=1) for violation in violations if violation.closed_latest)
    days = sorted({*(day for day, _ in dated), *(day for day in closed if day <= on)})
    out: list[Suggested] = []
    for day in days:
        evidence = _evidence([pair for pair in dated if pair[0] <= day], incidents, violations, day)
        rule = suggest(clause, evidence)
        if rule is not None and (not out or out[-1].rule != rule.rule):
            out.append(Suggested(day, rule.score, rule.rule, rule.words, evidence))
    return tuple(out)


def _evidence(
    dated: Iterable[tuple[date, Finding]], incidents: Mapping[str, Incident], violations: Iterable[Violation], on: date
) -> Evidence:
    found = [finding for _, finding in dated]
    kept = [finding for finding in found if finding.state is FindingState.COMPLIANCE]
    return Evidence(
        kept=len(kept),
        kept_twice=sum(told_twice(incidents[finding.incident_id]) for finding in kept),
        alleged=sum(finding.state in (FindingState.ALLEGED, FindingState.CONTESTED) for finding in found),
        corroborated=sum(finding.state is FindingState.CORROBORATED for finding in found),
        open=sum(violation.on(on) is Open.YES for violation in violations),
    )


def told_twice(incident: Incident) -> bool:
    """True if two independent origins tell that it happened."""
    return any(one.statement is Statement.HAPPENED and one.grade is Grade.CORROBORATED for one in incident.grades)


def _day(finding: Finding, incidents: Mapping[str, Incident]) -> date | None:
    incident = incidents.get(finding.incident_id)
    return incident.time.last if incident and incident.time else None


def _paces(agreement: Agreement, clause: Clause, dated: Sequence[tuple[date, Finding]], on: date) -> tuple[Pace, ...]:
    return _paces_of(agreement, clause, [day for day, one in dated if one.state is FindingState.COMPLIANCE], on)


def _paces_of(agreement: Agreement, clause: Clause, kept: Sequence[date], on: date) -> tuple[Pace, ...]:
    """Against each reading of the last day, the file's first; once the instrument has ended nothing is owed any longer."""
    read = {one.day: f"{one.value}; {one.source}" for one in clause.readings if one.field == "deadline" and one.day}
    days = list(dict.fromkeys([clause.deadline, *read])) if clause.deadline else list(read)
    done, basis = _done(clause, kept, on)
    over = agreement.ended is not None and agreement.ended < on
    on = min(on, agreement.ended or on)
    out = [
        _pace(day, clause.start or agreement.effective, done, basis, on, read.get(day, ""), over)
        for day in days
        if day is not None
    ]
    return tuple(out) or (Pace(PaceKind.NONE),)


def _done(clause: Clause, kept: Sequence[date], on: date) -> tuple[date | None, str]:
    """The day by which it was carried out: of the first score "in full", else of the first act that is told to carry it out.

    Such an act is only a step where a later score is not in full, and of a duty whose breach lasts: troops leave town by town.
    """
    if full := [score for score in clause.scores if score.in_full and score.on <= on]:
        first = min(full, key=lambda score: score.on)
        return first.on, f"in full, according to {first.source}"
    if not kept or clause.continuing or any(min(kept) <= score.on <= on for score in clause.scores):
        return None, ""
    return min(kept), "by the first act told of that carries it out"


def _pace(deadline: date, start: date, done: date | None, basis: str, on: date, reading: str, over: bool) -> Pace:
    if done is not None:
        kind = PaceKind.IN_TIME if done <= deadline else PaceKind.LATE
        return Pace(kind, deadline, abs((deadline - done).days), None, done, basis, reading)
    if on > deadline:
        return Pace(PaceKind.OVERDUE, deadline, (on - deadline).days, 1.0, reading=reading, over=over)
    whole = (deadline - start).days
    share = min(1.0, max(0.0, (on - start).days / whole)) if whole > 0 else None
    return Pace(PaceKind.AHEAD, deadline, (deadline - on).days, share, reading=reading, over=over)


_PACE_WORDS = {
    PaceKind.IN_TIME: "in time, {days} before the last day, {basis}",
    PaceKind.LATE: "late by {days}, {basis}",
    PaceKind.AHEAD: "{days} left, {gone} of the time gone",
    PaceKind.OVERDUE: "overdue by {days}, nothing read says that it was carried out in full",
    PaceKind.NONE: "no last day",
}
