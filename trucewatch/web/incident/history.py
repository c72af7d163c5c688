"""The history of an incident as a page and as files: every change, or those of one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from trucewatch.ledger import Ledger
from trucewatch.publish.exports import Row
from trucewatch.publish.tongue import marked, say
from trucewatch.publish.words import incident_url
from trucewatch.web.incident.chronicle import ChangeLine, Chronicle, HistoryRow, chronicle_of
from trucewatch.web.lists import FeedEntry, Listing
from trucewatch.web.parts import Frame, Room, frame

ROWS = 20  # rows of a history on one page
MOST_SCANNED = 400  # rows that are looked through for the changes of one value
COLUMNS = ("at", "author", "record", "id", "of", "value", "old", "new", "reason", "entry", "sha256")
PARTS: Mapping[str, str] = {
    "place": marked("where"),
    "time": marked("when"),
    "actor": marked("by whom"),
    "recipient": marked("to whom"),
    "figure": marked("the figures"),
    "accounts": marked("the accounts"),
    "grade": marked("the grades"),
    "clauses": marked("the findings"),
    "type": marked("what happened"),
    "realis": marked("how it is said"),
    "review": marked("decisions"),
}


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What `incident_history.html` shows: a page of the changes, of all values or of one."""

    frame: Frame
    id: str
    href: str
    title: str
    words: str
    of: str
    parts: tuple[tuple[str, str, bool], ...]
    rows: tuple[HistoryRow, ...]
    older: str
    files: tuple[tuple[str, str], ...]
    zone: str
    writable: bool


def history_page(room: Room, ledger: Ledger, incident_id: str, query: Mapping[str, str], *, writable: bool) -> HistoryPage | None:
    """A page of the changes of an incident, of all values or of the one asked for; it also tells of one that stands no more."""
    chronicle = chronicle_of(room, ledger, incident_id)
    if chronicle is None:
        return None
    of = query.get("of", "") if query.get("of", "") in PARTS else ""
    rows, further = _page_of(chronicle, of, query.get("before", ""))
    address = f"{incident_url(incident_id)}/history"
    kept = {"of": of} if of else {}
    title = say("History of %(PARTS)s", PARTS=PARTS[of]) if of else say("History")
    return HistoryPage(
        frame=frame(room, "incidents", f"{title}: {incident_id}"),
        id=incident_id,
        href=incident_url(incident_id),
        title=title,
        words=say("Nothing is overwritten: each change is a new entry, and every earlier state can be read again."),
        of=of,
        parts=tuple((words, f"{address}?of={key}", key == of) for key, words in PARTS.items()),
        rows=tuple(rows),
        older=f"{address}?{urlencode({**kept, 'before': str(further)})}" if further else "",
        files=tuple((word, f"{address}.{end}" + (f"?of={of}" if of else "")) for word, end in _FILES),
        zone=chronicle.clock.where,
        writable=writable,
    )


_FILES = (("CSV", "csv"), ("JSON", "json"), ("Atom", "atom"))


def _page_of(chronicle: Chronicle, of: str, before: str) -> tuple[list[HistoryRow], int]:
    """The rows before an entry, and the entry that the next page begins before; 0 after the last."""
    until = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else 0
    groups = [some for some in chronicle.groups() if not until or max(one.seq for one in some) < until]
    rows: list[HistoryRow] = []
    for at, some in enumerate(groups):
        rows += chronicle.rows([some], of)
        if (len(rows) >= ROWS or at + 1 >= MOST_SCANNED) and at + 1 < len(groups):
            return rows, min(one.seq for one in some)
    return rows, 0


def history_listing(room: Room, ledger: Ledger, incident_id: str, of: str) -> Listing | None:
    """All changes as a file, the newest first."""
    chronicle = chronicle_of(room, ledger, incident_id)
    if chronicle is None:
        return None
    wanted = of if of in PARTS else ""

    def rows() -> Iterator[Row]:
        for row in chronicle.rows(chronicle.groups(), wanted):
            for line in row.changes:
                change = line.change
                values = (row.iso, row.author, line.kind, line.id, change.of, change.name, change.old, change.new, row.reason)
                yield dict(zip(COLUMNS, (*values, row.seq, row.sha256), strict=True))

    def entries() -> Iterator[FeedEntry]:
        for row in chronicle.rows(chronicle.groups()[:50], wanted):
            words = "; ".join(line_words(line) for line in row.changes)
            subject = f"incidents/{incident_id}/entry/{row.seq}"
            yield FeedEntry(
                subject, words[:200], row.href, datetime.fromisoformat(row.iso), summary=f"{row.author}: {words} {row.reason}"
            )

    path = f"{incident_url(incident_id)}/history"
    query, moment = f"of={wanted}" if wanted else "", room.desk.as_of()
    return Listing(
        "history",
        say("History of %(incident_id)s", incident_id=incident_id),
        path,
        COLUMNS,
        rows,
        query,
        as_of=moment,
        entries=entries,
    )


def line_words(line: ChangeLine) -> str:
    """One change in one line: "Where: Idlib → Saraqib"."""
    values = " → ".join(value for value in (line.change.old, line.change.new) if value)
    about = f"{line.about}, " if line.about else ""
    return f"{about}{line.change.name}" + (f": {values}" if values else "")
