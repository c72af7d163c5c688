"""The classes in which accounts of one happening agree or part, each with its words, and where a class must not be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.telling import claim, days, report
from trucewatch.knowledge.reconcile_tables import LikeMeasureRow, like_measures
from trucewatch.model import Claim, Comparison, EventType, Realis, Relation, Report, TimeWords
from trucewatch.reconcile.accounts.tellings import Telling
from trucewatch.reconcile.comparing.comparisons import compare
from trucewatch.reconcile.figures.tallies import tallies

ASSAULT, MOBILIZE, CONSULT, DISPLACE = EventType.ASSAULT, EventType.MOBILIZE, EventType.CONSULT, EventType.DISPLACE
REQUEST, THREATEN = EventType.REQUEST, EventType.THREATEN
GUARDS = [("guards", "TUR:MIL")]


def compared(*told: tuple[Report, Sequence[Claim]]) -> tuple[Comparison, ...]:
    """The comparisons of accounts of one happening, lettered in the order given."""
    tellings = tuple(Telling(letter, one.id, one, tuple(claims)) for letter, (one, claims) in zip("ABCDEFG", told, strict=False))
    return compare(tellings, tallies(tellings))


def relations(*told: tuple[Report, Sequence[Claim]]) -> set[Relation]:
    return {one.relation for one in compared(*told)}


def account(name: str, words: str, kind: EventType, **rest: object) -> tuple[Report, Sequence[Claim]]:
    told = report(name, "2020-03-03", f"{words}. More was not known.")
    return told, (claim(told, words, kind, **rest),)  # type: ignore[arg-type]


def meeting(name: str, words: str) -> tuple[Report, Sequence[Claim]]:
    return account(name, words, CONSULT, by=[("General Aksoy", "TUR:MIL")])


def test_one_meeting_under_two_names_is_different_naming() -> None:
    found = compared(
        meeting("one", "General Aksoy spoke on the sidelines of the NATO finance ministers meeting in Bern"),
        meeting("two", "General Aksoy spoke at the fringe of a NATO summit in Bern"),
    )
    (naming,) = (one for one in found if one.relation is Relation.DIFFERENT_NAMING)
    assert (naming.a.text, naming.b and naming.b.text) == ("NATO finance ministers meeting", "NATO summit")


@pytest.mark.parametrize(
    "words",
    [
        "General Aksoy spoke on the sidelines of a NATO meeting in Bern",
        "General Aksoy spoke on the sidelines of an OSCE summit in Bern",
        "General Aksoy spoke at the fringe of a NATO summit that followed the NATO meeting",
        "General Aksoy spoke after the summit in Bern",
    ],
    ids=["the same word", "another body", "both words in one account", "no body named"],
)
def test_two_names_need_one_body_and_two_words(words: str) -> None:
    first = meeting("one", "General Aksoy spoke on the sidelines of the NATO finance ministers meeting in Bern")
    assert Relation.DIFFERENT_NAMING not in relations(first, meeting("two", words))


def sending(name: str, words: str, **rest: object) -> tuple[Report, Sequence[Claim]]:
    return account(name, words, MOBILIZE, mode="troops", by=GUARDS, **rest)


def test_to_establish_and_to_uphold_a_truce_are_framed_differently() -> None:
    found = compared(
        sending("one", "The guards go up the valley in order for the establishment of a cease-fire"),
        sending("two", "The guards go up the valley to uphold and sustain the ceasefire"),
    )
    (framed,) = (one for one in found if one.relation is Relation.FRAMED_DIFFERENTLY)
    assert framed.a.text == "in order for the establishment of a cease-fire"
    assert framed.b is not None
    assert framed.b.text == "to uphold and sustain the ceasefire"
    assert "establishment" in framed.why
    assert "uphold" in framed.why


@pytest.mark.parametrize(
    "words",
    [
        "The guards go up the valley to impose the ceasefire",
        "The guards go up the valley to maintain the bridgehead",
        "The guards went to the ceasefire talks",
        "The guards go up the valley",
    ],
    ids=["the same purpose", "another thing", "no purpose", "nothing of it"],
)
def test_one_purpose_or_two_things_are_no_framing(words: str) -> None:
    first = sending("one", "The guards go up the valley in order to establish a ceasefire")
    assert Relation.FRAMED_DIFFERENTLY not in relations(first, sending("two", words))


def displaced(name: str, words: str, count: int) -> tuple[Report, Sequence[Claim]]:
    return account(name, words, DISPLACE, counts=[("displaced", count, count, None)])


HEADING = displaced("one", "One million villagers are heading for the river, the general said", 1_000_000)


def test_people_on_their_way_and_people_displaced_since_a_day_are_two_measures() -> None:
    (found,) = compared(HEADING, displaced("two", "More than 800,000 villagers have been driven out since December", 800_000))
    assert found.relation is Relation.LIKE_MEASURES
    assert "on their way" in found.why
    assert "since a day" in found.why


@pytest.mark.parametrize("row", like_measures(), ids=lambda row: row.example)
def test_two_measures_alike_are_set_beside_each_other_as_their_row_says(row: LikeMeasureRow) -> None:
    told = [
        account(name, words.strip(), ASSAULT, counts=[(kind, count := int(words.split()[0]), count, None)])
        for name, words, kind in zip(("one", "two"), row.example.split(";"), (row.kind_a, row.kind_b), strict=True)
    ]
    (found,) = (one for one in compared(*told) if one.relation is Relation.LIKE_MEASURES)
    assert found.why.startswith(row.words)


def test_the_same_measure_with_other_numbers_stays_a_contradiction() -> None:
    other = displaced("two", "Some 800,000 villagers are on their way to the river", 800_000)
    assert relations(HEADING, other) == {Relation.DIFFERENT_NUMBERS}


def test_words_that_tell_no_measure_leave_the_numbers_in_contradiction() -> None:
    other = displaced("two", "The war has driven out 800,000 villagers", 800_000)
    assert relations(HEADING, other) == {Relation.DIFFERENT_NUMBERS}


def raid(name: str, place: str, day: str = "2020-03-02", words: str = "") -> tuple[Report, Sequence[Claim]]:
    return account(name, words or f"Rockets fell on {place}", ASSAULT, mode="heavy-weapons", at=place, on=day)


def test_accounts_that_set_it_in_places_far_apart_part_over_the_place() -> None:
    found = compared(raid("one", "Saraqib"), raid("two", "Kafr Nabl"))
    (place,) = (one for one in found if one.relation is Relation.DIFFERENT_PLACE)
    assert place.why.startswith("account A sets it in Saraqib, account B in Kafr Nabl, ")


@pytest.mark.parametrize("place", ["Saraqib", "Taftanaz", "Idlib", "Syria"], ids=["same", "near", "its province", "its country"])
def test_a_place_near_by_or_around_is_no_other_place(place: str) -> None:
    assert Relation.DIFFERENT_PLACE not in relations(raid("one", "Saraqib"), raid("two", place))


def test_accounts_that_set_a_deed_on_two_days_part_over_the_day() -> None:
    found = compared(raid("one", "Saraqib"), raid("two", "Saraqib", "2020-03-03"))
    (day,) = (one for one in found if one.relation is Relation.DIFFERENT_DAY)
    assert day.why == "account A sets it on 2 March 2020, account B on 3 March 2020"


def test_a_day_that_no_words_tell_parts_nobody() -> None:
    told, (made,) = raid("two", "Saraqib", "2020-03-03")
    untold = replace(made, time=days("2020-03-03", "2020-03-03"))
    assert Relation.DIFFERENT_DAY not in relations(raid("one", "Saraqib"), (told, (untold,)))


def demand(name: str, words: str, last: str | None, limit: str) -> tuple[Report, Sequence[Claim]]:
    told, (made,) = account(name, words, REQUEST, mode="yield", by=GUARDS, by_day=last)
    return told, (replace(made, deadline_words=TimeWords(told.quote(limit))),)


FEBRUARY = demand("one", "They must leave by the end of February", "2020-02-29", "by the end of February")


def test_two_wordings_of_one_last_day_agree() -> None:
    other = demand("two", "They must leave by the end of the month", "2020-02-29", "by the end of the month")
    (found,) = compared(FEBRUARY, other)
    assert (found.relation, found.a.text, found.b and found.b.text) == (
        Relation.AGREE,
        "by the end of February",
        "by the end of the month",
    )


def test_the_end_of_the_month_in_a_report_without_a_date_can_be_the_end_of_february() -> None:
    other = demand("two", "They must leave by the end of the month", None, "by the end of the month")
    (found,) = compared(FEBRUARY, other)
    assert found.relation is Relation.AGREE
    assert "without a date" in found.why


@pytest.mark.parametrize(("words", "last"), [("by Friday", None), ("by 12 March", "2020-03-12")])
def test_another_last_day_is_no_agreement(words: str, last: str | None) -> None:
    assert Relation.AGREE not in relations(FEBRUARY, demand("two", f"They must leave {words}", last, words))


def test_a_deed_still_to_come_against_one_done_is_planned_against_done() -> None:
    plan = sending("one", "The guards will send another company", realis=Realis.FUTURE)
    assert relations(plan, sending("two", "The guards have sent another company")) == {Relation.PLANNED_DONE}
    assert relations(sending("two", "The guards have sent another company")) == set()


def test_a_threat_with_a_condition_against_one_without_is_conditional_against_flat() -> None:
    found = relations(
        account("one", "The guards will strike if another man is hurt", THREATEN, by=GUARDS, realis=Realis.CONDITIONAL),
        account("two", "The guards will strike", THREATEN, by=GUARDS, realis=Realis.FUTURE),
    )
    assert found == {Relation.CONDITIONAL_FLAT}


def test_a_hundred_copies_part_from_one_account_only_once() -> None:
    copies = [raid(f"copy{number:03}", "Saraqib") for number in range(100)]
    letters = [f"L{number}" for number in range(101)]
    told = tuple(
        Telling(letter, one.id, one, tuple(claims))
        for letter, (one, claims) in zip(letters, [*copies, raid("other", "Kafr Nabl")], strict=True)
    )
    found = [one for one in compare(told, tallies(told)) if one.relation is Relation.DIFFERENT_PLACE]
    assert len(found) <= 2
