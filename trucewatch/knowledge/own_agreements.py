"""Where the agreements of the user's own lie: a folder in the data folder, or the one that the settings name."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from platformdirs import user_data_path

from trucewatch.errors import UsageError
from trucewatch.settings import load_settings


def own_folder() -> Path:
    """The folder, which need not be there; a UsageError where the setting names the home of nobody."""
    settings, _ = load_settings()
    if not settings.agreements:
        return user_data_path("trucewatch") / "agreements"
    try:
        return Path(settings.agreements).expanduser()
    except RuntimeError as error:
        raise UsageError(f"the setting agreements names {settings.agreements!r}: {error}") from error


def missing_folder() -> Path | None:
    """The folder that the settings name, where there is none; None where all is well, or none is named."""
    return own_folder() if load_settings()[0].agreements and not _is_folder(own_folder()) else None


def closed_folder() -> Path | None:
    """The folder, where there is one and its files cannot be listed; None where all is well."""
    folder = own_folder()
    return folder if _is_folder(folder) and not os.access(folder, os.R_OK | os.X_OK) else None


def _is_folder(path: Path) -> bool:
    """True for a folder; where what lies above it is closed, there is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def own_files() -> tuple[Path, ...]:
    """The agreement files in it, in the order of their names, also those that point nowhere."""
    folder = own_folder()
    if not _is_folder(folder) or closed_folder():
        return ()
    return tuple(sorted(path for path in folder.glob("*.toml") if path.is_file() or (path.is_symlink() and not path.exists())))


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
