"""The commands that watch: a whole journey from a feed to a ledger, a page and an alert, against a local server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.feeds.desk import RSS, article, rss, sitting
from tests.outside.unruly import Unruly, serving
from trucewatch.cli import app
from trucewatch.feeds import Feed
from trucewatch.ledger import Ledger
from trucewatch.stopping import Stopping

WORDS = "Eight Turkish soldiers were killed on Monday when Syrian government forces shelled their convoy near Saraqib in Idlib province."
RULES = """
[[rule]]
id = "deadly"
title = "An attack with somebody killed"
kind = "new_incident"
webhooks = ["{hook}"]
late_days = 700
"""


@pytest.fixture
def site() -> Iterator[Unruly]:
    with serving() as server:
        now = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
        server.says("/rss", rss(("/shelling-near-saraqib", "Shelling"), dated=now), kind=RSS)
        server.says("/shelling-near-saraqib", article("Eight soldiers killed near Saraqib", WORDS))
        server.says("/empty", rss(), kind=RSS)
        server.says("/html", "<!doctype html><title>Sign in</title>")
        yield server


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("TRUCEWATCH_INNER_NETWORKS", "127.0.0.1")
    monkeypatch.setenv("TRUCEWATCH_LEDGER", f"sqlite:///{tmp_path}/ledger.sqlite")
    monkeypatch.chdir(tmp_path)


def written(folder: Path, site: Unruly, *paths: str) -> Path:
    file = folder / "feeds.toml"
    rows = [f'[[feed]]\nname = "{path.strip("/")}"\nurl = "{site.url(path)}"\ndelay_seconds = 1\n' for path in paths]
    file.write_text("\n".join(rows))
    return file


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_feed_is_watched_into_the_ledger_and_its_health_is_told(tmp_path: Path, site: Unruly) -> None:
    feeds = written(tmp_path, site, "/rss", "/html")
    done = call("watch", "--once", "--feeds", str(feeds))
    assert done.exit_code == 3, done.output
    with Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite") as ledger:
        (report,) = ledger.reports()
        assert report.url == site.url("/shelling-near-saraqib")
        assert (tmp_path / "ledger.raw" / report.raw_sha256[:2] / report.raw_sha256[2:]).is_file()
        assert len(list(ledger.incidents())) == 1
    rows = json.loads(call("feeds", "list", "--json").stdout)
    assert [(row["name"], row["state"]) for row in rows] == [("rss", "ok"), ("html", "broken")]
    assert "web page instead of a feed" in call("feeds", "list").stdout


def test_feeds_are_tried_without_keeping_anything(tmp_path: Path, site: Unruly) -> None:
    feeds = written(tmp_path, site, "/rss", "/empty", "/html")
    done = call("feeds", "check", "--feeds", str(feeds), "--json")
    assert done.exit_code == 3
    assert [(row["kind"], row["entries"], bool(row["why"])) for row in json.loads(done.stdout)] == [
        ("an RSS feed", 1, False),
        ("an RSS feed", 0, False),
        ("", 0, True),
    ]
    assert not list(tmp_path.glob("ledger*"))
    assert call("feeds", "check", "--feeds", str(feeds), "--offline").exit_code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ('[[feed]]\nname = "a"\n', "url"),
        ("", "names no feed"),
        ('[[feed]]\nname="a"\nurl="https://a.example/"\nagreements=["NO"]', "NO"),
    ],
)
def test_a_file_that_is_wrong_is_told_before_anything_is_asked(tmp_path: Path, words: str, says: str) -> None:
    (tmp_path / "feeds.toml").write_text(words)
    for command in (["watch", "--once"], ["feeds", "check"]):
        done = call(*command, "--feeds", str(tmp_path / "feeds.toml"))
        assert done.exit_code != 0
        assert says in str(done.exception) + done.output


def test_what_a_rule_asks_for_is_told_after_the_round_that_brought_it(
    tmp_path: Path, site: Unruly, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.says("/hook", "taken", kind="text/plain")
    (tmp_path / "alerts.toml").write_text(RULES.format(hook=site.url("/hook")))
    monkeypatch.setenv("TRUCEWATCH_ALERTS", str(tmp_path / "alerts.toml"))
    monkeypatch.setenv("TRUCEWATCH_WEBHOOK_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
    assert call("watch", "--once", "--feeds", str(written(tmp_path, site, "/empty"))).exit_code == 0
    assert site.asked().count("/hook") == 0
    feeds = written(tmp_path, site, "/empty", "/rss")
    done = call("watch", "--once", "--feeds", str(feeds))
    assert done.exit_code == 0, done.output
    call("watch", "--once", "--feeds", str(feeds))
    assert [one.method for one in site.seen if one.path == "/hook"] == ["POST"]
    assert "Saraqib" in next(one.body.decode() for one in site.seen if one.path == "/hook")


def test_a_watch_that_is_asked_to_end_asks_for_nothing_more(tmp_path: Path) -> None:
    stopping = Stopping()
    with sitting(tmp_path, Feed(name="a", url="http://127.0.0.1:8080/rss")) as desk, stopping:
        watch = replace(desk.watch, means=replace(desk.watch.means, sleep=stopping.sleep, ending=stopping.asked))
        signal.raise_signal(signal.SIGTERM)
        watch.rounds()
        assert desk.store.due() == {"a": desk.clock.at}
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
    assert not Stopping().asked()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_that_is_asked_to_end_ends_cleanly(tmp_path: Path, site: Unruly, asked: signal.Signals) -> None:
    feeds = written(tmp_path, site, "/rss")
    command = [sys.executable, "-m", "trucewatch.cli", "watch", "--feeds", str(feeds)]
    process = subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while "/shelling-near-saraqib" not in site.asked() and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(asked)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "the next watch goes on from here" in said
    assert "Traceback" not in said
