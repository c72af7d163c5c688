"""What bears on last days, looked up in a catalogue: findings as counts, and the incidents that show what became of demands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import MAXYEAR, date, timedelta

from trucewatch.assess.standing import kinds_bearing_on
from trucewatch.catalogue import Question, Shelf
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import Agreement, Claim, EventType, FindingState, Incident, Report, Ultimatum
from trucewatch.publish.deadlines import Found, Held, held_among

MOST_SIGNS = 60  # incidents looked at of each kind and side, the latest, for what they show of a demand
AFTER = 60  # days beyond its last day within which something shows what became of a demand

States = Counter[FindingState]


def states_by_clause(shelf: Shelf, agreement: str, *, last: date | None = None) -> dict[str, States]:
    """How many findings of each state there are under each clause; "" is the agreement as a whole."""
    out: dict[str, States] = {}
    for (clause, state), many in shelf.finding_tally(agreement, by=("clause", "state"), last=last):
        out.setdefault(clause, Counter())[FindingState(state)] += many
    return out


def agreements_found(shelf: Shelf) -> Mapping[str, int]:
    """How many incidents findings under each agreement rest on; agreements without a finding are left out."""
    return {keys[0]: many for keys, many in shelf.tally(Question(), ("agreement",)) if keys[0]}


def breaches(states: Mapping[FindingState, int]) -> int:
    """How many of them tell of a breach."""
    return sum(many for state, many in states.items() if state.of_breach)


def held_on(
    shelf: Shelf,
    demands: Sequence[Ultimatum],
    agreements: Sequence[Agreement],
    *,
    incidents: Callable[[Collection[str]], Iterable[Incident]],
    claims: Callable[[Collection[str]], Iterable[Claim]],
    reports: Callable[[Collection[str]], Iterable[Report]],
) -> Held:
    """What bears on last days: demands with the incidents that may show what became of them, and findings as counts."""
    signs = incidents({key for demand in demands for key in _signs(shelf, demand)})
    touched = agreements_found(shelf)

    def counted(day: date) -> Mapping[tuple[str, str], Found]:
        out: dict[tuple[str, str], Found] = {}
        for agreement in touched:
            for clause, states in states_by_clause(shelf, agreement, last=day).items():
                out[agreement, clause] = _found(states)
            if any(found.broken for (name, _), found in out.items() if name == agreement):
                for clause, by in _alleged(shelf, agreement, day).items():
                    known = out.get((agreement, clause), Found())
                    out[agreement, clause] = Found(known.kept, known.broken, known.others, by)
        return out

    return held_among(demands, tuple(signs), (), agreements, claims=claims, reports=reports, counted=counted)


def _found(states: Mapping[FindingState, int]) -> Found:
    kept, broken = states.get(FindingState.COMPLIANCE, 0), breaches(states)
    return Found(kept, broken, sum(states.values()) - kept - broken)


def _alleged(shelf: Shelf, agreement: str, last: date) -> dict[str, tuple[str, ...]]:
    """Who alleges breaches of each clause, those who allege most first."""
    out: dict[str, list[tuple[int, str]]] = {}
    for (clause, by), many in shelf.finding_tally(agreement, by=("clause", "alleged_by"), last=last):
        if by:
            out.setdefault(clause, []).append((-many, by))
    return {clause: tuple(by for _, by in sorted(some)) for clause, some in out.items()}


def _signs(shelf: Shelf, demand: Ultimatum) -> Sequence[str]:
    """The incidents that may show what became of a demand: of kinds that do, by one of its sides, until some time after it."""
    last = max([demand.deadline, *(change.expiry.last for change in demand.changes if change.expiry)])
    until = last + timedelta(days=AFTER) if last.year < MAXYEAR else last
    first = demand.issued if demand.issued and demand.issued <= until else None
    sides = sorted(sides_of((*demand.addressee, *demand.issuer)))
    kinds: Sequence[EventType] = sorted(kinds_bearing_on(demand))
    return [
        key
        for kind in kinds
        for side in sides
        for key in shelf.ids(Question(first=first, last=until, type=kind, party=side), limit=MOST_SIGNS)
    ]
