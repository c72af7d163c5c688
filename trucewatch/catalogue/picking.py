"""What a question leaves of the columns in memory, and how many there are of it under each key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from math import prod

import numpy as np

from trucewatch.catalogue.columns import Columns, Numbers
from trucewatch.catalogue.keys import SPANS, ordinal
from trucewatch.catalogue.making import flat, words_of
from trucewatch.catalogue.question import Question
from trucewatch.ledger.records import escape, unescape

MOST_PICKED = 8  # questions whose rows are kept at one state of the ledger: each may have some megabytes
MOST_CELLS = 4_000_000  # of a table in which rows are counted without sorting them
MOST_KEYS = 2**62  # that fit into one number
MOST_CLAUSES, MOST_AGREEMENTS = 2**16, 2**15  # numbers that fit into one with the other
SINGLE = ("type", "state", "country", "admin1", "review")
SEVERAL = ("outlet", "party", "area", "agreement", "clause", "finding")
Docs = Callable[[tuple[str, ...]], Sequence[int]]


def is_picked(question: Question) -> bool:
    """True of what the columns can tell; ids of incidents they do not have."""
    return question.ids is None


def picked(columns: Columns, question: Question, seq: int, docs: Docs) -> Numbers:
    """The places of the rows that stood at an entry and are asked for; `docs` finds the texts that have some words."""
    undated = replace(question, first=None, last=None)
    found = columns.picked.get((seq, undated))
    if found is None:
        mask = _stands(columns, "incident", seq)
        for condition in _conditions(columns, undated, seq, docs):
            mask &= condition
        found = np.flatnonzero(mask).astype("i4")
        columns.picked[seq, undated] = found
        for old in list(columns.picked)[:-MOST_PICKED]:
            columns.picked.pop(old, None)
    return found[_dated(columns, question, found)] if question.first or question.last else found


def _dated(columns: Columns, question: Question, found: Numbers) -> Numbers:
    rows = columns.tables["incident"]
    begun = rows["first_day"][found]
    mask = begun > 0
    if question.last:
        mask &= begun <= ordinal(question.last)
    if question.first:
        mask &= rows["last_day"][found] >= ordinal(question.first)
    return mask


def _stands(columns: Columns, table: str, seq: int) -> Numbers:
    held = columns.tables[table]
    return (held["since"] <= seq) & (held["until"] > seq)


def _conditions(columns: Columns, asked: Question, seq: int, docs: Docs) -> Iterator[Numbers]:
    rows = columns.tables["incident"]
    told = {"type": asked.type, "state": asked.state, "country": asked.country, "admin1": asked.admin1, "review": asked.review}
    for name, value in told.items():
        if value:
            yield rows[name] == columns.codes[name].number(escape(str(value)))
    if part := flat(asked.place):
        yield np.array([part in name for name in columns.codes["place"].names[:]], bool)[rows["place"]]
    if asked.box is not None:
        west, south, east, north = asked.box
        if west > east:
            across = (rows["longitude"] >= west) | (rows["longitude"] <= east)
        else:
            across = (rows["longitude"] >= west) & (rows["longitude"] <= east)
        yield across & (rows["latitude"] >= south) & (rows["latitude"] <= north)
    for satellite in _satellites(columns, asked):
        yield _marked(satellite, len(rows["row"]))
    for incidents in _incidents(columns, asked, seq):
        yield _marked(incidents, columns.many["id"])[rows["incident"]]
    if words := words_of(asked.words):
        found = columns.places["doc"].find(np.array(docs(words), "i8"))
        yield _marked(found[(found >= 0) & (found < columns.many["doc"])], columns.many["doc"])[rows["doc"]]


def _satellites(columns: Columns, asked: Question) -> Iterator[Numbers]:
    """The places of the rows that have a party, an outlet or a figure."""
    party, outlet, figure = (columns.tables[name] for name in ("party", "outlet", "figure"))
    if asked.party:
        yield party["row"][party["party"] == columns.codes["party"].number(escape(asked.party))]
    if asked.outlet or asked.telling:
        mask = np.ones(len(outlet["row"]), bool)
        if asked.outlet:
            mask &= outlet["outlet"] == columns.codes["outlet"].number(escape(asked.outlet))
        if asked.telling:
            mask &= outlet["alone" if asked.telling == "alone" else "leads"] == 1
        yield outlet["row"][mask]
    if asked.counted is not None or asked.at_least is not None:
        mask = np.ones(len(figure["row"]), bool)
        if asked.counted is not None:
            mask &= figure["kind"] == columns.codes["kind"].number(asked.counted.value)
        if asked.at_least is not None:
            mask &= figure["most"] >= asked.at_least
        yield figure["row"][mask]


def _incidents(columns: Columns, asked: Question, seq: int) -> Iterator[Numbers]:
    """The numbers of the incidents that lie in an area, or of which something was found."""
    area, finding = columns.tables["area"], columns.tables["finding"]
    if asked.area:
        wanted = escape(asked.area)
        names = columns.codes["area"].names[:]
        under = np.array([name == wanted or name.startswith(f"{wanted}/") for name in names], bool)
        yield area["incident"][_stands(columns, "area", seq) & under[area["area"]]]
    if asked.agreement or asked.clause or asked.finding:
        mask = _stands(columns, "finding", seq)
        for name, value in (("agreement", asked.agreement), ("clause", asked.clause)):
            if value:
                mask &= finding[name] == columns.codes[name].number(escape(value))
        if asked.finding:
            mask &= finding["state"] == columns.codes["state"].number(asked.finding.value)
        yield finding["incident"][mask]


def _marked(places: Numbers, many: int) -> Numbers:
    mask = np.zeros(many, bool)
    mask[places] = True
    return mask


def nearest(columns: Columns, found: Numbers, day: str, after: int | None, limit: int) -> list[int]:
    """The numbers of the rows among which the first so many of an order by day are, or those behind a day and on it."""
    days = columns.tables["incident"][day][found]
    if after is not None:
        found, days = found[days <= after], days[days <= after]
    earlier = days if after is None else days[days < after]
    if len(earlier) > limit:
        at = len(earlier) - limit
        found = found[days >= np.partition(earlier, at)[at]]
    rows: list[int] = columns.tables["incident"]["row"][found].tolist()
    return rows


def days_picked(columns: Columns, found: Numbers) -> tuple[date, date] | None:
    """The first and the last day of some rows; None where none has a day."""
    begun = columns.tables["incident"]["first_day"][found]
    dated = begun > 0
    if not dated.any():
        return None
    last = columns.tables["incident"]["last_day"][found][dated].max()
    return date.fromordinal(int(begun[dated].min())), date.fromordinal(int(last))


def counted_picked(columns: Columns, found: Numbers, by: Sequence[str], seq: int) -> Counter[tuple[str, ...]] | None:
    """Some rows by the values of one or more dimensions; None where more than one of these has several values a row.

    None too where there are more agreements or clauses than any reader could have written.
    """
    several = [name for name in by if name in SEVERAL]
    if len(several) > 1:
        return None
    known = {name: len(columns.codes[name].names) for name in ("agreement", "clause")}
    if "clause" in by and (known["clause"] > MOST_CLAUSES or known["agreement"] > MOST_AGREEMENTS):
        return None
    if not len(found):
        return Counter()
    rows, values = columns.tables["incident"], dict[str, Numbers]()
    if several:
        found, values[several[0]] = _several(columns, found, several[0], seq)
    spans = {name: _values(columns, name) for name in by}
    for name in by:
        if name not in values:
            values[name] = rows["first_day" if name in SPANS else name][found]
    counts: Counter[tuple[str, ...]] = Counter()
    for numbers, many in _grouped([values[name] for name in by]):
        counts[tuple(spans[name](number) for name, number in zip(by, numbers, strict=True))] += many
    return counts


def _values(columns: Columns, name: str) -> Callable[[int], str]:
    """What a number of a dimension stands for."""
    if name in SPANS:
        return SPANS[name]
    if name == "clause":
        agreements, clauses = columns.codes["agreement"].names, columns.codes["clause"].names
        return lambda number: unescape(f"{agreements[number >> 16]}/{clauses[number & 0xFFFF]}")
    names = columns.codes["state" if name == "finding" else name].names
    return lambda number: unescape(names[number])


def _several(columns: Columns, found: Numbers, name: str, seq: int) -> tuple[Numbers, Numbers]:
    """The rows with each of their values: a row for each."""
    rows = columns.tables["incident"]
    if name in ("outlet", "party"):
        held = columns.tables[name]
        mask = _marked(found, len(rows["row"]))[held["row"]]
        if name == "party":
            mask &= held["named"] == 1
        return held["row"][mask], held[name][mask]
    held = columns.tables["area" if name == "area" else "finding"]
    standing = _stands(columns, "area" if name == "area" else "finding", seq)
    incidents = held["incident"][standing]
    place = np.full(columns.many["id"], -1, "i4")
    place[rows["incident"][found]] = found
    at = place[incidents]
    if name == "area":
        value = held["area"][standing]
    elif name == "clause":
        value = (held["agreement"][standing] << 16) + held["clause"][standing]
    else:
        value = held["state" if name == "finding" else "agreement"][standing]
    at, value = at[at >= 0], value[at >= 0]
    once = np.unique((at.astype("i8") << 32) + value)
    return (once >> 32).astype("i4"), (once & 0xFFFFFFFF).astype("i4")


def _grouped(columns: Sequence[Numbers]) -> Iterator[tuple[tuple[int, ...], int]]:
    """How many rows have each combination of numbers."""
    if not len(columns[0]):
        return
    least, widths = [int(one.min()) for one in columns], [int(one.max()) - int(one.min()) + 1 for one in columns]
    cells = prod(widths)
    if cells > MOST_KEYS:
        several, counts = np.unique(np.stack(columns, axis=1), axis=0, return_counts=True)
        yield from zip(map(tuple, several.tolist()), counts.tolist(), strict=True)
        return
    keys = np.zeros(len(columns[0]), "i8")
    for one, low, wide in zip(columns, least, widths, strict=True):
        keys = keys * wide + (one - low)
    if cells <= MOST_CELLS:
        many = np.bincount(keys)
        found = np.flatnonzero(many)
        many = many[found]
    else:
        found, many = np.unique(keys, return_counts=True)
    for key, count in zip(found.tolist(), many.tolist(), strict=True):
        numbers = []
        for low, wide in zip(reversed(least), reversed(widths), strict=True):
            key, rest = divmod(key, wide)
            numbers.append(rest + low)
        yield tuple(reversed(numbers)), count
