"""What a comparison opens with: how much two reports share, how they stand, and an example of what one leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trucewatch.model import Claim, FindingState, Incident
from trucewatch.publish.compare import standfirst
from trucewatch.publish.titles import claim_title
from trucewatch.publish.tongue import say
from trucewatch.publish.words import count_words
from trucewatch.reconcile.comparing.alignment_parts import Alignment, Lone
from trucewatch.web.parts import Room


def opening(room: Room, aligned: Alignment, shared: Mapping[str, Incident], claims: Mapping[str, Claim]) -> str:
    """The standfirst in sentences; the examples are what bears on an agreement, else what was read most surely."""
    told = [_example(room, lone, claims) for lone in (aligned.only_a, aligned.only_b)]
    sentences = (
        say("Both tell of %(incidents)s.", incidents=count_words(len(shared), "incident")) if shared else "",
        standfirst(aligned),
        *(say("Only in %(letter)s: %(title)s.", letter=one, title=title) for one, title in zip("AB", told, strict=True) if title),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _example(room: Room, lone: Sequence[Lone], claims: Mapping[str, Claim]) -> str:
    """The heading of one claim that stands in this report only; empty where none does."""
    told = {claim.id: claim for one in lone if not one.figure for key in one.side.claim_ids[:1] if (claim := claims.get(key))}
    if not told:
        return ""
    bearing = _bearing(room, told)
    best = min(told.values(), key=lambda claim: (claim.id not in bearing, -claim.confidence, claim.id))
    title = claim_title(best, room.labels)
    return title[:1].lower() + title[1:]


def _bearing(room: Room, told: Mapping[str, Claim]) -> frozenset[str]:
    """Those of these claims whose incident is set against a clause."""
    incidents = room.desk.incidents_of(told)
    return frozenset(
        key
        for key, incident in incidents.items()
        if any(one.state is not FindingState.NOT_APPLICABLE for one in room.desk.findings_on(incident.id))
    )
