"""A question as plain values under the names that the site's addresses and the files of rules share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import urlencode

from trucewatch.catalogue import Question
from trucewatch.model import Counted, EventType, FindingState, State

Reading = Callable[[object], object]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a text is meant, not {value!r}")
    return value.strip()


def _day(value: object) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        raise ValueError(f"{value!r} is no day; write it as 2020-02-13") from error


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"a whole number is meant, not {value!r}")
    return value


def _box(value: object) -> tuple[float, float, float, float]:
    if not isinstance(value, list | tuple) or len(value) != 4 or not all(isinstance(one, int | float) for one in value):
        raise ValueError(f"west, south, east and north in degrees are meant, as [36, 35, 37.5, 36.5], not {value!r}")
    west, south, east, north = (float(one) for one in value)
    return west, south, east, north


def _among(words: type[EventType] | type[State] | type[FindingState] | type[Counted]) -> Reading:
    def read(value: object) -> object:
        try:
            return words(_text(value))
        except ValueError as error:
            raise ValueError(f"{value!r} is none of {', '.join(words)}") from error

    return read


FIELDS: Mapping[str, tuple[str, Reading]] = {
    "words": ("words", _text),
    "from": ("first", _day),
    "to": ("last", _day),
    "area": ("area", _text),
    "box": ("box", _box),
    "place": ("place", _text),
    "country": ("country", _text),
    "admin1": ("admin1", _text),
    "party": ("party", _text),
    "type": ("type", _among(EventType)),
    "state": ("state", _among(State)),
    "agreement": ("agreement", _text),
    "clause": ("clause", _text),
    "finding": ("finding", _among(FindingState)),
    "outlet": ("outlet", _text),
    "telling": ("telling", _text),
    "measure": ("counted", _among(Counted)),
    "least": ("at_least", _number),
    "review": ("review", _text),
}
IN_ADDRESSES = {"words": "q"}  # what addresses call otherwise


def read_question(values: Mapping[str, object]) -> Question:
    """The question that these values ask; a ValueError names the field and what would be right."""
    if unknown := sorted(set(values) - set(FIELDS)):
        raise ValueError(f"unknown {', '.join(unknown)}; known are {', '.join(FIELDS)}")
    found: dict[str, object] = {}
    for name, value in values.items():
        field, read = FIELDS[name]
        try:
            found[field] = read(value)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    question = Question(**found)  # type: ignore[arg-type]
    if question.first and question.last and question.last < question.first:
        raise ValueError(f"from {question.first} to {question.last} runs backwards")
    return question


def question_values(question: Question) -> dict[str, object]:
    """The values that ask this question; reading them gives it back."""
    found = {name: getattr(question, field) for name, (field, _) in FIELDS.items()}
    return {name: value for name, value in found.items() if value is not None and value != ""}


def question_query(question: Question, **days: date) -> str:
    """The query string of an address that asks this question; `first` and `last` put other days in."""
    values = question_values(question) | {("from" if name == "first" else "to"): day for name, day in days.items()}
    told = {IN_ADDRESSES.get(name, name): _in_address(value) for name, value in values.items()}
    return urlencode(told, errors="replace")


def _in_address(value: object) -> str:
    return ",".join(f"{degrees:g}" for degrees in value) if isinstance(value, tuple) else str(value)
