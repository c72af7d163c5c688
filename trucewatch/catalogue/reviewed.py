"""What reviewers have made of an incident, as lists show it."""

from __future__ import annotations

from collections.abc import Collection

from trucewatch.model import Review
from trucewatch.reviewing.states import review_state


def review_state_of(reviews: Collection[Review]) -> str:
    """The state that the decisions on an incident leave it in; `open` without any."""
    return review_state(reviews).status.value if reviews else "open"
