"""The condition of one installation at a moment: ledger, lists, queue, feeds, messages, disk, and what was last done to it."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeVar

from sqlalchemy import func, inspect, make_url, select

from trucewatch.alerting.outcome import MessageState
from trucewatch.alerting.store import Alerts
from trucewatch.catalogue.catalogue import catalogue_version
from trucewatch.catalogue.keeping import covered, head_of
from trucewatch.catalogue.tables import state_table
from trucewatch.catalogue.waiting_tables import item_table
from trucewatch.errors import TrucewatchError
from trucewatch.feeds import FeedHealth, FeedState
from trucewatch.journal import Line, What
from trucewatch.ledger import Ledger
from trucewatch.ledger.chain import moment as instant_of
from trucewatch.ledger.doors import reading
from trucewatch.ledger.schema import entry_table
from trucewatch.ledger.standby import Standby, standby_of

FRESH = 5.0  # seconds for which a look is good enough: figures are asked for every few seconds by several
FAR_BEHIND = 20_000  # entries; the lists take in about two thousand a second, and pages wait for them
QUIET_WATCH = timedelta(minutes=20)  # a round is told of every minute; one with many slow pages may take a quarter of an hour
OLD_BACKUP = timedelta(days=8)  # a week and a day
UNHEARD = frozenset({FeedState.EMPTY, FeedState.SILENT, FeedState.BROKEN, FeedState.REFUSED})

Answer = TypeVar("Answer")


class Fault(StrEnum):
    """What can be wrong with an installation; the first four keep the site from being ready."""

    LEDGER = "ledger"
    LISTS = "lists"
    DISK = "disk"
    STANDBY = "standby"
    FEEDS = "feeds"
    WATCH = "watch"
    ROUND = "round"
    RUN = "run"
    OUTBOX = "outbox"
    NO_BACKUP = "no backup"
    OLD_BACKUP = "old backup"
    BACKUP = "backup"
    CHAIN = "chain"
    UNTOLD = "untold"


HINDERING = (Fault.LEDGER, Fault.LISTS, Fault.DISK, Fault.STANDBY)


@dataclass(frozen=True, slots=True)
class Room:
    """The room on the disk that holds the ledger, in bytes."""

    free: int
    whole: int


@dataclass(frozen=True, slots=True)
class Condition:
    """What was found; None where it could not be told or there is none.

    `entries` counts the entries of the ledger by kind, `behind` how many of them the lists have not taken in (None: the lists
    were never made), `waiting` the questions for people. `standby` is how a copy for reading follows the ledger, of a copy
    only, and `most_behind` by how many seconds it may be behind (0: by any).
    `last` has the last line of the journal of each kind. `untold` names
    what beside the ledger could not be read (feeds, alerts, journal), and why: nothing is said of it, well or not.
    """

    at: datetime
    seq: int = 0
    newest: datetime | None = None
    entries: Mapping[str, int] = field(default_factory=dict)
    behind: int | None = 0
    waiting: int | None = None
    feeds: tuple[FeedHealth, ...] = ()
    messages: Mapping[MessageState, int] = field(default_factory=dict)
    room: Room | None = None
    last: Mapping[What, Line] = field(default_factory=dict)
    standby: Standby | None = None
    least_free: int = 0
    most_behind: int = 0
    backups_expected: bool = True
    untold: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def ready(self) -> bool:
        """True if the site can answer as it should."""
        return not any(fault in HINDERING for fault in self.faults)

    def feeds_by_state(self) -> dict[FeedState, int]:
        """How many feeds stand how."""
        counted = Counter(one.state for one in self.feeds)
        return {state: counted[state] for state in FeedState}


class Told(Protocol):
    """What knows the last line of a journal of each kind: the journal itself, or what opens it once that can be done."""

    def last(self) -> Mapping[What, Line]:
        """The lines; a TrucewatchError where they cannot be read."""
        ...


@dataclass
class Examiner:
    """Looks, at most every few seconds; any number of requests may ask. A ledger that cannot be read is a fault."""

    ledger: Ledger
    now: Callable[[], datetime]
    feeds: Callable[[], tuple[FeedHealth, ...]] = tuple
    alerts: Alerts | None = None
    journal: Told | None = None
    least_free: int = 0
    most_behind: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)
    _last: tuple[float, Condition] | None = None
    _entries: Counter[str] = field(default_factory=Counter)
    _counted: int = 0

    def look(self) -> Condition:
        """The condition now, or of a few seconds ago."""
        with self._lock:
            if self._last is None or time.monotonic() - self._last[0] > FRESH:
                self._last = time.monotonic(), judged(self._found())
            return self._last[1]

    def _found(self) -> Condition:
        found = Condition(
            self.now(),
            room=self._room(),
            least_free=self.least_free,
            most_behind=self.most_behind,
            backups_expected=self.journal is not None,
        )
        try:
            newest, behind = self._reach()
            waiting = self._waiting()
            standby = None if self.ledger.writable else standby_of(self.ledger.engine)
        except (TrucewatchError, OSError):
            return replace(found, faults=(Fault.LEDGER,))
        untold = dict[str, str]()
        return replace(
            found,
            seq=self._counted,
            newest=newest,
            entries=dict(self._entries),
            behind=behind,
            waiting=waiting,
            standby=standby,
            feeds=_asked("feeds", self.feeds, untold) or (),
            messages=(_asked("alerts", self.alerts.outbox.counts, untold) if self.alerts else None) or {},
            last=(_asked("journal", self.journal.last, untold) if self.journal else None) or {},
            untold=untold,
        )

    def _reach(self) -> tuple[datetime | None, int | None]:
        """When the last entry was recorded, and how far behind it the lists are; entries are counted on from the last look."""
        kinds = select(entry_table.c.kind, func.count()).group_by(entry_table.c.kind)
        with reading(self.ledger.engine) as connection:
            head = head_of(connection)
            for kind, many in connection.execute(kinds.where(entry_table.c.seq > self._counted, entry_table.c.seq <= head)):
                self._entries[str(kind)] += int(many)
            self._counted = head
            at = connection.scalar(select(entry_table.c.recorded_at).where(entry_table.c.seq == head))
            made = inspect(connection).has_table(state_table.name)
            reached = covered(connection, catalogue_version()) if made else None
        behind = head - reached if reached is not None else (None if head else 0)
        return instant_of(at) if at else None, behind

    def _waiting(self) -> int | None:
        with reading(self.ledger.engine) as connection:
            if not inspect(connection).has_table(item_table.name):
                return None
            return int(connection.scalar(select(func.count()).select_from(item_table).where(item_table.c.open == 1)) or 0)

    def _room(self) -> Room | None:
        """The disk under the ledger's file; None for a ledger in PostgreSQL or in memory."""
        address = make_url(str(self.ledger.engine.url))
        if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
            return None
        try:
            found = shutil.disk_usage(Path(address.database).absolute().parent)
        except OSError:
            return None
        return Room(found.free, found.total)


def _asked(name: str, ask: Callable[[], Answer], untold: dict[str, str]) -> Answer | None:
    """What lies beside the ledger says; None where it cannot be read, and then it is named: the site answers without it."""
    try:
        return ask()
    except (TrucewatchError, OSError) as error:
        untold[name] = str(error)
        return None


def judged(found: Condition) -> Condition:
    """The same with what is wrong."""
    if found.faults:
        return found
    return replace(found, faults=tuple(fault for fault, holds in _wrong(found).items() if holds))


def _wrong(found: Condition) -> dict[Fault, bool]:
    last, at, known = found.last, found.at, "journal" not in found.untold
    watched, backup, chain = last.get(What.ROUND), last.get(What.BACKUP), last.get(What.VERIFIED)
    return {
        Fault.LISTS: found.behind is None or found.behind > FAR_BEHIND,
        Fault.DISK: found.room is not None and found.room.free < found.least_free,
        Fault.STANDBY: found.standby is not None and _is_late(found.standby, found.most_behind),
        Fault.CHAIN: chain is not None and not chain.well,
        Fault.FEEDS: any(one.state in UNHEARD for one in found.feeds),
        Fault.WATCH: bool(found.feeds) and known and (watched is None or at - watched.at > QUIET_WATCH),
        Fault.ROUND: watched is not None and not watched.well,
        Fault.RUN: What.RUN in last and not last[What.RUN].well,
        Fault.OUTBOX: found.messages.get(MessageState.DEAD, 0) > 0,
        Fault.BACKUP: backup is not None and not backup.well,
        Fault.NO_BACKUP: found.backups_expected and known and found.seq > 0 and backup is None,
        Fault.OLD_BACKUP: backup is not None and backup.well and at - backup.at > OLD_BACKUP,
        Fault.UNTOLD: bool(found.untold),
    }


def _is_late(standby: Standby, most: int) -> bool:
    """True if it cannot be shown that it is within the seconds allowed."""
    return most > 0 and (standby.most is None or standby.most > most)
