"""Incidents for the tests of figures: several outlets tell of one shelling, each with its day, its source and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.telling import Count, Said, claim, report
from trucewatch.model import Claim, EventType, FigureRange, Incident, Report
from trucewatch.reconcile import reconcile


@dataclass(frozen=True)
class Story:
    """What one outlet prints: its sentence (one figure rests on it), when, and whose word it is."""

    counts: Sequence[Count]
    day: str | None = "2020-02-04"
    outlet: str = ""
    speaker: Said | None = None
    words: str = "Shells fell on troops at Saraqib"
    until: str = "2020-02-03"
    approx: bool = False


def told(stories: Sequence[Story]) -> tuple[list[Report], list[Claim]]:
    """The reports and their one claim each."""
    reports: list[Report] = []
    claims: list[Claim] = []
    for n, story in enumerate(stories):
        lead = f"{story.outlet or f'Outlet {n}'} number {n * 7 + 3} writes from page {n}."
        one = report(f"r{n}", story.day, f"{lead} {story.words}. More on page {n * 13}.", story.outlet or f"Outlet {n}")
        reports.append(one)
        made = claim(
            one,
            story.words,
            EventType.ASSAULT,
            "heavy-weapons",
            by=[("shells", "SYR:MIL")],
            to=[("troops", "TUR:MIL")],
            at="Saraqib",
            on="2020-02-03",
            until=story.until,
            speaker=story.speaker,
            counts=story.counts,
        )
        claims.append(replace(made, figures=tuple(replace(figure, approx=story.approx) for figure in made.figures)))
    return reports, claims


def incident_of(*stories: Story) -> Incident:
    """The one incident that the stories come to."""
    (incident,) = reconcile(*told(stories))
    return incident


def killed_of(*stories: Story) -> FigureRange:
    """The range of the dead."""
    return next(figure for figure in incident_of(*stories).figures if figure.kind == "killed")
