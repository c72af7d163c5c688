"""What a worker on another machine must have before it may read for a command: the same versions, the same folder, the inputs."""

from __future__ import annotations

import importlib.util
import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from trucewatch.disk import unfinished
from trucewatch.errors import BulkError
from trucewatch.scale.shard import Choices, Task, Versions
from trucewatch.scale.stamps import versions_in_force

MARK = ".cluster"  # a file of the output folder, there while a command has its shards read elsewhere


class Unfit(BulkError):
    """A worker that cannot read for this command, and what it lacks; another may."""


@dataclass(frozen=True, slots=True)
class Footing:
    """What the command stands on: its output folder, the mark it left there, its versions and choices."""

    folder: str
    mark: str
    versions: Versions
    choices: Choices


@contextmanager
def marked(folder: str) -> Iterator[str]:
    """Leave a mark in the folder, by which a worker knows that it sees the same folder and not its own of the same name."""
    path, mark = Path(folder) / MARK, secrets.token_hex(16)
    waiting = unfinished(path)
    try:
        waiting.write_text(mark, encoding="ascii")
        waiting.replace(path)
    except OSError as error:
        raise BulkError(f"{folder} cannot be written: {error}") from error
    try:
        yield mark
    finally:
        with suppress(OSError):
            path.unlink()


def lacks(footing: Footing) -> str:
    """What this process lacks to read for that command, in words; empty if nothing."""
    if importlib.util.find_spec("pyarrow") is None:
        return "has no pyarrow to write Parquet with: pip install 'trucewatch[dask]'"
    return _parted(versions_in_force(footing.choices), footing.versions) or _unreached(footing)


def _parted(ours: Versions, theirs: Versions) -> str:
    pairs = (("code", ours.code, theirs.code), ("model", ours.model, theirs.model))
    parted = [(what, here, there) for what, here, there in pairs if here != there]
    if ours.knowledge != theirs.knowledge:
        parted.append(("knowledge", ours.knowledge, theirs.knowledge))
    if not parted:
        return ""
    said = "; ".join(f"{what} {here} there, {there} here" for what, here, there in parted)
    return f"reads with another version ({said}): install the same trucewatch and the same libraries, with the same added places"


def _unreached(footing: Footing) -> str:
    path = Path(footing.folder) / MARK
    try:
        mark = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return f"does not see the output folder {footing.folder}: it must be shared under the same path"
    if mark != footing.mark:
        return f"sees another folder under {footing.folder}: the output folder must be shared under the same path"
    try:
        with tempfile.TemporaryFile(dir=footing.folder):
            return ""
    except OSError as error:
        return f"cannot write in {footing.folder}: {error.strerror}"


_fit: set[Footing] = set()


def _lacks(footing: Footing) -> str:
    """What this process lacks; once it lacks nothing that is not looked at again, while a lack may pass."""
    if footing in _fit:
        return ""
    lack = lacks(footing)
    if not lack:
        _fit.add(footing)
    return lack


def unseen(task: Task) -> str:
    """The first input of the shard that is not to be seen from here; empty if all are."""
    paths = (piece.path for piece in task.shard.pieces if not piece.fault)
    return next((path for path in paths if not Path(path).exists()), "")


def check(task: Task, footing: Footing) -> None:
    """An Unfit error, which names this machine, where the shard cannot be read by this process."""
    lack = _lacks(footing)
    if not lack and (path := unseen(task)):
        lack = f"does not see the input {path}: inputs must be shared under the same path"
    if lack:
        raise Unfit(f"{socket.gethostname()} {lack}")
