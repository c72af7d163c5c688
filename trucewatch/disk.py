"""Have what was written reach the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

UNKNOWN = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF})


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
