"""What stands at the address of an incident that no longer stands: what it was, what became of it, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.ledger import Ledger, Withdrawal
from trucewatch.model import Incident
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import say
from trucewatch.publish.words import count_words, full_sentence, incident_url
from trucewatch.reviewing.states import caused_by
from trucewatch.web.incident.chronicle import Chronicle, HistoryRow, chronicle_of, instant_of, latest_rows, shortly_before
from trucewatch.web.parts import Frame, Room, frame


@dataclass(frozen=True, slots=True)
class GonePage:
    """What `incident_gone.html` shows: an incident that was withdrawn, and the way to what took its place.

    `into` are the incidents that took its claims: one for a merge, several for a split, none where its claims are gone.
    """

    frame: Frame
    id: str
    title: str
    when: str
    iso: str
    author: str
    reason: str
    words: str
    into: tuple[tuple[str, str], ...]
    before_href: str
    history_href: str
    rows: tuple[HistoryRow, ...]
    seq: int
    sha256: str


def gone_page(room: Room, ledger: Ledger, incident_id: str) -> GonePage | None:
    """The page of an incident that does not stand at this moment but stood before; None for one that never did."""
    chronicle = chronicle_of(room, ledger, incident_id)
    own = chronicle.own if chronicle else ()
    if chronicle is None or not own[-1].withdraws:
        return None
    last = own[-1]
    held = chronicle.records(own[-2:])
    withdrawal = held[last.seq]
    was = held.get(own[-2].seq) if len(own) > 1 else None
    into = withdrawal.into if isinstance(withdrawal, Withdrawal) else ()
    title = incident_title(was, room.labels) if isinstance(was, Incident) else incident_id
    rows, _ = latest_rows(chronicle)
    return GonePage(
        frame=frame(room, "incidents", title),
        id=incident_id,
        title=title,
        when=chronicle.clock.words(last.at),
        iso=last.at.isoformat(),
        author=_author(chronicle),
        reason=_reason(chronicle, withdrawal),
        words=_words(into),
        into=tuple((_title(room, other), incident_url(other)) for other in into),
        before_href=f"{incident_url(incident_id)}?asof={instant_of(shortly_before(last.at))}",
        history_href=f"{incident_url(incident_id)}/history",
        rows=rows,
        seq=last.seq,
        sha256=last.hash,
    )


def _words(into: tuple[str, ...]) -> str:
    if not into:
        return say("Its claims are no longer held, or no longer count. Nothing took its place.")
    if len(into) == 1:
        return say("Another incident took its claims.")
    return say("Its claims were split among %(count)s.", count=count_words(len(into), "incident"))


def _author(chronicle: Chronicle) -> str:
    """Who decided it, or the machine that worked it out."""
    last = chronicle.own[-1]
    cause = chronicle.reviews.get(caused_by(last.reason))
    return cause.by if cause else last.author


def _reason(chronicle: Chronicle, withdrawal: object) -> str:
    cause = chronicle.reviews.get(caused_by(chronicle.own[-1].reason))
    said = withdrawal.reason if isinstance(withdrawal, Withdrawal) else ""
    return full_sentence(cause.reason if cause and cause.reason else said)


def _title(room: Room, incident_id: str) -> str:
    found = room.desk.incident(incident_id)
    return incident_title(found, room.labels) if found else incident_id


def not_yet(room: Room, ledger: Ledger, incident_id: str) -> str:
    """When it was first recorded, for a moment before that; empty if the ledger has never had it."""
    first = next(iter(ledger.history("incident", incident_id)), None) if room.past else None
    return instant_of(first.stamp.at) if first else ""
