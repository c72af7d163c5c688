"""Read agreement files: each gives what of it is sound, and every fault with its file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.agreement_checks import agreement_slips, is_agreement_id
from trucewatch.knowledge.toml_lines import Lines, Where
from trucewatch.knowledge.toml_records import Slip, make_record, read_toml, without_knock_ons
from trucewatch.model import Agreement

WITHOUT_WHICH = frozenset({("id",), ("zone",), ("bound",)})  # what is wrong here leaves nothing that could be assessed
MAY_BE_LEFT_OUT = ("signatories", "guarantor_of", "areas")  # nobody signed, nobody guarantees, no clause has an area


class Loses(StrEnum):
    """What a fault costs: what is left out so that the rest can be used."""

    FILE = "the file"
    CLAUSE = "the clause"
    AREA = "the area"
    RELATION = "the relation"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, in which line, and what is left out for it."""

    path: Path
    line: int
    reason: str
    loses: Loses

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """A file, what of it is sound (None: nothing), and its faults in the order of their lines."""

    path: Path
    agreement: Agreement | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Retired:
    """Ids of clauses that once stood in a file; none of them may come back."""

    retired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Document:
    """A file that is TOML."""

    path: Path
    text: str
    table: dict[str, Any]

    @property
    def id(self) -> str | None:
        found = self.table.get("id")
        return found if isinstance(found, str) else None


def read_files(paths: Iterable[Path], known: Iterable[str] = ()) -> tuple[AgreementFile, ...]:
    """The files, in the order of their paths, checked one by one and against each other; `known` are agreements elsewhere."""
    opened = [_open(path) for path in sorted(set(paths))]
    known = {one.id for one in opened if isinstance(one, _Document) and one.id}.union(known)
    taken: dict[str, Path] = {}  # the ids of agreements and clauses in the files before
    files = []
    for one in opened:
        file = _checked(one, known, taken) if isinstance(one, _Document) else one
        files.append(file)
        if file.agreement:
            taken |= dict.fromkeys((file.agreement.id, *(clause.id for clause in file.agreement.clauses)), file.path)
    return tuple(files)


def _open(path: Path) -> _Document | AgreementFile:
    try:
        return _Document(path, *read_toml(path))
    except KnowledgeError as error:
        return AgreementFile(path, None, (Fault(path, error.line, error.reason, Loses.FILE),))


def _checked(document: _Document, known: Collection[str], taken: Mapping[str, Path]) -> AgreementFile:
    table = {**{key: [] for key in MAY_BE_LEFT_OUT}, **document.table}
    retired, slips = make_record(_Retired, {"retired": table.pop("retired", [])})
    agreement, more = make_record(Agreement, table)
    misread = (*slips, *more)
    said = without_knock_ons(agreement_slips(agreement, retired.retired, known), misread)
    graded = [(slip, _loses(slip, Loses.FILE)) for slip in misread]
    graded += [(slip, _loses(slip, Loses.FILE if slip.where in WITHOUT_WHICH else Loses.NOTHING)) for slip in said]
    graded += _of_files(document.path, agreement, taken)
    graded += [(slip, Loses.CLAUSE) for slip in _without_area(agreement, {slip.where[:2] for slip, _ in graded})]
    lost = any(loses is Loses.FILE for _, loses in graded)
    sound = None if lost else _sound(agreement, {slip.where[:2] for slip, _ in graded})
    return AgreementFile(document.path, sound, tuple(_faults(document, graded)))


def _loses(slip: Slip, otherwise: Loses) -> Loses:
    """What a slip costs by where it stands; `otherwise` at the top of the file."""
    match slip.where:
        case ("clauses", int(), *_):
            return Loses.CLAUSE
        case ("areas", int(), *_):
            return Loses.AREA
        case ("relations", int(), *_):
            return Loses.RELATION
    return otherwise


def _of_files(path: Path, agreement: Agreement, taken: Mapping[str, Path]) -> Iterator[tuple[Slip, Loses]]:
    """A name that is not the file's, and ids that an earlier file has."""
    if is_agreement_id(agreement.id) and path.stem != agreement.id:
        yield Slip(("id",), f"the file of {agreement.id} must be called {agreement.id}.toml"), Loses.NOTHING
    if agreement.id in taken:
        yield Slip(("id",), f"agreement id {agreement.id} is that of {taken[agreement.id].name} already"), Loses.FILE
        return
    for number, clause in enumerate(agreement.clauses):
        if clause.id in taken:
            told = f"clause id {clause.id} is used in {taken[clause.id].name} already; ids are never reused"
            yield Slip(("clauses", number, "id"), told), Loses.CLAUSE


def _without_area(agreement: Agreement, wrong: Collection[Where]) -> Iterator[Slip]:
    """The clauses whose area has a fault of its own."""
    lost = {area.id for number, area in enumerate(agreement.areas) if ("areas", number) in wrong}
    for number, clause in enumerate(agreement.clauses):
        used = lost & {clause.area, *(reading.area for reading in clause.readings)}
        if used and ("clauses", number) not in wrong:
            told = f"clause {clause.id}: its area {', '.join(sorted(used))} has a fault of its own"
            yield Slip(("clauses", number, "area"), told)


def _sound(agreement: Agreement, wrong: Collection[Where]) -> Agreement:
    """The agreement without the clauses, areas and relations in which something is wrong."""
    return replace(
        agreement,
        areas=tuple(one for number, one in enumerate(agreement.areas) if ("areas", number) not in wrong),
        clauses=tuple(one for number, one in enumerate(agreement.clauses) if ("clauses", number) not in wrong),
        relations=tuple(one for number, one in enumerate(agreement.relations) if ("relations", number) not in wrong),
    )


def _faults(document: _Document, graded: Sequence[tuple[Slip, Loses]]) -> list[Fault]:
    """The slips as faults with their lines; the lines are only looked for where there is a fault."""
    if not graded:
        return []
    lines = Lines(document.text)
    faults = {Fault(document.path, lines.at(slip.where), slip.reason, loses) for slip, loses in graded}
    return sorted(faults, key=lambda fault: (fault.line, fault.reason))
