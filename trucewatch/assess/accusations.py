"""Find which agreement, and which of its clauses, an accusation means, by the words in which it is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from trucewatch.knowledge.assess_tables import clause_cue_rows, mention_rows
from trucewatch.knowledge.parties import fold
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import Agreement, Claim, EventType, Incident, Realis, Span

ALLEGING = frozenset({"allege", None})


def is_accusation(incident: Incident) -> bool:
    """True for an accusation of a breach, and for a truce said to be broken without any act being named."""
    if incident.type is EventType.ACCUSE:
        return incident.mode in ALLEGING
    return is_broken_truce(incident)


def is_broken_truce(incident: Incident) -> bool:
    """True for a truce said to be broken: whoever says so accuses, and whoever broke it is the one accused."""
    return incident.type is EventType.RETREAT and incident.mode == "ceasefire" and incident.realis is Realis.NEGATED


def meant(incident: Incident, claims: Sequence[Claim], agreement: Agreement, told_on: date | None = None) -> tuple[Span, ...]:
    """The passages that mean this agreement; () where none does, or where nobody bound by it is accused.

    An accusation without a day was made at the latest on `told_on`, the day of the first report.
    """
    accused = sides_of(incident.actor if is_broken_truce(incident) else incident.recipient)
    if accused and not accused & sides_of(agreement.bound):
        return ()
    day = incident.time.start if incident.time else told_on
    found = []
    for claim in claims:
        for row in mention_rows():
            if row.agreement != agreement.id or (day and ((row.since and day < row.since) or (row.until and day >= row.until))):
                continue
            if all(_begins(word, claim.quote.text) for word in row.words):
                found.append(claim.quote)
    return tuple(dict.fromkeys(found))


def accused_clauses(claims: Sequence[Claim], agreement: Agreement) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """The clauses that the words of an accusation point to, the first that fits for each passage, with the passages."""
    out: dict[str, list[Span]] = {}
    known = {clause.id for clause in agreement.clauses}
    for claim in claims:
        rows = (row for row in clause_cue_rows() if row.agreement == agreement.id and row.clause in known)
        row = next((row for row in rows if any(_begins(word, claim.quote.text) for word in row.any_of)), None)
        if row is not None:
            out.setdefault(row.clause, []).append(claim.quote)
    return tuple((clause, tuple(dict.fromkeys(spans))) for clause, spans in sorted(out.items()))


def _begins(word: str, text: str) -> bool:
    """True if some word of the text begins so, whatever its case and accents."""
    return re.search(rf"\b{re.escape(fold(word))}", fold(text)) is not None
