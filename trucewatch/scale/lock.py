"""One reading at a time in a folder: a lock that ends with its process, on this machine and, as far as can be told, on others."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from trucewatch.errors import BulkError

BEAT = 15.0  # seconds between two signs of life
SILENT = 90.0  # seconds without one after which a holder on another machine is taken for dead


class FolderLock:
    """Held from `with` to its end; a BulkError names who holds it.

    On one machine the system tells whether the holder lives. A holder on another machine is one that touched the file lately by
    the clock of the file system; where locks reach across machines, they say so too.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._handle = path, -1
        self._over = threading.Event()
        self._heart: threading.Thread | None = None

    def __enter__(self) -> FolderLock:
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise self._refused() from error
        except OSError as error:
            raise BulkError(f"{self._path} cannot be locked: {error.strerror}") from error
        if self._lives_elsewhere():
            raise self._refused()
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, json.dumps({"host": socket.gethostname(), "process": os.getpid()}).encode(), 0)
        self._heart = threading.Thread(target=self._beat, daemon=True)
        self._heart.start()
        return self

    def _holder(self) -> dict[str, object]:
        try:
            found = json.loads(os.pread(self._handle, 1024, 0))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _refused(self) -> BulkError:
        holder = self._holder()
        os.close(self._handle)
        who = f"process {holder.get('process', '?')} on {holder.get('host', 'this machine')}"
        return BulkError(f"{self._path.parent} is being read into, or taken from, by {who}; let it end, or choose another folder")

    def _lives_elsewhere(self) -> bool:
        """True if another machine's process showed a sign of life lately."""
        if self._holder().get("host") in (None, socket.gethostname()):
            return False
        last = os.fstat(self._handle).st_mtime
        probe = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        probe.touch()
        now = probe.stat().st_mtime
        probe.unlink()
        return now - last < SILENT

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            with suppress(OSError):
                os.utime(self._handle)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        if self._heart is not None:
            self._heart.join()
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
        os.close(self._handle)
