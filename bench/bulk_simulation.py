"""How long many workers would take over many articles, and what that would cost: drawn from what was measured with few.

Assumed, and only that: shards take what measured ones took, drawn at random and multiplied by `slower`; the command cuts one
after the other and the scheduler hands one after the other to whichever worker is free; a shard's input and part pass through one
store that all workers share evenly, and through their own wire, while nothing is read; a worker takes `start` before its first
shard and joins within `joining`; one that ends, by chance and on average every `lifetime_hours`, has its shard read again by
another and is replaced.
"""

from __future__ import annotations

import csv
import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

PRICES = Path(__file__).with_name("cloud_prices.csv")
MEGABYTE = 1_000_000
DRAWN = 500  # larger shards put together of measured ones


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run with few workers showed: processor seconds of each shard, seconds of all beside it, bytes of a report."""

    shards: tuple[float, ...]
    reports_a_shard: float
    cut: float  # seconds of the command for a shard: found, hashed, its row taken
    handing: float  # seconds of scheduler and command for a task
    start: float  # seconds of a worker until it can read
    read_bytes: float  # of a report, as input
    written_bytes: float  # of a report, as part

    def in_shards_of(self, reports: int) -> Measured:
        """The same with larger shards, each put together of some that were measured, drawn at random."""
        times = max(1, round(reports / self.reports_a_shard))
        chance = random.Random(0)
        shards = tuple(sum(chance.choices(self.shards, k=times)) for _ in range(DRAWN))
        return replace(self, shards=shards, reports_a_shard=self.reports_a_shard * times, cut=self.cut * times)


@dataclass(frozen=True, slots=True)
class Cluster:
    """What is assumed of a cluster."""

    workers: int
    slower: float = 1.0  # than the measured core; a hardware thread that shares its core takes about 1.7 times as long
    store: float = 200.0  # megabytes a second that the shared folder gives to all together
    wire: float = 50.0  # megabytes a second of one worker
    waiting: float = 0.1  # seconds for opening, fsync and rename of a shard's files
    joining: float = 120.0  # seconds over which the workers come
    lifetime_hours: float = 200.0  # of a worker, on average


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a simulated reading comes to; `efficiency` is the share of all workers' time that was reading."""

    workers: int
    reports: int
    seconds: float
    efficiency: float
    again: int

    @property
    def per_second(self) -> float:
        """Reports a second, from the first worker to the last part."""
        return self.reports / self.seconds

    @property
    def worker_hours(self) -> float:
        """Hours of a worker that are paid for: all until the last part."""
        return self.workers * self.seconds / 3600


def simulate(measured: Measured, cluster: Cluster, *, reports: int, seed: int = 0) -> Outcome:
    """Read so many reports; the same seed gives the same outcome."""
    chance = random.Random(seed)
    shards = max(1, round(reports / measured.reports_a_shard))
    free = [chance.uniform(0, cluster.joining) + measured.start * cluster.slower for _ in range(cluster.workers)]
    heapq.heapify(free)
    passed = _passing(measured, cluster)
    handed = reading = last = 0.0
    again = 0
    for number in range(shards):
        work = chance.choice(measured.shards) * cluster.slower
        reading += work
        planned = (number + 1) * measured.cut
        while True:
            handed = max(handed, planned) + measured.handing
            begins = max(heapq.heappop(free), handed)
            lived = chance.expovariate(1 / (cluster.lifetime_hours * 3600))
            if lived > work + passed:
                break
            again += 1
            heapq.heappush(free, begins + lived + cluster.joining / 2 + measured.start * cluster.slower)
        ends = begins + work + passed
        last = max(last, ends)
        heapq.heappush(free, ends)
    return Outcome(cluster.workers, round(shards * measured.reports_a_shard), last, reading / (cluster.workers * last), again)


def _passing(measured: Measured, cluster: Cluster) -> float:
    """Seconds for the bytes of a shard: the busier the store already is, the longer; at worst all workers want theirs at once."""
    megabytes = measured.reports_a_shard * (measured.read_bytes + measured.written_bytes) / MEGABYTE
    reading = sum(measured.shards) / len(measured.shards) * cluster.slower
    all_at_once = cluster.workers * megabytes / cluster.store
    idle = max(0.0, 1 - all_at_once / reading)  # of the store, if reading were all that workers do
    shared = megabytes / (cluster.store * idle) if idle else all_at_once
    return cluster.waiting + max(megabytes / cluster.wire, min(shared, all_at_once))


@dataclass(frozen=True, slots=True)
class Price:
    """A machine of a provider: its hardware threads, its memory, what an hour of it costs, and who says so."""

    provider: str
    machine: str
    threads: int
    memory_gb: float
    usd_per_hour: float
    asof: str
    said: str

    def __post_init__(self) -> None:
        if min(self.threads, self.memory_gb, self.usd_per_hour) <= 0:
            raise ValueError(f"{self.machine}: {self.threads} threads, {self.memory_gb} GB at {self.usd_per_hour} an hour")


def prices(path: Path = PRICES) -> tuple[Price, ...]:
    """The rows of a file of prices."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Price(
                row["provider"],
                row["machine"],
                int(row["threads"]),
                float(row["memory_gb"]),
                float(row["usd_per_hour"]),
                row["asof"],
                row["said"],
            )
            for row in csv.DictReader(lines)
        )


@dataclass(frozen=True, slots=True)
class Bill:
    """What a million articles cost on machines of one kind: how many, for how long."""

    price: Price
    machines: int
    hours: float
    usd: float


def bills(
    measured: Measured, offers: Sequence[Price], *, cluster: Cluster, worker_gb: float, reports: int = 1_000_000
) -> Iterator[Bill]:
    """The bill of each offer with about as many workers as the cluster has: one a thread, as far as the memory goes."""
    for price in offers:
        workers = min(price.threads, int(price.memory_gb * 0.9 / worker_gb))
        machines = max(1, round(cluster.workers / workers))
        hours = simulate(measured, replace(cluster, workers=machines * workers), reports=reports).seconds / 3600
        yield Bill(price, machines, hours, machines * hours * price.usd_per_hour * 1_000_000 / reports)
