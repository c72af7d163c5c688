"""A watch that is killed between any two of its steps, or at any moment, loses nothing and reads nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path

import pytest

from tests.feeds.desk import HOUR, RSS, Desk, article, rss, sitting
from tests.outside.unruly import Unruly, serving
from trucewatch.feeds import Feed, Feeds
from trucewatch.feeds.pages import PageState
from trucewatch.ingest import RawItem, read_item
from trucewatch.ledger import Kind, Ledger, Stamp
from trucewatch.model import Report, Unread
from trucewatch.raw import FolderStore

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # the child does nothing but die

STEPS = ("answered", "failed", "fetched", "put_off", "lost", "through", "hold", "keep_robots", "configure", "unchanged")
PAGES = {
    f"/2020/shelling-near-village-{n}": f"On Thursday {n + 2} shells hit the village of Nayrab, residents said." for n in range(3)
}
MOST_STEPS = 60


@pytest.fixture
def site() -> Iterator[Unruly]:
    with serving() as server:
        for path, words in PAGES.items():
            server.says(path, article(f"Shelling {path[-1]}", words))
        entries = [(path, path) for path in PAGES]
        server.says("/feed", rss(*entries, ("/gone", "gone"), dated="Thu, 13 Feb 2020 07:00:00 +0000"), kind=RSS, ETag='"1"')
        yield server


def dying(step: int) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Kills the process behind its n-th step, which is before the next one."""
    count = [0]

    def wrap(inner: Callable[..., object]) -> Callable[..., object]:
        @wraps(inner)
        def outer(*args: object, **named: object) -> object:
            found = inner(*args, **named)
            count[0] += 1
            if count[0] == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return found

        return outer

    return wrap


def read_plainly(desk: Desk) -> Callable[[Sequence[RawItem | Unread]], tuple[int, int]]:
    """Takes documents into the ledger one by one, without reading what they claim."""
    stamp = Stamp(at=datetime.now(UTC), author="machine", code="", model="", knowledge="")

    def take(items: Sequence[RawItem | Unread]) -> tuple[int, int]:
        for item in items:
            found = [item] if isinstance(item, Unread) else list(read_item(item))
            for one in found:
                append(desk.ledger, one, stamp)
        return len(items), 0

    return take


def append(ledger: Ledger, one: Report | Unread, stamp: Stamp) -> int:
    """A step of its own, so that it can be died before and behind."""
    return ledger.append([one], stamp)


def watch_in_a_process(folder: Path, feed: Feed, *, die_at: int) -> int:
    """One round in a process of its own; the signal that ended it, 0 if it came through."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 70
    try:
        kill = dying(die_at)
        for name in STEPS:
            setattr(Feeds, name, kill(getattr(Feeds, name)))
        FolderStore.keep = kill(FolderStore.keep)  # type: ignore[method-assign, assignment]
        globals()["append"] = kill(append)
        with sitting(folder, feed) as desk:
            object.__setattr__(desk.watch, "read", read_plainly(desk))
            desk.round()
        code = 0
    finally:
        os._exit(code)


def written(ledger: Ledger) -> Counter[str]:
    """How often each document was written into the ledger, ever."""
    entries = [entry for entry in ledger.entries() if entry.kind in (Kind.REPORT, Kind.UNREAD)]
    return Counter(str(entry.record.source) for entry in entries if isinstance(entry.record, Report | Unread))


def test_killed_behind_any_step_nothing_is_lost_and_nothing_read_twice(tmp_path: Path, site: Unruly) -> None:
    feed = Feed("wire", site.url("/feed"))
    expected = {site.url(path): 1 for path in (*PAGES, "/gone")}
    died = 0
    for step in range(1, MOST_STEPS):
        folder = tmp_path / str(step)
        folder.mkdir()
        ended = watch_in_a_process(folder, feed, die_at=step)
        assert ended in (0, -signal.SIGKILL)
        died += ended != 0
        assert watch_in_a_process(folder, feed, die_at=0) == 0
        with Ledger.open(f"sqlite:///{folder / 'ledger.sqlite'}") as ledger:
            assert dict(written(ledger)) == expected, f"killed at step {step}"
            for report in ledger.reports():
                assert FolderStore(folder / "ledger.raw").read(report.raw_sha256)
        if not ended:
            break
    assert died > 10
    assert died < MOST_STEPS - 2


def test_killed_again_and_again_in_one_folder_it_still_comes_through(tmp_path: Path, site: Unruly) -> None:
    feed = Feed("wire", site.url("/feed"))
    for step in (2, 3, 5, 2, 6, 4, 1):
        watch_in_a_process(tmp_path, feed, die_at=step)
    assert watch_in_a_process(tmp_path, feed, die_at=0) == 0
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        assert dict(written(ledger)) == {site.url(path): 1 for path in (*PAGES, "/gone")}
    with sitting(tmp_path, feed) as desk:
        desk.clock.at += HOUR
        assert desk.store.pages(PageState.WAITING, PageState.KEPT, PageState.LOST) == ()


def test_the_command_killed_at_random_moments_reads_everything_once(tmp_path: Path, site: Unruly) -> None:
    """The real command with the whole journey behind it, killed with -9 at moments drawn by a fixed seed."""
    feeds = tmp_path / "feeds.toml"
    now = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
    site.says("/feed", rss(*((path, path) for path in PAGES), ("/gone", "gone"), dated=now), kind=RSS)
    feeds.write_text(f'[[feed]]\nname = "wire"\nurl = "{site.url("/feed")}"\ndelay_seconds = 1\n')
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    command = [sys.executable, "-m", "trucewatch.cli", "watch", "--once", "--feeds", str(feeds), "--ledger", url, "--quiet"]
    env = os.environ | {
        "TRUCEWATCH_INNER_NETWORKS": "127.0.0.1",
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }
    moments = random.Random(20200213)
    killed = 0
    for _ in range(5):
        process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=moments.uniform(1.0, 4.5))
        except subprocess.TimeoutExpired:
            process.kill()
            killed += 1
        process.wait()
    subprocess.run(command, env=env, check=False, timeout=120, stderr=subprocess.DEVNULL)
    with Ledger.open(url) as ledger:
        assert dict(written(ledger)) == {site.url(path): 1 for path in (*PAGES, "/gone")}
        assert len(list(ledger.incidents())) >= 1
        ledger.verify()
    assert killed >= 2
