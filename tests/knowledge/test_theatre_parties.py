"""The parties of each theatre: names lead where they did that day, and the tables are of a useful depth."""

from __future__ import annotations

import gzip
import json
from datetime import date

import pytest

from tests.eval.shared import shared
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.party_rows import (
    CountryRow,
    PartyRow,
    office_rows,
    party_rows,
)
from trucewatch.knowledge.tables import read_table

BOOK = load_parties()
PARTIES = party_rows()
OFFICES = office_rows()
COUNTRIES = read_table("countries.csv", CountryRow)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("LeT", "PAK:RAD"),
        ("Jaish-e-Mohammad", "PAK:RAD"),
        ("Pakistani Taliban", "PAK:RAD"),
        ("BLA", "PAK:REB"),
        ("Naxalites", "IND:REB"),
        ("Indian occupation forces", "IND:MIL"),
        ("ISIS-K", "ISIS"),
        ("Haqqani network", "TALIBAN"),
        ("Saraya al-Quds", "PSE:RAD"),
        ("كتائب القسام", "HAMAS"),
        ("Islamic Jihad", "PSE:RAD"),
        ("Lions' Den", "PSE:REB"),
        ("Jewish settlers", "ISR:CVL"),
        ('צה"ל', "ISR:MIL"),
        ("Zionist entity", "ISR:GOV"),
        ("Shin Bet", "ISR:GOV"),
        ("Artsakh Defense Army", "ARM"),
        ("Минобороны Азербайджана", "AZE:GOV"),
        ("Müdafiə Nazirliyi", "AZE:GOV"),
        ("EUMA", "EU"),
        ("disidencias de las FARC", "COL:REB"),
        ("Gulf Clan", "COL:REB"),
        ("Águilas Negras", "COL:REB"),
        ("Guardia Indígena", "COL:CVL"),
        ("UNMHA", "UN"),
        ("CTSAMVM", "IGAD"),
        ("B'Tselem", "NGO"),
        ("Médecins Sans Frontières", "NGO"),
        ("the Pentagon", "USA:GOV"),
        ("Quds Force", "IRN:MIL"),
        ("Downing Street", "GBR:GOV"),
        ("Quai d'Orsay", "FRA:GOV"),
    ],
)
def test_a_name_of_the_south_caucasus_the_levant_south_asia_colombia_or_the_world_leads_to_its_party(
    words: str, code: str
) -> None:
    assert BOOK.lookup(words) == (code,)


@pytest.mark.parametrize("words", ["bras", "zaka", "the lion's den", "let", "Let", "independent", "peace now"])
def test_a_word_spelled_like_a_group_names_none(words: str) -> None:
    assert BOOK.lookup(words) == ()


def test_two_groups_of_one_acronym_are_told_apart_by_the_country() -> None:
    assert BOOK.lookup("JeM", theatre="PAK") == ("PAK:RAD",)
    assert "PAK:RAD" not in BOOK.lookup("JEM", theatre="SDN")


@pytest.mark.parametrize(
    ("country", "office", "day", "name"),
    [
        ("USA", "president", date(2019, 10, 7), "Donald Trump"),
        ("USA", "president", date(2023, 10, 7), "Joe Biden"),
        ("ISR", "prime minister", date(2022, 8, 5), "Yair Lapid"),
        ("ISR", "defence minister", date(2024, 11, 20), "Israel Katz"),
        ("ARM", "foreign minister", date(2020, 10, 10), "Zohrab Mnatsakanyan"),
        ("AZE", "president", date(2023, 9, 20), "Ilham Aliyev"),
        ("IND", "defence minister", date(2019, 2, 26), "Nirmala Sitharaman"),
        ("PAK", "prime minister", date(2019, 2, 27), "Imran Khan"),
        ("COL", "president", date(2023, 8, 3), "Gustavo Petro"),
        ("FRA", "defence minister", date(2018, 4, 14), "Florence Parly"),
        ("IRN", "foreign minister", date(2023, 10, 7), "Hossein Amir-Abdollahian"),
        ("SYR", "foreign minister", date(2021, 5, 1), "Faisal Mekdad"),
        ("SYR", "defence minister", date(2012, 7, 1), "Dawoud Rajiha"),
        ("SYR", "president", date(2025, 7, 16), "Ahmed al-Sharaa"),
        ("TUR", "prime minister", date(2012, 6, 22), "Recep Tayyip Erdoğan"),
        ("TUR", "foreign minister", date(2024, 12, 8), "Hakan Fidan"),
        ("IRQ", "prime minister", date(2020, 1, 3), "Adil Abdul-Mahdi"),
        ("LBN", "prime minister", date(2024, 11, 27), "Najib Mikati"),
        ("LBN", "president", date(2025, 8, 7), "Joseph Aoun"),
    ],
)
def test_whoever_held_an_office_is_known_by_the_day(country: str, office: str, day: date, name: str) -> None:
    row = BOOK.holder(country, office, on=day)
    assert row is not None
    assert row.name == name


@pytest.mark.parametrize(("theatre", "at_least"), [("syria", 250), ("iraq", 85), ("lebanon", 40), ("turkey", 30)])
def test_the_levant_and_its_neighbours_are_told_to_a_useful_depth(theatre: str, at_least: int) -> None:
    rows = read_table(f"parties/{theatre}.csv", PartyRow)
    fighting = {row.name for row in rows if row.kind in ("group", "alliance") or row.sector in ("MIL", "COP", "SPY")}
    assert len(fighting) >= at_least


@pytest.mark.parametrize(
    ("words", "day", "code"),
    [
        ("Nureddin Zengi", date(2017, 1, 1), "SYR:REB"),
        ("Nur al-Din al-Zinki", date(2017, 3, 1), "HTS"),
        ("Nour al-Din al-Zenki", date(2017, 8, 1), "SYR:REB"),
        ("Suqour al-Sham", date(2015, 6, 1), "AHRAR"),
        ("Suqour al-Sham", date(2018, 9, 1), "SYR:REB"),
        ("Liwa Thuwar al-Raqqa", date(2014, 1, 1), "SYR:REB"),
        ("Liwa Thuwar al-Raqqa", date(2017, 1, 1), "SDF"),
        ("New Syrian Army", date(2016, 6, 29), "SYR:REB"),
        ("the new Syrian army", date(2025, 6, 1), "SYR:MIL"),
        ("Syrian interim government", date(2016, 6, 1), "SYR:OPP"),
        ("Syria's interim government", date(2025, 6, 1), "SYR:GOV"),
        ("Ahmad al-Awda", date(2016, 6, 1), "SYR:REB"),
        ("Ahmad al-Awda", date(2020, 6, 1), "SYR:MIL"),
        ("al-Sharaa", date(2013, 6, 1), "SYR:GOV"),
        ("al-Golani", date(2018, 6, 1), "HTS"),
        ("Hezbollah Brigades", date(2024, 1, 1), "IRQ"),
        ("كتائب حزب الله", date(2024, 1, 1), "IRQ"),
        ("AQI", date(2005, 6, 1), "ISIS"),
        ("the Red Bands", date(2021, 6, 1), "HTS"),
        ("Cumhuriyet Halk Partisi", date(2021, 6, 1), "TUR:OPP"),
        ("Hêzên Parastina Gel", date(2016, 6, 1), "PKK"),
        ("Radwan Force", date(2024, 9, 20), "HEZBOLLAH"),
        ("عصبة الأنصار", date(2015, 6, 1), "LBN:RAD"),
    ],
)
def test_a_name_of_syria_iraq_lebanon_or_turkey_leads_where_it_did_that_day(words: str, day: date, code: str) -> None:
    assert BOOK.lookup(words, on=day) == (code,)


@pytest.mark.parametrize(
    "words", ["white flags", "fourth division", "grey wolves", "an autonomous administration", "Lebanese forces"]
)
def test_ordinary_words_name_no_faction(words: str) -> None:
    assert not any(row.kind == "group" for row in BOOK.rows(words) if isinstance(row, PartyRow))


NO_CAPITAL_OR_DEMONYM = frozenset("ATA BES GIB HKG IMN MAC MAF SXM TKL NFK IOT ATF BVT HMD SGS SJM UMI".split())  # territories


def test_every_country_of_iso_3166_is_there_once_and_every_state_has_a_nationality_and_a_capital() -> None:
    assert len({row.code for row in COUNTRIES}) == len({row.iso2 for row in COUNTRIES}) == len(COUNTRIES) == 249 + 1  # and Kosovo
    assert {row.code for row in COUNTRIES if not (row.demonyms and row.capitals)} <= NO_CAPITAL_OR_DEMONYM


UNNAMED = (
    "Civilians",
    "Supporters of",
    "Opponents of",
    "Forces of",
    " family",
    " faction",
    "Hindus",
    "Muslims",
    "Sunni",
    "Shia",
    "Copts",
)


@pytest.mark.parametrize(
    "country",
    "Afghanistan,Armenia,Azerbaijan,Colombia,Egypt,India,Iran,Israel,Jordan,Libya,Pakistan,South Sudan,Sudan,Ukraine,Yemen".split(
        ","
    ),
)
def test_the_armed_groups_of_coded_events_are_known_by_name(country: str) -> None:
    events = [
        json.loads(line)
        for part in ("train", "validation")
        for line in gzip.decompress(shared("data", "ucdp_aec", f"{part}.jsonl.gz").read_bytes()).splitlines()
    ]
    named = [
        row[side]
        for row in events
        for side in ("side_a_name", "side_b_name")
        if country in row["location_root_name"] and not any(word in row[side] for word in UNNAMED)
    ]
    unknown = [side for side in named if not BOOK.lookup(side)]
    assert len(unknown) <= 0.05 * len(named), unknown


@pytest.mark.parametrize(
    ("words", "theatre", "day", "code"),
    [
        ("Ansar al-Sharia", "YEM", date(2012, 5, 1), "YEM:RAD"),
        ("Ansar al-Sharia", "LBY", date(2014, 8, 1), "LBY:RAD"),
        ("Yahya Saree", "YEM", date(2024, 1, 12), "HOUTHIS"),
        ("Security Belt", "YEM", date(2019, 8, 10), "YEM:REB"),
        ("Tripoli government", "LBY", date(2019, 6, 1), "GNA"),
        ("Tripoli government", "LBY", date(2023, 8, 15), "LBY:GOV"),
        ("al-Kaniyat", "LBY", date(2018, 9, 1), "LBY:REB"),
        ("al-Kaniyat", "LBY", date(2019, 9, 1), "LNA"),
        ("Haftar militias", "LBY", date(2020, 1, 12), "LNA"),
        ("FACT rebels", "TCD", date(2021, 4, 12), "TCD:REB"),
        ("LPR", "UKR", date(2015, 2, 12), "UKR:REB"),
        ("LPR", "UKR", date(2023, 2, 12), "RUS:GOV"),
        ("Somalia Battalion", "UKR", date(2015, 1, 17), "UKR:REB"),
        ("ЗСУ", "UKR", date(2022, 5, 1), "UKR:MIL"),
        ("Kiev regime", "UKR", date(2022, 5, 1), "UKR:GOV"),
        ("Akhmat", "UKR", date(2022, 5, 1), "RUS:MIL"),
        ("RSF", "SDN", date(2019, 6, 3), "SDN:MIL"),
        ("RSF", "SDN", date(2023, 5, 11), "SDN:REB"),
        ("Janjaweed", "SDN", date(2004, 7, 30), "SDN:MIL"),
        ("SRF", "SDN", date(2014, 6, 1), "SDN:REB"),
        ("JEM", "SDN", date(2014, 6, 1), "SDN:REB"),
        ("SPLA", "SSD", date(2010, 6, 1), "SDN:REB"),
        ("SPLA", "SSD", date(2014, 6, 1), "SSD:MIL"),
        ("NAS", "SSD", date(2019, 6, 1), "SSD:REB"),
        ("TMC", "SDN", date(2019, 6, 1), "SDN:GOV"),
    ],
)
def test_a_name_of_yemen_libya_ukraine_or_the_sudans_is_read_by_its_day_and_theatre(
    words: str, theatre: str, day: date, code: str
) -> None:
    assert BOOK.lookup(words, on=day, theatre=theatre) == (code,)


@pytest.mark.parametrize(("country", "least"), [("YEM", 45), ("LBY", 65), ("UKR", 95), ("SDN", 50), ("SSD", 25)])
def test_armed_groups_and_state_bodies_are_known_to_a_useful_depth(country: str, least: int) -> None:
    assert len({row.name for row in PARTIES if row.country == country and not row.code.endswith((":CVL", ":MED"))}) >= least


@pytest.mark.parametrize(
    "word", ["fact", "giants", "storm", "vostok", "sparta", "Somalia", "rada", "hug", "azov", "a tiger division"]
)
def test_an_ordinary_word_in_the_name_of_a_unit_is_no_unit(word: str) -> None:
    assert [
        row for row in BOOK.rows(word) if isinstance(row, PartyRow) and row.country in ("YEM", "LBY", "UKR", "SDN", "SSD")
    ] == []


def test_rebels_of_a_people_are_rebels_though_the_people_are_civilians() -> None:
    rebels, elders = BOOK.head("rebels"), BOOK.head("villagers")
    assert rebels is not None
    assert elders is not None
    assert (BOOK.with_noun("SDN:CVL", rebels), BOOK.with_noun("SDN:CVL", elders)) == ("SDN:REB", "SDN:CVL")


@pytest.mark.parametrize(
    ("words", "day", "theatre", "code"),
    [
        ("ISF", date(2016, 10, 17), "IRQ", "IRQ:MIL"),
        ("ISF", date(2016, 10, 17), "LBN", "LBN:GOV"),
        ("Internal Security Forces", date(2018, 6, 1), "SYR", "SDF"),
        ("General Security", date(2025, 3, 7), "SYR", "SYR:GOV"),
        ("General Security", date(2025, 3, 7), "LBN", "LBN:GOV"),
    ],
)
def test_a_service_of_several_countries_is_that_of_the_theatre(words: str, day: date, theatre: str, code: str) -> None:
    assert BOOK.lookup(words, on=day, theatre=theatre) == (code,)
