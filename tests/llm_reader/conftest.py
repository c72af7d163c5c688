"""A small endpoint of our own on this machine, which behaves or misbehaves as a test asks."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from trucewatch.llm_reader import Endpoint

Reply = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


def completion(content: str, *, finish: str = "stop") -> bytes:
    """An answer in the form of the chat completions."""
    message = {"role": "assistant", "content": content}
    return json.dumps({"id": "1", "choices": [{"index": 0, "message": message, "finish_reason": finish}]}).encode()


def sends(body: bytes, *, code: int = 200, **headers: str) -> Reply:
    """A reply with this body."""

    def reply(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def answers(*claims: object) -> Reply:
    """A reply with these claims."""
    return sends(completion(json.dumps({"claims": claims})))


@dataclass
class Server:
    """The endpoint: what it replies, and what it was asked."""

    reply: Reply = field(default_factory=answers)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""

    def endpoint(self, *, timeout: int = 10) -> Endpoint:
        """Where it is found."""
        return Endpoint(self.url, "small-model", timeout=timeout)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An endpoint that answers until the test is over."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(asked)
            state.keys.append(self.headers["Authorization"])
            state.paths.append(self.path)
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has had enough
                state.reply(self, asked)

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    state.url = f"http://127.0.0.1:{listening.server_address[1]}/v1"
    yield state
    listening.shutdown()
    thread.join()
    listening.server_close()


def trickles(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    """A reply that never comes to an end."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def hangs(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    """No reply."""
    time.sleep(3)


def breaks_off(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    """Half of what was promised."""
    body = completion('{"claims": []}')
    handler.send_response(200)
    handler.send_header("Content-Length", str(2 * len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def hangs_up(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    """The line goes dead before a word is said."""
    handler.connection.close()
