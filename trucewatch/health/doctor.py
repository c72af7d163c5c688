"""Look at the installation: what is there, what is missing, and how to get it."""

from __future__ import annotations

import importlib.util
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass

from trucewatch.backups.beside_rows import SIDES
from trucewatch.errors import LedgerError, TrucewatchError
from trucewatch.knowledge.added_places import added
from trucewatch.knowledge.agreements import load_agreements, shelved
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.knowledge.own_agreements import own_files, own_folder
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import knowledge_in_force, load_gazetteer
from trucewatch.language import FAST
from trucewatch.language import load as load_language
from trucewatch.ledger import Ledger, default_url

SQLITE_STRICT = (3, 37)  # the first release with STRICT tables

EXTRAS = (  # module, what it is for, the extra that brings it
    ("psycopg", "PostgreSQL ledgers", "postgres"),
    ("typst", "daily reports as PDF", "pdf"),
    ("docx", "daily reports as DOCX", "docx"),
    ("pyarrow", "exports as Parquet and GeoParquet", "parquet"),
    ("distributed", "reading in bulk on a Dask cluster", "dask"),
    ("pyrage", "sealed backups", "encrypt"),
    ("obstore", "raw bytes in an S3-compatible store", "s3"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; what is not `needed` may be absent."""

    name: str
    ok: bool
    needed: bool
    says: str


def examine(ledger_url: str = "") -> tuple[Check, ...]:
    """All checks, in the order a user would mend them; the ledger is the one in the data folder if none is named."""
    return (
        Check("python", sys.version_info >= (3, 11), True, f"{sys.version.split()[0]}; 3.11 or newer is needed"),
        _check_sqlite(),
        _check("language model", lambda: f"version {load_language().version}"),
        _check("fast model", lambda: f"version {load_language(model=FAST).version}"),
        _check("knowledge", _knowledge_words),
        _check_added_places(),
        _check_own_agreements(),
        _check("ledger", lambda: _ledger_words(ledger_url or default_url())),
        _check("beside the ledger", lambda: _beside_words(ledger_url or default_url())),
        *(_check_package(module, purpose, f"pip install 'trucewatch[{extra}]'") for module, purpose, extra in EXTRAS),
    )


def _check_sqlite() -> Check:
    return Check(
        "sqlite", sqlite3.sqlite_version_info >= SQLITE_STRICT, True, f"{sqlite3.sqlite_version}; 3.37 or newer is needed"
    )


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, True, look())
    except TrucewatchError as error:
        return Check(name, False, True, str(error))


def _knowledge_words() -> str:
    load_lexicon(), load_parties(), load_gazetteer()
    return f"version {knowledge_in_force()}, {len(load_agreements())} agreements"


def _ledger_words(url: str) -> str:
    with Ledger.open(url) as ledger:
        seq, _ = ledger.head()
        return f"{ledger.address}, {seq} entries"


def _beside_words(url: str) -> str:
    """What lies beside the ledger and can be read; nothing is made that is not there."""
    found, faults = list[str](), list[str]()
    for what, side in SIDES.items():
        try:
            with side.seen(url) as connection:
                if connection is not None:
                    side.check_version(connection)
                    found.append(what)
        except TrucewatchError as error:
            faults.append(f"{what}: {error}")
    if faults:
        raise LedgerError("; ".join(faults))
    return f"{', '.join(found)} can be read" if found else "nothing yet"


def _check_added_places() -> Check:
    """The dumps a user has added; a damaged one keeps the whole gazetteer from opening."""
    shelves = added()
    damaged = [shelf.name for shelf in shelves if shelf.damaged]
    if damaged:
        return Check("added places", False, True, f"damaged: {', '.join(damaged)}; trucewatch places remove {damaged[0]}")
    says = ", ".join(f"{shelf.name} ({shelf.places:,} places)" for shelf in shelves)
    return Check("added places", bool(shelves), False, says or "none; trucewatch places add FILE takes them from a dump")


def _check_own_agreements() -> Check:
    """The agreement files of the user's own; what is faulty in them is left out, and the rest is used."""
    faults, files = shelved().faults, own_files()
    if faults:
        count = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}, the first in {faults[0].path}:{faults[0].line}"
        return Check("own agreements", False, False, f"{count}; trucewatch agreements check tells them all")
    says = ", ".join(path.stem for path in files)
    return Check("own agreements", bool(files), False, says or f"none in {own_folder()}; trucewatch agreements new ID begins one")


def _check_package(module: str, purpose: str, how: str) -> Check:
    there = importlib.util.find_spec(module) is not None
    return Check(module, there, False, f"for {purpose}" if there else f"for {purpose}: {how}")
