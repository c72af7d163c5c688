"""An incident put into the words of an alert: what is said to have happened, who says so, and how late it was told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from trucewatch.alerting.alert import Fact, Rest
from trucewatch.alerting.sight import Sight
from trucewatch.catalogue import IncidentCard
from trucewatch.model import Incident, State
from trucewatch.publish.titles import incident_title
from trucewatch.publish.words import (
    Labels,
    capital,
    counted,
    day_words,
    figures_text,
    full_sentence,
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
    def days_late(self) -> int:
        """How many days after its last day it is noticed; of what no account dates, after it was first told."""
        day = self.card.last or self.card.first_told
        return (self._today - day).days if day else 0

    def heading(self) -> str:
        """What is told, and when it is said to have been: "Shelling of Saraqib, 13 February 2020"."""
        when = interval_words(self.incident.time) if self.incident.time else ""
        if not when:
            told = self.card.first_told
            when = f"told on {day_words(told)}, no day given" if told else "no day given"
        return f"{self.title}, {when}"

    def carried(self) -> str:
        """How far it is carried, by whom, and why."""
        outlets = list(self.card.outlets)
        named = [*outlets[:MOST_OUTLETS], *([f"{len(outlets) - MOST_OUTLETS} more"] if len(outlets) > MOST_OUTLETS else [])]
        by = f" ({joined(named)})" if named else ""
        state = capital(term("state", self.card.state).lower())
        reports, origins = counted(self.card.reports, "report"), counted(self.card.origins, "origin")
        return f"{state}: told by {reports}{by}, {origins}. {full_sentence(self._reason())}".strip()

    def _reason(self) -> str:
        """Why it is carried so; a report without an outlet is called that, not by its number."""
        reason = self.incident.state_reason
        for one in self.incident.accounts:
            if not one.outlet:
                reason = reason.replace(one.report_id, "a report without outlet")
        return reason

    def figures(self) -> str:
        """The figures told, as a sentence; empty where none are."""
        told = figures_text(self.incident)
        return f"Figures told: {joined(told)}." if told else ""

    def lateness(self, late_days: int) -> str:
        """That it was told long after it happened; empty where it was not."""
        if self.days_late <= late_days:
            return ""
        late, card = counted(self.days_late, "day"), self.card
        if card.last is None:
            return f"It came into the ledger late: {late} after it was first told."
        first = f"; its first report is of {day_words(card.first_told)}" if card.first_told else ""
        return f"It came into the ledger late: {late} after its last day, {day_words(card.last)}{first}."

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
