"""A real server on this machine that misbehaves as it is told, over http or https."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import trustme

Handler = Callable[["Call"], None]


@dataclass
class Call:
    """One request as it came, and the socket to answer on."""

    socket: socket.socket
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    def send(self, data: bytes) -> None:
        """Exactly these bytes."""
        self.socket.sendall(data)

    def answer(
        self, body: bytes | str = b"", *, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str
    ) -> None:
        """A well-behaved answer."""
        data = body.encode() if isinstance(body, str) else body
        said = {"Content-Type": kind, "Content-Length": str(len(data)), "Connection": "close"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        self.send(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + data)


@dataclass
class Unruly:
    """The server: `pages` answer by path, `seen` lists what was asked for with its headers."""

    pages: dict[str, Handler] = field(default_factory=dict)
    seen: list[Call] = field(default_factory=list)
    base: str = ""
    port: int = 0

    def asked(self, *, robots: bool = False) -> list[str]:
        """The paths asked for."""
        return [call.path for call in self.seen if robots or call.path != "/robots.txt"]

    def url(self, path: str) -> str:
        """The address of a path."""
        return self.base + path

    def says(self, path: str, body: bytes | str, **how: object) -> None:
        """Answer a path well."""
        self.pages[path] = lambda call: call.answer(body, **how)  # type: ignore[arg-type]


@contextmanager
def serving(address: str = "127.0.0.1", *, secured: ssl.SSLContext | None = None) -> Iterator[Unruly]:
    """A server at this address as long as it lasts; what it does not know is a 404."""
    door = socket.create_server((address, 0))
    port = door.getsockname()[1]
    server = Unruly(base=f"http{'s' if secured else ''}://{address}:{port}", port=port)
    over = threading.Event()

    def accept() -> None:
        while not over.is_set():
            try:
                connection, _ = door.accept()
            except OSError:
                return
            threading.Thread(target=_serve, args=(server, connection, secured), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        over.set()
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()


def _serve(server: Unruly, connection: socket.socket, secured: ssl.SSLContext | None) -> None:
    with suppress(OSError, ValueError), connection:
        connection.settimeout(20)
        stream = secured.wrap_socket(connection, server_side=True) if secured else connection
        with stream:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = stream.recv(65536)
                if not piece:
                    return
                head += piece
            top, _, body = head.partition(b"\r\n\r\n")
            first, *rest = top.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
            while len(body) < int(headers.get("content-length", "0")):
                body += stream.recv(65536)
            call = Call(stream, first.split()[0], first.split()[1], headers, body)
            server.seen.append(call)
            page = server.pages.get(call.path.partition("?")[0], _unknown)
            page(call)


def _unknown(call: Call) -> None:
    call.answer("nothing here", status=404, kind="text/plain")


def drip(data: bytes, *, every: float = 0.05) -> Handler:
    """Sends one byte after the other, for ever if it comes to that."""

    def handler(call: Call) -> None:
        for at in range(len(data)):
            call.send(data[at : at + 1])
            time.sleep(every)

    return handler


def endless(head: bytes, piece: bytes) -> Handler:
    """Never stops sending."""

    def handler(call: Call) -> None:
        call.send(head)
        while True:
            call.send(piece)

    return handler


def silent(seconds: float = 5) -> Handler:
    """Takes the request and says nothing."""
    return lambda call: time.sleep(seconds)


@dataclass(frozen=True)
class Certified:
    """The two sides of a secured connection."""

    server: ssl.SSLContext
    client: ssl.SSLContext


def certified(*, name: str = "localhost", days: int = 30) -> Certified:
    """A certificate for a name, of an authority that the client's side trusts; with negative days it has expired."""
    authority = trustme.CA()
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert(name, not_after=until).configure_cert(server)
    authority.configure_trust(client)
    return Certified(server, client)
