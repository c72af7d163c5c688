"""The bytes that were fetched, kept under their own hash beside the ledger: `LEDGER.raw/ab/cdef…`."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from sqlalchemy import make_url

from trucewatch.errors import FeedError

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
class RawStore:
    """Files that are never changed: the name of each is the SHA-256 of what is in it, which is its report's `raw_sha256`."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Where bytes of this hash are."""
        return self.folder / sha256[:2] / sha256[2:]

    def keep(self, data: bytes) -> str:
        """Keep some bytes; when it returns they are on the disk as a whole, whatever happens next."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if target.exists():
            return sha256
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(target)
            _settle(target.parent)
        except OSError as error:
            raise FeedError(f"{target}: what was fetched cannot be kept: {error.strerror or error}") from error
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of this hash; a FeedError where they are gone or are not what they were."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError as error:
            raise FeedError(f"{self.path(sha256)}: what was fetched cannot be read: {error.strerror or error}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FeedError(f"{self.path(sha256)} was changed since it was fetched")
        return data


def _settle(folder: Path) -> None:
    """Let the folder's own entry reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
