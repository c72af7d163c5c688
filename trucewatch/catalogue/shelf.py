"""What can be asked of the catalogue at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from trucewatch.catalogue.cards import FindingCard, IncidentCard, OutletCard, Page, Point, ReportCard, Tallied
from trucewatch.catalogue.question import Box, Question

LIMIT = 20  # cards on a page
MOST = 1_000  # cards that can be asked for at once
MOST_POINTS = 50_000


class Shelf(Protocol):
    """Lists and counts of the incidents, reports and findings that stood at one moment.

    `after` is the cursor that the page before gave as `next`; a CursorError says that a cursor is none of this list's. A
    dimension that there is none of raises a ValueError.
    """

    @property
    def seq(self) -> int:
        """The number of the last entry that belongs to the moment."""
        ...

    @property
    def moment(self) -> datetime | None:
        """When that entry was recorded; None of an empty ledger."""
        ...

    def incidents(
        self, question: Question, *, newest_told: bool = False, after: str = "", limit: int = LIMIT
    ) -> Page[IncidentCard]:
        """The incidents asked for: the latest first day first, those without one last; or by the day they were first told."""
        ...

    def count(self, question: Question) -> int:
        """How many incidents are asked for."""
        ...

    def tally(self, question: Question, by: Sequence[str]) -> tuple[Tallied, ...]:
        """The incidents asked for by one or two of INCIDENT_DIMENSIONS, in the order of the keys.

        An incident counts under its first day, and under each of its outlets, parties, agreements, clauses and areas.
        """
        ...

    def days(self, question: Question) -> tuple[date, date] | None:
        """The first and the last day of the incidents asked for; None where none has a day."""
        ...

    def points(self, question: Question, *, box: Box | None = None, limit: int = MOST_POINTS) -> tuple[Point, ...]:
        """The incidents asked for that have a point, by id; of a box besides that of the question, if one is given."""
        ...

    def ids(self, question: Question, *, limit: int = MOST) -> tuple[str, ...]:
        """The ids of the incidents asked for, in the order of `incidents`."""
        ...

    def reports(
        self,
        *,
        outlet: str = "",
        first: date | None = None,
        last: date | None = None,
        words: str = "",
        after: str = "",
        limit: int = LIMIT,
    ) -> Page[ReportCard]:
        """The reports, latest published first, those without a day last; the logs of posts are reports too."""
        ...

    def report_days(self, *, outlet: str = "") -> tuple[tuple[date, int], ...]:
        """How many reports were published on each day on which there were any."""
        ...

    def outlets(self) -> tuple[OutletCard, ...]:
        """Every outlet that a report names, by name."""
        ...

    def outlet(self, name: str) -> OutletCard | None:
        """One outlet; None if no report names it."""
        ...

    def findings(
        self,
        agreement: str,
        *,
        clause: str = "",
        state: str = "",
        against: str = "",
        first: date | None = None,
        last: date | None = None,
        after: str = "",
        limit: int = LIMIT,
    ) -> Page[FindingCard]:
        """The findings under an agreement by the first day of their incidents, the latest first, those without one last.

        `against` is a party's code; one without a role (`TUR`) stands for all its roles.
        """
        ...

    def finding_tally(
        self, agreement: str, *, by: Sequence[str], clause: str = "", first: date | None = None, last: date | None = None
    ) -> tuple[Tallied, ...]:
        """The findings under an agreement by up to three of FINDING_DIMENSIONS, in the order of the keys."""
        ...
