"""The bench of reading in bulk measures what it says, and its simulation of many workers keeps to what it assumes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.bulk import MIB, measure
from bench.bulk_simulation import PRICES, Cluster, Measured, Price, bills, prices, simulate
from bench.reports import write_reports

MANY = 1_000_000
QUICK = Measured((20.0, 25.0, 30.0), 400.0, 0.01, 0.002, 2.0, 2_700.0, 5_000.0)
IDEAL = Cluster(1, store=1e9, wire=1e9, waiting=0.0, joining=0.0, lifetime_hours=1e9)


def test_a_reading_is_measured_by_its_shards(tmp_path: Path) -> None:
    articles = write_reports(tmp_path / "articles.jsonl", 6)
    ran = measure("1 process", articles, tmp_path / "out", shard=2)
    assert (ran.reports, len(ran.shards)) == (6, 3)
    assert 0 < sum(ran.shards) < ran.processor
    assert ran.start > 0
    assert 50 < ran.worker / MIB < 900
    assert ran.written_bytes > ran.read_bytes / 4


def test_one_ideal_worker_takes_what_the_shards_take() -> None:
    one = simulate(QUICK, IDEAL, reports=MANY)
    assert one.reports == MANY
    assert one.seconds == pytest.approx(2_500 * 25, rel=0.02)
    assert one.efficiency == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("workers", [16, 64, 256])
def test_more_workers_are_faster_but_never_more_than_they_are_many(workers: int) -> None:
    one, many = (simulate(QUICK, Cluster(n), reports=MANY) for n in (1, workers))
    assert 1 < one.seconds / many.seconds <= workers
    assert 0 < many.efficiency <= 1


def test_the_same_seed_gives_the_same_outcome() -> None:
    assert simulate(QUICK, Cluster(64), reports=MANY, seed=3) == simulate(QUICK, Cluster(64), reports=MANY, seed=3)


def test_no_number_of_workers_outruns_the_command_that_cuts() -> None:
    slow = replace(QUICK, cut=2.0)
    assert simulate(slow, replace(IDEAL, workers=10_000), reports=MANY).seconds >= 2_500 * 2.0


def test_no_number_of_workers_outruns_the_shared_folder() -> None:
    narrow = replace(IDEAL, workers=256, store=10.0)
    megabytes = MANY * (QUICK.read_bytes + QUICK.written_bytes) / 1_000_000
    assert simulate(QUICK, narrow, reports=MANY).seconds >= 0.9 * megabytes / 10.0


def test_workers_that_end_cost_shards_that_are_read_again() -> None:
    steady, dying = (simulate(QUICK, Cluster(16, lifetime_hours=hours), reports=MANY) for hours in (1e9, 1.0))
    assert (steady.again, dying.again > 0) == (0, True)
    assert dying.seconds > steady.seconds


def test_larger_shards_take_what_those_they_are_made_of_take() -> None:
    larger = QUICK.in_shards_of(4_000)
    assert larger.reports_a_shard == 4_000
    assert sum(larger.shards) / len(larger.shards) == pytest.approx(250, rel=0.02)


def test_a_bill_is_machines_times_hours_times_price() -> None:
    offer = Price("nobody", "large", 16, 32.0, 0.8, "2025", "made up")
    [bill] = bills(QUICK, [offer], cluster=Cluster(64), worker_gb=1.0)
    assert bill.machines == 4
    assert bill.usd == pytest.approx(4 * bill.hours * 0.8)


def test_a_machine_of_little_memory_has_fewer_workers_than_threads() -> None:
    small = Price("nobody", "small", 16, 8.0, 0.8, "2025", "made up")
    [bill] = bills(QUICK, [small], cluster=Cluster(64), worker_gb=1.0)
    assert bill.machines == 9  # of seven workers each


def test_prices_say_of_when_they_are_and_that_they_are_to_be_checked() -> None:
    assert prices(PRICES)
    assert all(price.asof and "check" in price.said for price in prices(PRICES))


def test_a_price_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="free: 16 threads"):
        Price("nobody", "free", 16, 32.0, 0.0, "2025", "made up")
