"""The figures of an incident as rows of an export."""

from __future__ import annotations

import csv
import io
import json

from tests.telling import claim, report
from trucewatch.model import EventType, Incident
from trucewatch.publish.exports import write_rows
from trucewatch.publish.figures import figure_range_row, flat_figures
from trucewatch.publish.incidents import incident_row
from trucewatch.reconcile import reconcile


def shelling() -> Incident:
    words = "Shells killed 13 soldiers and a civilian at Saraqib and wounded 45"
    told = report("one", "2020-02-04", f"{words}.", "Levant Wire")
    made = claim(
        told,
        words,
        EventType.ASSAULT,
        "heavy-weapons",
        by=[("Shells", "SYR:MIL")],
        to=[("soldiers", "TUR:MIL")],
        at="Saraqib",
        on="2020-02-03",
        counts=[("killed", 13, 13, "TUR:MIL"), ("killed", 1, 1, "TUR:CVL"), ("wounded", 45, 45, None)],
    )
    (incident,) = reconcile([told], [made])
    return incident


def test_a_measure_has_its_rule_its_accounts_and_its_parties() -> None:
    row = figure_range_row(shelling().figures[0])
    assert (row["kind"], row["low"], row["best"], row["high"], row["rule"]) == ("killed", 14, 14, 14, "one origin")
    assert row["accounts"] == [
        {
            "account": "A",
            "origin": "Levant Wire",
            "low": 14,
            "high": 14,
            "sum_is_ours": True,
            "counts_all": True,
            "stands": True,
        }
    ]
    assert json.loads(json.dumps(row["parts"]))[0]["of"] == "TUR:MIL"


def test_the_dead_and_wounded_have_columns_and_so_have_the_readings() -> None:
    row = flat_figures(shelling())
    assert (row["killed_best"], row["wounded_low"], row["missing_high"]) == (14, 45, None)
    assert json.loads(json.dumps(row["ucdp"]))["deaths_civilians"] == 1
    assert json.loads(json.dumps(row["acled"]))["fatalities"] == 14


def test_the_columns_stand_in_a_csv() -> None:
    (row,) = csv.DictReader(io.StringIO("".join(write_rows([incident_row(shelling())], "csv"))))
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == ("14", "14", "14")
