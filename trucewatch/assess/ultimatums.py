"""Keep the demands with a last day: one record per demand however often it is told, with its changes and how its end is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from trucewatch.assess.demand_groups import NEVER, groups_of, said_again, when
from trucewatch.assess.demand_words import demand_words, says_otherwise, threatened_words
from trucewatch.assess.demands import (
    DEMANDING,
    Demand,
    demand_of,
    fits,
    is_bearer,
    is_threat_of,
    sides_named,
)
from trucewatch.assess.expiry import expiry_of
from trucewatch.assess.instruments import instrument_of
from trucewatch.knowledge.demand_tables import threat_told
from trucewatch.knowledge.sides import side_of, sides_of
from trucewatch.model import (
    Actor,
    Agreement,
    Change,
    ChangeKind,
    Claim,
    EventType,
    Expiry,
    Place,
    Report,
    Span,
    Ultimatum,
    content_id,
)

CHANGED_BY_WORDS = frozenset(ChangeKind) - {ChangeKind.OTHER_DAY}


def ultimatums(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    agreements: Sequence[Agreement] = (),
    *,
    among: Collection[str] | None = None,
) -> tuple[Ultimatum, ...]:
    """All demands with a last day, by that day.

    One demand of one issuer on one addressee is one ultimatum however often it is told, also where a report leaves out the day
    or a side and it can belong to one only. Two demands of different kinds, or about places apart, stay two. Another day told
    while the first still ran is a change. With `among` only these claims are taken for demands; the others may tell consequences.
    """
    by_report = {report.id: report for report in reports}
    asked = [claim for claim in claims if among is None or claim.id in among]
    demands = [found for claim in asked if (found := demand_of(claim, by_report.get(claim.report_id)))]
    demands.sort(key=lambda demand: (demand.made or NEVER, demand.id))
    groups = groups_of([demand for demand in demands if is_bearer(demand)])
    again = said_again(groups, [demand for demand in demands if not is_bearer(demand)])
    told_in: dict[str, list[Claim]] = {}
    for claim in claims:
        told_in.setdefault(claim.report_id, []).append(claim)
    made = [_ultimatum(group, more, told_in, agreements) for group, more in zip(groups, again, strict=True)]
    return tuple(sorted(made, key=lambda item: (item.deadline, item.id)))


def _ultimatum(
    group: Sequence[Demand], again: Sequence[Demand], told_in: Mapping[str, Sequence[Claim]], agreements: Sequence[Agreement]
) -> Ultimatum:
    """The record of one demand: what was told first makes it, what came later is said again or changes it."""
    said = [d for d in again if d.change is None and d.claim.type in DEMANDING]
    told = sorted([*group, *said], key=when)
    first = _first(group)
    demand = next((d for d in first if d.claim.type is EventType.REQUEST), first[0])
    ordered = [d.claim for d in told]
    issuer = _codes(c.actor for c in ordered)
    addressee = tuple(code for code in _codes(c.recipient for c in ordered) if side_of(code) not in sides_of(issuer))
    ground = _ground(first, told)

    def reading(one: Demand) -> Expiry | None:
        return expiry_of(one.claim, ground=ground, addressee=addressee, issuer=issuer)

    days = sorted({claim.time.start for claim in ordered if claim.time})
    beside = [claim for report_id in sorted({d.claim.report_id for d in group}) for claim in told_in.get(report_id, ())]
    threat = _threat([d.claim for d in group], beside)
    consequence = _consequence(threat, [demand.claim, *(d.claim for d in told)])
    expiry = reading(first[0])
    last = first[0].last or NEVER
    return Ultimatum(
        id=content_id("ultimatum", min(d.id for d in first)),
        issuer=issuer,
        addressee=addressee,
        demand=demand_words(demand.claim),
        place=ground.name if ground else None,
        issued=days[0] if days else None,
        deadline=last,
        claim_ids=tuple(dict.fromkeys(d.id for d in sorted([*group, *again], key=when))),
        restated_on=tuple(days[1:]),
        consequence=consequence,
        asks=Counter(d.asks for d in told if d.asks).most_common(1)[0][0] if any(d.asks for d in told) else "",
        threatens=_threatened(threat, consequence, [d.claim for d in group]),
        condition=next((c.condition for c in ordered if c.condition), None),
        expiry=expiry,
        changes=_changes(group, again, last, reading),
        ground=ground,
        instrument=instrument_of(issuer, addressee, last, agreements),
    )


def _first(group: Sequence[Demand]) -> list[Demand]:
    """What was told on the first day, with the last day that most of it gives (of as many, the later)."""
    dated = [d for d in group if d.last]
    begun = min(d.made or NEVER for d in dated)
    told = [d for d in dated if (d.made or NEVER) == begun]
    votes = Counter(d.last for d in told if d.last)
    last = max(votes, key=lambda day: (votes[day], day))
    return sorted((d for d in told if d.last == last), key=lambda d: (d.claim.quote.start, d.id))


def _changes(
    group: Sequence[Demand], again: Sequence[Demand], last: date, reading: Callable[[Demand], Expiry | None]
) -> tuple[Change, ...]:
    """Every change once a day and kind: another last day than the one in force, or words of change."""
    out: list[Change] = []
    known: set[tuple[date, ChangeKind]] = set()
    begun = min(d.made or NEVER for d in group)
    for demand in sorted([*group, *again], key=lambda d: (d.made or NEVER, d.last or date.min, d.change is None, d.id)):
        other = demand.last is not None and demand.last != last
        if demand.made is None or not (other or demand.change in CHANGED_BY_WORDS):
            continue
        kind = demand.change or ChangeKind.OTHER_DAY
        if not other and (demand.made, kind) in known:
            continue
        known.add((demand.made, kind))
        in_force = other and demand.made > begun
        out.append(Change(kind, demand.made, demand.claim.quote, demand.id, reading(demand) if other else None, in_force))
        last = demand.last if in_force and demand.last else last
    return tuple(out)


def _ground(first: Sequence[Demand], told: Sequence[Demand]) -> Place | None:
    """The place demanded about: one named with the demand itself before one carried over from elsewhere in a report."""
    places = [d.claim.place for d in (*first, *told) if d.claim.place]
    return next((place for place in places if not place.inherited), places[0] if places else None)


def _codes(named: Iterable[Sequence[Actor]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor.party for actors in named for actor in actors if actor.party))


def _threat(ordered: Sequence[Claim], claims: Sequence[Claim]) -> Claim | None:
    """What the issuer threatens: a conditional threat told in one of the same reports.

    One that says what would be done comes before "or face consequences", then the one nearest to the demand.
    """
    own = [claim for claim in ordered if claim.type is EventType.THREATEN]
    told: Mapping[str, Claim] = {claim.report_id: claim for claim in reversed(ordered)}
    near = [
        claim
        for claim in claims
        if claim.report_id in told
        and is_threat_of(claim)
        and (claim.deadline is None or claim in own)
        and _answers(claim, told[claim.report_id])
    ]
    reports: dict[str, int] = {}
    for at, claim in enumerate(ordered):
        reports.setdefault(claim.report_id, at)

    def order(claim: Claim) -> tuple[bool, int, int, str]:
        apart = abs(claim.quote.start - told[claim.report_id].quote.end)
        return (claim in own and says_otherwise(claim), reports[claim.report_id], apart, claim.id)

    return min(near, key=order) if near else own[0] if own else None


def _consequence(threat: Claim | None, demands: Sequence[Claim]) -> Span | None:
    """What is to follow, in words: of a threat, or of the first demand that says so itself ("leave by Friday or be hit").

    That somebody was given until a day is no threat of anything yet.
    """
    if threat is not None and (threat.mode or says_otherwise(threat) or threat.id not in {one.id for one in demands}):
        return threatened_words(threat)
    saying = next((one for one in demands if says_otherwise(one)), None)
    return threatened_words(saying) if saying else None


def _threatened(threat: Claim | None, consequence: Span | None, told: Sequence[Claim]) -> str | None:
    """The mode of the threat, or where its claim leaves that open, of another one told with the demand, or of its words."""
    own = [claim.mode for claim in told if claim.type is EventType.THREATEN and claim.mode]
    mode = (threat.mode if threat else None) or (own[0] if own else None)
    return mode or (threat_told(consequence.text) if consequence else None)


def _answers(threat: Claim, demand: Claim) -> bool:
    """True if it threatens whom the demand is made of, by who makes it."""
    return fits(sides_named(threat.actor), sides_named(demand.actor)) and fits(
        sides_named(threat.recipient), sides_named(demand.recipient)
    )
