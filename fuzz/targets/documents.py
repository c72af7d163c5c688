"""Targets: every form of file through the door of ingest, with what a report promises about its text and its bytes."""

from __future__ import annotations

import atexit
import gzip
import os
import random
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from fuzz.faults import held
from fuzz.mutation import mutate, repacked
from fuzz.places import MEMORY, SCRATCH
from fuzz.target import Target
from trucewatch.errors import TrucewatchError
from trucewatch.ingest import ingest, raw_place
from trucewatch.ledger.records import encode
from trucewatch.model import Report, Span, Unread

GIVEN = date(2020, 2, 13)
ASKED_TWICE = 8  # one case in so many is read a second time, to the same reports
LENGTH = re.compile(rb"(?i)(content-length:\s*)\d+")
NAMES = ("x.txt", "x.html", "x.pdf", "x.xml", "x.jsonl", "x.json", "x.csv", "x.tsv", "x.warc", "x.warc.gz", "x.md.gz", "x")

PAGE_WORDS = (
    "<p>", "</p>", "<article>", "<h1>", "<title>", "<figcaption>", "<div class='related'>", "<script type='application/ld+json'>",
    "</script>", "<meta property='article:published_time' content='2020-02-13T18:11:00+03:00'>", "<a href='/x'>", "<br>", "<li>",
    '{"@type":"NewsArticle","headline":"Truce holds","datePublished":"2020-02-13"}', "<!--", "-->", "<![CDATA[", "]]>", "&nbsp;",
    "<base href='//x'>", "<link rel=canonical href='https://news.example/a'>", "<table>", "<svg>", "<template>", "<noscript>",
)  # fmt: skip
FEED_WORDS = (
    "<item>", "</item>", "<entry>", "<title>", "<description>", "<content:encoded>", "<pubDate>Thu, 13 Feb 2020 07:00:00 +0300</pubDate>",
    "<link>https://news.example/a</link>", "<guid>", "<updated>2020-02-13T07:00:00Z</updated>", "<![CDATA[", "]]>", "&lt;p&gt;",
    '<!DOCTYPE rss [<!ENTITY a "aaaa">]>', "&a;", '<?xml version="1.0" encoding="utf-16"?>', 'xmlns="http://www.w3.org/2005/Atom"',
)  # fmt: skip
TEXT_WORDS = (
    "Feb. 13, 2020", "13 February 2020", "IDLIB, Syria (Wire) -", "By A. Writer", "(Photo: A. Writer)", "Updated:", "READ MORE:",
    "Related:", "Truce holdsTruce holds", "Published 18:11 GMT", "١٣ شباط ٢٠٢٠", "©", "Reporting by", "ANKARA -",
)  # fmt: skip
WARC_WORDS = (
    "WARC/1.0\r\n", "WARC-Type: response\r\n", "WARC-Type: conversion\r\n", "Content-Length: 20\r\n", "Content-Type: text/html\r\n",
    "Content-Type: application/http; msgtype=response\r\n", "WARC-Target-URI: https://news.example/a\r\n", "\r\n\r\n",
    "HTTP/1.1 200 OK\r\n", "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "WARC-Date: 2020-02-13T00:00:00Z\r\n",
)  # fmt: skip
ROW_WORDS = (
    '"text":',
    '"id":',
    '"title":',
    '"published":"2020-02-13"',
    '"outlet":{"name":"Wire"}',
    '"url":',
    "\\u00e9",
    "\\ud83d\\ude00",
    "null",
    "true",
)
PDF_WORDS = (
    "1 0 obj", "endobj", "stream\n", "endstream", "/Type /Page", "/Kids [3 0 R]", "/Contents 5 0 R", "/Length 20", "xref", "trailer",
    "startxref", "%%EOF", "BT", "ET", "Tj", "TJ", "Tf", "/Filter /FlateDecode", "/Encrypt 9 0 R", "<< >>", "/Count -1", "(Truce)",
)  # fmt: skip


@cache
def folder() -> Path:
    """A folder of this process, in memory where the machine has one, gone at its end."""
    if room := os.environ.get(SCRATCH):
        return Path(tempfile.mkdtemp(dir=room))  # it goes with the room, however this process ends
    made = Path(tempfile.mkdtemp(prefix="trucewatch-fuzz-", dir=MEMORY if MEMORY.is_dir() else None))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def read_as(name: str, data: bytes) -> tuple[Report | Unread, ...]:
    """What ingest makes of a file of this name; nothing but a report or an Unread may come."""
    path = folder() / name
    path.write_bytes(data)
    return tuple(ingest([path], published=GIVEN))


def check_read(name: str, data: bytes) -> None:
    """The promises of ingest on one file."""
    found = read_as(name, data)
    held(found, "a file gave neither a report nor an Unread")
    for one in found:
        if isinstance(one, Report):
            check_report(one)
        else:
            held(one.reason and one.source, "an Unread without place or reason")
        encode(one)  # what is read can be kept
    if len(data) % ASKED_TWICE == 0:
        held(read_as(name, data) == found, "the same file read again gave something else")


def check_report(report: Report) -> None:
    """Spans are the text's own words, passages are in order, and the way back to the bytes is exact."""
    held(report.text.strip(), "a report without text")
    check_spans(report, (report.published, report.outlet))
    for stretches in (report.passages, report.bytes_map):
        ends = [(one.start, one.end) for one in stretches]
        held(all(before[1] <= after[0] for before, after in pairwise(ends)), f"stretches overlap: {ends}")
    for run in report.bytes_map:
        held(0 <= run.start < run.end <= len(report.text), f"{run} lies outside the text")
        if report.encoding is not None:
            place = raw_place(report, run.start, run.end)
            held(place == (run.raw_start, run.raw_end), f"{run} is not where its characters stand: {place}")


def _stands(report: Report, span: Span) -> bool:
    return span.report_id == report.id and report.text[span.start : span.end] == span.text


def check_spans(report: Report, value: object) -> None:
    """Every span in a record stands in the report's text."""
    if isinstance(value, Span):
        held(_stands(report, value), f"{value} does not stand in the text")
    elif isinstance(value, tuple):
        for part in value:
            check_spans(report, part)
    elif is_dataclass(value):
        for field in fields(value):
            check_spans(report, getattr(value, field.name))


def _file(name: str) -> Callable[[bytes], None]:
    return lambda data: check_read(name, data)


def any_file(data: bytes) -> None:
    """A file of any name: the first byte says which."""
    check_read(NAMES[data[0] % len(NAMES)] if data else "x", data[1:])


def change_gzip(data: bytes, draw: random.Random, target: Target) -> bytes:
    """The content changed under a whole checksum, or the packed bytes themselves."""

    def change(inside: bytes) -> bytes:
        return mutate(inside, draw, words=target.words, others=(), longest=4 * target.longest)

    changed = repacked(data, change) if draw.random() < 0.8 else None
    if changed is None:
        changed = mutate(
            data if data[:1] == b"\x1f" else gzip.compress(data, 1, mtime=0), draw, words=(), others=(), longest=target.longest
        )
    return changed + gzip.compress(b"more", 1, mtime=0) if draw.random() < 0.05 else changed


def change_warc(data: bytes, draw: random.Random, target: Target) -> bytes:
    """Records changed, mostly with lengths that are right again: one that lies hides all behind it."""
    changed = mutate(data, draw, words=target.words, others=target.cases(), longest=target.longest)
    if draw.random() < 0.25:
        return changed
    parts = re.split(rb"(?=WARC/1\.[01]\r\n)", changed)
    return b"".join(_right_length(part) for part in parts)[: target.longest]


def _right_length(record: bytes) -> bytes:
    head, gap, body = record.partition(b"\r\n\r\n")
    if not gap or not record.startswith(b"WARC/"):
        return record
    size = len(body.removesuffix(b"\r\n\r\n"))
    return LENGTH.sub(rb"\g<1>%d" % size, head) + gap + body


TARGETS = (
    Target("txt", _file("x.txt"), TEXT_WORDS, longest=6000),
    Target("html", _file("x.html"), PAGE_WORDS, longest=6000, share=2),
    Target("pdf", _file("x.pdf"), PDF_WORDS, longest=6000),
    Target("warc", _file("x.warc"), (*WARC_WORDS, *PAGE_WORDS[:6]), change_warc, longest=6000),
    Target("wet", _file("x.warc.wet"), (*WARC_WORDS, *TEXT_WORDS), change_warc, longest=6000),
    Target("jsonl", _file("x.jsonl"), ROW_WORDS),
    Target("json", _file("x.json"), ROW_WORDS),
    Target("csv", _file("x.csv"), ("id", "text", "title", "published", "outlet", '"', '""', ",", ";")),
    Target("tsv", _file("x.tsv"), ("id", "text", "title", "published", "outlet", '"', '""', "\t")),
    Target("feed", _file("x.xml"), FEED_WORDS),
    Target("gzip", _file("x.jsonl.gz"), ROW_WORDS, change_gzip),
    Target("any-file", any_file, (*PAGE_WORDS[:4], *FEED_WORDS[:4], *WARC_WORDS[:4], *ROW_WORDS[:3], "%PDF-1.4", "PK\x03\x04")),
)


def refused(run: Callable[[], object]) -> None:
    """Run it; the package's own errors are an answer, all others are a fault."""
    try:
        run()
    except TrucewatchError as error:
        held(str(error).strip(), f"{type(error).__name__} says nothing")
