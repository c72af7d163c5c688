"""A real browser for the tests, and the site on a port that it can open."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.types import ASGIApp

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()
expect.set_options(timeout=30_000)  # as long as a click waits; five seconds are short on a busy machine


def serve(app: ASGIApp) -> Iterator[str]:
    """The site on a free port of this machine, until the test is done."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def opened(browser: Browser, width: int, scheme: str = "light", *, script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
        bypass_csp=script,  # only so that the checker itself can be put into the page
    )
    return context.new_page()


def started() -> Iterator[Browser]:
    """Chromium, until the tests are done; they are passed over where there is none."""
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"{CHROMIUM} is not there: `apt-get install chromium` brings it")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()
