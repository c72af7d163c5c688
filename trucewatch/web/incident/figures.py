"""The figures of an incident: lowest, best and highest number of each measure and party, and which account says what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, islice

from markupsafe import Markup

from trucewatch.model import AccountCount, Counted, FigureRange, FigureSaid, Standing
from trucewatch.publish.drawing.charts import Reading, figure_line
from trucewatch.publish.drawing.tolls import Toll, toll_lines
from trucewatch.publish.tongue import say
from trucewatch.publish.words import (
    capital,
    count_words,
    joined,
    number,
    range_of_figures,
    short_day,
    term,
)
from trucewatch.publish.words import counted as counted_words
from trucewatch.reconcile.figures.ranges import Vote, best_figure
from trucewatch.reconcile.figures.readings import acled_reading, ucdp_reading
from trucewatch.reconcile.figures.tolls import series
from trucewatch.web.incident.case import Case, Letter, Slip, named_letters, open_slip
from trucewatch.web.incident.grades import named_origins
from trucewatch.web.marks import Layer
from trucewatch.web.parts import Words, alone

MOST_SAID = 12  # rows of one measure that stand open
MOST_FOLDED = 24  # rows that fold below them; how many more there are is said, and the table of accounts has them all
MOST_SILENT = 12  # letters of silent accounts
MOST_TOLLS = 6  # origins whose toll over time is told; of the others how many they are


@dataclass(frozen=True, slots=True)
class Said:
    """One number of one account on one measure; no `quote` for a sum of ours. `quiet` does not count: a part, an earlier toll."""

    letter: Letter
    value: str
    quote: Words | None
    slip: Slip | None
    remark: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Silent:
    """The accounts that give no number on a measure, and what can be said of that: it is not a zero."""

    letters: tuple[Letter, ...]
    words: str


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """One measure, of everybody or of one party: lowest, best and highest number, drawn and said.

    `tolls` are the series of origins that gave more than one number, `course` their drawing; `totals` are mentioned beside, and
    not counted. `spread` says of many accounts how many give which number; `table` is where all of them stand, else empty.
    """

    name: str
    low: str
    best: str | None
    high: str
    why: str
    line: Markup
    said: tuple[Said, ...]
    more: tuple[Said, ...]
    beyond: int
    silent: tuple[Silent, ...]
    tolls: tuple[str, ...]
    course: Markup
    spread: tuple[str, ...]
    table: str
    totals: tuple[Said, ...]
    coded: tuple[tuple[str, str, str], ...]


def figure_blocks(case: Case) -> tuple[FigureBlock, ...]:
    """Every measure of the incident: first each party counted apart, then all together."""
    out: list[FigureBlock] = []
    for figure in case.incident.figures:
        whole = _with_words(case, figure)
        out += [_block(case, part, _part_name(case, part), whole) for part in whole.parts]
        out.append(_block(case, whole, _name(case, whole), whole))
    return tuple(out)


def _with_words(case: Case, figure: FigureRange) -> FigureRange:
    """The range as it is; one kept before figures had origins and rules gets them from its accounts."""
    if figure.said or not figure.by_account:
        return figure
    origin = {account.letter: account.origin for account in case.incident.accounts}
    said = tuple(
        FigureSaid(letter, low, high, span, origin=origin.get(letter, letter)) for letter, low, high, span in figure.by_account
    )
    best, words, rule, why = best_figure([Vote(one.origin, (one.low, one.high), False) for one in said])
    counts = tuple(AccountCount(one.letter, one.origin, one.low, one.high) for one in said)
    return replace(figure, said=said, counts=counts, best=best, best_words=words, rule=rule, why=why)


def _name(case: Case, figure: FigureRange) -> str:
    """ "Killed", "All killed" where parties are counted apart, "Killed: Turkish armed forces" where only they are."""
    measure = term("counted", figure.kind)
    if figure.of:
        return f"{capital(measure)}: {case.labels(figure.of)}"
    return say("All %(measure)s", measure=measure) if figure.parts else capital(measure)


def _part_name(case: Case, part: FigureRange) -> str:
    return f"{capital(term('counted', part.kind))}: {case.labels(part.of or '')}"


def _block(case: Case, figure: FigureRange, name: str, whole: FigureRange) -> FigureBlock:
    counted = [one for one in figure.said if one.standing is not Standing.TOTAL]
    many = len({one.letter for one in counted}) > MOST_SAID + MOST_FOLDED
    most = MOST_SAID if many else MOST_SAID + MOST_FOLDED
    case.papers.fetch(case.accounts[one.letter] for one in counted[:most] if one.letter in case.accounts)
    said = list(islice(_said_rows(case, figure, counted), most))
    tolls = tuple(_told_over_time(counted))
    standing = [count for count in figure.counts if count.stands]
    return FigureBlock(
        name=name,
        low=_bound(figure.low, bool(counted)),
        best=_best_words(figure),
        high=_bound(figure.high, bool(counted)),
        why=named_origins(case, figure.why),
        line=figure_line(figure.low, figure.best, figure.high, [Reading(c.letter, c.low, c.high) for c in standing]),
        said=tuple(said[:MOST_SAID]),
        more=tuple(said[MOST_SAID:]),
        beyond=max(0, len(counted) - most),
        silent=_silent(case, figure, whole),
        tolls=_toll_lines(tolls),
        course=toll_lines([Toll(origin or say("one origin"), _steps(told)) for origin, told in tolls[:MOST_TOLLS]]),
        spread=_spread(standing, counted) if many else (),
        table=case.table if many else "",
        totals=tuple(_row(case, one, one.why) for one in figure.said if one.standing is Standing.TOTAL),
        coded=_coded(case) if figure is whole and figure.kind is Counted.KILLED else (),
    )


def _bound(count: int | None, counted: bool) -> str:
    return number(count) if count is not None else "open" if counted else "–"


def _best_words(figure: FigureRange) -> str | None:
    """The best figure as it is said; a bare number where it is exact."""
    return None if figure.best is None else figure.best_words or number(figure.best)


def _said_rows(case: Case, figure: FigureRange, counted: Sequence[FigureSaid]) -> Iterator[Said]:
    """Every figure with its words, account by account, and where we added some up the sum, which nobody prints."""
    partial = frozenset(count.letter for count in figure.counts if not count.whole)
    sums: dict[str, list[AccountCount]] = {}
    for count in figure.counts:
        if count.ours:
            sums.setdefault(count.letter, []).append(count)
    for letter, own in groupby(counted, key=lambda one: one.letter):
        mine = list(own)
        for one in mine:
            yield _row(case, one, _remark(case, figure, one, partial))
        for count in sums.get(letter, ()):
            parts = [range_of_figures(one.low, one.high) for one in mine if _counts_in(one, count)]
            yield Said(case.letter(letter), range_of_figures(count.low, count.high), None, None, _sum_words(parts))


def _counts_in(one: FigureSaid, count: AccountCount) -> bool:
    return (one.letter, one.origin, one.standing) == (count.letter, count.origin, Standing.COUNTS)


def _sum_words(parts: Sequence[str]) -> str:
    return say("%(parts)s together; the sum is ours", parts=joined(parts))


def _row(case: Case, one: FigureSaid, remark: str) -> Said:
    claim = case.claim_at(one.letter, one.span)
    report = case.report(one.span.report_id)
    mark = (Layer(one.span.start, one.span.end, "val"),)
    return Said(
        letter=case.letter(one.letter),
        value=("about " if one.approx and one.low == one.high else "") + range_of_figures(one.low, one.high),
        quote=alone(report, one.span, mark, claim_id=claim.id if claim else None),
        slip=open_slip(case, one.span, claim, mark),
        remark=remark,
        quiet=one.standing is not Standing.COUNTS,
    )


def _remark(case: Case, figure: FigureRange, one: FigureSaid, partial: frozenset[str]) -> str:
    """Whom it counts, and why it does not count where it does not."""
    of = [case.labels(one.of)] if one.of and not figure.of else []
    report = case.report(one.span.report_id)
    own = ("", one.span.report_id, report.outlet.name if report and report.outlet else "")
    cited = [say("from %(origin)s", origin=one.origin)] if one.origin not in own else []
    standing = [] if one.standing is Standing.COUNTS else [one.standing.value + (f": {one.why}" if one.why else "")]
    some = [say("counts only some of the parties")] if one.letter in partial and one.standing is Standing.COUNTS else []
    return " · ".join([*of, *cited, *some, *standing])


def _silent(case: Case, figure: FigureRange, whole: FigureRange) -> tuple[Silent, ...]:
    """The accounts that give no number here, those that count other parties first."""
    speaking = {one.letter for one in figure.said if one.standing is not Standing.TOTAL}
    other = {one.letter for one in whole.said if one.standing is not Standing.TOTAL}
    mute = [account.letter for account in case.incident.accounts if account.letter not in speaking]
    groups = (
        ([letter for letter in mute if letter in other], say("counts others, and says nothing of these, which is not a zero")),
        ([letter for letter in mute if letter not in other], say("gives no figure here, which is not a zero")),
    )
    return tuple(
        Silent(tuple(case.letter(letter) for letter in letters[:MOST_SILENT]), _silent_words(letters, words))
        for letters, words in groups
        if letters
    )


def _silent_words(letters: Sequence[str], words: str) -> str:
    more = f"and {number(len(letters) - MOST_SILENT)} more: " if len(letters) > MOST_SILENT else ""
    return more + (say("each %(words)s", words=words) if len(letters) > 1 else words)


def _spread(counts: Sequence[AccountCount], said: Sequence[FigureSaid]) -> tuple[str, ...]:
    """ "13 in 214 accounts, of two origins (A, B and 212 more accounts)": the number most often given first."""
    by_value: dict[tuple[int | None, int | None], list[AccountCount]] = {}
    for count in counts:
        by_value.setdefault((count.low, count.high), []).append(count)
    ordered = sorted(by_value.items(), key=lambda item: (-len(item[1]), item[0][0] or 0, item[0][1] or 0))
    out = [_value_words(low, high, some) for (low, high), some in ordered]
    others = list(dict.fromkeys(one.letter for one in said if one.letter not in {count.letter for count in counts}))
    if others:
        out.append(
            say(
                "replaced by a later number of its origin in %(count)s: %(named_letters)s",
                count=counted_words(len(others), "account"),
                named_letters=named_letters(others),
            )
        )
    return tuple(out)


def _value_words(low: int | None, high: int | None, some: Sequence[AccountCount]) -> str:
    letters = list(dict.fromkeys(count.letter for count in some))
    origins = len({count.origin for count in some})
    told = f"{counted_words(len(letters), 'account')}, {counted_words(origins, 'origin')}"
    return say(
        "%(range_of_figures)s in %(told)s: %(named_letters)s",
        range_of_figures=range_of_figures(low, high),
        told=told,
        named_letters=named_letters(letters),
    )


def _told_over_time(said: Sequence[FigureSaid]) -> Iterator[tuple[str, tuple[FigureSaid, ...]]]:
    """What each origin gave over time, where it gave more than one number on more than one day."""
    for origin, told in series(said).items():
        days = {one.day for one in told if one.day}
        if len(days) > 1 and len({(one.low, one.high) for one in told}) > 1:
            yield origin, tuple(told)


def _toll_lines(tolls: Sequence[tuple[str, Sequence[FigureSaid]]]) -> tuple[str, ...]:
    """The toll of each origin over time, in words."""
    out = [f"{origin or 'one origin'}: {', then '.join(_toll_steps(told))}" for origin, told in tolls[:MOST_TOLLS]]
    more = len(tolls) - MOST_TOLLS
    return (
        (*out, say("%(count)s changed their number.", count=capital(count_words(more, "more origin"))))
        if more > 0
        else tuple(out)
    )


def _toll_steps(told: Sequence[FigureSaid]) -> Iterator[str]:
    letters: dict[tuple[str, date], list[str]] = {}
    for one in told:
        if one.day is not None:
            letters.setdefault((range_of_figures(one.low, one.high), one.day), []).append(one.letter)
    for (value, day), of in letters.items():
        yield say(
            "%(value)s on %(day)s (%(named_letters)s)",
            value=value,
            day=short_day(day),
            named_letters=named_letters(list(dict.fromkeys(of))),
        )


def _steps(told: Sequence[FigureSaid]) -> tuple[tuple[date, int], ...]:
    """Day and number, the lower bound where there is one; every day and number once."""
    numbers = ((one.day, one.low if one.low is not None else one.high) for one in told)
    return tuple(dict.fromkeys((day, number) for day, number in numbers if day is not None and number is not None))


def _coded(case: Case) -> tuple[tuple[str, str, str], ...]:
    """The dead as two data sets would code them: name, numbers, and how they were found."""
    ucdp, acled = ucdp_reading(case.incident), acled_reading(case.incident)
    out: list[tuple[str, str, str]] = []
    if ucdp:
        sides = say(
            "side A %(count)s, side B %(count2)s, civilians %(count3)s, unknown %(count4)s",
            count=number(ucdp.deaths_a),
            count2=number(ucdp.deaths_b),
            count3=number(ucdp.deaths_civilians),
            count4=number(ucdp.deaths_unknown),
        )
        numbers = say(
            "low %(count)s, best %(count2)s, high %(count3)s; %(sides)s",
            count=number(ucdp.low),
            count2=number(ucdp.best),
            count3=number(ucdp.high),
            sides=sides,
        )
        out.append(("UCDP GED", numbers, named_origins(case, "; ".join([*ucdp.why, *ucdp.deviations]))))
    days = f", over {count_words(len(acled.by_day), 'day')}" if len(acled.by_day) > 1 else ""
    out.append(("ACLED", f"{number(acled.fatalities)}{days}", "; ".join([*acled.why, *acled.deviations])))
    return tuple(out)
