"""Set incidents against what was agreed: acts that may break or keep a clause, and accusations, which stay accusations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from trucewatch.assess.accusations import Accused, accused_of, is_accusation, is_broken_truce
from trucewatch.assess.areas import Answer, Places
from trucewatch.assess.docket import Docket, docket_of
from trucewatch.assess.told import Terrain, Told, terrain_of, told_of
from trucewatch.assess.verdicts import Question, Verdict, judge, origins_of, said_by
from trucewatch.knowledge.sides import side_of, sides_of
from trucewatch.model import (
    Agreement,
    Claim,
    Finding,
    FindingState,
    Incident,
    Post,
    ReadAs,
    Realis,
    Report,
    Span,
    content_id,
)


def assess(
    incidents: Sequence[Incident],
    claims: Sequence[Claim],
    agreements: Sequence[Agreement],
    *,
    reports: Sequence[Report] = (),
    places: Places | None = None,
    posts: Sequence[Post] = (),
) -> tuple[Finding, ...]:
    """What each incident means under each clause that it touches; where a clause plainly does not apply there is no finding.

    Only what is said to have happened can break or keep a clause: a threat or a plan does not. An accusation gives an alleged
    finding under the clause it names, or under the agreement as a whole (`clause_id` empty), whether or not the act is shown.
    With `reports`, what no account dates is known to be no later than the first report of it; with `posts`, lines of
    posts are drawn. Each incident is judged by itself.
    """
    docket, terrain = docket_of(tuple(agreements)), terrain_of(places, tuple(posts))
    by_id = {claim.id: claim for claim in claims}
    by_report = {report.id: report for report in reports}
    out: list[Finding] = []
    for incident in incidents:
        out += _of(told_of(incident, by_id, by_report), docket, terrain)
    return tuple(out)


def assess_plainly(
    incidents: Sequence[Incident],
    claims: Sequence[Claim],
    agreements: Sequence[Agreement],
    *,
    reports: Sequence[Report] = (),
    places: Places | None = None,
    posts: Sequence[Post] = (),
) -> tuple[Finding, ...]:
    """What `assess` gives, clause by clause without the docket: slow, for checks that the docket leaves nothing out."""
    docket, terrain = Docket(agreements), Terrain(places, posts)
    by_id, by_report = {claim.id: claim for claim in claims}, {report.id: report for report in reports}
    told = (told_of(incident, by_id, by_report) for incident in incidents)
    return tuple(finding for one in told for finding in _of(one, docket, terrain, docket.questions))


def weigh(
    incident: Incident,
    claims: Sequence[Claim],
    agreements: Sequence[Agreement],
    *,
    reports: Sequence[Report] = (),
    places: Places | None = None,
    posts: Sequence[Post] = (),
) -> tuple[Verdict, ...]:
    """The verdict on one incident under every clause that names what breaks or keeps it, "not applicable" ones too.

    It tells why there is no finding; accusations have none of their own here, since they rest on words and not on the act.
    """
    docket, terrain = Docket(agreements), Terrain(places, posts)
    told = told_of(incident, {claim.id: claim for claim in claims}, {report.id: report for report in reports})
    return tuple(judge(told, question, terrain) for question in docket.questions)


def _of(told: Told, docket: Docket, terrain: Terrain, asked: Iterable[Question] | None = None) -> Iterator[Finding]:
    found: set[tuple[str, str]] = set()
    if told.incident.realis is Realis.ACTUAL:
        for question in docket.near(told) if asked is None else asked:
            verdict = judge(told, question, terrain, brief=asked is None)
            if verdict.state is not FindingState.NOT_APPLICABLE:
                found.add((verdict.agreement.id, verdict.clause.id))
                yield of_verdict(told, verdict)
    if is_accusation(told.incident):
        for one in accused_of(told, docket.agreements):
            if (one.agreement.id, one.clause_id) not in found:
                yield _of_accusation(told, one)


def of_verdict(told: Told, verdict: Verdict) -> Finding:
    """The finding on a verdict that is not "not applicable"."""
    by = said_by(told.incident, origins_of(told)) if not verdict.kept else ()
    if verdict.state is FindingState.NOT_ASSESSABLE and not verdict.readings:
        by = ()
    against = () if verdict.kept else tuple(code for code in told.incident.actor if side_of(code) in verdict.bound)
    return _finding(
        told.incident,
        verdict.agreement.id,
        verdict.clause.id,
        verdict.state,
        by,
        against,
        verdict.answers,
        verdict.readings,
        verdict.kept,
    )


def _of_accusation(told: Told, accused: Accused) -> Finding:
    incident = told.incident
    origins = said_by(incident, [account.origin for account in incident.accounts])
    broken = is_broken_truce(incident)
    by, against = (origins, incident.actor) if broken else (incident.actor or origins, _others(incident))
    return _finding(
        incident, accused.agreement.id, accused.clause_id, accused.state, by, against, accused.answers, accused.readings
    )


def _others(incident: Incident) -> tuple[str, ...]:
    """Those accused; nobody accuses himself, so that a name read so ("they") tells of nobody."""
    own = sides_of(incident.actor)
    return tuple(code for code in incident.recipient if side_of(code) not in own)


def _finding(
    incident: Incident,
    agreement_id: str,
    clause_id: str,
    state: FindingState,
    by: Sequence[str],
    against: Sequence[str],
    answers: Sequence[Answer],
    readings: tuple[ReadAs, ...] = (),
    kept: bool = False,
) -> Finding:
    words: list[Span] = [span for answer in answers for span in answer.words]
    return Finding(
        id=content_id("finding", incident.id, agreement_id, clause_id, "kept" if kept else "breach"),
        incident_id=incident.id,
        agreement_id=agreement_id,
        clause_id=clause_id,
        state=state,
        alleged_by=tuple(by),
        against=tuple(against),
        reasons=tuple(dict.fromkeys(answer.reason for answer in answers if answer.reason)),
        words=tuple(sorted(dict.fromkeys(words), key=lambda span: (span.report_id, span.start, span.end))),
        readings=readings,
    )
