"""The section "Who could see it" of an incident page, and weeks in which a post looked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.posts import post, quiet, seen
from tests.web.conftest import labels
from tests.web.paper import Paper
from tests.web.paper_desk import make_desk
from tests.web.paper_reports import NATIVE, TODAY
from trucewatch.model import EventType, Incident
from trucewatch.web.app import create_app
from trucewatch.web.posts.desk import PostDesk

DESK = make_desk()
SHELLING = next(
    one
    for one in DESK.incident_records
    if one.type is EventType.ASSAULT and one.place and one.place.middle and one.time and (one.time.end - one.time.start).days <= 1
)


def page(desk: Paper, incident: Incident = SHELLING) -> str:
    with TestClient(create_app(desk.ledger(), today=lambda: TODAY, labels=labels, native=NATIVE.get)) as client:
        return client.get(f"/incidents/{incident.id}").text


def watched(*lines: Callable[[str], object]) -> Paper:
    assert SHELLING.place
    assert SHELLING.place.middle
    assert SHELLING.time
    near = post(at=SHELLING.place.middle)
    days = [SHELLING.time.start - timedelta(days=1), SHELLING.time.start]
    return replace(DESK, post_records=(near,), log_records=tuple(line(day.isoformat()) for day in days for line in lines))  # type: ignore[misc]


def test_without_posts_the_page_says_that_none_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PostDesk, "posts", lambda desk: ())
    assert "No posts are known." in page(DESK)


def test_a_post_that_looked_and_logged_nothing_is_shown_with_its_clear_view() -> None:
    told = page(watched(quiet))
    assert "Who could see it" in told
    assert "had a clear view and logged nothing that fits: Hill." in told
    assert "does not show that nothing happened" in told


def test_a_line_that_fits_is_shown_with_its_words() -> None:
    told = page(watched(quiet, lambda day: seen(f"{day}T14:05:00+02:00", bearing=None)))
    assert "Borne out by the log of Hill" in told
    assert "T14:05:00+02:00 explosion, impact heard" in told


@pytest.mark.parametrize("words", ["Clear view", "Its log"])
def test_what_nobody_at_a_post_perceives_has_no_such_section(words: str) -> None:
    speech = next(one for one in DESK.incident_records if one.type not in (EventType.ASSAULT, EventType.MOBILIZE))
    assert words not in page(watched(quiet), speech)
