"""Clauses by week: how many breaches of each are alleged in a week, and the strongest grade; hatched where nobody could look.

The counts come from the catalogue; beside them stands who could look: reports read, and days on which a post logged that it
looked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from trucewatch.catalogue import Shelf
from trucewatch.model import Agreement, Clause, ClauseKind, FindingState
from trucewatch.publish.tongue import say
from trucewatch.publish.words import anchor, counted, joined, range_words, short_month
from trucewatch.web.pacts.addresses import findings_url
from trucewatch.web.pacts.counted import States
from trucewatch.web.parts import Grade, Room, finding_grade, party_words

COLUMNS = 9  # the strip holds nine weeks, or nine days
STRENGTH = (FindingState.CONTESTED, FindingState.CORROBORATED, FindingState.ALLEGED, FindingState.NOT_ASSESSABLE)
COUNTED = frozenset(state for state in FindingState if state.of_breach)
HEAT = (1, 2, 4, 6)  # from how many findings on a cell takes the next darker blue
LENGTHS = {"week": 7, "day": 1}
WHOLE = "whole"  # the anchor of what stands under the agreement as a whole


@dataclass(frozen=True, slots=True)
class Column:
    """One week (or day): from which day to which, what stands at its head, and who could look."""

    first: date
    last: date
    head: str
    now: bool
    reports: int
    looked: int

    @property
    def blind(self) -> bool:
        """True if no report of it was read and no post logged that it looked."""
        return not (self.reports or self.looked)


@dataclass(frozen=True, slots=True)
class Cell:
    """One week of one clause: how many findings and the strongest grade; `href` leads to them, "" where there is none.

    It is `blind` where nobody could look: no report of it was read, and no post kept a log.
    """

    count: int
    heat: int
    grade: Grade | None
    blind: bool
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One clause over the weeks, or one party under it; `why` where it cannot be counted."""

    id: str
    anchor: str
    obligation: str
    owes: str
    cells: tuple[Cell, ...]
    why: str | None
    state: Grade
    party: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """The strip: its columns, its rows, and the query strings that lead to other stretches and other views."""

    unit: str
    by_party: bool
    columns: tuple[Column, ...]
    rows: tuple[HeatRow, ...]
    coverage: tuple[str, ...]
    span: str
    asked: str
    earlier: str
    later: str
    views: tuple[tuple[str, str, bool], ...]


Tallies = Mapping[
    tuple[str, str], Mapping[date, States]
]  # by clause and party ("" for all parties), by the first day of a column


def heat_of(
    room: Room, agreement: Agreement, query: Mapping[str, str], totals: Mapping[str, States], looked: Callable[[], Iterable[date]]
) -> Heat | None:
    """The strip of an agreement; None where no breach of it is alleged on any day. `looked` are days on which a post looked."""
    unit = query.get("by", "week") if query.get("by") in LENGTHS else "week"
    by_party = query.get("rows") == "party"
    shelf = room.catalogue
    last = _last(shelf, agreement.id, query.get("until", ""))
    if last is None:
        return None
    firsts = _firsts(last, LENGTHS[unit])
    end = _later(firsts[-1], LENGTHS[unit] - 1)
    tallies = _tallied(shelf, agreement, unit, by_party, firsts[0], end, totals)
    columns = _columns(room, firsts, LENGTHS[unit], looked())
    return Heat(
        unit=unit,
        by_party=by_party,
        columns=columns,
        rows=tuple(row for clause in agreement.clauses for row in _rows(room, agreement, clause, tallies, totals, columns)),
        coverage=tuple(coverage_words(column, LENGTHS[unit]) for column in columns),
        span=range_words(firsts[0], end),
        asked=_query(unit, by_party, end),
        earlier=_query(unit, by_party, _later(firsts[0], -1)),
        later=_query(unit, by_party, _later(end, COLUMNS * LENGTHS[unit])) if end < room.today() else "",
        views=(
            (say("Weeks"), _query("week", by_party, end), unit == "week"),
            (say("Days"), _query("day", by_party, end), unit == "day"),
            ("By clause", _query(unit, False, end), not by_party),
            (say("By clause and party"), _query(unit, True, end), by_party),
        ),
    )


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def coverage_words(column: Column, days: int) -> str:
    """Who could look in a column: "12 reports; posts on 5 of 7 days"."""
    posts = (
        say("posts on %(looked)s of %(days)s days", looked=column.looked, days=days)
        if days > 1 and column.looked
        else say("a post looked")
        if column.looked
        else ""
    )
    told = [counted(column.reports, "report")] if column.reports else []
    return "; ".join([*told, *([posts] if posts else [])]) or say("nobody could look")


def _query(unit: str, by_party: bool, until: date) -> str:
    return urlencode({"by": unit, **({"rows": "party"} if by_party else {}), "until": until.isoformat()})


def _last(shelf: Shelf, agreement: str, asked: str) -> date | None:
    """The day up to which is shown: the one asked for, else the last on which a breach is alleged; None where there is none."""
    latest = [card.day for state in sorted(COUNTED) for card in shelf.findings(agreement, state=state, limit=1).cards if card.day]
    if not latest:
        return None
    try:
        return date.fromisoformat(asked.strip()[:10]) if asked.strip() else max(latest)
    except ValueError:
        return max(latest)


def _firsts(last: date, days: int) -> tuple[date, ...]:
    end = monday(last) if days == LENGTHS["week"] else last
    first = max(end.toordinal() - days * (COLUMNS - 1), date.min.toordinal())
    return tuple(date.fromordinal(day) for day in range(first, end.toordinal() + 1, days))


def _later(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def _tallied(
    shelf: Shelf, agreement: Agreement, unit: str, by_party: bool, first: date, last: date, totals: Mapping[str, States]
) -> Tallies:
    out: dict[tuple[str, str], dict[date, States]] = {}

    def add(clause: str, party: str, day: str, state: str, many: int) -> None:
        held = out.setdefault((clause, party), {}).setdefault(date.fromisoformat(day), Counter())
        held[FindingState(state)] += many

    for (clause, day, state), many in shelf.finding_tally(agreement.id, by=("clause", unit, "state"), first=first, last=last):
        add(clause, "", day, state, many)
    if by_party:
        for clause in totals:
            found = shelf.finding_tally(agreement.id, by=("against", unit, "state"), clause=clause, first=first, last=last)
            for (party, day, state), many in found if clause else ():
                add(clause, party or "?", day, state, many)
    return out


def _columns(room: Room, firsts: Sequence[date], days: int, looked: Iterable[date]) -> tuple[Column, ...]:
    today = room.today()
    first, end = firsts[0], _later(firsts[-1], days - 1)
    read: Counter[int] = Counter()
    for day, many in room.catalogue.report_days():
        if first <= day <= end:
            read[(day - first).days // days] += many
    seen = Counter((day - first).days // days for day in looked if first <= day <= end)
    return tuple(
        Column(one, _later(one, days - 1), _head(one, n, days), one <= today < _later(one, days), read[n], seen[n])
        for n, one in enumerate(firsts)
    )


def _head(day: date, index: int, days: int) -> str:
    """The head of a column: the month stands in the first, and where it changes."""
    return short_month(day) if index == 0 or day.day <= days else str(day.day)


def _rows(
    room: Room,
    agreement: Agreement,
    clause: Clause,
    tallies: Tallies,
    totals: Mapping[str, States],
    columns: Sequence[Column],
) -> list[HeatRow]:
    """The row of a clause, and below it one for each party that breaches are alleged against, where that is asked for."""
    states = totals.get(clause.id, Counter())
    vague = clause.kind in (ClauseKind.DEFINITION, ClauseKind.DECLARATORY) and not any(state in COUNTED for state in states)
    whole = HeatRow(
        id=clause.id,
        anchor=anchor(clause.id, "clause"),
        obligation=clause.obligation,
        owes=say("owed by %(value)s", value=joined(party_words(clause.debtor, room.labels)) or "nobody named"),
        cells=() if vague else _cells(agreement, clause.id, "", tallies, columns),
        why=say("Cannot be counted: the clause gives no test of keeping or breaking it.") if vague else None,
        state=strongest(states),
    )
    parties = sorted(party for name, party in tallies if name == clause.id and party)
    return [whole, *(_party_row(room, agreement, clause, party, tallies, columns) for party in parties)]


def _party_row(
    room: Room, agreement: Agreement, clause: Clause, party: str, tallies: Tallies, columns: Sequence[Column]
) -> HeatRow:
    held: States = sum(tallies[clause.id, party].values(), Counter())
    return HeatRow(
        id=clause.id,
        anchor=anchor(clause.id, "clause"),
        obligation="",
        owes="",
        cells=_cells(agreement, clause.id, party, tallies, columns),
        why=None,
        state=strongest(held),
        party=say("alleged of %(party)s", party=room.labels(party) if party != "?" else say("nobody named")),
    )


def _cells(agreement: Agreement, clause: str, party: str, tallies: Tallies, columns: Sequence[Column]) -> tuple[Cell, ...]:
    by_day = tallies.get((clause, party), {})
    return tuple(_cell(agreement, clause, party, by_day.get(column.first, Counter()), column) for column in columns)


def _cell(agreement: Agreement, clause: str, party: str, states: States, column: Column) -> Cell:
    many = sum(count for state, count in states.items() if state in COUNTED)
    shown: Mapping[FindingState, int] = (
        states if many else Counter({state: n for state, n in states.items() if state is FindingState.NOT_ASSESSABLE})
    )
    told = many or sum(shown.values())
    when = range_words(column.first, column.last)
    if not told:
        words = f"{when}: {'nobody could look' if column.blind else 'nothing told of'}"
        return Cell(0, 0, None, column.blind, "", words)
    grade = strongest(shown)
    href = findings_url(agreement.id, clause=clause, against=party if party != "?" else "", first=column.first, last=column.last)
    heat = sum(many >= step for step in HEAT)
    return Cell(
        told,
        heat,
        grade,
        False,
        href,
        say("%(when)s: %(count)s, strongest grade: %(word)s", when=when, count=counted(told, "finding"), word=grade.word),
    )


def strongest(states: Mapping[FindingState, int]) -> Grade:
    """The strongest grade among some states, with its word."""
    held = next((state for state in (*STRENGTH, FindingState.COMPLIANCE) if states.get(state)), None)
    return finding_grade(held) if held else Grade("none", "No finding")


def heat_table(heat: Heat) -> list[dict[str, object]]:
    """The strip as rows for a file: one for each clause (and party) and column."""
    return [
        {
            "clause": row.id,
            "party": row.party or None,
            "from": column.first.isoformat(),
            "to": column.last.isoformat(),
            "findings": None if cell is None or cell.blind else cell.count,
            "strongest": cell.grade.word if cell and cell.grade else None,
            "why_not_counted": row.why or (say("nobody could look") if cell and cell.blind else None),
            "reports_read": column.reports,
            "days_posts_looked": column.looked,
        }
        for row in heat.rows
        for column, cell in zip(heat.columns, row.cells or (None,) * len(heat.columns), strict=True)
    ]


HEAT_COLUMNS = ("clause", "party", "from", "to", "findings", "strongest", "why_not_counted", "reports_read", "days_posts_looked")
