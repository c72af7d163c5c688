"""The rows of incidents: their cards, and what they are found by."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from trucewatch.catalogue.cards import IncidentCard
from trucewatch.catalogue.gathering import (
    Course,
    Written,
    first_recorded,
    incidents_before,
    incidents_on,
    reviews_on,
    tellers_before,
)
from trucewatch.catalogue.keys import ordinal
from trucewatch.catalogue.making import (
    Telling,
    incident_card,
    incident_words,
    party_keys,
    place_text,
    printed_most,
    tellings,
)
from trucewatch.catalogue.pen import Row
from trucewatch.catalogue.reviewed import review_state_of
from trucewatch.catalogue.step import Step, number_of, standing_in
from trucewatch.catalogue.stored import incident_of
from trucewatch.catalogue.tables import (
    LAST,
    card_table,
    figure_table,
    incident_table,
    outlet_table,
    party_table,
    source_table,
    word_table,
)
from trucewatch.ledger import Kind
from trucewatch.ledger.records import escape
from trucewatch.ledger.state import chunks
from trucewatch.model import Review

Held = TypeVar("Held")
LONGEST_SOURCE = 200  # characters: a source is kept in order together with its outlet


@dataclass(frozen=True, slots=True)
class _Form:
    """What an incident's rows are made of; `mark` is a number that another form has not."""

    card: IncidentCard
    words: tuple[str, ...]
    place: str
    tellings: tuple[Telling, ...]
    stored: str
    mark: int


def touch_incidents(step: Step) -> None:
    """Which incidents a review speaks of, and which are linked with a changed claim or report."""
    found = step.found
    for what, courses in (("claim", found.claims), ("report", found.tellers)):
        seqs = {key: tuple(course.seqs) for key, course in courses.items()}
        for key, incidents in incidents_on(step.connection, what, seqs, found.until).items():
            for incident in incidents:
                step.moved.setdefault(incident, []).extend((seq, key) for seq in seqs[key])
    for seq, review in found.reviews:
        found.touched.setdefault(escape(review.subject), set()).add(seq)


def _rest_on_moved(step: Step) -> None:
    """Incidents that rested on a claim or report when it changed may have changed with it."""
    for key, moves in step.moved.items():
        course = step.found.incidents.get(key)
        held: dict[int, frozenset[str]] = {}
        for seq, name in moves if course else ():
            written = course.at(seq) if course else None
            if written is None:
                continue
            if id(written) not in held:
                incident = written.incident
                named = (*incident.claim_ids, *(account.report_id for account in incident.accounts))
                held[id(written)] = frozenset(map(escape, named))
            if name in held[id(written)]:
                step.found.touched.setdefault(key, set()).add(seq)


def write_incidents(step: Step) -> None:
    """The rows of the incidents that changed, or of what they rest on."""
    found, connection = step.found, step.connection
    for key, written in incidents_before(connection, found.touched.keys() | step.moved.keys(), found.after).items():
        found.incidents.setdefault(key, Course()).before = written
    _rest_on_moved(step)
    keys = {key for key in found.touched if key in found.incidents}
    step.standing = standing_in(connection, keys)
    recorded = first_recorded(connection, Kind.INCIDENT, keys)
    told = [value for key in keys for value in (found.incidents[key].before, *found.incidents[key].values) if value]
    claims = {escape(key) for one in told for key in one.incident.claim_ids}
    reports = {escape(account.report_id) for one in told for account in one.incident.accounts}
    for key, said in step.memory.said(connection, claims, found.after).items():
        found.claims.setdefault(key, Course()).before = said
    for key, teller in tellers_before(connection, reports).items():
        found.tellers.setdefault(key, Course()).before = teller
    reviews = reviews_on(connection, keys, found.after)
    number = step.next_row(incident_table)
    for key in sorted(keys):
        _incident(step, key, number, recorded, reviews.get(key, []))
    _leave_known_texts(step)


def _incident(step: Step, key: str, number: Iterator[int], recorded: dict[str, datetime], reviews: list[Review]) -> None:
    found, course, stands = step.found, step.found.incidents[key], step.standing.get(key)
    step.forms[key] = []
    fresh: Row | None = None
    mark = stands.mark if stands else None
    for seq in sorted(found.touched[key]):
        written = course.at(seq)
        if written is None:
            if fresh is not None:
                fresh["until"] = seq
            elif stands is not None:
                step.pen.end(incident_table, stands.row, seq)
            fresh, stands, mark = None, None, None
            step.forms[key].append((seq, None, ""))
            continue
        own = [*reviews, *(one for at, one in found.reviews if at <= seq and escape(one.subject) == key)]
        form = _form(step, written, seq, recorded[key], own)
        if form.mark == mark:
            continue
        if fresh is not None:
            fresh["until"] = seq
        elif stands is not None:
            step.pen.end(incident_table, stands.row, seq)
        fresh, stands, mark = _write(step, key, next(number), seq, form), None, form.mark
        step.forms[key].append((seq, form.card.first, form.card.type.value))


def _form(step: Step, written: Written, seq: int, recorded_at: datetime, reviews: Collection[Review]) -> _Form:
    incident, found = written.incident, step.found
    claims = {key: said for key in incident.claim_ids if (said := _at(found.claims, key, seq))}
    tellers = {a.report_id: one for a in incident.accounts if (one := _at(found.tellers, a.report_id, seq))}
    card = incident_card(
        incident,
        claims,
        tellers,
        recorded_at=recorded_at,
        changed_at=written.at,
        review=review_state_of(tuple(reviews)),
    )
    told = incident_words(incident, claims), place_text(incident.place), tellings(incident, tellers)
    stored = incident_of.dump(card)
    return _Form(card, *told, stored, number_of(repr((stored, *told))))


def _write(step: Step, key: str, row: int, seq: int, form: _Form) -> Row:
    card, pen, place = form.card, step.pen, form.card.place
    doc = number_of(" ".join(form.words))
    pen.texts.setdefault(word_table, {})[doc] = " ".join(form.words)
    values = {
        "row": row,
        "incident": key,
        "since": seq,
        "until": LAST,
        "first_day": ordinal(card.first),
        "last_day": ordinal(card.last),
        "told_day": ordinal(card.first_told),
        "type": card.type.value,
        "state": card.state.value,
        "review": card.review,
        "country": escape((place.country if place else None) or ""),
        "admin1": escape((place.admin1 if place else None) or ""),
        "place": form.place,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "exact": place.exact.value if place and place.exact else "",
        "doc": doc,
        "mark": form.mark,
    }
    pen.rows.setdefault(incident_table, []).append(values)
    pen.add(card_table, row=row, card=form.stored)
    named = {*card.actors, *card.recipients}
    for party in party_keys(named):
        pen.add(party_table, party=escape(party), row=row, named=int(party in named))
    for one in form.tellings:
        pen.add(outlet_table, outlet=escape(one.outlet), row=row, alone=int(one.alone), leads=int(one.leading))
        for source in one.sources:
            pen.add(source_table, outlet=escape(one.outlet), row=row, source=escape(source[:LONGEST_SOURCE]))
    for kind, most in printed_most(card.figures).items():
        pen.add(figure_table, kind=kind, most=most, row=row)
    return values


def _at(courses: dict[str, Course[Held]], key: str, seq: int) -> Held | None:
    course = courses.get(escape(key))
    return course.at(seq) if course else None


def _leave_known_texts(step: Step) -> None:
    """Write no words anew that are kept already, for an incident's earlier form or for another incident."""
    docs = step.pen.texts.get(word_table, {})
    for some in chunks(sorted(docs)):
        query = select(incident_table.c.doc).where(incident_table.c.doc.in_(some)).distinct()
        for doc in step.connection.scalars(query).all():
            del docs[doc]
