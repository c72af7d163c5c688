"""The cards of outlets: how many reports and incidents they tell, when, and from whom they have them."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import Connection, case, func, select

from trucewatch.catalogue.asking import I
from trucewatch.catalogue.cards import OutletCard
from trucewatch.catalogue.keys import day_of
from trucewatch.catalogue.reading import stands
from trucewatch.catalogue.tables import incident_table, outlet_table, report_table, source_table, tally_table
from trucewatch.catalogue.tallying import tallied
from trucewatch.ledger.records import escape, unescape

R = report_table.c


def outlets_at(connection: Connection, seq: int, name: str = "") -> tuple[OutletCard, ...]:
    """The outlets, or one of them, counted from the rows that stood at an entry."""
    reports = _reports(connection, seq, name)
    c = outlet_table.c
    told = select(c.outlet, func.count(), func.sum(c.alone), func.sum(c.leads)).group_by(c.outlet)
    told = told.join(incident_table, I.row == c.row).where(stands(incident_table, seq))
    s = source_table.c
    taken = select(s.outlet, s.source, func.count()).group_by(s.outlet, s.source)
    taken = taken.join(incident_table, I.row == s.row).where(stands(incident_table, seq))
    if name:
        told, taken = told.where(c.outlet == escape(name)), taken.where(s.outlet == escape(name))
    counts = {unescape(row[0]): (int(row[1]), int(row[2]), int(row[3])) for row in connection.execute(told)}
    copies: dict[str, Counter[str]] = {}
    for outlet, source, many in connection.execute(taken):
        copies.setdefault(unescape(outlet), Counter())[unescape(source)] += many
    return _cards(reports, counts, copies)


def outlets_now(connection: Connection, name: str = "") -> tuple[OutletCard, ...]:
    """The outlets, or one of them, from the counts that are kept ready."""
    t, day, one = tally_table.c, tally_table.alias("day").c, escape(name) if name else None
    mine = day.name == "report", day.one == t.one, day.two != "", day.many != 0
    edges = (select(day.two).where(*mine).order_by(order).limit(1).scalar_subquery() for order in (day.two, day.two.desc()))
    query = select(t.one, t.many, *edges).where(t.name == "reports", t.one != "", t.many != 0)
    reports = {
        unescape(outlet): (int(many), _iso(first), _iso(last))
        for outlet, many, first, last in connection.execute(query if one is None else query.where(t.one == one))
    }
    kept = {name: {keys[0]: many for keys, many in tallied(connection, name, one=one)} for name in ("outlet", "alone", "leading")}
    counts = {
        outlet: (many, kept["alone"].get(outlet, 0), kept["leading"].get(outlet, 0)) for outlet, many in kept["outlet"].items()
    }
    copies: dict[str, Counter[str]] = {}
    for (outlet, source, _), many in tallied(connection, "source", one=one):
        copies.setdefault(outlet, Counter())[source] += many
    return _cards(reports, counts, copies)


def _reports(connection: Connection, seq: int, name: str) -> dict[str, tuple[int, date | None, date | None]]:
    dated = case((R.day > 0, R.day))
    query = select(R.outlet, func.count(), func.min(dated), func.max(dated)).group_by(R.outlet)
    query = query.where(stands(report_table, seq), R.outlet == escape(name) if name else R.outlet != "")
    return {unescape(o): (int(many), day_of(a or 0), day_of(b or 0)) for o, many, a, b in connection.execute(query)}


def _cards(
    reports: dict[str, tuple[int, date | None, date | None]],
    counts: dict[str, tuple[int, int, int]],
    copies: dict[str, Counter[str]],
) -> tuple[OutletCard, ...]:
    return tuple(
        OutletCard(
            name,
            *reports[name],
            *counts.get(name, (0, 0, 0)),
            tuple(sorted(copies.get(name, Counter()).items(), key=lambda pair: (-pair[1], pair[0]))),
        )
        for name in sorted(reports)
    )


def _iso(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
