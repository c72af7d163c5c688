"""A change of code or knowledge that reading hangs on re-reads; any other re-reads nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from trucewatch import example
from trucewatch.knowledge.tables import FOLDER
from trucewatch.scale import stamps

READS_NOTHING = {"disk", "errors", "settings", "llm_reader"}  # read through, but they decide nothing about what the rules read
LOOK = """
import json, sys
from pathlib import Path
opened = set()
def hook(event, args):
    if event == "open" and isinstance(args[0], str):
        opened.add(args[0])
sys.addaudithook(hook)
from trucewatch.ingest.desk import Desk
from trucewatch.ingest.pieces import Bounds, cut_file
from trucewatch.ingest.sources import File
from trucewatch.ingest import read_item
from trucewatch.model import Report
from trucewatch.reader import load_reader
rooms = sorted({name.split(".")[1] for name in sys.modules if name.startswith("trucewatch.")})
for path in sorted(Path(sys.argv[1]).iterdir()):
    for sized in cut_file(File(path, path.name), named=True, bounds=Bounds()):
        for item in Desk().read(sized.piece):
            for found in read_item(item):
                if isinstance(found, Report):
                    load_reader().read(found)
print(json.dumps([rooms, sorted(opened)]))
"""


@pytest.fixture(scope="module")
def reading() -> tuple[list[str], list[str]]:
    """The rooms that are loaded, and the files that are opened, to read the packaged example."""
    words = [sys.executable, "-c", LOOK, str(Path(example.__file__).parent / "reports")]
    rooms, opened = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return rooms, opened


def test_the_code_that_reading_runs_through_is_in_its_version(reading: tuple[list[str], list[str]]) -> None:
    modules = {name.removesuffix(".py") for name in stamps.MODULES}
    assert set(reading[0]) - set(stamps.ROOMS) - READS_NOTHING <= modules


def test_no_table_that_is_left_out_of_the_version_is_read_with(reading: tuple[list[str], list[str]]) -> None:
    opened = [
        Path(name).resolve().relative_to(FOLDER).as_posix() for name in reading[1] if Path(name).resolve().is_relative_to(FOLDER)
    ]
    assert len(opened) > 50
    assert [name for name in opened if any(fnmatch(name, pattern) for pattern in stamps.NOT_READ_WITH)] == []


@pytest.mark.parametrize("pattern", stamps.NOT_READ_WITH)
def test_every_table_left_out_is_there(pattern: str) -> None:
    assert [*FOLDER.glob(pattern)] != []


@pytest.mark.parametrize(("name", "again"), [("realis.csv", True), ("grades.toml", False), ("acled_kinds.csv", False)])
def test_a_table_of_a_later_stage_changes_no_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, again: bool
) -> None:
    (tmp_path / name).write_text("cue\nunless\n")
    monkeypatch.setattr(stamps, "FOLDER", tmp_path)
    before = stamps._knowledge.__wrapped__()
    (tmp_path / name).write_text("cue\nuntil\n")
    assert (stamps._knowledge.__wrapped__() != before) is again


def test_the_code_version_names_the_release() -> None:
    assert stamps._code().startswith("0.1.0+")
