"""Appending, merging, deciding, splitting, undoing, issuing, copying, looking back: in any order the ledger is as a plain model says."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.ledger.model_of_ledger import LedgerInAnyOrder, files_in

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "search"
EXAMPLES, STEPS = (100, 40) if LONG else (2, 14)
FEW = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck))


def machine(new_url: Callable[[], str]) -> type[LedgerInAnyOrder]:
    return type("Machine", (LedgerInAnyOrder,), {"new_url": staticmethod(new_url)})


def test_in_any_order_the_ledger_is_as_the_model_says(tmp_path: Path) -> None:
    run_state_machine_as_test(machine(files_in(tmp_path)), settings=FEW)


def test_a_report_that_is_issued_again_leaves_its_first_revision_as_it_was(tmp_path: Path) -> None:
    desk = machine(files_in(tmp_path))()
    try:
        desk.first_reports()
        desk.issue_report(day=3)
        desk.split(by="amal", which=0)
        desk.issue_report(day=3)
        assert len({made.name for made in desk.issued.values()}) == 2
        desk.issued_reports_stay()
    finally:
        desk.teardown()


@pytest.mark.postgres
@pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)
def test_on_postgresql_too(new_url: Callable[[], str]) -> None:
    run_state_machine_as_test(machine(new_url), settings=settings(FEW, max_examples=max(1, EXAMPLES // 4)))
