"""How far an incident is carried: by one word only, by several origins, or against a contradiction."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.model import Account, Comparison, EventType, FigureRange, Realis, Relation, State
from trucewatch.reconcile.accounts import Telling
from trucewatch.reconcile.evidence import SPEECH
from trucewatch.reconcile.figures import bounds_words


def incident_state(
    realis: Realis,
    told: Sequence[Telling],
    accounts: Sequence[Account],
    comparisons: Sequence[Comparison],
    figures: Sequence[FigureRange],
) -> tuple[State, str]:
    """The state, and the reason in neutral words; who only plans or threatens it does not carry that it happened."""
    broken = _is_broken_truce(told)
    if realis is Realis.NEGATED and not broken:
        return State.NOT_ASSESSABLE, "every account says that it did not happen"
    if realis is not Realis.ACTUAL and not broken and not _is_speech(told):
        return State.NOT_ASSESSABLE, "announced, planned or thought possible; no account says that it happened"
    if not broken and (contested := _contested(told, comparisons, figures)):
        return State.CONTESTED, "; ".join(contested)
    saying = {one.letter for one in told if any(claim.realis is realis for claim in one.claims)}
    origins = list(dict.fromkeys(account.origin for account in accounts if account.letter in saying))
    if len(origins) > 1:
        return State.CORROBORATED, f"carried by {len(origins)} independent origins: {', '.join(origins)}"
    return State.ALLEGED, _one_origin(origins[0], len(saying))


def _is_broken_truce(told: Sequence[Telling]) -> bool:
    """A truce said to have broken down is told as one that does not hold: an allegation, not a denial."""
    claims = [claim for one in told for claim in one.claims]
    return all(c.type is EventType.RETREAT and c.mode == "ceasefire" and c.realis is Realis.NEGATED for c in claims)


def _is_speech(told: Sequence[Telling]) -> bool:
    """A threat is itself a happening: it was said, whatever it threatens."""
    return all(claim.type in SPEECH for one in told for claim in one.claims)


def _contested(told: Sequence[Telling], comparisons: Sequence[Comparison], figures: Sequence[FigureRange]) -> list[str]:
    """What is disputed: that it happened, who did it, how many."""
    out: list[str] = []
    for one in told:
        for claim in one.claims:
            if claim.realis is Realis.NEGATED:
                who = claim.speaker.label if claim.speaker else f"account {one.letter}"
                out.append(f"denied according to {who} (account {one.letter})")
    out += [item.why for item in comparisons if item.relation is Relation.DIFFERENT_ACTOR]
    differing = {item.a for item in comparisons if item.relation is Relation.DIFFERENT_NUMBERS}
    for figure in figures:
        if any(span in differing for _, _, _, span in figure.by_account):
            out.append(f"accounts differ on the number {figure.kind}: {bounds_words(figure.low, figure.high)}")
    return list(dict.fromkeys(out))


def _one_origin(origin: str, reports: int) -> str:
    return f"one origin only: {origin}" + (f", in {reports} reports" if reports > 1 else "")
