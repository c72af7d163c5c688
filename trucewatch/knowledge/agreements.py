"""Read and check the agreement files: one TOML document per instrument, in `agreements/ID.toml`."""

from __future__ import annotations

import pathlib
import re
import tomllib
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from trucewatch.errors import KnowledgeError, UsageError
from trucewatch.model import Agreement, Area, Clause, Reading

FOLDER = pathlib.Path(__file__).parent / "agreements"
_ADAPTER = TypeAdapter(Agreement)
_TOML_LINE = re.compile(r"at line (\d+)")


@cache
def load_agreements(folder: pathlib.Path = FOLDER) -> tuple[Agreement, ...]:
    """All packaged agreements, oldest first."""
    return tuple(sorted((read_agreement(path) for path in sorted(folder.glob("*.toml"))), key=lambda a: (a.signed, a.id)))


def choose_agreements(ids: tuple[str, ...], folder: pathlib.Path = FOLDER) -> tuple[Agreement, ...]:
    """The agreements with these ids, or all where none is named; an unknown id is a UsageError that lists the known ones."""
    known = {agreement.id: agreement for agreement in load_agreements(folder)}
    if unknown := [name for name in ids if name not in known]:
        raise UsageError(f"no agreement {', '.join(unknown)}; known are {', '.join(known)}")
    return tuple(known[name] for name in ids) if ids else tuple(known.values())


def read_agreement(path: pathlib.Path) -> Agreement:
    """One agreement file; a fault is a KnowledgeError with its line."""
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        raise KnowledgeError(path.name, int(found.group(1)) if found else text.count("\n") + 1, str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(path.name, 0, "the file cannot be read as UTF-8 text") from error
    _check_keys(path.name, text, document)
    try:
        agreement = _ADAPTER.validate_python(document)
    except ValidationError as error:
        first = error.errors()[0]
        line = _line_of(text, document, first["loc"])
        raise KnowledgeError(path.name, line, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    _check_references(path.name, text, agreement)
    return agreement


def _line_of(text: str, document: dict[str, object], where: tuple[int | str, ...]) -> int:
    """The line of the nth `[[table]]` a fault points into, or of its key at the top."""
    if len(where) >= 2 and isinstance(where[1], int):
        heads = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{where[0]}]]"]
        return heads[where[1]] if where[1] < len(heads) else 0
    return next((n for n, line in enumerate(text.splitlines(), 1) if line.startswith(f"{where[0]} ")), 1)


def _check_keys(name: str, text: str, document: dict[str, Any]) -> None:
    """A key that no record has is a slip of the pen (`deadlne`), not something to pass over."""
    clauses = _tables(document, "clauses")
    tables = [
        (document, Agreement),
        *((area, Area) for area in _tables(document, "areas")),
        *((clause, Clause) for clause in clauses),
    ]
    tables += [(reading, Reading) for clause in clauses for reading in _tables(clause, "readings")]
    for table, record in tables:
        known = {field.name for field in fields(record)}
        for key in table:
            if key not in known:
                line = next(
                    (n for n, words in enumerate(text.splitlines(), 1) if re.match(rf"\s*(\[+\w*\.?)?{re.escape(key)}\b", words)),
                    0,
                )
                raise KnowledgeError(name, line, f"{key} is no field of {record.__name__}; known are {', '.join(sorted(known))}")


def _tables(document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = document.get(key, [])
    return [table for table in found if isinstance(table, dict)] if isinstance(found, list) else []


def _check_references(name: str, text: str, agreement: Agreement) -> None:
    areas = {area.id for area in agreement.areas}
    seen: set[str] = set()
    for clause in agreement.clauses:
        line = next((n for n, words in enumerate(text.splitlines(), 1) if words.strip() == f'id = "{clause.id}"'), 0)
        if clause.id in seen:
            raise KnowledgeError(name, line, f"clause id {clause.id} is used twice; ids are never reused")
        if clause.area is not None and clause.area not in areas:
            raise KnowledgeError(name, line, f"clause {clause.id} names area {clause.area}; known are {', '.join(sorted(areas))}")
        seen.add(clause.id)
