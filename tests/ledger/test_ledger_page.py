"""`docs/ledger.md` says what the program does: its example is recomputed here, by the program and by `sha256sum`.

`python -m tests.ledger.test_ledger_page` writes the example anew after a change of the format.
"""

from __future__ import annotations

import hashlib
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.ledger.build import make_claim, stamp
from trucewatch.ledger import Entry, Kind, Ledger, Stamp
from trucewatch.ledger.records import LONGEST_ID, LONGEST_NAME
from trucewatch.ledger.schema import VERSION_TABLE, entry_table, link_table
from trucewatch.model import Decision, Review, Unread

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "ledger.md"
FIELDS = "previous, seq, kind, subject, record_id, recorded_at, author, code, model, knowledge, reason, payload"


def write_example(url: str) -> Entry:
    """The ledger of the worked example; its last entry."""
    unread = Unread("feed.xml#14", "no text after cleaning", hashlib.sha256(b"<item/>").hexdigest())
    review = Review(
        "review-1", "incident-00c0ffee00c0ffee", "\u0634\u0647\u062f", "2020-02-14T08:00:00Z", Decision.ACCEPT, "two origins"
    )
    with Ledger.open(url) as ledger:
        ledger.append([unread], Stamp(datetime(2020, 2, 13, 9, 30, tzinfo=UTC), "machine", "0.1.0", "m-1", "k-1"))
        ledger.append(
            [review], Stamp(datetime(2020, 2, 14, 8, tzinfo=UTC), "\u0634\u0647\u062f", "0.1.0", "", "k-1", "two origins")
        )
        return list(ledger.entries())[-1]


def stored_lines(path: pathlib.Path, seq: int) -> str:
    with sqlite3.connect(path) as connection:
        row = connection.execute(f"SELECT {FIELDS} FROM ledger_entry WHERE seq = ?", (seq,)).fetchone()
    connection.close()
    return "".join(f"{field}\n" for field in row)


def example(name: str) -> str:
    found = re.search(rf"<!-- example: {name} -->\n```\w*\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None, f"docs/ledger.md has no example {name!r}"
    return found[1]


def test_the_worked_example_is_what_the_program_writes(tmp_path: pathlib.Path) -> None:
    last = write_example(f"sqlite:///{tmp_path}/ledger.sqlite")
    assert stored_lines(tmp_path / "ledger.sqlite", 2) == example("lines")
    assert example("hash").strip() == last.hash


def test_sha256sum_gives_the_hash_of_the_lines_on_the_page() -> None:
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("no sha256sum here")
    said = subprocess.run([program], input=example("lines").encode(), capture_output=True, check=True)
    assert said.stdout.decode().split()[0] == example("hash").strip()


def test_the_command_on_the_page_gives_the_hash(tmp_path: pathlib.Path) -> None:
    if not all(shutil.which(program) for program in ("bash", "sqlite3", "sha256sum")):
        pytest.skip("no sqlite3 shell here")
    write_example(f"sqlite:///{tmp_path}/ledger.sqlite")
    said = subprocess.run(["bash", "-c", example("sqlite")], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout.split()[0] == example("hash").strip()


def test_every_column_kind_and_table_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [column.name for column in entry_table.columns]
    assert f"(`{'`, `'.join(column.name for column in link_table.columns)}`)" in page
    assert " ".join(f"`{kind}`" for kind in Kind) in page
    assert all(f"`{name}`" in page for name in (entry_table.name, link_table.name, VERSION_TABLE))
    assert FIELDS in page
    assert f"{LONGEST_ID:,} characters" in page
    assert f"names of outlets up to {LONGEST_NAME:,}" in page


@pytest.mark.postgres
@pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)
def test_a_writer_needs_no_more_rights_than_the_page_says(url: str) -> None:
    Ledger.open(url).close()
    schema = str(make_url(url).query["options"]).rpartition("=")[2]
    writer = f"{schema}_writer"
    engine = create_engine(make_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE ROLE {writer} LOGIN"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {writer}"))
        for statement in example("rights").replace("writer", writer).strip().split("\n"):
            connection.execute(text(statement))
    try:
        with Ledger.open(make_url(url).set(username=writer).render_as_string(hide_password=False)) as ledger:
            assert ledger.append([make_claim()], stamp()) == 1
            assert ledger.verify() == 1
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP OWNED BY {writer}"))
            connection.execute(text(f"DROP ROLE {writer}"))
        engine.dispose()


def renew_the_page() -> None:
    """Write the example into the page as the program gives it now."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "ledger.sqlite"
        last, page = write_example(f"sqlite:///{path}"), PAGE.read_text(encoding="utf-8")
        for name, body in (("lines", stored_lines(path, 2)), ("hash", f"{last.hash}\n")):
            page = page.replace(f"<!-- example: {name} -->\n```\n{example(name)}```", f"<!-- example: {name} -->\n```\n{body}```")
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    renew_the_page()
