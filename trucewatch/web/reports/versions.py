"""The versions of a report that the ledger holds: when each was recorded, and what changed, as words deleted and inserted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from rapidfuzz.distance import Indel

from trucewatch.ledger import Entry, Withdrawal
from trucewatch.model import Report
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, counted, instant_words, joined, short_day

MOST_WORDS = 6_000  # that are compared one by one: two texts of so many cost some 30 ms
MOST_TEXT = 200_000  # characters in which words are looked for: of a stretch that is longer only its length is told
SHOWN_CHANGES = 40
SHOWN_VERSIONS = 10
AROUND = 8  # words of context on each side
FAR = 2_000  # characters within which the words around a change are looked for
BLOCK = 65_536  # characters compared at once
TOKEN = re.compile(r"\S+\s*|\s+")
FIELDS: dict[str, Callable[[Report], str]] = {
    "title": lambda report: report.title or "",
    "outlet": lambda report: report.outlet.name if report.outlet else "",
    "day of publication": lambda report: short_day(report.published.day) if report.published else "",
    "address": lambda report: report.url or "",
    "language": lambda report: report.language or "",
    "source": lambda report: report.source,
}


@dataclass(frozen=True, slots=True)
class Change:
    """Words that went and words that came, with a few words of what stands around them."""

    before: str
    deleted: str
    inserted: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: its number, when and by whom it was recorded and why, what changed since the one before."""

    number: int
    when: str
    iso: str
    author: str
    reason: str
    told: str
    fields: tuple[tuple[str, str, str], ...]
    changes: tuple[Change, ...]
    more: str
    language: str | None


def version_rows(entries: Sequence[Entry]) -> tuple[VersionRow, ...]:
    """The versions behind some entries on one report, the newest first; () if there is only one."""
    if len(entries) < 2:
        return ()
    steps = [(number, entry, before) for number, (before, entry) in enumerate(pairwise([None, *entries]), 1) if entry]
    return tuple(_row(number, entry, before) for number, entry, before in reversed(steps[-SHOWN_VERSIONS:]))


def _row(number: int, entry: Entry, before: Entry | None) -> VersionRow:
    record, old = entry.record, before.record if before else None
    fields: tuple[tuple[str, str, str], ...] = ()
    changes: list[Change] = []
    told, more = say("First read."), ""
    if isinstance(record, Withdrawal):
        told = say("Withdrawn: %(reason)s", reason=record.reason)
    elif isinstance(old, Withdrawal):
        told = say("Read again after it was withdrawn.")
    elif isinstance(record, Report) and isinstance(old, Report):
        fields = tuple((name, get(old), get(record)) for name, get in FIELDS.items() if get(old) != get(record))
        changes, more = text_changes(old.text, record.text)
        told = _told(fields, changes, more, same=old.text == record.text)
    stamp = entry.stamp
    shown, left = changes[:SHOWN_CHANGES], len(changes) - SHOWN_CHANGES
    more = more or (say("%(count)s are not listed.", count=capital(counted(left, "more change"))) if left > 0 else "")
    language = record.language if isinstance(record, Report) else None
    return VersionRow(
        number, _when(stamp.at), stamp.at.isoformat(), stamp.author, stamp.reason, told, fields, tuple(shown), more, language
    )


def _when(moment: datetime) -> str:
    return instant_words(moment)


def _told(fields: Sequence[tuple[str, str, str]], changes: Sequence[Change], more: str, *, same: bool) -> str:
    said = [say("its %(value)s", value=joined([name for name, _, _ in fields]))] if fields else []
    if not same:
        said.append(
            say("its text") if more and not changes else say("its text in %(count)s", count=counted(len(changes), "place"))
        )
    return (
        say("Changed %(said)s.", said=joined(said))
        if said
        else say("Read again: the same words and dates, found or marked otherwise.")
    )


def text_changes(old: str, new: str) -> tuple[list[Change], str]:
    """What differs between two texts in the order of the newer, and, where too much does to be listed, how much.

    Words are looked for only between the first sign that differs and the last, and a little around them.
    """
    old, new = _parting(old, new)
    if max(len(old), len(new)) > MOST_TEXT:
        return [], _too_much(counted(len(old), "character"), counted(len(new), "character"))
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    head = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x.split() != y.split()), min(len(a), len(b)))
    tail = next(
        (n for n, (x, y) in enumerate(zip(reversed(a[head:]), reversed(b[head:]), strict=False)) if x.split() != y.split()),
        min(len(a), len(b)) - head,
    )
    left, right = a[head : len(a) - tail], b[head : len(b) - tail]
    if max(len(left), len(right)) > MOST_WORDS:
        return [], _too_much(counted(len(left), "word"), counted(len(right), "word"))
    return list(_changes(a, b, head, left, right)), ""


def _too_much(old: str, new: str) -> str:
    return say("A stretch of %(count)s is now one of %(count2)s: too much to list.", count=old, count2=new)


def _parting(old: str, new: str) -> tuple[str, str]:
    """The two texts from some words before they part until some words after they are one again."""
    alike = _alike(old, new)
    starts = [word.start() for word in TOKEN.finditer(old, max(0, alike - FAR), alike)]
    start = starts[max(0, len(starts) - AROUND - 2)] if starts else alike
    again = _alike(old[alike:][::-1], new[alike:][::-1])
    after = [word.start() for word in TOKEN.finditer(old, len(old) - again, min(len(old), len(old) - again + FAR))]
    end = after[AROUND + 2] if len(after) > AROUND + 2 else min(len(old), len(old) - again + FAR)
    return old[start:end], new[start : end + len(new) - len(old)]


def _alike(a: str, b: str) -> int:
    """With how many characters two texts begin alike."""
    most = min(len(a), len(b))
    begin = next((at for at in range(0, most, BLOCK) if a[at : at + BLOCK] != b[at : at + BLOCK]), most)
    return next((at for at in range(begin, most) if a[at] != b[at]), most)


def _changes(a: Sequence[str], b: Sequence[str], head: int, left: Sequence[str], right: Sequence[str]) -> Iterator[Change]:
    plain = [word.strip() for word in left], [word.strip() for word in right]
    blocks = [code for code in Indel.opcodes(*plain) if code.tag != "equal"]
    for start, end, begin, stop in _joined([(c.src_start, c.src_end, c.dest_start, c.dest_end) for c in blocks]):
        yield Change(
            before="".join(b[max(0, head + begin - AROUND) : head + begin]),
            deleted="".join(left[start:end]).strip(),
            inserted="".join(right[begin:stop]).strip(),
            after="".join(b[head + stop : head + stop + AROUND]),
        )


Block = tuple[int, int, int, int]


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """A deletion and an insertion at one place, or with no more than a word between them, as one change."""
    out: list[Block] = []
    for block in blocks:
        if out and block[0] - out[-1][1] <= 1 and block[2] - out[-1][3] <= 1:
            out[-1] = (out[-1][0], block[1], out[-1][2], block[3])
        else:
            out.append(block)
    return out
