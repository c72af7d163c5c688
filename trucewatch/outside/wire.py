"""Connect only to addresses that were held against the guard, and let no request outlast its time."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any

import httpcore

from trucewatch.outside.addresses import IP, Guard
from trucewatch.outside.faults import Barred

Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Running:
    deadline: float
    url: str


_running: ContextVar[_Running | None] = ContextVar("running request", default=None)


class Line:
    """How long the running request of this thread may still take."""

    @contextmanager
    def until(self, deadline: float, url: str) -> Iterator[None]:
        """All that is sent and received in here ends at this moment of the monotonic clock."""
        token = _running.set(_Running(deadline, url))
        try:
            yield
        finally:
            _running.reset(token)

    def over(self) -> bool:
        """True if the time of the running request is over."""
        running = _running.get()
        return running is not None and monotonic() >= running.deadline

    def at_most(self, seconds: float | None) -> float | None:
        """The shorter of these seconds and what is left; a timeout where nothing is."""
        running = _running.get()
        if running is None:
            return seconds
        left = running.deadline - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole time is over")
        return left if seconds is None else min(seconds, left)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host in the order of the system, which also reads `127.1`, `0x7f000001` and `2130706433`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Wire(httpcore.NetworkBackend):
    """The network as httpcore sees it: a name becomes addresses here, and only permitted ones are connected to."""

    def __init__(self, guard: Guard, line: Line, resolver: Resolver) -> None:
        self._guard, self._line, self._resolver = guard, line, resolver
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first permitted address that answers."""
        found = self._looked_up(host.strip("[]"), port, self._line.at_most(timeout))
        permitted = [address for address in found if self._guard.permits(address)]
        if not permitted:
            raise Barred(_barred(host, found))
        for address in permitted[:-1]:
            try:
                return self._to(address, port, timeout, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._to(permitted[-1], port, timeout, socket_options)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        """Never."""
        raise Barred("a socket of this machine is not spoken to")

    def _to(
        self, address: IP, port: int, timeout: float | None, options: Iterable[httpcore.SOCKET_OPTION] | None
    ) -> httpcore.NetworkStream:
        stream = self._backend.connect_tcp(str(address), port, self._line.at_most(timeout), None, options)
        return Timed(stream, self._line)

    def _looked_up(self, host: str, port: int, timeout: float | None) -> tuple[IP, ...]:
        """What a name leads to, in time: the system's own lookup cannot be stopped, so it is left behind."""
        try:
            return (_bare(ipaddress.ip_address(host)),)
        except ValueError:
            pass
        outcome: SimpleQueue[Sequence[str] | OSError | UnicodeError] = SimpleQueue()

        def look() -> None:
            try:
                outcome.put(self._resolver(host, port))
            except (OSError, UnicodeError) as error:
                outcome.put(error)

        threading.Thread(target=look, daemon=True, name="name lookup").start()
        try:
            found = outcome.get(timeout=timeout)
        except Empty as error:
            raise httpcore.ConnectTimeout(f"the name {host} is not found in time") from error
        if isinstance(found, OSError | UnicodeError):
            raise httpcore.ConnectError(f"the name {host} is not found ({getattr(found, 'strerror', None) or found})") from found
        return tuple(_bare(ipaddress.ip_address(one)) for one in found)


def _bare(address: IP) -> IP:
    """The address without a zone (`fe80::1%eth0`), which no rule is about."""
    return ipaddress.IPv6Address(int(address)) if isinstance(address, ipaddress.IPv6Address) and address.scope_id else address


def _barred(host: str, found: Sequence[IP]) -> str:
    told = ", ".join(map(str, found[:3])) or "no address"
    leads = "is" if [str(one) for one in found] == [host.strip("[]")] else "leads to"
    said = f"{host} {leads} {told}" if leads == "leads to" else host
    return f"{said}: not a public address; inner networks are named in the setting inner_networks"


class Timed(httpcore.NetworkStream):
    """A connection on which every wait ends with the running request's time."""

    def __init__(self, stream: httpcore.NetworkStream, line: Line) -> None:
        self._stream, self._line = stream, line

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes; empty at the end."""
        return self._stream.read(max_bytes, self._line.at_most(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All these bytes."""
        self._stream.write(buffer, self._line.at_most(timeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, secured."""
        return Timed(self._stream.start_tls(ssl_context, server_hostname, self._line.at_most(timeout)), self._line)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about the socket."""
        return self._stream.get_extra_info(info)
