"""An incident put into the words of an alert: what is said to have happened, who says so, and how late it was told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from trucewatch.alerting.alert import Fact, Rest
from trucewatch.alerting.sight import Sight
from trucewatch.catalogue import IncidentCard
from trucewatch.model import Incident, State
from trucewatch.publish.words import (
    Labels,
    capital,
    counted,
    day_words,
    figures_text,
    full_sentence,
    incident_title,
    incident_url,
    interval_words,
    joined,
    range_words,
    term,
)

MOST_RESTS = 12
MOST_OUTLETS = 4

__all__ = ["Known", "incident_url"]


class Known:
    """One incident that stands now: its card, its record, and what there is to say of both."""

    def __init__(self, card: IncidentCard, incident: Incident, now: Sight, labels: Labels) -> None:
        self.card, self.incident = card, incident
        self.title = incident_title(incident, labels)
        self._today = now.clock.date()

    @property
    def days_late(self) -> int | None:
        """How many days after its last day it is noticed; None where no account says when it was."""
        return None if self.card.last is None else (self._today - self.card.last).days

    def heading(self) -> str:
        """What is told, and when it is said to have been: "Shelling of Saraqib, 13 February 2020"."""
        when = interval_words(self.incident.time) if self.incident.time else ""
        return f"{self.title}, {when}" if when else f"{self.title}, on no day that is told"

    def carried(self) -> str:
        """How far it is carried, by whom, and why."""
        outlets = list(self.card.outlets)
        named = [*outlets[:MOST_OUTLETS], *([f"{len(outlets) - MOST_OUTLETS} more"] if len(outlets) > MOST_OUTLETS else [])]
        by = f" ({joined(named)})" if named else ""
        state = capital(term("state", self.card.state).lower())
        reports, origins = counted(self.card.reports, "report"), counted(self.card.origins, "origin")
        return f"{state}: told by {reports}{by}, {origins}. {full_sentence(self.incident.state_reason)}".strip()

    def figures(self) -> str:
        """The figures told, as a sentence; empty where none are."""
        told = figures_text(self.incident)
        return f"Figures told: {joined(told)}." if told else ""

    def lateness(self, late_days: int) -> str:
        """That it was told long after it happened; empty where it was not."""
        late = self.days_late
        if late is None or late <= late_days or self.card.last is None:
            return ""
        first = f"; its first report is of {day_words(self.card.first_told)}" if self.card.first_told else ""
        return f"It came into the ledger late: {counted(late, 'day')} after its last day, {day_words(self.card.last)}{first}."

    def facts(self) -> tuple[Fact, ...]:
        """What there is to know at one glance, by name."""
        return tuple(Fact(name, value) for name, value in self._facts() if value)

    def _facts(self) -> Iterator[tuple[str, str]]:
        card = self.card
        yield "state", card.state.value
        yield "type", card.type.value
        yield "days", _days(card.first, card.last)
        yield "place", card.place.name if card.place else ""
        yield "outlets", joined(card.outlets)
        yield "origins", str(card.origins)
        yield "first told", card.first_told.isoformat() if card.first_told else ""
        yield "figures", "; ".join(figures_text(self.incident))
        yield "clauses", "; ".join(f"{one.agreement}/{one.clause} {one.state.value}" for one in card.findings)
        yield "areas", "; ".join(card.areas)

    def rests_on(self) -> tuple[Rest, ...]:
        """The incident, the reports that tell it, and the first words that do."""
        quote = self.card.quote
        words = {quote.report: quote.text} if quote else {}
        accounts = [
            Rest("report", one.report_id, one.outlet or "", words.get(one.report_id, "")) for one in self.incident.accounts
        ]
        return (Rest("incident", self.incident.id), *accounts[:MOST_RESTS])


def _days(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    return range_words(first, last)


def state_word(state: State) -> str:
    """A state inside a sentence."""
    return term("state", state).lower()
