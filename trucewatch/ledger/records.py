"""What the ledger can hold: the kinds of record, their ids, their canonical JSON, and what each refers to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from trucewatch.errors import LedgerError
from trucewatch.knowledge.addresses import plain_address
from trucewatch.ledger.earlier import today_agreement, today_review
from trucewatch.model import (
    AccessEvent,
    Agreement,
    Bulletin,
    Claim,
    Finding,
    HardwareSighting,
    Incident,
    Limit,
    LogRecord,
    Observation,
    Outlet,
    Post,
    Report,
    Review,
    Role,
    Ultimatum,
    Unread,
    Wording,
    content_id,
)

WAYS = frozenset({"address", "source", "log", "version"})  # links of reports by which versions find each other; made since 0.1
LONGEST_ID = 2_000  # characters as stored; PostgreSQL's B-tree takes about 2,700 bytes a row over all indexed columns
LONGEST_NAME = 1_200  # of an outlet, as stored: lists are kept by two names together


class Kind(StrEnum):
    """What an entry holds."""

    REPORT = "report"
    CLAIM = "claim"
    INCIDENT = "incident"
    FINDING = "finding"
    ULTIMATUM = "ultimatum"
    AGREEMENT = "agreement"
    REVIEW = "review"
    UNREAD = "unread"
    POST = "post"
    OBSERVATION = "observation"
    LIMIT = "limit"
    ACCESS = "access"
    SIGHTING = "sighting"
    BULLETIN = "bulletin"
    WORDING = "wording"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A record that no longer stands, and why; `into` names the records that took its place (a merge, a split)."""

    kind: Kind
    id: str
    reason: str
    into: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind is Kind.WITHDRAWAL:
            raise ValueError("a withdrawal is not withdrawn: append the record again")
        if not self.reason.strip():
            raise ValueError(f"the withdrawal of {self.kind} {self.id!r} needs a reason")


Record = (
    Report
    | Claim
    | Incident
    | Finding
    | Ultimatum
    | Agreement
    | Review
    | Unread
    | Withdrawal
    | Post
    | LogRecord
    | Bulletin
    | Wording
)

CLASSES: dict[Kind, type[Record]] = {
    Kind.REPORT: Report,
    Kind.CLAIM: Claim,
    Kind.INCIDENT: Incident,
    Kind.FINDING: Finding,
    Kind.ULTIMATUM: Ultimatum,
    Kind.AGREEMENT: Agreement,
    Kind.REVIEW: Review,
    Kind.UNREAD: Unread,
    Kind.POST: Post,
    Kind.OBSERVATION: Observation,
    Kind.LIMIT: Limit,
    Kind.ACCESS: AccessEvent,
    Kind.SIGHTING: HardwareSighting,
    Kind.BULLETIN: Bulletin,
    Kind.WORDING: Wording,
    Kind.WITHDRAWAL: Withdrawal,
}
EARLIER: dict[Kind, Callable[[Any], Any]] = {  # what brings old payloads to today's fields
    Kind.AGREEMENT: today_agreement,
    Kind.REVIEW: today_review,
}
KINDS: dict[type[object], Kind] = {record: kind for kind, record in CLASSES.items()}
_ADAPTERS: dict[Kind, TypeAdapter[Any]] = {kind: TypeAdapter(record) for kind, record in CLASSES.items()}


@dataclass(frozen=True, slots=True)
class Encoded:
    """A record as it is stored.

    `subject` is the kind of record that the entry speaks of: for a withdrawal the kind withdrawn, else `kind` itself.
    """

    kind: Kind
    subject: Kind
    id: str
    payload: str
    links: tuple[tuple[str, str], ...]


def kind_of(name: str) -> Kind:
    """The kind of this name; a LedgerError that lists the names if there is none."""
    try:
        return Kind(name)
    except ValueError as error:
        raise LedgerError(f"the ledger holds no {name!r}, only {', '.join(Kind)}") from error


def record_id(record: Record) -> str:
    """The record's own id; for an input that could not be read, the id that its place, bytes and reason give."""
    if isinstance(record, Unread):
        return content_id("unread", record.source, record.raw_sha256, record.reason)
    return record.id


def encode(record: Record) -> Encoded:
    """The record ready to be stored; a LedgerError if its fields are not what its class says, or its id cannot be a key."""
    kind = KINDS.get(type(record))
    if kind is None:
        raise LedgerError(f"the ledger holds {', '.join(KINDS[known] for known in KINDS)}, not {type(record).__name__}")
    subject, key = keys_of(record)
    return Encoded(kind, subject, key, to_json(kind, record), links_of(record))


def keys_of(record: Record) -> tuple[Kind, str]:
    """The kind of record that an entry with this one speaks of, and its id as stored; a LedgerError if either is no key."""
    kind = KINDS[type(record)]
    for name in _outlets(record):
        if len(escape(name)) > LONGEST_NAME:
            raise LedgerError(f"the name of an outlet must have {LONGEST_NAME} characters at most as stored: {name[:40]!r}")
    return record.kind if isinstance(record, Withdrawal) else kind, _key(record_id(record), f"id of a {kind}")


def links_of(record: Record) -> tuple[tuple[str, str], ...]:
    """What a record refers to, as kept for look-ups."""
    of = f"{KINDS[type(record)]} {record_id(record)!r}"
    return tuple(sorted({(what, _key(target, f"{what} of {of}")) for what, target in _links(record)}))


def from_canonical(kind: Kind, payload: str) -> Record:
    """As `from_json`, of JSON that is written as `to_json` writes it; a LedgerError if it is not."""
    try:
        values = json.loads(payload)
        if json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False) != payload:
            raise LedgerError(f"a {kind} is not written as a ledger writes it")
        return _record(kind, values)
    except (ValueError, RecursionError) as error:
        raise LedgerError(f"this version cannot read a {kind} of the ledger: {error}") from error


def to_json(kind: Kind, record: Record) -> str:
    """Canonical JSON: keys sorted, no blanks, every character above ASCII as `\\uXXXX`, so any engine keeps the same bytes."""
    try:
        values = _ADAPTERS[kind].dump_python(record, mode="json", warnings="error")
        text = json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False)
        same = _parse(kind, text) == record  # not so if two lone surrogates side by side come back as one character
    except (PydanticSerializationError, AttributeError, ValueError, RecursionError) as error:
        raise LedgerError(f"{kind} {record_id(record)!r} cannot be written: {error}") from error
    if not same:
        raise LedgerError(f"{kind} {record_id(record)!r} cannot be written: it would not come back the same")
    return text


def from_json(kind: Kind, payload: str) -> Record:
    """The record that `to_json` wrote; fields that were added to its class since then take their defaults."""
    try:
        return _parse(kind, payload)
    except ValueError as error:
        raise LedgerError(f"this version cannot read a {kind} of the ledger: {error}") from error


def _parse(kind: Kind, payload: str) -> Record:
    # pydantic's own JSON parser refuses lone surrogates and so cannot read every report back
    return _record(kind, json.loads(payload))


def _record(kind: Kind, values: Any) -> Record:
    record: Record = _ADAPTERS[kind].validate_python(EARLIER[kind](values) if kind in EARLIER else values)
    return record


def escape(text: str) -> str:
    """The text as the inside of a JSON string: one line of ASCII, so NUL, line ends and lone surrogates keep in any engine."""
    return json.dumps(text)[1:-1]


def unescape(text: str) -> str:
    """What `escape` was given."""
    return str(json.loads(f'"{text}"')) if "\\" in text else text


def _key(name: str, what: str) -> str:
    key = escape(name)
    if not 0 < len(key) <= LONGEST_ID:
        raise LedgerError(f"the {what} must have 1 to {LONGEST_ID} characters, not {len(key)}: {name[:40]!r}")
    return key


def _outlets(record: Record) -> Iterator[str]:
    match record:
        case Report(outlet=Outlet(name=name)):
            yield name
        case Incident():
            yield from {account.outlet for account in record.accounts if account.outlet}


def _links(record: Record) -> Iterator[tuple[str, str]]:
    match record:
        case Report():
            yield from version_links(record)
        case Claim():
            yield "report", record.report_id
        case Incident():
            yield from (("claim", claim) for claim in record.claim_ids)
            yield from (("report", account.report_id) for account in record.accounts)
        case Ultimatum():
            yield from (("claim", claim) for claim in record.claim_ids)
        case Finding():
            yield "incident", record.incident_id
            yield "agreement", record.agreement_id
        case Review():
            yield "subject", record.subject
            yield from (("claim", claim) for claim in record.claims)
            yield from (("review", review) for review in (record.answers, record.undoes) if review)
        case Wording():
            yield "bulletin", record.bulletin
        case Observation() | Limit() | AccessEvent() | HardwareSighting():
            yield "report", record.report_id
            yield "post", record.post_id


def version_links(report: Report) -> Iterator[tuple[str, str]]:
    """What other versions of a report are found by: address, source, log, and the bytes of each version there was.

    Which addresses are one depends on the knowledge of the day, so that these links are no part of what `verify` checks.
    """
    if plain := plain_address(report.url):
        yield "address", way("address", plain)
    yield "source", way("source", report.source)
    if any(passage.role is Role.LOG for passage in report.passages):
        yield "log", log_way(report.source)
    yield "version", way("version", report.id, report.raw_sha256)


def log_way(source: str) -> str:
    """What the days of one log are found by: its file, which stands before the first # of their sources."""
    return way("log", source.partition("#")[0])


def way(what: str, *values: str) -> str:
    """How a link names an address, a source or a version: by its hash, for they can be long."""
    return content_id(what, *values)
