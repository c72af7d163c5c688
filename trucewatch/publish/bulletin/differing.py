"""What differs between two revisions of a report: sentences added, gone and changed, word by word; values that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from trucewatch.model import Bulletin, BulletinTable, Line, Section

WORDS = re.compile(r"\s+|[^\s\w]|\w+")


class Differs(StrEnum):
    """How something differs."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"


class Part(StrEnum):
    """Where a stretch of words stands: in both, only in the old, only in the new."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words, and in which of the two they stand."""

    part: Part
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One sentence, row or value that differs; BOTH and OLD stretches give the old words, BOTH and NEW the new ones.

    `key` is that of the sentence or table; `by` names who changed the wording, "" where the records changed it.
    """

    section: str
    key: str
    differs: Differs
    stretches: tuple[Stretch, ...]
    by: str = ""

    @property
    def old(self) -> str:
        """The words before."""
        return "".join(one.words for one in self.stretches if one.part is not Part.NEW)

    @property
    def new(self) -> str:
        """The words now."""
        return "".join(one.words for one in self.stretches if one.part is not Part.OLD)


def differences(old: Bulletin, new: Bulletin) -> tuple[Difference, ...]:
    """Everything that differs, in the order of the newer report, what is gone after what stands; nothing for two that agree."""
    found = [*_values("", "title", old.title, new.title), *_values("", "standfirst", old.standfirst, new.standfirst)]
    found += _facts(old, new)
    before = {section.key: section for section in old.sections}
    for section in new.sections:
        found += _sections(before.pop(section.key, None), section)
    for gone in before.values():
        found += _sections(gone, None)
    return tuple(found)


def _facts(old: Bulletin, new: Bulletin) -> Iterator[Difference]:
    before, now = dict(old.facts), dict(new.facts)
    for name in dict.fromkeys((*now, *before)):
        yield from _values("", name, before.get(name, ""), now.get(name, ""))


def _sections(old: Section | None, new: Section | None) -> Iterator[Difference]:
    title = new.title if new else old.title if old else ""
    yield from _values(title, "hole", old.hole if old else "", new.hole if new else "")
    before, now = _by_key(old), _by_key(new)
    for key in dict.fromkeys((*now, *before)):
        yield from _lines(title, key, before.get(key), now.get(key))
    yield from _rows(title, old.tables if old else (), new.tables if new else ())


def _by_key(section: Section | None) -> Mapping[str, Line]:
    return {line.key: line for line in section.lines} if section else {}


def _lines(section: str, key: str, old: Line | None, new: Line | None) -> Iterator[Difference]:
    edited = new.edited if new else None
    by = edited.by if edited and not edited.overtaken else ""
    yield from _values(section, key, old.words if old else "", new.words if new else "", by=by)


def _rows(section: str, old: Sequence[BulletinTable], new: Sequence[BulletinTable]) -> Iterator[Difference]:
    """The rows of tables, told apart by their first cell."""
    before = {(table.key, row[0]): row for table in old for row in table.rows if row}
    now = {(table.key, row[0]): row for table in new for row in table.rows if row}
    for key in dict.fromkeys((*now, *before)):
        yield from _values(section, key[0], " · ".join(before.get(key, ())), " · ".join(now.get(key, ())))


def _values(section: str, key: str, old: str, new: str, *, by: str = "") -> Iterator[Difference]:
    if old != new:
        differs = Differs.ADDED if not old else Differs.GONE if not new else Differs.CHANGED
        yield Difference(section, key, differs, stretches(old, new), by)


def stretches(old: str, new: str) -> tuple[Stretch, ...]:
    """The two texts laid over each other, word by word; words that part stand old before new."""
    before, now = WORDS.findall(old), WORDS.findall(new)
    out: list[Stretch] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind == "equal":
            out.append(Stretch(Part.BOTH, "".join(before[a:b])))
            continue
        if a < b:
            out.append(Stretch(Part.OLD, "".join(before[a:b])))
        if c < d:
            out.append(Stretch(Part.NEW, "".join(now[c:d])))
    return tuple(out)
