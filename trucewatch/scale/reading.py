"""Read one shard: the function that every engine calls in its workers."""

from __future__ import annotations

from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.shard import Task


def read_shard(task: Task) -> ManifestRow:
    """Read a shard into `parts/part-<key>.parquet` of the task's folder, and its row into `rows/row-<key>.json`; the row.

    What is there already is not read again. The reader is loaded once in a process. A BulkError where the worker's versions are
    not those of the task, the input changed meanwhile or the folder cannot be written.
    """
    raise NotImplementedError
