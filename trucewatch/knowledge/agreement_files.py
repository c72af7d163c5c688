"""Read agreement files: each gives what of it is sound, and every fault with its file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.agreement_checks import agreement_slips
from trucewatch.knowledge.toml_lines import Lines, Where
from trucewatch.knowledge.toml_records import Slip, make_record, read_toml
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
    opened = [_open(path) for path in sorted(paths)]
    own = {one.id for one in opened if isinstance(one, _Document) and one.id}
    known = own.union(known)
    files = [_checked(one, known) if isinstance(one, _Document) else one for one in opened]
    return tuple(_only_once(files))


def _open(path: Path) -> _Document | AgreementFile:
    try:
        return _Document(path, *read_toml(path))
    except KnowledgeError as error:
        return AgreementFile(path, None, (Fault(path, error.line, error.reason, Loses.FILE),))


def _checked(document: _Document, known: Collection[str]) -> AgreementFile:
    table = {**{key: [] for key in MAY_BE_LEFT_OUT}, **document.table}
    retired, slips = make_record(_Retired, {"retired": table.pop("retired", [])})
    agreement, more = make_record(Agreement, table)
    misread = (*slips, *more)
    said = agreement_slips(agreement, retired.retired, known)
    slips = tuple(slip for slip in said if not any(slip.follows(other) for other in misread))
    if not misread and not agreement.clauses:
        slips = (*slips, Slip(("clauses",), "the file has no clause"))
    if document.id and document.path.stem != document.id:
        slips = (*slips, Slip(("id",), f"the file of {document.id} must be called {document.id}.toml"))
    graded = [(slip, _loses(slip, misread=True)) for slip in misread] + [(slip, _loses(slip, misread=False)) for slip in slips]
    graded += [(slip, Loses.CLAUSE) for slip in _without_area(agreement, [slip for slip, _ in graded])]
    lost = any(loses is Loses.FILE for _, loses in graded)
    sound = None if lost else _sound(agreement, [slip.where for slip, _ in graded])
    return AgreementFile(document.path, sound, tuple(_faults(document, graded)))


def _loses(slip: Slip, *, misread: bool) -> Loses:
    match slip.where:
        case ("clauses", int(), *_):
            return Loses.CLAUSE
        case ("areas", int(), *_):
            return Loses.AREA
        case ("relations", int(), *_):
            return Loses.RELATION
    return Loses.FILE if misread or (slip.where in WITHOUT_WHICH and "must be called" not in slip.reason) else Loses.NOTHING


def _without_area(agreement: Agreement, slips: Sequence[Slip]) -> Iterator[Slip]:
    """The clauses whose area has a fault of its own."""
    lost = {area.id for number, area in enumerate(agreement.areas) if any(slip.within(("areas", number)) for slip in slips)}
    for number, clause in enumerate(agreement.clauses):
        where: Where = ("clauses", number)
        used = {clause.area, *(reading.area for reading in clause.readings)} - {None}
        if used & lost and not any(slip.within(where) for slip in slips):
            named = ", ".join(sorted(str(area) for area in used & lost))
            yield Slip((*where, "area"), f"clause {clause.id}: its area {named} has a fault of its own")


def _sound(agreement: Agreement, wrong: Sequence[Where]) -> Agreement:
    """The agreement without the clauses, areas and relations in which something is wrong."""
    lost = {where[:2] for where in wrong}
    return replace(
        agreement,
        areas=tuple(one for number, one in enumerate(agreement.areas) if ("areas", number) not in lost),
        clauses=tuple(one for number, one in enumerate(agreement.clauses) if ("clauses", number) not in lost),
        relations=tuple(one for number, one in enumerate(agreement.relations) if ("relations", number) not in lost),
    )


def _faults(document: _Document, graded: Sequence[tuple[Slip, Loses]]) -> list[Fault]:
    if not graded:
        return []
    lines = Lines(document.text)
    faults = {Fault(document.path, lines.at(slip.where), slip.reason, loses) for slip, loses in graded}
    return sorted(faults, key=lambda fault: (fault.line, fault.reason))


def _only_once(files: Iterable[AgreementFile]) -> Iterator[AgreementFile]:
    """The files, but no agreement and no clause under an id that an earlier file has."""
    holder: dict[str, Path] = {}
    for file in files:
        agreement = file.agreement
        if agreement is not None and agreement.id in holder:
            told = f"agreement id {agreement.id} is that of {holder[agreement.id].name} already"
            yield AgreementFile(file.path, None, _with(file, Slip(("id",), told), Loses.FILE))
            continue
        for number, clause in enumerate(agreement.clauses if agreement else ()):
            if clause.id in holder and agreement is not None:
                told = f"clause id {clause.id} is used in {holder[clause.id].name} already; ids are never reused"
                kept = tuple(one for one in agreement.clauses if one.id != clause.id)
                agreement = replace(agreement, clauses=kept)
                where = ("clauses", number, "id")
                file = AgreementFile(file.path, agreement, _with(file, Slip(where, told), Loses.CLAUSE))
        if agreement is not None:
            holder |= dict.fromkeys((agreement.id, *(clause.id for clause in agreement.clauses)), file.path)
        yield file


def _with(file: AgreementFile, slip: Slip, loses: Loses) -> tuple[Fault, ...]:
    text, _ = read_toml(file.path)
    return (*file.faults, Fault(file.path, Lines(text).at(slip.where), slip.reason, loses))
