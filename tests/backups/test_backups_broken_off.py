"""A kill or a full disk in the middle of a backup or a restoring leaves what was there before, and nothing else."""

from __future__ import annotations

import os
import pathlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.ledger.build import make_claim, stamp
from trucewatch.backups import Opener, back_up, check, restore
from trucewatch.ledger import Ledger
from trucewatch.raw import FolderStore

NOW = datetime(2026, 1, 2, tzinfo=UTC)
CLAIMS = 6_000
RESTORE = """
import pathlib, sys
from trucewatch.backups import Opener, restore
from trucewatch.ledger import Ledger
from trucewatch.raw import FolderStore
with Ledger.open(sys.argv[1]) as ledger:
    print("ready", flush=True)
    restore(pathlib.Path(sys.argv[2]), Opener(), ledger, sys.argv[1], FolderStore(pathlib.Path(sys.argv[3])))
"""
FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.argv = ["trucewatch", *sys.argv[2:]]
from trucewatch.cli import main
main()
"""


@pytest.fixture
def filled(tmp_path: pathlib.Path) -> str:
    url = f"sqlite:///{tmp_path}/filled.sqlite"
    with Ledger.open(url) as ledger:
        ledger.append([make_claim(f"c{number:06}") for number in range(CLAIMS)], stamp())
    return url


@pytest.fixture
def backup(filled: str, tmp_path: pathlib.Path) -> pathlib.Path:
    with Ledger.open(filled) as ledger:
        back_up(ledger, filled, tmp_path / "b.tar", now=NOW, raw=FolderStore(tmp_path / "raw"))
    return tmp_path / "b.tar"


def test_a_restoring_that_is_killed_leaves_an_empty_ledger_or_a_whole_one(
    new_url: Callable[[], str], backup: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    drawn = random.Random(5)
    for number in range(3):
        url = new_url()
        words = [sys.executable, "-c", RESTORE, url, str(backup), str(tmp_path / f"raw{number}")]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(drawn.uniform(0, 0.5))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        with Ledger.open(url) as ledger:
            assert ledger.verify() in (0, CLAIMS)
            if not ledger.head()[0]:
                restore(backup, Opener(), ledger, url, FolderStore(tmp_path / f"raw{number}"))
            assert ledger.verify() == CLAIMS


def full_at(many: int, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", FULL, str(many), *words], capture_output=True, text=True, timeout=240)


def test_a_disk_that_fills_up_in_a_backup_leaves_no_file(filled: str, tmp_path: pathlib.Path) -> None:
    done = full_at(100_000, "ledger", "backup", str(tmp_path / "b.tar"), "--ledger", filled)
    assert done.returncode == 1, done.stderr
    assert "cannot be written" in done.stderr
    assert not [one.name for one in tmp_path.iterdir() if "b.tar" in one.name]


def test_a_disk_that_fills_up_in_a_restoring_leaves_an_empty_ledger(backup: pathlib.Path, tmp_path: pathlib.Path) -> None:
    url = f"sqlite:///{tmp_path}/target.sqlite"
    Ledger.open(url).close()
    done = full_at(600_000, "ledger", "restore", str(backup), "--ledger", url)
    assert done.returncode == 1, done.stderr
    with Ledger.open(url) as ledger:
        assert ledger.verify() == 0
        restore(backup, Opener(), ledger, url, FolderStore(tmp_path / "raw2"))
        assert ledger.verify() == CLAIMS
    assert check(backup, Opener()).entries == CLAIMS
