"""Cards as the tables have them: JSON, read and written by their own types."""

from __future__ import annotations

import json
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from trucewatch.catalogue.cards import FindingCard, IncidentCard, ReportCard

Card = TypeVar("Card")


class Stored(Generic[Card]):
    """How one sort of card is stored."""

    def __init__(self, card: type[Card]) -> None:
        self._adapter: TypeAdapter[Card] = TypeAdapter(card)

    def dump(self, card: Card) -> str:
        """The card as JSON in ASCII, so that any engine keeps it."""
        return json.dumps(self._adapter.dump_python(card, mode="json"), separators=(",", ":"))

    def load(self, text: str) -> Card:
        """What `dump` was given."""
        if "\\ud" in text:  # pydantic's own parser refuses lone surrogates, which a report may hold
            return self._adapter.validate_python(json.loads(text))
        return self._adapter.validate_json(text)


incident_of = Stored(IncidentCard)
finding_of = Stored(FindingCard)
report_of = Stored(ReportCard)
