"""The rules that a user writes down in TOML: read and checked, with the file and the line of what is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import time
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import platformdirs
from pydantic import TypeAdapter, ValidationError

from trucewatch.alerting.questions import read_question
from trucewatch.alerting.rule import TERMS, Digest, Quiet, Recipient, Rule, RuleKind, Terms, Way
from trucewatch.catalogue import Question
from trucewatch.errors import AlertsError

FILE = "alerts.toml"
COMMON = ("id", "title", "kind", "filter", "mail", "webhooks", "digest", "digest_at", "quiet", "wakes", "zone", "paused")
BEGINS = re.compile(r"\s*\[\[\s*rule\s*\]\]")
Word = TypeVar("Word", bound=StrEnum)
CALLED = {"from_": "from"}  # a word that Python keeps for itself
PLACE = re.compile(r"at line (\d+)")


class _Fault(ValueError):
    """What is wrong with one field of a rule."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


def default_file() -> Path:
    """Where rules are written down if no other file is named: `alerts.toml` in the data folder."""
    return Path(platformdirs.user_data_dir("trucewatch", appauthor=False)) / FILE


def rules_of(named: str) -> tuple[Rule, ...]:
    """The rules of the file that a setting names, else of the default one; a file that nobody named need not be there."""
    path = Path(named) if named else default_file()
    return read_rules(path) if named or path.exists() else ()


def rules_in_force(named: str, saved: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules of the file and those saved on the site, by id; an AlertsError where both have one of the same id."""
    written = rules_of(named)
    both = {one.id: one for one in written}
    for one in saved:
        if one.id in both:
            raise AlertsError(f"{both[one.id].source}: id: {one.id!r} is also a rule that {one.owner} saved on the site")
    return tuple(sorted((*written, *saved), key=lambda one: one.id))


def example_rules() -> tuple[Rule, ...]:
    """The packaged rules to begin with."""
    return rules_from(example_text(), "the packaged example")


def example_text() -> str:
    """The packaged file of rules, with its comments."""
    return (files("trucewatch.alerting") / "example.toml").read_text(encoding="utf-8")


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a file, in its order; an AlertsError names file and line and says what would be right."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise AlertsError(f"{path}: cannot be read: {error}") from error
    return rules_from(text, str(path))


def rules_from(text: str, name: str) -> tuple[Rule, ...]:
    """The rules that a text holds; `name` is what errors call it."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = PLACE.search(str(error))
        raise AlertsError(f"{name}:{line.group(1) if line else 1}: {error}") from error
    rows = table.pop("rule", [])
    if table:
        unknown = sorted(table)[0]
        raise AlertsError(f"{name}:{_line(text, unknown)}: unknown {unknown}; a file of rules holds [[rule]] tables only")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise AlertsError(f"{name}:{_line(text, 'rule')}: each rule is a [[rule]] table")
    lines = _lines_of_rules(text)
    found: dict[str, Rule] = {}
    for number, row in enumerate(rows):
        first, last = lines[number : number + 2] if len(lines) == len(rows) + 1 else (1, len(text.splitlines()) + 1)
        own = text.splitlines()[first - 1 : last - 1]
        try:
            rule = rule_of(row, source=f"{name}:{first}")
        except _Fault as error:
            raise AlertsError(f"{name}:{first + _offset(own, error.field)}: {_called(error, row)}") from error
        if rule.id in found:
            raise AlertsError(f"{name}:{first + _offset(own, 'id')}: id: {rule.id!r} stands in this file twice")
        found[rule.id] = rule
    return tuple(found.values())


def rule_of(row: Mapping[str, object], *, source: str = "", owner: str = "") -> Rule:
    """One rule from its values as a file or a form gives them; a ValueError says what would be right."""
    kind = _one_of(row, "kind", RuleKind, None)
    known = {CALLED.get(field.name, field.name): field.name for field in fields(TERMS[kind]) if field.name != "kind"}
    if unknown := sorted(set(row) - set(known) - set(COMMON)):
        raise _Fault(unknown[0], f"a rule of the kind {kind} has no {unknown[0]}; it has {', '.join((*COMMON, *known))}")
    terms = _terms(kind, {known[name]: value for name, value in row.items() if name in known})
    addresses = [(Way.MAIL, one) for one in _texts(row, "mail")] + [(Way.WEBHOOK, one) for one in _texts(row, "webhooks")]
    try:
        return Rule(
            id=_text(row, "id"),
            title=_text(row, "title"),
            terms=terms,
            question=_question(row),
            recipients=tuple(_recipient(way, to) for way, to in addresses),
            owner=owner,
            digest=_one_of(row, "digest", Digest, Digest.AT_ONCE),
            digest_at=_time("digest_at", row.get("digest_at", time(7))),
            quiet=_quiet(row.get("quiet")),
            wakes=_flag(row, "wakes"),
            zone=_text(row, "zone", "UTC"),
            paused=_flag(row, "paused"),
            source=source,
        )
    except _Fault:
        raise
    except ValueError as error:
        said = str(error)
        field = next((name for name in ("title", "zone") if name in said), "id")
        raise _Fault(field, said) from error


def _terms(kind: RuleKind, values: Mapping[str, object]) -> Terms:
    try:
        found: Terms = TypeAdapter(TERMS[kind]).validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else next(iter(values), "kind")
        named = CALLED.get(field, field)
        raise _Fault(named, first["msg"].removeprefix("Value error, ")) from error
    return found


def _question(row: Mapping[str, object]) -> Question:
    asked = row.get("filter", {})
    if not isinstance(asked, dict):
        raise _Fault("filter", 'a filter is a table, as { type = "ASSAULT", place = "Idlib" }')
    try:
        return read_question(asked)
    except ValueError as error:
        name = str(error).partition(":")[0]
        raise _Fault(name if name in asked else "filter", str(error)) from error


def _recipient(way: Way, to: str) -> Recipient:
    try:
        return Recipient(way, to)
    except ValueError as error:
        raise _Fault("mail" if way is Way.MAIL else "webhooks", str(error)) from error


def _quiet(value: object) -> Quiet | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise _Fault("quiet", f'quiet hours are two times, as ["22:00", "06:00"], not {value!r}')
    try:
        return Quiet(_time("quiet", value[0]), _time("quiet", value[1]))
    except _Fault:
        raise
    except ValueError as error:
        raise _Fault("quiet", str(error)) from error


def _time(field: str, value: object) -> time:
    if isinstance(value, time):
        return value
    try:
        found = time.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise _Fault(field, f"{value!r} is no time of day; write it as 06:30") from error
    if found.tzinfo:
        raise _Fault(field, f"{value!r} has a zone; the zone is the rule's")
    return found


def _text(row: Mapping[str, object], field: str, otherwise: str | None = None) -> str:
    value = row.get(field, otherwise)
    if value is None:
        raise _Fault(field, "is needed")
    if not isinstance(value, str):
        raise _Fault(field, f"a text is meant, not {value!r}")
    return value.strip()


def _texts(row: Mapping[str, object], field: str) -> Sequence[str]:
    value = row.get(field, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _Fault(field, f'a list of addresses is meant, as ["duty@example.org"], not {value!r}')
    return value


def _flag(row: Mapping[str, object], field: str) -> bool:
    value = row.get(field, False)
    if not isinstance(value, bool):
        raise _Fault(field, f"true or false is meant, not {value!r}")
    return value


def _one_of(row: Mapping[str, object], field: str, words: type[Word], otherwise: Word | None) -> Word:
    value = row.get(field, otherwise)
    try:
        return words(str(value))
    except ValueError as error:
        missing = "is needed, " if value is None else f"{value!r} is not "
        raise _Fault(field, f"{missing}one of {', '.join(words)}") from error


# — where it stands —


def _lines_of_rules(text: str) -> list[int]:
    """The lines on which rules begin, and the one behind the last line."""
    lines = text.splitlines()
    return [*(number for number, line in enumerate(lines, 1) if BEGINS.match(line)), len(lines) + 1]


def _offset(lines: Sequence[str], field: str) -> int:
    """How many lines below the head of a rule a field stands; 0 where it is missing."""
    named = re.compile(rf"""\s*(?:\[+\s*rule\s*\.\s*{re.escape(field)}\s*\]+|["']?{re.escape(field)}["']?\s*=)""")
    inside = re.compile(rf"""[{{,]\s*["']?{re.escape(field)}["']?\s*=""")
    first = next((number for number, line in enumerate(lines) if named.match(line)), None)
    return first if first is not None else next((number for number, line in enumerate(lines) if inside.search(line)), 0)


def _line(text: str, field: str) -> int:
    named = re.compile(rf"""\s*(?:\[+\s*{re.escape(field)}\b|["']?{re.escape(field)}["']?\s*=)""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if named.match(line)), 1)


def _called(error: _Fault, row: Mapping[str, object]) -> str:
    said = str(error)
    named = said if said.startswith(f"{error.field}:") else f"{error.field}: {said}"
    return f"rule {row['id']!r}: {named}" if isinstance(row.get("id"), str) and error.field != "id" else named
