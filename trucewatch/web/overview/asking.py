"""What a query string asks of the incidents: read once, at the door; what it gets wrong is named and left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from trucewatch.catalogue import Question
from trucewatch.catalogue.question import REVIEW_STATES, TELLINGS, Box
from trucewatch.model import Counted, EventType, FindingState, State
from trucewatch.publish.tongue import say
from trucewatch.publish.words import Labels

LONGEST_WORDS = 200
FIELDS = {
    "q": "words that begin words of a quotation or of the place’s name",
    "from": "first day, as 2020-02-07",
    "to": "last day, as 2020-02-13",
    "area": "an agreement, or one of its areas: SOC18 or SOC18/dmz",
    "box": "west, south, east and north in degrees, as 36,35,37.5,36.5",
    "place": "part of a place’s name, or of its governorate’s",
    "country": "a country, as SYR",
    "admin1": "a governorate or other first-level division, by its name",
    "party": "a party code as TUR or TUR:MIL, or part of its label",
    "type": "a type of happening, as ASSAULT",
    "state": "alleged, corroborated, contested or not assessable",
    "agreement": "an agreement under which there is a finding",
    "clause": "a clause of it, as SOC18-1, or with its agreement SOC18/SOC18-1",
    "finding": "what it was found to be under the clause",
    "outlet": "an outlet that tells of it, by its name",
    "telling": "alone: only that outlet tells it; first: it told on an earlier day than all others that tell it",
    "measure": "what is counted, as killed",
    "least": "at least this number is printed for it",
    "review": "what reviewers made of it: open, accepted, corrected, rejected, second or checked",
    "sort": "told for what was told last; else what happened last comes first",
    "after": "where the list goes on, as the page before gave it",
}
BOX = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*(?:,\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*){3}")
MOST = 10**12  # a number to ask for that is larger means nothing

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Known:
    """What a ledger knows, to tell a mistake from a choice; `parties` are codes."""

    parties: Collection[str] = ()
    labels: Labels = str


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for: the question, the order, where the list goes on. `problems` tells what could not be understood."""

    question: Question = field(default_factory=Question)
    told: bool = False
    after: str = ""
    problems: tuple[str, ...] = ()

    def values(self) -> dict[str, str]:
        """The fields that are set, as a query string has them; without where the list goes on."""
        asked = self.question
        box = ",".join(f"{degrees:g}" for degrees in asked.box) if asked.box else ""
        told = {
            "q": asked.words,
            "from": asked.first.isoformat() if asked.first else "",
            "to": asked.last.isoformat() if asked.last else "",
            "area": asked.area,
            "box": box,
            "place": asked.place,
            "country": asked.country,
            "admin1": asked.admin1,
            "party": asked.party,
            "type": asked.type.value if asked.type else "",
            "state": asked.state.value if asked.state else "",
            "agreement": asked.agreement,
            "clause": asked.clause,
            "finding": asked.finding.value if asked.finding else "",
            "outlet": asked.outlet,
            "telling": asked.telling,
            "measure": asked.counted.value if asked.counted else "",
            "least": "" if asked.at_least is None else str(asked.at_least),
            "review": asked.review,
            "sort": "told" if self.told else "",
        }
        return {key: value for key, value in told.items() if value}

    def query(self, **changes: str) -> str:
        """The query string that asks for the same; `changes` replace or (empty) drop a field (`from_` stands for `from`)."""
        values = self.values() | {key.rstrip("_"): value for key, value in changes.items()}
        return urlencode({key: value for key, value in values.items() if value}, errors="replace")


def read_filter(asked: Mapping[str, str], known: Known | None = None) -> Filter:
    """The filter a query string asks for; what it gets wrong is named and left out."""
    problems: list[str] = []
    plain = {key: value.strip()[:LONGEST_WORDS] for key, value in asked.items()}
    first, last = _day(plain.get("from", ""), problems), _day(plain.get("to", ""), problems)
    if first and last and last < first:
        problems.append(say("%(first)s to %(last)s runs backwards; the two days were exchanged", first=first, last=last))
        first, last = last, first
    agreement, _, clause = plain.get("clause", "").rpartition("/")
    question = Question(
        first=first,
        last=last,
        area=plain.get("area", ""),
        box=read_box(plain.get("box", ""), problems),
        place=plain.get("place", ""),
        country=plain.get("country", ""),
        admin1=plain.get("admin1", ""),
        party=_party(plain.get("party", ""), known or Known(), problems),
        type=_one_of(plain.get("type", ""), EventType, "type", problems),
        state=_one_of(plain.get("state", ""), State, "state", problems),
        agreement=agreement or plain.get("agreement", ""),
        clause=clause,
        finding=_one_of(plain.get("finding", ""), FindingState, "finding", problems),
        outlet=plain.get("outlet", ""),
        telling=_telling(plain.get("telling", ""), problems),
        counted=_one_of(plain.get("measure", ""), Counted, "measure", problems),
        at_least=_number(plain.get("least", ""), problems),
        words=plain.get("q", ""),
        review=_review(plain.get("review", ""), problems),
    )
    return Filter(question, plain.get("sort") == "told", plain.get("after", ""), tuple(problems))


def _day(text: str, problems: list[str]) -> date | None:
    return _read(text, date.fromisoformat, say("is no day; write it as 2020-02-13"), problems)


def _number(text: str, problems: list[str]) -> int | None:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and int(text) <= MOST):
            raise ValueError(text)
        return int(text)

    return _read(text, read, say("is no number to ask for"), problems)


def read_box(text: str, problems: list[str]) -> Box | None:
    """West, south, east, north; None where there is none, and a problem where it is something else."""

    def read(text: str) -> Box:
        if not BOX.fullmatch(text):
            raise ValueError(text)
        west, south, east, north = (float(part) for part in text.split(","))
        return Question(box=(west, south, east, north)).box or (west, south, east, north)

    return _read(text, read, say("is no box; write west, south, east, north as 36,35,37.5,36.5"), problems)


Read = TypeVar("Read")


def _read(text: str, read: Callable[[str], Read], what: str, problems: list[str]) -> Read | None:
    if not text:
        return None
    try:
        return read(text)
    except ValueError:
        problems.append(f"“{text[:40]}” {what}")
        return None


def _one_of(text: str, known: type[Choice], name: str, problems: list[str]) -> Choice | None:
    if not text:
        return None
    found = next((one for one in known if one.value == text), None)
    if found is None:
        problems.append(
            say(
                "“%(text)s” is no %(name)s; known are %(names)s",
                text=text[:40],
                name=name,
                names=", ".join(one.value for one in known),
            )
        )
    return found


def _telling(text: str, problems: list[str]) -> str:
    if text and text not in TELLINGS:
        problems.append(say("“%(text)s” is no way to tell; known are %(names)s", text=text[:40], names=", ".join(TELLINGS)))
        return ""
    return text


def _review(text: str, problems: list[str]) -> str:
    if text and text not in REVIEW_STATES:
        problems.append(
            say("“%(text)s” is no state of review; known are %(names)s", text=text[:40], names=", ".join(REVIEW_STATES))
        )
        return ""
    return text


def _party(text: str, known: Known, problems: list[str]) -> str:
    """The code meant: a code itself, or the one party whose label holds the words."""
    codes = set(known.parties) | {code.split(":")[0] for code in known.parties}
    if not text or not codes or text in codes:
        return text
    meant = sorted(code for code in known.parties if text.casefold() in known.labels(code).casefold())
    if len(meant) == 1:
        return meant[0]
    told = (
        say("may be %(names)s: name one", names=", ".join(meant[:6]))
        if meant
        else say("is no party that any incident here names")
    )
    problems.append(f"“{text[:40]}” {told}")
    return ""
