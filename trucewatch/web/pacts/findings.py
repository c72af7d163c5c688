"""The findings under an agreement, page by page: by clause, state, party and days, with the words they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from trucewatch.catalogue import FindingCard as Card
from trucewatch.catalogue import Page, Shelf
from trucewatch.errors import CursorError
from trucewatch.model import Agreement, Finding, FindingState, Incident
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import say
from trucewatch.publish.words import agreement_url, counted, incident_url, interval_words, joined, short_day
from trucewatch.web.lists import FeedEntry, FileLink, Listing, file_links
from trucewatch.web.pacts.addresses import findings_url
from trucewatch.web.parts import Frame, Grade, Room, Words, finding_grade, frame, in_sentences, party_words

LIMIT = 20
FILE_LIMIT = 1_000  # findings in one file; `next` leads on
ENDINGS = ("csv", "json", "atom")
FIELDS = {
    "clause": "the id of a clause",
    "state": f"one of {', '.join(FindingState)}",
    "against": "the code of a party; one without a role (TUR) stands for all its roles",
    "from": "first day of the incident, as 2020-02-03",
    "to": "last day of the incident",
    "after": "where to go on, as the page before said",
}
COLUMNS = ("id", "incident", "agreement", "clause", "state", "day", "against", "alleged_by", "type", "reasons")


@dataclass(frozen=True, slots=True)
class AskedFindings:
    """Which findings are asked for; `problems` say what could not be read and is left out."""

    clause: str = ""
    state: str = ""
    against: str = ""
    first: date | None = None
    last: date | None = None
    after: str = ""
    problems: tuple[str, ...] = field(default=(), compare=False)

    def query(self, **changed: str) -> str:
        """The query string that asks for the same, but for what is changed."""
        own = {
            "clause": self.clause,
            "state": self.state,
            "against": self.against,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "after": self.after,
        }
        return urlencode({name: value for name, value in {**own, **changed}.items() if value})


def asked_findings(query: Mapping[str, str]) -> AskedFindings:
    """What a query asks for."""
    problems: list[str] = []
    clause, state, against, after = (query.get(name, "").strip()[:200] for name in ("clause", "state", "against", "after"))
    if state and state not in set(FindingState):
        problems.append(
            say("“%(state)s” is no state of a finding; known are %(names)s", state=state[:40], names=", ".join(FindingState))
        )
        state = ""
    first, last = (_day(query.get(name, ""), problems) for name in ("from", "to"))
    return AskedFindings(clause, state, against, first, last, after, tuple(problems))


def _day(words: str, problems: list[str]) -> date | None:
    try:
        return date.fromisoformat(words.strip()[:10]) if words.strip() else None
    except ValueError:
        problems.append(say("“%(words)s” is no day; write it as 2020-02-13", words=words.strip()[:40]))
        return None


def found_by(shelf: Shelf, agreement: str, asked: AskedFindings, limit: int) -> Page[Card]:
    """The findings asked for; a cursor that is none begins anew."""
    wanted = {"clause": asked.clause, "state": asked.state, "against": asked.against}
    try:
        return shelf.findings(agreement, **wanted, first=asked.first, last=asked.last, after=asked.after, limit=limit)
    except CursorError:
        return shelf.findings(agreement, **wanted, first=asked.first, last=asked.last, limit=limit)


@dataclass(frozen=True, slots=True)
class FindingCard:
    """One incident under a clause, with the reasons and the words they rest on."""

    href: str
    title: str
    when: str
    grade: Grade
    parties: str
    reasons: tuple[str, ...]
    words: tuple[Words, ...]
    clause: str


def finding_cards(room: Room, cards: Sequence[Card]) -> tuple[FindingCard, ...]:
    """The findings as a page shows them: their records, incidents and reports are read together."""
    findings = room.desk.findings_named([card.id for card in cards])
    incidents = room.desk.incidents_named({card.incident for card in cards})
    report = cache(room.desk.report)
    return tuple(
        FindingCard(
            href=incident_url(card.incident),
            title=incident_title(incident, room.labels) if (incident := incidents.get(card.incident)) else card.incident,
            when=interval_words(incident.time) if incident else "",
            grade=finding_grade(card.state),
            parties=_parties(room, finding),
            reasons=finding.reasons,
            words=in_sentences(report, finding.words),
            clause=card.clause,
        )
        for card in cards
        if (finding := findings.get(card.id))
    )


def _parties(room: Room, finding: Finding) -> str:
    """Who says so of whom."""
    if finding.state is FindingState.COMPLIANCE:
        return say("no breach alleged")
    by = joined(party_words(finding.alleged_by, room.labels)) or say("nobody named, as far as was read")
    against = joined(party_words(finding.against, room.labels)) or say("nobody named")
    return f"{'told' if finding.state is FindingState.CORROBORATED else 'alleged'} by {by}, against {against}"


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """What `findings.html` shows."""

    frame: Frame
    agreement: str
    title: str
    href: str
    here: str
    asked: AskedFindings
    clauses: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    parties: tuple[tuple[str, str], ...]
    cards: tuple[FindingCard, ...]
    many: str
    next: str
    files: tuple[FileLink, ...]


def findings_page(room: Room, agreement: Agreement, query: Mapping[str, str]) -> FindingsPage:
    """The findings under an agreement that a query asks for."""
    asked = asked_findings(query)
    shelf = room.catalogue
    sheaf = found_by(shelf, agreement.id, asked, LIMIT)
    parties = {keys[0] for keys, _ in shelf.finding_tally(agreement.id, by=("against",)) if keys[0]}
    here = findings_url(agreement.id)
    return FindingsPage(
        frame=frame(room, "agreements", say("Findings under %(title)s", title=agreement.title)),
        agreement=agreement.id,
        title=agreement.title,
        href=agreement_url(agreement.id),
        here=here,
        asked=asked,
        clauses=tuple((clause.id, f"{clause.id} {clause.obligation[:60]}") for clause in agreement.clauses),
        states=tuple((state.value, finding_grade(state).word) for state in FindingState if state in SHOWN),
        parties=tuple(sorted(((code, room.labels(code)) for code in parties), key=lambda pair: pair[1])),
        cards=finding_cards(room, sheaf.cards),
        many=_many(shelf, agreement.id, asked),
        next=asked.query(after=sheaf.next) if sheaf.next else "",
        files=file_links(here, asked.query(after=""), ENDINGS),
    )


SHOWN = frozenset(state for state in FindingState if state is not FindingState.NOT_APPLICABLE)


def _many(shelf: Shelf, agreement: str, asked: AskedFindings) -> str:
    """How many there are, where the catalogue has counted just these."""
    if asked.against:
        return ""
    rows = shelf.finding_tally(agreement, by=("clause", "state"), first=asked.first, last=asked.last)
    kept = [many for (clause, state), many in rows if asked.clause in ("", clause) and asked.state in ("", state)]
    return counted(sum(kept), "finding")


def findings_listing(room: Room, agreement: Agreement, query: Mapping[str, str]) -> Listing:
    """The same findings as a list for files."""
    asked = asked_findings(query)
    sheaf = found_by(room.catalogue, agreement.id, asked, FILE_LIMIT)
    return Listing(
        "findings",
        say("Findings under %(title)s", title=agreement.title),
        findings_url(agreement.id),
        COLUMNS,
        lambda: _rows(room, sheaf.cards),
        query=asked.query(after=""),
        as_of=room.desk.as_of(),
        next=asked.query(after=sheaf.next) if sheaf.next else "",
        entries=lambda: _entries(room, sheaf.cards[:50]),
        version=str(room.catalogue.seq),
    )


def _rows(room: Room, cards: Sequence[Card]) -> Iterable[dict[str, Any]]:
    findings = room.desk.findings_named([card.id for card in cards])
    for card in cards:
        finding = findings.get(card.id)
        yield {
            "id": card.id,
            "incident": card.incident,
            "agreement": card.agreement,
            "clause": card.clause or None,
            "state": card.state.value,
            "day": card.day.isoformat() if card.day else None,
            "against": list(card.against),
            "alleged_by": list(card.alleged_by),
            "type": card.type.value if card.type else None,
            "reasons": list(finding.reasons) if finding else [],
        }


def _entries(room: Room, cards: Sequence[Card]) -> Iterable[FeedEntry]:
    incidents: Mapping[str, Incident] = room.desk.incidents_named({card.incident for card in cards})
    for card in cards:
        incident = incidents.get(card.incident)
        title = incident_title(incident, room.labels) if incident else card.incident
        grade = finding_grade(card.state).word
        at = datetime(card.day.year, card.day.month, card.day.day, tzinfo=UTC) if card.day else datetime(1970, 1, 1, tzinfo=UTC)
        when = f", {short_day(card.day)}" if card.day else ""
        yield FeedEntry(
            f"findings/{card.id}",
            f"{card.clause or card.agreement}: {grade}: {title}{when}",
            incident_url(card.incident),
            at,
            categories=(card.agreement, card.clause, card.state.value) if card.clause else (card.agreement, card.state.value),
        )
