"""The ledger that the site is measured on: the same every time, and every call of the measurement has an answer on it."""

from __future__ import annotations

import pathlib

from bench.pages import NOW_ONLY, PAGES, known_of, measure_pages, site_of
from bench.site import CALLS, measure
from bench.site_ledger import Size, site_ledger
from trucewatch.catalogue import Catalogue, Question
from trucewatch.ledger import Ledger
from trucewatch.people import People

SMALL = Size(60, 600, large=False)


def test_the_ledger_of_the_site_is_the_same_every_time(tmp_path: pathlib.Path) -> None:
    heads = []
    for folder in ("a", "b"):
        with Ledger.open(f"sqlite:///{site_ledger(tmp_path / folder, SMALL)}") as ledger:
            heads.append(ledger.head())
    assert heads[0] == heads[1]


def test_every_call_of_the_measurement_is_answered(tmp_path: pathlib.Path) -> None:
    with Ledger.open(f"sqlite:///{site_ledger(tmp_path, SMALL)}") as ledger:
        catalogue = Catalogue(ledger)
        assert catalogue.at().count(Question()) >= 60
        found = measure(catalogue, ledger.head()[0], times=6)
    assert found.keys() == CALLS.keys()
    assert all(0 < middle <= slow for middle, slow in found.values())


def test_every_page_of_the_measurement_is_answered(tmp_path: pathlib.Path) -> None:
    with Ledger.open(f"sqlite:///{site_ledger(tmp_path, SMALL)}") as ledger, People.open("sqlite://") as people:
        app, cookie = site_of(ledger, people)
        found = measure_pages(app, cookie, known_of(ledger), times=2)
    then = {f"{name}, then" for name in PAGES if name not in NOW_ONLY}
    assert found.keys() == (PAGES.keys() | then) - {"/review/ID"}
