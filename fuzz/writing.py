"""A program that appends batch after batch and says which are in the ledger: `python -m fuzz.writing URL NAME`.

It outlives the database: a batch that fails is said again until it is taken, as somebody would run a command again.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from trucewatch.errors import LedgerError
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Claim, EventType, Realis, Span

STAMP = Stamp(datetime(2020, 2, 13, tzinfo=UTC), "machine", "0.1.0", "", "")
PAUSE = 0.05


def batch_of(writer: str, number: int) -> list[Claim]:
    """One to seven claims, always the same for one writer and number."""
    return [_claim(f"{writer}-{number:06}-{part}") for part in range(1 + number % 7)]


def _claim(id: str) -> Claim:
    span = Span("r1", 0, 8, "Shelling")
    return Claim(id, "r1", span, span, "shell", EventType.ASSAULT, None, Realis.ACTUAL)


def main(arguments: Sequence[str]) -> None:
    """Append for ever."""
    url, writer = arguments
    number = 0
    while True:
        try:
            with Ledger.open(url) as ledger:
                while True:
                    ledger.append(batch_of(writer, number), STAMP)
                    os.write(1, f"{number}\n".encode())
                    number += 1
        except LedgerError:
            time.sleep(PAUSE)


if __name__ == "__main__":
    main(sys.argv[1:])
