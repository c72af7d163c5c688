"""What can be chosen in the filter form: every type, party, area, outlet that the ledger knows, and the chips of what is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from trucewatch.catalogue import Question, Shelf
from trucewatch.catalogue.question import REVIEW_STATES
from trucewatch.model import Agreement, Counted, EventType, FindingState, State
from trucewatch.publish.tongue import marked, say
from trucewatch.publish.words import capital, counted, number, short_day, term, type_words
from trucewatch.web.overview.asking import Filter, Known
from trucewatch.web.parts import Room

MOST_OPTIONS = 400  # of one field: the most frequent; every other can still be asked for in the address
REVIEW_WORDS = {
    "open": marked("Not reviewed"),
    "accepted": marked("Accepted"),
    "corrected": marked("Corrected"),
    "rejected": marked("Rejected"),
    "second": marked("Waits for a second person"),
    "checked": marked("Checked by two"),
}
TELLING_WORDS = {"alone": marked("Told by it alone"), "first": marked("Told first by it")}
LISTED = ("type", "party", "outlet", "country", "admin1", "area", "agreement", "clause")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter field."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A field of the form that is chosen from a list; `any` is the choice that asks for everything."""

    name: str
    label: str
    any: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the filter that is set, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Form:
    """The filter form: the page it asks, the values set, the lists shown at once, and those behind “more”."""

    action: str
    values: Mapping[str, str]
    selects: tuple[Select, ...]
    more: tuple[Select, ...]
    chips: tuple[Chip, ...]
    problems: tuple[str, ...]
    opens_more: bool

    def value(self, name: str) -> str:
        """What a field is set to; empty if nothing."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class _Listed:
    """How many incidents there are under each value of each listed field."""

    many: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The shelf whose lists are kept."""

    shelf: Shelf


def _listed(shelf: Shelf) -> _Listed:
    return _read_lists(_Kept(shelf))


@lru_cache(maxsize=8)
def _read_lists(kept: _Kept) -> _Listed:
    tally = kept.shelf.tally
    return _Listed({name: {row.keys[0]: row.many for row in tally(Question(), (name,)) if row.keys[0]} for name in LISTED})


def known_to(room: Room) -> Known:
    """What the ledger knows, to read a query string against."""
    return Known(frozenset(_listed(room.catalogue).many["party"]), room.labels)


def form_of(room: Room, asked: Filter, action: str) -> Form:
    """The form with what is asked for set."""
    listed, values = _listed(room.catalogue).many, asked.values()
    names = {agreement.id: agreement for agreement in room.desk.agreements()}

    def select(name: str, label: str, every: str, words: Mapping[str, str]) -> Select:
        chosen = values.get(name, "")
        shown = dict(words) if chosen in words or not chosen else {**words, chosen: chosen}
        options = sorted(shown.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
        return Select(name, label, every, tuple(Option(value, text, value == chosen) for value, text in options))

    first = (
        select("area", say("Area"), say("Everywhere"), _areas(names)),
        select("type", say("Type"), say("All types"), {key: type_words(EventType(key)) for key in listed["type"]}),
        select("state", say("Grade"), say("All grades"), {state.value: term("state", state) for state in State}),
        select("clause", say("Clause"), say("Any clause"), _clauses(listed["clause"], names)),
    )
    more = (
        select("party", say("Party"), say("All parties"), {key: room.labels(key) for key in _most(listed["party"])}),
        select("outlet", say("Outlet"), say("All outlets"), {key: key for key in _most(listed["outlet"])}),
        select("telling", say("How it tells"), say("Alone or not"), {key: say(words) for key, words in TELLING_WORDS.items()}),
        select("country", say("Country"), say("All countries"), {key: _country(room, key) for key in _most(listed["country"])}),
        select("admin1", say("Governorate"), say("All governorates"), {key: key for key in _most(listed["admin1"])}),
        select("agreement", say("Agreement"), say("Any or none"), {key: key for key in listed["agreement"]}),
        select(
            "finding",
            say("Found to be"),
            say("Any finding"),
            {state.value: capital(term("finding", state)) for state in FindingState},
        ),
        select("measure", say("Figure"), say("Anything"), {kind.value: capital(term("counted", kind)) for kind in Counted}),
        select("review", say("Review"), say("Any"), {state: review_words(state) for state in REVIEW_STATES}),
    )
    return Form(
        action=action,
        values=values,
        selects=first,
        more=more,
        chips=chips_of(room, asked, action),
        problems=asked.problems,
        opens_more=any(values.get(name) for name in ("least", "place", "box", *(one.name for one in more))),
    )


def review_words(state: str) -> str:
    """What a state of review is called."""
    return say(REVIEW_WORDS.get(state, state))


def _most(many: Mapping[str, int]) -> list[str]:
    return sorted(many, key=lambda key: (-many[key], key))[:MOST_OPTIONS]


def _areas(agreements: Mapping[str, Agreement]) -> dict[str, str]:
    return {
        f"{key}/{area.id}": f"{area.name} ({key})" for key, agreement in sorted(agreements.items()) for area in agreement.areas
    }


def _clauses(keys: Mapping[str, int], agreements: Mapping[str, Agreement]) -> dict[str, str]:
    return {key: key.partition("/")[2] if key.partition("/")[2].startswith(key.partition("/")[0]) else key for key in keys}


def _country(room: Room, code: str) -> str:
    return room.labels(code)


def chips_of(room: Room, asked: Filter, action: str) -> tuple[Chip, ...]:
    """What is set, each with the address that drops it."""
    values, question = asked.values(), asked.question
    areas = _areas({agreement.id: agreement for agreement in room.desk.agreements()}) if question.area else {}
    words = {
        "q": f"“{question.words}”",
        "from": say("from %(day)s", day=short_day(question.first)) if question.first else "",
        "to": say("to %(day)s", day=short_day(question.last)) if question.last else "",
        "area": areas.get(question.area, question.area),
        "box": say("inside the box drawn on the map"),
        "party": room.labels(question.party) if question.party else "",
        "type": type_words(question.type) if question.type else "",
        "state": term("state", question.state) if question.state else "",
        "country": _country(room, question.country) if question.country else "",
        "finding": term("finding", question.finding) if question.finding else "",
        "measure": term("counted", question.counted) if question.counted else "",
        "least": say("at least %(count)s", count=number(question.at_least)) if question.at_least is not None else "",
        "outlet": say("told by %(outlet)s", outlet=question.outlet),
        "telling": say(TELLING_WORDS[question.telling]).lower() if question.telling else "",
        "review": review_words(question.review).lower() if question.review else "",
    }
    shown = {
        key: words.get(key, value)
        for key, value in values.items()
        if key != "sort" and not (key == "agreement" and "clause" in values)
    }
    return tuple(Chip(text, f"{action}?{_without(asked, key)}".rstrip("?")) for key, text in shown.items())


def _without(asked: Filter, key: str) -> str:
    return asked.query(clause="", agreement="") if key == "clause" else asked.query(**{f"{key}_": ""})


def shown_words(found: int, everything: int) -> str:
    """ "16 incidents of 61"."""
    shown = counted(found, "incident")
    return say("%(shown)s of %(count)s", shown=shown, count=number(everything)) if found != everything else shown
