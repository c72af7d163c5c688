"""What speaks for one happening is named, weighed by the fitted rows, and told in words."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from tests.telling import claim, report
from trucewatch.knowledge.reconcile_tables import EvidenceRow, evidence_rows
from trucewatch.knowledge.tables import FOLDER
from trucewatch.model import Claim, EventType, Report
from trucewatch.reconcile.facts import UNKNOWN_DAY, Facts, facts_of
from trucewatch.reconcile.merging.evidence import observe
from trucewatch.reconcile.merging.matching import WEIGHTS, match, score
from trucewatch.reconcile.merging.reasons import VALUES

ONE = report("one", "2020-02-03", "Shells killed 13 soldiers near Saraqib on Monday, the Observatory said.", "One")
TWO = report("two", "2020-02-04", "Thirteen soldiers died in Monday's shelling of Saraqib.", "Two")


def shelling(told: Report, words: str, place: str = "Saraqib", **more: Any) -> Claim:
    values: dict[str, Any] = {"on": "2020-02-03", "counts": [("killed", 13, 13, "TUR:MIL")]} | more
    by, to = [("army", "SYR:MIL")], [("soldiers", "TUR:MIL")]
    return claim(told, words, EventType.ASSAULT, "heavy-weapons", by=by, to=to, at=place, **values)


def facts(*claims: Claim) -> tuple[Facts, ...]:
    return facts_of(claims, {"one": ONE, "two": TWO})


def weights_document() -> dict[str, Any]:
    return tomllib.loads((FOLDER / WEIGHTS).read_text(encoding="utf-8"))


def test_the_document_of_the_weights_tells_those_in_use() -> None:
    assert {row["name"]: row["weight"] for row in weights_document()["evidence"]} == {
        name: row.weight for name, row in evidence_rows().items()
    }


def test_the_weights_foresee_held_out_pairs_better_than_the_guesses() -> None:
    lost = weights_document()["log_loss"]
    assert lost["fitted"] < lost["held_out"] < lost["guesses"]


@pytest.mark.parametrize("row", evidence_rows().values(), ids=lambda row: row.evidence)
def test_no_weight_speaks_against_its_guess(row: EvidenceRow) -> None:
    assert row.guess * row.weight >= 0 or row.evidence == "any two claims"


@pytest.mark.parametrize("row", evidence_rows().values(), ids=lambda row: row.evidence)
def test_a_reason_with_a_value_knows_where_to_take_it_from(row: EvidenceRow) -> None:
    assert ("{}" in row.words) is (row.evidence in VALUES)


def test_a_link_is_told_in_words_the_weightiest_first() -> None:
    a, b = facts(
        shelling(ONE, "Shells killed 13 soldiers near Saraqib"),
        shelling(TWO, "Thirteen soldiers died in Monday's shelling of Saraqib"),
    )
    told = match(a, b)
    assert {"same day", "both give 13 killed", "both name Saraqib", "same side affected (TUR)"} <= set(told.reasons)
    weightiest = max((evidence_rows()[name] for name in observe(a, b)), key=lambda row: abs(row.weight))
    assert told.reasons[0].startswith(weightiest.words.split("{")[0])


def test_the_distance_of_two_places_is_told() -> None:
    a, b = facts(
        shelling(ONE, "Shells killed 13 soldiers near Saraqib"),
        shelling(TWO, "Thirteen soldiers died", "Taftanaz"),
    )
    assert "15 km apart" in match(a, b).reasons


def test_which_claim_comes_first_changes_no_score() -> None:
    a, b = facts(shelling(ONE, "Shells killed 13 soldiers"), shelling(TWO, "Thirteen soldiers died", on=None))
    assert score(a, b) == score(b, a)
    assert match(a, b) == match(b, a)


def test_without_a_date_the_words_of_the_reports_stand_in_for_the_day() -> None:
    a, b = facts(shelling(ONE, "Shells killed 13 soldiers"), shelling(TWO, "Thirteen soldiers died"))
    lost = replace(b, since=None, until=None, published=UNKNOWN_DAY, report_words=a.report_words)
    assert {"day unknown", "reports alike"} <= set(observe(a, lost))
    assert "reports alike" not in set(observe(a, replace(lost, report_words=frozenset({"elsewhere"}))))
