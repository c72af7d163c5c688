"""Under which licence an outlet's texts may be passed on; where none is known, none is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from trucewatch.knowledge.ingest_tables import outlet_names
from trucewatch.knowledge.tables import read_table

UNKNOWN = "unknown"


class Leaves(StrEnum):
    """Whether a whole text may go out in a file of data."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence under its SPDX id where there is one; `why` a whole text may leave under it or not, `url` its words."""

    id: str
    name: str
    url: str | None
    text_leaves: Leaves
    why: str


@dataclass(frozen=True, slots=True)
class OutletLicence:
    """What an outlet of `outlets.csv` says of the use of its own texts, `where` it says so, and the address."""

    outlet: str
    licence: str
    where: str
    source: str


@cache
def licences() -> dict[str, Licence]:
    """The licences by id."""
    return {row.id: row for row in read_table("licences.csv", Licence)}


@cache
def _of_outlets() -> dict[str, OutletLicence]:
    return {row.outlet: row for row in read_table("outlet_licences.csv", OutletLicence)}


def licence_row(outlet: str | None) -> OutletLicence | None:
    """What is known of an outlet's licence, under any of its names; None if nothing is."""
    known = outlet_names().get((outlet or "").casefold())
    return _of_outlets().get(known.name) if known else None


def licence_of(outlet: str | None) -> Licence:
    """The licence of an outlet's own texts, under any of its names; "unknown" if it says nothing that we know of."""
    row = licence_row(outlet)
    return licences()[row.licence if row else UNKNOWN]
