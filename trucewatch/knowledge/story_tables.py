"""What tells that two reports have one main happening: observations, each with its weights.

The weights are those of a logistic regression by tools/fit_stories.py: `weight` over pairs of the 367 reports of FA-KES in
../shared published within twelve days, `undated` over all pairs of these with their days hidden and of the 575 documents of the
train part of ECB+. Held out by month, FA-KES scored B-cubed F1 .944 to .947 and pairs of two outlets .857 to .865 (20 November
2026); with all weights fitted on it, .952 and .891. "one beginning" is set by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class StoryEvidenceRow:
    """One observation on two reports, and how much it counts for (or, below zero, against) their having one main happening.

    `weight` is in log-odds where both days of publication are known, `undated` where one is not; both are written by
    tools/fit_stories.py. `words` is how the reason is told, with `{}` where it names words or numbers.
    """

    evidence: str
    weight: float
    undated: float
    words: str
    example: str


@cache
def story_rows() -> dict[str, StoryEvidenceRow]:
    """The rows of `story_evidence.csv` by name."""
    return {row.evidence: row for row in read_table("story_evidence.csv", StoryEvidenceRow)}
