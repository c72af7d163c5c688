from __future__ import annotations

import pytest

from tests.eval.parts.common import Hits, Labels, pair_up, read_text, roles_of
from tests.eval.parts.muc4 import recased
from trucewatch.model import EventType


def test_weighted_f1_counts_a_label_by_how_often_it_is_wanted() -> None:
    labels = Labels([("a", "a"), ("a", "a"), ("a", None), ("b", "a")])
    assert labels.hits("a").f1 == pytest.approx(2 / 3)
    assert labels.weighted_f1() == pytest.approx(0.75 * 2 / 3)
    assert labels.macro_f1() == pytest.approx(1 / 3)
    assert labels.accuracy() == 0.5


def test_nothing_given_scores_nothing() -> None:
    assert Hits().f1 == Hits(0, 0, 3).f1 == 0.0


def test_a_given_span_serves_one_wanted_span_only() -> None:
    assert pair_up([(0, 4), (5, 9)], [(2, 8)]) == 1
    assert pair_up([(0, 4), (5, 9)], [(7, 8), (1, 2)]) == 2
    assert pair_up([(0, 4)], [(4, 6)]) == 0


def test_the_main_claim_is_that_of_the_main_clause() -> None:
    reading = read_text("r", "After the rebels shelled the town, the minister accused Ankara of breaking the truce.")
    main = reading.main_claim()
    assert main is not None
    assert main.type is EventType.ACCUSE


def test_the_other_side_of_a_meeting_is_the_target_where_one_is_marked() -> None:
    reading = read_text("r", "The Turkish minister met the Russian envoy in Geneva.")
    main = reading.main_claim()
    russian = reading.report.text.index("Russian")
    (source,), (target,) = roles_of(main, [(russian, russian + 7)], mutual=False)
    assert (source[0] < russian, target[0]) == (True, russian)
    assert roles_of(main, [], mutual=True)[1] == []


def test_capitals_are_read_as_in_print() -> None:
    assert recased("THE ARMY ATTACKED A TOWN IN TURKEY. IT DENIED THIS.") == "The army attacked a town in Turkey. It denied this."
