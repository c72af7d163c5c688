"""The room: gives every target its time in processes of their own, ends those that hang, keeps and shrinks what they find."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fuzz.box import Box
from fuzz.faults import Finding, What
from fuzz.keeping import Kept, all_kept, keep
from fuzz.places import BOX, FINDINGS, MEMORY, SCRATCH
from fuzz.target import Target

STUCK_TIMES = 8.0  # what a case may take, in processor time, and the process is ended: its own watch never got a word in
STILL_SECONDS = 180.0  # on one case by the clock without using the processor: it waits for something that never comes
LOOK_EVERY = 0.25
FEWEST_SECONDS = 3.0
SHRINKING_SECONDS = 240.0
TICKS = os.sysconf("SC_CLK_TCK")
HOME = Path(__file__).resolve().parent.parent


@dataclass(slots=True)
class Score:
    """What became of a target: cases tried, processor seconds they took, how often a process had to be ended."""

    target: str
    cases: int = 0
    seconds: float = 0.0
    ended: int = 0

    @property
    def a_second(self) -> float:
        """Cases in a second of processor time, loading not counted."""
        return self.cases / self.seconds if self.seconds else 0.0


@dataclass(slots=True)
class Run:
    """A worker at work: its process, how long it may go on, and the case it is at."""

    target: Target
    process: subprocess.Popen[bytes]
    box: Box
    seconds: float
    score: Score
    begun_before: int
    case: int = -1
    case_cpu: float = 0.0
    case_clock: float = 0.0
    first_cpu: float = 0.0
    first_clock: float | None = None
    cpu: float = 0.0

    @property
    def loading(self) -> bool:
        """True before its first case."""
        return self.box.begun == self.begun_before

    def left(self, now: float) -> float:
        """Seconds it may still go on, from its first case on."""
        return self.seconds - (now - self.first_clock if self.first_clock is not None else 0.0)


@dataclass(slots=True)
class Room:
    """`folder` holds findings and what the engine learnt; `at_once` processes run side by side."""

    folder: Path
    at_once: int = 1
    by_chance: bool = False
    seed: int = 0
    scores: dict[str, Score] = field(default_factory=dict)
    scratch: Path = field(init=False)

    def fuzz(self, targets: Sequence[Target], seconds: float) -> Iterator[Score]:
        """Spread so many seconds by the clock over the targets; each score as it is ready."""
        whole = sum(target.share for target in targets)
        waiting = [(target, max(FEWEST_SECONDS, seconds * self.at_once * target.share / whole)) for target in targets]
        running: list[Run] = []
        self.scratch = Path(tempfile.mkdtemp(prefix="trucewatch-fuzz-", dir=MEMORY if MEMORY.is_dir() else None))
        for part in (BOX, FINDINGS):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        try:
            while waiting or running:
                while waiting and len(running) < self.at_once:
                    running.append(self._start(*waiting.pop(0)))
                time.sleep(LOOK_EVERY)
                for run in tuple(running):
                    again = self._look(run)
                    if run.process.poll() is None:
                        continue
                    running.remove(run)
                    run.box.close()
                    if again > FEWEST_SECONDS:
                        waiting.insert(0, (run.target, again))
                    else:
                        yield run.score
        finally:
            for run in running:
                run.process.kill()
                run.process.wait()
            shutil.rmtree(self.scratch, ignore_errors=True)

    def _start(self, target: Target, seconds: float) -> Run:
        score = self.scores.setdefault(target.name, Score(target.name))
        box = Box(self.folder / BOX / target.name, target.longest)
        seed = self.seed * 1_000_003 + box.begun
        command = [sys.executable, "-m", "fuzz.worker", target.name, str(self.folder), f"--seconds={seconds}", f"--seed={seed}"]
        with (self.folder / f"{target.name}.log").open("ab") as log:
            process = subprocess.Popen(
                command + ["--by-chance"] * self.by_chance,
                cwd=HOME,
                env=os.environ | {SCRATCH: str(self.scratch)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return Run(target, process, box, seconds, score, box.begun, case_clock=time.monotonic())

    def _look(self, run: Run) -> float:
        """See how a worker does; the seconds that its target has left if the worker ended before its time."""
        now = time.monotonic()
        run.cpu = _cpu_of(run.process.pid) or run.cpu
        if not run.loading and run.first_clock is None:
            run.first_clock, run.first_cpu = now, run.cpu
        if run.box.begun != run.case:
            run.case, run.case_cpu, run.case_clock = run.box.begun, run.cpu, now
        code = run.process.poll()
        if code is not None:
            return self._ended(run, code, now)
        stuck = run.cpu - run.case_cpu > STUCK_TIMES * run.target.seconds
        if (stuck and not run.loading) or now - run.case_clock > STILL_SECONDS:
            run.process.kill()
            run.process.wait()
            keep(self.folder / FINDINGS, run.target.name, _hang(stuck), run.box.case())
            run.score.ended += 1
            return self._count(run, now)
        return 0.0

    def _ended(self, run: Run, code: int, now: float) -> float:
        """A worker that ended by itself: at its time, or because of the case it was at."""
        left = self._count(run, now)
        if code < 0 and not run.loading:
            keep(self.folder / FINDINGS, run.target.name, Finding(What.KILLED, f"signal {-code}", "", "it ended"), run.box.case())
            run.score.ended += 1
            return left
        if code:
            raise SystemExit(f"the worker of {run.target.name} ended with {code}; see {self.folder / run.target.name}.log")
        return 0.0

    def _count(self, run: Run, now: float) -> float:
        run.score.cases += run.box.begun - run.begun_before
        run.score.seconds += max(0.0, run.cpu - run.first_cpu)
        return run.left(now)

    def shrink(self, kept: Iterable[Kept]) -> Iterator[tuple[Kept, bool]]:
        """Each fault made smaller in a process of its own, and whether it showed again there."""
        for one in kept:
            command = [sys.executable, "-m", "fuzz.replay", one.target, str(one.folder / "case"), "--shrink"]
            try:
                done = subprocess.run(command, cwd=HOME, capture_output=True, timeout=SHRINKING_SECONDS, check=False)
            except subprocess.TimeoutExpired:
                yield one, True
                continue
            yield one, done.returncode != 0

    def kept(self, targets: Sequence[Target]) -> tuple[Kept, ...]:
        """The faults found so far of these targets."""
        names = {target.name for target in targets}
        return tuple(one for one in all_kept(self.folder / FINDINGS) if one.target in names)


def _hang(stuck: bool) -> Finding:
    words = "the process never came back to Python" if stuck else "the process waits for something and uses no processor"
    return Finding(What.HANG, "Stuck" if stuck else "Still", "", words)


def _cpu_of(pid: int) -> float | None:
    """Processor seconds of a process; None if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / TICKS
