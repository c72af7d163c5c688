"""Make records of TOML tables by their class: every slip is told with where it stands, and none hides another."""

from __future__ import annotations

import dataclasses
import math
import re
import tomllib
import types
import typing
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from rapidfuzz import process

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.toml_lines import Where

MOST_BYTES = 1_000_000  # of one file; the longest packaged agreement has some 30,000
YEARS = range(1800, 2200)  # of a date: 0001-01-01 and 9999-12-31 are how programs write "always" and "never"
NEAR = 75.0  # two words as like as this (rapidfuzz ratio) may be one and a slip of the pen: "deadlne" and "deadline" have 93
EXAMPLES: Mapping[type, str] = {
    str: "words in quotation marks",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    date: "a date such as 2020-02-13",
    time: "a time of day such as 14:00:00",
}
_AT_LINE = re.compile(r"\(?at line (\d+)[^)]*\)?")
_LONG_NUMBER = re.compile(r"[0-9_]{4000,}")
T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong in a document, and where: `("clauses", 3, "deadline")`.

    `meant` is the field that a mistyped key was to be, `rests_on` a field beside it without which it cannot be told.
    """

    where: Where
    reason: str
    meant: Where | None = None
    rests_on: Where | None = None


def without_knock_ons(slips: Iterable[Slip], misread: Iterable[Slip]) -> tuple[Slip, ...]:
    """The slips that are not only told because a value was misread: the same, one around it, or one that they rest on."""
    wrong = {where for slip in misread for where in (slip.where, slip.meant) if where is not None}
    around = {where[:depth] for where in wrong for depth in range(len(where) + 1)}

    def follows(slip: Slip) -> bool:
        if any(slip.where[:depth] in wrong for depth in range(len(slip.where) + 1)):
            return True
        on = slip.rests_on
        return on is not None and (on in around or any(on[:depth] in wrong for depth in range(len(on) + 1)))

    return tuple(slip for slip in slips if not follows(slip))


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a file and its document; a KnowledgeError with the line where it is no TOML in UTF-8."""
    try:
        if path.is_fifo():  # which would be waited for without end
            raise KnowledgeError(path.name, 1, "the file cannot be read: it is a pipe")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise KnowledgeError(path.name, 1, f"the file cannot be read: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise KnowledgeError(path.name, 1, f"the file is longer than {MOST_BYTES:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise KnowledgeError(path.name, line, "the file cannot be read as UTF-8 text") from error
    try:
        return text, tomllib.loads(text)
    except RecursionError as error:
        raise KnowledgeError(path.name, 1, "the file cannot be read: its lists are nested too deeply") from error
    except ValueError as error:  # a TOMLDecodeError, or a number of thousands of digits
        raise KnowledgeError(path.name, _faulty_line(text, str(error)), f"this is no TOML: {_plainly(error)}") from error


def _faulty_line(text: str, told: str) -> int:
    lines = text.count("\n") + 1
    if found := _AT_LINE.search(told):
        return min(int(found.group(1)), lines)
    if number := _LONG_NUMBER.search(text):
        return text.count("\n", 0, number.start()) + 1
    return lines  # "at end of document"


def _plainly(error: ValueError) -> str:
    words = _AT_LINE.sub("", str(error)).strip() if isinstance(error, tomllib.TOMLDecodeError) else "a number is too long"
    return words[:1].lower() + words[1:]


def make_record(record: type[T], table: Mapping[str, Any], where: Where = ()) -> tuple[T, tuple[Slip, ...]]:
    """A record of a table, and all that is wrong in it.

    A field with a slip has its default, or nothing ("", (), None; None in a list), so that the other fields can still be looked
    at together; use the record only where there is no slip. Kinds of fields are those of `EXAMPLES`, enums, records,
    tuples and None.
    """
    slips: list[Slip] = []
    made = _record(record, table, where, slips)
    return made, tuple(slips)


def _record(record: type[T], table: object, where: Where, slips: list[Slip]) -> T:
    before = len(slips)
    values = _values(record, table, where, slips)
    if len(slips) == before:
        try:
            return record(**values)
        except ValueError as error:
            slips.append(Slip(where, str(error)))
    partial = object.__new__(record)
    for name, value in values.items():
        object.__setattr__(partial, name, value)
    return partial


def _values(record: type[Any], table: object, where: Where, slips: list[Slip]) -> dict[str, Any]:
    """A value for every field of the record."""
    if not isinstance(table, dict):
        slips.append(Slip(where, f"{_called(where)} must be a table, not {_shown(table)}"))
        return {field.name: _default(field, _kinds(record)[field.name]) for field in dataclasses.fields(record)}  # type: ignore[arg-type]
    kinds = _kinds(record)  # type: ignore[arg-type]
    free = kinds.keys() - table.keys()
    meant = {key: _near(key, free) for key in table if key not in kinds}
    for key, name in meant.items():
        hint = f"did you mean {name}?" if name else f"known are {', '.join(sorted(kinds))}"
        told = f"{_shown_key(key)} is no field of {_a(record)}; {hint}"
        slips.append(Slip((*where, key), told, (*where, name) if name else None))
    values: dict[str, Any] = {}
    for field in dataclasses.fields(record):
        here = (*where, field.name)
        if field.name in table:
            before = len(slips)
            value = _value(kinds[field.name], table[field.name], here, slips)
            values[field.name] = value if len(slips) == before or value is not None else _default(field, kinds[field.name])
        else:
            values[field.name] = _default(field, kinds[field.name])
            if field.default is dataclasses.MISSING and field.name not in meant.values():
                slips.append(Slip(here, f"{field.name} is missing"))
    return values


def _value(kind: Any, raw: object, where: Where, slips: list[Slip]) -> object:
    """What a TOML value means in a field of this kind; None, and a slip, where it means nothing."""
    kind = _without_none(kind)
    if typing.get_origin(kind) is tuple:
        return _list(typing.get_args(kind), raw, where, slips)
    if dataclasses.is_dataclass(kind):
        return _record(typing.cast(type[object], kind), raw, where, slips)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _word(kind, raw, where, slips)
    if kind is float and type(raw) is int:
        raw = float(raw) if abs(raw) < 1e15 else math.inf
    if type(raw) is not kind or isinstance(raw, datetime):
        slips.append(Slip(where, f"{_called(where)} must be {EXAMPLES[kind]}, not {_shown(raw)}"))
        return None
    if isinstance(raw, float) and not math.isfinite(raw):
        slips.append(Slip(where, f"{_called(where)} must be a number, not {_shown(raw)}"))
        return None
    if isinstance(raw, date) and raw.year not in YEARS:
        told = f"{_called(where)} lies in the years {YEARS[0]} to {YEARS[-1]}, not {raw}; leave it out where there is no such day"
        slips.append(Slip(where, told))
        return None
    if isinstance(raw, time) and raw.tzinfo is not None:
        raw = raw.replace(tzinfo=None)
    if isinstance(raw, str) and any(unicodedata.category(mark) == "Cc" and mark not in "\n\t" for mark in raw):
        slips.append(Slip(where, f"{_called(where)} holds a control character"))
        return None
    return raw


def _list(kinds: tuple[Any, ...], raw: object, where: Where, slips: list[Slip]) -> tuple[object, ...] | None:
    if not isinstance(raw, list):
        slips.append(Slip(where, f"{_called(where)} must be a list in brackets, not {_shown(raw)}"))
        return None
    if kinds[-1] is not Ellipsis:
        if len(raw) != len(kinds):
            slips.append(Slip(where, f"{_called(where)} must hold {len(kinds)} values, not {len(raw)}"))
            return None
        found = [_value(kind, one, (*where, number), slips) for number, (kind, one) in enumerate(zip(kinds, raw, strict=True))]
        return None if None in found else tuple(found)
    return tuple(_value(kinds[0], one, (*where, number), slips) for number, one in enumerate(raw))


def _word(kind: type[StrEnum], raw: object, where: Where, slips: list[Slip]) -> StrEnum | None:
    words = [str(member) for member in kind]
    if isinstance(raw, str) and raw in words:
        return kind(raw)
    slips.append(Slip(where, f"{_called(where)} cannot be {_shown(raw)}; {nearest(raw, words)}"))
    return None


def nearest(word: object, known: Iterable[str]) -> str:
    """What may have been meant: "did you mean deadline?", or all that is known where nothing is near."""
    words = sorted(known)
    found = _near(word, words)
    return f"did you mean {found}?" if found else f"known are {', '.join(words)}"


def _near(word: object, known: Iterable[str]) -> str | None:
    found = process.extractOne(word, sorted(known), score_cutoff=NEAR) if isinstance(word, str) and len(word) < 100 else None
    return found[0] if found else None


def _called(where: Where) -> str:
    """The field a value stands in: one of `modes` is told as modes."""
    return next((part for part in reversed(where) if isinstance(part, str)), "the document")


def _shown_key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]{1,60}", key) else _shown(key)


def _a(record: type[Any]) -> str:
    name = record.__name__.lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _shown(raw: object) -> str:
    if isinstance(raw, dict):
        return "a table"
    if isinstance(raw, list):
        return "a list"
    if isinstance(raw, bool):
        return str(raw).lower()
    words = (
        repr(raw)
        if isinstance(raw, str | float)
        else str(raw)
        if not isinstance(raw, int) or abs(raw) < 1e15
        else "a long number"
    )
    return words if len(words) <= 60 else f"{words[:57]}…"


def _default(field: dataclasses.Field[Any], kind: Any) -> object:
    if field.default is not dataclasses.MISSING:
        return field.default
    kind = _without_none(kind)
    return () if typing.get_origin(kind) is tuple else "" if kind is str else None


def _without_none(kind: Any) -> Any:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return next(one for one in typing.get_args(kind) if one is not type(None))
    return kind


@cache
def _kinds(record: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(record)
