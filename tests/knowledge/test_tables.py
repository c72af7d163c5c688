"""Tables that somebody has edited: what is wrong is named with file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.tables import each_row, read_table


@dataclass(frozen=True, slots=True)
class Town:
    """A row of the trial table."""

    name: str
    people: int | None
    also: tuple[str, ...]


ROWS = b"name,people,also\nSaraqib,34000,Saraqeb; Serakib\nAriha,,\n"
TOWNS = (Town("Saraqib", 34000, ("Saraqeb", "Serakib")), Town("Ariha", None, ()))


@pytest.mark.parametrize(
    "content",
    [
        ROWS,
        b"\xef\xbb\xbf" + ROWS,
        ROWS.replace(b"\n", b"\r\n"),
        ROWS.replace(b"\n", b"\n\n"),
        ROWS.replace(b"Ariha", b'"Ariha"'),
        ROWS.rstrip(),
    ],
    ids=["plain", "byte order mark", "lines of Windows", "empty lines", "quoted", "no last line end"],
)
def test_a_table_is_read_as_any_program_saves_it(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes(content)
    assert read_table("towns.csv", Town, tmp_path) == TOWNS


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (ROWS + b"Sarmin\x00,1,\n", "towns.csv:4: a cell holds a NUL byte"),
        (ROWS + b"Maarrat,1,Ma\xe9rat\n", "towns.csv:4: the table is not UTF-8"),
        (ROWS.decode().encode("utf-16"), "towns.csv:1: the table is not UTF-8"),
        (ROWS + b"x" * 200_000 + b",1,\n", "towns.csv:4: the table cannot be read: field larger"),
        (ROWS + b'Sarmin,1,"\nBinnish,2,\n', "towns.csv:4: the table cannot be read: unexpected end of data"),
        (ROWS + b'Sarmin,1,"Sermin" x\n', "towns.csv:4: the table cannot be read: ',' expected after '\"'"),
        (ROWS + b"Sarmin,1\n", "towns.csv:4: a row needs exactly 3 cells"),
        (ROWS + b"Sarmin,1,,x\n", "towns.csv:4: a row needs exactly 3 cells"),
        (ROWS + b"Sarmin,many,\n", "towns.csv:4: people"),
        (ROWS.replace(b"also", b"name"), "towns.csv:1: columns twice: ['name']"),
        (ROWS.replace(b",", b";"), "towns.csv:1: unknown columns"),
        (b"", "towns.csv:1: missing columns"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(content: bytes, fault: str, tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes(content)
    with pytest.raises(KnowledgeError) as raised:
        read_table("towns.csv", Town, tmp_path)
    assert str(raised.value).startswith(fault)


def test_a_row_at_fault_does_not_hide_the_next(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes(ROWS.replace(b"34000", b"many"))
    faulty, good = each_row("towns.csv", Town, tmp_path)
    assert (faulty[0], isinstance(faulty[1], KnowledgeError), good) == (2, True, (3, TOWNS[1]))
