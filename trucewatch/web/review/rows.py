"""What the reader proposes, row by row: a value, the words it rests on, and how it is corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import MODES, Claim, EventType, Realis, Relation, ReviewField, Span
from trucewatch.publish.tongue import say
from trucewatch.publish.words import Labels, capital, figure_text, interval_words, joined, range_words, term, type_words
from trucewatch.reviewing.values import figure_words, values_of

SEARCHED = frozenset({ReviewField.ACTOR, ReviewField.RECIPIENT, ReviewField.PLACE})
EXAMPLES: Mapping[str, str] = {
    ReviewField.FIGURE: "killed at least 13 of TUR:MIL; leave empty to take it out",
    ReviewField.TIME: "2020-02-13 or 2020-02-03/2020-02-13",
    ReviewField.DEADLINE: "2020-02-29",
    ReviewField.PLACE: "begin to write a name and choose",
    ReviewField.ACTOR: "begin to write a name and choose; several codes with a blank between them",
    ReviewField.RECIPIENT: "begin to write a name and choose; several codes with a blank between them",
    ReviewField.SPEAKER: "the full name",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a closed set."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Edit:
    """How a value is corrected: of which record, which field, what it is now; from a closed set, by search, or as typed."""

    subject: str
    field: str
    old: str
    options: tuple[Option, ...] = ()
    searched: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing the reader proposes. `printed` are the words it rests on, `aside` a remark, `strong` sets it off."""

    name: str
    value: str
    aside: str = ""
    printed: tuple[str, ...] = ()
    edit: Edit | None = None
    strong: bool = False


def claim_rows(claim: Claim, labels: Labels, *, letter: str = "") -> Iterator[Row]:
    """Every value of a claim that a person may correct."""
    own = f"{letter}: " if letter else ""
    yield _row(claim, ReviewField.TYPE, say("%(own)sWhat", own=own), type_words(claim.type, claim.mode), claim.trigger)
    yield _row(claim, ReviewField.REALIS, say("Said"), term("realis", claim.realis), claim.quote if claim.condition else None)
    yield _row(claim, ReviewField.ACTOR, say("By"), _parties(claim, "actor", labels), *(one.span for one in claim.actor))
    yield _row(
        claim, ReviewField.RECIPIENT, say("To"), _parties(claim, "recipient", labels), *(one.span for one in claim.recipient)
    )
    yield _row(claim, ReviewField.PLACE, say("Where"), _place(claim), claim.place.span if claim.place else None)
    yield time_row(claim, say("When"))
    yield from figure_rows(claim, labels, say("Figure"))
    yield _row(claim, ReviewField.SPEAKER, say("Whose word"), claim.speaker.label if claim.speaker else say("the reporter’s own"))
    if claim.deadline or claim.deadline_words:
        yield deadline_row(claim)


def time_row(claim: Claim, name: str) -> Row:
    """The days of a claim, and the words that say them."""
    span = claim.time.span if claim.time else claim.time_words.span if claim.time_words else None
    aside = "" if claim.time is None or claim.time.span else say("the day of publication")
    return _row(claim, ReviewField.TIME, name, capital(interval_words(claim.time)), span, aside=aside)


def deadline_row(claim: Claim) -> Row:
    """The last day that a claim sets."""
    span = claim.deadline.span if claim.deadline else None
    words = range_words(claim.deadline.last, claim.deadline.last) if claim.deadline else say("no day worked out")
    return _row(claim, ReviewField.DEADLINE, say("Last day"), words, span)


def figure_rows(claim: Claim, labels: Labels, name: str) -> Iterator[Row]:
    """The figures of a claim, one row each."""
    for figure in claim.figures:
        about = "about " if figure.approx else ""
        of = f" of {labels(figure.of)}" if figure.of else ""
        edit = Edit(claim.id, ReviewField.FIGURE.value, figure_words(figure), example=EXAMPLES[ReviewField.FIGURE])
        yield Row(name, f"{about}{figure_text(figure)}{of}", printed=_printed([figure.span]), edit=edit)


def relation_row(subject: str, relation: Relation) -> Row:
    """The class of a comparison."""
    options = tuple(Option(one.value, term("relation", one)) for one in Relation if one is not Relation.ONLY_IN_ONE)
    edit = Edit(subject, ReviewField.RELATION.value, relation.value, options)
    return Row(say("Class"), term("relation", relation), edit=edit, strong=True)


def _row(claim: Claim, field: ReviewField, name: str, value: str, *spans: Span | None, aside: str = "") -> Row:
    old = values_of(claim, field)[0]
    edit = Edit(claim.id, field.value, old, _options(claim, field), field in SEARCHED, EXAMPLES.get(field, ""))
    return Row(name, value, aside, _printed([span for span in spans if span]), edit)


def _printed(spans: Sequence[Span]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(span.text.split()) for span in spans if len(span.text) <= 80))


def _options(claim: Claim, field: ReviewField) -> tuple[Option, ...]:
    match field:
        case ReviewField.TYPE:
            acts = [(kind, mode) for kind in EventType for mode in (None, *sorted(MODES.get(kind, ())))]
            return tuple(Option(kind.value + (f"/{mode}" if mode else ""), _act_words(kind, mode)) for kind, mode in acts)
        case ReviewField.REALIS:
            return tuple(Option(one.value, term("realis", one)) for one in Realis)
        case _:
            return ()


def _act_words(kind: EventType, mode: str | None) -> str:
    words, base = type_words(kind, mode), type_words(kind)
    return words if mode is None or words == base else f"{base}: {words}"


def _parties(claim: Claim, side: str, labels: Labels) -> str:
    actors = claim.actor if side == "actor" else claim.recipient
    named = []
    for one in actors:
        if one.party:
            named.append(labels(one.party))
        elif one.candidates:
            named.append(say("left open: %(names)s", names=", ".join(labels(code) for code in one.candidates)))
        else:
            named.append(say("“%(text)s”, not resolved", text=one.span.text))
    return joined(list(dict.fromkeys(named))) or say("nobody named")


def _place(claim: Claim) -> str:
    place = claim.place
    if place is None:
        return say("no place said")
    if place.place_id is None and place.candidates:
        return say("%(name)s, %(len)s places of this name: left open", name=place.name, len=len(place.candidates))
    return place_words(place.place_id, place.name) if place.place_id else say("%(name)s, not in the gazetteer", name=place.name)


def place_words(place_id: str, name: str = "") -> str:
    """A place with what tells it from others of its name."""
    entry = load_gazetteer().get(place_id)
    if entry is None:
        return name or place_id
    parts = (entry.name, entry.admin1, entry.country)
    return ", ".join(dict.fromkeys(part for part in parts if part))
