"""The log: words on a terminal, one JSON object a line elsewhere, and nothing in it that should not leave the machine."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from trucewatch import terminal
from trucewatch.logs import FIELDS, LONGEST, begin, end, safe
from trucewatch.settings import Settings


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_terminal_reads_words_alone() -> None:
    stream = Terminal()
    begin("watch", Settings(), stream=stream).say("levant-wire: 3 new", event="feed_asked", feed="levant-wire", gained=3)
    assert stream.getvalue() == "levant-wire: 3 new\n"


def test_no_words_drive_the_terminal() -> None:
    stream = Terminal()
    begin("watch", Settings(), stream=stream).say("fine\x1b[2J", event="note")
    assert stream.getvalue() == "fine\\x1b[2J\n"


def test_elsewhere_each_line_is_an_object_with_its_facts() -> None:
    stream = io.StringIO()
    begin("watch", Settings(), stream=stream).say("قناة: 3 new", event="feed_asked", feed="قناة", gained=3)
    (line,) = lines(stream)
    assert tuple(line)[:5] == FIELDS
    assert (line["service"], line["event"], line["says"], line["feed"], line["gained"]) == (
        *("watch", "feed_asked", "قناة: 3 new", "قناة", 3),
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", str(line["at"]))


@pytest.mark.parametrize("form", ["plain", "json"])
def test_the_form_can_be_set(form: str) -> None:
    stream = Terminal() if form == "json" else io.StringIO()
    begin("serve", Settings(log_format=form), stream=stream).say("ready", event="ready")  # type: ignore[arg-type]
    assert stream.getvalue().startswith("{" if form == "json" else "ready")


def test_less_than_the_level_is_not_written_and_quiet_keeps_warnings() -> None:
    stream = io.StringIO()
    log = begin("watch", Settings(log_level="warning"), stream=stream)
    log.say("asked", event="feed_asked")
    log.say("the disk is full", event="round_failed", level="error", quiet=True)
    assert [line["says"] for line in lines(stream)] == ["the disk is full"]


def test_notes_of_commands_become_lines_where_a_log_is_kept() -> None:
    stream = io.StringIO()
    begin("watch", Settings(), stream=stream).take_over()
    terminal.note("unread: a page")
    terminal.note("trucewatch: no such ledger", fault=True)
    assert [(line["event"], line["level"]) for line in lines(stream)] == [("note", "info"), ("note", "error")]


def test_what_is_called_like_a_secret_and_passwords_in_addresses_are_struck_out() -> None:
    stream = io.StringIO()
    log = begin("serve", Settings(), stream=stream)
    log.say(
        "postgresql://mission:hunter2@db/truce cannot be reached",
        event="failed",
        api_key="hunter3",
        told={"Authorization": "hunter4", "tries": 2},
    )
    assert "hunter" not in stream.getvalue()
    assert "://***@db/truce" in stream.getvalue()
    assert '"tries": 2' in stream.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://mission:hun@ter2@db/truce",
        "postgresql://mission:hun/ter2@db/truce",
        "https://hunter2@feeds.example/rss",
        "https://feeds.example/rss?lang=en&api_key=hunter2&page=2",
        "postgresql://db/truce?user=x&password=hunter2",
    ],
)
def test_however_a_secret_stands_in_an_address_it_is_struck_out(address: str) -> None:
    stream = io.StringIO()
    begin("serve", Settings(), stream=stream).say(f"{address} cannot be reached", event="failed")
    assert "ter2" not in stream.getvalue()
    assert "cannot be reached" in stream.getvalue()


def test_figures_and_words_that_only_look_alike_stay() -> None:
    assert safe({"monkey": "x", "pass": 1, "at": "12:30@noon"}) == {"monkey": "x", "pass": 1, "at": "12:30@noon"}


def test_long_values_are_cut() -> None:
    stream = io.StringIO()
    begin("watch", Settings(), stream=stream).say("x" * 5000, event="note")
    assert len(str(lines(stream)[0]["says"])) == LONGEST + 1


def test_what_libraries_log_comes_in_the_same_form_and_faults_without_their_values() -> None:
    stream = io.StringIO()
    begin("serve", Settings(), stream=stream).take_over()
    try:
        try:
            raise ValueError("the words of a report")
        except ValueError:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    finally:
        end()
    (line,) = lines(stream)
    assert (line["event"], line["logger"], line["fault"], line["level"]) == ("library", "uvicorn.error", "ValueError", "error")
    assert "words of a report" not in stream.getvalue()
    assert "test_logs.py" in str(line["where"])


def test_a_closed_stream_stops_no_service() -> None:
    stream = io.StringIO()
    log = begin("watch", Settings(), stream=stream)
    stream.close()
    log.say("still here", event="note")


def test_a_served_site_logs_its_requests_as_json_and_asks_nobody_for_more(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "trucewatch.cli", "serve", "--port", str(port), "--ledger", f"sqlite:///{tmp_path}/l.sqlite"]
    written = tmp_path / "stderr"
    with written.open("wb") as stderr:
        process = subprocess.Popen(command, env={**os.environ, "HOME": str(tmp_path)}, stderr=stderr, cwd=tmp_path)
        try:
            deadline = time.monotonic() + 90
            while b"listening" not in written.read_bytes() and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
            asked = f"http://127.0.0.1:{port}/incidents?q=zeppelin&token=hunter2"
            with urllib.request.urlopen(asked, timeout=60) as answer:
                key = answer.headers["X-Request-Id"]
        finally:
            process.terminate()
            process.wait(timeout=60)
    told = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    (request,) = [line for line in told if line["event"] == "request"]
    assert (request["id"], request["route"], request["status"], request["method"]) == (key, "/incidents", 200, "GET")
    assert request["ms"] > 0
    assert "zeppelin" not in written.read_text(encoding="utf-8")
    assert "hunter2" not in written.read_text(encoding="utf-8")
    assert "127.0.0.1" not in str(request)
