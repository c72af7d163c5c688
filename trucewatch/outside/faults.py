"""What goes wrong on the network, as a closed set of faults and in plain words."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Protocol

import httpcore

from trucewatch.errors import OutsideError


class Fault(StrEnum):
    """Why nothing came of a request.

    REFUSED is ours: an address that may not be spoken to. FORBIDDEN is theirs: robots.txt says no.
    """

    REFUSED = "refused"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    SLOW = "slow"
    LARGE = "large"
    REDIRECTS = "redirects"
    TYPE = "type"
    DAMAGED = "damaged"


class Damaged(Exception):
    """A body that does not unpack: why."""


class Large(Exception):
    """A body that grows beyond its limit: why."""


class Barred(Exception):
    """A host whose address may not be spoken to: why."""


class Clock(Protocol):
    """What knows whether the whole time is over."""

    def over(self) -> bool:
        """True if the time of the running request is over."""


@contextmanager
def plain_faults(url: str, clock: Clock) -> Iterator[None]:
    """Turn what the network throws into an OutsideError that says what happened."""
    try:
        yield
    except Barred as error:
        raise OutsideError(url, Fault.REFUSED, str(error)) from error
    except Damaged as error:
        raise OutsideError(url, Fault.DAMAGED, str(error)) from error
    except Large as error:
        raise OutsideError(url, Fault.LARGE, str(error)) from error
    except httpcore.TimeoutException as error:
        raise OutsideError(url, Fault.SLOW, _slow(error, whole=clock.over())) from error
    except (httpcore.ConnectError, ssl.SSLError) as error:
        if cause := _tls(error):
            raise OutsideError(url, Fault.TLS, cause) from error
        raise OutsideError(url, Fault.UNREACHABLE, _words(error, "cannot be reached")) from error
    except httpcore.RemoteProtocolError as error:
        raise OutsideError(url, Fault.DAMAGED, _words(error, "does not speak HTTP")) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError, UnicodeError) as error:
        if clock.over():
            raise OutsideError(url, Fault.SLOW, "takes longer than the whole time allowed") from error
        raise OutsideError(url, Fault.UNREACHABLE, _words(error, "breaks off")) from error


def _slow(error: httpcore.TimeoutException, *, whole: bool) -> str:
    if whole:
        return "takes longer than the whole time allowed"
    return "does not let us connect in time" if isinstance(error, httpcore.ConnectTimeout) else "stops sending for too long"


def _tls(error: BaseException) -> str:
    """What is wrong with the secured connection; empty where that is not it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return f"the secured connection fails: {cause.reason or cause}"
        cause = cause.__cause__ or cause.__context__
    return ""


def _words(error: BaseException, what: str) -> str:
    said = str(error).strip().splitlines()
    return f"{what}: {said[0][:200]}" if said else what
