"""The database refuses every change, and `verify` sees the changes of somebody who forced it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from tests.ledger.build import make_claim, make_incident, make_report, stamp
from trucewatch.errors import ChainBroken
from trucewatch.ledger import Kind, Ledger, Withdrawal

COLUMNS = ("kind", "subject", "record_id", "recorded_at", "author", "code", "model", "knowledge", "reason", "payload")
REST = ", ".join(COLUMNS)


@pytest.fixture
def filled(url: str) -> str:
    """The URL of a ledger of six entries."""
    with Ledger.open(url) as ledger:
        ledger.append([make_report(), make_claim("c1", killed=13), make_claim("c2", killed=14)], stamp())
        ledger.append([make_incident(claims=("c1", "c2")), make_claim("c2", killed=13)], stamp(1))
        ledger.append([Withdrawal(Kind.CLAIM, "c2", "read twice")], stamp(2))
    return url


def as_anybody(url: str, *statements: str) -> None:
    """Run the statements as somebody who has the rights to write to the database."""
    engine = create_engine(make_url(url))
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement.replace(":", "\\:")))
    finally:
        engine.dispose()


def by_force(url: str, *statements: str) -> None:
    """Run the statements as the owner of the database, with the triggers out of the way."""
    if url.startswith("sqlite"):
        triggers = (
            "ledger_entry_next",
            "ledger_link_once",
            *(f"ledger_{t}_no_{c}" for t in ("entry", "link") for c in ("update", "delete")),
        )
        as_anybody(url, *(f"DROP TRIGGER {name}" for name in triggers), *statements)
    else:
        as_anybody(url, *(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER" for table in ("entry", "link")), *statements)


def verify(url: str, expect_head: tuple[int, str] | None = None) -> int:
    with Ledger.open(url) as ledger:
        return ledger.verify(expect_head=expect_head)


def head(url: str) -> tuple[int, str]:
    with Ledger.open(url) as ledger:
        return ledger.head()


def test_an_honest_ledger_verifies(filled: str) -> None:
    assert verify(filled) == 6
    assert verify(filled, expect_head=head(filled)) == 6


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET reason = 'other'",
        "UPDATE ledger_entry SET seq = seq + 10 WHERE seq = 6",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_entry WHERE seq = 6",
        "UPDATE ledger_link SET target = 'r2'",
        "DELETE FROM ledger_link",
        "INSERT INTO ledger_link (what, target, seq) SELECT what, target, seq FROM ledger_link",
        # a gap; the same number again; the next number, but not tied to the last entry
        f"INSERT INTO ledger_entry SELECT seq + 2, {REST}, hash, hash FROM ledger_entry WHERE seq = 6",
        f"INSERT INTO ledger_entry SELECT seq, {REST}, hash, hash FROM ledger_entry WHERE seq = 6",
        f"INSERT INTO ledger_entry SELECT seq + 1, {REST}, previous, hash FROM ledger_entry WHERE seq = 6",
    ],
)
def test_entries_are_never_changed_or_removed(filled: str, statement: str) -> None:
    before = head(filled)
    with pytest.raises(DBAPIError, match=r"append-only|only the entry that follows|duplicate key"):
        as_anybody(filled, statement)
    assert head(filled) == before
    assert verify(filled) == 6


@pytest.mark.postgres
@pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["ledger_entry", "ledger_link", "ledger_entry, ledger_link"])
def test_postgresql_refuses_to_empty_the_tables(filled: str, table: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        as_anybody(filled, f"TRUNCATE {table}")
    with pytest.raises(DBAPIError, match="append-only"):
        as_anybody(filled, "SET session_replication_role = replica", f"TRUNCATE {table}")
    with pytest.raises(DBAPIError, match="append-only"):
        as_anybody(filled, "INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 1 "
                           "ON CONFLICT (seq) DO UPDATE SET reason = 'other'")  # fmt: skip


@pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)
def test_sqlite_refuses_to_replace_an_entry(filled: str) -> None:
    for table in ("ledger_entry", "ledger_link"):
        with pytest.raises(DBAPIError, match=r"append-only|only the entry that follows"):
            as_anybody(filled, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
        with pytest.raises(DBAPIError, match="append-only"):
            as_anybody(filled, f"UPDATE OR REPLACE {table} SET seq = 1")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_field_is_seen(filled: str, column: str) -> None:
    by_force(filled, f"UPDATE ledger_entry SET {column} = {column} || ' ' WHERE seq = 3")
    with pytest.raises(ChainBroken, match="entry 3: its content is not what its hash was taken over") as broken:
        verify(filled)
    assert broken.value.seq == 3


def test_a_changed_number_of_killed_is_seen(filled: str) -> None:
    by_force(filled, """UPDATE ledger_entry SET payload = replace(payload, '"high":14', '"high":13') WHERE seq = 3""")
    with pytest.raises(ChainBroken, match="entry 3"):
        verify(filled)


def test_a_border_moved_between_two_fields_is_seen(filled: str) -> None:
    by_force(filled, "UPDATE ledger_entry SET code = code || model, model = '' WHERE seq = 3")
    with pytest.raises(ChainBroken, match="entry 3"):
        verify(filled)


@pytest.mark.parametrize("seq", [1, 2, 5])
def test_a_removed_entry_is_seen(filled: str, seq: int) -> None:
    by_force(filled, f"DELETE FROM ledger_entry WHERE seq = {seq}")
    with pytest.raises(ChainBroken, match=f"entry {seq}: missing: the next entry is {seq + 1}"):
        verify(filled)


def test_a_gap_that_was_closed_up_is_seen(filled: str) -> None:
    by_force(
        filled,
        "DELETE FROM ledger_entry WHERE seq = 3",
        *(f"UPDATE ledger_entry SET seq = {n - 1} WHERE seq = {n}" for n in (4, 5, 6)),
    )
    with pytest.raises(ChainBroken, match="entry 3: it does not follow from the entry before it"):
        verify(filled)


def test_two_entries_that_changed_places_are_seen(filled: str) -> None:
    by_force(filled, *(f"UPDATE ledger_entry SET seq = {new} WHERE seq = {old}" for old, new in ((3, 99), (4, 3), (99, 4))))
    with pytest.raises(ChainBroken, match="entry 3"):
        verify(filled)


def test_an_entry_with_a_hash_of_its_own_is_seen_at_the_next(filled: str, new_url: Callable[[], str]) -> None:
    with Ledger.open(new_url()) as other:
        other.append([make_report(), make_claim("c1", killed=13), make_claim("c2", killed=7)], stamp())
        forged = other.history(Kind.CLAIM, "c2")[0]
    by_force(
        filled,
        f"""UPDATE ledger_entry SET hash = '{forged.hash}', payload = replace(payload, '14', '7') WHERE seq = 3""",
    )
    with pytest.raises(ChainBroken, match="entry 4: it does not follow"):
        verify(filled)


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("DELETE FROM ledger_link WHERE seq = 2", 2),
        ("UPDATE ledger_link SET target = 'r2' WHERE seq = 3", 3),
        ("INSERT INTO ledger_link (what, target, seq) VALUES ('claim', 'c1', 1)", 1),
    ],
)
def test_a_changed_link_is_seen(filled: str, statement: str, seq: int) -> None:
    by_force(filled, statement)
    with pytest.raises(ChainBroken, match=f"entry {seq}: the links kept for look-ups"):
        verify(filled)


def test_entries_cut_off_at_the_end_are_seen_only_against_a_noted_head(filled: str) -> None:
    noted = head(filled)
    by_force(filled, "DELETE FROM ledger_entry WHERE seq > 4", "DELETE FROM ledger_link WHERE seq > 4")
    assert verify(filled) == 4
    with pytest.raises(ChainBroken, match="entry 5: missing: entry 6 was noted, but the ledger ends at 4"):
        verify(filled, expect_head=noted)


def test_an_end_that_was_written_anew_is_seen_against_a_noted_head(filled: str) -> None:
    noted = head(filled)
    by_force(filled, "DELETE FROM ledger_entry WHERE seq > 4", "DELETE FROM ledger_link WHERE seq > 4")
    with Ledger.open(filled) as ledger:
        ledger.append([make_claim("c2", killed=20), make_claim("c3")], stamp(3))
    assert verify(filled) == 6
    with pytest.raises(ChainBroken, match=f"entry 6: its hash is .*, but {noted[1]} was noted"):
        verify(filled, expect_head=noted)


def test_a_noted_head_holds_when_the_ledger_has_grown(filled: str) -> None:
    noted = head(filled)
    with Ledger.open(filled) as ledger:
        ledger.append([make_claim("c9")], stamp(9))
    assert verify(filled, expect_head=noted) == 7
    assert verify(filled, expect_head=(0, "0" * 64)) == 7
