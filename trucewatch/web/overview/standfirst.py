"""The standfirst: what is known of a period, how it changed, and who could not look, in a few sentences made from counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trucewatch.catalogue import Question, Shelf
from trucewatch.model import State
from trucewatch.publish.changes import NOBODY_READ, TOO_FEW, change_words
from trucewatch.publish.tongue import is_source, say
from trucewatch.publish.words import capital, count_words, counted, number, term
from trucewatch.web.overview.periods import Period
from trucewatch.web.parts import Strong

LONGEST_SILENCE = 366  # days of a period that are counted one by one


@dataclass(frozen=True, slots=True)
class Counts:
    """How many incidents a question has in a period and in the one before, by state; and the days of each that were read."""

    period: Period
    now: int
    before: int
    states: Mapping[str, int]
    read_days: int
    read_before: bool
    reports: int

    @property
    def change(self) -> str:
        """The change in a word."""
        return change_words(self.now, self.before, read_now=bool(self.reports), read_before=self.read_before)


def counts_of(question: Question, period: Period, shelf: Shelf, read: Mapping[date, int]) -> Counts:
    """The counts of a question in a period."""
    asked, before = period.asked_in(question), period.asked_before(question)
    inside = {day: many for day, many in read.items() if period.first <= day <= period.last}
    return Counts(
        period=period,
        now=shelf.count(asked),
        before=shelf.count(before) if before else 0,
        states={row.keys[0]: row.many for row in shelf.tally(asked, ("state",))},
        read_days=len(inside),
        read_before=bool(period.before and any(period.before[0] <= day <= period.before[1] for day in read)),
        reports=sum(inside.values()),
    )


def lede_of(counts: Counts, where: str, posts: str) -> tuple[Strong, ...]:
    """The sentences: how many, how that compares, how far it is borne out, who could not look. `posts` is a sentence too."""
    if not is_source():
        return _told_apart(counts, where, posts)
    period = counts.period
    verb = "was" if counts.now == 1 else "were"
    start = [Strong(f"{period.words}, "), Strong(count_words(counts.now, "incident"), True)]
    told = f" {verb} reported{f' in {where}' if where else ''}"
    return (*start, Strong(f"{told}{_compared(counts)}. "), *_states(counts.states), *_silence(counts), *_posts(posts))


def _told_apart(counts: Counts, where: str, posts: str) -> tuple[Strong, ...]:
    """The same in another language: whole sentences, each with its numbers, so that none is built from halves."""
    many = counted(counts.now, "incident")
    days, silent = counts.period.days, counts.period.days - counts.read_days
    start = say("%(period)s, in %(place)s:", period=counts.period.words, place=where) if where else ""
    sentences = (
        Strong(f"{start or say('%(period)s:', period=counts.period.words)} "),
        Strong(say("%(incidents)s reported.", incidents=many) + " ", True),
        Strong(_compared_apart(counts)),
        *(Strong(f"{term('state', state)}: {number(counts.states[state])}. ") for state in State if counts.states.get(state)),
        Strong(_silence_apart(days, silent) if silent and days <= LONGEST_SILENCE else ""),
        Strong(posts),
    )
    return tuple(sentence for sentence in sentences if sentence.text)


def _compared_apart(counts: Counts) -> str:
    name = counts.period.before_words
    if counts.change == NOBODY_READ:
        nothing = say("Nothing was read of %(before)s, so there is nothing to compare with.", before=name)
        return f"{nothing} " if counts.reports else ""
    return say("%(before)s: %(count)s.", before=capital(name), count=number(counts.before)) + " "


def _silence_apart(days: int, silent: int) -> str:
    if silent == days:
        return say("No report of these days was read: nobody here could look.") + " "
    many = {"silent": number(silent), "days": counted(days, "day")}
    return say("For %(silent)s of %(days)s no report was read, so nobody here could look.", **many) + " "


def _compared(counts: Counts) -> str:
    before, name = counts.before, counts.period.before_words
    if counts.change == NOBODY_READ:
        return f"; of {name} nothing was read, so there is nothing to compare with" if counts.reports else ""
    if counts.change == TOO_FEW:
        return f", {count_words(before, '', ' ').strip()} {name}: too few to compare"
    difference = counts.now - before
    if difference == 0:
        return f", as many as {name}"
    return f", {count_words(abs(difference), '', ' ').strip()} {'more' if difference > 0 else 'fewer'} than {name}"


def _states(states: Mapping[str, int]) -> list[Strong]:
    out: list[Strong] = []
    if many := states.get(State.CORROBORATED, 0):
        out += [Strong("Independent origins bear out "), Strong(_plain(many), True), Strong("; ")]
    if many := states.get(State.CONTESTED, 0):
        out += [Strong("accounts of "), Strong(_plain(many), True), Strong(" contradict each other; ")]
    if many := states.get(State.ALLEGED, 0):
        out += [Strong(_plain(many), True), Strong(f" {'rests' if many == 1 else 'rest'} on one origin’s word; ")]
    if many := states.get(State.NOT_ASSESSABLE, 0):
        out += [Strong(_plain(many), True), Strong(" cannot be assessed; ")]
    if out:
        out[0] = Strong(capital(out[0].text), out[0].strong)
        out[-1] = Strong(out[-1].text.removesuffix("; ") + ". ")
    return out


def _silence(counts: Counts) -> list[Strong]:
    """Of how many days nothing was read: of those nobody here could look."""
    days = counts.period.days
    silent = days - counts.read_days
    if not silent or days > LONGEST_SILENCE:
        return []
    if not counts.read_days:
        return [Strong(say("No report of these days was read"), True), Strong(say(": nobody here could look."))]
    of = say("%(plain)s of %(plain2)s days", plain=capital(_plain(silent)), plain2=_plain(days))
    return [Strong("For "), Strong(of[:1].lower() + of[1:], True), Strong(" no report was read, so nobody here could look. ")]


def _posts(words: str) -> list[Strong]:
    return [Strong(words)] if words else []


def _plain(count: int) -> str:
    return count_words(count, "", " ").strip()


def read_words(counts: Counts) -> str:
    """ "41 reports read on 6 of 7 days"."""
    if not counts.reports:
        return say("no report of these days was read")
    return say(
        "%(count)s read on %(count2)s of %(count3)s",
        count=counted(counts.reports, "report"),
        count2=number(counts.read_days),
        count3=counted(counts.period.days, "day"),
    )
