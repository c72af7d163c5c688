"""The review page: the queue, one question opened, the decisions, what was done last, and who else is at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from trucewatch.people import Role, Visitor
from trucewatch.publish.tongue import say
from trucewatch.publish.words import count_words, counted, joined
from trucewatch.reviewing.queue import Waiting, Wanted, age_words
from trucewatch.web.parts import Frame, Grade, Room, frame
from trucewatch.web.people.forms import Typed
from trucewatch.web.review.asked import GROUPS, Choice, age, grade_of, question_words, small_line
from trucewatch.web.review.opened import Opened
from trucewatch.web.review.rows import Row

KEYS = (
    ("a", "accept as read, or agree"),
    ("e", "correct the values that were changed"),
    ("1 … 9", "edit a value"),
    ("c", "contradiction"),
    ("x", "not the same happening"),
    ("m", "same happening"),
    ("n", "cannot be told"),
    ("s", "ask a second person"),
    ("r", "reject with a comment, or disagree"),
    ("w", "add a note"),
    ("j", "next"),
    ("k", "previous"),
    ("o", "open the words in their report"),
    ("g i", "go to the incident"),
    ("u", "undo the last decision"),
    ("/", "find"),
    ("?", "all keys"),
)
SHOWN = 30  # questions in the list
FIELDS = {
    "group": "which sort of question: contradictions, merges, second, readings, incidents, origins, findings, deadlines, wording",
    "agreement": "id of an agreement",
    "area": "id of an agreement, or of an area of it as SOC18/dmz",
    "mine": "1 for those on which you decided or asked something",
    "incident": "id of an incident",
    "words": "words that stand in the question",
    "first": "how many questions stand before the first of the list",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One question in the list."""

    href: str
    question: str
    small: str
    age: str
    grade: Grade
    current: bool
    held: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow the list, with how many there are."""

    words: str
    many: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the form: what is proposed, and the field it is corrected in with what stands in it."""

    number: int
    row: Row
    typed: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What others did since the question was opened: what, by whom, when; old and new value where there are two."""

    by: str
    when: str
    what: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Last:
    """What the visitor decided last: in words, and what undoes it (empty if it cannot be undone)."""

    words: str
    href: str
    review: str
    kind: str
    subject: str
    waits: bool


@dataclass(frozen=True, slots=True)
class OpenPage:
    """The question in the middle of the page."""

    id: str
    place: str
    held: tuple[str, ...]
    question: str
    incident: str
    grade: Grade
    opened: Opened
    rows: tuple[FormRow, ...]
    choices: tuple[Choice, ...]
    may: bool
    may_note: bool
    own: str
    second: str
    decided: str
    typed: Typed
    seen: int
    meanwhile: tuple[Seen, ...]
    reasons: tuple[tuple[str, int], ...]
    weight: int
    previous: str
    next: str
    action: str

    @property
    def enter(self) -> str:
        """What Enter in a field of the form decides: never that all is right as read."""
        codes = {choice.code for choice in self.choices if not choice.why}
        return "correct" if "correct" in codes else ""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What `review.html` shows."""

    frame: Frame
    head: str
    filters: tuple[Filter, ...]
    tasks: tuple[Task, ...]
    more: str
    before: str
    fields: Mapping[str, str]
    agreements: tuple[str, ...]
    item: OpenPage | None
    gone: str
    typed: Typed
    last: Last | None
    session: str
    rest: str
    filling: str
    empty: str
    quiet: tuple[str, ...]
    files: str
    of: str
    seen: int
    meanwhile: tuple[Seen, ...]
    keys: tuple[tuple[str, str], ...] = KEYS


def wanted_of(query: Mapping[str, str], visitor: Visitor) -> Wanted:
    """Which questions an address asks for; a group that there is none of is an empty answer, not all."""
    return Wanted(
        group=query.get("group", "")[:40],
        agreement=query.get("agreement", "")[:200],
        area=query.get("area", "")[:200],
        mine=visitor.name if query.get("mine") else "",
        incident=query.get("incident", "")[:300],
        words=query.get("words", "")[:200],
    )


def query_of(wanted: Wanted, **more: str) -> str:
    """The query string that asks for the same, with its question mark; empty if it asks for all."""
    kept = {
        "group": wanted.group,
        "agreement": wanted.agreement,
        "area": wanted.area,
        "mine": "1" if wanted.mine else "",
        "incident": wanted.incident,
        "words": wanted.words,
        **more,
    }
    told = {name: value for name, value in kept.items() if value}
    return f"?{urlencode(told)}" if told else ""


def item_href(item_id: str, wanted: Wanted, **more: str) -> str:
    """Where a question is opened in the queue asked for."""
    return f"/review/{item_id}{query_of(wanted, **more)}"


def filters_of(wanted: Wanted, counts: Mapping[str, int], mine: int) -> tuple[Filter, ...]:
    """All, each group that has anything, and one's own."""
    everything = replace(wanted, group="", mine="")
    whole = Filter(say("All"), sum(counts.values()), f"/review{query_of(everything)}", not wanted.group and not wanted.mine)
    rows = [
        Filter(words, counts.get(name, 0), f"/review{query_of(replace(everything, group=name))}", wanted.group == name)
        for name, words in GROUPS.items()
        if counts.get(name) or wanted.group == name
    ]
    own = Filter("Mine", mine, f"/review{query_of(replace(everything, mine='me'))}", bool(wanted.mine))
    return (whole, *rows, *([own] if mine or wanted.mine else []))


def task_of(item: Waiting, wanted: Wanted, now: datetime, current: str, held: Sequence[str]) -> Task:
    """A question as the list shows it."""
    who = f"{joined(list(held))} {'looks' if len(held) == 1 else 'look'} at this" if held else ""
    return Task(
        item_href(item.id, wanted),
        question_words(item),
        small_line(item),
        age(item, now),
        grade_of(item),
        item.id == current,
        who,
    )


def head_words(many: int, oldest: datetime | None, now: datetime, held: bool) -> str:
    """ "14 waiting, oldest 31 h. You hold 1."."""
    if not many:
        return say("Nothing waits here.")
    waited = f", oldest {age_words(now - oldest)}" if oldest else ""
    return f"{counted(many, 'question')} waiting{waited}.{' You hold 1.' if held else ''}"


def session_words(many: int, minutes: int) -> str:
    """ "You have reviewed 38 items in 2 h 10 min"."""
    if not many:
        return say("You have not decided anything in this sitting.")
    hours, rest = divmod(max(1, minutes), 60)
    took = say("%(hours)s h %(rest)s min", hours=hours, rest=rest) if hours else say("%(rest)s min", rest=rest)
    return say("You have reviewed %(count)s in %(took)s.", count=counted(many, "item"), took=took)


def rest_words(minutes: int) -> str:
    """A word after a long sitting; nobody is sent away."""
    if minutes < 120:
        return ""
    return say(
        "You have been at it for %(count)s. What is marked with s goes to somebody who is rested.",
        count=count_words(minutes // 60, "hour"),
    )


def form_rows(opened: Opened, typed: Typed) -> tuple[FormRow, ...]:
    """The rows, those that can be corrected numbered, with what was typed into them before."""
    rows: list[FormRow] = []
    number = 0
    for row in opened.rows:
        if row.edit is None:
            rows.append(FormRow(0, row, "", False))
            continue
        number += 1
        again = typed[f"subject.{number}"] == row.edit.subject and typed[f"field.{number}"] == row.edit.field
        text = typed[f"new.{number}"] if again else row.edit.old
        rows.append(FormRow(number, row, text, text != row.edit.old))
    return tuple(rows)


def frame_of(room: Room) -> Frame:
    """The frame of the page."""
    return frame(room, "review", say("Review"))


def may_decide(visitor: Visitor) -> bool:
    """True if this visitor decides."""
    return visitor.may(Role.REVIEWER)


def may_note(visitor: Visitor) -> bool:
    """True if this visitor adds notes."""
    return visitor.may(Role.CONTRIBUTOR)
