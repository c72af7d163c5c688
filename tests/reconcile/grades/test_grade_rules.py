"""The rules of the grades: each example of `grades.toml` is read, merged and given the grade that it shows."""

from __future__ import annotations

import pathlib

import pytest

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.grade_rules import GradeRule, grade_rules
from trucewatch.model import Basis, Grade, Outlet, Precision, Published, Report
from trucewatch.reading import read_reports
from trucewatch.reconcile import reconcile


def example_reports(rule: GradeRule) -> list[Report]:
    return [
        Report(
            id=f"report-{number}",
            source="example",
            text=one.text,
            raw_sha256="",
            outlet=Outlet(one.outlet, Basis.GIVEN),
            published=Published(one.published, Precision.DAY, Basis.GIVEN),
        )
        for number, one in enumerate(rule.report, 1)
    ]


@pytest.mark.parametrize("rule", grade_rules().values(), ids=lambda rule: rule.grade)
def test_the_example_of_a_grade_shows_it(rule: GradeRule) -> None:
    readings = [item for item in read_reports(example_reports(rule)) if isinstance(item, tuple)]
    incidents = reconcile([item[0] for item in readings], [claim for item in readings for claim in item[1]])
    given = {(grading.statement, grading.grade) for incident in incidents for grading in incident.grades}
    assert (rule.statement, rule.grade) in given
    assert all((rule.words, rule.rule, rule.airwars))


def test_a_grade_without_a_rule_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "grades.toml").write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"grades\.toml.*one rule for each"):
        grade_rules(tmp_path)


def test_an_unknown_grade_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "grades.toml").write_text('[[grade]]\ngrade = "true"\n', encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"0\.grade"):
        grade_rules(tmp_path)


def test_a_broken_file_names_its_line(tmp_path: pathlib.Path) -> None:
    (tmp_path / "grades.toml").write_text("[[grade]]\ngrade = \n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="2"):
        grade_rules(tmp_path)


def test_every_grade_has_a_word_of_its_own() -> None:
    assert set(grade_rules()) == set(Grade)
    assert len({rule.words for rule in grade_rules().values()}) == len(Grade)
