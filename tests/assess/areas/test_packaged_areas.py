"""The areas of the packaged agreements against towns whose place on the map everybody can look up."""

from __future__ import annotations

import pytest

from trucewatch.assess.areas import Chart, answer
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.model import Place, PlacePrecision, Span

AGREEMENTS = {agreement.id: agreement for agreement in load_agreements()}


def town(name: str, country: str) -> Place:
    """The likeliest town of a name in a country, as a report that names it is resolved."""
    entry = next(
        one for one in load_gazetteer().find(name, near_country=country) if one.kind == "town" and one.country == country
    )
    return Place(
        Span("r", 0, len(name), name),
        name,
        entry.id,
        entry.latitude,
        entry.longitude,
        country,
        entry.admin1,
        "town",
        1,
        precision=PlacePrecision.SETTLEMENT,
    )


@pytest.mark.parametrize(
    ("area", "country", "inside", "untold", "outside"),
    [
        ("MOS20/M4-CORRIDOR", "SYR", "Saraqib;Ariha;Jisr al-Shughur", "", "Idlib;Kafr Nabl;Aleppo;Damascus"),
        ("SOC18/M4-M5", "SYR", "Saraqib;Khan Shaykhun;Aleppo;Hama", "", "Idlib;Binnish;Harem;Damascus;Raqqa"),
        ("SOC18/IDLIB-DEZ", "SYR", "Kafr Nabl;Saraqib;Idlib;Morek", "Al Atarib;Kafr Zita", "Raqqa;Damascus;Daraa"),
        ("SOC18/IDLIB-DMZ", "SYR", "", "Kafr Nabl;Anadan", "Damascus;Daraa;Raqqa"),
        ("MINSK2/MINSK2-50", "UKR", "Avdiivka;Marinka;Horlivka", "", "Kyiv;Kharkiv;Kramatorsk;Dnipro"),
        ("MINSK2/MINSK2-REGIONS", "UKR", "Donetsk;Kramatorsk;Luhansk", "", "Kharkiv;Kyiv"),
        ("LBN24/LBN24-SLA", "LBN", "Bint Jbeil;Tibnin", "Marjayoun", "Beirut;Sidon;Tripoli;Baalbek"),
        ("LBN24/LBN24-LEBANON", "LBN", "Beirut;Tripoli", "", ""),
        ("YEM22/YEMEN", "YEM", "Aden;Sanaa", "", ""),
        ("LBY20/COAST-ROAD", "LBY", "Sirte", "", "Benghazi;Sabha;Tripoli"),
        ("LOC21/LOC21-LINE", "IND", "Poonch;Uri", "", "New Delhi;Mumbai;Amritsar"),
        ("ULT20/POST-LINE", "SYR", "", "Saraqib", "Damascus;Raqqa;Homs"),
    ],
)
def test_towns_lie_where_they_lie(area: str, country: str, inside: str, untold: str, outside: str) -> None:
    agreement = AGREEMENTS[area.split("/")[0]]
    held = next(one for one in agreement.areas if one.id == area.split("/")[1])
    chart = Chart(agreement.areas, countries=agreement.countries, places=load_gazetteer(), posts=load_posts())
    expected = {
        name: holds for names, holds in ((inside, True), (untold, None), (outside, False)) for name in names.split(";") if name
    }
    assert {name: answer(town(name, country), held, chart).holds for name in expected} == expected


@pytest.mark.parametrize("id", sorted(AGREEMENTS))
def test_nothing_abroad_lies_in_an_area_and_every_answer_has_a_reason(id: str) -> None:
    agreement = AGREEMENTS[id]
    chart = Chart(agreement.areas, countries=agreement.countries, places=load_gazetteer(), posts=load_posts())
    for area in agreement.areas:
        found = answer(town("Ottawa", "CAN"), area, chart)
        assert found.holds is False
        assert area.name in found.reason
