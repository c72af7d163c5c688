"""Read one shard: the function that every engine calls in its workers."""

from __future__ import annotations

import faulthandler
import hashlib
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

from trucewatch.errors import BulkError
from trucewatch.ingest import RawItem, read_item
from trucewatch.ingest.desk import Desk
from trucewatch.ingest.pieces import PieceChanged
from trucewatch.model import Report, Unread
from trucewatch.reader import Reader, load_reader
from trucewatch.scale.folder import PARTS, TRACES, Folder, as_text
from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.parts import Outcome, to_parquet
from trucewatch.scale.shard import FORMAT, Shard, Task
from trucewatch.scale.stamps import versions_in_force
from trucewatch.scale.trace import BEFORE_ALL, Trace

LONGEST_WAIT = 1_800  # seconds over one item, after which its process ends; the longest text that is read takes 300
LONGEST_REASON = 200  # characters of an error's own words
MOST_ATTEMPTS = 12  # that end before any item, or each at another one
_desk = Desk()
_traces: list[Trace] = []


def read_shard(task: Task) -> ManifestRow:
    """Read a shard into `parts/part-<key>.parquet` of the task's folder, and its row into `rows/row-<key>.json`; the row.

    What is there already is not read again. The reader is loaded once in a process. A shard that cannot be read at all comes
    back as a row without a part, which is not kept. A BulkError where the worker's versions are not those of the task, or the
    folder cannot be written.
    """
    folder = Folder(task.folder)
    if (row := folder.row(task.key)) is not None:
        return row
    began, spent = time.monotonic(), time.process_time()
    _check_versions(task)
    reader = load_reader(model=task.choices.model)
    trace = _open_trace(folder, task.key)
    done = False
    try:
        if trace.ends[BEFORE_ALL] >= MOST_ATTEMPTS or trace.ends.total() >= 3 * MOST_ATTEMPTS:
            return failed(task, "the processes that read it ended, again and again")
        outcomes, errors = _read(task, reader, trace)
        part = to_parquet(outcomes, key=task.key)
        row = _row(task, outcomes, errors, part, time.monotonic() - began, time.process_time() - spent)
        folder.save(row, part)
        done = True
    except PieceChanged as error:
        return failed(task, str(error))
    finally:
        _traces.remove(trace)
        trace.close(done=done)
    return row


def let_go() -> None:
    """This process is ended from outside, for no fault of what it reads."""
    for trace in _traces:
        trace.forget()


def put_away() -> None:
    """Let go of the input that was read last, which stays open for the shard behind."""
    _desk.close()


def failed(task: Task, reason: str) -> ManifestRow:
    """The row of a shard that could not be read; it has no part and is not kept."""
    return _row(task, (), (reason,), b"", 0.0, 0.0)


def _check_versions(task: Task) -> None:
    ours = versions_in_force(task.choices)
    if ours != task.versions:
        words = f"a worker on {socket.gethostname()} would read with {ours}, the plan says {task.versions}"
        raise BulkError(f"{words}; have the same version, model and places on all machines")


def _open_trace(folder: Folder, key: str) -> Trace:
    try:
        trace = Trace(folder.path / TRACES / key)
    except OSError as error:
        raise folder.cannot(error) from error
    _traces.append(trace)
    return trace


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in one item, and its number."""

    number: int
    item: RawItem | Unread


def _read(task: Task, reader: Reader, trace: Trace) -> tuple[list[Outcome], tuple[str, ...]]:
    """The outcomes of all items in their order; those in doubt are read after the others. Each content is read once."""
    by_item: dict[int, list[Outcome]] = {}
    errors: list[str] = []
    seen: set[tuple[str, str]] = set()
    doubted: list[_Found] = []
    try:
        for found in _items(task.shard):
            if trace.doubts(found.number):
                doubted.append(found)
            else:
                by_item[found.number] = _outcomes(found, task, reader, trace)
        for found in doubted:
            if trace.gives_up(found.number):
                lost = _lost(found.item, trace.ends[found.number])
                errors.append(f"{lost.source}: {lost.reason}")
                by_item[found.number] = [Outcome(unread=lost)]
            else:
                by_item[found.number] = _outcomes(found, task, reader, trace)
    finally:
        faulthandler.cancel_dump_traceback_later()
    ordered = [outcome for number in sorted(by_item) for outcome in by_item[number]]
    return [outcome for outcome in ordered if outcome.report is None or _is_new(outcome.report, seen)], tuple(errors)


def _items(shard: Shard) -> Iterator[_Found]:
    number = 0
    for piece in shard.pieces:
        for item in _desk.read(piece):
            yield _Found(number, item)
            number += 1


def _lost(item: RawItem | Unread, times: int) -> Unread:
    sha256 = item.sha256 if isinstance(item, RawItem) else item.raw_sha256
    return Unread(item.source, f"the process that read it ended, {times} times", sha256)


def _outcomes(found: _Found, task: Task, reader: Reader, trace: Trace) -> list[Outcome]:
    if isinstance(found.item, Unread):
        return [Outcome(unread=found.item)]
    trace.at(found.number)
    faulthandler.dump_traceback_later(LONGEST_WAIT, exit=True)
    try:
        return [_outcome(one, reader) for one in read_item(found.item, published=task.choices.published)]
    except (MemoryError, BulkError):
        raise
    except Exception as error:  # whatever an item brings to light in ingest stays with that item, on record
        reason = f"reading failed: {type(error).__name__}: {error}"[:LONGEST_REASON]
        return [Outcome(unread=Unread(found.item.source, reason, found.item.sha256))]


def _outcome(found: Report | Unread, reader: Reader) -> Outcome:
    if isinstance(found, Unread):
        return Outcome(unread=found)
    reading = reader.read(found)
    if isinstance(reading, Unread):
        return Outcome(found, unread=reading)
    return Outcome(found, reading.claims)


def _is_new(report: Report, seen: set[tuple[str, str]]) -> bool:
    content = (report.raw_sha256, report.text)
    if content in seen:
        return False
    seen.add(content)
    return True


def _row(
    task: Task, outcomes: list[Outcome] | tuple[()], errors: tuple[str, ...], part: bytes, seconds: float, cpu_seconds: float
) -> ManifestRow:
    shard, versions = task.shard, task.versions
    return ManifestRow(
        key=task.key,
        shard=shard.id,
        order=shard.order,
        input=shard.source,
        sha256=shard.sha256,
        range=shard.range,
        code=versions.code,
        model=versions.model,
        knowledge=versions.knowledge,
        choices=as_text(task.choices),
        reports=sum(one.report is not None and one.unread is None for one in outcomes),
        claims=sum(len(one.claims) for one in outcomes),
        unread=sum(one.unread is not None for one in outcomes),
        seconds=round(seconds, 3),
        cpu_seconds=round(cpu_seconds, 3),
        worker=f"{socket.gethostname()}:{os.getpid()}",
        part=f"{PARTS}/part-{task.key}.parquet" if part else "",
        part_sha256=hashlib.sha256(part).hexdigest() if part else "",
        part_bytes=len(part),
        errors=errors,
        format=FORMAT,
    )
