"""The command `trucewatch who`: whom a name means, as somebody who checks a report asks it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner, Result

from trucewatch.cli import app
from trucewatch.errors import UsageError
from trucewatch.knowledge.parties import PartyBook
from trucewatch.knowledge.party_rows import CountryRow, OfficeRow, PartyHead, PartyRow, SectorRow, Tie
from trucewatch.knowledge.party_search import explain_name
from trucewatch.publish.who import nearest_names, ties_of, unknown_lines, who_lines, who_row

FIRST, SECOND, THIRD = date(2012, 1, 1), date(2016, 7, 1), date(2018, 1, 1)


def party(name: str, since: date | None = None, until: date | None = None, **changes: object) -> PartyRow:
    values: dict[str, object] = {
        "name": name, "code": "FRONT", "kind": "group", "country": "SYR", "sector": "REB", "since": since, "until": until, "label": None,
        "also": (), "loaded": (), "ucdp": None, "wikidata": None, "source": f"Statement of {name}", "example": "",
    }  # fmt: skip
    return PartyRow(**{**values, **changes})  # type: ignore[arg-type]


def tie(party: str, what: str, to: str, since: date | None = None, until: date | None = None) -> Tie:
    return Tie(party, what, to, since, until, "Joint statement", "")  # type: ignore[arg-type]


def country(code: str, iso2: str, name: str, demonym: str) -> CountryRow:
    return CountryRow(code, iso2, name, (), (demonym,), (), None, None, None, "ISO 3166-1", None, "")


def office(name: str, since: date, until: date | None) -> OfficeRow:
    return OfficeRow(name, "TUR:GOV", "defence minister", since, until, (), "Official Gazette", "")


BOOK = PartyBook(
    [
        party(
            "Northern Front",
            FIRST,
            SECOND,
            also=("جبهة الشمال", "Shamal Front"),
            loaded=("Northern gang",),
            ucdp=77,
            wikidata="Q7",
        ),
        party("New Front", SECOND, THIRD),
        party("Joint Front", THIRD, None, label="Joint Front (JF)"),
        party("Great Alliance", code="ALLIANCE"),
    ],
    [office("Ada Yurt", FIRST, SECOND), office("Can Deniz", SECOND, None)],
    [country("SYR", "SY", "Syria", "Syrian"), country("TUR", "TR", "Turkey", "Turkish")],
    [PartyHead("government", "GOV", True, "body", ("regime",), "")],
    [SectorRow("GOV", "{adjective} government", "state", "")],
    [],
    (),
    [
        tie("Northern Front", "pledged to", "Great Alliance", FIRST, SECOND),
        tie("New Front", "allied with", "Great Alliance", SECOND, THIRD),
        tie("New Front", "successor of", "Northern Front", SECOND),
    ],
)


def told(words: str, on: date | None = None, theatre: str | None = None) -> str:
    return "".join(who_lines(explain_name(words, on, theatre, BOOK), BOOK))


def test_a_name_out_of_use_gives_the_one_the_party_then_had() -> None:
    words = told("Shamal Front", date(2016, 9, 1))
    assert "“Shamal Front” on 1 September 2016: Northern Front, Joint Front (JF) [FRONT]" in words
    assert "that day   New Front, since 1 July 2016 until 1 January 2018" in words
    names = words[words.index("   names") :]
    assert names.index("Northern Front") < names.index("New Front") < names.index("Joint Front")


def test_a_name_in_use_has_no_other_that_day() -> None:
    assert "that day" not in told("Northern Front", date(2013, 1, 1))


def test_a_day_before_all_names_says_that_none_is_known() -> None:
    assert "no name is known that it then had" in told("Northern Front", date(1999, 1, 1))


def test_code_kind_sector_country_ids_and_source_are_told() -> None:
    words = told("Northern Front")
    for piece in (
        "[FRONT]",
        "group; armed opposition (PLOVER REB); Syria",
        "UCDP actor 77; Wikidata Q7",
        "(Statement of Northern Front)",
    ):
        assert piece in words


def test_ids_that_are_not_known_are_not_told() -> None:
    assert "ids" not in told("New Front")


def test_the_ties_are_those_of_the_day_under_the_name_of_the_day() -> None:
    ties = ties_of(explain_name("Northern Front", date(2016, 9, 1), None, BOOK), BOOK)
    assert [(one.party, one.tie) for one in ties] == [("New Front", "allied with")]
    assert "pledged to Great Alliance, since 1 January 2012 until 1 July 2016 (Joint statement)" in told(
        "Northern Front", date(2013, 1, 1)
    )
    assert "New Front: allied with Great Alliance" in told("Great Alliance", date(2017, 1, 1))


def test_a_tie_without_days_says_that_they_are_not_known() -> None:
    book = PartyBook(BOOK.parties, [], BOOK.countries, [], [], [], (), [tie("Joint Front", "part of", "Great Alliance")])
    words = "".join(who_lines(explain_name("Joint Front", date(2020, 1, 1), None, book), book))
    assert "part of Great Alliance, days not known (Joint statement)" in words


def test_a_loaded_name_is_said_to_take_a_side_and_the_neutral_label_stands_beside_it() -> None:
    assert "loaded     the words take a side; the neutral label is “Joint Front (JF)”" in told("Northern gang")
    assert "loaded     no; but these are: Northern gang" in told("Northern Front")
    assert "loaded     no\n" in told("New Front")


def test_names_in_letters_that_run_the_other_way_are_set_apart() -> None:
    assert "\u2068جبهة الشمال\u2069" in told("Northern Front")
    assert "“\u2068جبهة الشمال\u2069”" in told("جبهة الشمال")


def test_an_office_gives_its_holder_on_the_day_and_the_others_with_the_reason() -> None:
    words = told("Turkish defence minister", date(2017, 1, 1))
    assert "on 1 January 2017: Can Deniz, Turkish government [TUR:GOV]" in words
    assert (
        "not meant  Ada Yurt, defence minister, since 1 January 2012 until 1 July 2016 (Official Gazette) [TUR:GOV]: not on that"
        in words
    )


def test_an_office_that_nobody_is_known_to_have_held_that_day_says_so() -> None:
    assert "nobody is known in that office" in told("Turkish defence minister", date(2001, 1, 1))


def test_a_word_that_leans_on_the_country_says_what_it_would_need() -> None:
    words = "".join(unknown_lines(explain_name("the regime", None, None, BOOK), BOOK))
    assert "means the government of the country a report is about: say which with --country" in words
    assert "in a report about Syria: Syrian government [SYR:GOV]" in told("the regime", None, "SYR")


def test_an_unknown_name_gets_the_nearest_known_spellings() -> None:
    answer = explain_name("Nothern Frond", None, None, BOOK)
    assert nearest_names("Nothern Frond", BOOK)[0] == ("Northern Front", ("FRONT",))
    assert "nearest    Northern Front: Joint Front (JF) [FRONT]" in "".join(unknown_lines(answer, BOOK))
    assert nearest_names("xyzzy", BOOK) == ()


def test_the_row_for_a_program_holds_what_the_block_says() -> None:
    row = who_row(explain_name("Northern gang", date(2016, 9, 1), None, BOOK), BOOK)
    assert (row["code"], row["name_then"], row["loaded"]) == ("FRONT", "New Front", True)
    assert json.loads(json.dumps(row)) == row
    (match,) = json.loads(json.dumps(row["matches"]))
    assert (match["meant"], match["since"], match["ucdp"], match["source"]) == (
        True,
        "2012-01-01",
        77,
        "Statement of Northern Front",
    )


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["who", *words])


def test_the_nusra_front_in_september_2016() -> None:
    done = run("Jabhat al-Nusra", "--on", "2016-09-01")
    assert done.exit_code == 0
    assert "Hayat Tahrir al-Sham (HTS) [HTS]" in done.stdout
    assert "that day   Jabhat Fatah al-Sham, since 28 July 2016" in done.stdout
    assert "PLOVER RAD" in done.stdout


def test_json_is_one_array_and_unknown_names_end_with_1() -> None:
    done = run("Hulusi Akarr", "--json")
    (row,) = json.loads(done.stdout)
    assert (done.exit_code, row["code"], row["matches"]) == (1, None, [])
    assert "Hulusi Akar" in row["nearest"]


def test_several_meanings_are_named_and_none_chosen() -> None:
    done = run("Congolese")
    assert done.exit_code == 0
    assert "open between" in done.stdout
    assert "[COD]" in done.stdout
    assert "[COG]" in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["Akar", "--on", "February"], "is no date"),
        (["Akar", "--country", "Syria"], "write SYR"),
        (["Akar", "--country", "sy"], "write SYR"),
        (["Akar", "--country", "Atlantis"], "is no ISO3 code"),
        (["  "], "this one has 0"),
        (["x" * 1000], "this one has 1000"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_wrong_use_says_what_would_be_right(words: list[str], says: str) -> None:
    done = run(*words)
    assert isinstance(done.exception, UsageError)
    assert says in str(done.exception)


@pytest.mark.parametrize("words", ["x", "\x1b[2J", "🕊", "a b " * 40, "';--", "النصرة", "ЧВК", "%s{}"])
def test_odd_words_are_answered(words: str) -> None:
    done = run(words)
    assert done.exit_code in (0, 1)
    assert "\x1b" not in done.stdout
