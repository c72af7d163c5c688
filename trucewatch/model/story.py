"""A story: reports that have the same main happening, and the later ones that come back to it."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.model.codes import EventType


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Why two reports are taken for one story, or the second for a follow-up of the first: a score in 0..1, reasons in words."""

    first: str
    second: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Reports with one main happening, in order of publication.

    `main_claim` is the claim of the first report that tells what the story is about, None where nothing was claimed; `type` and
    `mode` are its. `links` hold the story together, each report but the first by its best. `follow_ups` are links to reports of
    other stories that come back to this happening: a reaction, an inquiry, the day after.
    """

    id: str
    report_ids: tuple[str, ...]
    type: EventType | None
    mode: str | None
    main_claim: str | None
    links: tuple[StoryLink, ...]
    follow_ups: tuple[StoryLink, ...] = ()
