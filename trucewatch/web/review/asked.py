"""Say a question in plain words, why it stands where it stands, and how each decision on it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter

from trucewatch.model import Decision, FindingState, State
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, day_words, note, term
from trucewatch.reviewing.queue import Waiting, age_words, signs_at, weight_at
from trucewatch.web.parts import Grade, state_grade

GROUPS: Mapping[str, str] = {
    "contradictions": "Contradictions",
    "merges": "Merges",
    "second": "Second",
    "readings": "Readings",
    "incidents": "Incidents",
    "origins": "Origins",
    "findings": "Findings",
    "deadlines": "Deadlines",
    "wording": "Wording",
}
DEAD = {"killed": "dead"}  # how those are called who are counted, where the measure's own word does not say it


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision: its code, its words, its key, whether it asks for a reason; `why` it cannot be taken here, empty if it can."""

    code: str
    words: str
    key: str
    reason: bool
    why: str = ""


CHOICES: Mapping[str, Choice] = {
    one.code: one
    for one in (
        Choice(Decision.ACCEPT, "Accept as read", "a", False),
        Choice(Decision.AGREE, "Agree", "a", False),
        Choice(Decision.CORRECT, "Correct a value", "e", True),
        Choice(Decision.CONTRADICTION, "Contradiction", "c", True),
        Choice(Decision.NOT_SAME, "Not the same happening", "x", True),
        Choice(Decision.SAME, "Same happening", "m", True),
        Choice(Decision.DISAGREE, "Disagree", "r", True),
        Choice(Decision.REJECT, "Reject with a comment", "r", True),
        Choice(Decision.UNCLEAR, "Cannot be told", "n", True),
        Choice(Decision.ASK, "Ask a second person", "s", False),
        Choice(Decision.NOTE, "Add a note", "w", True),
    )
}
DONE: Mapping[str, str] = {
    Decision.ACCEPT: "Accepted",
    Decision.AGREE: "Agreed",
    Decision.CORRECT: "Corrected",
    Decision.CONTRADICTION: "Called a contradiction",
    Decision.NOT_SAME: "Called two happenings",
    Decision.SAME: "Called one happening",
    Decision.DISAGREE: "Disagreed",
    Decision.REJECT: "Rejected",
    Decision.UNCLEAR: "Called not to be told",
    Decision.ASK: "A second person is asked",
    Decision.NOTE: "Noted",
    Decision.UNDO: "Taken back",
}


def question_words(item: Waiting) -> str:
    """The question with its values, or plainly where one of them is not known."""
    values = _values(item)
    row = item.row
    named = {name for _, name, _, _ in Formatter().parse(row.question) if name}
    template = row.question if all(values.get(name) for name in named) else row.plain
    return capital(template.format_map({"counted": "things", **values}))


def _values(item: Waiting) -> dict[str, str]:
    out = {name: _day(value) for name, value in item.values}
    if counted := out.get("counted"):
        out["counted"] = DEAD.get(counted, term("counted", counted)) if "{a}" in item.row.question else term("counted", counted)
    if item.row.asked == "two last days" and {"a", "b"} <= out.keys() and out["a"].split()[1:] == out["b"].split()[1:]:
        out["a"] = out["a"].split()[0]  # "28 or 29 February 2020"
    return out


def _day(value: str) -> str:
    if len(value) == len("2020-02-13") and value[4:5] == value[7:8] == "-":
        try:
            return day_words(date.fromisoformat(value))
        except ValueError:
            return value
    return value


def small_line(item: Waiting) -> str:
    """Under the question: what sort it is, whose accounts, what weighs most."""
    accounts = (", ".join(item.letters),) if any(item.letters) else ()
    by = (say("asked by %(item)s", item=item.value("by")),) if item.answers else ()
    weighty = tuple(capital(sign.words) for sign in item.signs[:1] if sign.name not in ("second", item.row.sign))
    more = (say("%(more)s more like it", more=item.more),) if item.more else ()
    return " · ".join((GROUPS[item.row.group] if not by else GROUPS["second"], *accounts, *by, *weighty, *more))


def reasons_words(item: Waiting, now: datetime) -> tuple[tuple[str, int], ...]:
    """Why it stands where it stands: each sign with its weight."""
    return tuple((capital(sign.words), sign.row.weight) for sign in signs_at(item, now))


def weight_words(item: Waiting, now: datetime) -> int:
    """What its signs come to."""
    return weight_at(item, now)


def age(item: Waiting, now: datetime) -> str:
    """How long it has waited."""
    return age_words(now - item.since)


def grade_of(item: Waiting) -> Grade:
    """The shape in front of a question: the grade of its incident; of a demand, that it runs."""
    if item.grade in set(State):
        return state_grade(State(item.grade))
    return Grade("open", say("Runs")) if item.grade == "open" else Grade(note("finding", FindingState.ALLEGED), say("Alleged"))


def happened_words(decision: str, question: str) -> str:
    """What somebody did last: "Accepted: do 13 and 14 count the same dead?"."""
    return f"{DONE.get(decision, capital(decision))}: {question}"
