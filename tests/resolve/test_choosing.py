"""Choosing among namesakes: what reports have told of before, hamlets that nobody has counted, and quarters that stay open."""

from __future__ import annotations

import pytest

from trucewatch.knowledge.places import load_gazetteer
from trucewatch.resolve.choosing import Setting, choose

GAZ = load_gazetteer()


@pytest.mark.parametrize(
    ("name", "country", "wanted"),
    [
        ("Suruç", "TUR", "tw:suruc"), ("Arhab", "YEM", "tw:arhab"), ("Mabrouka", "SYR", "tw:mabruka"),
    ],
)  # fmt: skip
def test_a_place_told_of_by_reports_is_meant_beside_uncounted_hamlets(name: str, country: str, wanted: str) -> None:
    found = choose(GAZ.find(name, near_country=country), Setting(country), None, name)
    assert [entry.id for entry in found] == [wanted]


def test_a_governorate_named_near_by_still_decides() -> None:
    names = GAZ.spelt("Bustan al-Basha")
    latakia = next(entry for entry in names if entry.admin1 == "Latakia")
    aleppo = next(entry for entry in names if entry.admin1 == "Aleppo")
    for wanted in (latakia, aleppo):
        setting = Setting("SYR", near=frozenset({wanted.admin1_id or ""}))
        assert [entry.id for entry in choose(names, setting, None, "Bustan al-Basha")] == [wanted.id]


def test_a_quarter_and_a_village_of_one_name_stay_open() -> None:
    assert len(choose(GAZ.spelt("Bustan al-Basha"), Setting("SYR"), None, "Bustan al-Basha")) > 1
