"""Targets: what people write by hand: tables, agreements, posts, feeds, rules of alerts, settings."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from fuzz.faults import held
from fuzz.target import Target
from fuzz.targets.documents import folder, refused
from trucewatch.alerting.configured import rules_from
from trucewatch.errors import KnowledgeError, UsageError
from trucewatch.feeds.configured import read_feeds
from trucewatch.knowledge.agreements import check_files
from trucewatch.knowledge.party_rows import PartyRow
from trucewatch.knowledge.places import ExtraPlace
from trucewatch.knowledge.posts import check_posts
from trucewatch.knowledge.tables import each_row
from trucewatch.ledger.records import encode
from trucewatch.settings import PREFIX, Settings, load_settings

TABLES = (PartyRow, ExtraPlace)
TOML_WORDS = (
    "[[feed]]", "[[rule]]", "[[posts]]", "[[clauses]]", "[[areas]]", "[areas.circle]", "name = ", "url = ", "id = ", "kind = ", "2020-02-13",
    "07:00:00", "2020-02-13T07:00:00Z", '"""', "'''", "true", "[1, 2]", "{ a = 1 }", "1e400", "inf", "nan", "-0", "0x1F", "\\u0000", "[]",
    '"SYR"', '"TUR"', '"per-burst"', '"corroborated"', '"new_incident"', '"figures_diverge"', '"Europe/Istanbul"', "[[", "]]", "#",
)  # fmt: skip
FEED_FILE_WORDS = (
    "every_minutes = 5",
    'kind = "sitemap"',
    'language = "ar"',
    'outlet = "Wire"',
    "delay_seconds = 1",
    "https://news.example/rss",
)


def _written(name: str, data: bytes) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


def table_rows(data: bytes) -> None:
    """Every row is a record or a fault with a line within the table."""
    lines = data.count(b"\n") + data.count(b"\r") + 1
    _written("table.csv", data)
    for row in TABLES:
        try:
            for line, one in each_row("table.csv", row, folder()):
                held(1 <= line <= lines, f"line {line} of {lines}")
                held(isinstance(one, row | KnowledgeError), "neither a row nor a fault")
        except KnowledgeError as error:
            held(0 <= error.line <= lines + 1 and error.reason, f"line {error.line} of {lines}")


def agreements(data: bytes) -> None:
    """A file of an agreement gives records that can be kept, or faults with a line within it."""
    path = _written("OWN20.toml", data)
    lines = len(data.splitlines()) + 1
    for file in check_files([path]):
        held(all(0 <= fault.line <= lines for fault in file.faults), "a fault outside the file")
        held(file.agreement or file.faults, "neither an agreement nor a fault")
        if file.agreement:
            encode(file.agreement)


def posts_file(data: bytes) -> None:
    """A file of posts gives posts that can be kept, or faults."""
    path = _written("posts.toml", data)

    def read() -> None:
        posts, faults = check_posts(path)
        for post in () if faults else posts:
            encode(post)

    refused(read)


def _file(name: str, read: Callable[[Path], object]) -> Callable[[bytes], None]:
    return lambda data: refused(lambda: read(_written(name, data)))


def alerts_file(data: bytes) -> None:
    """A file of rules gives rules, or an error that names its line."""
    refused(lambda: rules_from(data.decode("utf-8", "replace"), "alerts.toml"))


def settings(data: bytes) -> None:
    """A project file and the environment give settings, or an error that names the place. Lines NAME=VALUE below dashes are the latter."""
    file, _, lines = data.partition(b"\n----\n")
    inner = folder() / "project"
    inner.mkdir(exist_ok=True)
    (inner / "trucewatch.toml").write_bytes(file)
    names = [field.name for field in dataclasses.fields(Settings)]
    env = {}
    for number, line in enumerate(lines.decode("utf-8", "replace").splitlines()[:40]):
        name, _, value = line.partition("=")
        env[PREFIX + (name.strip().upper() if name.strip().lower() in names else names[number % len(names)].upper())] = value
    try:
        found, origins = load_settings(env=env, folder=inner)
        held(len(origins) == len(names) and isinstance(found, Settings), "a setting is missing")
    except UsageError as error:
        held(str(error), "refused without a reason")


TARGETS = (
    Target(
        "table-rows", table_rows, (*(field.name for field in dataclasses.fields(PartyRow)), ";", '"', "SYR", "true", "2011-03-15")
    ),
    Target("agreements", agreements, TOML_WORDS),
    Target("posts-file", posts_file, TOML_WORDS),
    Target("feeds-file", _file("feeds.toml", read_feeds), (*FEED_FILE_WORDS, *TOML_WORDS), longest=1500),
    Target("alerts-file", alerts_file, TOML_WORDS, longest=1500),
    Target("settings", settings, ("port = 8010", 'reading = "closed"', "PORT=70000", "WORKERS=0", *TOML_WORDS), longest=1000),
)
