"""The grades of a statement: the word, the rule by which it is given, and an example of our own that shows it."""

from __future__ import annotations

import pathlib
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic import TypeAdapter, ValidationError

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.tables import FOLDER
from trucewatch.model import Grade, Statement

NAME = "grades.toml"
_TOML_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class ExampleReport:
    """A report of our own that belongs to an example."""

    outlet: str
    published: date
    text: str


@dataclass(frozen=True, slots=True)
class GradeRule:
    """One grade in words, with its rule, what Airwars calls it, and the reports whose `statement` has it."""

    grade: Grade
    words: str
    rule: str
    airwars: str
    statement: Statement
    report: tuple[ExampleReport, ...]


@cache
def grade_rules(folder: pathlib.Path = FOLDER) -> dict[Grade, GradeRule]:
    """The rules by grade; a KnowledgeError where one is missing, doubled or wrong."""
    try:
        document = tomllib.loads((folder / NAME).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        raise KnowledgeError(NAME, int(found.group(1)) if found else 0, str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(NAME, 0, "the file cannot be read as UTF-8 text") from error
    try:
        rules = TypeAdapter(tuple[GradeRule, ...]).validate_python(document.get("grade", ()))
    except ValidationError as error:
        first = error.errors()[0]
        raise KnowledgeError(NAME, 0, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if sorted(rule.grade for rule in rules) != sorted(Grade):
        raise KnowledgeError(NAME, 0, f"there must be one rule for each of {', '.join(Grade)}")
    return {rule.grade: rule for rule in rules}
