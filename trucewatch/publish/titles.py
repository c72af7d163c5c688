"""Put a happening into one line: what, by whom, to whom and where, no more certain than it was told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trucewatch.model import Claim, EventType, Incident, Place, PlacePrecision, Realis
from trucewatch.publish.tongue import HOME, gettext, marked, say, spoken
from trucewatch.publish.words import Labels, all_perceived, capital, isolated, joined, note, perceived_words, type_row

SHORT = 48  # letters of the words for a ground that fit into a heading
BESIDE = re.compile(
    r"(?:between|along|around|outside|off|(?:north|south|east|west)\S* of|\d[\d.,]* ?(?:km|kilomet|mile)\w*)\b", re.IGNORECASE
)
PERCEIVED_MODES = (None, "heavy-weapons", "firearms")  # of attacks: what posts tell by ear and eye, and no more
STOPPED_OR_SEEN = frozenset({"access", "hardware"})
EXERCISE = marked("logged as an exercise")
ATTRIBUTED = "attributed to"
NEAR = 2  # Place.geo_precision: near the named place, or a part of it


def happening(
    kind: EventType,
    mode: str | None,
    actors: Sequence[str],
    recipients: Sequence[str],
    place: str | None = None,
    near: bool = False,
    beside: str | None = None,
    called: str = "",
) -> str:
    """A happening in one line: what, by whom, to whom, where; an attack is only ever "attributed to" somebody.

    `beside` are words that say where of themselves ("between Saraqib and Ariha"); they stand for the place. `called` are words
    for what happened that say more than its type.
    """
    row, base = type_row(kind, mode), type_row(kind, None)
    by, to, at = row.by or base.by or "by", row.to or base.to or "to", row.at or base.at or "in"
    actor_first = base.actor_first if row.actor_first is None else row.actor_first
    stands = "near" if near and at == "in" else _beside_line(place or "") if at == "in" else at
    where = f" {stands} {place}" if place else ""
    where = f" {beside}" if beside and at == "in" else where
    doer = f"{by} {joined(actors)}" if actors else ""
    target = f" {to} {joined(recipients)}" if recipients else ""
    what = called or gettext(row.words)
    if spoken() != HOME:
        return _told_apart(what, by, joined(actors), joined(recipients), place, near, beside)
    if actor_first:
        return what + (f" {doer}" if doer else "") + target + where
    return what + target + where + (f", {doer}" if doer and (target or where) else f" {doer}" if doer else "")


def _told_apart(what: str, by: str, actors: str, recipients: str, place: str | None, near: bool, beside: str | None) -> str:
    """The same in a language whose sentences are built otherwise: each part under its own word, the words of a report apart."""
    doer = say("attributed to %(parties)s", parties=actors) if by == ATTRIBUTED else say("by %(parties)s", parties=actors)
    where = say("near %(place)s", place=place) if near else say("in %(place)s", place=place)
    parts = (
        what,
        doer if actors else "",
        say("concerning %(parties)s", parties=recipients) if recipients else "",
        isolated(beside) if beside else where if place else "",
    )
    return gettext(", ").join(part for part in parts if part)


ON_A_LINE = {"border": "at the", "crossing": "at the", "road": "on the", "highway": "on the"}  # by the last word of the name


def _beside_line(place: str) -> str:
    """How one stands to a place by its name: in a town, at the border, on the road."""
    return ON_A_LINE.get(place.lower().rsplit(" ", 1)[-1], "in")


def is_near(place: Place) -> bool:
    """True if what is told lies near the named place, not in it: its words say more than its name, and its point is not it."""
    if place.precision is None:
        return place.geo_precision == NEAR
    beside = place.latitude is None and place.ground is not None and place.ground.words.text != place.name
    return place.precision is PlacePrecision.VICINITY and beside


def words_beside(place: Place) -> str | None:
    """The words of a report that say where beside a place, if they are short: "10 km north-east of Horlivka"; else None."""
    words = " ".join(place.ground.words.text.split()) if place.ground is not None else ""
    return words if len(words) <= SHORT and BESIDE.match(words) else None


def incident_title(incident: Incident, labels: Labels) -> str:
    """The heading of an incident; what is only announced, conditional or denied says so."""
    actors, recipients = [labels(code) for code in incident.actor], [labels(code) for code in incident.recipient]
    place = incident.place
    near, beside = (is_near(place), words_beside(place)) if place else (False, None)
    beside = _at_spot(place, incident.perceived) or beside
    called = _called(incident, incident.perceived)
    line = happening(incident.type, incident.mode, actors, recipients, place.name if place else None, near, beside, called)
    suffix = gettext(EXERCISE) if incident.exercise else standing_note(incident.type, incident.mode, incident.realis)
    return gettext(", ").join((line, suffix)) if suffix else line


def _at_spot(place: Place | None, perceived: Sequence[str]) -> str | None:
    """ "at checkpoint North": what a log names where a patrol was stopped is a gate or a yard, not a town to be in."""
    return say("at %(place)s", place=place.name) if place and STOPPED_OR_SEEN & {*perceived} else None


def _called(told: Incident | Claim, perceived: Sequence[str]) -> str:
    """What posts perceived, where that is all they tell: an explosion heard is told as an explosion, not as an attack."""
    heard = told.type is EventType.ASSAULT and told.mode in PERCEIVED_MODES
    if not heard and (told.type is not EventType.MOBILIZE or told.actor):
        return ""
    what = all_perceived(perceived)
    numbers = {bound for figure in told.figures for bound in (figure.low, figure.high)}
    return capital(perceived_words(what, one=numbers == {1})) if what else ""


def claim_title(claim: Claim, labels: Labels) -> str:
    """One claim in one line, with our labels for the parties it names."""
    actors = [labels(actor.party) if actor.party else f"“{actor.span.text}”" for actor in claim.actor]
    recipients = [labels(actor.party) if actor.party else f"“{actor.span.text}”" for actor in claim.recipient]
    place = claim.place
    near, beside = (is_near(place), words_beside(place)) if place else (False, None)
    perceived = (claim.logged.phenomenon,) if claim.logged else ()
    called, beside = _called(claim, perceived), _at_spot(place, perceived) or beside
    name = place.name if place else None
    line = happening(claim.type, claim.mode, _once(actors), _once(recipients), name, near, beside, called)
    suffix = gettext(EXERCISE) if claim.logged and claim.logged.exercise else standing_note(claim.type, claim.mode, claim.realis)
    return gettext(", ").join((line, suffix)) if suffix else line


def standing_note(kind: EventType, mode: str | None, realis: Realis) -> str:
    """What is said of how a happening stands; a truce that "did not happen" is one that is not kept."""
    truce = kind is EventType.RETREAT and mode == "ceasefire"
    return gettext("said not to hold") if truce and realis is Realis.NEGATED else gettext(note("realis", realis))


def _once(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(words))
