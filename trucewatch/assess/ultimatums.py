"""Keep the demands with a last day: one record per demand however often it is told, and where it stands on a given day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from trucewatch.knowledge.sides import sides_of
from trucewatch.model import Actor, Claim, EventType, Realis, Report, Span, Ultimatum, UltimatumState, content_id

DEMANDING = frozenset({EventType.REQUEST, EventType.THREATEN})


def ultimatums(claims: Sequence[Claim], reports: Sequence[Report]) -> tuple[Ultimatum, ...]:
    """All demands with a last day, by that day; one issuer's demand on one addressee for one day is one ultimatum."""
    published = {report.id: report.published.day for report in reports if report.published}
    grouped: dict[tuple[date, tuple[str, ...], tuple[str, ...]], list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: (_told_on(c, published), c.id)):
        if claim.deadline and claim.type in DEMANDING and claim.realis is not Realis.NEGATED:
            key = (claim.deadline.last, _sides(claim.actor), _sides(claim.recipient))
            grouped.setdefault(key, []).append(claim)
    merged = _addressee_left_out(grouped)
    found = [_ultimatum(group, last, claims, published) for (last, _, _), group in merged.items()]
    return tuple(sorted(found, key=lambda item: (item.deadline, item.id)))


def state_of(ultimatum: Ultimatum, *, today: date) -> UltimatumState:
    """Open, due on its last day, passed after it; whether it was met is for people to find."""
    if today > ultimatum.deadline:
        return UltimatumState.PASSED
    return UltimatumState.DUE if today == ultimatum.deadline else UltimatumState.OPEN


def _sides(actors: Sequence[Actor]) -> tuple[str, ...]:
    return tuple(sorted(sides_of(tuple(actor.party for actor in actors if actor.party))))


def _addressee_left_out(
    grouped: Mapping[tuple[date, tuple[str, ...], tuple[str, ...]], list[Claim]],
) -> dict[tuple[date, tuple[str, ...], tuple[str, ...]], list[Claim]]:
    """Claims that name no issuer or addressee go to the only ultimatum of that day that they can belong to."""
    out: dict[tuple[date, tuple[str, ...], tuple[str, ...]], list[Claim]] = {}
    for (last, issuer, addressee), group in sorted(grouped.items(), key=lambda item: (not item[0][1], not item[0][2], item[0])):
        fits = [key for key in out if key[0] == last and _fits(issuer, key[1]) and _fits(addressee, key[2])]
        out.setdefault(fits[0] if len(fits) == 1 else (last, issuer, addressee), []).extend(group)
    return out


def _fits(told: tuple[str, ...], full: tuple[str, ...]) -> bool:
    return not told or told == full or bool(set(told) & set(full))


def _ultimatum(group: Sequence[Claim], last: date, claims: Sequence[Claim], published: Mapping[str, date]) -> Ultimatum:
    ordered = sorted(group, key=lambda c: (_told_on(c, published), c.quote.start, c.id))
    first = [claim for claim in ordered if _told_on(claim, published) == _told_on(ordered[0], published)]
    demand = next((claim for claim in first if claim.type is EventType.REQUEST), first[0])
    days = sorted({claim.time.start for claim in ordered if claim.time})
    return Ultimatum(
        id=content_id("ultimatum", min(claim.id for claim in first)),
        issuer=_codes(claim.actor for claim in ordered),
        addressee=_codes(claim.recipient for claim in ordered),
        demand=demand.quote,
        place=next((claim.place.name for claim in ordered if claim.place), None),
        issued=days[0] if days else None,
        deadline=last,
        claim_ids=tuple(claim.id for claim in ordered),
        restated_on=tuple(days[1:]),
        consequence=_consequence(ordered, claims),
    )


def _told_on(claim: Claim, published: Mapping[str, date]) -> date:
    return published.get(claim.report_id, date.max)


def _codes(named: Iterable[Sequence[Actor]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor.party for actors in named for actor in actors if actor.party))


def _consequence(ordered: Sequence[Claim], claims: Sequence[Claim]) -> Span | None:
    """What the issuer threatens: a conditional threat told in one of the same reports, nearest to the demand."""
    own = [claim for claim in ordered if claim.type is EventType.THREATEN]
    told = {claim.report_id: claim for claim in reversed(ordered)}
    near = [
        claim
        for claim in claims
        if claim.report_id in told
        and claim.type is EventType.THREATEN
        and claim.realis is Realis.CONDITIONAL
        and (claim.deadline is None or claim in own)
        and _fits(_sides(claim.actor), _sides(told[claim.report_id].actor))
        and _fits(_sides(claim.recipient), _sides(told[claim.report_id].recipient))
    ]
    reports = [claim.report_id for claim in ordered]
    best = sorted(near, key=lambda c: (reports.index(c.report_id), abs(c.quote.start - told[c.report_id].quote.end), c.id))
    return best[0].quote if best else own[0].quote if own else None
