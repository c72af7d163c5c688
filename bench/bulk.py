"""Reading in bulk: reports a second on one process, two, and a Dask cluster of two; what more workers would do and cost.

`python -m bench.bulk` measures; `--keep FILE` writes the measurement down, `--from FILE` simulates of one that was written down.
Made reports of 400 words are read with each engine into a folder of its own. On a machine that has other work too, seconds by the
clock tell about that work: what a report takes of a processor is told beside them, and it is what the simulation draws from.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from bench.bulk_simulation import PRICES, Cluster, Measured, bills, prices, simulate
from bench.read import family, held
from bench.reports import write_reports
from trucewatch.ingest.pieces import Bounds
from trucewatch.scale.cluster import DaskEngine
from trucewatch.scale.engine import Engine
from trucewatch.scale.folder import Folder
from trucewatch.scale.local import LocalEngine
from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.plan import cut
from trucewatch.scale.reading import failed
from trucewatch.scale.running import Wish, read_bulk
from trucewatch.scale.shard import Choices, Task
from trucewatch.scale.stamps import versions_in_force

MIB = 1024 * 1024
ENGINES: dict[str, Callable[[], Engine]] = {
    "1 process": lambda: LocalEngine(1),
    "2 processes": lambda: LocalEngine(2),
    "Dask, 2 workers": lambda: DaskEngine(workers=2, tell=lambda words: None),
}
EMPTY_TASKS = 500  # handed out to see what handing out costs


@dataclass(frozen=True, slots=True)
class Ran:
    """One reading with one engine: seconds by the clock and of all processors, and how it was made of shards."""

    engine: str
    reports: int
    seconds: float
    processor: float  # seconds of the command and all its processes
    shards: tuple[float, ...]  # processor seconds of each, without those in which its worker loaded the reader
    start: float  # processor seconds of a worker before its first report, on average
    worker: int  # bytes of the largest worker, pages that others share counted by their share
    read_bytes: int
    written_bytes: int

    @property
    def per_second(self) -> float:
        """Reports a second by the clock."""
        return self.reports / self.seconds

    @property
    def useful(self) -> float:
        """The share of all processor time that was reading."""
        return sum(self.shards) / self.processor


def measure(engine: str, articles: Path, folder: Path, *, shard: int) -> Ran:
    """Read the articles once."""
    before, began = _spent(), time.perf_counter()
    with _Memory() as memory:
        read_bulk(Wish([articles], bounds=Bounds(shard, shard * 4_000)), folder, ENGINES[engine]())
    seconds, processor = time.perf_counter() - began, _spent() - before
    rows = list(Folder(folder).manifest())
    loading, shards = _without_loading(rows)
    return Ran(
        engine,
        sum(row.reports for row in rows),
        seconds,
        processor,
        tuple(shards),
        loading,
        max((memory.most[int(row.worker.rpartition(":")[2])] for row in rows), default=0),
        articles.stat().st_size,
        sum(row.part_bytes for row in rows),
    )


def _without_loading(rows: list[ManifestRow]) -> tuple[float, list[float]]:
    """What loading cost a worker, and the processor seconds of shards without it.

    A worker loads within its dearest shard; that is taken to have cost as much beside as the median of the other shards.
    """
    by_worker: dict[str, list[float]] = {}
    for row in rows:
        by_worker.setdefault(row.worker, []).append(row.cpu_seconds)
    dearest = {worker: max(spent) for worker, spent in by_worker.items()}
    others = sorted(seconds for spent in by_worker.values() for seconds in sorted(spent)[:-1])
    if not others:
        return 0.0, sorted(dearest.values())
    middle = others[len(others) // 2]
    loading = sum(max(0.0, spent - middle) for spent in dearest.values()) / len(dearest)
    return loading, [*others, *(middle for _ in dearest)]


def _spent() -> float:
    own = time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own + children.ru_utime + children.ru_stime


class _Memory:
    """The most that each process below this one held, seen twice a second."""

    def __init__(self) -> None:
        self.most: Counter[int] = Counter()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            for pid in family(os.getpid()):
                self.most[pid] = max(self.most[pid], held(pid))


def planning(articles: Path, *, shard: int) -> float:
    """Processor seconds of the command to find and hash a shard."""
    began = time.process_time()
    many = sum(1 for _ in cut([articles], bounds=Bounds(shard, shard * 4_000)))
    return (time.process_time() - began) / many


def no_reading(task: Task) -> ManifestRow:
    """The row of a shard that nobody read: what is left is what handing out costs."""
    return failed(task, "not read")


def handing(articles: Path, folder: Path, *, tasks: int = EMPTY_TASKS) -> float:
    """Processor seconds that a task costs scheduler and command together, which here are one process."""
    [shard, *_] = cut([articles])
    versions = versions_in_force(Choices())
    plan = [Task(replace(shard, order=number), str(folder), versions) for number in range(tasks)]
    engine = DaskEngine(workers=1, tell=lambda words: None, read=no_reading)
    rows = engine.run(plan)
    next(rows)
    began = time.process_time()
    many = sum(1 for _ in rows)
    return (time.process_time() - began) / many


def lines_of(ran: list[Ran], measured: Measured, load: str) -> Iterator[str]:
    """What was measured, for a person."""
    yield f"{ran[0].reports} reports of 400 words, {len(ran[0].shards)} shards; load of the machine {load}"
    yield f"{'engine':<18}{'reports/s':>11}{'efficiency':>12}{'ms of a processor':>19}{'reading, of all':>17}{'MiB a worker':>14}"
    for one in ran:
        many = 1 if one.engine.startswith("1") else 2
        efficiency = one.per_second / ran[0].per_second / many
        ms = 1000 * one.processor / one.reports
        yield (
            f"{one.engine:<18}{one.per_second:>11.1f}{efficiency:>12.0%}{ms:>19.1f}{one.useful:>17.0%}{one.worker / MIB:>14.0f}"
        )
    yield f"a worker loads in {measured.start:.1f} s of a processor"
    yield f"to cut a shard costs {1000 * measured.cut:.2f} ms, to hand it out {1000 * measured.handing:.2f} ms"


def simulated_lines(measured: Measured, cluster: Cluster, workers: list[int], reports: int) -> Iterator[str]:
    """What so many workers would do."""
    yield f"simulated: {reports:,} reports; {asdict(cluster)}"
    yield f"{'workers':>8}{'reports/s':>11}{'efficiency':>12}{'hours':>8}{'shards again':>14}"
    for many in workers:
        one = simulate(measured, replace(cluster, workers=many), reports=reports)
        yield f"{many:>8}{one.per_second:>11.0f}{one.efficiency:>12.0%}{one.seconds / 3600:>8.2f}{one.again:>14}"


def cost_lines(measured: Measured, cluster: Cluster, path: Path, worker_gb: float, workers: int) -> Iterator[str]:
    """What a million reports would cost on each machine of the file."""
    yield f"{'a million reports on':<36}{'machines':>9}{'hours':>7}{'USD':>8}  price"
    for bill in bills(measured, prices(path), cluster=replace(cluster, workers=workers), worker_gb=worker_gb):
        price = bill.price
        name = f"{price.provider}, {price.machine}"
        said = f"{price.usd_per_hour:.3f} an hour, {price.asof}, {price.said}"
        yield f"{name:<36}{bill.machines:>9}{bill.hours:>7.2f}{bill.usd:>8.2f}  {said}"


def measured_of(ran: list[Ran], *, cut_seconds: float, handing_seconds: float) -> Measured:
    """What the simulation draws from: the shards as the last engine read them, that of a cluster."""
    alone = ran[-1]
    each = alone.reports / len(alone.shards)
    start = max(one.start for one in ran)
    return Measured(
        alone.shards,
        each,
        cut_seconds,
        handing_seconds,
        start,
        alone.read_bytes / alone.reports,
        alone.written_bytes / alone.reports,
    )


def take_measure(*, reports: int, shard: int) -> tuple[list[Ran], Measured]:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles = write_reports(folder / "articles.jsonl", reports)
        ran = [measure(engine, articles, folder / f"out-{number}", shard=shard) for number, engine in enumerate(ENGINES)]
        (folder / "empty").mkdir()
        spent = handing(articles, folder / "empty")
        return ran, measured_of(ran, cut_seconds=planning(articles, shard=shard), handing_seconds=spent)


def main() -> None:
    """Measure or take what was measured, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.bulk", description="Measure and simulate reading in bulk.")
    parser.add_argument("--reports", type=int, default=400, help="how many reports to make and read")
    parser.add_argument("--shard", type=int, default=20, help="reports in a shard, when measuring")
    parser.add_argument("--keep", type=Path, help="write what was measured into this file")
    parser.add_argument("--from", dest="source", type=Path, help="measure nothing, simulate of this file")
    parser.add_argument("--million", type=float, default=10, help="how many million reports to simulate")
    parser.add_argument("--real-shard", type=int, default=400, help="reports in a shard, when simulating")
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 16, 32, 64, 128, 256], help="clusters to simulate")
    parser.add_argument("--slower", type=float, default=Cluster(1).slower, help="a worker of them beside the measured core")
    parser.add_argument("--store", type=float, default=Cluster(1).store, help="MB/s of the shared folder")
    parser.add_argument("--prices", type=Path, default=PRICES, help="a file of prices with the columns of bench/cloud_prices.csv")
    parser.add_argument("--worker-gb", type=float, default=1.0, help="memory to leave a worker")
    options = parser.parse_args()
    if options.source:
        measured = TypeAdapter(Measured).validate_json(options.source.read_bytes())
    else:
        ran, measured = take_measure(reports=options.reports, shard=options.shard)
        print("\n".join(lines_of(ran, measured, f"{os.getloadavg()[0]:.1f}")), flush=True)
    if options.keep:
        options.keep.write_text(json.dumps(asdict(measured)), encoding="utf-8")
    larger = measured.in_shards_of(options.real_shard)
    cluster = Cluster(1, slower=options.slower, store=options.store)
    print("\n".join(simulated_lines(larger, cluster, options.workers, round(options.million * 1_000_000))))
    print("\n".join(cost_lines(larger, cluster, options.prices, options.worker_gb, workers=64)))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
