"""A part: what was read out of one shard, as a Parquet file. A row is a report with its claims, or an input that gave none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trucewatch.errors import BulkError
from trucewatch.ledger import Kind
from trucewatch.ledger.records import from_json, to_json
from trucewatch.model import Claim, Report, Unread
from trucewatch.scale.shard import FORMAT

AT_ONCE = 256  # rows of a part held at a time
SAID = "trucewatch"  # the key under which a part says what it is
COLUMNS = ("id", "source", "raw_sha256", "title", "outlet", "published", "url", "language", "text", "report", "claims", "unread")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: a report and its claims, or an Unread; both where a report was there and could not be read."""

    report: Report | None = None
    claims: tuple[Claim, ...] = ()
    unread: Unread | None = None

    def as_unread(self) -> Unread:
        """What could not be read; a ValueError if nothing was."""
        if self.unread is None:
            raise ValueError(f"{self.report and self.report.id} was read")
        return self.unread


def arrow() -> Any:
    """The library that writes and reads Parquet; a BulkError says how to get it."""
    # Imported here: it comes with an extra.
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise BulkError("reading in bulk writes Parquet; it needs: pip install 'trucewatch[parquet]'") from error
    return pyarrow


def to_parquet(outcomes: Sequence[Outcome], *, key: str) -> bytes:
    """The outcomes in their order; the same outcomes give the same bytes."""
    pa = arrow()
    text = pa.string()
    kinds: dict[str, object] = dict.fromkeys(COLUMNS, text) | {"published": pa.date32(), "claims": pa.list_(text)}
    schema = pa.schema(list(kinds.items()), metadata={SAID: json.dumps({"format": FORMAT, "key": key})})
    table = pa.Table.from_pylist([_row(outcome) for outcome in outcomes], schema=schema)
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def _row(outcome: Outcome) -> dict[str, object]:
    report, unread = outcome.report, outcome.unread
    row: dict[str, object] = {"claims": [to_json(Kind.CLAIM, claim) for claim in outcome.claims]}
    if unread is not None:
        row |= {"source": unread.source, "raw_sha256": unread.raw_sha256, "unread": unread.reason}
    if report is not None:
        row |= {name: getattr(report, name) for name in ("id", "source", "raw_sha256", "title", "url", "language", "text")}
        row["outlet"] = report.outlet and report.outlet.name
        row["published"] = report.published and report.published.day
        row["report"] = _without_text(report)
    return row


def _without_text(report: Report) -> str:
    """The report's JSON; its text has a column of its own."""
    values = json.loads(to_json(Kind.REPORT, report))
    del values["text"]
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def outcomes_in(path: Path) -> Iterator[Outcome]:
    """The outcomes of a part, in their order; a BulkError where it is damaged or of another version."""
    pa = arrow()
    try:
        with path.open("rb") as file:
            part = pa.parquet.ParquetFile(file, pre_buffer=False)
            said = json.loads((part.schema_arrow.metadata or {}).get(SAID.encode(), b"{}"))
            if said.get("format") != FORMAT:
                raise BulkError(f"{path} was written by another version (format {said.get('format')}; this one reads {FORMAT})")
            for batch in part.iter_batches(AT_ONCE, columns=["source", "raw_sha256", "text", "report", "claims", "unread"]):
                yield from (_outcome(row) for row in batch.to_pylist())
    except (OSError, ValueError, pa.ArrowException) as error:
        raise BulkError(f"{path} cannot be read: {error}") from error


def _outcome(row: dict[str, Any]) -> Outcome:
    unread = None if row["unread"] is None else Unread(row["source"], row["unread"], row["raw_sha256"])
    if row["report"] is None:
        return Outcome(unread=unread)
    report = from_json(Kind.REPORT, json.dumps({**json.loads(row["report"]), "text": row["text"]}))
    claims = tuple(from_json(Kind.CLAIM, claim) for claim in row["claims"])
    return Outcome(report, claims, unread)  # type: ignore[arg-type]
