"""A reading in bulk from its plan to its manifest: what was read before and would be read the same is not read again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from trucewatch.errors import BulkError
from trucewatch.ingest.logs import log_files
from trucewatch.ingest.pieces import Bounds
from trucewatch.scale.engine import Engine
from trucewatch.scale.folder import LOCK, Folder, Head, as_text
from trucewatch.scale.lock import FolderLock
from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.parts import arrow
from trucewatch.scale.plan import cut
from trucewatch.scale.shard import FORMAT, Choices, Shard, Task, Versions
from trucewatch.scale.stamps import versions_in_force

NEW = "not read before"
LOST = "its part is missing or damaged"


@dataclass(slots=True)
class Tally:
    """What a reading did: shards planned, kept from before and read now, what they hold, and why each was read."""

    planned: int = 0
    planned_whole: bool = False
    size: int = 0
    size_done: int = 0
    kept: int = 0
    read: int = 0
    reports: int = 0
    claims: int = 0
    unread: int = 0
    reports_now: int = 0
    swept: int = 0
    seconds: float = 0.0
    why: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    logs: tuple[str, ...] = ()

    @property
    def done(self) -> int:
        """The shards that are behind us."""
        return self.kept + self.read + len(self.failed)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be read, and how."""

    paths: Sequence[str | Path]
    choices: Choices = field(default_factory=Choices)
    bounds: Bounds = field(default_factory=Bounds)
    check: bool = False


def read_bulk(wish: Wish, out: str | Path, engine: Engine, *, told: Callable[[Tally], None] = lambda tally: None) -> Tally:
    """Have all that lies under some paths read into a folder; a BulkError if that cannot go on, and then it can be resumed.

    Logs of posts are left to `trucewatch run`, and named.
    """
    arrow()
    folder = Folder(out)
    if holding := next((path for path in wish.paths if folder.path.resolve().is_relative_to(Path(path).resolve())), None):
        raise BulkError(f"{out} lies in the input {holding}: what is written would be read; choose a folder outside")
    folder.prepare()
    with FolderLock(folder.path / LOCK):
        return _Run(wish, folder, told).through(engine)


class _Run:
    """One reading: its tally, and the keys of its plan in order."""

    def __init__(self, wish: Wish, folder: Folder, told: Callable[[Tally], None]) -> None:
        self._wish, self._folder, self._told = wish, folder, told
        self._versions = versions_in_force(wish.choices)
        self._tally = Tally(swept=folder.sweep())
        self._logs = log_files(wish.paths)
        self._tally.logs = tuple(source for _, source in self._logs)
        self._keys: list[str] = []
        self._sizes: dict[str, int] = {}
        self._earlier: dict[str, ManifestRow] | None = None
        self._began = time.monotonic()

    def through(self, engine: Engine) -> Tally:
        """Do it."""
        head = Head(FORMAT, self._versions, self._wish.choices, tuple(Path(path).name or str(path) for path in self._wish.paths))
        self._folder.begin(head)
        for row in engine.run(self._tasks()):
            self._take(row)
        self._tally.seconds = time.monotonic() - self._began
        rows = self._rows()
        self._folder.finish(replace(head, shards=len(self._keys), complete=not self._tally.failed), rows)
        return self._tally

    def _tasks(self) -> Iterator[Task]:
        """What has to be read; what is there already goes into the tally."""
        without = [path for path, _ in self._logs]
        for shard in cut(self._wish.paths, bounds=self._wish.bounds, without=without, folder=self._folder):
            task = Task(shard, str(self._folder.path), self._versions, self._wish.choices)
            self._keys.append(task.key)
            self._tally.planned += 1
            self._tally.size += shard.size
            row = self._sound_row(task.key)
            if row is not None:
                self._tally.kept += 1
                self._count(row, shard.size)
                continue
            self._tally.why[self._why(shard)] += 1
            self._sizes[task.key] = shard.size
            yield task
        self._tally.planned_whole = True
        self._told(self._tally)

    def _sound_row(self, key: str) -> ManifestRow | None:
        row = self._folder.row(key)
        if row is None or not self._wish.check:
            return row
        try:
            self._folder.check(row)
        except BulkError:
            self._folder.drop(row)
            return None
        return row

    def _why(self, shard: Shard) -> str:
        """Why a shard has to be read."""
        if self._earlier is None:
            self._earlier = {row.shard: row for key in sorted(self._folder.keys()) if (row := self._folder.noted(key))}
        before = self._earlier.get(shard.id)
        if before is None:
            return NEW
        then, now = Versions(before.code, before.model, before.knowledge), self._versions
        changed = [name for name in ("code", "model", "knowledge") if getattr(then, name) != getattr(now, name)]
        changed += ["options"] if before.choices != as_text(self._wish.choices) else []
        return f"{' and '.join(changed)} changed" if changed else LOST

    def _take(self, row: ManifestRow) -> None:
        size = self._sizes.pop(row.key, 0)
        if not row.part:
            self._tally.failed += [f"{row.input} ({row.range}): {', '.join(row.errors)}"]
            self._tally.size_done += size
        else:
            self._tally.read += 1
            self._tally.reports_now += row.reports
            self._count(row, size)
        self._tally.seconds = time.monotonic() - self._began
        self._told(self._tally)

    def _count(self, row: ManifestRow, size: int) -> None:
        self._tally.reports += row.reports
        self._tally.claims += row.claims
        self._tally.unread += row.unread
        self._tally.errors += row.errors
        self._tally.size_done += size

    def _rows(self) -> Iterator[ManifestRow]:
        """The rows of the plan, in its order; rows of shards that were cut before at another place say so no more."""
        for order, key in enumerate(self._keys):
            row = self._folder.row(key)
            if row is not None:
                yield replace(row, order=order)
