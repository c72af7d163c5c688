"""What concerns one incident in the ledger, entry by entry, in rows: who changed what, when, why, and the way back to before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from urllib.parse import urlencode

from trucewatch.ledger import Kind, Ledger, Withdrawal
from trucewatch.ledger.histories import Heading, Histories
from trucewatch.ledger.records import Record
from trucewatch.model import Claim, Decision, Finding, Incident, Report, Review
from trucewatch.model.review import comparison_id
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import say
from trucewatch.publish.values import (
    DECISIONS,
    Change,
    accounts_changed,
    changed,
    claim_values,
    finding_values,
    incident_values,
    report_values,
    review_change,
)
from trucewatch.publish.words import Labels, count_words, counted, full_sentence, incident_url
from trucewatch.reviewing.standing import decides, has_effect, moment_of, standing
from trucewatch.reviewing.states import caused_by
from trucewatch.web.incident.clock import Clock, clock_at
from trucewatch.web.parts import Room

LATEST = 6  # rows on the page of the incident itself
MOST_CHANGES = 14  # changes that one row tells; more are counted
UNDO: Mapping[Decision, str] = {Decision.SAME: "Undo merge", Decision.NOT_SAME: "Undo split", Decision.UNDO: "Decide so again"}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in a row: of which record ("Account A", ""), what, from what to what."""

    about: str
    change: Change
    kind: str
    id: str
    seq: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What one author changed at one moment.

    `before_href` leads to the page as it stood before, `href` as it stood after. `review` is what can be taken back by `undo`;
    `taken_back` says by whom it was;
    `waits` is True of what counts only once a second person agrees with `by`.
    """

    iso: str
    when: str
    author: str
    changes: tuple[ChangeLine, ...]
    more: str
    reason: str
    seq: int
    sha256: str
    href: str
    before_href: str
    review: str = ""
    review_kind: str = ""
    review_subject: str = ""
    undo: str = ""
    taken_back: str = ""
    waits: bool = False
    by: str = ""


@dataclass(frozen=True)
class Chronicle:
    """The entries that concern an incident up to a moment, and how they are told."""

    incident_id: str
    labels: Labels
    clock: Clock
    ledger: Ledger
    headings: tuple[Heading, ...]
    letters: Mapping[str, str]
    reviews: Mapping[str, Review]
    standing: frozenset[str]
    undone: Mapping[str, Review]
    waiting: frozenset[str]
    earlier: Mapping[int, Heading] = field(default_factory=dict)

    @property
    def own(self) -> tuple[Heading, ...]:
        """The entries on the incident itself, the oldest first."""
        return tuple(one for one in self.headings if one.subject is Kind.INCIDENT)

    def records(self, headings: Iterable[Heading]) -> dict[int, Record]:
        """What these entries hold, as whoever asks may see it."""
        return records_of(self.ledger, headings)

    def on_claims(self) -> dict[str, list[Review]]:
        """The reviews by the claims they bear on."""
        found: dict[str, list[Review]] = {}
        for review in self.reviews.values():
            for claim in review.claims:
                found.setdefault(claim, []).append(review)
        return found

    def reviewed(self) -> dict[str, str]:
        """Of each claim that somebody decided on, who and what: "accepted by haddad, 13 Feb 2020, 22:00 EET"."""
        out: dict[str, list[str]] = {}
        for one in sorted(self.reviews.values(), key=lambda one: (one.at, one.id)):
            if one.kind == Kind.CLAIM and one.id in self.standing and decides(one):
                out.setdefault(one.subject, []).append(self._decided(one))
        return {claim: "; ".join(words) for claim, words in out.items()}

    def _decided(self, review: Review) -> str:
        change = review_change(review, self.labels)
        values = f", {change.name.lower()}: {change.old} → {change.new}" if review.decision is Decision.CORRECT else ""
        waits = " (counts once a second person agrees)" if review.id in self.waiting else ""
        what = DECISIONS[review.decision].partition(":")[0].lower()
        return say(
            "%(what)s by %(by)s, %(clock)s%(values)s%(waits)s",
            what=what,
            by=review.by,
            clock=self.clock.words(moment_of(review)),
            values=values,
            waits=waits,
        )

    def groups(self) -> list[list[Heading]]:
        """What one author wrote at one moment, together; the newest first."""
        told = [one for one in self.headings if _is_told(one, self.earlier)]
        return [list(some) for _, some in groupby(reversed(told), key=lambda one: (one.at, one.author, one.reason))]

    def rows(self, groups: Iterable[Sequence[Heading]], of: str = "") -> Iterator[HistoryRow]:
        """The groups as rows, those that changed the value asked for; one that changed nothing that is shown is left out."""
        for some in groups:
            row = self._row(some, of)
            if row is not None:
                yield row

    def _row(self, some: Sequence[Heading], of: str) -> HistoryRow | None:
        records = self.records([*some, *(self.earlier[one.seq] for one in some if one.seq in self.earlier)])
        lines = [line for one in sorted(some, key=_order) for line in self._lines(one, records) if of in ("", line.change.of)]
        if not lines:
            return None
        last, first = max(some, key=lambda one: one.seq), min(some, key=lambda one: one.seq)
        decided = next((record for one in some if isinstance(record := records.get(one.seq), Review)), None)
        hidden = len(lines) - MOST_CHANGES
        address, at = incident_url(self.incident_id), last.at
        row = HistoryRow(
            iso=at.isoformat(),
            when=self.clock.words(at),
            author=last.author,
            changes=tuple(lines[:MOST_CHANGES]),
            more=say("and %(count)s", count=count_words(hidden, "more change")) if hidden > 0 else "",
            reason=self._reason(last, records),
            seq=last.seq,
            sha256=last.hash,
            href=f"{address}?{urlencode({'asof': instant_of(at)})}",
            before_href=self._before(first),
        )
        return _undoable(row, decided, self) if decided else row

    def _before(self, first: Heading) -> str:
        """The page as it stood just before an entry; empty where it was not there yet."""
        own = [one for one in self.own if one.seq < first.seq and one.at < first.at]
        if not own or own[-1].withdraws:
            return ""
        return f"{incident_url(self.incident_id)}?{urlencode({'asof': instant_of(shortly_before(first.at))})}"

    def _reason(self, heading: Heading, records: Mapping[int, Record]) -> str:
        record = records.get(heading.seq)
        if isinstance(record, Withdrawal):
            return full_sentence(record.reason)
        cause = self.reviews.get(caused_by(heading.reason))
        if cause is not None:
            return say("Follows from the decision of %(by)s.", by=cause.by)
        return full_sentence(record.reason if isinstance(record, Review) else heading.reason)

    def _lines(self, one: Heading, records: Mapping[int, Record]) -> Iterator[ChangeLine]:
        before = records.get(self.earlier[one.seq].seq) if one.seq in self.earlier else None
        record = records.get(one.seq)
        if record is None:
            return
        about, changes = self._told(record, before, one)
        for change in changes:
            yield ChangeLine(about, change, one.subject.value, one.id, one.seq)

    def _told(self, record: Record, before: Record | None, one: Heading) -> tuple[str, Sequence[Change]]:
        labels = self.labels
        match record:
            case Withdrawal():
                return self._about(one), (_withdrawn(record, one),)
            case Incident():
                if not isinstance(before, Incident):
                    first = say("Stands again") if isinstance(before, Withdrawal) else say("First recorded")
                    return "", (Change("record", first, "", incident_title(record, labels)), *accounts_changed(None, record))
                values = changed(incident_values(before, labels), incident_values(record, labels))
                return "", (*accounts_changed(before, record), *values) or _unseen("")
            case Claim():
                old = claim_values(before, labels) if isinstance(before, Claim) else ()
                return self._about(one), changed(old, claim_values(record, labels)) or _unseen("read")
            case Finding():
                if not isinstance(before, Finding):
                    return "", changed((), finding_values(record, labels)[:1])
                return "", changed(finding_values(before, labels), finding_values(record, labels)) or _unseen("clauses")
            case Report():
                old = report_values(before) if isinstance(before, Report) else ()
                return self._about(one), changed(old, report_values(record))
            case Review():
                about = self.reviews.get(record.about) if record.about else None
                return self._review_about(record), (review_change(record, labels, about),)
            case _:
                return "", ()

    def _about(self, one: Heading) -> str:
        letter = self.letters.get(one.id, "")
        named = say("Account %(letter)s", letter=letter) if letter else ""
        return {
            Kind.CLAIM: named or "A claim",
            Kind.REPORT: say("Report of account %(letter)s", letter=letter) if letter else "A report",
        }.get(one.subject, "")

    def _review_about(self, review: Review) -> str:
        if review.kind == "claim":
            letter = self.letters.get(review.subject, "")
            return say("Account %(letter)s", letter=letter) if letter else "A claim"
        return {"comparison": "A comparison", "finding": "A finding"}.get(review.kind, "")


def _unseen(of: str) -> tuple[Change, ...]:
    return (Change(of or "record", say("Worked out anew; nothing that is shown here changed"), "", ""),)


def _withdrawn(record: Withdrawal, one: Heading) -> Change:
    into = say("now %(count)s", count=counted(len(record.into), "other incident")) if record.into else ""
    kind = {Kind.CLAIM: say("Claim"), Kind.FINDING: say("Finding"), Kind.REPORT: say("Report")}.get(one.subject, "Incident")
    return Change({Kind.FINDING: "clauses"}.get(one.subject, "record"), say("%(kind)s withdrawn", kind=kind), "", into)


def _order(one: Heading) -> tuple[int, int]:
    first = (Kind.REVIEW, Kind.INCIDENT, Kind.FINDING)
    return first.index(one.subject) if one.subject in first else len(first), one.seq


def _is_told(one: Heading, earlier: Mapping[int, Heading]) -> bool:
    """True unless it is the first version of a claim or a report: that an account joined says so already."""
    return one.subject not in (Kind.CLAIM, Kind.REPORT) or one.seq in earlier


def _undoable(row: HistoryRow, review: Review, chronicle: Chronicle) -> HistoryRow:
    taken = chronicle.undone.get(review.id)
    undo = UNDO.get(review.decision, "Take back") if review.id in chronicle.standing and taken is None else ""
    back = say("Taken back by %(by)s.", by=taken.by) if taken else ""
    waits = review.id in chronicle.waiting
    row = replace(row, undo=undo, taken_back=back, waits=waits, by=review.by)
    return replace(row, review=review.id, review_kind=review.kind, review_subject=review.subject)


def shortly_before(at: datetime) -> datetime:
    """The last moment before an entry."""
    return at - timedelta(microseconds=1)


def instant_of(at: datetime) -> str:
    """A moment for an address."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def records_of(ledger: Ledger, headings: Iterable[Heading]) -> dict[int, Record]:
    """What entries hold. They are asked of the ledger itself, which keeps from the public what it is not to see."""
    return ledger.recorded([one.seq for one in headings])


def chronicle_of(room: Room, ledger: Ledger, incident_id: str) -> Chronicle | None:
    """What concerns an incident, standing or not; None if the ledger never had it up to this moment."""
    until = ledger.position(room.desk.moment)
    histories = Histories(ledger.engine)
    own = histories.headings({Kind.INCIDENT: (incident_id,)}, until=until)
    if not own:
        return None
    versions = [one for one in own if not one.withdraws]
    ends = records_of(ledger, {one.seq: one for one in (*versions[:1], *versions[-1:])}.values())
    held = [record for _, record in sorted(ends.items()) if isinstance(record, Incident)]
    incident = held[-1] if held else None
    claims = frozenset(key for one in held for key in one.claim_ids)
    reports = frozenset(account.report_id for one in held for account in one.accounts)
    findings = histories.ever_naming(Kind.FINDING, "incident", (incident_id,))
    comparisons = {comparison_id(one) for one in incident.comparisons} if incident and len(incident.comparisons) < 200 else set()
    reviews = _reviews(ledger, {incident_id, *findings, *comparisons}, claims, until)
    wanted = {Kind.CLAIM: claims, Kind.REPORT: reports, Kind.FINDING: findings, Kind.REVIEW: frozenset(reviews)}
    headings = tuple(sorted((*own, *histories.headings(wanted, until=until)), key=lambda one: one.seq))
    letters = {key: a.letter for a in (incident.accounts if incident else ()) for key in (*a.claim_ids, a.report_id)}
    stand = standing(reviews.values())
    undone = {one.undoes: one for one in reviews.values() if one.undoes and _stands(one, reviews)}
    waiting = frozenset(one.id for one in stand if decides(one) and not has_effect(one, stand))
    return Chronicle(
        incident_id,
        room.labels,
        clock_at(incident.place if incident else None),
        ledger,
        headings,
        letters,
        reviews,
        frozenset(one.id for one in stand)
        | frozenset(one.id for one in reviews.values() if one.undoes and _stands(one, reviews)),
        undone,
        waiting,
        _earlier(headings),
    )


def _stands(undo: Review, reviews: Mapping[str, Review]) -> bool:
    """True of an undo that no other undo took back; a chain of them is followed to its end."""
    later = [one for one in reviews.values() if one.undoes == undo.id and one.id != undo.id]
    return not any(_stands(one, {key: value for key, value in reviews.items() if key != undo.id}) for one in later)


def _reviews(ledger: Ledger, subjects: Iterable[str], claims: Iterable[str], until: int) -> dict[str, Review]:
    found = {one.id: one for one in ledger.naming(Review, "subject", tuple(subjects), as_of=until)}
    found |= {one.id: one for one in ledger.naming(Review, "claim", tuple(claims), as_of=until)}
    answers = {one.id: one for one in ledger.naming(Review, "review", tuple(found), as_of=until)} if found else {}
    return found | answers


def _earlier(headings: Sequence[Heading]) -> dict[int, Heading]:
    """The entry on the same record before each entry."""
    last: dict[tuple[Kind, str], Heading] = {}
    found: dict[int, Heading] = {}
    for one in headings:
        key = (one.subject, one.id)
        if key in last:
            found[one.seq] = last[key]
        last[key] = one
    return found


def latest_rows(chronicle: Chronicle) -> tuple[tuple[HistoryRow, ...], int]:
    """The newest rows, for the page of the incident, and how many groups of changes there are in all."""
    groups = chronicle.groups()
    return tuple(chronicle.rows(groups[:LATEST])), len(groups)
