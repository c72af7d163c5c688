"""The folder that a reading in bulk writes: parts, manifest rows, the manifest. Whatever has a name in it is whole."""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import get_ident

from pydantic import TypeAdapter, ValidationError

from trucewatch.disk import settle
from trucewatch.errors import BulkError
from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.shard import FORMAT, Choices, Versions

HEAD, MANIFEST, LOCK = "bulk.json", "manifest.jsonl", "lock"
PARTS, ROWS, TRACES, CUTS = "parts", "rows", "traces", "cuts"
UNFINISHED = ".part"
_ROW = TypeAdapter(ManifestRow)


@dataclass(frozen=True, slots=True)
class Head:
    """What a folder says of itself: the form it is in, what it was read with, how many shards the plan had, if all are done."""

    format: int
    versions: Versions
    choices: Choices
    inputs: tuple[str, ...]
    shards: int = 0
    complete: bool = False


_HEADS = TypeAdapter(Head)


class Folder:
    """A folder of a reading in bulk; a BulkError where it cannot be written, or is of another version or another purpose."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def prepare(self) -> None:
        """Make what is missing of it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.head()
            if not (self.path / HEAD).exists() and (other := self._others()):
                raise BulkError(f"{self.path} holds other things, such as {other}; choose a folder for the reading alone")
            for name in (PARTS, ROWS, TRACES, CUTS):
                (self.path / name).mkdir(exist_ok=True)
        except OSError as error:
            raise self.cannot(error) from error

    def _others(self) -> str:
        ours = {HEAD, MANIFEST, LOCK, PARTS, ROWS, TRACES, CUTS}
        return next((entry.name for entry in sorted(self.path.iterdir()) if entry.name not in ours and entry.name[0] != "."), "")

    def cannot(self, error: OSError) -> BulkError:
        """The error that says so."""
        return BulkError(f"{self.path} cannot be written: {error.strerror or error}; what is done stays, run it again to go on")

    def head(self) -> Head | None:
        """What the folder says of itself; None if nobody has read into it."""
        try:
            values = json.loads((self.path / HEAD).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise BulkError(f"{self.path / HEAD} cannot be read: {error}") from error
        self._check(values, HEAD)
        try:
            return _HEADS.validate_python(values)
        except ValidationError as error:
            raise BulkError(f"{self.path / HEAD} is damaged: {error.errors()[0]['msg']}") from error

    def _check(self, values: object, name: str) -> None:
        found = values.get("format") if isinstance(values, dict) else None
        if found != FORMAT:
            words = f"{self.path / name} was written by another version of Trucewatch (format {found}, this one reads {FORMAT})"
            raise BulkError(f"{words}; choose another folder, or import it with that version")

    def begin(self, head: Head) -> None:
        """Say what is being read; the manifest of an earlier reading is no longer that of the folder."""
        try:
            (self.path / MANIFEST).unlink(missing_ok=True)
            settle(self.path)
        except OSError as error:
            raise self.cannot(error) from error
        self.write(HEAD, _HEADS.dump_json(head))

    def finish(self, head: Head, rows: Iterable[ManifestRow]) -> None:
        """Write the manifest, in the order of the plan; last of all, for where there is one the reading ended."""
        self.write(HEAD, _HEADS.dump_json(head))
        self.write(MANIFEST, b"".join(_ROW.dump_json(row) + b"\n" for row in rows))

    def sweep(self) -> int:
        """Remove what was being written when a process died; how much that was. Only whoever holds the lock may."""
        found = [path for name in (".", PARTS, ROWS, CUTS) for path in (self.path / name).glob(f".*{UNFINISHED}")]
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def save(self, row: ManifestRow, part: bytes) -> None:
        """Write a part and then its row: whoever finds the row finds the part."""
        self.write(row.part, part)
        self.write(f"{ROWS}/row-{row.key}.json", _ROW.dump_json(row))

    def row(self, key: str) -> ManifestRow | None:
        """The row of this key, if it and its part are there, whole as far as can be told without reading the part."""
        try:
            row = _ROW.validate_json((self.path / ROWS / f"row-{key}.json").read_bytes())
            whole = row.format == FORMAT and (self.path / row.part).stat().st_size == row.part_bytes
        except (FileNotFoundError, ValidationError):
            return None
        except OSError as error:
            raise BulkError(f"{self.path} cannot be read: {error.strerror or error}") from error
        return row if whole else None

    def noted(self, key: str) -> ManifestRow | None:
        """The row of this key, whatever became of its part."""
        try:
            return _ROW.validate_json((self.path / ROWS / f"row-{key}.json").read_bytes())
        except (OSError, ValidationError):
            return None

    def drop(self, row: ManifestRow) -> None:
        """Forget a part that is not what it was."""
        (self.path / row.part).unlink(missing_ok=True)

    def keys(self) -> frozenset[str]:
        """The keys of all rows there are, of earlier readings too."""
        names = (entry.name for entry in os.scandir(self.path / ROWS))
        return frozenset(name[4:-5] for name in names if name.startswith("row-") and name.endswith(".json"))

    def manifest(self) -> Iterator[ManifestRow]:
        """The rows of the manifest, in the order of the plan."""
        try:
            with (self.path / MANIFEST).open("rb") as lines:
                for line in lines:
                    self._check(json.loads(line), MANIFEST)
                    yield _ROW.validate_json(line)
        except FileNotFoundError as error:
            raise BulkError(f"{self.path} has no manifest; the reading did not end: run it again to go on") from error
        except (OSError, ValueError) as error:
            raise BulkError(f"{self.path / MANIFEST} cannot be read: {error}") from error

    def check(self, row: ManifestRow) -> None:
        """That the part of a row is the one that was written."""
        try:
            with (self.path / row.part).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise BulkError(f"{self.path / row.part} cannot be read: {error.strerror or error}") from error
        if found != row.part_sha256:
            raise BulkError(
                f"{self.path / row.part} is not what was written; run the reading again with --check, which makes it anew"
            )

    def write(self, name: str, data: bytes) -> None:
        """A file that appears once it is safe on the disk, or not at all."""
        path = self.path / name
        waiting = path.with_name(f".{path.name}.{socket.gethostname()}.{os.getpid()}.{get_ident()}{UNFINISHED}")
        try:
            with waiting.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            waiting.replace(path)
            settle(path.parent)
        except OSError as error:
            waiting.unlink(missing_ok=True)
            raise self.cannot(error) from error


def as_text(choices: Choices) -> str:
    """The choices in one line, for a manifest row."""
    return " ".join(f"{name}={value}" for name, value in asdict(choices).items() if value is not None)
