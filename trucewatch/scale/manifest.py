"""The manifest: a row for each shard that was read, written once its part is safe on the disk: the proof of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What became of one shard.

    `shard` and `order` are its id and its place in the plan, `input`, `sha256` and `range` what was read; `errors` are the
    faults that cost a report, such as a process that ended over it. `seconds` are by the clock, `cpu_seconds` of a processor.
    """

    key: str
    shard: str
    order: int
    input: str
    sha256: str
    range: str
    code: str
    model: str
    knowledge: str
    choices: str
    reports: int
    claims: int
    unread: int
    seconds: float
    cpu_seconds: float
    worker: str
    part: str
    part_sha256: str
    part_bytes: int
    errors: tuple[str, ...] = ()
    format: int = 1
