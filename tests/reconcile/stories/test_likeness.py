"""How alike two reports are: names, deaths, days and places of the main happening, and the reasons in words."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

import pytest

from tests.telling import claim, report
from trucewatch.knowledge.story_tables import story_rows
from trucewatch.model import EventType, Passage, Report, Role
from trucewatch.reconcile.stories.likeness import ANY_PAIR, DETAILS, OBSERVED, likeness, observe, reasons
from trucewatch.reconcile.stories.report_facts import ReportFacts, report_facts

BAKERY = "Mortar rounds hit a bakery in Binnish on Monday morning and killed 17 people, the civil defence said. Most had queued for bread."
QUEUE = "Seventeen people who queued for bread died when shells fell on Binnish on Monday, according to rescue workers."
TAFTANAZ = "Warplanes bombed the road to Taftanaz on Monday, wounding three drivers, residents said."
MONDAY, TUESDAY, LATER = "2020-02-03", "2020-02-04", "2020-03-11"


def shelling(
    id: str, text: str, day: str | None = MONDAY, outlet: str | None = None, *, at: str = "Binnish", dead: int = 17
) -> ReportFacts:
    told = report(id, day, text, outlet)
    words = text.split(",")[0]
    counts = [("killed", dead, dead, "SYR:CVL")] if dead else []
    return report_facts(told, [claim(told, words, EventType.ASSAULT, "heavy-weapons", at=at, on=MONDAY, counts=counts)])


def raid(id: str, text: str = TAFTANAZ, day: str | None = MONDAY, outlet: str | None = None) -> ReportFacts:
    told = report(id, day, text, outlet)
    return report_facts(told, [claim(told, text.split(",")[0], EventType.ASSAULT, "aerial", at="Taftanaz", on=MONDAY)])


def seen(a: ReportFacts, b: ReportFacts) -> dict[str, float]:
    return dict(zip(OBSERVED, observe(a, b), strict=True))


def test_one_happening_in_other_words_is_likelier_than_two_raids_of_a_day() -> None:
    first = shelling("a", BAKERY, outlet="Levant Wire")
    assert likeness(first, shelling("b", QUEUE, outlet="Hill Post")) > 0.7
    assert likeness(first, raid("c", outlet="Hill Post")) < 0.1


def test_likeness_is_the_same_both_ways_round() -> None:
    told = [shelling("a", BAKERY), shelling("b", QUEUE, TUESDAY), raid("c"), shelling("d", BAKERY, None)]
    for a, b in itertools.combinations(told, 2):
        assert likeness(a, b) == likeness(b, a)
        assert 0.0 <= likeness(a, b) <= 1.0


def test_the_reasons_are_told_in_words_the_weightiest_first() -> None:
    told = reasons(shelling("a", BAKERY, outlet="Levant Wire"), shelling("b", QUEUE, outlet="Hill Post"))
    assert "the same number of dead (17)" in told
    assert "published on one day" in told
    assert "the same kind of act (heavy-weapons)" in told
    assert any(words.startswith("both begin with") and "binnish" in words for words in told)


def test_other_places_speak_against_one_happening() -> None:
    told = seen(shelling("a", BAKERY), raid("c"))
    assert told["place not told"] > 0.8
    assert "one names a place that the other does not" in reasons(shelling("a", BAKERY), raid("c"))


def test_a_name_is_known_in_another_spelling() -> None:
    told = seen(shelling("a", BAKERY), shelling("b", QUEUE.replace("Binnish", "Benesh"), at="Benesh"))
    assert told["rare place told"] > 0.8


def test_a_misprinted_day_weighs_less_than_the_same_words() -> None:
    first = shelling("a", BAKERY, outlet="Levant Wire")
    same_words = likeness(first, shelling("b", BAKERY, LATER, outlet="Hill Post"))
    other_words = likeness(first, shelling("c", QUEUE, LATER, outlet="Hill Post"))
    assert other_words < likeness(first, shelling("d", QUEUE, TUESDAY, outlet="Hill Post"))
    assert same_words > 0.3


def test_an_outlet_seldom_tells_a_happening_twice() -> None:
    other = likeness(shelling("a", BAKERY, outlet="Levant Wire"), shelling("b", QUEUE, outlet="Hill Post"))
    assert likeness(shelling("a", BAKERY, outlet="Levant Wire"), shelling("b", QUEUE, outlet="Levant Wire")) < other
    assert likeness(shelling("a", BAKERY), shelling("b", QUEUE)) == other  # without a name they are not one outlet


def test_without_days_the_words_speak() -> None:
    assert likeness(shelling("a", BAKERY, None), shelling("b", QUEUE, None)) > likeness(
        shelling("a", BAKERY, None), raid("c", day=None)
    )


def test_related_links_are_no_evidence() -> None:
    told = report("a", MONDAY, BAKERY + "\nRelated: Orchids bloom in Taftanaz")
    hidden = replace(told, passages=(Passage(len(BAKERY), len(told.text), Role.RELATED),))
    assert "orchid" in report_facts(told, []).words
    assert "orchid" not in report_facts(hidden, []).words


@pytest.mark.parametrize("text", ["", " \n", "13 4 2020", "the of and"])
def test_an_empty_report_is_like_nothing(text: str) -> None:
    empty = report_facts(report("a", MONDAY, text), [])
    assert empty.words == {}
    assert likeness(empty, shelling("b", BAKERY)) < 0.1
    assert likeness(empty, report_facts(report("c", MONDAY, text), [])) < 0.1


def test_arabic_reports_are_compared_by_their_words() -> None:
    first = report_facts(report("a", MONDAY, "قصفت قوات الجيش مخبزا في بلدة بنش صباح الاثنين وقتل سبعة عشر مدنيا"), [])
    second = report_facts(report("b", MONDAY, "سبعة عشر مدنيا قتلوا في قصف الجيش على مخبز بلدة بنش"), [])
    other = report_facts(report("c", MONDAY, "اجتمع وزراء الخارجية في جنيف لبحث المساعدات الإنسانية"), [])
    assert likeness(first, second) > likeness(first, other)


def test_claims_may_come_in_any_order() -> None:
    told = report("a", MONDAY, BAKERY + " A second round fell in Binnish and killed 4.")
    claims = [
        claim(told, words, EventType.ASSAULT, "heavy-weapons", at="Binnish", on=MONDAY, counts=[("killed", dead, dead, None)])
        for words, dead in ((BAKERY.split(",")[0], 17), ("A second round fell in Binnish and killed 4", 4))
    ]
    assert report_facts(told, claims) == report_facts(told, claims[::-1])
    assert report_facts(told, claims).first_deaths == 17


def test_every_observation_has_a_row_and_every_row_an_observation() -> None:
    assert {*OBSERVED, ANY_PAIR} == story_rows().keys()
    assert all(row.example and (row.words or row.evidence == ANY_PAIR) for row in story_rows().values())


def test_every_reason_with_a_detail_says_where_it_is_taken_from() -> None:
    assert {name for name, row in story_rows().items() if "{}" in row.words} == DETAILS.keys()


def test_a_pair_is_compared_in_microseconds() -> None:
    long = " ".join(f"{word}{n}" for n in range(40) for word in ("Kafr", "convoy", "minaret", "tannery"))
    a, b = (report_facts(Report(id=key, source=key, text=f"{BAKERY} {long}", raw_sha256=""), []) for key in "ab")
    started = time.process_time()
    for _ in range(2000):
        likeness(a, b)
    assert (time.process_time() - started) / 2000 < 200e-6  # 20 on an idle core; ten times that is a fault
