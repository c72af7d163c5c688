"""Origins and grades in exports: the chain of each account, the grades of each statement, every word with its address."""

from __future__ import annotations

import csv
import io
import json

from tests.telling import claim, report
from trucewatch.model import EventType, Incident
from trucewatch.publish.exports import write_rows
from trucewatch.publish.incidents import incident_row
from trucewatch.reconcile import reconcile

TEXT = "Syrian forces shelled a post at Taftanaz, the Syrian Defence Ministry said. -Reuters"


def shelling() -> Incident:
    told = report("a", "2020-02-04", TEXT, "Hill Post")
    found = claim(
        told,
        "Syrian forces shelled a post at Taftanaz",
        EventType.ASSAULT,
        "heavy-weapons",
        by=[("Syrian forces", "SYR:MIL")],
        at="Taftanaz",
        on="2020-02-03",
        speaker=("the Syrian Defence Ministry", "SYR:GOV"),
    )
    (incident,) = reconcile([told], [found])
    return incident


def test_each_step_of_a_chain_is_exported_with_its_words() -> None:
    row = json.loads(json.dumps(incident_row(shelling())))
    (account,) = row["accounts"]
    (chain,) = account["chains"]
    assert (chain["origin"], chain["side"], chain["denies"]) == ("Syrian government side", "SYR", False)
    assert [step["source"] for step in chain["steps"]] == ["Reuters", "the Syrian Defence Ministry", "Syrian government side"]
    for step in chain["steps"]:
        assert TEXT[step["words"]["start"] : step["words"]["end"]] == step["words"]["text"]


def test_each_grade_is_exported_with_who_stands_behind_it() -> None:
    row = json.loads(json.dumps(incident_row(shelling())))
    graded = {(one["statement"], one["grade"]) for one in row["grades"]}
    assert graded == {
        ("that it happened", "single origin"),
        ("that it happened", "admitted"),
        ("who did it", "single origin"),
        ("who did it", "admitted"),
    }
    assert row["grades"][1]["backing"][0]["stake"] == "of itself"


def test_a_table_has_the_two_grades_that_every_act_has_in_columns_of_their_own() -> None:
    (row,) = csv.DictReader(io.StringIO("".join(write_rows([incident_row(shelling())], "csv"))))
    assert (row["grade_happened"], row["grade_doer"]) == ("single origin;admitted", "single origin;admitted")
    assert row["origins"] == "1"
