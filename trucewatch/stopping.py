"""End long work when somebody asks, after the step it is at: never in the middle of a letter, or of what is being loaded."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType


class Stopping:
    """Ctrl-C, and what a service manager sends: asked once, it is for the work to see; asked again, it interrupts."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._before: dict[signal.Signals, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Stopping:
        self._before = {one: signal.signal(one, self._stop) for one in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for one, handler in self._before.items():
            signal.signal(one, handler)

    def asked(self) -> bool:
        """True once somebody has asked."""
        return self._asked.is_set()

    def sleep(self, seconds: float) -> None:
        """Wait so long, or until somebody asks."""
        self._asked.wait(seconds)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._asked.is_set():
            raise KeyboardInterrupt
        self._asked.set()
