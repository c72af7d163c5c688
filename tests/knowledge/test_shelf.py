"""A shelf of places is read whole or refused; what a writer left that was killed is cleared up."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.place_draft import PlaceDraft
from trucewatch.knowledge.places import Gazetteer
from trucewatch.knowledge.shelf import LONGEST_WRITING, Shelf, write_shelf

SQUARE = ((36.0, 35.0), (37.0, 35.0), (37.0, 36.0), (36.0, 36.0), (36.0, 35.0))
TOWNS = [PlaceDraft(f"wof:{n}", f"Trial Town {n}", "SYR", "town", 35.0, 36.0, admin1_id="wof:9000") for n in range(100, 300)]
PROVINCE = PlaceDraft("wof:9000", "Trial Province", "SYR", "admin1", 35.0, 36.0, rings=(SQUARE,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "trial.sqlite"
    write_shelf(written, [*TOWNS, PROVINCE], about="trial", sounds=frozenset({"SYR"}))
    return written


def use(path: Path) -> None:
    """Everything that is asked of a shelf."""
    gazetteer = Gazetteer([Shelf(path)])
    for name in ("Trial Town 120", "Tryal Toun 121", "Trial Province", "X"):
        gazetteer.find(name), gazetteer.spelt_nearly(name)
    list(gazetteer), gazetteer.outlines("SYR"), gazetteer.towns(0), gazetteer.get("wof:150"), gazetteer.outline("wof:9000")


@pytest.mark.parametrize("seed", range(150))
def test_a_shelf_with_changed_bytes_is_refused_or_read_and_never_ends_the_program(seed: int, path: Path) -> None:
    chance, data = random.Random(seed), bytearray(path.read_bytes())
    start, length = chance.randrange(len(data)), chance.choice((1, 64, 4096))
    data[start : start + length] = chance.choice((b"", chance.randbytes(length), bytes(length)))
    path.write_bytes(data)
    with suppress(KnowledgeError):
        use(path)


def test_one_changed_letter_of_the_names_is_seen(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data.replace(b"Trial Town 120", b"Trial Town 12\xff"))
    with pytest.raises(KnowledgeError, match=r"trial\.sqlite.*damaged"):
        Shelf(path)


def test_damaged_borders_are_told_when_they_are_asked_for(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("update outline set rings = x'00'")
        file.commit()
    gazetteer = Gazetteer([Shelf(path)])
    assert gazetteer.find("Trial Town 120")
    with pytest.raises(KnowledgeError, match="damaged"):
        gazetteer.outline("wof:9000")


def test_a_shelf_of_another_format_says_what_to_do(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("update meta set value = '0' where name = 'format'")
        file.commit()
    with pytest.raises(KnowledgeError, match="of format 0, not 1; add it again"):
        Shelf(path)


def test_what_a_killed_writer_left_is_cleared_up_and_what_another_writes_is_not(path: Path) -> None:
    left, at_work, others = (
        path.with_name(name) for name in ("trial.sqlite.7.tmp-journal", ".trial.sqlite.8.tmp", "b.sqlite.7.tmp")
    )
    for one in (left, at_work, others):
        one.touch()
    past = time.time() - LONGEST_WRITING - 60
    for one in (left, others):
        os.utime(one, (past, past))
    write_shelf(path, TOWNS, about="again")
    assert (left.exists(), at_work.exists(), others.exists()) == (False, True, True)
    assert Shelf(path).about == "again"
