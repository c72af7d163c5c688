"""How far an agreement was carried out, and what one incident comes to under it: rows for JSON and lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from trucewatch.assess.implementation import ClauseProgress, Pace, PaceKind, Suggested
from trucewatch.assess.verdicts import Verdict
from trucewatch.model import Agreement, Finding, FindingState, Incident
from trucewatch.publish.exports import Row
from trucewatch.publish.incidents import read_as_row
from trucewatch.publish.violations import CountedBreaches
from trucewatch.publish.words import range_of_figures, score_words, term_rows

ANSWERS = {True: "yes", False: "no", None: "cannot be told"}


def progress_row(one: ClauseProgress, breaches: CountedBreaches) -> Row:
    """One clause on one day: `score` is what a source gives, `suggested` what findings come to, null where none was read."""
    return {
        "clause": one.clause.id,
        "kind": one.clause.kind.value,
        "on": one.on.isoformat(),
        "score": one.coded.score if one.coded else None,
        "score_on": one.coded.on.isoformat() if one.coded else None,
        "score_why": one.coded.why if one.coded else None,
        "score_source": one.coded.source if one.coded else None,
        "suggested": one.suggested.score if one.suggested else None,
        "suggested_rule": one.suggested.rule if one.suggested else None,
        "suggested_why": one.suggested.why if one.suggested else None,
        "steps": [_step_row(step) for step in one.steps],
        "kept": one.evidence.kept,
        "alleged": one.evidence.alleged,
        "corroborated": one.evidence.corroborated,
        "open": one.evidence.open,
        "breaches": {"rule": breaches.rule.name, "low": breaches.low, "high": breaches.high},
        "pace": [_pace_row(pace) for pace in one.pace if pace.kind is not PaceKind.NONE],
        "findings": list(one.findings),
    }


def _step_row(step: Suggested) -> Row:
    return {"since": step.since.isoformat(), "score": step.score, "rule": step.rule, "evidence": step.evidence.words}


def _pace_row(pace: Pace) -> Row:
    return {
        "state": pace.kind.value,
        "deadline": pace.deadline.isoformat() if pace.deadline else None,
        "days": pace.days,
        "share": pace.share,
        "done": pace.done.isoformat() if pace.done else None,
        "reading": pace.reading or None,
        "words": pace.words,
    }


def progress_lines(
    agreement: Agreement, found: Sequence[ClauseProgress], on: date, breaches: Mapping[str, CountedBreaches]
) -> Iterator[str]:
    """The agreement and each clause: the score a source gives, what findings suggest, breaches by its rule, and the pace."""
    scale = ", ".join(f"{row.code} {row.term}" for row in term_rows().values() if row.set == "score")
    yield f"{agreement.title} ({agreement.id}) on {on}; scores {scale}\n"
    silent = [one for one in found if _is_silent(one) and breaches[one.clause.id].high == 0]
    for one in found:
        if one in silent:
            continue
        yield f"\n{one.clause.id}  {one.clause.kind.value}\n  {one.clause.obligation}\n"
        if one.coded:
            yield f"  coded: {score_words(one.coded.score)}, {one.coded.on}: {one.coded.why} ({one.coded.source})\n"
        if one.suggested:
            told = f"{score_words(one.suggested.score)}: {one.suggested.why} ({one.evidence.words})"
            yield f"  findings suggest: {told}\n"
        else:
            yield "  findings suggest: nothing, no evidence was read\n"
        counted = breaches[one.clause.id]
        if counted.high != 0:
            yield f"  breaches told of, by the rule {counted.rule.name}: {range_of_figures(counted.low, counted.high)}\n"
        yield from (f"  by {pace.deadline}: {pace.words}\n" for pace in one.pace if pace.deadline)
    if silent:
        yield f"\nno score, no last day and no evidence read: {', '.join(one.clause.id for one in silent)}\n"


def _is_silent(one: ClauseProgress) -> bool:
    """True of a clause without a score, a suggestion or a last day."""
    return not (one.coded or one.suggested or any(pace.deadline for pace in one.pace))


def verdict_row(verdict: Verdict) -> Row:
    """One incident under one clause, "not applicable" too, answer by answer."""
    return {
        "agreement": verdict.agreement.id,
        "clause": verdict.clause.id,
        "asked": "kept" if verdict.kept else "broken",
        "state": verdict.state.value,
        "answers": [
            {"holds": answer.holds, "reason": answer.reason, "words": [span.text for span in answer.words]}
            for answer in verdict.answers
            if answer.reason
        ],
        "readings": [read_as_row(way) for way in verdict.readings],
    }


def verdict_lines(incident: Incident, verdicts: Sequence[Verdict], findings: Sequence[Finding], *, full: bool) -> Iterator[str]:
    """What an incident comes to clause by clause; in short, of a clause that does not apply only what rules it out.

    In short, an agreement whose clauses are all ruled out by one and the same answer is told in one line.
    """
    yield f"{incident.id}: {incident.type.lower()}{', ' + incident.mode if incident.mode else ''}\n"
    for title, some in groupby(verdicts, key=lambda verdict: f"{verdict.agreement.id}  {verdict.agreement.title}"):
        mine = list(some)
        if not full and len(mine) > 1 and (reason := _common(mine)):
            yield f"\n{title}: not applicable\n  no: {reason}\n"
            continue
        for verdict in mine:
            yield from _verdict_lines(verdict, full=full)
    for finding in findings:
        yield f"\n{finding.clause_id or finding.agreement_id}  accusation: {finding.state.value}\n"
        yield from (f"  {reason}\n" for reason in finding.reasons)


def accusations(findings: Iterable[Finding], verdicts: Iterable[Verdict]) -> tuple[Finding, ...]:
    """Those of the findings on an incident that rest on the words of an accusation, and not on a verdict on the act."""
    judged = {(one.agreement.id, one.clause.id) for one in verdicts if one.state is not FindingState.NOT_APPLICABLE}
    return tuple(one for one in findings if (one.agreement_id, one.clause_id) not in judged)


def _common(verdicts: Sequence[Verdict]) -> str | None:
    """The answer that rules out every one of these clauses, if there is one."""
    if any(verdict.state is not FindingState.NOT_APPLICABLE for verdict in verdicts):
        return None
    ruled = [[answer.reason for answer in verdict.answers if answer.holds is False] for verdict in verdicts]
    return next((reason for reason in reversed(ruled[0]) if all(reason in reasons for reasons in ruled)), None)


def _verdict_lines(verdict: Verdict, *, full: bool) -> Iterator[str]:
    yield f"\n{verdict.clause.id}  {'is it kept?' if verdict.kept else 'is it broken?'} {verdict.state.value}\n"
    ruled_out = verdict.state is FindingState.NOT_APPLICABLE and not full
    for answer in verdict.answers:
        if answer.reason and (answer.holds is False or not ruled_out):
            yield f"  {ANSWERS[answer.holds]}: {answer.reason}\n"
    yield from (f"  read as {way.value} ({way.source}): {_state(way.state)}\n" for way in verdict.readings)


def _state(state: FindingState | None) -> str:
    return (state or FindingState.NOT_APPLICABLE).value
