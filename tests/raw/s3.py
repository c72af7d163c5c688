"""A real S3-compatible server for tests (moto's, or that of TRUCEWATCH_TEST_S3_URL), and a proxy before it that misbehaves.

moto wants other versions of libraries than the package, so it lives in an environment of its own: `make .venv-s3-server/.done`.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

PYTHON = Path(__file__).parents[2] / ".venv-s3-server" / "bin" / "python"
BUCKET = "raw-bytes-of-tests"


def server() -> Iterator[str]:
    """Its address; the test is skipped where there is none."""
    if url := os.environ.get("TRUCEWATCH_TEST_S3_URL", ""):
        yield _with_bucket(url)
        return
    if not PYTHON.exists():
        pytest.skip("no S3-compatible server: make .venv-s3-server/.done, or set TRUCEWATCH_TEST_S3_URL")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(PYTHON), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _with_bucket(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=60)


def _with_bucket(url: str) -> str:
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{url}/{BUCKET}", method="PUT"), timeout=30):
                return url
        except urllib.error.HTTPError as error:
            if error.code == http.client.CONFLICT:
                return url
            raise
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


class Misbehaving:
    """A proxy: it spoils the next `failures` requests in its `way`, or `damages` what is sent."""

    def __init__(self, address: str) -> None:
        self.address, self.failures, self.way, self.damages = address, 0, "fails", False


def misbehaving(upstream: str) -> Iterator[Misbehaving]:
    """One before a server."""
    host = urlsplit(upstream).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            return

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if state.failures > 0:
                state.failures -= 1
                self._spoil()
                return
            if state.damages and self.command == "PUT":
                body = bytes([body[0] ^ 1]) + body[1:]
            inner = http.client.HTTPConnection(host, timeout=30)
            try:
                inner.request(self.command, self.path, body, dict(self.headers))
                answer = inner.getresponse()
                told = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                        self.send_header(name, value)
                length = answer.getheader("Content-Length") or "0" if self.command == "HEAD" else str(len(told))
                self.send_header("Content-Length", length)
                self.end_headers()
                self.wfile.write(told)
            finally:
                inner.close()

        def _spoil(self) -> None:
            if state.way == "cuts":
                self.close_connection = True
                if self.command == "HEAD":
                    return
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
                return
            self.send_response(503 if state.way == "fails" else 403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _pass

    door = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    door.daemon_threads = True
    state = Misbehaving(f"http://127.0.0.1:{door.server_port}")
    thread = threading.Thread(target=door.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        door.shutdown()
        door.server_close()
        thread.join(timeout=30)
