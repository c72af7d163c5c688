"""Where the agreements of the user's own lie: a folder in the data folder, or the one that the settings name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from platformdirs import user_data_path

from trucewatch.settings import load_settings


def own_folder() -> Path:
    """The folder, which need not be there."""
    settings, _ = load_settings()
    return Path(settings.agreements).expanduser() if settings.agreements else user_data_path("trucewatch") / "agreements"


def own_files() -> tuple[Path, ...]:
    """The agreement files in it, in the order of their names."""
    return tuple(sorted(path for path in own_folder().glob("*.toml") if path.is_file()))


def own_version() -> bytes:
    """What these files hold, as a hash; empty where there is none. A file that cannot be read counts by its name."""
    files = own_files()
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode(errors="surrogateescape") + b"\0" + _bytes(path) + b"\0")
    return digest.digest() if files else b""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
