"""Real servers on this machine: one for mail and one for webhooks, which fail in the ways that servers fail."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

HOST = "127.0.0.1"


@dataclass
class Inbox:
    """What a mail server accepted; `answers` are what it says instead, one for each letter and then none."""

    letters: list[tuple[str, bytes]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        self.letters.extend((to, content if isinstance(content, bytes) else b"") for to in envelope.rcpt_tos)
        return "250 taken"


@contextmanager
def mail_server(inbox: Inbox, *, trust: ssl.SSLContext | None = None, password: str = "") -> Iterator[int]:
    """A mail server; with `trust` it asks for STARTTLS, with a password for a login."""

    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=getattr(data, "password", b"") == password.encode(), handled=False)

    options: dict[str, Any] = {}
    if trust:
        options |= {"tls_context": trust, "require_starttls": True}
    if password:
        options |= {"authenticator": known, "auth_required": True}
    controller = Controller(inbox, hostname=HOST, port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def talking(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does to every connection what `talk` does."""
    server = socket.create_server((HOST, 0))
    open_ones: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            open_ones.append(connection)
            threading.Thread(target=_talked, args=(talk, connection), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()
        for one in open_ones:
            one.close()


def _talked(talk: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with suppress(OSError):
        talk(connection)


def hangs(connection: socket.socket) -> None:
    """Accepts, and never says a word."""
    time.sleep(20)


def drips(connection: socket.socket) -> None:
    """Says its greeting one sign at a time, each well within the time of one answer."""
    for mark in b"220-" + b"x" * 400:
        connection.sendall(bytes([mark]))
        time.sleep(0.1)


def hangs_after_data(connection: socket.socket) -> None:
    """Takes the whole letter, and never says that it did."""
    _conversation(connection, lambda: time.sleep(20))


def drops_after_data(connection: socket.socket) -> None:
    """Takes the whole letter and hangs up."""
    _conversation(connection, connection.close)


def _conversation(connection: socket.socket, then: Callable[[], None]) -> None:
    connection.sendall(b"220 here\r\n")
    file = connection.makefile("rb")
    while line := file.readline():
        word = line[:4].upper()
        if word == b"DATA":
            connection.sendall(b"354 go on\r\n")
            while file.readline() not in (b".\r\n", b""):
                pass
            then()
            return
        connection.sendall(b"250 fine\r\n")


@dataclass
class Desk:
    """What a webhook was given; `answers` are what it says, one each and then 204."""

    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    wait: float = 0


@contextmanager
def webhook(desk: Desk) -> Iterator[str]:
    """A receiver of webhooks."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            desk.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(desk.wait)
            status, headers = desk.answers.pop(0) if desk.answers else (204, {})
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])
