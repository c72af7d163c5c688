"""Every address of the API asked by a machine with whatever its description allows, and with what it does not."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance, unsupported_method

from tests.web.conftest import labels
from tests.web.paper_desk import make_desk
from tests.web.paper_reports import TODAY
from trucewatch.web.app import create_app

APP = create_app(make_desk().ledger(), today=lambda: TODAY, labels=labels)
schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", APP)


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_question_breaks_the_api_and_every_answer_is_as_described(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(excluded_checks=[ignored_auth, positive_data_acceptance, unsupported_method])
