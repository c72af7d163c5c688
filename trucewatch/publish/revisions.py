"""The revision feed: what was added, changed, merged, split, withdrawn and restored, entry by entry, in words and as rows.

Entry numbers grow by one and never change, and a ledger has one writer at a time: whoever asks for what came behind the last
number seen gets every change exactly once, in its order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from trucewatch.ledger import Entry, Kind, Moment, Revised, Shape, Withdrawal
from trucewatch.model import Agreement, Bulletin, Finding, Incident, Report, Review, Ultimatum
from trucewatch.publish.exports import Row
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import marked, say, small_first
from trucewatch.publish.values import (
    DECISIONS,
    Change,
    Value,
    accounts_changed,
    agreement_values,
    bulletin_values,
    changed,
    finding_values,
    incident_values,
    report_values,
    review_change,
    ultimatum_values,
)
from trucewatch.publish.words import (
    Labels,
    agreement_url,
    anchor,
    counted,
    full_sentence,
    incident_url,
    report_url,
    short_day,
    term,
)
from trucewatch.reviewing.states import caused_by

KINDS = (Kind.INCIDENT, Kind.FINDING, Kind.ULTIMATUM, Kind.REPORT, Kind.AGREEMENT, Kind.REVIEW, Kind.BULLETIN)
COLUMNS = (
    *("entry", "at", "author", "what", "kind", "id", "title", "changes", "reason", "into", "decision", "previous", "address"),
    "sha256",
)
REMEMBERED = 256  # decisions kept in memory while what follows from them is told


class What(StrEnum):
    """What an entry did to its record."""

    ADDED = "added"
    CHANGED = "changed"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    DECIDED = "decided"


DONE: Mapping[What, str] = {
    What.ADDED: marked("Added"),
    What.CHANGED: marked("Changed"),
    What.MERGED: marked("Merged"),
    What.SPLIT: marked("Split"),
    What.WITHDRAWN: marked("Withdrawn"),
    What.RESTORED: marked("Restored"),
    What.DECIDED: marked("Decided"),
}
SHAPES: Mapping[What, tuple[Shape, ...]] = {  # the entries among which each is found
    What.ADDED: (Shape.FIRST,),
    What.CHANGED: (Shape.AGAIN,),
    What.MERGED: (Shape.GONE,),
    What.SPLIT: (Shape.AGAIN, Shape.GONE),
    What.WITHDRAWN: (Shape.GONE,),
    What.RESTORED: (Shape.BACK,),
    What.DECIDED: (Shape.FIRST, Shape.AGAIN),
}
NOUNS: Mapping[Kind, str] = {
    Kind.INCIDENT: marked("Incident"),
    Kind.FINDING: marked("Finding"),
    Kind.ULTIMATUM: marked("Demand with a last day"),
    Kind.REPORT: marked("Report"),
    Kind.AGREEMENT: marked("Agreement"),
    Kind.REVIEW: marked("Decision"),
    Kind.BULLETIN: marked("Daily report"),
}
UNSEEN = marked("Worked out anew; nothing that is told here changed")


class Source(Protocol):
    """What revisions are read from: a ledger, or what the public may see of one."""

    def revised(
        self,
        subjects: Collection[Kind],
        *,
        after: int = 0,
        until: Moment | None = None,
        newest_first: bool = False,
        shapes: Collection[Shape] = (),
    ) -> Iterator[Revised]:
        """Entries, each with the one before it on the same record."""
        ...

    def get(self, kind: str, id: str, *, as_of: Moment | None = None) -> object | None:
        """A record as it stood."""
        ...

    def naming(
        self, record: type[Incident], what: str, targets: Collection[str], *, as_of: Moment | None = None
    ) -> Iterator[Incident]:
        """The incidents that refer to any of these."""
        ...

    def position(self, moment: Moment | None = None) -> int:
        """The last entry that belongs to a moment."""
        ...


@dataclass(frozen=True, slots=True)
class Revision:
    """What one entry did to one record.

    `seq`, `at`, `author` and `sha256` are those of the entry, `previous` is the number of the entry before it on the same record
    (None for the first). `changes` are values as they were and are; of a record that is new there are none, its `title` says what
    it is. `into` names the incidents that took the place of one that was merged or split. `decision` is the review that it
    follows from, if it follows from one.
    """

    seq: int
    at: datetime
    author: str
    what: What
    kind: Kind
    id: str
    title: str
    changes: tuple[Change, ...]
    reason: str
    into: tuple[str, ...]
    decision: str
    previous: int | None
    href: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which revisions are asked for: behind entry `after` up to entry `until`, of these kinds and doings; () asks for all."""

    after: int = 0
    until: int | None = None
    kinds: tuple[Kind, ...] = ()
    whats: tuple[What, ...] = ()
    newest_first: bool = False


def revisions(source: Source, wanted: Wanted, labels: Labels) -> Iterator[Revision]:
    """The revisions asked for, one at a time, in the order of their entries; with `newest_first` the other way round."""
    for revision in all_revisions(source, wanted, labels):
        if not wanted.whats or revision.what in wanted.whats:
            yield revision


def all_revisions(source: Source, wanted: Wanted, labels: Labels) -> Iterator[Revision]:
    """As `revisions`, whatever was done: for whoever counts how many were looked through."""
    teller = _Teller(source, labels)
    kinds = [kind for kind in wanted.kinds or KINDS if _can(kind, wanted.whats)]
    shapes = {shape for what in wanted.whats for shape in SHAPES[what]}
    steps = source.revised(kinds, after=wanted.after, until=wanted.until, newest_first=wanted.newest_first, shapes=shapes)
    for step in steps:
        yield teller.revision(step)


def _can(kind: Kind, whats: Collection[What]) -> bool:
    """True if one of these can be done to a record of the kind: decisions are decided, and nothing else is."""
    return (
        not whats or (kind is Kind.REVIEW and What.DECIDED in whats) or (kind is not Kind.REVIEW and {*whats} != {What.DECIDED})
    )


class _Teller:
    """Puts entries into words; remembers the decisions that many of them follow from."""

    def __init__(self, source: Source, labels: Labels) -> None:
        self._source, self._labels = source, labels
        self._review = lru_cache(maxsize=REMEMBERED)(self._look_up)

    def _look_up(self, review: str) -> Review | None:
        found = self._source.get(Kind.REVIEW, review)
        return found if isinstance(found, Review) else None

    def revision(self, step: Revised) -> Revision:
        """One entry as a revision."""
        entry, before = step.entry, step.before
        what, into = self._done(entry, before)
        told = entry.record if not isinstance(entry.record, Withdrawal) or before is None else before.record
        decision = caused_by(entry.stamp.reason)
        return Revision(
            seq=entry.seq,
            at=entry.stamp.at,
            author=entry.stamp.author,
            what=what,
            kind=entry.subject,
            id=entry.id,
            title=title_of(told, self._labels) or entry.id,
            changes=self._changes(entry.record, before.record if before else None),
            reason=self._reason(entry, decision),
            into=into,
            decision=decision,
            previous=before.seq if before else None,
            href=_href(told, entry),
            sha256=entry.hash,
        )

    def _done(self, entry: Entry, before: Entry | None) -> tuple[What, tuple[str, ...]]:
        record, old = entry.record, before.record if before else None
        match record:
            case Withdrawal():
                if not record.into or entry.subject is not Kind.INCIDENT:
                    return What.WITHDRAWN, record.into
                return (What.MERGED if len(record.into) == 1 else What.SPLIT), record.into
            case Review():
                return What.DECIDED, ()
            case Incident() if isinstance(old, Incident):
                into = self._parted(entry, record, old)
                return (What.SPLIT, into) if into else (What.CHANGED, ())
            case _:
                restored = What.RESTORED if isinstance(old, Withdrawal) else What.CHANGED
                return (What.ADDED if old is None else restored), ()

    def _parted(self, entry: Entry, record: Incident, old: Incident) -> tuple[str, ...]:
        """The incident itself and those that were made of claims which left it in the same step; () where none was."""
        left = set(old.claim_ids) - set(record.claim_ids)
        if not left:
            return ()
        start, end = (self._source.position(at) for at in (entry.stamp.at - timedelta(microseconds=1), entry.stamp.at))
        homes = {one.id for one in self._source.naming(Incident, "claim", left, as_of=end)} - {record.id}
        fresh = sorted(one for one in homes if self._source.get(Kind.INCIDENT, one, as_of=start) is None)
        return (record.id, *fresh) if fresh else ()

    def _changes(self, record: object, before: object) -> tuple[Change, ...]:
        labels = self._labels
        if isinstance(record, Review):
            about = self._review(record.about) if record.about else None
            return (review_change(record, labels, about),)
        if isinstance(record, Incident) and not isinstance(before, Incident):
            return accounts_changed(None, record)
        if isinstance(record, Withdrawal) or type(record) is not type(before):
            return ()
        accounts = accounts_changed(before, record) if isinstance(before, Incident) and isinstance(record, Incident) else ()
        values = changed(values_of(before, labels), values_of(record, labels))
        return (*accounts, *values) or (Change("record", say(UNSEEN), "", ""),)

    def _reason(self, entry: Entry, decision: str) -> str:
        if isinstance(entry.record, Withdrawal | Review):
            return full_sentence(entry.record.reason)
        cause = self._review(decision) if decision else None
        if cause is not None:
            return say("Follows from the decision of %(by)s.", by=cause.by)
        return full_sentence(entry.stamp.reason)


def values_of(record: object, labels: Labels) -> tuple[Value, ...]:
    """The values of a record that are told, in words; () of kinds of which none are."""
    match record:
        case Incident():
            return incident_values(record, labels)
        case Finding():
            return finding_values(record, labels)
        case Ultimatum():
            return ultimatum_values(record, labels)
        case Report():
            return report_values(record)
        case Agreement():
            return agreement_values(record)
        case Bulletin():
            return bulletin_values(record)
        case _:
            return ()


def title_of(record: object, labels: Labels) -> str:
    """A record in one line; empty where its kind has none."""
    match record:
        case Incident():
            return incident_title(record, labels)
        case Finding():
            clause = record.clause_id or record.agreement_id
            return say("%(clause)s: %(state)s", clause=clause, state=term("finding", record.state))
        case Ultimatum():
            return say("“%(demand)s”, by %(day)s", demand=record.demand.text, day=short_day(record.deadline))
        case Report():
            outlet = record.outlet.name if record.outlet else say("outlet not known")
            return f"{record.title or record.id}, {outlet}"
        case Agreement():
            return record.title
        case Bulletin():
            return say("%(title)s, number %(name)s", title=record.title, name=record.name)
        case Review():
            return f"{say(DECISIONS[record.decision])}, {_subject(record)}"
        case _:
            return ""


def _subject(review: Review) -> str:
    return f"{review.kind or 'record'} {review.subject}"


def _href(record: object, entry: Entry) -> str:
    """Where the record is shown; of what has no page of its own, where the entry stands in the feed."""
    match record:
        case Incident():
            return incident_url(record.id)
        case Finding():
            return f"{incident_url(record.incident_id)}#clauses"
        case Ultimatum():
            return f"/deadlines#{anchor(record.id, 'ultimatum')}"
        case Report():
            return report_url(record.id)
        case Agreement():
            return agreement_url(record.id)
        case Bulletin() if record.is_issued:
            return f"/daily/{record.number}.{record.revision}"
        case Review() if record.kind == Kind.INCIDENT:
            return f"{incident_url(record.subject)}#history"
        case _:
            return entry_url(entry.seq)


def entry_url(seq: int) -> str:
    """Where one entry stands in the feed."""
    return f"/changes?since={seq - 1}&until={seq}"


def change_words(change: Change) -> str:
    """One change in one line: "Where: Idlib → Saraqib"."""
    values = " → ".join(value for value in (change.old, change.new) if value)
    return f"{change.name}: {values}" if values else change.name


def revision_words(revision: Revision) -> str:
    """What was done, in one line: "Incident changed: Shelling of Saraqib"."""
    noun, done = say(NOUNS.get(revision.kind, "Record")), say(DONE[revision.what])
    if revision.what is What.DECIDED:
        return revision.title
    return say("%(noun)s %(done)s: %(title)s", noun=noun, done=small_first(done), title=revision.title)


def into_words(revision: Revision) -> str:
    """Where the claims of an incident that was merged or split are told now; empty of all else."""
    if not revision.into:
        return ""
    if len(revision.into) == 1:
        return say("Now told as %(id)s.", id=revision.into[0])
    return say("Now told as %(count)s: %(ids)s.", count=counted(len(revision.into), "record"), ids=", ".join(revision.into))


def revision_row(revision: Revision) -> Row:
    """One revision as a row; `changes` as records of name, old and new."""
    return {
        "entry": revision.seq,
        "at": revision.at.isoformat(),
        "author": revision.author,
        "what": revision.what.value,
        "kind": revision.kind.value,
        "id": revision.id,
        "title": revision.title,
        "changes": [{"of": one.of, "name": one.name, "old": one.old, "new": one.new} for one in revision.changes],
        "reason": revision.reason,
        "into": list(revision.into),
        "decision": revision.decision or None,
        "previous": revision.previous,
        "address": revision.href,
        "sha256": revision.sha256,
    }


def flat_row(revision: Revision) -> Row:
    """As `revision_row`, for CSV: the changes in words, parted by "; "."""
    return revision_row(revision) | {"changes": "; ".join(change_words(one) for one in revision.changes)}
