"""What no longer stands after a merging, and why: incidents whose claims went elsewhere, what does not follow any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from trucewatch.ledger import Kind, Withdrawal
from trucewatch.model import Decision, Finding, Incident, Ultimatum
from trucewatch.reviewing.rulings import Rulings
from trucewatch.reviewing.standing import last_word

FINDING_GONE = "its incident or clause no longer gives it"
ULTIMATUM_GONE = "its claims are now told elsewhere"


def incidents_gone(
    before: Iterable[Incident], kept: Collection[str], holder: Mapping[str, str], rulings: Rulings
) -> Iterator[Withdrawal]:
    """Of the incidents there were, those that are not `kept`; `holder` is the incident that each claim stands in now."""
    for incident in before:
        if incident.id not in kept:
            into = tuple(dict.fromkeys(holder[claim] for claim in incident.claim_ids if claim in holder))
            reason = "its claims now belong to another incident" if into else _why_gone(incident, rulings)
            yield Withdrawal(Kind.INCIDENT, incident.id, reason, into)


def _why_gone(incident: Incident, rulings: Rulings) -> str:
    """The words of whoever rejected its claims; else that they are no longer read."""
    last = (last_word(rulings.on_claims.get(claim, ())) for claim in incident.claim_ids)
    rejected = {f"{one.by}: {one.reason}" for one in last if one is not None and one.decision is Decision.REJECT}
    return f"rejected by {'; '.join(sorted(rejected))}" if rejected else "its claims are gone"


def findings_gone(before: Iterable[Finding], kept: Collection[str]) -> Iterator[Withdrawal]:
    """Of the findings there were, those that are not kept."""
    return (Withdrawal(Kind.FINDING, one.id, FINDING_GONE) for one in before if one.id not in kept)


def ultimatums_gone(before: Iterable[Ultimatum], kept: Collection[str]) -> Iterator[Withdrawal]:
    """Of the ultimatums there were, those that are not kept."""
    return (Withdrawal(Kind.ULTIMATUM, one.id, ULTIMATUM_GONE) for one in before if one.id not in kept)
