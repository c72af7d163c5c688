"""What comes back from the network, and how much of it is waited for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MEDIA_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one answer is waited for, and how large it may be.

    `connect` and `read` are seconds for one step, `whole` for everything from the first name looked up to the last byte,
    redirects included. `wire` counts bytes as they come, `body` after decompression; with `cut` what is beyond them is left
    unread, where it is a fault otherwise.
    """

    connect: float = 10
    read: float = 20
    whole: float = 60
    wire: int = 16 * 1024 * 1024
    body: int = 32 * 1024 * 1024
    redirects: int = 5
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of any status: `url` is the address it came from after redirects, `asked` the one first asked for.

    Names of `headers` are in lower case; of a header that came twice the last one stands. `moved` says that all redirects on
    the way were for good, `cut` that there was more than the limits take.
    """

    asked: str
    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    passed: tuple[str, ...] = ()
    moved: bool = False
    cut: bool = False

    @property
    def ok(self) -> bool:
        """True for a status from 200 to 299."""
        return 200 <= self.status < 300

    @property
    def sha256(self) -> str:
        """The hash of the body."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def media_type(self) -> str:
        """The media type in lower case without parameters; empty where none was given."""
        found = MEDIA_TYPE.match(self.headers.get("content-type", ""))
        return found[1].lower() if found else ""

    @property
    def charset(self) -> str | None:
        """The character set that the header names."""
        found = CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else None
