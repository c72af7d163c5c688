"""The deadlines page: who says what became of a demand, how its end is read, and how it changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from tests.assess.test_standing import DEMAND, FIRST, LEFT, SHELLED, STRUCK, THREAT, told
from tests.web.paper import Paper
from trucewatch.assess import ultimatums
from trucewatch.model import EventType
from trucewatch.reconcile import reconcile
from trucewatch.web.app import create_app

SHARP = told(
    "2020-02-15",
    "The army must withdraw from Idlib or be driven out without waiting",
    EventType.REQUEST,
    "yield",
    by=[("He", "TUR:GOV")],
    to=[("the army", "SYR:MIL")],
    outlet="Four",
)


def page(on: str, *acts: object) -> str:
    """The page on a day, over a desk that holds the demand and these acts."""
    pairs = [LEFT, SHELLED, STRUCK, SHARP]
    held = [pair for pair in pairs if any(pair is act for act in acts)]
    reports = (FIRST, *(paper for paper, _ in held))
    claims = (DEMAND, THREAT, *(act for _, act in held))
    desk = replace(
        Paper(),
        incident_records=tuple(reconcile(reports, claims)),
        claim_records=claims,
        report_records=reports,
        ultimatum_records=ultimatums(claims, reports),
    )
    with TestClient(create_app(desk.ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        return client.get("/deadlines", params={"on": on}).text


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        ((), "Passed 5 days ago"),
        ((LEFT,), "Met, according to"),
        ((SHELLED,), "Expired, unmet"),
        ((LEFT, SHELLED), "Expired, disputed"),
        ((STRUCK,), "Threat carried out"),
    ],
    ids=["nothing told", "left", "still fighting", "reports part", "struck"],
)
def test_what_became_of_a_demand_is_shown_with_who_says_so(acts: tuple[object, ...], words: str) -> None:
    assert words in page("2020-03-05", *acts)


def test_both_sides_are_quoted_where_reports_part() -> None:
    shown = page("2020-03-05", LEFT, SHELLED)
    assert "The army withdrew from Idlib" in shown
    assert "The army shelled Saraqib" in shown
    assert "Not met, according to" in shown


def test_the_end_stands_with_its_clock_and_its_rule() -> None:
    shown = page("2020-02-13")
    assert "29 February 2020, 24:00, Asia/Damascus" in shown
    assert "until 24:00 local time" in shown
    assert "the clock of the issuer" in shown


def test_a_change_is_shown_from_its_day_on_with_its_words() -> None:
    assert "sharpened" not in page("2020-02-14", SHARP)
    assert "sharpened" in page("2020-02-16", SHARP)
    assert "without waiting" in page("2020-02-16", SHARP)


def test_a_report_of_later_is_not_shown_yet() -> None:
    assert "Told by</dt><dd>1 report<" in page("2020-02-14", SHARP)
    assert "Told by</dt><dd>2 reports<" in page("2020-02-15", SHARP)


def test_a_demand_is_not_shown_before_it_was_made() -> None:
    assert "No demand with a last day was found" in page("2020-02-04")
