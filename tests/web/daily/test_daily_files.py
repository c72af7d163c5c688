"""The files of a daily report for the public."""

from __future__ import annotations

from tests.web.daily.conftest import DAY, hand_on, site
from trucewatch.ledger import Ledger
from trucewatch.people import People
from trucewatch.web.policy import Policy


def test_the_json_of_a_public_copy_says_that_it_is_one(ledger: Ledger, people: People) -> None:
    address = f"/daily/preview.json?date={DAY}&lang=en"
    outside, inside = hand_on(site(ledger, people, Policy(blur_km=20))), hand_on(site(ledger, people))
    assert any("Public copy" in mark for mark in outside.get(address).json()["copy_marks"])
    assert not any("Public copy" in mark for mark in inside.get(address).json()["copy_marks"])
