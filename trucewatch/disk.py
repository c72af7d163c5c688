"""Write a file whole: under a name of its own until it is, and onto the disk."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

UNKNOWN = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF})


def unfinished(path: Path, end: str = ".part") -> Path:
    """Where a file is written until it is whole: beside it, under a name that no other process, machine or container has."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}{end}")


def settle(folder: Path) -> None:
    """Have the names in a folder on the disk; a file system that can do so for files alone settles them by itself."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in UNKNOWN:
            raise
    finally:
        os.close(handle)
