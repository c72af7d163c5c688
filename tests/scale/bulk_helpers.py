"""What the tests of reading in bulk share: inputs of all forms, an engine in this process, ledgers side by side, a quick reader."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.bulk_killed import STARTS as STARTS
from trucewatch.ingest.pieces import Bounds
from trucewatch.ledger import Ledger
from trucewatch.model import Report, Unread
from trucewatch.pipeline import machine_stamp, run
from trucewatch.reader import Reading
from trucewatch.scale import reading, running
from trucewatch.scale.local import LocalEngine
from trucewatch.scale.manifest import ManifestRow
from trucewatch.scale.running import Wish, read_bulk
from trucewatch.scale.shard import Choices, Task, Versions
from trucewatch.scale.taking import Taken, take_in

DAY = date(2020, 2, 13)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
POISON = "POISON"
FIXED = Versions("code", "model", "knowledge")  # so that nobody who works on the code meanwhile has all read again


def warc_record(number: int, words: str, *, kind: str = "response", url: str = "") -> bytes:
    page = f"<html><body><p>{words}</p></body></html>"
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}" if kind != "conversion" else words
    content = "text/plain" if kind == "conversion" else "application/http; msgtype=response"
    address = url or f"https://outlet{number}.example/news/2020/02/story-{number}.html"
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Type: {content}\r\n"
    return f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}\r\n\r\n".encode()


def json_line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def write_inputs(folder: Path) -> Path:
    """Inputs of many forms with what makes ids hard: one stem for two files, one id twice, versions of a page, copies, faults."""
    folder.mkdir(parents=True)
    shelled = "Government forces shelled the town of Ariha on Tuesday, killing three civilians."
    later = "Government forces shelled the town of Ariha on Tuesday, killing four civilians, medics said."
    (folder / "a.txt").write_text(shelled)
    (folder / "deep").mkdir()
    (folder / "deep" / "a.txt").write_text("Rebels fired rockets at Saraqib on Monday, wounding two soldiers.")
    (folder / "deep" / "copy.txt").write_text(shelled)
    (folder / "turkish.txt").write_text(
        "Türk askerleri İdlib'de gözlem noktasına yapılan saldırıda hayatını kaybetti, dedi bakan."
    )
    (folder / "empty.txt").write_text("")
    story = "https://wire.example/2020/02/story-77.html"
    lines = [
        json_line(id="one", text=shelled, outlet="Wire", published="2020-02-11"),
        b"{not json\n",
        json_line(id="one", text="Another report under the same id: an air strike hit Maarat al-Numan on Sunday."),
        json_line(text=later, url=story, published="2020-02-12T10:00:00Z"),
        b"\n",
        json_line(text=shelled, url=story, published="2020-02-11T10:00:00Z"),
        json_line(id="tr", text="Suriye rejimi ve destekçileri dün gece köyleri topçu ateşiyle vurdu, beş kişi öldü."),
        json_line(id="two", text="Two soldiers were killed when a drone struck their post near Nayrab on 10 February."),
    ]
    (folder / "lines.jsonl").write_bytes(b"".join(lines))
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[:1] * 2 + lines[3:]), mtime=0))
    rows = ['id,text,date\n"x","Clashes broke out in ""Nayrab"",\nthe ministry said.",2020-02-10\n', "y,A shell fell.,nonsense\n"]
    (folder / "table.csv").write_text(
        "".join([*rows, "z,too,many,cells,here\n", "w,Shells hit Ariha again on Friday.,2020-02-14\n"])
    )
    pages = [warc_record(n, f"Shell number {n} hit Ariha on Tuesday, killing {n + 2} people.") for n in range(4)]
    pages.insert(2, warc_record(9, "", kind="request"))
    pages.insert(3, b"garbage between records\n")
    pages.append(warc_record(10, later, url=story))
    (folder / "crawl.warc.gz").write_bytes(b"".join(gzip.compress(page, mtime=0) for page in pages)[:-9])
    (folder / "texts.warc.wet").write_bytes(b"".join(warc_record(n, f"Text {n}: {shelled}", kind="conversion") for n in range(3)))
    return folder


@dataclass(frozen=True, slots=True)
class Here:
    """An engine in this process, where the reader is loaded once for all tests; `turn` puts the shards in another order."""

    turn: Callable[[list[Task]], Sequence[Task]] = list
    read: Callable[[Task], ManifestRow] = reading.read_shard

    def run(self, tasks: Iterable[Task]) -> Iterator[ManifestRow]:
        try:
            for task in self.turn(list(tasks)):
                yield self.read(task)
        finally:
            reading.put_away()


def stamp() -> Any:
    return machine_stamp(NOON)


def entries(url: str) -> list[tuple[object, ...]]:
    with Ledger.open(url) as ledger:
        return [(entry.kind, entry.id, entry.record, entry.hash) for entry in ledger.entries()]


def run_into(url: str, *paths: Path) -> list[tuple[object, ...]]:
    with Ledger.open(url) as ledger:
        run(paths, ledger, published=DAY, now=lambda: NOON)
    return entries(url)


def take_into(url: str, out: Path) -> Taken:
    with Ledger.open(url) as ledger:
        return take_in(out, ledger, stamp)


class QuickReader:
    """Finds no claims, and takes its time; a report with a certain word ends its process, as a fault in a library would."""

    def __init__(self, model: str) -> None:
        self.model = model

    def read(self, report: Report) -> Reading | Unread:
        if POISON in report.text:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.002)
        return Reading(report, ())


def read_quickly(task: Task) -> ManifestRow:
    """`read_shard` with a reader that needs no model; each time it is begun leaves a line."""
    with (Path(task.folder).parent / STARTS).open("a", encoding="utf-8") as file:
        file.write(f"{task.key}\n")
    with ExitStack() as stack:
        stack.enter_context(patch.object(reading, "load_reader", QuickReader))
        if task.versions == FIXED:
            stack.enter_context(patch.object(reading, "versions_in_force", lambda choices: FIXED))
        return reading.read_shard(task)


def many_lines(path: Path, count: int, *, seed: int = 0) -> Path:
    chance = random.Random(seed)
    path.write_bytes(b"".join(json_line(id=f"r{n}", text=f"Shell {n} fell. " * chance.randint(1, 9)) for n in range(count)))
    return path


def many_pages(path: Path, count: int) -> Path:
    """A web archive of small pages, each packed by itself."""
    path.write_bytes(b"".join(gzip.compress(warc_record(n, f"Shell {n} fell on Ariha."), 1, mtime=0) for n in range(count)))
    return path


def drive(inputs: str, out: str, workers: str, shard: str) -> None:
    """Read the files of a folder in bulk with so many workers that read quickly; with none, in this process."""
    paths = sorted(path for path in Path(inputs).iterdir() if path.is_file())
    wish = Wish(paths, Choices(published=DAY), Bounds(int(shard), int(shard) * 2_500))
    engine = LocalEngine(int(workers), read_quickly) if int(workers) else Here(read=read_quickly)
    with patch.object(running, "versions_in_force", lambda choices: FIXED):
        read_bulk(wish, out, engine)
