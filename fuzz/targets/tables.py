"""Targets: tables and containers of records: logs of posts, workbooks, ACLED and UCDP, copies of a ledger, dumps of places."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

from fuzz.faults import held
from fuzz.mutation import mutate, rezipped
from fuzz.target import Target
from fuzz.targets.documents import check_report, check_spans, folder, refused
from trucewatch.errors import SourceError
from trucewatch.ingest.datasets import Deleted, Told, read_dataset
from trucewatch.ingest.logs import read_log
from trucewatch.knowledge.place_dumps import PlaceDraft, read_dump
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Ledger
from trucewatch.ledger.chain import START, Line
from trucewatch.ledger.copying import check_lines, ledger_lines, take_lines
from trucewatch.ledger.records import encode, escape
from trucewatch.model import Unread

LOG_WORDS = (
    "date", "time", "post", "observation", "shots", "explosion", "outgoing", "incoming", "2-4 km", "NE", "seen", "heard", "access",
    "denied", "18:30", "18.30-19.10", "2020-02-13", "13/02/2020", "undetermined", "several", "120mm", "mortar", "rounds", "45°", "UTC+3",
    "patrol stopped", "tank", "withdrawn", "night", "visibility", "limited", "min", "10+", "≈5", "yes", "no",
)  # fmt: skip
DATASET_WORDS = (
    "event_id_cnty", "event_date", "13 February 2020", "2020-02-13", "time_precision", "event_type", "Battles", "sub_event_type",
    "Shelling/artillery/missile attack", "actor1", "Military Forces of Syria (2000-)", "latitude", "35.86", "longitude", "36.8",
    "fatalities", "timestamp", "1581580800", "deleted_timestamp", "type_of_violence", "side_a", "side_b", "best", "low", "high",
    "date_start", "date_end", "where_prec", "date_prec", "geo_precision", "notes", "source", "#event",
)  # fmt: skip
COPY_WORDS = (
    '"seq":1', '"kind":"report"', '"kind":"claim"', '"subject":"incident"', '"withdrawal"', '"record":{', '"payload"', '"previous":',
    '"recorded_at":"2020-02-13T12:00:00.000000Z"', '"author":""', "null", "1e400", "\\ud800", '"text":""', '"start":-1', "{}", "[]",
)  # fmt: skip
DUMP_WORDS = (
    "\t", '{"type":"Feature","properties":{', '"wof:id":1', '"wof:name":"Ariha"', '"geometry":{"type":"Point","coordinates":[36.6,35.8]}',
    '"wof:placetype":"locality"', '"mz:is_current":1', '"edtf:deprecated":"2020"', "PPL", "ADM1", "SY", "35.8", "36.6", "Asia/Damascus",
    '"name:ara_x_preferred":["أريحا"]', "P", "A", "Infinity", "-91",
)  # fmt: skip


def log(data: bytes) -> None:
    """A log gives days with claims on their words, and an Unread for each line that cannot be so; the same again."""
    found = tuple(read_log(data, "x.csv", load_posts(), post=load_posts()[0] if len(data) % 2 else None))
    for day in found:
        if isinstance(day, Unread):
            held(day.reason and day.source, "an Unread without place or reason")
            continue
        check_report(day.report)
        for claim in day.claims:
            check_spans(day.report, claim)
        for record in (day.post, day.report, *day.claims, *day.records):
            encode(record)
    if len(data) % 8 == 0:
        held(
            tuple(read_log(data, "x.csv", load_posts(), post=None)) == tuple(read_log(data, "x.csv", load_posts(), post=None)),
            "not the same again",
        )


def change_zip(data: bytes, draw: random.Random, target: Target) -> bytes:
    """A part of the workbook or archive changed under whole checksums, or its bytes themselves."""

    def change(inside: bytes) -> bytes:
        return mutate(inside, draw, words=target.words, others=(), longest=4 * target.longest)

    changed = rezipped(data, draw, change) if draw.random() < 0.85 else None
    return changed or mutate(data, draw, words=(), others=target.cases(), longest=target.longest)


def dataset(data: bytes) -> None:
    """Each row is a report of its outlet with claims on its words, an event deleted, or an Unread."""
    try:
        found = tuple(read_dataset(data, "x.csv"))
    except SourceError as error:
        held(error.reason, "refused without a reason")
        return
    for one in found:
        if isinstance(one, Told):
            check_report(one.report)
            for claim in one.claims:
                check_spans(one.report, claim)
                encode(claim)
            encode(one.report)
        else:
            held(isinstance(one, Deleted | Unread), "something else came")


@cache
def empty_ledger() -> bytes:
    """The bytes of a ledger with nothing in it."""
    path = folder() / "empty.sqlite"
    Ledger.open(f"sqlite:///{path}").close()
    return path.read_bytes()


def copy(data: bytes) -> None:
    """A copy is refused with its line, or taken whole: what is in the ledger then is a chain, and goes out as the same lines."""
    lines = data.decode("utf-8", "replace").splitlines(keepends=True)
    refused(lambda: check_lines(lines))
    chained = list(rechained(lines))
    path = folder() / "copy.sqlite"
    for gone in folder().glob("copy.sqlite*"):
        gone.unlink()
    path.write_bytes(empty_ledger())
    with Ledger.open(f"sqlite:///{path}") as ledger:
        refused(lambda: take_lines(ledger, chained))
        taken = ledger.verify()
        if taken:
            again = list(ledger_lines(ledger))
            held(check_lines(again).lines == taken, "what was taken does not go out again")
            list(ledger.entries())


def rechained(lines: list[str]) -> list[str]:
    """The lines with numbers and hashes that fit again, as somebody would write them who wants to be believed."""
    out: list[str] = []
    previous = START
    for text in lines:
        try:
            entry = json.loads(text)
            line = Line(
                previous=previous,
                seq=len(out) + 1,
                payload=json.dumps(entry["record"], sort_keys=True, separators=(",", ":"), allow_nan=False),
                kind=entry["kind"],
                subject=entry["subject"],
                recorded_at=entry["recorded_at"],
                record_id=escape(entry["id"]),
                **{name: escape(entry[name]) for name in ("author", "code", "model", "knowledge", "reason")},
            )
            previous_now = line.digest()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
        out.append(json.dumps({**entry, "seq": line.seq, "previous": previous, "hash": previous_now}) + "\n")
        previous = previous_now
    return out


def _dump(name: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        path: Path = folder() / name
        path.write_bytes(data)

        def read() -> None:
            for place in read_dump(path):
                if isinstance(place, PlaceDraft):
                    held(-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180, f"no point on the earth: {place}")

        refused(read)

    return run


TARGETS = (
    Target("post-log", log, LOG_WORDS, longest=3000),
    Target("post-log-json", log, LOG_WORDS, longest=3000),
    Target("post-workbook", log, LOG_WORDS, change_zip, longest=12_000),
    Target("acled", dataset, DATASET_WORDS, longest=3000),
    Target("ucdp", dataset, DATASET_WORDS, longest=3000),
    Target("ledger-copy", copy, COPY_WORDS, longest=8000),
    Target("place-dump", _dump("dump"), DUMP_WORDS, longest=3000),
)
