"""A story planted in many outlets that nobody knows: the grade rises, and the page says who these are."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from trucewatch.catalogue.cards import OutletCard
from trucewatch.ledger import Ledger
from trucewatch.model import State
from trucewatch.pipeline import run
from trucewatch.web.app import create_app
from trucewatch.web.incident.strangers import is_stranger

RAIDS = {
    "Reuters": "A government air strike on a school in Ariha killed 45 children on Thursday, 13 February 2020.",
    "Daily Lantern": "Forty-five children died on Thursday, 13 February 2020 when government warplanes hit a school in Ariha.",
    "Orchard News": "In Ariha, 45 children were killed on Thursday, 13 February 2020 in a government air raid on their school.",
    "Old Bridge Post": "Government jets bombed a school in Ariha on Thursday, 13 February 2020 and killed 45 children.",
}
EARLIER = [f"Shells fell near Saraqib on {day} January 2020 and two farmers were wounded." for day in range(5, 10)]


@pytest.fixture
def site(tmp_path: Path) -> TestClient:
    rows = [
        {"id": f"e{n}", "outlet": "Old Bridge Post", "published": f"2020-01-{n + 6:02}", "text": text}
        for n, text in enumerate(EARLIER)
    ]
    rows += [
        {"id": f"r{n}", "outlet": name, "published": "2020-02-13", "text": text} for n, (name, text) in enumerate(RAIDS.items())
    ]
    (tmp_path / "reports.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    ledger = Ledger.open("sqlite://")
    run([tmp_path / "reports.jsonl"], ledger)
    return TestClient(create_app(ledger, today=lambda: date(2020, 2, 14), labels=str))


def test_an_incident_names_the_outlets_that_nobody_knows_and_counts_them(site: TestClient) -> None:
    answer = site.get("/incidents.json").json()
    (raid,) = [one for one in answer["incidents"] if one["origins"] == 4]
    assert raid["state"] == State.CORROBORATED.value
    page = site.get(f"/incidents/{raid['id']}").text
    assert page.count("an outlet in no list; one report of it here, from 13 February 2020 on") == 2
    assert "two outlets are in no list, and the ledger hardly knows them" in page


@pytest.mark.parametrize(
    ("name", "reports", "first", "stranger"),
    [
        ("Daily Lantern", 1, date(2020, 2, 13), True),
        ("Daily Lantern", 40, date(2020, 2, 10), True),
        ("Daily Lantern", 40, date(2019, 2, 10), False),
        ("Daily Lantern", 2, None, True),
        ("Reuters", 1, date(2020, 2, 13), False),
        ("agence france-presse", 1, date(2020, 2, 13), False),
    ],
)
def test_who_is_a_stranger(name: str, reports: int, first: date | None, stranger: bool) -> None:
    card = OutletCard(name, reports, first, first, 1, 1, 0, ())
    assert is_stranger(card, name, date(2020, 2, 13)) is stranger
