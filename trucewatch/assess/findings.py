"""Set incidents against what was agreed: acts that may break or keep a clause, and accusations, which stay accusations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trucewatch.assess.accusations import accused_clauses, is_accusation, is_broken_truce, meant
from trucewatch.assess.answers import Frame, breach_answers, compliance_answers
from trucewatch.assess.areas import Answer, Places
from trucewatch.model import (
    Agreement,
    Claim,
    Clause,
    Finding,
    FindingState,
    Grade,
    Grading,
    Incident,
    Realis,
    Relation,
    Report,
    Span,
    Statement,
    content_id,
)

MOST_UNTOLD = 2  # of act, doer, victim, day, place; with three untold nearly every remark on a war would be a finding
WHOLE = ""  # the clause id of a finding on an agreement as a whole


def assess(
    incidents: Sequence[Incident],
    claims: Sequence[Claim],
    agreements: Sequence[Agreement],
    *,
    reports: Sequence[Report] = (),
    places: Places | None = None,
) -> tuple[Finding, ...]:
    """What each incident means under each clause that it touches; where a clause plainly does not apply there is no finding.

    Only what is said to have happened can break or keep a clause: a threat or a plan does not. An accusation gives an alleged
    finding under the clause it names, or under the agreement as a whole (`clause_id` empty), whether or not the act is shown.
    With `reports`, what no account dates is known to be no later than the first report of it.
    """
    published = {report.id: report.published.day for report in reports if report.published}
    by_id = {claim.id: claim for claim in claims}
    ordered = sorted(agreements, key=lambda agreement: (agreement.signed, agreement.id))
    out: list[Finding] = []
    for incident in incidents:
        told = [by_id[key] for key in incident.claim_ids if key in by_id]
        told_on = min((published[c.report_id] for c in told if c.report_id in published), default=None)
        for agreement in ordered:
            frame = Frame(agreement, told_on, places)
            out += _of_act(incident, told, frame)
            out += _of_accusation(incident, told, frame)
    return tuple(out)


def _of_act(incident: Incident, claims: Sequence[Claim], frame: Frame) -> Iterator[Finding]:
    if incident.realis is not Realis.ACTUAL:
        return
    asserting = [claim for claim in claims if claim.realis is Realis.ACTUAL]
    for clause in frame.agreement.clauses:
        for act in clause.breaks[:1]:
            answers = breach_answers(incident, asserting, frame, clause, act)
            yield from _breach(incident, claims, answers, frame.agreement, clause)
        for act in clause.keeps[:1]:
            answers = compliance_answers(incident, asserting, frame, clause, act)
            if all(answer.holds for answer in answers):
                yield _finding(incident, frame.agreement, clause.id, FindingState.COMPLIANCE, (), (), answers)


def _breach(
    incident: Incident, claims: Sequence[Claim], answers: Sequence[Answer], agreement: Agreement, clause: Clause
) -> Iterator[Finding]:
    """Nothing if any answer is no; not assessable if some cannot be told; else as far as the incident itself is carried.

    Where more than `MOST_UNTOLD` cannot be told there is nothing to set against the clause.
    """
    if any(answer.holds is False for answer in answers) or sum(answer.holds is None for answer in answers) > MOST_UNTOLD:
        return
    readings = tuple(Answer(True, f"read in one way as: {r.value} ({r.source})") for r in clause.readings)
    if unknown := [answer for answer in answers if answer.holds is None]:
        told = [*unknown, *(answer for answer in answers if answer.holds)]
        yield _finding(incident, agreement, clause.id, FindingState.NOT_ASSESSABLE, (), incident.actor, [*told, *readings])
        return
    state, carried = _carried(incident, claims)
    by = _origins(incident, claims) if state is not FindingState.CORROBORATED else ()
    yield _finding(incident, agreement, clause.id, state, by, incident.actor, [*answers, carried, *readings])


def _carried(incident: Incident, claims: Sequence[Claim]) -> tuple[FindingState, Answer]:
    """How far the act is carried: a denial or another doer contests it, a dispute over numbers does not."""
    denials = tuple(claim.quote for claim in claims if claim.realis is Realis.NEGATED)
    rivals = [item for item in incident.comparisons if item.relation is Relation.DIFFERENT_ACTOR]
    if denials:
        return FindingState.CONTESTED, Answer(True, "an account denies it", denials)
    if rivals:
        spans = tuple(span for item in rivals for span in (item.a, item.b) if span is not None)
        return FindingState.CONTESTED, Answer(True, f"the doer is disputed: {rivals[0].why}", spans)
    happened = _happened(incident)
    if happened is not None:
        admitted = next(
            (one for one in incident.grades if one.grade is Grade.ADMITTED and one.statement is Statement.BY_WHOM), None
        )
        words = tuple(span for one in admitted.backing for span in one.words) if admitted else ()
        state = FindingState.CORROBORATED if happened.grade is Grade.CORROBORATED else FindingState.ALLEGED
        return state, Answer(True, happened.reason + (f"; admitted: {admitted.reason}" if admitted else ""), words)
    origins = _origins(incident, claims)
    if len(origins) > 1:
        return FindingState.CORROBORATED, Answer(True, f"carried by {len(origins)} independent origins: {', '.join(origins)}")
    return FindingState.ALLEGED, Answer(True, f"one origin only: {', '.join(origins)}")


def _happened(incident: Incident) -> Grading | None:
    """How far it is carried that it happened; None for an incident entered before statements were graded."""
    carried = (Grade.CORROBORATED, Grade.ALLEGED)
    return next((one for one in incident.grades if one.statement is Statement.HAPPENED and one.grade in carried), None)


def _origins(incident: Incident, claims: Sequence[Claim]) -> tuple[str, ...]:
    """The origins of those who say it happened."""
    if (happened := _happened(incident)) is not None:
        return happened.origins
    saying = {claim.id for claim in claims if claim.realis is Realis.ACTUAL}
    return tuple(dict.fromkeys(account.origin for account in incident.accounts if saying & set(account.claim_ids)))


def _of_accusation(incident: Incident, claims: Sequence[Claim], frame: Frame) -> Iterator[Finding]:
    if not is_accusation(incident):
        return
    agreement = frame.agreement
    passages = meant(incident, claims, agreement, frame.told_on)
    if not passages:
        return
    spoken = [claim for claim in claims if claim.quote in passages]
    clauses = accused_clauses(spoken, agreement) or ((WHOLE, passages),)
    origins = tuple(dict.fromkeys(account.origin for account in incident.accounts))
    by, against = (origins, incident.actor) if is_broken_truce(incident) else (incident.actor or origins, incident.recipient)
    for clause_id, words in clauses:
        clause = next((clause for clause in agreement.clauses if clause.id == clause_id), None)
        reasons = [Answer(True, "an accusation, kept as one whether or not the act is shown", words)]
        if clause is None:
            reasons.append(Answer(True, "which clause is meant cannot be told from the words"))
        else:
            reasons.append(Answer(True, f"the words point to: {clause.obligation}"))
            reasons += [Answer(True, f"read in one way as: {r.value} ({r.source})") for r in clause.readings]
        yield _finding(incident, agreement, clause_id, FindingState.ALLEGED, by, against, reasons)


def _finding(
    incident: Incident,
    agreement: Agreement,
    clause_id: str,
    state: FindingState,
    by: Sequence[str],
    against: Sequence[str],
    answers: Sequence[Answer],
) -> Finding:
    words: list[Span] = [span for answer in answers for span in answer.words]
    kind = "kept" if state is FindingState.COMPLIANCE else "breach"
    return Finding(
        id=content_id("finding", incident.id, agreement.id, clause_id, kind),
        incident_id=incident.id,
        agreement_id=agreement.id,
        clause_id=clause_id,
        state=state,
        alleged_by=tuple(by),
        against=tuple(against),
        reasons=tuple(dict.fromkeys(answer.reason for answer in answers if answer.reason)),
        words=tuple(sorted(dict.fromkeys(words), key=lambda span: (span.report_id, span.start, span.end))),
    )
