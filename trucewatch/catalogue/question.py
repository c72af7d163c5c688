"""What can be asked of the incidents in the catalogue, and by what they can be counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trucewatch.model import Counted, EventType, FindingState, State

Box = tuple[float, float, float, float]  # west, south, east, north; west of a box across the date line is greater than east

INCIDENT_DIMENSIONS = (
    *("day", "week", "month", "type", "state", "outlet", "admin1", "country", "party"),
    *("agreement", "clause", "finding", "area", "review"),
)
FINDING_DIMENSIONS = ("clause", "day", "week", "month", "state", "against", "alleged_by", "type")
TELLINGS = ("alone", "first")
REVIEW_STATES = ("open", "accepted", "corrected", "rejected", "unclear", "second", "checked")


@dataclass(frozen=True, slots=True)
class Question:
    """Which incidents are asked for: all that is named must hold, what is left empty is not asked.

    `first` and `last` are days: what may have happened on one of them is meant; what has no day is left out as soon as one is
    named. `area` is an agreement (`SOC18`) or an area of it (`SOC18/dmz`). `place` is part of the name of a place or of its
    division. `party` is a code; one without a role (`TUR`) stands for all its roles (`TUR:MIL`). `agreement`, `clause` and
    `finding` must hold of one finding. `telling` asks for what `outlet` (any, if none is named) tells alone, or told on an
    earlier day than all others that tell it. `at_least` asks that a number printed for `counted` (or for anything) reaches
    it. Every word of `words` must begin a word of a quotation or of the place's name. `ids` are ids of incidents.
    """

    first: date | None = None
    last: date | None = None
    area: str = ""
    box: Box | None = None
    place: str = ""
    country: str = ""
    admin1: str = ""
    party: str = ""
    type: EventType | None = None
    state: State | None = None
    agreement: str = ""
    clause: str = ""
    finding: FindingState | None = None
    outlet: str = ""
    telling: str = ""
    counted: Counted | None = None
    at_least: int | None = None
    words: str = ""
    review: str = ""
    ids: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.box is not None:
            west, south, east, north = self.box
            if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
                raise ValueError(f"{self.box} is no box of west, south, east, north")
        if self.telling and self.telling not in TELLINGS:
            raise ValueError(f"{self.telling!r} is none of {', '.join(TELLINGS)}")
        if self.review and self.review not in REVIEW_STATES:
            raise ValueError(f"{self.review!r} is none of {', '.join(REVIEW_STATES)}")

    @property
    def is_empty(self) -> bool:
        """True if it asks for everything."""
        return self == Question()
