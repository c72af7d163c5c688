"""Violations that last, and breaches of a clause counted by its rule: rows for exports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.assess.continuing import SPEECH, violations
from trucewatch.knowledge.counting_tables import CountingRule, counting_rules
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger
from trucewatch.model import Agreement, Claim, Clause, EventType, Finding, Incident, Post, Report, Violation
from trucewatch.publish.exports import Row
from trucewatch.publish.posts import posts_known
from trucewatch.reconcile.counting import CountedEvent, count_events
from trucewatch.reconcile.figures.bounds import add

BY_ONE = "per-incident"  # the rule of a clause that names none


def violation_row(violation: Violation) -> Row:
    """One lasting breach; where a day is not told for certain, from the earliest to the latest it can be."""
    return {
        "id": violation.id,
        "agreement": violation.agreement_id,
        "clause": violation.clause_id,
        "by": list(violation.by),
        "place": violation.place or None,
        "state": violation.state.value,
        "opened_earliest": violation.opened_earliest.isoformat(),
        "opened_latest": violation.opened_latest.isoformat(),
        "last_told": violation.seen.isoformat(),
        "closed_earliest": violation.closed_earliest.isoformat() if violation.closed_earliest else None,
        "closed_latest": violation.closed_latest.isoformat() if violation.closed_latest else None,
        "closed_by": violation.closed_by,
        "closed_why": violation.closed_why or None,
        "findings": list(violation.finding_ids),
    }


def violation_table(ledger: Ledger) -> Iterator[Row]:
    """Every lasting breach that the findings held come to."""
    return (violation_row(one) for one in lasting(ledger, tuple(ledger.agreements())))


def lasting(ledger: Ledger, agreements: Sequence[Agreement]) -> tuple[Violation, ...]:
    """The violations that last, worked out from the findings and incidents of a ledger; nothing of them is stored."""
    return lasting_among(
        agreements,
        tuple(ledger.findings()),
        ledger.incidents(),
        claims=lambda ids: ledger.held(Claim, ids),
        reports=lambda ids: ledger.held(Report, ids),
        posts=posts_known(ledger),
    )


def lasting_among(
    agreements: Sequence[Agreement],
    findings: Sequence[Finding],
    incidents: Iterable[Incident],
    *,
    claims: Callable[[Collection[str]], Iterable[Claim]],
    reports: Callable[[Collection[str]], Iterable[Report]],
    posts: Sequence[Post],
) -> tuple[Violation, ...]:
    """The violations that last; claims and reports are only looked up of acts that may make one good."""
    concerned = [one for one in agreements if any(clause.continuing for clause in one.clauses)]
    ids = {one.id for one in concerned}
    mine = [one for one in findings if one.agreement_id in ids]
    if not mine:
        return ()
    types = {
        kind for one in concerned for clause in one.clauses if clause.continuing for act in clause.ends for kind in act.types
    }
    touched = {finding.incident_id for finding in mine}
    kept = [one for one in incidents if one.id in touched or one.type in types]
    told = tuple(claims({key for one in kept if one.type in types for key in one.claim_ids}))
    behind = tuple(reports({claim.report_id for claim in told}))
    return violations(kept, mine, told, concerned, reports=behind, places=load_gazetteer(), posts=posts)


@dataclass(frozen=True, slots=True)
class CountedBreaches:
    """How many breaches of one clause are told of in a period, by a rule; `high` None is open.

    `events` are the attacks as the rule counts them; other acts (a road closed, a convoy) count one for each incident.
    """

    clause_id: str
    rule: CountingRule
    low: int
    high: int | None
    events: tuple[CountedEvent, ...]
    others: tuple[str, ...]


def count_breaches(
    clause: Clause,
    findings: Iterable[Finding],
    incidents: Iterable[Incident],
    *,
    since: date | None = None,
    until: date | None = None,
) -> CountedBreaches:
    """The breaches of a clause by its own counting rule: alleged, corroborated and contested, from `since` to `until`.

    Both days count. What no account dates is in no period, and counts only where none is asked for. An accusation counts nothing.
    """
    broken = {one.incident_id for one in findings if one.clause_id == clause.id and one.state.of_breach}
    mine = [one for one in incidents if one.id in broken and one.type not in SPEECH and _within(one, since, until)]
    rule = counting_rules()[clause.counting or BY_ONE]
    events = count_events([one for one in mine if one.type is EventType.ASSAULT], rule)
    others = tuple(sorted(one.id for one in mine if one.type is not EventType.ASSAULT))
    low, high = add([*((event.low, event.high) for event in events), (len(others), len(others))])
    return CountedBreaches(clause.id, rule, low or 0, high, events, others)


def _within(incident: Incident, since: date | None, until: date | None) -> bool:
    if incident.time is None:
        return since is None and until is None
    return (since is None or incident.time.start >= since) and (until is None or incident.time.last <= until)
