"""The book of parties: names that several theatres share, names by the day, and the explanation of a name."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.knowledge.parties import PartyBook, load_parties
from trucewatch.knowledge.party_rows import CountryRow, OfficeRow, PartyHead, PartyRow, SectorRow, SideElsewhere, Tie
from trucewatch.knowledge.party_search import explain_name
from trucewatch.knowledge.tables import read_table

PACKAGED = load_parties()


def group(
    name: str,
    code: str,
    country: str,
    *,
    since: date | None = None,
    until: date | None = None,
    also: tuple[str, ...] = (),
    loaded: tuple[str, ...] = (),
) -> PartyRow:
    return PartyRow(
        name, code, "group", country, "REB", since, until, None, also, loaded, None, None, "a source", f"{name} left."
    )


def part_of(party: str, to: str, since: date | None, until: date | None = None) -> Tie:
    return Tie(party, "part of", to, since, until, "a source", f"{party} joined {to}.")


def successor(party: str, to: str, since: date | None) -> Tie:
    return Tie(party, "successor of", to, since, None, "a source", f"{party} followed {to}.")


def book(*parties: PartyRow, ties: tuple[Tie, ...] = (), offices: tuple[OfficeRow, ...] = ()) -> PartyBook:
    return PartyBook(
        parties,
        offices,
        read_table("countries.csv", CountryRow),
        read_table("party_heads.csv", PartyHead),
        read_table("sectors.csv", SectorRow),
        (),
        read_table("sides_elsewhere.csv", SideElsewhere),
        ties,
    )


YEMENI_GUARD = group("Republican Guard (Yemen)", "YEM:MIL", "YEM", also=("Republican Guard",))
IRAQI_GUARD = group("Republican Guard (Iraq)", "IRQ:MIL", "IRQ", until=date(2003, 5, 23), also=("Republican Guard",))
SYRIAN_GUARD = group("Republican Guard (Syria)", "SYR:MIL", "SYR", also=("Republican Guard",))
GUARDS = book(YEMENI_GUARD, IRAQI_GUARD, SYRIAN_GUARD)


def test_a_name_of_several_countries_is_read_by_the_theatre_of_the_report() -> None:
    assert GUARDS.lookup("Republican Guard", theatre="YEM") == ("YEM:MIL",)
    assert GUARDS.lookup("Republican Guard", theatre="SYR") == ("SYR:MIL",)


def test_a_name_of_several_countries_is_read_by_the_nationality_beside_it() -> None:
    assert GUARDS.lookup("Yemeni Republican Guard", theatre="SYR") == ("YEM:MIL",)
    assert GUARDS.lookup("Yemen's Republican Guard") == ("YEM:MIL",)


def test_a_name_of_several_countries_stays_open_where_nothing_tells() -> None:
    assert GUARDS.lookup("Republican Guard") == ("YEM:MIL", "IRQ:MIL", "SYR:MIL")
    assert GUARDS.lookup("Republican Guard", theatre="COL") == ("YEM:MIL", "IRQ:MIL", "SYR:MIL")


def test_of_several_countries_names_those_in_force_on_the_day_win() -> None:
    assert GUARDS.lookup("Republican Guard", on=date(2015, 4, 1)) == ("YEM:MIL", "SYR:MIL")


def test_a_nationality_before_a_name_of_another_country_joins_nothing() -> None:
    assert GUARDS.lookup("Turkish Republican Guard") == ()


FRONT = group("Northern Front", "SYR:REB", "SYR", also=("Jabhat ash-Shamal",))
MERGED = book(
    FRONT,
    group("Hayat Tahrir al-Sham", "HTS", "SYR"),
    ties=(part_of("Northern Front", "Hayat Tahrir al-Sham", date(2017, 1, 28), date(2017, 7, 20)),),
)


@pytest.mark.parametrize(
    ("day", "code"), [(date(2017, 1, 1), "SYR:REB"), (date(2017, 3, 1), "HTS"), (date(2017, 8, 1), "SYR:REB"), (None, "SYR:REB")]
)
def test_a_group_has_the_code_of_what_it_was_part_of_that_day(day: date | None, code: str) -> None:
    assert MERGED.lookup("Northern Front", on=day) == (code,)


def test_a_tie_whose_beginning_is_unknown_changes_no_code() -> None:
    loose = book(
        FRONT,
        group("Hayat Tahrir al-Sham", "HTS", "SYR"),
        ties=(part_of("Northern Front", "Hayat Tahrir al-Sham", None),),
    )
    assert loose.lookup("Northern Front", on=date(2017, 3, 1)) == ("SYR:REB",)


def test_a_member_of_an_alliance_keeps_its_own_code() -> None:
    assert PACKAGED.lookup("Levant Front", on=date(2020, 2, 13)) == ("SYR:REB",)
    assert PACKAGED.lookup("Syrian National Army", on=date(2020, 2, 13)) == ("FSA",)


def test_a_group_coded_by_side_has_its_own_name_whatever_it_is_printed_as() -> None:
    assert MERGED.group_name("Jabhat ash-Shamal") == "Northern Front"
    assert MERGED.group_name("Hayat Tahrir al-Sham") is None


def test_an_answer_names_the_rows_and_why_one_was_kept() -> None:
    answer = explain_name("Republican Guard", date(2020, 2, 1), "YEM", GUARDS)
    assert (answer.code, answer.name) == ("YEM:MIL", "Republican Guard (Yemen)")
    assert {match.name for match in answer.matches} == {row.name for row in (YEMENI_GUARD, IRAQI_GUARD, SYRIAN_GUARD)}
    assert answer.reason == "at home in YEM"


def test_an_open_answer_has_its_candidates_and_no_name() -> None:
    answer = explain_name("Republican Guard", date(2020, 2, 1), None, GUARDS)
    assert {match.code for match in answer.candidates} == {"YEM:MIL", "SYR:MIL"}
    assert (answer.code, answer.name, answer.label) == (None, None, None)


NAMES = book(
    group("First Name", "HTS", "SYR", since=date(2012, 1, 1), until=date(2016, 7, 28)),
    group("Second Name", "HTS", "SYR", since=date(2016, 7, 28), until=date(2017, 1, 28)),
    group("Third Name", "HTS", "SYR", since=date(2017, 1, 28), loaded=("Hated Name",)),
    group("Old Brigade", "SYR:REB", "SYR", until=date(2013, 9, 29)),
    group("New Army", "SYR:REB", "SYR", since=date(2013, 9, 29)),
    group("Other Army", "SYR:REB", "SYR", since=date(2013, 9, 29)),
    ties=(successor("New Army", "Old Brigade", date(2013, 9, 29)),),
)


def test_an_answer_tells_the_names_before_and_after_and_the_one_of_that_day() -> None:
    answer = explain_name("First Name", date(2016, 9, 1), "SYR", NAMES)
    assert [row.name for row in answer.after] == ["Second Name", "Third Name"]
    assert answer.name_then == "Second Name"
    assert not answer.chosen[0].in_force


def test_groups_of_one_side_are_one_another_s_names_only_by_a_tie() -> None:
    assert [row.name for row in explain_name("Old Brigade", None, None, NAMES).after] == ["New Army"]
    assert explain_name("Other Army", None, None, NAMES).before == ()


def test_a_loaded_name_leads_to_the_neutral_one_and_says_that_it_is_loaded() -> None:
    answer = explain_name("the Hated Name", None, None, NAMES)
    assert answer.loaded
    assert answer.name == "Third Name"
    assert not explain_name("Third Name", None, None, NAMES).loaded


def test_an_answer_tells_what_a_party_was_part_of_that_day() -> None:
    answer = explain_name("Northern Front", date(2017, 3, 1), "SYR", MERGED)
    assert answer.code == "HTS"
    assert [tie.to for tie in answer.ties] == ["Hayat Tahrir al-Sham"]
    assert explain_name("Northern Front", date(2018, 3, 1), "SYR", MERGED).ties == ()


@pytest.mark.parametrize(
    ("words", "how", "code"),
    [
        ("Hulusi Akar", "person", "TUR:GOV"),
        ("the Turkish defence minister", "office", "TUR:GOV"),
        ("the president of Syria", "office", "SYR:GOV"),
        ("Ankara", "capital", "TUR"),
        ("Turkey", "country", "TUR"),
        ("Iraqis", "demonym", "IRQ"),
        ("Kenyan soldiers", "head noun and nationality", "KEN:MIL"),
        ("Jaysh al-Islam fighters", "head noun and nationality", "SYR:REB"),
        ("the rebels", "noun of a sector", "SYR:REB"),
        ("Jaish al-Islam", "alias", "SYR:REB"),
    ],
)
def test_an_answer_says_how_the_words_lead_to_the_party(words: str, how: str, code: str) -> None:
    answer = explain_name(words, date(2020, 2, 13), "SYR", PACKAGED)
    assert answer.code == code
    assert {match.how for match in answer.chosen} == {how}


def test_a_general_name_means_what_it_means_in_the_theatre() -> None:
    assert explain_name("Kurdish fighters", None, "TUR", PACKAGED).code == "PKK"


@pytest.mark.parametrize("words", ["", " ", "nobody known by this name", "of", "the"])
def test_unknown_words_have_an_empty_answer(words: str) -> None:
    answer = explain_name(words, date(2020, 2, 13), "SYR", PACKAGED)
    assert (answer.matches, answer.codes, answer.name) == ((), (), None)


def test_one_person_is_read_by_the_day_wherever_the_report_is_set() -> None:
    assert PACKAGED.lookup("Denis Pushilin", on=date(2023, 5, 1), theatre="UKR") == ("RUS:GOV",)
    assert PACKAGED.lookup("Fathi Bashagha", on=date(2019, 6, 1), theatre="LBY") == ("GNA",)


def test_a_person_who_acts_for_a_named_group_is_at_home_where_the_group_is() -> None:
    row = next(row for row in PACKAGED.offices if row.party == "HOUTHIS")
    assert PACKAGED.home(row) == "YEM"


SIDES = book(
    group("People's Council", "UKR:REB", "UKR", until=date(2022, 10, 5)),
    group("People's Council", "RUS:GOV", "RUS", since=date(2022, 10, 5)),
    group("Liberation Front", "SYR:REB", "SYR"),
    group("Old Liberation Front", "YEM:REB", "YEM", until=date(1967, 11, 30), also=("Liberation Front",)),
)


def test_a_party_that_changed_sides_has_changed_even_in_its_old_theatre() -> None:
    assert SIDES.lookup("People's Council", on=date(2023, 1, 1), theatre="UKR") == ("RUS:GOV",)
    assert SIDES.lookup("People's Council", on=date(2020, 1, 1), theatre="RUS") == ("UKR:REB",)


def test_an_old_name_of_the_theatre_goes_before_a_foreign_one_in_force() -> None:
    assert SIDES.lookup("Liberation Front", on=date(2020, 1, 1), theatre="YEM") == ("YEM:REB",)
    assert SIDES.lookup("Liberation Front", on=date(2020, 1, 1), theatre="SYR") == ("SYR:REB",)


BARE = book(group("Republican Guard", "SYR:MIL", "SYR"), group("Yemeni Republican Guard", "YEM:MIL", "YEM"))


@pytest.mark.parametrize(
    ("theatre", "codes"),
    [("SYR", ("SYR:MIL",)), ("YEM", ("YEM:MIL",)), ("IRN", ("SYR:MIL", "YEM:MIL")), (None, ("SYR:MIL", "YEM:MIL"))],
)
def test_a_name_without_its_nationality_is_the_theatre_s_or_stays_open(theatre: str | None, codes: tuple[str, ...]) -> None:
    assert BARE.lookup("Republican Guard", theatre=theatre) == codes
    assert explain_name("Republican Guard", None, theatre, BARE).codes == codes


def test_a_body_of_the_world_is_no_state_s() -> None:
    un = PartyRow("Security Council", "UN", "body", None, "IGO", None, None, None, (), (), None, None, "a source", "It met.")
    council = book(un, group("Russian Security Council", "RUS:GOV", "RUS"))
    assert council.lookup("Security Council", theatre="RUS") == ("UN",)


def test_a_general_name_is_called_by_the_party_it_means_in_the_theatre() -> None:
    answer = explain_name("the coalition", date(2019, 5, 1), "YEM", PACKAGED)
    assert (answer.code, answer.name) == ("SAU", "Saudi-led coalition")


@pytest.mark.parametrize(
    ("name", "country"), [("Daesh", None), ("Hayat Tahrir al-Sham", "SYR"), ("Hezbollah", "LBN"), ("UNIFIL", None)]
)
def test_a_group_at_home_in_several_countries_belongs_to_none(name: str, country: str | None) -> None:
    assert {PACKAGED.home(row) for row in PACKAGED.rows(name)} == {country}
