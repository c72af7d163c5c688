"""Take the logs of observation posts into the ledger: a day of a post at a time, all of it or nothing."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from trucewatch.catalogue import Catalogue
from trucewatch.errors import SourceError
from trucewatch.ingest.logs import LogDay, log_files, read_log, read_log_file
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.distance import kilometres
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Kind, Ledger, Stamp, Withdrawal
from trucewatch.model import AccessEvent, Claim, HardwareSighting, Limit, LogRecord, Observation, Post, Report, Unread
from trucewatch.refreshing import refresh
from trucewatch.resolve.choosing import Setting
from trucewatch.resolve.places import resolve_place

BY_NAME = frozenset({"access", "hardware"})  # what lies where its line says; what is heard lies where it was heard
PATROL_KM = 60.0  # ours: how far from its post a patrol gets in a day and back; a namesake further off is another place
CORRECTED = "corrected by"
GONE = "a later version of the log does not have it"
KINDS: dict[type[LogRecord], Kind] = {
    Observation: Kind.OBSERVATION,
    Limit: Kind.LIMIT,
    AccessEvent: Kind.ACCESS,
    HardwareSighting: Kind.SIGHTING,
}


class Differs(Exception):
    """An entry was sent under this key before, with other words; nothing was written."""


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry as the ledger has it: its record, the report of its line, and whether it was there already."""

    record: LogRecord
    report_id: str
    known: bool


def enter_line(
    ledger: Ledger,
    post: Post,
    cells: Mapping[str, str],
    key: str,
    stamp: Stamp,
    *,
    corrects: LogRecord | None = None,
    why: str = "",
) -> Entered:
    """Record one line that somebody typed, by the same way as a line of a log; a SourceError says what cannot be so.

    `cells` are the words by column, `key` names this entry for good: sent again it adds nothing, and with other words it is
    refused (`Differs`). A line that the ledger has from another log already is not entered twice. A line that `corrects`
    another names it, and that one no longer stands; the ledger keeps its words.
    """
    if corrects is not None:
        column = "consequence" if isinstance(corrects, AccessEvent) and cells.get("outcome") else "remark"
        told = "; ".join(part for part in (f"corrects {corrects.id}", why, cells.get(column, "")) if part)
        cells = {**cells, column: told}
    day = _typed_day(post, cells, key)
    held = ledger.get(Kind.REPORT, day.report.id)
    if isinstance(held, Report):
        if held.raw_sha256 != day.report.raw_sha256:
            raise Differs
        return Entered(day.records[0], held.id, True)
    elsewhere = next(iter(ledger.held(type(day.records[0]), [day.records[0].id])), None)
    if elsewhere is not None:
        return Entered(elsewhere, elsewhere.report_id, True)
    gone = _corrected(ledger, corrects, day.records[0], why) if corrects is not None else ()
    ledger.append([day.post, day.report, *day.records, *day.claims, *gone], stamp)
    return Entered(day.records[0], day.report.id, False)


def _typed_day(post: Post, cells: Mapping[str, str], key: str) -> LogDay:
    """The line as a log of its own, under an id that its key gives."""
    filled = {name: " ".join(words.split()) for name, words in cells.items() if words.strip()}
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerows([list(filled), list(filled.values())])
    name = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]
    days: list[LogDay] = []
    for item in read_log(rows.getvalue().encode("utf-8", "replace"), f"entry-{name}", (post,), post=post):
        if isinstance(item, Unread):
            raise SourceError("", item.reason)
        days.append(item)
    day = _looked_up(days[0])
    return day.under(f"{day.report.id}-{name}")


def _corrected(ledger: Ledger, old: LogRecord, new: LogRecord, why: str) -> Iterator[Withdrawal]:
    """Withdrawals of a line that another takes the place of, and of its claim."""
    reason = f"{CORRECTED} {new.id}: {why}" if why else f"{CORRECTED} {new.id}"
    yield Withdrawal(KINDS[type(old)], old.id, reason, (new.id,))
    claim = None if isinstance(old, Limit) else old.claim_id
    if claim and ledger.get(Kind.CLAIM, claim) is not None:
        yield Withdrawal(Kind.CLAIM, claim, reason)


@dataclass(slots=True)
class LogSummary:
    """What the logs held, and what the ledger gained: lines by what became of them, days of posts, entries."""

    days: int = 0
    known: int = 0
    lines: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS.values(), 0))
    claims: int = 0
    unread: list[Unread] = field(default_factory=list)
    added: int = 0


def import_logs(
    files: Sequence[tuple[Path, str]],
    ledger: Ledger,
    stamp: Callable[[], Stamp],
    *,
    posts: Sequence[Post] = (),
    post: Post | None = None,
    progress: Callable[[str], None] = lambda source: None,
    keep: Callable[[bytes, str], object] | None = None,
) -> LogSummary:
    """The logs in these files (path, and the name it goes by), day by day of each post; a log met again adds nothing."""
    summary = LogSummary()
    for path, source in files:
        days: list[LogDay] = []
        for item in read_log_file(path, source, posts or load_posts(), post=post, keep=keep):
            if isinstance(item, Unread):
                summary.unread.append(item)
                summary.added += ledger.append([item], stamp())
                continue
            progress(item.report.source)
            item = _looked_up(item)
            days.append(item)
            gained = _write_day(ledger, item, stamp())
            _tell(summary, item, gained)
        if days:
            summary.added += ledger.append(_days_gone(ledger, source, days), stamp())
    return summary


def run_logs(
    paths: Sequence[Path],
    ledger: Ledger,
    stamp: Callable[[], Stamp],
    *,
    post: Post | None = None,
    progress: Callable[[str], None] = lambda source: None,
    keep: Callable[[bytes, str], object] | None = None,
) -> LogSummary:
    """These logs, and those in these folders, into the ledger; incidents and findings follow. A file named is taken for a log."""
    folders = [path for path in paths if path.is_dir()]
    files = {path.resolve(): (path, path.name) for path in paths if not path.is_dir()}
    files = {path.resolve(): (path, source) for path, source in log_files(folders)} | files
    nothing = [Unread(folder.name or ".", "no log of a post in this folder") for folder in folders if not log_files([folder])]
    summary = import_logs(
        sorted(files.values(), key=lambda file: file[1]), ledger, stamp, post=post, progress=progress, keep=keep
    )
    summary.unread += nothing
    summary.added += ledger.append(nothing, stamp()) if nothing else 0
    summary.added += refresh(ledger, choose_agreements(()), load_gazetteer(), stamp())
    Catalogue(ledger).catch_up()
    return summary


def _looked_up(day: LogDay) -> LogDay:
    """The day with the gazetteer's place where a patrol was stopped or a weapon seen at a place that is only named.

    Taken is the one place that the name can mean in the post's country, within what a patrol drives from the post.
    """
    return replace(day, claims=tuple(_place_found(claim, day.post, day.day) for claim in day.claims))


def _place_found(claim: Claim, post: Post, day: date) -> Claim:
    place, stood = claim.place, post.position_on(day)
    if claim.logged is None or claim.logged.phenomenon not in BY_NAME or place is None or place.ground or stood is None:
        return claim
    spot = stood.latitude, stood.longitude
    found = resolve_place(place, Setting(country=post.country, company=(spot,)), load_gazetteer())
    point = found.middle
    if point is None or found.country != post.country or kilometres(spot, point) > PATROL_KM:
        return claim
    return replace(claim, place=found)


def _tell(summary: LogSummary, day: LogDay, gained: int) -> None:
    summary.days += 1
    summary.known += gained == 0
    summary.added += gained
    summary.claims += len(day.claims)
    for record in day.records:
        summary.lines[KINDS[type(record)]] += 1


def _write_day(ledger: Ledger, day: LogDay, stamp: Stamp) -> int:
    """One day of one post in one transaction; what an earlier version of it held and this one does not is withdrawn."""
    day = _placed(ledger, day)
    is_new = ledger.get(Kind.REPORT, day.report.id) is None
    elsewhere = _held_elsewhere(ledger, day)
    if is_new and elsewhere and len(elsewhere) == len(day.records):
        return 0
    replaced = frozenset() if is_new else _replaced(ledger, day)
    records = [record for record in day.records if record.id not in elsewhere | replaced]
    own = {record.claim_id for record in records if not isinstance(record, Limit)}
    claims = [claim for claim in day.claims if claim.id in own]
    gone = () if is_new else _withdrawn(ledger, day.report.id, {record.id for record in (*records, *claims)})
    return ledger.append([day.post, day.report, *records, *claims, *gone], stamp)


def _replaced(ledger: Ledger, day: LogDay) -> frozenset[str]:
    """The records of a day that somebody corrected by hand: met again in their log they do not come back."""
    standing = {held.id for kind in KINDS for held in ledger.held(kind, [one.id for one in day.records if isinstance(one, kind)])}
    out = set()
    for record in day.records:
        if record.id not in standing and (entries := ledger.history(KINDS[type(record)], record.id)):
            last = entries[-1].record
            if isinstance(last, Withdrawal) and last.reason.startswith(CORRECTED):
                out.add(record.id)
    return frozenset(out)


def _placed(ledger: Ledger, day: LogDay) -> LogDay:
    """The day under its own id: that of an earlier version of this log, else that of the post's day, else one beside it.

    The same lines out of a file of another name are what the ledger has already, under the name it has.
    """
    report = day.report
    for version in ledger.reports(source=report.source):
        return day.under(version.id)
    held, beside = ledger.get(Kind.REPORT, report.id), f"{report.id}-{report.raw_sha256[:8]}"
    for known in (held, ledger.get(Kind.REPORT, beside)) if held else ():
        if isinstance(known, Report) and known.raw_sha256 == report.raw_sha256:
            return replace(day.under(known.id), report=known)
    return day.under(beside) if held else day


def _held_elsewhere(ledger: Ledger, day: LogDay) -> frozenset[str]:
    """The records of a day that stand in the ledger already, out of another log."""
    ids: dict[type[LogRecord], list[str]] = {}
    for record in day.records:
        ids.setdefault(type(record), []).append(record.id)
    found = (ledger.held(kind, some) for kind, some in ids.items())
    return frozenset(held.id for records in found for held in records if held.report_id != day.report.id)


def _withdrawn(ledger: Ledger, report: str, kept: set[str]) -> Iterator[Withdrawal]:
    """Withdrawals of what the ledger has from a log and the log no longer has."""
    for record in (*ledger.log_records(report=report), *ledger.claims(report=report)):
        if record.id not in kept:
            kind = Kind.CLAIM if isinstance(record, Claim) else KINDS[type(record)]
            yield Withdrawal(kind, record.id, GONE)


def _days_gone(ledger: Ledger, source: str, days: Sequence[LogDay]) -> Iterator[Withdrawal]:
    """What the ledger has from days that an earlier version of this log told of and this one does not, of whatever post."""
    now = {day.report.source for day in days}
    for report in ledger.days_of_log(source):
        if report.source not in now:
            yield from _withdrawn(ledger, report.id, set())
