"""Keep the demands with a last day: one record per demand however often it is told, with its changes and how its end is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.assess.demand_words import demand_words, says_otherwise, threatened_words
from trucewatch.assess.demands import (
    DEMANDING,
    RUNS_DAYS,
    Demand,
    demand_of,
    fits,
    is_bearer,
    is_threat_of,
    same_demand,
    same_ground,
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

NEVER = date.max
Pair = tuple[str, str, str]  # who demands, of whom, what kind of demand
LONG_RUN = 36  # months; what runs for longer is compared with every demand of its sides, as is what nothing dates
ANY_TIME = -1
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
    groups = _groups([demand for demand in demands if is_bearer(demand)])
    again = _said_again(groups, [demand for demand in demands if not is_bearer(demand)])
    told_in: dict[str, list[Claim]] = {}
    for claim in claims:
        told_in.setdefault(claim.report_id, []).append(claim)
    made = [_ultimatum(group, more, told_in, agreements) for group, more in zip(groups, again, strict=True)]
    return tuple(sorted(made, key=lambda item: (item.deadline, item.id)))


def _groups(bearers: Sequence[Demand]) -> list[list[Demand]]:
    """Those that tell all first, by themselves; then those that leave something out, each to the only group it can belong to."""
    groups: list[list[Demand]] = []
    for told in (_tells_all, _leaves_out_ground, _leaves_out_more):
        near = _Near(groups)
        found = [(demand, near.only(demand)) for demand in bearers if told(demand)]
        alone = _linked([demand for demand, number in found if number is None])
        for demand, number in found:
            if number is not None:
                groups[number].append(demand)
        groups += alone
    kept = [sorted(group, key=_when) for group in groups if any(d.last for d in group)]
    return sorted(kept, key=lambda group: min(d.id for d in group))


def _when(demand: Demand) -> tuple[date, int, str]:
    return (demand.made or NEVER, demand.claim.quote.start, demand.id)


def _tells_all(demand: Demand) -> bool:
    place = demand.claim.place
    return _tells_the_demand(demand) and place is not None and not place.inherited


def _leaves_out_ground(demand: Demand) -> bool:
    return _tells_the_demand(demand) and not _tells_all(demand)


def _leaves_out_more(demand: Demand) -> bool:
    return not _tells_the_demand(demand)


def _tells_the_demand(demand: Demand) -> bool:
    return demand.names_both and bool(demand.asks) and demand.last is not None


class _Near:
    """Groups looked up by what a demand must share with one of theirs: its last day, or its two sides, its kind and its time."""

    def __init__(self, groups: Sequence[Sequence[Demand]]) -> None:
        self._under: dict[object, list[tuple[int, Demand]]] = {}
        self._told_in: dict[str, list[tuple[int, Demand]]] = {}
        for number, group in enumerate(groups):
            for demand in group:
                self.add(number, demand)

    def add(self, number: int, demand: Demand) -> None:
        """One more demand of a group."""
        for key in (*_keys(demand), *_times(demand)):
            self._under.setdefault(key, []).append((number, demand))
        self._told_in.setdefault(demand.claim.report_id, []).append((number, demand))

    def fitting(self, demand: Demand) -> frozenset[int]:
        """The groups of which one tells the same demand."""
        beside = (item for key in _asked_under(demand) for item in self._under.get(key, ()))
        found: set[int] = set()
        for number, other in beside:
            if number not in found and same_demand(demand, other):
                found.add(number)
        return frozenset(found)

    def only(self, demand: Demand) -> int | None:
        """The only group whose demand it can tell; of several the only one that the same report tells."""
        fits_in = self.fitting(demand)
        if len(fits_in) > 1:
            own, beside = set(_keys(demand)), self._told_in.get(demand.claim.report_id, ())
            fits_in &= {number for number, other in beside if not own.isdisjoint(_keys(other))}
        return next(iter(fits_in)) if len(fits_in) == 1 else None


def _keys(demand: Demand) -> list[object]:
    """Two claims of one demand share one of these."""
    return [*_pairs(demand), demand.last] if demand.last else list(_pairs(demand))


def _pairs(demand: Demand) -> list[Pair]:
    return [(a, b, demand.asks) for a in demand.issuer for b in demand.addressee if demand.asks]


def _times(demand: Demand) -> list[object]:
    """Two claims of one demand that give two last days share one of these, if neither is of any time."""
    return [(*pair, month) for pair in _pairs(demand) for month in (_months_run(demand) or (ANY_TIME,))]


def _asked_under(demand: Demand) -> list[object]:
    """The keys and times under which all stand that can tell the same demand."""
    months = _months_run(demand)
    if not months:
        return _keys(demand)
    times = [(*pair, month) for pair in _pairs(demand) for month in (*months, ANY_TIME)]
    return [demand.last, *times]


def _months_run(demand: Demand) -> range:
    """The months from when it was made to its last day, as numbers; none where that is not known, or very long."""
    if demand.made is None or demand.last is None:
        return range(0)
    first, end = _month(demand.made), max(_month(demand.made), _month(demand.last)) + 1
    return range(first, end) if end - first <= LONG_RUN else range(0)


def _month(day: date) -> int:
    return 12 * day.year + day.month


def _linked(demands: Sequence[Demand]) -> list[list[Demand]]:
    """Demands that are the same, directly or through others, together."""
    near = _Near(())
    above = list(range(len(demands)))

    def top(number: int) -> int:
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    for number, demand in enumerate(demands):
        for other in near.fitting(demand):
            above[top(other)] = top(number)
        near.add(number, demand)
    groups: dict[int, list[Demand]] = {}
    for number, demand in enumerate(demands):
        groups.setdefault(top(number), []).append(demand)
    return list(groups.values())


def _said_again(groups: Sequence[Sequence[Demand]], others: Iterable[Demand]) -> list[list[Demand]]:
    """For each group the claims without a last day that say its demand again, or change it, while it ran."""
    out: list[list[Demand]] = [[] for _ in groups]
    running = [_Running.of(group) for group in groups]
    by_issuer: dict[tuple[str, int], set[int]] = {}
    for number, one in enumerate(running):
        for side in {side for issuer, _ in one.sides for side in issuer}:
            for month in one.months():
                by_issuer.setdefault((side, month), set()).add(number)
    for demand in others:
        if demand.made is not None:
            near = {number for side in demand.issuer for number in by_issuer.get((side, _month(demand.made)), ())}
            found = [number for number in sorted(near) if _says_again(demand, running[number])]
            if len(found) == 1:
                out[found[0]].append(demand)
    return out


@dataclass(frozen=True, slots=True)
class _Running:
    """One demand by all who tell it: from when to when it ran, its kinds, and each pair of sides and each ground once."""

    begun: date | None
    ends: date
    kinds: frozenset[str]
    sides: frozenset[tuple[frozenset[str], frozenset[str]]]
    grounds: tuple[Place, ...]

    @classmethod
    def of(cls, group: Sequence[Demand]) -> _Running:
        """What its claims tell."""
        places = (demand.claim.place for demand in group)
        grounds = {(place.inherited, place.country, place.admin1): place for place in places if place is not None}
        return cls(
            begun=min((d.made for d in group if d.made), default=None),
            ends=max(d.last for d in group if d.last),
            kinds=frozenset(d.asks for d in group if d.asks),
            sides=frozenset((d.issuer, d.addressee) for d in group),
            grounds=tuple(grounds.values()),
        )

    def months(self) -> range:
        """The months in which it can be said again."""
        if self.begun is None:
            return range(0)
        last = min(self.ends, self.begun + timedelta(days=min(RUNS_DAYS, (date.max - self.begun).days)))
        return range(_month(self.begun), _month(last) + 1)


def _says_again(demand: Demand, group: _Running) -> bool:
    begun = group.begun
    if begun is None or demand.made is None or not demand.issuer or not begun <= demand.made <= group.ends:
        return False
    if demand.made - begun > timedelta(days=RUNS_DAYS) or not (demand.addressee or _taken_back(demand)):
        return False
    if not any(_of_its_sides(demand, *sides) for sides in group.sides):
        return False
    same_sides = all(fits(demand.issuer, issuer) and fits(demand.addressee, addressee) for issuer, addressee in group.sides)
    same_kind = demand.asks in group.kinds or (not demand.asks and demand.change is not None)
    return same_sides and same_kind and all(same_ground(demand.claim.place, place) for place in group.grounds)


def _of_its_sides(demand: Demand, issuer: frozenset[str], addressee: frozenset[str]) -> bool:
    """True if both name one issuer and one addressee; whoever takes a demand back need not say of whom."""
    return bool(demand.issuer & issuer) and (not demand.addressee or bool(demand.addressee & addressee))


def _taken_back(demand: Demand) -> bool:
    return demand.change in (ChangeKind.WITHDRAWN, ChangeKind.EXTENDED)


def _ultimatum(
    group: Sequence[Demand], again: Sequence[Demand], told_in: Mapping[str, Sequence[Claim]], agreements: Sequence[Agreement]
) -> Ultimatum:
    """The record of one demand: what was told first makes it, what came later is said again or changes it."""
    said = [d for d in again if d.change is None and d.claim.type in DEMANDING]
    told = sorted([*group, *said], key=_when)
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
        claim_ids=tuple(dict.fromkeys(d.id for d in sorted([*group, *again], key=_when))),
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
