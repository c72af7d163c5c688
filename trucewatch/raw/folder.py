"""Raw bytes in a folder: `LEDGER.raw/ab/cdef…`, beside the ledger where no other is named."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
from sqlalchemy import make_url

from trucewatch.disk import settle
from trucewatch.errors import RawError, RawGone
from trucewatch.raw.store import Kept, joined, split

SUFFIX = ".raw"


def raw_folder(ledger_url: str) -> Path:
    """Where the bytes of a ledger's reports are kept: beside its file, or in the data folder for one in PostgreSQL."""
    address = make_url(ledger_url)
    if address.get_backend_name() == "sqlite" and address.database and address.database != ":memory:":
        path = Path(address.database)
        return path.with_name(f"{path.stem}{SUFFIX}")
    name = hashlib.sha256(f"{address.host}/{address.port}/{address.database}".encode()).hexdigest()[:16]
    return Path(platformdirs.user_data_dir("trucewatch", appauthor=False)) / f"{name}{SUFFIX}"


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Files that are never changed: the name of each is the SHA-256 of what is in it."""

    folder: Path

    @property
    def address(self) -> str:
        """The folder."""
        return str(self.folder)

    def path(self, sha256: str) -> Path:
        """Where bytes of this hash are."""
        first, rest = split(sha256)
        return self.folder / first / rest

    def keep(self, data: bytes) -> str:
        """Keep some bytes; when it returns they are on the disk as a whole whatever happens next, and kept since now."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        waiting = ""
        try:
            if _renewed(target, data):
                return sha256
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
                waiting = file.name
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(waiting).replace(target)
            settle(target.parent)
        except OSError as error:
            if waiting:
                Path(waiting).unlink(missing_ok=True)
            raise RawError(f"{target}: raw bytes cannot be kept: {error.strerror or error}") from error
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of this hash; a RawError where they are gone or are not what they were."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise RawGone(f"{self.path(sha256)}: there are no raw bytes of this hash") from error
        except OSError as error:
            raise RawError(f"{self.path(sha256)}: raw bytes cannot be read: {error.strerror or error}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise RawGone(f"{self.path(sha256)} was changed since it was kept")
        return data

    def has(self, sha256: str) -> bool:
        """True if there is a file for this hash."""
        return self.path(sha256).is_file()

    def all(self) -> Iterator[Kept]:
        """All files whose names are hashes."""
        try:
            folders = sorted(one for one in self.folder.iterdir() if one.is_dir()) if self.folder.is_dir() else []
            for folder in folders:
                for path in folder.iterdir():
                    if sha256 := joined(folder.name, path.name):
                        held = path.stat()
                        yield Kept(sha256, held.st_size, datetime.fromtimestamp(held.st_mtime, UTC))
        except OSError as error:
            raise RawError(f"{self.folder}: raw bytes cannot be listed: {error.strerror or error}") from error

    def since(self, sha256: str) -> datetime | None:
        """When the file was written or kept again."""
        try:
            return datetime.fromtimestamp(self.path(sha256).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RawError(f"{self.path(sha256)}: raw bytes cannot be asked for: {error.strerror or error}") from error

    def delete(self, sha256: str, *, kept_by: datetime | None = None) -> bool:
        """Remove the file, unless it was kept again; nobody keeps it between that look and its end."""
        target = self.path(sha256)
        try:
            if not target.parent.is_dir():
                return True
            with _apart(target.parent, fcntl.LOCK_EX):
                since = self.since(sha256) if kept_by else None
                if kept_by and since and since > kept_by:
                    return False
                target.unlink(missing_ok=True)
        except OSError as error:
            raise RawError(f"{target}: raw bytes cannot be deleted: {error.strerror or error}") from error
        return True


def _renewed(target: Path, data: bytes) -> bool:
    """True if the file is there with these bytes, and young from now on; what was damaged since is to be made whole again."""
    if not target.exists():
        return False
    with _apart(target.parent, fcntl.LOCK_SH):
        try:
            if target.read_bytes() != data:
                return False
            with suppress(PermissionError):  # a file of another account: it can be used, and keeps its age
                os.utime(target)
        except FileNotFoundError:
            return False
    return True


@contextmanager
def _apart(folder: Path, how: int) -> Iterator[None]:
    """Keep and delete one after the other, as far as the file system can lock a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)
