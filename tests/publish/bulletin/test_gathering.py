"""What a daily report says of the records of its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.publish.bulletin.days_told import DAY, LEVANT, MINBAR, add, bulletin, differing, finding, incident, report, words_of
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.ledger import Ledger, Record
from trucewatch.model import Bulletin, Edition, EventType, FindingState, Realis, SectionKey, State, Wording, wording_id
from trucewatch.publish.bulletin.gathering import SECTIONS

EVE = DAY - timedelta(days=1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        yield ledger


def test_the_sections_stand_in_their_order(book: Ledger) -> None:
    assert [section.key for section in bulletin(book).sections] == list(SectionKey) == list(SECTIONS)


def test_an_incident_says_who_tells_it_and_on_whose_word(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident(killed=(13,)))
    [words] = words_of(bulletin(book), SectionKey.INCIDENTS)
    assert words == (
        "Shelling or other heavy fire on Turkish armed forces in Saraqib, attributed to Syrian armed forces: "
        "reported for 13 February 2020 by Levant Post. Figures given: 13 killed. No second origin is known."
    )


def test_figures_that_differ_say_who_gives_which(book: Ledger) -> None:
    told = (("r1", LEVANT), ("r2", "Harbour Gazette"))
    shelling = incident(told=told, killed=(13, 14), state=State.CONTESTED, comparisons=(differing(),))
    add(book, report("r1", LEVANT), report("r2", "Harbour Gazette"), shelling)
    made = bulletin(book)
    [words] = words_of(made, SectionKey.INCIDENTS)
    assert "13–14 killed: 13 according to Levant Post; 14 according to Harbour Gazette." in words
    [how] = words_of(made, SectionKey.CONTESTED)
    assert "accounts give different numbers" in how
    assert "13 killed" in how
    assert "Harbour Gazette" in how


def test_a_strike_that_is_only_threatened_is_no_incident_on_the_ground(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident(realis=Realis.CONDITIONAL))
    made = bulletin(book)
    assert words_of(made, SectionKey.INCIDENTS) == []
    assert len(words_of(made, SectionKey.STATEMENTS)) == 1


def test_breaches_of_different_grades_never_stand_under_one_heading(book: Ledger) -> None:
    one, two = incident("one"), incident("two", state=State.CORROBORATED)
    agreements = [agreement for agreement in load_agreements() if agreement.id == "SOC18"]
    found = (finding("one", FindingState.ALLEGED), finding("two", FindingState.CORROBORATED))
    add(book, report("r1", LEVANT), *agreements, one, two, *found)
    section = bulletin(book).section(SectionKey.BREACHES)
    assert section is not None
    groups = [line.group.partition(":")[0] for line in section.lines]
    assert groups == ["SOC18-2, alleged", "SOC18-2, corroborated"]
    assert section.tables[0].rows == (("SOC18-2", "1", "1", "0", "0", "0"),)


def test_a_day_nobody_could_look_at_says_so_and_gives_no_zeros(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident())
    made = bulletin(book, DAY + timedelta(days=5))
    change = made.section(SectionKey.CHANGE)
    assert change is not None
    assert (change.blind, change.tables, change.lines) == (True, (), ())
    assert "nobody here could look" in change.hole
    assert "nobody here could look" in made.standfirst
    assert all(section.blind for section in made.sections if section.key not in (SectionKey.STATEMENTS, SectionKey.CORRECTIONS))


def test_a_day_with_reports_and_nothing_told_is_a_day_with_nothing(book: Ledger) -> None:
    add(book, report("r1", LEVANT))
    made = bulletin(book)
    incidents = made.section(SectionKey.INCIDENTS)
    assert incidents is not None
    assert (incidents.blind, incidents.hole) == (False, "No incident on the ground was told of.")
    assert made.standfirst.startswith("0 incidents were told of 13 February 2020.")


def test_nothing_is_compared_with_a_day_that_nobody_read(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident())
    assert "nothing to compare with" in bulletin(book).standfirst


def test_few_incidents_are_no_trend(book: Ledger) -> None:
    add(
        book,
        report("r0", LEVANT, EVE),
        report("r1", LEVANT),
        incident("eve", told=(("r0", LEVANT),), on=EVE),
        incident("a"),
        incident("b"),
    )
    made = bulletin(book)
    change = made.section(SectionKey.CHANGE)
    assert change is not None
    assert "That is more than the 1 of 12 February 2020." in made.standfirst
    assert "no trend" in made.standfirst
    assert ("All incidents", "2", "1", "Too few to compare") in change.tables[0].rows


def test_the_change_in_coverage_stands_beside_the_change_in_incidents(book: Ledger) -> None:
    add(book, report("r0", LEVANT, EVE), report("r1", LEVANT), report("r2", MINBAR), incident())
    words = " ".join(words_of(bulletin(book), SectionKey.CHANGE))
    assert "2 reports published in this period were read" in words
    assert "The period before had 1 report of 1 named outlet." in words
    assert "More was read" in words


def test_what_happened_earlier_and_is_told_now_is_listed_and_not_counted(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident(on=DAY - timedelta(days=9), killed=(3,)))
    made = bulletin(book)
    assert made.standfirst.startswith("0 incidents were told of 13 February 2020.")
    section = made.section(SectionKey.INCIDENTS)
    assert section is not None
    assert [line.group for line in section.lines] == ["Of other days, first told in this period"]


def test_dead_of_a_longer_time_are_not_added_up(book: Ledger) -> None:
    month = incident("month", on=date(2020, 2, 3), last=DAY, killed=(13,))
    add(book, report("r1", LEVANT), month, incident("day", killed=(2,)))
    words = words_of(bulletin(book), SectionKey.CASUALTIES)
    assert words[0] == "2 killed were told of, in one incident of this period."
    assert words[1].startswith("1 incident with figures is not added up")


def test_a_week_counts_what_its_days_count(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident("a"), incident("b", on=EVE))
    made = bulletin(book, DAY - timedelta(days=6), DAY, edition=Edition.WEEKLY)
    assert made.title == "Weekly report, 7–13 February 2020"
    assert made.standfirst.startswith("2 incidents were told of 7–13 February 2020.")


@pytest.mark.parametrize("day", [date.min, date.max, date(2020, 2, 29)])
def test_the_first_and_the_last_day_there_is_have_reports(book: Ledger, day: date) -> None:
    add(book, report("r1", LEVANT), incident(on=DAY))
    assert bulletin(book, day).first == day


def test_names_in_three_scripts_do_not_turn_a_line_around(book: Ledger) -> None:
    told = (("r1", LEVANT), ("r2", MINBAR), ("r3", "Северный вестник"))
    add(book, *(report(key, outlet) for key, outlet in told), incident(told=told))
    [words] = words_of(bulletin(book), SectionKey.INCIDENTS)
    assert f"\u2068{MINBAR}\u2069" in words
    assert words.count("\u2068") == words.count("\u2069")


def test_the_same_records_in_any_order_give_the_same_report(tmp_path: Path) -> None:
    records: list[Record] = [
        report("r1", LEVANT),
        report("r2", MINBAR),
        incident("a"),
        incident("b", told=(("r2", MINBAR),)),
        incident("c", on=EVE),
    ]
    made = []
    for name, some in (("one", records), ("two", records[::-1])):
        with Ledger.open(f"sqlite:///{tmp_path / name}.sqlite") as ledger:
            add(ledger, *some)
            made.append(replace(bulletin(ledger), as_of=bulletin(ledger).as_of.__class__(0, "", "")))
    assert made[0].sections == made[1].sections


def test_the_report_of_a_past_moment_does_not_know_what_came_later(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident("a"))
    before = bulletin(book)
    add(book, report("r2", MINBAR), incident("b", told=(("r2", MINBAR),)), minute=5)
    assert bulletin(book, at=before.as_of.seq) == before
    assert bulletin(book) != before


def edited(book: Ledger, new: str, *, old: str = "", minute: int = 1) -> Wording:
    made = bulletin(book)
    section = made.section(SectionKey.INCIDENTS)
    assert section is not None
    line = section.lines[0]
    drafted = Wording(
        "-", made.id, line.key, old or line.words, new, "A. Reviewer", f"2020-02-13T12:0{minute}:00+00:00", "shorter"
    )
    wording = replace(drafted, id=wording_id(drafted))
    add(book, wording, minute=minute)
    return wording


def test_a_wording_is_shown_with_its_author_and_the_words_it_replaced(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident())
    wording = edited(book, "Shells fell near Saraqib, according to the Levant Post.")
    section = bulletin(book).section(SectionKey.INCIDENTS)
    assert section is not None
    [line] = section.lines
    assert line.words == wording.new
    assert line.edited is not None
    assert (line.edited.by, line.edited.words, line.edited.overtaken) == ("A. Reviewer", wording.old, False)


def test_a_wording_does_not_hold_once_the_records_say_something_else(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident())
    wording = edited(book, "Nobody was hurt.")
    add(book, incident(killed=(3,)), minute=3)
    section = bulletin(book).section(SectionKey.INCIDENTS)
    assert section is not None
    [line] = section.lines
    assert "3 killed" in line.words
    assert line.edited is not None
    assert (line.edited.words, line.edited.overtaken) == (wording.new, True)


def test_a_wording_that_is_taken_back_leaves_the_generated_words(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident())
    old = edited(book, "Other words.").old
    edited(book, "", old=old, minute=2)
    section = bulletin(book).section(SectionKey.INCIDENTS)
    assert section is not None
    assert (section.lines[0].words, section.lines[0].edited) == (old, None)


def test_a_movement_of_troops_is_told_apart_from_attacks(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident(kind=EventType.MOBILIZE, mode="troops"))
    made = bulletin(book)
    assert len(words_of(made, SectionKey.FORCES)) == 1
    assert words_of(made, SectionKey.INCIDENTS) == []


def _table(made: Bulletin, key: str) -> dict[str, tuple[str, ...]]:
    change = made.section(SectionKey.CHANGE)
    assert change is not None
    [table] = [one for one in change.tables if one.key == key]
    return {row[0]: row[1:] for row in table.rows} | {"columns": table.columns[1:]}


def test_of_a_period_that_nobody_read_no_count_is_shown_and_no_change(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident("two days", on=EVE, last=DAY), incident("day"))
    made = bulletin(book)
    grades, types = _table(made, "change/grades"), _table(made, "change/types")
    assert (grades["columns"], grades["All incidents"], grades["Reports read"]) == (
        ("This period", "Period before"),
        ("2", "–"),
        ("1", "0"),
    )
    assert types["Attack"] == ("2", "–")
    assert " ".join(words_of(made, SectionKey.CHANGE)).count("No report of 12 February 2020 was read") == 1


def test_what_counts_in_both_periods_is_named_and_left_out_of_the_comparison(book: Ledger) -> None:
    both = [incident(f"both {n}", on=EVE, last=DAY) for n in range(6)]
    today = [incident(f"day {n}") for n in range(12)]
    add(book, report("r0", LEVANT, EVE), report("r1", LEVANT), *both, *today, incident("eve", told=(("r0", LEVANT),), on=EVE))
    made = bulletin(book)
    assert "6 of them reach back into 12 February 2020 and count there too." in made.standfirst
    assert "Without what counts in both there are 12 now and 1 then." in made.standfirst
    grades = _table(made, "change/grades")
    assert grades["All incidents"] == ("18", "7", "More")
    assert grades["Of these, counted in both periods"] == ("6", "6", "Left out of the comparison")
    assert any("counts in both is left out" in note for note in made.notes)


def test_two_days_with_only_the_same_incidents_are_not_called_equal(book: Ledger) -> None:
    add(book, report("r0", LEVANT, EVE), report("r1", LEVANT), incident("both", on=EVE, last=DAY))
    made = bulletin(book)
    assert "As many" not in made.standfirst
    assert _table(made, "change/grades")["All incidents"] == ("1", "1", "")


def test_a_sum_over_incidents_says_that_it_may_count_people_twice(book: Ledger) -> None:
    add(book, report("r1", LEVANT), incident("a", killed=(2,)), incident("b", killed=(3,)))
    words = words_of(bulletin(book), SectionKey.CASUALTIES)
    assert words[0].startswith("5 killed were told of, lowest and highest figures of 2 incidents")
    assert words[1].startswith("Two incidents may count the same people")


def test_what_is_said_alike_of_several_incidents_under_a_clause_is_one_line(book: Ledger) -> None:
    agreements = [agreement for agreement in load_agreements() if agreement.id == "SOC18"]
    some = [incident(f"act {n}") for n in range(6)]
    found = [finding(one.id, FindingState.ALLEGED) for one in some]
    add(book, report("r1", LEVANT), *agreements, *some, *found)
    section = bulletin(book).section(SectionKey.BREACHES)
    assert section is not None
    [line] = section.lines
    assert line.words == "Against Syrian armed forces, according to Turkey: shelling or other heavy fire (6 times)."
    assert {one.id for one in line.subjects if one.kind == "incident"} == {one.id for one in some}


def test_the_key_of_a_line_on_a_clause_stays_when_an_incident_joins_it(book: Ledger) -> None:
    agreements = [agreement for agreement in load_agreements() if agreement.id == "SOC18"]
    add(book, report("r1", LEVANT), *agreements, incident("one"), finding("one", FindingState.ALLEGED))
    before = bulletin(book).section(SectionKey.BREACHES)
    add(book, incident("two"), finding("two", FindingState.ALLEGED), minute=1)
    after = bulletin(book).section(SectionKey.BREACHES)
    assert before is not None
    assert after is not None
    assert [line.key for line in before.lines] == [line.key for line in after.lines]
    assert before.lines[0].words != after.lines[0].words


def test_a_truce_said_not_to_hold_is_not_called_a_truce_under_a_clause(book: Ledger) -> None:
    agreements = [agreement for agreement in load_agreements() if agreement.id == "SOC18"]
    broken = incident("truce", kind=EventType.RETREAT, mode="ceasefire", realis=Realis.NEGATED)
    add(book, report("r1", LEVANT), *agreements, broken, finding("truce", FindingState.ALLEGED))
    [words] = words_of(bulletin(book), SectionKey.BREACHES)
    assert "said not to hold" in words


def test_where_nobody_looked_a_late_telling_of_one_grade_gives_no_zeros_for_the_others(book: Ledger) -> None:
    later = DAY + timedelta(days=5)
    add(book, report("r1", LEVANT, later), incident(on=DAY))
    grades = _table(bulletin(book), "change/grades")
    assert (grades["All incidents"][0], grades["Alleged"][0], grades["Contested"][0]) == ("1", "1", "–")
