"""A page of a past moment shows what was known then, and its links stay there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from tests.web.paper_desk import make_desk
from trucewatch.ledger import Ledger, Stamp
from trucewatch.web.app import create_app
from trucewatch.web.moments import asked_moment, kept_in

THEN, LATER = datetime(2020, 2, 12, 9, tzinfo=UTC), datetime(2020, 2, 13, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("", None),
        ("2020-02-13T20:55+02:00", datetime(2020, 2, 13, 18, 55, tzinfo=UTC)),
        ("2020-02-13T20:55 02:00", datetime(2020, 2, 13, 18, 55, tzinfo=UTC)),
        ("2020-02-13T20:55", datetime(2020, 2, 13, 20, 55, tzinfo=UTC)),
        ("2020-02-13", datetime(2020, 2, 14, tzinfo=UTC) - timedelta(microseconds=1)),
    ],
)
def test_a_moment_is_a_day_or_an_instant(words: str, moment: datetime | None) -> None:
    assert asked_moment(words) == moment


@pytest.mark.parametrize("words", ["yesterday", "2020-13-40", "9999-12-31", "2020-02-13T25:00", "-1"])
def test_what_is_no_moment_is_refused_and_not_taken_for_now(words: str, client: TestClient) -> None:
    with pytest.raises(ValueError, match="no moment"):
        asked_moment(words)
    answer = client.get("/", params={"asof": words})
    assert answer.status_code == 400
    assert "is no moment" in answer.text


def test_links_and_questions_of_a_past_page_stay_in_its_moment() -> None:
    page = '<a class="b" href="/incidents/x?y=1#z">x</a> <a href="/static/a.css">s</a> <form action="/" method="get">'
    kept = kept_in(page, "2020-02-13T20:55+02:00")
    assert 'href="/incidents/x?y=1&amp;asof=2020-02-13T20:55%2B02:00#z"' in kept
    assert 'href="/static/a.css"' in kept
    assert '<input type="hidden" name="asof" value="2020-02-13T20:55+02:00">' in kept


def test_what_was_recorded_later_is_not_known_earlier() -> None:
    paper = make_desk()
    ledger = Ledger.open("sqlite://")
    ledger.append(paper.report_records[:1], Stamp(THEN, "machine", "test", "", ""))
    ledger.append(paper.records(), Stamp(LATER, "machine", "test", "", ""))
    with TestClient(create_app(ledger, today=lambda: LATER.date(), labels=str)) as site:
        assert site.get("/incidents/inc-saraqib").status_code == 200
        past = site.get("/incidents/inc-saraqib", params={"asof": "2020-02-12T12:00Z"})
        assert past.status_code == 404
        listed = site.get("/reports", params={"asof": "2020-02-12T12:00Z"}).text
        assert "An earlier state: what came later is not shown." in listed
        assert listed.count('href="/reports/') == 1
