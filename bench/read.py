"""Measure reading: `python -m bench.read` (`--reports FILE`, `--number N`, `--model fast`, `--json`, `--threshold`).

Every figure is the best of several rounds, and stands beside a reference measured in the same run: the steps beside the bare
pass of the encoder over the same sentences, two processes beside one, the start beside an interpreter that only loads numpy
and onnxruntime. Steps are timed by the processor time of this process, so that a busy machine disturbs them little.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.reports import WORDS, write_reports
from trucewatch.ingest import ingest
from trucewatch.language import split_sentences, tokenize
from trucewatch.language.network import FULL, MODELS, Network
from trucewatch.model import Report
from trucewatch.publish.claims import claim_row
from trucewatch.publish.exports import write_rows
from trucewatch.read import read_claims
from trucewatch.reader import load_reader
from trucewatch.resolve import resolve_claims
from trucewatch.workers import Pool

MIB = 1024 * 1024
COMMAND = (sys.executable, "-m", "trucewatch.cli", "read", "--quiet")
BARE = (sys.executable, "-c", "import numpy, onnxruntime")


@dataclass(frozen=True, slots=True)
class Steps:
    """Seconds of processor time for all reports, step by step; `encoder` is the bare pass, `whole` all of it in one go."""

    reports: int
    words: int
    ingest: float
    cutting: float
    encoder: float
    decoding: float
    rules: float
    resolving: float
    output: float
    whole: float

    @property
    def ratio(self) -> float:
        """The whole beside the bare encoder pass."""
        return self.whole / self.encoder

    @property
    def per_second(self) -> float:
        """Reports of 400 words a second in one process."""
        return self.words / WORDS / self.whole


@dataclass(frozen=True, slots=True)
class Running:
    """What the command costs as a whole: seconds of wall-clock time, and the most memory of all its processes together.

    `processor` is the processor time of the command and its workers, start included: what it costs whoever else is busy.
    """

    start: float
    bare_start: float
    one_process: float
    two_processes: float
    command: float
    processor: float
    memory: int


def measure_steps(file: Path, *, rounds: int, model: str = FULL) -> Steps:
    """Each step over all reports of the file, in turn, round after round; the best of each."""
    reader = load_reader(model=model)
    reports = [item for item in ingest([file]) if isinstance(item, Report)]
    network = Network(model=model)
    sentences = [_sentences(report) for report in reports]
    feeds = [words for cut in sentences for words in cut]
    parses = [reader.language.parse(report.text, skip=report.not_evidence()) for report in reports]
    drafts = [read_claims(report, parse, reader.lexicon) for report, parse in zip(reports, parses, strict=True)]
    claims = [reader.claims(report) for report in reports]
    steps: dict[str, Callable[[], object]] = {
        "ingest": lambda: list(ingest([file])),
        "cutting": lambda: [_sentences(report) for report in reports],
        "encoder": lambda: [network.scores(words) for words in feeds],
        "parsing": lambda: [reader.language.parse(report.text, skip=report.not_evidence()) for report in reports],
        "rules": lambda: [read_claims(r, parse, reader.lexicon) for r, parse in zip(reports, parses, strict=True)],
        "resolving": lambda: [
            resolve_claims(draft, r, reader.parties, reader.gazetteer, parse)
            for r, draft, parse in zip(reports, drafts, parses, strict=True)
        ],
        "output": lambda: list(write_rows((claim_row(claim) for found in claims for claim in found), "jsonl")),
        "whole": lambda: list(
            write_rows(
                (claim_row(c) for item in ingest([file]) if isinstance(item, Report) for c in reader.claims(item)), "jsonl"
            )
        ),
    }
    best = dict.fromkeys(steps, float("inf"))
    for _ in range(rounds):
        for name, step in steps.items():
            best[name] = min(best[name], _processor_seconds(step))
    parsing = best.pop("parsing")
    words = sum(len(report.text.split()) for report in reports)
    return Steps(reports=len(reports), words=words, decoding=max(0.0, parsing - best["cutting"] - best["encoder"]), **best)


def _sentences(report: Report) -> list[list[str]]:
    text = report.text
    cut = (tokenize(text, *edges) for edges in split_sentences(text, skip=report.not_evidence()))
    return [[text[start:end] for start, end in words] for words in cut if words]


def _processor_seconds(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return time.process_time() - start


def measure_running(file: Path, *, rounds: int, model: str = FULL) -> Running:
    """The command from outside, and one and two ready processes over the same reports."""
    read = (*COMMAND, "--model", model)
    with tempfile.TemporaryDirectory() as folder:
        one = write_reports(Path(folder) / "one.jsonl", 1)
        start = min(_wall_seconds(lambda: _run((*read, str(one)))) for _ in range(rounds))
    bare = min(_wall_seconds(lambda: _run(BARE)) for _ in range(rounds))
    memory = 0
    command = processor = float("inf")
    for _ in range(rounds):
        used = _children_seconds()
        seconds, most = run_watched((*read, "--workers", "2", str(file)))
        command, memory, processor = min(command, seconds), max(memory, most), min(processor, _children_seconds() - used)
    one_process, two_processes = (_pooled(file, size, rounds, model) for size in (1, 2))
    return Running(start, bare, one_process, two_processes, command, processor, memory)


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _pooled(file: Path, size: int, rounds: int, model: str) -> float:
    """Seconds for all reports of the file in so many processes that are ready to read."""
    with Pool(size, model=model) as pool:
        while not pool.ready():
            time.sleep(0.05)
        return min(_wall_seconds(lambda: list(pool.read(ingest([file])))) for _ in range(rounds))


def _wall_seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def _run(words: Sequence[str]) -> None:
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)


def run_watched(words: Sequence[str]) -> tuple[float, int]:
    """Seconds, and the most bytes that the process and its children held at once; what they share is counted once."""
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    most = 0
    ended = threading.Event()

    def watch() -> None:
        nonlocal most
        while not ended.wait(0.05):
            most = max(most, sum(held(pid) for pid in family(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    seconds = time.perf_counter() - start
    ended.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    return seconds, most


def family(pid: int) -> Iterator[int]:
    """A process and all below it, whichever of its threads started them."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = thread.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from family(int(child))


def held(pid: int) -> int:
    """Bytes of memory a process holds, those that others share counted by their share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def lines_of(steps: Steps, running: Running) -> Iterator[str]:
    """The figures for a person."""
    size = steps.words / WORDS
    yield f"{steps.reports} reports, {steps.words} words; one report is {WORDS} words below"
    yield f"{'step':<24}{'ms a report':>12}{'share':>8}{'beside the encoder':>20}"
    shown = {
        "ingest and clean-up": steps.ingest,
        "sentences and words": steps.cutting,
        "encoder": steps.encoder,
        "trees, lemmas, entities": steps.decoding,
        "rules of reading": steps.rules,
        "resolving": steps.resolving,
        "output": steps.output,
        "whole": steps.whole,
    }
    for name, seconds in shown.items():
        yield f"{name:<24}{1000 * seconds / size:>12.1f}{seconds / steps.whole:>8.0%}{seconds / steps.encoder:>20.2f}"
    yield f"{'processes':<24}{'reports/s':>12}{'':>8}{'beside one':>20}"
    yield f"{'1':<24}{size / running.one_process:>12.1f}{'':>8}{1.0:>20.2f}"
    yield f"{'2':<24}{size / running.two_processes:>12.1f}{'':>8}{running.one_process / running.two_processes:>20.2f}"
    yield f"{'2, with their start':<24}{size / running.command:>12.1f}{'':>8}{running.one_process / running.command:>20.2f}"
    free = 2 * size / running.processor
    cost = 1000 * running.processor / size
    yield f"processor time: {cost:.0f} ms a report with the start, so {free:.1f} reports/s on two free cores"
    beside = running.start / running.bare_start
    yield f"start: {running.start:.2f} s to the claims of one report, {beside:.1f} times that of numpy and onnxruntime alone"
    yield f"memory: {running.memory / MIB:.0f} MiB at most, two workers and the command together"


def threshold() -> Iterator[str]:
    """From how many characters on two workers pay: the whole command with one process and with two, for growing inputs."""
    yield f"{'reports':>8}{'characters':>12}{'here, s':>10}{'workers, s':>12}"
    with tempfile.TemporaryDirectory() as folder:
        for number in (5, 10, 15, 20, 30, 40, 60):
            file = write_reports(Path(folder) / f"{number}.jsonl", number)
            here, there = (_forced(file, workers) for workers in (1, 2))
            yield f"{number:>8}{file.stat().st_size:>12}{here:>10.2f}{there:>12.2f}"


def _forced(file: Path, workers: int) -> float:
    """Seconds to load and read with so many workers, started at once."""
    program = "from trucewatch import reading as r; import sys; r.MUCH = 1; list(r.read(sys.argv[2:], workers=int(sys.argv[1])))"
    return min(_wall_seconds(lambda: _run((sys.executable, "-c", program, str(workers), str(file)))) for _ in range(3))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.read", description="Measure reading.")
    parser.add_argument("--reports", type=Path, help="JSON Lines to read; made of the packaged example if not given")
    parser.add_argument("--number", type=int, default=100, help="how many reports to make")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the best counts")
    parser.add_argument("--model", choices=sorted(MODELS), default=FULL, help="which model reads; the encoder is its own")
    parser.add_argument("--threshold", action="store_true", help="from how much text on worker processes pay")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args()
    if options.threshold:
        for line in threshold():
            print(line, flush=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = options.reports or write_reports(Path(folder) / "made.jsonl", options.number)
        steps = measure_steps(file, rounds=options.rounds, model=options.model)
        running = measure_running(file, rounds=min(3, options.rounds), model=options.model)
    if options.json:
        names = [*Steps.__slots__, "ratio", "per_second"]
        row = {name: getattr(steps, name) for name in names} | {name: getattr(running, name) for name in Running.__slots__}
        print(json.dumps(row))
    else:
        print("\n".join(lines_of(steps, running)))


if __name__ == "__main__":
    main()
