"""Figures side by side: low to high, what is counted apart and together, and which numbers contradict."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.telling import Count, claim, report
from trucewatch.model import Counted, EventType, Incident, Relation, State
from trucewatch.reconcile import reconcile
from trucewatch.reconcile.figures.bounds import Bounds, bounds_words, envelope

OPENINGS = ("Heavy fire", "A barrage", "Shelling")
TAIL = " hit troops at Saraqib."


def told_by(*counts: Sequence[Count]) -> Incident:
    reports = [report(f"r{n}", "2020-02-04", OPENINGS[n] + TAIL, f"Outlet {n}") for n in range(len(counts))]
    claims = [
        claim(
            told,
            told.text.rstrip("."),
            EventType.ASSAULT,
            "heavy-weapons",
            by=[("fire", "SYR:MIL")],
            to=[("troops", "TUR:MIL")],
            at="Saraqib",
            on="2020-02-03",
            counts=given,
        )
        for told, given in zip(reports, counts, strict=True)
    ]
    (incident,) = reconcile(reports, claims)
    return incident


def relations(incident: Incident) -> list[Relation]:
    return [item.relation for item in incident.comparisons]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ([(13, 13)], (13, 13)),
        ([(5, 5), (6, 6)], (5, 6)),
        ([(6, None), (10, 10)], (6, 10)),
        ([(12, None), (10, 10)], (10, None)),
        ([(None, 50)], (None, 50)),
        ([(None, 50), (20, 20)], (20, 50)),
        ([(24, 99), (40, 40)], (24, 99)),
        ([(330, None)], (330, None)),
        ([], (None, None)),
    ],
)
def test_a_range_runs_from_the_lowest_to_the_highest_number_printed(bounds: list[Bounds], expected: Bounds) -> None:
    assert envelope(bounds) == expected


def test_thirteen_soldiers_here_and_thirteen_soldiers_and_a_civilian_there_are_like_measures() -> None:
    found = told_by([("killed", 13, 13, "TUR:MIL")], [("killed", 13, 13, "TUR:MIL"), ("killed", 1, 1, "TUR:CVL")])
    (killed,) = found.figures
    assert (killed.low, killed.high) == (13, 14)
    assert [(letter, low) for letter, low, _, _ in killed.by_account] == [("A", 13), ("B", 13), ("B", 1)]
    assert Relation.AGREE in relations(found)
    assert Relation.LIKE_MEASURES in relations(found)
    assert Relation.DIFFERENT_NUMBERS not in relations(found)
    assert found.state is State.CORROBORATED


def test_one_sum_of_other_people_keeps_both_numbers_of_soldiers() -> None:
    found = told_by([("killed", 9, 9, "TUR:MIL")], [("killed", 8, 8, "TUR:MIL"), ("killed", 1, 1, "CVL")])
    (killed,) = found.figures
    assert (killed.low, killed.high) == (9, 9)
    assert [(part.of, part.low, part.high) for part in killed.parts] == [("TUR:MIL", 8, 9), ("CVL", 1, 1)]
    assert Relation.LIKE_MEASURES in relations(found)
    assert Relation.DIFFERENT_NUMBERS not in relations(found)


def test_two_numbers_for_the_same_people_contradict() -> None:
    found = told_by([("killed", 5, 5, "TUR:MIL")], [("killed", 6, 6, "TUR:MIL")])
    assert relations(found) == [Relation.DIFFERENT_NUMBERS]
    assert found.state is State.CONTESTED
    assert found.state_reason == "accounts differ on the number killed: 5 to 6"


def test_at_least_330_and_400_can_both_hold() -> None:
    found = told_by([("vehicles", 330, None, None)], [("vehicles", 400, 400, None)])
    assert relations(found) == [Relation.AGREE]
    assert found.comparisons[0].why == "at least 330 vehicles in account A and 400 vehicles in account B can both hold"
    assert found.state is State.CORROBORATED


def test_a_third_report_with_the_number_of_the_first_is_set_against_the_first() -> None:
    found = told_by([("killed", 5, 5, None)], [("killed", 6, 6, None)], [("killed", 5, 5, None)])
    pairs = [(item.relation, item.letter_a, item.letter_b) for item in found.comparisons]
    assert pairs == [(Relation.AGREE, "A", "C"), (Relation.DIFFERENT_NUMBERS, "A", "B")]


def test_soldiers_here_and_vehicles_there_only_look_alike() -> None:
    found = told_by([("troops", 400, 400, "TUR:MIL")], [("vehicles", 60, None, "TUR:MIL")])
    assert Relation.LIKE_MEASURES in relations(found)
    assert Relation.DIFFERENT_NUMBERS not in relations(found)


def test_a_figure_that_only_one_report_gives_is_said_to_be_in_one_only() -> None:
    found = told_by([("killed", 5, 5, None), ("wounded", 9, 9, None)], [("killed", 5, 5, None)])
    only = next(item for item in found.comparisons if item.relation is Relation.ONLY_IN_ONE)
    assert (only.letter_a, only.letter_b, only.b, only.why) == ("A", None, None, "only account A gives 9 wounded")


def test_one_report_alone_is_compared_with_nothing() -> None:
    assert told_by([("killed", 5, 5, None)]).comparisons == ()


def test_two_tolls_of_one_source_in_one_report_are_two_happenings() -> None:
    text = "Ten people died on the road to Saraqib. Twenty-one people died in raids inside Saraqib."
    told = report("r", "2020-02-03", text, "One")
    claims = [
        claim(
            told,
            words,
            EventType.ASSAULT,
            "aerial",
            to=[("people", "SYR:CVL")],
            at="Saraqib",
            on="2020-02-03",
            counts=[("killed", n, n, None)],
        )
        for words, n in [("Ten people died on the road to Saraqib", 10), ("Twenty-one people died in raids inside Saraqib", 21)]
    ]
    assert len(reconcile([told], claims)) == 2


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(13, 13, "13"), (330, None, "at least 330"), (None, 50, "up to 50"), (24, 99, "24 to 99"), (1000, 1000, "1,000")],
)
def test_bounds_are_told_in_words(low: int | None, high: int | None, words: str) -> None:
    assert bounds_words(low, high) == words


def test_the_kinds_come_in_the_order_of_the_codes() -> None:
    found = told_by([("vehicles", 3, 3, None), ("killed", 5, 5, None)])
    assert [figure.kind for figure in found.figures] == [Counted.KILLED, Counted.VEHICLES]


def test_a_part_of_a_toll_is_not_a_rival_toll() -> None:
    found = told_by([("killed", 48, None, "SYR:CVL"), ("killed", 10, 10, "SYR:CVL")], [("killed", 50, 50, "SYR:CVL")])
    (killed,) = found.figures
    assert (killed.low, killed.high) == (48, 50)
    assert [low for _, low, _, _ in killed.by_account] == [48, 10, 50]
    assert found.state is State.CORROBORATED


def test_a_toll_of_the_war_is_not_the_toll_of_a_day() -> None:
    told = report("r", "2020-02-04", "Three people died in shelling on Monday. 200,000 people have died since 2011.")
    day = claim(
        told,
        "Three people died in shelling",
        EventType.ASSAULT,
        at="Saraqib",
        on="2020-02-03",
        counts=[("killed", 3, None, None)],
    )
    war = claim(
        told,
        "200,000 people have died",
        EventType.ASSAULT,
        at="Saraqib",
        on="2011-03-01",
        until="2020-02-04",
        counts=[("killed", 200_000, 200_000, None)],
    )
    assert len(reconcile([told], [day, war])) == 2


def test_two_sources_of_one_report_are_rivals_and_do_not_add_up() -> None:
    told = report("r", "2020-02-04", "The ministry counted five dead soldiers. The rebels counted two dead officers.", "One")
    claims = [
        claim(
            told,
            words,
            EventType.ASSAULT,
            "heavy-weapons",
            by=[("x", "TUR")],
            to=[("y", side)],
            at="Saraqib",
            on="2020-02-03",
            counts=[("killed", n, n, side)],
            speaker=who,
        )
        for words, n, side, who in [
            ("The ministry counted five dead soldiers", 5, "SYR:MIL", ("The ministry", "SYR:GOV")),
            ("The rebels counted two dead officers", 2, "SYR", ("The rebels", "SYR:REB")),
        ]
    ]
    (incident,) = reconcile([told], claims)
    assert [(figure.low, figure.high) for figure in incident.figures] == [(2, 5)]


def test_soldiers_in_one_sentence_and_a_contractor_in_the_next_add_up() -> None:
    told = report("r", "2020-02-04", "Shelling killed seven soldiers. Shelling also killed a contractor.", "One")
    claims = [
        claim(
            told,
            words,
            EventType.ASSAULT,
            "heavy-weapons",
            by=[("x", "SYR")],
            to=[("y", "TUR"), ("z", "TUR:CVL")],
            at="Saraqib",
            on="2020-02-03",
            counts=[("killed", n, n, of)],
        )
        for words, n, of in [
            ("Shelling killed seven soldiers", 7, "TUR:MIL"),
            ("Shelling also killed a contractor", 1, "TUR:CVL"),
        ]
    ]
    incidents = reconcile([told], claims)
    assert [[(figure.low, figure.high) for figure in incident.figures] for incident in incidents] == [[(8, 8)]]


def test_the_dead_of_two_sides_are_not_two_counts_of_one() -> None:
    found = told_by([("killed", 2, 2, "TUR:MIL")], [("killed", 23, 23, "SYR:MIL")])
    (item,) = found.comparisons
    assert item.relation is Relation.LIKE_MEASURES
    assert (
        item.why
        == "account A counts 2 killed (Turkish armed forces), account B 23 killed (Syrian armed forces): not the same people"
    )
