"""A target: a door of the package that takes bytes from a case, and everything the room must know about it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).resolve().parent / "corpus"
Mutate = Callable[[bytes, random.Random, "Target"], bytes]


@dataclass(frozen=True, slots=True)
class Target:
    """`run` takes one case: it lets the package's own errors pass and raises whatever is a fault.

    `words` are pieces that mean something there; `mutate` changes a case without breaking its outer form (a checksum, a
    compression); `longest` is the most bytes of a case; `seconds` the processor time that a case may take; `share` how
    much time it gets beside the others. `ready` makes what cases need, before the time of a case begins.
    """

    name: str
    run: Callable[[bytes], None]
    words: Sequence[str] = ()
    mutate: Mutate | None = None
    longest: int = 4096
    seconds: float = 2.0
    share: float = 1.0
    ready: Callable[[], object] | None = None

    @property
    def corpus(self) -> Path:
        """The folder of its cases."""
        return CORPUS / self.name

    def cases(self) -> tuple[bytes, ...]:
        """The cases in the corpus, in the order of their names."""
        return tuple(path.read_bytes() for path in sorted(self.corpus.glob("*")) if path.is_file())
