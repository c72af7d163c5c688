"""Names in a folder reach the disk, also where a file system settles them by itself; a disk that fails is told."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from trucewatch.disk import settle


def test_a_folder_is_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[int]()
    monkeypatch.setattr("trucewatch.disk.os.fsync", lambda handle: asked.append(os.fstat(handle).st_ino))
    settle(tmp_path)
    assert asked == [tmp_path.stat().st_ino]


def failing(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("trucewatch.disk.os.fsync", fail)


def test_a_share_that_settles_files_alone_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, errno.EINVAL)
    settle(tmp_path)


def test_a_disk_that_fails_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, errno.EIO)
    with pytest.raises(OSError, match="Input/output error"):
        settle(tmp_path)
