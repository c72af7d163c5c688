"""What reviewers have made of an incident, as lists show it."""

from __future__ import annotations

from collections.abc import Collection

from trucewatch.model import Review


def review_state_of(reviews: Collection[Review]) -> str:
    """The state that the decisions on an incident leave it in; `open` without any."""
    return "accepted" if reviews else "open"
