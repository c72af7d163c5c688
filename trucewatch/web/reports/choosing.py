"""Choose two reports to set side by side: by a search for each, by what shares incidents, by what was lately told by several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from trucewatch.catalogue import Question
from trucewatch.model import Incident, Report
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import say
from trucewatch.publish.words import count_words, incident_url
from trucewatch.web.parts import Room, meta_words, outlet_words
from trucewatch.web.reports.listing import report_row

FOUND = 8  # reports listed for a search
MOST_INCIDENTS = 40  # of a report that are looked at for others that tell them
LATELY = 5  # incidents offered where nothing was chosen
LOOKED_AT = 60  # of the latest incidents, to find some that several reports tell
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """A report that can be chosen, and why it is offered."""

    title: str
    language: str | None
    outlet: str
    meta: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two fields: the report chosen, what was looked for, what was found."""

    letter: str
    name: str
    words: str
    chosen: str
    chosen_id: str
    kept: tuple[tuple[str, str], ...]
    offers: tuple[Offer, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class Chooser:
    """What can be chosen: a field for each side, reports that share incidents, happenings that several reports tell."""

    sides: tuple[Side, ...]
    like: tuple[Offer, ...]
    like_words: str
    lately: tuple[tuple[str, str], ...]
    swap: str


def chooser(room: Room, a: Report | None, b: Report | None, asked: Mapping[str, str]) -> Chooser:
    """What is offered beside the reports chosen already."""
    known = {"a": a.id if a else "", "b": b.id if b else ""}
    sides = tuple(_side(room, key, report, known, asked) for key, report in (("a", a), ("b", b)))
    one = a or b
    alone = one if (a is None) != (b is None) else None
    like = _alike(room, alone, "b" if a else "a", known) if alone else ()
    words = say("Reports that tell of the same") if like else ""
    swap = _address({"a": known["b"], "b": known["a"]}) if a and b else ""
    return Chooser(sides, like, words, () if a or b else _lately(room), swap)


def _address(values: Mapping[str, str]) -> str:
    return f"/compare?{urlencode({key: value for key, value in values.items() if value}, errors='replace')}"


def _side(room: Room, key: str, report: Report | None, known: Mapping[str, str], asked: Mapping[str, str]) -> Side:
    words = asked.get(f"q{key}", "").strip()[:LONGEST]
    cards = room.catalogue.reports(words=words, limit=FOUND).cards if words else ()
    offers = []
    for card in cards:
        row = report_row(card)
        why = f"{row.claims}, {row.incidents}"
        href = _address({**known, key: card.id})
        offers.append(Offer(row.title, row.language if row.in_text else None, row.outlet, row.meta, why, href))
    nothing = say("No report holds all of these words.") if words and not offers else ""
    chosen = f"{outlet_words(report)}: {report.title or report.id}" if report else ""
    kept = tuple((name, value) for name, value in known.items() if value)
    return Side(key.upper(), key, words, chosen, report.id if report else "", kept, tuple(offers), nothing)


def _alike(room: Room, report: Report, other: str, known: Mapping[str, str]) -> tuple[Offer, ...]:
    """The reports that tell of most of the same incidents."""
    claims = room.desk.claims_within(report.id, 0, len(report.text)).claims[:MOST_INCIDENTS]
    incidents = {one.id: one for one in room.desk.incidents_of([claim.id for claim in claims]).values()}
    shared = Counter(key for one in incidents.values() for key in _reports(one) if key != report.id)
    first = sorted(shared, key=lambda key: (-shared[key], key))[:FOUND]
    held = room.desk.reports_named(first)
    return tuple(
        Offer(
            held[key].title or say("Report %(key)s", key=key),
            held[key].language,
            outlet_words(held[key]),
            meta_words(held[key]),
            say("tells of %(count)s of it", count=count_words(shared[key], "incident")),
            _address({**known, other: key}),
        )
        for key in first
        if key in held
    )


def _lately(room: Room) -> tuple[tuple[str, str], ...]:
    """Happenings that several reports tell, the last told first, each with two of its reports side by side."""
    cards = room.catalogue.incidents(Question(), newest_told=True, limit=LOOKED_AT).cards
    several = [card.id for card in cards if card.reports > 1][:LATELY]
    held = room.desk.incidents_named(several)
    out = []
    for key in several:
        if key in held:
            first, second = _reports(held[key])[:2]
            out.append((incident_title(held[key], room.labels), _address({"a": first, "b": second})))
    return tuple(out)


def _reports(incident: Incident) -> Sequence[str]:
    return list(dict.fromkeys(account.report_id for account in incident.accounts))


@dataclass(frozen=True, slots=True)
class SharedLine:
    """An incident that both reports tell of."""

    title: str
    href: str
    others: str


def shared_lines(room: Room, incidents: Sequence[Incident]) -> tuple[SharedLine, ...]:
    """The incidents that both tell of, each with how many further reports tell of it."""
    return tuple(
        SharedLine(
            incident_title(one, room.labels),
            incident_url(one.id),
            say("%(count)s tell of it", count=count_words(left, "further report"))
            if (left := len(_reports(one)) - 2) > 1
            else say("one further report tells of it")
            if left == 1
            else say("no other report read here tells of it"),
        )
        for one in incidents
    )
