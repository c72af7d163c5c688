"""The feeds that are to be watched, as a user writes them down in TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from trucewatch.errors import FeedError, OutsideError
from trucewatch.outside.fetcher import checked

FILE = "feeds.toml"
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_NAME = 60
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class FeedKind(StrEnum):
    """What stands at a feed's address; AUTO looks at it."""

    AUTO = "auto"
    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is to be watched.

    `only` names parts of addresses, of which an entry's must have one (none: all are taken), such as `/syria/` of a site's
    sitemap; what was published more than `reach_days` before it is first seen is known and not fetched. `silent_after_hours`
    without anything new make it a silent feed. `agreements` are those its reports are assessed under (none: all).
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    url: Annotated[str, Field(max_length=2000)]
    outlet: Annotated[str, Field(max_length=200)] = ""
    kind: FeedKind = FeedKind.AUTO
    every_minutes: Annotated[int, Field(ge=5, le=7 * 24 * 60)] = 30
    language: str = ""
    agreements: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    reach_days: Annotated[int, Field(ge=1, le=3660)] = 30
    silent_after_hours: Annotated[int, Field(ge=1, le=24 * 366)] = 72
    delay_seconds: Annotated[float, Field(ge=1, le=3600)] = 2.0

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"name: {self.name!r} may hold small letters, digits and single dashes between them")
        if self.language and not LANGUAGE.fullmatch(self.language):
            raise ValueError(f"language: {self.language!r} is no language tag; write it as en, ar or tr")
        try:
            checked(self.url)
        except OutsideError as error:
            raise ValueError(f"url: {error}") from error


def default_file() -> Path:
    """Where feeds are written down if no other file is named: `feeds.toml` in the data folder."""
    return Path(platformdirs.user_data_dir("trucewatch", appauthor=False)) / FILE


def read_feeds(path: Path) -> tuple[Feed, ...]:
    """The feeds of a file, in its order; a FeedError that names the feed and what would be right."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise FeedError(f"{path} does not exist; write the feeds there, each as [[feed]] with name and url") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FeedError(f"{path}: {error}") from error
    rows = table.pop("feed", [])
    if table:
        raise FeedError(f"{path}: unknown {', '.join(sorted(table))}; a file of feeds holds [[feed]] tables only")
    if not isinstance(rows, list) or not rows:
        raise FeedError(f"{path} names no feed; each is a [[feed]] table with name and url")
    feeds = tuple(_feed(path, number, row) for number, row in enumerate(rows, 1))
    _all_different(path, feeds)
    return feeds


def _feed(path: Path, number: int, row: object) -> Feed:
    called = f"feed {number}" + (f" ({row['name']})" if isinstance(row, dict) and isinstance(row.get("name"), str) else "")
    try:
        return TypeAdapter(Feed).validate_python(row)
    except ValidationError as error:
        first = error.errors()[0]
        place = f"{first['loc'][0]}: " if first["loc"] else ""
        said = first["msg"].removeprefix("Value error, ")
        raise FeedError(f"{path}: {called}: {place}{said}{_known(first['type'])}") from error


def _known(fault: str) -> str:
    names = ", ".join(Feed.__dataclass_fields__)
    return f"; known are {names}" if fault in ("unexpected_keyword_argument", "extra_forbidden") else ""


def _all_different(path: Path, feeds: Sequence[Feed]) -> None:
    for what in ("name", "url"):
        seen: set[str] = set()
        for number, feed in enumerate(feeds, 1):
            value = getattr(feed, what)
            if value in seen:
                raise FeedError(f"{path}: feed {number}: {what}: {value!r} stands in this file twice")
            seen.add(value)
