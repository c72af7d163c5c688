"""How far a standby of a PostgreSQL server follows the ledger that is written elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, text

from trucewatch.ledger.doors import reading

# received and replayed: nothing is left to do, however long ago the last transaction was; no receiver: nobody can tell
FOLLOWED = text(
    "SELECT pg_is_in_recovery() AS stands_by,"
    " CASE WHEN NOT EXISTS (SELECT 1 FROM pg_stat_wal_receiver) THEN NULL"
    " WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
    " ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END AS seconds,"
    " extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) AS since"
)


@dataclass(frozen=True, slots=True)
class Standby:
    """By how many seconds it is behind the ledger; None where it does not follow it at the moment.

    `since` is how many seconds ago the last came to be that it has; None where nothing came since it was started.
    """

    seconds: int | None
    since: int | None = None

    @property
    def most(self) -> int | None:
        """By how many seconds it may be behind; None where nobody can tell."""
        return self.since if self.seconds is None else self.seconds


def standby_of(engine: Engine) -> Standby | None:
    """How the server of this engine follows another; None where it follows none."""
    if engine.dialect.name != "postgresql":
        return None
    with reading(engine) as connection:
        found = connection.execute(FOLLOWED).one()
    if not found.stands_by:
        return None
    return Standby(*(None if one is None else max(0, round(one)) for one in (found.seconds, found.since)))
