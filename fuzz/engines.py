"""Where cases come from: atheris, which follows the lines that a case reaches, or chance alone where it is not installed."""

from __future__ import annotations

import importlib.util
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from fuzz.mutation import mutate
from fuzz.target import Target

Try = Callable[[bytes], object]
PACKAGE = "trucewatch"


@dataclass(frozen=True, slots=True)
class Budget:
    """How long an engine goes on, and with which seed."""

    seconds: float
    seed: int


def has_atheris() -> bool:
    """True if the coverage-guided engine is installed (Linux, Python 3.11 to 3.13)."""
    return importlib.util.find_spec("atheris") is not None


def watched_imports(guided: bool) -> AbstractContextManager[object]:
    """Within it the package is imported so that the engine sees which branches a case takes."""
    if not guided:
        return nullcontext()
    import atheris  # only where it is asked for: it is no part of what the tests need

    return atheris.instrument_imports(include=[PACKAGE])  # type: ignore[no-any-return]


def changed(target: Target, case: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    """Another case, made from this one as the target likes it."""
    if target.mutate is not None and draw.random() < 0.8:
        return target.mutate(case, draw, target)[: target.longest]
    return mutate(case, draw, words=target.words, others=others, longest=target.longest)


def by_chance(target: Target, attempt: Try, budget: Budget) -> None:
    """The cases of the corpus, then changes of them, until the time is over."""
    cases = target.cases() or (b"",)
    draw = random.Random(budget.seed)
    end = time.monotonic() + budget.seconds
    for case in cases:
        attempt(case)
    while time.monotonic() < end:
        attempt(changed(target, draw.choice(cases), draw, cases))


def by_coverage(target: Target, attempt: Try, budget: Budget, found: Path) -> None:
    """As the engine sees fit; what reaches something new is kept in the folder `found`. Does not return: it ends the process."""
    import atheris

    cases = target.cases()

    def change(data: bytes, most: int, seed: int) -> bytes:
        draw = random.Random(seed)
        if draw.random() < 0.3:
            return bytes(atheris.Mutate(data, most))
        return changed(target, bytes(data), draw, cases)[:most]

    found.mkdir(parents=True, exist_ok=True)
    folders = [str(found), *([str(target.corpus)] if cases else [])]
    flags = [
        f"-max_total_time={max(1, int(budget.seconds))}",
        f"-max_len={target.longest}",
        f"-seed={budget.seed % 2**31 or 1}",
        "-timeout=100000",  # our own watch counts processor time, which a busy machine does not change
        "-rss_limit_mb=0",
        "-len_control=0",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *flags, *folders], lambda data: attempt(bytes(data)) and None, custom_mutator=change)
    atheris.Fuzz()
