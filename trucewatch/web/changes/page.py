"""The changes as a page: what one author recorded at one moment stands together, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from trucewatch.ledger import Kind
from trucewatch.publish.revisions import (
    DONE,
    KINDS,
    NOUNS,
    Revision,
    Source,
    Wanted,
    What,
    all_revisions,
    entry_url,
    into_words,
)
from trucewatch.publish.tongue import say
from trucewatch.publish.values import Change
from trucewatch.publish.words import count_words, incident_url, instant_words, number
from trucewatch.web.changes.asking import Asked, read_asked
from trucewatch.web.lists import FileLink, file_links
from trucewatch.web.parts import Choice, Frame, Room, choices, frame

SHOWN = 40  # changes on a page
LOOKED_AT = 400  # entries that one page reads for what was asked: some 0.1 seconds
REACH = 100_000  # entries that one page passes over for what was done to records: at most some 0.3 seconds
MOST_CHANGES = 12  # values that one entry tells; more are counted
PATH = "/changes"
ENDINGS = ("csv", "json", "jsonl", "atom")


@dataclass(frozen=True, slots=True)
class Line:
    """What one entry did to one record; `code` names what was done."""

    seq: str
    href: str
    entry_href: str
    code: str
    done: str
    noun: str
    title: str
    changes: tuple[Change, ...]
    more: str
    into: tuple[tuple[str, str], ...]
    into_words: str


@dataclass(frozen=True, slots=True)
class Block:
    """What one author recorded at one moment for one reason."""

    iso: str
    when: str
    author: str
    reason: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What `changes.html` shows."""

    frame: Frame
    asked: Asked
    lede: str
    problem: str
    kinds: tuple[Choice, ...]
    whats: tuple[Choice, ...]
    blocks: tuple[Block, ...]
    filtered: bool
    newest: str
    older: str
    files: tuple[FileLink, ...]


def changes_page(room: Room, source: Source, query: Mapping[str, str]) -> ChangesPage:
    """One page of what changed, with what was asked and the way to what is older."""
    asked = read_asked(query, source)
    found, further = _some(source, asked.newest_first, room)
    kept = asked.query(limit="")
    return ChangesPage(
        frame=frame(room, "changes", say("Changes")),
        asked=asked,
        lede=say(
            "Nothing is overwritten: each change is a new entry with its author and its reason, and withdrawals are told too."
        ),
        problem="; ".join(asked.problems),
        kinds=choices({kind.value: say(NOUNS[kind]) for kind in KINDS}, asked.kind, say("every kind")),
        whats=choices({what.value: say(DONE[what]) for what in What}, asked.what, say("whatever was done")),
        blocks=tuple(_blocks(found)),
        filtered=bool(kept),
        newest=f"{PATH}?{asked.query(until='', limit='')}".rstrip("?") if asked.until else "",
        older=f"{PATH}?{asked.query(until=str(further), limit='')}" if further else "",
        files=file_links(PATH, kept, ENDINGS),
    )


def _some(source: Source, wanted: Wanted, room: Room) -> tuple[list[Revision], int]:
    """A page of revisions, and the entry from which the next page goes on; 0 after the last."""
    found: list[Revision] = []
    first = max(wanted.after, source.position(wanted.until) - REACH) if wanted.whats else wanted.after
    for looked, one in enumerate(all_revisions(source, replace(wanted, after=first), room.labels), 1):
        if len(found) == SHOWN:
            return found, one.seq
        if not wanted.whats or one.what in wanted.whats:
            found.append(one)
        if looked == LOOKED_AT and len(found) < SHOWN:
            return found, one.seq - 1
    return found, first if first > wanted.after else 0


def _blocks(found: Sequence[Revision]) -> Iterator[Block]:
    for (at, author, reason), some in groupby(found, key=lambda one: (one.at, one.author, one.reason)):
        yield Block(at.isoformat(), instant_words(at), author, reason, tuple(_line(one) for one in some))


def _line(one: Revision) -> Line:
    more = len(one.changes) - MOST_CHANGES
    return Line(
        seq=number(one.seq),
        href=one.href,
        entry_href=entry_url(one.seq),
        code=one.what.value,
        done=say(DONE[one.what]),
        noun=say(NOUNS.get(one.kind, "Record")),
        title=one.title,
        changes=one.changes[:MOST_CHANGES],
        more=say("and %(count)s", count=count_words(more, "more change")) if more > 0 else "",
        into=tuple((name, incident_url(name)) for name in one.into) if one.kind is Kind.INCIDENT else (),
        into_words=into_words(one),
    )
