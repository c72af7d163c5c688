"""What cannot be a ledger is refused in plain words, and left as it was."""

from __future__ import annotations

import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text

from tests.ledger.build import make_claim, make_report, stamp
from trucewatch.errors import LedgerError
from trucewatch.ledger import Ledger, default_url, doors
from trucewatch.ledger.schema import KNOWN, REVISION, entry_table, link_table
from trucewatch.model import Unread

NOBODY = 65534


def test_a_folder_is_no_ledger(tmp_path: pathlib.Path) -> None:
    with pytest.raises(LedgerError, match="is a folder, not a ledger"):
        Ledger.open(f"sqlite:///{tmp_path}")


def test_a_missing_folder_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(LedgerError, match=f"the folder {tmp_path}/no does not exist"):
        Ledger.open(f"sqlite:///{tmp_path}/no/ledger.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(LedgerError, match="does not exist"):
        Ledger.open(f"sqlite:///{tmp_path}/file/ledger.sqlite")


@pytest.mark.parametrize("content", [b"a text, not a database " * 100, b"SQLite format 3\0" + b"\xff" * 5000, b"x"])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: pathlib.Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"notes.txt.*(not a SQLite file|damaged|database)"):
        Ledger.open(f"sqlite:///{path}")
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "photos.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photo (id INTEGER)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=r"photos.sqlite is the database of another program"):
        Ledger.open(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_ledger(tmp_path: pathlib.Path) -> None:
    (tmp_path / "new").touch()
    with Ledger.open(f"sqlite:///{tmp_path}/new") as ledger:
        assert ledger.append([make_claim()], stamp()) == 1


def test_a_cut_off_ledger_is_damaged(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(f"sqlite:///{path}") as ledger:
        ledger.append([make_report(text="x" * 100_000)], stamp())
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(LedgerError, match=r"damaged|malformed|disk image"), Ledger.open(f"sqlite:///{path}") as ledger:
        ledger.verify()


@pytest.mark.parametrize(
    "url", ["", "ledger.sqlite", "sqlite//x", "sqlite:///\0", "postgresql:/x", "postgresql://h:port/x", "://"]
)
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(LedgerError, match=r"is no ledger URL; write sqlite:///FILE|cannot be the name"):
        Ledger.open(url)


@pytest.mark.parametrize("url", ["mysql://h/db", "sqlite+aiosqlite:///x", "postgresql+psycopg2://h/db", "oracle://x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(LedgerError, match="SQLite or PostgreSQL, not in"):
        Ledger.open(url)


def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    with pytest.raises(LedgerError, match=r"postgresql.*anna.*127.0.0.1") as refused:
        Ledger.open("postgresql://anna:secret@127.0.0.1:1/truce")
    assert "secret" not in str(refused.value)


def test_a_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match=r"pip install 'trucewatch\[postgres\]'"):
        Ledger.open("postgresql://localhost/truce")


def test_an_sqlite_without_strict_tables_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(LedgerError, match="too old"):
        Ledger.open("sqlite://")


def test_a_ledger_of_a_newer_version_is_refused(url: str) -> None:
    Ledger.open(url).close()
    engine = create_engine(make_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE ledger_version SET version_num = '0099'"))
    engine.dispose()
    with pytest.raises(LedgerError, match=r"newer Trucewatch \(ledger version 0099, this one knows"):
        Ledger.open(url)


@pytest.mark.postgres
@pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)
def test_a_table_of_our_name_that_is_not_ours_is_left_alone(url: str) -> None:
    engine = create_engine(make_url(url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE ledger_entry (id INTEGER)"))
    engine.dispose()
    with pytest.raises(LedgerError, match="none of Trucewatch's"):
        Ledger.open(url)


@pytest.mark.postgres
@pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)
def test_a_missing_postgresql_database_is_named(url: str) -> None:
    with pytest.raises(LedgerError, match='"nowhere" does not exist'):
        Ledger.open(make_url(url).set(database="nowhere").render_as_string(hide_password=False))


@pytest.mark.postgres
@pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)
def test_a_reader_without_the_right_to_write_is_told_so(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.append([make_claim()], stamp())
    engine = create_engine(make_url(url), isolation_level="AUTOCOMMIT")
    schema = make_url(url).query["options"].rpartition("=")[2]  # type: ignore[union-attr]
    role = f"{schema}_reader"
    with engine.connect() as connection:
        for statement in (
            f"CREATE ROLE {role} LOGIN",
            f"GRANT USAGE ON SCHEMA {schema} TO {role}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
        ):
            connection.execute(text(statement))
    try:
        with Ledger.open(make_url(url).set(username=role).render_as_string(hide_password=False)) as reader:
            assert list(reader.claims()) == [make_claim()]
            assert reader.verify() == 1
            with pytest.raises(LedgerError, match="permission denied"):
                reader.append([make_claim("c2")], stamp())
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP OWNED BY {role}"))
            connection.execute(text(f"DROP ROLE {role}"))
        engine.dispose()


AS_NOBODY = f"""
import os, sys
from datetime import UTC, datetime
import alembic.command
from sqlalchemy.dialects.sqlite import pysqlite
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Unread
from trucewatch.errors import LedgerError
if os.geteuid() == 0:
    os.setuid({NOBODY})  # root may write anywhere
try:
    with Ledger.open(sys.argv[1]) as ledger:
        print("read", len(list(ledger.claims())))
        ledger.append([Unread("a", "b")], Stamp(datetime(2020, 1, 1, tzinfo=UTC), "machine", "", "", ""))
except LedgerError as error:
    print(error)
"""


def as_nobody(url: str) -> str:
    """Open a ledger, read it and append to it, as a user without rights even where the tests run as root; what is said."""
    done = subprocess.run([sys.executable, "-B", "-c", AS_NOBODY, url], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def open_folder() -> Iterator[pathlib.Path]:
    """A folder that every user can enter."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="trucewatch-ledger-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_without_the_right_to_write_is_named(open_folder: pathlib.Path) -> None:
    open_folder.chmod(0o555)
    said = as_nobody(f"sqlite:///{open_folder}/ledger.sqlite")
    assert "cannot be opened: no such folder, or no rights" in said


def test_a_ledger_that_may_only_be_read_refuses_entries(open_folder: pathlib.Path) -> None:
    path = open_folder / "ledger.sqlite"
    with Ledger.open(f"sqlite:///{path}") as ledger:
        ledger.append([make_claim()], stamp())
    path.chmod(0o444)
    open_folder.chmod(0o555)
    said = as_nobody(f"sqlite:///{path}")
    assert "no rights" in said


def test_the_ledger_in_the_data_folder_is_made_with_its_folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "da ta%20\u0628"))
    with Ledger.open(default_url()) as ledger:
        ledger.append([make_claim()], stamp())
    assert (tmp_path / "da ta%20\u0628" / "trucewatch" / "ledger.sqlite").is_file()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("text")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    with pytest.raises(LedgerError, match="data folder cannot be created"):
        default_url()


def test_a_ledger_in_memory_serves_for_trials() -> None:
    with Ledger.open("sqlite://") as ledger:
        ledger.append([make_claim()], stamp())
        assert [claim.id for claim in ledger.claims()] == ["c1"]


def test_a_writer_that_waits_too_long_says_why(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "WAIT_SECONDS", 1)
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(f"sqlite:///{path}") as ledger:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="another program has been writing"):
            ledger.append([make_claim()], stamp())
        assert list(ledger.claims()) == [], "readers do not wait"
        other.execute("ROLLBACK")
        other.close()
        assert ledger.append([make_claim()], stamp()) == 1


def test_the_file_is_in_wal_mode_and_strict(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger.open(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        strict = dict(connection.execute("SELECT name, strict FROM pragma_table_list WHERE name LIKE 'ledger_%'").fetchall())
    connection.close()
    assert strict["ledger_entry"] == strict["ledger_link"] == 1


def test_the_newest_migration_is_the_one_this_version_knows() -> None:
    config = Config()
    config.set_main_option("script_location", "trucewatch.ledger:migrations")
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [REVISION]
    assert {script.revision for script in scripts.walk_revisions()} == set(KNOWN)


def test_the_tables_have_the_columns_that_queries_ask_for(new_url: Callable[[], str]) -> None:
    url = new_url()
    Ledger.open(url).close()
    engine = create_engine(make_url(url))
    with engine.connect() as connection:
        for table in (entry_table, link_table):
            found = connection.execute(text(f"SELECT * FROM {table.name}")).keys()
            assert list(found) == [column.name for column in table.columns]
    engine.dispose()


HEAD_OF = "import sys; from trucewatch.ledger import Ledger; print(Ledger.open(sys.argv[1]).head()[0])"


def test_a_ledger_opened_twice_and_by_another_process_loses_nothing(tmp_path: pathlib.Path) -> None:
    """To look into the file beside SQLite took this process's locks away, and the other then removed what was written last."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    with Ledger.open(url) as ledger:
        for number in range(1, 4):
            ledger.append([Unread(f"{number}.txt", "no text")], stamp())
            with Ledger.open(url) as again:
                assert again.head()[0] == number
            assert head_elsewhere(url) == number
    with Ledger.open(url) as ledger:
        assert ledger.verify() == 3


def head_elsewhere(url: str) -> int:
    """The number of the last entry, as another process finds it."""
    asked = subprocess.run([sys.executable, "-c", HEAD_OF, url], capture_output=True, text=True, timeout=120)
    assert asked.returncode == 0, asked.stderr
    return int(asked.stdout)


@pytest.mark.parametrize(
    "address", ["postgresql://h/db?user=x&password=hunter2", "postgresql://x:hunter2@h/db?passfile=/etc/hunter2"]
)
def test_an_address_is_shown_without_its_secrets(address: str) -> None:
    assert "hunter2" not in doors.shown(make_url(address))
    assert "h/db" in doors.shown(make_url(address))


@pytest.mark.postgres
@pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)
def test_postgresql_plans_each_query_for_what_it_asks_and_compiles_none(new_url: Callable[[], str]) -> None:
    with Ledger.open(new_url()) as ledger, ledger.engine.connect() as connection:
        told = [connection.scalar(text(f"SHOW {name}")) for name in ("plan_cache_mode", "jit")]
    assert told == ["force_custom_plan", "off"]
