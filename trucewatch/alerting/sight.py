"""What can be seen at one moment: what the ledger held, how feeds stood, and what the clock said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Protocol, TypeVar

from trucewatch.assess.standing import bears_on, kinds_bearing_on, standing
from trucewatch.catalogue import IncidentCard, Question, Shelf
from trucewatch.catalogue.shelf import MOST
from trucewatch.feeds import FeedHealth
from trucewatch.ledger import Ledger
from trucewatch.model import Claim, DemandStanding, Incident, Report, Ultimatum

Piece = TypeVar("Piece")
STEP = 500  # ids asked for at once: SQLite takes them as parameters


class Sight(Protocol):
    """What noticing asks of a moment; two of them, before and now, are all it knows."""

    @property
    def seq(self) -> int:
        """The last entry of the ledger that was known."""
        ...

    @property
    def clock(self) -> datetime:
        """What time it was, in UTC."""
        ...

    @property
    def feeds(self) -> tuple[FeedHealth, ...]:
        """How the watched feeds stood."""
        ...

    def answering(self, question: Question, ids: Collection[str]) -> Mapping[str, IncidentCard]:
        """Those of these incidents that a question asks for."""
        ...

    def incidents(self, ids: Collection[str]) -> Mapping[str, Incident]:
        """Those of these incidents that stood."""
        ...

    def telling(self, claim_ids: Collection[str]) -> tuple[Incident, ...]:
        """The incidents that rested on any of these claims."""
        ...

    def counts(self, question: Question) -> Mapping[date, int]:
        """How many incidents a question asks for, by their first day; those without a day are left out."""
        ...

    def report_days(self, outlet: str = "") -> tuple[tuple[date, int], ...]:
        """How many reports were published on each day."""
        ...

    def outlets(self) -> tuple[str, ...]:
        """The outlets known, by name."""
        ...

    def ultimatums(self) -> tuple[Ultimatum, ...]:
        """The demands with a last day."""
        ...

    def standing(self, ultimatum: Ultimatum) -> DemandStanding:
        """How a demand stood."""
        ...


@dataclass(frozen=True)
class LedgerSight:
    """A moment of a ledger, as it was known then."""

    ledger: Ledger
    shelf: Shelf
    clock: datetime
    feeds: tuple[FeedHealth, ...] = ()

    @property
    def seq(self) -> int:
        """The last entry known."""
        return self.shelf.seq

    def answering(self, question: Question, ids: Collection[str]) -> Mapping[str, IncidentCard]:
        """The cards of those that answer."""
        found: dict[str, IncidentCard] = {}
        for some in pieces(sorted(ids), STEP):
            asked = [key for key in some if question.ids is None or key in question.ids]
            page = self.shelf.incidents(replace(question, ids=tuple(asked)), limit=STEP)
            found |= {card.id: card for card in page.cards}
        return found

    def incidents(self, ids: Collection[str]) -> Mapping[str, Incident]:
        """Those that stood."""
        return {one.id: one for one in self.ledger.held(Incident, ids, as_of=self.seq)} if ids else {}

    def telling(self, claim_ids: Collection[str]) -> tuple[Incident, ...]:
        """Those that rested on any of these claims."""
        return tuple(self.ledger.naming(Incident, "claim", claim_ids, as_of=self.seq)) if self.seq else ()

    def counts(self, question: Question) -> Mapping[date, int]:
        """Incidents by their first day."""
        return {date.fromisoformat(row.keys[0]): row.many for row in self.shelf.tally(question, ("day",)) if row.keys[0]}

    def report_days(self, outlet: str = "") -> tuple[tuple[date, int], ...]:
        """Reports by the day of publication."""
        return self.shelf.report_days(outlet=outlet)

    def outlets(self) -> tuple[str, ...]:
        """The outlets known."""
        return tuple(one.name for one in self.shelf.outlets())

    def ultimatums(self) -> tuple[Ultimatum, ...]:
        """The demands that stood."""
        return self._ultimatums

    @cached_property
    def _ultimatums(self) -> tuple[Ultimatum, ...]:
        return tuple(self.ledger.ultimatums(as_of=self.seq)) if self.seq else ()

    def standing(self, ultimatum: Ultimatum) -> DemandStanding:
        """How a demand stood on the day of the clock, by what was told until then."""
        bearing = self._bearing(ultimatum)
        claim_ids = {*ultimatum.claim_ids, *(key for one in bearing for key in one.claim_ids)}
        claims = {one.id: one for one in self.ledger.held(Claim, claim_ids, as_of=self.seq)}
        reports = self.ledger.held(Report, {one.report_id for one in claims.values()}, as_of=self.seq)
        told = {one.id: one.published.day for one in reports if one.published}
        return standing(ultimatum, bearing, claims, today=self.clock.date(), told=told)

    def _bearing(self, ultimatum: Ultimatum) -> list[Incident]:
        """The incidents since it was made that may show how it stands; of very many the latest."""
        ids = {
            key
            for kind in sorted(kinds_bearing_on(ultimatum))
            for key in self.shelf.ids(Question(type=kind, first=ultimatum.issued), limit=MOST)
        }
        return [one for one in self.incidents(ids).values() if bears_on(ultimatum, one)]


def pieces(items: Sequence[Piece], size: int) -> Iterator[Sequence[Piece]]:
    """The items in their order, `size` at a time."""
    return (items[at : at + size] for at in range(0, len(items), size))
