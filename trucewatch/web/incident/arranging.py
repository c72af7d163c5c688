"""What a reviewer can do on the page of an incident: take claims out, join it with another, correct a value of a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from trucewatch.catalogue import IncidentCard, Question, Shelf
from trucewatch.knowledge.distance import kilometres
from trucewatch.knowledge.review_tables import second_person_rules
from trucewatch.model import Claim, Incident, ReviewField
from trucewatch.publish.titles import claim_title, incident_title
from trucewatch.publish.tongue import say
from trucewatch.publish.values import FIELD_NAMES, value_words
from trucewatch.publish.words import capital, incident_url, joined, range_words
from trucewatch.reviewing.values import values_of
from trucewatch.web.incident.case import Case, Letter
from trucewatch.web.parts import Frame, Room, Words, alone, frame
from trucewatch.web.people.forms import Typed

DAYS_AROUND = 3
DEGREES_AROUND = 0.3
LOOKED_AT = 40  # incidents near in day and place that are weighed
MOST_NEAR = 6  # of them those that are offered
LONGEST_FIND = 200


@dataclass(frozen=True, slots=True)
class ClaimChoice:
    """A claim that can be taken out, or corrected."""

    id: str
    letter: Letter
    title: str
    quote: Words
    chosen: bool
    correct_href: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another incident it may be one with, and why it is offered."""

    id: str
    title: str
    href: str
    reasons: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Arranging:
    """What the forms of the page show: the claims, the incidents offered, what was typed and why it was not taken."""

    address: str
    seen: int
    claims: tuple[ClaimChoice, ...]
    some: str
    near: tuple[Candidate, ...]
    find: str
    found_words: str
    split: Typed
    join: Typed
    answer: Typed
    opens: str


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A value of a claim as it counts now; a claim may have several figures, each a choice of its own."""

    key: str
    name: str
    now: str
    raw: str
    second: bool


@dataclass(frozen=True, slots=True)
class CorrectPage:
    """What `incident_correct.html` shows: the values of one claim, one of which can be set right."""

    frame: Frame
    id: str
    claim: str
    title: str
    href: str
    quote: Words
    fields: tuple[FieldChoice, ...]
    seen: int
    typed: Typed
    chosen: str


def arranging(case: Case, seen: int, find: str, split: Typed, join: Typed, answer: Typed) -> Arranging:
    """The forms of one incident. `find` are words, or the id of an incident, to look for what to join it with."""
    address, find = incident_url(case.incident.id), find[:LONGEST_FIND].strip()
    claims = tuple(_claim(case, claim, letter, split) for letter, claim in _claims(case))
    near = tuple(_candidates(case, find, join.get("other")))
    words = (
        say("Nothing was found for “%(find)s”: try a place, a word of a report, or the id of an incident.", find=find)
        if find and not near
        else ""
    )
    some = say("Only the claims of the accounts that stand open on this page.") if case.crowded else ""
    opens = "join" if join or find else "split" if split else ""
    return Arranging(address, seen, claims, some, near, find, words, split, join, answer, opens)


def _claims(case: Case) -> Iterator[tuple[str, Claim]]:
    for account in case.shown:
        for claim in case.told(account):
            yield account.letter, claim


def _claim(case: Case, claim: Claim, letter: str, split: Typed) -> ClaimChoice:
    return ClaimChoice(
        claim.id,
        case.letter(letter),
        claim_title(claim, case.labels),
        alone(case.report(claim.report_id), claim.quote, claim_id=claim.id),
        claim.id in split.all("claim"),
        f"{incident_url(case.incident.id)}/correct?claim={claim.id}",
    )


def _candidates(case: Case, find: str, chosen: str) -> Iterator[Candidate]:
    """What was looked for; without words what lies near in day and place, the most alike first."""
    shelf = case.room.catalogue
    cards = _found(shelf, find) if find else _near(shelf, case.incident)
    others = [card for card in cards if card.id != case.incident.id]
    weighed = sorted(
        ((tuple(_reasons(case.incident, card)), card) for card in others), key=lambda item: (-len(item[0]), item[1].id)
    )
    for reasons, card in weighed[:MOST_NEAR]:
        title = capital(_card_title(case.room, card))
        yield Candidate(
            card.id, title, incident_url(card.id), joined(list(reasons)) or say("nothing in common"), card.id == chosen
        )


def _card_title(room: Room, card: IncidentCard) -> str:
    incident = room.desk.incident(card.id)
    title = incident_title(incident, room.labels) if incident else card.id
    return f"{title}, {range_words(card.first, card.last)}" if card.first and card.last else title


def _found(shelf: Shelf, find: str) -> tuple[IncidentCard, ...]:
    """An incident of this id, or those that hold these words in a quotation or the name of the place."""
    name = find.rsplit("/", 1)[-1]
    by_id = shelf.incidents(Question(ids=(find, name)), limit=2).cards
    return by_id or shelf.incidents(Question(words=find), limit=LOOKED_AT).cards


def _near(shelf: Shelf, incident: Incident) -> tuple[IncidentCard, ...]:
    question = Question()
    if incident.time is not None:
        try:
            around = timedelta(days=DAYS_AROUND)
            question = replace(question, first=incident.time.start - around, last=incident.time.last + around)
        except OverflowError:
            question = replace(question, first=incident.time.start, last=incident.time.last)
    place = incident.place
    if place is not None and place.middle is not None:
        latitude, longitude = place.middle
        south, north = max(-90.0, latitude - DEGREES_AROUND), min(90.0, latitude + DEGREES_AROUND)
        west, east = max(-180.0, longitude - DEGREES_AROUND), min(180.0, longitude + DEGREES_AROUND)
        question = replace(question, box=(west, south, east, north))
    elif place is not None:
        question = replace(question, place=place.name)
    return shelf.incidents(question, limit=LOOKED_AT).cards if question != Question() else ()


def _reasons(incident: Incident, card: IncidentCard) -> Iterator[str]:
    if incident.time and card.first and card.last and incident.time.start <= card.last and card.first <= incident.time.last:
        yield say("same day") if (incident.time.start, incident.time.last) == (card.first, card.last) else say("days overlap")
    place, other = incident.place, card.place
    if place and other:
        if place.middle and other.latitude is not None and other.longitude is not None:
            yield f"{kilometres(place.middle, (other.latitude, other.longitude)):.0f} km apart"
        elif place.name == other.name:
            yield say("both name %(name)s", name=place.name)
    if incident.type is card.type:
        yield say("same kind of happening")
    if common := {*incident.actor, *incident.recipient} & {*card.actors, *card.recipients}:
        yield say("same party") if len(common) == 1 else say("same parties")
    outlets = {account.outlet for account in incident.accounts if account.outlet}
    if shared := sorted(outlets & set(card.outlets)):
        yield say("both told by %(shared)s", shared=joined(shared[:2]))


def correct_page(room: Room, incident_id: str, claim_id: str, seen: int, typed: Typed, field: str = "") -> CorrectPage | None:
    """The form to correct a value of one claim; None if there is no such claim in the incident."""
    incident = room.desk.incident(incident_id)
    if incident is None or claim_id not in incident.claim_ids:
        return None
    claim = next(iter(room.desk.claims((claim_id,))), None)
    if claim is None:
        return None
    report = room.desk.report(claim.report_id)
    return CorrectPage(
        frame=frame(room, "incidents", say("Correct a value")),
        id=incident_id,
        claim=claim_id,
        title=claim_title(claim, room.labels),
        href=incident_url(incident_id),
        quote=alone(report, claim.quote, claim_id=claim.id),
        fields=tuple(_fields(room, claim)),
        seen=seen,
        typed=typed,
        chosen=typed.get("field", field),
    )


def _fields(room: Room, claim: Claim) -> Iterator[FieldChoice]:
    """Every value with what it is now; a figure that is not there yet can be put in."""
    seconds = second_person_rules()
    for field in ReviewField:
        if field is ReviewField.RELATION:
            continue
        second = ("correct", field.value) in seconds or ("correct", "") in seconds
        values = values_of(claim, field)
        for at, raw in enumerate(values):
            key = f"{field.value}:{at}" if field is ReviewField.FIGURE else field.value
            yield FieldChoice(key, FIELD_NAMES[field], value_words(field, raw, room.labels), raw, second)
        if field is ReviewField.FIGURE:
            yield FieldChoice(f"{field.value}:new", say("A further figure"), "none", "", second)


EXAMPLES: Mapping[str, str] = {
    ReviewField.ACTOR: "SYR:MIL",
    ReviewField.TIME: "2020-02-03/2020-02-10",
    ReviewField.FIGURE: "killed at least 13 of TUR:MIL",
    ReviewField.TYPE: "ASSAULT/aerial",
}
