"""What a machine is worth to the network: the time of a bare block of its size, to set speeds against on whatever machine.

`reference.onnx` (made by `training/reference.py`) runs in the same kernels as the encoder and has nothing of the model in it, so
that a slower network, or slower code around it, shows as more passes of it, and a slower machine or a crowded one does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime

FILE = Path(__file__).with_name("reference.onnx")
ROWS, WIDTH, PASSES = 32, 384, 30  # as many pieces as a sentence has; a round takes a hundredth of a second


class Reference:
    """The bare block, opened once."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._block = onnxruntime.InferenceSession(str(FILE), options, providers=["CPUExecutionProvider"])
        self._feed = {"x0": np.random.default_rng(7).standard_normal((ROWS, WIDTH)).astype(np.float32)}
        self.seconds()

    def seconds(self) -> float:
        """Seconds of this thread's processor time for one pass, on average over a round of them."""
        begun = time.thread_time()
        for _ in range(PASSES):
            self._block.run(None, self._feed)
        return (time.thread_time() - begun) / PASSES


def passes(work: Callable[[], object], *, rounds: int = 5) -> float:
    """As how many passes of the reference a piece of work in this thread takes: the best of several rounds of both, in turn."""
    reference = Reference()
    best = bare = float("inf")
    for _ in range(rounds):
        bare = min(bare, reference.seconds())
        begun = time.thread_time()
        work()
        best = min(best, time.thread_time() - begun)
    return best / bare
