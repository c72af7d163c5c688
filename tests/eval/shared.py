"""Where the development data lies, and how a test skips without it."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2].parent / "shared"


def shared(*parts: str) -> Path:
    """A file or folder of the development data; skips the test with a clear message where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs the development data: {'/'.join(('..', 'shared', *parts))} is absent")
    return path
