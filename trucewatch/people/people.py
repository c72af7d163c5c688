"""Everything that is kept about people, behind one door."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from sqlalchemy import Engine

from trucewatch.people.accounts import Accounts
from trucewatch.people.audit import Audit
from trucewatch.people.doors import open_engine
from trucewatch.people.reads import Reads
from trucewatch.people.sessions import Limits, Sessions
from trucewatch.people.tokens import Tokens
from trucewatch.people.work import Drafts, Once, Presence


@dataclass(frozen=True)
class People:
    """The people of one ledger: their accounts, sessions and tokens, and what they are at."""

    engine: Engine
    accounts: Accounts
    sessions: Sessions
    tokens: Tokens
    presence: Presence
    drafts: Drafts
    once: Once
    audit: Audit
    reads: Reads

    @classmethod
    def open(cls, url: str, *, limits: Limits | None = None, now: Callable[[], float] = time.time, reads_days: int = 0) -> People:
        """Open or create them; `people_url` gives the address that belongs to a ledger; readings are kept for `reads_days`."""
        engine = open_engine(url)

        def seconds() -> int:
            return int(now())

        people = cls(
            engine,
            Accounts(engine, seconds),
            Sessions(engine, seconds, limits or Limits()),
            Tokens(engine, seconds),
            Presence(engine, seconds),
            Drafts(engine, seconds),
            Once(engine, seconds),
            Audit(engine),
            Reads(engine, seconds, reads_days),
        )
        people.reads.forget()
        return people

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> People:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
