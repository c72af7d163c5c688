"""The cards of outlets: how many reports and incidents they tell, when, and from whom they have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from trucewatch.catalogue.cards import OutletCard
from trucewatch.catalogue.counts import Counts
from trucewatch.catalogue.keys import day_of
from trucewatch.catalogue.reading import stands
from trucewatch.catalogue.tables import report_table, tally_table
from trucewatch.ledger.records import escape, unescape
from trucewatch.ledger.state import chunks

R = report_table.c
Edges = tuple[date | None, date | None]


def outlets_at(connection: Connection, counts: Counts, at: int, name: str = "") -> tuple[OutletCard, ...]:
    """The outlets that reports named at an entry, or one of them, from the counts of that entry."""
    one = escape(name) if name else None
    reports = {keys[0]: many for keys, many in counts.of("reports", one=one) if keys[0]}
    told = {name: {keys[0]: many for keys, many in counts.of(name, one=one)} for name in ("outlet", "alone", "leading")}
    copies: dict[str, Counter[str]] = {}
    for (outlet, source, _), many in counts.of("source", one=one):
        copies.setdefault(outlet, Counter())[source] += many
    edges = _edges(connection, at, one)
    edges |= _edges_of(connection, at, sorted(reports.keys() - edges.keys()))
    return tuple(
        OutletCard(
            outlet,
            reports[outlet],
            *edges.get(outlet, (None, None)),
            told["outlet"].get(outlet, 0),
            told["alone"].get(outlet, 0),
            told["leading"].get(outlet, 0),
            tuple(sorted(copies.get(outlet, Counter()).items(), key=lambda pair: (-pair[1], pair[0]))),
        )
        for outlet in sorted(reports)
    )


def _edges(connection: Connection, at: int, one: str | None) -> dict[str, Edges]:
    """The first and the last day of the reports of each outlet, looked up one by one."""
    t = tally_table.c
    mine = R.outlet == t.one, R.day > 0, stands(report_table, at)
    first, last = (select(R.day).where(*mine).order_by(order).limit(1).scalar_subquery() for order in (R.day, R.day.desc()))
    query = select(t.one, first, last).where(t.name == "reports", t.one != "" if one is None else t.one == one)
    return {unescape(outlet): (day_of(first or 0), day_of(last or 0)) for outlet, first, last in connection.execute(query)}


def _edges_of(connection: Connection, at: int, names: Sequence[str]) -> dict[str, Edges]:
    """The same of outlets that were named between two entries only, and were never counted."""
    found: dict[str, Edges] = {}
    for some in chunks([escape(name) for name in names]):
        query = select(R.outlet, func.min(R.day), func.max(R.day)).group_by(R.outlet)
        query = query.where(R.outlet.in_(some), R.day > 0, stands(report_table, at))
        found |= {unescape(outlet): (day_of(first), day_of(last)) for outlet, first, last in connection.execute(query)}
    return found
