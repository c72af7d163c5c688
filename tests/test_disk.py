"""Names in a folder reach the disk, also where a file system settles them by itself; a disk that fails is told."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch.disk import settle, unfinished
from trucewatch.terminal import put_file


def test_a_folder_is_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[int]()
    monkeypatch.setattr("trucewatch.disk.os.fsync", lambda handle: asked.append(os.fstat(handle).st_ino))
    settle(tmp_path)
    assert asked == [tmp_path.stat().st_ino]


def test_two_containers_that_write_one_name_into_one_share_leave_one_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getpid", lambda: 1)  # as in every container
    output = tmp_path / "claims.csv"

    def meanwhile() -> Iterator[bytes]:
        yield b"a whole "
        put_file([b"another file"], str(output))
        yield b"file"

    put_file(meanwhile(), str(output))
    assert output.read_bytes() == b"a whole file"
    assert list(tmp_path.iterdir()) == [output]


def test_what_is_written_lies_beside_what_it_becomes(tmp_path: Path) -> None:
    one, other = unfinished(tmp_path / "places.sqlite", ".tmp"), unfinished(tmp_path / "places.sqlite", ".tmp")
    assert one.parent == tmp_path
    assert one.match(".places.sqlite.*.tmp")
    assert one != other


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
