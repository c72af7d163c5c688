"""What waits for a person: one question each, with the signs that say where it stands in the queue, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from trucewatch.knowledge.queue_tables import QuestionRow, SignRow, question_rows, sign_rows
from trucewatch.model import Span, content_id

NEW, OLD, DEADLINE = "new", "old", "deadline"  # the signs that come and go with the clock
SECOND = "second"


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that makes a question more urgent: the row of `queue_signs.csv`, and what was found."""

    name: str
    value: str = ""

    @property
    def row(self) -> SignRow:
        """What the table knows of it."""
        return sign_rows()[self.name]

    @property
    def words(self) -> str:
        """What was found, in words: "33 killed"."""
        return self.row.words.format(value=self.value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that waits for a person.

    `kind` and `subject` name the record that a decision would be on, `incident` the incident it belongs to (empty for a demand).
    `values` fill the question. `these` and `those` are the claims on its two sides, `words` the words it rests on, `letters` the
    accounts. `since` is when it came in, `deadline` the last day that it is about. `by` is who has said something on it already,
    `answers` the review that waits for a second person. `grade` is the incident's state, or that of the demand. `more` are
    questions of its sort that the same incident has besides. One that is not `open` was decided; it is kept to be looked at.
    """

    asked: str
    kind: str
    subject: str
    incident: str
    since: datetime
    values: tuple[tuple[str, str], ...] = ()
    signs: tuple[Sign, ...] = ()
    these: tuple[str, ...] = ()
    those: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    words: tuple[Span, ...] = ()
    letters: tuple[str, ...] = ()
    deadline: date | None = None
    grade: str = ""
    agreements: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    answers: str = ""
    more: int = 0
    open: bool = True

    @property
    def id(self) -> str:
        """The same question on the same record has the same id, also when it is worded otherwise after a correction."""
        sides = sorted(("\x1e".join(sorted(self.these)), "\x1e".join(sorted(self.those))))
        own = self.answers if self.asked == SECOND else ""
        return content_id("waiting", own, self.kind, self.subject, *sides)

    @property
    def row(self) -> QuestionRow:
        """What the table knows of the question."""
        return question_rows()[self.asked]

    @property
    def group(self) -> str:
        """What the queue is filtered by: what waits for a second person stands together, whatever it is about."""
        return SECOND if self.answers else self.row.group

    @property
    def weight(self) -> int:
        """What its signs weigh together, whatever the hour."""
        return sum(sign.row.weight for sign in self.signs)

    def value(self, name: str) -> str:
        """A value of the question; empty if it has none of this name."""
        return dict(self.values).get(name, "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions are asked for: all that is named must hold.

    `group` is one of the table of questions, `agreement` an agreement (`SOC18`), `area` an agreement or an area of it
    (`SOC18/dmz`), `mine` the name of whoever has decided or asked something there, `incident` an incident. `words` are
    words of an incident; `among` are the incidents and demands that have them, found by whoever asks.
    """

    group: str = ""
    agreement: str = ""
    area: str = ""
    mine: str = ""
    incident: str = ""
    words: str = ""
    among: tuple[str, ...] | None = None


def timely_signs(item: Waiting, now: datetime) -> tuple[Sign, ...]:
    """The signs that the clock adds: new, waiting for long, a last day that is near (or has just passed)."""
    rows, age = sign_rows(), now - item.since
    out = []
    if age < timedelta(hours=rows[NEW].least):
        out.append(Sign(NEW))
    if age >= timedelta(hours=rows[OLD].least):
        out.append(Sign(OLD, age_words(age)))
    if item.deadline is not None and -1 <= (left := (item.deadline - now.date()).days) <= rows[DEADLINE].least:
        out.append(Sign(DEADLINE, left_words(left)))
    return tuple(out)


def signs_at(item: Waiting, now: datetime) -> tuple[Sign, ...]:
    """All its signs at a moment, the weightiest first."""
    return tuple(sorted((*item.signs, *timely_signs(item, now)), key=lambda sign: (-sign.row.weight, sign.name, sign.value)))


def weight_at(item: Waiting, now: datetime) -> int:
    """What its signs weigh together at a moment."""
    return sum(sign.row.weight for sign in signs_at(item, now))


def age_words(age: timedelta) -> str:
    """ "31 h", "4 days": how long something has waited."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def left_words(days: int) -> str:
    """ "in 5 days", "today", "a day past"."""
    if days < 0:
        return "a day past"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def first_few(items: Sequence[Waiting], most: int) -> tuple[Waiting, ...]:
    """The first so many of each question; the last of them says how many more there are of its sort."""
    kept: dict[str, list[Waiting]] = {}
    for item in items:
        kept.setdefault(item.asked, []).append(item)
    return tuple(one for some in kept.values() for one in _counted(some, most))


def _counted(items: Sequence[Waiting], most: int) -> Sequence[Waiting]:
    if len(items) <= most:
        return items
    return [*items[: most - 1], replace(items[most - 1], more=len(items) - most)]
