"""The site over a desk with hand-made records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from tests.web.browsing import started
from tests.web.paper import Paper
from tests.web.paper_desk import make_desk
from tests.web.paper_reports import (
    LABELS,
    NATIVE,
    TODAY,
)
from trucewatch.web.app import create_app


def labels(code: str) -> str:
    return LABELS.get(code, code)


@pytest.fixture(scope="session")
def desk() -> Paper:
    return make_desk()


@pytest.fixture(scope="session")
def site_app(desk: Paper) -> FastAPI:
    return create_app(desk.ledger(), today=lambda: TODAY, labels=labels, native=NATIVE.get)


@pytest.fixture
def client(site_app: FastAPI) -> Iterator[TestClient]:
    with TestClient(site_app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def empty_client() -> Iterator[TestClient]:
    with TestClient(create_app(Paper().ledger(), today=lambda: TODAY, labels=labels)) as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from started()
