"""The command `trucewatch frames check`, as somebody who has written new rows meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEADER = "lemma,pos,needs,type,mode,kind,actor,recipient,flip,realis,example\n"


def check(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trucewatch.cli", "frames", "check", *words], capture_output=True, text=True, cwd=cwd, check=False
    )


def test_a_faulty_row_is_printed_with_file_and_line_and_the_command_fails(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "ASSAULT.csv").write_text(HEADER + "shell,v,,ASSAULT,guns,act,,,,,The army shelled the town.\n", encoding="utf-8")
    done = check("ours", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("ours/ASSAULT.csv:2: ")
    assert "no mode of ASSAULT" in done.stdout
    assert "1 fault found" in done.stderr


def test_rows_without_fault_print_nothing_on_stdout(tmp_path: Path) -> None:
    (tmp_path / "ASSAULT.csv").write_text(
        HEADER + "shell,v,,ASSAULT,heavy-weapons,act,,,,,The army shelled the town.\n", encoding="utf-8"
    )
    done = check(".", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_folder_that_is_not_there_is_a_wrong_use(tmp_path: Path) -> None:
    assert check("nowhere", cwd=tmp_path).returncode == 2
