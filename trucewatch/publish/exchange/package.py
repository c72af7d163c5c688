"""Incidents with all they rest on as one package: a Frictionless data package that is an RO-Crate too.

Nothing in it depends on when or where it was written: the same entry of the ledger and the same question are the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from trucewatch import __version__
from trucewatch.catalogue import Question, Shelf
from trucewatch.knowledge.licence_tables import licences
from trucewatch.ledger import START, Ledger
from trucewatch.publish.exchange.columns import Column
from trucewatch.publish.exchange.dictionary import dictionary
from trucewatch.publish.exchange.own import csvw_metadata
from trucewatch.publish.exchange.packed import PACKED, Holdings, Packed, incident_features, packed_csv
from trucewatch.publish.exchange.parcel import Member, Written

NO_LICENCE = "No licence was given with this package: ask who keeps the ledger before you pass it on."
WHAT = (
    "Incidents of a ceasefire as reports tell them, the claims they rest on, the findings under the clauses of agreements, and "
    "the reports themselves by address. Who is named is accused, not convicted. No text of a report is in it: only quotations "
    "of at most 300 characters."
)
DESCRIPTOR, CRATE, SUMS = "datapackage.json", "ro-crate-metadata.json", "SHA256SUMS"
FIELD_TYPES = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "day": "date",
    "instant": "datetime",
    "yes or no": "boolean",
    "list": "string",
    "json": "array",
}
FOREIGN = {  # column of a table: the table whose id it holds
    ("claims.csv", "incident"): "incidents",
    ("claims.csv", "report"): "sources",
    ("accounts.csv", "incident"): "incidents",
    ("accounts.csv", "report"): "sources",
    ("findings.csv", "incident"): "incidents",
}


@dataclass(frozen=True, slots=True)
class Seal:
    """The state of the ledger that a package was made from: the entry's number, its hash and its moment; the licence given.

    `licence` is an SPDX id, an address or words; empty where none was given. `moment` is None of an empty ledger.
    """

    entry: int
    hash: str
    moment: datetime | None
    licence: str = ""

    @property
    def title(self) -> str:
        """What the package is called."""
        return f"Trucewatch: incidents as known at entry {self.entry}"

    @property
    def licence_words(self) -> str:
        """The licence in words."""
        known = licences().get(self.licence)
        return known.name if known else self.licence or NO_LICENCE

    @property
    def licence_url(self) -> str:
        """The address of the licence's words; empty where none is known."""
        known = licences().get(self.licence)
        own = self.licence if self.licence.startswith(("https://", "http://")) else ""
        return (known.url or "") if known else own


def seal_of(ledger: Ledger, shelf: Shelf, licence: str = "") -> Seal:
    """The state of a ledger that a shelf shows."""
    last = next(ledger.entries(after=shelf.seq - 1), None) if shelf.seq else None
    return Seal(shelf.seq, last.hash if last else START, shelf.moment, licence)


def package_members(held: Holdings, question: Question, seal: Seal) -> Iterator[Member]:
    """The files of a package in their order; the last ones hold the SHA-256 of those before."""
    for one in PACKED:
        yield Member(one.file, "text/csv", partial(_table, one, held, question))
        metadata = csvw_metadata(one.file, one.words, one.columns)
        yield Member(f"{one.file}-metadata.json", "application/csvm+json", partial(_text, _json(metadata)))
    yield Member("incidents.geojson", "application/geo+json", lambda _: incident_features(held, question))
    yield Member("data-dictionary.md", "text/markdown", partial(_text, dictionary()))
    yield Member("CITATION.cff", "text/yaml", partial(_text, citation(seal)))
    yield Member(CRATE, "application/ld+json", lambda done: [_json(crate(seal, list(done.values())))])
    yield Member(DESCRIPTOR, "application/json", lambda done: [_json(descriptor(seal, list(done.values()), question))])
    yield Member(SUMS, "text/plain", lambda done: [f"{one.sha256}  {one.name}\n" for one in done.values()])


def _table(one: Packed, held: Holdings, question: Question, _: Mapping[str, Written]) -> Iterator[str]:
    return packed_csv(one.columns, one.rows(held, question))


def _text(words: str, _: Mapping[str, Written]) -> list[str]:
    return [words]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def descriptor(seal: Seal, files: Sequence[Written], question: Question) -> dict[str, object]:
    """The Frictionless descriptor; `trucewatch` holds the state of the ledger and what was asked for."""
    licence = {"title": seal.licence_words}
    licence |= {"name": seal.licence} if seal.licence in licences() else {}
    licence |= {"path": seal.licence_url} if seal.licence_url else {}
    given = {"name", "path"} & licence.keys()
    return {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "profile": "data-package",
        "name": f"trucewatch-entry-{seal.entry}",
        "title": seal.title,
        "description": WHAT if seal.licence else f"{WHAT} {NO_LICENCE}",
        "version": str(seal.entry),
        **({"created": _instant(seal.moment)} if seal.moment else {}),
        **({"licenses": [licence]} if given else {}),
        **({} if given or not seal.licence else {"licence": seal.licence}),
        "sources": [{"title": "The reports listed in sources.csv", "path": "sources.csv"}],
        "trucewatch": {"entry": seal.entry, "hash": seal.hash, "version": __version__, "asked": asked(question)},
        "resources": [_resource(one) for one in files],
    }


def asked(question: Question) -> dict[str, object]:
    """The fields of a question that are set."""
    values = {name: getattr(question, name) for name in question.__dataclass_fields__}
    return {name: value if isinstance(value, int | list) else str(value) for name, value in values.items() if value}


def _resource(one: Written) -> dict[str, object]:
    """A file as a resource; the tables have their schemas."""
    table = next((packed for packed in PACKED if packed.file == one.name), None)
    name = one.name.lower().replace(".csv-metadata.json", "-csvw").replace(".", "-")
    plain = {"path": one.name, "mediatype": one.media, "bytes": one.size, "hash": f"sha256:{one.sha256}"}
    if table is None:
        return {"name": name, **plain}
    schema: dict[str, object] = {"fields": [_field(column) for column in table.columns], "primaryKey": table.key}
    foreign = [
        {"fields": column.name, "reference": {"resource": FOREIGN[one.name, column.name], "fields": "id"}}
        for column in table.columns
        if (one.name, column.name) in FOREIGN
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    tabular = {"profile": "tabular-data-resource", "format": "csv", "encoding": "utf-8"}
    return {"name": name.removesuffix("-csv"), **plain, **tabular, "description": table.words, "schema": schema}


def _field(column: Column) -> dict[str, object]:
    words = f"{column.meaning} {column.deviation}".strip()
    told = f"{words} Several values are parted by semicolons." if column.type == "list" else words
    required = {"constraints": {"required": True}} if column.name == "id" else {}
    return {"name": column.name, "type": FIELD_TYPES[column.type], "description": told, **required}


def crate(seal: Seal, files: Sequence[Written]) -> dict[str, object]:
    """The same package as an RO-Crate 1.1: a root that names its files, and each file with its length and SHA-256."""
    licence: object = {"@id": seal.licence_url} if seal.licence_url else seal.licence_words
    root: dict[str, object] = {
        "@id": "./",
        "@type": "Dataset",
        "name": seal.title,
        "description": WHAT,
        "identifier": f"sha256:{seal.hash}",
        "version": str(seal.entry),
        "license": licence,
        "hasPart": [{"@id": one.name} for one in files],
        **({"datePublished": _instant(seal.moment)} if seal.moment else {}),
    }
    described = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    named = [{"@id": seal.licence_url, "@type": "CreativeWork", "name": seal.licence_words}] if seal.licence_url else []
    parts = [
        {
            "@id": one.name,
            "@type": "File",
            "name": next((table.words for table in PACKED if table.file == one.name), one.name),
            "encodingFormat": one.media,
            "contentSize": str(one.size),
            "sha256": one.sha256,
        }
        for one in files
    ]
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [described, root, *named, *parts]}


def citation(seal: Seal) -> str:
    """How to cite the package, as a citation file (CFF 1.2.0)."""
    known = licences().get(seal.licence)
    lines = (
        "cff-version: 1.2.0",
        f"message: {json.dumps('Cite the state of the ledger by its entry, and the reports in sources.csv as your sources.')}",
        "type: dataset",
        f"title: {json.dumps(seal.title)}",
        "authors:",
        '  - name: "The keepers of this ledger"',
        f'version: "{seal.entry}"',
        *([f"date-released: {seal.moment.date().isoformat()}"] if seal.moment else []),
        *([f"license: {seal.licence}"] if known and known.id.startswith("CC") else []),
        *([f"license-url: {json.dumps(seal.licence_url)}"] if seal.licence_url else []),
        "identifiers:",
        "  - type: other",
        f'    value: "sha256:{seal.hash}"',
        f'    description: "Hash of entry {seal.entry} of the ledger"',
    )
    return "\n".join(lines) + "\n"


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") + ("" if moment.tzinfo else "Z")
