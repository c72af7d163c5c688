"""Readings of shards for tests of engines: quick, and some of them fail as machines do. Workers import them by name."""

from __future__ import annotations

import os
import signal
import time
from datetime import date
from pathlib import Path

from trucewatch.errors import BulkError
from trucewatch.ingest.pieces import Piece
from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.shard import Choices, Shard, Task, Versions
from trucewatch.scale.stamps import versions_in_force

SLOW = 0.2  # seconds, so that several workers have to do with a few shards
READ = "read"  # a file of the folder: a line for each time a shard was read


def a_plan(folder: Path, many: int, *, versions: Versions | None = None) -> list[Task]:
    """So many shards, each a file of its own, to be read into `out` of the folder."""
    inputs, out = folder / "inputs", folder / "out"
    inputs.mkdir(exist_ok=True)
    out.mkdir(exist_ok=True)
    choices = Choices(published=date(2020, 2, 13))
    return [
        _task(inputs / f"{number}.txt", number, out, versions or versions_in_force(choices), choices) for number in range(many)
    ]


def _task(path: Path, number: int, out: Path, versions: Versions, choices: Choices) -> Task:
    path.write_text(f"Shelling number {number} was reported.", encoding="utf-8")
    piece = Piece(str(path), path.name, sha256=f"{number:064}")
    return Task(Shard(number, (piece,)), str(out), versions, choices)


def read_quickly(task: Task) -> ManifestRow:
    """A row as if the shard had been read, and a line that says so."""
    with (Path(task.folder) / READ).open("a", encoding="utf-8") as file:
        file.write(f"{task.shard.source} {os.getpid()}\n")
    return ManifestRow(
        key=task.key,
        shard=task.shard.id,
        order=task.shard.order,
        input=task.shard.source,
        sha256=task.shard.sha256,
        range=task.shard.range,
        code=task.versions.code,
        model=task.versions.model,
        knowledge=task.versions.knowledge,
        choices=str(task.choices.published),
        reports=1,
        claims=0,
        unread=0,
        seconds=0.0,
        cpu_seconds=0.0,
        worker=str(os.getpid()),
        part="",
        part_sha256="",
        part_bytes=0,
    )


def read_slowly(task: Task) -> ManifestRow:
    time.sleep(SLOW)
    return read_quickly(task)


def die_over_the_second_once(task: Task) -> ManifestRow:
    """The process is killed the first time it is at shard 1, as by a kernel that lacks memory."""
    if task.shard.order == 1 and _first_time(task):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_quickly(task)


def die_over_the_second(task: Task) -> ManifestRow:
    if task.shard.order == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_quickly(task)


def stumble_once(task: Task) -> ManifestRow:
    if task.shard.order == 1 and _first_time(task):
        raise OSError("Stale file handle")
    return read_quickly(task)


def stumble(task: Task) -> ManifestRow:
    raise OSError("Stale file handle")


def find_the_disk_full(task: Task) -> ManifestRow:
    if task.shard.order == 3:
        raise BulkError(f"{task.folder}: no space left on device")
    return read_slowly(task)


def _first_time(task: Task) -> bool:
    try:
        (Path(task.folder) / "first").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
