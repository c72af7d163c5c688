"""The agreements: those packaged, one TOML document per instrument in `agreements/ID.toml`, and those of the user's own."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from trucewatch.errors import UsageError
from trucewatch.knowledge.agreement_files import AgreementFile, Fault, Loses, read_files
from trucewatch.knowledge.own_agreements import closed_folder, missing_folder, own_files
from trucewatch.model import Agreement

FOLDER = pathlib.Path(__file__).parent / "agreements"
MOST_TOLD = 3  # faults of a file that are told beside other work


@dataclass(frozen=True, slots=True)
class Shelved:
    """The agreements of a folder or of several, oldest first, what is wrong in their files, and what to tell the user of them."""

    agreements: tuple[Agreement, ...]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[str, ...] = ()


def load_agreements(folder: pathlib.Path | None = None) -> tuple[Agreement, ...]:
    """All agreements in force of knowledge, packaged and the user's own, or those of one folder; oldest first."""
    return (shelved() if folder is None else _of_folder(folder)).agreements


@cache
def shelved() -> Shelved:
    """The packaged agreements and the user's own; under the same id the user's own wins, and the remarks say so."""
    packaged = _of_folder(FOLDER)
    known = frozenset(agreement.id for agreement in packaged.agreements)
    files = read_files(own_files(), known)
    own = {file.agreement.id: file for file in files if file.agreement}
    kept = (agreement for agreement in packaged.agreements if agreement.id not in own)
    remarks = [f"{own[name].path}: {name} is used in place of the packaged {name}" for name in sorted(own.keys() & known)]
    remarks += (
        [f"{missing}: there is no such folder, which the settings name for agreements"] if (missing := missing_folder()) else []
    )
    remarks += [f"{closed}: the folder of one's own agreements cannot be read"] if (closed := closed_folder()) else []
    faults = tuple(fault for file in files for fault in file.faults)
    return Shelved(
        _oldest_first((*kept, *(file.agreement for file in own.values() if file.agreement))),
        faults,
        (*(words for file in files for words in _fault_words(file)), *remarks),
    )


@cache
def _of_folder(folder: pathlib.Path) -> Shelved:
    files = read_files(folder.glob("*.toml"))
    found = _oldest_first(file.agreement for file in files if file.agreement)
    return Shelved(found, tuple(fault for file in files for fault in file.faults))


def _oldest_first(agreements: Iterable[Agreement]) -> tuple[Agreement, ...]:
    return tuple(sorted(agreements, key=lambda agreement: (agreement.signed, agreement.id)))


def _fault_words(file: AgreementFile) -> Iterator[str]:
    """The faults of a file and what is left out for each; of many, the first few."""
    for fault in file.faults[:MOST_TOLD]:
        yield f"{fault}{'' if fault.loses is Loses.NOTHING else f'; {fault.loses} is left out'}"
    if more := len(file.faults[MOST_TOLD:]):
        whole = "; the file is left out" if file.agreement is None else ""
        yield f"{file.path}: {more} more; trucewatch agreements check tells them all{whole}"


def choose_agreements(ids: tuple[str, ...], folder: pathlib.Path | None = None) -> tuple[Agreement, ...]:
    """The agreements with these ids, or all where none is named; an unknown id is a UsageError that lists the known ones."""
    known = {agreement.id: agreement for agreement in load_agreements(folder)}
    if unknown := [name for name in ids if name not in known]:
        raise UsageError(f"no agreement {', '.join(unknown)}; known are {', '.join(known)}")
    return tuple(known[name] for name in ids) if ids else tuple(known.values())


def check_files(paths: Iterable[pathlib.Path]) -> tuple[AgreementFile, ...]:
    """The files, checked as they would be if they stood beside the packaged ones and the user's own."""
    return read_files(paths, (agreement.id for agreement in load_agreements()))
