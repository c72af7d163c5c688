"""What follows from decisions and observations, worked out beside the requests: one at a time, once more if asked meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Condition, Thread

from trucewatch.errors import TrucewatchError
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger
from trucewatch.pipeline import clock, machine_stamp
from trucewatch.refreshing import refresh

log = logging.getLogger(__name__)


class Following:
    """Works in one thread of its own, which ends when nothing is left to do.

    Where the work fails, or the process ends in the middle of it, nothing is lost: the next `ask`, or the next `trucewatch run`,
    begins at what was last recorded.
    """

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._asked, self._busy = False, False
        self._turn = Condition()

    @property
    def busy(self) -> bool:
        """True while something is being worked out."""
        return self._busy

    def ask(self) -> None:
        """Have it worked out, from all that is recorded by now; returns at once."""
        with self._turn:
            self._asked = True
            if self._busy:
                return
            self._busy = True
            Thread(target=self._go, name="following", daemon=True).start()

    def wait(self, seconds: float = 60) -> bool:
        """Wait until nothing is left to do; False if that takes longer."""
        with self._turn:
            return self._turn.wait_for(lambda: not self._busy, seconds)

    def _go(self) -> None:
        while self._next():
            try:
                self._work()
            except TrucewatchError as error:
                log.warning("What follows from decisions was not worked out: %s", error)
            except Exception:
                log.exception("What follows from decisions was not worked out.")

    def _next(self) -> bool:
        with self._turn:
            self._busy, self._asked = self._asked, False
            self._turn.notify_all()
            return self._busy


def brought_up(ledger: Ledger) -> int:
    """Incidents, findings and ultimatums brought up to what is recorded; how many entries that made.

    The agreements are those that the ledger holds; all that are known, where nothing was ever worked out in it.
    """
    begun = next(iter(ledger.agreements()), None) or next(iter(ledger.incidents()), None)
    agreements = () if begun else choose_agreements(())
    return refresh(ledger, agreements, load_gazetteer(), machine_stamp(clock()))
