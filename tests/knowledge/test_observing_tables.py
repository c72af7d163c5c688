"""The tables of observing: every phenomenon is one the model knows, every bound is given once."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tests.logging_posts import line, log_of
from trucewatch.knowledge.observing_tables import (
    ObservingLimit,
    ObservingLimits,
    ObservingRow,
    alike_phenomena,
    kin_of,
    observing_rows,
)
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Phenomenon
from trucewatch.reconcile import reconcile

KNOWN = {*Phenomenon, "access", "hardware"}
AT = "2020-02-13T20:05:00+02:00"


@pytest.mark.parametrize("row", observing_rows(), ids=lambda row: f"{row.one}~{row.other}")
def test_two_posts_that_log_them_at_once_are_merged(row: ObservingRow) -> None:
    assert {row.one, row.other} <= KNOWN
    assert row.example
    place = "Saraqib" if row.same_place == "yes" else None
    logs = [log_of(post, "2020-02-14", "At 20:05 it was perceived.") for post in ("HILL", "FARM")]
    told = [
        line(logs[0], "At 20:05 it was perceived.", AT, phenomenon=row.one, place=place),
        line(logs[1], "At 20:05 it was perceived.", AT, post="FARM", phenomenon=row.other, place=place),
    ]
    assert len(reconcile(logs, told)) == 1


def test_what_no_row_joins_stays_apart() -> None:
    assert ("other", "other") not in alike_phenomena()
    assert ("shot", "explosion, impact") not in alike_phenomena()
    assert kin_of("shot") == kin_of("burst") != kin_of("explosion, impact")


def test_every_bound_is_given_once() -> None:
    rows = read_table("observing_limits.csv", ObservingLimit)
    assert sorted(row.name for row in rows) == sorted(item.name for item in fields(ObservingLimits))
    assert all(row.why for row in rows)
