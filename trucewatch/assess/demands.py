"""Read a claim as a demand: who asks what of whom, where, until when, and by which marks a ledger finds all that may be one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.assess.expiry import last_day, may_mean
from trucewatch.knowledge.demand_tables import change_told, kind_of_demand
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import Actor, ChangeKind, Claim, EventType, Place, Realis, Report

DEMANDING = frozenset({EventType.REQUEST, EventType.THREATEN})
CHANGING = DEMANDING | {EventType.CONCEDE, EventType.RETREAT, EventType.AGREE}  # the acts by which a demand may be taken back
HELP = "assist"  # the mode of asking for help, which is no demand
RUNS_DAYS = 366  # a demand said again without a day later than this after it was made is another


@dataclass(frozen=True, slots=True)
class Demand:
    """A claim read as a demand. `made` is the day on which it was said, or told at the latest; None where nothing dates it."""

    claim: Claim
    issuer: frozenset[str]
    addressee: frozenset[str]
    asks: str
    made: date | None
    last: date | None
    change: ChangeKind | None

    @property
    def id(self) -> str:
        """The id of the claim."""
        return self.claim.id

    @property
    def has_day(self) -> bool:
        """True if words for a last day are told, on the calendar or not."""
        return self.claim.deadline is not None or self.claim.deadline_words is not None

    @property
    def names_both(self) -> bool:
        """True if who demands and of whom are told."""
        return bool(self.issuer and self.addressee)


def demand_of(claim: Claim, report: Report | None) -> Demand | None:
    """The claim as a demand, as one said again, or as a change of one; None if it can be none of these."""
    if claim.type not in CHANGING or claim.realis is Realis.NEGATED:
        return None
    words = claim.quote.text
    change = change_told(words)
    told = claim.type in DEMANDING and (claim.deadline is not None or claim.deadline_words is not None)
    if claim.type not in DEMANDING and change is not ChangeKind.WITHDRAWN and change is not ChangeKind.EXTENDED:
        return None
    asks, issuer = _asked(claim), sides_named(claim.actor)
    found = Demand(
        claim=claim,
        issuer=issuer,
        addressee=sides_named(claim.recipient) - issuer,  # nobody asks it of himself: whom "the regime" meant is not told
        asks=asks,
        made=_made(claim, report),
        last=last_day(claim) if told else None,
        change=change,
    )
    plain = bool(asks) or change is not None or (told and found.names_both)
    return found if plain and claim.mode != HELP else None


def is_threat_of(claim: Claim) -> bool:
    """True if it can say what follows where a demand of the same report is not met."""
    return claim.type is EventType.THREATEN and claim.realis is Realis.CONDITIONAL


def bears_on_demands(claim: Claim, report: Report | None) -> bool:
    """False if no ultimatum would be another without the claim."""
    return is_threat_of(claim) or demand_of(claim, report) is not None


def _asked(claim: Claim) -> str:
    """The kind of demand: by its condition ("unless they withdraw"), else by the words nearest to its last day."""
    if claim.condition is not None and (asks := kind_of_demand(claim.condition.text)):
        return asks
    until = claim.deadline_words.span if claim.deadline_words else claim.deadline.span if claim.deadline else None
    near = until.start - claim.quote.start if until is not None and until != claim.quote else len(claim.quote.text)
    return kind_of_demand(claim.quote.text, near=max(0, near))


def _made(claim: Claim, report: Report | None) -> date | None:
    published = report.published.day if report is not None and report.published else None
    said = claim.time.start if claim.time else None
    return min((day for day in (said, published) if day), default=None)


def sides_named(actors: Sequence[Actor]) -> frozenset[str]:
    """The sides of those named."""
    return sides_of(tuple(actor.party for actor in actors if actor.party))


def is_bearer(demand: Demand) -> bool:
    """True if it can make an ultimatum or stand for one: words for a last day, and a day or both sides."""
    return demand.has_day and demand.claim.type in DEMANDING and (demand.last is not None or demand.names_both)


def fits(told: frozenset[str], other: frozenset[str]) -> bool:
    """True if nobody is named on one side, or somebody on both."""
    return not told or not other or bool(told & other)


def same_ground(a: Place | None, b: Place | None) -> bool:
    """False if two places, both named with the demand itself, lie apart: in two countries or two divisions."""
    if a is None or b is None or a.inherited or b.inherited:
        return True
    if a.country and b.country and a.country != b.country:
        return False
    return not (a.admin1 and b.admin1) or a.admin1 == b.admin1


def same_demand(a: Demand, b: Demand) -> bool:
    """True if two claims can tell one demand: the same sides, kind and ground, and one last day or one while the other ran."""
    if not (fits(a.issuer, b.issuer) and fits(a.addressee, b.addressee) and same_ground(a.claim.place, b.claim.place)):
        return False
    if a.last == b.last and a.last is not None:
        return a.asks == b.asks or not a.asks or not b.asks
    if a.asks != b.asks or not a.asks or not (a.names_both and b.names_both):
        return False
    if a.last is None or b.last is None:
        undated, dated = (a, b) if a.last is None else (b, a)
        return dated.last is not None and may_mean(undated.claim, dated.last)
    return _runs(a, b.made) or _runs(b, a.made)


def _runs(demand: Demand, day: date | None) -> bool:
    return day is not None and demand.made is not None and demand.last is not None and demand.made <= day <= demand.last


def demand_marks(demand: Demand) -> tuple[str, ...]:
    """The marks by which a ledger looks it up: its sides, its issuer, its last day, and "open" where a side is left out."""
    if is_bearer(demand):
        days = (f"due {demand.last.toordinal()}",) if demand.last else ()
        left_open = () if demand.names_both else tuple(f"open {day}" for day in days)
        return (*pair_marks((demand,)), *issuer_marks((demand,)), *days, *left_open)
    if demand.made is None:
        return ()
    return tuple(f"{pair.replace('demand', 'again')} {demand.made:%Y-%m}" for pair in told_of((demand,)))


def pair_marks(demands: Collection[Demand]) -> tuple[str, ...]:
    """A mark for each side that demands something of each other side."""
    return tuple(sorted({f"demand {a}>{b}" for demand in demands for a in demand.issuer for b in demand.addressee}))


def issuer_marks(demands: Collection[Demand]) -> tuple[str, ...]:
    """A mark for each side that demands something."""
    return tuple(sorted({f"demand {a}>" for demand in demands for a in demand.issuer}))


def told_of(demands: Collection[Demand]) -> tuple[str, ...]:
    """The marks of the demands that these may say again or change: an ultimatum is taken back without saying of whom."""
    unsaid = [demand for demand in demands if not is_bearer(demand) and not demand.addressee]
    return (*pair_marks(demands), *issuer_marks(unsaid))


def months_of(demands: Collection[Demand]) -> tuple[str, ...]:
    """The months in which demands with a last day may be said again."""
    days = [demand.made for demand in demands if demand.made and is_bearer(demand)]
    last = [demand.last for demand in demands if demand.last]
    return tuple(_months(min(days), max(last))) if days and last else ()


def _months(first: date, last: date) -> Iterator[str]:
    last = min(last, max(first, date.max - timedelta(days=62)))
    at = first.replace(day=1)
    while at <= last:
        yield f"{at:%Y-%m}"
        at = (at + timedelta(days=32)).replace(day=1)
