"""An address of the API that holds a line break is answered as every other of the API."""

from __future__ import annotations

from datetime import date

import pytest
from starlette.testclient import TestClient

from tests.web.paper import Paper
from trucewatch.web.app import create_app


@pytest.mark.parametrize("id", ["%0A", "a%0Ab", "%0Ab"])
def test_an_id_with_a_line_break_is_a_problem_in_json(id: str) -> None:
    with TestClient(create_app(Paper().ledger(), today=lambda: date(2020, 2, 14), labels=str)) as client:
        answer = client.get(f"/api/v1/reports/{id}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["title"] == "Not Found"
