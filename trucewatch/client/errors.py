"""What a site answers where it cannot give what was asked.

SiteError
├── NotThere      404: there is and was no such record
├── Gone          410: it stood once; `into` names what took its place
├── Refused       401, 403: this needs another token or role
└── Overtaken     409: others changed the same record meanwhile; nothing was recorded
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trucewatch.errors import TrucewatchError


class SiteError(TrucewatchError):
    """A problem as the site tells it (RFC 9457): `status`, `title`, `detail`, and all of it as `body`."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status, self.body = status, dict(body)
        self.title, self.detail = str(body.get("title", "")), str(body.get("detail", ""))
        super().__init__(f"{status}: {self.title}{f' ({self.detail})' if self.detail else ''}")


class NotThere(SiteError):
    """There is and was no such record."""


class Gone(SiteError):
    """The record stood once and no longer does."""

    @property
    def into(self) -> tuple[str, ...]:
        """The records that took its place."""
        return tuple(str(name) for name in self.body.get("into", ()))


class Refused(SiteError):
    """The token, or its owner's role, does not reach that far."""


class Overtaken(SiteError):
    """Others changed the same record since it was seen."""

    @property
    def changes(self) -> tuple[Mapping[str, Any], ...]:
        """What they changed, oldest first."""
        return tuple(self.body.get("changes", ()))

    @property
    def seq(self) -> int:
        """The entry up to which the changes reach: send it as `seen` to decide all the same."""
        return int(self.body.get("seq", 0))


OF_STATUS: Mapping[int, type[SiteError]] = {401: Refused, 403: Refused, 404: NotThere, 409: Overtaken, 410: Gone}


def error_of(status: int, body: Mapping[str, Any]) -> SiteError:
    """The error that fits a status."""
    return OF_STATUS.get(status, SiteError)(status, body)
