"""What every engine is: something that has shards read by workers and hands back a manifest row for each, as they are done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.shard import Task


class Engine(Protocol):
    """Reads shards with `read_shard`, in any order; takes tasks as it has room for them, so that a plan may be long."""

    def run(self, tasks: Iterable[Task]) -> Iterator[ManifestRow]:
        """A row for each task; a BulkError ends all where going on makes no sense: a full disk, workers of another version."""
        ...
