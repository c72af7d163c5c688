"""What can be seen of a ledger that was filled in one go: each report is known from its day of publication on."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from operator import itemgetter

from trucewatch.alerting.sight import STEP, LedgerSight, pieces
from trucewatch.catalogue import IncidentCard, Question
from trucewatch.catalogue.moving import published_days
from trucewatch.catalogue.shelf import MOST
from trucewatch.feeds import FeedHealth
from trucewatch.model import DemandStanding, FigureRange, Incident, State, Ultimatum


class Telling:
    """What one question asks for in a ledger as it stands now, with the days on which it was told."""

    def __init__(self, now: LedgerSight, question: Question) -> None:
        self.now, self.question = now, question

    @cached_property
    def cards(self) -> Mapping[str, IncidentCard]:
        """The incidents asked for, whatever their state was in the end."""
        asked = replace(self.question, state=None)
        return {card.id: card for card in self._pages(asked)}

    def _pages(self, asked: Question) -> Iterator[IncidentCard]:
        after = ""
        while True:
            page = self.now.shelf.incidents(asked, after=after, limit=MOST)
            yield from page.cards
            if not page.next:
                return
            after = page.next

    @cached_property
    def days(self) -> Mapping[str, Sequence[date]]:
        """For each incident asked for the days on which it was told, the first first."""
        found: dict[str, Sequence[date]] = {}
        for some in pieces(sorted(self.cards), STEP):
            for incident in self.now.incidents(some).values():
                days = published_days(self.now.ledger, [one.report_id for one in incident.accounts])
                found[incident.id] = sorted({*days.values()})
        return found

    def moved(self, day: date, *, first_only: bool) -> tuple[str, ...]:
        """The incidents told on a day: for the first time, or told again."""
        return self._first.get(day, ()) if first_only else self._again.get(day, ())

    @cached_property
    def _first(self) -> Mapping[date, tuple[str, ...]]:
        return _by_day((card.first_told, key) for key, card in self.cards.items() if card.first_told)

    @cached_property
    def _again(self) -> Mapping[date, tuple[str, ...]]:
        return _by_day((day, key) for key, days in self.days.items() for day in days)

    @cached_property
    def told(self) -> Sequence[tuple[date, date]]:
        """The first day of each incident asked for that has one, and the day on which it was first told."""
        return [(card.first, card.first_told) for card in self.cards.values() if card.first and card.first_told]


def _by_day(pairs: Iterator[tuple[date, str]] | Sequence[tuple[date, str]]) -> Mapping[date, tuple[str, ...]]:
    found: dict[date, list[str]] = {}
    for day, key in pairs:
        found.setdefault(day, []).append(key)
    return {day: tuple(sorted(keys)) for day, keys in found.items()}


def _figures_of(one: FigureRange, letters: Collection[str]) -> FigureRange:
    """A measure as some accounts tell it: their figures, and the range of these."""
    counts = tuple(count for count in one.counts if count.letter in letters)
    ends = [end for count in counts if count.stands for end in (count.low, count.high) if end is not None]
    said = tuple(said for said in one.said if said.letter in letters)
    best = one.best if one.best in ends else None
    return replace(one, counts=counts, said=said, low=min(ends, default=None), high=max(ends, default=None), best=best)


@dataclass(frozen=True)
class ToldSight:
    """A moment by the days of publication: incidents have the accounts told by then, `day` being the local day of `clock`.

    How an incident is carried is known of today only: with all its origins told it is carried as it is now, with one it is
    alleged, and between them as it is now. Filters by figures, clauses and reviews ask what is known now.
    """

    telling_: Telling
    clock: datetime
    day: date

    @property
    def seq(self) -> int:
        """The last entry of the ledger."""
        return self.telling_.now.seq

    @property
    def feeds(self) -> tuple[FeedHealth, ...]:
        """How feeds stood then is not kept."""
        return ()

    def answering(self, question: Question, ids: Collection[str]) -> Mapping[str, IncidentCard]:
        """Those told by then that answer, carried as they were then."""
        cards = {key: self.telling_.cards[key] for key in ids if key in self.telling_.cards}
        known = {key: card for key, card in cards.items() if card.first_told and card.first_told <= self.day}
        records = self.incidents(known) if len(known) else {}
        found = {
            key: replace(
                card,
                state=one.state,
                outlets=tuple(dict.fromkeys(account.outlet for account in one.accounts if account.outlet)),
                reports=len(one.accounts),
                origins=one.origins,
            )
            for key, card in known.items()
            if (one := records.get(key))
        }
        return {key: card for key, card in found.items() if question.state in (None, card.state)}

    def incidents(self, ids: Collection[str]) -> Mapping[str, Incident]:
        """Those told by then, with the accounts of then."""
        found = self.telling_.now.incidents(ids)
        days = published_days(self.telling_.now.ledger, {one.report_id for each in found.values() for one in each.accounts})
        cut = {key: self._cut(one, days) for key, one in found.items()}
        return {key: one for key, one in cut.items() if one is not None}

    def _cut(self, incident: Incident, days: Mapping[str, date]) -> Incident | None:
        accounts = tuple(one for one in incident.accounts if one.report_id in days and days[one.report_id] <= self.day)
        if not accounts:
            return None
        if len(accounts) == len(incident.accounts):
            return incident
        letters = {one.letter for one in accounts}
        figures = tuple(_figures_of(one, letters) for one in incident.figures if any(c.letter in letters for c in one.counts))
        claims = tuple(key for one in accounts for key in one.claim_ids)
        cut = replace(incident, accounts=accounts, figures=figures, claim_ids=claims)
        alone = cut.origins == 1 and incident.origins > 1 and incident.state in (State.CORROBORATED, State.CONTESTED)
        return replace(cut, state=State.ALLEGED, state_reason="One origin by then") if alone else cut

    def telling(self, claim_ids: Collection[str]) -> tuple[Incident, ...]:
        """The incidents that rested on any of these claims by then."""
        found = {one.id for one in self.telling_.now.telling(claim_ids)}
        return tuple(one for one in self.incidents(found).values() if {*one.claim_ids} & {*claim_ids})

    def counts(self, question: Question) -> Mapping[date, int]:
        """Incidents told by then, by their first day."""
        return Counter(first for first, told in self.telling_.told if told <= self.day)

    def report_days(self, outlet: str = "") -> tuple[tuple[date, int], ...]:
        """Reports published by then."""
        found = self.telling_.now.report_days(outlet)
        return found[: bisect_right(found, self.day, key=itemgetter(0))]

    def outlets(self) -> tuple[str, ...]:
        """The outlets known now."""
        return self.telling_.now.outlets()

    def ultimatums(self) -> tuple[Ultimatum, ...]:
        """The demands made by then; one whose day nobody tells is known from the first."""
        return tuple(one for one in self.telling_.now.ultimatums() if one.issued is None or one.issued <= self.day)

    def standing(self, ultimatum: Ultimatum) -> DemandStanding:
        """How a demand stood, by what was published until then."""
        return replace(self.telling_.now, clock=self.clock).standing(ultimatum)
