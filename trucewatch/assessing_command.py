"""The commands `agreements test` and `agreements progress`: an incident under every clause, and how far clauses were kept."""

from __future__ import annotations

from typing import Annotated

import typer

from trucewatch.errors import UsageError
from trucewatch.options import AsJson, IncidentId, LedgerUrl, OnDay, incident_of, opened, this_day
from trucewatch.terminal import put, tell


def agreements_test(
    incident_id: IncidentId,
    clause_id: Annotated[str, typer.Argument(metavar="[CLAUSE]", help="One clause, or an agreement; all without.")] = "",
    full: Annotated[bool, typer.Option("--full", help="Every answer, and not only what rules a clause out.")] = False,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """Why an incident breaks or keeps each clause, or does not: the answers to every question, with what rules a clause out."""
    from trucewatch.assess.accusations import is_accusation
    from trucewatch.assess.findings import assess, weigh
    from trucewatch.knowledge.agreements import load_agreements
    from trucewatch.knowledge.places import load_gazetteer
    from trucewatch.knowledge.posts import load_posts
    from trucewatch.model import Claim, Report
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.progress import accusations, verdict_lines, verdict_row

    with opened(ledger) as book:
        incident = incident_of(book, incident_id)
        known = {agreement.id: agreement for agreement in (*book.agreements(), *load_agreements())}
        claims = tuple(book.held(Claim, incident.claim_ids))
        reports = tuple(book.held(Report, {claim.report_id for claim in claims}))
    agreements, places, posts = tuple(known[key] for key in sorted(known)), load_gazetteer(), load_posts()
    if clause_id and not any(clause_id in (one.id, *(clause.id for clause in one.clauses)) for one in agreements):
        raise UsageError(f"no agreement and no clause {clause_id!r}")
    weighed = weigh(incident, claims, agreements, reports=reports, places=places, posts=posts)
    verdicts = [one for one in weighed if clause_id in ("", one.clause.id, one.agreement.id)]
    if as_json:
        put(write_rows([verdict_row(one) for one in verdicts], "json"))
        return
    told = is_accusation(incident)
    found = assess([incident], claims, agreements, reports=reports, places=places, posts=posts) if told else ()
    accused = [one for one in accusations(found, weighed) if clause_id in ("", one.clause_id, one.agreement_id)]
    tell(verdict_lines(incident, verdicts, accused, full=full))


def agreements_progress(
    agreement_id: Annotated[str, typer.Argument(metavar="ID")],
    on: OnDay = "",
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """How far each clause was carried out by a day, 0 to 3, and how that stands to its last day."""
    from trucewatch.assess.implementation import progress
    from trucewatch.knowledge.agreements import choose_agreements
    from trucewatch.model import Incident
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.progress import progress_lines, progress_row
    from trucewatch.publish.violations import count_breaches, lasting

    today = this_day(on)
    (agreement,) = choose_agreements((agreement_id,))
    with opened(ledger) as book:
        findings = tuple(book.findings(agreement=agreement.id))
        incidents = tuple(book.held(Incident, {finding.incident_id for finding in findings}))
        found = progress(agreement, findings, incidents, lasting(book, (agreement,)), on=today)
    breaches = {clause.id: count_breaches(clause, findings, incidents, until=today) for clause in agreement.clauses}
    if as_json:
        put(write_rows([progress_row(one, breaches[one.clause.id]) for one in found], "json"))
    else:
        tell(progress_lines(agreement, found, today, breaches))
