"""Make ready what the first pages ask for: lists and columns, the log of the posts, when what was recorded, the towns."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from threading import Thread

from trucewatch.catalogue import Catalogue
from trucewatch.catalogue.columns import learn_columns
from trucewatch.catalogue.logbook import logbook_of
from trucewatch.catalogue.names import names_of
from trucewatch.errors import TrucewatchError
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger
from trucewatch.ledger.instants import learn
from trucewatch.publish.drawing.ground import LEAST_POPULATION as LEAST_BESIDE
from trucewatch.publish.drawing.plate import LEAST_POPULATION

WORTH_TELLING = 2.0  # seconds


def warm(ledger: Ledger, tell: Callable[[str], None]) -> Thread:
    """Begin in a thread; `tell` is given a line at its end if it took long, or if it failed."""
    thread = Thread(target=_warm, args=(ledger, tell), name="warm", daemon=True)
    thread.start()
    return thread


def _warm(ledger: Ledger, tell: Callable[[str], None]) -> None:
    begun = time.monotonic()
    try:
        taken = Catalogue(ledger).catch_up()
        logbook_of(ledger)
        learn(ledger.engine)
        for least in (LEAST_BESIDE, LEAST_POPULATION):
            load_gazetteer().towns(least)
        gc.collect()
        gc.freeze()  # what stays for good is not gone through again in the middle of a page: that took 0.2 s now and then
        learn_columns(ledger.engine)
    except TrucewatchError as error:
        tell(f"The lists could not be made ready; each page will try again: {error}")
        return
    seconds = time.monotonic() - begun
    if seconds > WORTH_TELLING:
        tell(f"The lists are ready ({taken:,} entries taken in, {seconds:.0f} s).")
    names_of(ledger).keep_up()
