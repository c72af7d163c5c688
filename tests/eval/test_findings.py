"""The cases of incident × clause: enough of them, over every state and many instruments, and judged right."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.eval import findings
from tests.eval.table import FLOORS
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.model import FindingState


@pytest.mark.parametrize("name", findings.SETS)
def test_the_cases_are_judged_as_a_monitor_would(name: str) -> None:
    assert findings.accuracy(findings.measure(name)) >= FLOORS["verdicts"][name]


@pytest.mark.parametrize("name", findings.SETS)
def test_the_cases_hold_every_state(name: str) -> None:
    states = Counter(case.state for case in findings.cases(name))
    assert set(states) == set(FindingState)


@pytest.mark.parametrize("name", findings.SETS)
def test_every_case_names_a_clause_there_is(name: str) -> None:
    known = {clause.id for agreement in load_agreements() for clause in agreement.clauses} | {a.id for a in load_agreements()}
    assert {case.clause for case in findings.cases(name)} <= known


def test_nothing_is_corroborated_that_rests_on_one_speaker() -> None:
    for name in findings.SETS:
        for result in findings.measure(name):
            speakers = {told.speaker or told.outlet for told in result.case.told}
            if len(speakers) == 1:
                assert result.state is not FindingState.CORROBORATED, result.case.id
