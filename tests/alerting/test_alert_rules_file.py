"""The file of rules is read with plain errors that name file and line; the packaged one is a good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.alerting import RuleKind
from trucewatch.alerting.configured import example_rules, read_rules, rules_from, rules_in_force
from trucewatch.alerting.questions import question_values, read_question
from trucewatch.alerting.rule import TERMS, UltimatumNear
from trucewatch.catalogue import Question
from trucewatch.errors import AlertsError
from trucewatch.model import Counted, EventType

GOOD = """\
[[rule]]
id = "ends"
title = "An end"
kind = "ultimatum_near"
hours = [36, 6]
mail = ["duty@example.org"]
quiet = ["22:00", "06:00"]
zone = "Europe/Istanbul"
filter = { party = "TUR" }
"""


def test_a_good_file_gives_its_rules() -> None:
    (rule,) = rules_from(GOOD, "alerts.toml")
    assert rule.terms == UltimatumNear((36, 6))
    assert rule.question == Question(party="TUR")
    assert rule.source == "alerts.toml:1"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('title = "An end"\n', "", 1, "title: is needed"),
        ("[36, 6]", '["soon"]', 5, "hours"),
        ("[36, 6]", "[6, 6]", 5, "different"),
        ("ultimatum_near", "ultimatum", 4, "new_incident, grade_change"),
        ("hours", "days", 5, "has no days"),
        ("duty@example.org", "duty", 6, "no address of mail"),
        ('["22:00", "06:00"]', '["22:00"]', 7, "two times"),
        ("22:00", "25:00", 7, "no time of day"),
        ("Europe/Istanbul", "Europe/Trurs", 8, "no zone"),
        ('party = "TUR"', 'partie = "TUR"', 9, "unknown partie"),
        ('party = "TUR"', 'type = "BATTLE"', 9, "none of AGREE"),
        ('party = "TUR"', 'from = "13.2.2020"', 9, "write it as 2020-02-13"),
        ('id = "ends"', 'id = "The ends"', 2, "no id of a rule"),
        ("[[rule]]", "[[rules]]", 1, "unknown rules"),
        ("title = ", "title ", 3, ""),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(AlertsError) as caught:
        rules_from(GOOD.replace(old, new), "alerts.toml")
    assert str(caught.value).startswith(f"alerts.toml:{line}: ")
    assert said in str(caught.value)


def test_a_fault_of_the_second_rule_is_told_with_its_own_line() -> None:
    with pytest.raises(AlertsError, match=r"alerts.toml:12: .*twice"):
        rules_from(f"{GOOD}\n{GOOD}", "alerts.toml")


def test_a_measure_that_is_misspelt_is_a_fault() -> None:
    text = '[[rule]]\nid = "d"\ntitle = "D"\nkind = "figures_diverge"\n\n[[rule.measures]]\ncounted = "killed"\nfacter = 2\ndifference = 3\n'
    with pytest.raises(AlertsError, match=r"alerts.toml:6: .*measures"):
        rules_from(text, "alerts.toml")


def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(AlertsError, match=r"nowhere.toml: cannot be read"):
        read_rules(tmp_path / "nowhere.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AlertsError, match=r"bytes.toml: cannot be read"):
        read_rules(tmp_path / "bytes.toml")


def test_an_id_in_the_file_and_on_the_site_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text(GOOD)
    saved = rules_from(GOOD, "site")
    with pytest.raises(AlertsError, match=r"alerts.toml:1: id: 'ends' is also a rule"):
        rules_in_force(str(path), saved)


def test_the_packaged_rules_are_of_every_kind() -> None:
    assert {rule.kind for rule in example_rules()} == set(RuleKind) == set(TERMS)


def test_a_question_comes_back_from_its_values() -> None:
    asked = Question(party="TUR", type=EventType.ASSAULT, counted=Counted.KILLED, at_least=3, box=(36.0, 35.0, 37.5, 36.5))
    assert read_question(question_values(asked)) == asked
