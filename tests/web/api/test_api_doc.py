"""docs/api.md names every address of the API, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi.testclient import TestClient

from tests.web.paper import Paper
from tests.web.paper_reports import TODAY
from trucewatch.web.app import create_app

PAGE = Path(__file__).parents[3] / "docs" / "api.md"


def test_every_address_is_documented_and_no_other() -> None:
    told = set(re.findall(r"`((?:GET|POST) /[^`]*)`", PAGE.read_text(encoding="utf-8")))
    with TestClient(create_app(Paper().ledger(), today=lambda: TODAY, labels=str)) as client:
        paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert told == {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
